// Makes the patch of what a tracker touched: text that came and went, characters with another format, registers with
// another value. One pass over the touched items and over the items of the touched marks; nothing is compared that was
// not touched.
#pragma once

#include "document/patch.h"
#include "merge/formats.h"
#include "merge/tracker_state.h"

namespace varve::merge {

class PatchBuilder {
  public:
    /// `view`: the document whose touches the state holds.
    PatchBuilder(const event::EventLog& log, Tracker::State& state, View view);

    /// From the document before the first touch to the one that the tracker shows now; forgets the touches.
    /// Cost: O(t log t) in the items touched, and O(items between the first and the last character of a touched mark).
    [[nodiscard]] document::DocumentPatch take();

  private:
    /// A stretch of units in one item and the visible scalars in front of it.
    struct Piece {
        enum class Kind : std::uint8_t { kRemove, kAdd, kRestyle };
        Kind kind = Kind::kRemove;
        std::uint32_t offset = 0;
        std::uint32_t first = 0;
        std::uint32_t count = 0;
        std::uint32_t coverage = 0;
    };

    [[nodiscard]] document::Patch patchOf(std::uint32_t text, std::span<const MarkNumber> marks);
    void addFlipped(const ItemTree& tree, std::span<const std::uint32_t> units, std::vector<Piece>& pieces) const;
    void addRestyled(const ItemTree& tree, std::span<const MarkNumber> marks, std::span<const std::uint32_t> units,
                     std::vector<Piece>& pieces);
    [[nodiscard]] bool isRestyled(std::uint32_t coverage);
    [[nodiscard]] std::vector<document::RegisterChange> registerChanges() const;

    const event::EventLog& m_log;
    Tracker::State& m_state;
    View m_view;
    std::vector<MarkNumber> m_marks;  // touched
    MarkSet m_markSet = 0;
    Formats m_now;
    Formats m_before;
    std::uint32_t m_recentCoverage = 0;  // asked for last
    bool m_isRecentRestyled = false;
};

}  // namespace varve::merge
