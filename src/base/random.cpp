#include "base/random.h"

#include <sodium.h>

namespace varve {

std::array<std::uint8_t, 16> systemRandom16() {
    std::array<std::uint8_t, 16> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

}  // namespace varve
