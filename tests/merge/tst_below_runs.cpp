// Runs in chunks against a plain array, with so many that chunks are split, emptied and joined by fills across them.
#include <QtTest>

#include <algorithm>
#include <vector>

#include "base/random.h"
#include "merge/below_runs.h"
#include "merge/item.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::merge;

namespace {

constexpr std::uint32_t kBase = 20'000;

/// Runs of one to four events, some with gaps between them, and the same as an array.
BelowRuns manyRuns(Random& random, std::vector<std::uint32_t>& plain) {
    std::vector<BelowRuns::Run> runs;
    for (std::uint32_t first = 0; first < kBase;) {
        const std::uint32_t end = std::min(kBase, first + 1 + random.below(4));
        runs.push_back({first, end, random.below(1000)});
        std::fill(plain.begin() + first, plain.begin() + end, runs.back().entry);
        first = end + (random.below(5) == 0 ? 1 : 0);
    }
    return BelowRuns(std::move(runs));
}

}  // namespace

class BelowRunsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void fillsInManyChunks() {
        Random random(test::numberFromEnvironment("SEED", 1));
        for (std::uint64_t round = test::numberFromEnvironment("GRAPHS", 5); round > 0; --round) {
            std::vector<std::uint32_t> plain(kBase, kNone);
            BelowRuns runs = manyRuns(random, plain);
            for (int step = 0; step < 3000; ++step) {
                // Mostly single events in a small part, which makes its chunks grow; now and then many chunks at once.
                const bool isWide = random.below(100) == 0;
                const std::uint32_t first = random.below(isWide ? kBase : 3000);
                const std::uint32_t count = std::min(kBase - first, 1 + random.below(isWide ? 8000 : 2));
                const std::uint32_t entry = random.below(1000);
                runs.fill(first, first + count, entry);
                std::fill_n(plain.begin() + first, count, entry);
                const std::uint32_t other = random.below(kBase);
                QCOMPARE(runs.entryOf(other), plain[other]);
                const std::uint32_t end = std::min(kBase, other + random.below(20));
                const bool isHeld = std::find(plain.begin() + other, plain.begin() + end, kNone) == plain.begin() + end;
                QCOMPARE(runs.holdsAll(other, std::max(other, end)), isHeld);
                if (step % 100 == 0) runs.checkInvariants(kBase);
            }
            runs.checkInvariants(kBase);
            for (std::uint32_t event = 0; event < kBase; ++event)
                QCOMPARE(runs.entryOf(event), plain[event]);
            QCOMPARE(runs.entryOf(kBase), kNone);
        }
    }

    void beginsWithNothing() {
        BelowRuns runs;
        QVERIFY(runs.isEmpty());
        QCOMPARE(runs.entryOf(7), kNone);
        runs.fill(5, 9, 3);
        runs.fill(20, 21, 4);
        runs.fill(0, 2, 1);
        runs.checkInvariants(21);
        QCOMPARE(runs.entryOf(1), 1U);
        QCOMPARE(runs.entryOf(4), kNone);
        QCOMPARE(runs.entryOf(8), 3U);
        QCOMPARE(runs.entryOf(20), 4U);
        QVERIFY(runs.holdsAll(5, 9));
        QVERIFY(!runs.holdsAll(1, 6));
        runs.fill(0, 21, 8);
        QVERIFY(runs.holdsAll(0, 21));
        QCOMPARE(runs.entryOf(3), 8U);
    }

    void memoryFollowsTheRuns() {
        std::vector<BelowRuns::Run> runs;
        for (std::uint32_t run = 0; run < 100'000; ++run)
            runs.push_back({2 * run, 2 * run + 1, run});
        const BelowRuns below(std::move(runs));
        QVERIFY(below.memoryBytes() < 100'000 * sizeof(BelowRuns::Run) * 5 / 4);
    }
};

QTEST_GUILESS_MAIN(BelowRunsTest)
#include "tst_below_runs.moc"
