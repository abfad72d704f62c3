// Keyframes and trackers with a base on recorded sessions: what they take, what loading them takes, and what the replay
// takes that they save.
//
//     keyframe_bench [--times N] TRACE.json[.gz]...     one JSON object a trace, glued N times to itself
//     keyframe_bench --generated EVENTS AUTHORS         a document that was generated
//
// Times are CPU milliseconds of the process, medians. `replay_ms` is from a log in memory to a tracker and its text.
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>

#include "bench/generated_history.h"
#include "bench/measuring.h"
#include "bench/recorded_trace.h"
#include "event/critical_versions.h"
#include "history/keyframe.h"
#include "merge/tracker.h"
#include "merge/tracker_snapshot.h"
#include "text/rope.h"

namespace {

using namespace varve;
using namespace varve::bench;
using Json = nlohmann::ordered_json;

constexpr std::size_t kRunCount = 15;
constexpr double kBudgetMs = 2000;

template <typename Work>
double medianMs(const Work& work) {
    return median(repeated(kRunCount, kBudgetMs, [&] { return timedMs(work); }));
}

/// What a tracker costs as a snapshot.
Json snapshotFigures(const event::EventLog& log, const merge::Tracker& tracker, const std::string& text) {
    Bytes bytes;
    Json figures;
    figures["encode_ms"] = medianMs([&] { bytes = merge::encodeTracker(log, tracker); });
    figures["bytes"] = bytes.size();
    bool correct = true;
    figures["load_ms"] = medianMs([&] {
        const merge::Tracker loaded = orStop(merge::decodeTracker(log, bytes));
        correct = correct && loaded.count(merge::View::kEffect) == tracker.count(merge::View::kEffect);
    });
    figures["correct"] = correct && orStop(merge::decodeTracker(log, bytes)).text(log, merge::View::kEffect) == text;
    figures["items"] = tracker.itemCount();
    figures["memory_bytes"] = tracker.memoryBytes();
    return figures;
}

void measure(const std::string& name, const event::EventBatch& batch) {
    event::EventLog log;
    if (!log.append(batch).rejected.empty()) stop("A transaction was not taken.");
    merge::Tracker tracker;
    std::string text;
    Json result{{"trace", name}, {"events", log.end().value}, {"operation_runs", log.operationRuns().size()}};
    result["replay_ms"] = medianMs([&] {
        tracker = merge::Tracker();
        tracker.applyNewEventsQuietly(log);
        text = tracker.text(log, merge::View::kEffect);
    });
    event::CriticalVersions critical;
    result["critical_versions_ms"] = medianMs([&] { critical = event::CriticalVersions(log.graph()); });
    const event::LocalVersion last = critical.latestUpTo(log.end() - 1);
    result["critical_stretches"] = critical.stretches().size();
    result["last_critical_before_end"] = last.value;

    history::Keyframe keyframe;
    keyframe.eventCount = log.end().value;
    result["state_ms"] =
        medianMs([&] { keyframe.state = history::documentStateOf(log, tracker, merge::View::kEffect); });
    Bytes bytes;
    result["keyframe"]["encode_ms"] = medianMs([&] { bytes = history::encodeKeyframe(keyframe); });
    result["keyframe"]["text_bytes"] = text.size();
    result["keyframe"]["bytes"] = bytes.size();
    result["keyframe"]["load_text_ms"] = medianMs([&] { const text::Rope rope(orStop(history::keyframeText(bytes))); });
    result["keyframe"]["load_all_ms"] = medianMs([&] { static_cast<void>(orStop(history::decodeKeyframe(bytes))); });
    result["keyframe"]["state_hash_ms"] = medianMs([&] { static_cast<void>(history::stateHash(keyframe.state)); });

    result["with_tombstones"] = snapshotFigures(log, tracker, text);
    std::optional<merge::Tracker> cleared;
    const double clearMs = medianMs([&] { cleared = tracker.basedAt(log, log.end()); });
    if (cleared) {
        result["cleared"] = snapshotFigures(log, *cleared, text);
        result["cleared"]["clear_ms"] = clearMs;
    }
    std::printf("%s\n", result.dump().c_str());
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 4 && std::strcmp(argv[1], "--generated") == 0) {
        HistoryOptions options;
        options.eventCount = static_cast<std::uint32_t>(std::strtoul(argv[2], nullptr, 10));
        options.authorCount = static_cast<std::uint32_t>(std::strtoul(argv[3], nullptr, 10));
        measure("generated", makeHistory(options));
        return 0;
    }
    int first = 1;
    std::size_t times = 1;
    if (argc > 3 && std::strcmp(argv[1], "--times") == 0) {
        times = std::strtoul(argv[2], nullptr, 10);
        first = 3;
    }
    if (first >= argc || times == 0) stop("usage: keyframe_bench [--times N] TRACE.json[.gz]...");
    for (int index = first; index < argc; ++index) {
        const RecordedTrace trace = readTrace(argv[index], times);
        measure(trace.name, trace.batch);
    }
    return 0;
}
