#include "merge/tracker_state.h"

#include <algorithm>
#include <ranges>

namespace varve::merge {

std::uint32_t Tracker::State::createText(const event::EventLog& log, std::uint32_t sequence) {
    const auto number = static_cast<std::uint32_t>(texts.size());
    const event::ObjectId& id = log.sequences()[sequence];
    texts.push_back({id, ItemTree(fanOut)});
    if (sequence >= textBySequence.size()) textBySequence.resize(sequence + 1, kNone);
    textBySequence[sequence] = number;
    textNumbers.emplace(id, number);
    return number;
}

event::Version Tracker::State::soundVersion(const event::EventLog& log, event::LocalVersion end) const {
    event::Version version;
    for (const event::GraphRun& run : log.graph().runs()) {
        if (run.events.begin >= end) break;
        event::LocalVersion stop = std::min(run.events.end, end);
        if (stop.value > index.base()) {
            // Behind a quarantined event the rest of its run is quarantined too.
            const std::uint32_t first = std::max(run.events.begin.value, index.base());
            const auto events = std::views::iota(first, stop.value);
            stop.value = *std::ranges::partition_point(
                events, [this](std::uint32_t event) { return !index.isQuarantined(event); });
        }
        if (run.events.begin < stop) event::advanceFrontier(version, log.graph().parentsOf(run), stop - 1);
    }
    return version;
}

void Tracker::State::beginBulk(const event::EventLog& log) {
    const auto runs = log.operationRuns();
    texts.front().tree.reserve(runs.size());
    // Where everybody had all that came before, and nothing asks for a character by its number, only offsets count.
    const bool asksForNoPlace =
        log.graph().runs().size() == 1 && std::ranges::none_of(runs, [](const event::OperationRun& run) {
            return run.type == event::OperationType::kMark || run.type == event::OperationType::kLiveness;
        });
    index.beginBulk(asksForNoPlace ? EventIndex::Bulk::kNothing : EventIndex::Bulk::kEverything);
}

void Tracker::State::endBulk() {
    for (Text& text : texts)
        text.tree.pack();
    const auto forEachPlace = [this](auto visit) {
        for (const Text& text : texts) {
            text.tree.forEachItem([visit](const Item& item, std::uint32_t leaf) {
                visit(EventIndex::Run{item.first, item.end(), leaf, EventIndex::Step::kSame});
            });
        }
    };
    index.rebuild(forEachPlace, index.bulkRuns());
}

void Tracker::State::trim() {
    for (Text& text : texts)
        text.tree.trim();
    index.trim();
}

void Tracker::State::tidyMarks() {
    if (marks.wantsCollection()) collectMarks();
}

void Tracker::State::collectMarks() {
    Marks::Collection collection(marks);
    for (Text& text : texts) {
        if (!text.hasMarks) continue;
        for (ItemTree::Cursor cursor = text.tree.begin(); text.tree.settle(cursor); ++cursor.index)
            text.tree.setCoverage(cursor, collection.renumbered(text.tree.at(cursor).coverage));
    }
    collection.finish();
}

std::size_t Tracker::State::memoryBytes() const {
    std::size_t bytes = texts.capacity() * sizeof(Text) + textBySequence.capacity() * sizeof(std::uint32_t) +
                        index.memoryBytes() + liveness.memoryBytes() + keys.memoryBytes() + marks.memoryBytes() +
                        registers.memoryBytes();
    for (const Text& text : texts)
        bytes += text.tree.memoryBytes();
    constexpr std::size_t kMapNodeSize = sizeof(decltype(textNumbers)::value_type) + 4 * sizeof(void*);
    bytes += textNumbers.size() * kMapNodeSize;
    for (const std::string& key : keys.values())
        bytes += key.capacity() > std::string().capacity() ? key.capacity() + 1 : 0;
    return bytes;
}

}  // namespace varve::merge
