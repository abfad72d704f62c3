// The difference of two moments in words, for the window and the command line tool: "+120 −43 words", "Bold",
// "Heading 2". Pure functions; translated.
#pragma once

#include <QString>

#include "projection/moment_diff.h"

namespace varve::projection {

/// "+120 −43 words", "+1 word", "−2 words"; empty when no word came or went.
[[nodiscard]] QString wordChangeWords(const WordChange& words);
/// All of it in one line: "+120 −43 words · 3 format changes"; empty when nothing differs.
[[nodiscard]] QString momentDiffWords(const MomentDiff& diff);
/// What became of the characters: "Bold", "Removed italic, Link"; empty when nothing that has a name.
[[nodiscard]] QString formatChangeWords(const FormatChange& change);
/// What became of a block or an embed: "Heading 2", "Centred".
[[nodiscard]] QString objectDiffWords(const ObjectDiff& change);
/// What is changed in the document as such: "Title of the document".
[[nodiscard]] QString propertyChangeWords(const PropertyChange& change);

}  // namespace varve::projection
