// What the window shows after undo when no text came or went: the caret and the flash are at what changed, the status
// line names it, and a change that is nowhere in the text moves nothing.
#include <QApplication>
#include <QTest>

#include "ui_window/window_harness.h"

using namespace varve;

class UndoPlaceTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init();
    void cleanup();
    void undoneHeading();
    void undoneFormat();
    void undoneSetting();

  private:
    void apply(const replica::EditIntent& intent) {
        m_clock.advance(5000);
        QVERIFY(m_harness->replica().apply(intent).has_value());
    }
    [[nodiscard]] QString shownStatus() const { return m_harness->window().status().passingMessage(); }
    void undo() { m_harness->press(Qt::Key_Z, Qt::ControlModifier); }
    void setCaret(std::uint32_t offset) { m_harness->view().setSelection({{offset}, {offset}}); }
    [[nodiscard]] std::uint32_t caret() const { return m_harness->view().caret().value; }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ui::Theme> m_theme;
    ManualClock m_clock{1'750'000'000'000};
    std::unique_ptr<test::WindowHarness> m_harness;
};

void UndoPlaceTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    test::isolateSettings(*m_folder);
    m_theme = std::make_unique<ui::Theme>();
    m_harness = std::make_unique<test::WindowHarness>(*m_theme, m_clock, m_folder->filePath(QStringLiteral("a.varve")));
    apply({event::TransactionKind::kPaste, {{{{0}, {0}}, "The budget\nsecond block\nthird"}}});
}

void UndoPlaceTest::cleanup() {
    m_harness.reset();
    m_theme.reset();
    m_folder.reset();
}

void UndoPlaceTest::undoneHeading() {
    const event::EventId block =
        m_harness->replica().log().idOf(m_harness->replica().tracker().characterAt(merge::View::kEffect, {10}));
    const replica::EditIntent heading{
        .kind = event::TransactionKind::kFormat,
        .registers = {{block, "type", std::string("heading")}, {block, "level", std::int64_t{2}}}};
    apply(heading);
    setCaret(3);
    undo();
    QCOMPARE(caret(), 23U);  // the end of the block
    QVERIFY2(shownStatus().contains(QStringLiteral("Undone: Heading 2")), qPrintable(shownStatus()));
    // A caret that is in the block already stays.
    apply(heading);
    setCaret(15);
    undo();
    QCOMPARE(caret(), 15U);
    QCOMPARE(m_harness->view().blocks().blockAt(1)->shownAttributes().type, document::BlockType::kParagraph);
}

void UndoPlaceTest::undoneFormat() {
    apply({.kind = event::TransactionKind::kFormat, .marks = {{{{4}, {10}}, "bold", true}}});
    setCaret(20);
    undo();
    QCOMPARE(caret(), 10U);
    QVERIFY2(shownStatus().contains(QStringLiteral("Undone: Bold “budget”")), qPrintable(shownStatus()));
}

void UndoPlaceTest::undoneSetting() {
    apply({.registers = {{event::WellKnownObject::kDocument, "page-size", std::string("a5")}}});
    setCaret(20);
    undo();
    QCOMPARE(caret(), 20U);
    QVERIFY2(shownStatus().contains(QStringLiteral("Undone: Page setup")), qPrintable(shownStatus()));
}

QTEST_MAIN(UndoPlaceTest)
#include "tst_undo_place.moc"
