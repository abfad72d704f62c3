// The timeline: every transaction in the order (corrected time, Lamport, agent), which is the same on all replicas and
// in which every prefix is a valid version (src/merge/SEMANTICS.md). A position is a number of events from the
// start, so that single units inside a transaction can be reached too. Groups transactions into undo steps, sessions
// and days and gives the activity behind the slider. A fold over the log, caught up incrementally; one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "event/event_log.h"
#include "history/draft_times.h"
#include "history/timeline_entries.h"
#include "history/transaction_order.h"

namespace varve::history {

enum class Grain : std::uint8_t { kEvent, kStep, kSession, kDay };

/// A contiguous stretch of the timeline at one grain.
struct TimelineSpan {
    std::uint64_t beginPosition = 0;
    std::uint64_t endPosition = 0;
    std::int64_t beginMs = 0;
    std::int64_t endMs = 0;
    std::uint32_t agent = 0;  // of the first entry; all of them: agentsIn()
    std::uint32_t insertedCount = 0;
    std::uint32_t deletedCount = 0;
    std::uint32_t firstEntry = 0;  // indexes into entries()
    std::uint32_t entryCount = 0;
    friend bool operator==(const TimelineSpan&, const TimelineSpan&) = default;
};

/// Activity of one bucket of the histogram.
struct Activity {
    std::uint32_t insertedCount = 0;
    std::uint32_t deletedCount = 0;
    friend bool operator==(const Activity&, const Activity&) = default;
};

/// Where what was written in drafts stands on a timeline.
enum class DraftPlaces : std::uint8_t {
    kWhereMerged,   // on that of the document itself: earlier moments show what it was
    kWhereWritten,  // on that of a draft
};

class Timeline {
  public:
    /// `utcOffsetMinutes`: where days begin for this reader.
    explicit Timeline(int utcOffsetMinutes = 0, DraftPlaces draftPlaces = DraftPlaces::kWhereMerged)
        : m_utcOffsetMinutes(utcOffsetMinutes), m_draftPlaces(draftPlaces) {}

    /// Takes over what the log has got since. Appending in time order costs O(new); an old arrival re-sorts the rest.
    void followLog(const event::EventLog& log);

    [[nodiscard]] std::uint64_t eventCount() const { return m_entries.endPosition(); }
    /// Whether entries may change their order among themselves: when a merge of a draft arrives that belongs before
    /// another one.
    [[nodiscard]] bool mayReorder() const { return m_mayReorder; }
    /// How often that has happened.
    [[nodiscard]] std::uint32_t reorderCount() const { return m_reorderCount; }
    /// In the order of the timeline.
    [[nodiscard]] const TimelineEntries& entries() const { return m_entries; }
    /// Index of the entry that holds event number `position` (< eventCount()). Cost: O(log n).
    [[nodiscard]] std::size_t entryIndexAt(std::uint64_t position) const;
    /// The version made of the first `position` events. Cost: O(log n + distance to a stored frontier).
    [[nodiscard]] event::Version versionAt(const event::EventLog& log, std::uint64_t position) const;
    /// Where a followed event stands: the number of events before it. Cost: O(log n).
    [[nodiscard]] std::uint64_t positionOf(const event::EventLog& log, event::LocalVersion event) const;
    /// The position whose version this is; nothing when it is the version of none. Cost: as versionAt, and O(heads ·
    /// log n).
    [[nodiscard]] std::optional<std::uint64_t> positionOfVersion(const event::EventLog& log,
                                                                 const event::Version& version) const;
    /// The greatest position all of whose events have a corrected time <= timeMs. Cost: O(log n).
    [[nodiscard]] std::uint64_t positionAtTime(std::int64_t timeMs) const;
    /// Boundary of the grain next after, or last before, `position`; the ends are boundaries.
    [[nodiscard]] std::uint64_t nextBoundary(std::uint64_t position, Grain grain) const;
    [[nodiscard]] std::uint64_t previousBoundary(std::uint64_t position, Grain grain) const;
    /// All spans of a grain; at kEvent one for every event, so only for short documents and listings.
    [[nodiscard]] std::vector<TimelineSpan> spans(Grain grain) const;
    /// The span of `grain` that holds event number `position`.
    [[nodiscard]] TimelineSpan spanAt(std::uint64_t position, Grain grain) const;
    /// Who wrote in a span: the agent of each author's first entry there, in that order; two agents of one user are one
    /// author. Cost: O(its entries).
    [[nodiscard]] std::vector<std::uint32_t> agentsIn(const event::EventLog& log, const TimelineSpan& span) const;
    /// Activity in `bucketCount` equal parts of [begin, end) positions. What a transaction did counts evenly over its
    /// events; the parts of adjoining ranges add up exactly. Cost: O(buckets · log n) from prefix sums.
    [[nodiscard]] std::vector<Activity> activity(std::uint64_t begin, std::uint64_t end, std::size_t bucketCount) const;

