// A whole text given anew: a caption or a cell out of a dialog or a script.
#pragma once

#include <string_view>

#include "editing/edit_context.h"

namespace varve::editing {

/// The text that the context names becomes `text` (UTF-8, lines as blocks). Only what differs between the first and the
/// last difference is written, so that marks, and what others write elsewhere in it at the same time, stay.
[[nodiscard]] Edit withWholeText(const EditContext& context, std::string_view text);

}  // namespace varve::editing
