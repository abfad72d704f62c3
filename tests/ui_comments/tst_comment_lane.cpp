// Comments of a window's document, by real keys and clicks: writing, answering, resolving, and cards beside their text.
#include <QAction>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>

#include "projection/comments.h"
#include "ui/comments/card_places.h"
#include "ui/comments/comment_lane.h"
#include "ui/comments/comments_mode.h"
#include "ui/comments/remark_field.h"
#include "ui_window/window_harness.h"

using namespace varve;
using test::WindowHarness;

class CommentLaneTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup() { m_harness.reset(); }
    void places_data();
    void places();
    void commentByKeys();
    void nothingSelected();
    void escapeGoesBack();
    void answerResolveAndReopen();
    void caretAndCardFollowEachOther();
    void nextAndPrevious();
    void undoLeavesTheCaretAlone();
    void cardsScrollWithTheText();
    void pastIsReadOnly();
    void unsentWordsComeBack();
    void narrowWindow();

  private:
    WindowHarness& harness() { return *m_harness; }
    ui::CommentLane& lane() { return *harness().window().findChild<ui::CommentLane*>(); }
    ui::CommentsMode& mode() { return *harness().window().findChild<ui::CommentsMode*>(); }
    const std::vector<projection::CommentThread>& threads() { return mode().comments().threads(); }
    void comment(std::uint32_t begin, std::uint32_t end, const QString& words) {
        harness().view().setFocus();
        harness().view().setSelection({{begin}, {end}});
        harness().press(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
        auto* field = qobject_cast<ui::RemarkField*>(harness().window().focusWidget());
        QVERIFY(field != nullptr);
        QTest::keyClicks(field, words);
        QTest::keyClick(field, Qt::Key_Return, Qt::ControlModifier);
        QCoreApplication::processEvents();
    }
    template <typename Widget>
    Widget* inCard(const char* name) {
        ui::CommentCard* card = mode().selected() ? lane().cardOf(*mode().selected()) : nullptr;
        if (card == nullptr) return nullptr;
        for (Widget* widget : card->findChildren<Widget*>(QLatin1String(name))) {
            if (widget->isVisible()) return widget;
        }
        return nullptr;
    }

    QTemporaryDir m_folder;
    ManualClock m_clock{1'750'000'000'000};
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<WindowHarness> m_harness;
    int m_number = 0;
};

void CommentLaneTest::initTestCase() {
    test::isolateSettings(m_folder);
    m_theme = std::make_unique<ui::Theme>();
}

void CommentLaneTest::init() {
    m_harness = std::make_unique<WindowHarness>(*m_theme, m_clock,
                                                m_folder.filePath(QStringLiteral("%1.varve").arg(++m_number)));
    harness().window().resize(1100, 700);
    QCoreApplication::processEvents();
}

void CommentLaneTest::places_data() {
    QTest::addColumn<std::vector<int>>("wanted");
    QTest::addColumn<int>("selected");
    QTest::addColumn<std::vector<int>>("tops");
    QTest::newRow("none") << std::vector<int>{} << -1 << std::vector<int>{};
    QTest::newRow("room for all") << std::vector<int>{0, 100} << -1 << std::vector<int>{0, 100};
    QTest::newRow("downwards") << std::vector<int>{0, 10, 20, 200} << -1 << std::vector<int>{0, 60, 120, 200};
    QTest::newRow("selected stays") << std::vector<int>{0, 10, 20, 200} << 2 << std::vector<int>{-100, -40, 20, 200};
    QTest::newRow("last selected") << std::vector<int>{0, 300, 310} << 2 << std::vector<int>{0, 250, 310};
}

void CommentLaneTest::places() {
    QFETCH(const std::vector<int>, wanted);
    QFETCH(const int, selected);
    QFETCH(const std::vector<int>, tops);
    std::vector<ui::CardSpace> cards;
    for (const int top : wanted)
        cards.push_back({top, 50});
    const auto chosen = selected < 0 ? std::nullopt : std::optional(static_cast<std::size_t>(selected));
    QCOMPARE(ui::cardPlaces(cards, chosen, 10), tops);
}

