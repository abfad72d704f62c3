// A log, its tracker and a document that only ever receives the tracker's patches, for cases written by hand. Formats
// are shown in brackets: "plain [bold|text][bold=no link=x|more]"; breaks as pilcrows.
#pragma once

#include <string>
#include <vector>

#include "merge/shown_document.h"
#include "merge/tracker.h"
#include "support/event_builders.h"

namespace varve::test {

inline std::string wordsOf(const event::Value& value) {
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "" : "=no";
    if (const auto* number = std::get_if<std::int64_t>(&value)) return "=" + std::to_string(*number);
    if (const auto* text = std::get_if<std::string>(&value)) return "=" + *text;
    return "=null";
}

inline std::string wordsOf(const document::Format& format) {
    std::string words;
    for (const auto& [key, value] : format)
        words += (words.empty() ? "" : " ") + key + wordsOf(value);
    return words;
}

inline std::string wordsOf(const std::vector<ShownScalar>& text) {
    std::string words;
    document::Format format;
    for (const auto& [scalar, own] : text) {
        if (own != format) {
            if (!format.empty()) words += "]";
            if (!own.empty()) words += "[" + wordsOf(own) + "|";
            format = own;
        }
        words += scalar == "\n" ? "¶" : scalar;
    }
    return format.empty() ? words : words + "]";
}

struct MergeScene {
    event::EventLog log;
    merge::Tracker tracker{merge::FanOut{2, 2}};
    ShownDocument shown;
    document::DocumentPatch patch;  // of the last edit
    std::vector<event::LocalRange> quarantined;

    /// Appends what `agentNumber` did having seen `version`, and applies it. The new version of that agent.
    event::Version edit(std::uint32_t agentNumber, const event::Version& version,
                        std::vector<event::Operation> operations) {
        const auto events = log.append(nextAt(log, agentNumber, version, std::move(operations)));
        if (!events) qFatal("%s", events.error().message.c_str());
        merge::ApplyOutcome outcome = tracker.applyNewEvents(log);
        patch = std::move(outcome.patch);
        shown.apply(patch);
        quarantined.insert(quarantined.end(), outcome.quarantined.begin(), outcome.quarantined.end());
        tracker.checkInvariants(log);
        if (shown != shownBy(log, tracker, merge::View::kEffect)) qFatal("the patches lead elsewhere");
        return {events->end - 1};
    }
    event::Version edit(std::uint32_t agentNumber, std::vector<event::Operation> operations) {
        return edit(agentNumber, log.version(), std::move(operations));
    }
    /// Switches the events [begin, end) off or on.
    event::Version switchEvents(std::uint32_t agentNumber, std::uint32_t begin, std::uint32_t end, bool alive) {
        const event::LocalRange range{{begin}, {end}};
        return edit(agentNumber, {liveness(log.spansOf({&range, 1}), alive)});
    }
    std::string words(const event::ObjectId& sequence = event::WellKnownObject::kBody) const {
        const auto text = shown.texts.find(sequence);
        return text == shown.texts.end() ? "" : wordsOf(text->second);
    }
    /// The text at a version; a document that follows the way there and back by patches must come out right.
    std::string wordsAt(const event::Version& version,
                        const event::ObjectId& sequence = event::WellKnownObject::kBody) {
        const event::Version origin = tracker.prepareVersion();
        const ShownDocument before = shownBy(log, tracker, merge::View::kPrepare);
        ShownDocument there = before;
        there.apply(tracker.movePrepareTo(log, version));
        tracker.checkInvariants(log);
        if (there != shownBy(log, tracker, merge::View::kPrepare)) qFatal("the way there leads elsewhere");
        ShownDocument back = there;
        back.apply(tracker.movePrepareTo(log, origin));
        if (back != before) qFatal("the way back leads elsewhere");
        const auto text = there.texts.find(sequence);
        return text == there.texts.end() ? "" : wordsOf(text->second);
    }
};

/// A mark with both sides said: "()" is none, "(]" the end, "[)" the begin, "[]" both.
inline event::Mark markWith(std::string_view sides, std::uint32_t begin, std::uint32_t end, std::string key,
                            event::Value value) {
    event::Mark mark = markOf(begin, end, std::move(key), std::move(value));
    mark.expandBegin = sides.front() == '[';
    mark.expandEnd = sides.back() == ']';
    return mark;
}

}  // namespace varve::test
