// Identity of events. EventId is global and for ever; LocalVersion is this replica's order of arrival and never leaves
// the replica. Indexes and arrival order never decide a result: ties are broken by (agent id bytes, sequence number).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace varve::event {

/// 128 random bits, new for every session (a document opened by one process). Never resumed after a restart.
struct AgentId {
    std::array<std::uint8_t, 16> bytes{};

    friend auto operator<=>(const AgentId&, const AgentId&) = default;
};

/// 32 lower-case hexadecimal digits.
std::string toHex(const AgentId& agent);
/// Nothing unless `hex` is exactly 32 hexadecimal digits.
std::optional<AgentId> agentIdFromHex(std::string_view hex);

/// Counts the units of one agent, from 0, without gaps.
struct SequenceNumber {
    std::uint32_t value = 0;

    friend auto operator<=>(const SequenceNumber&, const SequenceNumber&) = default;
    friend SequenceNumber operator+(SequenceNumber number, std::uint32_t count) { return {number.value + count}; }
};

/// Names one unit: an inserted scalar, a deleted scalar, or one other operation.
struct EventId {
    AgentId agent;
    SequenceNumber sequence;

    friend auto operator<=>(const EventId&, const EventId&) = default;
};

/// Agent in hexadecimal and number, for messages.
std::string nameOf(const EventId& id);

/// `count` consecutive units of one agent.
struct EventSpan {
    EventId first;
    std::uint32_t count = 0;

    friend auto operator<=>(const EventSpan&, const EventSpan&) = default;
};

/// Order of arrival at this replica: 0, 1, 2, ... Always topological (parents have smaller numbers).
struct LocalVersion {
    std::uint32_t value = 0;

    friend auto operator<=>(const LocalVersion&, const LocalVersion&) = default;
    friend LocalVersion operator+(LocalVersion version, std::uint32_t count) { return {version.value + count}; }
    friend LocalVersion operator-(LocalVersion version, std::uint32_t count) { return {version.value - count}; }
    friend std::uint32_t operator-(LocalVersion end, LocalVersion begin) { return end.value - begin.value; }
};

/// Half-open range of events in arrival order.
struct LocalRange {
    LocalVersion begin;
    LocalVersion end;

    [[nodiscard]] bool isEmpty() const { return begin == end; }
    [[nodiscard]] std::uint32_t count() const { return end - begin; }
    friend bool operator==(const LocalRange&, const LocalRange&) = default;
};

/// A frontier: sorted ascending, unique, transitively reduced. Empty = the empty document.
using Version = std::vector<LocalVersion>;

}  // namespace varve::event
