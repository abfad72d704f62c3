// What comparing two moments costs while the timeline is dragged, without the page: both patches between them, the text
// shown, and the difference in words. One JSON object a history on standard output; milliseconds of CPU time.
//
//     compare_bench [--events COUNT] [TRACE.json[.gz]...]
//
// `any`: any two moments; `near`: a hundredth of the history apart; `words`: the part of `any` that makes words of the
// patches. `changes`: of `any`, mean. --events: a generated history of so many events as well.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/random.h"
#include "bench/generated_history.h"
#include "bench/imported_trace.h"
#include "bench/measuring.h"
#include "history/history_cursor.h"
#include "projection/moment_diff.h"

namespace {

using namespace varve;
using Json = nlohmann::ordered_json;

constexpr int kPairCount = 300;

Json quantiles(const std::vector<double>& samples) {
    const auto at = [&](double part) { return std::round(1000 * bench::quantile(samples, part)) / 1000; };
    return {{"p50", at(0.5)}, {"p95", at(0.95)}, {"p99", at(0.99)}, {"max", at(1)}};
}

void benchLog(const std::string& name, event::EventBatch batch) {
    event::EventLog log;
    log.append(std::move(batch));
    merge::Tracker tracker;
    tracker.applyNewEventsQuietly(log);
    history::Timeline timeline;
    timeline.followLog(log);
    history::HistoryCursor cursor(log, tracker, timeline);
    const std::uint64_t end = timeline.eventCount();
    const projection::TextsBeside nothingBeside;
    Random random(1);
    std::vector<double> any;
    std::vector<double> near;
    std::vector<double> words;
    std::size_t changeCount = 0;
    for (int pair = 0; pair < kPairCount; ++pair) {
        const std::uint64_t to = random.below(static_cast<std::uint32_t>(end + 1));
        cursor.moveToPosition(log, to);
        const auto compare = [&](std::uint64_t from, std::vector<double>& samples, bool isAny) {
            double ofWords = 0;
            projection::MomentDiff diff;
            samples.push_back(bench::timedMs([&] {
                const projection::PatchPair patches{cursor.patchBetween(log, from, to),
                                                    cursor.patchBetween(log, to, from)};
                const std::string body = cursor.text(log);
                ofWords = bench::timedMs([&] {
                    diff = projection::momentDiff(patches, {body, nothingBeside, nullptr, {}});
                });
            }));
            if (!isAny) return;
            words.push_back(ofWords);
            changeCount += diff.body.changes.size();
        };
        compare(random.below(static_cast<std::uint32_t>(end + 1)), any, true);
        compare(to - std::min(to, end / 100), near, false);
    }
    const Json result = {{"trace", name},
                         {"events", end},
                         {"stretches", cursor.index()->stretchCount()},
                         {"any", quantiles(any)},
                         {"near", quantiles(near)},
                         {"words", quantiles(words)},
                         {"changes", changeCount / kPairCount}};
    std::printf("%s\n", result.dump().c_str());
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    for (int index = 1; index < argc; ++index) {
        const std::string argument = argv[index];
        if (argument == "--events" && index + 1 < argc) {
            bench::HistoryOptions options;
            options.eventCount = static_cast<std::uint32_t>(std::strtoul(argv[++index], nullptr, 10));
            benchLog("generated", bench::makeHistory(options));
        } else {
            const std::string name = argument.substr(argument.find_last_of('/') + 1);
            benchLog(name, bench::importedTrace(argument).batch);
        }
    }
    return 0;
}
