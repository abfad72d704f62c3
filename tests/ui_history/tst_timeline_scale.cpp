// Position to pixel and back, on axes with pauses, pastes, sessions and very many events.
#include <QTest>
#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "ui/history/timeline_scale.h"

using namespace varve;
using history::TimelineEntry;
using ui::TimelineAxis;
using ui::TimelineScale;

namespace {

constexpr std::int64_t kSessionGapMs = 10 * 60 * 1000;

/// Entries in order; each adds `count` events `pauseMs` after the one before.
class Entries {
  public:
    Entries& add(std::uint32_t count, std::int64_t pauseMs) {
        TimelineEntry entry;
        entry.transaction = static_cast<std::uint32_t>(m_entries.size());
        entry.beginPosition = m_position;
        entry.eventCount = count;
        m_timeMs += pauseMs;
        entry.timeMs = m_timeMs;
        entry.startsSession = m_entries.empty() || pauseMs >= kSessionGapMs;
        entry.startsDay = m_entries.empty();
        entry.startsStep = m_entries.empty() || pauseMs >= 2000;
        m_entries.push_back(entry);
        m_position += count;
        return *this;
    }
    Entries& typing(int keyCount) {
        for (int key = 0; key < keyCount; ++key)
            add(1, 200);
        return *this;
    }
    [[nodiscard]] const std::vector<TimelineEntry>& all() const { return m_entries; }

  private:
    std::vector<TimelineEntry> m_entries;
    std::uint64_t m_position = 0;
    std::int64_t m_timeMs = 1'700'000'000'000;
};

TimelineAxis axisOf(const Entries& entries) {
    TimelineAxis axis;
    axis.follow(entries.all());
    return axis;
}

}  // namespace

class TimelineScaleTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void emptyAxisHasNoLength();
    void endsLieAtTheEdges();
    void sessionsAreSetApart();
    void pausesAreCollapsed();
    void largePasteTakesLittleRoom();
    void followingInPartsGivesTheSameAxis();
    void oldArrivalStartsAgain();
    void numbersOfSessionsAndSteps();
    void barsHoldEveryEventOnce();
    void randomAxesGoThereAndBack();
    void aMillionEvents();
};

void TimelineScaleTest::emptyAxisHasNoLength() {
    const TimelineAxis axis;
    const TimelineScale scale(axis, 10, 500, ui::wholeRange(axis));
    QCOMPARE(axis.eventCount(), 0U);
    QCOMPARE(scale.xAt(axis, 0), 10.0);
    QCOMPARE(scale.positionAt(axis, 400), 0U);
    QVERIFY(scale.bars(axis, 3).empty());
}

void TimelineScaleTest::endsLieAtTheEdges() {
    const TimelineAxis axis = axisOf(Entries().typing(100));
    const TimelineScale scale(axis, 10, 500, ui::wholeRange(axis));
    QCOMPARE(scale.xAt(axis, 0), 10.0);
    QCOMPARE(scale.xAt(axis, 100), 510.0);
    QCOMPARE(scale.positionAt(axis, -50), 0U);
    QCOMPARE(scale.positionAt(axis, 900), 100U);
    QCOMPARE(scale.positionAt(axis, 260), 50U);
}

void TimelineScaleTest::sessionsAreSetApart() {
    const TimelineAxis axis = axisOf(Entries().typing(50).add(1, kSessionGapMs).typing(49));
    const TimelineScale scale(axis, 0, 500, ui::wholeRange(axis));
    QCOMPARE(scale.segments().size(), 2U);
    const double endOfFirst = scale.xAt(axis, 50);
    const double beginOfSecond = scale.segments()[1].beginX;
    QCOMPARE(beginOfSecond - endOfFirst, 8.0);
    // The boundary itself is the end of the first session; the second begins with its first event.
    QCOMPARE(scale.positionAt(axis, endOfFirst + 1), 50U);
    QCOMPARE(scale.positionAt(axis, beginOfSecond - 1), 51U);
}

