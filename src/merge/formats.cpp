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
    const auto [known, isNew] = m_formats.try_emplace(set);
    if (isNew) known->second = formatOf(winnersOf(set));
    return known->second;
}

const Formats::Winners& Formats::winnersOf(MarkSet set) {
    const auto known = m_winners.find(set);
    if (known != m_winners.end()) return known->second;
    Winners winners;
    if (const auto halves = m_state.marks.sets().halves(set)) {
        winners = merged(winnersOf(halves->first), winnersOf(halves->second));
    } else {
        m_state.marks.sets().forEach(set, [&](MarkNumber mark) {
            if (!isCounted(mark)) return;
            const auto place =
                std::ranges::lower_bound(winners, keyOf(mark), {}, [&](MarkNumber other) { return keyOf(other); });
            if (place == winners.end() || keyOf(*place) != keyOf(mark)) {
                winners.insert(place, mark);
            } else if (m_state.marks.winsOver(m_log, mark, *place)) {
                *place = mark;
            }
        });
    }
    return m_winners.emplace(set, std::move(winners)).first->second;
}

Formats::Winners Formats::merged(const Winners& a, const Winners& b) const {
    Winners result;
    result.reserve(a.size() + b.size());
    auto next = b.begin();
    for (MarkNumber mark : a) {
        while (next != b.end() && keyOf(*next) < keyOf(mark))
            result.push_back(*next++);
        if (next != b.end() && keyOf(*next) == keyOf(mark)) {
            if (m_state.marks.winsOver(m_log, *next, mark)) mark = *next;
            ++next;
        }
        result.push_back(mark);
    }
    result.insert(result.end(), next, b.end());
    return result;
}

document::FormatPointer Formats::of(const std::vector<MarkNumber>& marks) const {
    Winners winners;
    for (const MarkNumber mark : marks) {
        if (isCounted(mark)) winners = merged(winners, {mark});
    }
    return formatOf(winners);
}

document::FormatPointer Formats::formatOf(const Winners& winners) const {
    document::Format format;
    for (const MarkNumber mark : winners) {
        const event::OperationRun& run = m_log.operationRuns()[m_state.marks.record(mark).operationRun];
        const auto& operation = std::get<event::Mark>(m_log.sideOperation(run));
        if (!std::holds_alternative<std::monostate>(operation.value))
            format.emplace_back(operation.key, operation.value);
    }
    if (format.empty()) return nullptr;
    std::ranges::sort(format, {}, &document::Format::value_type::first);
    return std::make_shared<const document::Format>(std::move(format));
}

}  // namespace varve::merge
