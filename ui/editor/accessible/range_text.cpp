#include "ui/editor/accessible/range_text.h"

#include <algorithm>
#include <cmath>

#include "projection/caret_movement.h"
#include "ui/editor/accessible/text_attributes.h"
#include "ui/editor/editor_view.h"

namespace varve::ui {

namespace {

text::Range cut(text::Range range, text::Range to) {
    const text::Offset begin = std::clamp(range.begin, to.begin, to.end);
    return {begin, std::clamp(range.end, begin, to.end)};
}

}  // namespace

QRect screenRectOf(const EditorView& view, text::Range range) {
    const QRectF first = view.caretRectAt(range.begin);
    const QRectF last = view.caretRectAt(range.end);
    QRectF box(QPointF(std::min(first.left(), last.left()), first.top()),
               QPointF(std::max(first.right(), last.right()), last.bottom()));
    if (first.top() != last.top()) {
        const QRectF page = view.viewport()->rect();
        box.setLeft(page.left());
        box.setRight(page.right());
    }
    const QRect rect = box.toAlignedRect();
    return {view.viewport()->mapToGlobal(rect.topLeft()), rect.size()};
}

text::Offset RangeText::offsetOf(int utf16) const {
    const text::Range range = textRange();
    if (utf16 < 0) return range.end;
    const projection::BlockSequence& blocks = m_textView.blocks();
    const std::uint32_t base = blocks.utf16OffsetOf(range.begin).value;
    const text::Offset at = blocks.offsetOf(text::Utf16Offset{base + static_cast<std::uint32_t>(utf16)});
    return std::clamp(at, range.begin, range.end);
}

int RangeText::utf16Of(text::Offset offset) const {
    const projection::BlockSequence& blocks = m_textView.blocks();
    return static_cast<int>(blocks.utf16OffsetOf(offset).value) -
           static_cast<int>(blocks.utf16OffsetOf(textRange().begin).value);
}

text::Range RangeText::selectedPart() const {
    return cut(m_textView.selection().range(), textRange());
}

void RangeText::selection(int selectionIndex, int* startOffset, int* endOffset) const {
    const text::Range range = selectedPart();
    const bool exists = selectionIndex == 0 && !range.isEmpty();
    *startOffset = exists ? utf16Of(range.begin) : 0;
    *endOffset = exists ? utf16Of(range.end) : 0;
}

int RangeText::selectionCount() const {
    return selectedPart().isEmpty() ? 0 : 1;
}

void RangeText::addSelection(int startOffset, int endOffset) {
    setSelection(0, startOffset, endOffset);
}

void RangeText::removeSelection(int selectionIndex) {
    if (selectionIndex == 0) m_textView.setSelection({m_textView.caret(), m_textView.caret()});
}

void RangeText::setSelection(int selectionIndex, int startOffset, int endOffset) {
    if (selectionIndex == 0) m_textView.setSelection({offsetOf(startOffset), offsetOf(endOffset)});
}

int RangeText::cursorPosition() const {
    const text::Offset caret = m_textView.caret();
    const text::Range range = textRange();
    return caret < range.begin || caret > range.end ? -1 : utf16Of(caret);
}

void RangeText::setCursorPosition(int position) {
    m_textView.setSelection({offsetOf(position), offsetOf(position)});
    m_textView.ensureVisible(m_textView.selection().range());
}

QString RangeText::text(int startOffset, int endOffset) const {
    const text::Offset begin = offsetOf(startOffset);
    return m_textView.blocks().text({begin, std::max(begin, offsetOf(endOffset))});
}

text::Range RangeText::unitAt(int offset, QAccessible::TextBoundaryType boundary) const {
    const projection::BlockSequence& blocks = m_textView.blocks();
    const text::Offset at = offsetOf(offset);
    switch (boundary) {
        case QAccessible::CharBoundary:
            return {at, projection::nextCharacter(blocks, at)};
        case QAccessible::WordBoundary: {
            const text::Range word = projection::wordAround(blocks, at);
            // Just behind a word the character that follows is meant here.
            return word.end == at ? text::Range{at, projection::nextCharacter(blocks, at)} : word;
        }
        case QAccessible::LineBoundary:
            return m_textView.lineAround(at);
        case QAccessible::SentenceBoundary:
        case QAccessible::ParagraphBoundary:
            return projection::blockAround(blocks, at);
        case QAccessible::NoBoundary:
            break;
    }
    return {{0}, blocks.end()};
}

QString RangeText::answer(text::Range range, int* startOffset, int* endOffset) const {
    range = cut(range, textRange());
    *startOffset = utf16Of(range.begin);
    *endOffset = utf16Of(range.end);
    return m_textView.blocks().text(range);
}

QString RangeText::textAtOffset(int offset, QAccessible::TextBoundaryType boundary, int* startOffset,
                                int* endOffset) const {
    return answer(unitAt(offset, boundary), startOffset, endOffset);
}

QString RangeText::textBeforeOffset(int offset, QAccessible::TextBoundaryType boundary, int* startOffset,
                                    int* endOffset) const {
    const text::Offset begin = textRange().begin;
    const text::Range here = unitAt(offset, boundary);
    if (here.begin <= begin) return answer({begin, begin}, startOffset, endOffset);
    return answer(unitAt(utf16Of(here.begin - 1), boundary), startOffset, endOffset);
}

QString RangeText::textAfterOffset(int offset, QAccessible::TextBoundaryType boundary, int* startOffset,
                                   int* endOffset) const {
    const text::Range here = unitAt(offset, boundary);
    const text::Offset end = textRange().end;
    if (here.end >= end) return answer({end, end}, startOffset, endOffset);
    return answer(unitAt(utf16Of(here.end), boundary), startOffset, endOffset);
}

int RangeText::characterCount() const {
    return utf16Of(textRange().end);
}

QRect RangeText::characterRect(int offset) const {
    const text::Offset at = offsetOf(offset);
    const QRectF here = m_textView.caretRectAt(at);
    const QRectF next = m_textView.caretRectAt(projection::nextCharacter(m_textView.blocks(), at));
    const qreal width = next.y() == here.y() ? std::abs(next.x() - here.x()) : 1;
    const QRect rect = QRectF(std::min(here.x(), next.x()), here.y(), width, here.height()).toAlignedRect();
    return {m_textView.viewport()->mapToGlobal(rect.topLeft()), rect.size()};
}

int RangeText::offsetAtPoint(const QPoint& point) const {
    const text::Offset at = m_textView.offsetAt(m_textView.viewport()->mapFromGlobal(point));
    const text::Range range = textRange();
    return at < range.begin || at > range.end ? -1 : utf16Of(at);
}

void RangeText::scrollToSubstring(int startIndex, int endIndex) {
    m_textView.ensureVisible({offsetOf(startIndex), offsetOf(endIndex)});
}

QString RangeText::attributes(int offset, int* startOffset, int* endOffset) const {
    const projection::BlockSequence& blocks = m_textView.blocks();
    const projection::BlockPosition position = blocks.positionOf(offsetOf(offset));
    const projection::BlockPtr& block = blocks.blockAt(position.block);
    int begin = 0;
    int end = block->utf16Count();
    for (const projection::FormatRun& run : block->formats) {
        if (run.end > position.utf16) {
            end = run.end;
            break;
        }
        begin = run.end;
    }
    const auto at = [&](int utf16) { return blocks.offsetOf(projection::BlockPosition{position.block, utf16}); };
    const text::Range run = cut({at(begin), at(end)}, textRange());
    *startOffset = utf16Of(run.begin);
    *endOffset = utf16Of(run.end);
    return textAttributesOf(block->formatAt(position.utf16), block->shownAttributes());
}

}  // namespace varve::ui
