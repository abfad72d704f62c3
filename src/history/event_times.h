// When the events of a log happen on the timeline, and when liveness events switch them. Made for building a travel
// index and thrown away with it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "event/event_log.h"
#include "history/timeline.h"
#include "merge/tracker.h"

namespace varve::history {

class EventTimes {
  public:
    static constexpr std::uint32_t kNever = 0x7fffffffU;

    /// From `position` on the event is alive, or is not.
    struct Switch {
        std::uint32_t position = 0;
        bool alive = false;
    };

    /// `tracker` has applied all of `log` (CHECKed). What the timeline has not followed yet never happens.
    /// Cost: O(events + liveness writers).
    EventTimes(const event::EventLog& log, const merge::Tracker& tracker, const Timeline& timeline);

    /// The number of events on the timeline.
    [[nodiscard]] std::uint32_t end() const { return m_end; }
    /// By arrival number: the events that stand before each on the timeline, or kNever.
    [[nodiscard]] std::span<const std::uint32_t> positions() const { return m_positions; }
    [[nodiscard]] std::uint32_t positionOf(event::LocalVersion event) const { return m_positions[event.value]; }
    /// Ascending, each the opposite of the one before; an event begins alive. Cost: O(log switched events).
    [[nodiscard]] std::span<const Switch> switchesOf(event::LocalVersion event) const;
    [[nodiscard]] const merge::LivenessRegisters& registers() const { return m_registers; }

  private:
    void findPositions(const event::EventLog& log, const Timeline& timeline);

    std::uint32_t m_end;
    const merge::LivenessRegisters& m_registers;
    std::vector<std::uint32_t> m_positions;
    std::vector<std::vector<Switch>> m_switches;  // by run of the registers
};

}  // namespace varve::history
