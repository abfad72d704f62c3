// What a tracker holds, checked against a plain reading of the log. For tests.
#include <algorithm>
#include <utility>

#include "base/check.h"
#include "merge/walker.h"

namespace varve::merge {

using event::LocalRange;
using event::LocalVersion;
using event::OperationRun;
using event::OperationType;

namespace {

/// By arrival number: the state that each scalar must have.
using States = std::vector<std::array<ScalarState, 2>>;

std::vector<bool> membersOf(const event::EventLog& log, const event::Version& version) {
    std::vector<bool> members(log.end().value);
    for (const LocalRange& range : log.graph().difference({}, version).onlyTo) {
        std::fill(members.begin() + range.begin.value, members.begin() + range.end.value, true);
    }
    return members;
}

template <typename Visit>
void forEachItem(const ItemTree& tree, Visit visit) {
    for (ItemTree::Cursor cursor = tree.begin(); tree.settle(cursor); ++cursor.index)
        visit(tree.at(cursor));
}

void checkWriterOrder(const event::EventLog& log, const LivenessRegisters::Run& run) {
    for (std::size_t index = 1; index < run.writers.size(); ++index) {
        const LocalVersion a = run.writers[index - 1];
        const LocalVersion b = run.writers[index];
        const std::uint32_t lamportA = log.graph().lamportOf(a);
        const std::uint32_t lamportB = log.graph().lamportOf(b);
        CHECK(lamportA < lamportB || (lamportA == lamportB && log.idLess(a, b)));
    }
}

}  // namespace

void Tracker::checkInvariants() const {
    for (const State::Text& text : m_state->texts)
        text.tree.checkInvariants(m_state->index);
    m_state->liveness.checkInvariants();
    CHECK(std::ranges::is_sorted(m_state->prepareVersion));
    CHECK(std::ranges::is_sorted(m_state->effectVersion));
}

void Tracker::checkInvariants(const event::EventLog& log) const {
    checkInvariants();
    checkTexts(log);
    checkMarks(log);
    checkCountedFlags(log);
    m_state->registers.checkInvariants(log);
    for (const LivenessRegisters::Run& run : m_state->liveness.runs())
        checkWriterOrder(log, run);
}

void Tracker::checkTexts(const event::EventLog& log) const {
    const State& state = *m_state;
    const std::vector<bool> inPrepare = membersOf(log, state.prepareVersion);
    const std::vector<bool> inEffect = membersOf(log, state.effectVersion);
    States expected(appliedEnd().value);
    std::vector<std::uint32_t> textOfUnit(appliedEnd().value);
    for (const OperationRun& run : log.operationRuns()) {
        for (LocalVersion event = run.events.begin; event < run.events.end && event < appliedEnd(); event = event + 1) {
            CHECK(inEffect[event.value] == !isQuarantined(event));
            if (!inEffect[event.value]) continue;
            if (event < base() && (run.type != OperationType::kInsert || !knows(event))) continue;
            const std::array<bool, 2> counted{inPrepare[event.value], true};
            for (const View view : {View::kPrepare, View::kEffect}) {
                const auto slot = static_cast<std::size_t>(view);
                const bool alive = isAlive(view, event);
                CHECK(alive || counted[slot]);
                if (!counted[slot]) continue;
                if (run.type == OperationType::kInsert) {
                    textOfUnit[event.value] = state.textNumberOf(run);
                    expected[event.value][slot].bits += ScalarState::kInserted + (alive ? 0 : ScalarState::kDead);
                } else if (run.type == OperationType::kDelete && alive) {
                    CHECK(textOfUnit[deletedCharacter(event)->value] == state.textNumberOf(run));
                    ++expected[deletedCharacter(event)->value][slot].bits;
                }
            }
        }
    }
    std::uint32_t scalarCount = 0;
    for (std::uint32_t number = 0; number < state.texts.size(); ++number) {
        Item previous;
        forEachItem(state.texts[number].tree, [&](const Item& item) {
            for (std::uint32_t unit = item.first; unit < item.end(); ++unit)
                CHECK(expected[unit] == item.state && textOfUnit[unit] == number);
            scalarCount += item.count;
            if (previous.count > 0 && previous.leftOrigin == item.leftOrigin &&
                previous.rightOrigin == item.rightOrigin) {
                CHECK(log.idLess({previous.first}, {item.first}));
            }
            previous = item;
        });
    }
    std::uint32_t insertedCount = 0;
    for (const auto& states : expected)
        insertedCount += states[1].isInserted() ? 1 : 0;
    CHECK(scalarCount == insertedCount);
}

/// Which items a mark covers, from both ends: what its author did not know is covered just where the mark is open, and
/// open is one interval.
void Tracker::checkMarks(const event::EventLog& log) const {
    const Marks& marks = m_state->marks;
    struct Seen {
        std::uint32_t leftmost = kNone;
        std::uint32_t rightmost = kNone;
        bool isOpen = false;
        bool wasOpen = false;
    };
    std::vector<Seen> seen(marks.records().size());
    for (std::uint32_t number = 0; number < m_state->texts.size(); ++number) {
        const State::Text& text = m_state->texts[number];
        forEachItem(text.tree, [&](const Item& item) {
            CHECK(item.coverage == 0 || text.hasMarks);
            const Coverage coverage = marks.coverage(item.coverage);
            for (MarkNumber mark = 0; mark < seen.size(); ++mark) {
                const bool isMarked = marks.sets().contains(coverage.marks, mark);
                const bool isOpen = marks.sets().contains(coverage.openMarks, mark);
                const MarkRecord& record = marks.record(mark);
                CHECK(record.text == number || (!isMarked && !isOpen));
                if (record.text != number) continue;
                const event::Version self{LocalVersion{item.first}};
                CHECK(isMarked == isOpen || record.event < base() || log.graph().contains(self, record.event));
                if (isOpen && !seen[mark].isOpen) CHECK(!std::exchange(seen[mark].wasOpen, true));
                seen[mark].isOpen = isOpen;
                if (!isMarked) continue;
                if (seen[mark].leftmost == kNone) seen[mark].leftmost = item.first;
                seen[mark].rightmost = item.end() - 1;
            }
        });
    }
    for (MarkNumber mark = 0; mark < seen.size(); ++mark) {
        CHECK(marks.record(mark).leftmost == seen[mark].leftmost &&
              marks.record(mark).rightmost == seen[mark].rightmost);
    }
}

void Tracker::checkCountedFlags(const event::EventLog& log) const {
    const std::vector<bool> inPrepare = membersOf(log, m_state->prepareVersion);
    const auto check = [&](LocalVersion event, const CountedFlags& counted) {
        CHECK(!isQuarantined(event) && counted.inPrepare == inPrepare[event.value]);
        for (const View view : {View::kPrepare, View::kEffect})
            CHECK(counted.alive[static_cast<std::size_t>(view)] == isAlive(view, event));
    };
    for (const MarkRecord& record : m_state->marks.records())
        check(record.event, record.counted);
    for (const Registers::Writer& writer : m_state->registers.writers())
        check(writer.event, writer.counted);
    std::size_t markCount = 0;
    std::size_t setCount = 0;
    for (const OperationRun& run : log.operationRuns()) {
        if (run.events.begin >= appliedEnd() || isQuarantined(run.events.begin)) continue;
        const std::uint32_t number = m_state->index[run.events.begin.value];
        if (run.type == OperationType::kMark) {
            CHECK(m_state->marks.record(number).event == run.events.begin);
            ++markCount;
        } else if (run.type == OperationType::kSet) {
            CHECK(m_state->registers.writer(number).event == run.events.begin);
            ++setCount;
        }
    }
    CHECK(markCount == m_state->marks.records().size() && setCount == m_state->registers.writers().size());
}

}  // namespace varve::merge
