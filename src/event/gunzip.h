// Bounded gzip decompression (RFC 1952, through zlib): recorded traces are published as .json.gz.
#pragma once

#include <cstddef>

#include "base/bytes.h"
#include "base/result.h"

namespace varve::event {

/// Whether the bytes begin like a gzip file.
[[nodiscard]] bool isGzip(BytesView bytes);
/// All members of the file. Errors: kMalformed when it is damaged or cut off, kLimitExceeded when it would hold more
/// than `sizeMax` bytes; memory never grows beyond that.
[[nodiscard]] Result<Bytes> gunzip(BytesView compressed, std::size_t sizeMax);

}  // namespace varve::event
