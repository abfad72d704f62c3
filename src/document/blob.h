// Bytes that a document shows and that are too many for an event: an image. They lie beside the log and never change;
// events name them by the hash of the bytes (CONTENT.md), so that whoever has them can be believed by anybody who knows
// the name. Storage keeps them, sync carries them, sessions hold them.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/result.h"

namespace varve::document {

/// Of one blob. The one bound that storage, sync and sessions go by.
inline constexpr std::size_t kBlobSizeMax = 32U << 20;
inline constexpr std::size_t kBlobMediaSizeMax = 100;

struct Blob {
    Hash name{};        // BLAKE2b-256 of the bytes
    std::string media;  // media type, as whoever added it said; nobody vouches for it
    Bytes bytes;        // not empty
    friend bool operator==(const Blob&, const Blob&) = default;
};

/// Blobs are large and never change, so they are shared between threads and never copied.
using SharedBlob = std::shared_ptr<const Blob>;

/// Errors: kLimitExceeded (too many bytes), kInvalidInput (none, or no media type of printable ASCII). Cost: O(size),
/// about 1 GB/s.
[[nodiscard]] Result<SharedBlob> makeBlob(Bytes bytes, std::string media);

/// The name as events write it: 64 hexadecimal digits, lower case.
[[nodiscard]] std::string blobNameText(const Hash& name);
/// Nothing when the text is not of that form.
[[nodiscard]] std::optional<Hash> blobNameOf(std::string_view text);

}  // namespace varve::document
