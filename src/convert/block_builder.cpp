#include "convert/block_builder.h"

#include <utility>

#include "document/embed_schema.h"
#include "document/list_numbers.h"

namespace varve::convert {

namespace {

bool needsCleaning(std::string_view text) {
    for (const char byte : text) {
        const auto value = static_cast<unsigned char>(byte);
        if ((value < 0x20 && value != '\t') || value == 0x7f || value == 0xef) return true;
    }
    return false;
}

}  // namespace

std::string inlineText(std::string_view utf8) {
    if (!needsCleaning(utf8)) return std::string(utf8);
    std::string text;
    text.reserve(utf8.size());
    while (!utf8.empty()) {
        if (utf8.starts_with(document::kEmbedText)) {
            utf8.remove_prefix(document::kEmbedText.size());
            continue;
        }
        const auto byte = static_cast<unsigned char>(utf8.front());
        if (byte == '\n') {
            text += kLineSeparator;
        } else if ((byte >= 0x20 && byte != 0x7f) || byte == '\t') {
            text += utf8.front();
        }
        utf8.remove_prefix(1);
    }
    return text;
}

void BlockBuilder::addText(std::string_view text, const document::Attributes& marks) {
    if (text.empty()) return;
    if (!m_isOpen) startBlock({});
    document::appendInline(block(), {.text = inlineText(text), .marks = marks});
}

void BlockBuilder::addEmbed(document::Embed embed, const document::Attributes& marks) {
    if (!m_isOpen) startBlock({});
    document::appendInline(
        block(), {.text = {}, .marks = marks, .embed = std::make_shared<const document::Embed>(std::move(embed))});
}

void setStarts(document::ContentBlocks& blocks, const std::vector<int>& numbers) {
    document::ListNumbers counted;
    for (std::size_t index = 0; index < blocks.size() && index < numbers.size(); ++index) {
        document::BlockAttributes attributes = document::blockAttributesOf(blocks[index].attributes);
        if (attributes.type == document::BlockType::kNumber) {
            const bool follows = std::cmp_equal(numbers[index], counted.continued(attributes.indent));
            attributes.start = follows ? -1 : numbers[index];
            blocks[index].attributes = document::registersOf(attributes);
        }
        counted.pass(attributes);
    }
}

}  // namespace varve::convert
