#include "ui/editor/editor_accessible.h"

#include <QAccessible>
#include <algorithm>

#include "document/mark_schema.h"
#include "document/value_rules.h"
#include "projection/caret_movement.h"
#include "projection/input_text.h"
#include "ui/editor/editor_view.h"

namespace varve::ui {

namespace {

QString rgbText(std::string_view colour) {
    const QColor rgb(QString::fromUtf8(colour.data(), static_cast<qsizetype>(colour.size())));
    return QStringLiteral("rgb(%1,%2,%3)").arg(rgb.red()).arg(rgb.green()).arg(rgb.blue());
}

/// Names and values as IAccessible2 defines them; a colon, semicolon or comma in a value is escaped.
void appendAttribute(QString& text, const char* name, QString value) {
    for (const QChar sign : {u'\\', u':', u';', u','})
        value.replace(sign, QString(u'\\') + sign);
    text += QLatin1String(name) + u':' + value + u';';
}

QString attributeText(const document::FormatPointer& format, const document::BlockAttributes& block) {
    using namespace document::mark_key;
    using document::ValueHolder;
    QString text;
    if (block.isHeading()) appendAttribute(text, "level", QString::number(block.level));
    if (block.align == document::Alignment::kCentre) appendAttribute(text, "text-align", QStringLiteral("center"));
    if (block.align == document::Alignment::kRight) appendAttribute(text, "text-align", QStringLiteral("right"));
    if (block.align == document::Alignment::kJustify) appendAttribute(text, "text-align", QStringLiteral("justify"));
    if (!format) return text;
    const document::Format& marks = *format;
    if (document::flagOf(marks, kBold)) appendAttribute(text, "font-weight", QStringLiteral("bold"));
    if (document::flagOf(marks, kItalic)) appendAttribute(text, "font-style", QStringLiteral("italic"));
    if (document::flagOf(marks, kUnderline)) appendAttribute(text, "text-underline-style", QStringLiteral("solid"));
    if (document::flagOf(marks, kStrike)) appendAttribute(text, "text-line-through-style", QStringLiteral("solid"));
    if (document::flagOf(marks, kSuperscript)) {
        appendAttribute(text, "text-position", QStringLiteral("super"));
    } else if (document::flagOf(marks, kSubscript)) {
        appendAttribute(text, "text-position", QStringLiteral("sub"));
    }
    if (const std::string_view ink = document::shownText(ValueHolder::kMark, marks, kColour); !ink.empty())
        appendAttribute(text, "color", rgbText(ink));
    if (const std::string_view back = document::shownText(ValueHolder::kMark, marks, kHighlight); !back.empty())
        appendAttribute(text, "background-color", rgbText(back));
    if (const std::string_view family = document::shownText(ValueHolder::kMark, marks, kFont); !family.empty())
        appendAttribute(text, "font-family", QString::fromUtf8(family.data(), static_cast<qsizetype>(family.size())));
    if (const std::int64_t size = document::shownNumber(ValueHolder::kMark, marks, kSize); size > 0)
        appendAttribute(text, "font-size", QString::number(static_cast<double>(size) / 100) + QStringLiteral("pt"));
    return text;
}

QAccessibleInterface* makeInterface(const QString& /*className*/, QObject* object) {
    auto* view = qobject_cast<EditorView*>(object);
    return view != nullptr ? new EditorAccessible(view) : nullptr;
}

int position(const EditorView& view, text::Offset offset) {
    return static_cast<int>(view.blocks().utf16OffsetOf(offset).value);
}

/// Larger changes are announced as a change of the whole, not spelled out.
constexpr std::uint32_t kAnnouncedCountMax = 100000;

}  // namespace

void installEditorAccessibility() {
    static const bool kInstalled = [] {
        QAccessible::installFactory(makeInterface);
        return true;
    }();
    static_cast<void>(kInstalled);
}

void announceCaret(EditorView& view) {
    if (!QAccessible::isActive()) return;
    const text::Range range = view.selection().range();
    if (range.isEmpty()) {
        QAccessibleTextCursorEvent event(&view, position(view, view.caret()));
        QAccessible::updateAccessibility(&event);
    } else {
        QAccessibleTextSelectionEvent event(&view, position(view, range.begin), position(view, range.end));
        event.setCursorPosition(position(view, view.caret()));
        QAccessible::updateAccessibility(&event);
    }
}

EditorTextBefore::EditorTextBefore(EditorView& view, const document::Patch& patch)
    : m_view(view), m_active(QAccessible::isActive()) {
    if (!m_active) return;
    // One range that holds every change, in the old text: from its start, and to its distance from the end.
    const text::Range after = patch.changedRange();
    m_begin = after.begin.value;
    const std::uint32_t countAfter = view.blocks().count() + patch.addedCount() - patch.removedCount();
    m_endDistance = countAfter - after.end.value;
    const text::Range before{after.begin, {view.blocks().count() - m_endDistance}};
    m_position = position(view, before.begin);
    if (before.count() <= kAnnouncedCountMax) m_removed = view.blocks().text(before);
}

void EditorTextBefore::announce() const {
    if (!m_active) return;
    const text::Range range{{m_begin}, {m_view.blocks().count() - m_endDistance}};
    const QString added = range.count() <= kAnnouncedCountMax ? m_view.blocks().text(range) : QString();
    if (!m_removed.isEmpty()) {
        QAccessibleTextRemoveEvent event(&m_view, m_position, m_removed);
        QAccessible::updateAccessibility(&event);
    }
    if (!added.isEmpty()) {
        QAccessibleTextInsertEvent event(&m_view, m_position, added);
        QAccessible::updateAccessibility(&event);
    }
    announceCaret(m_view);
}

EditorAccessible::EditorAccessible(EditorView* view) : QAccessibleWidget(view, QAccessible::EditableText) {}

EditorView* EditorAccessible::view() const {
    return static_cast<EditorView*>(widget());
}

text::Offset EditorAccessible::offsetOf(int utf16) const {
    if (utf16 < 0) return view()->blocks().end();
    return view()->blocks().offsetOf(text::Utf16Offset{static_cast<std::uint32_t>(utf16)});
}

int EditorAccessible::utf16Of(text::Offset offset) const {
    return position(*view(), offset);
}

void* EditorAccessible::interface_cast(QAccessible::InterfaceType type) {
    if (type == QAccessible::TextInterface) return static_cast<QAccessibleTextInterface*>(this);
    if (type == QAccessible::EditableTextInterface) return static_cast<QAccessibleEditableTextInterface*>(this);
    return QAccessibleWidget::interface_cast(type);
}

QAccessible::State EditorAccessible::state() const {
    QAccessible::State state = QAccessibleWidget::state();
    state.multiLine = true;
    state.selectableText = true;
    state.focusable = true;
    state.readOnly = view()->isReadOnly();
    state.editable = !view()->isReadOnly();
    return state;
}

QString EditorAccessible::text(QAccessible::Text text) const {
    if (text == QAccessible::Value) return view()->blocks().text({{0}, view()->blocks().end()});
    return QAccessibleWidget::text(text);
}

void EditorAccessible::selection(int selectionIndex, int* startOffset, int* endOffset) const {
    const text::Range range = view()->selection().range();
    const bool exists = selectionIndex == 0 && !range.isEmpty();
    *startOffset = exists ? utf16Of(range.begin) : 0;
    *endOffset = exists ? utf16Of(range.end) : 0;
}

int EditorAccessible::selectionCount() const {
    return view()->selection().isEmpty() ? 0 : 1;
}

void EditorAccessible::addSelection(int startOffset, int endOffset) {
    setSelection(0, startOffset, endOffset);
}

void EditorAccessible::removeSelection(int selectionIndex) {
    if (selectionIndex == 0) view()->setSelection({view()->caret(), view()->caret()});
}

void EditorAccessible::setSelection(int selectionIndex, int startOffset, int endOffset) {
    if (selectionIndex == 0) view()->setSelection({offsetOf(startOffset), offsetOf(endOffset)});
}

int EditorAccessible::cursorPosition() const {
    return utf16Of(view()->caret());
}

void EditorAccessible::setCursorPosition(int position) {
    view()->setSelection({offsetOf(position), offsetOf(position)});
    view()->ensureVisible(view()->selection().range());
}

QString EditorAccessible::text(int startOffset, int endOffset) const {
    const text::Offset begin = offsetOf(startOffset);
    return view()->blocks().text({begin, std::max(begin, offsetOf(endOffset))});
}

text::Range EditorAccessible::unitAt(int offset, QAccessible::TextBoundaryType boundary) const {
    const projection::BlockSequence& blocks = view()->blocks();
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
            return view()->lineAround(at);
        case QAccessible::SentenceBoundary:
        case QAccessible::ParagraphBoundary:
            return projection::blockAround(blocks, at);
        case QAccessible::NoBoundary:
            break;
    }
    return {{0}, blocks.end()};
}

