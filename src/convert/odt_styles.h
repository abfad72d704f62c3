// The styles of an OpenDocument text while it is written: the named ones of the document, and, as automatic styles,
// every look that occurs, once.
#pragma once

#include <map>
#include <string>

#include "document/block_schema.h"
#include "document/content.h"
#include "projection/named_styles.h"

namespace varve::convert {

/// What the names of styles begin with that somebody made; their shown names are the people's.
inline constexpr const char* kMadeStylePrefix = "Made_";

class OdtStyles {
  public:
    explicit OdtStyles(const document::Attributes& properties);

    /// Name of the style that somebody made and the stretch has; empty for none.
    [[nodiscard]] std::string namedTextStyle(const document::Attributes& marks) const;
    /// Name of the style of a stretch with its other looks; empty for no look at all.
    [[nodiscard]] std::string textStyle(const document::Attributes& marks);
    /// Name of the style of a paragraph; `isItem`: in a list, which indents by itself.
    [[nodiscard]] std::string paragraphStyle(const document::BlockAttributes& block, bool isItem);
    /// Of a column with a share of the width, in hundredths of a percent.
    [[nodiscard]] std::string columnStyle(int share);
    /// The automatic styles as XML, those of lists too.
    [[nodiscard]] std::string xml() const;
    /// Everything of styles.xml: the named styles, page setup, header and footer.
    [[nodiscard]] std::string namedXml(const document::Attributes& properties) const;

  private:
    [[nodiscard]] std::string parentOf(const document::BlockAttributes& block) const;
    [[nodiscard]] std::string builtInXml() const;
    [[nodiscard]] std::string madeXml() const;
    [[nodiscard]] std::string named(char letter, std::string definition);

    projection::NamedStyles m_styles;
    std::map<std::string, std::string, std::less<>> m_madeNames;  // by id of the style
    std::map<std::string, std::string> m_names;                   // by definition
    std::map<char, int> m_counts;
};

inline constexpr std::string_view kOdtNamespaces =
    " xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\""
    " xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\""
    " xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\""
    " xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\""
    " xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\""
    " xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\""
    " xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\""
    " xmlns:xlink=\"http://www.w3.org/1999/xlink\""
    " xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
    " xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\""
    " office:version=\"1.3\"";

}  // namespace varve::convert
