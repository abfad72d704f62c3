#include "ui/editor/editor_view.h"

#include <QEvent>
#include <QGuiApplication>
#include <QResizeEvent>
#include <QScrollBar>
#include <QStyle>
#include <QStyleHints>
#include <QTimerEvent>
#include <algorithm>
#include <cmath>

#include "ui/editor/editor_accessible.h"
#include "ui/editor/scroll_ticks.h"

namespace varve::ui {

namespace {

constexpr qreal kScrollMax = 2e9;  // what a scroll bar can say

}  // namespace

EditorView::EditorView(QWidget* parent) : QAbstractScrollArea(parent) {
    installEditorAccessibility();
    m_page.font = layout::defaultDocumentFont();
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_InputMethodEnabled);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Document"));
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setMouseTracking(true);
    viewport()->setAcceptDrops(true);
    // Every pixel is painted here.
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    m_ticks = new ScrollTicks(verticalScrollBar());
    connect(&m_decorations, &PageDecorations::changed, this, &EditorView::showDecorations);
    connect(&m_decorations, &PageDecorations::highlightsMoved, this, &EditorView::showHighlights);
    m_layout.setEmbedSize([this](const projection::BlockEmbed& embed, const layout::StyleSheet& sheet, qreal width) {
        return embedSize(embed, sheet, width);
    });
    connect(&m_images, &images::ImageLoader::loaded, this, [this] { viewport()->update(); });
    updateLayoutStyle();
}

EditorView::~EditorView() {
    if (EditorView* inset = std::exchange(m_inset, nullptr)) {
        // It speaks up when it loses the focus.
        inset->disconnect(this);
        delete inset;
    }
}

QSize EditorView::sizeHint() const {
    return {static_cast<int>(m_geometry.columnWidth * 1.3), static_cast<int>(m_layout.style().lineHeight * 30)};
}

void EditorView::setText(const text::Rope& text) {
    setDocument(projection::BlockSequence(text, m_layout.estimate()), {}, nullptr);
}

void EditorView::setDocument(projection::BlockSequence blocks, projection::ObjectRegisters registers,
                             const projection::ObjectSource* objects) {
    closeInset();
    clearCellSelection();
    m_tables.clear();
    m_captions.clear();
    m_objects = objects;
    m_registers = std::move(registers);
    m_layout.setBlocks(std::move(blocks));
    updateSheet();
    m_selection = {};
    m_goalX.reset();
    m_textsBeside.forget();
    m_decorations.clear();
    m_scroll.scrollTo(-m_geometry.marginTop);
    settle();
    restartBlinking();
    Q_EMIT documentShown();
    Q_EMIT selectionChanged();
    Q_EMIT formatChanged();
    Q_EMIT caretMoved(false);
}

