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

constexpr int kFlashDurationMs = 900;
constexpr qreal kScrollMax = 2e9;  // what a scroll bar can say
constexpr qint64 kFlagDurationMs = 3000;
constexpr std::size_t kFlashRangeCountMax = 500;

/// Where the added and restyled parts of a patch stand in the new text.
std::vector<text::Range> shownRanges(const document::Patch& patch) {
    std::vector<text::Range> ranges;
    text::Offset at{0};
    for (const document::PatchPiece& piece : patch.pieces()) {
        if (ranges.size() == kFlashRangeCountMax) break;
        const bool isAdded = piece.kind == document::PatchPiece::Kind::kAdd;
        if (isAdded || piece.kind == document::PatchPiece::Kind::kRestyle) ranges.push_back({at, at + piece.count});
        at = at + piece.newCount();
    }
    return ranges;
}

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
    m_elapsed.start();
    connect(&m_flashAnimation, &QVariantAnimation::valueChanged, this, [this](const QVariant& value) {
        m_flash.strength = value.toReal();
        viewport()->update();
    });
    connect(&m_flashAnimation, &QVariantAnimation::finished, this, [this] {
        m_flash = {};
        viewport()->update();
    });
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
    m_remoteCarets.clear();
    m_flash = {};
    m_highlightScope.reset();
    setHighlights({});
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
    mapRemoteCarets(patch, remote ? document::Bias::kAfter : document::Bias::kBefore);
    mapHighlights(patch);
    if (preedit) {
        preedit->at = m_selection.range().begin;
        m_layout.setPreedit(std::move(preedit));
    }
    if (!remote) m_goalX.reset();
    const bool takesBack = origin == PatchOrigin::kUndo || origin == PatchOrigin::kRedo;
    if (!m_readOnly && (takesBack || origin == PatchOrigin::kRestore)) startFlash(shownRanges(patch));
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

void EditorView::mapRemoteCarets(const document::Patch& patch, document::Bias bias) {
    for (RemoteCaret& remote : m_remoteCarets) {
        remote.caret = patch.mapped(remote.caret, bias);
        // Whoever wrote this stands behind it already, so that no later move of the caret would show the name.
        if (bias == document::Bias::kAfter && patch.changedRange().end == remote.caret) showFlag(remote);
        if (remote.selection.isEmpty()) continue;
        remote.selection.begin = patch.mapped(remote.selection.begin, document::Bias::kAfter);
        remote.selection.end = patch.mapped(remote.selection.end, document::Bias::kBefore);
        remote.selection.end = std::max(remote.selection.begin, remote.selection.end);
    }
    if (m_dropPlace) m_dropPlace = patch.mapped(*m_dropPlace, document::Bias::kBefore);
    m_pressedUnit = {patch.mapped(m_pressedUnit.begin, document::Bias::kAfter),
                     patch.mapped(m_pressedUnit.end, document::Bias::kAfter)};
    for (text::Range& range : m_flash.ranges) {
        range = {patch.mapped(range.begin, document::Bias::kAfter), patch.mapped(range.end, document::Bias::kBefore)};
        range.end = std::max(range.begin, range.end);
    }
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

void EditorView::setRemoteCarets(std::vector<RemoteCaret> carets) {
    const text::Offset end = blocks().end();
    for (RemoteCaret& remote : carets) {
        remote.caret = std::min(remote.caret, end);
        remote.selection = {std::min(remote.selection.begin, end), std::min(remote.selection.end, end)};
        const auto old = std::find_if(m_remoteCarets.begin(), m_remoteCarets.end(),
                                      [&](const RemoteCaret& known) { return known.id == remote.id; });
        if (old == m_remoteCarets.end() || old->caret != remote.caret) {
            showFlag(remote);
        }
    }
    m_remoteCarets = std::move(carets);
    std::erase_if(m_flagUntilMs, [this](const auto& pair) {
        return std::none_of(m_remoteCarets.begin(), m_remoteCarets.end(),
                            [&](const RemoteCaret& remote) { return remote.id == pair.first; });
    });
    if (!m_remoteCarets.empty()) m_flagTimer.start(500, this);
    viewport()->update();
}

void EditorView::showFlag(const RemoteCaret& caret) {
    m_flagUntilMs[caret.id] = m_elapsed.elapsed() + kFlagDurationMs;
}

bool EditorView::isFlagShown(const RemoteCaret& caret) const {
    const auto until = m_flagUntilMs.find(caret.id);
    return m_hoveredCaret == caret.id || (until != m_flagUntilMs.end() && until->second > m_elapsed.elapsed());
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

void EditorView::ensureVisible(text::Range range) {
    const QRectF end = m_layout.caretRect(range.end);
    const QRectF begin = m_layout.caretRect(range.begin);
    showRect(begin.united(end));
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

ViewState EditorView::viewState() const {
    const layout::DocumentLayout::LineBox line = m_layout.lineAt(std::max(m_scroll.top(), 0.0));
    return {m_selection, line.start, line.top - m_scroll.top()};
}

void EditorView::setViewState(const ViewState& state) {
    setSelection(state.selection);
    m_scroll.place(std::min(state.line, blocks().end()), state.distance);
    settle();
}

void EditorView::flashRange(text::Range range) {
    startFlash({range});
}

void EditorView::startFlash(std::vector<text::Range> ranges) {
    m_flashAnimation.stop();
    const bool still = m_reducedMotion || style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this) == 0;
    m_flash = {std::move(ranges), 1.0};
    m_flashAnimation.setDuration(kFlashDurationMs);
    m_flashAnimation.setStartValue(1.0);
    m_flashAnimation.setKeyValueAt(0.35, 1.0);
    m_flashAnimation.setEndValue(still ? 1.0 : 0.0);
    m_flashAnimation.start();
    viewport()->update();
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
    } else if (event->timerId() == m_flagTimer.timerId()) {
        const qint64 now = m_elapsed.elapsed();
        if (std::erase_if(m_flagUntilMs, [now](const auto& pair) { return pair.second <= now; }) > 0) {
            viewport()->update();
        }
        if (m_flagUntilMs.empty()) m_flagTimer.stop();
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
