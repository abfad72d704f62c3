#include "convergence/tracker_state.h"

#include <algorithm>

#include "text/utf8.h"

namespace varve::convergence {

namespace {

constexpr event::WellKnownObject kBody = event::WellKnownObject::kBody;

std::vector<Character> textOf(const event::EventLog& log, const merge::Tracker& tracker, merge::View view,
                              const event::ObjectId& sequence) {
    std::vector<Character> text;
    for (const merge::FormattedRun& run : tracker.formattedRuns(log, view, sequence)) {
        for (event::LocalVersion event = run.events.begin; event < run.events.end; event = event + 1)
            text.push_back({log.idOf(event), std::string(log.insertedText({event, event + 1})), formatOf(run.format)});
    }
    return text;
}

/// Empty, or why the patch does not lead from `text` anywhere.
std::string applyPatch(std::vector<Character>& text, const document::Patch& patch) {
    std::vector<Character> next;
    std::size_t at = 0;
    for (const document::PatchPiece& piece : patch.pieces()) {
        if (piece.oldCount() > text.size() - at) return "a patch that goes beyond the text";
        if (piece.count == 0) return "a piece of nothing";
        for (std::uint32_t i = 0; i < piece.count; ++i) {
            switch (piece.kind) {
                case document::PatchPiece::Kind::kRetain:
                    next.push_back(std::move(text[at++]));
                    break;
                case document::PatchPiece::Kind::kRemove:
                    ++at;
                    break;
                case document::PatchPiece::Kind::kAdd:
                    next.push_back({{},
                                    std::string(text::scalarSlice(patch.textOf(piece), i, 1)),
                                    formatOf(patch.formatOf(piece))});
                    break;
                case document::PatchPiece::Kind::kRestyle:
                    next.push_back(std::move(text[at++]));
                    if (next.back().format == formatOf(patch.formatOf(piece))) return "a format that was so already";
                    next.back().format = formatOf(patch.formatOf(piece));
                    break;
            }
        }
    }
    std::move(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), std::back_inserter(next));
    text = std::move(next);
    return {};
}

}  // namespace

Format formatOf(const document::FormatPointer& format) {
    return format ? Format(format->begin(), format->end()) : Format();
}

DocumentState stateOf(const event::EventLog& log, const merge::Tracker& tracker, merge::View view) {
    DocumentState state;
    std::vector<event::ObjectId> sequences = tracker.sequences();
    sequences.emplace_back(kBody);
    for (const event::ObjectId& sequence : sequences) {
        std::vector<Character> text = textOf(log, tracker, view, sequence);
        if (!text.empty()) state.texts.emplace(sequence, std::move(text));
    }
    for (const document::RegisterChange& one : tracker.registers(log, view))
        state.registers.emplace(std::pair(one.object, one.key), one.value);
    return state;
}

DocumentState withoutIds(DocumentState state) {
    for (auto& [sequence, text] : state.texts) {
        for (Character& character : text)
            character.id = {};
    }
    return state;
}

std::string applyPatch(DocumentState& state, const document::DocumentPatch& patch) {
    if (std::string failed = applyPatch(state.texts[kBody], patch.body); !failed.empty()) return failed;
    for (const document::SequencePatch& one : patch.sequences) {
        if (one.patch.isEmpty()) return "a sequence without a change";
        if (std::string failed = applyPatch(state.texts[one.sequence], one.patch); !failed.empty()) return failed;
    }
    std::erase_if(state.texts, [](const auto& text) { return text.second.empty(); });
    for (const document::RegisterChange& change : patch.registers) {
        const std::pair name(change.object, change.key);
        const auto found = state.registers.find(name);
        if ((found == state.registers.end() ? event::Value{} : found->second) == change.value)
            return "a register that was so already";
        if (change.value == event::Value{}) {
            state.registers.erase(found);
        } else {
            state.registers.insert_or_assign(name, change.value);
        }
    }
    return {};
}

std::string compareAnswers(const event::EventLog& log, const merge::Tracker& tracker, const DocumentState& state) {
    constexpr merge::View kView = merge::View::kEffect;
    for (const auto& [sequence, text] : state.texts) {
        if (tracker.count(kView, sequence) != text.size()) return "count";
        for (std::uint32_t i = 0; i < text.size(); ++i) {
            const event::LocalVersion event = *log.find(text[i].id);
            if (tracker.characterAt(kView, {i}, sequence) != event) return "character at an offset";
            if (formatOf(tracker.formatAt(log, kView, {i}, sequence)) != text[i].format) return "format at an offset";
            const merge::Tracker::Place place = tracker.placeOf(kView, event, sequence);
            if (place.offset != text::Offset{i} || !place.visible) return "place of a character";
        }
    }
    for (const auto& [name, value] : state.registers) {
        if (tracker.registerValue(log, kView, name.first, name.second) != value) return "value of a register";
        if (tracker.registerValue(log, kView, name.first, name.second + "?")) return "value of no register";
    }
    return {};
}

}  // namespace varve::convergence
