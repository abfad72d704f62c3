#include "projection/document_reader.h"

#include <algorithm>

#include "merge/run_text.h"
#include "projection/block_builder.h"
#include "text/utf8.h"

namespace varve::projection {

bool isPlainText(const event::EventLog& log) {
    return std::ranges::none_of(log.operationRuns(), [](const event::OperationRun& run) {
        return run.type == event::OperationType::kMark || run.type == event::OperationType::kSet;
    });
}

event::ObjectId firstBlockOf(const event::ObjectId& sequence) {
    const bool isBody = sequence == event::ObjectId{event::WellKnownObject::kBody};
    return isBody ? event::ObjectId{event::WellKnownObject::kFirstBlock} : sequence;
}

BlockSequence readBlocks(const event::EventLog& log, const merge::Tracker& tracker, merge::View view,
                         const event::ObjectId& sequence, const ObjectRegisters& registers,
                         const HeightEstimate& estimate) {
    BlockBuilder builder(registers.blockAttributesOf(firstBlockOf(sequence)));
    for (const merge::FormattedRun& run : tracker.formattedRuns(log, view, sequence)) {
        // What stands side by side may come from several insertions that arrived one after the other.
        merge::forEachOperationRun(log, run.events, [&](event::LocalRange part) {
            const std::string_view text = log.insertedText(part);
            event::LocalVersion unit = part.begin;
            std::size_t counted = 0;
            builder.appendMixed(text, run.format, registers, [&](std::size_t byte) {
                unit = unit + text::scalarCount(text.substr(counted, byte - counted));
                counted = byte;
                return log.idOf(unit);
            });
        });
    }
    return {builder.finish(), estimate};
}

std::vector<event::EventId> TrackerObjects::idsAt(const event::ObjectId& sequence,
                                                  std::span<const text::Offset> offsets) const {
    std::vector<event::EventId> ids;
    const merge::Tracker& tracker = m_tracker();
    ids.reserve(offsets.size());
    for (const text::Offset offset : offsets)
        ids.push_back(m_log.idOf(tracker.characterAt(m_view, offset, sequence)));
    return ids;
}

std::optional<ObjectSource::Place> TrackerObjects::placeOf(const event::EventId& id) const {
    const auto character = m_log.find(id);
    if (!character) return std::nullopt;
    const event::OperationRun& run = m_log.operationRuns()[m_log.operationRunIndexOf(*character)];
    if (run.type != event::OperationType::kInsert) return std::nullopt;
    const event::ObjectId& sequence = m_log.sequences()[run.sequence];
    const merge::Tracker& tracker = m_tracker();
    // What was forgotten is hidden.
    if (!tracker.knows(*character)) return std::nullopt;
    const merge::Tracker::Place place = tracker.placeOf(m_view, *character, sequence);
    if (!place.visible) return std::nullopt;
    return Place{sequence, place.offset};
}

}  // namespace varve::projection