void TimelineScaleTest::pausesAreCollapsed() {
    const TimelineAxis axis = axisOf(Entries().add(1, 0).add(1, 1000).add(1, 100'000));
    const double pause = axis.unitsAt(3) - axis.unitsAt(2);
    QVERIFY(pause <= TimelineAxis::kIdleUnitsMax + 200);
}

void TimelineScaleTest::largePasteTakesLittleRoom() {
    const TimelineAxis axis = axisOf(Entries().typing(200).add(100'000, 500).typing(200));
    const TimelineScale scale(axis, 0, 1000, ui::wholeRange(axis));
    const double paste = scale.xAt(axis, 100'200) - scale.xAt(axis, 200);
    QVERIFY2(paste > 1 && paste < 60, qPrintable(QString::number(paste)));
    // Its single events are still there for the keyboard.
    QVERIFY(axis.unitsAt(50'000) < axis.unitsAt(50'001));
}

void TimelineScaleTest::followingInPartsGivesTheSameAxis() {
    const Entries entries = Entries().typing(37).add(1, kSessionGapMs).typing(5).add(3000, 10).typing(70);
    const TimelineAxis whole = axisOf(entries);
    TimelineAxis parts;
    for (std::size_t count = 1; count <= entries.all().size(); ++count) {
        parts.follow(std::span(entries.all()).first(count));
    }
    QCOMPARE(parts.eventCount(), whole.eventCount());
    QCOMPARE(parts.length(), whole.length());
    for (std::uint64_t position = 0; position <= whole.eventCount(); position += 11) {
        QCOMPARE(parts.unitsAt(position), whole.unitsAt(position));
    }
}

void TimelineScaleTest::oldArrivalStartsAgain() {
    // given an axis of typing, when entries come that belong before its end
    TimelineAxis axis = axisOf(Entries().typing(40));
    const Entries sorted = Entries().typing(20).add(7, 300).typing(20);
    axis.follow(sorted.all());
    // then it is the axis of the sorted entries
    QCOMPARE(axis.eventCount(), 47U);
    QCOMPARE(axis.length(), axisOf(sorted).length());
}

void TimelineScaleTest::numbersOfSessionsAndSteps() {
    const TimelineAxis axis = axisOf(Entries().typing(10).add(1, kSessionGapMs).typing(9).add(1, 5000).typing(4));
    QCOMPARE(axis.sessionBegins().size(), 2U);
    QCOMPARE(axis.stepBegins().size(), 3U);
    QCOMPARE(TimelineAxis::indexAt(axis.sessionBegins(), 0), 0U);
    QCOMPARE(TimelineAxis::indexAt(axis.sessionBegins(), 10), 0U);
    QCOMPARE(TimelineAxis::indexAt(axis.sessionBegins(), 11), 1U);
    QCOMPARE(TimelineAxis::indexAt(axis.stepBegins(), 25), 2U);
}

void TimelineScaleTest::barsHoldEveryEventOnce() {
    const TimelineAxis axis = axisOf(Entries().typing(300).add(1, kSessionGapMs).typing(80).add(5000, 900));
    const TimelineScale scale(axis, 14, 700, ui::wholeRange(axis));
    std::uint64_t next = 0;
    for (const TimelineScale::Bar& bar : scale.bars(axis, 3)) {
        QCOMPARE(bar.beginPosition, next);
        QVERIFY(bar.endPosition > bar.beginPosition);
        QVERIFY(bar.x >= 14 && bar.x <= 714);
        next = bar.endPosition;
    }
    QCOMPARE(next, axis.eventCount());
}

void TimelineScaleTest::randomAxesGoThereAndBack() {
    const std::uint64_t seed = qEnvironmentVariableIsSet("SEED") ? qEnvironmentVariable("SEED").toULongLong() : 7;
    qInfo("SEED=%llu", static_cast<unsigned long long>(seed));
    Random random(seed);
    for (int round = 0; round < 60; ++round) {
        Entries entries;
        const auto count = 1 + random.below(400);
        for (std::uint64_t index = 0; index < count; ++index) {
            const bool isGap = random.below(30) == 0;
            entries.add(static_cast<std::uint32_t>(1 + (random.below(20) == 0 ? random.below(3000) : 0)),
                        isGap ? kSessionGapMs : static_cast<std::int64_t>(random.below(4000)));
        }
        const TimelineAxis axis = axisOf(entries);
        const TimelineScale scale(axis, 14, 60 + static_cast<double>(random.below(2000)), ui::wholeRange(axis));
        double lastX = -1;
        for (std::uint64_t position = 0; position <= axis.eventCount(); position += 1 + random.below(40)) {
            const double x = scale.xAt(axis, position);
            QVERIFY2(x >= lastX, "pixels grow with positions");
            lastX = x;
            // A pixel may stand for many events, but it is the same pixel again.
            const std::uint64_t back = scale.positionAt(axis, x);
            if (std::abs(scale.xAt(axis, back) - x) < 1.0) continue;
            QFAIL(qPrintable(QStringLiteral("position %1, back %2").arg(position).arg(back)));
        }
    }
}

void TimelineScaleTest::aMillionEvents() {
    Entries entries;
    for (int session = 0; session < 2000; ++session)
        entries.add(1, kSessionGapMs).typing(499);
    const TimelineAxis axis = axisOf(entries);
    QCOMPARE(axis.eventCount(), 1'000'000U);
    const TimelineScale scale(axis, 14, 1200, ui::wholeRange(axis));
    QCOMPARE(scale.segments().size(), 1U);  // two thousand notches say nothing in 1200 pixels
    QVERIFY(scale.bars(axis, 3).size() <= 401);
    QBENCHMARK {
        QVERIFY(scale.bars(axis, 3).size() > 300);
    }
}

QTEST_GUILESS_MAIN(TimelineScaleTest)
#include "tst_timeline_scale.moc"
