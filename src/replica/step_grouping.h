// Decides, when a transaction is written, whether it joins the undo step before it: typing and key deletions that
// continue each other are one step until a pause of 500 ms at a word boundary or of 2 s anywhere, a caret move, a
// change between inserting and deleting, a block break, a colleague's change at the same place, or, after 5 s, the next
// word boundary. Pure arithmetic on facts; time is an argument.
#pragma once

#include <cstdint>
#include <optional>

#include "document/patch.h"
#include "event/transaction.h"
#include "replica/edit_intent.h"

namespace varve::replica {

class StepGrouping {
  public:
    /// Whether the transaction made from `intent` at `timeMs` joins the one before; then remembers it as the last one.
    bool joins(const EditIntent& intent, std::int64_t timeMs);
    /// The caret moved, focus was lost, something was undone, a moment was named.
    void close();
    /// A colleague's change: moves the remembered place along, and closes the step when it happened right there.
    void followRemotePatch(const document::DocumentPatch& patch);

  private:
    struct Last {
        event::TransactionKind kind = event::TransactionKind::kEdit;
        event::ObjectId sequence;
        text::Offset caret;  // where the next edit must continue
        std::int64_t timeMs = 0;
        std::int64_t stepBeganMs = 0;
        bool endsWithSpace = false;
    };
    [[nodiscard]] bool continues(const EditIntent& intent, std::int64_t timeMs) const;

    std::optional<Last> m_last;
};

}  // namespace varve::replica
