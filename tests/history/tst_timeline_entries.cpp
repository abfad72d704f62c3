// The packed entries of a timeline give back what was put in, whatever it was, and forget from any place on.
#include <QTest>
#include <limits>
#include <vector>

#include "base/random.h"
#include "history/timeline_entries.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::history;

namespace {

/// Mostly what typing gives, and everything that does not fit sixteen bytes.
TimelineEntry randomEntry(Random& random, const TimelineEntry* previous) {
    TimelineEntry entry;
    if (previous != nullptr) {
        entry.beginPosition = previous->beginPosition + previous->eventCount;
        entry.timeMs = previous->timeMs + random.below(300);
    }
    if (random.chance(5)) entry.timeMs += std::int64_t{1} << random.below(44);
    entry.transaction = random.chance(2) || previous == nullptr ? random.below(1'000'000) : previous->transaction + 1;
    entry.eventCount = random.chance(2) ? 1 + random.below(9000) : 1;
    entry.agent = random.chance(10) ? random.below(20'000'000) : random.below(3);
    switch (random.below(5)) {
        case 0:
            entry.deletedCount = entry.eventCount;
            break;
        case 1:
            entry.insertedCount = random.below(entry.eventCount + 1);
            entry.deletedCount = entry.eventCount - entry.insertedCount;
            break;
        case 2:
            break;
        default:
            entry.insertedCount = entry.eventCount;
            break;
    }
    entry.kind = static_cast<event::TransactionKind>(random.below(event::kTransactionKindMax + 1));
    entry.startsStep = random.chance(50);
    entry.startsSession = random.chance(50);
    entry.startsDay = random.chance(50);
    return entry;
}

void compare(const TimelineEntries& entries, const std::vector<TimelineEntry>& expected) {
    QCOMPARE(entries.size(), expected.size());
    std::size_t index = 0;
    for (const TimelineEntry entry : entries) {
        QVERIFY2(entry == expected[index], qPrintable(QString::number(index)));
        QCOMPARE(entries.beginPosition(index), entry.beginPosition);
        QCOMPARE(entries.timeMs(index), entry.timeMs);
        QCOMPARE(entries.startsStep(index), entry.startsStep);
        QCOMPARE(entries.startsSession(index), entry.startsSession);
        QCOMPARE(entries.startsDay(index), entry.startsDay);
        ++index;
    }
    QCOMPARE(index, expected.size());
    QCOMPARE(entries.endPosition(), expected.empty() ? 0 : expected.back().beginPosition + expected.back().eventCount);
}

}  // namespace

class TimelineEntriesTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void randomEntries();
    void farTimes();
    void sixBytesAKey();
};

void TimelineEntriesTest::randomEntries() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    Random random(seed);
    TimelineEntries entries;
    std::vector<TimelineEntry> expected;
    for (int round = 0; round < 60; ++round) {
        for (std::uint32_t count = random.below(400); count > 0; --count) {
            expected.push_back(randomEntry(random, expected.empty() ? nullptr : &expected.back()));
            entries.append(expected.back());
        }
        compare(entries, expected);
        // Sometimes nothing is left, sometimes nothing goes, sometimes a chunk ends there.
        const auto size = static_cast<std::uint32_t>(expected.size());
        const std::uint32_t kept = round % 20 == 19 ? 0
                                   : round % 3 == 0 ? size / 256 * 256
                                                    : size - random.below(size + 1) / 4;
        expected.resize(kept);
        entries.truncate(kept);
        compare(entries, expected);
        for (const std::uint64_t position : {std::uint64_t{0}, entries.endPosition() / 2, entries.endPosition()}) {
            const std::size_t found =
                entries.firstWhere([&](std::size_t index) { return entries.beginPosition(index) >= position; });
            QVERIFY(found == entries.size() || entries.beginPosition(found) >= position);
            QVERIFY(found == 0 || entries.beginPosition(found - 1) < position);
        }
    }
}

void TimelineEntriesTest::farTimes() {
    constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
    constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
    TimelineEntries entries;
    std::vector<TimelineEntry> expected;
    for (const std::int64_t timeMs : {kMin, kMin + 1, std::int64_t{-1}, std::int64_t{0}, std::int64_t{0xffffffff},
                                      std::int64_t{0x100000000}, kMax - 1, kMax}) {
        TimelineEntry entry;
        entry.beginPosition = expected.size();
        entry.eventCount = 1;
        entry.timeMs = timeMs;
        expected.push_back(entry);
        entries.append(entry);
    }
    compare(entries, expected);
}

void TimelineEntriesTest::sixBytesAKey() {
    TimelineEntries entries;
    constexpr std::uint32_t kCount = 100'000;
    for (std::uint32_t index = 0; index < kCount; ++index) {
        TimelineEntry entry;
        entry.beginPosition = index;
        entry.timeMs = 1'700'000'000'000 + std::int64_t{index} * 10'000'000;  // a key press every three hours
        entry.transaction = index;
        entry.eventCount = 1;
        entry.agent = index / 1000;
        entry.startsStep = index % 11 == 0;
        entry.startsSession = entry.startsDay = false;
        (index % 7 == 0 ? entry.deletedCount : entry.insertedCount) = 1;
        entries.append(entry);
    }
    QVERIFY2(entries.memoryBytes() < kCount * 6, qPrintable(QString::number(entries.memoryBytes())));
}

QTEST_GUILESS_MAIN(TimelineEntriesTest)
#include "tst_timeline_entries.moc"
