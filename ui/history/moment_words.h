// The moment that the timeline's handle stands at, as facts and in words: "Tuesday 3 June 2025, 14:02 · Ana · session
// 12 of 40 · step 310 · added 18 words". The same sentence is shown above the slider and read out by a screen reader.
#pragma once

#include <QString>
#include <cstdint>

#include "event/event_log.h"
#include "history/step_change.h"
#include "history/timeline.h"
#include "ui/history/timeline_axis.h"

namespace varve::ui {

struct MomentFacts {
    std::uint64_t position = 0;  // events before the moment
    std::uint64_t eventCount = 0;
    qint64 timeMs = 0;
    QString author;
    std::size_t sessionNumber = 0;  // from 1; 0 at the very beginning
    std::size_t sessionCount = 0;
    std::size_t stepNumber = 0;  // from 1; 0 at the very beginning
    std::size_t stepCount = 0;
    event::TransactionKind kind = event::TransactionKind::kEdit;
    std::uint32_t insertedCount = 0;  // of the undo step that the moment lies in, as far as the moment
    std::uint32_t deletedCount = 0;
    int insertedWordCount = 0;
    history::StepChange change{};  // what the step did besides

    [[nodiscard]] bool isBeginning() const { return position == 0; }
    [[nodiscard]] bool isNow() const { return position == eventCount; }
};

/// Facts about the moment after `position` events. `axis` must have followed `timeline`, and that the log.
/// Cost: O(log n + text of one step, at most a few kilobytes).
[[nodiscard]] MomentFacts momentFacts(const event::EventLog& log, const history::Timeline& timeline,
                                      const TimelineAxis& axis, std::uint64_t position);

/// When: "Tuesday 3 June 2025, 14:02", "Now", "The beginning".
[[nodiscard]] QString momentTitle(const MomentFacts& facts, qint64 nowMs);
/// Everything else: "Ana · session 12 of 40 · step 310 · added 18 words".
[[nodiscard]] QString momentDetail(const MomentFacts& facts);
/// Both in one line, for the accessible value.
[[nodiscard]] QString momentWords(const MomentFacts& facts, qint64 nowMs);

}  // namespace varve::ui
