// What restoring a moment, or a part of one, would make of the document, without doing it: for a preview that the user
// accepts or not. Values; a copy may go to another thread.
#pragma once

#include <vector>

#include "document/patch.h"
#include "event/event_log.h"
#include "merge/tracker.h"

namespace varve::replica {

struct RestorePreview {
    event::EventLog log;                         // with the restoring transaction, which nobody else has
    merge::Tracker tracker;                      // of that log
    event::EventId first{};                      // of the restoring transaction
    std::vector<event::Operation> operations{};  // likewise
    event::Version before{};                     // the document as it is
    event::Version after{};                      // as it would be
    document::DocumentPatch patch{};             // from the one to the other
};

}  // namespace varve::replica
