// A document as PDF: letters that can be searched and copied, links, an outline, title and language. Qt paints the
// pages; what Qt cannot say is added to its file afterwards (pdf_finish.h). The same document, options and fonts give
// the same bytes.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "print/paper_document.h"

namespace varve::print {

struct PdfOptions {
    PaperOptions paper{};
    std::int64_t timeMs = 0;  // when it was made, since 1970, UTC
};

/// Of a document that is typeset already. `timeMs`: as in PdfOptions. Errors: cancelled, kInputOutput. Thread: any.
/// Cost: O(text), and pictures.
[[nodiscard]] Result<Bytes> writePdf(PaperDocument& paper, std::int64_t timeMs, const convert::Progress& progress = {});

/// Errors: those of PaperDocument::typeset(), cancelled, kInputOutput. Thread: any. Cost: O(text), twice, and pictures.
[[nodiscard]] Result<Bytes> writePdf(const document::Content& content, convert::BlobSource blobs,
                                     const PdfOptions& options, const convert::Progress& progress = {});

}  // namespace varve::print
