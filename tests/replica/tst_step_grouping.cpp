// When does an edit belong to the undo step before it?
#include <QTest>

#include "replica/step_grouping.h"

using namespace varve;
using event::TransactionKind;

namespace {

replica::EditIntent typing(std::uint32_t at, const char* text) {
    return {TransactionKind::kTyping, {{{{at}, {at}}, text}}};
}

replica::EditIntent erasing(TransactionKind kind, std::uint32_t begin, std::uint32_t end) {
    return {kind, {{{{begin}, {end}}, ""}}};
}

}  // namespace

class StepGroupingTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void secondEditJoins_data();
    void secondEditJoins();
    void stepEndsAtAWordAfterFiveSeconds();
    void closedStepIsNotContinued();
    void remoteChangeElsewhereMovesThePlace();
    void remoteChangeAtThePlaceCloses_data();
    void remoteChangeAtThePlaceCloses();
};

void StepGroupingTest::secondEditJoins_data() {
    QTest::addColumn<replica::EditIntent>("first");
    QTest::addColumn<replica::EditIntent>("second");
    QTest::addColumn<qint64>("pauseMs");
    QTest::addColumn<bool>("joins");
    const auto backspace = TransactionKind::kBackspace;
    const auto forward = TransactionKind::kDelete;
    QTest::newRow("typing on") << typing(3, "a") << typing(4, "b") << qint64{100} << true;
    QTest::newRow("short pause inside a word") << typing(3, "a") << typing(4, "b") << qint64{1999} << true;
    QTest::newRow("long pause inside a word") << typing(3, "a") << typing(4, "b") << qint64{2000} << false;
    QTest::newRow("short pause behind a word") << typing(3, "a") << typing(4, " ") << qint64{499} << true;
    QTest::newRow("pause behind a word") << typing(3, "a") << typing(4, " ") << qint64{500} << false;
    QTest::newRow("pause before a word") << typing(3, " ") << typing(4, "b") << qint64{500} << false;
    QTest::newRow("elsewhere") << typing(3, "a") << typing(9, "b") << qint64{100} << false;
    QTest::newRow("clock went back") << typing(3, "a") << typing(4, "b") << qint64{-1} << false;
    QTest::newRow("block break") << typing(3, "a") << typing(4, "\n") << qint64{100} << false;
    QTest::newRow("after a block break") << typing(3, "\n") << typing(4, "a") << qint64{100} << false;
    QTest::newRow("typed, then erased") << typing(3, "a") << erasing(backspace, 3, 4) << qint64{100} << false;
    QTest::newRow("erased, then typed") << erasing(backspace, 3, 4) << typing(3, "a") << qint64{100} << false;
    QTest::newRow("backspacing on") << erasing(backspace, 3, 4) << erasing(backspace, 2, 3) << qint64{100} << true;
    QTest::newRow("backspacing after a pause")
        << erasing(backspace, 3, 4) << erasing(backspace, 2, 3) << qint64{500} << false;
    QTest::newRow("deleting on") << erasing(forward, 3, 4) << erasing(forward, 3, 4) << qint64{100} << true;
    QTest::newRow("typed over a selection, then on")
        << replica::EditIntent{TransactionKind::kTyping, {{{{3}, {9}}, "a"}}} << typing(4, "b") << qint64{100} << true;
    QTest::newRow("typing over a selection begins a step")
        << typing(3, "a") << replica::EditIntent{TransactionKind::kTyping, {{{{4}, {9}}, "b"}}} << qint64{100} << false;
    replica::EditIntent inCell = typing(4, "b");
    inCell.sequence = event::EventId{{{7}}, {3}};
    QTest::newRow("in another text") << typing(3, "a") << inCell << qint64{100} << false;
    replica::EditIntent firstInCell = typing(3, "a");
    firstInCell.sequence = inCell.sequence;
    firstInCell.preparation = {event::Set{.object = event::EventId{{{7}}, {1}}, .key = "cell", .value = true}};
    QTest::newRow("typing on in a new text") << firstInCell << inCell << qint64{100} << true;
    QTest::newRow("paste stands alone") << typing(3, "a")
                                        << replica::EditIntent{TransactionKind::kPaste, {{{{4}, {4}}, "b"}}}
                                        << qint64{100} << false;
    QTest::newRow("letters beyond the basic plane")
        << typing(3, "\xF0\x9F\x8C\x8A") << typing(4, "b") << qint64{100} << true;
}

void StepGroupingTest::secondEditJoins() {
    QFETCH(replica::EditIntent, first);
    QFETCH(replica::EditIntent, second);
    QFETCH(qint64, pauseMs);
    replica::StepGrouping grouping;
    QVERIFY(!grouping.joins(first, 10'000));
    QTEST(grouping.joins(second, 10'000 + pauseMs), "joins");
}

void StepGroupingTest::stepEndsAtAWordAfterFiveSeconds() {
    replica::StepGrouping grouping;
    QVERIFY(!grouping.joins(typing(0, "a"), 0));
    for (std::uint32_t index = 1; index < 60; ++index)
        QVERIFY(grouping.joins(typing(index, "a"), index * 100));
    QVERIFY(grouping.joins(typing(60, " "), 6000));
    QVERIFY(!grouping.joins(typing(61, "b"), 6100));
}

void StepGroupingTest::closedStepIsNotContinued() {
    replica::StepGrouping grouping;
    grouping.joins(typing(0, "a"), 0);
    grouping.close();
    QVERIFY(!grouping.joins(typing(1, "b"), 50));
}

void StepGroupingTest::remoteChangeElsewhereMovesThePlace() {
    replica::StepGrouping grouping;
    grouping.joins(typing(10, "a"), 0);
    document::Patch patch;
    patch.retain(2);
    patch.add("xyz", 3);
    grouping.followRemotePatch({patch, {}, {}});
    QVERIFY(grouping.joins(typing(14, "b"), 100));
}

void StepGroupingTest::remoteChangeAtThePlaceCloses_data() {
    QTest::addColumn<int>("retained");
    QTest::addColumn<int>("removed");
    QTest::newRow("inserted right there") << 11 << 0;
    QTest::newRow("removed around it") << 5 << 10;
    QTest::newRow("removed right before") << 10 << 1;
}

void StepGroupingTest::remoteChangeAtThePlaceCloses() {
    QFETCH(int, retained);
    QFETCH(int, removed);
    replica::StepGrouping grouping;
    grouping.joins(typing(10, "a"), 0);
    document::Patch patch;
    patch.retain(static_cast<std::uint32_t>(retained));
    if (removed > 0) patch.remove(static_cast<std::uint32_t>(removed));
    if (removed == 0) patch.add("x", 1);
    grouping.followRemotePatch({patch, {}, {}});
    for (const std::uint32_t at : {5U, 10U, 11U, 12U}) {
        replica::StepGrouping copy = grouping;
        QVERIFY(!copy.joins(typing(at, "b"), 100));
    }
}

QTEST_GUILESS_MAIN(StepGroupingTest)
#include "tst_step_grouping.moc"
