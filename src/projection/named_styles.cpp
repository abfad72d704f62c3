#include "projection/named_styles.h"

#include <QCoreApplication>
#include <algorithm>
#include <map>
#include <tuple>

namespace varve::projection {

namespace {

using document::StyleKind;
namespace style_key = document::style_key;

struct StyleWords {
    Q_DECLARE_TR_FUNCTIONS(StyleWords)
};

std::vector<std::string> builtInStyles() {
    std::vector<std::string> ids{std::string(document::kParagraphStyle), std::string(document::kTitleStyle)};
    for (int level = 1; level <= document::kHeadingLevelMax; ++level)
        ids.push_back(document::builtInStyleOf(document::BlockType::kHeading, level));
    for (const std::string_view id : {document::kQuoteStyle, document::kCodeStyle, document::kListStyle})
        ids.emplace_back(id);
    return ids;
}

/// What registers say about one style, before anything is believed.
using Said = std::map<std::string, document::Attributes, std::less<>>;

Said saidIn(const document::Attributes& properties) {
    Said said;
    std::size_t ownCount = 0;
    // Ascending by key, so that those that a bound leaves out are the same everywhere.
    for (const auto& [key, value] : properties) {
        const auto [style, property] = document::stylePropertyOf(key);
        if (style.empty()) continue;
        auto known = said.find(style);
        if (known == said.end()) {
            // A style without a name is none, whatever else is left of it.
            const bool isBuiltIn = document::isBuiltInStyle(style);
            const auto name = document::textOf(properties, document::styleKey(style, style_key::kName)).substr(0, 1);
            if (!isBuiltIn && (name.empty() || ownCount == kOwnStyleCountMax)) continue;
            if (!isBuiltIn) ++ownCount;
            known = said.emplace(std::string(style), document::Attributes()).first;
        }
        document::setValue(known->second, property, value);
    }
    return said;
}

QString nameIn(const document::Attributes& said) {
    const std::string_view name = document::textOf(said, style_key::kName);
    if (name.size() > document::kStyleNameSizeMax) return {};
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())).simplified();
}

}  // namespace

QString builtInStyleName(std::string_view style) {
    if (style == document::kParagraphStyle) return StyleWords::tr("Paragraph");
    if (style == document::kTitleStyle) return StyleWords::tr("Title");
    if (style == document::kQuoteStyle) return StyleWords::tr("Quote");
    if (style == document::kCodeStyle) return StyleWords::tr("Code block");
    if (style == document::kListStyle) return StyleWords::tr("List");
    const document::BlockKind kind = document::blockKindOf(style);
    return kind.type == document::BlockType::kHeading ? StyleWords::tr("Heading %1").arg(kind.level) : QString();
}

NamedStyles::NamedStyles(const document::Attributes& documentProperties) {
    for (const std::string& id : builtInStyles()) {
        NamedStyle& style = m_styles.emplace_back();
        style.id = id;
        style.name = builtInStyleName(id);
        style.isBuiltIn = true;
    }
    const std::size_t builtInCount = m_styles.size();
    for (const auto& [id, said] : saidIn(documentProperties)) {
        const auto known = std::ranges::find(m_styles, id, &NamedStyle::id);
        if (known == m_styles.end() && nameIn(said).isEmpty()) continue;
        NamedStyle& style = known == m_styles.end() ? m_styles.emplace_back() : *known;
        style.id = id;
        if (const QString name = nameIn(said); !name.isEmpty()) {
            style.isRenamed = style.isBuiltIn && name != style.name;
            style.name = name;
        }
        const bool isCharacter = !style.isBuiltIn && document::textOf(said, style_key::kKind) == "character";
        style.kind = isCharacter ? StyleKind::kCharacter : StyleKind::kParagraph;
        if (!style.isBuiltIn) style.basedOn = document::textOf(said, style_key::kBasedOn);
        for (const auto& [property, value] : said) {
            if (document::isStyleLook(property, style.kind) && document::isStyleValue(property, value))
                style.look.emplace_back(property, value);
        }
    }
    for (NamedStyle& style : m_styles) {
        const NamedStyle* base = find(style.basedOn);
        if (base == nullptr || base->kind != style.kind || base == &style) style.basedOn.clear();
    }
    std::sort(m_styles.begin() + static_cast<std::ptrdiff_t>(builtInCount), m_styles.end(),
              [](const NamedStyle& a, const NamedStyle& b) {
                  const QString folded = a.name.toCaseFolded();
                  const QString other = b.name.toCaseFolded();
                  return std::tie(a.kind, folded, a.name, a.id) < std::tie(b.kind, other, b.name, b.id);
              });
}

const NamedStyle* NamedStyles::find(std::string_view id) const {
    if (id.empty()) return nullptr;
    const auto found = std::ranges::find(m_styles, id, &NamedStyle::id);
    return found == m_styles.end() ? nullptr : &*found;
}

document::Attributes NamedStyles::lookOf(std::string_view id) const {
    document::Attributes look;
    const NamedStyle* style = find(id);
    for (int depth = 0; style != nullptr && depth <= document::kBasedOnDepthMax; ++depth) {
        for (const auto& [property, value] : style->look) {
            if (std::holds_alternative<std::monostate>(document::valueOf(look, property)))
                document::setValue(look, property, value);
        }
        style = find(style->basedOn);
    }
    return look;
}

std::string NamedStyles::rootOf(std::string_view id) const {
    const NamedStyle* style = find(id);
    for (int depth = 0; style != nullptr && depth <= document::kBasedOnDepthMax; ++depth) {
        if (style->isBuiltIn) return style->id;
        style = find(style->basedOn);
    }
    return std::string(document::kParagraphStyle);
}

bool NamedStyles::mayBeBasedOn(std::string_view id, std::string_view other) const {
    const NamedStyle* style = find(id);
    const NamedStyle* base = find(other);
    if (style == nullptr || base == nullptr || style->isBuiltIn || style->kind != base->kind) return false;
    for (int depth = 0; base != nullptr && depth <= document::kBasedOnDepthMax; ++depth) {
        if (base == style) return false;
        base = find(base->basedOn);
    }
    return base == nullptr;
}

const NamedStyle& NamedStyles::styleOf(const document::BlockAttributes& block) const {
    const NamedStyle* own = find(block.style);
    if (own != nullptr && own->kind == StyleKind::kParagraph) return *own;
    const NamedStyle* usual = find(document::builtInStyleOf(block.type, block.level));
    return usual != nullptr ? *usual : m_styles.front();
}

}  // namespace varve::projection
