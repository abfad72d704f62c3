#include "ui/history/timeline_flags.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "ui/collaboration/presence_colours.h"
#include "ui/theme.h"

namespace varve::ui {

namespace {

struct TimelineWords {
    Q_DECLARE_TR_FUNCTIONS(TimelineWords)
};

constexpr double kSignWidth = 10;
constexpr double kBadgeWidth = 15;
constexpr double kCellWidth = 13;  // one sign of a kind in so many pixels
constexpr double kTickCell = 4;    // one tick
constexpr double kTextGap = 4;
constexpr double kTextMin = 26;
constexpr double kTextMax = 180;
constexpr double kFlagGap = 8;
constexpr double kBranchKnob = 3.4;   // radius of the end of a side line
constexpr double kBranchLength = 10;  // of a side line at least
constexpr double kNewShade = 0.09;
constexpr double kComparedShade = 0.07;

/// Calls `found` with the first mark of each cell of the visible part. Cost: O(width / cell · log n).
template <typename Next, typename Found>
void eachCell(const TimelineMatter& matter, double cell, const Next& next, const Found& found) {
    const TimelineScale& scale = matter.scale;
    if (scale.segments().empty()) return;
    std::uint64_t from = scale.beginPosition();
    for (double free = scale.frame().left - 1; free <= scale.frame().right();) {
        const auto at = next(from);
        if (!at || *at > scale.endPosition()) return;
        const double x = scale.xAt(matter.axis, *at);
        if (x > scale.frame().right() + 0.5) return;
        found(*at, x);
        free = x + cell;
        from = std::max(*at + 1, free > scale.frame().right() ? *at + 1 : scale.positionAt(matter.axis, free));
    }
}

/// The first position that holds a mark at or after `from`.
auto marksFrom(const TimelineMatter& matter, TimelineMarkKind kind) {
    return [&matter, kind](std::uint64_t from) {
        const auto marks = matter.marks.between(kind, from, UINT64_MAX);
        return marks.empty() ? std::optional<std::uint64_t>() : std::optional(marks.front().position);
    };
}

TimelineFlag::Kind flagOf(event::TransactionKind kind) {
    if (kind == event::TransactionKind::kRestore || kind == event::TransactionKind::kRevert) {
        return TimelineFlag::Kind::kRestore;
    }
    return kind == event::TransactionKind::kRedo ? TimelineFlag::Kind::kRedo : TimelineFlag::Kind::kUndo;
}

QString turnWords(TimelineFlag::Kind kind) {
    switch (kind) {
        case TimelineFlag::Kind::kRestore:
            return TimelineWords::tr("An earlier moment was restored");
        case TimelineFlag::Kind::kRedo:
            return TimelineWords::tr("Redone");
        default:
            return TimelineWords::tr("Undone");
    }
}

void addTurns(const TimelineMatter& matter, std::vector<TimelineFlag>& flags) {
    const auto turns = matter.lanes.turns();
    const auto from = [&](std::uint64_t position) {
        return std::lower_bound(
            turns.begin(), turns.end(), position,
            [](const TimelineLanes::Turn& turn, std::uint64_t wanted) { return turn.position < wanted; });
    };
    const auto next = [&](std::uint64_t position) {
        const auto found = from(position);
        return found == turns.end() ? std::optional<std::uint64_t>() : std::optional(found->position);
    };
    eachCell(matter, kCellWidth, next, [&](std::uint64_t position, double x) {
        const TimelineFlag::Kind kind = flagOf(from(position)->kind);
        flags.push_back({kind, position, x, {}, {}, turnWords(kind)});
    });
}

void addNamed(const TimelineMatter& matter, std::vector<TimelineFlag>& flags) {
    constexpr auto kKind = TimelineMarkKind::kNamedMoment;
    eachCell(matter, kCellWidth, marksFrom(matter, kKind), [&](std::uint64_t position, double x) {
        const QString& label = matter.marks.between(kKind, position, position + 1).front().label;
        flags.push_back({TimelineFlag::Kind::kNamedMoment, position, x, {}, {}, label});
    });
}

void addCompared(const TimelineMatter& matter, const TimelineLayout& layout, std::vector<TimelineFlag>& flags) {
    const auto add = [&](TimelineMarkKind kind, TimelineFlag::Kind flag) {
        const auto marks = matter.marks.of(kind);
        if (marks.empty()) return;
        const double x = matter.scale.xAt(matter.axis, marks.front().position);
        if (x < layout.left - 1 || x > layout.right() + 1) return;
        const QRectF place(x - kBadgeWidth / 2, layout.flagTop + 1, kBadgeWidth, kBadgeWidth);
        flags.push_back({flag, marks.front().position, x, place, {}, marks.front().label});
    };
    add(TimelineMarkKind::kCompareA, TimelineFlag::Kind::kCompareA);
    add(TimelineMarkKind::kCompareB, TimelineFlag::Kind::kCompareB);
}

/// Of side lines the knob at the end, below the activity.
void addBranches(const TimelineMatter& matter, const TimelineLayout& layout, std::vector<TimelineFlag>& flags) {
    constexpr auto kKind = TimelineMarkKind::kBranch;
    eachCell(matter, kCellWidth, marksFrom(matter, kKind), [&](std::uint64_t position, double x) {
        const TimelineMark& mark = matter.marks.between(kKind, position, position + 1).front();
        const double end = std::max(x, matter.scale.xAt(matter.axis, mark.from) + kBranchLength);
        const double y = layout.bottom - kBranchKnob - 1;
        const QRectF place(end - kBranchKnob - 2, y - kBranchKnob - 2, 2 * kBranchKnob + 4, 2 * kBranchKnob + 4);
        flags.push_back({TimelineFlag::Kind::kBranch, position, end, place, {}, mark.label});
    });
}

/// Puts flags side by side and gives each as much of its text as the next one leaves room for. Ascending by x.
void placeFlags(std::vector<TimelineFlag>& flags, const TimelineLayout& layout, const QFontMetricsF& metrics) {
    for (std::size_t index = 0; index < flags.size(); ++index) {
        TimelineFlag& flag = flags[index];
        const double end = index + 1 < flags.size() ? flags[index + 1].x - kFlagGap : layout.right();
        const double sign = flag.kind == TimelineFlag::Kind::kNew ? 2 : kSignWidth;
        const double room = std::min(end - flag.x - sign - kTextGap, kTextMax);
        const double wanted = std::ceil(metrics.horizontalAdvance(flag.label));
        double textWidth = 0;
        if (room >= std::min(kTextMin, wanted)) {
            flag.text = metrics.elidedText(flag.label, Qt::ElideRight, room);
            textWidth = std::min(room, wanted) + kTextGap;
        }
        flag.place = QRectF(flag.x - 1, layout.flagTop, sign + textWidth, layout.flagHeight);
    }
}

/// Arrows stand where the flags leave room: a name says more.
void addTurnsBetween(std::vector<TimelineFlag> turns, const TimelineLayout& layout, std::vector<TimelineFlag>& flags) {
    const std::size_t named = flags.size();
    for (TimelineFlag& turn : turns) {
        turn.place = QRectF(turn.x - kSignWidth / 2, layout.flagTop, kSignWidth, layout.flagHeight);
        const auto isInTheWay = [&](const TimelineFlag& flag) { return flag.place.intersects(turn.place); };
        if (std::none_of(flags.begin(), flags.begin() + static_cast<std::ptrdiff_t>(named), isInTheWay)) {
            flags.push_back(std::move(turn));
        }
    }
}

void paintBadge(QPainter& painter, const TimelineFlag& flag, const TimelinePictureOptions& options) {
    const ThemeColours colours = themeColours(options.palette);
    const bool isFirst = flag.kind == TimelineFlag::Kind::kCompareA;
    const double x = std::round(flag.x);
    QColor line = colours.accent;
    line.setAlphaF(0.75F);
    painter.setPen(QPen(line, 1, Qt::DashLine));
    painter.drawLine(QPointF(x + 0.5, options.layout.top), QPointF(x + 0.5, options.layout.contentBottom()));
    painter.setPen(QPen(colours.accent, 1.4));
    painter.setBrush(isFirst ? options.palette.color(QPalette::Base) : colours.accent);
    painter.drawRoundedRect(flag.place.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    QFont bold(options.font);
    bold.setWeight(QFont::Bold);
    painter.setFont(bold);
    painter.setPen(isFirst ? colours.accent : colours.accentText);
    painter.drawText(flag.place, Qt::AlignCenter,
                     isFirst ? TimelineWords::tr("A", "first of two compared moments")
                             : TimelineWords::tr("B", "second of two compared moments"));
}

/// A pole down to the ground and a pennant with the name.
void paintPennant(QPainter& painter, const TimelineFlag& flag, const TimelinePictureOptions& options,
                  const ThemeColours& colours) {
    const TimelineLayout& layout = options.layout;
    const double x = std::round(flag.x);
    painter.fillRect(QRectF(x, layout.flagTop + 2, 1, layout.baseline - layout.flagTop - 2), colours.accent);
    QPainterPath pennant;
    pennant.moveTo(x + 1, layout.flagTop + 2);
    pennant.lineTo(x + kSignWidth, layout.flagTop + 5.5);
    pennant.lineTo(x + 1, layout.flagTop + 9);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.accent);
    painter.drawPath(pennant);
}

/// An arrow that turns back (or forward again); a restore goes nearly all the way round.
void paintTurn(QPainter& painter, const TimelineFlag& flag, const TimelineLayout& layout, const ThemeColours& colours) {
    const bool isRestore = flag.kind == TimelineFlag::Kind::kRestore;
    const QColor colour = isRestore ? colours.accent : colours.muted;
    const double radius = 3.8;
    painter.save();
    painter.translate(flag.x, layout.flagTop + layout.flagHeight - 7);
    if (flag.kind == TimelineFlag::Kind::kRedo) painter.scale(-1, 1);
    QPainterPath arrow;
    const double sweep = isRestore ? 300 : 200;
    arrow.arcMoveTo(QRectF(-radius, -radius, 2 * radius, 2 * radius), 160 - sweep);
    arrow.arcTo(QRectF(-radius, -radius, 2 * radius, 2 * radius), 160 - sweep, sweep);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour, 1.4, Qt::SolidLine, Qt::RoundCap));
    painter.drawPath(arrow);
    const QPointF tip(-radius * 0.94, -radius * 0.34);
    QPainterPath head;
    head.moveTo(tip + QPointF(-2.6, -0.6));
    head.lineTo(tip + QPointF(2.4, 0.2));
    head.lineTo(tip + QPointF(-0.9, 3.3));
    head.closeSubpath();
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPath(head);
    painter.restore();
}

