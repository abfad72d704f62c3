// The colours that are offered for text and behind it, in menus of the toolbar and in the dialog of styles.
#pragma once

#include <QColor>
#include <QIcon>
#include <array>

namespace varve::ui {

/// Twelve calm colours that can be read on paper, and as many to put behind text.
inline constexpr std::array kInkChoices{"#1a1a1a", "#6b6b6b", "#a11d2b", "#b4530a", "#8a6d00", "#2e7d32",
                                        "#00695c", "#1565c0", "#283593", "#6a1b9a", "#ad1457", "#5d4037"};
inline constexpr std::array kHighlightChoices{"#fff3a0", "#ffe0b2", "#ffcdd2", "#f8bbd0", "#e1bee7", "#d1c4e9",
                                              "#bbdefb", "#b2ebf2", "#c8e6c9", "#dcedc8", "#d7ccc8", "#e0e0e0"};

/// A small patch of the colour; an empty frame for one that is not valid.
[[nodiscard]] QIcon colourIcon(const QColor& colour);

}  // namespace varve::ui