    /// Bytes held, for figures.
    [[nodiscard]] std::size_t memoryBytes() const;

  private:
    /// A transaction that is new to the timeline, with what placing it needs.
    struct Arrival {
        TimelineEntry entry;
        event::LocalRange events;
        std::uint32_t lamport = 0;
        std::uint32_t run = 0;  // graph run of its first event
        bool joinsPrevious = false;
        [[nodiscard]] TransactionPlace place() const { return {entry.timeMs, lamport, entry.agent, events.begin}; }
    };
    struct Sums {
        std::uint64_t insertedCount = 0;
        std::uint64_t deletedCount = 0;
    };
    /// What lies before every 64th entry: its sums, and the frontier before it or before an entry not far in front.
    struct Checkpoint {
        std::size_t headsEntry = 0;  // whose frontier it is
        std::size_t headsBegin = 0;  // in m_heads
        std::size_t headsCount = 0;
        Sums sums;
    };

    void followDrafts(const event::EventLog& log);
    /// With the corrected time, wherever a draft was merged.
    Arrival arrivalOf(const event::EventLog& log, std::uint32_t transaction);
    [[nodiscard]] std::int64_t timeOf(const event::EventLog& log, std::uint32_t transaction) const;
    /// First entry of a transaction that does not stand before the arrival.
    [[nodiscard]] std::size_t firstEntryNotBefore(const event::EventLog& log, const Arrival& arrival) const;
    [[nodiscard]] static Arrival arrivalAgain(const event::EventLog& log, const TimelineEntry& entry);
    void append(const event::EventLog& log, const Arrival& arrival);
    void addCheckpoint();
    void sortIn(const event::EventLog& log, std::vector<Arrival> arrivals);
    void truncate(const event::EventLog& log, std::size_t entryCount);
    [[nodiscard]] std::int64_t dayOf(std::int64_t timeMs) const;
    [[nodiscard]] event::Version frontierBefore(const event::EventLog& log, std::size_t entry) const;
    [[nodiscard]] Sums sumsBefore(std::uint64_t position) const;
    [[nodiscard]] std::uint64_t positionOfEntry(std::size_t entry) const;
    [[nodiscard]] bool starts(std::size_t entry, Grain grain) const;
    [[nodiscard]] std::size_t firstEntryOf(std::size_t entry, Grain grain) const;
    [[nodiscard]] std::size_t entryAfter(std::size_t entry, Grain grain) const;
    [[nodiscard]] TimelineSpan spanOfEntries(std::size_t first, std::size_t end) const;
    [[nodiscard]] TimelineSpan spanOfEvent(std::uint64_t position) const;

    int m_utcOffsetMinutes;
    DraftPlaces m_draftPlaces;
    DraftTimes m_draftTimes;
    bool m_mayReorder = false;
    std::uint32_t m_reorderCount = 0;
    TimelineEntries m_entries;
    TransactionOrder m_order;
    std::size_t m_operationRun = 0;          // of the first event not yet folded
    std::optional<TransactionPlace> m_last;  // of the last entry
    event::Version m_frontier;               // of all entries
    Sums m_sums;                             // of all entries
    std::vector<Checkpoint> m_checkpoints;
    std::vector<event::LocalVersion> m_heads;
};

}  // namespace varve::history
