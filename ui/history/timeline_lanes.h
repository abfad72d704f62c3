// Who wrote when: a lane for every author, in the order in which they first wrote, as the stretches of the timeline
// that they wrote without anybody in between. A fold over the timeline's entries with a tracked position, like the
// axis; asking about a stretch costs the same whatever the length of the history. Also finds the undos and restores,
// which are drawn as glyphs. Knows no pixels.
#pragma once

#include <QString>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "event/event_log.h"
#include "history/timeline.h"
#include "ui/history/timeline_axis.h"

namespace varve::ui {

class TimelineLanes {
  public:
    /// Takes over entries that are new; starts again when an old arrival was sorted in between, or when it became known
    /// whose an agent is. Cost: O(new · log authors).
    void follow(const event::EventLog& log, const history::Timeline& timeline);

    [[nodiscard]] std::size_t count() const { return m_lanes.size(); }
    /// Another number whenever there are other lanes, or others' lanes, than before.
    [[nodiscard]] std::size_t generation() const { return m_generation; }
    /// The author's name as the log has it; empty when it is unknown.
    [[nodiscard]] const QString& name(std::size_t lane) const { return m_lanes[lane].name; }
    /// The lane of an agent of the log; nothing when it wrote nothing.
    [[nodiscard]] std::optional<std::size_t> laneOf(std::uint32_t agent) const;
    [[nodiscard]] std::uint64_t eventCount(std::size_t lane) const;
    /// How many of the events [begin, end) are the author's. Cost: O(log n).
    [[nodiscard]] std::uint64_t eventsBetween(std::size_t lane, std::uint64_t begin, std::uint64_t end) const;
    /// The moment after the author's next event after `position`, or after the last one before it; nothing when there
    /// is none. Cost: O(log n).
    [[nodiscard]] std::optional<std::uint64_t> next(std::size_t lane, std::uint64_t position) const;
    [[nodiscard]] std::optional<std::uint64_t> previous(std::size_t lane, std::uint64_t position) const;

    /// An undo, redo, restore or revert: the moment after it.
    struct Turn {
        std::uint64_t position = 0;
        event::TransactionKind kind = event::TransactionKind::kUndo;
        friend bool operator==(const Turn&, const Turn&) = default;
    };
    /// Ascending.
    [[nodiscard]] std::span<const Turn> turns() const { return m_turns; }

  private:
    /// Positions fit 32 bits, as local versions do.
    struct Stretch {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
        std::uint32_t before = 0;  // events of the lane in front of it
    };
    struct Lane {
        QString name;
        std::vector<Stretch> stretches;
    };
    void clear();
    void nameLanes(const event::EventLog& log);
    void append(const event::EventLog& log, const history::TimelineEntry& entry);
    [[nodiscard]] std::uint64_t eventsBefore(std::size_t lane, std::uint64_t position) const;

    std::vector<Lane> m_lanes;
    std::vector<std::uint32_t> m_authors;              // of the agents: the lowest one of the same user
    std::vector<std::optional<std::size_t>> m_laneOf;  // of the authors
    std::size_t m_knownCount = 0;                      // agents whose user is known
    std::size_t m_generation = 0;
    std::vector<Turn> m_turns;
    FollowedEntries m_followed;
};

}  // namespace varve::ui
