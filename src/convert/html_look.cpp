#include "convert/html_look.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "convert/block_builder.h"
#include "convert/inline_html.h"
#include "convert/link_rules.h"
#include "document/mark_schema.h"

namespace varve::convert {

namespace {

using namespace document::mark_key;
using document::Alignment;

constexpr int kSizeMin = 100;
constexpr int kSizeMax = 40'000;
constexpr int kIndentWidth = 3600;  // half an inch a step, as word processors do

void setFlag(HtmlLook& look, std::string_view key, bool isOn) {
    document::setValue(look.marks, key, isOn ? event::Value(true) : event::Value());
}
void setText(HtmlLook& look, std::string_view key, std::string text) {
    if (!text.empty()) document::setValue(look.marks, key, inlineText(text));
}
void setSize(HtmlLook& look, std::optional<int> size) {
    if (size && *size >= kSizeMin && *size <= kSizeMax) document::setValue(look.marks, kSize, std::int64_t{*size});
}

void applyFont(HtmlLook& look, const HtmlToken& tag) {
    constexpr std::array kSizes{750, 1000, 1200, 1350, 1800, 2400, 3600};
    if (const auto colour = cssColour(tag.attribute("color"))) setText(look, kColour, *colour);
    setText(look, kFont, cssFontFamily(tag.attribute("face")));
    const std::string_view size = tag.attribute("size");
    if (size.size() == 1 && size.front() >= '1' && size.front() <= '7')
        setSize(look, kSizes[static_cast<std::size_t>(size.front() - '1')]);
}

void applyLink(HtmlLook& look, std::string_view address, LossList& losses) {
    if (address.empty()) return;
    if (isLinkAllowed(address)) {
        document::setValue(look.marks, kLink, std::string(address));
    } else {
        losses.add(kLinkLoss);
    }
}

void applyWeight(HtmlLook& look, std::string_view value) {
    int weight = 0;
    std::from_chars(value.data(), value.data() + value.size(), weight);
    constexpr int kBoldWeight = 600;
    if (value == "bold" || value == "bolder" || weight >= kBoldWeight) setFlag(look, kBold, true);
    if (value == "normal" || value == "lighter" || (weight > 0 && weight < kBoldWeight)) setFlag(look, kBold, false);
}

void applyDecoration(HtmlLook& look, std::string_view value) {
    if (value.find("underline") != value.npos) setFlag(look, kUnderline, true);
    if (value.find("line-through") != value.npos) setFlag(look, kStrike, true);
    if (value.starts_with("none")) {
        setFlag(look, kUnderline, false);
        setFlag(look, kStrike, false);
    }
}

void applyVerticalAlign(HtmlLook& look, std::string_view value) {
    if (value == "super") setFlag(look, kSuperscript, true);
    if (value == "sub") setFlag(look, kSubscript, true);
    if (value == "baseline") {
        setFlag(look, kSuperscript, false);
        setFlag(look, kSubscript, false);
    }
}

Alignment alignmentOf(std::string_view value) {
    if (value == "left") return Alignment::kLeft;
    if (value == "center" || value == "-webkit-center") return Alignment::kCentre;
    if (value == "right") return Alignment::kRight;
    return value == "justify" ? Alignment::kJustify : Alignment::kByDirection;
}

document::Direction directionOf(std::string_view value) {
    if (value == "ltr") return document::Direction::kLeftToRight;
    return value == "rtl" ? document::Direction::kRightToLeft : document::Direction::kByText;
}

/// Declarations about characters. True when it was one.
bool applyTextStyle(HtmlLook& look, std::string_view name, std::string_view value) {
    if (name == "font-weight") {
        applyWeight(look, value);
    } else if (name == "font-style") {
        setFlag(look, kItalic, value == "italic" || value.starts_with("oblique"));
    } else if (name == "text-decoration" || name == "text-decoration-line") {
        applyDecoration(look, value);
    } else if (name == "vertical-align") {
        applyVerticalAlign(look, value);
    } else if (name == "color") {
        setText(look, kColour, cssColour(value).value_or(""));
    } else if (name == "background" || name == "background-color" || name == "mso-highlight") {
        setText(look, kHighlight, cssColour(value).value_or(""));
    } else if (name == "font-family") {
        setText(look, kFont, cssFontFamily(value));
    } else if (name == "font-size") {
        setSize(look, cssLength(value));
    } else {
        return false;
    }
    return true;
}

void applyBlockStyle(HtmlLook& look, std::string_view name, std::string_view value, bool isIndented) {
    document::BlockAttributes& block = look.block;
    if (name == "text-align") {
        block.align = alignmentOf(value);
    } else if (name == "direction") {
        block.direction = directionOf(value);
    } else if (name == "white-space") {
        look.keepsBlanks = value.starts_with("pre") || value == "break-spaces";
    } else if (name == "display" || name == "visibility" || name == "mso-hide") {
        look.isHidden = look.isHidden || value == "none" || value == "hidden" || value == "all";
    } else if (name == "margin-left" && isIndented) {
        const int steps = static_cast<int>(std::lround(cssLength(value).value_or(0) / double{kIndentWidth}));
        block.indent = std::clamp(steps, 0, document::kIndentMax);
    }
}

/// What only says something when Varve wrote it: others write the looks of the page on every paragraph.
void applyOwnStyle(HtmlLook& look, std::string_view name, std::string_view value) {
    constexpr int kSpaceMax = 14'400;
    document::BlockAttributes& block = look.block;
    if (name == "line-height") {
        block.lineSpacingPercent = std::clamp(cssPercent(value).value_or(100), 50, 400);
    } else if (name == "margin-top") {
        block.spaceBefore = std::clamp(cssLength(value).value_or(0), 0, kSpaceMax);
    } else if (name == "margin-bottom") {
        block.spaceAfter = std::clamp(cssLength(value).value_or(0), 0, kSpaceMax);
    }
}

bool isBlockElement(std::string_view name) {
    constexpr std::array<std::string_view, 12> kNames{"p",  "div", "h1", "h2", "h3", "h4",
                                                      "h5", "h6",  "li", "td", "th", "pre"};
    return std::ranges::find(kNames, name) != kNames.end();
}

}  // namespace

bool applyElement(HtmlLook& look, const HtmlToken& tag, LossList& losses) {
    const InlineTag known = inlineTagOf("<" + tag.name + ">");
    if (!known.mark.empty()) {
        setFlag(look, known.mark, true);
    } else if (tag.name == "a") {
        applyLink(look, tag.attribute("href"), losses);
    } else if (tag.name == "font") {
        applyFont(look, tag);
    } else if (tag.name == "mark") {
        document::setValue(look.marks, kHighlight, std::string("#ffff00"));
    } else if (tag.name == "cite" || tag.name == "dfn" || tag.name == "var") {
        setFlag(look, kItalic, true);
    } else if (tag.name == "kbd" || tag.name == "samp" || tag.name == "tt") {
        setFlag(look, kCode, true);
    } else {
        return false;
    }
    return true;
}

void applyAttributes(HtmlLook& look, const HtmlToken& tag, const CssDeclarations& style, HtmlOrigin origin) {
    const bool isBlock = isBlockElement(tag.name);
    if (tag.name == "center") look.block.align = Alignment::kCentre;
    if (const auto align = tag.attribute("align"); isBlock && !align.empty())
        look.block.align = alignmentOf(lowered(align));
    if (const auto direction = tag.attribute("dir"); !direction.empty())
        look.block.direction = directionOf(lowered(direction));
    if (origin.isOwn && isBlock) look.block.language = tag.attribute("lang");
    if (tag.has("hidden")) look.isHidden = true;
    for (const auto& [name, value] : style) {
        const std::string lowValue = lowered(value);
        // The background of a whole block is no highlight, and the look of a link no mark.
        if (isBlock && name.starts_with("background")) continue;
        if (!origin.isOwn && tag.name == "a" && (name == "color" || name.starts_with("text-decoration"))) continue;
        if (applyTextStyle(look, name, name == "font-family" ? value : lowValue)) continue;
        applyBlockStyle(look, name, lowValue, isBlock && tag.name != "li" && tag.name != "td" && tag.name != "th");
        if (origin.isOwn && isBlock) applyOwnStyle(look, name, lowValue);
    }
    // What everybody writes on every paragraph says nothing.
    if (!origin.isOwn && look.block.direction == document::Direction::kLeftToRight)
        look.block.direction = document::Direction::kByText;
    if (look.isCode) {
        look.marks = {};
        look.keepsBlanks = true;
    }
}

}  // namespace varve::convert
