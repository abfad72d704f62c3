// Sets of marks as bytes, for tracker snapshots: the nodes in the order of their numbers, then pairs of sets.
#include <algorithm>
#include <bit>

#include "merge/marks.h"

namespace varve::merge {

void MarkSets::write(ByteWriter& writer) const {
    writer.writeVarint(m_nodes.count() - 1);
    for (std::uint32_t number = 1; number < m_nodes.count(); ++number) {
        const Node& node = m_nodes[number];
        writer.writeVarint(node.isLeaf() ? 0U : static_cast<std::uint32_t>(std::bit_width(node.branch)));
        writer.writeVarint(node.prefix);
        writer.writeVarint(node.isLeaf() ? node.low : number - node.low);
        writer.writeVarint(node.isLeaf() ? node.high : number - node.high);
    }
}

bool MarkSets::isInHalf(MarkSet child, std::uint32_t prefix, std::uint32_t branch, bool isHigh) const {
    const Node& node = m_nodes[child];
    return node.branch < branch && (node.prefix & ~(2 * branch - 1)) == prefix &&
           ((node.prefix & branch) != 0) == isHigh;
}

std::vector<std::uint32_t> MarkSets::read(ByteReader& reader, std::span<const std::uint32_t> textByMark) {
    constexpr std::uint32_t kBranchBits = 32 - std::bit_width(kLeafBits - 1);  // of a block's number
    std::vector<std::uint32_t> textBySet{kNone};
    const std::uint64_t end = 1 + reader.readVarintUpTo(reader.remaining());
    for (std::uint32_t number = 1; number < end && !reader.failed(); ++number) {
        const auto branchBits = static_cast<std::uint32_t>(reader.readVarintUpTo(kBranchBits));
        const auto prefix = static_cast<std::uint32_t>(reader.readVarintUpTo(kNone / kLeafBits));
        const auto low = static_cast<std::uint32_t>(reader.readVarintUpTo(kNone));
        const auto high = static_cast<std::uint32_t>(reader.readVarintUpTo(kNone));
        std::uint32_t text = kNone;
        bool isGood = !reader.failed();
        if (isGood && branchBits == 0) {
            for (std::uint64_t bits = low | (std::uint64_t{high} << 32); bits != 0; bits &= bits - 1) {
                const std::uint64_t mark = std::uint64_t{prefix} * kLeafBits + std::countr_zero(bits);
                isGood = isGood && mark < textByMark.size() && (text == kNone || text == textByMark[mark]);
                if (isGood) text = textByMark[mark];
            }
            isGood = isGood && text != kNone && m_nodes.intern({prefix, 0, low, high}) == number;
        } else if (isGood) {
            const std::uint32_t branch = 1U << (branchBits - 1);
            isGood = low > 0 && low < number && high > 0 && high < number &&
                     isInHalf(number - low, prefix, branch, false) && isInHalf(number - high, prefix, branch, true) &&
                     textBySet[number - low] == textBySet[number - high];
            if (isGood) text = textBySet[number - low];
            isGood = isGood && m_nodes.intern({prefix, branch, number - low, number - high}) == number;
        }
        if (!isGood) reader.fail();
        textBySet.push_back(text);
    }
    return textBySet;
}

void Marks::writeSets(ByteWriter& writer) const {
    m_sets.write(writer);
    writer.writeVarint(m_coverages.count() - 1);
    for (std::uint32_t number = 1; number < m_coverages.count(); ++number) {
        writer.writeVarint(m_coverages[number].marks);
        writer.writeVarint(m_coverages[number].openMarks);
    }
}

std::vector<std::uint32_t> Marks::readSets(ByteReader& reader) {
    std::vector<std::uint32_t> textByMark;
    textByMark.reserve(m_records.size());
    for (const MarkRecord& record : m_records)
        textByMark.push_back(record.text);
    const std::vector<std::uint32_t> textBySet = m_sets.read(reader, textByMark);
    std::vector<std::uint32_t> textByCoverage{kNone};
    const std::uint64_t end = 1 + reader.readVarintUpTo(reader.remaining());
    for (std::uint32_t number = 1; number < end && !reader.failed(); ++number) {
        const auto marks = static_cast<MarkSet>(reader.readVarintUpTo(textBySet.size() - 1));
        const auto openMarks = static_cast<MarkSet>(reader.readVarintUpTo(textBySet.size() - 1));
        if (reader.failed()) break;
        const std::uint32_t text = textBySet[marks != 0 ? marks : openMarks];
        if (openMarks != 0 && textBySet[openMarks] != text) reader.fail();
        if (m_coverages.intern({marks, openMarks}) != number) reader.fail();
        textByCoverage.push_back(text);
    }
    m_collectionCount = m_sets.nodeCount() + m_coverages.count();
    return textByCoverage;
}

}  // namespace varve::merge
