// The part of the editor view that decorates: how it paints what page_decorations.h holds, what flashes, and the ticks
// beside the scroll bar.
#include <QPainter>
#include <QScrollBar>
#include <QStyle>
#include <algorithm>

#include "ui/editor/change_painter.h"
#include "ui/editor/editor_view.h"
#include "ui/editor/scroll_ticks.h"

namespace varve::ui {

namespace {

constexpr int kTicksDelayMs = 40;
constexpr std::size_t kFlashRangeCountMax = 500;
constexpr int kRemovedLengthMax = 600;  // shown of what went at one place

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

/// The words that went from a block, for its layout.
std::vector<layout::Ghost> removedIn(const ChangeMarks& marks, const projection::BlockSequence& blocks,
                                     std::uint32_t index) {
    const text::Offset start = blocks.startOf(index);
    const projection::Block& block = *blocks.blockAt(index);
    std::vector<layout::Ghost> ghosts;
    const auto [first, end] = marks.changesTouching({start, start + block.count});
    for (std::size_t change = first; change < end; ++change) {
        const projection::TextChange& one = marks.diff.changes[change];
        const bool isHere = start <= one.range.begin && one.range.begin <= start + block.count;
        if (one.removedSize == 0 || !isHere) continue;
        QString words = removedWords(marks.diff.removed(one), kRemovedLengthMax);
        if (words.isEmpty()) continue;
        // What came instead would stand against it without a blank.
        const int at = block.utf16Of(one.range.begin - start);
        const bool isFollowed = at < block.utf16Count() && !block.text.at(at).isSpace();
        if (!one.range.isEmpty() && isFollowed && !words.back().isSpace()) words += u' ';
        ghosts.push_back({at, words});
    }
    return ghosts;
}

}  // namespace

void EditorView::setRemovedWordsInline(bool isInline) {
    m_isRemovedInline = isInline;
    showDecorations();
}

void EditorView::showDecorations() {
    const TextDecorations* body = m_decorations.of(event::WellKnownObject::kBody);
    ChangeMarksPointer marks = m_isRemovedInline && body != nullptr ? body->changes : nullptr;
    if (marks != m_ghostMarks) {
        m_ghostMarks = std::move(marks);
        if (m_ghostMarks == nullptr) {
            m_layout.setGhosts({}, {});
        } else {
            QTextCharFormat look;
            look.setForeground(changeColoursOn(pageColour(), palette()).removed);
            look.setFontStrikeOut(true);
            m_layout.setGhosts([this](std::uint32_t index) { return removedIn(*m_ghostMarks, blocks(), index); }, look);
        }
        settle();
    }
    viewport()->update();
    if (m_inset != nullptr) m_inset->viewport()->update();
}

HighlightColours EditorView::highlightColours() const {
    return highlightColoursOn(pageColour(), palette());
}

QColor EditorView::spellingColour() const {
    return spellingColourOn(pageColour(), palette());
}

DecorationPainter::Look EditorView::decorationLook(const QColor& background) const {
    return {.palette = palette(),
            .page = background,
            .labels = font(),
            .caretWidth = caretWidth(),
            .deviceRatio = viewport()->devicePixelRatioF()};
}

layout::TextPainting EditorView::paintingBeside(const event::EventId& sequence, const QColor& background,
                                                layout::PaintEmbed paintEmbed) {
    const auto part = [this, sequence, background](void (DecorationPainter::*paint)(QPainter&, const QRectF&)) {
        return [this, sequence, background, paint](QPainter& painter, layout::DocumentLayout& text, qreal top,
                                                   qreal bottom) {
            const DecorationPainter::Look look = decorationLook(background);
            DecorationPainter decorations(m_decorations, sequence, text, look, m_wave);
            (decorations.*paint)(painter, QRectF(0, top, text.sheet().columnWidth(), bottom - top));
        };
    };
    return {.embed = std::move(paintEmbed),
            .below = part(&DecorationPainter::paintBelow),
            .above = part(&DecorationPainter::paintAbove)};
}

/// Of colleagues who are in cells and captions; last, for their names reach over other cells.
void EditorView::paintCaretsBeside(QPainter& painter, const QRectF& visible) {
    for (const auto& [sequence, text] : m_decorations.all()) {
        // The inset shows those in its own text.
        const bool isInInset = m_inset != nullptr && m_inset->m_sequence == sequence;
        if (text.carets.empty() || isInInset || sequence == m_sequence || !isAbout(sequence, visible)) continue;
        const auto laidOut = laidOutText(sequence);
        if (!laidOut) continue;
        const DecorationPainter::Look look = decorationLook(pageColour());
        DecorationPainter decorations(m_decorations, sequence, *laidOut->layout, look, m_wave);
        painter.save();
        painter.translate(laidOut->origin);
        decorations.paintCarets(painter, visible.translated(-laidOut->origin));
        painter.restore();
    }
}

void EditorView::flashRange(text::Range range) {
    const bool isStill =
        m_reducedMotion || style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this) == 0;
    decorations().flash({{m_sequence.value_or(event::WellKnownObject::kBody), {range}}}, isStill);
}

