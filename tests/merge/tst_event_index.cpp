// The event index against a plain array, with and without a base.
#include <QtTest>

#include "base/random.h"
#include "merge/event_index.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::merge;

class EventIndexTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void withoutABaseItIsFlat() {
        EventIndex index;
        index.resize(5);
        index.fill(1, 3, 7);
        index.set(4, kNone);
        QCOMPARE(index[0], 0U);
        QCOMPARE(index[3], 7U);
        QVERIFY(index.isQuarantined(4) && !index.isQuarantined(3));
        QCOMPARE(index.size(), 5U);
        QVERIFY(index.belowRuns().empty());
    }

    void runsBeforeTheBaseAreCutAndFilled() {
        Random random(test::numberFromEnvironment("SEED", 1));
        for (std::uint64_t round = test::numberFromEnvironment("GRAPHS", 200); round > 0; --round) {
            const std::uint32_t base = 1 + random.below(60);
            std::vector<std::uint32_t> plain(base, kNone);
            std::vector<EventIndex::BelowRun> runs;
            for (std::uint32_t first = random.below(4); first < base; first += random.below(4)) {
                const std::uint32_t end = std::min(base, first + 1 + random.below(8));
                runs.push_back({first, end, random.below(4)});
                std::fill(plain.begin() + first, plain.begin() + end, runs.back().entry);
                first = end;
            }
            for (std::size_t i = runs.size(); i > 1; --i)
                std::swap(runs[i - 1], runs[random.below(static_cast<std::uint32_t>(i))]);
            EventIndex index(base);
            index.setBelow(runs);
            index.resize(base + 20);
            plain.resize(base + 20);
            for (int step = 0; step < 60; ++step) {
                const std::uint32_t first = random.below(base + 20);
                const std::uint32_t count = 1 + random.below(std::min(12U, base + 20 - first));
                const std::uint32_t entry = random.below(5);
                index.fill(first, count, entry);
                std::fill_n(plain.begin() + first, count, entry);
                index.checkInvariants();
                for (std::uint32_t event = 0; event < base + 20; ++event)
                    QCOMPARE(index[event], plain[event]);
                const std::uint32_t end = first + std::min(count, base > first ? base - first : 0);
                bool isHeld = true;
                for (std::uint32_t event = first; event < end; ++event)
                    isHeld = isHeld && plain[event] != kNone;
                QCOMPARE(index.holdsAllBelow(first, end), isHeld);
                const std::uint32_t other = random.below(base);
                QCOMPARE(index.holdsAllBelow(other, other + 1), plain[other] != kNone);
                QVERIFY(!index.isQuarantined(other));
            }
        }
    }
};

QTEST_GUILESS_MAIN(EventIndexTest)
#include "tst_event_index.moc"
