// The generated rich document that the view and the pages are measured with.
#pragma once

#include <cstddef>

#include "document/content.h"

namespace varve::bench {

/// Paragraphs of about 400 bytes in four stretches; every tenth block is a heading, some are list items. `size`: bytes
/// of text, about. Always the same.
[[nodiscard]] document::Content richContent(std::size_t size);

}  // namespace varve::bench
