// What a document is at one version, as a plain value that the definition and the tracker can both be turned into: the
// characters of every text with their ids and formats, and the registers. Tests compare these, and print them.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "event/operation.h"

namespace varve::convergence {

/// Keys with the values that are not null.
using Format = std::map<std::string, event::Value>;

struct Character {
    event::EventId id;
    std::string scalar;
    Format format;
    friend bool operator==(const Character&, const Character&) = default;
};

struct DocumentState {
    std::map<event::ObjectId, std::vector<Character>> texts;  // in document order; texts without a character left out
    std::map<std::pair<event::ObjectId, std::string>, event::Value> registers;  // without those that are null
    friend bool operator==(const DocumentState&, const DocumentState&) = default;
};

/// The characters of one text; empty when it has none.
[[nodiscard]] const std::vector<Character>& textOf(const DocumentState& state, const event::ObjectId& sequence);
/// Neighbours with equal formats in one bracket, as "plain [bold: true|text]"; breaks as pilcrows.
[[nodiscard]] std::string describe(const std::vector<Character>& text);
/// One line a text and a register.
[[nodiscard]] std::string describe(const DocumentState& state);
[[nodiscard]] std::string describe(const event::EventId& id);
[[nodiscard]] std::string describe(const event::ObjectId& object);
[[nodiscard]] std::string describe(const event::Value& value);

}  // namespace varve::convergence
