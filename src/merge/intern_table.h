// A table that holds each distinct value once and names it by a small number, in the order of first sight. Copying it
// is copying two arrays. The numbers are local to one tracker: they never decide a result.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace varve::merge {

/// `Hash` maps a value to any number, evenly in its low bits.
template <typename Value, typename Hash>
class InternTable {
  public:
    /// The number of the value, new or known. Cost: O(1).
    std::uint32_t intern(const Value& value) {
        if (2 * (m_values.size() + 1) > m_slots.size()) grow();
        const std::size_t slot = slotOf(value);
        if (m_slots[slot] == 0) {
            m_values.push_back(value);
            m_slots[slot] = static_cast<std::uint32_t>(m_values.size());
        }
        return m_slots[slot] - 1;
    }
    [[nodiscard]] std::optional<std::uint32_t> find(const Value& value) const {
        if (m_slots.empty()) return std::nullopt;
        const std::uint32_t number = m_slots[slotOf(value)];
        return number == 0 ? std::nullopt : std::optional(number - 1);
    }
    [[nodiscard]] const Value& operator[](std::uint32_t number) const { return m_values[number]; }
    [[nodiscard]] std::span<const Value> values() const { return m_values; }
    [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(m_values.size()); }
    /// Without what the values hold elsewhere.
    [[nodiscard]] std::size_t memoryBytes() const {
        return m_values.capacity() * sizeof(Value) + m_slots.capacity() * sizeof(std::uint32_t);
    }

  private:
    /// Where the value is, or where it would go. The number of slots is a power of two.
    [[nodiscard]] std::size_t slotOf(const Value& value) const {
        const std::size_t last = m_slots.size() - 1;
        std::size_t slot = Hash{}(value)&last;
        while (m_slots[slot] != 0 && !(m_values[m_slots[slot] - 1] == value))
            slot = (slot + 1) & last;
        return slot;
    }
    void grow() {
        m_slots.assign(m_slots.empty() ? 16 : m_slots.size() * 2, 0);
        for (std::size_t index = 0; index < m_values.size(); ++index)
            m_slots[slotOf(m_values[index])] = static_cast<std::uint32_t>(index + 1);
    }

    std::vector<Value> m_values;
    std::vector<std::uint32_t> m_slots;  // 1 + number of a value; 0 is free
};

/// Mixes words so that every bit of them reaches the low bits. Source of the constant and the shift: splitmix64.
[[nodiscard]] inline std::uint64_t mixedHash(std::uint64_t a, std::uint64_t b = 0) {
    std::uint64_t hash = (a ^ (b * 0x9e3779b97f4a7c15U)) * 0xbf58476d1ce4e5b9U;
    hash ^= hash >> 29;
    hash *= 0x94d049bb133111ebU;
    return hash ^ (hash >> 32);
}

}  // namespace varve::merge
