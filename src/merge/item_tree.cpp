#include "merge/item_tree.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace varve::merge {

namespace {

constexpr std::size_t slotOf(View view) {
    return static_cast<std::size_t>(view);
}

}  // namespace

ItemTree::ItemTree(FanOut fanOut) : m_fanOut(fanOut) {
    m_leaves.add();
    CHECK(fanOut.leafMax >= 2 && fanOut.leafMax <= kLeafCapacity);
    CHECK(fanOut.innerMax >= 2 && fanOut.innerMax <= kInnerCapacity);
}

bool ItemTree::settle(Cursor& cursor) const {
    const Leaf& leaf = m_leaves[cursor.leaf];
    if (cursor.index < leaf.count) return true;
    if (leaf.next == kNone) return false;
    cursor = {leaf.next, 0};
    return true;
}

bool ItemTree::moveToInserted(Cursor& cursor) const {
    const Leaf& leaf = m_leaves[cursor.leaf];
    for (; cursor.index < leaf.count; ++cursor.index) {
        if (leaf.items[cursor.index].isInserted(View::kPrepare)) return true;
    }
    std::uint32_t slot = leaf.slot;
    std::uint32_t level = 0;
    for (std::uint32_t node = leaf.parent; node != kNone; slot = m_inners[node].slot, node = m_inners[node].parent) {
        ++level;
        const Inner* inner = &m_inners[node];
        const auto nextWithInserted = [&inner](std::uint32_t from) {
            while (from < inner->count && inner->sum[kInsertedSum][from] == 0)
                ++from;
            return from;
        };
        slot = nextWithInserted(slot + 1);
        if (slot == inner->count) continue;
        while (--level > 0) {
            inner = &m_inners[inner->child[slot]];
            slot = nextWithInserted(0);
        }
        cursor = {inner->child[slot], 0};
        while (!at(cursor).isInserted(View::kPrepare))
            ++cursor.index;
        return true;
    }
    return false;
}

std::uint32_t ItemTree::findLeaf(View view, std::uint32_t& offset) const {
    CHECK(offset < count(view));
    std::uint32_t node = m_root;
    for (std::uint32_t level = m_height; level > 0; --level) {
        const Inner& inner = m_inners[node];
        const auto& sums = inner.sum[slotOf(view)];
        std::uint32_t index = 0;
        while (offset >= sums[index])
            offset -= sums[index++];
        node = inner.child[index];
    }
    return node;
}

ItemTree::Place ItemTree::findInLeaf(View view, std::uint32_t leaf, std::uint32_t offset) const {
    const Leaf& node = m_leaves[leaf];
    for (std::uint32_t index = 0;; ++index) {
        DCHECK(index < node.count);
        const std::uint32_t visible = node.items[index].visibleCount(view);
        if (offset < visible) return {{leaf, index}, offset};
        offset -= visible;
    }
}

ItemTree::Place ItemTree::find(View view, std::uint32_t offset) const {
    const std::uint32_t leaf = findLeaf(view, offset);
    return findInLeaf(view, leaf, offset);
}

bool ItemTree::moveRecentTo(std::uint32_t offset) {
    if (m_recent.leaf == kNone || offset < m_recent.beforeLeaf) return false;
    const Leaf& leaf = m_leaves[m_recent.leaf];
    if (leaf.parent != kNone) {
        // What stands behind the leaf need not be looked for in it.
        const std::uint32_t visible = m_inners[leaf.parent].sum[slotOf(View::kPrepare)][leaf.slot];
        if (offset - m_recent.beforeLeaf >= visible) return false;
    }
    while (offset < m_recent.before)
        m_recent.before -= leaf.items[--m_recent.index].visibleCount(View::kPrepare);
    for (; m_recent.index < leaf.count; ++m_recent.index) {
        const std::uint32_t visible = leaf.items[m_recent.index].visibleCount(View::kPrepare);
        if (offset - m_recent.before < visible) return true;
        m_recent.before += visible;
    }
    return false;
}

