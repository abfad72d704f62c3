#include "merge/marks.h"

#include <algorithm>

#include "base/check.h"

namespace varve::merge {

namespace {

/// Every item under a new mark gets a new set, so much is left behind where marks overlap by the thousand; a collection
/// goes over all items. Below the minimum it is not worth its name.
constexpr std::uint32_t kCollectionCountMin = 1U << 16;
constexpr std::uint32_t kCollectionFactor = 6;

}  // namespace

Marks::Marks() {
    m_coverages.intern({});
}

MarkNumber Marks::add(const MarkRecord& record) {
    m_records.push_back(record);
    return static_cast<MarkNumber>(m_records.size() - 1);
}

void Marks::setInPrepare(MarkNumber mark, bool inPrepare) {
    m_records[mark].counted.inPrepare = inPrepare;
    m_unprepared = inPrepare ? m_sets.without(m_unprepared, mark) : m_sets.with(m_unprepared, mark);
}

MarkSet Marks::setOf(std::span<const MarkNumber> marks) {
    MarkSet set = 0;
    for (const MarkNumber mark : marks)
        set = m_sets.with(set, mark);
    return set;
}

std::uint32_t Marks::covered(std::uint32_t number, MarkNumber mark) {
    RecentCover& recent = m_recent[number % m_recent.size()];
    if (recent.before != number || recent.mark != mark) {
        const Coverage before = coverage(number);
        const MarkSet marks = m_sets.with(before.marks, mark);
        const MarkSet openMarks = m_sets.with(before.openMarks, mark);
        recent = {number, mark, m_coverages.intern({marks, openMarks})};
    }
    return recent.after;
}

/// For a mark on one side only or on both.
bool Marks::isInherited(MarkNumber mark, bool onLeft, bool onRight, bool isBlockStart) const {
    if (onLeft && onRight) return true;
    const MarkRecord& record = m_records[mark];
    if (isBlockStart) return onRight && (record.expandsBegin || record.expandsEnd);
    return (onLeft && record.expandsEnd) || (onRight && record.expandsBegin);
}

MarkSet Marks::spread(MarkSet left, MarkSet right, bool isBlockStart) {
    if (left == right) return left;
    MarkSet result = m_sets.intersected(left, right);
    const auto add = [&](MarkSet onOneSide, bool onLeft) {
        m_sets.forEach(onOneSide, [&](MarkNumber mark) {
            if (isInherited(mark, onLeft, !onLeft, isBlockStart)) result = m_sets.with(result, mark);
        });
    };
    add(m_sets.subtracted(left, right), true);
    add(m_sets.subtracted(right, left), false);
    return result;
}

std::uint32_t Marks::inserted(const Surroundings& around, bool isBlockStart) {
    const Coverage left = coverage(around.left);
    const bool isUniform = around.before == around.left && around.behind == around.left && around.right == around.left;
    if (isUniform && !m_sets.intersects(left.marks, m_unprepared) && !m_sets.intersects(left.openMarks, m_unprepared))
        return around.left;
    // Whatever the anchors of a mark are, its interval ends at one of the two neighbours if it does not hold both, and
    // a place next to it belongs to the interval just when the mark expands to that side.
    const MarkSet openMarks = spread(coverage(around.before).openMarks, coverage(around.behind).openMarks, false);
    const MarkSet inheritedMarks = spread(left.marks, coverage(around.right).marks, isBlockStart);
    const MarkSet known = m_sets.subtracted(inheritedMarks, m_unprepared);
    const MarkSet concurrent = m_sets.intersected(openMarks, m_unprepared);
    return m_coverages.intern({m_sets.united(known, concurrent), openMarks});
}

std::vector<MarkNumber> Marks::inherited(std::uint32_t left, std::uint32_t right, bool isBlockStart) const {
    const MarkSet onLeft = coverage(left).marks;
    const MarkSet onRight = coverage(right).marks;
    std::vector<MarkNumber> result;
    m_sets.forEach(onLeft, [&](MarkNumber mark) {
        if (isInherited(mark, true, m_sets.contains(onRight, mark), isBlockStart)) result.push_back(mark);
    });
    m_sets.forEach(onRight, [&](MarkNumber mark) {
        if (!m_sets.contains(onLeft, mark) && isInherited(mark, false, true, isBlockStart)) result.push_back(mark);
    });
    std::ranges::sort(result);
    return result;
}

MarkSet Marks::edgeMarks(std::uint32_t number, const Surroundings& around) {
    const MarkSet inside = m_sets.intersected(coverage(around.before).marks, coverage(around.behind).marks);
    return m_sets.subtracted(coverage(number).marks, inside);
}

bool Marks::winsOver(const event::EventLog& log, MarkNumber a, MarkNumber b) const {
    const MarkRecord& recordA = m_records[a];
    const MarkRecord& recordB = m_records[b];
    if (recordA.lamport != recordB.lamport) return recordA.lamport > recordB.lamport;
    return log.idLess(recordB.event, recordA.event);
}

bool Marks::wantsCollection() const {
    return m_sets.nodeCount() + m_coverages.count() > kCollectionFactor * m_collectionCount + kCollectionCountMin;
}

std::size_t Marks::memoryBytes() const {
    return m_records.capacity() * sizeof(MarkRecord) + m_sets.memoryBytes() + m_coverages.memoryBytes();
}

std::uint32_t Marks::Collection::renumbered(std::uint32_t number) {
    if (number == 0) return 0;
    m_knownCoverages.resize(m_marks.m_coverages.count());
    std::uint32_t& known = m_knownCoverages[number];
    if (known == 0) {
        if (m_coverages.count() == 0) m_coverages.intern({});
        const Coverage old = m_marks.coverage(number);
        const MarkSet marks = m_marks.m_sets.copyTo(m_sets, old.marks, m_knownSets);
        known = m_coverages.intern({marks, m_marks.m_sets.copyTo(m_sets, old.openMarks, m_knownSets)});
    }
    return known;
}

void Marks::Collection::finish() {
    if (m_coverages.count() == 0) m_coverages.intern({});
    m_marks.m_unprepared = m_marks.m_sets.copyTo(m_sets, m_marks.m_unprepared, m_knownSets);
    m_marks.m_sets = std::move(m_sets);
    m_marks.m_coverages = std::move(m_coverages);
    m_marks.m_recent.fill({});
    m_marks.m_collectionCount = m_marks.m_sets.nodeCount() + m_marks.m_coverages.count();
}

}  // namespace varve::merge
