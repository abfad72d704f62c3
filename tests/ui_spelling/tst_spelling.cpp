// Spelling on the page as a person meets it: lines below words, the menu on them, the keys. The dictionary is written
// by the test; keys and clicks are real.
#include "editing/edit_context.h"
#include "layout/colour_mixing.h"
#include "spelling_fixture.h"
#include "ui/history/history_mode.h"
#include "ui/spelling/language_names.h"
#include "ui/spelling/word_replacement.h"

using namespace varve;
using ui::SpellingMenu;

class SpellingTest : public QObject, private test::SpellingFixture {
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
};

void SpellingTest::initTestCase() {
    prepare();
}

void SpellingTest::init() {
    start();
}

void SpellingTest::cleanup() {
    close();
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
    view().setSelection({{2}, {2}});
    chooseLanguage("selectionLanguageMenu", "language:de-DE");
    QCOMPARE(view().blocks().blockAt(0)->shownAttributes().language, std::string("de-DE"));
    QCOMPARE(underlined(), QStringList({QStringLiteral("hello"), QStringLiteral("welt")}));
    chooseLanguage("documentLanguageMenu", "language:de-DE");
    QCOMPARE(view().typingHabits().language, QStringLiteral("de-DE"));
    QCOMPARE(underlined(), QStringList({QStringLiteral("hello"), QStringLiteral("hello")}));
    chooseLanguage("documentLanguageMenu", "language:");
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
    close();
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
        theme().setAppearance(appearance);
        QTRY_COMPARE(ui::themeColours(view().palette()).isDark, appearance == ui::Appearance::kDark);
        QVERIFY(layout::contrast(view().spellingColour(), view().palette().color(QPalette::Base)) >= 3.0);
    }
    theme().setAppearance(ui::Appearance::kLight);
}

QTEST_MAIN(SpellingTest)
#include "tst_spelling.moc"
