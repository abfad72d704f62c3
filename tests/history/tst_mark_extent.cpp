// Where a mark is seen: from the first to the last character that it covers, against the naive evaluator.
#include <QTest>

#include "convergence/random_graph.h"
#include "history/test_replica.h"

using namespace varve;

class MarkExtentTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void asTheDefinitionSays();
    void quarantinedMarksHaveNone();
};

namespace {

/// Scalars of the mark's text that are visible, and of these those between the first and the last that it covers.
std::optional<text::Range> naiveExtent(const convergence::NaiveEvaluator& naive, convergence::UnitIndex mark) {
    const convergence::EventSet all = naive.allEvents();
    std::uint32_t visible = 0;
    std::optional<text::Range> extent;
    for (const convergence::UnitIndex unit : naive.order(naive.units()[mark].sequence)) {
        const std::uint32_t before = visible;
        if (naive.isVisible(unit, all)) ++visible;
        if (!naive.covers(mark, unit)) continue;
        if (!extent) extent = text::Range{{before}, {before}};
        extent->end = {visible};
    }
    return extent;
}

}  // namespace

void MarkExtentTest::asTheDefinitionSays() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    const std::uint64_t count = test::numberFromEnvironment("GRAPHS", 60);
    int markCount = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto graph = convergence::makeRandomGraph(
            seed + i, {.operationCount = 60, .markPercent = 35, .elsewherePercent = i % 2 == 0 ? 30U : 0U});
        test::TestReplica replica(99, "reader");
        for (const event::Transaction& transaction : graph.transactions)
            replica.receive(transaction);
        for (convergence::UnitIndex unit = 0; unit < graph.naive.units().size(); ++unit) {
            if (graph.naive.units()[unit].type != convergence::Unit::Type::kMark) continue;
            const auto event = replica.log().find(graph.naive.units()[unit].id);
            const auto extent = replica.tracker().markExtent(merge::View::kEffect, *event);
            if (extent != naiveExtent(graph.naive, unit)) qWarning("seed %zu unit %zu", seed + i, std::size_t{unit});
            QCOMPARE(extent, naiveExtent(graph.naive, unit));
            ++markCount;
        }
    }
    QVERIFY(markCount > 100);
}

void MarkExtentTest::quarantinedMarksHaveNone() {
    test::TestReplica ana(1, "Ana");
    ana.insert(0, "abc");
    ana.receive(test::next(ana.log(), 2, {test::markOf(1, 9, "bold", true)}));
    QVERIFY(!ana.tracker().markExtent(merge::View::kEffect, {3}));
    QVERIFY(!ana.tracker().markExtent(merge::View::kEffect, {0}));  // no mark at all
}

QTEST_GUILESS_MAIN(MarkExtentTest)
#include "tst_mark_extent.moc"