void EditorView::applyPatch(const document::DocumentPatch& documentPatch, replica::PatchOrigin origin) {
    if (documentPatch.isEmpty()) return;
    static const document::Patch kNothing;
    const document::Patch* change = m_sequence ? documentPatch.patchOf(*m_sequence) : nullptr;
    const document::Patch& patch = change != nullptr ? *change : kNothing;
    using replica::PatchOrigin;
    const bool own = origin == PatchOrigin::kLocalEdit;
    const bool remote = origin == PatchOrigin::kRemote;
    const Selection before = m_selection;
    // Someone who is writing watches the caret's line, someone who reads the first line.
    if (remote && hasFocus() && isInViewport(caretRect())) m_scroll.holdLineOf(m_selection.caret);
    const EditorTextBefore textBefore(*this, patch);
    std::optional<layout::Preedit> preedit = m_layout.preedit();
    m_layout.setPreedit(std::nullopt);
    m_scroll.mapThrough(patch, remote ? document::Bias::kAfter : document::Bias::kBefore);
    applyToBlocks(documentPatch);
    mapSelection(patch, origin);
    if (m_dropPlace) m_dropPlace = patch.mapped(*m_dropPlace, document::Bias::kBefore);
    m_pressedUnit = {patch.mapped(m_pressedUnit.begin, document::Bias::kAfter),
                     patch.mapped(m_pressedUnit.end, document::Bias::kAfter)};
    if (!isInset()) {
        m_decorations.mapThrough(documentPatch, remote ? document::Bias::kAfter : document::Bias::kBefore);
        m_textsBeside.take(documentPatch, blocks(), m_registers, m_objects);
    }
    if (preedit) {
        preedit->at = m_selection.range().begin;
        m_layout.setPreedit(std::move(preedit));
    }
    if (!remote) m_goalX.reset();
    const bool takesBack = origin == PatchOrigin::kUndo || origin == PatchOrigin::kRedo;
    if (!m_readOnly && !isInset() && (takesBack || origin == PatchOrigin::kRestore)) flashChanges(documentPatch);
    // First, for settling may show it another text that has taken the patch already.
    followInInset(documentPatch, origin);
    settle();
    if (takesBack && !isInset() && !m_readOnly) goToTakenBack(documentPatch);
    // In an inset it is the caret there that has to be seen.
    if ((own || takesBack) && m_inset == nullptr && !m_cells) ensureCaretVisible();
    textBefore.announce();
    restartBlinking();
    updateMicroFocus();
    Q_EMIT patchShown(documentPatch);
    if (!own) m_caretLooks.clear();
    if (before != m_selection) {
        Q_EMIT selectionChanged();
        if (!own) Q_EMIT caretMoved(false);
    }
    Q_EMIT formatChanged();
}

void EditorView::mapSelection(const document::Patch& patch, replica::PatchOrigin origin) {
    using document::Bias;
    switch (origin) {
        case replica::PatchOrigin::kLocalEdit: {
            if (m_expected) {
                m_selection = {std::min(m_expected->anchor, blocks().end()),
                               std::min(m_expected->caret, blocks().end())};
                m_expected.reset();
                return;
            }
            const text::Offset end = patch.mapped(m_selection.caret, Bias::kAfter);
            m_selection = {m_selection.isEmpty() ? end : patch.mapped(m_selection.anchor, Bias::kAfter), end};
            return;
        }
        case replica::PatchOrigin::kUndo:
        case replica::PatchOrigin::kRedo: {
            if (patch.isEmpty()) return;
            const text::Offset end = patch.changedRange().end;
            m_selection = {end, end};
            return;
        }
        case replica::PatchOrigin::kRestore:
        case replica::PatchOrigin::kRemote:
            break;
    }
    // Text that others put at the edges of a selection stays outside of it.
    const text::Range range = m_selection.range();
    if (range.isEmpty()) {
        m_selection.caret = m_selection.anchor = patch.mapped(range.begin, Bias::kBefore);
        return;
    }
    const text::Offset begin = patch.mapped(range.begin, Bias::kAfter);
    const text::Offset end = std::max(begin, patch.mapped(range.end, Bias::kBefore));
    m_selection = m_selection.anchor == range.begin ? Selection{begin, end} : Selection{end, begin};
}

void EditorView::setSelection(Selection selection) {
    changeSelection(selection, false);
}

void EditorView::changeSelection(Selection selection, bool byUser) {
    if (byUser && m_inset != nullptr) m_inset->finishComposition();
    closeInset();
    clearCellSelection();
    if (byUser) finishComposition();
    const text::Offset end = blocks().end();
    selection = {std::min(selection.anchor, end), std::min(selection.caret, end)};
    const Selection before = std::exchange(m_selection, selection);
    restartBlinking();
    if (before == selection) return;
    m_caretLooks.clear();
    viewport()->update();
    updateMicroFocus();
    announceCaret(*this);
    if (before.range() != selection.range() && !(before.isEmpty() && selection.isEmpty())) {
        if (!m_selecting) publishPrimarySelection();
    }
    Q_EMIT selectionChanged();
    Q_EMIT formatChanged();
    if (before.caret != selection.caret) Q_EMIT caretMoved(byUser);
}

