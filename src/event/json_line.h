// One line of JSON taken apart into a flat list of values that is used again for the next line: the interchange format
// has a line for each event, and a tree of maps for each line took most of the time. Knows JSON only, not what lines
// mean. Called by InterchangeReader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace varve::event {

enum class JsonKind : std::uint8_t { kNull, kBoolean, kUnsigned, kNegative, kFloat, kText, kArray, kObject };

/// A value, followed in its list by those in it: of an object, name and value by turns.
struct JsonValue {
    JsonKind kind = JsonKind::kNull;
    bool flag = false;           // of a boolean
    std::uint64_t number = 0;    // kUnsigned; kNegative in two's complement
    std::string_view text = {};  // of a text; lives as long as the line
    std::size_t size = 0;        // elements of an array, members of an object
    std::size_t valueCount = 1;  // itself and all in it: so far away is its next sibling

    [[nodiscard]] const JsonValue* begin() const { return this + 1; }
    [[nodiscard]] const JsonValue* end() const { return this + valueCount; }
    [[nodiscard]] const JsonValue* next() const { return this + valueCount; }
    /// The value of the last member of that name, or nullptr. This must be an object.
    [[nodiscard]] const JsonValue* member(std::string_view name) const;
};

class JsonLine {
  public:
    /// The value that the line is, good until the next call; nullptr where it is not JSON. Without recursion.
    const JsonValue* parse(std::string_view line);

  private:
    class Builder;

    std::vector<JsonValue> m_values;
    std::vector<std::size_t> m_open;  // arrays and objects that have not ended
    std::string m_texts;
};

}  // namespace varve::event
