// What the past costs on the GUI thread: a step of the slider, a jump to any moment, the panel while it is zoomed and
// dragged. A measured step has everything between the mouse and the pixels: the state and its patch, the layout, and
// painting the page of 900 x 1000 and the timeline. Times are CPU milliseconds of the process.
//
//     QT_QPA_PLATFORM=offscreen history_bench [--json] [--generated EVENTS]... TRACE.json[.gz]...
//
// Prints an array with one object for each trace or generated rich document. `enter_ms`: the first look at the past
// (tracker, index). `cold_ms`: the first hundred jumps after it. `diff_ms`: the difference of the moment on display and
// any other, as comparing makes it. `search_ms`: the longest of several searches in all that was ever written, any case
// and whole words. `history_bytes_per_event`: what the log, the tracker, the timeline with its axes and lanes, the
// index and a cursor at the newest moment take on the heap, for each event, before any page shows them.
#include <QApplication>
#include <QImage>
#include <QWheelEvent>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/random.h"
#include "bench/imported_trace.h"
#include "bench/measuring.h"
#include "bench/rich_history.h"
#include "history/history_search.h"
#include "projection/document_reader.h"
#include "projection/history_words.h"
#include "projection/moment_diff.h"
#include "replica/document_replica.h"
#include "ui/editor/editor_view.h"
#include "ui/history/history_mode.h"
#include "ui/history/timeline_axis.h"
#include "ui/history/timeline_lanes.h"
#include "ui/history/timeline_panel.h"

using namespace varve;
using namespace varve::ui;
using Json = nlohmann::ordered_json;

namespace {

constexpr int kJumpCount = 500;
constexpr int kColdCount = 100;
constexpr std::uint64_t kPartCount = 1000;
constexpr int kFrameCount = 300;
constexpr int kDiffCount = 300;

Json percentiles(const std::vector<double>& samples) {
    return {{"p50", bench::quantile(samples, 0.5)},
            {"p95", bench::quantile(samples, 0.95)},
            {"p99", bench::quantile(samples, 0.99)},
            {"max", bench::quantile(samples, 1)}};
}

event::AgentRecord reader() {
    event::AgentRecord record{.id = {}, .user = "reader", .device = "bench", .startedMs = 0};
    record.id.bytes[0] = 200;
    return record;
}

/// A document with its page and its past, put together as the window does it.
class HistoryPage {
  public:
    explicit HistoryPage(event::EventLog log)
        : m_replica({"00000000-0000-4000-8000-000000000001", merge::CurrentState(std::move(log))}, reader(), m_clock),
          m_present(
              m_replica.log(), [this]() -> const merge::Tracker& { return m_replica.presentTracker(); },
              merge::View::kEffect),
          m_panel(m_replica.log(), [this]() -> const history::Timeline& { return m_replica.timeline(); }),
          m_mode(m_replica, m_view, m_present, m_panel) {
        m_view.resize(900, 1000);
        m_view.show();
        m_panel.resize(900, 200);
        m_panel.show();
        const merge::Tracker& tracker = m_replica.presentTracker();
        projection::ObjectRegisters registers(tracker.registers(m_replica.log(), merge::View::kEffect));
        projection::BlockSequence blocks =
            projection::readBlocks(m_replica.log(), tracker, merge::View::kEffect, event::WellKnownObject::kBody,
                                   registers, m_view.heightEstimate());
        m_view.setDocument(std::move(blocks), std::move(registers), &m_present);
        m_pageImage = QImage(m_view.viewport()->size(), QImage::Format_ARGB32_Premultiplied);
        m_panelImage = QImage(m_panel.size(), QImage::Format_ARGB32_Premultiplied);
        paint();
    }

    void enter() {
        m_mode.enter();
        paint();
    }
    void show(std::uint64_t position) {
        m_mode.show(position);
        paint();
    }
    void paint() {
        m_view.viewport()->render(&m_pageImage, {}, {}, {});
        paintPanel();
    }
    void paintPanel() { m_panel.render(&m_panelImage, {}, {}, QWidget::DrawWindowBackground | QWidget::DrawChildren); }
    /// One notch of the wheel over the timeline at a part of its width; `isPan`: along it.
    void turnWheel(double part, int notches, bool isPan) {
        TimelineSlider& slider = m_panel.slider();
        const QPointF place(slider.width() * part, slider.height() / 2.0);
        const QPoint angle = isPan ? QPoint(120 * notches, 0) : QPoint(0, 120 * notches);
        QWheelEvent event(place, slider.mapToGlobal(place), {}, angle, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                          false);
        QApplication::sendEvent(&slider, &event);
    }
    /// What comparing does for a frame, but for painting: the moment on display with another one.
    [[nodiscard]] projection::MomentDiff diffFrom(std::uint64_t from) {
        const event::EventLog& log = m_replica.log();
        history::HistoryCursor& cursor = *m_mode.cursor();
        const std::uint64_t to = m_mode.position();
        const projection::PatchPair patches{cursor.patchBetween(log, from, to), cursor.patchBetween(log, to, from)};
        const std::string body = cursor.text(log);
        const auto mayHaveBeen = [&](const event::EventId& id) {
            const auto event = log.find(id);
            return event && m_replica.timeline().positionOf(log, *event) < std::min(from, to);
        };
        return projection::momentDiff(patches, {body, m_view.textsBeside(), m_view.objects(), mayHaveBeen});
    }
    /// Hits of some words, and the milliseconds of the slowest search.
    [[nodiscard]] double slowestSearchMs() {
        double slowest = 0;
        for (const char* words : {"a", "e", "the", "and ", "budget", "zzzzzzzz"}) {
            for (const bool isWhole : {false, true}) {
                const auto patterns = projection::historyPatterns(words, {.isWholeWord = isWhole});
                if (!patterns) bench::stop(patterns.error().message);
                const history::TravelIndex& index = *m_mode.cursor()->index();
                slowest = std::max(slowest, bench::timedMs([&] {
                                       static_cast<void>(history::searchHistory(m_replica.log(), index, *patterns));
                                   }));
            }
        }
        return slowest;
    }
    [[nodiscard]] replica::DocumentReplica& replica() { return m_replica; }
    [[nodiscard]] std::uint64_t eventCount() { return m_replica.timeline().eventCount(); }

