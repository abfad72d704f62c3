// Columns of trace_bench: travelling in time, undo and redo.
#include <optional>

#include "base/clock.h"
#include "base/random.h"
#include "bench/measuring.h"
#include "bench/trace_columns.h"
#include "history/history_cursor.h"
#include "history/timeline.h"
#include "replica/document_replica.h"

namespace varve::bench {

namespace {

constexpr std::size_t kUndoCount = 100;
constexpr std::size_t kFirstJump = 49;

Json quantilesOf(const std::vector<double>& samples) {
    return {{"n", samples.size()},
            {"p50", quantile(samples, 0.5)},
            {"p99", quantile(samples, 0.99)},
            {"first", samples.front()}};
}

/// The versions after so many transactions; `counts` ascending.
std::vector<event::Version> versionsAfter(const event::EventLog& log, const std::vector<std::size_t>& counts) {
    std::vector<event::Version> versions;
    event::Version heads;
    std::size_t done = 0;
    for (const std::size_t count : counts) {
        for (; done < count; ++done) {
            const event::LocalRange events = log.transactionRecord(done).events;
            event::advanceFrontier(heads, log.graph().parentsOf(events.begin), events.end - 1);
        }
        versions.push_back(heads);
    }
    return versions;
}

/// A page that shows moments of the history.
class Traveller {
  public:
    explicit Traveller(const ReceivedDocument& document)
        : m_log(document.log()),
          m_timeline(timelineOf(document.log())),
          m_cursor(document.log(), document.tracker(), m_timeline) {}

    [[nodiscard]] const history::Timeline& timeline() const { return m_timeline; }
    /// The patch, and the state as a rope.
    [[nodiscard]] double visit(std::uint64_t position) {
        return visitBy([&] { return m_cursor.moveToPosition(m_log, position); });
    }
    [[nodiscard]] double visit(const event::Version& version) {
        return visitBy([&] { return m_cursor.moveTo(m_log, version); });
    }
    [[nodiscard]] TextPrint print() const { return printOf(m_text.text()); }

  private:
    static history::Timeline timelineOf(const event::EventLog& log) {
        history::Timeline timeline;
        timeline.followLog(log);
        return timeline;
    }
    template <typename Move>
    [[nodiscard]] double visitBy(const Move& move) {
        return timedMs([&] {
            m_patch = move();
            m_text = m_cursor.rope(m_log);
        });
    }

