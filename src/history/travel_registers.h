// The values of registers at every moment of the timeline: part of the travel index.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "document/patch.h"
#include "event/event_log.h"
#include "history/event_times.h"
#include "merge/tracker.h"

namespace varve::history {

class TravelRegisters {
  public:
    /// Of no registers.
    TravelRegisters() = default;
    /// Cost: O(n log n) in the sets of the log.
    TravelRegisters(const event::EventLog& log, const merge::Tracker& tracker, const EventTimes& times);

    /// The registers that have another value after `to` events than after `from`, by (object, key), with the new one.
    /// Cost: O(k log k) in the changes between.
    [[nodiscard]] std::vector<document::RegisterChange> changes(const event::EventLog& log, std::uint32_t from,
                                                                std::uint32_t to) const;
    /// Calls `visit(object, position)` for every event that gave a register another writer, or took it away: by
    /// (object, key), ascending in each. Cost: O(changes).
    template <typename Visit>
    void visitChanges(Visit visit) const {
        for (std::size_t index = 0; index + 1 < m_registers.size(); ++index) {
            for (std::uint32_t change = m_registers[index].changesBegin; change < m_registers[index + 1].changesBegin;
                 ++change) {
                visit(m_registers[index].object, m_changes[change].position);
            }
        }
    }
    [[nodiscard]] std::size_t memoryBytes() const;

  private:
    static constexpr std::uint32_t kNoRun = 0xffffffffU;

    struct Register {
        event::ObjectId object;
        std::string key;
        std::uint32_t changesBegin = 0;  // in m_changes, up to that of the next
    };
    struct Change {
        std::uint32_t position = 0;
        std::uint32_t run = kNoRun;  // index of the operation run that says the value
    };
    struct Touch {
        std::uint32_t position = 0;
        std::uint32_t target = 0;  // index of the register
        friend auto operator<=>(const Touch&, const Touch&) = default;
    };

    void addChanges(const event::EventLog& log, const EventTimes& times, const std::vector<std::uint32_t>& runs);
    [[nodiscard]] event::Value valueAt(const event::EventLog& log, std::size_t target, std::uint32_t position) const;

    std::vector<Register> m_registers;  // by (object, key), and one more that ends the last
    std::vector<Change> m_changes;
    std::vector<Touch> m_touches;  // ascending
};

}  // namespace varve::history
