// The event index against plain arrays and maps, with and without a base.
#include <QtTest>

#include <map>

#include "base/random.h"
#include "merge/event_index.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::merge;

class EventIndexTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void whatFollowsOneAnotherIsOneRun() {
        EventIndex index;
        index.resize(50);
        for (std::uint32_t event = 10; event < 20; ++event)
            index.set(event, 100 - event);
        const EventIndex::Run backspaces = index.runAt(12);
        QCOMPARE(backspaces.end, 20U);
        QCOMPARE(backspaces.entry, 88U);
        QVERIFY(backspaces.step == EventIndex::Step::kDown);
        // No entry is no number: unit 0 does not follow it.
        index.set(30, kNone);
        index.set(31, 0);
        index.set(32, 1);
        QCOMPARE(index.runAt(30).end, 31U);
        QCOMPARE(index.runAt(31).end, 33U);
        QCOMPARE(index.runAt(40).end, 50U);
        index.checkInvariants();
    }

    void memoryFollowsTheRuns() {
        EventIndex index;
        constexpr std::uint32_t kEventCount = 1'000'000;
        index.resize(kEventCount);
        for (std::uint32_t event = 0; event < kEventCount; event += 100)
            index.setRun(
                {event, event + 100, event, event % 200 == 0 ? EventIndex::Step::kUp : EventIndex::Step::kSame});
        QVERIFY(index.memoryBytes() < kEventCount / 2);
        for (std::uint32_t event = 0; event < kEventCount; ++event)
            QCOMPARE(index[event], event / 100 * 100 + (event % 200 < 100 ? event % 100 : 0));
        index.fill(0, kEventCount, 3);
        index.trim();
        QVERIFY(index.memoryBytes() < kEventCount / 4);
        index.checkInvariants();
    }

    void itIsTheSameAsAPlainMap() {
        Random random(test::numberFromEnvironment("SEED", 1));
        for (std::uint64_t round = test::numberFromEnvironment("GRAPHS", 100); round > 0; --round) {
            const std::uint32_t base = random.below(2) * random.below(100);
            EventIndex index(base);
            std::map<std::uint32_t, std::uint32_t> plain;
            const std::uint32_t entryEnd = 2 + random.below(40);
            const std::uint32_t countMax = 1 + random.below(90);
            std::uint32_t size = base;
            for (int step = 0; step < 200; ++step) {
                if (size == base || random.below(4) == 0) {
                    const std::uint32_t grown = size + 1 + random.below(40);
                    index.resize(grown);
                    for (; size < grown; ++size)
                        plain[size] = 0;
                }
                const std::uint32_t first = base + random.below(size - base);
                const std::uint32_t count = 1 + random.below(std::min(countMax, size - first));
                const auto way = static_cast<EventIndex::Step>(static_cast<std::int32_t>(random.below(3)) - 1);
                const bool isNone = way == EventIndex::Step::kSame && random.below(5) == 0;
                const EventIndex::Run run{first, first + count, isNone ? kNone : 100 + random.below(entryEnd), way};
                index.setRun(run);
                for (std::uint32_t event = first; event < run.end; ++event)
                    plain[event] = run.entryOf(event);
                if (random.below(10) == 0) index.trim();
                if (random.below(10) == 0) index = EventIndex(index);
                index.checkInvariants();
                for (const auto& [event, entry] : plain)
                    QCOMPARE(index[event], entry);
                for (std::uint32_t event = base; event < size;) {
                    const EventIndex::Run known = index.runAt(event);
                    QVERIFY(known.first == event && known.end > event && known.end <= size);
                    for (; event < known.end; ++event)
                        QCOMPARE(known.entryOf(event), plain[event]);
                }
            }
        }
    }

    void aBulkEndsInTheSame() {
        Random random(test::numberFromEnvironment("SEED", 1));
        for (std::uint64_t round = test::numberFromEnvironment("GRAPHS", 200); round > 0; --round) {
            const bool isAsked = random.below(2) == 0;
            const std::uint32_t size = 1 + random.below(400);
            EventIndex index;
            index.resize(size);
            index.beginBulk(isAsked ? EventIndex::Bulk::kEverything : EventIndex::Bulk::kNothing);
            std::vector<std::uint32_t> plain(size);
            std::vector<EventIndex::Run> places;
            for (std::uint32_t first = 0; first < size;) {
                const std::uint32_t end = std::min(size, first + 1 + random.below(100));
                EventIndex::Run run{first, end, 200 + random.below(9), EventIndex::Step::kSame};
                switch (random.below(4)) {
                    case 0:
                        index.place(first, end - first, 7);
                        index.place(first, end - first, run.entry);
                        places.push_back(run);
                        break;
                    case 1:
                        run.step = random.below(2) == 0 ? EventIndex::Step::kUp : EventIndex::Step::kDown;
                        index.setRun(run);
                        break;
                    case 2:
                        run.entry = kNone;
                        index.fill(first, end - first, kNone);
                        break;
                    default:
                        run.entry = 0;  // as nothing sets it
                }
                for (std::uint32_t event = first; event < end; ++event)
                    plain[event] = run.entryOf(event);
                first = end;
            }
            const auto compare = [&] {
                for (std::uint32_t event = 0; event < size; ++event)
                    QCOMPARE(index[event], plain[event]);
                for (std::uint32_t event = 0; event < size;) {
                    const EventIndex::Run known = index.runAt(event);
                    for (; event < known.end; ++event)
                        QCOMPARE(known.entryOf(event), plain[event]);
                }
            };
            if (isAsked) compare();
            const std::vector<EventIndex::Run> others(index.bulkRuns().begin(), index.bulkRuns().end());
            index.rebuild([&places](auto visit) { std::ranges::for_each(places, visit); }, others);
            compare();
            index.checkInvariants();
        }
    }

    void withoutABaseNothingIsBelow() {
        EventIndex index;
        index.resize(5);
        index.fill(1, 3, 7);
        index.set(4, kNone);
        QCOMPARE(index[0], 0U);
        QCOMPARE(index[3], 7U);
        QVERIFY(index.isQuarantined(4) && !index.isQuarantined(3));
        QCOMPARE(index.size(), 5U);
        QVERIFY(index.hasNothingBelow());
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
