// Time travel: the moment on display, and patches that lead from it to any other. Moments of the timeline come from the
// travel index in a time that does not depend on what lies between; versions that are no prefix of the timeline (tips
// of branches, any frontier) come from a tracker of its own, which is only made when one is asked for. Owned by the
// history mode of a replica; one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "document/patch.h"
#include "event/event_log.h"
#include "history/object_places.h"
#include "history/timeline.h"
#include "history/travel_index.h"
#include "history/travel_index_builder.h"
#include "merge/tracker.h"
#include "text/rope.h"

namespace varve::history {

/// The log is an argument and must be the same one on every call.
class HistoryCursor {
  public:
    /// Stands at the newest moment of the timeline. `live` and `timeline` belong to the same replica and must outlive
    /// the cursor; the tracker has applied all of the log now and on every call (CHECKed where it matters). Cost: the
    /// index, a few milliseconds for a quarter of a million events.
    HistoryCursor(const event::EventLog& log, const merge::Tracker& live, const Timeline& timeline,
                  const TravelIndexBounds& bounds = {});

    /// Takes over what the timeline has got since; moves do so by themselves. The shown moment stays, even when what
    /// arrived belongs before it. Cost: O(new) when it all belongs behind what was known: the index is then made anew
    /// by the first move beyond that. Otherwise at once.
    void followLog(const event::EventLog& log);

    /// Shows the document after `position` events of the timeline (at most its eventCount(), CHECKed); the patch leads
    /// from the moment shown before. Cost: TravelIndex::move.
    document::DocumentPatch moveToPosition(const event::EventLog& log, std::uint64_t position);
    /// Shows `version`, which the log knows. Cost: as moveToPosition where it is a prefix of the timeline, else the
    /// walk of the tracker.
    document::DocumentPatch moveTo(const event::EventLog& log, const event::Version& version);
    /// The patch between two moments of the timeline, without going anywhere. Cost: TravelIndex::patchBetween.
    [[nodiscard]] document::DocumentPatch patchBetween(const event::EventLog& log, std::uint64_t from,
                                                       std::uint64_t to);

    /// The version shown. Cost: Timeline::versionAt.
    [[nodiscard]] event::Version version(const event::EventLog& log) const;
    /// The text of the body. Cost: one pass over the stretches and the text.
    [[nodiscard]] std::string text(const event::EventLog& log) const;
    /// The same as a rope. While it is asked for after every move, a short move changes it in place and a long one
    /// makes it anew; who never asks pays nothing. Valid until the next move; a copy stays.
    [[nodiscard]] const text::Rope& rope(const event::EventLog& log);
    /// Visible scalars of the body.
    [[nodiscard]] std::uint32_t count() const;

    /// Ids of the characters at `offsets` (ascending, each below the count, CHECKed) of a sequence as it is shown.
    /// Follows the timeline first, as moves do. Cost: TravelIndex::insertionsAt, or O(log n) each.
    [[nodiscard]] std::vector<event::EventId> idsAt(const event::EventLog& log, const event::ObjectId& sequence,
                                                    std::span<const text::Offset> offsets);
    /// Where a character is shown; nothing when it is not, or is none. Follows the timeline first. Cost: as idsAt.
    [[nodiscard]] std::optional<ObjectPlace> placeOf(const event::EventLog& log, const event::EventId& id);

    /// The text of any sequence as it is shown, with its formats, as a patch from nothing. Follows the timeline first.
    /// Cost: TravelIndex::textOf, or O(text).
    [[nodiscard]] document::Patch textOf(const event::EventLog& log, const event::ObjectId& sequence);

    /// For figures; null where there is none.
    [[nodiscard]] const TravelIndex* index() const { return m_index ? &*m_index : nullptr; }

  private:
    /// What the moment shown ends with: stays the same while events arrive that belong before it.
    struct LastEvent {
        std::uint32_t transaction = 0;
        std::uint32_t takenCount = 0;  // events of the transaction that are shown
    };

    void buildIndex(const event::EventLog& log);
    void rememberShown(const event::EventLog& log);
    void ensureIndexed(const event::EventLog& log, std::uint64_t position);
    [[nodiscard]] std::optional<LastEvent> lastEventAt(std::uint64_t position) const;
    [[nodiscard]] event::Version versionShownBefore(const event::EventLog& log) const;
    void showVersion(const event::EventLog& log, const event::Version& version);
    merge::Tracker& trackerOf(const event::EventLog& log);
    document::DocumentPatch showByTracker(const event::EventLog& log, const event::Version& version);
    void followRope(const document::Patch& patch);

    const merge::Tracker& m_live;
    const Timeline& m_timeline;
    const TravelIndexBounds m_bounds;
    std::optional<TravelIndex> m_index;
    std::uint64_t m_indexedEnd = 0;        // events of the timeline when the index was made, or could not be
    TravelIndex::Moment m_moment;          // shown, unless the tracker is
    std::optional<LastEvent> m_lastEvent;  // of m_moment; nothing at the beginning
    bool m_showsTracker = false;           // its prepare document
    std::unique_ptr<merge::Tracker> m_tracker;
    std::size_t m_entryCount = 0;           // of the timeline, when it was followed last
    std::uint32_t m_reorderCount = 0;       // likewise
    std::optional<event::Version> m_shown;  // where the order of the timeline may change: what m_moment was then
    text::Rope m_rope;
    bool m_isRopeCurrent = false;
};

}  // namespace varve::history