void EditorView::setReadOnly(bool readOnly) {
    setPageLook(readOnly ? PageLook::kPast : PageLook::kNow);
    if (m_readOnly == readOnly) return;
    closeInset();
    clearCellSelection();
    if (readOnly) finishComposition();
    m_readOnly = readOnly;
    setAttribute(Qt::WA_InputMethodEnabled, !readOnly);
    restartBlinking();
    updateMicroFocus();
}

void EditorView::setPageLook(PageLook look) {
    m_look = look;
    updateSheet();
}

void EditorView::setZoom(int percent) {
    layout::PageStyle page = m_page;
    page.zoomPercent = std::clamp(percent, layout::kZoomPercentMin, layout::kZoomPercentMax);
    setPageStyle(page);
}

void EditorView::setPageStyle(const layout::PageStyle& page) {
    if (page == m_page) return;
    const bool zoomed = page.zoomPercent != m_page.zoomPercent;
    m_page = page;
    updateLayoutStyle();
    if (zoomed) Q_EMIT zoomChanged(page.zoomPercent);
}

void EditorView::zoomIn() {
    setZoom((zoom() / 10 + 1) * 10);
}
void EditorView::zoomOut() {
    setZoom(((zoom() + 9) / 10 - 1) * 10);
}
void EditorView::resetZoom() {
    setZoom(100);
}

void EditorView::updateLayoutStyle() {
    if (isInset()) {
        settle();
        return;
    }
    const layout::TextStyle style = layout::textStyleFor(m_page);
    const qreal columnBefore = m_geometry.columnWidth;
    const layout::PageGeometry geometry =
        layout::pageGeometryFor(m_page, style, viewport()->width(), viewport()->height());
    const QRectF caret = caretRect();
    const bool holdsCaret = isInViewport(caret) && !m_scroll.isAtTop();
    const qreal y = caret.top();
    m_geometry = geometry;
    const bool changed = columnBefore != geometry.columnWidth || style.font != m_layout.style().font;
    updateSheet();
    m_scroll.setViewport(viewport()->height(), m_geometry.marginTop, m_geometry.marginBottom);
    if (changed && holdsCaret) m_scroll.place(m_selection.caret, y);
    settle();
}

void EditorView::settle() {
    if (isInset()) {
        m_layout.layOutRange(0, height());
        viewport()->update();
        return;
    }
    m_scroll.settle();
    const qreal top = m_scroll.top();
    m_layout.trim(top, top + viewport()->height());
    syncScrollBar();
    placeInset();
    viewport()->update();
}

void EditorView::syncScrollBar() {
    // A thumb that moves under the mouse because a height was corrected would be unusable.
    if (verticalScrollBar()->isSliderDown()) return;
    m_syncingScrollBar = true;
    QScrollBar* bar = verticalScrollBar();
    bar->setRange(0, static_cast<int>(std::clamp(std::ceil(m_scroll.valueMax()), 0.0, kScrollMax)));
    bar->setPageStep(viewport()->height());
    bar->setSingleStep(static_cast<int>(m_layout.style().lineHeight));
    bar->setValue(static_cast<int>(std::lround(std::min(m_scroll.value(), kScrollMax))));
    m_scrollValue = bar->value();
    m_syncingScrollBar = false;
}

void EditorView::scrollContentsBy(int /*dx*/, int /*dy*/) {
    if (m_syncingScrollBar) return;
    const int value = verticalScrollBar()->value();
    const int distance = value - std::exchange(m_scrollValue, value);
    if (verticalScrollBar()->isSliderDown() || std::abs(distance) > 2 * viewport()->height()) {
        m_scroll.scrollTo(value - m_geometry.marginTop);
    } else {
        m_scroll.scrollBy(distance);
    }
    settle();
}

