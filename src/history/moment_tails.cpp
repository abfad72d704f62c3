#include "history/moment_tails.h"

#include <algorithm>
#include <bit>

#include "base/check.h"

namespace varve::history {

NumberSet::NumberSet(std::uint32_t bound) : m_bound(bound) {
    std::size_t count = bound;
    do {
        count = (count + 63) / 64;
        m_levels.emplace_back(std::max<std::size_t>(count, 1));
    } while (count > 1);
}

void NumberSet::insert(std::uint32_t number) {
    for (std::vector<std::uint64_t>& level : m_levels) {
        std::uint64_t& word = level[number / 64];
        const bool wasEmpty = word == 0;
        word |= std::uint64_t{1} << (number % 64);
        if (!wasEmpty) return;
        number /= 64;
    }
}

void NumberSet::erase(std::uint32_t number) {
    for (std::vector<std::uint64_t>& level : m_levels) {
        std::uint64_t& word = level[number / 64];
        word &= ~(std::uint64_t{1} << (number % 64));
        if (word != 0) return;
        number /= 64;
    }
}

std::uint32_t NumberSet::atLeast(std::uint32_t number) const {
    if (number >= m_bound) return kNone;
    for (std::size_t depth = 0; depth < m_levels.size(); ++depth) {
        const std::vector<std::uint64_t>& level = m_levels[depth];
        const std::uint32_t index = number / 64;
        const std::uint64_t rest = index < level.size() ? level[index] & (~std::uint64_t{0} << (number % 64)) : 0;
        if (rest == 0) {
            number = index + 1;
            continue;
        }
        number = index * 64 + static_cast<std::uint32_t>(std::countr_zero(rest));
        while (depth-- > 0)
            number = number * 64 + static_cast<std::uint32_t>(std::countr_zero(m_levels[depth][number]));
        return number;
    }
    return kNone;
}

std::uint32_t NumberSet::atMost(std::uint32_t number) const {
    if (m_bound == 0) return kNone;
    number = std::min(number, m_bound - 1);
    for (std::size_t depth = 0; depth < m_levels.size(); ++depth) {
        const std::uint32_t index = number / 64;
        const std::uint64_t rest = m_levels[depth][index] & (~std::uint64_t{0} >> (63 - number % 64));
        if (rest == 0) {
            if (index == 0) return kNone;
            number = index - 1;
            continue;
        }
        number = index * 64 + 63 - static_cast<std::uint32_t>(std::countl_zero(rest));
        while (depth-- > 0)
            number = number * 64 + 63 - static_cast<std::uint32_t>(std::countl_zero(m_levels[depth][number]));
        return number;
    }
    return kNone;
}

MomentTails::MomentTails(std::uint32_t bound)
    : m_begins(bound), m_numbers(std::make_unique_for_overwrite<std::uint32_t[]>(bound)) {}

void MomentTails::put(const MomentTail& tail) {
    DCHECK(tail.begin < tail.end);
    if (m_free.empty()) {
        m_numbers[tail.begin] = static_cast<std::uint32_t>(m_tails.size());
        m_tails.push_back(tail);
    } else {
        m_numbers[tail.begin] = m_free.back();
        m_free.pop_back();
        at(tail.begin) = tail;
    }
    m_begins.insert(tail.begin);
}

void MomentTails::erase(std::uint32_t begin) {
    m_free.push_back(m_numbers[begin]);
    m_begins.erase(begin);
}

void MomentTails::take(std::uint32_t begin, std::uint32_t end, std::vector<MomentTail>& taken) {
    taken.clear();
    std::uint32_t next = begin;
    if (begin > 0) {
        if (const std::uint32_t before = m_begins.atMost(begin - 1); before != NumberSet::kNone) {
            if (MomentTail& tail = at(before); tail.end > begin) {
                taken.push_back(tail);
                taken.back().begin = begin;
                tail.end = begin;
            }
        }
    }
    while ((next = m_begins.atLeast(next)) < end) {
        taken.push_back(at(next));
        erase(next);
        ++next;
    }
    if (taken.empty() || taken.back().end <= end) return;
    MomentTail rest = taken.back();
    taken.back().end = end;
    rest.begin = end;
    put(rest);
}

}  // namespace varve::history
