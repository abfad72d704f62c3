#include "document/content.h"

#include <algorithm>

namespace varve::document {

bool operator==(const Inline& a, const Inline& b) {
    if (a.text != b.text || a.marks != b.marks) return false;
    return a.embed == b.embed || (a.embed && b.embed && *a.embed == *b.embed);
}

namespace {

auto placeOf(const Attributes& attributes, std::string_view key) {
    return std::ranges::lower_bound(attributes, key, {}, [](const auto& pair) { return std::string_view(pair.first); });
}

}  // namespace

const event::Value& valueOf(const Attributes& attributes, std::string_view key) {
    static const event::Value kNull;
    const auto place = placeOf(attributes, key);
    return place != attributes.end() && place->first == key ? place->second : kNull;
}

std::string_view textOf(const Attributes& attributes, std::string_view key) {
    const auto* text = std::get_if<std::string>(&valueOf(attributes, key));
    return text != nullptr ? std::string_view(*text) : std::string_view();
}

std::int64_t numberOf(const Attributes& attributes, std::string_view key) {
    const auto* number = std::get_if<std::int64_t>(&valueOf(attributes, key));
    return number != nullptr ? *number : 0;
}

bool flagOf(const Attributes& attributes, std::string_view key) {
    const auto* flag = std::get_if<bool>(&valueOf(attributes, key));
    return flag != nullptr && *flag;
}

void setValue(Attributes& attributes, std::string_view key, event::Value value) {
    const auto place = attributes.begin() + (placeOf(attributes, key) - attributes.cbegin());
    const bool isThere = place != attributes.end() && place->first == key;
    if (std::holds_alternative<std::monostate>(value)) {
        if (isThere) attributes.erase(place);
    } else if (isThere) {
        place->second = std::move(value);
    } else {
        attributes.emplace(place, std::string(key), std::move(value));
    }
}

std::string plainTextOf(const ContentBlocks& blocks) {
    std::string text;
    bool isFirst = true;
    for (const ContentBlock& block : blocks) {
        if (!isFirst) text += '\n';
        isFirst = false;
        for (const Inline& part : block.inlines) {
            text += part.text;
            if (!part.embed) continue;
            for (const TableRow& row : part.embed->rows) {
                for (std::size_t column = 0; column < row.cells.size(); ++column) {
                    if (column > 0) text += '\t';
                    text += plainTextOf(row.cells[column]);
                }
                text += '\n';
            }
        }
    }
    return text;
}

void appendInline(ContentBlock& block, Inline added) {
    if (added.text.empty() && !added.embed) return;
    if (!added.embed && !block.inlines.empty()) {
        Inline& last = block.inlines.back();
        if (!last.embed && last.marks == added.marks) {
            last.text += added.text;
            return;
        }
    }
    block.inlines.push_back(std::move(added));
}

}  // namespace varve::document
