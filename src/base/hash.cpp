#include "base/hash.h"

#include <sodium.h>

#include "base/check.h"

namespace varve {

namespace {

const unsigned char* rawBytes(BytesView data) { return reinterpret_cast<const unsigned char*>(data.data()); }

}  // namespace

Hash hashBytes(BytesView data) {
    Hash hash{};
    CHECK(crypto_generichash(hash.data(), hash.size(), rawBytes(data), data.size(), nullptr, 0) == 0);
    return hash;
}

Hash hashChained(const Hash& previous, BytesView data) {
    crypto_generichash_state state;
    Hash hash{};
    CHECK(crypto_generichash_init(&state, nullptr, 0, hash.size()) == 0);
    CHECK(crypto_generichash_update(&state, previous.data(), previous.size()) == 0);
    CHECK(crypto_generichash_update(&state, rawBytes(data), data.size()) == 0);
    CHECK(crypto_generichash_final(&state, hash.data(), hash.size()) == 0);
    return hash;
}

BytesView hashView(const Hash& hash) { return {reinterpret_cast<const char*>(hash.data()), hash.size()}; }

std::string toHex(BytesView bytes) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<std::uint8_t>(c);
        text.push_back(kDigits[byte >> 4]);
        text.push_back(kDigits[byte & 0x0f]);
    }
    return text;
}

}  // namespace varve