ItemTree::Place ItemTree::find(View view, std::uint32_t offset) {
    if (view == View::kEffect) return std::as_const(*this).find(view, offset);
    if (!moveRecentTo(offset)) {
        std::uint32_t rest = offset;
        m_recent.leaf = findLeaf(view, rest);
        const Place place = findInLeaf(view, m_recent.leaf, rest);
        m_recent.index = place.cursor.index;
        m_recent.before = offset - place.offset;
        m_recent.beforeLeaf = offset - rest;
        return place;
    }
    return {{m_recent.leaf, m_recent.index}, offset - m_recent.before};
}

void ItemTree::keepRecentInFrontOf(std::uint32_t leaf, std::uint32_t index) {
    if (leaf != m_recent.leaf || index >= m_recent.index) return;
    if (index + 1 == m_recent.index) {
        m_recent.index = index;
        m_recent.before -= m_leaves[leaf].items[index].visibleCount(View::kPrepare);
    } else {
        m_recent.index = 0;
        m_recent.before = m_recent.beforeLeaf;
    }
}

ItemTree::Place ItemTree::locate(std::uint32_t event, std::uint32_t leaf) const {
    const Leaf& node = m_leaves[leaf];
    std::uint32_t index = 0;
    while (!node.items[index].holds(event)) {
        ++index;
        CHECK(index < node.count);
    }
    return {{leaf, index}, event - node.items[index].first};
}

std::uint32_t ItemTree::visibleBefore(View view, std::uint32_t leaf) const {
    std::uint32_t before = 0;
    std::uint32_t end = m_leaves[leaf].slot;
    for (std::uint32_t parent = m_leaves[leaf].parent; parent != kNone; parent = m_inners[parent].parent) {
        const auto& sums = m_inners[parent].sum[slotOf(view)];
        for (std::uint32_t index = 0; index < end; ++index)
            before += sums[index];
        end = m_inners[parent].slot;
    }
    return before;
}

std::uint32_t ItemTree::visibleBeforeInLeaf(View view, Cursor cursor) const {
    const Leaf& leaf = m_leaves[cursor.leaf];
    std::uint32_t before = 0;
    for (std::uint32_t index = 0; index < cursor.index; ++index)
        before += leaf.items[index].visibleCount(view);
    return before;
}

bool ItemTree::isBefore(const Place& a, const Place& b) const {
    if (a.cursor.leaf != b.cursor.leaf) return isLeafBefore(a.cursor.leaf, b.cursor.leaf);
    if (a.cursor.index == b.cursor.index) return a.offset < b.offset;
    return a.cursor.index < b.cursor.index;
}

bool ItemTree::isLeafBefore(std::uint32_t a, std::uint32_t b) const {
    std::uint32_t slotA = m_leaves[a].slot;
    std::uint32_t slotB = m_leaves[b].slot;
    std::uint32_t parentA = m_leaves[a].parent;
    std::uint32_t parentB = m_leaves[b].parent;
    while (parentA != parentB) {
        slotA = m_inners[parentA].slot;
        slotB = m_inners[parentB].slot;
        parentA = m_inners[parentA].parent;
        parentB = m_inners[parentB].parent;
    }
    return slotA < slotB;
}

ItemTree::Sums ItemTree::sumsOf(const Item* first, std::uint32_t count) {
    Sums sums{};
    for (const Item* item = first; item != first + count; ++item)
        addTo(sums, *item);
    return sums;
}

void ItemTree::addSums(std::uint32_t leaf, const Sums& change) {
    if ((change[0] | change[1] | change[kInsertedSum]) == 0) return;
    if (leaf != m_recent.leaf && m_recent.leaf != kNone && isLeafBefore(leaf, m_recent.leaf)) {
        m_recent.before += change[slotOf(View::kPrepare)];
        m_recent.beforeLeaf += change[slotOf(View::kPrepare)];
    }
    for (std::size_t sum = 0; sum < change.size(); ++sum)
        m_count[sum] += change[sum];
    std::uint32_t slot = m_leaves[leaf].slot;
    for (std::uint32_t parent = m_leaves[leaf].parent; parent != kNone;) {
        Inner& inner = m_inners[parent];
        for (std::size_t sum = 0; sum < change.size(); ++sum)
            inner.sum[sum][slot] += change[sum];
        slot = inner.slot;
        parent = inner.parent;
    }
}

