// The whole state of one version of a document as plain values: what is seen, and the identity of every character of
// it. Equal versions have equal states on every replica, whatever arrived when. Made from a tracker, kept in keyframes,
// compared by verification.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/hash.h"
#include "document/format.h"
#include "document/patch.h"
#include "event/event_log.h"
#include "event/operation.h"
#include "merge/tracker.h"

namespace varve::history {

/// Visible scalars side by side whose ids follow each other and that share a format.
struct IdRun {
    event::EventSpan events;
    std::uint32_t format = 0;  // number of the format in the state; 0 is none
    friend bool operator==(const IdRun&, const IdRun&) = default;
};

struct SequenceState {
    event::ObjectId sequence;
    std::string text;         // valid UTF-8
    std::vector<IdRun> runs;  // as many scalars as the text has; none could be one with its neighbour
    friend bool operator==(const SequenceState&, const SequenceState&) = default;
};

struct DocumentState {
    std::vector<event::EventId> version;  // a frontier, sorted by (agent, sequence), unique
    SequenceState body{event::WellKnownObject::kBody, {}, {}};
    std::vector<SequenceState> sequences;             // with text, other than the body; by object id, unique
    std::vector<document::Format> formats;            // format k is number k + 1; in order of first use, each once
    std::vector<document::RegisterChange> registers;  // that have a value; by (object, key), unique
    friend bool operator==(const DocumentState&, const DocumentState&) = default;
};

/// What the tracker shows in `view`; for effect it must have applied the whole log (CHECKed). Cost: O(text).
[[nodiscard]] DocumentState documentStateOf(const event::EventLog& log, const merge::Tracker& tracker,
                                            merge::View view);

/// BLAKE2b over everything: equal states have equal hashes, and others never do.
[[nodiscard]] Hash stateHash(const DocumentState& state);

/// Whether the state has the form its members say. Keyframes hold no other.
[[nodiscard]] bool isWellFormed(const DocumentState& state);

}  // namespace varve::history
