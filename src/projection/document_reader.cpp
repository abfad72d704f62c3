#include "projection/document_reader.h"

#include <algorithm>

#include "history/object_places.h"
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
    return history::idsAt(m_log, m_tracker(), m_view, sequence, offsets);
}

std::optional<ObjectSource::Place> TrackerObjects::placeOf(const event::EventId& id) const {
    return history::placeOf(m_log, m_tracker(), m_view, id);
}

document::Patch TrackerObjects::textOf(const event::ObjectId& sequence) const {
    return history::textOf(m_log, m_tracker(), m_view, sequence);
}

}  // namespace varve::projection
