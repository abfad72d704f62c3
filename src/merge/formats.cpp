#include "merge/formats.h"

#include <algorithm>

namespace varve::merge {

bool Formats::isCounted(MarkNumber mark) const {
    const bool isFlipped = mark < m_flipped.size() && m_flipped[mark];
    return m_state.marks.record(mark).counted.isCounted(m_view) != isFlipped;
}

const document::FormatPointer& Formats::of(std::uint32_t coverage) {
    const MarkSet set = m_state.marks.coverage(coverage).marks;
    if (set == 0) return m_none;
    const auto [known, isNew] = m_known.try_emplace(set);
    if (isNew) {
        m_counted.clear();
        m_state.marks.sets().forEach(set, [this](MarkNumber mark) { m_counted.push_back(mark); });
        known->second = of(m_counted);
    }
    return known->second;
}

document::FormatPointer Formats::of(const std::vector<MarkNumber>& marks) {
    const Marks& all = m_state.marks;
    std::vector<MarkNumber> winners;
    for (const MarkNumber mark : marks) {
        if (isCounted(mark)) winners.push_back(mark);
    }
    // By key, the winner of each first.
    std::ranges::sort(winners, [&](MarkNumber a, MarkNumber b) {
        const std::uint32_t keyA = all.record(a).key;
        const std::uint32_t keyB = all.record(b).key;
        return keyA != keyB ? keyA < keyB : all.winsOver(m_log, a, b);
    });
    const auto isSameKey = [&](MarkNumber a, MarkNumber b) { return all.record(a).key == all.record(b).key; };
    winners.erase(std::unique(winners.begin(), winners.end(), isSameKey), winners.end());
    document::Format format;
    for (const MarkNumber mark : winners) {
        const event::OperationRun& run = m_log.operationRuns()[all.record(mark).operationRun];
        const auto& operation = std::get<event::Mark>(m_log.sideOperation(run));
        if (!std::holds_alternative<std::monostate>(operation.value))
            format.emplace_back(operation.key, operation.value);
    }
    if (format.empty()) return nullptr;
    std::ranges::sort(format, {}, &document::Format::value_type::first);
    return std::make_shared<const document::Format>(std::move(format));
}

}  // namespace varve::merge
