#include "projection/search_pattern.h"

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "base/check.h"
#include "text/utf8.h"

namespace varve::projection {

namespace {

/// An expression and the longest text that it is for.
struct Effort {
    qsizetype lengthMax;
    int stepCountMax;
};
/// The products stay the same: a step takes some nanoseconds, and each place of a text may take all its steps.
constexpr std::array<Effort, 4> kEfforts{{{4'000, 1'000'000}, {40'000, 100'000}, {400'000, 10'000}, {0, 1'000}}};

/// PCRE takes limits at the start of an expression; further ones that the user writes can only lower them.
QString limitsFor(const Effort& effort) {
    return QStringLiteral("(*LIMIT_MATCH=%1)(*LIMIT_HEAP=32768)").arg(effort.stepCountMax);
}

std::string placeWords(const QString& pattern, qsizetype at) {
    if (at >= pattern.size()) return "at its end";
    const QString scalars = pattern.first(at);
    const std::string behind = pattern.sliced(at, pattern.at(at).isHighSurrogate() ? 2 : 1).toStdString();
    return "at character " + std::to_string(text::scalarCount(scalars.toStdString()) + 1) + ", before “" + behind + "”";
}

/// Nothing when the expression can be used.
std::optional<Error> faultOf(const QString& pattern, QRegularExpression::PatternOptions options) {
    const QString limits = limitsFor(kEfforts.front());
    const QRegularExpression expression(limits + pattern, options);
    if (expression.isValid()) return std::nullopt;
    const qsizetype at = std::max<qsizetype>(0, expression.patternErrorOffset() - limits.size());
    return Error{ErrorCode::kInvalidInput, "This is no regular expression: " + expression.errorString().toStdString() +
                                               " (" + placeWords(pattern, at) + ")."};
}

}  // namespace

struct SearchPattern::Compiled {
    std::optional<PlainMatcher> plain;
    std::array<QRegularExpression, kEfforts.size()> expressions;
};

SearchPattern::SearchPattern(SearchOptions options, std::shared_ptr<const Compiled> compiled)
    : m_options(options), m_compiled(std::move(compiled)) {}

Result<SearchPattern> SearchPattern::compile(std::string_view utf8, SearchOptions options) {
    if (utf8.empty()) return failure(ErrorCode::kInvalidInput, "There is nothing to search for.");
    if (utf8.size() > kSearchTextSizeMax)
        return failure(ErrorCode::kLimitExceeded, "The text to search for is too long.");
    if (!text::isValidUtf8(utf8)) return failure(ErrorCode::kMalformed, "The text to search for is not UTF-8.");
    auto compiled = std::make_shared<Compiled>();
    if (!options.isRegularExpression) {
        compiled->plain.emplace(utf8, options.isCaseSensitive);
        return SearchPattern(options, std::move(compiled));
    }

    QString pattern = QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
    QRegularExpression::PatternOptions flags = QRegularExpression::UseUnicodePropertiesOption;
    if (!options.isCaseSensitive) flags |= QRegularExpression::CaseInsensitiveOption;
    if (const auto fault = faultOf(pattern, flags)) return std::unexpected(*fault);
    if (options.isWholeWord) {
        // In the expression and not afterwards, so that of "foo|foobar" the one is found that is a word.
        pattern = QStringLiteral("\\b(?:") + pattern + QStringLiteral("\\E)\\b");
        if (faultOf(pattern, flags)) {
            return failure(ErrorCode::kInvalidInput,
                           "This expression cannot be limited to whole words; write \\b where a word ends.");
        }
    }
    for (std::size_t index = 0; index < kEfforts.size(); ++index)
        compiled->expressions[index] = QRegularExpression(limitsFor(kEfforts[index]) + pattern, flags);
    return SearchPattern(options, std::move(compiled));
}

const PlainMatcher& SearchPattern::plain() const {
    CHECK(m_compiled->plain.has_value());
    return *m_compiled->plain;
}

const QRegularExpression& SearchPattern::expressionFor(qsizetype length) const {
    CHECK(m_options.isRegularExpression);
    std::size_t index = 0;
    while (index + 1 < kEfforts.size() && length > kEfforts[index].lengthMax)
        ++index;
    return m_compiled->expressions[index];
}

}  // namespace varve::projection
