// Blocks by definition: cut out of a plain list of characters with their ids and formats, and of the registers. No
// sums, no sharing, no patches.
#pragma once

#include <QString>
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "convergence/document_state.h"
#include "document/block_schema.h"
#include "projection/block_sequence.h"
#include "projection/object_registers.h"

namespace varve::test {

struct NaiveEmbed {
    int position = 0;
    event::EventId id;
    document::Attributes attributes;
};
struct NaiveBlock {
    document::BlockAttributes attributes;
    document::Format breakFormat;
    QString text;
    std::vector<document::Format> formats;  // of each UTF-16 unit
    std::vector<NaiveEmbed> embeds;
};

inline document::Attributes attributesOf(const convergence::DocumentState& state, const event::ObjectId& object) {
    document::Attributes attributes;
    for (const auto& [place, value] : state.registers) {
        if (place.first == object) attributes.emplace_back(place.second, value);
    }
    return attributes;
}

inline std::vector<NaiveBlock> naiveBlocks(const convergence::DocumentState& state, const event::ObjectId& sequence) {
    const bool isBody = sequence == event::ObjectId{event::WellKnownObject::kBody};
    const event::ObjectId first = isBody ? event::ObjectId{event::WellKnownObject::kFirstBlock} : sequence;
    std::vector<NaiveBlock> blocks(1);
    blocks[0].attributes = document::blockAttributesOf(attributesOf(state, first));
    for (const convergence::Character& character : convergence::textOf(state, sequence)) {
        if (character.scalar == "\n") {
            blocks.emplace_back();
            blocks.back().attributes = document::blockAttributesOf(attributesOf(state, character.id));
            blocks.back().breakFormat = {character.format.begin(), character.format.end()};
            continue;
        }
        NaiveBlock& block = blocks.back();
        const QString text = QString::fromStdString(character.scalar);
        if (character.scalar == "\uFFFC") {
            block.embeds.push_back(
                {static_cast<int>(block.text.size()), character.id, attributesOf(state, character.id)});
        }
        const document::Format format(character.format.begin(), character.format.end());
        block.text += text;
        block.formats.insert(block.formats.end(), static_cast<std::size_t>(text.size()), format);
    }
    return blocks;
}

/// Empty when nothing differs. The ids of embeds without properties may be unknown.
inline QString differenceOf(const projection::Block& shown, const NaiveBlock& expected) {
    if (shown.text != expected.text) return QStringLiteral("'%1' in place of '%2'").arg(shown.text, expected.text);
    if (shown.shownAttributes() != expected.attributes) return QStringLiteral("properties of '%1'").arg(shown.text);
    const auto formatOf = [](const document::FormatPointer& format) { return format ? *format : document::Format(); };
    if (formatOf(shown.breakFormat) != expected.breakFormat)
        return QStringLiteral("format of the break before '%1'").arg(shown.text);
    for (int unit = 0; unit < shown.utf16Count(); ++unit) {
        if (formatOf(shown.formatAt(unit)) != expected.formats[static_cast<std::size_t>(unit)])
            return QStringLiteral("format of unit %1 of '%2'").arg(unit).arg(shown.text);
    }
    const auto isSame = [](const projection::BlockEmbed& a, const NaiveEmbed& b) {
        const document::Attributes attributes = a.attributes ? *a.attributes : document::Attributes();
        const bool isUnknown = b.attributes.empty() && a.id == event::EventId();
        return a.position == b.position && (a.id == b.id || isUnknown) && attributes == b.attributes;
    };
    if (!std::ranges::equal(shown.embeds, expected.embeds, isSame))
        return QStringLiteral("embeds of '%1'").arg(shown.text);
    return {};
}

template <std::size_t kFanout>
QString differenceOf(const projection::BasicBlockSequence<kFanout>& shown, const std::vector<NaiveBlock>& expected) {
    if (shown.blockCount() != expected.size())
        return QStringLiteral("%1 blocks in place of %2").arg(shown.blockCount()).arg(expected.size());
    for (std::uint32_t index = 0; index < shown.blockCount(); ++index) {
        const QString difference = differenceOf(*shown.blockAt(index), expected[index]);
        if (!difference.isEmpty()) return QStringLiteral("block %1: %2").arg(index).arg(difference);
    }
    return {};
}

/// A block sequence as the view that projection::followPatch() speaks to.
template <std::size_t kFanout>
class PlainView {
  public:
    PlainView() = default;
    explicit PlainView(projection::BasicBlockSequence<kFanout> blocks) : m_blocks(std::move(blocks)) {}

    void applyPatch(const document::Patch& patch, std::span<const event::EventId> ids,
                    const projection::ObjectRegisters& registers) {
        m_changes = m_blocks.apply(patch, ids, registers);
    }
    void setBlockAttributes(std::uint32_t block, document::BlockAttributesPointer attributes) {
        m_blocks.setAttributes(block, std::move(attributes));
    }
    void setEmbed(text::Offset place, const event::EventId& id, projection::AttributesPointer attributes) {
        m_blocks.setEmbed(m_blocks.positionOf(place), id, std::move(attributes));
    }
    [[nodiscard]] const projection::BasicBlockSequence<kFanout>& blocks() const { return m_blocks; }
    /// What the last patch did to long blocks.
    [[nodiscard]] const std::vector<projection::BlockChange>& changes() const { return m_changes; }

  private:
    projection::BasicBlockSequence<kFanout> m_blocks;
    std::vector<projection::BlockChange> m_changes;
};

}  // namespace varve::test
