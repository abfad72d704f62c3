// What the user wants done to the text, before it is a fact. The replica checks it against the current state and turns it
// into one transaction. Offsets are scalars of the current document; edits apply one after the other, each to the text
// that the one before left. Values only; made by the editor view and the command line tool.
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

struct EditIntent {
    event::TransactionKind kind = event::TransactionKind::kEdit;
    std::vector<TextEdit> edits;
};

}  // namespace varve::replica
