#include "merge/touched_items.h"

#include <algorithm>

namespace varve::merge {

namespace {

/// A stretch of touched units in one item and the visible scalars in front of it.
struct TouchedPiece {
    std::uint32_t offset = 0;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    bool visible = false;
};

/// Calls `take(range)` for the parts of `events` that lie in one run of operations each.
template <typename Take>
void forEachRun(const event::EventLog& log, event::LocalRange events, Take take) {
    for (std::size_t run = log.operationRunIndexOf(events.begin); !events.isEmpty(); ++run) {
        const event::LocalVersion end = std::min(events.end, log.operationRuns()[run].events.end);
        take(event::LocalRange{events.begin, end});
        events.begin = end;
    }
}

}  // namespace

void appendText(const event::EventLog& log, event::LocalRange events, std::string& text) {
    forEachRun(log, events, [&log, &text](event::LocalRange part) { text += log.insertedText(part); });
}

document::Patch TouchedItems::takePatch(const event::EventLog& log, const ItemTree& tree, const EventIndex& index,
                                        View view) {
    document::Patch patch;
    if (m_ends.empty()) return patch;
    // Sorted, the ends bound alternately what was touched an odd and an even number of times.
    if (m_ends.size() > 2) std::sort(m_ends.begin(), m_ends.end());
    std::vector<TouchedPiece> pieces;
    std::uint32_t leaf = kNone;
    std::uint32_t leafOffset = 0;
    for (std::size_t end = 0; end < m_ends.size(); end += 2) {
        for (std::uint32_t unit = m_ends[end]; unit < m_ends[end + 1];) {
            const ItemTree::Place place = tree.locate(unit, index[unit]);
            if (place.cursor.leaf != leaf) {
                leaf = place.cursor.leaf;
                leafOffset = tree.visibleBefore(view, leaf);
            }
            const Item& item = tree.at(place.cursor);
            TouchedPiece piece;
            piece.visible = item.isVisible(view);
            piece.offset =
                leafOffset + tree.visibleBeforeInLeaf(view, place.cursor) + (piece.visible ? place.offset : 0);
            piece.first = unit;
            piece.count = std::min(item.end(), m_ends[end + 1]) - unit;
            pieces.push_back(piece);
            unit += piece.count;
        }
    }
    m_ends.clear();
    // Hidden pieces with one offset stand in one gap, where a patch knows only one removal: their order is free. A
    // visible piece with the same offset stands behind them.
    std::sort(pieces.begin(), pieces.end(), [](const TouchedPiece& a, const TouchedPiece& b) {
        return a.offset != b.offset ? a.offset < b.offset : a.visible < b.visible;
    });
    std::uint32_t position = 0;
    for (const TouchedPiece& piece : pieces) {
        patch.retain(piece.offset - position);
        position = piece.offset;
        if (!piece.visible) {
            patch.remove(piece.count);
            continue;
        }
        const event::LocalRange events{{piece.first}, {piece.first + piece.count}};
        forEachRun(log, events,
                   [&log, &patch](event::LocalRange part) { patch.add(log.insertedText(part), part.count()); });
        position += piece.count;
    }
    return patch;
}

}  // namespace varve::merge
