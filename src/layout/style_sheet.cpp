#include "layout/style_sheet.h"

#include <QFontDatabase>
#include <QFontInfo>
#include <QFontMetricsF>
#include <algorithm>
#include <array>
#include <cmath>

#include "document/mark_schema.h"
#include "document/style_schema.h"
#include "document/value_rules.h"
#include "layout/colour_mixing.h"

namespace varve::layout {

namespace {

using document::BlockAttributes;
using document::BlockType;
using document::ValueHolder;

constexpr std::size_t kFormatCountMax = 4096;
constexpr qreal kCodeSize = 0.9;
constexpr qreal kInkContrastMin = 3.0;
constexpr qreal kPaperHairlinePoints = 0.5;

/// Sizes over that of the text, and spaces around in lines of it.
struct HeadingLook {
    qreal size;
    qreal before;
    qreal after;
};
constexpr HeadingLook kTitleLook{2.1, 0.2, 0.9};
constexpr std::array<HeadingLook, document::kHeadingLevelMax> kHeadingLooks{
    {{1.6, 1.35, 0.45}, {1.33, 1.15, 0.4}, {1.15, 1.0, 0.35}, {1.0, 0.9, 0.3}, {1.0, 0.8, 0.25}, {0.92, 0.8, 0.25}}};

QColor colourOf(const document::Attributes& look, std::string_view key) {
    const std::string_view text = document::shownText(ValueHolder::kMark, look, key);
    if (text.empty()) return {};
    return QColor(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())));
}

QString textOf(const document::Attributes& look, std::string_view key) {
    const std::string_view text = document::shownText(ValueHolder::kMark, look, key);
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// Text that can be read on a highlight.
QColor inkOn(const QColor& back) {
    return back.lightnessF() > 0.5F ? QColor(0x1a, 0x1a, 0x1a) : QColor(0xf4, 0xf4, 0xf4);
}

/// Hundredths of a point; 0 when it is not said.
int sizeOf(const document::Attributes& look) {
    return static_cast<int>(document::shownNumber(ValueHolder::kMark, look, document::mark_key::kSize));
}

}  // namespace

StyleOverrides styleOverridesOf(const document::Attributes& properties) {
    StyleOverrides overrides;
    for (const auto& [key, value] : properties) {
        const auto [style, property] = document::stylePropertyOf(key);
        if (style.empty() || document::wrongFormOf(ValueHolder::kDocument, key, value)) continue;
        document::setValue(overrides[std::string(style)], property, value);
    }
    // What is left of a style that was deleted while somebody changed it has no name.
    std::erase_if(overrides, [](const auto& style) {
        return !document::isBuiltInStyle(style.first) &&
               document::textOf(style.second, document::style_key::kName).empty();
    });
    return overrides;
}

StyleSheet::StyleSheet(const PageStyle& page, qreal columnWidth, PageColours colours, StyleOverrides overrides)
    : m_page(page), m_colours(std::move(colours)), m_overrides(std::move(overrides)), m_base(textStyleFor(page)) {
    m_base.width = columnWidth;
    const QFontInfo font(page.font);
    m_pixelsPerPoint =
        (font.pointSizeF() > 0 ? font.pixelSize() / font.pointSizeF() : 96.0 / 72.0) * page.zoomPercent / 100.0;
    if (page.dotsPerPoint > 0) {
        m_pixelsPerPoint = page.dotsPerPoint * page.zoomPercent / 100.0;
        m_hairline = m_pixelsPerPoint * kPaperHairlinePoints;
    }
    m_listStep = std::round(m_base.averageAdvance * 3.6);
}

std::size_t StyleSheet::AttributesHash::operator()(const BlockAttributes& attributes) const {
    const auto number = static_cast<std::size_t>(attributes.type) + 16U * static_cast<std::size_t>(attributes.level) +
                        128U * static_cast<std::size_t>(attributes.indent) +
                        4096U * static_cast<std::size_t>(attributes.align) +
                        65'537U * static_cast<std::size_t>(attributes.spaceBefore + 1) +
                        2'097'169U * static_cast<std::size_t>(attributes.spaceAfter + 1) +
                        67'108'859U * static_cast<std::size_t>(attributes.lineSpacingPercent);
    return std::hash<std::string>()(attributes.style) ^ number;
}

