#include "convert/inline_html.h"

#include <algorithm>
#include <array>

#include "document/mark_schema.h"

namespace varve::convert {

namespace {

using namespace document::mark_key;

struct Element {
    std::string_view name;
    std::string_view mark;
};
constexpr std::array<Element, 12> kElements{{{"b", kBold},
                                             {"strong", kBold},
                                             {"i", kItalic},
                                             {"em", kItalic},
                                             {"u", kUnderline},
                                             {"ins", kUnderline},
                                             {"s", kStrike},
                                             {"del", kStrike},
                                             {"strike", kStrike},
                                             {"sup", kSuperscript},
                                             {"sub", kSubscript},
                                             {"code", kCode}}};

}  // namespace

InlineTag inlineTagOf(std::string_view tag) {
    InlineTag result;
    if (!tag.starts_with('<')) return result;
    tag.remove_prefix(1);
    if (tag.starts_with('/')) {
        result.isClosing = true;
        tag.remove_prefix(1);
    }
    std::string name(tag.substr(0, tag.find_first_of(" \t\n/>")));
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    result.isLineBreak = name == "br";
    const auto found = std::ranges::find(kElements, name, &Element::name);
    if (found != kElements.end()) result.mark = found->mark;
    return result;
}

void InlineMarks::change(std::string_view key, bool isOn) {
    auto place = m_counts.find(key);
    if (place == m_counts.end()) place = m_counts.emplace(key, 0).first;
    place->second = std::max(0, place->second + (isOn ? 1 : -1));
    m_isCurrent = false;
}

void InlineMarks::setLink(std::string_view address) {
    m_link = address;
    m_isCurrent = false;
}

void InlineMarks::clear() {
    m_counts.clear();
    m_link.clear();
    m_marks.clear();
    m_isCurrent = true;
}

const document::Attributes& InlineMarks::marks() {
    if (m_isCurrent) return m_marks;
    m_isCurrent = true;
    m_marks.clear();
    for (const auto& [key, count] : m_counts) {
        if (count > 0) document::setValue(m_marks, key, true);
    }
    if (!m_link.empty()) document::setValue(m_marks, kLink, m_link);
    return m_marks;
}

}  // namespace varve::convert
