// The engine on recorded editing traces, in the columns of the peers' benchmark (trace_columns.h says what each means):
//
//     trace_bench [--json] TRACE[*N]...    one JSON object a trace, or a table; *N: the trace glued to itself N times
//     trace_bench TRACE N                  the same measurements as JSON lines, as bench.mjs --ours wants them
//
// TRACE is a file of the format of github.com/josephg/editing-traces, sequential or concurrent, gzipped or not. Each
// trace runs in a process of its own; times are CPU time, so that a busy machine does not spoil them. Ends with 1 when
// a text that was made on the way was not the trace's.
#include <charconv>
#include <cstdio>
#include <optional>
#include <span>

#include "base/freed_memory.h"
#include "bench/measuring.h"
#include "bench/trace_columns.h"
#include "bench/trace_table.h"

namespace {

using namespace varve::bench;

constexpr std::size_t kGlueCountMax = 1000;

std::optional<std::size_t> countIn(std::string_view text) {
    std::size_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const bool isCount = error == std::errc() && end == text.data() + text.size() && count > 0;
    return isCount && count <= kGlueCountMax ? std::optional(count) : std::nullopt;
}

void sayLine(const Json& columns) {
    std::printf("%s\n", columns.dump().c_str());
    std::fflush(stdout);
}

int measureTrace(const std::string& path, std::size_t times) {
    const RecordedTrace trace = readTrace(path, times);
    sayLine({{"trace", trace.name},
             {"events", trace.batch.unitCount()},
             {"transactions", trace.batch.transactions().size()},
             {"end_chars", trace.endContent.size()}});
    Verdict verdict;
    std::vector<TextPrint> prints;
    sayLine({{"doing", trace.isConcurrent ? "graph" : "local"}});
    if (trace.isConcurrent) {
        measureGraphReplay(trace, verdict, sayLine);
    } else {
        measureLocalReplay(trace, verdict, sayLine);
    }
    sayLine({{"doing", "live"}});
    measureLiveReceive(trace, verdict, prints, sayLine);
    if (!trace.isConcurrent) {
        const std::vector<TextPrint> expected = expectedTexts(trace);
        verdict.expect(prints == expected, "texts on the way");
        prints = expected;
    }
    ReceivedDocument document;
    document.receive(trace.batch);
    sayLine({{"doing", "save"}});
    measureSaves(trace, document, sayLine);
    sayLine({{"doing", "load"}});
    measureLoads(trace, document, verdict, sayLine);
    sayLine({{"doing", "travel"}});
    measureTravel(trace, document, prints, verdict, sayLine);
    sayLine({{"doing", "undo"}});
    measureUndo(trace, document, verdict, sayLine);
    sayLine({{"doing", "memory"}});
    measureMemory(trace, sayLine);
    sayLine({{"correct", verdict.isCorrect()}, {"wrong", verdict.wrong()}});
    sayLine({{"rss_peak", residentPeakBytes()}, {"done", true}});
    return verdict.isCorrect() ? 0 : 1;
}

/// The columns of one trace, measured in another process.
Json measuredApart(std::string_view argument) {
    const std::size_t star = argument.rfind('*');
    const std::string path(argument.substr(0, star));
    const std::string times(star == std::string_view::npos ? "1" : argument.substr(star + 1));
    if (!countIn(times)) stop("How often a trace is glued is a number from 1 to 1000.");
    Json all{{"trace", argument}};
    const bool endedWell = runSelf({path, times}, [&](const Json& columns) {
        if (!columns.contains("doing")) all.update(columns);
    });
    if (!endedWell) all["correct"] = false;
    return all;
}

}  // namespace

int main(int argc, char** argv) {
    varve::keepFreedMemory();  // as the programs do
    std::vector<std::string_view> arguments(argv + 1, argv + argc);
    if (arguments.size() == 2 && arguments[0] == kColdOption) {
        measureColdLoad(std::string(arguments[1]), sayLine);
        return 0;
    }
    if (arguments.size() == 2) {
        if (const auto times = countIn(arguments[1])) return measureTrace(std::string(arguments[0]), *times);
    }
    const bool asJson = !arguments.empty() && arguments.front() == "--json";
    if (asJson) arguments.erase(arguments.begin());
    if (arguments.empty()) stop("usage: trace_bench [--json] TRACE[*N]...");
    bool isCorrect = true;
    std::vector<Json> traces;
    for (const std::string_view argument : arguments) {
        traces.push_back(measuredApart(argument));
        isCorrect = isCorrect && traces.back().value("correct", false);
        if (asJson) sayLine(traces.back());
    }
    if (!asJson) std::printf("%s", tableOf(traces).c_str());
    return isCorrect ? 0 : 1;
}
