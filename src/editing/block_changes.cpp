#include "editing/block_changes.h"

namespace varve::editing {

void changeBlock(StepBuilder& builder, const event::ObjectId& block, const document::Attributes& now,
                 const document::Attributes& wanted) {
    for (const auto& [key, value] : now) {
        if (std::holds_alternative<std::monostate>(document::valueOf(wanted, key))) builder.set(block, key, {});
    }
    for (const auto& [key, value] : wanted) {
        if (document::valueOf(now, key) != value) builder.set(block, key, value);
    }
}

void changeBlock(StepBuilder& builder, const EditContext& context, std::uint32_t block,
                 const document::Attributes& wanted) {
    if (!context.isCaptionStart(block))
        changeBlock(builder, context.blockId(block), context.registersOf(block), wanted);
}

document::Attributes asBlockType(document::Attributes attributes, document::BlockType type, int level) {
    using document::BlockType;
    using namespace document::block_key;
    const document::BlockAttributes old = document::blockAttributesOf(attributes);
    document::setValue(attributes, kType, document::valueOf(type));
    document::setValue(attributes, kLevel,
                       type == BlockType::kHeading ? event::Value(std::int64_t{level}) : event::Value());
    if (type != BlockType::kCheck) document::setValue(attributes, kChecked, {});
    if (type != BlockType::kNumber) document::setValue(attributes, kStart, {});
    if (type != BlockType::kCode) document::setValue(attributes, kCodeLanguage, {});
    document::BlockAttributes wanted;
    wanted.type = type;
    if (old.isListItem() && !wanted.isListItem()) document::setValue(attributes, kIndent, {});
    document::setValue(attributes, kStyle, {});
    return attributes;
}

}  // namespace varve::editing