void ItemTree::change(const Place& place, std::uint32_t count, StateChange change, EventIndex& index) {
    const std::uint32_t at = place.cursor.index;
    Leaf& leaf = m_leaves[place.cursor.leaf];
    Item& item = leaf.items[at];
    Item middle = item.part(place.offset, count);
    Sums sums{};
    takeFrom(sums, middle);
    middle.state[0].bits += change.prepare;
    middle.state[1].bits += change.effect;
    addTo(sums, middle);
    const std::uint32_t behind = place.offset + count;
    const bool startsItem = place.offset == 0;
    const bool endsItem = behind == item.count;
    const bool joinsLeft = startsItem && at > 0 && areOne(leaf.items[at - 1], middle);
    const bool joinsRight = endsItem && at + 1 < leaf.count && areOne(middle, leaf.items[at + 1]);
    keepRecentInFrontOf(place.cursor.leaf, joinsLeft ? at - 1 : at);
    if (joinsRight) middle.count += leaf.items[at + 1].count;
    if (joinsLeft) {
        leaf.items[at - 1].count += middle.count;
        if (endsItem) {
            close(leaf, at, joinsRight ? 2 : 1);
        } else {
            item = item.part(behind, item.count - behind);
        }
    } else if (joinsRight) {
        leaf.items[at + 1] = middle;
        if (startsItem) {
            close(leaf, at, 1);
        } else {
            item.count = place.offset;
        }
    } else if (startsItem && endsItem) {
        item.state = middle.state;
    } else {
        // Its parts differ in their states, hence none continues the one before it.
        const Item whole = item;
        open(leaf, at + 1, (startsItem ? 0U : 1U) + (endsItem ? 0U : 1U));
        std::uint32_t end = at;
        if (!startsItem) leaf.items[end++].count = place.offset;
        leaf.items[end++] = middle;
        if (!endsItem) leaf.items[end++] = whole.part(behind, whole.count - behind);
        addSums(place.cursor.leaf, sums);
        splitWhereFull(place.cursor.leaf, end, index);
        return;
    }
    addSums(place.cursor.leaf, sums);
}

void ItemTree::insert(Cursor cursor, const Item& item, EventIndex& index) {
    Leaf& leaf = m_leaves[cursor.leaf];
    const std::uint32_t at = cursor.index;
    const bool joinsLeft = at > 0 && areOne(leaf.items[at - 1], item);
    const bool joinsRight = at < leaf.count && areOne(item, leaf.items[at]);
    keepRecentInFrontOf(cursor.leaf, joinsLeft ? at - 1 : at);
    if (joinsLeft) {
        leaf.items[at - 1].count += item.count;
        if (joinsRight) {
            leaf.items[at - 1].count += leaf.items[at].count;
            close(leaf, at, 1);
        }
    } else if (joinsRight) {
        const std::uint32_t count = leaf.items[at].count;
        leaf.items[at] = item;
        leaf.items[at].count += count;
    } else {
        open(leaf, at, 1);
        leaf.items[at] = item;
    }
    addSums(cursor.leaf, sumsOf(&item, 1));
    splitWhereFull(cursor.leaf, at + 1, index);
}

void ItemTree::insertBehind(const Place& place, const Item& item, EventIndex& index) {
    Leaf& leaf = m_leaves[place.cursor.leaf];
    const std::uint32_t at = place.cursor.index;
    const std::uint32_t kept = place.offset + 1;
    keepRecentInFrontOf(place.cursor.leaf, at);
    // What stands between two scalars of a run continues neither of them.
    open(leaf, at + 1, 2);
    leaf.items[at + 2] = leaf.items[at].part(kept, leaf.items[at].count - kept);
    leaf.items[at + 1] = item;
    leaf.items[at].count = kept;
    addSums(place.cursor.leaf, sumsOf(&item, 1));
    splitWhereFull(place.cursor.leaf, at + 3, index);
}

