// What a tracker holds, checked against a plain reading of the log. For tests.
#include <algorithm>

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

}  // namespace

void Tracker::checkInvariants(const event::EventLog& log) const {
    checkInvariants();
    const State& state = *m_state;
    const std::vector<bool> inPrepare = membersOf(log, state.prepareVersion);
    const std::vector<bool> inEffect = membersOf(log, state.effectVersion);
    States expected(appliedEnd().value);
    for (const OperationRun& run : log.operationRuns()) {
        for (LocalVersion event = run.events.begin; event < run.events.end && event < appliedEnd(); event = event + 1) {
            CHECK(inEffect[event.value] == !isQuarantined(event));
            if (!inEffect[event.value] || run.sequence != 0) continue;
            const std::array<bool, 2> counted{inPrepare[event.value], true};
            for (const View view : {View::kPrepare, View::kEffect}) {
                const auto slot = static_cast<std::size_t>(view);
                const bool alive = isAlive(view, event);
                CHECK(alive || counted[slot]);
                if (!counted[slot]) continue;
                if (run.type == OperationType::kInsert) {
                    expected[event.value][slot].bits += ScalarState::kInserted + (alive ? 0 : ScalarState::kDead);
                } else if (run.type == OperationType::kDelete && alive) {
                    ++expected[deletedCharacter(event)->value][slot].bits;
                }
            }
        }
    }
    std::uint32_t scalarCount = 0;
    Item previous;
    for (ItemTree::Cursor cursor = state.tree.begin(); state.tree.settle(cursor); ++cursor.index) {
        const Item& item = state.tree.at(cursor);
        for (std::uint32_t unit = item.first; unit < item.end(); ++unit)
            CHECK(expected[unit] == item.state);
        scalarCount += item.count;
        if (previous.count > 0 && previous.leftOrigin == item.leftOrigin && previous.rightOrigin == item.rightOrigin)
            CHECK(log.idLess({previous.first}, {item.first}));
        previous = item;
    }
    std::uint32_t insertedCount = 0;
    for (const auto& states : expected)
        insertedCount += states[1].isInserted() ? 1 : 0;
    CHECK(scalarCount == insertedCount);
    for (const LivenessRegisters::Run& run : state.registers.runs()) {
        for (std::size_t index = 1; index < run.writers.size(); ++index) {
            const LocalVersion a = run.writers[index - 1];
            const LocalVersion b = run.writers[index];
            const std::uint32_t lamportA = log.graph().lamportOf(a);
            const std::uint32_t lamportB = log.graph().lamportOf(b);
            CHECK(lamportA < lamportB || (lamportA == lamportB && log.idLess(a, b)));
        }
    }
}

}  // namespace varve::merge
