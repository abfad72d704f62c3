#include "convert/html_tokenizer.h"

#include <cmark-gfm.h>
//
#include <cmark-gfm/houdini.h>

#include <algorithm>
#include <array>

namespace varve::convert {

namespace {

constexpr std::size_t kAttributeCountMax = 100;
constexpr std::array<std::string_view, 8> kRawElements{"script",   "style",  "title",   "textarea",
                                                       "noframes", "iframe", "noembed", "xmp"};

bool isBlank(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}
bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool startsWithName(std::string_view text, std::string_view lowerName) {
    if (text.size() < lowerName.size()) return false;
    return std::ranges::equal(text.substr(0, lowerName.size()), lowerName, [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a | 0x20) : a) == b;
    });
}

}  // namespace

std::string lowered(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    return result;
}

std::string withoutEntities(std::string_view text) {
    if (text.find('&') == text.npos) return std::string(text);
    cmark_strbuf buffer;
    cmark_strbuf_init(cmark_get_default_mem_allocator(), &buffer, 0);
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    houdini_unescape_html_f(&buffer, bytes, static_cast<bufsize_t>(text.size()));
    std::string result(reinterpret_cast<const char*>(buffer.ptr), static_cast<std::size_t>(buffer.size));
    cmark_strbuf_free(&buffer);
    return result;
}

std::string_view HtmlToken::attribute(std::string_view wanted) const {
    const auto found = std::ranges::find(attributes, wanted, &HtmlAttribute::name);
    return found != attributes.end() ? std::string_view(found->value) : std::string_view();
}

bool HtmlToken::has(std::string_view wanted) const {
    return std::ranges::find(attributes, wanted, &HtmlAttribute::name) != attributes.end();
}

double HtmlTokenizer::fraction() const {
    return m_html.empty() ? 1 : static_cast<double>(m_at) / static_cast<double>(m_html.size());
}

void HtmlTokenizer::skipPast(std::string_view end) {
    const std::size_t found = m_html.find(end, m_at);
    m_at = found == m_html.npos ? m_html.size() : found + end.size();
}

void HtmlTokenizer::skipBlanks() {
    while (m_at < m_html.size() && isBlank(m_html[m_at]))
        ++m_at;
}

bool HtmlTokenizer::next(HtmlToken& token) {
    token.attributes.clear();
    while (m_at < m_html.size()) {
        const bool isMarkup = m_rawElement.empty() && m_html[m_at] == '<' && readMarkup(token);
        if (isMarkup && token.name.empty()) continue;  // a comment
        if (isMarkup) return true;
        if (m_at == m_html.size()) break;
        readText(token);
        if (!token.text.empty()) return true;
    }
    return false;
}

/// At a `<`. False, and nothing taken, when it is text.
bool HtmlTokenizer::readMarkup(HtmlToken& token) {
    token.name.clear();
    const std::string_view rest = m_html.substr(m_at);
    if (rest.size() < 2) return false;
    if (rest.starts_with("<!--")) {
        m_at += 4;
        // The shortest comments end with signs they begin with.
        if (m_html.substr(m_at).starts_with(">") || m_html.substr(m_at).starts_with("->")) {
            skipPast(">");
        } else {
            skipPast("-->");
        }
        return true;
    }
    const bool isEnd = rest[1] == '/';
    if (rest[1] == '!' || rest[1] == '?' || (isEnd && rest.size() > 2 && !isLetter(rest[2]))) {
        skipPast(">");
        return true;
    }
    if (!isLetter(rest[isEnd ? 2 : 1])) return false;
    m_at += isEnd ? 2 : 1;
    token.kind = isEnd ? HtmlToken::Kind::kEnd : HtmlToken::Kind::kStart;
    return readTag(token);
}

bool HtmlTokenizer::readTag(HtmlToken& token) {
    const std::size_t begin = m_at;
    while (m_at < m_html.size() && !isBlank(m_html[m_at]) && m_html[m_at] != '/' && m_html[m_at] != '>')
        ++m_at;
    constexpr std::size_t kNameSizeMax = 64;
    token.name = lowered(m_html.substr(begin, std::min(m_at - begin, kNameSizeMax)));
    while (readAttribute(token)) {
    }
    if (m_at == m_html.size()) token.name.clear();  // cut off in the middle
    if (m_at < m_html.size()) ++m_at;
    if (token.kind == HtmlToken::Kind::kStart && std::ranges::find(kRawElements, token.name) != kRawElements.end())
        m_rawElement = token.name;
    return true;
}

/// False at the `>` or the end.
bool HtmlTokenizer::readAttribute(HtmlToken& token) {
    while (m_at < m_html.size() && (isBlank(m_html[m_at]) || m_html[m_at] == '/'))
        ++m_at;
    if (m_at == m_html.size() || m_html[m_at] == '>') return false;
    const std::size_t begin = m_at++;
    while (m_at < m_html.size() && !isBlank(m_html[m_at]) &&
           std::string_view("=/>").find(m_html[m_at]) == std::string_view::npos)
        ++m_at;
    const std::string_view name = m_html.substr(begin, m_at - begin);
    skipBlanks();
    std::string_view value;
    if (m_at < m_html.size() && m_html[m_at] == '=') {
        ++m_at;
        skipBlanks();
        const char quote = m_at < m_html.size() ? m_html[m_at] : '\0';
        if (quote == '"' || quote == '\'') {
            const std::size_t end = std::min(m_html.find(quote, m_at + 1), m_html.size());
            value = m_html.substr(m_at + 1, end - m_at - 1);
            m_at = std::min(end + 1, m_html.size());
        } else {
            const std::size_t first = m_at;
            while (m_at < m_html.size() && !isBlank(m_html[m_at]) && m_html[m_at] != '>')
                ++m_at;
            value = m_html.substr(first, m_at - first);
        }
    }
    if (token.kind == HtmlToken::Kind::kStart && token.attributes.size() < kAttributeCountMax)
        token.attributes.push_back({lowered(name), withoutEntities(value)});
    return true;
}

void HtmlTokenizer::readText(HtmlToken& token) {
    token.kind = HtmlToken::Kind::kText;
    token.name.clear();
    std::size_t end = m_at;
    if (m_rawElement.empty()) {
        // At least one byte: a `<` that begins no tag.
        end = std::min(m_html.find('<', m_at + 1), m_html.size());
    } else {
        do {
            end = std::min(m_html.find("</", end), m_html.size());
            if (end == m_html.size() || startsWithName(m_html.substr(end + 2), m_rawElement)) break;
            end += 2;
        } while (true);
        m_rawElement.clear();
    }
    token.text = withoutEntities(m_html.substr(m_at, end - m_at));
    m_at = end;
}

}  // namespace varve::convert
