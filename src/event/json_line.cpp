#include "event/json_line.h"

#include <nlohmann/json.hpp>

#include "base/check.h"

namespace varve::event {

const JsonValue* JsonValue::member(std::string_view name) const {
    const JsonValue* found = nullptr;
    for (const JsonValue* key = begin(); key != end(); key = key->next()->next()) {
        if (key->text == name) found = key->next();
    }
    return found;
}

/// What the parser calls; each returns whether to go on.
class JsonLine::Builder {
  public:
    explicit Builder(JsonLine& line) : m_line(line) {}

    bool null() { return add({}); }
    bool boolean(bool flag) { return add({.kind = JsonKind::kBoolean, .flag = flag}); }
    bool number_integer(std::int64_t number) {
        return add({.kind = JsonKind::kNegative, .number = static_cast<std::uint64_t>(number)});
    }
    bool number_unsigned(std::uint64_t number) { return add({.kind = JsonKind::kUnsigned, .number = number}); }
    bool number_float(double /*number*/, const std::string& /*text*/) { return add({.kind = JsonKind::kFloat}); }
    bool string(const std::string& text) {
        add({.kind = JsonKind::kText});
        keep(text);
        return true;
    }
    bool key(const std::string& text) {
        m_line.m_values.push_back({.kind = JsonKind::kText});
        keep(text);
        return true;
    }
    bool binary(const std::vector<std::uint8_t>& /*bytes*/) { return false; }
    bool start_object(std::size_t /*size*/) { return open(JsonKind::kObject); }
    bool start_array(std::size_t /*size*/) { return open(JsonKind::kArray); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }
    static bool parse_error(std::size_t /*place*/, const std::string& /*token*/, const std::exception& /*why*/) {
        return false;
    }

  private:
    bool add(const JsonValue& value) {
        if (!m_line.m_open.empty()) ++m_line.m_values[m_line.m_open.back()].size;
        m_line.m_values.push_back(value);
        return true;
    }
    /// A text is never longer than what stands for it in the line, so there is room and views stay good.
    void keep(const std::string& text) {
        const std::size_t begin = m_line.m_texts.size();
        CHECK(text.size() <= m_line.m_texts.capacity() - begin);
        m_line.m_texts += text;
        m_line.m_values.back().text = std::string_view(m_line.m_texts).substr(begin);
    }
    bool open(JsonKind kind) {
        add({.kind = kind});
        m_line.m_open.push_back(m_line.m_values.size() - 1);
        return true;
    }
    bool close() {
        const std::size_t index = m_line.m_open.back();
        m_line.m_open.pop_back();
        m_line.m_values[index].valueCount = m_line.m_values.size() - index;
        return true;
    }

    JsonLine& m_line;
};

const JsonValue* JsonLine::parse(std::string_view line) {
    m_values.clear();
    m_open.clear();
    m_texts.clear();
    m_texts.reserve(line.size());
    Builder builder(*this);
    return nlohmann::json::sax_parse(line.begin(), line.end(), &builder) ? m_values.data() : nullptr;
}

}  // namespace varve::event
