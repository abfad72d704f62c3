#include "history/history_cursor.h"

#include <algorithm>

#include "base/check.h"

namespace varve::history {

namespace {

/// Whether so many edits, of about a thirtieth of a microsecond each, take less time than making the rope anew: a pass
/// over the stretches and the text.
bool isWorthEditing(std::size_t editCount, std::size_t stretchCount, std::size_t scalarCount) {
    return editCount <= stretchCount / 40 + scalarCount / 200 + 8;
}

}  // namespace

HistoryCursor::HistoryCursor(const event::EventLog& log, const merge::Tracker& live, const Timeline& timeline,
                             const TravelIndexBounds& bounds)
    : m_live(live),
      m_timeline(timeline),
      m_bounds(bounds),
      m_entryCount(timeline.entries().size()),
      m_reorderCount(timeline.reorderCount()) {
    buildIndex(log);
    showVersion(log, timeline.versionAt(log, timeline.eventCount()));
}

void HistoryCursor::buildIndex(const event::EventLog& log) {
    m_index = buildTravelIndex(log, m_live, m_timeline, m_bounds);
    m_indexedEnd = m_timeline.eventCount();
}

/// Makes the index anew when it ends before `position`.
void HistoryCursor::ensureIndexed(const event::EventLog& log, std::uint64_t position) {
    CHECK(position <= m_timeline.eventCount());
    if (position <= m_indexedEnd) return;
    const event::Version shown = version(log);
    buildIndex(log);
    showVersion(log, shown);
}

std::optional<HistoryCursor::LastEvent> HistoryCursor::lastEventAt(std::uint64_t position) const {
    if (position == 0) return std::nullopt;
    const TimelineEntry entry = m_timeline.entries()[m_timeline.entryIndexAt(position - 1)];
    return LastEvent{entry.transaction, static_cast<std::uint32_t>(position - entry.beginPosition)};
}

void HistoryCursor::followLog(const event::EventLog& log) {
    const TimelineEntries& entries = m_timeline.entries();
    if (entries.size() == m_entryCount) return;
    const auto known = static_cast<std::uint32_t>(m_entryCount);  // entries were made of as many transactions
    bool isBehind = m_reorderCount == m_timeline.reorderCount();
    for (std::size_t index = m_entryCount; isBehind && index < entries.size(); ++index)
        isBehind = entries[index].transaction >= known;
    if (!isBehind) {
        const event::Version shown = m_showsTracker ? m_tracker->prepareVersion() : versionShownBefore(log);
        buildIndex(log);
        showVersion(log, shown);
    }
    m_entryCount = entries.size();
    m_reorderCount = m_timeline.reorderCount();
    rememberShown(log);
}

/// The order of the timeline by which m_moment could be told from later arrivals may be gone by then.
void HistoryCursor::rememberShown(const event::EventLog& log) {
    m_shown.reset();
    if (m_timeline.mayReorder() && !m_showsTracker) m_shown = m_timeline.versionAt(log, m_moment.position);
}

/// The version of m_moment on the timeline as it was: later arrivals are passed over.
event::Version HistoryCursor::versionShownBefore(const event::EventLog& log) const {
    if (m_shown) return *m_shown;
    event::Version version;
    if (!m_lastEvent) return version;
    for (const TimelineEntry entry : m_timeline.entries()) {
        if (entry.transaction >= m_entryCount) continue;
        const bool isLast = entry.transaction == m_lastEvent->transaction;
        const event::LocalVersion first = log.transactionRecord(entry.transaction).events.begin;
        event::advanceFrontier(version, log.graph().parentsOf(first),
                               first + ((isLast ? m_lastEvent->takenCount : entry.eventCount) - 1));
        if (isLast) break;
    }
    return version;
}

/// Says by new means what is shown already.
void HistoryCursor::showVersion(const event::EventLog& log, const event::Version& version) {
    const auto position = m_index ? m_timeline.positionOfVersion(log, version) : std::nullopt;
    m_showsTracker = !position;
    if (position) {
        m_moment = m_index->momentAt(static_cast<std::uint32_t>(*position));
        m_lastEvent = lastEventAt(*position);
        rememberShown(log);
    } else {
        trackerOf(log).movePrepareTo(log, version);
    }
}

/// The cursor's own tracker with everything applied, its prepare document wherever it was left.
merge::Tracker& HistoryCursor::trackerOf(const event::EventLog& log) {
    if (!m_tracker) m_tracker = std::make_unique<merge::Tracker>(m_live);
    if (m_tracker->appliedEnd() < log.end()) {
        const event::Version shown = m_tracker->prepareVersion();
        m_tracker->applyNewEventsQuietly(log);
        m_tracker->movePrepareTo(log, shown);
    }
    return *m_tracker;
}

document::DocumentPatch HistoryCursor::moveToPosition(const event::EventLog& log, std::uint64_t position) {
    followLog(log);
    ensureIndexed(log, position);
    if (!m_index) return showByTracker(log, m_timeline.versionAt(log, position));
    document::DocumentPatch patch;
    if (m_showsTracker) {
        patch = trackerOf(log).movePrepareTo(log, m_timeline.versionAt(log, position));
        m_moment = m_index->momentAt(static_cast<std::uint32_t>(position));
        m_showsTracker = false;
    } else {
        patch = m_index->move(log, m_moment, static_cast<std::uint32_t>(position));
    }
    m_lastEvent = lastEventAt(position);
    rememberShown(log);
    followRope(patch.body);
    return patch;
}

document::DocumentPatch HistoryCursor::moveTo(const event::EventLog& log, const event::Version& version) {
    followLog(log);
    const std::optional<std::uint64_t> position = m_timeline.positionOfVersion(log, version);
    return position ? moveToPosition(log, *position) : showByTracker(log, version);
}

document::DocumentPatch HistoryCursor::showByTracker(const event::EventLog& log, const event::Version& version) {
    merge::Tracker& tracker = trackerOf(log);
    if (!m_showsTracker) tracker.movePrepareTo(log, m_timeline.versionAt(log, m_moment.position));
    m_showsTracker = true;
    document::DocumentPatch patch = tracker.movePrepareTo(log, version);
    followRope(patch.body);
    return patch;
}

document::DocumentPatch HistoryCursor::patchBetween(const event::EventLog& log, std::uint64_t from, std::uint64_t to) {
    followLog(log);
    ensureIndexed(log, std::max(from, to));
    if (m_index) return m_index->patchBetween(log, static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to));
    merge::Tracker tracker = m_live;
    tracker.movePrepareTo(log, m_timeline.versionAt(log, from));
    return tracker.movePrepareTo(log, m_timeline.versionAt(log, to));
}

