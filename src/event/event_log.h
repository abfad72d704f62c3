// The event log in memory: graph, identities, operations, content and transactions of everything this replica knows, in
// arrival order. Append-only. It validates what can be validated without document state; offsets are checked when the
// tracker applies them. Everything else in Varve is derived from it by replay. One thread writes; a copy is a snapshot.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "event/content_index.h"
#include "event/event_batch.h"
#include "event/event_graph.h"
#include "event/identity_map.h"
#include "event/limits.h"
#include "event/local_edit.h"
#include "event/operation_run.h"
#include "event/transaction.h"
#include "event/transaction_table.h"

namespace varve::event {

/// agent → number of units known; the receipt of a replica. Ordered, so that it encodes the same everywhere.
using VersionVector = std::map<AgentId, SequenceNumber>;

struct TransactionRecord {
    LocalRange events;
    std::uint32_t agent = 0;  // index into agents()
    std::int64_t timeMs = 0;
    TransactionKind kind = TransactionKind::kEdit;
    bool joinsPrevious = false;
    std::optional<LocalVersion> reference;
};

struct AppendOutcome {
    LocalRange events;                 // what was new; empty when all was known
    std::uint32_t duplicateCount = 0;  // transactions already known
    std::vector<std::size_t> waiting;  // indexes of transactions in the batch whose parents (or predecessors of the
                                       // same agent) are unknown: nothing of them was taken
    std::vector<std::pair<std::size_t, Error>> rejected;  // indexes with the reason; nothing of them was taken
};

class EventLog {
  public:
    EventLog();

    /// Adds every transaction of the batch that is new, valid and has known parents, in the batch's order.
    /// A transaction is rejected when it contradicts a known id, leaves a gap, targets what is not its ancestor, is
    /// beyond the bounds of limits.h, or carries ill-formed values. Each transaction is taken whole or not at all.
    /// Cost: O(batch log log).
    AppendOutcome append(const EventBatch& batch);
    /// One transaction; errors as above (kMissingParents, kConflict, kInvalidInput). Empty range: it was known.
    Result<LocalRange> append(const Transaction& transaction);
    /// What decodeColumns() and append() of its batch do, and with the same verdicts, but without a batch where
    /// everything is new and well-formed: then O(bytes + runs log runs), whatever the number of transactions.
    /// `waiting` and `rejected` are indexes into the batch. Errors: those of decodeColumns(); nothing was taken then.
    Result<AppendOutcome> appendColumns(BytesView columns, const DecodeLimits& limits = {});
    /// The direct way alone: takes all of it, or nothing and returns false, which says nothing about what is wrong. It
    /// takes no event of the agent `except`.
    [[nodiscard]] bool appendWholeColumns(BytesView columns, const DecodeLimits& limits = {},
                                          const AgentId* except = nullptr);
    /// One transaction that was made here: the next units of an agent, text edits one after the other. Offsets are the
    /// caller's promise: of the text that `step.parents` have, changed by the edits before. Edits that continue each
    /// other are joined as in a batch. Errors: kInvalidInput (UTF-8, limits.h); nothing was taken then. Empty range:
    /// nothing to do. Cost: O(text) amortised, without allocation but for growth.
    Result<LocalRange> appendLocal(const LocalStep& step, std::span<const LocalEdit> edits);
    /// Remembers who an agent is. The first record of an agent stays, and one that is not valid UTF-8 is not taken.
    /// Returns whether it was new.
    bool addAgent(const AgentRecord& record);

    [[nodiscard]] const EventGraph& graph() const { return m_graph; }
    [[nodiscard]] LocalVersion end() const { return m_graph.end(); }
    [[nodiscard]] const Version& version() const { return m_graph.frontier(); }

    /// In order of appearance; fields are empty for an agent without a record.
    [[nodiscard]] std::span<const AgentRecord> agents() const { return m_identities.agents(); }
    /// Whether somebody told who `agents()[agent]` is.
    [[nodiscard]] bool hasAgentRecord(std::uint32_t agent) const { return m_identities.hasRecord(agent); }
    /// How many of agents() somebody told about. Agents and records are only ever added.
    [[nodiscard]] std::size_t agentRecordCount() const { return m_identities.recordCount(); }
    [[nodiscard]] std::optional<std::uint32_t> agentIndex(const AgentId& agent) const;
    /// Next free sequence number of an agent; 0 when it has no events here.
    [[nodiscard]] SequenceNumber nextSequence(const AgentId& agent) const;
    [[nodiscard]] EventId idOf(LocalVersion event) const;
    [[nodiscard]] std::uint32_t agentIndexOf(LocalVersion event) const;
    [[nodiscard]] std::optional<LocalVersion> find(const EventId& id) const;
    /// (agent id bytes, sequence) order of two known events, the tie rule. Cost: O(log agent runs).
    [[nodiscard]] bool idLess(LocalVersion a, LocalVersion b) const;
    [[nodiscard]] std::vector<EventId> idsOf(const Version& version) const;  // sorted by (agent, sequence)
    /// Errors: kNotFound naming the first unknown id. Result reduced.
    [[nodiscard]] Result<Version> versionOf(std::span<const EventId> ids) const;
    [[nodiscard]] VersionVector versionVector() const;
    /// Ranges of arrival order that an event span covers. All units must be known (CHECKed).
    [[nodiscard]] std::vector<LocalRange> rangesOf(const EventSpan& span) const;
    /// Shortest list of spans that covers the ranges, sorted by (agent, sequence).
    [[nodiscard]] std::vector<EventSpan> spansOf(std::span<const LocalRange> ranges) const;
    /// Calls `visit(EventSpan)` for each stretch of ids that `range` covers, in arrival order.
    template <typename Visit>
    void visitSpans(LocalRange range, Visit visit) const {
        m_identities.visitSpans(range, visit);
    }

