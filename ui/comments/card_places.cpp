#include "ui/comments/card_places.h"

#include <algorithm>

namespace varve::ui {

std::vector<int> cardPlaces(std::span<const CardSpace> cards, std::optional<std::size_t> selected, int gap) {
    std::vector<int> tops(cards.size());
    if (cards.empty()) return tops;
    const std::size_t fixed = std::min(selected.value_or(0), cards.size() - 1);
    tops[fixed] = cards[fixed].wanted;
    for (std::size_t index = fixed + 1; index < cards.size(); ++index)
        tops[index] = std::max(cards[index].wanted, tops[index - 1] + cards[index - 1].height + gap);
    for (std::size_t index = fixed; index-- > 0;)
        tops[index] = std::min(cards[index].wanted, tops[index + 1] - gap - cards[index].height);
    return tops;
}

}  // namespace varve::ui
