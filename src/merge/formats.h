// What the marks of an item come to: for every key the value of the greatest mark that counts. Made for the duration of
// one patch or one question; what it found for a set of marks, or for a part that many sets share, it says again at
// once, so that neighbours share their formats and ten thousand overlapping marks are gone through once.
#pragma once

#include <unordered_map>
#include <vector>

#include "document/format.h"
#include "merge/tracker_state.h"

namespace varve::merge {

class Formats {
  public:
    /// `flipped`: by mark; marks that count where they do not and the other way round. May be shorter than the marks.
    Formats(const event::EventLog& log, const Tracker::State& state, View view, std::vector<bool> flipped = {})
        : m_log(log), m_state(state), m_view(view), m_flipped(std::move(flipped)) {}

    /// Of an item with this coverage. Cost: O(marks) in the parts of its set that were not asked about before.
    [[nodiscard]] const document::FormatPointer& of(std::uint32_t coverage);
    /// Of a character that these marks cover.
    [[nodiscard]] document::FormatPointer of(const std::vector<MarkNumber>& marks) const;

  private:
    /// Marks that count and win, by number of the key.
    using Winners = std::vector<MarkNumber>;

    [[nodiscard]] const Winners& winnersOf(MarkSet set);
    [[nodiscard]] Winners merged(const Winners& a, const Winners& b) const;
    [[nodiscard]] document::FormatPointer formatOf(const Winners& winners) const;
    [[nodiscard]] bool isCounted(MarkNumber mark) const;
    [[nodiscard]] std::uint32_t keyOf(MarkNumber mark) const { return m_state.marks.record(mark).key; }

    const event::EventLog& m_log;
    const Tracker::State& m_state;
    View m_view;
    std::vector<bool> m_flipped;
    // Only ever looked up.
    std::unordered_map<MarkSet, document::FormatPointer> m_formats;
    std::unordered_map<MarkSet, Winners> m_winners;
    document::FormatPointer m_none;
};

}  // namespace varve::merge
