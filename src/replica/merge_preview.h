// What bringing a draft, or the document itself, into the version on display would make of it, without doing it: for
// comparing the two, and for a preview that the user accepts or not.
#pragma once

#include <optional>

#include "replica/document_replica.h"
#include "replica/restore_preview.h"

namespace varve::replica {

/// `restore_preview.h`, with the merged events for the restoring transaction. Errors: kNotFound when everything of
/// `source` is there already. Cost: copies of log and tracker, and the tracker's for what comes.
[[nodiscard]] Result<RestorePreview> previewOfMerge(const DocumentReplica& replica,
                                                    const std::optional<history::DraftId>& source);

}  // namespace varve::replica
