// The short way into the log: a transaction of text edits that was made here, on a state that the caller has at hand.
#include <limits>

#include "base/check.h"
#include "event/event_log.h"
#include "event/limits.h"
#include "text/utf8.h"

namespace varve::event {

namespace {

constexpr std::uint64_t kOffsetMax = std::numeric_limits<std::uint32_t>::max();

/// Units, or bytes, of a transaction.
struct Extent {
    std::uint64_t unitCount = 0;
    std::uint64_t textSize = 0;
};

/// Why the edit cannot be a part of any transaction, or null. Adds to `extent` what it takes.
const char* faultOf(const LocalEdit& edit, Extent& extent) {
    const bool isOneByte = edit.inserted.size() == 1 && static_cast<unsigned char>(edit.inserted.front()) < 0x80;
    if (!isOneByte && !text::isValidUtf8(edit.inserted)) return "the text it inserts is not valid UTF-8.";
    const std::uint64_t insertedCount = isOneByte ? 1 : text::scalarCount(edit.inserted);
    if (edit.offset.value + std::uint64_t{edit.deletedCount} > kOffsetMax ||
        edit.offset.value + insertedCount > kOffsetMax) {
        return "an offset is too large.";
    }
    extent.unitCount += edit.deletedCount + insertedCount;
    extent.textSize += edit.inserted.size();
    return nullptr;
}

}  // namespace

const char* EventLog::faultOfLocal(const LocalStep& step, std::span<const LocalEdit> edits,
                                   std::uint32_t& unitCount) const {
    Extent extent;
    for (const LocalEdit& edit : edits) {
        CHECK(edit.sequence < m_sequences.size());
        if (const char* fault = faultOf(edit, extent)) return fault;
    }
    if (extent.unitCount > kTransactionUnitCountMax || extent.textSize > kTransactionSizeMax ||
        edits.size() > kTransactionOperationCountMax / 2 || step.parents.size() > kTransactionParentsCountMax) {
        return "it is too large for one transaction.";
    }
    if (extent.unitCount + m_graph.end().value > kEventCountMax) {
        return "the document would have more than 268 million events.";
    }
    if (extent.unitCount + m_identities.nextSequence(step.agent).value > kOffsetMax) {
        return "its event numbers are too large.";
    }
    if (extent.textSize + m_content.size() > kOffsetMax) {
        return "the document would hold more than four gigabytes of text.";
    }
    unitCount = static_cast<std::uint32_t>(extent.unitCount);
    return nullptr;
}

/// The most frequent change: one scalar, typed in ASCII or deleted, by the author of the newest event and on top of it.
/// Nothing can be wrong with that but a limit. Returns false, with nothing done, for any other change and near limits.
bool EventLog::appendKey(const LocalStep& step, const LocalEdit& edit) {
    const LocalVersion begin = end();
    const bool isTyped = edit.deletedCount == 0;
    if (isTyped ? edit.inserted.size() != 1 || static_cast<unsigned char>(edit.inserted.front()) >= 0x80
                : edit.deletedCount != 1 || !edit.inserted.empty()) {
        return false;
    }
    if (step.parents.size() != 1 || step.parents.front() + 1 != begin || !m_identities.isNewest(step.agent) ||
        begin.value >= kEventCountMax || edit.offset.value >= kOffsetMax || m_content.size() >= kOffsetMax) {
        return false;
    }
    CHECK(edit.sequence < m_sequences.size() && (isTyped || edit.offset.value < m_insertedCount));
    const LocalRange events = m_graph.append(1, step.parents);
    m_identities.append(step.agent, events);
    m_transactions.appendSingle(step.timeMs, step.kind, step.joinsPrevious);
    OperationRun run{.events = events,
                     .type = isTyped ? OperationType::kInsert : OperationType::kDelete,
                     .direction = isTyped ? Direction::kForward : edit.direction,
                     .sequence = edit.sequence,
                     .offset = edit.offset.value};
    if (isTyped) {
        run.contentBegin = static_cast<std::uint32_t>(m_content.size());
        m_content.push_back(edit.inserted.front());
        addInsertRun(run, true, edit.inserted);
    } else {
        addRun(run, true);
    }
    return true;
}

Result<LocalRange> EventLog::appendLocal(const LocalStep& step, std::span<const LocalEdit> edits) {
    const LocalVersion begin = end();
    if (edits.size() == 1 && appendKey(step, edits.front())) return LocalRange{begin, begin + 1};
    std::uint32_t unitCount = 0;
    if (const char* fault = faultOfLocal(step, edits, unitCount)) {
        return failure(ErrorCode::kInvalidInput, std::string("The change was not taken: ") + fault);
    }
    if (unitCount == 0) return LocalRange{begin, begin};
    bool mayContinue =
        step.parents.size() == 1 && step.parents.front() + 1 == begin && m_identities.isNewest(step.agent);
    const LocalRange events = m_graph.append(unitCount, step.parents);
    m_identities.append(step.agent, events);
    m_transactions.append({.events = events,
                           .timeMs = step.timeMs,
                           .kind = step.kind,
                           .joinsPrevious = step.joinsPrevious,
                           .reference = std::nullopt});
    LocalVersion at = begin;
    for (const LocalEdit& edit : edits) {
        if (edit.deletedCount > 0) {
            CHECK(std::uint64_t{edit.offset.value} + edit.deletedCount <= m_insertedCount);
            const bool isForward = edit.direction == Direction::kForward;
            addRun({.events = {at, at + edit.deletedCount},
                    .type = OperationType::kDelete,
                    .direction = edit.direction,
                    .sequence = edit.sequence,
                    .offset = isForward ? edit.offset.value : edit.offset.value + edit.deletedCount - 1},
                   mayContinue);
            at = at + edit.deletedCount;
            mayContinue = true;
        }
        if (!edit.inserted.empty()) {
            const auto contentBegin = static_cast<std::uint32_t>(m_content.size());
            std::uint32_t count = 1;
            if (edit.inserted.size() == 1) {
                m_content.push_back(edit.inserted.front());
            } else {
                m_content.append(edit.inserted);
                count = text::scalarCount(edit.inserted);
            }
            addInsertRun({.events = {at, at + count},
                          .sequence = edit.sequence,
                          .offset = edit.offset.value,
                          .contentBegin = contentBegin},
                         mayContinue, edit.inserted);
            at = at + count;
            mayContinue = true;
        }
    }
    return events;
}

}  // namespace varve::event