  private:
    ManualClock m_clock;
    replica::DocumentReplica m_replica;
    EditorView m_view;
    projection::TrackerObjects m_present;
    TimelinePanel m_panel;
    HistoryMode m_mode;
    QImage m_pageImage;
    QImage m_panelImage;
};

std::vector<double> jumps(HistoryPage& page, Random& random, int count) {
    std::vector<double> samples;
    for (int jump = 0; jump < count; ++jump) {
        const std::uint64_t position = random.below(static_cast<std::uint32_t>(page.eventCount() + 1));
        samples.push_back(bench::timedMs([&] { page.show(position); }));
    }
    return samples;
}

/// There and back over the whole history, as a hand does that drags the slider.
std::vector<double> steps(HistoryPage& page) {
    std::vector<double> samples;
    const std::uint64_t end = page.eventCount();
    for (std::uint64_t part = 0; part <= 2 * kPartCount; ++part) {
        const std::uint64_t there = part <= kPartCount ? kPartCount - part : part - kPartCount;
        samples.push_back(bench::timedMs([&] { page.show(end * there / kPartCount); }));
    }
    return samples;
}

std::vector<double> differences(HistoryPage& page, Random& random) {
    std::vector<double> samples;
    const auto end = static_cast<std::uint32_t>(page.eventCount() + 1);
    std::size_t changeCount = 0;
    for (int pair = 0; pair < kDiffCount; ++pair) {
        page.show(random.below(end));
        const std::uint64_t from = random.below(end);
        samples.push_back(bench::timedMs([&] { changeCount += page.diffFrom(from).body.changes.size(); }));
    }
    if (changeCount == 0) bench::stop("The moments of this document do not differ.");
    return samples;
}

/// What the past takes in memory, made as a document and its timeline make it.
std::size_t historyBytes(const std::function<event::EventLog()>& makeLog) {
    const std::size_t before = bench::heapBytes();
    const event::EventLog log = makeLog();
    merge::Tracker tracker;
    tracker.applyNewEventsQuietly(log);
    history::Timeline timeline;
    timeline.followLog(log);
    const history::HistoryCursor cursor(log, tracker, timeline);
    TimelineAxis activity(AxisKind::kActivity);
    activity.follow(timeline.entries());
    TimelineAxis clock(AxisKind::kClock);
    clock.follow(timeline.entries());
    TimelineLanes lanes;
    lanes.follow(log, timeline);
    const std::size_t all = bench::heapBytes() - before;
    std::fprintf(stderr, "history: log %zu, tracker %zu, timeline %zu, index %zu of %zu bytes\n", log.memoryBytes(),
                 tracker.memoryBytes(), timeline.memoryBytes(), cursor.index()->memoryBytes(), all);
    return all;
}

/// In to single events, along, and out again.
std::vector<double> panelFrames(HistoryPage& page) {
    std::vector<double> samples;
    for (int frame = 0; frame < kFrameCount; ++frame) {
        const int part = frame % 60;
        samples.push_back(bench::timedMs([&] {
            page.turnWheel(0.3, part < 20 ? 1 : part < 40 ? (part % 2 == 0 ? 1 : -1) : -1, part >= 20 && part < 40);
            page.paintPanel();
        }));
    }
    return samples;
}

Json benchLog(const std::string& name, const std::function<event::EventLog()>& makeLog) {
    Json result;
    result["trace"] = name;
    event::EventLog log = makeLog();
    const std::uint32_t events = log.end().value;
    result["events"] = events;
    const std::size_t bytes = historyBytes([&log] { return log; });
    HistoryPage page(std::move(log));
    result["enter_ms"] = bench::timedMs([&] { page.enter(); });
    Random random(1);
    result["cold_ms"] = percentiles(jumps(page, random, kColdCount));
    result["step_ms"] = percentiles(steps(page));
    result["jump_ms"] = percentiles(jumps(page, random, kJumpCount));
    result["panel_frame_ms"] = percentiles(panelFrames(page));
    result["search_ms"] = page.slowestSearchMs();
    result["diff_ms"] = percentiles(differences(page, random));
    result["history_bytes_per_event"] = static_cast<double>(bytes) / static_cast<double>(std::max(events, 1U));
    return result;
}

}  // namespace

int main(int argc, char** argv) {
    const QApplication application(argc, argv);
    Json results = Json::array();
    for (int index = 1; index < argc; ++index) {
        const std::string argument = argv[index];
        if (argument == "--json") continue;
        if (argument == "--generated") {
            if (++index == argc) bench::stop("How many events? Say it behind --generated.");
            const auto count = static_cast<std::uint32_t>(std::strtoul(argv[index], nullptr, 10));
            if (count < 1000) bench::stop("A generated document has at least 1,000 events.");
            results.push_back(benchLog("generated", [count] { return bench::richHistory(count); }));
        } else {
            results.push_back(benchLog(argument.substr(argument.find_last_of('/') + 1), [&] {
                event::EventLog log;
                log.append(bench::importedTrace(argument).batch);
                return log;
            }));
        }
    }
    if (results.empty()) bench::stop("usage: history_bench [--json] [--generated EVENTS]... TRACE.json[.gz]...");
    std::printf("%s\n", results.dump(2).c_str());
    return 0;
}
