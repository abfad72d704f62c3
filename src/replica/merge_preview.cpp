#include "replica/merge_preview.h"

#include <utility>

#include "base/check.h"

namespace varve::replica {

Result<MergeQuestion> questionOfMerge(const DocumentReplica& replica, const std::optional<history::DraftId>& source) {
    auto batch = replica.batchToMerge(source);
    if (!batch) return std::unexpected(batch.error());
    return MergeQuestion{.log = replica.log(), .tracker = replica.tracker(), .batch = *std::move(batch)};
}

RestorePreview previewOfMerge(MergeQuestion question) {
    RestorePreview preview{.log = std::move(question.log), .tracker = std::move(question.tracker)};
    preview.before = preview.tracker.effectVersion();
    const event::AppendOutcome appended = preview.log.append(question.batch);
    CHECK(appended.rejected.empty() && appended.waiting.empty());
    preview.patch = preview.tracker.applyNewEvents(preview.log).patch;
    preview.after = preview.tracker.effectVersion();
    return preview;
}

Result<RestorePreview> previewOfMerge(const DocumentReplica& replica, const std::optional<history::DraftId>& source) {
    auto question = questionOfMerge(replica, source);
    if (!question) return std::unexpected(question.error());
    return previewOfMerge(*std::move(question));
}

}  // namespace varve::replica
