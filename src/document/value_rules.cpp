#include "document/value_rules.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <utility>

#include "document/blob.h"
#include "document/block_schema.h"
#include "document/comment_schema.h"
#include "document/draft_schema.h"
#include "document/embed_schema.h"
#include "document/mark_schema.h"
#include "document/moment_schema.h"
#include "document/page_schema.h"
#include "document/style_schema.h"

namespace varve::document {

namespace {

constexpr std::int64_t kLengthMax = 1'440'000;  // 200 inches
constexpr std::int64_t kSpaceMax = 14'400;      // likewise, of spacing: two inches

enum class Form : std::uint8_t { kTrue, kFlag, kColour, kText, kNumber, kName, kHash, kLanguage };

/// Form of a key's value. `low` and `high`: of a number, or bytes of a text.
struct Rule {
    std::string_view key;
    Form form = Form::kText;
    std::int64_t low = 0;
    std::int64_t high = 0;
    std::string_view names{};  // allowed ones, separated by blanks
};

constexpr std::int64_t kAnySize = INT64_MAX;

constexpr std::array kMarkRules{
    Rule{mark_key::kBold, Form::kFlag},
    Rule{mark_key::kItalic, Form::kFlag},
    Rule{mark_key::kUnderline, Form::kFlag},
    Rule{mark_key::kStrike, Form::kFlag},
    Rule{mark_key::kSuperscript, Form::kTrue},
    Rule{mark_key::kSubscript, Form::kTrue},
    Rule{mark_key::kColour, Form::kColour},
    Rule{mark_key::kHighlight, Form::kColour},
    Rule{mark_key::kFont, Form::kText, 1, 100},
    Rule{mark_key::kSize, Form::kNumber, 100, 40'000},
    Rule{mark_key::kStyle, Form::kText, 1, kAnySize},
    Rule{mark_key::kCode, Form::kTrue},
    Rule{mark_key::kLink, Form::kText, 1, 4096},
};

constexpr std::array kBlockRules{
    Rule{block_key::kType, Form::kName, 0, 0, "title heading quote code bullet number check"},
    Rule{block_key::kLevel, Form::kNumber, 1, kHeadingLevelMax},
    Rule{block_key::kIndent, Form::kNumber, 0, kIndentMax},
    Rule{block_key::kChecked, Form::kTrue},
    Rule{block_key::kStart, Form::kNumber, 0, 999'999},
    Rule{block_key::kAlign, Form::kName, 0, 0, "left centre right justify"},
    Rule{block_key::kLineSpacing, Form::kNumber, 50, 400},
    Rule{block_key::kSpaceBefore, Form::kNumber, 0, kSpaceMax},
    Rule{block_key::kSpaceAfter, Form::kNumber, 0, kSpaceMax},
    Rule{block_key::kDirection, Form::kName, 0, 0, "ltr rtl"},
    Rule{block_key::kLanguage, Form::kLanguage},
    Rule{block_key::kPageBreak, Form::kTrue},
    Rule{block_key::kCodeLanguage, Form::kText, 1, kAnySize},
    Rule{block_key::kStyle, Form::kText, 1, kAnySize},
};

constexpr std::array kEmbedRules{
    Rule{embed_key::kType, Form::kText, 1, kAnySize},
    Rule{embed_key::kBlob, Form::kHash},
    Rule{embed_key::kMedia, Form::kName, 0, 0, "image/png image/jpeg image/gif image/webp image/svg+xml"},
    Rule{embed_key::kPixelWidth, Form::kNumber, 1, 65'535},
    Rule{embed_key::kPixelHeight, Form::kNumber, 1, 65'535},
    // Of an image; the share of a column is within that.
    Rule{embed_key::kWidth, Form::kNumber, 1, kLengthMax},
    Rule{embed_key::kAlt, Form::kText, 0, kAnySize},
    Rule{embed_key::kHeader, Form::kTrue},
};

constexpr std::array kDocumentRules{
    Rule{"title", Form::kText, 0, kAnySize},
    Rule{"language", Form::kLanguage},
    Rule{page_key::kSize, Form::kName, 0, 0, "a4 a5 letter legal"},
    Rule{page_key::kLandscape, Form::kTrue},
    Rule{page_key::kMarginTop, Form::kNumber, 0, kMarginMax},
    Rule{page_key::kMarginRight, Form::kNumber, 0, kMarginMax},
    Rule{page_key::kMarginBottom, Form::kNumber, 0, kMarginMax},
    Rule{page_key::kMarginLeft, Form::kNumber, 0, kMarginMax},
    Rule{page_key::kHeader, Form::kText, 0, kAnySize},
    Rule{page_key::kFooter, Form::kText, 0, kAnySize},
};

/// Of named styles, beyond looks of marks and blocks.
constexpr std::array kStyleRules{
    Rule{style_key::kName, Form::kText, 1, kStyleNameSizeMax},
    Rule{style_key::kKind, Form::kName, 0, 0, "paragraph character"},
    Rule{style_key::kBasedOn, Form::kText, 1, kStyleIdSizeMax},
};

/// Of named moments. That `at` is a frontier is seen by who knows the log.
constexpr std::array kMomentRules{
    Rule{moment_key::kName, Form::kText, 1, kMomentNameSizeMax},
    Rule{moment_key::kNote, Form::kText, 0, kMomentNoteSizeMax},
    Rule{moment_key::kAt, Form::kText, 2, kMomentPlaceSizeMax},
};

/// Of drafts; likewise.
constexpr std::array kDraftRules{
    Rule{draft_key::kName, Form::kText, 1, kDraftNameSizeMax},
    Rule{draft_key::kAt, Form::kText, 2, kDraftPlaceSizeMax},
    Rule{draft_key::kAbandoned, Form::kTrue},
    Rule{draft_key::kWriter, Form::kTrue},
    Rule{draft_key::kMerged, Form::kTrue},
    Rule{draft_key::kUpdated, Form::kTrue},
};

constexpr std::array kThreadRules{
    Rule{comment_key::kText, Form::kText, 0, kRemarkSizeMax},
    Rule{comment_key::kResolved, Form::kTrue},
    Rule{comment_key::kDeleted, Form::kTrue},
};

constexpr Rule kComment{mark_key::kCommentPrefix, Form::kText, 0, kRemarkSizeMax};
constexpr Rule kReply{comment_key::kReplyPrefix, Form::kText, 0, kRemarkSizeMax};
constexpr Rule kWord{"word:", Form::kTrue};

const Rule* ruleIn(std::span<const Rule> rules, std::string_view key) {
    const auto found = std::ranges::find(rules, key, &Rule::key);
    return found == rules.end() ? nullptr : &*found;
}

/// Of `style:<style>:<property>`.
const Rule* styleRule(std::string_view key) {
    const std::string_view property = stylePropertyOf(key).second;
    if (const Rule* rule = ruleIn(kStyleRules, property)) return rule;
    if (!isStyleLook(property, StyleKind::kParagraph)) return nullptr;
    return isStyleLook(property, StyleKind::kCharacter) ? ruleIn(kMarkRules, property) : ruleIn(kBlockRules, property);
}

const Rule* draftRule(std::string_view key) {
    const auto property = draftPropertyOf(key);
    return property ? ruleIn(kDraftRules, property->property) : nullptr;
}

const Rule* ruleOf(ValueHolder holder, std::string_view key) {
    switch (holder) {
        case ValueHolder::kMark:
            return isComment(key) ? &kComment : ruleIn(kMarkRules, key);
        case ValueHolder::kBlock:
            return ruleIn(kBlockRules, key);
        case ValueHolder::kEmbed:
            return ruleIn(kEmbedRules, key);
        case ValueHolder::kDocument:
            if (key.starts_with(kWord.key)) return &kWord;
            if (key.starts_with(kMomentPrefix)) return ruleIn(kMomentRules, momentPropertyOf(key).second);
            if (key.starts_with(kDraftPrefix)) return draftRule(key);
            return key.starts_with(kStylePrefix) ? styleRule(key) : ruleIn(kDocumentRules, key);
        case ValueHolder::kThread:
            return key.starts_with(kReply.key) ? &kReply : ruleIn(kThreadRules, key);
    }
    return nullptr;
}

bool isOneOf(std::string_view names, std::string_view name) {
    while (!names.empty()) {
        const std::size_t end = std::min(names.find(' '), names.size());
        if (names.substr(0, end) == name) return true;
        names.remove_prefix(std::min(end + 1, names.size()));
    }
    return false;
}

/// BCP 47 as far as its form goes: letters, then groups of letters and digits behind hyphens.
bool isLanguageTag(std::string_view text) {
    constexpr std::size_t kGroupMax = 8;
    constexpr std::size_t kTagMax = 35;
    if (text.empty() || text.size() > kTagMax) return false;
    bool isFirst = true;
    while (true) {
        const std::size_t end = std::min(text.find('-'), text.size());
        const std::string_view group = text.substr(0, end);
        const auto isAllowed = [isFirst](char c) {
            const bool isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            return isLetter || (!isFirst && c >= '0' && c <= '9');
        };
        const std::size_t low = isFirst ? 2 : 1;
        if (group.size() < low || group.size() > kGroupMax || !std::ranges::all_of(group, isAllowed)) return false;
        if (end == text.size()) return true;
        text.remove_prefix(end + 1);
        isFirst = false;
    }
}

bool hasForm(const Rule& rule, const event::Value& value) {
    const auto* flag = std::get_if<bool>(&value);
    const auto* number = std::get_if<std::int64_t>(&value);
    const auto* text = std::get_if<std::string>(&value);
    switch (rule.form) {
        case Form::kTrue:
            return flag != nullptr && *flag;
        case Form::kFlag:
            return flag != nullptr;
        case Form::kNumber:
            return number != nullptr && *number >= rule.low && *number <= rule.high;
        case Form::kColour:
            return text != nullptr && isColour(*text);
        case Form::kName:
            return text != nullptr && isOneOf(rule.names, *text);
        case Form::kHash:
            return text != nullptr && blobNameOf(*text).has_value();
        case Form::kLanguage:
            return text != nullptr && isLanguageTag(*text);
        case Form::kText:
            return text != nullptr && std::cmp_greater_equal(text->size(), rule.low) &&
                   std::cmp_less_equal(text->size(), rule.high);
    }
    return false;
}

std::string listOf(std::string_view names) {
    std::string list;
    for (const char c : names)
        list += c == ' ' ? std::string(", ") : std::string(1, c);
    return list;
}

std::string wordsOf(const Rule& rule) {
    switch (rule.form) {
        case Form::kTrue:
            return "true";
        case Form::kFlag:
            return "true or false";
        case Form::kNumber:
            return "a whole number from " + std::to_string(rule.low) + " to " + std::to_string(rule.high);
        case Form::kColour:
            return "a colour such as #0057b8";
        case Form::kName:
            return "one of " + listOf(rule.names);
        case Form::kHash:
            return "the 64 hexadecimal digits of an image";
        case Form::kLanguage:
            return "a language tag such as de or en-GB";
        case Form::kText:
            break;
    }
    if (rule.high == kAnySize) return rule.low > 0 ? "a text that is not empty" : "a text";
    if (rule.low == 0) return "a text of at most " + std::to_string(rule.high) + " bytes";
    return "a text of " + std::to_string(rule.low) + " to " + std::to_string(rule.high) + " bytes";
}

}  // namespace

std::optional<std::string> wrongFormOf(ValueHolder holder, std::string_view key, const event::Value& value) {
    if (std::holds_alternative<std::monostate>(value)) return std::nullopt;
    const Rule* rule = ruleOf(holder, key);
    if (rule == nullptr || hasForm(*rule, value)) return std::nullopt;
    return wordsOf(*rule);
}

const event::Value& shownValue(ValueHolder holder, const Attributes& attributes, std::string_view key) {
    static const event::Value kAbsent;
    const event::Value& value = valueOf(attributes, key);
    if (std::holds_alternative<std::monostate>(value)) return value;
    const Rule* rule = ruleOf(holder, key);
    return rule == nullptr || hasForm(*rule, value) ? value : kAbsent;
}

std::string_view shownText(ValueHolder holder, const Attributes& attributes, std::string_view key) {
    const auto* text = std::get_if<std::string>(&shownValue(holder, attributes, key));
    return text != nullptr ? std::string_view(*text) : std::string_view();
}

std::int64_t shownNumber(ValueHolder holder, const Attributes& attributes, std::string_view key) {
    const auto* number = std::get_if<std::int64_t>(&shownValue(holder, attributes, key));
    return number != nullptr ? *number : 0;
}

bool shownFlag(ValueHolder holder, const Attributes& attributes, std::string_view key) {
    const auto* flag = std::get_if<bool>(&shownValue(holder, attributes, key));
    return flag != nullptr && *flag;
}

}  // namespace varve::document