std::size_t StyleSheet::FormatKeyHash::operator()(const FormatKey& key) const {
    return std::hash<const void*>()(key.marks.get()) ^ (std::hash<const void*>()(key.style) * 31);
}

StyleSheet StyleSheet::inCaption(qreal columnWidth) const {
    PageStyle page = m_page;
    page.blockSpacing /= 2;
    page.zoomPercent = page.zoomPercent * 88 / 100;
    PageColours colours = m_colours;
    colours.ink = colours.muted;
    return {page, columnWidth, colours, m_overrides};
}

StyleSheet StyleSheet::inCell(qreal columnWidth, bool isHeader) const {
    PageStyle page = m_page;
    page.blockSpacing /= 2;
    if (isHeader) page.font.setBold(true);
    return {page, columnWidth, m_colours, m_overrides};
}

const BlockStyle& StyleSheet::styleOf(const document::BlockAttributesPointer& attributes) const {
    static const BlockAttributes kParagraph;
    BlockAttributes key = attributes ? *attributes : kParagraph;
    // What does not change the look would only make more of the same.
    key.isChecked = false;
    key.start = -1;
    key.startsPage = false;
    key.language.clear();
    key.codeLanguage.clear();
    auto& style = m_styles[key];  // never cleared: layouts and formats refer to what is in it
    if (!style) style = std::make_unique<const BlockStyle>(makeStyle(key));
    return *style;
}

void StyleSheet::setSize(TextStyle& text, qreal factor, qreal leading) const {
    if (text.font.pixelSize() > 0) {
        text.font.setPixelSize(std::max(1, static_cast<int>(std::lround(text.font.pixelSize() * factor))));
    } else {
        text.font.setPointSizeF(std::max(1.0, text.font.pointSizeF() * factor));
    }
    const QFontMetricsF metrics(text.font);
    const qreal size = QFontInfo(text.font).pixelSize();
    text.lineHeight = std::max(std::round(size * leading), std::ceil(metrics.ascent() + metrics.descent()));
    text.averageAdvance *= factor;
}

BlockStyle StyleSheet::makeStyle(const BlockAttributes& attributes) const {
    BlockStyle style;
    style.text = m_base;
    style.ink = m_colours.ink;
    style.align = attributes.align;
    style.direction = attributes.direction;
    style.spaceAfter = m_base.blockGap;
    const auto headline = [&](const HeadingLook& look) {
        setSize(style.text, look.size, 1.25);
        style.text.font.setBold(true);
        style.spaceBefore = std::round(m_base.lineHeight * look.before);
        style.spaceAfter = std::round(m_base.lineHeight * look.after);
    };
    switch (attributes.type) {
        case BlockType::kParagraph:
            style.insetStart = attributes.indent * m_listStep;
            break;
        case BlockType::kTitle:
            headline(kTitleLook);
            break;
        case BlockType::kHeading:
            headline(kHeadingLooks[static_cast<std::size_t>(attributes.level - 1)]);
            if (attributes.level >= 5) style.text.font.setItalic(true);
            if (attributes.level == 6) style.ink = m_colours.muted;
            break;
        case BlockType::kQuote:
            style.insetStart = (attributes.indent + 1) * m_listStep;
            style.insetEnd = m_listStep / 2;
            style.ink = m_colours.muted;
            break;
        case BlockType::kCode: {
            QFont code = QFontDatabase::systemFont(QFontDatabase::FixedFont);
            code.setPointSizeF(style.text.font.pointSizeF());
            if (style.text.font.pixelSize() > 0) code.setPixelSize(style.text.font.pixelSize());
            code.setHintingPreference(QFont::PreferNoHinting);
            style.text.font = code;
            setSize(style.text, kCodeSize, 1.35);
            style.text.averageAdvance = QFontMetricsF(style.text.font).averageCharWidth();
            style.text.tabWidth = style.text.averageAdvance * 4;
            style.insetStart = std::round(m_base.averageAdvance * 1.5) + attributes.indent * m_listStep;
            style.insetEnd = std::round(m_base.averageAdvance * 1.5);
            style.spaceBefore = style.spaceAfter = m_base.blockGap;
            break;
        }
        case BlockType::kBullet:
        case BlockType::kNumber:
        case BlockType::kCheck:
            style.insetStart = (attributes.indent + 1) * m_listStep;
            style.spaceAfter = m_base.blockGap;
            break;
    }
    const std::string usual = document::builtInStyleOf(attributes.type, attributes.level);
    const bool isOwn = m_overrides.contains(attributes.style);
    applyOverrides(style, isOwn ? attributes.style : usual, usual, 0);
    if (attributes.lineSpacingPercent != 100)
        style.text.lineHeight = std::round(style.text.lineHeight * attributes.lineSpacingPercent / 100);
    if (attributes.spaceBefore >= 0) style.spaceBefore = std::round(pixels(attributes.spaceBefore));
    if (attributes.spaceAfter >= 0) style.spaceAfter = std::round(pixels(attributes.spaceAfter));
    const qreal least = m_base.averageAdvance * 8;
    style.insetStart = std::clamp(style.insetStart, 0.0, std::max(0.0, m_base.width - least));
    style.text.width = std::max(m_base.width - style.insetStart - style.insetEnd, std::min(least, m_base.width));
    return style;
}

