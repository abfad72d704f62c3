// Two versions of a document side by side, with what differs: what `diff` prints in one form or another.
#pragma once

#include <string>

#include "event/event_log.h"
#include "merge/tracker.h"
#include "projection/block_sequence.h"
#include "projection/document_reader.h"
#include "projection/moment_diff.h"
#include "projection/object_registers.h"
#include "projection/texts_beside.h"

namespace varve::cli {

struct ComparedMoments {
    event::Version from;
    event::Version to;
    std::string body;  // of `to`, as all that follows
    projection::ObjectRegisters registers;
    projection::BlockSequence blocks;
    projection::TextsBeside beside;
    projection::MomentDiff diff;
};

/// `tracker` has applied all of `log`. Cost: O(text), and the moves to both versions.
[[nodiscard]] ComparedMoments compareMoments(const event::EventLog& log, const merge::Tracker& tracker,
                                             const event::Version& from, const event::Version& to);

/// One line, as DIFF.md says.
[[nodiscard]] std::string diffJson(const event::EventLog& log, const ComparedMoments& moments);
/// A line a change, with some words around it: what went in [- -], what came in {+ +}.
[[nodiscard]] std::string diffText(const ComparedMoments& moments);
/// A page that stands alone: the text of `to` with what came and what went.
[[nodiscard]] std::string diffHtml(const ComparedMoments& moments, const std::string& fromName,
                                   const std::string& toName);

}  // namespace varve::cli