void EditorView::ensureCaretVisible() {
    showRect(m_layout.preedit() ? m_layout.preeditCaretRect() : m_layout.caretRect(m_selection.caret));
}

void EditorView::showRect(const QRectF& rect) {
    if (isInset()) {
        settle();
        m_host->showRect(rect.translated(origin() + QPointF(geometry().topLeft()) - m_host->origin()));
        return;
    }
    m_scroll.ensureVisible(rect);
    settle();
}

QPointF EditorView::origin() const {
    if (isInset()) return {m_geometry.columnLeft, m_geometry.marginTop};
    // The text rests on whole pixels, or it would shimmer while scrolling.
    return {m_geometry.columnLeft, -std::round(m_scroll.top())};
}

QRectF EditorView::caretRect() const {
    const QRectF rect = m_layout.preedit() ? m_layout.preeditCaretRect() : m_layout.caretRect(m_selection.caret);
    return rect.translated(origin());
}

QRectF EditorView::caretRectAt(text::Offset offset) const {
    const QRectF rect = m_layout.caretRect(offset);
    return rect.translated(origin());
}

text::Range EditorView::lineAround(text::Offset offset) const {
    const layout::DocumentLayout::LineBox line = m_layout.lineOf(offset);
    return {line.start, line.last < blocks().end() ? line.last + 1 : line.last};
}

QPointF EditorView::pointOf(text::Offset offset) const {
    const QRectF rect = m_layout.caretRect(offset);
    return rect.center() + origin();
}

text::Offset EditorView::offsetAt(QPointF viewportPoint) const {
    return m_layout.offsetAt(viewportPoint - origin());
}

bool EditorView::isInViewport(const QRectF& viewportRect) const {
    return viewportRect.bottom() > 0 && viewportRect.top() < viewport()->height();
}

void EditorView::restartBlinking() {
    m_caretOn = true;
    const int flashTimeMs = QGuiApplication::styleHints()->cursorFlashTime();
    if (hasFocus() && flashTimeMs >= 2) {
        m_blinkTimer.start(flashTimeMs / 2, this);
    } else {
        m_blinkTimer.stop();
    }
    updateCaretArea();
}

void EditorView::updateCaretArea() {
    const qreal room = caretWidth() + 1;
    viewport()->update(caretRect().adjusted(-room, -1, room, 1).toAlignedRect());
}

void EditorView::timerEvent(QTimerEvent* event) {
    if (event->timerId() == m_blinkTimer.timerId()) {
        m_caretOn = !m_caretOn;
        updateCaretArea();
    } else if (event->timerId() == m_autoScrollTimer.timerId()) {
        autoScroll();
    } else if (event->timerId() == m_ticksTimer.timerId()) {
        m_ticksTimer.stop();
        placeTicks();
    } else {
        QAbstractScrollArea::timerEvent(event);
    }
}

void EditorView::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    showHighlights();
    const QRectF caret = caretRect();
    const bool caretWasVisible = caret.top() >= 0 && caret.bottom() <= event->oldSize().height();
    updateLayoutStyle();
    // A panel that opens below must not hide the line that is being written.
    if (caretWasVisible && hasFocus() && !m_selecting) ensureCaretVisible();
}

void EditorView::changeEvent(QEvent* event) {
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        updateSheet();
        showHighlights();
    }
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::ActivationChange) viewport()->update();
}

void EditorView::focusInEvent(QFocusEvent* event) {
    QAbstractScrollArea::focusInEvent(event);
    if (m_inset != nullptr) {
        m_inset->setFocus(event->reason());
        return;
    }
    restartBlinking();
    viewport()->update();
}

void EditorView::focusOutEvent(QFocusEvent* event) {
    QAbstractScrollArea::focusOutEvent(event);
    restartBlinking();
    viewport()->update();
    // A menu borrows the focus and gives it back.
    if (event->reason() != Qt::PopupFocusReason) Q_EMIT focusLeft();
}

}  // namespace varve::ui
