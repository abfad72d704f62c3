// Marks that others put on the timeline, and the paces at which it is played.
#include <QTest>

#include "ui/history/play_pace.h"
#include "ui/history/timeline_marks.h"

using namespace varve;
using ui::PlayPace;
using ui::TimelineMark;
using ui::TimelineMarkKind;
using ui::TimelineMarks;

namespace {

/// Key presses 200 ms apart, with one pause of a minute before number `pauseBefore`.
ui::TimelineAxis typing(std::uint32_t count, std::uint32_t pauseBefore) {
    history::TimelineEntries entries;
    std::int64_t timeMs = 0;
    for (std::uint32_t index = 0; index < count; ++index) {
        timeMs += index == pauseBefore ? 60'000 : 200;
        history::TimelineEntry entry;
        entry.transaction = index;
        entry.beginPosition = index;
        entry.eventCount = 1;
        entry.timeMs = timeMs;
        entry.startsSession = index == 0;
        entries.append(entry);
    }
    ui::TimelineAxis axis;
    axis.follow(entries);
    return axis;
}

/// How long it takes to play `axis` in frames of 16 ms.
double playedMs(const ui::TimelineAxis& axis, PlayPace pace) {
    std::uint64_t position = 0;
    double units = 0;
    double ms = 0;
    while (position < axis.eventCount()) {
        units = pace.advanced(axis, position, units, 16);
        position = std::max(position, axis.positionAt(units));
        ms += 16;
    }
    return ms;
}

}  // namespace

class TimelineMarksTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void marksAreSortedAndReplaced();
    void walkingStopsAtTheEnds();
    void paceGoesUpAndDown();
    void pausesAreShortWhenPlayed();
    void wholeDocumentFitsAMinute();
};

void TimelineMarksTest::marksAreSortedAndReplaced() {
    TimelineMarks marks;
    marks.set(TimelineMarkKind::kSearchHit, {{30, {}, 0}, {10, QStringLiteral("a"), 0}, {20, {}, 0}});
    QCOMPARE(marks.of(TimelineMarkKind::kSearchHit).size(), 3U);
    QCOMPARE(marks.of(TimelineMarkKind::kSearchHit)[0].label, QStringLiteral("a"));
    QCOMPARE(marks.between(TimelineMarkKind::kSearchHit, 10, 30).size(), 2U);
    QVERIFY(marks.between(TimelineMarkKind::kSearchHit, 21, 21).empty());
    QVERIFY(marks.of(TimelineMarkKind::kNamedMoment).empty());
    marks.set(TimelineMarkKind::kSearchHit, {});
    QVERIFY(marks.of(TimelineMarkKind::kSearchHit).empty());
}

void TimelineMarksTest::walkingStopsAtTheEnds() {
    TimelineMarks marks;
    marks.set(TimelineMarkKind::kNamedMoment, {{10, {}, 0}, {20, {}, 0}});
    const auto next = [&](std::uint64_t position) { return marks.next(TimelineMarkKind::kNamedMoment, position); };
    const auto previous = [&](std::uint64_t position) {
        return marks.previous(TimelineMarkKind::kNamedMoment, position);
    };
    QCOMPARE(next(0), std::optional<std::uint64_t>(10));
    QCOMPARE(next(10), std::optional<std::uint64_t>(20));
    QCOMPARE(next(20), std::optional<std::uint64_t>());
    QCOMPARE(previous(20), std::optional<std::uint64_t>(10));
    QCOMPARE(previous(10), std::optional<std::uint64_t>());
}

void TimelineMarksTest::paceGoesUpAndDown() {
    PlayPace pace = PlayPace::times(0.5);
    QCOMPARE(pace.slower(), pace);
    QStringList words;
    for (; !pace.isFitting(); pace = pace.faster())
        words << pace.shortWords();
    QCOMPARE(words.size(), 8);
    QCOMPARE(words.back(), QStringLiteral("64×"));
    QCOMPARE(pace.faster(), pace);
    QCOMPARE(pace.slower(), PlayPace::times(64));
    QVERIFY(PlayPace::times(3).isFitting());
}

void TimelineMarksTest::pausesAreShortWhenPlayed() {
    const ui::TimelineAxis steady = typing(100, 1000);
    const ui::TimelineAxis broken = typing(100, 50);
    for (const double factor : {0.5, 1.0, 8.0, 64.0}) {
        const PlayPace pace = PlayPace::times(factor);
        const double longer = playedMs(broken, pace) - playedMs(steady, pace);
        QVERIFY2(longer <= PlayPace::kIdleMsMax + 32, qPrintable(QString::number(longer)));
    }
    QVERIFY(playedMs(steady, PlayPace::times(1)) > 10'000);
    QVERIFY(playedMs(steady, PlayPace::times(8)) < 5'000);
}

void TimelineMarksTest::wholeDocumentFitsAMinute() {
    const double ms = playedMs(typing(40'000, 100), PlayPace());
    QVERIFY2(ms > 0 && ms <= PlayPace::kFitSeconds * 1000 + 32, qPrintable(QString::number(ms)));
}

QTEST_GUILESS_MAIN(TimelineMarksTest)
#include "tst_timeline_marks.moc"
