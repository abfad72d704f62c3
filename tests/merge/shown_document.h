// A document on plain vectors that only ever receives patches, and the same read from a tracker: what a view shows must
// be what the tracker says.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "document/patch.h"
#include "merge/tracker.h"
#include "text/utf8.h"

namespace varve::test {

/// One scalar as UTF-8 and its format.
using ShownScalar = std::pair<std::string, document::Format>;

struct ShownDocument {
    std::map<event::ObjectId, std::vector<ShownScalar>> texts;                  // without empty ones
    std::map<std::pair<event::ObjectId, std::string>, event::Value> registers;  // without null
    friend bool operator==(const ShownDocument&, const ShownDocument&) = default;

    void apply(const document::DocumentPatch& patch) {
        applyTo(event::WellKnownObject::kBody, patch.body);
        for (const document::SequencePatch& change : patch.sequences)
            applyTo(change.sequence, change.patch);
        for (const document::RegisterChange& change : patch.registers) {
            const auto key = std::pair(change.object, change.key);
            const auto before = registers.find(key);
            const bool wasNull = before == registers.end();
            const bool isNull = std::holds_alternative<std::monostate>(change.value);
            if (wasNull ? isNull : before->second == change.value) qFatal("a register changed to what it was");
            if (isNull) {
                registers.erase(key);
            } else {
                registers[key] = change.value;
            }
        }
    }

  private:
    static document::Format formatOf(const document::FormatPointer& format) {
        return format ? *format : document::Format{};
    }
    void applyTo(const event::ObjectId& sequence, const document::Patch& patch) {
        using Kind = document::PatchPiece::Kind;
        std::vector<ShownScalar>& text = texts[sequence];
        auto at = text.begin();
        for (const document::PatchPiece& piece : patch.pieces()) {
            if (piece.oldCount() > static_cast<std::size_t>(text.end() - at)) qFatal("a patch is longer than the text");
            if (piece.kind == Kind::kRetain) at += piece.count;
            if (piece.kind == Kind::kRemove) at = text.erase(at, at + piece.count);
            if (piece.kind == Kind::kRestyle) {
                for (const auto end = at + piece.count; at != end; ++at) {
                    if (at->second == formatOf(patch.formatOf(piece))) qFatal("a restyle changes nothing");
                    at->second = formatOf(patch.formatOf(piece));
                }
            }
            if (piece.kind == Kind::kAdd) {
                std::string_view rest = patch.textOf(piece);
                while (!rest.empty()) {
                    const std::size_t size = text::byteIndexOfScalar(rest, 1);
                    at = text.insert(at, {std::string(rest.substr(0, size)), formatOf(patch.formatOf(piece))}) + 1;
                    rest.remove_prefix(size);
                }
            }
        }
        if (text.empty()) texts.erase(sequence);
    }
};

inline std::vector<event::ObjectId> allSequences(const merge::Tracker& tracker) {
    std::vector<event::ObjectId> sequences = tracker.sequences();
    sequences.insert(sequences.begin(), event::WellKnownObject::kBody);
    return sequences;
}

inline ShownDocument shownBy(const event::EventLog& log, const merge::Tracker& tracker, merge::View view) {
    ShownDocument shown;
    for (const event::ObjectId& sequence : allSequences(tracker)) {
        std::vector<ShownScalar> text;
        for (const merge::FormattedRun& run : tracker.formattedRuns(log, view, sequence)) {
            for (event::LocalVersion unit = run.events.begin; unit < run.events.end; unit = unit + 1) {
                text.emplace_back(log.insertedText({unit, unit + 1}), run.format ? *run.format : document::Format{});
            }
        }
        if (!text.empty()) shown.texts.emplace(sequence, std::move(text));
    }
    for (document::RegisterChange& value : tracker.registers(log, view))
        shown.registers.emplace(std::pair(value.object, std::move(value.key)), std::move(value.value));
    return shown;
}

}  // namespace varve::test
