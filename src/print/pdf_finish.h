// Adds to a PDF what QPdfWriter (Qt 6.4) cannot write: links within the document, the outline, the language, a date
// that the caller chooses; makes ligatures and the joined forms of Arabic letters be found as the letters that were
// typed; and packs the file. Qt's own links lead to web pages only and have the height of letters instead of lines.
#pragma once

#include <QByteArray>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "print/paper_document.h"

namespace varve::print {

struct PdfFacts {
    std::vector<std::vector<PageLink>> links;  // of each page
    std::vector<PageHeading> headings;
    std::string title;
    std::string language;  // BCP 47, or empty
    std::int64_t timeMs = 0;
};

/// Links that lead nowhere (no heading of that name, a scheme that is not followed) stay text. Errors: kInputOutput,
/// where the file cannot be read, which would be a defect of Qt. Cost: O(size).
[[nodiscard]] Result<Bytes> finishedPdf(const QByteArray& pdf, const PdfFacts& facts);

/// A ToUnicode map in which forms of letters (U+FB00 to U+FDFF, U+FE70 to U+FEFE) stand for the letters themselves.
[[nodiscard]] std::string searchableMap(std::string_view map);

}  // namespace varve::print
