// The state of a document as JSON: version, title, blocks with attributes, spans with marks, embeds, further texts and
// registers. The form is specified in STATE.md.
#pragma once

#include <string>

#include "event/event_log.h"
#include "merge/tracker.h"

namespace varve::cli {

/// One line of JSON with a line end. Cost: O(text), plus the move to `version`.
std::string stateJson(const event::EventLog& log, const merge::Tracker& tracker, const event::Version& version);

/// Text of any version. Cost: as above.
std::string stateText(const event::EventLog& log, const merge::Tracker& tracker, const event::Version& version);

}  // namespace varve::cli
