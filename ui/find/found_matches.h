// What a search found in the texts of a document: matches by text, walked in the order of reading. They stay with their
// characters while the texts change. Values only.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "projection/text_range.h"
#include "projection/texts_beside.h"
#include "ui/editor/page_decorations.h"

namespace varve::ui {

/// One of them: its text, and its index there.
struct MatchIndex {
    event::ObjectId sequence = event::WellKnownObject::kBody;
    std::size_t index = 0;
    friend bool operator==(const MatchIndex&, const MatchIndex&) = default;
};

class FoundMatches {
  public:
    FoundMatches() = default;
    /// In each text ascending and disjoint. Cost: O(ranges * log texts).
    explicit FoundMatches(const std::vector<projection::TextRange>& ranges);

    [[nodiscard]] std::size_t count() const;
    [[nodiscard]] bool isEmpty() const { return count() == 0; }
    [[nodiscard]] const HighlightsByText& byText() const { return m_texts; }
    [[nodiscard]] projection::TextRange at(const MatchIndex& match) const;
    void remove(const MatchIndex& match);
    void mapThrough(const document::DocumentPatch& patch);

    /// The one that is exactly this.
    [[nodiscard]] std::optional<MatchIndex> indexOf(const projection::TextRange& range) const;
    /// The first that begins at or behind a place, and the last that begins before it; those of texts that are not seen
    /// do not count. Cost: O(texts with matches * log matches).
    [[nodiscard]] std::optional<MatchIndex> firstFrom(const projection::ReadingPlace& place,
                                                      const projection::TextsBeside& texts) const;
    [[nodiscard]] std::optional<MatchIndex> lastBefore(const projection::ReadingPlace& place,
                                                       const projection::TextsBeside& texts) const;
    /// How many are read before it. Cost: likewise.
    [[nodiscard]] std::size_t numberOf(const MatchIndex& match, const projection::TextsBeside& texts) const;

  private:
    HighlightsByText m_texts;  // none without matches
};

}  // namespace varve::ui
