#include "ui/word_count.h"

namespace varve::ui {

namespace {

/// Of an ASCII character; every byte of another one counts as a letter, so UTF-8 needs no decoding.
bool isLetterOrDigit(unsigned char unit) {
    return unit >= 0x80 || (unit >= '0' && unit <= '9') || (unit >= 'A' && unit <= 'Z') || (unit >= 'a' && unit <= 'z');
}

}  // namespace

std::uint64_t wordCountOf(const text::Rope& text) {
    std::uint64_t count = 0;
    bool isCounted = false;
    text.forEachPiece({{0}, {text.count()}}, [&](std::string_view piece) {
        for (const char byte : piece) {
            const auto unit = static_cast<unsigned char>(byte);
            if (unit <= 0x20) {
                isCounted = false;
            } else if (!isCounted && isLetterOrDigit(unit)) {
                isCounted = true;
                ++count;
            }
        }
    });
    return count;
}

}  // namespace varve::ui
