#include "document/embed_schema.h"

#include <algorithm>
#include <array>

namespace varve::document {

namespace {

constexpr std::array<std::string_view, 5> kImageMedia{"image/png", "image/jpeg", "image/gif", "image/webp",
                                                      "image/svg+xml"};
constexpr std::int64_t kPixelMax = 65535;
constexpr std::int64_t kWidthMax = 1440000;  // 200 inches
constexpr std::size_t kHashDigits = 64;

bool isHash(std::string_view text) {
    return text.size() == kHashDigits && text.find_first_not_of("0123456789abcdef") == text.npos;
}

int numberUpTo(const Attributes& registers, std::string_view key, std::int64_t high) {
    const std::int64_t number = numberOf(registers, key);
    return number >= 1 && number <= high ? static_cast<int>(number) : 0;
}

event::Value numberUnlessZero(int number) {
    return number == 0 ? event::Value() : event::Value(std::int64_t{number});
}

event::Value textUnlessEmpty(const std::string& text) {
    return text.empty() ? event::Value() : event::Value(text);
}

}  // namespace

bool isImageMedia(std::string_view media) {
    return std::ranges::find(kImageMedia, media) != kImageMedia.end();
}

ImageAttributes imageAttributesOf(const Attributes& registers) {
    using namespace embed_key;
    ImageAttributes image;
    if (const std::string_view blob = textOf(registers, kBlob); isHash(blob)) image.blob = blob;
    if (const std::string_view media = textOf(registers, kMedia); isImageMedia(media)) image.media = media;
    image.pixelWidth = numberUpTo(registers, kPixelWidth, kPixelMax);
    image.pixelHeight = numberUpTo(registers, kPixelHeight, kPixelMax);
    image.width = numberUpTo(registers, kWidth, kWidthMax);
    image.alt = textOf(registers, kAlt);
    return image;
}

Attributes registersOf(const ImageAttributes& image) {
    using namespace embed_key;
    Attributes registers;
    setValue(registers, kType, std::string(kImageType));
    setValue(registers, kBlob, textUnlessEmpty(image.blob));
    setValue(registers, kMedia, textUnlessEmpty(image.media));
    setValue(registers, kPixelWidth, numberUnlessZero(image.pixelWidth));
    setValue(registers, kPixelHeight, numberUnlessZero(image.pixelHeight));
    setValue(registers, kWidth, numberUnlessZero(image.width));
    setValue(registers, kAlt, textUnlessEmpty(image.alt));
    return registers;
}

}  // namespace varve::document