    const event::EventLog& m_log;
    history::Timeline m_timeline;
    history::HistoryCursor m_cursor;
    document::DocumentPatch m_patch;
    text::Rope m_text;
};

struct Journey {
    double firstMs = 0;
    std::vector<double> inOrderMs;
    std::vector<double> shuffledMs;
    std::size_t wrongCount = 0;
};

/// As the peers' benchmark goes: to the middle, then to every moment in order, then to every moment in a fixed
/// disorder.
template <typename Moment>
Journey journeyOf(Traveller& traveller, const std::vector<Moment>& moments, const std::vector<TextPrint>& expected) {
    Journey journey;
    const auto visit = [&](std::size_t index) {
        const double ms = traveller.visit(moments[index]);
        if (traveller.print() != expected[index]) ++journey.wrongCount;
        return ms;
    };
    journey.firstMs = visit(kFirstJump);
    for (std::size_t index = 0; index < moments.size(); ++index)
        journey.inOrderMs.push_back(visit(index));
    for (const std::size_t index : shuffledIndexes(moments.size()))
        journey.shuffledMs.push_back(visit(index));
    return journey;
}

/// The texts after the first so many transactions of the timeline, by a replica that they reach in that order.
std::vector<TextPrint> textsAlong(const history::Timeline& timeline, const event::EventLog& log,
                                  const std::vector<std::size_t>& entryCounts) {
    std::vector<TextPrint> prints;
    ReceivedDocument other;
    std::size_t done = 0;
    for (const std::size_t count : entryCounts) {
        event::EventBatch batch;
        for (; done < count; ++done)
            batch.add(log.transaction(timeline.entries()[done].transaction));
        other.receive(batch);
        prints.push_back(printOf(other.text().text()));
    }
    return prints;
}

/// The part of the trace that stands before what is undone, and the edits after it.
struct UndoMaterial {
    replica::LoadedDocument document;
    std::vector<replica::EditIntent> edits;
};

replica::EditIntent intentOf(const event::EventBatch& batch, std::size_t index) {
    replica::EditIntent intent;
    for (const auto& operation : batch.operationsOf(batch.transactions()[index])) {
        const bool inserts = operation.type == event::OperationType::kInsert;
        const text::Offset end = inserts ? operation.offset : operation.offset + operation.count;
        intent.edits.push_back(
            {{operation.offset, end}, inserts ? std::string(batch.textOf(operation)) : std::string()});
    }
    return intent;
}

UndoMaterial undoMaterial(const RecordedTrace& trace, const ReceivedDocument& whole) {
    const std::size_t count = trace.batch.transactions().size();
    UndoMaterial material{{"", whole.state()}, {}};
    if (!trace.isConcurrent && count > kUndoCount) {
        ReceivedDocument before;
        before.receive(whole.log().batch(0, count - kUndoCount));
        material.document = {"", before.state()};
        for (std::size_t index = count - kUndoCount; index < count; ++index)
            material.edits.push_back(intentOf(trace.batch, index));
        return material;
    }
    Random random(3);
    for (std::uint32_t index = 0; index < kUndoCount; ++index) {
        const text::Offset at{random.below(whole.text().count() + index + 1)};
        material.edits.push_back({event::TransactionKind::kEdit, {{{at, at}, "x"}}});
    }
    return material;
}

}  // namespace

void measureTravel(const RecordedTrace& trace, const ReceivedDocument& document, const std::vector<TextPrint>& expected,
                   Verdict& verdict, const Say& say) {
    std::optional<Traveller> traveller;
    const double openMs = timedMs([&] { traveller.emplace(document); });
    const history::TimelineEntries& entries = traveller->timeline().entries();
    std::vector<std::uint64_t> positions;
    for (const std::size_t moment : trace.moments)
        positions.push_back(moment == 0 ? 0 : entries[moment - 1].beginPosition + entries[moment - 1].eventCount);
    // In a sequential trace the timeline is the order of arrival.
    const std::vector<TextPrint> along =
        trace.isConcurrent ? textsAlong(traveller->timeline(), document.log(), trace.moments) : expected;
    const Journey journey = journeyOf(*traveller, positions, along);
    std::size_t wrongCount = journey.wrongCount;
    say({{"travel_open_ms", openMs},
         {"travel_first_ms", journey.firstMs},
         {"travel_seq", quantilesOf(journey.inOrderMs)},
         {"travel_step", quantilesOf({journey.inOrderMs.begin() + 1, journey.inOrderMs.end()})},
         {"travel_rnd", quantilesOf(journey.shuffledMs)}});
    if (trace.isConcurrent) {
        const Journey other = journeyOf(*traveller, versionsAfter(document.log(), trace.moments), expected);
        wrongCount += other.wrongCount;
        say({{"travel_version_seq", quantilesOf(other.inOrderMs)},
             {"travel_version_rnd", quantilesOf(other.shuffledMs)}});
    }
    verdict.expect(wrongCount == 0, "time travel");
    say({{"travel_wrong", wrongCount}});
}

void measureUndo(const RecordedTrace& trace, const ReceivedDocument& document, Verdict& verdict, const Say& say) {
    UndoMaterial material = undoMaterial(trace, document);
    ManualClock clock;
    const event::AgentRecord agent{.id = {systemRandom16()}, .user = "bench", .device = "", .startedMs = 0};
    replica::DocumentReplica replica(std::move(material.document), agent, clock);
    const std::string before = replica.text().text();
    std::vector<double> keyMs;
    for (const replica::EditIntent& edit : material.edits) {
        replica.closeStep();
        keyMs.push_back(timedMs([&] { orStop(replica.apply(edit)); }));
    }
    const std::string after = replica.text().text();
    verdict.expect(trace.isConcurrent || after == trace.endContent, "edits before undo");
    // The first undo after opening also makes the tracker, which is a column of its own (tracker_ms).
    static_cast<void>(replica.presentTracker());
    std::vector<double> undoMs;
    std::vector<double> redoMs;
    for (std::size_t index = 0; index < material.edits.size(); ++index)
        undoMs.push_back(timedMs([&] { static_cast<void>(orStop(replica.undo())); }));
    const bool undoIsRight = replica.text().text() == before;
    for (std::size_t index = 0; index < material.edits.size(); ++index)
        redoMs.push_back(timedMs([&] { static_cast<void>(orStop(replica.redo())); }));
    const bool redoIsRight = replica.text().text() == after;
    verdict.expect(undoIsRight, "undo");
    verdict.expect(redoIsRight, "redo");
    say({{"key_us", {{"p50", 1000 * quantile(keyMs, 0.5)}, {"p99", 1000 * quantile(keyMs, 0.99)}}},
         {"undo", quantilesOf(undoMs)},
         {"redo", quantilesOf(redoMs)},
         {"undo_correct", undoIsRight && redoIsRight}});
}

}  // namespace varve::bench
