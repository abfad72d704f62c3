#include "replica/part_restore.h"

#include <utility>

namespace varve::replica {

namespace {

Result<std::vector<event::Operation>> operationsOf(const event::EventLog& log, merge::Tracker past,
                                                   const event::Version& version, const history::PastPart& wanted,
                                                   const event::EventId& next) {
    past.movePrepareTo(log, version);
    const auto part = history::partOf(log, past, wanted);
    if (!part) return std::unexpected(part.error());
    auto operations = history::restoreOperationsInside(log, past, *part, next);
    if (operations && operations->empty()) {
        return failure(ErrorCode::kNotFound, "This part already is as it was at that moment. Nothing was changed.");
    }
    return operations;
}

}  // namespace

PartQuestion::PartQuestion(const DocumentReplica& replica, event::Version version_, const history::PastPart& part_)
    : log(replica.log()),
      tracker(replica.tracker()),
      next(replica.nextEventId()),
      version(std::move(version_)),
      part(part_) {}

Result<RestorePreview> previewOfRestore(PartQuestion question) {
    auto operations = operationsOf(question.log, question.tracker, question.version, question.part, question.next);
    if (!operations) return std::unexpected(operations.error());
    RestorePreview preview{.log = std::move(question.log), .tracker = std::move(question.tracker)};
    preview.first = question.next;
    preview.operations = *std::move(operations);
    preview.before = preview.tracker.effectVersion();
    event::Transaction transaction;
    transaction.first = preview.first;
    transaction.parents = preview.log.idsOf(preview.before);
    transaction.kind = event::TransactionKind::kRestore;
    transaction.operations = preview.operations;
    if (auto appended = preview.log.append(transaction); !appended) return std::unexpected(appended.error());
    preview.patch = preview.tracker.applyNewEvents(preview.log).patch;
    preview.after = preview.tracker.effectVersion();
    return preview;
}

EditIntent intentOf(const RestorePreview& preview) {
    return {.kind = event::TransactionKind::kRestore, .operations = preview.operations, .first = preview.first};
}

Result<void> restorePart(DocumentReplica& replica, const event::Version& version, const history::PastPart& part) {
    const event::EventId next = replica.nextEventId();
    auto operations = operationsOf(replica.log(), replica.tracker(), version, part, next);
    if (!operations) return std::unexpected(operations.error());
    return replica.apply(
        {.kind = event::TransactionKind::kRestore, .operations = *std::move(operations), .first = next});
}

}  // namespace varve::replica
