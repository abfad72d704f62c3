// An item tree made of all its items at once.
#include <algorithm>

#include "merge/item_tree.h"

namespace varve::merge {

namespace {

/// Children of an inner node, with room for what comes next, as splitting leaves it.
constexpr std::uint32_t filledInner(std::uint32_t capacity) {
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

/// Adds an item behind all others, while there are leaves only; `sums` are theirs.
void ItemTree::append(const Item& item, std::vector<Sums>& sums) {
    auto last = static_cast<std::uint32_t>(sums.size()) - 1;
    if (sums.empty() || m_leaves[last].count == m_fanOut.leafMax) {
        if (++last > 0) {
            static_cast<void>(m_leaves.add());
            m_leaves[last].previous = last - 1;
            m_leaves[last - 1].next = last;
        }
        sums.emplace_back();
    }
    Leaf& leaf = m_leaves[last];
    leaf.items[leaf.count++] = item;
    addTo(sums.back(), item);
}

void ItemTree::pack() {
    const std::size_t count = itemCount();
    if (count == 0) return;
    ItemTree packed(m_fanOut);
    packed.m_leaves.reserve(count / m_fanOut.leafMax + 1);
    std::vector<Sums> sums;
    Item item;
    for (Cursor cursor = begin(); settle(cursor); ++cursor.index) {
        // The tree does not join items of two leaves.
        if (item.count > 0 && item.isContinuedBy(at(cursor))) {
            item.count += at(cursor).count;
            continue;
        }
        if (item.count > 0) packed.append(item, sums);
        item = at(cursor);
    }
    packed.append(item, sums);
    packed.buildInners(std::move(sums));
    packed.m_crowds = std::move(m_crowds);
    *this = std::move(packed);
}

void ItemTree::build(std::span<const Item> items) {
    std::vector<Sums> sums;
    m_leaves.reserve(items.size() / m_fanOut.leafMax + 1);
    for (const Item& item : items)
        append(item, sums);
    buildInners(std::move(sums));
}

/// `sums`: of the leaves, at least one.
void ItemTree::buildInners(std::vector<Sums> sums) {
    std::uint32_t first = 0;  // of the nodes of this level, in their arena
    for (; sums.size() > 1; ++m_height) {
        const std::size_t parentCount = partCountOf(sums.size(), filledInner(m_fanOut.innerMax));
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
