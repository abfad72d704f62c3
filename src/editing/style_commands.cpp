#include "editing/style_commands.h"

#include <QString>
#include <algorithm>

#include "document/mark_schema.h"
#include "document/object_names.h"
#include "editing/block_changes.h"
#include "editing/mark_commands.h"
#include "editing/step_builder.h"

namespace varve::editing {

namespace {

using document::StyleKind;
using projection::NamedStyle;
using projection::NamedStyles;
namespace style_key = document::style_key;
namespace block_key = document::block_key;

bool isNull(const event::Value& value) {
    return std::holds_alternative<std::monostate>(value);
}

void setProperty(StepBuilder& builder, std::string_view style, std::string_view property, const event::Value& value) {
    builder.set(event::WellKnownObject::kDocument, document::styleKey(style, property), value);
}

StepBuilder formatStep(event::EventId next) {
    return {next, event::TransactionKind::kFormat};
}

/// Looks that were given directly to a part of the text.
struct DirectLooks {
    document::Attributes characters;  // all of the part has them
    document::Attributes block;       // of the first block
};

DirectLooks directLooks(const EditContext& context, text::Range range, StyleKind kind) {
    DirectLooks direct;
    const text::Range part = withoutLastBreak(context.blocks, range);
    const document::Attributes marks =
        part.isEmpty() ? formatForTyping(context.blocks, part.begin) : formatIn(context.blocks, part).common;
    for (const auto& [key, value] : marks) {
        if (document::isStyleLook(key, StyleKind::kCharacter) && document::isStyleValue(key, value))
            direct.characters.emplace_back(key, value);
    }
    if (kind == StyleKind::kCharacter) return direct;
    const std::uint32_t first = context.blocksIn(range).first;
    const bool isItem = context.attributesOf(first).isListItem();
    for (const auto& [key, value] : context.registersOf(first)) {
        // The depth of an item is not its look.
        if (isItem && key == block_key::kIndent) continue;
        const bool isLook = document::isStyleLook(key, kind) && !document::isStyleLook(key, StyleKind::kCharacter);
        if (isLook && document::isStyleValue(key, value)) direct.block.emplace_back(key, value);
    }
    return direct;
}

void clearCharacters(StepBuilder& builder, const EditContext& context, text::Range range,
                     const document::Attributes& looks) {
    const text::Range part = withoutLastBreak(context.blocks, range);
    if (part.isEmpty()) return;
    for (const auto& look : looks)
        builder.mark(context.sequence, part, look.first, {});
}

document::Attributes without(document::Attributes attributes, const document::Attributes& keys) {
    for (const auto& key : keys)
        document::setValue(attributes, key.first, {});
    return attributes;
}

/// Name, kind and what it is based on; returns the id of the new style.
std::string beginStyle(StepBuilder& builder, const NamedStyles& styles, StyleKind kind, const std::string& name,
                       std::string_view basedOn) {
    // The id of the event that names the style: nobody else can have it.
    std::string id = document::idText(builder.nextId());
    setProperty(builder, id, style_key::kName, name);
    setProperty(builder, id, style_key::kKind, std::string(kind == StyleKind::kCharacter ? "character" : "paragraph"));
    const NamedStyle* base = styles.find(basedOn);
    if (base != nullptr && base->kind == kind) setProperty(builder, id, style_key::kBasedOn, std::string(basedOn));
    return id;
}

document::Attributes asStyle(const document::Attributes& now, const NamedStyles& styles, std::string_view style) {
    const document::BlockKind kind = document::blockKindOf(styles.rootOf(style));
    const document::BlockAttributes old = document::blockAttributesOf(now);
    document::BlockAttributes wanted;
    wanted.type = kind.type;
    // A style of lists says nothing of bullets or numbers.
    const document::BlockType type = wanted.isListItem() && old.isListItem() ? old.type : kind.type;
    document::Attributes attributes = asBlockType(now, type, kind.level);
    if (!document::isBuiltInStyle(style)) document::setValue(attributes, block_key::kStyle, std::string(style));
    return attributes;
}

}  // namespace

std::string styleNameFrom(std::string_view typed) {
    const QString name = QString::fromUtf8(typed.data(), static_cast<qsizetype>(typed.size())).simplified();
    const std::string utf8 = name.toStdString();
    return utf8.size() > document::kStyleNameSizeMax ? std::string() : utf8;
}

Edit withStyleValues(event::EventId next, const NamedStyles& styles, std::string_view style,
                     const std::vector<std::pair<std::string, event::Value>>& values) {
    const NamedStyle* named = styles.find(style);
    if (named == nullptr) return {};
    StepBuilder builder = formatStep(next);
    for (const auto& [property, value] : values) {
        if (property == style_key::kBasedOn) {
            const auto* base = std::get_if<std::string>(&value);
            const bool isAllowed = isNull(value) || (base != nullptr && styles.mayBeBasedOn(style, *base));
            const std::string wanted = base != nullptr ? *base : std::string();
            if (isAllowed && !named->isBuiltIn && wanted != named->basedOn)
                setProperty(builder, style, property, value);
            continue;
        }
        const bool isKnown =
            document::isStyleLook(property, named->kind) && (isNull(value) || document::isStyleValue(property, value));
        if (isKnown && document::valueOf(named->look, property) != value) setProperty(builder, style, property, value);
    }
    return {builder.finish()};
}

Edit renamedStyle(event::EventId next, const NamedStyles& styles, std::string_view style, std::string_view name) {
    const NamedStyle* named = styles.find(style);
    const std::string wanted = styleNameFrom(name);
    if (named == nullptr || (wanted.empty() && !named->isBuiltIn)) return {};
    const bool isUsual =
        named->isBuiltIn && (wanted.empty() || wanted == projection::builtInStyleName(style).toStdString());
    if (isUsual ? !named->isRenamed : wanted == named->name.toStdString()) return {};
    StepBuilder builder = formatStep(next);
    setProperty(builder, style, style_key::kName, isUsual ? event::Value() : event::Value(wanted));
    return {builder.finish()};
}

Edit resetStyle(event::EventId next, const NamedStyles& styles, std::string_view style) {
    const NamedStyle* named = styles.find(style);
    if (named == nullptr) return {};
    StepBuilder builder = formatStep(next);
    for (const auto& look : named->look)
        setProperty(builder, style, look.first, {});
    return {builder.finish()};
}

Edit deletedStyle(event::EventId next, const document::Attributes& properties, const NamedStyles& styles,
                  std::string_view style) {
    const NamedStyle* named = styles.find(style);
    if (named == nullptr || named->isBuiltIn) return {};
    StepBuilder builder = formatStep(next);
    for (const auto& [key, value] : properties) {
        const auto [owner, property] = document::stylePropertyOf(key);
        if (owner == style) setProperty(builder, style, property, {});
    }
    return {builder.finish()};
}

NewStyle newStyle(event::EventId next, const NamedStyles& styles, StyleKind kind, std::string_view name,
                  std::string_view basedOn) {
    const std::string written = styleNameFrom(name);
    if (written.empty()) return {};
    StepBuilder builder = formatStep(next);
    std::string id = beginStyle(builder, styles, kind, written, basedOn);
    return {std::move(id), {builder.finish()}};
}

NewStyle newStyleFrom(const EditContext& context, const NamedStyles& styles, text::Range range, StyleKind kind,
                      std::string_view name) {
    const EditContext::BlockRange blocks = context.blocksIn(range);
    const bool isParagraph = kind == StyleKind::kParagraph;
    const std::string base = isParagraph ? styles.styleOf(context.attributesOf(blocks.first)).id : std::string();
    const std::string written = styleNameFrom(name);
    if (written.empty()) return {};
    StepBuilder builder = formatStep(context.next);
    std::string id = beginStyle(builder, styles, kind, written, base);
    const DirectLooks direct = directLooks(context, range, kind);
    for (const document::Attributes& looks : {direct.characters, direct.block}) {
        for (const auto& [property, value] : looks)
            setProperty(builder, id, property, value);
    }
    clearCharacters(builder, context, range, direct.characters);
    const text::Range part = withoutLastBreak(context.blocks, range);
    if (!isParagraph && !part.isEmpty()) builder.mark(context.sequence, part, document::mark_key::kStyle, id);
    for (std::uint32_t block = blocks.first; isParagraph && block <= blocks.last; ++block) {
        if (context.isCaptionStart(block)) continue;
        const document::Attributes now = context.registersOf(block);
        document::Attributes wanted = without(asStyle(now, styles, base), direct.block);
        document::setValue(wanted, block_key::kStyle, id);
        changeBlock(builder, context, block, wanted);
    }
    return {std::move(id), {builder.finish(), range}};
}

Edit styleMatching(const EditContext& context, const NamedStyles& styles, text::Range range, std::string_view style) {
    const NamedStyle* named = styles.find(style);
    if (named == nullptr) return {};
    const DirectLooks direct = directLooks(context, range, named->kind);
    StepBuilder builder = formatStep(context.next);
    for (const document::Attributes& looks : {direct.characters, direct.block}) {
        for (const auto& [property, value] : looks) {
            if (document::valueOf(named->look, property) != value) setProperty(builder, style, property, value);
        }
    }
    clearCharacters(builder, context, range, direct.characters);
    const EditContext::BlockRange blocks = context.blocksIn(range);
    for (std::uint32_t block = blocks.first; !direct.block.empty() && block <= blocks.last; ++block) {
        if (context.isCaptionStart(block) || styles.styleOf(context.attributesOf(block)).id != style) continue;
        const document::Attributes now = context.registersOf(block);
        changeBlock(builder, context, block, without(now, direct.block));
    }
    return {builder.finish(), range};
}

Edit withParagraphStyle(const EditContext& context, const NamedStyles& styles, text::Range range,
                        std::string_view style) {
    const NamedStyle* named = styles.find(style);
    if (named == nullptr || named->kind != StyleKind::kParagraph) return {};
    const EditContext::BlockRange blocks = context.blocksIn(range);
    StepBuilder builder = formatStep(context.next);
    for (std::uint32_t block = blocks.first; block <= blocks.last; ++block) {
        const document::Attributes now = context.registersOf(block);
        changeBlock(builder, context, block, asStyle(now, styles, style));
    }
    return {builder.finish(), range};
}

}  // namespace varve::editing
