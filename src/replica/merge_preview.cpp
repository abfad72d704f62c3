#include "replica/merge_preview.h"

#include "base/check.h"

namespace varve::replica {

Result<RestorePreview> previewOfMerge(const DocumentReplica& replica, const std::optional<history::DraftId>& source) {
    const auto batch = replica.batchToMerge(source);
    if (!batch) return std::unexpected(batch.error());
    RestorePreview preview{
        .log = replica.log(), .tracker = replica.tracker(), .before = replica.tracker().effectVersion()};
    const event::AppendOutcome appended = preview.log.append(*batch);
    CHECK(appended.rejected.empty() && appended.waiting.empty());
    preview.patch = preview.tracker.applyNewEvents(preview.log).patch;
    preview.after = preview.tracker.effectVersion();
    return preview;
}

}  // namespace varve::replica