    [[nodiscard]] std::span<const OperationRun> operationRuns() const { return m_operationRuns; }
    [[nodiscard]] std::size_t operationRunIndexOf(LocalVersion event) const;
    [[nodiscard]] std::span<const ObjectId> sequences() const { return m_sequences; }
    [[nodiscard]] const Operation& sideOperation(const OperationRun& run) const { return m_sideOperations[run.side]; }
    /// Whether any operation is a mark.
    [[nodiscard]] bool hasMarks() const { return m_markCount > 0; }
    /// Text of the inserted units `events`, which must lie in one insert run. Valid until the next append.
    /// Cost: O(log runs).
    [[nodiscard]] std::string_view insertedText(LocalRange events) const;
    /// The same where the run, one of operationRuns(), is at hand. Cost: O(log checkpoints of text that is not ASCII).
    [[nodiscard]] std::string_view insertedText(const OperationRun& run, LocalRange events) const;
    [[nodiscard]] const std::string& content() const { return m_content; }

    [[nodiscard]] std::size_t transactionCount() const;
    [[nodiscard]] TransactionRecord transactionRecord(std::size_t index) const;
    /// Index of the transaction that holds `event`. Cost: O(log transactions).
    [[nodiscard]] std::size_t transactionIndexOf(LocalVersion event) const;
    [[nodiscard]] Transaction transaction(std::size_t index) const;
    /// Transactions [first, end) in arrival order with the records of their agents.
    [[nodiscard]] EventBatch batch(std::size_t first, std::size_t end) const;
    /// Adds transaction number `index` to `batch`, without the record of its agent. `runIndex`: of an operation run at
    /// or before its first event, and is moved to that of its last. Cost: O(transaction log log + runs moved over).
    void addTransactionTo(EventBatch& batch, std::size_t index, std::size_t& runIndex) const;
    /// Everything that a replica with receipt `known` lacks, in arrival (hence causal) order. Cost: O(log + missing).
    [[nodiscard]] EventBatch missingFrom(const VersionVector& known) const;

    /// Bytes held, for figures.
    [[nodiscard]] std::size_t memoryBytes() const;
    /// CHECKs every structural invariant; for tests. Cost: O(size).
    void checkInvariants() const;

  private:
    class Appender;
    class ColumnLoader;
    class OperationChecks;

    /// How much there is, so that what is appended from here on can be taken back.
    struct Checkpoint {
        EventGraph::Checkpoint graph;
        IdentityMap::Checkpoint identities;
        TransactionTable::Checkpoint transactions;
        std::size_t sequenceCount = 0;
        std::size_t runCount = 0;
        std::size_t sideCount = 0;
        std::size_t contentSize = 0;
        std::uint32_t insertedCount = 0;
        std::uint32_t markCount = 0;
    };
    [[nodiscard]] Checkpoint checkpoint() const;
    void rewind(const Checkpoint& to);

    /// Events of one operation from end() on; `mayContinue`: their first one follows the last one, of the same agent.
    void addRun(const OperationRun& run, bool mayContinue) {
        if (mayContinue && continues(m_operationRuns.back(), run)) {
            m_operationRuns.back().events.end = run.events.end;
        } else {
            m_operationRuns.push_back(run);
        }
    }
    /// `text` is in the content already, at run.contentBegin.
    void addInsertRun(const OperationRun& run, bool mayContinue, std::string_view text) {
        addRun(run, mayContinue);
        m_insertedCount += run.events.count();
        const OperationRun& whole = m_operationRuns.back();
        m_contentIndex.append({whole.events.begin, whole.contentBegin}, run.events.begin, run.contentBegin, text);
    }
    /// What speaks against the transaction, as a clause, or null; `unitCount`: its units.
    [[nodiscard]] const char* faultOfLocal(const LocalStep& step, std::span<const LocalEdit> edits,
                                           std::uint32_t& unitCount) const;
    bool appendKey(const LocalStep& step, const LocalEdit& edit);
    void addSideRun(LocalVersion at, Operation operation);
    /// Room for about `count` more operation runs.
    void reserveRuns(std::size_t count);
    /// Gives back room that was reserved for more runs than came.
    void trimRuns();

    /// The part of an operation run that lies in `events`, whose first event `events.begin` lies in run `runIndex`.
    [[nodiscard]] EventBatch::OperationEntry pieceAt(std::size_t runIndex, LocalRange events) const;
    void addRecordsTo(EventBatch& batch) const;
    std::uint32_t internSequence(const ObjectId& sequence);

    EventGraph m_graph;
    IdentityMap m_identities;
    TransactionTable m_transactions;
    std::vector<ObjectId> m_sequences;
    std::map<ObjectId, std::uint32_t> m_sequenceIndexes;
    std::vector<OperationRun> m_operationRuns;
    std::vector<Operation> m_sideOperations;
    std::string m_content;
    std::uint32_t m_insertedCount = 0;  // units of all inserts
    std::uint32_t m_markCount = 0;
    ContentIndex m_contentIndex;
};

}  // namespace varve::event
