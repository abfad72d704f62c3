// Decides, when a transaction is written, whether it joins the undo step before it (product.md section 5.1 in our words:
// typing closes on a pause of 500 ms at a word boundary or of 2 s anywhere, on a caret move, on a change between inserting
// and deleting, on a block break, and after 5 s at the next word boundary). Pure arithmetic on facts; no clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "event/transaction.h"
#include "replica/edit_intent.h"

namespace varve::replica {

class StepGrouping {
  public:
    /// Whether the transaction made from `intent` at `timeMs` joins the one before; then remembers it as the last one.
    bool joins(const EditIntent& intent, std::int64_t timeMs);
    /// The caret moved, focus was lost, something was undone, a moment was named.
    void close();
    /// A colleague's change touched `changed` (of the new text); closes the step when it lies where the last edit was.
    void remoteChange(text::Range changed);

  private:
    struct Last {
        event::TransactionKind kind = event::TransactionKind::kEdit;
        text::Offset caret;            // where the next edit must continue
        std::int64_t timeMs = 0;
        std::int64_t stepBeganMs = 0;
        bool endsAtWordBoundary = false;
    };
    std::optional<Last> m_last;
};

}  // namespace varve::replica
