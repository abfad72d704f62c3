#include "merge/tracker_snapshot.h"

#include <algorithm>

#include "base/check.h"
#include "base/compression.h"
#include "merge/snapshot_parts.h"
#include "merge/walker.h"

namespace varve::merge {

using event::LocalRange;
using event::OperationRun;
using event::OperationType;

namespace {

constexpr int kCompressionLevel = 1;

/// An origin or a place as a number.
std::uint64_t numberOf(std::uint32_t unitOrNone) {
    return unitOrNone == kNone ? 0 : std::uint64_t{unitOrNone} + 1;
}

void writeStep(ByteWriter& writer, std::uint64_t value, std::uint64_t predicted) {
    writer.writeSignedVarint(static_cast<std::int64_t>(value) - static_cast<std::int64_t>(predicted));
}

/// Appends a unit that was hit to the last run where it goes on.
void addTarget(std::vector<TargetRun>& runs, std::uint32_t target) {
    if (!runs.empty()) {
        TargetRun& run = runs.back();
        const bool ascends = target == run.last() + 1 && (run.count == 1 || !run.isDescending);
        const bool descends = target + 1 == run.last() && (run.count == 1 || run.isDescending);
        if (ascends || descends) {
            run.isDescending = descends;
            ++run.count;
            return;
        }
    }
    runs.push_back({target, 1, false});
}

}  // namespace

std::uint64_t arrivalChecksum(const event::EventLog& log, event::LocalVersion end) {
    ByteWriter writer;
    log.visitSpans({{0}, end}, [&writer](const event::EventSpan& span) {
        const auto& agent = span.first.agent.bytes;
        writer.writeRaw({reinterpret_cast<const char*>(agent.data()), agent.size()});
        writer.writeFixed32(span.first.sequence.value);
        writer.writeFixed32(span.count);
    });
    return checksumOf(writer.bytes());
}

class SnapshotWriter {
  public:
    static Bytes encode(const event::EventLog& log, Tracker& tracker) {
        Tracker::State& state = *tracker.m_state;
        Walker(state, log, std::nullopt).movePrepareTo(state.effectVersion);
        state.collectMarks();
        SnapshotWriter content(log, state);
        content.writeFrame();
        for (const Tracker::State::Text& text : state.texts)
            content.writeItems(text.tree);
        content.writeDeletions();
        content.writeMarks();
        return content.m_writer.take();
    }

  private:
    SnapshotWriter(const event::EventLog& log, const Tracker::State& state) : m_log(log), m_state(state) {}

    void writeFrame() {
        const EventIndex& index = m_state.index;
        m_writer.writeVarint(index.base());
        m_writer.writeVarint(index.size());
        m_writer.writeFixed64(arrivalChecksum(m_log, {index.size()}));
        std::vector<LocalRange> quarantined;
        for (std::uint32_t event = index.base(); m_state.hasQuarantined && event < index.size(); ++event) {
            if (index[event] != kNone) continue;
            if (!quarantined.empty() && quarantined.back().end.value == event) {
                quarantined.back().end.value = event + 1;
            } else {
                quarantined.push_back({{event}, {event + 1}});
            }
        }
        m_writer.writeVarint(quarantined.size());
        std::uint32_t before = index.base();
        for (const LocalRange& range : quarantined) {
            m_writer.writeVarint(range.begin.value - before);
            m_writer.writeVarint(range.count());
            before = range.end.value;
        }
        m_writer.writeVarint(m_state.texts.size());
        for (std::uint32_t text = 1; text < m_state.texts.size(); ++text) {
            const auto number = std::ranges::find(m_state.textBySequence, text);
            m_writer.writeVarint(static_cast<std::uint64_t>(number - m_state.textBySequence.begin()));
        }
    }

