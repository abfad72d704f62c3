#include "ui/editor/accessible/block_parts.h"

#include <algorithm>

#include "document/embed_schema.h"
#include "document/mark_schema.h"
#include "document/value_rules.h"

namespace varve::ui {

namespace {

QString fromUtf8(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

void appendLinks(const projection::Block& block, std::vector<BlockPart>& parts) {
    std::string_view address;
    int begin = 0;
    for (const projection::FormatRun& run : block.formats) {
        const std::string_view next =
            run.format ? document::shownText(document::ValueHolder::kMark, *run.format, document::mark_key::kLink)
                       : std::string_view();
        if (!next.empty() && next == address) {
            parts.back().end = run.end;
        } else if (!next.empty()) {
            const auto number = static_cast<std::uint32_t>(parts.size());
            parts.push_back({{BlockPartKind::kLink, {}, number}, begin, run.end, fromUtf8(next)});
        }
        address = next;
        begin = run.end;
    }
}

BlockPart partOf(const projection::BlockEmbed& embed, std::uint32_t number) {
    using namespace document;
    BlockPart part{{BlockPartKind::kOther, embed.id, number}, embed.position, embed.position + 1};
    if (!embed.attributes) return part;
    const std::string_view type = textOf(*embed.attributes, embed_key::kType);
    if (type == kImageType) {
        part.key.kind = BlockPartKind::kImage;
        part.words = fromUtf8(imageAttributesOf(*embed.attributes).alt);
    } else if (type == kTableType) {
        part.key.kind = BlockPartKind::kTable;
    } else if (type == kRuleType) {
        part.key.kind = BlockPartKind::kRule;
    }
    return part;
}

}  // namespace

std::vector<BlockPart> partsOf(const projection::Block& block) {
    std::vector<BlockPart> parts;
    appendLinks(block, parts);
    for (std::size_t index = 0; index < block.embeds.size(); ++index) {
        // Only embeds that nobody knows an id of need a number.
        const bool hasId = block.embeds[index].id != event::EventId{};
        parts.push_back(partOf(block.embeds[index], hasId ? 0 : static_cast<std::uint32_t>(index)));
    }
    std::ranges::stable_sort(parts, {}, &BlockPart::begin);
    return parts;
}

}  // namespace varve::ui
