#include "event/ids.h"

#include "base/hash.h"

namespace varve::event {

namespace {

std::optional<std::uint8_t> hexDigit(char c) {
    if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<std::uint8_t>(c - 'A' + 10);
    return std::nullopt;
}

}  // namespace

std::string toHex(const AgentId& agent) {
    return varve::toHex({reinterpret_cast<const char*>(agent.bytes.data()), agent.bytes.size()});
}

std::optional<AgentId> agentIdFromHex(std::string_view hex) {
    AgentId agent;
    if (hex.size() != agent.bytes.size() * 2) return std::nullopt;
    for (std::size_t index = 0; index < agent.bytes.size(); ++index) {
        const auto high = hexDigit(hex[2 * index]);
        const auto low = hexDigit(hex[2 * index + 1]);
        if (!high || !low) return std::nullopt;
        agent.bytes[index] = static_cast<std::uint8_t>(*high << 4 | *low);
    }
    return agent;
}

std::string nameOf(const EventId& id) {
    return toHex(id.agent) + "/" + std::to_string(id.sequence.value);
}

}  // namespace varve::event
