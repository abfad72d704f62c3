// What is inside a block for assistive tools: its links and embeds, found in its formats and properties. Values.
#pragma once

#include <QString>
#include <cstdint>
#include <vector>

#include "event/ids.h"
#include "projection/block.h"

namespace varve::ui {

enum class BlockPartKind : std::uint8_t { kLink, kImage, kTable, kRule, kOther };

/// Which part it is, whatever is typed before it: an embed by its id, a link by its number in the block.
struct BlockPartKey {
    BlockPartKind kind = BlockPartKind::kOther;
    event::EventId embed{};
    std::uint32_t number = 0;
    friend bool operator==(const BlockPartKey&, const BlockPartKey&) = default;
};

struct BlockPart {
    BlockPartKey key;
    int begin = 0;  // UTF-16 units in the block
    int end = 0;
    QString words{};  // address of a link, description of an image
};

/// By place; a link that is around an embed comes first. Runs of different looks are one link. Cost: O(formats +
/// embeds).
[[nodiscard]] std::vector<BlockPart> partsOf(const projection::Block& block);

}  // namespace varve::ui
