#include "history/travel_index_builder.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include "base/check.h"
#include "text/utf8.h"

namespace varve::history {

using event::LocalRange;
using event::LocalVersion;

namespace {

constexpr auto kNever = static_cast<std::uint32_t>(Stretch::kNever);

/// A moment at which scalars come or go: the event at the front does it.
using Flips = std::vector<std::uint32_t>;

class Builder {
  public:
    Builder(const event::EventLog& log, const merge::Tracker& tracker, const Timeline& timeline)
        : m_log(log),
          m_tracker(tracker),
          m_registers(tracker.livenessRegisters()),
          m_end(static_cast<std::uint32_t>(timeline.eventCount())),
          m_positions(positionsOfEvents(log, timeline)) {}

    TravelIndex build() {
        findTexts();
        findSwitched();
        findRemovals();
        for (const LocalRange& run : m_tracker.characterRuns()) {
            for (std::uint32_t unit = run.begin.value; unit < run.end.value;) {
                if (m_positions[unit] == kNever)
                    ++unit;
                else
                    unit = isSwitched(unit) ? addSwitched(unit, run.end.value) : addPlain(unit, run.end.value);
            }
        }
        return TravelIndex(m_stretches, m_end);
    }

  private:
    struct Deletion {
        std::uint32_t target = 0;
        std::uint32_t event = 0;
        friend auto operator<=>(const Deletion&, const Deletion&) = default;
    };
    /// A change of whether an event is alive.
    struct Switch {
        std::uint32_t position = 0;
        bool alive = false;
    };
    /// Something that keeps a scalar from showing, or stops doing so.
    struct Blocker {
        std::uint32_t position = 0;
        int change = 0;
    };

    void findTexts();
    void findSwitched();
    void findRemovals();
    template <typename Take>
    void forEachDeletion(Take take) const;
    [[nodiscard]] bool isSwitched(std::uint32_t unit) const { return !m_switched.empty() && m_switched[unit] != 0; }
    [[nodiscard]] std::uint32_t textSize(std::uint32_t first, std::uint32_t count) const;
    [[nodiscard]] Stretch stretchOf(std::uint32_t first, std::uint32_t count) const;
    std::uint32_t addPlain(std::uint32_t first, std::uint32_t end);
    std::uint32_t addSwitched(std::uint32_t first, std::uint32_t end);
    void addBlockers(std::uint32_t event, int whenDead, std::vector<Blocker>& blockers) const;
    [[nodiscard]] Flips flipsOf(std::uint32_t unit) const;
    [[nodiscard]] bool isDeletedAt(std::uint32_t unit, std::uint32_t position) const;
    [[nodiscard]] std::vector<Switch> switchesOf(const merge::LivenessRegisters::Run& run) const;

