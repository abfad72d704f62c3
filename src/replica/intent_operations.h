// From intents to operations, and the checks that make sure that every operation of a step has its place: an event that
// was made here must never be quarantined. Used by DocumentReplica.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "event/event_log.h"
#include "merge/tracker.h"
#include "replica/edit_intent.h"

namespace varve::replica {

/// A key that is not empty, and valid UTF-8 in both.
[[nodiscard]] bool isValidKeyAndValue(const std::string& key, const event::Value& value);

/// `edits`: those of the intent.
[[nodiscard]] std::vector<event::Operation> operationsOf(const EditIntent& intent,
                                                         const std::vector<event::LocalEdit>& edits);

/// Errors, in words for the user: kInvalidInput (an offset outside its sequence, text or a key that is not well-formed,
/// an operation that is no edit), kNotFound (an object that neither the log nor the step has made before). Cost:
/// O(text).
[[nodiscard]] Result<void> checkOperations(const event::EventLog& log, const merge::Tracker& present,
                                           const event::Transaction& transaction);

/// The same for restoring a part: the intent may only switch events and write marks, which are tried on copies. Errors:
/// as above, and those of EventLog::append. `whole`: a tracker that has forgotten nothing. Cost: copies of both.
[[nodiscard]] Result<void> checkRestore(const event::EventLog& log, const merge::Tracker& whole,
                                        const EditIntent& intent, const event::Transaction& transaction);

/// Bounds of one transaction: below what one message between replicas takes (sync/messages.h), for a transaction is
/// never cut on its way.
struct TransactionBounds {
    std::size_t operationCount = 200'000;
    std::uint32_t unitCount = 8'000'000;
    std::size_t textSize = std::size_t{8} << 20;
};

/// The same operations in the same order, cut into parts within the bounds: one insertion or deletion becomes several
/// where it has to. At least one part. Cost: O(operations + text).
[[nodiscard]] std::vector<std::vector<event::Operation>> cutIntoParts(std::vector<event::Operation> operations,
                                                                      const TransactionBounds& bounds = {});

}  // namespace varve::replica