void StyleSheet::applyOverrides(BlockStyle& style, const std::string& styleId, const std::string& usual,
                                int depth) const {
    const auto found = m_overrides.find(styleId);
    if (found == m_overrides.end()) return;
    const document::Attributes& look = found->second;
    std::string basedOn(document::textOf(look, document::style_key::kBasedOn));
    const bool isOwn = !document::isBuiltInStyle(styleId);
    // What is based on nothing is based on the style of the block's kind.
    if (isOwn && !document::isBuiltInStyle(basedOn) && !m_overrides.contains(basedOn)) basedOn = usual;
    // Styles that are based on each other in a circle end somewhere.
    if (isOwn && depth < document::kBasedOnDepthMax) applyOverrides(style, basedOn, usual, depth + 1);
    using namespace document::mark_key;
    QFont& font = style.text.font;
    if (const QString family = textOf(look, kFont); !family.isEmpty()) font.setFamily(family);
    if (const int size = sizeOf(look); size > 0) {
        const qreal old = QFontInfo(font).pixelSize();
        setSize(style.text, pixels(size) / std::max(old, 1.0), style.text.lineHeight / std::max(old, 1.0));
    }
    const auto flag = [&](std::string_view key, auto set) {
        if (const auto* value = std::get_if<bool>(&document::valueOf(look, key))) set(*value);
    };
    flag(kBold, [&](bool on) { font.setBold(on); });
    flag(kItalic, [&](bool on) { font.setItalic(on); });
    flag(kUnderline, [&](bool on) { font.setUnderline(on); });
    if (const QColor back = colourOf(look, kHighlight); back.isValid()) {
        style.back = back;
        style.ink = inkOn(back);
    }
    // Chosen on light paper, it must be read on dark paper too.
    if (const QColor ink = colourOf(look, kColour); ink.isValid()) {
        const bool isHighlighted = style.back.isValid();
        style.ink = legibleOn(isHighlighted ? style.back : m_colours.page,
                              isHighlighted ? inkOn(style.back) : m_colours.ink, ink, kInkContrastMin);
    }
    const BlockAttributes block = document::blockAttributesOf(look);
    if (style.align == document::Alignment::kByDirection) style.align = block.align;
    if (block.lineSpacingPercent != 100)
        style.text.lineHeight = std::round(style.text.lineHeight * block.lineSpacingPercent / 100);
    if (block.spaceBefore >= 0) style.spaceBefore = std::round(pixels(block.spaceBefore));
    if (block.spaceAfter >= 0) style.spaceAfter = std::round(pixels(block.spaceAfter));
    if (block.indent > 0) style.insetStart += block.indent * m_listStep;
}

const QTextCharFormat& StyleSheet::formatOf(const document::FormatPointer& marks, const BlockStyle& style) const {
    static const QTextCharFormat kPlain;
    if (!marks) return kPlain;
    const auto known = m_formats.find({marks, &style});
    if (known != m_formats.end()) return known->second;
    if (m_formats.size() >= kFormatCountMax) m_formats.clear();
    return m_formats.emplace(FormatKey{marks, &style}, makeFormat(*marks, style)).first->second;
}

