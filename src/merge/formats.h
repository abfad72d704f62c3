// What the marks of an item come to: for every key the value of the greatest mark that counts. Made for the duration of
// one patch or one question; what it found for one set of marks it says again at once, so that neighbours share their
// formats.
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

    /// Of an item with this coverage. Cost: O(marks) for a set of marks not asked for before.
    [[nodiscard]] const document::FormatPointer& of(std::uint32_t coverage);
    /// Of a character that these marks cover.
    [[nodiscard]] document::FormatPointer of(const std::vector<MarkNumber>& marks);

  private:
    [[nodiscard]] bool isCounted(MarkNumber mark) const;

    const event::EventLog& m_log;
    const Tracker::State& m_state;
    View m_view;
    std::vector<bool> m_flipped;
    std::unordered_map<MarkSet, document::FormatPointer> m_known;  // only ever looked up
    document::FormatPointer m_none;
    std::vector<MarkNumber> m_counted;  // kept only to reuse its memory
};

}  // namespace varve::merge
