// What sets of marks come to at every moment of the timeline: part of the travel index. Which marks cover a character
// never changes, so that its format is a function of its set of marks and the moment.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "document/format.h"
#include "event/event_log.h"
#include "history/event_times.h"

namespace varve::history {

class TravelFormats {
  public:
    /// From `position` on (that is, once so many events and one more have happened) the set gives this format.
    struct Change {
        std::uint32_t position = 0;
        std::uint32_t format = 0;
    };

    TravelFormats() : m_formats{nullptr}, m_changeEnds{0} {}

    /// Takes over a set of mark events and returns its number; 0 is the empty one. Cost: O(marks · keys).
    std::uint32_t add(const event::EventLog& log, const EventTimes& times, std::span<const event::LocalVersion> marks);

    /// Number of the format after the first `position` events; equal formats have equal numbers, 0 is none.
    /// Cost: O(log marks of the set).
    [[nodiscard]] std::uint32_t formatAt(std::uint32_t set, std::uint32_t position) const;
    [[nodiscard]] const document::FormatPointer& format(std::uint32_t number) const { return m_formats[number]; }
    /// Ascending.
    [[nodiscard]] std::span<const Change> changesOf(std::uint32_t set) const;
    [[nodiscard]] std::size_t memoryBytes() const;

  private:
    [[nodiscard]] std::uint32_t intern(document::Format format);

    std::vector<document::FormatPointer> m_formats;  // by number
    std::map<document::Format, std::uint32_t> m_numbers;
    std::vector<Change> m_changes;
    std::vector<std::uint32_t> m_changeEnds;  // by set: behind its last change
};

}  // namespace varve::history
