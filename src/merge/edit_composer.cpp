#include "merge/edit_composer.h"

#include <algorithm>

#include "base/check.h"

namespace varve::merge {

using event::LocalRange;
using event::OperationRun;
using event::OperationType;

EditComposer::EditComposer(const event::EventLog& log, std::uint32_t oldCount) : m_log(log) {
    if (oldCount > 0) insert({.count = oldCount, .run = kRetained, .begin = 0});
}

bool EditComposer::apply(LocalRange events) {
    if (events.isEmpty()) return true;
    const auto runs = m_log.operationRuns();
    for (std::size_t index = m_log.operationRunIndexOf(events.begin);
         index < runs.size() && runs[index].events.begin < events.end; ++index) {
        const OperationRun& run = runs[index];
        const bool inserts = run.type == OperationType::kInsert;
        if ((!inserts && run.type != OperationType::kDelete) || run.sequence != 0) return false;
        const event::LocalVersion begin = std::max(run.events.begin, events.begin);
        const std::uint32_t skipped = begin - run.events.begin;
        const std::uint32_t count = std::min(run.events.end, events.end) - begin;
        std::uint32_t offset = run.offset;
        if (inserts) offset += skipped;
        if (!inserts && run.direction == event::Direction::kBackward) offset -= skipped + (count - 1);
        m_stepsLeft += kStepsPerRun;
        if (!moveTo(offset) || m_stepsLeft < 0) return false;
        if (!inserts) {
            if (!erase(count) || m_stepsLeft < 0) return false;
            continue;
        }
        insert({.count = count, .run = static_cast<std::uint32_t>(index), .begin = begin.value});
    }
    return true;
}

EditComposer::Stretch EditComposer::cutFront(Stretch& stretch, std::uint32_t count) {
    const Stretch front{.count = count, .run = stretch.run, .begin = stretch.begin};
    stretch.count -= count;
    stretch.begin += count;
    return front;
}

bool EditComposer::moveTo(std::uint32_t offset) {
    const std::size_t from = m_block;
    while (offset < m_blockStart)
        m_blockStart -= m_blocks[--m_block].count;
    while (offset > m_blockStart + m_blocks[m_block].count) {
        if (m_block + 1 == m_blocks.size()) return false;
        m_blockStart += m_blocks[m_block++].count;
    }
    m_stepsLeft -= static_cast<std::int64_t>(m_block < from ? from - m_block : m_block - from);
    if (m_block != from || offset < m_offset) {
        m_index = 0;
        m_offset = m_blockStart;
    }
    std::vector<Stretch>& stretches = m_blocks[m_block].stretches;
    const std::size_t fromIndex = m_index;
    while (m_offset < offset) {
        Stretch& next = stretches[m_index];
        const std::uint32_t missing = offset - m_offset;
        if (countOf(next) > missing) {
            const Stretch front = cutFront(next, missing);
            stretches.insert(stretches.begin() + static_cast<std::ptrdiff_t>(m_index), front);
            m_offset = offset;
        } else {
            m_offset += countOf(next);
        }
        ++m_index;
    }
    m_stepsLeft -= static_cast<std::int64_t>(m_index - fromIndex);
    splitLongBlock();
    return true;
}

void EditComposer::insert(const Stretch& stretch) {
    Block& block = m_blocks[m_block];
    block.stretches.insert(block.stretches.begin() + static_cast<std::ptrdiff_t>(m_index), stretch);
    block.count += countOf(stretch);
    ++m_index;
    m_offset += countOf(stretch);
    splitLongBlock();
}

void EditComposer::splitLongBlock() {
    if (m_blocks[m_block].stretches.size() <= kBlockSize) return;
    m_stepsLeft -= static_cast<std::int64_t>(kBlockSize + 2 * (m_blocks.size() - m_block));
    Block second;
    Block& first = m_blocks[m_block];
    const auto middle = first.stretches.begin() + kBlockSize / 2;
    second.stretches.reserve(kBlockSize + 2);
    second.stretches.assign(middle, first.stretches.end());
    first.stretches.erase(middle, first.stretches.end());
    for (const Stretch& stretch : second.stretches)
        second.count += countOf(stretch);
    first.count -= second.count;
    const std::uint32_t firstCount = first.count;
    m_blocks.insert(m_blocks.begin() + static_cast<std::ptrdiff_t>(m_block) + 1, std::move(second));
    if (m_index > kBlockSize / 2) {
        ++m_block;
        m_blockStart += firstCount;
        m_index -= kBlockSize / 2;
    }
}

bool EditComposer::erase(std::uint32_t count) {
    while (count > 0) {
        Block& block = m_blocks[m_block];
        if (m_index == block.stretches.size()) {
            if (m_block + 1 == m_blocks.size()) return false;
            m_blockStart += block.count;
            ++m_block;
            m_index = 0;
            --m_stepsLeft;
            continue;
        }
        Stretch& next = block.stretches[m_index];
        const std::uint32_t taken = std::min(count, countOf(next));
        if (taken == 0) {  // went before
            ++m_index;
            --m_stepsLeft;
            continue;
        }
        count -= taken;
        block.count -= taken;
        const bool wasRetained = next.run == kRetained;
        static_cast<void>(cutFront(next, taken));
        if (next.count == 0) block.stretches.erase(block.stretches.begin() + static_cast<std::ptrdiff_t>(m_index));
        if (wasRetained) {
            insert({.count = taken, .run = kRemoved, .begin = 0});
        } else if (block.stretches.empty()) {
            dropEmptyBlock();
        }
    }
    return true;
}

void EditComposer::dropEmptyBlock() {
    if (m_blocks.size() == 1) return;
    m_stepsLeft -= static_cast<std::int64_t>(2 * (m_blocks.size() - m_block));
    m_blocks.erase(m_blocks.begin() + static_cast<std::ptrdiff_t>(m_block));
    m_index = 0;
    if (m_block < m_blocks.size()) return;
    m_blockStart -= m_blocks[--m_block].count;
    m_index = m_blocks[m_block].stretches.size();
}

std::string_view EditComposer::textOf(const Stretch& stretch) const {
    const event::LocalVersion begin{stretch.begin};
    return m_log.insertedText(m_log.operationRuns()[stretch.run], {begin, begin + stretch.count});
}

template <typename Visit>
void EditComposer::visit(Visit visit) const {
    for (const Block& block : m_blocks)
        std::ranges::for_each(block.stretches, visit);
}

document::Patch EditComposer::patch() const {
    document::Patch patch;
    visit([&](const Stretch& stretch) {
        if (stretch.run == kRetained) {
            patch.retain(stretch.count);
        } else if (stretch.run == kRemoved) {
            patch.remove(stretch.count);
        } else {
            patch.add(textOf(stretch), stretch.count);
        }
    });
    return patch;
}

std::string EditComposer::text() const {
    std::string text;
    visit([&](const Stretch& stretch) {
        CHECK(stretch.run != kRetained && stretch.run != kRemoved);
        text += textOf(stretch);
    });
    return text;
}

}  // namespace varve::merge
