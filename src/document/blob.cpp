#include "document/blob.h"

#include <algorithm>
#include <utility>

namespace varve::document {

namespace {

int digitOf(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool isMedia(std::string_view text) {
    return !text.empty() && text.size() <= kBlobMediaSizeMax &&
           std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

Result<SharedBlob> makeBlob(Bytes bytes, std::string media) {
    if (bytes.empty() || !isMedia(media)) {
        return failure(ErrorCode::kInvalidInput, "There are no bytes to keep, or nobody says what they are.");
    }
    if (bytes.size() > kBlobSizeMax) {
        return failure(ErrorCode::kLimitExceeded, "The image has " + std::to_string(bytes.size() >> 20) +
                                                      " MB; a document keeps images of up to " +
                                                      std::to_string(kBlobSizeMax >> 20) + " MB.");
    }
    const Hash name = hashBytes(bytes);
    return std::make_shared<const Blob>(Blob{name, std::move(media), std::move(bytes)});
}

std::string blobNameText(const Hash& name) {
    return toHex(hashView(name));
}

std::optional<Hash> blobNameOf(std::string_view text) {
    Hash name{};
    if (text.size() != 2 * name.size()) return std::nullopt;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const int high = digitOf(text[2 * i]);
        const int low = digitOf(text[2 * i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        name[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    return name;
}

}  // namespace varve::document
