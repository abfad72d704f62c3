// What the user wants done to the document, before it is a fact. The replica checks it against the current state and
// turns it into one transaction. Offsets are scalars of the current document; edits apply one after the other, each to
// the text that the one before left, and marks to the text that all of them leave. What needs more than that (several
// sequences, properties of what the same step inserts) comes as operations. Values only; made by the editor view, the
// editing layer and the command line tool.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "event/transaction.h"
#include "text/position.h"

namespace varve::replica {

/// Replaces `range` by `text` (either may be empty, not both).
struct TextEdit {
    text::Range range;
    std::string text;  // UTF-8
    friend bool operator==(const TextEdit&, const TextEdit&) = default;
};

/// Gives the characters of `range` (not empty) a value of `key`; null takes it away. How the mark grows is decided by
/// the key (document/mark_schema.h).
struct MarkEdit {
    text::Range range;
    std::string key;  // UTF-8, not empty
    event::Value value;
    friend bool operator==(const MarkEdit&, const MarkEdit&) = default;
};

/// Gives a property of the document, a block or another object a value; null takes it away.
struct RegisterEdit {
    event::ObjectId object = event::WellKnownObject::kDocument;
    std::string key;  // UTF-8, not empty
    event::Value value;
    friend bool operator==(const RegisterEdit&, const RegisterEdit&) = default;
};

struct EditIntent {
    event::TransactionKind kind = event::TransactionKind::kEdit;
    std::vector<TextEdit> edits = {};
    std::vector<MarkEdit> marks = {};
    std::vector<RegisterEdit> registers = {};
    /// After all of the above, each on the state that the one before leaves. Inserts, deletions, marks and sets only;
    /// in an intent of kind restore, which part_restore.h makes, liveness and marks. May name what the same step makes:
    /// the ids of its units follow `first`, in the order of preparation, edits, marks, registers and operations, a
    /// removal of an edit before its insertion.
    std::vector<event::Operation> operations = {};
    /// Id of the step's first unit as whoever named ids foresaw it (DocumentReplica::nextEventId).
    std::optional<event::EventId> first = std::nullopt;
    /// The text that `edits` and `marks` are in.
    event::ObjectId sequence = event::WellKnownObject::kBody;
    /// Before all of the above, under the rules of `operations`: makes the text that they are in.
    std::vector<event::Operation> preparation = {};
};

}  // namespace varve::replica
