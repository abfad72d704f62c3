#include "convert/css_style.h"

#include <QColor>
#include <QString>
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "convert/html_tokenizer.h"

namespace varve::convert {

namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r\n\f";
    const std::size_t begin = text.find_first_not_of(kBlanks);
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

struct Measure {
    double number = 0;
    std::string unit;
};

std::optional<Measure> measureOf(std::string_view value) {
    value = trimmed(value);
    if (value.starts_with('+')) value.remove_prefix(1);
    Measure measure;
    const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), measure.number);
    constexpr double kMax = 1e6;
    if (problem != std::errc() || !(std::abs(measure.number) < kMax)) return std::nullopt;
    measure.unit = lowered(trimmed(value.substr(static_cast<std::size_t>(end - value.data()))));
    return measure;
}

/// The part between brackets of `rgb(...)`, as three to four numbers.
std::optional<std::array<double, 4>> colourNumbers(std::string_view value) {
    const std::size_t open = value.find('(');
    if (open == value.npos || !value.ends_with(')')) return std::nullopt;
    std::array<double, 4> numbers{0, 0, 0, 1};
    std::size_t count = 0;
    std::string_view rest = value.substr(open + 1, value.size() - open - 2);
    while (!rest.empty() && count < numbers.size()) {
        const std::size_t begin = rest.find_first_not_of(" ,/");
        if (begin == rest.npos) break;
        rest.remove_prefix(begin);
        const auto measure = measureOf(rest.substr(0, rest.find_first_of(" ,/")));
        if (!measure) return std::nullopt;
        const bool isPercent = measure->unit == "%";
        numbers[count] = isPercent ? measure->number * (count == 3 ? 0.01 : 2.55) : measure->number;
        ++count;
        rest.remove_prefix(std::min(rest.find_first_of(" ,/"), rest.size()));
    }
    return count >= 3 ? std::optional(numbers) : std::nullopt;
}

std::optional<std::string> hexColour(int red, int green, int blue) {
    return QColor(std::clamp(red, 0, 255), std::clamp(green, 0, 255), std::clamp(blue, 0, 255)).name().toStdString();
}

}  // namespace

CssDeclarations cssDeclarations(std::string_view style) {
    constexpr std::size_t kCountMax = 200;
    CssDeclarations declarations;
    while (!style.empty() && declarations.size() < kCountMax) {
        // Semicolons inside quotes are no ends; font names and data: addresses have them.
        std::size_t end = 0;
        char quote = '\0';
        for (; end < style.size() && (quote != '\0' || style[end] != ';'); ++end) {
            if (style[end] == quote) {
                quote = '\0';
            } else if (quote == '\0' && (style[end] == '"' || style[end] == '\'')) {
                quote = style[end];
            }
        }
        const std::string_view one = style.substr(0, end);
        style.remove_prefix(std::min(end + 1, style.size()));
        const std::size_t colon = one.find(':');
        if (colon == one.npos) continue;
        std::string_view value = trimmed(one.substr(colon + 1));
        value = trimmed(value.substr(0, value.find("!important")));
        declarations.emplace_back(lowered(trimmed(one.substr(0, colon))), value);
    }
    return declarations;
}

std::optional<std::string> cssColour(std::string_view value) {
    constexpr std::size_t kSizeMax = 64;
    const std::string text = lowered(trimmed(value));
    if (text.empty() || text.size() > kSizeMax || text == "transparent") return std::nullopt;
    if (text.starts_with("rgb")) {
        const auto numbers = colourNumbers(text);
        if (!numbers || (*numbers)[3] <= 0.05) return std::nullopt;
        const auto part = [&](std::size_t index) { return static_cast<int>(std::lround((*numbers)[index])); };
        return hexColour(part(0), part(1), part(2));
    }
    if (text == "windowtext") return std::nullopt;
    const QColor colour(QString::fromStdString(text));
    if (!colour.isValid() || colour.alpha() == 0) return std::nullopt;
    return hexColour(colour.red(), colour.green(), colour.blue());
}

std::optional<int> cssLength(std::string_view value) {
    struct Unit {
        std::string_view name;
        double points;
    };
    constexpr std::array<Unit, 8> kUnits{{{"pt", 1},
                                          {"px", 0.75},
                                          {"in", 72},
                                          {"cm", 72 / 2.54},
                                          {"mm", 72 / 25.4},
                                          {"pc", 12},
                                          {"em", 12},
                                          {"rem", 12}}};
    constexpr std::array<Unit, 7> kNames{{{"x-small", 7.5},
                                          {"small", 10},
                                          {"medium", 12},
                                          {"large", 13.5},
                                          {"x-large", 18},
                                          {"xx-large", 24},
                                          {"xx-small", 7}}};
    const auto hundredths = [](double points) { return static_cast<int>(std::lround(points * 100)); };
    const auto measure = measureOf(value);
    if (!measure) {
        const auto name = std::ranges::find(kNames, lowered(trimmed(value)), &Unit::name);
        return name != kNames.end() ? std::optional(hundredths(name->points)) : std::nullopt;
    }
    if (measure->number == 0) return 0;
    const auto unit = std::ranges::find(kUnits, measure->unit, &Unit::name);
    return unit != kUnits.end() ? std::optional(hundredths(measure->number * unit->points)) : std::nullopt;
}

std::optional<int> cssPercent(std::string_view value) {
    const auto measure = measureOf(value);
    if (!measure || (measure->unit != "%" && !measure->unit.empty())) return std::nullopt;
    return static_cast<int>(std::lround(measure->number * (measure->unit.empty() ? 100 : 1)));
}

std::string cssFontFamily(std::string_view value) {
    constexpr std::array<std::string_view, 12> kGeneric{"serif",   "sans-serif", "monospace",     "cursive",
                                                        "fantasy", "system-ui",  "inherit",       "initial",
                                                        "unset",   "revert",     "-apple-system", "blinkmacsystemfont"};
    constexpr std::size_t kSizeMax = 100;
    std::string_view first = trimmed(value.substr(0, value.find(',')));
    const bool isQuoted =
        first.size() >= 2 && (first.front() == '"' || first.front() == '\'') && first.back() == first.front();
    if (isQuoted) first = trimmed(first.substr(1, first.size() - 2));
    const bool isGeneric = std::ranges::find(kGeneric, lowered(first)) != kGeneric.end() || first.starts_with("var(") ||
                           first.starts_with("ui-");
    return isGeneric || first.size() > kSizeMax ? std::string() : std::string(first);
}

}  // namespace varve::convert
