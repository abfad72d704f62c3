#include "document/object_names.h"

#include <charconv>

namespace varve::document {

std::string idText(const event::EventId& id) {
    return event::nameOf(id);
}

std::optional<event::EventId> idFromText(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == text.npos) return std::nullopt;
    const auto agent = event::agentIdFromHex(text.substr(0, slash));
    const std::string_view digits = text.substr(slash + 1);
    const bool isPlain = !digits.empty() && (digits.size() == 1 || digits.front() != '0');
    std::uint32_t number = 0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (!agent || !isPlain || problem != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return event::EventId{*agent, {number}};
}

}  // namespace varve::document
