// The named moments of a document: versions that somebody gave a name and perhaps a note. A fold over the registers of
// the document (src/document/CONTENT.md), which anybody may have written: what is not of the listed form counts as
// absent, and there is a bound on how many are listed. Values only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "document/content.h"
#include "event/event_log.h"
#include "history/timeline.h"

namespace varve::history {

inline constexpr std::size_t kNamedMomentCountMax = 2000;

struct NamedMoment {
    event::EventId id;         // of the event that gave it its first name
    std::string name;          // UTF-8, not empty
    std::string note;          // UTF-8, may have several lines
    event::Version version;    // what it names
    std::uint32_t agent = 0;   // who named it first; index into log.agents()
    std::int64_t namedMs = 0;  // when, by the clock of who named it
    friend bool operator==(const NamedMoment&, const NamedMoment&) = default;
};

/// By (time, id) of naming; of more than kNamedMomentCountMax as many of each agent as fit, the oldest
/// of each first, so that nobody crowds out the names of others. `properties`: the registers
/// of the document, all of them. Cost: O(properties + moments · log n).
[[nodiscard]] std::vector<NamedMoment> namedMoments(const document::Attributes& properties, const event::EventLog& log);

/// Where a version stands on the timeline: behind the last of its events. What came from others at the same time may
/// stand before that too, so that the moment of the timeline can hold more than the version. `timeline` must have
/// followed `log`. Cost: O(heads · log n).
[[nodiscard]] std::uint64_t positionOf(const event::Version& version, const event::EventLog& log,
                                       const Timeline& timeline);

/// Those that have exactly this name.
[[nodiscard]] std::vector<const NamedMoment*> momentsNamed(const std::vector<NamedMoment>& moments,
                                                           std::string_view name);

}  // namespace varve::history
