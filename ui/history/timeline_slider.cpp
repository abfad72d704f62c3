#include "ui/history/timeline_slider.h"

#include <QAccessible>
#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/history/timeline_accessible.h"
#include "ui/history/timeline_labels.h"
#include "ui/theme.h"

namespace varve::ui {

namespace {

constexpr int kStripHeight = 28;
constexpr int kAnnounceIntervalMs = 300;
constexpr double kLaneKeyWidth = 13;
constexpr double kPauseMargin = 12;
constexpr double kStripNotchWidth = 8;

QFont labelFont(const QFont& font) {
    QFont small(font);
    small.setPointSizeF(std::max(7.5, font.pointSizeF() * 0.88));
    return small;
}

}  // namespace

TimelineSlider::TimelineSlider(QWidget* parent) : QWidget(parent) {
    installTimelineAccessible();
    setObjectName(QStringLiteral("timelineSlider"));
    setAccessibleName(tr("History timeline"));
    setAccessibleDescription(
        tr("Left and Right move by one change, Control with them by one step, Page Up and Page "
           "Down by one session, Shift with the arrows by named moment. Up and Down choose an "
           "author, plus and minus zoom, Space plays."));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_requestTimer.setSingleShot(true);
    m_requestTimer.setInterval(0);
    connect(&m_requestTimer, &QTimer::timeout, this, &TimelineSlider::requestHeld);
    m_announceTimer.setSingleShot(true);
    m_announceTimer.setInterval(kAnnounceIntervalMs);
    connect(&m_announceTimer, &QTimer::timeout, this, &TimelineSlider::announce);
}

void TimelineSlider::setSources(const TimelineSources& sources) {
    m_sources = sources;
    if (!m_isOtherAxis) m_axis = sources.activity;
    contentsChanged();
}

void TimelineSlider::contentsChanged() {
    m_position = std::min(m_position, eventCount());
    if (m_lane && (m_sources.lanes == nullptr || *m_lane >= m_sources.lanes->count())) m_lane.reset();
    updateGeometry();
    rescale();
}

void TimelineSlider::setShownAxis(const TimelineAxis* axis) {
    m_isOtherAxis = axis != nullptr;
    const TimelineAxis* shown = m_isOtherAxis ? axis : m_sources.activity;
    if (shown == m_axis) return;
    if (!m_isWhole && m_axis != nullptr && shown != nullptr) {
        m_visible = {shown->unitsAfter(m_scale.beginPosition()), shown->unitsAt(m_scale.endPosition())};
    }
    m_axis = shown;
    rescale();
    Q_EMIT
    visibleChanged();
}

void TimelineSlider::setForm(Form form) {
    if (form == m_form) return;
    m_form = form;
    m_isWhole = true;
    m_lane.reset();
    setCursor(form == Form::kStrip ? Qt::PointingHandCursor : Qt::ArrowCursor);
    updateGeometry();
    rescale();
    Q_EMIT
    visibleChanged();
}

std::uint64_t TimelineSlider::eventCount() const {
    return m_sources.activity == nullptr ? 0 : m_sources.activity->eventCount();
}

void TimelineSlider::setPosition(std::uint64_t position) {
    position = std::min(position, eventCount());
    if (position == m_position) return;
    m_position = position;
    if (!m_isWhole && m_hold != Hold::kAxis) setVisible(rangeWith(*m_axis, m_visible, position));
    update();
    if (QAccessible::isActive() && !m_announceTimer.isActive()) m_announceTimer.start();
}

void TimelineSlider::announce() {
    QAccessibleValueChangeEvent event(this, QVariant::fromValue(static_cast<qulonglong>(m_position)));
    QAccessible::updateAccessibility(&event);
}

QString TimelineSlider::wordsAt(std::uint64_t position) const {
    const QString words = m_words ? m_words(position) : QString::number(position);
    if (!m_lane) return words;
    return tr("%1 · walking what %2 wrote", "moment, author").arg(words, shownLaneName(*m_sources.lanes, *m_lane));
}

void TimelineSlider::setMarks(TimelineMarkKind kind, std::vector<TimelineMark> marks) {
    const std::size_t countBefore = m_marks.of(kind).size();
    m_marks.set(kind, std::move(marks));
    if (kind == TimelineMarkKind::kDraft && m_marks.of(kind).size() != countBefore) {
        // Another number of lanes: another height, and another width beside the names.
        updateGeometry();
        rescale();
    }
    repaintPicture();
}

void TimelineSlider::setNewSince(std::optional<std::uint64_t> position) {
    m_marks.newSince = position;
    repaintPicture();
}

void TimelineSlider::setGrain(history::Grain grain) {
    m_grain = grain;
    update();
}

void TimelineSlider::setLane(std::optional<std::size_t> lane) {
    if (lane == m_lane) return;
    m_lane = lane;
    repaintPicture();
    if (QAccessible::isActive() && !m_announceTimer.isActive()) m_announceTimer.start();
    Q_EMIT
    laneChanged();
}

void TimelineSlider::setVisible(AxisRange visible) {
    if (m_axis == nullptr) return;
    visible = clampedRange(*m_axis, visible);
    if (visible == m_visible) return;
    m_isWhole = visible == wholeRange(*m_axis);
    m_visible = visible;
    rescale();
    Q_EMIT
    visibleChanged();
}

void TimelineSlider::zoomBy(double factor) {
    if (m_axis == nullptr || eventCount() == 0) return;
    const double handle = m_scale.xAt(*m_axis, m_position);
    const ScaleFrame place = frame();
    const bool isInSight = handle >= place.left && handle <= place.right();
    setVisible(zoomedRange(*m_axis, place, m_visible, isInSight ? handle : place.left + place.width / 2, factor));
}

void TimelineSlider::zoomOut() {
    if (m_axis != nullptr) setVisible(wholeRange(*m_axis));
}

double TimelineSlider::xOf(std::uint64_t position) const {
    return m_axis == nullptr ? 0 : m_scale.xAt(*m_axis, position);
}

QSize TimelineSlider::sizeHint() const {
    return {600, m_form == Form::kStrip ? kStripHeight : fullHeight(contents())};
}

QSize TimelineSlider::minimumSizeHint() const {
    return {120, sizeHint().height()};
}

TimelineContents TimelineSlider::contents() const {
    const QFontMetricsF metrics(labelFont(font()));
    TimelineContents result;
    result.labelHeight = static_cast<int>(std::ceil(metrics.height())) + 2;
    const auto makeRoom = [&](const QString& name) {
        result.nameWidth = std::max(result.nameWidth, std::ceil(metrics.horizontalAdvance(name) + kLaneKeyWidth));
    };
    const auto drafts = m_marks.of(TimelineMarkKind::kDraft);
    result.draftCount = drafts.size();
    for (const TimelineMark& draft : drafts)
        makeRoom(draft.label);
    if (m_sources.lanes == nullptr) return result;
    result.laneCount = shownLaneCount(*m_sources.lanes);
    for (std::size_t lane = 0; lane < result.laneCount; ++lane)
        makeRoom(shownLaneName(*m_sources.lanes, lane));
    return result;
}

TimelineLayout TimelineSlider::layoutNow() const {
    return m_form == Form::kStrip ? stripLayout(size()) : fullLayout(size(), contents());
}

ScaleFrame TimelineSlider::frame() const {
    // The longest words that a pause has.
    const double words = QFontMetricsF(labelFont(font())).horizontalAdvance(pauseWords(50LL * 7 * 24 * 3600 * 1000));
    const bool isFull = m_form == Form::kFull;
    return layoutNow().frame(isFull ? std::ceil(words) + kPauseMargin : kStripNotchWidth);
}

void TimelineSlider::rescale() {
    if (m_axis != nullptr) {
        m_visible = m_isWhole ? wholeRange(*m_axis) : clampedRange(*m_axis, m_visible);
        m_scale = TimelineScale(*m_axis, frame(), m_visible);
    } else {
        m_scale = TimelineScale();
    }
    repaintPicture();
}

void TimelineSlider::repaintPicture() {
    m_picture = QPixmap();
    update();
}

void TimelineSlider::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    rescale();
}

