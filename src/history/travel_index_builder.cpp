#include "history/travel_index_builder.h"

#include <algorithm>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/check.h"
#include "history/event_times.h"
#include "text/utf8.h"

namespace varve::history {

using event::LocalVersion;

namespace {

constexpr std::uint32_t kNever = EventTimes::kNever;
static_assert(kNever == static_cast<std::uint32_t>(Stretch::kNever));

/// A moment at which scalars come or go: the event at the front does it.
using Flips = std::vector<std::uint32_t>;

class Builder {
  public:
    Builder(const event::EventLog& log, const merge::Tracker& tracker, const Timeline& timeline,
            const TravelIndexBounds& bounds)
        : m_log(log),
          m_tracker(tracker),
          m_times(log, tracker, timeline),
          m_positions(m_times.positions()),
          m_bounds(bounds) {}

    std::optional<TravelIndex> build() {
        findTexts();
        findSwitched();
        findRemovals();
        SequenceTravel body = travelOf(merge::Tracker::kBody);
        std::vector<TravelIndex::Sequence> others;
        for (const event::ObjectId& sequence : m_tracker.sequences())
            others.push_back({sequence, travelOf(sequence)});
        if (isBeyondBounds()) return std::nullopt;
        TravelRegisters registers(m_log, m_tracker, m_times);
        return TravelIndex(m_times.end(), std::move(m_formats), std::move(body), std::move(others),
                           std::move(registers));
    }

  private:
    struct Deletion {
        std::uint32_t target = 0;
        std::uint32_t event = 0;
        friend auto operator<=>(const Deletion&, const Deletion&) = default;
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
    [[nodiscard]] SequenceTravel travelOf(const event::ObjectId& sequence);
    [[nodiscard]] std::uint32_t setOf(std::uint32_t marks);
    [[nodiscard]] bool isBeyondBounds() const {
        return m_formatChangeCount > m_bounds.formatChangeCount || m_switchCount > m_bounds.switchCount ||
               m_againCount > m_bounds.againCount;
    }
    [[nodiscard]] bool isSwitched(std::uint32_t unit) const { return !m_switched.empty() && m_switched[unit] != 0; }
    [[nodiscard]] std::uint32_t textSize(std::uint32_t first, std::uint32_t count) const;
    [[nodiscard]] Stretch stretchOf(std::uint32_t first, std::uint32_t count) const;
    std::uint32_t addPlain(std::uint32_t first, std::uint32_t end);
    std::uint32_t addSwitched(std::uint32_t first, std::uint32_t end);
    void addBlockers(std::uint32_t event, int whenDead, std::vector<Blocker>& blockers) const;
    [[nodiscard]] Flips flipsOf(std::uint32_t unit);
    [[nodiscard]] bool isDeletedAt(std::uint32_t unit, std::uint32_t position) const;

    const event::EventLog& m_log;
    const merge::Tracker& m_tracker;
    const EventTimes m_times;
    // By arrival number.
    const std::span<const std::uint32_t> m_positions;
    std::vector<std::uint32_t> m_removals;   // inserts: position of the first deletion
    std::vector<std::uint32_t> m_textBegin;  // inserts: byte in the content
    std::vector<std::uint8_t> m_switched;    // inserts that liveness events touch, themselves or their deletions
    std::vector<Deletion> m_deletions;       // of those, ascending
    TravelFormats m_formats;
    std::unordered_map<std::uint32_t, std::uint32_t> m_sets;  // by number in the tracker; only ever looked up
    const TravelIndexBounds m_bounds;
    std::size_t m_formatChangeCount = 0;
    std::size_t m_switchCount = 0;
    std::size_t m_againCount = 0;
    std::uint32_t m_set = 0;  // of the stretches that are made now
    std::vector<Stretch> m_stretches;
};

SequenceTravel Builder::travelOf(const event::ObjectId& sequence) {
    m_stretches.clear();
    for (const merge::CharacterRun& run : m_tracker.characterRuns(sequence)) {
        m_set = setOf(run.marks);
        const std::size_t begin = m_stretches.size();
        for (std::uint32_t unit = run.events.begin.value; unit < run.events.end.value && !isBeyondBounds();) {
            if (m_positions[unit] == kNever)
                ++unit;
            else
                unit =
                    isSwitched(unit) ? addSwitched(unit, run.events.end.value) : addPlain(unit, run.events.end.value);
        }
        m_formatChangeCount += (m_stretches.size() - begin) * m_formats.changesOf(m_set).size();
        if (isBeyondBounds()) return {};
    }
    return SequenceTravel(m_stretches, m_formats, m_times.end());
}

std::uint32_t Builder::setOf(std::uint32_t marks) {
    if (marks == 0) return 0;
    const auto [known, isNew] = m_sets.try_emplace(marks);
    if (isNew) {
        const std::vector<LocalVersion> events = m_tracker.marksIn(marks);
        m_formatChangeCount += events.size();
        known->second = m_formats.add(m_log, m_times, events);
    }
    return known->second;
}

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

/// Calls `take(target, event)` for every deletion that hit a scalar.
template <typename Take>
void Builder::forEachDeletion(Take take) const {
    for (const event::OperationRun& run : m_log.operationRuns()) {
        if (run.type != event::OperationType::kDelete) continue;
        for (LocalVersion event = run.events.begin; event < run.events.end; event = event + 1) {
            const std::optional<LocalVersion> target = m_tracker.deletedCharacter(event);
            if (target) take(target->value, event.value);
        }
    }
}

void Builder::findSwitched() {
    if (m_times.registers().isEmpty()) return;
    m_switched.resize(m_log.end().value);
    for (const merge::LivenessRegisters::Run& run : m_times.registers().runs())
        std::fill(m_switched.begin() + run.targets.begin.value, m_switched.begin() + run.targets.end.value, 1);
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
    stretch.marks = m_set;
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
    for (const EventTimes::Switch& one : m_times.switchesOf({event}))
        blockers.push_back({one.position, one.alive ? -whenDead : whenDead});
}

/// When a scalar comes, goes, comes again ..., ascending. It shows while nothing keeps it from showing.
Flips Builder::flipsOf(std::uint32_t unit) {
    std::vector<Blocker> blockers{{m_positions[unit], -1}};
    addBlockers(unit, 1, blockers);
    for (auto deletion = std::ranges::lower_bound(m_deletions, Deletion{unit, 0});
         deletion != m_deletions.end() && deletion->target == unit; ++deletion) {
        if (m_positions[deletion->event] == kNever) continue;
        blockers.push_back({m_positions[deletion->event], 1});
        addBlockers(deletion->event, -1, blockers);
    }
    m_switchCount += blockers.size();
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
    for (Flips previous = flips; last + 1 < end && isSwitched(last + 1) && !isBeyondBounds(); ++last) {
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
    m_againCount += (flips.size() - 1) / 2;
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

std::optional<TravelIndex> buildTravelIndex(const event::EventLog& log, const merge::Tracker& tracker,
                                            const Timeline& timeline, const TravelIndexBounds& bounds) {
    return Builder(log, tracker, timeline, bounds).build();
}

}  // namespace varve::history