QString EditorAccessible::answer(text::Range range, int* startOffset, int* endOffset) const {
    *startOffset = utf16Of(range.begin);
    *endOffset = utf16Of(range.end);
    return view()->blocks().text(range);
}

QString EditorAccessible::textAtOffset(int offset, QAccessible::TextBoundaryType boundary, int* startOffset,
                                       int* endOffset) const {
    return answer(unitAt(offset, boundary), startOffset, endOffset);
}

QString EditorAccessible::textBeforeOffset(int offset, QAccessible::TextBoundaryType boundary, int* startOffset,
                                           int* endOffset) const {
    const text::Range here = unitAt(offset, boundary);
    if (here.begin.value == 0) return answer({{0}, {0}}, startOffset, endOffset);
    return answer(unitAt(utf16Of(here.begin - 1), boundary), startOffset, endOffset);
}

QString EditorAccessible::textAfterOffset(int offset, QAccessible::TextBoundaryType boundary, int* startOffset,
                                          int* endOffset) const {
    const text::Range here = unitAt(offset, boundary);
    const text::Offset end = view()->blocks().end();
    if (here.end >= end) return answer({end, end}, startOffset, endOffset);
    return answer(unitAt(utf16Of(here.end), boundary), startOffset, endOffset);
}

int EditorAccessible::characterCount() const {
    return static_cast<int>(view()->blocks().utf16Count());
}

