// The part of the travel index that knows which event inserted a visible scalar, and where the scalar of an event is.
#include <numeric>

#include "base/check.h"
#include "history/sequence_travel.h"

namespace varve::history {

/// Calls `visit(first, begin, end)` for what is visible of each stretch of a block, in document order: scalars
/// [begin, end) of those that the events from `first` on inserted. Stops when it returns false.
template <typename Visit>
void SequenceTravel::visitVisible(std::size_t block, std::uint32_t position, Visit visit) const {
    std::size_t index = block * kBlock;
    while (index < (block + 1) * kBlock && continues(index))
        ++index;
    while (index < (block + 1) * kBlock) {
        // A stretch that continues another one holds scalars that came with that one for the first time.
        const auto first = static_cast<std::uint32_t>(m_on[index]);
        do {
            const auto [begin, end] = stretchAt(index).visibleAt(static_cast<std::int32_t>(position));
            if (begin < end && !visit(first, begin, end)) return;
        } while (++index < m_on.size() && continues(index));
    }
}

std::vector<std::uint32_t> SequenceTravel::insertionsAt(const Moment& moment,
                                                        std::span<const text::Offset> offsets) const {
    CHECK(moment.blockCounts.size() == blockCount());
    std::vector<std::uint32_t> insertions;
    insertions.reserve(offsets.size());
    std::size_t block = 0;
    std::uint32_t before = 0;  // visible scalars in front of the block
    while (insertions.size() < offsets.size()) {
        const std::uint32_t wanted = offsets[insertions.size()].value;
        CHECK(wanted < moment.count && wanted >= before);
        if (wanted - before >= moment.blockCounts[block]) {
            before += moment.blockCounts[block++];
            continue;
        }
        const std::size_t known = insertions.size();
        std::uint32_t passed = before;
        visitVisible(block, moment.position, [&](std::uint32_t first, std::uint32_t begin, std::uint32_t end) {
            while (insertions.size() < offsets.size()) {
                const std::uint32_t offset = offsets[insertions.size()].value;
                if (offset < passed || offset - passed >= end - begin) break;
                insertions.push_back(first + begin + (offset - passed));
            }
            passed += end - begin;
            return insertions.size() < offsets.size();
        });
        CHECK(insertions.size() > known);
    }
    return insertions;
}

std::optional<text::Offset> SequenceTravel::offsetOf(const Moment& moment, std::uint32_t insertion) const {
    CHECK(moment.blockCounts.size() == blockCount());
    if (insertion >= m_end) return std::nullopt;
    // An event that inserts touches the block of its scalar and no other one.
    const std::uint32_t block = blockOfEventBefore(insertion + 1);
    if (block >= blockCount()) return std::nullopt;
    std::uint32_t offset = std::accumulate(moment.blockCounts.begin(), moment.blockCounts.begin() + block, 0U);
    bool isVisible = false;
    visitVisible(block, moment.position, [&](std::uint32_t first, std::uint32_t begin, std::uint32_t end) {
        isVisible = insertion >= first + begin && insertion < first + end;
        offset += isVisible ? insertion - first - begin : end - begin;
        return !isVisible;
    });
    if (!isVisible) return std::nullopt;
    return text::Offset{offset};
}

}  // namespace varve::history