    const event::EventLog& m_log;
    const merge::Tracker& m_tracker;
    const merge::LivenessRegisters& m_registers;
    const std::uint32_t m_end;
    // By arrival number.
    std::vector<std::uint32_t> m_positions;
    std::vector<std::uint32_t> m_removals;        // inserts: position of the first deletion
    std::vector<std::uint32_t> m_textBegin;       // inserts: byte in the content
    std::vector<std::uint8_t> m_switched;         // inserts that liveness events touch, themselves or their deletions
    std::vector<Deletion> m_deletions;            // of those, ascending
    std::vector<std::vector<Switch>> m_switches;  // by run of liveness registers
    std::vector<Stretch> m_stretches;
};

void Builder::findTexts() {
    m_textBegin.resize(m_log.end().value);
    const std::string& content = m_log.content();
    for (const event::OperationRun& run : m_log.operationRuns()) {
        if (run.type != event::OperationType::kInsert) continue;
        std::uint32_t byte = run.contentBegin;
        for (std::uint32_t unit = run.events.begin.value; unit < run.events.end.value; ++unit) {
            m_textBegin[unit] = byte;
            byte += static_cast<std::uint32_t>(text::sequenceSizeOf(content[byte]));
        }
    }
}

/// Calls `take(target, event)` for every deletion of a scalar of the body that has a place.
template <typename Take>
void Builder::forEachDeletion(Take take) const {
    for (const event::OperationRun& run : m_log.operationRuns()) {
        if (run.type != event::OperationType::kDelete || run.sequence != 0) continue;
        for (LocalVersion event = run.events.begin; event < run.events.end; event = event + 1) {
            const std::optional<LocalVersion> target = m_tracker.deletedCharacter(event);
            if (target) take(target->value, event.value);
        }
    }
}

void Builder::findSwitched() {
    if (m_registers.isEmpty()) return;
    m_switched.resize(m_log.end().value);
    for (const merge::LivenessRegisters::Run& run : m_registers.runs()) {
        m_switches.push_back(switchesOf(run));
        std::fill(m_switched.begin() + run.targets.begin.value, m_switched.begin() + run.targets.end.value, 1);
    }
    forEachDeletion([this](std::uint32_t target, std::uint32_t event) {
        if (m_switched[event] != 0) m_switched[target] = 1;
    });
    forEachDeletion([this](std::uint32_t target, std::uint32_t event) {
        if (m_switched[target] != 0) m_deletions.push_back({target, event});
    });
    std::ranges::sort(m_deletions);
}

void Builder::findRemovals() {
    m_removals.assign(m_log.end().value, kNever);
    forEachDeletion([this](std::uint32_t target, std::uint32_t event) {
        m_removals[target] = std::min(m_removals[target], m_positions[event]);
    });
}

/// Of several writers the last in the order of the register decides, as soon as it has happened.
std::vector<Builder::Switch> Builder::switchesOf(const merge::LivenessRegisters::Run& run) const {
    std::vector<std::pair<std::uint32_t, std::size_t>> byTime;  // (position, rank)
    for (std::size_t rank = 0; rank < run.writers.size(); ++rank) {
        const std::uint32_t position = m_positions[run.writers[rank].value];
        if (position != kNever) byTime.emplace_back(position, rank);
    }
    std::ranges::sort(byTime);
    std::vector<Switch> switches;
    std::size_t decided = 0;  // 1 + rank of the writer that decides
    bool alive = true;
    for (const auto& [position, rank] : byTime) {
        if (rank + 1 <= decided) continue;
        decided = rank + 1;
        const bool says = m_registers.saysAlive(run.writers[rank]);
        if (says != alive) switches.push_back({position, says});
        alive = says;
    }
    return switches;
}

std::uint32_t Builder::textSize(std::uint32_t first, std::uint32_t count) const {
    const std::uint32_t last = m_textBegin[first + count - 1];
    return last - m_textBegin[first] + static_cast<std::uint32_t>(text::sequenceSizeOf(m_log.content()[last]));
}

Stretch Builder::stretchOf(std::uint32_t first, std::uint32_t count) const {
    Stretch stretch;
    stretch.onPosition = static_cast<std::int32_t>(m_positions[first]);
    stretch.count = count;
    stretch.textBegin = m_textBegin[first];
    stretch.isWide = textSize(first, count) != count;
    return stretch;
}

/// Adds the longest stretch from `first` on and returns where it ends.
std::uint32_t Builder::addPlain(std::uint32_t first, std::uint32_t end) {
    const std::uint32_t removal = m_removals[first];
    std::uint32_t last = first;
    const auto goesOn = [&](std::uint32_t wanted) {
        return last + 1 < end && !isSwitched(last + 1) && m_positions[last + 1] == m_positions[last] + 1 &&
               m_removals[last + 1] == wanted;
    };
    bool isBackward = false;
    if (removal == kNever) {
        while (goesOn(kNever))
            ++last;
    } else if (goesOn(removal - 1)) {
        isBackward = true;
        while (goesOn(m_removals[last] - 1))
            ++last;
    } else {
        while (goesOn(m_removals[last] + 1))
            ++last;
    }
    Stretch stretch = stretchOf(first, last + 1 - first);
    stretch.offPosition = static_cast<std::int32_t>(isBackward ? m_removals[last] : removal);
    stretch.goesBackward = isBackward;
    m_stretches.push_back(stretch);
    return last + 1;
}

void Builder::addBlockers(std::uint32_t event, int whenDead, std::vector<Blocker>& blockers) const {
    const std::size_t index = m_registers.firstRunBehind({event});
    if (index == m_registers.runs().size() || event < m_registers.runs()[index].targets.begin.value) return;
    for (const Switch& one : m_switches[index])
        blockers.push_back({one.position, one.alive ? -whenDead : whenDead});
}

/// When a scalar comes, goes, comes again ..., ascending. It shows while nothing keeps it from showing.
Flips Builder::flipsOf(std::uint32_t unit) const {
    std::vector<Blocker> blockers{{m_positions[unit], -1}};
    addBlockers(unit, 1, blockers);
    for (auto deletion = std::ranges::lower_bound(m_deletions, Deletion{unit, 0});
         deletion != m_deletions.end() && deletion->target == unit; ++deletion) {
        if (m_positions[deletion->event] == kNever) continue;
        blockers.push_back({m_positions[deletion->event], 1});
        addBlockers(deletion->event, -1, blockers);
    }
    std::ranges::sort(blockers, {}, &Blocker::position);
    Flips flips;
    int count = 1;
    for (std::size_t index = 0; index < blockers.size();) {
        const bool wasVisible = count == 0;
        const std::uint32_t position = blockers[index].position;
        for (; index < blockers.size() && blockers[index].position == position; ++index)
            count += blockers[index].change;
        if ((count == 0) != wasVisible) flips.push_back(position);
    }
    return flips;
}

bool Builder::isDeletedAt(std::uint32_t unit, std::uint32_t position) const {
    for (auto deletion = std::ranges::lower_bound(m_deletions, Deletion{unit, 0});
         deletion != m_deletions.end() && deletion->target == unit; ++deletion) {
        if (m_positions[deletion->event] == position) return true;
    }
    return false;
}

/// The same as addPlain for scalars that may come and go several times: one stretch for each time.
std::uint32_t Builder::addSwitched(std::uint32_t first, std::uint32_t end) {
    const Flips flips = flipsOf(first);
    CHECK(!flips.empty() && flips[0] == m_positions[first]);
    std::vector<std::uint32_t> steps(flips.size());  // from one scalar to the next, modulo 2^32: 0, 1 or -1
    std::uint32_t last = first;
    for (Flips previous = flips; last + 1 < end && isSwitched(last + 1); ++last) {
        const Flips next = flipsOf(last + 1);
        if (next.size() != flips.size() || next[0] != previous[0] + 1) break;
        bool fits = true;
        for (std::size_t flip = 1; flip < flips.size() && fits; ++flip) {
            const std::uint32_t step = next[flip] - previous[flip];
            fits = last == first || step == steps[flip];
            if (last == first) steps[flip] = step;
            // An event that switches may do so elsewhere too; only deletions make a stretch go one by one.
            if (step == 1 || step == 0U - 1) {
                fits = fits && isDeletedAt(last, previous[flip]) && isDeletedAt(last + 1, next[flip]);
            } else {
                fits = fits && step == 0;
            }
        }
        if (!fits) break;
        previous = next;
    }
    const std::uint32_t count = last + 1 - first;
    for (std::size_t flip = 0; flip < flips.size(); flip += 2) {
        Stretch stretch = stretchOf(first, count);
        stretch.continues = flip > 0;
        stretch.onPosition = static_cast<std::int32_t>(flips[flip]);
        stretch.comesAtOnce = flip > 0;
        if (flip + 1 < flips.size()) {
            const std::uint32_t step = steps[flip + 1];
            stretch.goesAtOnce = count == 1 || step == 0;
            stretch.goesBackward = count > 1 && step == 0U - 1;
            stretch.offPosition = static_cast<std::int32_t>(flips[flip + 1] - (stretch.goesBackward ? count - 1 : 0));
        }
        m_stretches.push_back(stretch);
    }
    return last + 1;
}

}  // namespace

std::vector<std::uint32_t> positionsOfEvents(const event::EventLog& log, const Timeline& timeline) {
    CHECK(timeline.eventCount() <= log.end().value);
    std::vector<std::uint32_t> positions(log.end().value, kNever);
    std::uint32_t transaction = 0;
    LocalVersion begin;  // of that transaction
    std::uint32_t position = 0;
    for (const TimelineEntry& entry : timeline.entries()) {
        if (entry.transaction != transaction) begin = log.transactionRecord(entry.transaction).events.begin;
        const auto place = positions.begin() + begin.value;
        std::iota(place, place + entry.eventCount, position);
        position += entry.eventCount;
        begin = begin + entry.eventCount;
        transaction = entry.transaction + 1;
    }
    return positions;
}

TravelIndex buildTravelIndex(const event::EventLog& log, const merge::Tracker& tracker, const Timeline& timeline) {
    CHECK(tracker.appliedEnd() == log.end());
    return Builder(log, tracker, timeline).build();
}

}  // namespace varve::history