void TimelineSlider::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange ||
        event->type() == QEvent::StyleChange) {
        rescale();
    }
}

TimelineMatter TimelineSlider::matter() const {
    return {*m_sources.timeline, *m_axis, m_scale, *m_sources.lanes, m_marks};
}

TimelinePictureOptions TimelineSlider::pictureOptions() const {
    TimelinePictureOptions options;
    options.size = size();
    options.devicePixelRatio = devicePixelRatioF();
    options.palette = palette();
    options.font = labelFont(font());
    options.layout = layoutNow();
    options.isFull = m_form == Form::kFull;
    options.nowMs = m_nowMs ? m_nowMs() : 0;
    options.lane = m_lane;
    options.letter = m_letters;
    return options;
}

void TimelineSlider::drawPictureAnew() {
    if (m_sources.timeline == nullptr) return;
    const TimelinePictureOptions options = pictureOptions();
    m_picture = paintTimelinePicture(matter(), options);
    m_flags = options.isFull ? timelineFlags(matter(), options) : std::vector<TimelineFlag>();
}

void TimelineSlider::paintEvent(QPaintEvent*) {
    if (m_picture.isNull()) drawPictureAnew();
    QPainter painter(this);
    const TimelineLayout layout = layoutNow();
    if (m_hold == Hold::kNothing && eventCount() > 0) paintHover(painter, layout);
    painter.drawPixmap(0, 0, m_picture);
    if (m_form == Form::kFull) paintHandle(painter, layout);
}

