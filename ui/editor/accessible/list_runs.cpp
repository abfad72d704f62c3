#include "ui/editor/accessible/list_runs.h"

#include <algorithm>

namespace varve::ui {

ListRuns::ListRuns(const projection::BlockSequence& blocks) : m_blockCount(blocks.blockCount()) {
    if (m_blockCount > kListedBlocksMax) return;
    for (std::uint32_t index = 0; index < m_blockCount; ++index) {
        if (!blocks.blockAt(index)->shownAttributes().isListItem()) continue;
        if (!m_runs.empty() && m_runs.back().end == index) {
            ++m_runs.back().end;
        } else {
            m_runs.push_back({index, index + 1});
        }
    }
    std::uint32_t hidden = 0;
    for (const Run& run : m_runs) {
        hidden += run.end - run.begin - 1;
        m_hidden.push_back(hidden);
    }
}

const ListRuns::Run* ListRuns::runOf(std::uint32_t block) const {
    const auto next = std::ranges::upper_bound(m_runs, block, {}, &Run::begin);
    if (next == m_runs.begin() || std::prev(next)->end <= block) return nullptr;
    return &*std::prev(next);
}

std::uint32_t ListRuns::childCount() const {
    return m_blockCount - hiddenBefore(m_runs.size());
}

std::uint32_t ListRuns::childOf(std::uint32_t block) const {
    const auto next = std::ranges::upper_bound(m_runs, block, {}, &Run::begin);
    const auto count = static_cast<std::size_t>(next - m_runs.begin());
    if (count > 0 && block < m_runs[count - 1].end) return m_runs[count - 1].begin - hiddenBefore(count - 1);
    return block - hiddenBefore(count);
}

std::uint32_t ListRuns::blockOf(std::uint32_t child) const {
    std::size_t low = 0;
    std::size_t high = m_runs.size();
    // The first run that stands behind the child.
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (m_runs[middle].begin - hiddenBefore(middle) > child) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    if (low > 0 && m_runs[low - 1].begin - hiddenBefore(low - 1) == child) return m_runs[low - 1].begin;
    return child + hiddenBefore(low);
}

}  // namespace varve::ui
