// Names that writer and reader of the JSON lines share. Their order is that of the enumerations.
#pragma once

#include <array>
#include <string_view>

#include "event/transaction.h"

namespace varve::event {

inline constexpr std::array<std::string_view, kTransactionKindMax + 1> kKindNames{
    "edit",   "typing", "backspace", "delete", "paste",   "cut",    "move", "replace",
    "format", "import", "undo",      "redo",   "restore", "revert", "name"};

inline constexpr std::array<std::string_view, 3> kObjectNames{"body", "document", "first-block"};

}  // namespace varve::event
