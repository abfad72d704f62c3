// What became visible or hidden while a tracker worked, and the patch made from it. Only the net result counts: a
// scalar that flips twice was not touched.
#pragma once

#include <cstdint>
#include <vector>

#include "document/patch.h"
#include "event/event_log.h"
#include "merge/item_tree.h"

namespace varve::merge {

class TouchedItems {
  public:
    /// The visibility of `count` inserted units from `first` on changed. Cost: O(1) amortised.
    void flip(std::uint32_t first, std::uint32_t count) {
        if (!m_ends.empty() && m_ends.back() == first) {
            m_ends.back() = first + count;
        } else {
            m_ends.push_back(first);
            m_ends.push_back(first + count);
        }
    }
    void clear() { m_ends.clear(); }

    /// The patch from the document before the first flip to the one that `tree` now shows in `view`; forgets the flips.
    /// Cost: O(t log t) in the items touched.
    [[nodiscard]] document::Patch takePatch(const event::EventLog& log, const ItemTree& tree, const EventIndex& index,
                                            View view);

  private:
    std::vector<std::uint32_t>
        m_ends;  // begin, end, begin, end ...; a unit was touched when in an odd number of ranges
};

/// Appends the text of inserted units, which may lie in several runs of operations.
void appendText(const event::EventLog& log, event::LocalRange events, std::string& text);

}  // namespace varve::merge
