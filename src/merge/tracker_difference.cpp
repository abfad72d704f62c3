#include "merge/tracker_difference.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/check.h"
#include "merge/effect_outline.h"
#include "merge/run_text.h"
#include "merge/walker.h"

namespace varve::merge {

using event::LocalRange;
using event::OperationRun;
using event::OperationType;

class TrackerComparison {
  public:
    TrackerComparison(const event::EventLog& log, Tracker& a, Tracker& b)
        : m_log(log), m_a(*a.m_state), m_b(*b.m_state) {
        for (Tracker::State* state : {&m_a, &m_b})
            Walker(*state, log, std::nullopt).movePrepareTo(state->effectVersion);
    }

    [[nodiscard]] bool areSame() {
        if (m_a.effectVersion != m_b.effectVersion || m_a.index.size() != m_b.index.size() ||
            m_a.texts.size() != m_b.texts.size() || !hitTheSame()) {
            return false;
        }
        return std::ranges::all_of(m_a.texts, [this](const Tracker::State::Text& text) {
            const Tracker::State::Text* other = m_b.textOf(text.sequence);
            return other != nullptr && haveSameItems(text.tree, other->tree);
        });
    }

  private:
    /// Also whether the same events are quarantined.
    [[nodiscard]] bool hitTheSame() const {
        for (const OperationRun& run : m_log.operationRuns()) {
            if (run.events.begin.value >= m_a.index.size()) break;
            const std::uint32_t end = std::min(run.events.end.value, m_a.index.size());
            const bool isDeletion = run.type == OperationType::kDelete;
            for (std::uint32_t event = run.events.begin.value; event < end; ++event) {
                const std::uint32_t a = m_a.index[event];
                const std::uint32_t b = m_b.index[event];
                if (isDeletion ? a != b : (a == kNone) != (b == kNone)) return false;
            }
        }
        return true;
    }

    /// Items may be cut at different places.
    [[nodiscard]] bool haveSameItems(const ItemTree& a, const ItemTree& b) {
        ItemTree::Cursor cursorA = a.begin();
        ItemTree::Cursor cursorB = b.begin();
        std::uint32_t doneA = 0;
        std::uint32_t doneB = 0;
        while (a.settle(cursorA) && b.settle(cursorB)) {
            const Item itemA = a.at(cursorA).part(doneA, a.at(cursorA).count - doneA);
            const Item itemB = b.at(cursorB).part(doneB, b.at(cursorB).count - doneB);
            if (itemA.first != itemB.first || itemA.leftOrigin != itemB.leftOrigin ||
                itemA.rightOrigin != itemB.rightOrigin || itemA.state != itemB.state ||
                !haveSameMarks(itemA.coverage, itemB.coverage)) {
                return false;
            }
            const std::uint32_t count = std::min(itemA.count, itemB.count);
            doneA += count;
            doneB += count;
            if (count == itemA.count) ++cursorA.index, doneA = 0;
            if (count == itemB.count) ++cursorB.index, doneB = 0;
        }
        return !a.settle(cursorA) && !b.settle(cursorB);
    }

    [[nodiscard]] bool haveSameMarks(std::uint32_t a, std::uint32_t b) {
        if (a == 0 && b == 0) return true;
        if (m_sameCoverages.contains({a, b})) return true;
        const Coverage coverageA = m_a.marks.coverage(a);
        const Coverage coverageB = m_b.marks.coverage(b);
        const bool isSame = eventsOf(m_a.marks, coverageA.marks) == eventsOf(m_b.marks, coverageB.marks) &&
                            eventsOf(m_a.marks, coverageA.openMarks) == eventsOf(m_b.marks, coverageB.openMarks);
        if (isSame) m_sameCoverages.insert({a, b});
        return isSame;
    }

    static std::set<event::LocalVersion> eventsOf(const Marks& marks, MarkSet set) {
        std::set<event::LocalVersion> events;
        marks.sets().forEach(set, [&](MarkNumber mark) { events.insert(marks.record(mark).event); });
        return events;
    }