    void writeItems(const ItemTree& tree) {
        std::vector<Item> items;
        for (ItemTree::Cursor cursor = tree.begin(); tree.settle(cursor); ++cursor.index) {
            const Item& item = tree.at(cursor);
            // The tree does not join items of two leaves.
            if (!items.empty() && items.back().isContinuedBy(item)) {
                items.back().count += item.count;
            } else {
                items.push_back(item);
            }
        }
        m_writer.writeVarint(items.size());
        std::uint32_t end = 0;
        for (const Item& item : items) {
            writeStep(m_writer, item.first, end);
            end = item.end();
        }
        for (const Item& item : items)
            m_writer.writeVarint(item.count);
        for (std::size_t at = 0; at < items.size(); ++at)
            writeStep(m_writer, numberOf(items[at].leftOrigin), at == 0 ? 0 : items[at - 1].end());
        for (std::size_t at = 0; at < items.size(); ++at)
            writeStep(m_writer, numberOf(items[at].rightOrigin),
                      at + 1 == items.size() ? 0 : numberOf(items[at + 1].first));
        for (const Item& item : items) {
            const ScalarState state = item.state[static_cast<std::size_t>(View::kEffect)];
            CHECK(state.isInserted() && state == item.state[static_cast<std::size_t>(View::kPrepare)]);
            m_writer.writeVarint((std::uint64_t{state.deletionCount()} << 1) | (state.isDead() ? 1 : 0));
        }
        m_coverages.reserve(m_coverages.size() + items.size());
        for (const Item& item : items)
            m_coverages.push_back(item.coverage);
    }

    void writeDeletions() {
        const EventIndex& index = m_state.index;
        std::vector<TargetRun> runs;
        for (const OperationRun& run : m_log.operationRuns()) {
            if (run.type != OperationType::kDelete || run.events.end.value <= index.base()) continue;
            const std::uint32_t first = std::max(run.events.begin.value, index.base());
            for (std::uint32_t event = first; event < run.events.end.value; ++event) {
                const std::uint32_t target = index[event];
                if (target != kNone) addTarget(runs, target);
            }
        }
        m_writer.writeVarint(runs.size());
        std::uint32_t last = 0;
        for (const TargetRun& run : runs) {
            writeStep(m_writer, run.first, last);
            last = run.last();
        }
        for (const TargetRun& run : runs)
            m_writer.writeVarint((std::uint64_t{run.count - 1} << 1) | (run.isDescending ? 1 : 0));
    }

    void writeMarks() {
        const auto records = m_state.marks.records();
        m_writer.writeVarint(records.size());
        if (records.empty()) return;
        std::uint32_t last = 0;
        for (const MarkRecord& record : records) {
            writeStep(m_writer, record.event.value, last);
            last = record.event.value;
        }
        for (const MarkRecord& record : records)
            m_writer.writeVarint(numberOf(record.leftmost));
        for (const MarkRecord& record : records)
            writeStep(m_writer, numberOf(record.rightmost), numberOf(record.leftmost));
        m_state.marks.writeSets(m_writer);
        for (const std::uint32_t coverage : m_coverages)
            m_writer.writeVarint(coverage);
    }

    const event::EventLog& m_log;
    const Tracker::State& m_state;
    ByteWriter m_writer;
    std::vector<std::uint32_t> m_coverages;  // of all items
};

Bytes encodeTracker(const event::EventLog& log, Tracker tracker) {
    CHECK(tracker.appliedEnd() == log.end());
    const Bytes content = SnapshotWriter::encode(log, tracker);
    const Bytes packed = compressBytes(content, kCompressionLevel);
    const bool isPacked = packed.size() < content.size() && content.size() <= snapshotSizeMax(packed.size());
    ByteWriter writer;
    writer.writeByte(kTrackerSnapshotVersion);
    writer.writeByte(isPacked ? kSnapshotZstd : kSnapshotRaw);
    writer.writeRaw(isPacked ? packed : content);
    return writer.take();
}

}  // namespace varve::merge
