// Items: the runs of scalars that a tracker keeps in document order, and the packed state each of the two documents
// gives them. Values only; the tree that holds them is in item_tree.h.
#pragma once

#include <array>
#include <cstdint>

#include "event/ids.h"

namespace varve::merge {

/// Stands for "the start" as a left origin, "the end" as a right origin, "no node" as an index, "never" in an event
/// index.
inline constexpr std::uint32_t kNone = 0xffffffffU;

/// Which of the two documents in the tracker.
enum class View : std::uint8_t { kPrepare, kEffect };

/// What one document says about a scalar, packed so that every change is one addition and visibility one comparison:
/// bit 31 inserted, bit 30 dead (its liveness is off), below them the number of live deletions of it.
struct ScalarState {
    static constexpr std::uint32_t kInserted = 0x80000000U;
    static constexpr std::uint32_t kDead = 0x40000000U;

    std::uint32_t bits = 0;

    [[nodiscard]] bool isInserted() const { return (bits & kInserted) != 0; }
    [[nodiscard]] bool isDead() const { return (bits & kDead) != 0; }
    [[nodiscard]] std::uint32_t deletionCount() const { return bits & (kDead - 1); }
    [[nodiscard]] bool isVisible() const { return bits == kInserted; }
    friend bool operator==(const ScalarState&, const ScalarState&) = default;
};

/// Added to the state bits of both documents, modulo 2^32.
struct StateChange {
    std::uint32_t prepare = 0;
    std::uint32_t effect = 0;
};

/// Scalars of consecutive arrival numbers that stand side by side and share both states and all marks. Never reordered.
struct Item {
    std::uint32_t first = 0;  // arrival number of the first scalar
    std::uint32_t count = 0;
    std::uint32_t leftOrigin = kNone;   // of the first scalar; each other one has its predecessor in the run
    std::uint32_t rightOrigin = kNone;  // common to the run
    std::array<ScalarState, 2> state;   // by View
    std::uint32_t coverage = 0;         // number of the marks that cover it, in the tracker's Marks; 0 is none

    [[nodiscard]] std::uint32_t end() const { return first + count; }
    [[nodiscard]] bool holds(std::uint32_t event) const { return event - first < count; }
    [[nodiscard]] bool isInserted(View view) const { return state[static_cast<std::size_t>(view)].isInserted(); }
    [[nodiscard]] bool isVisible(View view) const { return state[static_cast<std::size_t>(view)].isVisible(); }
    /// Without a branch: what is visible in a row of items cannot be predicted.
    [[nodiscard]] std::uint32_t visibleCount(View view) const {
        return count & (0U - static_cast<std::uint32_t>(isVisible(view)));
    }
    [[nodiscard]] std::uint32_t insertedCount(View view) const {
        return count & (0U - static_cast<std::uint32_t>(isInserted(view)));
    }

    /// The part from scalar `begin`, `length` scalars long.
    [[nodiscard]] Item part(std::uint32_t begin, std::uint32_t length) const {
        Item result = *this;
        result.first = first + begin;
        result.count = length;
        if (begin > 0) result.leftOrigin = result.first - 1;
        return result;
    }
    /// Whether `next`, standing right behind this item, can be one item with it.
    [[nodiscard]] bool isContinuedBy(const Item& next) const {
        // State by state: comparing the arrays would be a call.
        return next.first == end() && next.leftOrigin == next.first - 1 && next.rightOrigin == rightOrigin &&
               next.state[0] == state[0] && next.state[1] == state[1] && next.coverage == coverage;
    }
};

}  // namespace varve::merge
