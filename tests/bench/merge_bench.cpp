// The merge layer alone, by Google Benchmark: building a tracker, receiving transactions one at a time, moving it in
// time, differences, walk plans, copies; on recorded sessions given as arguments and on generated worst cases.
//
//     merge_bench [--benchmark_...] [--without-generated] TRACE.json[.gz]...
//
// Times are CPU time of the process. Counters: items, and bytes of memory an event and an item.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "bench/generated_history.h"
#include "bench/imported_trace.h"
#include "event/trace_import.h"
#include "merge/tracker.h"
#include "merge/walk_plan.h"

namespace {

using namespace varve;
using event::EventLog;
using event::LocalVersion;
using merge::Tracker;
using merge::View;

constexpr int kMoveCount = 100;

[[noreturn]] void fail(const std::string& sentence) {
    std::fprintf(stderr, "merge_bench: %s\n", sentence.c_str());
    std::exit(1);
}

/// `batch` that many times, each copy behind the whole text of the one before, by agents of its own.
event::EventBatch glued(const event::EventBatch& batch, std::uint32_t copyCount) {
    event::EventBatch result;
    std::vector<event::EventId> end;
    std::uint32_t length = 0;
    for (std::uint32_t copy = 0; copy < copyCount; ++copy) {
        const auto renamed = [copy](event::EventId id) {
            id.agent.bytes[15] = static_cast<std::uint8_t>(copy + 1);
            return id;
        };
        for (const auto& entry : batch.transactions()) {
            std::vector<event::EventId> parents;
            for (const event::EventId& parent : batch.parentsOf(entry))
                parents.push_back(renamed(parent));
            if (parents.empty()) parents = end;
            result.beginTransaction(renamed(batch.firstOf(entry)), parents, entry.timeMs, entry.kind,
                                    entry.joinsPrevious, std::nullopt);
            for (const auto& operation : batch.operationsOf(entry)) {
                if (operation.type == event::OperationType::kInsert) {
                    result.addInsert(event::WellKnownObject::kBody, operation.offset + length, batch.textOf(operation));
                } else if (operation.type == event::OperationType::kDelete) {
                    result.addDelete(event::WellKnownObject::kBody, operation.offset + length, operation.count,
                                     operation.direction);
                } else {
                    fail("only text can be glued.");
                }
            }
        }
        EventLog log;
        log.append(result);
        Tracker tracker;
        tracker.applyNewEventsQuietly(log);
        length = tracker.count(View::kEffect);
        end = log.idsOf(log.version());
    }
    return result;
}

/// A history with what a benchmark needs of it.
struct History {
    std::string name;
    event::EventBatch batch;
    EventLog log;
};

using SharedHistory = std::shared_ptr<const History>;

SharedHistory makeHistory(std::string name, event::EventBatch batch) {
    auto history = std::make_shared<History>();
    history->name = std::move(name);
    history->batch = std::move(batch);
    const event::AppendOutcome outcome = history->log.append(history->batch);
    if (!outcome.rejected.empty()) fail(outcome.rejected.front().second.message);
    if (!outcome.waiting.empty()) fail("a history is not in causal order.");
    return history;
}

Tracker builtTracker(const EventLog& log) {
    Tracker tracker;
    tracker.applyNewEventsQuietly(log);
    return tracker;
}

void addMemory(benchmark::State& state, const EventLog& log, const Tracker& tracker) {
    const auto bytes = static_cast<double>(tracker.memoryBytes());
    state.counters["items"] = static_cast<double>(tracker.itemCount());
    state.counters["bytes"] = bytes;
    state.counters["bytes/event"] = bytes / static_cast<double>(log.end().value);
    state.counters["bytes/item"] = bytes / static_cast<double>(tracker.itemCount());
}

void build(benchmark::State& state, const SharedHistory& history) {
    for (auto _ : state) {
        Tracker tracker;
        benchmark::DoNotOptimize(tracker.applyNewEventsQuietly(history->log));
    }
    addMemory(state, history->log, builtTracker(history->log));
    state.counters["events"] = history->log.end().value;
    state.counters["runs"] = static_cast<double>(history->log.operationRuns().size());
    state.counters["graph"] = static_cast<double>(history->log.graph().runs().size());
}

void buildWithPatch(benchmark::State& state, const SharedHistory& history) {
    for (auto _ : state) {
        Tracker tracker;
        benchmark::DoNotOptimize(tracker.applyNewEvents(history->log).patch);
    }
}

/// Only the tracker's part is timed: the log takes each transaction outside of the clock.
void receive(benchmark::State& state, const SharedHistory& history) {
    const std::size_t count = history->batch.transactions().size();
    std::vector<event::Transaction> transactions;
    for (std::size_t index = 0; index < count; ++index)
        transactions.push_back(history->batch.transaction(index));
    const auto cpuSeconds = [] {
        timespec now{};
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
        return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
    };
    // Reading the clock costs as much as a small transaction, so all of it is measured with and without the tracker.
    for (auto _ : state) {
        double seconds = 0;
        for (const bool isTracked : {true, false}) {
            EventLog log;
            Tracker tracker;
            const double begin = cpuSeconds();
            for (const event::Transaction& transaction : transactions) {
                if (!log.append(transaction)) fail("a transaction was refused.");
                if (isTracked) benchmark::DoNotOptimize(tracker.applyNewEvents(log).patch);
            }
            seconds += (isTracked ? 1 : -1) * (cpuSeconds() - begin);
        }
        state.SetIterationTime(std::max(seconds, 1e-9));
        state.counters["us/txn"] = seconds * 1e6 / static_cast<double>(count);
    }
    state.counters["txns"] = static_cast<double>(count);
}

void copyTracker(benchmark::State& state, const SharedHistory& history) {
    const Tracker tracker = builtTracker(history->log);
    for (auto _ : state) {
        Tracker copy(tracker);
        benchmark::DoNotOptimize(copy);
    }
}

/// Random versions: single heads, as a slider finds them in a linear history.
std::vector<event::Version> randomVersions(const EventLog& log) {
    Random random(1);
    std::vector<event::Version> versions;
    for (int move = 0; move < kMoveCount; ++move)
        versions.push_back({{random.below(log.end().value)}});
    return versions;
}

void travelAtRandom(benchmark::State& state, const SharedHistory& history) {
    Tracker tracker = builtTracker(history->log);
    const auto versions = randomVersions(history->log);
    for (auto _ : state) {
        for (const event::Version& version : versions)
            benchmark::DoNotOptimize(tracker.movePrepareTo(history->log, version));
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * kMoveCount);
}

/// Everything out and in again, in a thousand steps each way: retreat and advance.
void retreatAndAdvance(benchmark::State& state, const SharedHistory& history) {
    Tracker tracker = builtTracker(history->log);
    const std::uint32_t end = history->log.end().value;
    const std::uint32_t stride = std::max(1U, end / 1000);
    for (auto _ : state) {
        for (std::uint32_t at = end - 1; at > stride; at -= stride)
            benchmark::DoNotOptimize(tracker.movePrepareTo(history->log, {{at}}));
        for (std::uint32_t at = 0; at < end; at += stride)
            benchmark::DoNotOptimize(tracker.movePrepareTo(history->log, {{at}}));
        benchmark::DoNotOptimize(tracker.movePrepareTo(history->log, history->log.version()));
    }
}

void difference(benchmark::State& state, const SharedHistory& history) {
    const auto versions = randomVersions(history->log);
    event::Difference difference;
    for (auto _ : state) {
        for (const event::Version& version : versions) {
            history->log.graph().difference(history->log.version(), version, difference);
            benchmark::DoNotOptimize(difference);
        }
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * kMoveCount);
}

void walkPlan(benchmark::State& state, const SharedHistory& history) {
    const event::LocalRange all{{0}, history->log.end()};
    std::uint64_t toggledCount = 0;
    std::size_t stepCount = 0;
    for (auto _ : state) {
        const merge::WalkPlan plan = merge::planWalk(history->log.graph(), {}, all);
        toggledCount = plan.toggledCount;
        stepCount = plan.steps.size();
    }
    state.counters["toggled"] = static_cast<double>(toggledCount);
    state.counters["steps"] = static_cast<double>(stepCount);
}

template <typename Function>
benchmark::internal::Benchmark* add(const char* what, const SharedHistory& history, Function function) {
    return benchmark::RegisterBenchmark((std::string(what) + '/' + history->name).c_str(),
                                        [=](benchmark::State& state) { function(state, history); })
        ->Unit(benchmark::kMillisecond)
        ->MeasureProcessCPUTime();
}

void addTrace(const SharedHistory& history) {
    add("build", history, build);
    add("buildWithPatch", history, buildWithPatch);
    add("receive", history, receive)->UseManualTime();
    add("walkPlan", history, walkPlan);
    add("retreatAndAdvance", history, retreatAndAdvance);
    add("travelAtRandom", history, travelAtRandom);
    add("difference", history, difference);
    add("copy", history, copyTracker);
}

void addGenerated() {
    const auto large = makeHistory(
        "generated5M", bench::makeHistory({.eventCount = 5'000'000, .authorCount = 50, .mergePercent = 30}));
    add("build", large, build);
    add("walkPlan", large, walkPlan);
    add("travelAtRandom", large, travelAtRandom);
    add("copy", large, copyTracker);
    for (const std::uint32_t count : {1'000U, 100'000U}) {
        const auto branches = makeHistory("branches" + std::to_string(count), bench::makeBranches(count, 3));
        add("build", branches, build);
        add("walkPlan", branches, walkPlan);
        add("difference", branches, difference);
        if (count == 1'000U) add("receive", branches, receive)->UseManualTime();
    }
    for (const std::uint32_t count : {10'000U, 100'000U, 1'000'000U}) {
        const auto inserts = makeHistory("onePlace" + std::to_string(count), bench::makeInsertsAtOnePlace(count));
        add("build", inserts, build);
        if (count == 10'000U) add("receive", inserts, receive)->UseManualTime();
    }
    const auto pingPong = makeHistory("undoPingPong100000", bench::makeUndoPingPong(100'000));
    add("build", pingPong, build);
    add("travelAtRandom", pingPong, travelAtRandom);
}

}  // namespace

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    bool isGeneratedWanted = true;
    for (int index = 1; index < argc; ++index) {
        if (std::strcmp(argv[index], "--without-generated") == 0) {
            isGeneratedWanted = false;
            continue;
        }
        std::string path = argv[index];
        const std::string file = path.substr(path.rfind('/') + 1);
        const std::string name = file.substr(0, file.find('.'));
        event::ImportedTrace trace = bench::importedTrace(path);
        if (name == "friendsforever") addTrace(makeHistory(name + "*25", glued(trace.batch, 25)));
        const SharedHistory history = makeHistory(name, std::move(trace.batch));
        if (trace.endContent && builtTracker(history->log).text(history->log, View::kEffect) != *trace.endContent)
            fail(path + " does not end as it says.");
        addTrace(history);
    }
    if (isGeneratedWanted) addGenerated();
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
