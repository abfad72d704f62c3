#include "replica/intent_operations.h"

#include <algorithm>
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
    std::vector<event::Operation> operations = intent.preparation;
    for (const event::LocalEdit& edit : edits) {
        if (edit.deletedCount > 0) {
            operations.emplace_back(event::Delete{.sequence = intent.sequence,
                                                  .offset = edit.offset,
                                                  .count = edit.deletedCount,
                                                  .direction = edit.direction});
        }
        if (!edit.inserted.empty()) {
            operations.emplace_back(
                event::Insert{.sequence = intent.sequence, .offset = edit.offset, .text = std::string(edit.inserted)});
        }
    }
    for (const MarkEdit& mark : intent.marks) {
        const bool takesAway = std::holds_alternative<std::monostate>(mark.value);
        const document::Expansion expansion = document::expansionOf(mark.key, takesAway);
        operations.emplace_back(event::Mark{.sequence = intent.sequence,
                                            .begin = mark.range.begin,
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

Result<void> checkRestore(const event::EventLog& log, const merge::Tracker& whole, const EditIntent& intent,
                          const event::Transaction& transaction) {
    const auto isAllowed = [](const event::Operation& operation) {
        if (std::holds_alternative<event::Liveness>(operation)) return true;
        const auto* mark = std::get_if<event::Mark>(&operation);
        return mark != nullptr && isValidKeyAndValue(mark->key, mark->value);
    };
    const bool isBare =
        intent.edits.empty() && intent.marks.empty() && intent.registers.empty() && intent.preparation.empty();
    if (!isBare || !std::ranges::all_of(transaction.operations, isAllowed))
        return failure(ErrorCode::kInvalidInput,
                       "Restoring brings back and takes away, and writes nothing else. "
                       "Nothing was changed.");
    if (transaction.operations.empty()) return {};
    event::EventLog trialLog = log;
    if (auto appended = trialLog.append(transaction); !appended) return std::unexpected(std::move(appended.error()));
    merge::Tracker trial = whole;
    if (!trial.applyNewEventsQuietly(trialLog).empty()) return failure(ErrorCode::kInvalidInput, kOutside);
    return {};
}

namespace {

/// Fills parts one after the other.
class PartCutter {
  public:
    explicit PartCutter(const TransactionBounds& bounds) : m_bounds(bounds), m_parts(1) {}

    void add(event::Operation operation) {
        if (auto* insert = std::get_if<event::Insert>(&operation)) {
            addInsert(*insert);
        } else if (auto* removal = std::get_if<event::Delete>(&operation)) {
            addDelete(*removal);
        } else {
            append(std::move(operation), 1, 0);
        }
    }
    [[nodiscard]] std::vector<std::vector<event::Operation>> take() { return std::move(m_parts); }

  private:
    void addInsert(event::Insert& insert) {
        while (insert.text.size() > m_bounds.textSize || text::scalarCount(insert.text) > m_bounds.unitCount) {
            // A scalar has four bytes at most.
            const auto count = std::min(m_bounds.unitCount, static_cast<std::uint32_t>(m_bounds.textSize / 4));
            const std::size_t size = text::byteIndexOfScalar(insert.text, count);
            append(
                event::Insert{
                    .sequence = insert.sequence, .offset = insert.offset, .text = insert.text.substr(0, size)},
                count, size);
            insert.text.erase(0, size);
            insert.offset = insert.offset + count;
        }
        const std::uint32_t units = text::scalarCount(insert.text);
        const std::size_t size = insert.text.size();
        append(std::move(insert), units, size);
    }
    void addDelete(event::Delete& removal) {
        while (removal.count > m_bounds.unitCount) {
            event::Delete part = removal;
            part.count = m_bounds.unitCount;
            removal.count -= part.count;
            // Backwards the highest go first; forwards what is left moves down to the same offset.
            if (removal.direction == event::Direction::kBackward) part.offset = part.offset + removal.count;
            append(std::move(part), m_bounds.unitCount, 0);
        }
        const std::uint32_t units = removal.count;
        append(std::move(removal), units, 0);
    }
    void append(event::Operation operation, std::uint32_t units, std::size_t textSize) {
        const bool fits = m_parts.back().size() < m_bounds.operationCount && units <= m_bounds.unitCount - m_units &&
                          textSize <= m_bounds.textSize - m_textSize;
        if (!fits && !m_parts.back().empty()) {
            m_parts.emplace_back();
            m_units = 0;
            m_textSize = 0;
        }
        m_parts.back().push_back(std::move(operation));
        m_units += units;
        m_textSize += textSize;
    }

    const TransactionBounds& m_bounds;
    std::vector<std::vector<event::Operation>> m_parts;
    std::uint32_t m_units = 0;   // in the last part
    std::size_t m_textSize = 0;  // likewise
};

}  // namespace

std::vector<std::vector<event::Operation>> cutIntoParts(std::vector<event::Operation> operations,
                                                        const TransactionBounds& bounds) {
    PartCutter cutter(bounds);
    for (event::Operation& operation : operations)
        cutter.add(std::move(operation));
    return cutter.take();
}

}  // namespace varve::replica
