// What bringing a draft, or the document itself, into the version on display would make of it, without doing it: for
// comparing the two, and for a preview that the user accepts or not.
#pragma once

#include <optional>

#include "replica/document_replica.h"
#include "replica/restore_preview.h"

namespace varve::replica {

/// What is merged, and into what. A value; may go to another thread.
struct MergeQuestion {
    event::EventLog log;
    merge::Tracker tracker;  // of that log
    event::EventBatch batch;
};
/// Errors: kNotFound when everything of `source` is there already. Cost: copies of log and tracker.
[[nodiscard]] Result<MergeQuestion> questionOfMerge(const DocumentReplica& replica,
                                                    const std::optional<history::DraftId>& source);
/// `restore_preview.h`, with the merged events for the restoring transaction. Cost: the tracker's for what comes.
[[nodiscard]] RestorePreview previewOfMerge(MergeQuestion question);
/// Both in one.
[[nodiscard]] Result<RestorePreview> previewOfMerge(const DocumentReplica& replica,
                                                    const std::optional<history::DraftId>& source);

}  // namespace varve::replica
