#include "ui/history/timeline_picture.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <vector>

#include "ui/collaboration/presence_colours.h"
#include "ui/history/timeline_flags.h"
#include "ui/history/timeline_labels.h"
#include "ui/theme.h"

namespace varve::ui {

namespace {

constexpr double kBarStep = 3;
constexpr double kEventWidthMax = 12;
constexpr double kLetterWidthMin = 9;
constexpr double kDraftLine = 1.6;
constexpr double kDraftTick = 4;
constexpr double kDimmed = 0.26;  // of what is not asked about

bool isRestLane(const TimelineLanes& lanes, std::size_t shown);

struct ActivityBar {
    double x = 0;
    double width = 0;
    double up = 0;  // 0 to 1
    double down = 0;
    double part = 1;  // of the author that is looked at
    std::uint64_t position = 0;
    bool isEvent = false;
};

/// The next rung of a ladder, so that heights do not tremble while one pans.
double rungAbove(double peak) {
    return std::exp2(std::ceil(std::log2(std::max(peak, 1.0)) * 4 - 1e-9) / 4);
}

/// Heights grow with the square root, and the top one in twenty-five is cut off, so that one large paste does not
/// flatten a year of typing.
std::vector<ActivityBar> activityBars(const TimelineMatter& matter, std::optional<std::size_t> lane) {
    std::vector<ActivityBar> heights;
    const auto bars = matter.scale.bars(matter.axis, kBarStep, kEventWidthMax);
    heights.reserve(bars.size());
    std::vector<double> peaks;
    for (const TimelineScale::Bar& bar : bars) {
        const history::Activity activity = matter.timeline.activity(bar.beginPosition, bar.endPosition, 1).front();
        const std::uint64_t count = bar.endPosition - bar.beginPosition;
        double part = 1;
        if (lane) {
            const std::uint64_t own = eventsInShownLane(matter.lanes, *lane, bar.beginPosition, bar.endPosition);
            part = static_cast<double>(own) / static_cast<double>(count);
        }
        heights.push_back({bar.x, bar.width, std::sqrt(activity.insertedCount), std::sqrt(activity.deletedCount), part,
                           bar.beginPosition, count == 1});
        peaks.push_back(std::max(heights.back().up, heights.back().down));
    }
    if (peaks.empty()) return heights;
    const auto cut = peaks.begin() + static_cast<std::ptrdiff_t>(peaks.size() - 1 - peaks.size() / 25);
    std::nth_element(peaks.begin(), cut, peaks.end());
    const double top = rungAbove(*cut);
    for (ActivityBar& bar : heights) {
        bar.up = std::min(bar.up / top, 1.0);
        bar.down = std::min(bar.down / top, 1.0);
    }
    return heights;
}

class Painting {
  public:
    Painting(QPainter& painter, const TimelineMatter& matter, const TimelinePictureOptions& options)
        : m_painter(painter),
          m_matter(matter),
          m_options(options),
          m_layout(options.layout),
          m_metrics(options.font),
          m_colours(themeColours(options.palette)),
          m_ratio(options.devicePixelRatio) {
        if (!options.isFull) {
            // While writing the strip is a quiet trace, not something to look at.
            m_colours.inserted.setAlphaF(0.62F);
            m_colours.deleted.setAlphaF(0.55F);
        }
    }

    void paintActivity() {
        const std::vector<ActivityBar> bars = activityBars(m_matter, m_options.lane);
        const bool isNarrowed = m_options.lane || !m_matter.marks.of(TimelineMarkKind::kSelectionChange).empty();
        paintBars(bars, isNarrowed ? kDimmed : 1.0, false);
        if (m_options.lane) paintBars(bars, 1.0, true);
        if (m_options.isFull && m_options.letter) paintLetters(bars);
    }

    /// The ground line, broken where nothing happened for a while.
    void paintBaseline() {
        const auto line = [&](double from, double to) {
            m_painter.fillRect(QRectF(from, m_layout.baseline, std::max(1.0, to - from), 1), m_colours.hairline);
        };
        if (m_matter.scale.segments().empty()) line(m_layout.left, m_layout.right());
        for (const TimelineScale::Segment& segment : m_matter.scale.segments())
            line(aligned(segment.beginX), aligned(segment.endX));
    }