void StyleSheet::applyLook(QTextCharFormat& format, const document::Attributes& look, const BlockStyle& style) const {
    using namespace document::mark_key;
    for (const auto& [key, value] : look) {
        if (document::wrongFormOf(ValueHolder::kMark, key, value)) continue;
        if (key == kBold) {
            format.setFontWeight(document::flagOf(look, kBold) ? QFont::Bold : QFont::Normal);
        } else if (key == kItalic) {
            format.setFontItalic(document::flagOf(look, kItalic));
        } else if (key == kUnderline) {
            format.setFontUnderline(document::flagOf(look, kUnderline));
        } else if (key == kStrike) {
            format.setFontStrikeOut(document::flagOf(look, kStrike));
        } else if (key == kColour) {
            // Chosen on light paper, it must be read on dark paper too, and on the highlight behind it.
            const QColor behind = colourOf(look, kHighlight);
            const QColor back = behind.isValid() ? behind : m_colours.page;
            const QColor towards = behind.isValid() ? inkOn(behind) : m_colours.ink;
            if (const QColor ink = colourOf(look, kColour); ink.isValid())
                format.setForeground(legibleOn(back, towards, ink, kInkContrastMin));
        } else if (key == kHighlight) {
            if (const QColor back = colourOf(look, kHighlight); back.isValid()) {
                format.setBackground(back);
                // A highlight is chosen for dark text.
                if (!format.hasProperty(QTextFormat::ForegroundBrush)) format.setForeground(inkOn(back));
            }
        } else if (key == kFont) {
            if (const QString family = textOf(look, kFont); !family.isEmpty()) format.setFontFamilies({family});
        } else if (key == kSize) {
            if (const int size = sizeOf(look); size > 0)
                format.setProperty(QTextFormat::FontPixelSize, static_cast<int>(std::lround(pixels(size))));
        } else if (key == kCode && document::flagOf(look, kCode)) {
            format.setFontFamilies(QFontDatabase::systemFont(QFontDatabase::FixedFont).families());
            format.setProperty(QTextFormat::FontPixelSize,
                               static_cast<int>(std::lround(QFontInfo(style.text.font).pixelSize() * kCodeSize)));
            if (!format.hasProperty(QTextFormat::BackgroundBrush)) format.setBackground(m_colours.panel);
        }
    }
}

void StyleSheet::applyCharacterStyle(QTextCharFormat& format, std::string_view styleId, const BlockStyle& style,
                                     int depth) const {
    const auto named = m_overrides.find(styleId);
    if (named == m_overrides.end() || depth > document::kBasedOnDepthMax) return;
    applyCharacterStyle(format, document::textOf(named->second, document::style_key::kBasedOn), style, depth + 1);
    applyLook(format, named->second, style);
}

QTextCharFormat StyleSheet::makeFormat(const document::Attributes& marks, const BlockStyle& style) const {
    using namespace document::mark_key;
    QTextCharFormat format;
    applyCharacterStyle(format, document::textOf(marks, kStyle), style, 0);
    applyLook(format, marks, style);
    const bool isSuper = document::flagOf(marks, kSuperscript);
    if (isSuper || document::flagOf(marks, kSubscript))
        format.setVerticalAlignment(isSuper ? QTextCharFormat::AlignSuperScript : QTextCharFormat::AlignSubScript);
    if (const QString link = textOf(marks, kLink); !link.isEmpty()) {
        format.setAnchor(true);
        format.setAnchorHref(link);
        format.setFontUnderline(true);
        if (!format.hasProperty(QTextFormat::ForegroundBrush)) format.setForeground(m_colours.link);
    }
    const bool hasComment =
        std::ranges::any_of(marks, [](const auto& mark) { return document::isComment(mark.first); });
    if (hasComment && m_colours.comment.isValid() && !format.hasProperty(QTextFormat::BackgroundBrush))
        format.setBackground(m_colours.comment);
    return format;
}

qreal StyleSheet::gapBetween(const document::BlockAttributesPointer& above,
                             const document::BlockAttributesPointer& below) const {
    const BlockType upper = above ? above->type : BlockType::kParagraph;
    const BlockType lower = below ? below->type : BlockType::kParagraph;
    const bool isUpperItem = above && above->isListItem();
    const bool isLowerItem = below && below->isListItem();
    if (upper == lower && upper == BlockType::kCode) return 0;
    if (isUpperItem && isLowerItem) return std::round(m_base.blockGap * 0.4);
    if (upper == lower && upper == BlockType::kQuote) return std::round(m_base.blockGap * 0.6);
    // Margins collapse, as readers know it from the web.
    return std::max(styleOf(above).spaceAfter, styleOf(below).spaceBefore);
}

}  // namespace varve::layout
