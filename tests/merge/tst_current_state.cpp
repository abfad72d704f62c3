// The newest state: whatever is edited here or received, log, text and tracker tell the same document, and the patches
// lead from one text to the next.
#include <QtTest>

#include "base/random.h"
#include "event/event_codec.h"
#include "merge/current_state.h"
#include "support/event_builders.h"
#include "text/utf8.h"

using namespace varve;
using namespace varve::event;
using namespace varve::test;
using merge::CurrentState;
using merge::View;

namespace {

LocalEdit randomEdit(Random& random, std::uint32_t count) {
    static constexpr std::string_view kTexts[] = {"a", "b", "\n", "ž", "word ", "中文"};
    LocalEdit edit{.offset = {count == 0 ? 0 : random.below(count + 1)}};
    if (random.chance(40)) edit.deletedCount = std::min(1 + random.below(4), count - edit.offset.value);
    if (random.chance(50)) edit.direction = Direction::kBackward;
    if (edit.deletedCount == 0 || random.chance(40)) edit.inserted = kTexts[random.below(6)];
    return edit;
}

bool isWhole(const CurrentState& state) {
    const std::string text = state.text().text();
    return state.tracker().appliedEnd() == state.log().end() &&
           state.tracker().text(state.log(), View::kEffect) == text &&
           state.version() == state.tracker().effectVersion();
}

}  // namespace

class CurrentStateTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everybodyHasTheSameText() {
        Random random(numberFromEnvironment("SEED", 1));
        const std::uint64_t stepCount = numberFromEnvironment("OPERATIONS", 1500);
        std::array<CurrentState, 2> states;
        std::array<std::uint32_t, 2> agents{};
        for (std::uint32_t k = 0; k < 2; ++k)
            agents[k] = states[k].addAgent({agent(k + 1), "user", "device", 0});
        for (std::uint64_t step = 0; step < stepCount; ++step) {
            const std::uint32_t who = random.below(2);
            CurrentState& state = states[who];
            const LocalStep made{.agent = agents[who], .parents = {}, .timeMs = static_cast<std::int64_t>(step)};
            const std::string before = state.text().text();
            if (random.chance(10)) {
                const auto missing = states[1 - who].log().missingFrom(state.log().versionVector());
                CurrentState::Received received;
                if (random.chance(50)) {
                    received = state.receive(missing);
                } else {
                    const auto whole = state.receiveWhole(encodeColumns(missing), {}, agent(who + 1));
                    QVERIFY(whole.has_value());
                    received = *whole;
                }
                QVERIFY(received.appended.rejected.empty() && received.appended.waiting.empty());
                QCOMPARE(received.applied.patch.body.applied(before), state.text().text());
            } else if (step > stepCount / 2 && random.chance(3)) {
                Transaction marked = next(state.log(), who + 1, {markOf(0, 1, "bold", true)});
                if (state.text().count() > 0) QVERIFY(state.append(marked).has_value());
            } else if (random.chance(60)) {
                const LocalEdit edit = randomEdit(random, state.text().count());
                QVERIFY(state.editQuietly(made, {&edit, 1}).has_value());
            } else {
                std::vector<LocalEdit> edits{randomEdit(random, state.text().count())};
                // A second one, at a place that the first one left.
                if (random.chance(30)) edits.push_back({.offset = edits.front().offset, .inserted = "and"});
                const auto outcome = state.edit(made, edits);
                QVERIFY(outcome.has_value());
                QCOMPARE(outcome->patch.body.applied(before), state.text().text());
            }
            if (random.chance(20)) QVERIFY(isWhole(state));
        }
        for (std::uint32_t who : {0U, 1U, 0U})
            states[who].receive(states[1 - who].log().missingFrom(states[who].log().versionVector()));
        QVERIFY(isWhole(states[0]) && isWhole(states[1]));
        QCOMPARE(states[0].text().text(), states[1].text().text());
        states[0].log().checkInvariants();
    }

    /// A log of one author needs no tracker, any other one does: the state is the same.
    void openingIsLikeReceiving() {
        Random random(numberFromEnvironment("SEED", 1));
        for (const bool isConcurrent : {false, true}) {
            CurrentState state;
            const std::uint32_t own = state.addAgent({agent(1), "user", "device", 0});
            for (std::int64_t step = 0; step < 300; ++step) {
                const LocalEdit edit = randomEdit(random, state.text().count());
                QVERIFY(state.editQuietly({.agent = own, .parents = {}, .timeMs = step}, {&edit, 1}).has_value());
            }
            if (isConcurrent) {
                EventBatch other;
                other.add(transaction(id(2, 0), {id(1, 3)}, {insertAt(0, "meanwhile")}, 5));
                state.receive(other);
            }
            const CurrentState opened(state.log());
            QVERIFY(opened.text() == state.text());
            QVERIFY(opened.version() == state.version());
            QVERIFY(isWhole(opened) && isWhole(state));
        }
    }

    void takesNothingInTheNameOfTheExcepted() {
        EventLog other;
        QVERIFY(other.append(next(other, 7, {insertAt(0, "mine")})).has_value());
        CurrentState state;
        const Bytes columns = encodeColumns(other.batch(0, 1));
        QVERIFY(!state.receiveWhole(columns, {}, agent(7)));
        QCOMPARE(state.log().end().value, 0U);
        QVERIFY(state.receiveWhole(columns, {}, agent(8)).has_value());
        QCOMPARE(state.text().text(), std::string("mine"));
    }

    void patchOfOneEditIsTheTrackers() {
        Random random(numberFromEnvironment("SEED", 2));
        CurrentState direct;
        const std::uint32_t me = direct.addAgent({agent(1), "user", "device", 0});
        merge::Tracker tracker;
        for (int step = 0; step < 500; ++step) {
            const LocalEdit edit = randomEdit(random, direct.text().count());
            const auto outcome = direct.edit({.agent = me, .parents = {}}, {&edit, 1});
            QVERIFY(outcome.has_value());
            QVERIFY(tracker.applyNewEvents(direct.log()).patch == outcome->patch);
        }
    }

    void placesOutsideAreRefused() {
        CurrentState state;
        const LocalStep step{.agent = state.addAgent({agent(1), "user", "device", 0}), .parents = {}};
        const LocalEdit typed{.offset = {0}, .inserted = "abc"};
        QVERIFY(state.editQuietly(step, {&typed, 1}).has_value());
        for (const LocalEdit& edit :
             {LocalEdit{.offset = {4}, .inserted = "x"}, LocalEdit{.offset = {1}, .deletedCount = 3},
              LocalEdit{.offset = {0xffff'ffff}, .deletedCount = 2}, LocalEdit{.offset = {0}, .inserted = "\xff"}}) {
            QCOMPARE(state.editQuietly(step, {&edit, 1}).error().code, ErrorCode::kInvalidInput);
            QCOMPARE(state.edit(step, {&edit, 1}).error().code, ErrorCode::kInvalidInput);
        }
        QCOMPARE(state.text().text(), std::string("abc"));
        QVERIFY(isWhole(state));
    }

    /// Local work goes on beside events that do not fit their version.
    void quarantinedEventsAreNoParents() {
        CurrentState state;
        const std::uint32_t me = state.addAgent({agent(1), "user", "device", 0});
        EventBatch batch;
        batch.add(transaction(id(2, 0), {}, {insertAt(70, "nowhere")}));
        QCOMPARE(state.receive(batch).applied.quarantined.size(), std::size_t{1});
        const LocalEdit typed{.offset = {0}, .inserted = "here"};
        QVERIFY(state.editQuietly({.agent = me, .parents = {}}, {&typed, 1}).has_value());
        QVERIFY(state.edit({.agent = me, .parents = {}}, {&typed, 1}).has_value());
        QVERIFY(isWhole(state));
        QCOMPARE(state.text().text(), std::string("herehere"));
        QCOMPARE(state.log().version().size(), std::size_t{2});
    }
};

QTEST_GUILESS_MAIN(CurrentStateTest)
#include "tst_current_state.moc"
