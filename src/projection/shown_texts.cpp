#include "projection/shown_texts.h"

#include <limits>

#include "projection/document_reader.h"
#include "projection/object_registers.h"
#include "projection/text_path.h"

namespace varve::projection {

std::set<event::ObjectId> shownTextsBeside(const event::EventLog& log, const merge::Tracker& tracker,
                                           merge::View view) {
    std::set<event::ObjectId> shown;
    const std::vector<event::ObjectId> sequences = tracker.sequences();
    if (sequences.empty()) return shown;
    const ObjectRegisters registers(tracker.registers(log, view));
    const TrackerObjects objects(
        log, [&tracker]() -> const merge::Tracker& { return tracker; }, view);
    TextPathFinder finder(log, registers, objects, std::numeric_limits<std::size_t>::max());
    for (const event::ObjectId& sequence : sequences) {
        if (finder.pathOf(sequence)) shown.insert(sequence);
    }
    return shown;
}

}  // namespace varve::projection
