// Restoring a moment or a part of one through the replica: what it would make of the document, and doing it. Who shows
// the first to the user does the second only while nothing has come since.
#pragma once

#include <optional>

#include "history/partial_restore.h"
#include "replica/document_replica.h"
#include "replica/restore_preview.h"

namespace varve::replica {

/// All that a preview is made of, for whoever makes it on another thread. Of a document at rest the log is replayed
/// first. Cost: copies of log and tracker.
struct PartQuestion {
    PartQuestion(const DocumentReplica& replica, event::Version version_, const history::PastPart& part_);

    event::EventLog log;
    merge::Tracker tracker;
    event::EventId next;
    event::Version version;
    history::PastPart part;
};
/// What restoring the part would make of the document; nothing is appended. Errors: kNotFound when it already is so;
/// kInvalidInput for a part that is none; kLimitExceeded. Thread: any. Cost: Tracker::movePrepareTo and
/// history::restoreOperationsInside; a tenth of a second in a rich document of a million events.
[[nodiscard]] Result<RestorePreview> previewOfRestore(PartQuestion question);
/// What appends just that, as one step; refused when anything was made here since.
[[nodiscard]] EditIntent intentOf(const RestorePreview& preview);
/// Appends what makes the part what it was in `version`, as one step. Errors: as previewOfRestore;
/// nothing is changed then.
Result<void> restorePart(DocumentReplica& replica, const event::Version& version, const history::PastPart& part);

}  // namespace varve::replica
