#include "convert/html_elements.h"

#include <algorithm>
#include <array>
#include <map>

namespace varve::convert {

namespace {

struct Names {
    HtmlRole role;
    std::string_view names;  // with a blank between them
};

constexpr std::array<Names, 22> kElements{{
    {HtmlRole::kBlock, "p div section article header footer main address dl dt dd fieldset form center details"},
    {HtmlRole::kBlock, "summary nav aside body html hgroup caption legend"},
    {HtmlRole::kHeading, "h1 h2 h3 h4 h5 h6"},
    {HtmlRole::kQuote, "blockquote"},
    {HtmlRole::kList, "ul ol menu dir"},
    {HtmlRole::kItem, "li"},
    {HtmlRole::kCode, "pre listing xmp"},
    {HtmlRole::kTable, "table"},
    {HtmlRole::kTableHead, "thead tbody tfoot"},
    {HtmlRole::kRow, "tr"},
    {HtmlRole::kCell, "td th"},
    {HtmlRole::kFigure, "figure"},
    {HtmlRole::kCaption, "figcaption"},
    {HtmlRole::kTitle, "title"},
    {HtmlRole::kSkipped, "script style template object svg iframe video audio canvas noembed noframes noscript"},
    {HtmlRole::kSkipped, "textarea select datalist rp xml applet"},
    {HtmlRole::kBreak, "br"},
    {HtmlRole::kRule, "hr"},
    {HtmlRole::kImage, "img"},
    {HtmlRole::kInput, "input"},
    {HtmlRole::kColumn, "col"},
    {HtmlRole::kMeta, "meta"},
}};
constexpr std::string_view kEmptyElements = "wbr link base area embed param source track";

void addNames(std::map<std::string_view, HtmlRole>& roles, std::string_view names, HtmlRole role) {
    while (!names.empty()) {
        const std::size_t end = std::min(names.find(' '), names.size());
        roles.emplace(names.substr(0, end), role);
        names.remove_prefix(std::min(end + 1, names.size()));
    }
}

std::map<std::string_view, HtmlRole> roleTable() {
    std::map<std::string_view, HtmlRole> roles;
    for (const Names& one : kElements)
        addNames(roles, one.names, one.role);
    addNames(roles, kEmptyElements, HtmlRole::kNothing);
    return roles;
}

}  // namespace

HtmlRole htmlRoleOf(std::string_view name) {
    static const std::map<std::string_view, HtmlRole> kRoles = roleTable();
    const auto found = kRoles.find(name);
    return found != kRoles.end() ? found->second : HtmlRole::kInline;
}

}  // namespace varve::convert
