// Looks of characters and kinds of blocks in the words of assistive tools.
#pragma once

#include <QString>

#include "document/block_schema.h"
#include "document/format.h"

namespace varve::ui {

/// Names and values as IAccessible2 defines them.
[[nodiscard]] QString textAttributesOf(const document::FormatPointer& format, const document::BlockAttributes& block);

}  // namespace varve::ui