/// Where the mouse would go, and at a coarser grain the stretch it would go through.
void TimelineSlider::paintHover(QPainter& painter, const TimelineLayout& layout) const {
    if (m_hoverX < layout.left || m_hoverX > layout.right()) return;
    const ThemeColours colours = themeColours(palette());
    const std::uint64_t position = m_scale.positionAt(*m_axis, m_hoverX);
    if (m_form == Form::kFull && m_grain != history::Grain::kEvent && position > 0) {
        const std::span<const std::uint64_t> begins =
            m_grain == history::Grain::kStep      ? m_sources.activity->stepBegins()
            : m_grain == history::Grain::kSession ? m_sources.activity->sessionBegins()
                                                  : m_sources.activity->dayBegins();
        const std::size_t index = TimelineAxis::indexAt(begins, position);
        const std::uint64_t end = index + 1 < begins.size() ? begins[index + 1] : eventCount();
        const double from = std::max(layout.left, m_scale.xAfter(*m_axis, begins[index]));
        const double to = std::min(layout.right(), m_scale.xAt(*m_axis, end));
        painter.fillRect(QRectF(from, layout.top, std::max(1.0, to - from), layout.contentBottom() - layout.top),
                         colours.hover);
    }
    painter.fillRect(QRectF(std::round(m_hoverX), layout.top, 1, layout.contentBottom() - layout.top), colours.muted);
}

void TimelineSlider::paintHandle(QPainter& painter, const TimelineLayout& layout) const {
    const ThemeColours colours = themeColours(palette());
    const double x = std::round(m_axis == nullptr ? layout.left : m_scale.xAt(*m_axis, m_position));
    painter.setRenderHint(QPainter::Antialiasing);
    // What is yet to come at this moment steps back behind a veil of the window's colour.
    QColor veil = palette().color(QPalette::Window);
    veil.setAlphaF(0.55F);
    const double veilLeft = std::max(x, layout.left - 3);
    if (veilLeft < layout.right()) {
        painter.fillRect(
            QRectF(veilLeft, layout.top, layout.right() + 3 - veilLeft, layout.contentBottom() - layout.top + 2), veil);
    }
    if (x < layout.left - 1 || x > layout.right() + 1) return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.accent);
    painter.drawRect(QRectF(x - 1, layout.top, 2, layout.contentBottom() - layout.top));
    const QPointF knob(x, layout.baseline + 0.5);
    if (hasFocus()) {
        // A halo instead of a frame: the keyboard is on the handle.
        QColor halo = colours.accent;
        halo.setAlphaF(0.28F);
        painter.setBrush(halo);
        painter.drawEllipse(knob, 12, 12);
        painter.setBrush(colours.accent);
    }
    painter.setPen(QPen(palette().color(QPalette::Window), 2));
    painter.drawEllipse(knob, 7.5, 7.5);
}

}  // namespace varve::ui
