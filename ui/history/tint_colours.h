// The colours that are laid behind letters: so light that text on them keeps its contrast, so different that neighbours
// can be told apart. Plain functions.
#pragma once

#include <QColor>
#include <cstddef>
#include <cstdint>

namespace varve::ui {

/// Of an author; `index` as for presenceColour(). Not opaque.
[[nodiscard]] QColor authorTint(std::uint32_t index, bool isDark);
/// Of a class of AgeScale: the newest warm, the oldest hardly seen. Not opaque.
[[nodiscard]] QColor ageTint(std::size_t ageClass, bool isDark);

}  // namespace varve::ui
