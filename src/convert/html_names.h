// What a HTML document calls the things that its parts refer to: classes of named styles, ids of headings. Made from a
// whole document; a fragment for the clipboard has no names, as nobody knows where it lands.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "document/content.h"
#include "document/style_schema.h"
#include "projection/outline.h"

namespace varve::convert {

class HtmlNames {
  public:
    /// None at all.
    HtmlNames() = default;
    /// Cost: O(blocks + text of headings + styles).
    explicit HtmlNames(const document::Content& content);

    /// The class of a style that somebody made; empty for others.
    [[nodiscard]] std::string_view classOf(std::string_view style, document::StyleKind kind) const;
    /// Rules for these classes, and for elements whose style says more than it says by itself. Empty when there are
    /// none.
    [[nodiscard]] const std::string& css() const { return m_css; }
    /// Of the body's headings and titles as they stand in it, the same that links in the window lead to; empty for one
    /// without words.
    [[nodiscard]] const std::vector<std::string>& headingIds() const { return m_headingIds; }
    /// The address as the file says it: a heading may be named in other ways than by its id.
    [[nodiscard]] std::string addressOf(std::string_view address) const;

  private:
    struct Class {
        std::string name;
        document::StyleKind kind = document::StyleKind::kParagraph;
    };
    std::map<std::string, Class, std::less<>> m_classes;  // by id of the style
    std::string m_css;
    projection::Outline m_outline;
    std::vector<std::string> m_headingIds;
    mutable std::map<std::string, std::string, std::less<>> m_addresses;  // those asked for
};

}  // namespace varve::convert