/// A line that leaves the ground where the branch went off, and ends where nobody went on.
void paintBranch(QPainter& painter, const TimelineFlag& flag, const TimelineMatter& matter,
                 const TimelinePictureOptions& options) {
    const TimelineLayout& layout = options.layout;
    const ThemeColours colours = themeColours(options.palette);
    const auto marks = matter.marks.between(TimelineMarkKind::kBranch, flag.position, flag.position + 1);
    const double from = std::max(matter.scale.xAt(matter.axis, marks.front().from), layout.left - 2);
    const QPointF knob = flag.place.center();
    const double bend = std::min(8.0, knob.x() - from);
    QPainterPath line(QPointF(from, layout.baseline + 1));
    line.cubicTo(QPointF(from, knob.y()), QPointF(from, knob.y()), QPointF(from + bend, knob.y()));
    line.lineTo(knob);
    painter.save();
    painter.setBrush(Qt::NoBrush);
    // Apart from the bars that it crosses.
    painter.setPen(QPen(options.palette.color(QPalette::Window), 4, Qt::SolidLine, Qt::RoundCap));
    painter.drawPath(line);
    painter.setPen(QPen(colours.muted, 1.4, Qt::SolidLine, Qt::RoundCap));
    painter.drawPath(line);
    painter.setBrush(options.palette.color(QPalette::Window));
    painter.setPen(QPen(colours.muted, 1.6));
    painter.drawEllipse(knob, kBranchKnob, kBranchKnob);
    painter.restore();
}

