// The part of the travel index that knows which event inserted a visible scalar, where the scalar of an event is, and
// what stands around it.
#include <algorithm>
#include <limits>
#include <numeric>

#include "base/check.h"
#include "history/sequence_travel.h"

namespace varve::history {

namespace {

constexpr std::uint32_t kWhole = std::numeric_limits<std::uint32_t>::max();

}  // namespace

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

SequenceTravel::Excerpt SequenceTravel::excerptAt(const event::EventLog& log, std::uint32_t position,
                                                  std::uint32_t insertion, const ExcerptCounts& counts) const {
    constexpr std::size_t kStretchCountMax = 100'000;  // looked at in one direction
    CHECK(position <= m_end);
    Excerpt excerpt;
    if (insertion >= m_end) return excerpt;
    const std::uint32_t block = blockOfEventBefore(insertion + 1);
    if (block >= blockCount()) return excerpt;
    // The first of the stretches that hold the scalar.
    std::size_t middle = block * kBlock;
    const auto holds = [&](std::size_t index) {
        const auto first = static_cast<std::uint32_t>(m_on[index]);
        return !continues(index) && insertion >= first && insertion - first < m_count[index];
    };
    while (middle < m_stretchCount && middle < (block + 1) * kBlock && !holds(middle))
        ++middle;
    if (middle >= m_stretchCount || !holds(middle)) return excerpt;
    const std::uint32_t inside = insertion - static_cast<std::uint32_t>(m_on[middle]);
    std::size_t behindMiddle = middle + 1;
    while (behindMiddle < m_stretchCount && continues(behindMiddle))
        ++behindMiddle;

    const auto partOf = [&](std::size_t index, std::uint32_t from, std::uint32_t to) {
        const auto [begin, end] = stretchAt(index).visibleAt(static_cast<std::int32_t>(position));
        return std::pair{std::max(begin, from), std::min(end, to)};
    };
    std::uint32_t wanted = counts.behind;
    for (std::size_t index = middle; index < m_stretchCount && wanted > 0 && index - middle < kStretchCountMax;
         ++index) {
        const auto [begin, end] = partOf(index, index < behindMiddle ? inside : 0, kWhole);
        if (begin >= end) continue;
        const std::uint32_t taken = std::min(wanted, end - begin);
        excerpt.behind += textOf(log.content(), index, begin, begin + taken);
        wanted -= taken;
    }
    wanted = counts.before;
    for (std::size_t index = behindMiddle; index-- > 0 && wanted > 0 && behindMiddle - index < kStretchCountMax;) {
        const auto [begin, end] = partOf(index, 0, index < middle ? kWhole : inside);
        if (begin >= end) continue;
        const std::uint32_t taken = std::min(wanted, end - begin);
        excerpt.before.insert(0, textOf(log.content(), index, end - taken, end));
        wanted -= taken;
    }
    return excerpt;
}

std::vector<SequenceTravel::ShownRun> SequenceTravel::shownRuns(std::uint32_t position) const {
    CHECK(position <= m_end);
    std::vector<ShownRun> runs;
    for (std::size_t block = 0; block < blockCount(); ++block) {
        visitVisible(block, position, [&](std::uint32_t first, std::uint32_t begin, std::uint32_t end) {
            if (!runs.empty() && runs.back().first + runs.back().count == first + begin) {
                runs.back().count += end - begin;
            } else {
                runs.push_back({first + begin, end - begin});
            }
            return true;
        });
    }
    return runs;
}

}  // namespace varve::history
