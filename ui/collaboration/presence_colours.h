// Colours of the people in a document: eight that stay apart for colour-blind readers, told apart by lightness too.
// Source: the qualitative palette of Okabe and Ito, "Color Universal Design" (2008), darkened or lightened until text
// and carets in them stand out on the page.
#pragma once

#include <QColor>
#include <cstdint>

namespace varve::ui {

inline constexpr std::uint32_t kPresenceColourCount = 8;

/// The colour of a colleague on a light or dark page; at least 3:1 against it. `index` wraps around.
[[nodiscard]] QColor presenceColour(std::uint32_t index, bool dark);
/// Black or white, whichever reads better on `background` (at least 4.5:1 on every presence colour).
[[nodiscard]] QColor textOn(const QColor& background);

}  // namespace varve::ui
