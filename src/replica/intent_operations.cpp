#include "replica/intent_operations.h"

#include <map>

#include "document/mark_schema.h"
#include "text/utf8.h"

namespace varve::replica {

namespace {

constexpr const char* kOutside = "A place lies outside its text. Nothing was changed.";

/// Goes through a transaction and keeps count of what its operations leave.
class OperationCheck {
  public:
    OperationCheck(const event::EventLog& log, const merge::Tracker& present, const event::Transaction& transaction)
        : m_log(log), m_present(present), m_first(transaction.first) {}

    Result<void> check(const event::Operation& operation) {
        auto checked = std::visit([this](const auto& one) { return checkOne(one); }, operation);
        m_unitCount += event::unitCount(operation);
        return checked;
    }

  private:
    Result<void> checkOne(const event::Insert& insert) {
        if (insert.text.empty() || !text::isValidUtf8(insert.text))
            return failure(ErrorCode::kInvalidInput, "The new text is empty or not valid UTF-8. Nothing was changed.");
        if (auto known = checkSequence(insert.sequence); !known) return known;
        std::uint32_t& count = countOf(insert.sequence);
        if (insert.offset.value > count) return failure(ErrorCode::kInvalidInput, kOutside);
        count += text::scalarCount(insert.text);
        return {};
    }
    Result<void> checkOne(const event::Delete& removal) {
        if (auto known = checkSequence(removal.sequence); !known) return known;
        std::uint32_t& count = countOf(removal.sequence);
        if (removal.count == 0 || removal.offset.value > count || removal.count > count - removal.offset.value)
            return failure(ErrorCode::kInvalidInput, kOutside);
        count -= removal.count;
        return {};
    }
    Result<void> checkOne(const event::Mark& mark) {
        if (auto known = checkSequence(mark.sequence); !known) return known;
        if (mark.begin >= mark.end || mark.end.value > countOf(mark.sequence))
            return failure(ErrorCode::kInvalidInput, kOutside);
        return checkKey(mark.key, mark.value);
    }
    Result<void> checkOne(const event::Set& set) {
        if (set.object == event::ObjectId{event::WellKnownObject::kBody} || !exists(set.object)) {
            return failure(ErrorCode::kNotFound, "There is no such object in the document. Nothing was changed.");
        }
        return checkKey(set.key, set.value);
    }
    Result<void> checkOne(const event::Liveness& /*liveness*/) {
        return failure(ErrorCode::kInvalidInput, "A step cannot undo others by itself. Nothing was changed.");
    }

    static Result<void> checkKey(const std::string& key, const event::Value& value) {
        if (isValidKeyAndValue(key, value)) return {};
        return failure(ErrorCode::kInvalidInput,
                       "A property has no name, or a text that is not valid UTF-8. Nothing was changed.");
    }
    Result<void> checkSequence(const event::ObjectId& sequence) const {
        const bool isBody = sequence == event::ObjectId{event::WellKnownObject::kBody};
        if (isBody || (std::holds_alternative<event::EventId>(sequence) && exists(sequence))) return {};
        return failure(ErrorCode::kNotFound, "There is no such text in the document. Nothing was changed.");
    }
    /// In the log, or made by an operation before this one.
    [[nodiscard]] bool exists(const event::ObjectId& object) const {
        const auto* id = std::get_if<event::EventId>(&object);
        if (id == nullptr || m_log.find(*id)) return true;
        return id->agent == m_first.agent && id->sequence >= m_first.sequence &&
               id->sequence.value - m_first.sequence.value < m_unitCount;
    }
    std::uint32_t& countOf(const event::ObjectId& sequence) {
        const auto [place, isNew] = m_counts.try_emplace(sequence, 0);
        const auto* id = std::get_if<event::EventId>(&sequence);
        if (isNew && (id == nullptr || m_log.find(*id)))
            place->second = m_present.count(merge::View::kEffect, sequence);
        return place->second;
    }

    const event::EventLog& m_log;
    const merge::Tracker& m_present;
    event::EventId m_first;
    std::uint32_t m_unitCount = 0;  // of the operations before this one
    std::map<event::ObjectId, std::uint32_t> m_counts;
};

}  // namespace

bool isValidKeyAndValue(const std::string& key, const event::Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    return !key.empty() && text::isValidUtf8(key) && (text == nullptr || text::isValidUtf8(*text));
}

std::vector<event::Operation> operationsOf(const EditIntent& intent, const std::vector<event::LocalEdit>& edits) {
    std::vector<event::Operation> operations;
    for (const event::LocalEdit& edit : edits) {
        if (edit.deletedCount > 0) {
            operations.emplace_back(
                event::Delete{.offset = edit.offset, .count = edit.deletedCount, .direction = edit.direction});
        }
        if (!edit.inserted.empty())
            operations.emplace_back(event::Insert{.offset = edit.offset, .text = std::string(edit.inserted)});
    }
    for (const MarkEdit& mark : intent.marks) {
        const bool takesAway = std::holds_alternative<std::monostate>(mark.value);
        const document::Expansion expansion = document::expansionOf(mark.key, takesAway);
        operations.emplace_back(event::Mark{.begin = mark.range.begin,
                                            .end = mark.range.end,
                                            .key = mark.key,
                                            .value = mark.value,
                                            .expandBegin = expansion.begin,
                                            .expandEnd = expansion.end});
    }
    for (const RegisterEdit& one : intent.registers)
        operations.emplace_back(event::Set{.object = one.object, .key = one.key, .value = one.value});
    operations.insert(operations.end(), intent.operations.begin(), intent.operations.end());
    return operations;
}

Result<void> checkOperations(const event::EventLog& log, const merge::Tracker& present,
                             const event::Transaction& transaction) {
    OperationCheck check(log, present, transaction);
    for (const event::Operation& operation : transaction.operations) {
        if (auto checked = check.check(operation); !checked) return checked;
    }
    return {};
}

}  // namespace varve::replica
