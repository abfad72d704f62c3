// The event layer alone, by Google Benchmark: columns made and read, straight into a log and through a batch; single
// transactions as rows; local edits; what another replica lacks; differences; the rope.
//
//     event_bench [--benchmark_...] TRACE.json[.gz]...
//
// Times are CPU time of the process. Counters: bytes of memory a loaded event takes, bytes of the columns.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "base/check.h"
#include "bench/imported_trace.h"
#include "event/event_codec.h"
#include "event/event_log.h"
#include "event/trace_import.h"
#include "text/rope.h"

namespace {

using namespace varve;
using event::EventBatch;
using event::EventLog;

constexpr event::DecodeLimits kLimits{
    .unitCountMax = 1U << 28, .transactionCountMax = 1U << 22, .operationCountMax = 1U << 23};

[[noreturn]] void fail(const std::string& sentence) {
    std::fprintf(stderr, "event_bench: %s\n", sentence.c_str());
    std::exit(1);
}

/// One trace in every form that a benchmark starts from.
struct Subject {
    EventBatch batch;
    Bytes columns;
    EventLog log;
    std::vector<Bytes> rows;
    std::vector<event::LocalEdit> edits;  // of all transactions, in order; views into the batch
    std::vector<std::size_t> editsEnd;    // of each transaction
    bool isSequential = false;
};

std::shared_ptr<Subject> readSubject(const std::string& path) {
    event::ImportedTrace trace = bench::importedTrace(path);
    auto subject = std::make_shared<Subject>();
    subject->batch = std::move(trace.batch);
    subject->columns = event::encodeColumns(subject->batch);
    if (!subject->log.appendWholeColumns(subject->columns, kLimits)) fail(path + " does not go straight into a log.");
    subject->isSequential = subject->log.graph().runs().size() == 1;
    for (std::size_t index = 0; index < subject->batch.transactions().size(); ++index) {
        const EventBatch::TransactionEntry& entry = subject->batch.transactions()[index];
        subject->rows.push_back(event::encodeRow(subject->batch.transaction(index)));
        for (const EventBatch::OperationEntry& operation : subject->batch.operationsOf(entry)) {
            const bool isInsert = operation.type == event::OperationType::kInsert;
            subject->edits.push_back({.offset = operation.offset,
                                      .deletedCount = isInsert ? 0 : operation.count,
                                      .inserted = isInsert ? subject->batch.textOf(operation) : std::string_view(),
                                      .direction = operation.direction});
        }
        subject->editsEnd.push_back(subject->edits.size());
    }
    return subject;
}

void countTransactions(benchmark::State& state, const Subject& subject) {
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * subject.rows.size()));
}

void encode(benchmark::State& state, const Subject& subject) {
    for (auto _ : state)
        benchmark::DoNotOptimize(event::encodeColumns(subject.batch));
    state.counters["bytes"] = static_cast<double>(subject.columns.size());
}

void decodeAndAppend(benchmark::State& state, const Subject& subject) {
    for (auto _ : state) {
        EventLog log;
        log.append(event::decodeColumns(subject.columns, kLimits).value());
        benchmark::DoNotOptimize(log.end());
    }
}

void straightIntoLog(benchmark::State& state, const Subject& subject) {
    std::size_t memoryBytes = 0;
    for (auto _ : state) {
        EventLog log;
        CHECK(log.appendWholeColumns(subject.columns, kLimits));
        memoryBytes = log.memoryBytes();
    }
    state.counters["memory_bytes"] = static_cast<double>(memoryBytes);
    state.counters["bytes_per_event"] = static_cast<double>(memoryBytes) / static_cast<double>(subject.log.end().value);
}

void rows(benchmark::State& state, const Subject& subject) {
    for (auto _ : state) {
        EventLog log;
        for (const Bytes& row : subject.rows)
            CHECK(log.append(event::decodeRow(row).value()).has_value());
    }
    countTransactions(state, subject);
}

void rowsStraightIntoLog(benchmark::State& state, const Subject& subject) {
    for (auto _ : state) {
        EventLog log;
        for (const Bytes& row : subject.rows)
            CHECK(log.appendWholeColumns(row));
    }
    countTransactions(state, subject);
}

void missing(benchmark::State& state, const Subject& subject) {
    for (auto _ : state)
        benchmark::DoNotOptimize(subject.log.missingFrom({}));
    countTransactions(state, subject);
}

void difference(benchmark::State& state, const Subject& subject) {
    const event::Version none;
    event::Difference result;
    for (auto _ : state)
        subject.log.graph().difference(subject.log.version(), none, result);
    benchmark::DoNotOptimize(result);
}

void localAppend(benchmark::State& state, const Subject& subject) {
    for (auto _ : state) {
        EventLog log;
        log.addAgent({.id = subject.batch.agentIds().front(), .user = "bench", .device = {}, .startedMs = 0});
        std::size_t next = 0;
        for (std::size_t index = 0; index < subject.editsEnd.size(); ++index) {
            const EventBatch::TransactionEntry& entry = subject.batch.transactions()[index];
            const auto edits = std::span(subject.edits).subspan(next, subject.editsEnd[index] - next);
            CHECK(log.appendLocal({.agent = 0,
                                   .parents = log.version(),
                                   .timeMs = entry.timeMs,
                                   .kind = entry.kind,
                                   .joinsPrevious = entry.joinsPrevious},
                                  edits)
                      .has_value());
            next = subject.editsEnd[index];
        }
    }
    countTransactions(state, subject);
}

void rope(benchmark::State& state, const Subject& subject) {
    for (auto _ : state) {
        text::Rope text;
        for (const event::LocalEdit& edit : subject.edits) {
            text.erase({edit.offset, edit.offset + edit.deletedCount});
            text.insert(edit.offset, edit.inserted);
        }
        benchmark::DoNotOptimize(text.count());
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * subject.edits.size()));
}

void registerAll(const std::string& path) {
    const auto subject = readSubject(path);
    std::string name = path.substr(path.find_last_of('/') + 1);
    name = name.substr(0, name.find('.'));
    const auto add = [&](const char* what, void (*run)(benchmark::State&, const Subject&)) {
        benchmark::RegisterBenchmark((name + "/" + what).c_str(), [subject, run](benchmark::State& state) {
            run(state, *subject);
        })->Unit(benchmark::kMicrosecond);
    };
    add("encode_columns", encode);
    add("decode_and_append", decodeAndAppend);
    add("columns_into_log", straightIntoLog);
    add("rows", rows);
    add("rows_into_log", rowsStraightIntoLog);
    add("missing_from_nothing", missing);
    add("difference_to_root", difference);
    if (!subject->isSequential) return;
    add("local_append", localAppend);
    add("rope", rope);
}

}  // namespace

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (argc < 2) fail("usage: event_bench [--benchmark_...] TRACE.json[.gz]...");
    for (int index = 1; index < argc; ++index)
        registerAll(argv[index]);
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
