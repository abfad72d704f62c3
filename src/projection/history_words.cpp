#include "projection/history_words.h"

#include <QString>
#include <algorithm>
#include <string>

#include "text/utf8.h"

namespace varve::projection {

namespace {

char32_t folded(char32_t scalar) {
    return QChar::toCaseFolded(scalar);
}

bool isWordScalar(char32_t scalar) {
    return scalar == U'_' || QChar::isLetterOrNumber(scalar) || QChar::isMark(scalar);
}

}  // namespace

Result<std::vector<history::TextPattern>> historyPatterns(std::string_view utf8, const HistoryWordsOptions& options) {
    if (utf8.empty()) return failure(ErrorCode::kInvalidInput, "There is nothing to search for.");
    if (!text::isValidUtf8(utf8)) return failure(ErrorCode::kMalformed, "The text to search for is not UTF-8.");
    const QString written = QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
    std::vector<std::u32string> spellings;
    for (const QString& spelling : {written, written.normalized(QString::NormalizationForm_C),
                                    written.normalized(QString::NormalizationForm_D)}) {
        std::u32string scalars = spelling.toStdU32String();
        if (std::ranges::find(spellings, scalars) == spellings.end()) spellings.push_back(std::move(scalars));
    }
    std::vector<history::TextPattern> patterns;
    for (std::u32string& spelling : spellings) {
        if (spelling.size() > history::TextAutomaton::kScalarCountMax)
            return failure(ErrorCode::kLimitExceeded, "The text to search for is too long.");
        patterns.push_back({std::move(spelling), options.isCaseSensitive ? nullptr : folded,
                            options.isWholeWord ? isWordScalar : nullptr});
    }
    return patterns;
}

}  // namespace varve::projection
