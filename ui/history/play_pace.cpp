#include "ui/history/play_pace.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <array>

namespace varve::ui {

namespace {

constexpr std::array<double, 8> kFactors{0.5, 1, 2, 4, 8, 16, 32, 64};

struct PlayWords {
    Q_DECLARE_TR_FUNCTIONS(PlayWords)
};

}  // namespace

PlayPace PlayPace::times(double factor) {
    const auto found = std::find(kFactors.begin(), kFactors.end(), factor);
    return PlayPace(static_cast<int>(found - kFactors.begin()));
}

double PlayPace::factor() const {
    return isFitting() ? 0 : kFactors[static_cast<std::size_t>(m_index)];
}

PlayPace PlayPace::faster() const {
    return PlayPace(std::min(m_index + 1, kFitting));
}

PlayPace PlayPace::slower() const {
    return PlayPace(std::max(m_index - 1, 0));
}

QString PlayPace::shortWords() const {
    if (isFitting()) return PlayWords::tr("Fit", "pace of playing: the whole document in a minute");
    return PlayWords::tr("%1×", "pace of playing").arg(QLocale().toString(factor()));
}

QString PlayPace::words() const {
    if (isFitting()) return PlayWords::tr("Everything within a minute");
    if (factor() == 1) return PlayWords::tr("As it was written");
    return PlayWords::tr("%1 times the pace of writing").arg(QLocale().toString(factor()));
}

double PlayPace::unitsPerMs(const TimelineAxis& axis) const {
    // A unit of the axis is a millisecond of writing.
    if (!isFitting()) return factor();
    // Short documents are not stretched to a minute: no pause may last.
    return std::max(axis.length() / (kFitSeconds * 1000), TimelineAxis::kIdleUnitsMax / kIdleMsMax);
}

double PlayPace::advanced(const TimelineAxis& axis, std::uint64_t position, double units, double elapsedMs) const {
    const double rate = unitsPerMs(axis);
    units += rate * elapsedMs;
    if (position >= axis.eventCount()) return units;
    return std::max(units, axis.unitsAt(position + 1) - rate * kIdleMsMax);
}

}  // namespace varve::ui
