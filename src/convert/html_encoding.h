// Which characters the bytes of an HTML file are.
#pragma once

#include <string>

#include "base/bytes.h"
#include "convert/text_decoder.h"

namespace varve::convert {

/// As decodeText; where that is no UTF-8, in the encoding that a `meta` element near the beginning names, if it is one
/// of the common old ones. Errors: those of decodeText.
[[nodiscard]] Result<DecodedText> decodeHtml(BytesView bytes);

}  // namespace varve::convert