    void paintNotches() {
        for (const TimelineScale::Notch& notch : m_matter.scale.notches()) {
            if (notch.isLabelled && m_options.isFull) {
                m_painter.setFont(m_options.font);
                m_painter.setPen(m_colours.muted);
                const double height = m_metrics.height();
                m_painter.drawText(QRectF(notch.x, m_layout.baseline - height / 2, notch.width, height),
                                   Qt::AlignCenter, pauseWords(notch.pause.lengthMs));
                continue;
            }
            // A dot on the ground line: something is left out here.
            m_painter.setPen(Qt::NoPen);
            m_painter.setBrush(m_colours.hairline.darker(m_colours.isDark ? 80 : 118));
            m_painter.drawEllipse(QPointF(notch.x + notch.width / 2, m_layout.baseline + 0.5), 1.5, 1.5);
        }
    }

    /// Days, or what finds room, under the picture; a line up to the activity where a day begins.
    void paintLabels() {
        m_painter.setFont(m_options.font);
        for (const TimelineLabel& label :
             timelineLabels(m_matter.timeline, m_matter.axis, m_matter.scale, m_metrics, m_options.nowMs)) {
            if (label.isBoundary) {
                const double x = aligned(label.x - 4);
                const double top = label.isDay ? m_layout.top : m_layout.contentBottom();
                m_painter.fillRect(QRectF(x, top, 1, m_layout.labelTop + 4 - top), m_colours.hairline);
            }
            QColor colour = m_colours.muted;
            if (label.isDay || !label.isBoundary) colour = m_options.palette.color(QPalette::WindowText);
            m_painter.setPen(colour);
            m_painter.drawText(QRectF(label.x, m_layout.labelTop, label.width + 2, m_layout.labelHeight),
                               Qt::AlignLeft | Qt::AlignVCenter, label.text);
        }
    }

    void paintLanes() {
        const std::size_t shownCount = m_layout.laneCount;
        for (std::size_t shown = 0; shown < shownCount; ++shown) {
            const bool isRest = isRestLane(m_matter.lanes, shown);
            const double y = m_layout.laneTop + static_cast<double>(shown) * m_layout.laneHeight;
            const QRectF row(m_layout.left, y + 2, m_layout.width, m_layout.laneHeight - 4);
            const bool isDimmed = m_options.lane && std::min(*m_options.lane, shownCount - 1) != shown;
            m_painter.fillRect(QRectF(row.left(), row.center().y(), row.width(), 1), m_colours.hairline);
            QColor colour = isRest ? m_colours.muted : laneColour(shown, m_colours.isDark);
            if (isDimmed) colour.setAlphaF(static_cast<float>(kDimmed));
            for (const auto& [begin, end] : presence(shown))
                paintStretch(QRectF(begin, row.top(), end - begin, row.height()), shown, colour);
            m_painter.setFont(m_options.font);
            m_painter.setPen(isDimmed ? m_colours.muted : m_options.palette.color(QPalette::WindowText));
            paintKey(QPointF(m_layout.nameLeft, row.center().y()), shown, colour);
            const double nameLeft = m_layout.nameLeft + 13;
            const double room = m_layout.left - nameLeft - 6;
            m_painter.drawText(QRectF(nameLeft, row.center().y() - m_metrics.height() / 2, room, m_metrics.height()),
                               Qt::AlignLeft | Qt::AlignVCenter,
                               m_metrics.elidedText(shownLaneName(m_matter.lanes, shown), Qt::ElideRight, room));
        }
    }

    /// A thin line from where a draft goes off to where it came in, or to now while it is open; dashed when it was put
    /// away.
    void paintDrafts() {
        double y = m_layout.draftTop + m_layout.laneHeight / 2;
        for (const TimelineMark& draft : m_matter.marks.of(TimelineMarkKind::kDraft)) {
            const QColor colour = draft.isPutAway || draft.isMerged ? m_colours.muted : m_colours.accent;
            const auto at = [&](std::uint64_t position) {
                return std::clamp(m_matter.scale.xAt(m_matter.axis, position), m_layout.left, m_layout.right());
            };
            const QPointF from(at(draft.from), y);
            const QPointF to(at(draft.position), y);
            m_painter.setPen(QPen(colour, kDraftLine, draft.isPutAway ? Qt::DashLine : Qt::SolidLine));
            m_painter.drawLine(from, to);
            m_painter.drawLine(from, from - QPointF(0, kDraftTick));
            if (draft.isMerged) m_painter.drawLine(to, to - QPointF(0, kDraftTick));
            m_painter.setFont(m_options.font);
            m_painter.setPen(draft.isPutAway ? m_colours.muted : m_options.palette.color(QPalette::WindowText));
            const double nameLeft = m_layout.nameLeft + 13;
            const double room = m_layout.left - nameLeft - 6;
            m_painter.drawText(QRectF(nameLeft, y - m_metrics.height() / 2, room, m_metrics.height()),
                               Qt::AlignLeft | Qt::AlignVCenter,
                               m_metrics.elidedText(draft.label, Qt::ElideRight, room));
            // The sign of a branch stands where those of authors do.
            m_painter.setPen(QPen(colour, kDraftLine));
            m_painter.drawLine(QPointF(m_layout.nameLeft, y), QPointF(m_layout.nameLeft + 9, y));
            m_painter.drawLine(QPointF(m_layout.nameLeft + 1, y), QPointF(m_layout.nameLeft + 1, y - kDraftTick));
            y += m_layout.laneHeight;
        }
    }

