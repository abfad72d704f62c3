// Times in the words a person would use: "14:02" today, "Tuesday, 14:02" this week, "3 June 2025, 14:02" otherwise.
// `nowMs` is an argument so that words can be tested and do not change while they are compared. Local time zone.
#pragma once

#include <QString>

namespace varve::ui {

/// Short: for lists and status lines.
[[nodiscard]] QString shortTimeWords(qint64 timeMs, qint64 nowMs);
/// Full: "Today, 14:02", "Yesterday, 14:02", "Tuesday 3 June 2025, 14:02".
[[nodiscard]] QString fullTimeWords(qint64 timeMs, qint64 nowMs);
/// The day alone: "today", "yesterday", "Tuesday", "Tuesday 3 June", "3 June 2024"; to be used inside a sentence.
[[nodiscard]] QString dayWords(qint64 timeMs, qint64 nowMs);
/// Label under the timeline: "Today", "Tue 3 June", "3 June 2024".
[[nodiscard]] QString dayLabel(qint64 timeMs, qint64 nowMs);

}  // namespace varve::ui
