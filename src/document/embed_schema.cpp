#include "document/embed_schema.h"

#include <algorithm>
#include <array>

#include "document/value_rules.h"

namespace varve::document {

namespace {

constexpr std::array<std::string_view, 5> kImageMedia{"image/png", "image/jpeg", "image/gif", "image/webp",
                                                      "image/svg+xml"};

int shownNumberOf(const Attributes& registers, std::string_view key) {
    return static_cast<int>(shownNumber(ValueHolder::kEmbed, registers, key));
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
    image.blob = shownText(ValueHolder::kEmbed, registers, kBlob);
    image.media = shownText(ValueHolder::kEmbed, registers, kMedia);
    image.pixelWidth = shownNumberOf(registers, kPixelWidth);
    image.pixelHeight = shownNumberOf(registers, kPixelHeight);
    image.width = shownNumberOf(registers, kWidth);
    image.alt = shownText(ValueHolder::kEmbed, registers, kAlt);
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
