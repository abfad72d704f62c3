// Blobs that come with certain transactions of a sample history, so that whoever reads a file can say which ones must
// be there.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "document/blob.h"

namespace varve::test {

/// With each seventh transaction of [first, end), from a few bytes to some pages; every third of them is the same
/// again.
inline std::vector<document::SharedBlob> blobsOfTransactions(std::uint64_t first, std::uint64_t end) {
    std::vector<document::SharedBlob> blobs;
    for (std::uint64_t index = first; index < end; ++index) {
        if (index % 7 != 0) continue;
        const std::uint64_t kind = index % 21 == 0 ? 0 : index;
        Bytes bytes = "blob " + std::to_string(kind);
        bytes.resize(20 + kind % 13 * 150, static_cast<char>('a' + kind % 26));
        blobs.push_back(*document::makeBlob(std::move(bytes), "image/png"));
    }
    return blobs;
}

}  // namespace varve::test
