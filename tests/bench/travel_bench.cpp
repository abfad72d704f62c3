// Time travel alone, on recorded sessions: making the travel index, steps, jumps, and what the parts of them cost. One
// JSON object a trace on standard output; microseconds of CPU time of the process unless a name says otherwise.
//
//     travel_bench TRACE.json[.gz]...
//
// `patch`: HistoryCursor::moveToPosition; `rope`: the state as a rope afterwards; `both`: their sum. `scan`: one pass
// over the index that finds nothing to do. `ids_50`: HistoryCursor::idsAt for 50 places all over the text of a random
// moment; `place`: HistoryCursor::placeOf for one of them.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "bench/imported_trace.h"
#include "event/trace_import.h"
#include "history/history_cursor.h"
#include "history/travel_index_builder.h"

namespace {

using namespace varve;
using Json = nlohmann::ordered_json;

constexpr int kBuildCount = 7;
constexpr int kScanCount = 200;
constexpr std::uint64_t kSingleStepCount = 2000;

double cpuUs() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

/// What asking for the time costs, to be taken off every sample.
double clockUs() {
    std::vector<double> samples;
    for (int i = 0; i < 1000; ++i) {
        const double begin = cpuUs();
        samples.push_back(cpuUs() - begin);
    }
    std::ranges::sort(samples);
    return samples[samples.size() / 2];
}

template <typename Work>
double timed(const Work& work) {
    static const double overhead = clockUs();
    const double begin = cpuUs();
    work();
    return std::max(0.0, cpuUs() - begin - overhead);
}

Json percentiles(std::vector<double> samples) {
    std::ranges::sort(samples);
    const auto at = [&](double part) {
        return std::round(100 * samples[static_cast<std::size_t>(part * static_cast<double>(samples.size() - 1))]) /
               100;
    };
    return {{"p50", at(0.5)}, {"p99", at(0.99)}, {"max", at(1)}};
}

[[noreturn]] void fail(const std::string& sentence) {
    std::fprintf(stderr, "travel_bench: %s\n", sentence.c_str());
    std::exit(1);
}

/// Shows one position after the other.
class Traveller {
  public:
    Traveller(const event::EventLog& log, history::HistoryCursor& cursor) : m_log(log), m_cursor(cursor) {}

    Json travel(const std::vector<std::uint64_t>& positions) {
        std::vector<double> patches;
        std::vector<double> ropes;
        std::vector<double> both;
        std::uint64_t pieces = 0;
        for (const std::uint64_t position : positions) {
            document::DocumentPatch patch;
            patches.push_back(timed([&] { patch = m_cursor.moveToPosition(m_log, position); }));
            ropes.push_back(timed([&] { m_scalars += m_cursor.rope(m_log).count(); }));
            both.push_back(patches.back() + ropes.back());
            pieces += patch.body.pieces().size();
        }
        return {{"both", percentiles(both)},
                {"patch", percentiles(patches)},
                {"rope", percentiles(ropes)},
                {"pieces_mean", pieces / positions.size()}};
    }
    [[nodiscard]] std::uint64_t scalars() const { return m_scalars; }