/// Hits stand on the lower edge of the activity, changes of a selection across it.
void paintTicks(QPainter& painter, const TimelineMatter& matter, const TimelinePictureOptions& options) {
    const TimelineLayout& layout = options.layout;
    const ThemeColours colours = themeColours(options.palette);
    eachCell(matter, kTickCell, marksFrom(matter, TimelineMarkKind::kSelectionChange),
             [&](std::uint64_t position, double x) {
                 const auto& mark =
                     matter.marks.between(TimelineMarkKind::kSelectionChange, position, position + 1).front();
                 const QColor colour = presenceColour(static_cast<std::uint32_t>(mark.colour), colours.isDark);
                 painter.fillRect(QRectF(std::round(x) - 1, layout.top + 2, 2, layout.bottom - layout.top - 2), colour);
             });
    const QColor hit = colours.isDark ? QColor(0xf0c75e) : QColor(0xb97a00);
    painter.setPen(Qt::NoPen);
    painter.setBrush(hit);
    eachCell(matter, kTickCell, marksFrom(matter, TimelineMarkKind::kSearchHit), [&](std::uint64_t, double x) {
        painter.drawRoundedRect(QRectF(std::round(x) - 1.5, layout.bottom - 8, 3, 9), 1.5, 1.5);
    });
}

}  // namespace

