// The walker: applies, retreats and advances spans of events on a tracker's state. It decides nothing about the order
// of the walk (walk_plan.h) and nothing about what is shown (patch_builder.h). One lives for the duration of one call.
// Text and liveness are in walker.cpp, marks and registers in walker_marks.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "event/event_log.h"
#include "merge/item_tree.h"
#include "merge/tracker_state.h"

namespace varve::merge {

class Walker {
  public:
    /// What changes in `view` goes to the state's touched items, if there is a view.
    /// `newEventCount`: how many are going to be applied.
    Walker(Tracker::State& state, const event::EventLog& log, std::optional<View> view, std::uint32_t newEventCount = 0)
        : m_state(state),
          m_log(log),
          m_view(view),
          m_recentRun(log.operationRuns().empty() ? 0 : log.operationRuns().size() - 1),
          m_keepsVersion(state.hasQuarantined || newEventCount < log.version().size()) {}

    /// Takes applied events out of the prepare document, last one first.
    void retreat(event::LocalRange events) { toggle(events, false); }
    /// Puts applied events, whose parents are in it, back into the prepare document.
    void advance(event::LocalRange events) { toggle(events, true); }
    /// Retreats and advances until the prepare document is at `version`.
    void movePrepareTo(std::span<const event::LocalVersion> version);
    /// Applies events of which each but the first has its predecessor as parent, and the first the prepare version.
    void apply(event::LocalRange events);
    /// Sets the effect version when everything in the log is applied. Cost: O(heads) for at least as many new events;
    /// once, when there is a quarantined event for the first time, O(graph).
    void finishVersion();
    /// What apply() could not apply, ascending, joined.
    [[nodiscard]] std::vector<event::LocalRange> takeQuarantined();

  private:
    /// Calls `take(run, part)` for the parts of `events` in one run of operations each, ascending; stops when it says
    /// false.
    template <typename Take>
    void forEachRun(event::LocalRange events, Take take);
    /// The same from the last part to the first, all of them.
    template <typename Take>
    void forEachRunBackwards(event::LocalRange events, Take take);

    void toggle(event::LocalRange events, bool on);
    void toggleRun(const event::OperationRun& run, event::LocalRange events, bool on);
    void toggleLiveness(const event::OperationRun& run, bool on);

    // Each returns how many of the units, from the first on, fit the prepare document and were applied.
    std::uint32_t applyRun(const event::OperationRun& run, event::LocalRange events);
    std::uint32_t applyInsert(const event::OperationRun& run, event::LocalRange events, std::uint32_t offset);
    std::uint32_t applyDelete(std::uint32_t text, event::LocalRange events, std::uint32_t lowest,
                              event::Direction direction);
    std::uint32_t applyMark(const event::OperationRun& run, std::uint32_t runIndex);
    void applySet(const event::OperationRun& run, std::uint32_t runIndex);
    void applyLiveness(const event::OperationRun& run);

    /// The place of a new item, not yet in the tree, between what is behind its left origin and its right one.
    struct SiblingSearch {
        const ItemTree& tree;
        const Item& item;
        event::EventId id;
        ItemTree::Cursor scan;
        ItemTree::Cursor destination;
        bool isScanning = false;
        std::uint32_t siblingCount = 0;  // passed
    };
    /// `right`: where the right origin stands.
    [[nodiscard]] ItemTree::Cursor integrate(ItemTree& tree, const Item& item, ItemTree::Cursor behindLeft,
                                             ItemTree::Cursor right);
    /// Goes on, item by item; whether the destination is found.
    [[nodiscard]] bool continueSearch(SiblingSearch& search, std::uint32_t stepCountMax) const;
    /// Moves the search behind the last item between the origins that has the same left one and a right one further
    /// right, if there is any. Cost: O(items between that and `right`).
    void skipFurtherRight(SiblingSearch& search, ItemTree::Cursor behindLeft, ItemTree::Cursor right) const;
    /// Remembers all items with the origins of `item`, and `item` itself, which is about to be put into the tree.
    void addCrowd(ItemTree& tree, const Item& item, ItemTree::Cursor behindLeft);
    [[nodiscard]] int comparePlaces(const ItemTree& tree, std::uint32_t a, std::uint32_t b, int sideOfNone) const;
    [[nodiscard]] bool isAnyQuarantined(std::span<const event::LocalVersion> events) const;
    void quarantine(event::LocalRange events);

    void changeInserted(std::uint32_t text, event::LocalRange events, StateChange change);
    void changeDeleted(std::uint32_t text, event::LocalRange events, StateChange change);
    void changeLiveness(event::LocalRange targets, bool alive, bool inPrepare, bool inEffect);
    void noteChange(std::uint32_t text, const Item& item, std::uint32_t first, std::uint32_t count, StateChange change);

    /// Puts a new item at the cursor of a text with marks; `left`: the visible item before it in prepare, if any.
    void putWithMarks(std::uint32_t text, Item item, ItemTree::Cursor cursor, const Item* left, std::uint32_t offset);
    void stretchMarks(std::uint32_t text, const Item& item, MarkSet marks);
    [[nodiscard]] bool isBreak(std::uint32_t unit) const;
    void cover(std::uint32_t text, MarkNumber mark, std::uint32_t firstUnit, std::uint32_t endUnit);
    void setMarkCounted(MarkNumber mark, const CountedFlags& counted);
    void setWriterCounted(std::uint32_t writer, const CountedFlags& counted);

    Tracker::State& m_state;
    const event::EventLog& m_log;
    std::optional<View> m_view;
    std::size_t m_recentRun;  // of operations, visited last
    bool m_keepsVersion;      // apply() keeps the effect version: it cannot be taken from the log, or is long to copy
    std::vector<event::LocalRange> m_quarantined;
};

}  // namespace varve::merge
