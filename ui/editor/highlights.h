// Ranges that are marked on the page for a while, such as what a search found: they stay with their characters while
// the text changes. Plain values; knows no painting.
#pragma once

#include <QColor>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "document/patch.h"
#include "text/position.h"

namespace varve::ui {

/// Each readable on the page and under the text.
struct HighlightColours {
    QColor fill;
    QColor line;
    QColor currentFill;
    QColor currentLine;
    QColor scope;
};

class Highlights {
  public:
    Highlights() = default;
    /// `ranges`: ascending, no two overlap; empty ones are places. `current`: index of the one that stands out.
    explicit Highlights(std::vector<text::Range> ranges, std::optional<std::size_t> current = std::nullopt);

    [[nodiscard]] const std::vector<text::Range>& ranges() const { return m_ranges; }
    [[nodiscard]] bool isEmpty() const { return m_ranges.empty(); }
    [[nodiscard]] std::optional<std::size_t> current() const { return m_current; }
    void setCurrent(std::optional<std::size_t> current) { m_current = current; }
    void remove(std::size_t index);

    /// Text put at the edge of a range stays outside; a range whose text is gone goes too. Cost: O(ranges behind the
    /// first change + pieces).
    void mapThrough(const document::Patch& patch);

    /// Index of the first range that begins at or after `offset`; ranges().size() when there is none. Cost: O(log n).
    [[nodiscard]] std::size_t firstFrom(text::Offset offset) const;
    /// Index of the range that is exactly this one.
    [[nodiscard]] std::optional<std::size_t> indexOf(text::Range range) const;
    /// Indexes [first, second) of those that touch [begin, end]. Cost: O(log n).
    [[nodiscard]] std::pair<std::size_t, std::size_t> touching(text::Range range) const;

  private:
    std::vector<text::Range> m_ranges;
    std::optional<std::size_t> m_current;
};

}  // namespace varve::ui