QRect EditorAccessible::characterRect(int offset) const {
    const text::Offset at = offsetOf(offset);
    const QRectF here = view()->caretRectAt(at);
    const QRectF next = view()->caretRectAt(projection::nextCharacter(view()->blocks(), at));
    const qreal width = next.y() == here.y() ? std::abs(next.x() - here.x()) : 1;
    const QRect rect = QRectF(std::min(here.x(), next.x()), here.y(), width, here.height()).toAlignedRect();
    return {view()->viewport()->mapToGlobal(rect.topLeft()), rect.size()};
}

int EditorAccessible::offsetAtPoint(const QPoint& point) const {
    return utf16Of(view()->offsetAt(view()->viewport()->mapFromGlobal(point)));
}

void EditorAccessible::scrollToSubstring(int startIndex, int endIndex) {
    view()->ensureVisible({offsetOf(startIndex), offsetOf(endIndex)});
}

QString EditorAccessible::attributes(int offset, int* startOffset, int* endOffset) const {
    const projection::BlockSequence& blocks = view()->blocks();
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
    const auto at = [&](int utf16) {
        return utf16Of(blocks.offsetOf(projection::BlockPosition{position.block, utf16}));
    };
    *startOffset = at(begin);
    *endOffset = at(end);
    return attributeText(block->formatAt(position.utf16), block->shownAttributes());
}

void EditorAccessible::deleteText(int startOffset, int endOffset) {
    replaceText(startOffset, endOffset, {});
}

void EditorAccessible::insertText(int offset, const QString& text) {
    replaceText(offset, offset, text);
}

void EditorAccessible::replaceText(int startOffset, int endOffset, const QString& text) {
    const text::Offset begin = offsetOf(startOffset);
    view()->setSelection({begin, std::max(begin, offsetOf(endOffset))});
    view()->replaceSelection(projection::normalisedText(text), event::TransactionKind::kEdit);
}

}  // namespace varve::ui
