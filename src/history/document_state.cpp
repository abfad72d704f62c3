#include "history/document_state.h"

#include <algorithm>
#include <functional>
#include <map>
#include <tuple>

#include "base/check.h"
#include "history/keyframe_state_codec.h"
#include "merge/run_text.h"
#include "text/utf8.h"

namespace varve::history {

namespace {

bool continues(const IdRun& run, const IdRun& next) {
    return next.format == run.format && next.events.first.agent == run.events.first.agent &&
           next.events.first.sequence == run.events.first.sequence + run.events.count;
}

void appendRun(std::vector<IdRun>& runs, const IdRun& run) {
    if (!runs.empty() && continues(runs.back(), run)) {
        runs.back().events.count += run.events.count;
    } else {
        runs.push_back(run);
    }
}

/// Gives every format a number the first time it is seen.
class FormatNumbers {
  public:
    explicit FormatNumbers(std::vector<document::Format>& formats) : m_formats(formats) {}

    std::uint32_t of(const document::FormatPointer& format) {
        if (!format) return 0;
        const auto [known, isNew] = m_numbers.try_emplace(*format, static_cast<std::uint32_t>(m_formats.size() + 1));
        if (isNew) m_formats.push_back(*format);
        return known->second;
    }

  private:
    std::vector<document::Format>& m_formats;
    std::map<document::Format, std::uint32_t> m_numbers;
};

SequenceState sequenceStateOf(const event::EventLog& log, const merge::Tracker& tracker, merge::View view,
                              const event::ObjectId& sequence, FormatNumbers& formats) {
    SequenceState state{sequence, {}, {}};
    state.text.reserve(tracker.count(view, sequence));
    for (const merge::FormattedRun& run : tracker.formattedRuns(log, view, sequence)) {
        merge::appendText(log, run.events, state.text);
        const std::uint32_t format = formats.of(run.format);
        log.visitSpans(run.events, [&](const event::EventSpan& span) { appendRun(state.runs, {span, format}); });
    }
    return state;
}

/// Shape of one sequence; raises `formatsSeen` to the formats used so far, which must come in order.
bool isWellFormedSequence(const SequenceState& sequence, std::size_t formatCount, std::uint32_t& formatsSeen) {
    std::uint64_t count = 0;
    const IdRun* previous = nullptr;
    for (const IdRun& run : sequence.runs) {
        if (run.events.count == 0 || run.format > formatCount || run.format > formatsSeen + 1) return false;
        if (run.events.first.sequence.value + (run.events.count - 1) < run.events.first.sequence.value) return false;
        if (previous != nullptr && continues(*previous, run)) return false;
        formatsSeen = std::max(formatsSeen, run.format);
        count += run.events.count;
        previous = &run;
    }
    return text::isValidUtf8(sequence.text) && count == text::scalarCount(sequence.text);
}

bool isWellFormedFormat(const document::Format& format) {
    return !format.empty() &&
           std::ranges::adjacent_find(format, std::greater_equal<>(),
                                      [](const auto& pair) -> const std::string& { return pair.first; }) ==
               format.end() &&
           std::ranges::none_of(format,
                                [](const auto& pair) { return std::holds_alternative<std::monostate>(pair.second); });
}

bool isDistinct(const std::vector<document::Format>& formats) {
    std::vector<const document::Format*> sorted;
    for (const document::Format& format : formats)
        sorted.push_back(&format);
    std::ranges::sort(sorted, [](const auto* a, const auto* b) { return *a < *b; });
    return std::ranges::adjacent_find(sorted, [](const auto* a, const auto* b) { return *a == *b; }) == sorted.end();
}

}  // namespace

DocumentState documentStateOf(const event::EventLog& log, const merge::Tracker& tracker, merge::View view) {
    CHECK(view == merge::View::kPrepare || tracker.appliedEnd() == log.end());
    DocumentState state;
    state.version = log.idsOf(view == merge::View::kPrepare ? tracker.prepareVersion() : log.version());
    FormatNumbers formats(state.formats);
    state.body = sequenceStateOf(log, tracker, view, state.body.sequence, formats);
    for (const event::ObjectId& sequence : tracker.sequences()) {
        if (tracker.count(view, sequence) > 0)
            state.sequences.push_back(sequenceStateOf(log, tracker, view, sequence, formats));
    }
    state.registers = tracker.registers(log, view);
    return state;
}

Hash stateHash(const DocumentState& state) {
    ByteWriter writer;
    writer.writeString(state.body.text);
    writeState(writer, state);
    return hashBytes(writer.bytes());
}

bool isWellFormed(const DocumentState& state) {
    const auto registerPlace = [](const document::RegisterChange& value) { return std::tie(value.object, value.key); };
    if (std::ranges::adjacent_find(state.version, std::greater_equal<>()) != state.version.end()) return false;
    if (state.body.sequence != event::ObjectId{event::WellKnownObject::kBody}) return false;
    std::uint32_t formatsSeen = 0;
    if (!isWellFormedSequence(state.body, state.formats.size(), formatsSeen)) return false;
    for (const SequenceState& sequence : state.sequences) {
        if (sequence.sequence == state.body.sequence || sequence.text.empty() ||
            !isWellFormedSequence(sequence, state.formats.size(), formatsSeen)) {
            return false;
        }
    }
    return std::ranges::adjacent_find(state.sequences, std::greater_equal<>(), &SequenceState::sequence) ==
               state.sequences.end() &&
           formatsSeen == state.formats.size() && std::ranges::all_of(state.formats, isWellFormedFormat) &&
           isDistinct(state.formats) &&
           std::ranges::adjacent_find(state.registers, std::greater_equal<>(), registerPlace) ==
               state.registers.end() &&
           std::ranges::none_of(state.registers, [](const document::RegisterChange& value) {
               return std::holds_alternative<std::monostate>(value.value);
           });
}

}  // namespace varve::history
