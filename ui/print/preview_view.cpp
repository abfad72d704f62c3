#include "ui/print/preview_view.h"

#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>
#include <algorithm>
#include <array>
#include <cmath>

#include "layout/colour_mixing.h"

namespace varve::ui {

namespace {

constexpr int kGap = 18;
constexpr int kZoomMin = 10;
constexpr int kZoomMax = 400;
constexpr std::array kZoomSteps{10, 25, 33, 50, 67, 75, 90, 100, 125, 150, 200, 300, 400};
constexpr int kPicturesKilobytesMax = 192 * 1024;
constexpr qreal kDotsPerPoint = 96.0 / 72.0;
constexpr qreal kLeastScale = 0.05;

}  // namespace

PreviewView::PreviewView(QWidget* parent) : QAbstractScrollArea(parent), m_pictures(kPicturesKilobytesMax) {
    setObjectName(QStringLiteral("previewPages"));
    setAccessibleName(tr("Pages"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    verticalScrollBar()->setSingleStep(40);
    horizontalScrollBar()->setSingleStep(40);
}

void PreviewView::setPages(int count, QSizeF paperPoints) {
    m_count = count;
    m_paper = paperPoints;
    forgetPictures();
    layOut();
    updateCurrent();
}

qreal PreviewView::scale() const {
    if (m_zoom > 0) return kDotsPerPoint * m_zoom / 100;
    const QSize room = viewport()->size() - QSize(kGap * (m_columns + 1), 2 * kGap);
    const qreal fitting = std::min(room.width() / m_paper.width() / m_columns, room.height() / m_paper.height());
    return std::max(fitting, kLeastScale);
}

int PreviewView::zoomPercent() const {
    return static_cast<int>(std::lround(scale() / kDotsPerPoint * 100));
}

QSize PreviewView::pageSize() const {
    return (m_paper * scale()).toSize().expandedTo(QSize(1, 1));
}

int PreviewView::rowHeight() const {
    return pageSize().height() + kGap;
}

QRect PreviewView::pageRect(int page) const {
    const QSize size = pageSize();
    const int width = m_columns * size.width() + (m_columns - 1) * kGap;
    const int left = std::max((viewport()->width() - width) / 2, kGap) - horizontalScrollBar()->value();
    const int row = page / m_columns;
    return {left + page % m_columns * (size.width() + kGap), kGap + row * rowHeight() - verticalScrollBar()->value(),
            size.width(), size.height()};
}

void PreviewView::layOut() {
    const QSize size = pageSize();
    const int width = m_columns * (size.width() + kGap) + kGap;
    verticalScrollBar()->setRange(0, std::max(0, rowCount() * rowHeight() + kGap - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    horizontalScrollBar()->setRange(0, std::max(0, width - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    viewport()->update();
}

void PreviewView::goTo(int page) {
    if (m_count == 0) return;
    page = std::clamp(page, 0, m_count - 1);
    verticalScrollBar()->setValue(page / m_columns * rowHeight());
    // The last rows may be in sight without being at the top.
    if (std::exchange(m_current, page) != page) Q_EMIT currentPageChanged(page);
}

void PreviewView::setColumns(int columns) {
    const int page = m_current;
    m_columns = columns;
    layOut();
    goTo(page);
    Q_EMIT zoomChanged(zoomPercent());
}

void PreviewView::setZoom(int percent) {
    const int page = m_current;
    m_zoom = percent == 0 ? 0 : std::clamp(percent, kZoomMin, kZoomMax);
    layOut();
    goTo(page);
    Q_EMIT zoomChanged(zoomPercent());
}

void PreviewView::zoomBy(int steps) {
    const int now = zoomPercent();
    if (steps > 0) {
        const auto next = std::ranges::upper_bound(kZoomSteps, now);
        setZoom(next == kZoomSteps.end() ? kZoomMax : *next);
    } else {
        const auto next = std::ranges::lower_bound(kZoomSteps, now);
        setZoom(next == kZoomSteps.begin() ? kZoomMin : *(next - 1));
    }
}

void PreviewView::showPage(int page, const QImage& image) {
    m_pictures.insert(page, new QImage(image), std::max<int>(1, static_cast<int>(image.sizeInBytes() / 1024)));
    viewport()->update(pageRect(page));
}

void PreviewView::forgetPictures() {
    m_pictures.clear();
    m_wanted.clear();
    viewport()->update();
}

void PreviewView::updateCurrent() {
    if (m_count == 0) return;
    const int middle = verticalScrollBar()->value() + viewport()->height() / 2;
    const int row = std::clamp((middle - kGap) / rowHeight(), 0, rowCount() - 1);
    const bool isThere = m_current / m_columns == row && m_current < m_count;
    if (isThere) return;
    m_current = row * m_columns;
    Q_EMIT currentPageChanged(m_current);
}

void PreviewView::paintEvent(QPaintEvent* event) {
    QPainter painter(viewport());
    const QColor desk = layout::mixed(palette().color(QPalette::Window), palette().color(QPalette::WindowText), 0.12);
    painter.fillRect(event->rect(), desk);
    if (m_count == 0) return;
    const QSize pixels = (QSizeF(pageSize()) * devicePixelRatioF()).toSize();
    std::vector<int> wanted;
    const int firstRow = std::max(0, (verticalScrollBar()->value() - kGap) / rowHeight());
    for (int page = firstRow * m_columns; page < m_count; ++page) {
        const QRect rect = pageRect(page);
        if (rect.top() > viewport()->height()) break;
        const QImage* picture = m_pictures.object(page);
        if (picture == nullptr) {
            painter.fillRect(rect, Qt::white);
        } else {
            painter.setRenderHint(QPainter::SmoothPixmapTransform);
            painter.drawImage(rect, *picture);
        }
        if (picture == nullptr || picture->size() != pixels) wanted.push_back(page);
        painter.setPen(layout::mixed(desk, palette().color(QPalette::WindowText), 0.25));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect.adjusted(-1, -1, 0, 0));
    }
    if (wanted.empty() || wanted == m_wanted) {
        if (wanted.empty()) m_wanted.clear();
        return;
    }
    m_wanted = wanted;
    Q_EMIT pagesWanted(wanted, pixels);
}

void PreviewView::resizeEvent(QResizeEvent* event) {
    const int page = m_current;
    m_wanted.clear();
    layOut();
    if (m_zoom == 0) goTo(page);
    QAbstractScrollArea::resizeEvent(event);
    if (m_zoom == 0) Q_EMIT zoomChanged(zoomPercent());
}

void PreviewView::scrollContentsBy(int /*dx*/, int /*dy*/) {
    viewport()->update();
    updateCurrent();
}

void PreviewView::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_PageUp:
            goTo(m_current - m_columns);
            break;
        case Qt::Key_PageDown:
        case Qt::Key_Space:
            goTo(m_current + m_columns);
            break;
        case Qt::Key_Home:
            goTo(0);
            break;
        case Qt::Key_End:
            goTo(m_count - 1);
            break;
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            zoomBy(1);
            break;
        case Qt::Key_Minus:
            zoomBy(-1);
            break;
        case Qt::Key_0:
            setZoom(0);
            break;
        default:
            QAbstractScrollArea::keyPressEvent(event);
            return;
    }
    event->accept();
}

void PreviewView::wheelEvent(QWheelEvent* event) {
    if (event->modifiers().testFlag(Qt::ControlModifier) && event->angleDelta().y() != 0) {
        zoomBy(event->angleDelta().y() > 0 ? 1 : -1);
        event->accept();
        return;
    }
    QAbstractScrollArea::wheelEvent(event);
}

void PreviewView::changeEvent(QEvent* event) {
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) viewport()->update();
}

}  // namespace varve::ui