  private:
    [[nodiscard]] double aligned(double x) const { return std::round(x * m_ratio) / m_ratio; }

    /// With `isOwn` the part of the author that is looked at.
    void paintBars(const std::vector<ActivityBar>& bars, double strength, bool isOwn) {
        const double roomUp = m_layout.baseline - m_layout.top - 2;
        const double roomDown = m_layout.bottom - m_layout.baseline - 1;
        const auto faded = [&](QColor colour) {
            colour.setAlphaF(static_cast<float>(colour.alphaF() * strength));
            return colour;
        };
        const QColor up = faded(m_colours.inserted);
        const QColor down = faded(m_colours.deleted);
        for (const ActivityBar& bar : bars) {
            const double part = isOwn ? bar.part : 1;
            if (part <= 0) continue;
            const double x = aligned(bar.x);
            if (bar.up > 0) {
                const double height = aligned(std::max(1.5, bar.up * part * roomUp));
                m_painter.fillRect(QRectF(x, m_layout.baseline - height, bar.width, height), up);
            }
            if (bar.down > 0) {
                const double height = aligned(std::max(1.5, bar.down * part * roomDown));
                m_painter.fillRect(QRectF(x, m_layout.baseline + 1, bar.width, height), down);
            }
        }
    }

    /// When zoomed to single events: the letters themselves, on the other side of the ground line.
    void paintLetters(const std::vector<ActivityBar>& bars) {
        m_painter.setFont(m_options.font);
        for (const ActivityBar& bar : bars) {
            if (!bar.isEvent || bar.width < kLetterWidthMin || (bar.up <= 0 && bar.down <= 0)) continue;
            const QString letter = m_options.letter(bar.position);
            if (letter.isEmpty()) continue;
            const double height = m_metrics.height();
            const double top = bar.up > 0 ? m_layout.baseline + 1 : m_layout.baseline - height;
            m_painter.setPen(bar.up > 0 ? m_options.palette.color(QPalette::WindowText) : m_colours.muted);
            m_painter.drawText(QRectF(bar.x - 4, top, bar.width + 8, height), Qt::AlignCenter, letter);
        }
    }

    /// Pixels in which the author wrote; what nearly touches is one stretch.
    [[nodiscard]] std::vector<std::pair<double, double>> presence(std::size_t shown) const {
        std::vector<std::pair<double, double>> stretches;
        for (const TimelineScale::Bar& bar : m_matter.scale.bars(m_matter.axis, kBarStep, kEventWidthMax)) {
            const std::uint64_t count = eventsInShownLane(m_matter.lanes, shown, bar.beginPosition, bar.endPosition);
            if (count == 0) continue;
            const double begin = aligned(bar.x);
            if (!stretches.empty() && begin - stretches.back().second < kBarStep + 1) {
                stretches.back().second = begin + bar.width + 1;
            } else {
                stretches.emplace_back(begin, begin + bar.width + 1);
            }
        }
        return stretches;
    }

    /// Authors differ in colour and in pattern, for readers who cannot tell the colours apart.
    void paintStretch(const QRectF& place, std::size_t lane, const QColor& colour) {
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(colour);
        const double radius = std::min({2.0, place.width() / 2, place.height() / 2});
        const double third = place.height() / 3;
        switch (lane % 4) {
            case 0:
                m_painter.drawRoundedRect(place, radius, radius);
                return;
            case 1:  // two rails
                m_painter.fillRect(QRectF(place.left(), place.top(), place.width(), third), colour);
                m_painter.fillRect(QRectF(place.left(), place.bottom() - third, place.width(), third), colour);
                return;
            case 2:  // dashes; their grid is the window's, so that they do not dance
                for (double x = std::floor(place.left() / 6) * 6; x < place.right(); x += 6) {
                    const double from = std::max(x, place.left());
                    const double to = std::min(x + 4, place.right());
                    if (to > from) m_painter.fillRect(QRectF(from, place.top(), to - from, place.height()), colour);
                }
                return;
            default:  // a thin line
                m_painter.fillRect(QRectF(place.left(), place.center().y() - third / 2, place.width(), third), colour);
                return;
        }
    }

