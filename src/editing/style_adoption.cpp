#include "editing/style_adoption.h"

#include <algorithm>
#include <map>
#include <set>

#include "document/block_schema.h"
#include "document/mark_schema.h"
#include "document/object_names.h"
#include "projection/named_styles.h"

namespace varve::editing {

namespace {

using projection::NamedStyle;
using projection::NamedStyles;
namespace style_key = document::style_key;

// The keys of blocks and of marks are the same word.
static_assert(document::block_key::kStyle == document::mark_key::kStyle);
constexpr std::string_view kStyle = document::block_key::kStyle;

/// Calls `take(attributes)` for every block and every stretch, those in tables and captions too.
template <typename Take>
void forEachStyled(const document::ContentBlocks& blocks, const Take& take) {
    for (const document::ContentBlock& block : blocks) {
        take(block.attributes);
        for (const document::Inline& part : block.inlines) {
            take(part.marks);
            if (!part.embed) continue;
            forEachStyled(part.embed->caption, take);
            for (const document::TableRow& row : part.embed->rows) {
                for (const document::ContentBlocks& cell : row.cells)
                    forEachStyled(cell, take);
            }
        }
    }
}

using Names = std::map<std::string, std::string, std::less<>>;

void rename(document::Attributes& attributes, const Names& names) {
    const auto found = names.find(document::textOf(attributes, kStyle));
    if (found != names.end()) document::setValue(attributes, kStyle, found->second);
}

void rename(document::ContentBlocks& blocks, const Names& names) {
    for (document::ContentBlock& block : blocks) {
        rename(block.attributes, names);
        for (document::Inline& part : block.inlines) {
            rename(part.marks, names);
            if (!part.embed || (part.embed->caption.empty() && part.embed->rows.empty())) continue;
            document::Embed embed = *part.embed;
            rename(embed.caption, names);
            for (document::TableRow& row : embed.rows) {
                for (document::ContentBlocks& cell : row.cells)
                    rename(cell, names);
            }
            part.embed = std::make_shared<const document::Embed>(std::move(embed));
        }
    }
}

/// The ids here of styles that have other ones there; `made` are those that have to be made.
Names namesHere(StepBuilder& builder, const NamedStyles& theirs, const NamedStyles& ours,
                std::vector<const NamedStyle*>& made) {
    Names names;
    const auto set = [&builder](const std::string& id, std::string_view property, event::Value value) {
        builder.set(event::WellKnownObject::kDocument, document::styleKey(id, property), std::move(value));
    };
    for (const NamedStyle& style : theirs.all()) {
        if (style.isBuiltIn || ours.find(style.id) != nullptr) continue;
        const auto same = std::ranges::find_if(
            ours.all(), [&style](const NamedStyle& own) { return own.kind == style.kind && own.name == style.name; });
        if (same != ours.all().end()) {
            names[style.id] = same->id;
            continue;
        }
        const std::string id = document::idText(builder.nextId());
        names[style.id] = id;
        made.push_back(&style);
        set(id, style_key::kName, style.name.toStdString());
        set(id, style_key::kKind,
            std::string(style.kind == document::StyleKind::kCharacter ? "character" : "paragraph"));
        for (const auto& [property, value] : style.look)
            set(id, property, value);
    }
    return names;
}

}  // namespace

document::Attributes stylesUsedIn(const document::ContentBlocks& blocks,
                                  const document::Attributes& documentProperties) {
    document::Attributes used;
    std::set<std::string, std::less<>> ids;
    forEachStyled(blocks, [&ids](const document::Attributes& attributes) {
        const std::string_view style = document::textOf(attributes, kStyle);
        if (!style.empty() && !ids.contains(style)) ids.emplace(style);
    });
    if (ids.empty()) return used;
    const NamedStyles styles(documentProperties);
    const std::set<std::string, std::less<>> named = ids;
    for (const std::string& id : named) {
        const NamedStyle* style = styles.find(id);
        for (int depth = 0; style != nullptr && depth <= document::kBasedOnDepthMax; ++depth) {
            ids.insert(style->id);
            style = styles.find(style->basedOn);
        }
    }
    for (const auto& [key, value] : documentProperties) {
        const std::string_view style = document::stylePropertyOf(key).first;
        if (!document::isBuiltInStyle(style) && ids.contains(style)) used.emplace_back(key, value);
    }
    return used;
}

document::ContentBlocks withStylesMade(StepBuilder& builder, const document::Content& content,
                                       const document::Attributes& documentProperties) {
    if (content.properties.empty()) return content.blocks;
    const NamedStyles theirs(content.properties);
    const NamedStyles ours(documentProperties);
    std::vector<const NamedStyle*> made;
    const Names names = namesHere(builder, theirs, ours, made);
    if (names.empty()) return content.blocks;
    for (const NamedStyle* style : made) {
        if (style->basedOn.empty()) continue;
        const auto renamed = names.find(style->basedOn);
        builder.set(event::WellKnownObject::kDocument, document::styleKey(names.at(style->id), style_key::kBasedOn),
                    renamed == names.end() ? style->basedOn : renamed->second);
    }
    document::ContentBlocks blocks = content.blocks;
    rename(blocks, names);
    return blocks;
}

}  // namespace varve::editing
