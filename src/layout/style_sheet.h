// How every kind of block and mark looks on one page at one zoom: the standard look, what the document's named styles
// change about it, and the colours of the screen or the paper. Values that layouts read; a change makes every layout
// out of date. The rules of what may stand in a document are in src/document/CONTENT.md.
#pragma once

#include <QColor>
#include <QTextCharFormat>
#include <QTextLayout>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>

#include "document/block_schema.h"
#include "document/content.h"
#include "layout/page_style.h"
#include "projection/block.h"

namespace varve::layout {

/// Colours of the page. All of them can be read on `page`.
struct PageColours {
    QColor page = Qt::white;
    QColor ink = Qt::black;
    QColor muted = Qt::darkGray;  // quotes, numbers, captions
    QColor link = Qt::blue;
    QColor panel{0xf2, 0xf2, 0xf2};    // behind code
    QColor rule{0xcc, 0xcc, 0xcc};     // thin lines
    QColor comment{0xff, 0xf0, 0xc0};  // behind text with a comment; invalid: none
    friend bool operator==(const PageColours&, const PageColours&) = default;
};

/// How one kind of block is set, in pixels.
struct BlockStyle {
    TextStyle text;  // its width is what the insets leave of the column
    qreal insetStart = 0;
    qreal insetEnd = 0;
    qreal spaceBefore = 0;
    qreal spaceAfter = 0;
    document::Alignment align = document::Alignment::kByDirection;
    document::Direction direction = document::Direction::kByText;
    QColor ink;
    QColor back{};  // behind the text; not valid: the page
    friend bool operator==(const BlockStyle&, const BlockStyle&) = default;
};

/// What the document's registers say about named styles: properties by style id.
using StyleOverrides = std::map<std::string, document::Attributes, std::less<>>;
/// Reads `style:<style>:<property>` keys. `properties`: registers of the document.
[[nodiscard]] StyleOverrides styleOverridesOf(const document::Attributes& properties);

class StyleSheet {
  public:
    /// `columnWidth` in pixels.
    StyleSheet(const PageStyle& page, qreal columnWidth, PageColours colours = {}, StyleOverrides overrides = {});

    /// The same look in a narrower column, less airy, as the cells of a table are set; bold in those of a header.
    [[nodiscard]] StyleSheet inCell(qreal columnWidth, bool isHeader) const;
    /// Smaller and quieter, as captions are set.
    [[nodiscard]] StyleSheet inCaption(qreal columnWidth) const;

    /// Of a plain paragraph.
    [[nodiscard]] const TextStyle& base() const { return m_base; }
    [[nodiscard]] const PageColours& colours() const { return m_colours; }
    [[nodiscard]] qreal columnWidth() const { return m_base.width; }
    /// Pixels of a point.
    [[nodiscard]] qreal pixelsPerPoint() const { return m_pixelsPerPoint; }
    /// Width of thin lines: a pixel of the screen, or what looks like one on paper.
    [[nodiscard]] qreal hairline() const { return m_hairline; }

    /// Valid as long as the sheet. Cost: O(1) once a kind of block was asked for.
    [[nodiscard]] const BlockStyle& styleOf(const document::BlockAttributesPointer& attributes) const;
    /// How a stretch with these marks looks in a block of this style, over the block's own look. Cost as above.
    [[nodiscard]] const QTextCharFormat& formatOf(const document::FormatPointer& marks, const BlockStyle& style) const;
    /// Empty space between two blocks that follow each other.
    [[nodiscard]] qreal gapBetween(const document::BlockAttributesPointer& above,
                                   const document::BlockAttributesPointer& below) const;
    /// Where the number or bullet of a list item stands, left of (right of) its text.
    [[nodiscard]] qreal listStep() const { return m_listStep; }

    /// Same look: layouts made with the one are right for the other.
    friend bool operator==(const StyleSheet& a, const StyleSheet& b) {
        if (&a == &b) return true;
        return a.m_page == b.m_page && a.m_base == b.m_base && a.m_colours == b.m_colours &&
               a.m_overrides == b.m_overrides;
    }

  private:
    struct AttributesHash {
        std::size_t operator()(const document::BlockAttributes& attributes) const;
    };
    struct FormatKey {
        document::FormatPointer marks;
        const BlockStyle* style = nullptr;
        friend bool operator==(const FormatKey&, const FormatKey&) = default;
    };
    struct FormatKeyHash {
        std::size_t operator()(const FormatKey& key) const;
    };

    [[nodiscard]] BlockStyle makeStyle(const document::BlockAttributes& attributes) const;
    void applyOverrides(BlockStyle& style, const std::string& styleId, const std::string& usual, int depth) const;
    void applyCharacterStyle(QTextCharFormat& format, std::string_view styleId, const BlockStyle& style,
                             int depth) const;
    void applyLook(QTextCharFormat& format, const document::Attributes& look, const BlockStyle& style) const;
    [[nodiscard]] QTextCharFormat makeFormat(const document::Attributes& marks, const BlockStyle& style) const;
    void setSize(TextStyle& text, qreal factor, qreal leading) const;
    [[nodiscard]] qreal pixels(int hundredthsOfPoint) const { return hundredthsOfPoint / 100.0 * m_pixelsPerPoint; }

    PageStyle m_page;
    PageColours m_colours;
    StyleOverrides m_overrides;
    TextStyle m_base;
    qreal m_pixelsPerPoint = 1;
    qreal m_hairline = 1;
    qreal m_listStep = 0;
    mutable std::unordered_map<document::BlockAttributes, std::unique_ptr<const BlockStyle>, AttributesHash> m_styles;
    mutable std::unordered_map<FormatKey, QTextCharFormat, FormatKeyHash> m_formats;
};

}  // namespace varve::layout