  private:
    const event::EventLog& m_log;
    history::HistoryCursor& m_cursor;
    std::uint64_t m_scalars = 0;
};

/// There and back in steps of one `parts`th of the history.
std::vector<std::uint64_t> stepPositions(std::uint64_t end, std::uint64_t parts) {
    std::vector<std::uint64_t> positions;
    for (std::uint64_t part = 0; part <= parts; ++part)
        positions.push_back(end - end * part / parts);
    for (std::uint64_t part = 0; part <= parts; ++part)
        positions.push_back(end * part / parts);
    return positions;
}

std::vector<std::uint64_t> randomPositions(std::uint64_t end, std::size_t count) {
    Random random(1);
    std::vector<std::uint64_t> positions(count);
    for (std::uint64_t& position : positions)
        position = random.below(static_cast<std::uint32_t>(end + 1));
    return positions;
}

/// Which characters are at places of random moments, and where they are.
void askForObjects(const event::EventLog& log, history::HistoryCursor& cursor, std::uint64_t end, Json& result) {
    constexpr std::uint32_t kPlaceCount = 50;
    Random random(1);
    std::vector<double> ids;
    std::vector<double> places;
    for (const std::uint64_t position : randomPositions(end, 500)) {
        cursor.moveToPosition(log, position);
        if (cursor.count() == 0) continue;
        std::vector<text::Offset> offsets(kPlaceCount);
        for (text::Offset& offset : offsets)
            offset = {random.below(cursor.count())};
        std::ranges::sort(offsets);
        std::vector<event::EventId> found;
        ids.push_back(timed([&] { found = cursor.idsAt(log, event::WellKnownObject::kBody, offsets); }));
        const std::uint32_t chosen = random.below(kPlaceCount);
        std::optional<history::ObjectPlace> place;
        places.push_back(timed([&] { place = cursor.placeOf(log, found[chosen]); }));
        if (!place || place->offset != offsets[chosen]) fail("a character is not where it was found");
    }
    result["ids_50"] = percentiles(ids);
    result["place"] = percentiles(places);
}

void benchTrace(const char* path) {
    const event::ImportedTrace trace = bench::importedTrace(path);
    event::EventLog log;
    log.append(trace.batch);
    merge::Tracker tracker;
    tracker.applyNewEventsQuietly(log);
    history::Timeline timeline;
    timeline.followLog(log);
    Json result;
    result["trace"] = std::string(path).substr(std::string(path).find_last_of('/') + 1);
    result["events"] = log.end().value;
    result["transactions"] = log.transactionCount();
    result["items"] = tracker.itemCount();
    std::vector<double> builds;
    for (int i = 0; i < kBuildCount; ++i)
        builds.push_back(timed([&] { static_cast<void>(history::buildTravelIndex(log, tracker, timeline)); }) / 1000);
    std::ranges::sort(builds);
    result["build_ms"] = {{"min", builds.front()}, {"median", builds[builds.size() / 2]}};
    history::HistoryCursor cursor(log, tracker, timeline);
    result["stretches"] = cursor.index()->stretchCount();
    result["index_bytes"] = cursor.index()->memoryBytes();
    result["tracker_bytes"] = tracker.memoryBytes();
    result["correct"] = !trace.endContent || cursor.text(log) == *trace.endContent;

    const std::uint64_t end = timeline.eventCount();
    Traveller traveller(log, cursor);
    std::vector<std::uint64_t> single;
    const history::TimelineEntries& entries = timeline.entries();
    for (std::uint64_t i = 0; i < std::min<std::uint64_t>(kSingleStepCount, entries.size()); ++i)
        single.push_back(entries[entries.size() - 1 - i].beginPosition);
    for (const char* run : {"cold", "warm"}) {
        Json& figures = result[run];
        figures["jump_100"] = traveller.travel(randomPositions(end, 100));
        figures["jump_1000"] = traveller.travel(randomPositions(end, 1000));
        figures["step_1/100"] = traveller.travel(stepPositions(end, 100));
        figures["step_1/1000"] = traveller.travel(stepPositions(end, 1000));
        cursor.moveToPosition(log, end);
        figures["transaction"] = traveller.travel(single);
    }
    std::vector<double> scans;
    for (int i = 0; i < kScanCount; ++i) {
        const std::uint64_t position = end * static_cast<std::uint64_t>(i) / kScanCount;
        scans.push_back(timed([&] { static_cast<void>(cursor.patchBetween(log, position, position)); }));
    }
    result["scan"] = percentiles(scans);
    askForObjects(log, cursor, end, result);
    result["seen_scalars"] = traveller.scalars();
    std::printf("%s\n", result.dump().c_str());
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) fail("usage: travel_bench TRACE.json[.gz]...");
    for (int index = 1; index < argc; ++index)
        benchTrace(argv[index]);
    return 0;
}
