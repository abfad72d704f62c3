#include "history/object_places.h"

#include "merge/run_text.h"
#include "text/utf8.h"

namespace varve::history {

std::optional<Character> characterOf(const event::EventLog& log, const event::EventId& id) {
    const auto event = log.find(id);
    if (!event) return std::nullopt;
    const event::OperationRun& run = log.operationRuns()[log.operationRunIndexOf(*event)];
    if (run.type != event::OperationType::kInsert) return std::nullopt;
    return Character{*event, log.sequences()[run.sequence]};
}

std::vector<event::EventId> idsAt(const event::EventLog& log, const merge::Tracker& tracker, merge::View view,
                                  const event::ObjectId& sequence, std::span<const text::Offset> offsets) {
    std::vector<event::EventId> ids;
    ids.reserve(offsets.size());
    for (const text::Offset offset : offsets)
        ids.push_back(log.idOf(tracker.characterAt(view, offset, sequence)));
    return ids;
}

std::optional<ObjectPlace> placeOf(const event::EventLog& log, const merge::Tracker& tracker, merge::View view,
                                   const event::EventId& id) {
    const auto character = characterOf(log, id);
    // What was forgotten is hidden.
    if (!character || !tracker.knows(character->event)) return std::nullopt;
    const merge::Tracker::Place place = tracker.placeOf(view, character->event, character->sequence);
    if (!place.visible) return std::nullopt;
    return ObjectPlace{character->sequence, place.offset};
}

document::Patch textOf(const event::EventLog& log, const merge::Tracker& tracker, merge::View view,
                       const event::ObjectId& sequence) {
    document::Patch patch;
    for (const merge::FormattedRun& run : tracker.formattedRuns(log, view, sequence)) {
        // What stands side by side may come from several insertions that arrived one after the other.
        merge::forEachOperationRun(log, run.events, [&](event::LocalRange part) {
            const std::string_view text = log.insertedText(part);
            patch.add(text, text::scalarCount(text), run.format);
        });
    }
    return patch;
}

}  // namespace varve::history
