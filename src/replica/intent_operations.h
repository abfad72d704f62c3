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

}  // namespace varve::replica
