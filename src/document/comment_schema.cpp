#include "document/comment_schema.h"

#include <charconv>

namespace varve::document {

std::optional<event::EventId> ownIdOf(std::string_view key, std::string_view prefix) {
    constexpr std::size_t kAgentSize = 32;
    if (!key.starts_with(prefix)) return std::nullopt;
    key.remove_prefix(prefix.size());
    if (key.size() < kAgentSize + 2 || key[kAgentSize] != '/') return std::nullopt;
    const auto agent = event::agentIdFromHex(key.substr(0, kAgentSize));
    const std::string_view digits = key.substr(kAgentSize + 1);
    // One way to write a number: keys that differ are objects that differ.
    const bool isPlain = digits.size() == 1 || digits.front() != '0';
    std::uint32_t number = 0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (!agent || !isPlain || problem != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return event::EventId{*agent, {number}};
}

}  // namespace varve::document
