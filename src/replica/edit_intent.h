// What the user wants done to the document, before it is a fact. The replica checks it against the current state and
// turns it into one transaction. Offsets are scalars of the current document; edits apply one after the other, each to
// the text that the one before left, and marks to the text that all of them leave. Values only; made by the editor view
// and the command line tool.
#pragma once

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
};

}  // namespace varve::replica
