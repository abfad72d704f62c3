// Writes one step operation by operation and foresees the ids of what it makes, so that a step can insert something and
// say what it is. The intent must be applied before the document changes otherwise; the replica checks that. Values
// only.
#pragma once

#include <string>
#include <string_view>

#include "replica/edit_intent.h"

namespace varve::editing {

class StepBuilder {
  public:
    /// `next`: DocumentReplica::nextEventId() now.
    StepBuilder(event::EventId next, event::TransactionKind kind) : m_next(next) {
        m_intent.kind = kind;
        m_intent.first = next;
    }

    static constexpr event::WellKnownObject kBody = event::WellKnownObject::kBody;

    /// Offsets count in the text that the operations before leave. Returns the id of the first scalar; those of the
    /// others follow it. `text`: valid UTF-8, not empty.
    event::EventId insert(const event::ObjectId& sequence, text::Offset offset, std::string text);
    /// Nothing for an empty range.
    void erase(const event::ObjectId& sequence, text::Range range);
    /// Gives the characters of a range a value; how the mark grows is decided by the key. Nothing for an empty range.
    void mark(const event::ObjectId& sequence, text::Range range, std::string_view key, event::Value value);
    /// Returns the id of the operation, which may name a further object.
    event::EventId set(const event::ObjectId& object, std::string_view key, event::Value value);
    /// The same with a key that ends with the id of the operation itself.
    event::EventId setWithOwnId(const event::ObjectId& object, std::string_view keyPrefix, event::Value value);
    /// A mark whose key ends with its own id, as comments have.
    event::EventId markWithOwnId(const event::ObjectId& sequence, text::Range range, std::string_view keyPrefix,
                                 event::Value value);

    /// What another command does, made with nextId() as its next. Its kind does not count.
    void append(const replica::EditIntent& intent);

    [[nodiscard]] event::EventId nextId() const { return m_next; }
    [[nodiscard]] bool isEmpty() const { return m_intent.operations.empty(); }
    [[nodiscard]] replica::EditIntent finish() { return std::move(m_intent); }

  private:
    event::EventId add(event::Operation operation);

    replica::EditIntent m_intent;
    event::EventId m_next;
};

}  // namespace varve::editing
