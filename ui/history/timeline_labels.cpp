#include "ui/history/timeline_labels.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <algorithm>
#include <array>

#include "ui/history/time_words.h"

namespace varve::ui {

namespace {

struct TimelineWords {
    Q_DECLARE_TR_FUNCTIONS(TimelineWords)
};

enum class Unit : std::uint8_t { kYear, kMonth, kDay, kHour, kTenMinutes, kMinute, kSecond };
constexpr std::array kUnits{Unit::kYear,       Unit::kMonth,  Unit::kDay,   Unit::kHour,
                            Unit::kTenMinutes, Unit::kMinute, Unit::kSecond};

constexpr qint64 kSecondMs = 1000;
constexpr qint64 kMinuteMs = 60 * kSecondMs;
constexpr qint64 kHourMs = 60 * kMinuteMs;
constexpr qint64 kDayMs = 24 * kHourMs;
constexpr double kLabelGap = 18;
constexpr double kPixelsPerLabel = 330;  // sparser labels than this are too few
constexpr int kLabelsMax = 200;
constexpr qint64 kTimeMax = 4'000'000'000'000'000;  // what QDateTime certainly reckons with

qint64 lengthOf(Unit unit) {
    switch (unit) {
        case Unit::kHour:
            return kHourMs;
        case Unit::kTenMinutes:
            return 10 * kMinuteMs;
        case Unit::kMinute:
            return kMinuteMs;
        case Unit::kSecond:
            return kSecondMs;
        default:
            return kDayMs;
    }
}

/// The next time at which a unit begins.
qint64 nextBoundary(qint64 timeMs, Unit unit) {
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(timeMs);
    const QDate day = time.date();
    switch (unit) {
        case Unit::kYear:
            return QDate(day.year() + 1, 1, 1).startOfDay().toMSecsSinceEpoch();
        case Unit::kMonth:
            return QDate(day.year(), day.month(), 1).addMonths(1).startOfDay().toMSecsSinceEpoch();
        case Unit::kDay:
            return day.addDays(1).startOfDay().toMSecsSinceEpoch();
        default:
            break;
    }
    const qint64 offsetMs = time.offsetFromUtc() * kSecondMs;
    const qint64 length = lengthOf(unit);
    const qint64 local = timeMs + offsetMs;
    const qint64 inUnit = ((local % length) + length) % length;
    return timeMs - inUnit + length;
}

QString unitWords(qint64 timeMs, Unit unit, qint64 nowMs) {
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(timeMs);
    const auto format = [&](const QString& pattern) { return QLocale().toString(time, pattern); };
    switch (unit) {
        case Unit::kYear:
            return format(QStringLiteral("yyyy"));
        case Unit::kMonth:
            return format(TimelineWords::tr("MMMM yyyy", "month, as in QDate"));
        case Unit::kDay:
            return dayLabel(timeMs, nowMs);
        case Unit::kSecond:
            return format(TimelineWords::tr("HH:mm:ss", "time of day with seconds, as in QTime"));
        default:
            return format(TimelineWords::tr("HH:mm", "time of day, as in QTime"));
    }
}

class LabelMaker {
  public:
    LabelMaker(const history::Timeline& timeline, const TimelineAxis& axis, const TimelineScale& scale,
               const QFontMetricsF& metrics, qint64 nowMs)
        : m_timeline(timeline), m_axis(axis), m_scale(scale), m_metrics(metrics), m_nowMs(nowMs) {}

    [[nodiscard]] std::vector<TimelineLabel> labels(Unit unit) const {
        std::vector<TimelineLabel> result;
        const double left = m_scale.frame().left;
        const double right = m_scale.frame().right();
        qint64 time = timeAtX(left);
        QString first = unitWords(time, std::min(unit, Unit::kDay), m_nowMs);
        if (unit > Unit::kDay) {
            first = TimelineWords::tr("%1, %2", "day, time").arg(first, unitWords(time, unit, m_nowMs));
        }
        add(result, {left, 0, first, false, false}, right);
        double freeFrom = result.empty() ? left : result.back().x + result.back().width + kLabelGap;
        QDate day = QDateTime::fromMSecsSinceEpoch(time).date();
        for (int count = 0; count < kLabelsMax; ++count) {
            const qint64 boundary = nextBoundary(time, unit);
            const double x = xOfTime(boundary);
            if (x > right || boundary <= time || boundary > kTimeMax) break;
            time = boundary;
            if (x < freeFrom) {
                time = std::max(time, timeAtX(freeFrom) - 1);
                continue;
            }
            const qint64 begin = m_axis.kind() == AxisKind::kClock ? boundary : timeAfterX(x);
            const QDate beginDay = QDateTime::fromMSecsSinceEpoch(begin).date();
            const bool isDay = unit > Unit::kDay && beginDay != day;
            day = beginDay;
            add(result, {x + 4, 0, unitWords(begin, isDay ? Unit::kDay : unit, m_nowMs), true, isDay}, right);
            freeFrom = result.empty() ? x : std::max(x, result.back().x + result.back().width) + kLabelGap;
            time = std::max(time, timeAtX(freeFrom) - 1);
        }
        return result;
    }