void ItemTree::replace(Cursor cursor, std::uint32_t replacedCount, const Pieces& pieces, EventIndex& index) {
    Leaf& leaf = m_leaves[cursor.leaf];
    std::uint32_t begin = cursor.index;
    std::uint32_t end = cursor.index + replacedCount;
    Sums sums = sumsOf(pieces.items.data(), pieces.count);
    if (replacedCount > 0) takeFrom(sums, leaf.items[begin]);

    std::array<Item, 5> joined;
    std::uint32_t joinedCount = 0;
    const auto push = [&joined, &joinedCount](const Item& item) {
        if (joinedCount > 0 && joined[joinedCount - 1].isContinuedBy(item)) {
            joined[joinedCount - 1].count += item.count;
        } else {
            joined[joinedCount++] = item;
        }
    };
    if (begin > 0 && leaf.items[begin - 1].isContinuedBy(pieces.items[0])) push(leaf.items[--begin]);
    for (std::uint32_t piece = 0; piece < pieces.count; ++piece)
        push(pieces.items[piece]);
    if (end < leaf.count && joined[joinedCount - 1].isContinuedBy(leaf.items[end])) push(leaf.items[end++]);

    keepRecentInFrontOf(cursor.leaf, begin);
    if (joinedCount > end - begin) {
        open(leaf, end, joinedCount - (end - begin));
    } else if (joinedCount < end - begin) {
        close(leaf, begin + joinedCount, end - begin - joinedCount);
    }
    std::copy(joined.begin(), joined.begin() + joinedCount, leaf.items.begin() + begin);
    addSums(cursor.leaf, sums);
    splitWhereFull(cursor.leaf, begin + joinedCount, index);
}

void ItemTree::splitFull(std::uint32_t leaf, std::uint32_t changedEnd, EventIndex& index) {
    // What is written behind everything else is followed by more of it: the leaf stays full.
    const std::uint32_t count = m_leaves[leaf].count;
    splitLeaf(leaf, changedEnd == count ? count - 1 : count / 2, index);
}

void ItemTree::joinItems(Leaf& leaf, std::uint32_t begin, std::uint32_t end) {
    std::uint32_t at = begin + 1;
    while (at < end && !areOne(leaf.items[at - 1], leaf.items[at]))
        ++at;
    if (at >= end) return;
    keepRecentInFrontOf(static_cast<std::uint32_t>(&leaf - &m_leaves[0]), at - 1);
    std::uint32_t kept = at;
    for (; at < leaf.count; ++at) {
        if (at < end && areOne(leaf.items[kept - 1], leaf.items[at])) {
            leaf.items[kept - 1].count += leaf.items[at].count;
        } else {
            leaf.items[kept++] = leaf.items[at];
        }
    }
    leaf.count = kept;
}

void ItemTree::reserve(std::size_t itemCount) {
    // Leaves are more than half full in the end.
    m_leaves.reserve(m_leaves.size() + 2 * itemCount / m_fanOut.leafMax);
}

void ItemTree::trim() {
    m_leaves.trim();
    m_inners.trim();
}

void ItemTree::splitLeaf(std::uint32_t leaf, std::uint32_t kept, EventIndex& index) {
    Leaf& full = m_leaves[leaf];
    const std::uint32_t keptMin = std::max({1U, full.count / 4, full.count - m_fanOut.leafMax});
    kept = std::clamp(kept, keptMin, std::min(full.count - 1, m_fanOut.leafMax));
    if (full.parent == kNone) growRoot(0);
    // The half with fewer units moves: what is left of a long insertion that is cut from its beginning on stays where
    // it is, and a unit moves only when its leaf has lost half of its units or more since it came.
    const auto unitsOf = [&full](std::uint32_t begin, std::uint32_t end) {
        std::uint64_t count = 0;
        for (std::uint32_t item = begin; item < end; ++item)
            count += full.items[item].count;
        return count;
    };
    if (unitsOf(0, kept) < unitsOf(kept, full.count)) {
        moveFront(leaf, kept, index);
    } else {
        moveBack(leaf, kept, index);
    }
}

