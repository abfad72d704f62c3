// Position to pixel and back, on axes with pauses, pastes, sessions and very many events.
#include <QTest>
#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "ui/history/timeline_scale.h"

using namespace varve;
using history::TimelineEntry;
using ui::AxisKind;
using ui::AxisRange;
using ui::ScaleFrame;
using ui::TimelineAxis;
using ui::TimelineScale;

namespace {

constexpr std::int64_t kSessionGapMs = 10 * 60 * 1000;
constexpr std::int64_t kDayMs = 24 * 60 * 60 * 1000;
constexpr double kLabelWidth = 50;

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
        m_entries.append(entry);
        m_position += count;
        return *this;
    }
    Entries& typing(int keyCount) {
        for (int key = 0; key < keyCount; ++key)
            add(1, 200);
        return *this;
    }
    [[nodiscard]] const history::TimelineEntries& all() const { return m_entries; }

  private:
    history::TimelineEntries m_entries;
    std::uint64_t m_position = 0;
    std::int64_t m_timeMs = 1'700'000'000'000;
};

TimelineAxis axisOf(const Entries& entries, AxisKind kind = AxisKind::kActivity) {
    TimelineAxis axis(kind);
    axis.follow(entries.all());
    return axis;
}

ScaleFrame frame(double left, double width) {
    return {left, width, kLabelWidth};
}

/// All of an axis in `width` pixels.
TimelineScale wholeScale(const TimelineAxis& axis, double left, double width) {
    return {axis, frame(left, width), ui::wholeRange(axis)};
}

/// Two sessions of typing in a row, and one long after them.
Entries longHistory() {
    return Entries().typing(300).add(1, kSessionGapMs).typing(400).add(1, 40 * kDayMs).typing(500).add(20'000, 900);
}

}  // namespace

class TimelineScaleTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void emptyAxisHasNoLength();
    void endsLieAtTheEdges();
    void pausesAreNotches();
    void longestPausesSayTheirLength();
    void clockShowsPausesAsTheyWere();
    void zoomKeepsTheEventUnderThePointer_data();
    void zoomKeepsTheEventUnderThePointer();
    void zoomReachesSingleEvents();
    void panningMovesBarsRigidly();
    void rangesStayOnTheAxis();
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
    const TimelineScale scale = wholeScale(axis, 10, 500);
    QCOMPARE(axis.eventCount(), 0U);
    QCOMPARE(scale.xAt(axis, 0), 10.0);
    QCOMPARE(scale.positionAt(axis, 400), 0U);
    QVERIFY(scale.bars(axis, 3, 12).empty());
}

void TimelineScaleTest::endsLieAtTheEdges() {
    const TimelineAxis axis = axisOf(Entries().typing(100));
    const TimelineScale scale = wholeScale(axis, 10, 500);
    QCOMPARE(scale.xAt(axis, 0), 10.0);
    QCOMPARE(scale.xAt(axis, 100), 510.0);
    QCOMPARE(scale.positionAt(axis, -50), 0U);
    QCOMPARE(scale.positionAt(axis, 900), 100U);
    QCOMPARE(scale.positionAt(axis, 260), 50U);
}

void TimelineScaleTest::pausesAreNotches() {
    const TimelineAxis axis = axisOf(Entries().typing(50).add(1, kSessionGapMs).typing(49));
    const TimelineScale scale = wholeScale(axis, 0, 500);
    QCOMPARE(scale.segments().size(), 2U);
    QCOMPARE(scale.notches().size(), 1U);
    QCOMPARE(scale.notches()[0].pause.lengthMs, kSessionGapMs);
    const double endOfFirst = scale.xAt(axis, 50);
    const double beginOfSecond = scale.segments()[1].beginX;
    QCOMPARE(beginOfSecond - endOfFirst, kLabelWidth);
    QCOMPARE(scale.xAfter(axis, 50), beginOfSecond);
    // The boundary itself is the end of the first session; the second begins with its first event.
    QCOMPARE(scale.positionAt(axis, endOfFirst + 1), 50U);
    QCOMPARE(scale.positionAt(axis, beginOfSecond - 1), 51U);
    // Without room for a label there are no notches: an overview.
    const TimelineScale plain(axis, {0, 500, 0}, ui::wholeRange(axis));
    QCOMPARE(plain.segments().size(), 1U);
}

