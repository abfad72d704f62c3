// Content as bytes, for the clipboard: what goes from one document, or one process, to another without losing anything
// that a document can say of itself. Format: CLIPBOARD.md. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "document/blob.h"
#include "document/content.h"

namespace varve::document {

inline constexpr std::size_t kCarriedSizeMax = 512U << 20;

struct CarriedContent {
    std::string documentId;  // of the document that the content is of; empty for none
    Content content;         // without comments
    std::vector<SharedBlob> blobs;
};

/// Cost: O(content + blobs).
[[nodiscard]] Bytes encodeContent(const CarriedContent& carried);
/// Errors, each one sentence: kMalformed (cut off, not of the format), kUnsupported (of a newer program),
/// kLimitExceeded (above a bound). Cost: O(bytes); memory is bounded by a small multiple of them.
[[nodiscard]] Result<CarriedContent> decodeContent(BytesView bytes);

}  // namespace varve::document
