// Cuts HTML into tags and text, as browsers do (WHATWG HTML, 13.2.5) as far as it matters for reading a document:
// comments, doctypes and processing instructions are stepped over, the insides of scripts and style sheets are one
// text. Never fails; every byte is looked at a bounded number of times.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace varve::convert {

struct HtmlAttribute {
    std::string name;   // lower case
    std::string value;  // entities replaced
};

struct HtmlToken {
    enum class Kind : std::uint8_t { kText, kStart, kEnd };
    Kind kind = Kind::kText;
    std::string name;                         // of a tag, lower case
    std::vector<HtmlAttribute> attributes{};  // of a start tag, the first hundred
    std::string text;                         // entities replaced

    /// Empty when absent.
    [[nodiscard]] std::string_view attribute(std::string_view wanted) const;
    [[nodiscard]] bool has(std::string_view wanted) const;
};

class HtmlTokenizer {
  public:
    /// UTF-8; must outlive the tokenizer.
    explicit HtmlTokenizer(std::string_view html) : m_html(html) {}

    /// False at the end.
    bool next(HtmlToken& token);
    /// Of the input, 0 to 1.
    [[nodiscard]] double fraction() const;

  private:
    bool readMarkup(HtmlToken& token);
    bool readTag(HtmlToken& token);
    bool readAttribute(HtmlToken& token);
    void readText(HtmlToken& token);
    void skipPast(std::string_view end);
    void skipBlanks();

    std::string_view m_html;
    std::size_t m_at = 0;
    std::string m_rawElement;  // the element whose inside is one text
};

/// Lower-case ASCII letters.
[[nodiscard]] std::string lowered(std::string_view text);
/// Named and numbered characters in place of `&...;`.
[[nodiscard]] std::string withoutEntities(std::string_view text);

}  // namespace varve::convert