void TimelineScaleTest::longestPausesSayTheirLength() {
    // given twelve sittings, two of them after days
    Entries entries;
    for (int sitting = 0; sitting < 12; ++sitting)
        entries.add(1, sitting % 5 == 4 ? 4 * kDayMs : kSessionGapMs).typing(30);
    const TimelineAxis axis = axisOf(entries);
    // when there is room for three labels
    const TimelineScale scale = wholeScale(axis, 0, 600);
    QCOMPARE(scale.notches().size(), 11U);
    std::size_t labelled = 0;
    for (const TimelineScale::Notch& notch : scale.notches()) {
        QCOMPARE(notch.isLabelled, notch.pause.lengthMs >= kDayMs);
        labelled += notch.isLabelled ? 1 : 0;
    }
    QCOMPARE(labelled, 2U);
    QVERIFY(std::abs(scale.segments().back().endX - 600) < 1e-6);
}

void TimelineScaleTest::clockShowsPausesAsTheyWere() {
    const TimelineAxis axis = axisOf(Entries().typing(100).add(1, 3 * kDayMs).typing(100), AxisKind::kClock);
    const TimelineScale scale = wholeScale(axis, 0, 1000);
    QCOMPARE(scale.segments().size(), 1U);
    // Two short sittings at the two ends, and every event of the second one after the pause.
    QVERIFY(scale.xAt(axis, 100) < 2);
    QVERIFY(scale.xAfter(axis, 100) > 998);
    QVERIFY(scale.xAt(axis, 101) > 998);
    QCOMPARE(scale.positionAt(axis, 500), 100U);
    for (const TimelineScale::Bar& bar : scale.bars(axis, 3, 12))
        QVERIFY(bar.x < 4 || bar.x > 990);
    QVERIFY(std::abs(axis.length() - 3.0 * kDayMs) < 60'000);
}

void TimelineScaleTest::zoomKeepsTheEventUnderThePointer_data() {
    QTest::addColumn<double>("x");
    for (const double x : {14.0, 120.0, 333.0, 500.0, 690.0})
        QTest::newRow(qPrintable(QString::number(x))) << x;
}

void TimelineScaleTest::zoomKeepsTheEventUnderThePointer() {
    QFETCH(double, x);
    for (const AxisKind kind : {AxisKind::kActivity, AxisKind::kClock}) {
        const TimelineAxis axis = axisOf(longHistory(), kind);
        AxisRange visible = ui::wholeRange(axis);
        for (int step = 0; step < 12; ++step) {
            const TimelineScale before(axis, frame(14, 700), visible);
            const double anchor = before.unitsAtX(x);
            const AxisRange zoomed = ui::zoomedRange(axis, frame(14, 700), visible, x, 1.25);
            QVERIFY(zoomed.length() < visible.length());
            const TimelineScale after(axis, frame(14, 700), zoomed);
            const double moved = std::abs(after.xOfUnits(anchor) - x);
            // In a notch it is the nearer edge that stays, and at the ends there is nothing to move to.
            const bool isAtEnd = zoomed.begin == 0 || zoomed.end == axis.length();
            QVERIFY2(moved < 2 || isAtEnd || moved < kLabelWidth / 2 + 1, qPrintable(QString::number(moved)));
            visible = zoomed;
        }
    }
}

void TimelineScaleTest::zoomReachesSingleEvents() {
    const TimelineAxis axis = axisOf(longHistory());
    AxisRange visible = ui::wholeRange(axis);
    // Into the large paste at the end, event by event.
    for (int step = 0; step < 400; ++step)
        visible = ui::zoomedRange(axis, frame(0, 600), visible, 590, 1.3);
    const TimelineScale scale(axis, frame(0, 600), visible);
    const std::uint64_t count = scale.endPosition() - scale.beginPosition();
    QVERIFY2(count >= 1 && count <= 8, qPrintable(QString::number(count)));
    const auto bars = scale.bars(axis, 3, 12);
    QCOMPARE(bars.size(), count);
    for (const TimelineScale::Bar& bar : bars)
        QCOMPARE(bar.width, 12.0);
    // And out again to everything.
    for (int step = 0; step < 400; ++step)
        visible = ui::zoomedRange(axis, frame(0, 600), visible, 300, 1 / 1.3);
    QCOMPARE(visible, ui::wholeRange(axis));
}

void TimelineScaleTest::panningMovesBarsRigidly() {
    const TimelineAxis axis = axisOf(Entries().typing(5000));
    const AxisRange visible{100'000, 300'000};
    const TimelineScale scale(axis, frame(0, 600), visible);
    const TimelineScale moved(axis, frame(0, 600), ui::pannedRange(axis, scale, visible, 30));
    const auto before = scale.bars(axis, 3, 12);
    const auto after = moved.bars(axis, 3, 12);
    int sameCount = 0;
    for (const TimelineScale::Bar& bar : before) {
        const auto same = std::find_if(after.begin(), after.end(), [&](const TimelineScale::Bar& other) {
            return other.beginPosition == bar.beginPosition && other.endPosition == bar.endPosition;
        });
        if (same == after.end()) continue;
        QVERIFY(std::abs(same->x + 30 - bar.x) < 1e-6);
        ++sameCount;
    }
    QVERIFY2(sameCount >= 185, qPrintable(QString::number(sameCount)));
}

void TimelineScaleTest::rangesStayOnTheAxis() {
    const TimelineAxis axis = axisOf(Entries().typing(5000));
    const double whole = axis.length();
    QCOMPARE(ui::clampedRange(axis, {-50, whole + 90}), ui::wholeRange(axis));
    const AxisRange left = ui::clampedRange(axis, {-5000, 5000});
    QCOMPARE(left, (AxisRange{0, 10'000}));
    // What is out of sight is brought into it, no further than needed; what is in sight moves nothing.
    QCOMPARE(ui::rangeWith(axis, left, axis.positionAt(4000)), left);
    const AxisRange right = ui::rangeWith(axis, left, axis.positionAt(50'000));
    QVERIFY(right.end > 50'000 && right.end < 51'000);
    QCOMPARE(ui::rangeWith(axis, left, axis.eventCount()).end, whole);
}

void TimelineScaleTest::pausesAreCollapsed() {
    const TimelineAxis axis = axisOf(Entries().add(1, 0).add(1, 1000).add(1, 100'000));
    const double pause = axis.unitsAt(3) - axis.unitsAt(2);
    QVERIFY(pause <= TimelineAxis::kIdleUnitsMax + 200);
}

void TimelineScaleTest::largePasteTakesLittleRoom() {
    const TimelineAxis axis = axisOf(Entries().typing(200).add(100'000, 500).typing(200));
    const TimelineScale scale = wholeScale(axis, 0, 1000);
    const double paste = scale.xAt(axis, 100'200) - scale.xAt(axis, 200);
    QVERIFY2(paste > 1 && paste < 60, qPrintable(QString::number(paste)));
    // Its single events are still there for the keyboard.
    QVERIFY(axis.unitsAt(50'000) < axis.unitsAt(50'001));
}

void TimelineScaleTest::followingInPartsGivesTheSameAxis() {
    const Entries entries = Entries().typing(37).add(1, kSessionGapMs).typing(5).add(3000, 10).typing(70);
    const TimelineAxis whole = axisOf(entries);
    TimelineAxis parts;
    history::TimelineEntries known;
    for (const TimelineEntry entry : entries.all()) {
        known.append(entry);
        parts.follow(known);
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
    const TimelineScale scale = wholeScale(axis, 14, 700);
    std::uint64_t next = 0;
    for (const TimelineScale::Bar& bar : scale.bars(axis, 3, 12)) {
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
        const TimelineScale scale = wholeScale(axis, 14, 60 + static_cast<double>(random.below(2000)));
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
    const TimelineScale scale = wholeScale(axis, 14, 1200);
    QCOMPARE(scale.segments().size(), 1U);  // two thousand equal notches find no room in 1200 pixels
    QVERIFY(scale.bars(axis, 3, 12).size() <= 401);
    QBENCHMARK {
        QVERIFY(scale.bars(axis, 3, 12).size() > 300);
    }
}

QTEST_GUILESS_MAIN(TimelineScaleTest)
#include "tst_timeline_scale.moc"
