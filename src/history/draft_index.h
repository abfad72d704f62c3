// Which events belong to which draft, and what each draft shows. A draft is a version with writers of its own in the
// same log: an agent says with its first transaction in which draft it writes, and a draft is everything that its
// writers saw and did. The document itself is the version of all other agents. So merging needs no rule of its own:
// whoever writes an event on both versions has brought the one into the other. A fold over the log, caught up
// incrementally, the same on all replicas; rules: src/merge/SEMANTICS.md. One thread.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "event/event_log.h"

namespace varve::history {

/// Id of the `set` that gave the draft its first name.
using DraftId = event::EventId;

/// Of more, the first ones of every agent are listed; what the others hold is kept all the same.
inline constexpr std::size_t kDraftCountMax = 2000;

struct Draft {
    DraftId id;
    std::string name;         // UTF-8; empty for one whose naming is not known (yet)
    event::Version base;      // what it started from; indexes of the log that was followed, as everywhere here
    event::Version head;      // what it shows
    bool isNamed = false;     // whether the following three are known
    std::uint32_t agent = 0;  // who made it; index into log.agents()
    std::int64_t createdMs = 0;
    event::LocalVersion created;  // the naming `set`
    bool isAbandoned = false;
    std::uint32_t eventCount = 0;               // of its writers, without those that only name something
    std::int64_t lastMs = 0;                    // the latest time of those
    std::optional<event::LocalVersion> merged;  // the newest `set` that says that it was merged somewhere
    friend bool operator==(const Draft&, const Draft&) = default;
};

class DraftIndex {
  public:
    /// Takes over what the log has got since; always the same log. Cost: O(operation runs that are new), and as long
    /// as nobody writes in a draft not more; else O(new transactions · log n) too.
    void followLog(const event::EventLog& log);

    /// Whether any agent writes in a draft. If not, the document is all of the log.
    [[nodiscard]] bool hasWriters() const { return m_isDivided; }
    /// By (time, id) of creation, those without a name last; at most kDraftCountMax. Cost: O(drafts log drafts).
    [[nodiscard]] std::vector<const Draft*> list() const;
    /// Every draft that anybody speaks of, by id.
    [[nodiscard]] std::vector<DraftId> ids() const;
    [[nodiscard]] const Draft* find(const DraftId& id) const;
    /// Nothing for an agent that writes in the document itself. `agent`: index into the log's agents.
    [[nodiscard]] std::optional<DraftId> draftOf(std::uint32_t agent) const;
    /// What a draft shows, or the document itself, of the log followed last; a draft that is not known shows nothing.
    [[nodiscard]] event::Version versionOf(const event::EventLog& log, const std::optional<DraftId>& draft) const;

  private:
    /// Who wrote a property last, by the tie rule of registers.
    struct Writer {
        std::uint32_t lamport = 0;
        event::EventId id;
        friend auto operator<=>(const Writer&, const Writer&) = default;
    };
    struct Branch {
        Draft draft;
        Writer named;
        Writer abandoned;
        Writer merged;
    };
    static constexpr std::uint32_t kDocument = 0xffff'ffff;

    std::uint32_t branchOf(const DraftId& id);
    void readSet(const event::EventLog& log, event::LocalVersion event, const event::Operation& operation);
    void readName(const event::EventLog& log, event::LocalVersion event, Branch& branch);
    void joinWriter(const event::EventLog& log, event::LocalVersion event, const DraftId& id);
    void divide(const event::EventLog& log, event::LocalVersion first);
    void addTransaction(const event::EventLog& log, std::size_t index);
    [[nodiscard]] std::uint32_t branchOfAgent(std::uint32_t agent) const;
    [[nodiscard]] event::Version& headOf(std::uint32_t branch);

    event::LocalVersion m_end;  // of what was read
    std::vector<Branch> m_branches;
    std::map<DraftId, std::uint32_t> m_branchIndexes;
    std::vector<std::uint32_t> m_branchOfAgent;  // kDocument for the document; shorter than the list of agents
    bool m_isDivided = false;
    event::Version m_documentHead;       // once divided
    std::size_t m_transactionCount = 0;  // taken over, once divided
};

/// Whether a batch holds the beginning of an agent that writes in a draft. Cost: O(operations that are no edits).
[[nodiscard]] bool bringsDraftWriter(const event::EventBatch& batch);

/// The transactions with events in the history of `to` and not of `from`, each whole, in the log's order, with the
/// records of their agents. Cost: O(difference + events of the transactions).
[[nodiscard]] event::EventBatch batchBetween(const event::EventLog& log, const event::Version& from,
                                             const event::Version& to);

/// Their events, without those of transactions that only name something. Cost: O(difference + transactions).
[[nodiscard]] std::uint32_t changeCountBetween(const event::EventLog& log, const event::Version& from,
                                               const event::Version& to);

}  // namespace varve::history
