// How fast the timeline is played: half to 64 times the pace of writing, or as a whole within a minute. Pauses of the
// writer are waited for at most 400 ms, whatever the pace. Arithmetic only; knows no clock.
#pragma once

#include <QString>
#include <cstdint>

#include "ui/history/timeline_axis.h"

namespace varve::ui {

class PlayPace {
  public:
    /// The longest wait for the next event while playing.
    static constexpr double kIdleMsMax = 400;
    /// What a document takes at most when the pace is to fit.
    static constexpr double kFitSeconds = 60;

    /// To fit.
    PlayPace() = default;
    /// `factor`: 0.5, 1, 2 ... 64; anything else fits.
    [[nodiscard]] static PlayPace times(double factor);

    [[nodiscard]] bool isFitting() const { return m_index == kFitting; }
    /// How much faster than it was written; 0 when fitting.
    [[nodiscard]] double factor() const;
    /// The next pace; the fastest and the slowest stay. Fitting follows on the fastest.
    [[nodiscard]] PlayPace faster() const;
    [[nodiscard]] PlayPace slower() const;
    /// "2×", "Fit".
    [[nodiscard]] QString shortWords() const;
    /// "2 times the pace of writing", "The whole document in a minute".
    [[nodiscard]] QString words() const;

    /// Units of the axis of activity that pass in a millisecond of playing. Positive.
    [[nodiscard]] double unitsPerMs(const TimelineAxis& axis) const;
    /// Where playing has got to on `axis` after `elapsedMs` more, when it stood at `units` and `position` is shown.
    [[nodiscard]] double advanced(const TimelineAxis& axis, std::uint64_t position, double units,
                                  double elapsedMs) const;

    friend bool operator==(const PlayPace&, const PlayPace&) = default;

  private:
    static constexpr int kFitting = 8;
    explicit PlayPace(int index) : m_index(index) {}
    int m_index = kFitting;
};

}  // namespace varve::ui
