// Columns of trace_bench: replaying a trace by hand, as a graph, and live.
#include "bench/measuring.h"
#include "bench/trace_columns.h"
#include "event/event_codec.h"
#include "storage/row_body.h"

namespace varve::bench {

namespace {

constexpr std::size_t kRunCountMax = 7;
constexpr double kBudgetMs = 3000;
constexpr std::size_t kSampleStride = 64;  // as the peers' benchmark samples single edits

}  // namespace

void Verdict::expect(bool isRight, const char* what) {
    if (isRight) return;
    if (!m_wrong.empty()) m_wrong += ", ";
    m_wrong += what;
}

void measureLocalReplay(const RecordedTrace& trace, Verdict& verdict, const Say& say) {
    const TypedSession session(trace.batch);
    const std::size_t count = session.count();
    std::vector<double> trackerMs;
    const std::vector<double> replayMs = repeated(kRunCountMax, kBudgetMs, [&] {
        TypedDocument document(session.agent());
        const double ms = timedMs([&] {
            for (std::size_t index = 0; index < count; ++index)
                document.type(session.step(index), session.edits(index));
        });
        verdict.expect(document.text().text() == trace.endContent, "local replay");
        merge::Tracker tracker;
        trackerMs.push_back(timedMs([&] { static_cast<void>(tracker.applyNewEventsQuietly(document.log())); }));
        return ms;
    });
    std::vector<double> editMs;
    TypedDocument document(session.agent());
    for (std::size_t index = 0; index < count; ++index)
        editMs.push_back(timedMs([&] { document.type(session.step(index), session.edits(index)); }));
    std::vector<double> sampledMs;
    for (std::size_t index = 0; index < count; index += kSampleStride)
        sampledMs.push_back(editMs[index]);
    say({{"local_ms", median(replayMs)},
         {"local_ms_min", quantile(replayMs, 0)},
         {"local_txns", count},
         {"local_txn_ms",
          {{"n", sampledMs.size()}, {"p50", quantile(sampledMs, 0.5)}, {"p99", quantile(sampledMs, 0.99)}}},
         {"edit_us",
          {{"p50", 1000 * quantile(editMs, 0.5)},
           {"p99", 1000 * quantile(editMs, 0.99)},
           {"p999", 1000 * quantile(editMs, 0.999)}}},
         {"clock_us", 1000 * median(repeated(1000, kBudgetMs, [] { return timedMs([] {}); }))},
         {"tracker_ms", median(trackerMs)}});
}

void measureGraphReplay(const RecordedTrace& trace, Verdict& verdict, const Say& say) {
    const Bytes columns = event::encodeColumns(trace.batch);
    std::vector<double> appendMs;
    const std::vector<double> replayMs = repeated(kRunCountMax, kBudgetMs, [&] {
        event::EventLog log;
        merge::Tracker tracker;
        appendMs.push_back(timedMs([&] {
            if (!log.appendWholeColumns(columns, storage::kStoredLimits)) stop("A transaction was not taken.");
        }));
        const double walkMs = timedMs([&] { static_cast<void>(tracker.applyNewEventsQuietly(log)); });
        verdict.expect(tracker.text(log, merge::View::kEffect) == trace.endContent, "graph replay");
        return appendMs.back() + walkMs;
    });
    say({{"graph_ms", median(replayMs)},
         {"graph_ms_min", quantile(replayMs, 0)},
         {"graph_append_ms", median(appendMs)},
         {"graph_walk_ms", median(replayMs) - median(appendMs)}});
}

void measureLiveReceive(const RecordedTrace& trace, Verdict& verdict, std::vector<TextPrint>& prints, const Say& say) {
    const std::vector<Bytes> messages = liveMessagesOf(trace.batch);
    std::size_t sizeBytes = 0;
    for (const Bytes& message : messages)
        sizeBytes += message.size();
    const std::vector<double> runMs = repeated(kRunCountMax, kBudgetMs, [&] {
        ReceivedDocument document;
        prints.clear();
        double ms = 0;
        std::size_t done = 0;
        for (const std::size_t moment : trace.moments) {
            ms += timedMs([&] {
                for (; done < moment; ++done)
                    document.receiveMessage(messages[done]);
            });
            prints.push_back(printOf(document.text().text()));
        }
        verdict.expect(document.text().text() == trace.endContent, "live receive");
        return ms;
    });
    const auto perTransaction = 1000 / static_cast<double>(messages.size());
    say({{"live_us", median(runMs) * perTransaction},
         {"live_us_min", quantile(runMs, 0) * perTransaction},
         {"live_n", messages.size()},
         {"live_txns", trace.recordedCount},
         {"live_bytes", sizeBytes}});
}

}  // namespace varve::bench
