// What a tracker shows, as runs of arrival numbers, so that two moments of it can be compared after many events: the
// order of what was ever inserted never changes, hence one pass over both gives the smallest patch. For batches that
// change so much that noting and sorting every change would cost more. Called by Tracker.
#pragma once

#include <map>
#include <vector>

#include "document/patch.h"
#include "event/event_log.h"
#include "merge/tracker.h"

namespace varve::merge {

class EffectOutline {
  public:
    /// The effect document of `tracker` as it is now. Cost: O(items + registers log registers).
    EffectOutline(const event::EventLog& log, const Tracker& tracker);

    /// Leads from here to `later`, an outline of the same tracker. Equal to the patch of the events applied in between.
    /// Cost: O(runs of both + events / 64 + text added).
    [[nodiscard]] document::DocumentPatch patchTo(const event::EventLog& log, const EffectOutline& later) const;

  private:
    using Runs = std::vector<FormattedRun>;

    std::map<event::ObjectId, Runs> m_runs;  // by sequence
    std::vector<document::RegisterChange> m_registers;
};

/// The registers of `to` that are not as in `from`; both as Tracker::registers() gives them. Cost: O(n log n).
[[nodiscard]] std::vector<document::RegisterChange> registerChanges(const std::vector<document::RegisterChange>& from,
                                                                    const std::vector<document::RegisterChange>& to);

}  // namespace varve::merge
