// Columns of trace_bench: sizes, loading, merging everything.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "bench/bench_process.h"
#include "bench/measuring.h"
#include "bench/trace_columns.h"
#include "storage/sqlite_event_store.h"
#include "storage/sqlite_keyframe_store.h"

namespace varve::bench {

namespace {

constexpr std::size_t kRunCount = 7;
constexpr double kLoadBudgetMs = 4000;  // as the peers' benchmark
constexpr std::size_t kSaveRunCount = 3;
constexpr double kSaveBudgetMs = 1500;
constexpr std::size_t kChunkHashesSize = 3 * 32;

struct FileFigures {
    std::uintmax_t sizeBytes = 0;
    std::uint64_t chunkSizeBytes = 0;
    double ms = 0;
};

FileFigures writtenFile(const RecordedTrace& trace, const history::Keyframe* keyframe) {
    const TemporaryFolder folder;
    const std::filesystem::path path = folder.path() / "trace.varve";
    FileFigures figures;
    figures.ms = timedMs([&] {
        auto store = orStop(storage::SqliteEventStore::create(path, "3f0e1c52-6b7a-4d19-9a53-0c2f7be4d861"));
        orStop(store->append(trace.batch));
        if (keyframe != nullptr) orStop(storage::SqliteKeyframeStore(*store).saveNewest(*keyframe));
        orStop(store->close());
    });
    figures.sizeBytes = std::filesystem::file_size(path);
    auto store = orStop(storage::SqliteEventStore::open(path, storage::StoreMode::kReadOnly));
    figures.chunkSizeBytes = orStop(store->info()).chunkSizeBytes;
    return figures;
}

Json partsOf(const PhaseTimes& times) {
    return {{"unpack", times.unpackMs}, {"append", times.appendMs}, {"merge", times.mergeMs}};
}

}  // namespace

void measureSaves(const RecordedTrace& trace, const ReceivedDocument& document, const Say& say) {
    const event::EventBatch bare = withoutTransactions(trace.batch);
    say({{"save_events_bytes", savedHistory(bare).size()},
         {"save_events_ms", median(repeated(kSaveRunCount, kSaveBudgetMs,
                                            [&] { return timedMs([&] { static_cast<void>(savedHistory(bare)); }); }))},
         {"save_full_bytes", savedHistory(trace.batch).size() + kChunkHashesSize},
         {"save_full_ms",
          median(repeated(kSaveRunCount, kSaveBudgetMs,
                          [&] { return timedMs([&] { static_cast<void>(savedHistory(trace.batch)); }); }))},
         {"save_typed_times_bytes", savedHistory(withTypedTimes(trace.batch)).size() + kChunkHashesSize}});
    const FileFigures file = writtenFile(trace, nullptr);
    const history::Keyframe keyframe = keyframeOf(document);
    say({{"save_file_bytes", file.sizeBytes},
         {"save_file_chunks_bytes", file.chunkSizeBytes},
         {"save_file_ms", file.ms},
         {"save_file_keyframe_bytes", writtenFile(trace, &keyframe).sizeBytes},
         {"text_bytes", trace.endContent.size()}});
}

void measureLoads(const RecordedTrace& trace, const ReceivedDocument& document, Verdict& verdict, const Say& say) {
    const Bytes keyframe = history::encodeKeyframe(keyframeOf(document));
    const auto loadKeyframe = [&] {
        text::Rope rope;
        const double ms = timedMs([&] { rope = text::Rope(orStop(history::keyframeText(keyframe))); });
        verdict.expect(rope.text() == trace.endContent, "load of a keyframe");
        return ms;
    };
    const auto loadFrom = [&](const Bytes& bytes) {
        std::optional<ReceivedDocument> loaded;
        const double ms = timedMs([&] { loaded = loadedHistory(bytes); });
        verdict.expect(loaded->text().text() == trace.endContent, "load");
        return ms;
    };
    const Bytes full = savedHistory(trace.batch);
    const Bytes events = savedHistory(withoutTransactions(trace.batch));
    say({{"load_keyframe_ms", median(repeated(kRunCount, kLoadBudgetMs, loadKeyframe))},
         {"keyframe_bytes", keyframe.size()},
         {"load_full_ms", median(repeated(kRunCount, kLoadBudgetMs, [&] { return loadFrom(full); }))},
         {"load_events_ms", median(repeated(kRunCount, kLoadBudgetMs, [&] { return loadFrom(events); }))}});
    const std::vector<Bytes> messages = messagesOf(document.log());
    std::size_t sizeBytes = 0;
    for (const Bytes& message : messages)
        sizeBytes += message.size();
    const auto merge = [&] {
        std::optional<ReceivedDocument> merged;
        const double ms = timedMs([&] {
            merged.emplace();
            for (const Bytes& message : messages)
                merged->receiveMessage(message);
        });
        verdict.expect(merged->text().text() == trace.endContent, "merge");
        return ms;
    };
    say({{"merge_ms", median(repeated(kRunCount, kLoadBudgetMs, merge))},
         {"merge_bytes", sizeBytes},
         {"merge_messages", messages.size()},
         {"load_full_parts", partsOf(phasesOfLoad(full))},
         {"load_events_parts", partsOf(phasesOfLoad(events))},
         {"merge_parts", partsOf(phasesOfReceipt(messages))}});
}

void measureMemory(const RecordedTrace& trace, const Say& say) {
    const TemporaryFolder folder;
    const std::filesystem::path path = folder.path() / "history";
    {
        std::ofstream file(path, std::ios::binary);
        file << savedHistory(trace.batch);
        if (!file.flush()) stop("The temporary file cannot be written.");
    }
    std::size_t loadedBytes = 0;
    const bool endedWell = runSelf({std::string(kColdOption), path.string()}, [&](const Json& columns) {
        loadedBytes = columns.at("cold_full_rss").get<std::size_t>();
        say(columns);
    });
    if (!endedWell) stop("The history could not be loaded in another process.");
    say({{"rss_loaded", loadedBytes},
         {"bytes_per_event", static_cast<double>(loadedBytes) / static_cast<double>(trace.batch.unitCount())}});
}

void measureColdLoad(const std::string& path, const Say& say) {
    std::ifstream file(path, std::ios::binary);
    if (!file) stop(path + " cannot be read.");
    const Bytes bytes{std::istreambuf_iterator<char>(file), {}};
    const std::size_t baseline = residentBytes();
    std::optional<ReceivedDocument> document;
    const double ms = timedMs([&] { document = loadedHistory(bytes); });
    const std::size_t peak = residentPeakBytes();
    const std::size_t loaded = residentBytes() - baseline;
    const std::size_t trackerBytes = document->tracker().memoryBytes();
    say({{"cold_full_ms", ms},
         {"cold_full_rss", loaded},
         {"cold_full_peak", peak - baseline},
         {"tracked_rss", residentBytes() - baseline},  // once something has asked for the tracker
         {"log_bytes", document->log().memoryBytes()},
         {"tracker_bytes", trackerBytes},
         {"tracker_items", document->tracker().itemCount()},
         {"operation_runs", document->log().operationRuns().size()},
         {"graph_runs", document->log().graph().runs().size()}});
}

}  // namespace varve::bench
