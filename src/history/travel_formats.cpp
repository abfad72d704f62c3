#include "history/travel_formats.h"

#include <algorithm>
#include <utility>

namespace varve::history {

namespace {

/// One mark of a set, and the order in which the last one of a key wins.
struct Mark {
    event::LocalVersion event;
    std::uint32_t lamport = 0;
    const event::Mark* operation = nullptr;
};

/// A mark begins to count, or stops.
struct Flip {
    std::uint32_t position = 0;
    std::size_t mark = 0;  // index, in the order above
    bool counts = false;
};

std::vector<Mark> marksOf(const event::EventLog& log, std::span<const event::LocalVersion> events) {
    std::vector<Mark> marks;
    for (const event::LocalVersion event : events) {
        const event::OperationRun& run = log.operationRuns()[log.operationRunIndexOf(event)];
        marks.push_back({event, log.graph().lamportOf(event), &std::get<event::Mark>(log.sideOperation(run))});
    }
    std::ranges::sort(marks, [&log](const Mark& a, const Mark& b) {
        return a.lamport != b.lamport ? a.lamport < b.lamport : log.idLess(a.event, b.event);
    });
    return marks;
}

std::vector<Flip> flipsOf(const std::vector<Mark>& marks, const EventTimes& times) {
    std::vector<Flip> flips;
    for (std::size_t mark = 0; mark < marks.size(); ++mark) {
        const std::uint32_t position = times.positionOf(marks[mark].event);
        if (position == EventTimes::kNever) continue;
        flips.push_back({position, mark, true});
        for (const EventTimes::Switch& one : times.switchesOf(marks[mark].event))
            flips.push_back({one.position, mark, one.alive});
    }
    std::ranges::sort(flips, {}, &Flip::position);
    return flips;
}

}  // namespace

std::uint32_t TravelFormats::intern(document::Format format) {
    if (format.empty()) return 0;
    const auto [place, isNew] = m_numbers.try_emplace(format, static_cast<std::uint32_t>(m_formats.size()));
    if (isNew) m_formats.push_back(std::make_shared<const document::Format>(std::move(format)));
    return place->second;
}

std::uint32_t TravelFormats::add(const event::EventLog& log, const EventTimes& times,
                                 std::span<const event::LocalVersion> events) {
    const std::vector<Mark> marks = marksOf(log, events);
    const std::vector<Flip> flips = flipsOf(marks, times);
    std::map<std::string_view, std::vector<std::size_t>> counting;  // by key, the winner last
    std::uint32_t format = 0;
    for (std::size_t index = 0; index < flips.size();) {
        const std::uint32_t position = flips[index].position;
        for (; index < flips.size() && flips[index].position == position; ++index) {
            const Flip& flip = flips[index];
            std::vector<std::size_t>& ofKey = counting[marks[flip.mark].operation->key];
            const auto place = std::ranges::lower_bound(ofKey, flip.mark);
            if (flip.counts)
                ofKey.insert(place, flip.mark);
            else
                ofKey.erase(place);
        }
        document::Format now;
        for (const auto& [key, ofKey] : counting) {
            if (ofKey.empty()) continue;
            const event::Value& value = marks[ofKey.back()].operation->value;
            if (!std::holds_alternative<std::monostate>(value)) now.emplace_back(key, value);
        }
        const std::uint32_t number = intern(std::move(now));
        if (number != format) m_changes.push_back({position, number});
        format = number;
    }
    m_changeEnds.push_back(static_cast<std::uint32_t>(m_changes.size()));
    return static_cast<std::uint32_t>(m_changeEnds.size() - 1);
}

std::span<const TravelFormats::Change> TravelFormats::changesOf(std::uint32_t set) const {
    if (set == 0) return {};
    return std::span(m_changes).subspan(m_changeEnds[set - 1], m_changeEnds[set] - m_changeEnds[set - 1]);
}

std::uint32_t TravelFormats::formatAt(std::uint32_t set, std::uint32_t position) const {
    const std::span<const Change> changes = changesOf(set);
    const auto after = std::ranges::lower_bound(changes, position, {}, &Change::position);
    return after == changes.begin() ? 0 : std::prev(after)->format;
}

std::size_t TravelFormats::memoryBytes() const {
    return m_formats.capacity() * sizeof(document::FormatPointer) + m_changes.capacity() * sizeof(Change) +
           m_changeEnds.capacity() * sizeof(std::uint32_t);
}

}  // namespace varve::history
