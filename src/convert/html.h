// HTML: files and what lies on the clipboard. Reading takes what browsers, Word, LibreOffice and others write, keeps
// what means something in a document and leaves the rest out: no scripts, no style sheets, nothing hidden, and nothing
// is ever fetched. Writing gives clean HTML 5 that needs no other file: images are data: addresses.
//
// Own tokens and an own, bounded stack of open elements instead of a parser that builds the whole tree: cost and memory
// grow with the size of the input whatever is in it.
#pragma once

#include "convert/imported.h"

namespace varve::convert {

/// Characters: as a byte order mark says, UTF-8, or the encoding that a `meta` element names. Looks that all the text
/// has (the page's font, size and colour) are not kept, unless Varve wrote the HTML. Errors: kMalformed (no text in
/// that encoding), kLimitExceeded (more than two million pieces), cancelled. Cost: O(size).
[[nodiscard]] Result<Imported> importHtml(BytesView bytes, const Progress& progress = {});

/// A whole page. Errors: cancelled. Cost: O(size).
[[nodiscard]] Result<Bytes> exportHtml(const document::Content& content, const BlobSource& blobs,
                                       const Progress& progress = {});
/// The same without head and page styles, for the clipboard.
[[nodiscard]] Result<Bytes> exportHtmlFragment(const document::Content& content, const BlobSource& blobs,
                                               const Progress& progress = {});

}  // namespace varve::convert
