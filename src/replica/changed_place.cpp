#include "replica/changed_place.h"

#include <algorithm>

#include "history/object_places.h"

namespace varve::replica {

namespace {

constexpr auto kBody = event::WellKnownObject::kBody;
constexpr int kDepthMax = 32;  // of texts in texts

text::Range lineFrom(const text::Rope& text, text::Offset begin) {
    const std::uint32_t next = text.lineOf(begin) + 1;
    const bool isLast = next > text.lineBreakCount();
    return {begin, isLast ? text::Offset{text.count()} : text.lineStart(next) - 1U};
}

/// The object that a text belongs to, seen from outside: an embed, or what the register that named the text is of.
std::optional<event::ObjectId> ownerOf(const event::EventLog& log, const event::EventId& id) {
    const auto event = log.find(id);
    if (!event) return std::nullopt;
    const event::OperationRun& run = log.operationRuns()[log.operationRunIndexOf(*event)];
    if (run.type == event::OperationType::kInsert) return log.sequences()[run.sequence];
    if (run.type != event::OperationType::kSet) return std::nullopt;
    return std::get<event::Set>(log.sideOperation(run)).object;
}

std::optional<text::Range> rangeOf(const event::EventLog& log, const merge::Tracker& tracker, const text::Rope& text,
                                   event::ObjectId object) {
    if (object == event::ObjectId{event::WellKnownObject::kFirstBlock}) return lineFrom(text, {0});
    for (int depth = 0; depth < kDepthMax; ++depth) {
        const auto* id = std::get_if<event::EventId>(&object);
        if (id == nullptr) return std::nullopt;
        const auto place = history::placeOf(log, tracker, merge::View::kEffect, *id);
        if (place && place->sequence == event::ObjectId{kBody}) {
            const bool isBreak = text.at(place->offset) == U'\n';
            return isBreak ? lineFrom(text, place->offset + 1U) : text::Range{place->offset, place->offset + 1U};
        }
        const auto event = log.find(*id);
        if (!event) return std::nullopt;
        const event::OperationRun& run = log.operationRuns()[log.operationRunIndexOf(*event)];
        if (run.type == event::OperationType::kMark) {
            const auto& mark = std::get<event::Mark>(log.sideOperation(run));
            if (mark.sequence == event::ObjectId{kBody}) return tracker.markExtent(merge::View::kEffect, *event);
            object = mark.sequence;
            continue;
        }
        const auto owner = ownerOf(log, *id);
        if (!owner) return std::nullopt;
        object = *owner;
    }
    return std::nullopt;
}

}  // namespace

std::optional<text::Range> changedPlace(const event::EventLog& log, const merge::Tracker& tracker,
                                        const text::Rope& text, const document::DocumentPatch& patch) {
    if (!patch.body.isEmpty()) return patch.body.changedRange();
    std::optional<text::Range> place;
    const auto add = [&](const event::ObjectId& object) {
        const auto range = rangeOf(log, tracker, text, object);
        if (!range) return;
        if (!place) place = range;
        place = text::Range{std::min(place->begin, range->begin), std::max(place->end, range->end)};
    };
    for (const document::RegisterChange& change : patch.registers)
        add(change.object);
    for (const document::SequencePatch& change : patch.sequences)
        add(change.sequence);
    return place;
}

}  // namespace varve::replica