void EditorView::flashChanges(const document::DocumentPatch& patch) {
    const bool isStill =
        m_reducedMotion || style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this) == 0;
    RangesByText ranges{{event::WellKnownObject::kBody, shownRanges(patch.body)}};
    for (const document::SequencePatch& change : patch.sequences)
        ranges.emplace(change.sequence, shownRanges(change.patch));
    m_decorations.flash(std::move(ranges), isStill);
}

void EditorView::showHighlights() {
    if (isInset() || (m_decorations.highlightCount() == 0 && m_ticks->ticks().empty())) return;
    if (!m_ticksTimer.isActive()) m_ticksTimer.start(kTicksDelayMs, this);
}

/// What a search found in cells and captions counts where their table or picture stands.
Highlights EditorView::highlightsInBody() {
    const Highlights& body = m_decorations.highlights(event::WellKnownObject::kBody);
    std::vector<text::Range> ranges = body.ranges();
    std::optional<text::Range> current = body.current() ? std::optional(ranges[*body.current()]) : std::nullopt;
    const std::size_t ownCount = ranges.size();
    for (const auto& [sequence, text] : m_decorations.all()) {
        if (text.matches.isEmpty() || sequence == m_sequence) continue;
        const auto found = textsBeside().find(sequence);
        if (!found) continue;
        const text::Offset place = found->embed->offset;
        ranges.push_back({place, place + 1U});
        if (text.matches.current()) current = ranges.back();
    }
    if (ranges.size() > ownCount) {
        const auto beside = ranges.begin() + static_cast<std::ptrdiff_t>(ownCount);
        std::ranges::sort(beside, ranges.end(), {}, &text::Range::begin);
        std::ranges::inplace_merge(ranges, beside, {}, &text::Range::begin);
        ranges.erase(std::ranges::unique(ranges).begin(), ranges.end());
    }
    Highlights all(std::move(ranges));
    if (current) all.setCurrent(all.indexOf(*current));
    return all;
}

std::vector<text::Offset> EditorView::offsetsDown(int length) const {
    const qreal partHeight =
        (m_layout.totalHeight() + m_geometry.marginTop + m_geometry.marginBottom) / std::max<qreal>(1, length);
    const auto offsetAtPart = [&](int part) {
        const qreal y = part * partHeight - m_geometry.marginTop;
        if (y >= m_layout.totalHeight()) return blocks().end() + 1;
        if (y <= 0) return text::Offset{0};
        const std::uint32_t block = blocks().blockAtHeight(static_cast<std::int64_t>(y));
        const qreal share =
            (y - static_cast<qreal>(blocks().heightBefore(block))) / std::max(1, blocks().height(block));
        return blocks().startOf(block) + static_cast<std::uint32_t>(share * blocks().blockAt(block)->count);
    };
    std::vector<text::Offset> offsets;
    offsets.reserve(static_cast<std::size_t>(std::max(0, length)) + 1);
    for (int part = 0; part <= length; ++part)
        offsets.push_back(offsets.empty() ? offsetAtPart(part) : std::max(offsets.back(), offsetAtPart(part)));
    return offsets;
}

void EditorView::placeTicks() {
    const Highlights highlights = highlightsInBody();
    const HighlightColours colours = highlightColours();
    const int length = verticalScrollBar()->height();
    std::vector<ScrollTicks::Tick> ticks;
    ScrollTicks::Tick currentTick;
    const bool isScrolled = verticalScrollBar()->maximum() > 0;
    if (!highlights.isEmpty() && isScrolled && length > 0) {
        // For each pixel of the bar the characters that it stands for, so that the number of ranges does not matter.
        const std::vector<text::Offset> offsets = offsetsDown(length);
        const std::vector<text::Range>& ranges = highlights.ranges();
        for (int pixel = 0; pixel < length; ++pixel) {
            const text::Offset begin = offsets[static_cast<std::size_t>(pixel)];
            const text::Offset end = offsets[static_cast<std::size_t>(pixel) + 1];
            const std::size_t first = highlights.firstFrom(begin);
            if (first < ranges.size() && ranges[first].begin < end) {
                if (!ticks.empty() && ticks.back().end == pixel) {
                    ticks.back().end = pixel + 1;
                } else {
                    ticks.push_back({pixel, pixel + 1});
                }
            }
            if (highlights.current() && begin <= ranges[*highlights.current()].begin &&
                ranges[*highlights.current()].begin < end) {
                currentTick = {pixel, pixel + 1};
            }
        }
    }
    m_ticks->setTicks(std::move(ticks), colours.line);
    m_ticks->setCurrent(currentTick, palette().color(QPalette::Text));
}

}  // namespace varve::ui
