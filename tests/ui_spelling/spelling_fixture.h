// A window on a fresh document, with dictionaries of the test's own: what is underlined, and the menu on a word.
#pragma once

#include <QAction>
#include <QContextMenuEvent>
#include <QMenu>

#include "projection/sequence_reader.h"
#include "spelling/user_words.h"
#include "tests/spelling/dictionary_folder.h"
#include "ui/spelling/block_spelling.h"
#include "ui/spelling/spelling_controls.h"
#include "ui/spelling/spelling_menu.h"
#include "ui_window/window_harness.h"

namespace varve::test {

class SpellingFixture {
  protected:
    /// Before the first case.
    void prepare() {
        isolateSettings(m_folder);
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
    /// Before each case: a document in English.
    void start() {
        QSettings().clear();
        QFile::remove(spelling::UserWords::standardPath());
        ++m_number;
        open();
        setLanguage("en-US");
    }
    void close() { m_harness.reset(); }
    void open() {
        m_harness = std::make_unique<WindowHarness>(*m_theme, m_clock,
                                                    m_folder.filePath(QStringLiteral("%1.varve").arg(m_number)));
        const auto* controls = harness().window().findChild<ui::SpellingControls*>();
        if (harness().action("checkSpelling")->isChecked()) QTRY_VERIFY(controls->blocks() != nullptr);
    }

    WindowHarness& harness() { return *m_harness; }
    ui::EditorView& view() { return harness().view(); }
    const ui::BlockSpelling& blocks() {
        const auto* controls = harness().window().findChild<ui::SpellingControls*>();
        return *controls->blocks();
    }
    ui::SpellingMenu& menu() { return *harness().window().findChild<ui::SpellingMenu*>(); }
    ui::Theme& theme() { return *m_theme; }
    [[nodiscard]] const Clock& clock() const { return m_clock; }

    /// Whether a character has the line below it now, by its colour.
    [[nodiscard]] bool isUnderlined(text::Offset at, const event::ObjectId& sequence = kBody) {
        const QRectF left = view().rectOf({sequence, {at, at}});
        const QRectF right = view().rectOf({sequence, {at + 1, at + 1}});
        const QImage page = view().viewport()->grab().toImage();
        // Below small letters the line is thin, and mixed with the page.
        const QColor line = view().spellingColour();
        const int least = (line.red() - line.green()) * 2 / 5;
        for (int x = static_cast<int>(left.x()) + 1; x < static_cast<int>(right.x()); ++x) {
            for (int y = static_cast<int>(left.top()); y < static_cast<int>(left.bottom()); ++y) {
                const QColor here = page.pixelColor(x, y);
                if (here.red() - here.green() > least) return true;
            }
        }
        return false;
    }
    /// The words of a text that are underlined now.
    QStringList underlinedNow(const event::ObjectId& sequence = kBody) {
        QStringList words;
        QString word;
        const QString text = shownText(sequence);
        for (int index = 0; index <= text.size(); ++index) {
            const bool isLetter = index < text.size() && text[index].isLetter();
            if (isLetter && isUnderlined({static_cast<std::uint32_t>(index)}, sequence)) {
                word += text[index];
            } else if (!word.isEmpty()) {
                words.append(std::exchange(word, {}));
            }
        }
        return words;
    }
    /// The same when everything is checked.
    QStringList underlined(const event::ObjectId& sequence = kBody) {
        QCoreApplication::processEvents();
        view().viewport()->grab();  // asks for what is in sight
        waitForCheck();
        return underlinedNow(sequence);
    }
    void waitForCheck() { QTRY_VERIFY_WITH_TIMEOUT(blocks().isIdle(), 20'000); }
    [[nodiscard]] QString shownText(const event::ObjectId& sequence) {
        if (sequence == event::ObjectId{kBody}) return harness().shownText();
        const projection::BlockSequence text =
            projection::readSequence(*view().objects(), sequence, view().registers());
        return text.text({{0}, text.end()});
    }

    void chooseInMenu(const QString& objectName) {
        QTRY_VERIFY(menu().isVisible());
        QTRY_VERIFY(menu().findChild<QAction*>(objectName) != nullptr);
        QTest::mouseClick(&menu(), Qt::LeftButton, {},
                          menu().actionGeometry(menu().findChild<QAction*>(objectName)).center());
        QTRY_VERIFY(!menu().isVisible());
    }
    /// A right click on a character.
    void rightClick(text::Offset at, const event::ObjectId& sequence = kBody) {
        const QPoint place = view().rectOf({sequence, {at, at}}).center().toPoint();
        QTest::mouseClick(view().viewport(), Qt::RightButton, {}, place);
        QContextMenuEvent event(QContextMenuEvent::Mouse, place, view().viewport()->mapToGlobal(place));
        QCoreApplication::sendEvent(view().viewport(), &event);
    }
    [[nodiscard]] text::Offset placeOf(const QString& word) {
        return {static_cast<std::uint32_t>(harness().shownText().indexOf(word))};
    }
    void setLanguage(const char* tag) {
        view().run({.intent = {.registers = {{event::WellKnownObject::kDocument, "language", std::string(tag)}}}});
    }
    void chooseLanguage(const char* menuName, const char* action) {
        auto* languages = harness().window().findChild<QMenu*>(QLatin1String(menuName));
        languages->popup({0, 0});
        QAction* chosen = languages->findChild<QAction*>(QLatin1String(action));
        QVERIFY(chosen != nullptr);
        QTest::mouseClick(languages, Qt::LeftButton, {}, languages->actionGeometry(chosen).center());
    }

  private:
    static constexpr auto kBody = event::WellKnownObject::kBody;

    QTemporaryDir m_folder;
    QTemporaryDir m_home;
    ManualClock m_clock{1'750'000'000'000};
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<WindowHarness> m_harness;
    int m_number = 0;
};

}  // namespace varve::test
