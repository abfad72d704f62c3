// Restoring a moment or a part of one through the replica: what it would make of the document, and doing it. Who shows
// the first to the user does the second only while nothing has come since.
#pragma once

#include <optional>

#include "history/partial_restore.h"
#include "replica/document_replica.h"
#include "replica/restore_preview.h"

namespace varve::replica {

/// What restoring `part` of `version` would make of the document; nothing is appended. Errors: kNotFound when it
/// already is so; kInvalidInput for a part that is none; kLimitExceeded. Cost: copies of log and tracker.
[[nodiscard]] Result<RestorePreview> previewOfRestore(const DocumentReplica& replica, const event::Version& version,
                                                      const history::PastPart& part);
/// Appends what makes the part what it was in `version`, as one step. Errors: as above; nothing is changed then.
Result<void> restorePart(DocumentReplica& replica, const event::Version& version, const history::PastPart& part);

}  // namespace varve::replica
