// Markdown: CommonMark with the tables, strikethrough, task lists and bare web addresses of GitHub's dialect. Reading
// is cmark-gfm's, behind a guard that keeps its cost linear; writing is our own, and what it writes reads back as the
// same content as far as Markdown can say it.
//
// What goes beyond Markdown: underline, super- and subscript are written as the HTML elements u, sup and sub, which
// Markdown allows, and read from them, as are b, i, s, code and br. A line break is a backslash at the end of a line,
// in headings and tables <br>. A table without a header row gets an empty one, and an empty one is not read. Images are
// data: addresses. A numbered list that begins anew takes the other of "1." and "1)". Not kept: looks, alignment
// outside of tables, comments, page setup, empty paragraphs, captions (written as paragraphs below their image).
#pragma once

#include "convert/imported.h"

namespace varve::convert {

/// Errors: those of decodeText; kLimitExceeded (too many lines or formatting signs); cancelled. Cost: O(size).
[[nodiscard]] Result<Imported> importMarkdown(BytesView bytes, const Progress& progress = {});

/// Errors: cancelled. Cost: O(size).
[[nodiscard]] Result<Bytes> exportMarkdown(const document::Content& content, const BlobSource& blobs,
                                           const Progress& progress = {});

}  // namespace varve::convert
