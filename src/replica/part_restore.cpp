#include "replica/part_restore.h"

namespace varve::replica {

namespace {

Result<std::vector<event::Operation>> operationsOf(const DocumentReplica& replica, const event::Version& version,
                                                   const history::PastPart& wanted) {
    const event::EventLog& log = replica.log();
    merge::Tracker past = replica.tracker();
    past.movePrepareTo(log, version);
    const auto part = history::partOf(log, past, wanted);
    if (!part) return std::unexpected(part.error());
    auto operations = history::restoreOperationsInside(log, past, *part, replica.nextEventId());
    if (operations && operations->empty()) {
        return failure(ErrorCode::kNotFound, "This part already is as it was at that moment. Nothing was changed.");
    }
    return operations;
}

}  // namespace

Result<RestorePreview> previewOfRestore(const DocumentReplica& replica, const event::Version& version,
                                        const history::PastPart& part) {
    auto operations = operationsOf(replica, version, part);
    if (!operations) return std::unexpected(operations.error());
    RestorePreview preview{replica.log(), replica.tracker(), replica.tracker().effectVersion(), {}, {}};
    event::Transaction transaction;
    transaction.first = replica.nextEventId();
    transaction.parents = preview.log.idsOf(preview.before);
    transaction.kind = event::TransactionKind::kRestore;
    transaction.operations = *std::move(operations);
    if (auto appended = preview.log.append(transaction); !appended) return std::unexpected(appended.error());
    preview.patch = preview.tracker.applyNewEvents(preview.log).patch;
    preview.after = preview.tracker.effectVersion();
    return preview;
}

Result<void> restorePart(DocumentReplica& replica, const event::Version& version, const history::PastPart& part) {
    auto operations = operationsOf(replica, version, part);
    if (!operations) return std::unexpected(operations.error());
    return replica.apply({.kind = event::TransactionKind::kRestore,
                          .operations = *std::move(operations),
                          .first = replica.nextEventId()});
}

}  // namespace varve::replica
