#include "ui/word_count.h"

namespace varve::ui {

std::uint64_t wordCountOf(const text::Rope& text) {
    std::uint64_t count = 0;
    bool isInside = false;
    text.forEachPiece({{0}, {text.count()}}, [&](std::string_view piece) {
        for (const char byte : piece) {
            // Every byte of a character outside ASCII is above the space, so UTF-8 needs no decoding here.
            const bool isWord = static_cast<unsigned char>(byte) > 0x20;
            if (isWord && !isInside) ++count;
            isInside = isWord;
        }
    });
    return count;
}

}  // namespace varve::ui