void ItemTree::moveBack(std::uint32_t leaf, std::uint32_t kept, EventIndex& index) {
    const std::uint32_t created = m_leaves.add();
    Leaf& left = m_leaves[leaf];
    Leaf& right = m_leaves[created];
    right.count = left.count - kept;
    std::copy(left.items.begin() + kept, left.items.begin() + left.count, right.items.begin());
    left.count = kept;
    right.next = left.next;
    right.previous = leaf;
    if (left.next != kNone) m_leaves[left.next].previous = created;
    left.next = created;
    placeAll(created, index);
    if (leaf == m_recent.leaf && m_recent.index >= kept) {
        m_recent.leaf = created;
        m_recent.index -= kept;
        m_recent.beforeLeaf += sumsOf(left.items.data(), kept)[slotOf(View::kPrepare)];
    }
    insertChild(left.parent, leaf, created, sumsOf(right.items.data(), right.count), 0);
}

void ItemTree::moveFront(std::uint32_t leaf, std::uint32_t moved, EventIndex& index) {
    const std::uint32_t created = m_leaves.add();
    Leaf& left = m_leaves[created];
    Leaf& right = m_leaves[leaf];
    left.count = moved;
    std::copy(right.items.begin(), right.items.begin() + moved, left.items.begin());
    close(right, 0, moved);
    left.next = leaf;
    left.previous = right.previous;
    (left.previous == kNone ? m_firstLeaf : m_leaves[left.previous].next) = created;
    right.previous = created;
    placeAll(created, index);
    if (leaf == m_recent.leaf && m_recent.index >= moved) {
        m_recent.index -= moved;
        m_recent.beforeLeaf += sumsOf(left.items.data(), moved)[slotOf(View::kPrepare)];
    } else if (leaf == m_recent.leaf) {
        m_recent.leaf = created;
    }
    // It takes the entry of the leaf, which then gets a new one behind it.
    left.parent = right.parent;
    left.slot = right.slot;
    m_inners[left.parent].child[left.slot] = created;
    insertChild(left.parent, created, leaf, sumsOf(right.items.data(), right.count), 0);
}

void ItemTree::placeAll(std::uint32_t leaf, EventIndex& index) const {
    const Leaf& node = m_leaves[leaf];
    for (std::uint32_t item = 0; item < node.count; ++item)
        index.place(node.items[item].first, node.items[item].count, leaf);
}

std::uint32_t ItemTree::growRoot(std::uint32_t level) {
    const std::uint32_t created = m_inners.add();
    Inner& root = m_inners[created];
    root.count = 1;
    root.child[0] = m_root;
    for (std::size_t sum = 0; sum < m_count.size(); ++sum)
        root.sum[sum][0] = m_count[sum];
    linkChildren(created, 0, level);
    m_root = created;
    m_height = level + 1;
    return created;
}

void ItemTree::linkChildren(std::uint32_t inner, std::uint32_t slot, std::uint32_t level) {
    const Inner& node = m_inners[inner];
    for (; slot < node.count; ++slot) {
        const std::uint32_t child = node.child[slot];
        (level == 0 ? m_leaves[child].parent : m_inners[child].parent) = inner;
        (level == 0 ? m_leaves[child].slot : m_inners[child].slot) = slot;
    }
}

void ItemTree::insertChild(std::uint32_t parent, std::uint32_t left, std::uint32_t right, Sums moved,
                           std::uint32_t level) {
    while (true) {
        Inner& inner = m_inners[parent];
        const std::uint32_t place = (level == 0 ? m_leaves[left].slot : m_inners[left].slot) + 1;
        const auto open = [&inner, place](auto& entries, std::uint32_t value) {
            std::copy_backward(entries.begin() + place, entries.begin() + inner.count,
                               entries.begin() + inner.count + 1);
            entries[place] = value;
        };
        open(inner.child, right);
        for (std::size_t sum = 0; sum < moved.size(); ++sum) {
            open(inner.sum[sum], moved[sum]);
            inner.sum[sum][place - 1] -= moved[sum];
        }
        ++inner.count;
        linkChildren(parent, place, level);
        if (inner.count <= m_fanOut.innerMax) return;
        moved = splitInner(parent, level);
        left = parent;
        right = static_cast<std::uint32_t>(m_inners.size()) - 1;
        ++level;
        parent = m_inners[left].parent == kNone ? growRoot(level) : m_inners[left].parent;
    }
}

