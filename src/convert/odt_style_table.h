// The styles of an OpenDocument text that is read: what each of them says about characters and paragraphs, and the
// kinds of its lists.
#pragma once

#include <QXmlStreamReader>
#include <map>
#include <string>

#include "convert/html_look.h"

namespace varve::convert {

/// One level of a list style.
struct OdtListLevel {
    bool isNumber = false;
    bool hasSign = true;  // else nothing is shown in front of the item
    int start = 1;
};

class OdtStyleTable {
  public:
    /// Reads every style of content.xml or styles.xml. The reader stands at the beginning.
    /// `areAutomatic`: the looks count as if they were said at the text; of named styles only the kind does.
    void readElement(QXmlStreamReader& xml, bool areAutomatic);

    /// Styles that somebody made are known in texts of Varve's own, as they have them; else only by their looks.
    void keepMadeStyles() { m_keepsMade = true; }
    /// Registers of the document that say what these styles are; the texts name them by the names in the file.
    [[nodiscard]] document::Attributes madeStyles() const;

    /// Adds what a style of the family `text` says.
    void applyText(HtmlLook& look, const std::string& name) const;
    /// Adds what a style of the family `paragraph` says. True when it is a line across the column.
    bool applyParagraph(HtmlLook& look, const std::string& name, HtmlOrigin origin) const;
    /// Whether the style, or one that it is based on, has this name.
    [[nodiscard]] bool isBasedOn(const std::string& name, std::string_view wanted) const;
    [[nodiscard]] bool startsPage(const std::string& name) const;
    [[nodiscard]] OdtListLevel listLevel(const std::string& name, int level) const;

  private:
    struct Style {
        std::string parent;
        CssDeclarations text;
        CssDeclarations paragraph;
        std::string shownName;
        bool isParagraph = false;
        bool isAutomatic = false;
    };
    void readStyle(QXmlStreamReader& xml, bool isAutomatic);
    void readListStyle(QXmlStreamReader& xml);
    void readFonts(QXmlStreamReader& xml);
    [[nodiscard]] const Style* find(const std::string& name) const;
    /// The style where it is one that somebody made and is kept; else null.
    [[nodiscard]] const Style* findMade(const std::string& name) const;
    void applyTextDeclarations(HtmlLook& look, const CssDeclarations& text) const;
    static void applyParagraphDeclarations(HtmlLook& look, const CssDeclarations& paragraph, HtmlOrigin origin);

    bool m_keepsMade = false;
    std::map<std::string, Style> m_styles;
    std::map<std::string, std::map<int, OdtListLevel>> m_lists;
    std::map<std::string, std::string> m_fonts;
};

}  // namespace varve::convert
