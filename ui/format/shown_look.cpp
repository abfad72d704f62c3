#include "ui/format/shown_look.h"

#include <QFontInfo>
#include <cmath>

#include "document/mark_schema.h"

namespace varve::ui {

namespace {

QColor colourIn(const document::Attributes& look, std::string_view key) {
    const std::string_view text = document::textOf(look, key);
    return document::isColour(text) ? QColor(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())))
                                    : QColor();
}

/// Layouts count in whole pixels; people choose halves of points.
double halfPoints(double points) {
    return std::round(points * 2) / 2;
}

void takeFlag(const document::Attributes& look, std::string_view key, bool& flag) {
    if (const auto* value = std::get_if<bool>(&document::valueOf(look, key))) flag = *value;
}

/// What the style and those that it is based on say in so many words.
void takeWords(const document::Attributes& look, ShownLook& shown) {
    using namespace document::mark_key;
    if (const std::string_view font = document::textOf(look, kFont); !font.empty())
        shown.font = QString::fromUtf8(font.data(), static_cast<qsizetype>(font.size()));
    if (const std::int64_t size = document::numberOf(look, kSize); size > 0)
        shown.size = static_cast<double>(size) / 100;
    takeFlag(look, kBold, shown.isBold);
    takeFlag(look, kItalic, shown.isItalic);
    takeFlag(look, kUnderline, shown.isUnderlined);
    shown.colour = colourIn(look, kColour);
    shown.highlight = colourIn(look, kHighlight);
    const document::BlockAttributes block = document::blockAttributesOf(look);
    shown.align = block.align;
    shown.lineSpacingPercent = block.lineSpacingPercent;
    if (block.spaceBefore >= 0) shown.spaceBefore = block.spaceBefore / 100.0;
    if (block.spaceAfter >= 0) shown.spaceAfter = block.spaceAfter / 100.0;
    shown.indent = block.indent;
}

}  // namespace

ShownLook shownLookOf(const layout::PageStyle& page, const document::Attributes& properties,
                      const projection::NamedStyles& styles, const projection::NamedStyle& style) {
    constexpr qreal kColumnWidth = 600;
    layout::PageStyle unzoomed = page;
    unzoomed.zoomPercent = 100;
    const layout::StyleSheet sheet(unzoomed, kColumnWidth, {}, layout::styleOverridesOf(properties));
    document::BlockAttributes block;
    if (style.kind == document::StyleKind::kParagraph) {
        const document::BlockKind kind = document::blockKindOf(styles.rootOf(style.id));
        block.type = kind.type;
        block.level = kind.level;
        if (!style.isBuiltIn) block.style = style.id;
    }
    const layout::BlockStyle& set = sheet.styleOf(std::make_shared<const document::BlockAttributes>(block));
    ShownLook shown;
    const QFontInfo font(set.text.font);
    shown.font = set.text.font.family();
    shown.size = halfPoints(font.pixelSize() / sheet.pixelsPerPoint());
    shown.isBold = set.text.font.bold();
    shown.isItalic = set.text.font.italic();
    shown.isUnderlined = set.text.font.underline();
    shown.spaceBefore = halfPoints(set.spaceBefore / sheet.pixelsPerPoint());
    shown.spaceAfter = halfPoints(set.spaceAfter / sheet.pixelsPerPoint());
    takeWords(styles.lookOf(style.id), shown);
    return shown;
}

}  // namespace varve::ui
