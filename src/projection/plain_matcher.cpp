#include "projection/plain_matcher.h"

#include <QString>
#include <algorithm>
#include <cstring>
#include <unordered_map>

#include "base/check.h"
#include "text/utf8.h"

namespace varve::projection {

namespace {

/// Cased letters of Unicode 15 end far below.
constexpr char32_t kCasedEnd = 0x20000;

/// Every scalar that folds to the same one as `scalar`, itself included, ascending.
std::vector<char32_t> caseVariantsOf(char32_t scalar) {
    // Folded scalar to the others that fold to it; made once, in about two milliseconds, and only read afterwards.
    static const std::unordered_map<char32_t, std::vector<char32_t>> kFoldedFrom = [] {
        std::unordered_map<char32_t, std::vector<char32_t>> foldedFrom;
        for (char32_t other = 0; other < kCasedEnd; ++other) {
            const char32_t folded = QChar::toCaseFolded(other);
            if (folded != other) foldedFrom[folded].push_back(other);
        }
        return foldedFrom;
    }();
    const char32_t folded = QChar::toCaseFolded(scalar);
    std::vector<char32_t> variants{folded};
    if (const auto found = kFoldedFrom.find(folded); found != kFoldedFrom.end())
        variants.insert(variants.end(), found->second.begin(), found->second.end());
    std::ranges::sort(variants);
    return variants;
}

/// The scalar that starts at `at` is a mark of U+0300 to U+036F.
bool isAccentAt(std::string_view utf8, std::size_t at) {
    if (at + 1 >= utf8.size()) return false;
    const auto lead = static_cast<unsigned char>(utf8[at]);
    return lead == 0xcc || (lead == 0xcd && static_cast<unsigned char>(utf8[at + 1]) <= 0xaf);
}

std::string normalized(std::string_view utf8, QString::NormalizationForm form) {
    const auto size = static_cast<qsizetype>(utf8.size());
    return QString::fromUtf8(utf8.data(), size).normalized(form).toStdString();
}

}  // namespace

PlainMatcher::PlainMatcher(std::string_view pattern, bool isCaseSensitive) {
    CHECK(!pattern.empty());
    addAlternative(pattern, isCaseSensitive);
    if (!text::isAscii(pattern)) {
        const std::string composed = normalized(pattern, QString::NormalizationForm_C);
        const std::string decomposed = normalized(pattern, QString::NormalizationForm_D);
        if (composed != pattern) addAlternative(composed, isCaseSensitive);
        if (decomposed != pattern) addAlternative(decomposed, isCaseSensitive);
    }
    const bool hasOneSpelling =
        std::ranges::all_of(m_alternatives.front(), [](const Spellings& spellings) { return spellings.size() == 1; });
    if (m_alternatives.size() == 1 && hasOneSpelling) m_only = pattern;
}

void PlainMatcher::addAlternative(std::string_view utf8, bool isCaseSensitive) {
    Alternative alternative;
    while (!utf8.empty()) {
        const char32_t scalar = text::decodeScalar(utf8);
        utf8.remove_prefix(text::sequenceSizeOf(utf8.front()));
        Spellings spellings;
        for (const char32_t variant : isCaseSensitive ? std::vector{scalar} : caseVariantsOf(scalar)) {
            std::string bytes;
            text::appendScalar(bytes, variant);
            Spelling& spelling = spellings.emplace_back();
            spelling.size = bytes.copy(spelling.bytes.data(), spelling.bytes.size());
        }
        alternative.push_back(std::move(spellings));
    }
    for (const Spelling& spelling : alternative.front())
        m_leadBytes[static_cast<unsigned char>(spelling.bytes.front())] = true;
    m_scalarCountMax = std::max(m_scalarCountMax, static_cast<std::uint32_t>(alternative.size()));
    m_alternatives.push_back(std::move(alternative));
}

std::optional<PlainMatcher::Match> PlainMatcher::find(std::string_view utf8, std::size_t from,
                                                      std::size_t startEnd) const {
    while (true) {
        const std::size_t at = nextCandidate(utf8, from, startEnd);
        if (at >= startEnd) return std::nullopt;
        const std::size_t size = m_only.empty() ? matchSizeAt(utf8, at) : m_only.size();
        if (size > 0 && !isAccentAt(utf8, at + size)) return Match{at, at + size};
        from = at + 1;
    }
}

/// `startEnd` or more when there is none. Where the pattern has one spelling, a candidate is that.
std::size_t PlainMatcher::nextCandidate(std::string_view utf8, std::size_t from, std::size_t startEnd) const {
    if (!m_only.empty()) {
        const std::size_t readEnd = std::min(utf8.size(), startEnd + m_only.size() - 1);
        return utf8.substr(0, readEnd).find(m_only, from);
    }
    while (from < startEnd && !m_leadBytes[static_cast<unsigned char>(utf8[from])])
        ++from;
    return from;
}

/// 0 when no alternative matches at `at`.
std::size_t PlainMatcher::matchSizeAt(std::string_view utf8, std::size_t at) const {
    for (const Alternative& alternative : m_alternatives) {
        std::size_t end = at;
        const bool isMatch = std::ranges::all_of(alternative, [&](const Spellings& spellings) {
            const auto found = std::ranges::find_if(spellings, [&](const Spelling& spelling) {
                return spelling.size <= utf8.size() - end &&
                       std::memcmp(utf8.data() + end, spelling.bytes.data(), spelling.size) == 0;
            });
            if (found == spellings.end()) return false;
            end += found->size;
            return true;
        });
        if (isMatch && !isAccentAt(utf8, end)) return end - at;
    }
    return 0;
}

}  // namespace varve::projection
