#include "projection/search_replacement.h"

#include <algorithm>
#include <utility>

#include "projection/search_scan.h"
#include "text/utf8.h"

namespace varve::projection {

namespace {

bool isDigit(const QString& text, qsizetype at) {
    return at < text.size() && text[at] >= QLatin1Char('0') && text[at] <= QLatin1Char('9');
}

bool isStopped(const std::atomic<bool>* isCancelled) {
    return isCancelled != nullptr && isCancelled->load(std::memory_order_relaxed);
}

}  // namespace

Result<SearchReplacement> SearchReplacement::compile(std::string_view utf8, const SearchPattern& pattern) {
    if (utf8.size() > kSearchTextSizeMax) return failure(ErrorCode::kLimitExceeded, "The replacement is too long.");
    if (!text::isValidUtf8(utf8)) return failure(ErrorCode::kMalformed, "The replacement is not UTF-8.");
    SearchReplacement replacement;
    if (!pattern.options().isRegularExpression) {
        if (!utf8.empty()) replacement.m_parts.push_back({std::string(utf8)});
        return replacement;
    }
    const QString text = QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
    replacement.m_groupNames = pattern.expressionFor(0).namedCaptureGroups();
    for (qsizetype at = 0; at < text.size();) {
        const bool isEscape = text[at] == QLatin1Char('\\');
        if (isEscape || text[at] == QLatin1Char('$')) {
            const auto next = isEscape ? replacement.addEscape(text, at) : replacement.addDollar(text, at);
            if (!next) return std::unexpected(next.error());
            at = *next;
            continue;
        }
        qsizetype end = at + 1;
        while (end < text.size() && text[end] != QLatin1Char('\\') && text[end] != QLatin1Char('$'))
            ++end;
        replacement.addText(QStringView(text).sliced(at, end - at));
        at = end;
    }
    return replacement;
}

void SearchReplacement::addText(QStringView text) {
    if (m_parts.empty() || m_parts.back().group >= 0) m_parts.emplace_back();
    m_parts.back().text += text.toUtf8().toStdString();
}

/// Reads what a backslash at `at` begins. Returns the place behind it. Other letters stand for themselves, with the
/// backslash: C:\dir is more often meant than mistaken.
Result<qsizetype> SearchReplacement::addEscape(const QString& text, qsizetype at) {
    if (isDigit(text, at + 1)) return addNumbered(text, at + 1);
    const QChar letter = at + 1 < text.size() ? text[at + 1] : QChar();
    switch (letter.unicode()) {
        case 'n':
            addText(u"\n");
            break;
        case 't':
            addText(u"\t");
            break;
        case '\\':
        case '$':
            addText(QStringView(&letter, 1));
            break;
        default:
            addText(u"\\");
            return at + 1;
    }
    return at + 2;
}

Result<qsizetype> SearchReplacement::addDollar(const QString& text, qsizetype at) {
    if (isDigit(text, at + 1)) return addNumbered(text, at + 1);
    const QChar letter = at + 1 < text.size() ? text[at + 1] : QChar();
    if (letter == QLatin1Char('{')) return addBraced(text, at);
    if (letter == QLatin1Char('&')) {
        m_parts.push_back({{}, 0});
        return at + 2;
    }
    addText(u"$");
    return at + (letter == QLatin1Char('$') ? 2 : 1);
}

/// A number of one digit, or of two where the expression has so many groups.
Result<qsizetype> SearchReplacement::addNumbered(const QString& text, qsizetype at) {
    int group = text[at].digitValue();
    qsizetype end = at + 1;
    if (isDigit(text, end) && group * 10 + text[end].digitValue() < m_groupNames.size())
        group = group * 10 + text[end++].digitValue();
    if (group >= m_groupNames.size()) {
        return failure(ErrorCode::kInvalidInput, "The replacement names group " + std::to_string(group) +
                                                     ", but the expression has " +
                                                     std::to_string(m_groupNames.size() - 1) + ".");
    }
    m_parts.push_back({{}, group});
    return end;
}

Result<qsizetype> SearchReplacement::addBraced(const QString& text, qsizetype at) {
    const qsizetype close = text.indexOf(QLatin1Char('}'), at);
    if (close < 0) return failure(ErrorCode::kInvalidInput, "In the replacement a } is missing behind ${.");
    const QString name = text.sliced(at + 2, close - at - 2);
    bool isNumber = false;
    const int number = name.toInt(&isNumber);
    const auto group = isNumber ? number : m_groupNames.indexOf(name);
    if (name.isEmpty() || group < 0 || group >= m_groupNames.size()) {
        return failure(ErrorCode::kInvalidInput,
                       "The replacement names group “" + name.toStdString() + "”, which the expression has not.");
    }
    m_parts.push_back({{}, static_cast<int>(group)});
    return close + 1;
}

std::string SearchReplacement::textFor(const QRegularExpressionMatch* match) const {
    std::string result;
    for (const Part& part : m_parts)
        result += part.group < 0 ? part.text : match->capturedView(part.group).toUtf8().toStdString();
    return result;
}

Result<std::vector<TextReplacement>> replaceAll(const SearchPattern& pattern, const SearchReplacement& replacement,
                                                const text::Rope& rope, text::Range range,
                                                const std::atomic<bool>* isCancelled) {
    std::vector<TextReplacement> result;
    std::uint32_t added = 0;  // scalars so far, less those taken away; wraps
    std::size_t sizeBytes = 0;
    const auto visit = [&](text::Range match, const QRegularExpressionMatch* groups) {
        std::string text = replacement.textFor(groups);
        sizeBytes += text.size();
        if (sizeBytes > kReplacementSizeMax) return false;
        if (text == rope.text(match)) return true;
        const std::uint32_t count = text::scalarCount(text);
        result.push_back({{match.begin + added, match.end + added}, std::move(text)});
        added += count - match.count();
        return true;
    };
    for (text::Offset from = range.begin; from <= range.end;) {
        if (isStopped(isCancelled)) return std::vector<TextReplacement>();
        const auto next = scanStretch(pattern, rope, {range, from, stretchCountMaxOf(pattern)}, visit);
        if (!next) return std::unexpected(next.error());
        if (sizeBytes > kReplacementSizeMax)
            return failure(ErrorCode::kLimitExceeded, "Replacing everything would make the document too large.");
        from = *next;
    }
    return result;
}

Result<std::optional<std::string>> replacementFor(const SearchPattern& pattern, const SearchReplacement& replacement,
                                                  const text::Rope& rope, text::Range match, text::Range within) {
    std::optional<std::string> text;
    if (match.begin < within.begin || within.end < match.end || rope.count() < within.end.value) return text;
    const auto visit = [&](text::Range found, const QRegularExpressionMatch* groups) {
        if (found == match) text = replacement.textFor(groups);
        return false;
    };
    const auto scanned = scanStretch(pattern, rope, {within, match.begin, 1}, visit);
    if (!scanned) return std::unexpected(scanned.error());
    return text;
}

}  // namespace varve::projection
