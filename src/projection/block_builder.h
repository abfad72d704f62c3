// Puts blocks together from parts of old ones and new text. Used by the block sequence for patches and for reading
// whole documents.
#pragma once

#include <QStringView>
#include <optional>
#include <string_view>
#include <vector>

#include "projection/block.h"
#include "projection/object_registers.h"

namespace varve::projection {

class BlockBuilder {
  public:
    /// `first`: attributes of the block that begins; the other the format of its break.
    explicit BlockBuilder(document::BlockAttributesPointer first, document::FormatPointer breakFormat = nullptr)
        : m_attributes(std::move(first)), m_breakFormat(std::move(breakFormat)) {}

    /// UTF-16 units [begin, end) of a block, with their formats or with one for all of them.
    void appendPart(const Block& block, int begin, int end,
                    const std::optional<document::FormatPointer>& format = std::nullopt);
    /// Text without breaks and embeds.
    void appendText(std::string_view utf8, const document::FormatPointer& format);
    void appendEmbed(const event::EventId& id, AttributesPointer attributes, const document::FormatPointer& format);
    /// Ends the block and begins the next one.
    void breakBlock(document::BlockAttributesPointer next, document::FormatPointer breakFormat);
    /// Text that may hold breaks and embeds; `objectAt(byte)` gives the id of each of them in turn.
    template <typename ObjectAt>
    void appendMixed(std::string_view utf8, const document::FormatPointer& format, const ObjectRegisters& registers,
                     ObjectAt objectAt) {
        for (std::size_t at = 0;;) {
            const std::size_t end = at + endOfPlainText(utf8.substr(at));
            if (end > at) appendText(utf8.substr(at, end - at), format);
            if (end == utf8.size()) return;
            const event::EventId id = objectAt(end);
            const bool isBreak = utf8[end] == '\n';
            if (isBreak) {
                breakBlock(registers.blockAttributesOf(id), format);
            } else {
                appendEmbed(id, registers.attributesOf(id), format);
            }
            at = end + (isBreak ? 1 : kEmbedSize);
        }
    }
    void reserve(qsizetype units) { m_text.reserve(units); }
    /// All blocks, at least one.
    [[nodiscard]] std::vector<BlockPtr> finish();

  private:
    static constexpr std::size_t kEmbedSize = 3;  // bytes of U+FFFC

    [[nodiscard]] static std::size_t endOfPlainText(std::string_view utf8);
    void closeFormat(const document::FormatPointer& format);
    void endBlock();

    std::vector<BlockPtr> m_blocks;
    QString m_text;
    std::vector<FormatRun> m_formats;
    std::vector<BlockEmbed> m_embeds;
    bool m_hasFormat = false;
    document::BlockAttributesPointer m_attributes;
    document::FormatPointer m_breakFormat;
};

}  // namespace varve::projection