ItemTree::Sums ItemTree::splitInner(std::uint32_t inner, std::uint32_t level) {
    const std::uint32_t created = m_inners.add();
    Inner& left = m_inners[inner];
    Inner& right = m_inners[created];
    const std::uint32_t kept = left.count / 2;
    right.count = left.count - kept;
    Sums moved{};
    for (std::uint32_t entry = 0; entry < right.count; ++entry) {
        right.child[entry] = left.child[kept + entry];
        for (std::size_t sum = 0; sum < moved.size(); ++sum) {
            right.sum[sum][entry] = left.sum[sum][kept + entry];
            moved[sum] += right.sum[sum][entry];
        }
    }
    left.count = kept;
    linkChildren(created, 0, level);
    return moved;
}

std::size_t ItemTree::itemCount() const {
    std::size_t count = 0;
    for (std::size_t leaf = 0; leaf < m_leaves.size(); ++leaf)
        count += m_leaves[leaf].count;
    return count;
}

std::size_t ItemTree::memoryBytes() const {
    return m_leaves.capacity() * sizeof(Leaf) + m_inners.capacity() * sizeof(Inner) + m_crowds.memoryBytes();
}

void ItemTree::checkInvariants(const EventIndex& index) const {
    CHECK(checkNode(m_root, m_height) == m_count);
    CHECK((m_height == 0 ? m_leaves[m_root].parent : m_inners[m_root].parent) == kNone);
    // Leaves are linked in document order.
    std::size_t leafCount = 0;
    std::uint32_t before = 0;
    std::uint32_t previous = kNone;
    for (std::uint32_t leaf = m_firstLeaf; leaf != kNone; leaf = m_leaves[leaf].next) {
        CHECK(visibleBefore(View::kPrepare, leaf) == before);
        CHECK(m_leaves[leaf].previous == previous);
        previous = leaf;
        const Leaf& node = m_leaves[leaf];
        if (leaf == m_recent.leaf) {
            CHECK(m_recent.beforeLeaf == before && m_recent.index <= node.count);
            CHECK(m_recent.before == before + visibleBeforeInLeaf(View::kPrepare, {leaf, m_recent.index}));
        }
        for (std::uint32_t item = 0; item < node.count; ++item) {
            const Item& value = node.items[item];
            CHECK(value.count > 0 && value.end() <= index.size());
            CHECK(value.isInserted(View::kEffect));
            for (std::uint32_t unit = value.first; unit < value.end(); ++unit)
                CHECK(index[unit] == leaf);
            if (item > 0) CHECK(!node.items[item - 1].isContinuedBy(value));
            before += value.visibleCount(View::kPrepare);
        }
        ++leafCount;
    }
    CHECK(leafCount == m_leaves.size());
}

ItemTree::Sums ItemTree::checkNode(std::uint32_t node, std::uint32_t level) const {
    if (level == 0) {
        const Leaf& leaf = m_leaves[node];
        CHECK(leaf.count <= m_fanOut.leafMax && (leaf.count > 0 || m_height == 0));
        return sumsOf(leaf.items.data(), leaf.count);
    }
    const Inner& inner = m_inners[node];
    CHECK(inner.count > 0 && inner.count <= m_fanOut.innerMax);
    Sums total{};
    for (std::uint32_t entry = 0; entry < inner.count; ++entry) {
        const std::uint32_t child = inner.child[entry];
        CHECK((level == 1 ? m_leaves[child].parent : m_inners[child].parent) == node);
        CHECK((level == 1 ? m_leaves[child].slot : m_inners[child].slot) == entry);
        const Sums sums = checkNode(child, level - 1);
        for (std::size_t sum = 0; sum < sums.size(); ++sum) {
            CHECK(sums[sum] == inner.sum[sum][entry]);
            total[sum] += sums[sum];
        }
    }
    return total;
}

}  // namespace varve::merge
