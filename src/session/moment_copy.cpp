#include "session/moment_copy.h"

#include "base/check.h"
#include "replica/document_replica.h"
#include "session/opened_file.h"

namespace varve::session {

event::EventLog historyUpTo(const event::EventLog& log, const event::Version& version) {
    event::EventLog part;
    event::EventBatch batch;
    std::size_t runIndex = 0;
    std::optional<std::size_t> last;
    // A transaction is in the history when its first event is: each of its units is the parent of the next.
    for (const event::LocalRange& range : log.graph().difference({}, version).onlyTo) {
        std::size_t index = log.transactionIndexOf(range.begin);
        for (; index < log.transactionCount(); ++index) {
            const event::TransactionRecord record = log.transactionRecord(index);
            if (record.events.begin >= range.end) break;
            if (last && index <= *last) continue;
            last = index;
            log.addTransactionTo(batch, index, runIndex);
            const event::AgentRecord& agent = log.agents()[record.agent];
            if (log.hasAgentRecord(record.agent)) part.addAgent(agent);
        }
    }
    const event::AppendOutcome outcome = part.append(batch);
    CHECK(outcome.rejected.empty() && outcome.waiting.empty());
    return part;
}

Result<CopyReport> writeMomentCopy(const std::filesystem::path& target, const event::EventLog& log,
                                   const event::Version& version, const BlobSource& blobs, const Identity& identity,
                                   const Clock& clock) {
    const std::vector<event::EventId> heads = log.idsOf(version);
    replica::DividedLog divided = replica::divide(historyUpTo(log, version), {});
    const std::vector<history::DraftId> drafts = divided.drafts.ids();
    replica::DocumentReplica copy({.documentId = newDocumentId(),
                                   .state = merge::CurrentState(std::move(divided.shown)),
                                   .whole = std::move(divided.whole),
                                   .drafts = std::move(divided.drafts)},
                                  newAgent(identity.user, identity.device, clock.nowMs()), clock);
    // What is a draft there is the document here. That there is nothing new in one is no reason to fail.
    for (const history::DraftId& draft : drafts)
        static_cast<void>(copy.merge(draft));
    const auto wanted = copy.log().versionOf(heads);
    if (!wanted) return std::unexpected(wanted.error());
    if (*wanted != copy.log().version()) {
        // That it already is so is no reason to fail.
        const auto restored = copy.restore(*wanted);
        if (!restored && restored.error().code != ErrorCode::kNotFound) return std::unexpected(restored.error());
    }
    return writeNewDocument(target, {copy.documentId(), {copy.log(), copy.tracker(), clock.nowMs()}, blobs});
}

}  // namespace varve::session
