// The tracker: a document with everything that was ever in it: every sequence in document order, marks and registers,
// as two documents in one B+ tree a sequence. *prepare* is the document that the next event's author saw; it moves in
// both directions. *effect* is the document with everything applied; it only moves forward. Merging, time travel and
// undo all run on it. It knows no wall clock and no files; the event log is an argument and must be the same one on
// every call. Source: Eg-walker (EuroSys 2025) section 3; order of concurrent inserts: YjsMod = FugueMax; ties by
// (agent, sequence).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "document/patch.h"
#include "event/event_log.h"
#include "merge/item.h"
#include "merge/item_tree.h"
#include "merge/liveness_registers.h"
#include "text/position.h"

namespace varve::merge {

/// A stretch of visible text with the arrival numbers of its scalars.
struct VisibleRun {
    event::LocalRange events;
    friend bool operator==(const VisibleRun&, const VisibleRun&) = default;
};

/// A stretch of visible text whose characters have one format.
struct FormattedRun {
    event::LocalRange events;
    document::FormatPointer format;
    friend bool operator==(const FormattedRun& a, const FormattedRun& b) {
        return a.events == b.events && document::isSameFormat(a.format, b.format);
    }
};

/// A stretch of characters, visible or not, that the same marks cover in every version that has them.
struct CharacterRun {
    event::LocalRange events;
    std::uint32_t marks = 0;  // number of the set of marks, for Tracker::marksIn; 0 is none
};

/// What applying new events did.
struct ApplyOutcome {
    document::DocumentPatch patch;               // of the effect document
    std::vector<event::LocalRange> quarantined;  // events whose offsets do not fit their version, and descendants:
                                                 // they change nothing, on every replica alike
};

class Tracker {
  public:
    static constexpr event::WellKnownObject kBody = event::WellKnownObject::kBody;

    Tracker();
    /// With smaller nodes, for tests.
    explicit Tracker(FanOut fanOut);
    Tracker(const Tracker&);
    Tracker(Tracker&&) noexcept;
    Tracker& operator=(const Tracker&);
    Tracker& operator=(Tracker&&) noexcept;
    ~Tracker();

    /// Applies every event of the log from appliedEnd() on, in a planned order. Afterwards effect holds all of them,
    /// and prepare stands at the event applied last. Judged unit by unit: a unit whose offset does not fit the version
    /// of its parents is quarantined, and so is every event that has it as an ancestor. Cost: O(log n) a run where
    /// parents are the current version, else with the walk.
    ApplyOutcome applyNewEvents(const event::EventLog& log);
    /// Same without building a patch: for opening and importing.
    std::vector<event::LocalRange> applyNewEventsQuietly(const event::EventLog& log);
    /// The same up to `end` for events that came one after the other: all of them must lie in one run of the graph
    /// (CHECKed), and none be quarantined (CHECKed). For who knows the effect already. Cost: O(log n) a run.
    void followSequence(const event::EventLog& log, event::LocalVersion end);
    [[nodiscard]] event::LocalVersion appliedEnd() const;

    /// Moves the prepare document to `target` (known to the log, all applied) and returns the patch from the old
    /// prepare document to the new. Going back and forth is exact. Cost: O(runs between) · log n, and O(items) between
    /// the first and the last character of marks that differ.
    document::DocumentPatch movePrepareTo(const event::EventLog& log, const event::Version& target);
    [[nodiscard]] const event::Version& prepareVersion() const;
    /// The version of everything applied that is not quarantined. New edits take it as parents: with a quarantined
    /// event among their ancestors they would be quarantined themselves.
    [[nodiscard]] const event::Version& effectVersion() const;
    /// Whether an applied event was found not to fit its version, or descends from one. Cost: O(1).
    [[nodiscard]] bool isQuarantined(event::LocalVersion event) const;

    // A sequence in which nothing was ever inserted has no text and no runs.

    /// A tracker with a base knows of the events before it, a critical version, only what is seen there: no hidden
    /// characters, no origins, no deletions. It takes new events just as well, as long as canApplyNewEvents() says so,
    /// and cannot go back behind the base. The number of events before it; 0 for a tracker that knows all.
    [[nodiscard]] event::LocalVersion base() const;
    /// Whether all that the log has got fits the base: it follows all of the base, and switches nothing that is not
    /// known any more. Otherwise the owner makes a new tracker from the log. Without a base always true. Cost: O(new
    /// runs).
    [[nodiscard]] bool canApplyNewEvents(const event::EventLog& log) const;
    /// The same document in a tracker with a base at `end`, a number of events. Nothing when `end` is before the base
    /// or not the end of a critical version, when a liveness event behind it switches something that would be
    /// forgotten, or when events are quarantined. The whole log must be applied. Cost: O(items + events behind the
    /// base).
    [[nodiscard]] std::optional<Tracker> basedAt(const event::EventLog& log, event::LocalVersion end) const;
    /// Whether the tracker still has the inserted unit or the deletion: false only for some before the base.
    [[nodiscard]] bool knows(event::LocalVersion event) const;

