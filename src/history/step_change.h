// What a step did besides writing and deleting text, in one fact for its name: a format, a kind of block, a comment, an
// image, a table, a style. Read from the keys and values of its operations (src/document/CONTENT.md); the words are in
// src/projection/step_names.h.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "event/event_log.h"
#include "merge/tracker.h"

namespace varve::history {

/// The part of a step that says most about it.
struct StepChange {
    enum class Subject : std::uint8_t {
        kNone,      // text alone, or keys that are not known
        kFormat,    // marks; `key` of the mark
        kComment,   // `key`: comment (made), reply, text (changed), resolved
        kBlock,     // `key` of the register
        kInserted,  // objects and no text
        kDeleted,
        kMoved,     // a row or a column
        kObject,    // `key` of the register
        kStyle,     // `object` is its name; `key` of the property, or `new` for a style that the step makes
        kDocument,  // `key` of the register
        kDraft,     // `key` of the property, or `new` for a draft that the step makes
    };

    /// Whether objects are what the step is about, and the text that it inserted or deleted is theirs.
    [[nodiscard]] bool isAboutObjects() const {
        return subject == Subject::kInserted || subject == Subject::kDeleted || subject == Subject::kMoved;
    }

    Subject subject = Subject::kNone;
    std::string key;                // empty where several changed
    event::Value value;             // null: taken away, or, of several, all taken away
    int level = 1;                  // where a block became a heading
    std::string object;             // image, table, rule, row, column; empty where it is something else or differs
    std::uint32_t objectCount = 0;  // inserted or deleted
    std::string text;               // of the first mark, or the comment's words; at most as many scalars as asked for
    std::uint32_t textCount = 0;    // scalars of the whole
};

/// Of the transactions of one step, indexes in the log. With a tracker that has applied all of the log it is known what
/// deletions hit, what objects are, and which text is formatted. Cost: O(operations · log n).
[[nodiscard]] StepChange changeOf(const event::EventLog& log, const merge::Tracker* tracker,
                                  std::span<const std::uint32_t> transactions, std::uint32_t excerptMax);

}  // namespace varve::history
