// BLAKE2b-256 (RFC 7693, through libsodium): the hash of the event chain and of keyframes.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "base/bytes.h"

namespace varve {

using Hash = std::array<std::uint8_t, 32>;

/// H(data). Cost: O(size), about 1 GB/s.
Hash hashBytes(BytesView data);
/// H(previous ‖ data): one link of a chain.
Hash hashChained(const Hash& previous, BytesView data);

/// The 32 raw bytes as a view into `hash`, which must outlive it.
BytesView hashView(const Hash& hash);
/// Lower-case hexadecimal of any bytes.
std::string toHex(BytesView bytes);

}  // namespace varve
