// The few HTML elements that are read inside Markdown, and the marks that count at a place between nested elements.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "document/content.h"

namespace varve::convert {

struct InlineTag {
    std::string_view mark;  // a key; empty for none
    bool isClosing = false;
    bool isLineBreak = false;
};

/// Of a whole tag such as `</b>`; nothing is said of elements that have no meaning here.
[[nodiscard]] InlineTag inlineTagOf(std::string_view tag);

/// Marks that elements switch on and off; the same one may be on several times.
class InlineMarks {
  public:
    /// What is switched off without being on stays off.
    void change(std::string_view key, bool isOn);
    /// Empty for none.
    void setLink(std::string_view address);
    void clear();
    /// Cost: O(marks) after a change, else O(1).
    [[nodiscard]] const document::Attributes& marks();

  private:
    std::map<std::string, int, std::less<>> m_counts;
    std::string m_link;
    document::Attributes m_marks;
    bool m_isCurrent = true;
};

}  // namespace varve::convert