event::Version HistoryCursor::version(const event::EventLog& log) const {
    if (m_showsTracker) return m_tracker->prepareVersion();
    if (m_timeline.entries().size() != m_entryCount) return versionShownBefore(log);
    return m_timeline.versionAt(log, m_moment.position);
}

std::string HistoryCursor::text(const event::EventLog& log) const {
    if (m_showsTracker) return m_tracker->text(log, merge::View::kPrepare);
    return m_index->text(log, m_moment);
}

const text::Rope& HistoryCursor::rope(const event::EventLog& log) {
    if (!m_isRopeCurrent) m_rope = text::Rope(text(log));
    m_isRopeCurrent = true;
    return m_rope;
}

void HistoryCursor::followRope(const document::Patch& patch) {
    if (!m_isRopeCurrent) return;
    if (!isWorthEditing(patch.pieces().size(), m_index ? m_index->stretchCount() : 0, m_rope.count())) {
        m_isRopeCurrent = false;
        return;
    }
    text::Offset place;
    for (const document::PatchPiece& piece : patch.pieces()) {
        if (piece.kind == document::PatchPiece::Kind::kRemove) {
            m_rope.erase({place, place + piece.count});
        } else if (piece.kind == document::PatchPiece::Kind::kAdd) {
            m_rope.insert(place, patch.textOf(piece));
        }
        place = place + piece.newCount();
    }
}

std::vector<event::EventId> HistoryCursor::idsAt(const event::EventLog& log, const event::ObjectId& sequence,
                                                 std::span<const text::Offset> offsets) {
    followLog(log);
    if (m_showsTracker) return history::idsAt(log, trackerOf(log), merge::View::kPrepare, sequence, offsets);
    std::vector<event::EventId> ids;
    ids.reserve(offsets.size());
    for (const std::uint32_t position : m_index->insertionsAt(m_moment, sequence, offsets)) {
        const TimelineEntry entry = m_timeline.entries()[m_timeline.entryIndexAt(position)];
        const event::LocalVersion first = log.transactionRecord(entry.transaction).events.begin;
        ids.push_back(log.idOf(first + static_cast<std::uint32_t>(position - entry.beginPosition)));
    }
    return ids;
}

std::optional<ObjectPlace> HistoryCursor::placeOf(const event::EventLog& log, const event::EventId& id) {
    followLog(log);
    if (m_showsTracker) return history::placeOf(log, trackerOf(log), merge::View::kPrepare, id);
    const std::optional<Character> character = characterOf(log, id);
    const bool isFollowed = character && log.transactionIndexOf(character->event) < m_entryCount;
    if (!isFollowed) return std::nullopt;
    const auto insertion = static_cast<std::uint32_t>(m_timeline.positionOf(log, character->event));
    const auto offset = m_index->offsetOf(m_moment, character->sequence, insertion);
    if (!offset) return std::nullopt;
    return ObjectPlace{character->sequence, *offset};
}

document::Patch HistoryCursor::textOf(const event::EventLog& log, const event::ObjectId& sequence) {
    followLog(log);
    if (m_showsTracker) return history::textOf(log, trackerOf(log), merge::View::kPrepare, sequence);
    return m_index->textOf(log, m_moment, sequence);
}

std::uint32_t HistoryCursor::count() const {
    return m_showsTracker ? m_tracker->count(merge::View::kPrepare) : m_moment.body.count;
}

}  // namespace varve::history
