// The sample document: a scripted writing session of the project's own text by two authors over several days, with
// slips, corrections, cut and paste, undo and a stretch of work apart, so that the timeline has something to show at
// first sight. Deterministic: the same start time and seed give the same events. Used by `varve-cli sample`, tests and
// screenshots.
#pragma once

#include <cstdint>
#include <string>

#include "event/event_log.h"

namespace varve::session {

struct SampleOptions {
    std::string documentId;
    std::int64_t lastDayMs = 0;  // any moment of the day on which the writing ends, UTC
    std::uint64_t seed = 1;
};

/// The whole log of the sample. Cost: about 2,300 edits through the ordinary door, a few milliseconds.
event::EventLog writeSampleDocument(const SampleOptions& options);

}  // namespace varve::session
