// Puts the blocks of one sequence together for importers. Keeps the rules of document/content.h whatever it is given:
// no line ends and placeholders in texts, no empty stretches, neighbours joined.
#pragma once

#include <string_view>

#include "document/block_schema.h"
#include "document/content.h"

namespace varve::convert {

inline constexpr std::string_view kLineSeparator = "\xe2\x80\xa8";  // U+2028, the line break inside a block

class BlockBuilder {
  public:
    void startBlock(const document::BlockAttributes& attributes) {
        m_blocks.push_back({.attributes = document::registersOf(attributes)});
        m_isOpen = true;
    }
    /// What follows needs a block of its own.
    void endBlock() { m_isOpen = false; }
    /// What follows goes into the last block.
    void reopen() { m_isOpen = !m_blocks.empty(); }
    [[nodiscard]] bool isOpen() const { return m_isOpen; }
    [[nodiscard]] bool isBlockEmpty() const { return !m_isOpen || m_blocks.back().inlines.empty(); }
    /// The block at hand; one must be open.
    [[nodiscard]] document::ContentBlock& block() { return m_blocks.back(); }

    /// Into the block at hand, or into a new paragraph. Line ends become line separators, other control characters and
    /// placeholders are left out.
    void addText(std::string_view text, const document::Attributes& marks);
    void addEmbed(document::Embed embed, const document::Attributes& marks = {});
    /// A paragraph with nothing but the embed.
    void addEmbedBlock(document::Embed embed, const document::BlockAttributes& attributes = {}) {
        startBlock(attributes);
        addEmbed(std::move(embed));
        endBlock();
    }

    [[nodiscard]] document::ContentBlocks& blocks() { return m_blocks; }
    /// At least one block.
    [[nodiscard]] document::ContentBlocks take() {
        if (m_blocks.empty()) m_blocks.emplace_back();
        m_isOpen = false;
        return std::move(m_blocks);
    }

  private:
    document::ContentBlocks m_blocks;
    bool m_isOpen = false;
};

/// What the builder makes of a text.
[[nodiscard]] std::string inlineText(std::string_view utf8);

/// Takes away every `start` that numbering goes to by itself, and gives one to each item that it would not.
/// `numbers` has the number wanted for each block, 0 for what is no numbered item.
void setStarts(document::ContentBlocks& blocks, const std::vector<int>& numbers);

}  // namespace varve::convert
