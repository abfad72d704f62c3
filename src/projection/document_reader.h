// Reads blocks with their formats and properties out of a tracker, and tells whether there are any. For opening a
// document; afterwards patches keep what was read up to date.
#pragma once

#include <functional>

#include "event/event_log.h"
#include "merge/tracker.h"
#include "projection/block_sequence.h"
#include "projection/object_registers.h"
#include "projection/object_source.h"

namespace varve::projection {

/// Whether the log has no mark and no register at all: then the text is all there is. Cost: O(operation runs).
[[nodiscard]] bool isPlainText(const event::EventLog& log);

/// The text of a sequence. `registers`: those of the version that `view` shows. Cost: O(text).
[[nodiscard]] BlockSequence readBlocks(const event::EventLog& log, const merge::Tracker& tracker, merge::View view,
                                       const event::ObjectId& sequence, const ObjectRegisters& registers,
                                       const HeightEstimate& estimate);

/// The object whose registers are the attributes of a text's first block.
[[nodiscard]] event::ObjectId firstBlockOf(const event::ObjectId& sequence);

/// The objects of what a tracker shows. Cost: O(log n) a question, O(text) for a text, and what giving the tracker
/// costs.
class TrackerObjects : public ObjectSource {
  public:
    /// `log` must outlive it. `tracker` gives the one that shows the version, caught up, whenever it is asked.
    TrackerObjects(const event::EventLog& log, std::function<const merge::Tracker&()> tracker, merge::View view)
        : m_log(log), m_tracker(std::move(tracker)), m_view(view) {}

    [[nodiscard]] std::vector<event::EventId> idsAt(const event::ObjectId& sequence,
                                                    std::span<const text::Offset> offsets) const override;
    [[nodiscard]] std::optional<Place> placeOf(const event::EventId& id) const override;
    [[nodiscard]] document::Patch textOf(const event::ObjectId& sequence) const override;

  private:
    const event::EventLog& m_log;
    std::function<const merge::Tracker&()> m_tracker;
    merge::View m_view;
};

}  // namespace varve::projection
