#include "document/page_schema.h"

#include <algorithm>
#include <array>
#include <utility>

namespace varve::document {

namespace {

struct Paper {
    std::string_view name;
    int width;
    int height;
};
/// In the order of PaperSize.
constexpr std::array<Paper, 4> kPapers{
    {{"a4", 59528, 84189}, {"a5", 41953, 59528}, {"letter", 61200, 79200}, {"legal", 61200, 100800}}};
constexpr int kLeastBody = 7200;

int marginOf(const Attributes& properties, std::string_view key) {
    const auto* number = std::get_if<std::int64_t>(&valueOf(properties, key));
    return number != nullptr && *number >= 0 && *number <= kMarginMax ? static_cast<int>(*number) : kUsualMargin;
}

event::Value unlessUsual(int margin) {
    return margin == kUsualMargin ? event::Value() : event::Value(std::int64_t{margin});
}

event::Value unlessEmpty(const std::string& text) {
    return text.empty() ? event::Value() : event::Value(text);
}

}  // namespace

int PageSetup::width() const {
    const Paper& paper = kPapers[static_cast<std::size_t>(size)];
    return isLandscape ? paper.height : paper.width;
}

int PageSetup::height() const {
    const Paper& paper = kPapers[static_cast<std::size_t>(size)];
    return isLandscape ? paper.width : paper.height;
}

PageSetup pageSetupOf(const Attributes& properties) {
    using namespace page_key;
    PageSetup setup;
    const auto paper = std::ranges::find(kPapers, textOf(properties, kSize), &Paper::name);
    if (paper != kPapers.end()) setup.size = static_cast<PaperSize>(paper - kPapers.begin());
    setup.isLandscape = flagOf(properties, kLandscape);
    setup.marginTop = marginOf(properties, kMarginTop);
    setup.marginRight = marginOf(properties, kMarginRight);
    setup.marginBottom = marginOf(properties, kMarginBottom);
    setup.marginLeft = marginOf(properties, kMarginLeft);
    if (setup.width() - setup.marginLeft - setup.marginRight < kLeastBody)
        setup.marginLeft = setup.marginRight = kUsualMargin;
    if (setup.height() - setup.marginTop - setup.marginBottom < kLeastBody)
        setup.marginTop = setup.marginBottom = kUsualMargin;
    setup.header = textOf(properties, kHeader);
    setup.footer = textOf(properties, kFooter);
    return setup;
}

Attributes registersOf(const PageSetup& setup) {
    using namespace page_key;
    Attributes registers;
    registers.emplace_back(kFooter, unlessEmpty(setup.footer));
    registers.emplace_back(kHeader, unlessEmpty(setup.header));
    registers.emplace_back(kMarginBottom, unlessUsual(setup.marginBottom));
    registers.emplace_back(kMarginLeft, unlessUsual(setup.marginLeft));
    registers.emplace_back(kMarginRight, unlessUsual(setup.marginRight));
    registers.emplace_back(kMarginTop, unlessUsual(setup.marginTop));
    registers.emplace_back(kLandscape, setup.isLandscape ? event::Value(true) : event::Value());
    const bool isUsual = setup.size == PaperSize::kA4;
    registers.emplace_back(kSize, isUsual
                                      ? event::Value()
                                      : event::Value(std::string(kPapers[static_cast<std::size_t>(setup.size)].name)));
    return registers;
}

std::string filledIn(std::string_view text, const PageFields& fields) {
    const std::array<std::pair<std::string_view, std::string>, 4> known{{{"{page}", std::to_string(fields.page)},
                                                                         {"{pages}", std::to_string(fields.pageCount)},
                                                                         {"{title}", fields.title},
                                                                         {"{date}", fields.date}}};
    std::string result;
    while (!text.empty()) {
        const std::size_t brace = text.find('{');
        result += text.substr(0, brace);
        if (brace == text.npos) break;
        text.remove_prefix(brace);
        const auto field = std::ranges::find_if(known, [text](const auto& one) { return text.starts_with(one.first); });
        if (field != known.end()) {
            result += field->second;
            text.remove_prefix(field->first.size());
        } else {
            result += text.front();
            text.remove_prefix(1);
        }
    }
    return result;
}

}  // namespace varve::document
