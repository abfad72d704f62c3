// What led to a patch; the view places the caret and flashes the change accordingly.
#pragma once

#include <cstdint>

namespace varve::replica {

enum class PatchOrigin : std::uint8_t { kLocalEdit, kUndo, kRedo, kRestore, kRemote };

}  // namespace varve::replica
