#include "editing/step_builder.h"

#include "document/mark_schema.h"
#include "document/object_names.h"

namespace varve::editing {

event::EventId StepBuilder::add(event::Operation operation) {
    const event::EventId id = m_next;
    m_next.sequence = m_next.sequence + event::unitCount(operation);
    m_intent.operations.push_back(std::move(operation));
    return id;
}

event::EventId StepBuilder::insert(const event::ObjectId& sequence, text::Offset offset, std::string text) {
    return add(event::Insert{.sequence = sequence, .offset = offset, .text = std::move(text)});
}

void StepBuilder::erase(const event::ObjectId& sequence, text::Range range) {
    if (range.isEmpty()) return;
    const bool isBackward = m_intent.kind == event::TransactionKind::kBackspace;
    add(event::Delete{.sequence = sequence,
                      .offset = range.begin,
                      .count = range.count(),
                      .direction = isBackward ? event::Direction::kBackward : event::Direction::kForward});
}

void StepBuilder::mark(const event::ObjectId& sequence, text::Range range, std::string_view key, event::Value value) {
    if (range.isEmpty()) return;
    const bool takesAway = std::holds_alternative<std::monostate>(value);
    const document::Expansion expansion = document::expansionOf(key, takesAway);
    add(event::Mark{.sequence = sequence,
                    .begin = range.begin,
                    .end = range.end,
                    .key = std::string(key),
                    .value = std::move(value),
                    .expandBegin = expansion.begin,
                    .expandEnd = expansion.end});
}

event::EventId StepBuilder::set(const event::ObjectId& object, std::string_view key, event::Value value) {
    return add(event::Set{.object = object, .key = std::string(key), .value = std::move(value)});
}

event::EventId StepBuilder::setWithOwnId(const event::ObjectId& object, std::string_view keyPrefix,
                                         event::Value value) {
    return set(object, std::string(keyPrefix) + document::idText(m_next), std::move(value));
}

event::EventId StepBuilder::markWithOwnId(const event::ObjectId& sequence, text::Range range,
                                          std::string_view keyPrefix, event::Value value) {
    const event::EventId id = m_next;
    mark(sequence, range, std::string(keyPrefix) + document::idText(id), std::move(value));
    return id;
}

void StepBuilder::append(const replica::EditIntent& intent) {
    for (const event::Operation& operation : intent.preparation)
        add(operation);
    for (const replica::TextEdit& edit : intent.edits) {
        erase(intent.sequence, edit.range);
        if (!edit.text.empty()) insert(intent.sequence, edit.range.begin, edit.text);
    }
    for (const replica::MarkEdit& one : intent.marks)
        mark(intent.sequence, one.range, one.key, one.value);
    for (const replica::RegisterEdit& one : intent.registers)
        set(one.object, one.key, one.value);
    for (const event::Operation& operation : intent.operations)
        add(operation);
}

}  // namespace varve::editing
