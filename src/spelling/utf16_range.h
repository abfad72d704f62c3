// A stretch of a block's text in UTF-16 code units, half-open: what spelling is asked about and answers with.
#pragma once

#include "text/position.h"

namespace varve::spelling {

struct Utf16Range {
    text::Utf16Offset begin;
    text::Utf16Offset end;
    friend auto operator<=>(const Utf16Range&, const Utf16Range&) = default;
};

}  // namespace varve::spelling
