// OpenDocument text (ODF 1.3), as LibreOffice, Word and pandoc read and write it. An own writer and an own reader; the
// archive and the XML in it are bounded, and nothing outside of them is ever read.
#pragma once

#include "convert/imported.h"

namespace varve::convert {

/// Errors: kMalformed (no archive, damaged, no text document, encrypted), kLimitExceeded (unpacks to more than is
/// allowed), cancelled. Cost: O(unpacked size), at most 64 MB of XML.
[[nodiscard]] Result<Imported> importOdt(BytesView bytes, const Progress& progress = {});

/// With page setup, header, footer and comments. Errors: cancelled, kInputOutput. Cost: O(size).
[[nodiscard]] Result<Bytes> exportOdt(const document::Content& content, const BlobSource& blobs,
                                      const Progress& progress = {});

}  // namespace varve::convert