std::vector<TimelineFlag> timelineFlags(const TimelineMatter& matter, const TimelinePictureOptions& options) {
    std::vector<TimelineFlag> flags;
    if (matter.scale.segments().empty()) return flags;
    addNamed(matter, flags);
    const std::uint64_t count = matter.axis.eventCount();
    if (matter.marks.newSince && *matter.marks.newSince < count) {
        const double x = matter.scale.xAfter(matter.axis, *matter.marks.newSince);
        if (x >= options.layout.left - 1 && x < options.layout.right()) {
            flags.push_back({TimelineFlag::Kind::kNew,
                             *matter.marks.newSince,
                             x,
                             {},
                             {},
                             TimelineWords::tr("New since you were here")});
        }
    }
    std::stable_sort(flags.begin(), flags.end(),
                     [](const TimelineFlag& a, const TimelineFlag& b) { return a.x < b.x; });
    placeFlags(flags, options.layout, QFontMetricsF(options.font));
    std::vector<TimelineFlag> turns;
    addTurns(matter, turns);
    addTurnsBetween(std::move(turns), options.layout, flags);
    addBranches(matter, options.layout, flags);
    addCompared(matter, options.layout, flags);
    return flags;
}

void paintTimelineShades(QPainter& painter, const TimelineMatter& matter, const TimelinePictureOptions& options) {
    const TimelineLayout& layout = options.layout;
    const ThemeColours colours = themeColours(options.palette);
    const auto shade = [&](double from, double to, double strength) {
        QColor colour = colours.accent;
        colour.setAlphaF(static_cast<float>(strength));
        from = std::max(from, layout.left - 2);
        to = std::min(to, layout.right() + 2);
        if (to > from)
            painter.fillRect(QRectF(from, layout.top, to - from, layout.contentBottom() - layout.top), colour);
    };
    const TimelineMarks& marks = matter.marks;
    if (marks.newSince && *marks.newSince < matter.axis.eventCount()) {
        shade(matter.scale.xAfter(matter.axis, *marks.newSince), layout.right() + 2, kNewShade);
    }
    const auto a = marks.of(TimelineMarkKind::kCompareA);
    const auto b = marks.of(TimelineMarkKind::kCompareB);
    if (a.empty() || b.empty()) return;
    const auto [first, last] = std::minmax(
        {matter.scale.xAt(matter.axis, a.front().position), matter.scale.xAt(matter.axis, b.front().position)});
    shade(first, last, kComparedShade);
}

void paintTimelineFlags(QPainter& painter, const TimelineMatter& matter, const TimelinePictureOptions& options) {
    const ThemeColours colours = themeColours(options.palette);
    paintTicks(painter, matter, options);
    for (const TimelineFlag& flag : timelineFlags(matter, options)) {
        switch (flag.kind) {
            case TimelineFlag::Kind::kCompareA:
            case TimelineFlag::Kind::kCompareB:
                paintBadge(painter, flag, options);
                continue;
            case TimelineFlag::Kind::kBranch:
                paintBranch(painter, flag, matter, options);
                continue;
            case TimelineFlag::Kind::kNamedMoment:
                paintPennant(painter, flag, options, colours);
                break;
            case TimelineFlag::Kind::kNew:
                painter.fillRect(QRectF(std::round(flag.x), options.layout.flagTop + 2, 2,
                                        options.layout.contentBottom() - options.layout.flagTop - 2),
                                 colours.accent);
                break;
            default:
                paintTurn(painter, flag, options.layout, colours);
                break;
        }
        if (flag.text.isEmpty()) continue;
        painter.setFont(options.font);
        painter.setPen(flag.kind == TimelineFlag::Kind::kNew ? colours.muted
                                                             : options.palette.color(QPalette::WindowText));
        const double textLeft = flag.x + (flag.kind == TimelineFlag::Kind::kNew ? 2 : kSignWidth) + kTextGap;
        painter.drawText(QRectF(textLeft, flag.place.top(), flag.place.right() - textLeft + 2, flag.place.height() - 2),
                         Qt::AlignLeft | Qt::AlignVCenter, flag.text);
    }
}

}  // namespace varve::ui
