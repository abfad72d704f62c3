#include "base/checksum.h"

#include <xxhash.h>

namespace varve {

std::uint64_t checksumOf(BytesView bytes) {
    return XXH3_64bits(bytes.data(), bytes.size());
}

}  // namespace varve
