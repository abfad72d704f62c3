#include "convert/html_cleaning.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>

#include "document/block_schema.h"
#include "document/mark_schema.h"

namespace varve::convert {

namespace {

using namespace document::mark_key;
using document::Attributes;
using document::BlockType;
using document::ContentBlock;
using document::ContentBlocks;
using document::Inline;

/// Size of the text by value of one mark, over paragraphs of all kinds but headings and code.
using Sizes = std::map<std::string, std::size_t>;
constexpr std::array kCounted{kFont, kSize, kColour};

std::string wordOf(const event::Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    const auto* text = std::get_if<std::string>(&value);
    return text != nullptr ? *text : std::string();
}

bool isNearBlack(std::string_view colour) {
    // Each of the three below 0x38: "#0x", "#1x", "#2x", "#30" to "#37".
    if (!document::isColour(colour)) return false;
    for (const std::size_t at : {1U, 3U, 5U}) {
        if (colour[at] > '3' || (colour[at] == '3' && colour[at + 1] > '7')) return false;
    }
    return true;
}

bool isHeading(const ContentBlock& block) {
    const BlockType type = document::blockAttributesOf(block.attributes).type;
    return type == BlockType::kHeading || type == BlockType::kTitle;
}

/// Calls `visit` for every block, those in tables and captions too.
void forEachBlock(ContentBlocks& blocks, const std::function<void(ContentBlock&)>& visit) {
    for (ContentBlock& block : blocks) {
        visit(block);
        for (Inline& part : block.inlines) {
            if (!part.embed || (part.embed->rows.empty() && part.embed->caption.empty())) continue;
            document::Embed embed = *part.embed;
            forEachBlock(embed.caption, visit);
            for (document::TableRow& row : embed.rows)
                for (ContentBlocks& cell : row.cells)
                    forEachBlock(cell, visit);
            part.embed = std::make_shared<const document::Embed>(std::move(embed));
        }
    }
}

void joinEqual(ContentBlock& block) {
    std::vector<Inline> parts;
    std::swap(parts, block.inlines);
    for (Inline& part : parts)
        document::appendInline(block, std::move(part));
}

class Cleaner {
  public:
    void count(const ContentBlock& block) {
        if (isHeading(block)) return;
        for (const Inline& part : block.inlines) {
            m_total += part.text.size();
            for (std::size_t index = 0; index < kCounted.size(); ++index)
                m_sizes[index][wordOf(document::valueOf(part.marks, kCounted[index]))] += part.text.size();
        }
    }
    void clean(ContentBlock& block) const {
        if (isHeading(block)) cleanHeading(block);
        for (Inline& part : block.inlines)
            cleanMarks(part.marks);
        joinEqual(block);
    }

  private:
    bool isUsual(std::size_t index, const std::string& value) const {
        const auto found = m_sizes[index].find(value);
        return found != m_sizes[index].end() && found->second * 2 >= m_total;
    }
    void cleanMarks(Attributes& marks) const {
        for (std::size_t index = 0; index < kCounted.size(); ++index) {
            const std::string value = wordOf(document::valueOf(marks, kCounted[index]));
            if (!value.empty() && isUsual(index, value)) document::setValue(marks, kCounted[index], {});
        }
        if (isNearBlack(document::textOf(marks, kColour))) document::setValue(marks, kColour, {});
        if (document::textOf(marks, kHighlight) == "#ffffff") document::setValue(marks, kHighlight, {});
        if (document::flagOf(marks, kSuperscript) || document::flagOf(marks, kSubscript))
            document::setValue(marks, kSize, {});
        if (document::textOf(marks, kLink).empty()) return;
        document::setValue(marks, kColour, {});
        document::setValue(marks, kUnderline, {});
    }
    static void cleanHeading(ContentBlock& block) {
        const auto isBold = [](const Inline& part) { return part.embed || document::flagOf(part.marks, kBold); };
        const bool isAllBold = std::ranges::all_of(block.inlines, isBold);
        for (Inline& part : block.inlines) {
            for (const std::string_view key : {kFont, kSize, kColour})
                document::setValue(part.marks, key, {});
            if (isAllBold) document::setValue(part.marks, kBold, {});
        }
    }

    std::size_t m_total = 0;
    std::array<Sizes, kCounted.size()> m_sizes;
};

}  // namespace

void removeUnmeantLooks(ContentBlocks& blocks) {
    Cleaner cleaner;
    forEachBlock(blocks, [&](ContentBlock& block) { cleaner.count(block); });
    forEachBlock(blocks, [&](ContentBlock& block) { cleaner.clean(block); });
}

}  // namespace varve::convert