    /// The lane's colour and pattern beside its name.
    void paintKey(const QPointF& left, std::size_t lane, const QColor& colour) {
        const QPen pen = m_painter.pen();
        paintStretch(QRectF(left.x(), left.y() - 3.5, 9, 7), lane, colour);
        m_painter.setPen(pen);
    }

    QPainter& m_painter;
    const TimelineMatter& m_matter;
    const TimelinePictureOptions& m_options;
    const TimelineLayout& m_layout;
    const QFontMetricsF m_metrics;
    ThemeColours m_colours;
    const double m_ratio;
};

/// The last one, where there are more authors than lanes.
bool isRestLane(const TimelineLanes& lanes, std::size_t shown) {
    const std::size_t shownCount = shownLaneCount(lanes);
    return shown + 1 == shownCount && lanes.count() > shownCount;
}

}  // namespace

std::size_t shownLaneCount(const TimelineLanes& lanes) {
    // One author needs no lane.
    return lanes.count() < 2 ? 0 : std::min(lanes.count(), kShownLanesMax);
}

QString shownLaneName(const TimelineLanes& lanes, std::size_t shown) {
    const std::size_t shownCount = shownLaneCount(lanes);
    if (shown + 1 == shownCount && lanes.count() > shownCount) {
        return QCoreApplication::translate("TimelineWords", "%1 others")
            .arg(QLocale().toString(static_cast<qulonglong>(lanes.count() - shown)));
    }
    const QString& name = lanes.name(shown);
    return name.isEmpty() ? QCoreApplication::translate("TimelineWords", "Author %1").arg(shown + 1) : name;
}

std::uint64_t eventsInShownLane(const TimelineLanes& lanes, std::size_t shown, std::uint64_t begin, std::uint64_t end) {
    if (!isRestLane(lanes, shown)) return lanes.eventsBetween(shown, begin, end);
    // Everybody's but those of the lanes above.
    std::uint64_t count = begin < end ? end - begin : 0;
    for (std::size_t lane = 0; lane < shown; ++lane)
        count -= lanes.eventsBetween(lane, begin, end);
    return count;
}

std::optional<std::uint64_t> nextInShownLane(const TimelineLanes& lanes, std::size_t shown, std::uint64_t position) {
    std::optional<std::uint64_t> next;
    const std::size_t end = isRestLane(lanes, shown) ? lanes.count() : shown + 1;
    for (std::size_t lane = shown; lane < end; ++lane) {
        const auto here = lanes.next(lane, position);
        if (here && (!next || *here < *next)) next = here;
    }
    return next;
}

std::optional<std::uint64_t> previousInShownLane(const TimelineLanes& lanes, std::size_t shown,
                                                 std::uint64_t position) {
    std::optional<std::uint64_t> previous;
    const std::size_t end = isRestLane(lanes, shown) ? lanes.count() : shown + 1;
    for (std::size_t lane = shown; lane < end; ++lane) {
        const auto here = lanes.previous(lane, position);
        if (here && (!previous || *here > *previous)) previous = here;
    }
    return previous;
}

QColor laneColour(std::size_t lane, bool isDark) {
    return presenceColour(static_cast<std::uint32_t>(lane), isDark);
}

QPixmap paintTimelinePicture(const TimelineMatter& matter, const TimelinePictureOptions& options) {
    QPixmap picture(options.size * options.devicePixelRatio);
    picture.setDevicePixelRatio(options.devicePixelRatio);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    Painting painting(painter, matter, options);
    if (options.isFull) {
        paintTimelineShades(painter, matter, options);
        painting.paintLabels();
    }
    painting.paintActivity();
    painting.paintBaseline();
    painting.paintNotches();
    if (options.isFull) {
        painting.paintLanes();
        painting.paintDrafts();
        paintTimelineFlags(painter, matter, options);
    }
    return picture;
}

}  // namespace varve::ui
