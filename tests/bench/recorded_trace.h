// A recorded editing trace ready to be replayed: our events, the texts to compare with, and the hundred versions that
// time travel visits. A trace may be glued to itself, which is how the eg-walker paper makes its larger inputs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "event/event_batch.h"

namespace varve::bench {

struct RecordedTrace {
    std::string name;
    bool isConcurrent = false;
    /// The trace's own transactions; those without patches are not in `batch`.
    std::size_t recordedCount = 0;
    event::EventBatch batch;  // in arrival order
    std::string endContent;
    /// For each of the hundred evenly spaced versions: how many transactions of `batch` have happened.
    std::vector<std::size_t> moments;
};

/// Length and hash of a text, so that a hundred texts can be compared without being kept.
struct TextPrint {
    std::size_t sizeBytes = 0;
    std::size_t hash = 0;
    friend bool operator==(const TextPrint&, const TextPrint&) = default;
};
[[nodiscard]] TextPrint printOf(std::string_view text);

/// Reads `path` (gzipped or not) and glues it `times` times: in each copy transactions without parents follow the end
/// of the copy before. Stops the program when the trace is not understood or does not say its end.
[[nodiscard]] RecordedTrace readTrace(const std::string& path, std::size_t times);

/// The texts of a sequential trace at its moments, by a plain gap buffer that shares nothing with the engine.
[[nodiscard]] std::vector<TextPrint> expectedTexts(const RecordedTrace& trace);

/// The same history without what only our format has: times, kinds and steps, and with transactions joined wherever
/// the next one simply goes on.
[[nodiscard]] event::EventBatch withoutTransactions(const event::EventBatch& batch);
/// The same history with times as a typist would leave them, in place of times that the trace lacks.
[[nodiscard]] event::EventBatch withTypedTimes(const event::EventBatch& batch);

}  // namespace varve::bench
