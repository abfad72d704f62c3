// The named styles of a document as people see them: those that every document has, and those that somebody made. Read
// from the registers of the document, which anybody may have written: a value that is not of the form of CONTENT.md
// counts as absent, styles that are based on each other in a circle end somewhere, and there is a bound on how many are
// listed. Values only.
#pragma once

#include <QString>
#include <string>
#include <string_view>
#include <vector>

#include "document/style_schema.h"

namespace varve::projection {

inline constexpr std::size_t kOwnStyleCountMax = 500;

struct NamedStyle {
    std::string id;
    QString name;  // as shown; never empty
    document::StyleKind kind = document::StyleKind::kParagraph;
    std::string basedOn;        // of the same kind and listed; empty for none, and for what is built in
    document::Attributes look;  // what the style itself says
    bool isBuiltIn = false;
    bool isRenamed = false;  // has a name that somebody gave it although it is built in
    friend bool operator==(const NamedStyle&, const NamedStyle&) = default;
};

/// The name of a style that is built in, when nobody gave it another one. Empty for any other style.
[[nodiscard]] QString builtInStyleName(std::string_view style);

class NamedStyles {
  public:
    /// Without a document: the styles that are built in. Cost: O(properties · log properties).
    explicit NamedStyles(const document::Attributes& documentProperties = {});

    /// Built-in ones first, in the order of a menu; then paragraph styles and character styles by name. A style of its
    /// own is one as long as it has a name; of more than kOwnStyleCountMax those with the smallest ids are listed.
    [[nodiscard]] const std::vector<NamedStyle>& all() const { return m_styles; }
    /// Null when it is not listed. Cost: O(styles).
    [[nodiscard]] const NamedStyle* find(std::string_view id) const;
    /// What the style says together with what it is based on.
    [[nodiscard]] document::Attributes lookOf(std::string_view id) const;
    /// The built-in style at the end of what a paragraph style is based on; `paragraph` where there is none.
    [[nodiscard]] std::string rootOf(std::string_view id) const;
    /// Whether `id` may be based on `other`: of one kind, without a circle.
    [[nodiscard]] bool mayBeBasedOn(std::string_view id, std::string_view other) const;
    /// The style that gives a block its look: its own where that is listed, else that of its kind.
    [[nodiscard]] const NamedStyle& styleOf(const document::BlockAttributes& block) const;

    friend bool operator==(const NamedStyles&, const NamedStyles&) = default;

  private:
    std::vector<NamedStyle> m_styles;
};

}  // namespace varve::projection