void CommentLaneTest::commentByKeys() {
    QVERIFY(!lane().isVisible());
    harness().type(QStringLiteral("one two three"));
    comment(4, 7, QStringLiteral("Why two?"));
    QCOMPARE(threads().size(), std::size_t{1});
    QCOMPARE(threads()[0].remarks[0].text, std::string("Why two?"));
    QCOMPARE(threads()[0].remarks[0].author, std::string("Ana"));
    QVERIFY(lane().isVisible());
    QVERIFY(harness().view().hasFocus());
    QCOMPARE(lane().cards().size(), std::size_t{1});
    QVERIFY(lane().cards()[0]->accessibleName().contains(QStringLiteral("Comment by you")));
    QVERIFY(harness().view().decorations().of(event::WellKnownObject::kBody)->comments.ranges() ==
            (std::vector<text::Range>{{{4}, {7}}}));
    // One step, taken back and brought back
    harness().press(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(threads().empty());
    QVERIFY(!lane().isVisible());
    harness().press(Qt::Key_Y, Qt::ControlModifier);
    QCOMPARE(threads().size(), std::size_t{1});
}

void CommentLaneTest::nothingSelected() {
    harness().press(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(!lane().isVisible());
    harness().type(QStringLiteral("one two"));
    harness().press(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);  // on the word at the caret
    QVERIFY(lane().draftCard() != nullptr);
}

void CommentLaneTest::escapeGoesBack() {
    harness().type(QStringLiteral("one"));
    harness().view().setSelection({{0}, {3}});
    harness().press(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(lane().isVisible());
    QVERIFY(!harness().view().hasFocus());
    harness().press(Qt::Key_Escape);
    QVERIFY(harness().view().hasFocus());
    QVERIFY(!lane().isVisible());
    QVERIFY(threads().empty());
}

void CommentLaneTest::answerResolveAndReopen() {
    harness().type(QStringLiteral("one two three"));
    comment(4, 7, QStringLiteral("Why?"));
    auto* field = inCard<ui::RemarkField>("remarkField");
    QVERIFY(field != nullptr);
    field->setFocus();
    QTest::keyClicks(field, QStringLiteral("Because"));
    QCoreApplication::processEvents();
    QTest::mouseClick(inCard<QPushButton>("sendRemark"), Qt::LeftButton);
    QCOMPARE(threads()[0].remarks.size(), std::size_t{2});
    QTest::mouseClick(inCard<QPushButton>("resolveThread"), Qt::LeftButton);
    QVERIFY(threads()[0].isResolved);
    // neither tinted as open, nor as the one pointed at
    QVERIFY(harness().view().decorations().of(event::WellKnownObject::kBody) == nullptr);
    QVERIFY(!lane().isVisible());
    harness().action("showComments")->trigger();
    QVERIFY(lane().isVisible());
    QVERIFY(lane().cards().empty());
    Q_EMIT lane().listingChosen(ui::CommentLane::Listing::kResolved);
    QCOMPARE(lane().cards().size(), std::size_t{1});
    QTest::mouseClick(lane().cards()[0], Qt::LeftButton, {}, {4, 4});
    QTest::mouseClick(inCard<QPushButton>("resolveThread"), Qt::LeftButton);
    QVERIFY(!threads()[0].isResolved);
    // Without its text it is in the other list.
    harness().view().setSelection({{3}, {8}});
    harness().view().deleteSelection();
    Q_EMIT lane().listingChosen(ui::CommentLane::Listing::kDetached);
    QCOMPARE(lane().cards().size(), std::size_t{1});
    QVERIFY(lane().cards()[0]->accessibleName().contains(QStringLiteral("Its text is gone")));
}

void CommentLaneTest::caretAndCardFollowEachOther() {
    harness().type(QStringLiteral("one two three"));
    comment(0, 3, QStringLiteral("first"));
    comment(8, 13, QStringLiteral("second"));
    QTest::mouseClick(lane().cards()[0], Qt::LeftButton, {}, {5, 5});
    QCOMPARE(*mode().selected(), threads()[0].id);
    QCOMPARE(harness().view().caret().value, 0U);
    const QPointF place = harness().view().caretRectAt({10}).center();
    QTest::mouseClick(harness().view().viewport(), Qt::LeftButton, {}, place.toPoint());
    QCOMPARE(*mode().selected(), threads()[1].id);
    QVERIFY(lane().cardOf(threads()[1].id)->content().isSelected);
    QVERIFY(!lane().cardOf(threads()[0].id)->content().isSelected);
    // None stands over another.
    QVERIFY(lane().cards()[0]->geometry().bottom() < lane().cards()[1]->geometry().top());
}

void CommentLaneTest::nextAndPrevious() {
    harness().type(QStringLiteral("one two three"));
    comment(0, 3, QStringLiteral("first"));
    comment(8, 13, QStringLiteral("second"));
    harness().press(Qt::Key_F8);
    QCOMPARE(*mode().selected(), threads()[0].id);
    harness().press(Qt::Key_F8);
    QCOMPARE(*mode().selected(), threads()[1].id);
    QCOMPARE(harness().view().caret().value, 8U);
    harness().press(Qt::Key_F8, Qt::ShiftModifier);
    QCOMPARE(*mode().selected(), threads()[0].id);
}

void CommentLaneTest::undoLeavesTheCaretAlone() {
    harness().type(QStringLiteral("one two three"));
    comment(4, 7, QStringLiteral("Why?"));
    auto* field = inCard<ui::RemarkField>("remarkField");
    QTest::keyClicks(field, QStringLiteral("x"));
    QTest::keyClick(field, Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(threads()[0].remarks.size(), std::size_t{2});
    const text::Offset caret = harness().view().caret();
    QVERIFY(caret.value > 0);
    harness().action("undo")->trigger();
    QCOMPARE(threads()[0].remarks.size(), std::size_t{1});
    QCOMPARE(harness().view().caret(), caret);
}

void CommentLaneTest::cardsScrollWithTheText() {
    for (int line = 0; line < 60; ++line)
        harness().type(QStringLiteral("line\n"));
    comment(5, 9, QStringLiteral("here"));
    QScrollBar* bar = harness().view().verticalScrollBar();
    bar->setValue(0);
    QCoreApplication::processEvents();
    const int top = lane().cards().at(0)->mapTo(&harness().window(), QPoint()).y();
    bar->setValue(20);
    QCOMPARE(lane().cards().at(0)->mapTo(&harness().window(), QPoint()).y(), top - 20);
}

void CommentLaneTest::pastIsReadOnly() {
    harness().type(QStringLiteral("one two three"));
    comment(4, 7, QStringLiteral("Why?"));
    const std::uint64_t end = harness().replica().timeline().eventCount();
    harness().window().historyMode().show(end);
    QVERIFY(!harness().action("addComment")->isEnabled());
    QCOMPARE(threads().size(), std::size_t{1});
    QVERIFY(inCard<ui::RemarkField>("remarkField") == nullptr);
    harness().window().historyMode().show(13);
    QVERIFY(threads().empty());
    harness().window().historyMode().leave();
    QCOMPARE(threads().size(), std::size_t{1});
    QVERIFY(harness().action("addComment")->isEnabled());
}

void CommentLaneTest::unsentWordsComeBack() {
    // Given a reply that was begun
    harness().type(QStringLiteral("one two three"));
    comment(4, 7, QStringLiteral("Why?"));
    auto* field = inCard<ui::RemarkField>("remarkField");
    QVERIFY(field != nullptr);
    field->setFocus();
    QTest::keyClicks(field, QStringLiteral("Beca"));
    // When the past is visited, and another place
    harness().window().historyMode().show(13);
    harness().window().historyMode().leave();
    harness().view().setFocus();
    harness().press(Qt::Key_End);
    QVERIFY(!mode().selected());
    // Then it is there when one is back
    harness().view().setSelection({{4}, {4}});
    harness().press(Qt::Key_Right);
    QVERIFY(mode().selected().has_value());
    field = inCard<ui::RemarkField>("remarkField");
    QVERIFY(field != nullptr);
    QCOMPARE(field->toPlainText(), QStringLiteral("Beca"));
    // And it is gone once it was sent
    field->setFocus();
    QTest::keyClicks(field, QStringLiteral("use"));
    QTest::keyClick(field, Qt::Key_Return, Qt::ControlModifier);
    QCoreApplication::processEvents();
    QCOMPARE(threads()[0].remarks.size(), std::size_t{2});
    QVERIFY(inCard<ui::RemarkField>("remarkField")->toPlainText().isEmpty());
    // The same for a new comment when the lane is closed
    harness().view().setFocus();
    harness().view().setSelection({{0}, {3}});
    harness().press(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    QTest::keyClicks(harness().window().focusWidget(), QStringLiteral("New"));
    harness().action("showComments")->trigger();
    QVERIFY(!lane().isVisible());
    harness().view().setFocus();
    harness().view().setSelection({{0}, {3}});
    harness().press(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(lane().draftCard() != nullptr);
    QVERIFY(lane().draftCard()->hasWords());
}

void CommentLaneTest::narrowWindow() {
    harness().type(QStringLiteral("one two three"));
    comment(4, 7, QStringLiteral("Why?"));
    harness().window().resize(500, 500);
    QCoreApplication::processEvents();
    QVERIFY(!lane().isVisible());
    const int width = harness().view().width();
    harness().action("showComments")->trigger();
    QVERIFY(lane().isVisible());
    QCOMPARE(harness().view().width(), width);
    harness().action("showComments")->trigger();
    QVERIFY(!lane().isVisible());
}

QTEST_MAIN(CommentLaneTest)
#include "tst_comment_lane.moc"
