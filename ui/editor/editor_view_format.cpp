// The part of the editor view that gives text another look and blocks another kind: commands of menus and keys, looks
// for what is typed next, the format painter, check boxes.
#include <QKeyEvent>

#include "document/mark_schema.h"
#include "document/value_rules.h"
#include "layout/block_painter.h"
#include "projection/input_text.h"
#include "ui/editor/editor_view.h"

namespace varve::ui {

using document::BlockType;
using event::TransactionKind;

namespace {

/// Whether a style gives all text of its blocks this look, which false takes away.
bool isGivenByStyle(const layout::BlockStyle& style, std::string_view key) {
    if (key == document::mark_key::kBold) return style.text.font.bold();
    if (key == document::mark_key::kItalic) return style.text.font.italic();
    return key == document::mark_key::kUnderline && style.text.font.underline();
}

}  // namespace

std::optional<editing::EditContext> EditorView::editContext() const {
    if (m_objects == nullptr || !m_nextEventId) return std::nullopt;
    editing::EditContext context{blocks(), registers(), *m_objects, m_nextEventId(), sequenceToWrite()};
    // The text is made first.
    if (!m_sequence) context.next.sequence = context.next.sequence + 1;
    return context;
}

std::optional<editing::EditContext> EditorView::commandContext() {
    // First, because what an input method commits is a step of its own.
    finishComposition();
    return editContext();
}

void EditorView::run(editing::Edit edit) {
    if (edit.isEmpty() || refuseWriting()) return;
    finishComposition();
    std::optional<Selection> expected;
    if (edit.selection) {
        const bool isBackward = m_selection.caret < m_selection.anchor && !edit.selection->isEmpty();
        expected = isBackward ? Selection{edit.selection->end, edit.selection->begin}
                              : Selection{edit.selection->begin, edit.selection->end};
    } else {
        expected = m_selection;
    }
    raiseIntent(std::move(edit.intent), expected);
    // With an inset the caret is not the page's.
    if (m_inset == nullptr && !m_cells) ensureCaretVisible();
}

EditorView::FormatState EditorView::formatState() const {
    if (m_cells) return formatOfCells();
    FormatState state;
    const text::Range range = m_selection.range();
    const projection::BlockPtr& first = blocks().blockAt(blocks().positionOf(range.begin).block);
    state.block = first->shownAttributes();
    document::Attributes& common = state.characters.common;
    if (range.isEmpty()) {
        common = editing::formatForTyping(blocks(), range.begin);
        for (const auto& [key, value] : m_caretLooks)
            document::setValue(common, key, value);
    } else {
        state.characters = editing::formatIn(blocks(), range);
    }
    const layout::BlockStyle& style = m_layout.sheet().styleOf(first->attributes);
    for (const std::string_view key :
         {document::mark_key::kBold, document::mark_key::kItalic, document::mark_key::kUnderline}) {
        const bool isSaid = !std::holds_alternative<std::monostate>(document::valueOf(common, key));
        const bool isMixed = state.characters.mixed.contains(std::string(key));
        if (!isSaid && !isMixed && isGivenByStyle(style, key)) document::setValue(common, key, true);
    }
    return state;
}

void EditorView::toggleMark(std::string_view key) {
    if (runOnCells([key](const auto& context, const auto& table, const auto& cells) {
            return editing::cellsWithToggledMark(context, table, cells, key);
        }))
        return;
    const std::uint32_t first = blocks().positionOf(m_selection.range().begin).block;
    const bool isByStyle = isGivenByStyle(m_layout.sheet().styleOf(blocks().blockAt(first)->attributes), key);
    if (!m_selection.isEmpty() && !isByStyle) {
        run(editing::toggledMark(blocks(), m_selection.range(), key));
        return;
    }
    if (isByStyle) {
        // A heading is bold without a mark: one that says no takes that away, and goes again.
        const bool isOn = document::flagOf(formatState().characters.common, key);
        const bool isMixed = formatState().characters.mixed.contains(std::string(key));
        setMark(key, isOn || isMixed ? event::Value(false) : event::Value());
        return;
    }
    const bool isOn = document::flagOf(formatState().characters.common, key);
    setMark(key, isOn ? event::Value() : event::Value(true));
}

void EditorView::setMark(std::string_view key, const event::Value& value) {
    if (runOnCells([&](const auto& context, const auto& table, const auto& cells) {
            return editing::cellsMarkedWith(context, table, cells, key, value);
        }))
        return;
    if (!m_selection.isEmpty()) {
        run(editing::markedWith(blocks(), m_selection.range(), key, value));
        return;
    }
    if (refuseWriting()) return;
    std::erase_if(m_caretLooks, [&](const auto& look) { return look.first == key; });
    const document::Attributes takenOn = editing::formatForTyping(blocks(), caret());
    if (document::valueOf(takenOn, key) != value) {
        const auto place = std::ranges::lower_bound(m_caretLooks, key, {},
                                                    [](const auto& look) { return std::string_view(look.first); });
        m_caretLooks.emplace(place, std::string(key), value);
    }
    Q_EMIT formatChanged();
}

void EditorView::clearFormats() {
    if (runOnCells([](const auto& context, const auto& table, const auto& cells) {
            return editing::onCells(context, table, cells, TransactionKind::kFormat, editing::EmptyCells::kPassedOver,
                                    [](const editing::EditContext& cell, text::Range all) {
                                        return editing::withoutLooks(cell.blocks, all);
                                    });
        }))
        return;
    if (!m_selection.isEmpty()) {
        run(editing::withoutLooks(blocks(), m_selection.range()));
        return;
    }
    m_caretLooks.clear();
    for (const auto& look : editing::formatForTyping(blocks(), caret())) {
        if (document::isLook(look.first)) m_caretLooks.emplace_back(look.first, event::Value());
    }
    Q_EMIT formatChanged();
}

void EditorView::setBlockType(BlockType type, int level) {
    if (runOnCells([&](const auto& context, const auto& table, const auto& cells) {
            return editing::cellsWithBlockType(context, table, cells, type, level);
        }))
        return;
    if (const auto context = commandContext()) run(editing::withBlockType(*context, m_selection.range(), type, level));
}

void EditorView::setBlockValue(std::string_view key, const event::Value& value) {
    if (runOnCells([&](const auto& context, const auto& table, const auto& cells) {
            return editing::cellsWithBlockValue(context, table, cells, key, value);
        }))
        return;
    if (const auto context = commandContext()) run(editing::withBlockValue(*context, m_selection.range(), key, value));
}

void EditorView::indentBlocks(int by) {
    if (const auto context = commandContext()) run(editing::indented(*context, m_selection.range(), by));
}

void EditorView::moveBlocks(int by) {
    if (const auto context = commandContext()) run(editing::movedBy(*context, m_selection.range(), by, m_embedReader));
}

void EditorView::insertRule() {
    if (const auto context = commandContext()) run(editing::insertedRule(*context, m_selection.range()));
}

void EditorView::insertPageBreak() {
    if (const auto context = commandContext()) run(editing::withPageBreak(*context, m_selection.range()));
}

void EditorView::insertContent(const document::Content& content, TransactionKind kind) {
    if (const auto context = commandContext()) run(editing::inserted(*context, m_selection.range(), content, kind));
}

void EditorView::toggleFormatPainter() {
    if (m_painterLooks) {
        m_painterLooks.reset();
    } else if (!refuseWriting()) {
        m_painterLooks = editing::looksAt(blocks(), m_selection.range());
    }
    viewport()->setCursor(m_painterLooks ? Qt::PointingHandCursor : Qt::IBeamCursor);
    Q_EMIT formatChanged();
}

void EditorView::applyFormatPainter() {
    if (!m_painterLooks || m_selection.isEmpty()) return;
    const document::Attributes looks = *std::exchange(m_painterLooks, std::nullopt);
    run(editing::paintedWith(blocks(), m_selection.range(), looks));
    viewport()->setCursor(Qt::IBeamCursor);
    Q_EMIT formatChanged();
}

std::optional<EditorView::LinkAt> EditorView::linkAt(text::Offset offset) const {
    const projection::BlockPosition position = blocks().positionOf(offset);
    const projection::BlockPtr& block = blocks().blockAt(position.block);
    const auto addressOf = [](const document::FormatPointer& format) {
        return format ? document::shownText(document::ValueHolder::kMark, *format, document::mark_key::kLink)
                      : std::string_view();
    };
    int unit = position.utf16;
    if (addressOf(block->formatAt(unit)).empty() && unit > 0) --unit;
    const std::string address(addressOf(block->formatAt(unit)));
    if (address.empty()) return std::nullopt;
    // Runs that differ in other looks belong to one link.
    int begin = 0;
    int end = 0;
    for (const projection::FormatRun& run : block->formats) {
        if (addressOf(run.format) == address) {
            end = run.end;
        } else if (run.end <= unit) {
            begin = run.end;
        } else {
            break;
        }
    }
    const auto at = [&](int utf16) { return blocks().offsetOf(projection::BlockPosition{position.block, utf16}); };
    return LinkAt{{at(begin), at(end)}, QString::fromStdString(address)};
}

void EditorView::typeText(const QString& text) {
    stepOffTableLine();
    replaceSelection(text, TransactionKind::kTyping);
    if (m_readOnly || !m_selection.isEmpty()) return;
    const auto context = commandContext();
    if (!context) return;
    const document::Attributes looks = m_caretLooks;
    run(editing::followingTyping(*context, caret(), text, m_habits));
    m_caretLooks = looks;
}

void EditorView::pressEnter() {
    const auto context = commandContext();
    if (!context) {
        replaceSelection(QString(QChar(projection::kBreak)), TransactionKind::kTyping);
        return;
    }
    if (refuseWriting()) return;
    const document::Attributes looks = m_caretLooks;
    if (m_habits.blockShortcuts && m_selection.isEmpty()) {
        editing::Edit rule = editing::ruleForEnter(*context, caret());
        if (!rule.isEmpty()) {
            run(std::move(rule));
            return;
        }
    }
    run(editing::enterKey(*context, m_selection.range()));
    m_caretLooks = looks;
}

/// Keys that mean something else in some blocks than in plain text.
bool EditorView::editBlockByKey(const QKeyEvent& event) {
    const auto context = commandContext();
    if (!context || m_readOnly) return false;
    if (isBackspace(event) && m_selection.isEmpty()) {
        editing::Edit edit = editing::backspaceAtBlockStart(*context, caret());
        if (edit.isEmpty()) return false;
        run(std::move(edit));
        return true;
    }
    const bool isTab = event.key() == Qt::Key_Tab && (event.modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    const bool isBackTab = event.key() == Qt::Key_Backtab;
    if (!isTab && !isBackTab) return false;
    const text::Range range = m_selection.range();
    const editing::EditContext::BlockRange touched = context->blocksIn(range);
    const bool isItem = context->attributesOf(touched.first).isListItem();
    const bool isAtIndent = context->attributesOf(touched.first).indent > 0;
    if (!isItem && touched.first == touched.last && !(isBackTab && isAtIndent)) return isBackTab;
    indentBlocks(isBackTab ? -1 : 1);
    return true;
}

/// The block whose check box is under a point.
std::optional<std::uint32_t> EditorView::checkBoxAt(QPointF viewportPoint) {
    const QPointF point = viewportPoint - origin();
    std::optional<std::uint32_t> found;
    m_layout.forEachBlock(point.y(), point.y() + 1, [&](std::uint32_t index, qreal y, layout::BlockLayout& block) {
        if (block.block()->shownAttributes().type != BlockType::kCheck) return;
        const QRectF box = layout::checkBoxRect(m_layout.sheet(), block, {block.left(), y + block.firstBaseline()});
        if (box.adjusted(-4, -4, 4, 4).contains(point)) found = index;
    });
    return found;
}

}  // namespace varve::ui
