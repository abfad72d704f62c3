#include "convert/plain_text.h"

#include "convert/block_builder.h"
#include "convert/text_decoder.h"
#include "document/block_schema.h"
#include "document/embed_schema.h"
#include "document/list_numbers.h"

namespace varve::convert {

namespace {

constexpr std::size_t kBlocksPerQuestion = 4096;

void appendWithLineEnds(std::string& text, std::string_view rest) {
    while (true) {
        const std::size_t at = rest.find(kLineSeparator);
        text += rest.substr(0, at);
        if (at == rest.npos) return;
        text += '\n';
        rest.remove_prefix(at + kLineSeparator.size());
    }
}

std::string textOfEmbed(const document::Embed& embed) {
    const std::string_view type = document::textOf(embed.attributes, document::embed_key::kType);
    if (type == document::kRuleType) return "----------";
    if (type == document::kImageType) {
        std::string text(document::textOf(embed.attributes, document::embed_key::kAlt));
        if (!embed.caption.empty()) text += (text.empty() ? "" : "\n") + textOfBlocks(embed.caption);
        return text;
    }
    std::string text;
    for (const document::TableRow& row : embed.rows) {
        if (!text.empty()) text += '\n';
        for (std::size_t column = 0; column < row.cells.size(); ++column) {
            if (column > 0) text += '\t';
            std::string cell = textOfBlocks(row.cells[column]);
            for (char& byte : cell)
                byte = byte == '\n' || byte == '\t' ? ' ' : byte;
            text += cell;
        }
    }
    return text;
}

std::string itemSign(const document::BlockAttributes& block, int number) {
    std::string sign(block.isListItem() ? static_cast<std::size_t>(block.indent) * 2 : 0, ' ');
    if (block.type == document::BlockType::kBullet) sign += "• ";
    if (block.type == document::BlockType::kNumber) sign += std::to_string(number) + ". ";
    if (block.type == document::BlockType::kCheck) sign += block.isChecked ? "[x] " : "[ ] ";
    return sign;
}

/// Appends one block and its line end.
void appendBlock(std::string& text, const document::ContentBlock& block, document::ListNumbers& numbers) {
    const document::BlockAttributes attributes = document::blockAttributesOf(block.attributes);
    text += itemSign(attributes, numbers.pass(attributes));
    for (const document::Inline& part : block.inlines) {
        if (part.embed) text += textOfEmbed(*part.embed);
        appendWithLineEnds(text, part.text);
    }
    text += '\n';
}

}  // namespace

Result<Imported> importText(BytesView bytes, const Progress& progress) {
    auto decoded = decodeText(bytes);
    if (!decoded) return std::unexpected(decoded.error());
    Imported imported;
    imported.losses = std::move(decoded->notices);
    std::string_view rest = decoded->text;
    if (rest.ends_with('\n')) rest.remove_suffix(1);
    auto& blocks = imported.content.blocks;
    while (true) {
        if (blocks.size() % kBlocksPerQuestion == 0) {
            if (progress.wasCancelled()) return cancelled();
            progress.say(1 - static_cast<double>(rest.size()) / static_cast<double>(decoded->text.size() + 1));
        }
        const std::size_t end = rest.find('\n');
        auto& block = blocks.emplace_back();
        document::appendInline(block, {.text = std::string(rest.substr(0, end))});
        if (end == rest.npos) break;
        rest.remove_prefix(end + 1);
    }
    return imported;
}

std::string textOfBlocks(const document::ContentBlocks& blocks) {
    std::string text;
    document::ListNumbers numbers;
    for (const document::ContentBlock& block : blocks)
        appendBlock(text, block, numbers);
    if (!text.empty()) text.pop_back();
    return text;
}

Result<Bytes> exportText(const document::Content& content, const BlobSource& /*blobs*/, const Progress& progress) {
    std::string text;
    document::ListNumbers numbers;
    std::size_t count = 0;
    for (const document::ContentBlock& block : content.blocks) {
        if (++count % kBlocksPerQuestion == 0) {
            if (progress.wasCancelled()) return cancelled();
            progress.say(static_cast<double>(count) / static_cast<double>(content.blocks.size()));
        }
        appendBlock(text, block, numbers);
    }
    if (text == "\n") text.clear();
    return text;
}

}  // namespace varve::convert
