// Writes a whole log into a new document file beside the target and puts it in place at once, so that a target that
// exists is either the old file or the complete copy.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "event/event_log.h"

namespace varve::session {

/// Thread: any. Errors: one sentence; the target is as before then. kBusy when the target is open somewhere.
Result<void> writeDocumentCopy(const std::filesystem::path& target, const std::string& documentId,
                               const event::EventLog& log);

}  // namespace varve::session
