// Spelling on the page as a person meets it: lines below words, the menu on them, the keys. The dictionary is written
// by the test; keys and clicks are real.
#include <QAction>
#include <QMenu>
#include <QSignalSpy>

#include "editing/edit_context.h"
#include "layout/colour_mixing.h"
#include "spelling/user_words.h"
#include "tests/spelling/dictionary_folder.h"
#include "ui/history/history_mode.h"
#include "ui/spelling/block_spelling.h"
#include "ui/spelling/language_names.h"
#include "ui/spelling/spelling_controls.h"
#include "ui/spelling/spelling_menu.h"
#include "ui/spelling/word_replacement.h"
#include "ui_window/window_harness.h"

using namespace varve;
using test::WindowHarness;
using ui::BlockSpelling;
using ui::SpellingMenu;

class SpellingTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void misspeltWordsAreUnderlined();
    void wordsBeingTypedAreNotMarked();
    void marksMoveAlongWhileWriting();
    void codeAndLinksAreNotChecked();
    void suggestionReplacesTheWord();
    void replacedWordsKeepTheirMarks_data();
    void replacedWordsKeepTheirMarks();
    void menuKeyOpensTheMenu();
    void ownWordsAreRight();
    void keysGoAround();
    void languagesOfDocumentAndSelection();
    void switchesAreRemembered();
    void missingDictionaryIsSaidOnce();
    void thePastIsNotMarked();
    void longDocumentsAreCheckedInSlices();
    void namesOfLanguagesAndPackages();
    void coloursCanBeSeen();

  private:
    WindowHarness& harness() { return *m_harness; }
    ui::EditorView& view() { return harness().view(); }
    const BlockSpelling& blocks() {
        const auto* controls = harness().window().findChild<ui::SpellingControls*>();
        return *controls->blocks();
    }
    SpellingMenu& menu() { return *harness().window().findChild<SpellingMenu*>(); }
    void open() {
        m_harness = std::make_unique<WindowHarness>(*m_theme, m_clock,
                                                    m_folder.filePath(QStringLiteral("%1.varve").arg(m_number)));
        const auto* controls = harness().window().findChild<ui::SpellingControls*>();
        if (harness().action("checkSpelling")->isChecked()) QTRY_VERIFY(controls->blocks() != nullptr);
    }
    /// What the user sees underlined, found by the colour of the line. Waits until everything is checked.
    QStringList underlined();
    [[nodiscard]] bool isUnderlined(text::Offset at);
    void waitForCheck() { QTRY_VERIFY_WITH_TIMEOUT(blocks().isIdle(), 20'000); }
    void chooseInMenu(const QString& objectName);
    /// A right click on a character.
    void rightClick(text::Offset at);
    [[nodiscard]] text::Offset placeOf(const QString& word) {
        return {static_cast<std::uint32_t>(harness().shownText().indexOf(word))};
    }
    void setLanguage(const char* tag) {
        view().run({.intent = {.registers = {{event::WellKnownObject::kDocument, "language", std::string(tag)}}}});
    }

    QTemporaryDir m_folder;
    QTemporaryDir m_home;
    ManualClock m_clock{1'750'000'000'000};
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<WindowHarness> m_harness;
    int m_number = 0;
};

void SpellingTest::initTestCase() {
    test::isolateSettings(m_folder);
    // Dictionaries and words of the test's own, before those that the computer has.
    QStandardPaths::setTestModeEnabled(false);
    qputenv("XDG_DATA_HOME", m_home.path().toUtf8());
    qputenv("XDG_CONFIG_HOME", m_home.path().toUtf8());
    QVERIFY(QDir(m_home.path()).mkpath(QStringLiteral("hunspell")));
    const spelling::test::DictionaryFolder words;
    words.addEnglish();
    words.add(QStringLiteral("de_DE"), "UTF-8", {"hallo", "welt", "katze"});
    for (const char* name : {"en_US.aff", "en_US.dic", "de_DE.aff", "de_DE.dic"}) {
        const QString file = QLatin1String(name);
        QVERIFY(QFile::copy(words.path(file), m_home.filePath(QStringLiteral("hunspell/") + file)));
    }
    m_theme = std::make_unique<ui::Theme>();
}

void SpellingTest::init() {
    QSettings().clear();
    QFile::remove(spelling::UserWords::standardPath());
    ++m_number;
    open();
    setLanguage("en-US");
}

void SpellingTest::cleanup() {
    m_harness.reset();
}

bool SpellingTest::isUnderlined(text::Offset at) {
    const QImage page = view().viewport()->grab().toImage();
    const QRectF left = view().caretRectAt(at);
    const QRectF right = view().caretRectAt(at + 1);
    const QColor line = view().spellingColour();
    for (int x = static_cast<int>(left.x()) + 1; x < static_cast<int>(right.x()); ++x) {
        for (int y = static_cast<int>(left.top()); y < static_cast<int>(left.bottom()); ++y) {
            const QColor here = page.pixelColor(x, y);
            if (std::abs(here.red() - line.red()) + std::abs(here.green() - line.green()) +
                    std::abs(here.blue() - line.blue()) <
                60)
                return true;
        }
    }
    return false;
}

QStringList SpellingTest::underlined() {
    QCoreApplication::processEvents();
    view().viewport()->grab();  // asks for what is in sight
    [this] { waitForCheck(); }();
    QStringList words;
    QString word;
    const QString text = harness().shownText();
    for (int index = 0; index <= text.size(); ++index) {
        const bool isLetter = index < text.size() && text[index].isLetter();
        if (isLetter && isUnderlined({static_cast<std::uint32_t>(index)})) {
            word += text[index];
        } else if (!word.isEmpty()) {
            words.append(std::exchange(word, {}));
        }
    }
    return words;
}

void SpellingTest::chooseInMenu(const QString& objectName) {
    QTRY_VERIFY(menu().isVisible());
    QTRY_VERIFY(menu().findChild<QAction*>(objectName) != nullptr);
    QTest::mouseClick(&menu(), Qt::LeftButton, {},
                      menu().actionGeometry(menu().findChild<QAction*>(objectName)).center());
    QTRY_VERIFY(!menu().isVisible());
}

void SpellingTest::rightClick(text::Offset at) {
    const QPoint place = view().pointOf(at).toPoint();
    QTest::mouseClick(view().viewport(), Qt::RightButton, {}, place);
    QContextMenuEvent event(QContextMenuEvent::Mouse, place, view().viewport()->mapToGlobal(place));
    QCoreApplication::sendEvent(view().viewport(), &event);
}

void SpellingTest::misspeltWordsAreUnderlined() {
    harness().type(QStringLiteral("the wrold cat hlelo \nthe cat"));
    QCOMPARE(underlined(), QStringList({QStringLiteral("wrold"), QStringLiteral("hlelo")}));
    // and after mending by hand no more
    view().setSelection({{5}, {7}});
    harness().type(QStringLiteral("or"));
    view().setSelection({{0}, {0}});
    QCOMPARE(underlined(), QStringList(QStringLiteral("hlelo")));
}

void SpellingTest::wordsBeingTypedAreNotMarked() {
    harness().type(QStringLiteral("the wrold hlel"));
    QCOMPARE(underlined(), QStringList(QStringLiteral("wrold")));
    harness().type(QStringLiteral(" "));
    QCOMPARE(underlined(), QStringList({QStringLiteral("wrold"), QStringLiteral("hlel")}));
    harness().type(QStringLiteral("ctaa"));
    QCOMPARE(underlined().size(), 2);
    harness().press(Qt::Key_Home);
    QCOMPARE(underlined().size(), 3);
}

void SpellingTest::marksMoveAlongWhileWriting() {
    harness().type(QStringLiteral("wrold the cat hlelo "));
    QCOMPARE(underlined().size(), 2);
    view().setSelection({{6}, {6}});
    harness().type(QStringLiteral("cat "));
    // before anybody had the time to check it again
    QVERIFY(isUnderlined({0}));
    QVERIFY(isUnderlined(placeOf(QStringLiteral("hlelo")) + 2));
    QVERIFY(!isUnderlined(placeOf(QStringLiteral("the"))));
}

void SpellingTest::codeAndLinksAreNotChecked() {
    harness().type(QStringLiteral("wrold hlelo ctaa "));
    view().setSelection({{0}, {5}});
    view().toggleMark("code");
    view().setSelection({{6}, {11}});
    view().setMark("link", std::string("https://example.org"));
    view().setSelection({view().blocks().end(), view().blocks().end()});
    QCOMPARE(underlined(), QStringList(QStringLiteral("ctaa")));
    view().setBlockType(document::BlockType::kCode);
    QCOMPARE(underlined(), QStringList());
}

void SpellingTest::suggestionReplacesTheWord() {
    harness().type(QStringLiteral("the wrold cat "));
    QCOMPARE(underlined().size(), 1);
    rightClick({6});
    QTRY_VERIFY(menu().isVisible());
    QTRY_VERIFY(menu().findChild<QAction*>(QStringLiteral("suggestion")) != nullptr);
    QCOMPARE(menu().findChild<QAction*>(QStringLiteral("suggestion"))->text(), QStringLiteral("world"));
    QVERIFY(menu().findChildren<QAction*>(QStringLiteral("suggestion")).size() <= SpellingMenu::kSuggestionCountMax);
    chooseInMenu(QStringLiteral("suggestion"));
    QCOMPARE(harness().text(), QStringLiteral("the world cat "));
    QCOMPARE(view().caret().value, 9U);
    QCOMPARE(underlined(), QStringList());
    const auto steps = harness().replica().undoSteps(1);
    QCOMPARE(harness().replica().facts(steps.front()).kind, event::TransactionKind::kReplace);
    harness().press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(harness().text(), QStringLiteral("the wrold cat "));
    // Elsewhere the usual menu comes.
    rightClick({1});
    QVERIFY(!menu().isVisible());
    auto* editMenu = harness().window().findChild<QMenu*>(QStringLiteral("editMenu"));
    QVERIFY(editMenu->isVisible());
    editMenu->close();
}

void SpellingTest::replacedWordsKeepTheirMarks_data() {
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("replacement");
    QTest::newRow("letters swapped") << "wrold"
                                     << "world";
    QTest::newRow("one more inside") << "wrld"
                                     << "world";
    QTest::newRow("one more at the end") << "worl"
                                         << "world";
    QTest::newRow("one more at the start") << "orld"
                                           << "world";
    QTest::newRow("one less") << "worrld"
                              << "world";
    QTest::newRow("another word") << "xyz"
                                  << "world";
    QTest::newRow("beyond the first plane") << QString::fromUtf8("w\xf0\x9d\x9f\x8erld") << "world";
}

void SpellingTest::replacedWordsKeepTheirMarks() {
    QFETCH(QString, word);
    QFETCH(QString, replacement);
    view().replaceSelection(QStringLiteral("a ") + word + QStringLiteral(" b"), event::TransactionKind::kTyping);
    const text::Offset end{2 + static_cast<std::uint32_t>(word.toStdU32String().size())};
    view().setSelection({{2}, end});
    view().toggleMark("bold");
    view().run(ui::wordReplaced(view().blocks(), {{2}, end}, replacement));
    QCOMPARE(harness().text(), QStringLiteral("a world b"));
    const auto& block = view().blocks().blockAt(0);
    for (int index = 0; index < block->text.size(); ++index) {
        const bool isBold = block->formatAt(index) && document::flagOf(*block->formatAt(index), "bold");
        QCOMPARE(isBold, 2 <= index && index < 7);
    }
    QCOMPARE(view().caret().value, 7U);
}

void SpellingTest::menuKeyOpensTheMenu() {
    harness().type(QStringLiteral("the wrold "));
    harness().press(Qt::Key_Left);
    QCOMPARE(underlined().size(), 1);
    const QPoint place = view().caretRect().bottomLeft().toPoint();
    QContextMenuEvent event(QContextMenuEvent::Keyboard, place, view().viewport()->mapToGlobal(place));
    QCoreApplication::sendEvent(view().viewport(), &event);
    QTRY_VERIFY(menu().isVisible());
    // The keyboard stands on the first suggestion as soon as there is one.
    QTRY_VERIFY(menu().activeAction() != nullptr);
    QCOMPARE(menu().activeAction()->text(), QStringLiteral("world"));
    QTest::keyClick(&menu(), Qt::Key_Return);
    QCOMPARE(harness().text(), QStringLiteral("the world "));
}

void SpellingTest::ownWordsAreRight() {
    harness().type(QStringLiteral("wrold hlelo ctaa "));
    QCOMPARE(underlined().size(), 3);
    rightClick({2});
    chooseInMenu(QStringLiteral("addToUserWords"));
    QCOMPARE(underlined(), QStringList({QStringLiteral("hlelo"), QStringLiteral("ctaa")}));
    rightClick({8});
    chooseInMenu(QStringLiteral("addToDocumentWords"));
    QCOMPARE(underlined(), QStringList(QStringLiteral("ctaa")));
    QCOMPARE(view().registers().documentValue("word:hlelo"), event::Value(true));
    rightClick({14});
    chooseInMenu(QStringLiteral("ignoreWord"));
    QCOMPARE(underlined(), QStringList());
    // The document's word is one step.
    QVERIFY(harness().action("undo")->isEnabled());
    harness().action("undo")->trigger();
    QCOMPARE(harness().text(), QStringLiteral("wrold hlelo ctaa "));
    QCOMPARE(view().registers().documentValue("word:hlelo"), event::Value());
    view().setSelection({{0}, {0}});
    QCOMPARE(underlined(), QStringList(QStringLiteral("hlelo")));
}

void SpellingTest::keysGoAround() {
    harness().type(QStringLiteral("wrold the\nthe hlelo cat\n\nctaa the"));
    view().setSelection({{0}, {0}});
    const auto selectedAfter = [this](Qt::KeyboardModifiers modifiers) {
        harness().press(Qt::Key_F7, modifiers);
        [this] { QTRY_VERIFY(menu().isVisible()); }();
        menu().close();
        return view().selectedText();
    };
    QCOMPARE(selectedAfter(Qt::NoModifier), QStringLiteral("wrold"));
    QCOMPARE(selectedAfter(Qt::NoModifier), QStringLiteral("hlelo"));
    QCOMPARE(selectedAfter(Qt::NoModifier), QStringLiteral("ctaa"));
    QCOMPARE(selectedAfter(Qt::NoModifier), QStringLiteral("wrold"));
    QCOMPARE(selectedAfter(Qt::ShiftModifier), QStringLiteral("ctaa"));
    QCOMPARE(selectedAfter(Qt::ShiftModifier), QStringLiteral("hlelo"));
    view().selectAll();
    harness().press(Qt::Key_Delete);
    harness().type(QStringLiteral("the cat "));
    harness().press(Qt::Key_F7);
    QTRY_COMPARE(harness().window().status().passingMessage(), QStringLiteral("No word is misspelt."));
}

void SpellingTest::languagesOfDocumentAndSelection() {
    harness().type(QStringLiteral("hello welt\nhello welt \n"));
    QCOMPARE(underlined(), QStringList({QStringLiteral("welt"), QStringLiteral("welt")}));
    const auto choose = [this](const char* menuName, const char* action) {
        auto* languages = harness().window().findChild<QMenu*>(QLatin1String(menuName));
        languages->popup({0, 0});
        QAction* chosen = languages->findChild<QAction*>(QLatin1String(action));
        QVERIFY(chosen != nullptr);
        QTest::mouseClick(languages, Qt::LeftButton, {}, languages->actionGeometry(chosen).center());
    };
    view().setSelection({{2}, {2}});
    choose("selectionLanguageMenu", "language:de-DE");
    QCOMPARE(view().blocks().blockAt(0)->shownAttributes().language, std::string("de-DE"));
    QCOMPARE(underlined(), QStringList({QStringLiteral("hello"), QStringLiteral("welt")}));
    choose("documentLanguageMenu", "language:de-DE");
    QCOMPARE(view().typingHabits().language, QStringLiteral("de-DE"));
    QCOMPARE(underlined(), QStringList({QStringLiteral("hello"), QStringLiteral("hello")}));
    choose("documentLanguageMenu", "language:");
    QCOMPARE(view().registers().documentValue("language"), event::Value());
    QCOMPARE(view().typingHabits().language, ui::systemLanguage());
}

void SpellingTest::switchesAreRemembered() {
    harness().type(QStringLiteral("wrold "));
    QCOMPARE(underlined().size(), 1);
    harness().press(Qt::Key_F7, Qt::ControlModifier);
    QVERIFY(!harness().action("checkSpelling")->isChecked());
    QVERIFY(!isUnderlined({1}));
    harness().action("typographicSigns")->trigger();
    QVERIFY(!view().typingHabits().typography);
    harness().action("typingShortcuts")->trigger();
    QVERIFY(!view().typingHabits().blockShortcuts);
    m_harness.reset();
    open();
    QVERIFY(!harness().action("checkSpelling")->isChecked());
    QVERIFY(!view().typingHabits().typography && !view().typingHabits().blockShortcuts);
    harness().action("checkSpelling")->trigger();
    QCOMPARE(underlined().size(), 1);
}

void SpellingTest::missingDictionaryIsSaidOnce() {
    const auto& status = harness().window().status();
    setLanguage("tlh");
    QTRY_VERIFY(status.passingMessage().contains(QStringLiteral("hunspell-tlh")));
    harness().type(QStringLiteral("wrold "));
    QCOMPARE(underlined(), QStringList());
    harness().window().status().showPassing(QString());
    setLanguage("en-US");
    setLanguage("tlh");
    QCoreApplication::processEvents();
    QCOMPARE(status.passingMessage(), QString());
    // Who asks is told again.
    harness().press(Qt::Key_F7);
    QTRY_VERIFY(!status.passingMessage().isEmpty());
}

void SpellingTest::thePastIsNotMarked() {
    harness().type(QStringLiteral("wrold "));
    QCOMPARE(underlined().size(), 1);
    harness().window().historyMode().enter();
    QVERIFY(!isUnderlined({1}));
    rightClick({1});
    QVERIFY(!menu().isVisible());
    QVERIFY(!harness().action("nextMisspelling")->isEnabled());
    for (QMenu* open : harness().window().findChildren<QMenu*>())
        open->close();
    harness().window().historyMode().leave();
    QCOMPARE(underlined().size(), 1);
}

void SpellingTest::longDocumentsAreCheckedInSlices() {
    constexpr int kBlockCount = 20'000;
    QString text;
    for (int block = 0; block < kBlockCount; ++block)
        text += block == kBlockCount - 3 ? QStringLiteral("the wrold\n") : QStringLiteral("the cat hello world\n");
    view().replaceSelection(text, event::TransactionKind::kPaste);
    view().setSelection({{0}, {0}});
    harness().press(Qt::Key_F7);
    QTRY_VERIFY_WITH_TIMEOUT(menu().isVisible(), 20'000);
    QCOMPARE(view().selectedText(), QStringLiteral("wrold"));
    menu().close();
    waitForCheck();
    QVERIFY(blocks().knownBlockCount() >= kBlockCount);
    // What is gone is not kept.
    view().selectAll();
    harness().type(QStringLiteral("the wrold "));
    QTRY_VERIFY_WITH_TIMEOUT(blocks().knownBlockCount() < 1000, 20'000);
    QCOMPARE(underlined(), QStringList(QStringLiteral("wrold")));
}

void SpellingTest::namesOfLanguagesAndPackages() {
    QCOMPARE(ui::languageName(QStringLiteral("en-US")), QStringLiteral("American English"));
    QCOMPARE(ui::languageName(QStringLiteral("en")), QStringLiteral("English"));
    QCOMPARE(ui::languageName(QStringLiteral("de-AT")),
             QString::fromUtf8("\xc3\x96sterreichisches Deutsch (\xc3\x96sterreich)"));
    QCOMPARE(ui::languageName(QStringLiteral("fr-FR")), QString::fromUtf8("fran\xc3\xa7"
                                                                          "ais (France)"));
    QCOMPARE(ui::languageName(QStringLiteral("tlh")), QStringLiteral("tlh"));
    QCOMPARE(ui::dictionaryPackage(QStringLiteral("en")), QStringLiteral("hunspell-en-us"));
    QCOMPARE(ui::dictionaryPackage(QStringLiteral("en-GB")), QStringLiteral("hunspell-en-gb"));
    QCOMPARE(ui::dictionaryPackage(QStringLiteral("de_CH")), QStringLiteral("hunspell-de-ch"));
    QCOMPARE(ui::dictionaryPackage(QStringLiteral("nb-NO")), QStringLiteral("hunspell-no"));
    QCOMPARE(ui::dictionaryPackage(QStringLiteral("fr-FR")), QStringLiteral("hunspell-fr"));
}

void SpellingTest::coloursCanBeSeen() {
    for (const ui::Appearance appearance : {ui::Appearance::kLight, ui::Appearance::kDark}) {
        m_theme->setAppearance(appearance);
        QTRY_COMPARE(ui::themeColours(view().palette()).isDark, appearance == ui::Appearance::kDark);
        QVERIFY(layout::contrast(view().spellingColour(), view().palette().color(QPalette::Base)) >= 3.0);
    }
    m_theme->setAppearance(ui::Appearance::kLight);
}

QTEST_MAIN(SpellingTest)
#include "tst_spelling.moc"
