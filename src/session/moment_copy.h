// A moment of a document as a document of its own: everything that had happened by then, under a new identity, so that
// the two never meet again by accident.
#pragma once

#include <filesystem>

#include "base/clock.h"
#include "event/event_log.h"
#include "session/document_copy.h"
#include "session/document_session.h"

namespace varve::session {

/// The transactions of which something is in the history of `version`, in the same order, with their authors. Where
/// the version ends within a transaction, all of that is there. Cost: O(log).
[[nodiscard]] event::EventLog historyUpTo(const event::EventLog& log, const event::Version& version);

/// Writes a new document that shows what `log` shows at `version`. What a transaction did beyond the version is
/// switched off in it, by `identity`. Thread: any. Errors: as writeNewDocument. Cost: a replay of the history.
Result<CopyReport> writeMomentCopy(const std::filesystem::path& target, const event::EventLog& log,
                                   const event::Version& version, const BlobSource& blobs, const Identity& identity,
                                   const Clock& clock);

}  // namespace varve::session
