// An item tree made of all its items at once.
#include <algorithm>

#include "merge/item_tree.h"

namespace varve::merge {

namespace {

/// Room for what comes next, as splitting leaves it.
constexpr std::uint32_t filled(std::uint32_t capacity) {
    return std::max(2U, capacity * 3 / 4);
}

/// Number of the first of `count` things in part number `part` of `partCount` even ones.
std::size_t beginOfPart(std::size_t part, std::size_t partCount, std::size_t count) {
    return part * count / partCount;
}

std::size_t partCountOf(std::size_t count, std::uint32_t partSize) {
    return (count + partSize - 1) / partSize;
}

}  // namespace

std::vector<ItemTree::Sums> ItemTree::buildLeaves(std::span<const Item> items) {
    const std::size_t leafCount = partCountOf(items.size(), filled(m_fanOut.leafMax));
    m_leaves.reserve(leafCount);
    while (m_leaves.size() < leafCount)
        m_leaves.add();
    std::vector<Sums> sums;
    sums.reserve(leafCount);
    for (std::size_t number = 0; number < leafCount; ++number) {
        Leaf& leaf = m_leaves[number];
        const std::size_t begin = beginOfPart(number, leafCount, items.size());
        leaf.count = static_cast<std::uint32_t>(beginOfPart(number + 1, leafCount, items.size()) - begin);
        std::copy_n(items.begin() + static_cast<std::ptrdiff_t>(begin), leaf.count, leaf.items.begin());
        if (number > 0) leaf.previous = static_cast<std::uint32_t>(number - 1);
        if (number + 1 < leafCount) leaf.next = static_cast<std::uint32_t>(number + 1);
        sums.push_back(sumsOf(leaf.items.data(), leaf.count));
    }
    return sums;
}

void ItemTree::build(std::span<const Item> items) {
    std::vector<Sums> sums = buildLeaves(items);
    std::uint32_t first = 0;  // of the nodes of this level, in their arena
    for (; sums.size() > 1; ++m_height) {
        const std::size_t parentCount = partCountOf(sums.size(), filled(m_fanOut.innerMax));
        const auto firstParent = static_cast<std::uint32_t>(m_inners.size());
        for (std::size_t added = 0; added < parentCount; ++added)
            m_inners.add();
        std::vector<Sums> parentSums(parentCount);
        for (std::size_t number = 0; number < parentCount; ++number) {
            Inner& inner = m_inners[firstParent + number];
            const std::size_t begin = beginOfPart(number, parentCount, sums.size());
            inner.count = static_cast<std::uint32_t>(beginOfPart(number + 1, parentCount, sums.size()) - begin);
            for (std::uint32_t slot = 0; slot < inner.count; ++slot) {
                inner.child[slot] = first + static_cast<std::uint32_t>(begin) + slot;
                const Sums& child = sums[begin + slot];
                for (std::size_t sum = 0; sum < child.size(); ++sum) {
                    inner.sum[sum][slot] = child[sum];
                    parentSums[number][sum] += child[sum];
                }
            }
            linkChildren(firstParent + static_cast<std::uint32_t>(number), 0, m_height);
        }
        sums = std::move(parentSums);
        first = firstParent;
    }
    m_root = first;
    m_count = sums.front();
}

}  // namespace varve::merge
