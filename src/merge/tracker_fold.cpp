#include "merge/tracker_fold.h"

#include <algorithm>

#include "base/check.h"

namespace varve::merge {

using event::LocalRange;
using event::LocalVersion;
using event::OperationRun;
using event::OperationType;

bool TrackerFold::isApplied(LocalVersion event) const {
    return !m_state.index.isQuarantined(event.value);
}

void TrackerFold::setEntry(LocalVersion event, std::uint32_t entry) {
    if (event.value < m_state.index.base()) {
        m_below.push_back({event.value, event.value + 1, entry});
    } else {
        m_state.index.set(event.value, entry);
    }
}

void TrackerFold::fold(std::span<const MarkPlace> marks, std::vector<EventIndex::BelowRun> below) {
    m_below = std::move(below);
    foldLiveness();
    const auto runs = m_log.operationRuns();
    for (std::uint32_t index = 0; index < runs.size() && runs[index].events.begin < m_end; ++index) {
        if (runs[index].type == OperationType::kSet && isApplied(runs[index].events.begin))
            foldWriter(runs[index], index);
    }
    m_state.registers.settle(m_log);
    for (const MarkPlace& mark : marks)
        foldMark(mark);
    m_state.index.setBelow(std::move(m_below));
    m_state.effectVersion = m_state.soundVersion(m_log, m_end);
    m_state.prepareVersion = m_state.effectVersion;
    m_state.baseVersion = m_state.soundVersion(m_log, LocalVersion{m_state.index.base()});
}

/// What was switched before the base matters for marks and sets only: of the text only what is seen there is known, and
/// that is alive.
void TrackerFold::foldLiveness() {
    const LocalVersion base{m_state.index.base()};
    std::vector<LocalRange> targets;
    const auto addTargets = [&](LocalVersion writer, LocalRange range) {
        while (!range.isEmpty()) {
            LocalVersion end = range.end;
            bool isKept = true;
            if (writer < base) {
                const OperationRun& run = m_log.operationRuns()[m_log.operationRunIndexOf(range.begin)];
                end = std::min(end, run.events.end);
                isKept = run.type == OperationType::kMark || run.type == OperationType::kSet;
            }
            if (isKept) targets.push_back({range.begin, end});
            range.begin = end;
        }
    };
    for (const OperationRun& run : m_log.operationRuns()) {
        if (run.events.begin >= m_end) break;
        if (run.type != OperationType::kLiveness || !isApplied(run.events.begin)) continue;
        const auto& liveness = std::get<event::Liveness>(m_log.sideOperation(run));
        targets.clear();
        for (const event::EventSpan& span : liveness.targets) {
            for (const LocalRange& range : m_log.rangesOf(span))
                addTargets(run.events.begin, range);
        }
        std::ranges::sort(targets, {}, &LocalRange::begin);
        m_state.liveness.addWriter(run.events.begin, liveness.alive);
        m_state.liveness.write(m_log, targets, run.events.begin);
    }
}

void TrackerFold::foldWriter(const OperationRun& run, std::uint32_t runIndex) {
    const auto& set = std::get<event::Set>(m_log.sideOperation(run));
    Registers::Writer writer;
    writer.event = run.events.begin;
    writer.operationRun = runIndex;
    writer.lamport = m_log.graph().lamportOf(writer.event);
    writer.counted.alive.fill(m_state.liveness.isAlive(writer.event, View::kEffect));
    setEntry(writer.event,
             m_state.registers.add({objectNumberOf(m_log, set.object), m_state.keys.intern(set.key)}, writer));
}

void TrackerFold::foldMark(const MarkPlace& place) {
    const auto runIndex = static_cast<std::uint32_t>(m_log.operationRunIndexOf(place.event));
    const auto& mark = std::get<event::Mark>(m_log.sideOperation(m_log.operationRuns()[runIndex]));
    MarkRecord record;
    record.event = place.event;
    record.operationRun = runIndex;
    record.lamport = m_log.graph().lamportOf(place.event);
    record.key = m_state.keys.intern(mark.key);
    record.text = *m_state.textNumberOf(mark.sequence);
    record.leftmost = place.leftmost;
    record.rightmost = place.rightmost;
    record.expandsBegin = mark.expandBegin;
    record.expandsEnd = mark.expandEnd;
    record.counted.alive.fill(m_state.liveness.isAlive(place.event, View::kEffect));
    m_state.texts[record.text].hasMarks = true;
    setEntry(place.event, m_state.marks.add(record));
}

}  // namespace varve::merge
