// A moment of a document's history as people and scripts name it: `now`, `#1234` (so many events of the timeline), a
// time in ISO 8601, a frontier as JSON, or the name that somebody gave it, in quotes. Parsing knows no document;
// resolving turns a moment into a version of one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "event/event_log.h"
#include "history/named_moments.h"
#include "history/timeline.h"

namespace varve::history {

/// Everything that is known.
struct NowMoment {
    friend bool operator==(const NowMoment&, const NowMoment&) = default;
};
/// The first `eventCount` events of the timeline.
struct EventCountMoment {
    std::uint64_t eventCount = 0;
    friend bool operator==(const EventCountMoment&, const EventCountMoment&) = default;
};
/// Every event whose corrected time is not after `timeMs` (since 1970-01-01 UTC).
struct TimeMoment {
    std::int64_t timeMs = 0;
    friend bool operator==(const TimeMoment&, const TimeMoment&) = default;
};
/// The history of these events; sorted, unique.
struct FrontierMoment {
    std::vector<event::EventId> heads;
    friend bool operator==(const FrontierMoment&, const FrontierMoment&) = default;
};
/// The moment that has this name.
struct NameMoment {
    std::string name;  // UTF-8, not empty
    friend bool operator==(const NameMoment&, const NameMoment&) = default;
};
using Moment = std::variant<NowMoment, EventCountMoment, TimeMoment, FrontierMoment, NameMoment>;

/// `now`; `#` and digits; `2026-11-21` (its end), `2026-11-21T14:02`, with seconds, fractions and an offset (`Z`,
/// `+02:00`) as wanted, UTC without one, a space allowed for the T; `[["<32 hex digits>",41],...]`; `"a name"`, in
/// which quotes stand for themselves. Errors: kInvalidInput with one sentence.
[[nodiscard]] Result<Moment> parseMoment(std::string_view text);
/// A form that parses to the same moment; times in UTC, within the years 0 to 9999.
[[nodiscard]] std::string formatMoment(const Moment& moment);

/// `timeline` must have followed `log`; `named`: the moments that have names. Errors: kNotFound when the document has
/// no such moment; kInvalidInput when several have the name.
[[nodiscard]] Result<event::Version> resolveMoment(const Moment& moment, const event::EventLog& log,
                                                   const Timeline& timeline,
                                                   const std::vector<NamedMoment>& named = {});

}  // namespace varve::history
