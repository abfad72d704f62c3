// What a tracker shows, and what its patches say, as the values in which the definition speaks, so that tests can
// compare both. The only place of these tests that knows how a tracker is asked.
#pragma once

#include <string>

#include "convergence/document_state.h"
#include "document/patch.h"
#include "event/event_log.h"
#include "merge/tracker.h"

namespace varve::convergence {

[[nodiscard]] Format formatOf(const document::FormatPointer& format);
[[nodiscard]] DocumentState stateOf(const event::EventLog& log, const merge::Tracker& tracker, merge::View view);

/// The same texts and registers with characters that have no ids, which patches do not know.
[[nodiscard]] DocumentState withoutIds(DocumentState state);
/// Makes the change in `state`, which has no ids. Empty when the patch fits it and says nothing that was so already,
/// else what does not.
[[nodiscard]] std::string applyPatch(DocumentState& state, const document::DocumentPatch& patch);

/// Empty when the tracker answers about single characters and registers of the effect document as `state`, which is
/// that document, says.
[[nodiscard]] std::string compareAnswers(const event::EventLog& log, const merge::Tracker& tracker,
                                         const DocumentState& state);

}  // namespace varve::convergence