    const event::EventLog& m_log;
    Tracker::State& m_a;
    Tracker::State& m_b;
    std::set<std::pair<std::uint32_t, std::uint32_t>> m_sameCoverages;
};

namespace {

/// Runs of a sequence with a place among them, from the front or from the back.
class RunReader {
  public:
    RunReader(std::vector<FormattedRun> runs, bool isBackwards) : m_runs(std::move(runs)), m_isBackwards(isBackwards) {
        if (isBackwards) std::ranges::reverse(m_runs);
    }
    [[nodiscard]] bool atEnd() const { return m_index == m_runs.size(); }
    [[nodiscard]] const document::FormatPointer& format() const { return m_runs[m_index].format; }
    /// What is left of the current run.
    [[nodiscard]] LocalRange rest() const {
        const LocalRange& events = m_runs[m_index].events;
        return m_isBackwards ? LocalRange{events.begin, events.end - m_done}
                             : LocalRange{events.begin + m_done, events.end};
    }
    void skip(std::uint32_t count) {
        m_done += count;
        if (m_done == m_runs[m_index].events.count()) ++m_index, m_done = 0;
    }

  private:
    std::vector<FormattedRun> m_runs;
    bool m_isBackwards;
    std::size_t m_index = 0;
    std::uint32_t m_done = 0;
};

/// Scalars that both begin with (or end with, backwards), at most `countMax`.
std::uint32_t commonCount(RunReader a, RunReader b, bool isBackwards, std::uint32_t countMax) {
    std::uint32_t common = 0;
    while (common < countMax && !a.atEnd() && !b.atEnd()) {
        const bool meets = isBackwards ? a.rest().end == b.rest().end : a.rest().begin == b.rest().begin;
        if (!meets || !document::isSameFormat(a.format(), b.format())) break;
        const std::uint32_t count = std::min({a.rest().count(), b.rest().count(), countMax - common});
        a.skip(count);
        b.skip(count);
        common += count;
    }
    return common;
}

document::Patch patchOf(const event::EventLog& log, const Tracker& from, const Tracker& to,
                        const event::ObjectId& sequence) {
    const auto runsOf = [&](const Tracker& tracker) { return tracker.formattedRuns(log, View::kEffect, sequence); };
    const std::uint32_t countFrom = from.count(View::kEffect, sequence);
    const std::uint32_t countTo = to.count(View::kEffect, sequence);
    const std::uint32_t shorter = std::min(countFrom, countTo);
    const std::uint32_t begin = commonCount({runsOf(from), false}, {runsOf(to), false}, false, shorter);
    const std::uint32_t end = commonCount({runsOf(from), true}, {runsOf(to), true}, true, shorter - begin);
    document::Patch patch;
    patch.retain(begin);
    patch.remove(countFrom - begin - end);
    RunReader added(runsOf(to), false);
    for (std::uint32_t position = 0; position < countTo - end;) {
        const std::uint32_t skipped = position < begin ? std::min(begin - position, added.rest().count()) : 0;
        const std::uint32_t count = skipped > 0 ? skipped : std::min(added.rest().count(), countTo - end - position);
        if (skipped == 0) {
            std::string text;
            appendText(log, {added.rest().begin, added.rest().begin + count}, text);
            patch.add(text, count, added.format());
        }
        added.skip(count);
        position += count;
    }
    return patch;
}

}  // namespace

bool areSame(const event::EventLog& log, Tracker a, Tracker b) {
    CHECK(a.base() == event::LocalVersion{0} && b.base() == event::LocalVersion{0});
    CHECK(a.appliedEnd() == b.appliedEnd());
    return TrackerComparison(log, a, b).areSame();
}

document::DocumentPatch patchBetween(const event::EventLog& log, const Tracker& from, const Tracker& to) {
    document::DocumentPatch patch;
    patch.body = patchOf(log, from, to, event::WellKnownObject::kBody);
    std::set<event::ObjectId> sequences;
    for (const Tracker* tracker : {&from, &to}) {
        for (const event::ObjectId& sequence : tracker->sequences())
            sequences.insert(sequence);
    }
    for (const event::ObjectId& sequence : sequences) {
        document::Patch change = patchOf(log, from, to, sequence);
        if (!change.isEmpty()) patch.sequences.push_back({sequence, std::move(change)});
    }
    patch.registers = registerChanges(from.registers(log, View::kEffect), to.registers(log, View::kEffect));
    return patch;
}

}  // namespace varve::merge
