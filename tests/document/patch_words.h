// A patch in words, for comparison in tests: "=3 -2 +ab ~1" keeps three, removes two, adds "ab" and restyles one.
// A format follows as {key,...}.
#pragma once

#include <string>

#include "document/patch.h"

namespace varve::document {

inline std::string inWords(const Patch& patch) {
    std::string words;
    for (const PatchPiece& piece : patch.pieces()) {
        if (!words.empty()) words += ' ';
        words += "=-+~"[static_cast<std::size_t>(piece.kind)];
        words += piece.kind == PatchPiece::Kind::kAdd ? std::string(patch.textOf(piece)) : std::to_string(piece.count);
        const FormatPointer& format = patch.formatOf(piece);
        if (!format) continue;
        for (std::size_t index = 0; index < format->size(); ++index)
            words += (index == 0 ? '{' : ',') + (*format)[index].first;
        words += '}';
    }
    return words;
}

}  // namespace varve::document
