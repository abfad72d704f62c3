// Plain text: every line is a block, nothing else. Soft line breaks (U+2028) are line ends when written.
#pragma once

#include "convert/imported.h"

namespace varve::convert {

/// A line end at the very end ends the last line and does not begin another one. Errors: those of decodeText.
[[nodiscard]] Result<Imported> importText(BytesView bytes, const Progress& progress = {});

/// Lists get their bullets, numbers and boxes, tables a tab between cells, images their alternative text. Ends with a
/// line end unless it is empty. Errors: cancelled.
[[nodiscard]] Result<Bytes> exportText(const document::Content& content, const BlobSource& blobs = {},
                                       const Progress& progress = {});
[[nodiscard]] std::string textOfBlocks(const document::ContentBlocks& blocks);

}  // namespace varve::convert
