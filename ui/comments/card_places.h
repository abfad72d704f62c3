// Where the cards of a lane stand: each beside its text where there is room, none over another. Plain arithmetic.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace varve::ui {

struct CardSpace {
    int wanted = 0;  // top, beside its text
    int height = 0;
    friend bool operator==(const CardSpace&, const CardSpace&) = default;
};

/// Tops of the cards, which come in the order of their text. The selected one stands where it wants to; those before it
/// give way upwards and those after it downwards. Without one the first does. Cost: O(cards).
[[nodiscard]] std::vector<int> cardPlaces(std::span<const CardSpace> cards, std::optional<std::size_t> selected,
                                          int gap);

}  // namespace varve::ui
