// What marks cost in the merge layer: marking a large document as a whole, ten thousand marks that overlap, and the
// ordinary case of many short ones. Each line is the smallest CPU time of a few runs.
//
//     marks_bench
#include <ctime>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>

#include "base/random.h"
#include "merge/tracker.h"

namespace {

using namespace varve;
using event::EventLog;
using merge::Tracker;
using merge::View;

constexpr std::uint32_t kTextCount = 1'000'000;
constexpr std::uint32_t kMarkCount = 10'000;
constexpr int kRepeatCount = 5;

double cpuMs() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

void show(const char* what, double value, const char* unit) {
    std::printf("%-64s %10.3f %s\n", what, value, unit);
    std::fflush(stdout);
}

/// Smallest CPU time of `run`, which is given a fresh copy of `start` each time. A copy has no room to grow, so the
/// first events that it takes pay for that: four bytes an event.
double smallest(const Tracker& start, const std::function<void(Tracker&)>& run) {
    double best = 1e300;
    for (int repeat = 0; repeat < kRepeatCount; ++repeat) {
        Tracker tracker(start);
        const double begin = cpuMs();
        run(tracker);
        best = std::min(best, cpuMs() - begin);
    }
    return best;
}

void append(EventLog& log, event::Operation operation) {
    event::Transaction transaction;
    transaction.first.sequence = {log.end().value};
    transaction.parents = log.idsOf(log.version());
    transaction.operations.push_back(std::move(operation));
    if (!log.append(transaction)) std::abort();
}

event::Insert insertAt(std::uint32_t offset, std::string text) {
    return {.offset = {offset}, .text = std::move(text)};
}

event::Mark markOf(std::uint32_t begin, std::uint32_t end, std::string key, event::Value value) {
    return {.begin = {begin}, .end = {end}, .key = std::move(key), .value = std::move(value)};
}

/// A megabyte in pieces of `pieceCount` scalars, each written somewhere in what is there already.
EventLog writtenLog(std::uint32_t pieceCount) {
    EventLog log;
    Random random(1);
    for (std::uint32_t count = 0; count < kTextCount; count += pieceCount)
        append(log, insertAt(random.below(count + 1), std::string(pieceCount, 'a')));
    return log;
}

Tracker trackerOf(const EventLog& log) {
    Tracker tracker;
    tracker.applyNewEventsQuietly(log);
    return tracker;
}

void markAll(const char* name, std::uint32_t pieceCount) {
    EventLog log = writtenLog(pieceCount);
    const Tracker plain = trackerOf(log);
    std::printf("%s: %zu items, %.2f MB\n", name, plain.itemCount(), static_cast<double>(plain.memoryBytes()) / 1e6);
    event::Mark bold = markOf(0, kTextCount, "bold", true);
    bold.expandEnd = true;
    append(log, bold);
    show("  mark everything bold, with its patch",
         smallest(plain, [&](Tracker& tracker) { static_cast<void>(tracker.applyNewEvents(log)); }), "ms");
    const Tracker marked = trackerOf(log);
    const event::Version before{log.end() - 2};
    show("  step back over it in time, with its patch",
         smallest(marked, [&](Tracker& tracker) { static_cast<void>(tracker.movePrepareTo(log, before)); }), "ms");
    append(log, insertAt(kTextCount / 2, "x"));
    show("  a key press in the marked text, with its patch",
         1e3 * smallest(marked, [&](Tracker& tracker) { static_cast<void>(tracker.applyNewEvents(log)); }), "us");
}

void manyMarks(const char* name, std::uint32_t pieceCount,
               const std::function<event::Mark(Random&, std::uint32_t)>& makeMark) {
    EventLog log = writtenLog(pieceCount);
    const Tracker plain = trackerOf(log);
    const event::Version unmarked = log.version();
    Random random(2);
    for (std::uint32_t index = 0; index < kMarkCount; ++index)
        append(log, makeMark(random, index));
    std::printf("%s: %zu items before\n", name, plain.itemCount());
    show("  apply all of them, without patches",
         smallest(plain, [&](Tracker& tracker) { tracker.applyNewEventsQuietly(log); }), "ms");
    const Tracker marked = trackerOf(log);
    show("  items", static_cast<double>(marked.itemCount()), "");
    show("  memory more than without", static_cast<double>(marked.memoryBytes() - plain.memoryBytes()) / 1e6, "MB");
    show("  formatted runs of everything",
         smallest(marked, [&](Tracker& tracker) { static_cast<void>(tracker.formattedRuns(log, View::kEffect)); }),
         "ms");
    show("  back to where there were none, with its patch",
         smallest(marked, [&](Tracker& tracker) { static_cast<void>(tracker.movePrepareTo(log, unmarked)); }), "ms");
    const event::Version before{log.end() - 2};
    show("  step back over the newest, with its patch",
         smallest(marked, [&](Tracker& tracker) { static_cast<void>(tracker.movePrepareTo(log, before)); }), "ms");
    append(log, makeMark(random, kMarkCount));
    show("  one mark more, with its patch",
         smallest(marked, [&](Tracker& tracker) { static_cast<void>(tracker.applyNewEvents(log)); }), "ms");
    const Tracker again = trackerOf(log);
    append(log, insertAt(kTextCount / 2, "x"));
    show("  a key press, with its patch",
         1e3 * smallest(again, [&](Tracker& tracker) { static_cast<void>(tracker.applyNewEvents(log)); }), "us");
}

event::Mark overlapping(Random& random, std::uint32_t index) {
    const std::uint32_t a = random.below(kTextCount);
    const std::uint32_t b = random.below(kTextCount);
    const char* const keys[] = {"bold", "colour", "size"};
    return markOf(std::min(a, b), std::max(a, b) + 1, keys[index % 3], std::int64_t{index});
}

event::Mark shortOne(Random& random, std::uint32_t index) {
    const std::uint32_t begin = random.below(kTextCount - 100);
    if (index % 2 == 0) return markOf(begin, begin + 1 + random.below(20), "bold", true);
    return markOf(begin, begin + 1 + random.below(99), "comment:" + std::to_string(index), true);
}

}  // namespace

int main() {
    markAll("a megabyte pasted at once", kTextCount);
    markAll("a megabyte in pieces of 100 all over", 100);
    markAll("a megabyte in pieces of 10 all over", 10);
    manyMarks("10,000 words bold and comments, over pieces of 100", 100, shortOne);
    manyMarks("10,000 marks that overlap at random, over one paste", kTextCount, overlapping);
    return 0;
}
