#include "editing/typing.h"

#include "document/embed_schema.h"
#include "document/mark_schema.h"
#include "editing/block_commands.h"
#include "editing/mark_commands.h"
#include "editing/smart_typing.h"
#include "projection/input_text.h"

namespace varve::editing {

Edit followingTyping(const EditContext& context, text::Offset caret, const QString& typed, const TypingHabits& habits) {
    const projection::BlockPosition position = context.blocks.positionOf(caret);
    const projection::BlockPtr block = context.blocks.blockAt(position.block);
    const document::BlockAttributes& attributes = block->shownAttributes();
    const auto typedSize = static_cast<int>(typed.size());
    if (attributes.type == document::BlockType::kCode || position.utf16 < typedSize) return {};
    const QStringView before = QStringView(block->text).left(position.utf16 - typedSize);
    if (habits.blockShortcuts) {
        if (const auto shortcut = blockShortcut(before, typed, attributes)) {
            const text::Offset start = context.blocks.startOf(position.block);
            if (!shortcut->isRule) return shortcutApplied(context, caret, shortcut->removedCount, shortcut->attributes);
            if (position.utf16 == block->utf16Count()) return insertedRule(context, {start, caret});
        }
    }
    const document::FormatPointer& format = block->formatAt(position.utf16 - 1);
    const bool isCode = format && document::flagOf(*format, document::mark_key::kCode);
    if (!habits.typography || isCode) return {};
    const auto substitution = typographicSubstitution(before, typed, habits.language);
    if (!substitution) return {};
    const text::Range replaced{caret - substitution->removedCount, caret};
    const text::Offset end = replaced.begin + projection::scalarCount(substitution->text);
    replica::EditIntent intent = typedLike(context.blocks, replaced, replaced.begin,
                                           projection::toUtf8(substitution->text), event::TransactionKind::kReplace);
    intent.sequence = context.sequence;
    return {std::move(intent), text::Range{end, end}};
}

Edit ruleForEnter(const EditContext& context, text::Offset caret) {
    const projection::BlockPosition position = context.blocks.positionOf(caret);
    const projection::BlockPtr block = context.blocks.blockAt(position.block);
    if (position.utf16 != block->utf16Count()) return {};
    const auto shortcut = blockShortcut(block->text, QStringLiteral("\n"), block->shownAttributes());
    if (!shortcut || !shortcut->isRule) return {};
    return insertedRule(context, {context.blocks.startOf(position.block), caret});
}

Edit insertedRule(const EditContext& context, text::Range range) {
    document::Embed rule;
    document::setValue(rule.attributes, document::embed_key::kType, std::string(document::kRuleType));
    return insertedEmbed(context, range, std::make_shared<const document::Embed>(std::move(rule)));
}

}  // namespace varve::editing
