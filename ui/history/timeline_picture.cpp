#include "ui/history/timeline_picture.h"

#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <vector>

#include "ui/history/time_words.h"
#include "ui/theme.h"

namespace varve::ui {

namespace {

constexpr double kBarStep = 3;
constexpr double kBarWidth = 2;
constexpr double kLabelGap = 14;

struct BarHeights {
    double x = 0;
    double up = 0;  // 0 to 1
    double down = 0;
};

/// Heights grow with the square root, and the top one in fifty is cut off, so that one large paste does not flatten a
/// year of typing.
std::vector<BarHeights> barHeights(const history::Timeline& timeline, const std::vector<TimelineScale::Bar>& bars) {
    std::vector<BarHeights> heights;
    heights.reserve(bars.size());
    std::vector<double> peaks;
    for (const TimelineScale::Bar& bar : bars) {
        const history::Activity activity = timeline.activity(bar.beginPosition, bar.endPosition, 1).front();
        heights.push_back({bar.x, std::sqrt(activity.insertedCount), std::sqrt(activity.deletedCount)});
        peaks.push_back(std::max(heights.back().up, heights.back().down));
    }
    if (peaks.empty()) return heights;
    const auto cut = peaks.begin() + static_cast<std::ptrdiff_t>(peaks.size() - 1 - peaks.size() / 50);
    std::nth_element(peaks.begin(), cut, peaks.end());
    const double top = std::max(*cut, 1.0);
    for (BarHeights& bar : heights) {
        bar.up = std::min(bar.up / top, 1.0);
        bar.down = std::min(bar.down / top, 1.0);
    }
    return heights;
}

void paintBars(QPainter& painter, const std::vector<BarHeights>& bars, const TimelineLayout& layout,
               const ThemeColours& colours) {
    painter.setPen(Qt::NoPen);
    const double roomUp = layout.baseline - layout.top;
    const double roomDown = layout.bottom - layout.baseline;
    painter.setBrush(colours.inserted);
    for (const BarHeights& bar : bars) {
        if (bar.up <= 0) continue;
        const double height = std::max(1.0, bar.up * roomUp);
        painter.drawRect(QRectF(bar.x, layout.baseline - height, kBarWidth, height));
    }
    painter.setBrush(colours.deleted);
    for (const BarHeights& bar : bars) {
        if (bar.down <= 0) continue;
        painter.drawRect(QRectF(bar.x, layout.baseline + 1, kBarWidth, std::max(1.0, bar.down * roomDown)));
    }
}

/// The ground line, broken where a session ends.
void paintBaseline(QPainter& painter, const TimelineScale& scale, const TimelineLayout& layout, const QColor& colour) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    if (scale.segments().empty()) {
        painter.drawRect(QRectF(layout.left, layout.baseline, layout.width, 1));
        return;
    }
    for (const TimelineScale::Segment& segment : scale.segments()) {
        painter.drawRect(QRectF(segment.beginX, layout.baseline, std::max(1.0, segment.endX - segment.beginX), 1));
    }
}

/// The day a stretch begins, under its left edge; days that find no room are left out, the picture above still shows
/// where they are.
void paintDays(QPainter& painter, const history::Timeline& timeline, const TimelineAxis& axis,
               const TimelineScale& scale, const TimelinePictureOptions& options, const ThemeColours& colours) {
    const TimelineLayout& layout = options.layout;
    const QFontMetricsF metrics(options.font);
    painter.setFont(options.font);
    double freeFrom = layout.left;
    const double right = layout.left + layout.width;
    for (const std::uint64_t begin : axis.dayBegins()) {
        // Just after the boundary: at the boundary itself the day before still stands.
        const double x = begin == 0 ? layout.left : scale.xAt(axis, begin + 1);
        if (x < freeFrom || x > right) continue;
        const qint64 timeMs = timeline.entries()[timeline.entryIndexAt(begin)].timeMs;
        const QString label = dayLabel(timeMs, options.nowMs);
        const double width = metrics.horizontalAdvance(label);
        if (x + width > right) continue;
        painter.setPen(colours.hairline);
        if (begin != 0) painter.drawLine(QPointF(x, layout.top), QPointF(x, layout.labelTop + 3));
        painter.setPen(colours.muted);
        const double textX = begin == 0 ? x : x + 4;
        painter.drawText(QRectF(textX, layout.labelTop, width + 2, layout.labelHeight),
                         Qt::AlignLeft | Qt::AlignVCenter, label);
        freeFrom = textX + width + kLabelGap;
    }
}

}  // namespace

TimelineLayout stripLayout(const QSize& size) {
    TimelineLayout layout;
    layout.left = 14;
    layout.width = std::max(0.0, size.width() - 2 * layout.left);
    layout.top = 5;
    layout.bottom = size.height() - 4;
    layout.baseline = std::floor(layout.top + (layout.bottom - layout.top) * 0.68);
    layout.labelTop = layout.bottom;
    return layout;
}

TimelineLayout fullLayout(const QSize& size, int labelHeight) {
    TimelineLayout layout;
    layout.left = 14;
    layout.width = std::max(0.0, size.width() - 2 * layout.left);
    layout.top = 8;
    layout.labelHeight = labelHeight;
    layout.labelTop = size.height() - labelHeight - 2;
    layout.bottom = layout.labelTop - 2;
    layout.baseline = std::floor(layout.top + (layout.bottom - layout.top) * 0.66);
    return layout;
}

QPixmap paintTimelinePicture(const history::Timeline& timeline, const TimelineAxis& axis, const TimelineScale& scale,
                             const TimelinePictureOptions& options) {
    QPixmap picture(options.size * options.devicePixelRatio);
    picture.setDevicePixelRatio(options.devicePixelRatio);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    ThemeColours colours = themeColours(options.palette);
    if (!options.isFull) {
        // While writing the strip is a quiet trace, not something to look at.
        colours.inserted.setAlphaF(0.62F);
        colours.deleted.setAlphaF(0.55F);
    }
    if (options.isFull) paintDays(painter, timeline, axis, scale, options, colours);
    paintBars(painter, barHeights(timeline, scale.bars(axis, kBarStep)), options.layout, colours);
    paintBaseline(painter, scale, options.layout, colours.hairline);
    return picture;
}

}  // namespace varve::ui