  private:
    void add(std::vector<TimelineLabel>& labels, TimelineLabel label, double right) const {
        label.width = m_metrics.horizontalAdvance(label.text);
        if (label.x + label.width <= right + 1) labels.push_back(std::move(label));
    }
    [[nodiscard]] qint64 timeOfEvent(std::uint64_t position) const {
        const std::uint64_t last = m_timeline.eventCount() - 1;
        const std::int64_t time = m_timeline.entries()[m_timeline.entryIndexAt(std::min(position, last))].timeMs;
        return std::clamp<qint64>(time, -kTimeMax, kTimeMax);
    }
    [[nodiscard]] qint64 timeAtX(double x) const {
        if (m_axis.kind() == AxisKind::kActivity) return timeOfEvent(m_axis.eventsOverAt(m_scale.unitsAtX(x)));
        const double units = std::min(m_scale.unitsAtX(x), static_cast<double>(kTimeMax));
        return std::clamp<qint64>(m_axis.firstMs(), -kTimeMax, kTimeMax) + static_cast<qint64>(units);
    }
    /// Of the event that begins at `x`, which is known to be one's begin.
    [[nodiscard]] qint64 timeAfterX(double x) const {
        return timeOfEvent(m_axis.eventsOverAt(m_scale.unitsAtX(x + 0.01)));
    }
    [[nodiscard]] double xOfTime(qint64 timeMs) const {
        if (m_axis.kind() == AxisKind::kClock) {
            return m_scale.xOfUnits(static_cast<double>(timeMs) - static_cast<double>(m_axis.firstMs()));
        }
        const std::uint64_t position = m_timeline.positionAtTime(timeMs - 1);
        if (position >= m_scale.endPosition()) return m_scale.frame().right() + 1;
        return m_scale.xAfter(m_axis, position);
    }

    const history::Timeline& m_timeline;
    const TimelineAxis& m_axis;
    const TimelineScale& m_scale;
    const QFontMetricsF& m_metrics;
    qint64 m_nowMs;
};

QString counted(qint64 count, const QString& one, const QString& many) {
    return count == 1 ? one : many.arg(QLocale().toString(count));
}

}  // namespace

std::vector<TimelineLabel> timelineLabels(const history::Timeline& timeline, const TimelineAxis& axis,
                                          const TimelineScale& scale, const QFontMetricsF& metrics, qint64 nowMs) {
    if (timeline.eventCount() == 0 || scale.segments().empty()) return {};
    const LabelMaker maker(timeline, axis, scale, metrics, nowMs);
    const auto enough = static_cast<std::size_t>(scale.frame().width / kPixelsPerLabel) + 1;
    std::vector<TimelineLabel> best;
    for (const Unit unit : kUnits) {
        std::vector<TimelineLabel> labels = maker.labels(unit);
        // Hours and less say nothing of a log without real times, where all is one moment.
        if (best.empty() || labels.size() > best.size()) best = std::move(labels);
        if (unit >= Unit::kDay && best.size() > enough) break;
        if (unit < Unit::kDay && best.size() > 2 * enough) break;
    }
    // Where nothing finds room, or all is one moment, a day says more than a year.
    return best.size() < 2 ? maker.labels(Unit::kDay) : best;
}

QString pauseWords(qint64 lengthMs) {
    constexpr qint64 kMonthMs = 30 * kDayMs;
    constexpr qint64 kYearMs = 365 * kDayMs;
    if (lengthMs < kHourMs) {
        return TimelineWords::tr("%1 min", "length of a pause").arg(QLocale().toString(lengthMs / kMinuteMs));
    }
    if (lengthMs < 20 * kHourMs) {
        const qint64 hours = (lengthMs + kHourMs / 2) / kHourMs;
        return TimelineWords::tr("%1 h", "length of a pause").arg(QLocale().toString(hours));
    }
    const auto rounded = [&](qint64 unit) { return std::max<qint64>(1, (lengthMs + unit / 2) / unit); };
    if (lengthMs < 14 * kDayMs)
        return counted(rounded(kDayMs), TimelineWords::tr("1 day"), TimelineWords::tr("%1 days"));
    if (lengthMs < 2 * kMonthMs) {
        return counted(rounded(7 * kDayMs), TimelineWords::tr("1 week"), TimelineWords::tr("%1 weeks"));
    }
    if (lengthMs < 2 * kYearMs) {
        return counted(rounded(kMonthMs), TimelineWords::tr("1 month"), TimelineWords::tr("%1 months"));
    }
    return counted(rounded(kYearMs), TimelineWords::tr("1 year"), TimelineWords::tr("%1 years"));
}

}  // namespace varve::ui