    /// Visible scalars.
    [[nodiscard]] std::uint32_t count(View view, const event::ObjectId& sequence = kBody) const;
    /// Visible text. Cost: O(text).
    [[nodiscard]] std::string text(const event::EventLog& log, View view,
                                   const event::ObjectId& sequence = kBody) const;
    /// Visible text as runs of arrival numbers, in document order.
    [[nodiscard]] std::vector<VisibleRun> visibleRuns(View view, const event::ObjectId& sequence = kBody) const;
    /// The same, cut where the format changes. Neighbours with one format mostly share it.
    [[nodiscard]] std::vector<FormattedRun> formattedRuns(const event::EventLog& log, View view,
                                                          const event::ObjectId& sequence = kBody) const;
    /// The scalar at `offset` (< count). Cost: O(log n).
    [[nodiscard]] event::LocalVersion characterAt(View view, text::Offset offset,
                                                  const event::ObjectId& sequence = kBody) const;
    /// Its format. Cost: O(log n + marks on it).
    [[nodiscard]] document::FormatPointer formatAt(const event::EventLog& log, View view, text::Offset offset,
                                                   const event::ObjectId& sequence = kBody) const;
    /// The format that a character other than a break would get if it were typed at `offset` (<= count) of effect now.
    [[nodiscard]] document::FormatPointer formatForInsertAt(const event::EventLog& log, text::Offset offset,
                                                            const event::ObjectId& sequence = kBody) const;
    /// Number of visible scalars before the inserted unit `character` (which may itself be hidden) in its sequence, and
    /// whether it is visible. A quarantined unit has no place and is taken for hidden behind everything. CHECKs that
    /// the unit is an insert into that sequence. Cost: O(log n).
    struct Place {
        text::Offset offset;
        bool visible = false;
    };
    [[nodiscard]] Place placeOf(View view, event::LocalVersion character,
                                const event::ObjectId& sequence = kBody) const;

    /// Every inserted unit of a sequence in document order, hidden ones too. Quarantined units have no place and are
    /// left out. Cost: O(items).
    [[nodiscard]] std::vector<CharacterRun> characterRuns(const event::ObjectId& sequence = kBody) const;
    /// The mark events of a CharacterRun, dead and alive. Cost: O(marks).
    [[nodiscard]] std::vector<event::LocalVersion> marksIn(std::uint32_t marks) const;
    /// The visible range from the first to the last character that an applied mark covers, dead or alive; empty when
    /// none of what lies between is visible. Nothing when it is quarantined, or forgotten. Cost: O(log n).
    [[nodiscard]] std::optional<text::Range> markExtent(View view, event::LocalVersion mark) const;
    /// What liveness events wrote, dead and alive, in every version at once. Valid until the next change.
    [[nodiscard]] const LivenessRegisters& livenessRegisters() const;

    /// The inserted unit that the applied delete unit `deletion` hit; nothing when it was quarantined.
    [[nodiscard]] std::optional<event::LocalVersion> deletedCharacter(event::LocalVersion deletion) const;

    /// The sequences besides the body in which something was inserted, sorted. Whether the objects that name them are
    /// visible or alive is not asked.
    [[nodiscard]] std::vector<event::ObjectId> sequences() const;
    /// Nothing where the register is null or was never set. Cost: O(1), and the writers that are not counted.
    [[nodiscard]] std::optional<event::Value> registerValue(const event::EventLog& log, View view,
                                                            const event::ObjectId& object, std::string_view key) const;
    /// Every register that is not null, by (object, key). Cost: O(n log n) in the registers.
    [[nodiscard]] std::vector<document::RegisterChange> registers(const event::EventLog& log, View view) const;

    /// Whether the winning liveness register of `event` says alive; without one it does.
    [[nodiscard]] bool isAlive(View view, event::LocalVersion event) const;
    /// Parts of `ranges` that are alive. Shape: as given, split. Cost: O(ranges + registers inside).
    [[nodiscard]] std::vector<event::LocalRange> aliveParts(const std::vector<event::LocalRange>& ranges,
                                                            View view = View::kEffect) const;
    /// Parts of `ranges` that are not.
    [[nodiscard]] std::vector<event::LocalRange> deadParts(const std::vector<event::LocalRange>& ranges,
                                                           View view = View::kEffect) const;

    /// Items in the tree and bytes held, for figures.
    [[nodiscard]] std::size_t itemCount() const;
    [[nodiscard]] std::size_t memoryBytes() const;
    /// CHECKs sums, links, the event index and the shape of the registers; for tests. Cost: O(n).
    void checkInvariants() const;
    /// The same, and CHECKs states, counters, marks and registers against the operations in the log. Cost: O(n log n),
    /// times the marks on an item.
    void checkInvariants(const event::EventLog& log) const;

  private:
    friend class Walker;
    friend class Formats;
    friend class PatchBuilder;
    friend class TrackerFold;
    friend class BaseBuilder;
    friend class SnapshotReader;
    friend class SnapshotWriter;
    friend class TrackerComparison;
    struct State;

    [[nodiscard]] bool changesMuch(const event::EventLog& log) const;
    std::vector<event::LocalRange> applyUpTo(const event::EventLog& log, event::LocalVersion end,
                                             std::optional<View> view);
    [[nodiscard]] std::vector<event::LocalRange> partsThatAre(bool alive, const std::vector<event::LocalRange>& ranges,
                                                              View view) const;

    [[nodiscard]] bool fitsBase(const event::EventLog& log, event::LocalRange events) const;
    [[nodiscard]] bool hasTargets(const event::EventLog& log, const event::OperationRun& liveness) const;

    void checkTexts(const event::EventLog& log) const;
    void checkMarks(const event::EventLog& log) const;
    void checkCountedFlags(const event::EventLog& log) const;

    std::unique_ptr<State> m_state;
};

}  // namespace varve::merge
