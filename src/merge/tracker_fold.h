// Makes again those parts of a tracker that follow from the log alone, for a tracker that was not made by applying
// every event: registers, liveness and what is known of the marks but for where they reach. Private part of snapshots
// and of moving the base.
#pragma once

#include <span>
#include <vector>

#include "event/event_log.h"
#include "merge/tracker_state.h"

namespace varve::merge {

/// A mark that the tracker applied, and the outermost units that it covers; kNone when there are none.
struct MarkPlace {
    event::LocalVersion event;
    std::uint32_t leftmost = kNone;
    std::uint32_t rightmost = kNone;
};

class TrackerFold {
  public:
    /// `state`: its texts, items and index are there, with kNone for quarantined events; the prepare document is the
    /// effect document and holds the events before `end`.
    TrackerFold(const event::EventLog& log, Tracker::State& state, event::LocalVersion end)
        : m_log(log), m_state(state), m_end(end) {}

    /// Everything. `marks`: by number; each mark operation before `end` that is not quarantined, once. `below`: runs of
    /// the index before the base, for the items.
    void fold(std::span<const MarkPlace> marks, std::vector<EventIndex::BelowRun> below);

  private:
    void foldLiveness();
    void foldWriter(const event::OperationRun& run, std::uint32_t runIndex);
    void foldMark(const MarkPlace& mark);
    [[nodiscard]] bool isApplied(event::LocalVersion event) const;
    void setEntry(event::LocalVersion event, std::uint32_t entry);

    const event::EventLog& m_log;
    Tracker::State& m_state;
    event::LocalVersion m_end;
    std::vector<EventIndex::BelowRun> m_below;
};

}  // namespace varve::merge
