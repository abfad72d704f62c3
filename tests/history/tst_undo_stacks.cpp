// Undo and redo: what is a step, which step comes next, and that taking back and bringing again do exactly that, also
// among others' edits, across restarts and from two devices.
#include <QTest>

#include "convergence/random_graph.h"
#include "history/test_replica.h"

using namespace varve;
using namespace varve::history;
using event::Operation;
using event::TransactionKind;
using test::deleteAt;
using test::insertAt;
using test::namesOf;
using test::TestReplica;

namespace {

/// A random edit of `replica`, sometimes joining the step before, sometimes a restore.
void randomEdit(TestReplica& replica, Random& random, bool mayJoin = true) {
    const std::uint32_t count = replica.tracker().count(merge::View::kEffect);
    const bool joins = mayJoin && random.chance(40);
    if (random.chance(8) && replica.log().end().value > 0) {
        replica.restore({{random.below(replica.log().end().value)}});
    } else if (count > 0 && random.chance(35)) {
        const std::uint32_t offset = random.below(count);
        replica.remove(offset, 1 + random.below(std::min(count - offset, 4U)), joins,
                       random.chance(50) ? event::Direction::kForward : event::Direction::kBackward);
    } else {
        replica.insert(random.below(count + 1), convergence::randomText(random, 4), joins);
    }
}

/// What the text must be once the step's own units are dead: from the definition, without liveness events.
std::string textWithout(const convergence::NaiveEvaluator& naive, const std::vector<event::EventId>& units) {
    const convergence::EventSet all = naive.allEvents();
    std::vector<bool> off(all.size(), false);
    for (const event::EventId& id : units)
        off[*naive.find(id)] = true;
    std::string text;
    for (const convergence::UnitIndex unit : naive.order()) {
        if (off[unit] || !naive.isAlive(unit, all)) continue;
        const auto& deletions = naive.units()[unit].deletions;
        if (std::all_of(deletions.begin(), deletions.end(),
                        [&](convergence::UnitIndex d) { return off[d] || !naive.isAlive(d, all); }))
            text += naive.units()[unit].scalar;
    }
    return text;
}

convergence::NaiveEvaluator naiveOf(const event::EventLog& log) {
    convergence::NaiveEvaluator naive;
    for (std::size_t i = 0; i < log.transactionCount(); ++i)
        naive.add(log.transaction(i));
    return naive;
}

std::vector<event::EventId> unitsOf(const event::EventLog& log, const UndoStep& step) {
    std::vector<event::EventId> units;
    for (const std::uint32_t transaction : step.transactions) {
        const event::LocalRange events = log.transactionRecord(transaction).events;
        for (auto event = events.begin; event < events.end; event = event + 1)
            units.push_back(log.idOf(event));
    }
    return units;
}

}  // namespace

class UndoStacksTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void stepsJoin();
    void importsAndNamesAreNoTargets();
    void ownEditEndsRedoRemoteDoesNot();
    void undoneStepsStayAsABranch();
    void undoOfOwnEditsIsPreviousState();
    void undoAndRedoAmongOthers();
    void undoTakesBackTheStepAlone();
    void twoEqualUndosAreOne();
    void redoFromAnotherDevice();
    void restartAndOtherMachinesHaveTheSameStacks();
    void lateArrivalIsPutInOrder();
    void selectiveUndoThenRedo();
    void undoMovesBySomebodyElse();
    void bothDeletedTheSame();
    void typedInsideADeletion();
    void remoteDeleteInsideMyText();
    void nothingLeftToUndo();
    void undoOfARestoreSwitchesBackWhatStillHolds();
    void onlyWhatChangesIsTargeted();
    void whatWasSwitchedBeforeStays();
    void facts();
    void quarantinedEventsAreLeftAlone();
};

void UndoStacksTest::stepsJoin() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "a");
    ana.insert(1, "b", true);
    ana.insert(2, "c", true);
    ana.insert(0, "x");
    QCOMPARE(ana.stacks().undoSteps().size(), std::size_t{2});
    QCOMPARE(ana.stacks().undoSteps()[0].transactions, (std::vector<std::uint32_t>{0, 1, 2}));
    QCOMPARE(ana.stacks().undoSteps()[0].endMs - ana.stacks().undoSteps()[0].beginMs, std::int64_t{200});
    QVERIFY(ana.undo());
    QVERIFY(ana.undo());
    QCOMPARE(ana.text(), std::string());
    QVERIFY(ana.stacks().undoSteps().empty());
    QVERIFY(ana.redo());
    QCOMPARE(ana.text(), std::string("abc"));
    // After an undo a joining transaction has nothing to join.
    ana.insert(3, "d", true);
    QCOMPARE(ana.stacks().undoSteps().size(), std::size_t{2});
}

void UndoStacksTest::importsAndNamesAreNoTargets() {
    TestReplica ana(1, "Ana");
    ana.write({insertAt(0, "imported")}, TransactionKind::kImport);
    QVERIFY(ana.stacks().undoSteps().empty());
    ana.insert(0, "typed");
    QVERIFY(ana.undo());
    ana.write({test::setOf(event::WellKnownObject::kDocument, "version", std::string("one"))}, TransactionKind::kName);
    QVERIFY(ana.stacks().undoSteps().empty());
    QCOMPARE(ana.stacks().redoSteps().size(), std::size_t{1});  // naming is no new content
    QVERIFY(ana.redo());
    QCOMPARE(ana.text(), std::string("typedimported"));
}

void UndoStacksTest::ownEditEndsRedoRemoteDoesNot() {
    TestReplica ana(1, "Ana");
    TestReplica ben(2, "Ben");
    ana.insert(0, "one");
    QVERIFY(ana.undo());
    TestReplica::sync(ana, ben);
    ben.insert(0, "two");
    TestReplica::sync(ana, ben);
    QCOMPARE(ana.stacks().redoSteps().size(), std::size_t{1});
    QCOMPARE(ana.stacks().undoSteps().size(), std::size_t{0});
    ana.insert(0, "x");
    QCOMPARE(ana.stacks().redoSteps().size(), std::size_t{0});
    QCOMPARE(ben.stacks().undoSteps().size(), std::size_t{1});
}

void UndoStacksTest::undoneStepsStayAsABranch() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "a");
    ana.insert(1, "b");
    ana.insert(2, "c");
    ana.undo();
    ana.undo();
    ana.insert(1, "x");
    QCOMPARE(ana.text(), std::string("ax"));
    QCOMPARE(ana.stacks().branches().size(), std::size_t{1});
    const UndoBranch branch = ana.stacks().branches().front();
    QCOMPARE(branch.steps.size(), std::size_t{2});
    QVERIFY(branch.base == ana.stacks().undoSteps()[0].first);
    QCOMPARE(ana.log().transactionRecord(branch.leftBy).timeMs, branch.leftMs);
    // A step that was undone meanwhile stays on the redo chain while a branch is brought back.
    ana.undo();
    ana.redo(branch.steps[1]);
    QCOMPARE(ana.text(), std::string("ab"));
    QCOMPARE(ana.stacks().redoSteps().size(), std::size_t{1});
    QCOMPARE(ana.stacks().branches().front().steps.size(), std::size_t{1});
    ana.redo(branch.steps[0]);
    ana.redo();
    // Typed at the place of the b: the newer stands in front.
    QCOMPARE(ana.text(), std::string("axbc"));
    QVERIFY(ana.stacks().branches().empty());
    QCOMPARE(ana.stacks().undoSteps().size(), std::size_t{4});
    // Undone in the order in which it came back.
    ana.undo();
    ana.undo();
    QCOMPARE(ana.text(), std::string("ab"));
    // What is left behind twice is two branches.
    ana.insert(2, "y");
    QCOMPARE(ana.stacks().branches().size(), std::size_t{1});
    ana.undo();
    ana.insert(0, "z");
    QCOMPARE(ana.stacks().branches().size(), std::size_t{2});
    UndoStacks again("Ana");
    again.followLog(ana.log());
    QCOMPARE(again.branches().size(), std::size_t{2});
}

void UndoStacksTest::undoOfOwnEditsIsPreviousState() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    const std::uint64_t count = test::numberFromEnvironment("GRAPHS", 150);
    for (std::uint64_t round = 0; round < count; ++round) {
        Random random(seed + round);
        TestReplica ana(1, "Ana");
        std::vector<std::string> texts = {""};
        for (int i = 0; i < 25; ++i) {
            randomEdit(ana, random);
            const std::size_t steps = ana.stacks().undoSteps().size();
            texts.resize(std::max(texts.size(), steps + 1));
            texts[steps] = ana.text();
        }
        const std::size_t steps = ana.stacks().undoSteps().size();
        for (std::size_t left = steps; left > 0; --left) {
            ana.undo();
            QCOMPARE(ana.text(), texts[left - 1]);
            if (random.chance(30)) {
                ana.redo();
                QCOMPARE(ana.text(), texts[left]);
                ana.undo();
                QCOMPARE(ana.text(), texts[left - 1]);
            }
        }
        for (std::size_t there = 1; there <= steps; ++there) {
            ana.redo();
            QCOMPARE(ana.text(), texts[there]);
        }
    }
}

void UndoStacksTest::undoAndRedoAmongOthers() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    for (std::uint64_t round = 0; round < 100; ++round) {
        Random random(seed + round);
        TestReplica ana(1, "Ana");
        TestReplica ben(2, "Ben");
        for (int i = 0; i < 40; ++i) {
            TestReplica& one = random.chance(50) ? ana : ben;
            randomEdit(one, random);
            if (random.chance(30)) TestReplica::sync(ana, ben);
            if (random.chance(20) && !one.stacks().undoSteps().empty()) {
                const auto steps = static_cast<std::uint32_t>(one.stacks().undoSteps().size());
                const std::string before = one.text();
                if (one.undo(random.below(steps))) {
                    QVERIFY(one.redo());
                    QCOMPARE(one.text(), before);
                }
            }
        }
        TestReplica::sync(ana, ben);
        QCOMPARE(ana.text(), ben.text());
    }
}

void UndoStacksTest::undoTakesBackTheStepAlone() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    for (std::uint64_t round = 0; round < 60; ++round) {
        Random random(seed + round);
        TestReplica ana(1, "Ana");
        TestReplica ben(2, "Ben");
        for (int i = 0; i < 20; ++i) {
            randomEdit(random.chance(50) ? ana : ben, random);
            if (random.chance(40)) TestReplica::sync(ana, ben);
        }
        TestReplica::sync(ana, ben);
        const auto steps = static_cast<std::uint32_t>(ana.stacks().undoSteps().size());
        if (steps == 0) continue;
        const std::uint32_t chosen = random.below(steps);
        const UndoStep step = ana.stacks().undoSteps()[chosen];
        if (step.kind == TransactionKind::kRestore) continue;  // does not only write
        const std::string expected = textWithout(naiveOf(ana.log()), unitsOf(ana.log(), step));
        ana.undo(chosen);
        QCOMPARE(ana.text(), expected);
        QCOMPARE(ana.text(), naiveOf(ana.log()).text(naiveOf(ana.log()).allEvents()));
    }
}

void UndoStacksTest::twoEqualUndosAreOne() {
    TestReplica desk(1, "Ana");
    TestReplica phone(2, "Ana");
    desk.insert(0, "keep ");
    desk.insert(5, "this");
    TestReplica::sync(desk, phone);
    QVERIFY(desk.undo());
    QVERIFY(phone.undo());
    TestReplica::sync(desk, phone);
    for (TestReplica* device : {&desk, &phone}) {
        QCOMPARE(device->text(), std::string("keep "));
        QCOMPARE(device->stacks().undoSteps().size(), std::size_t{1});
        QCOMPARE(device->stacks().redoSteps().size(), std::size_t{1});
    }
    QVERIFY(phone.redo());
    TestReplica::sync(desk, phone);
    QCOMPARE(desk.text(), std::string("keep this"));
    QVERIFY(desk.stacks().redoSteps().empty());
}

void UndoStacksTest::redoFromAnotherDevice() {
    TestReplica desk(1, "Ana");
    TestReplica phone(2, "Ana");
    desk.insert(0, "word");
    QVERIFY(desk.undo());
    TestReplica::sync(desk, phone);
    QVERIFY(phone.redo());
    QCOMPARE(phone.text(), std::string("word"));
    QVERIFY(phone.undo());
    TestReplica::sync(desk, phone);
    QVERIFY(desk.redo());
    QCOMPARE(desk.text(), std::string("word"));
}

void UndoStacksTest::restartAndOtherMachinesHaveTheSameStacks() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    for (std::uint64_t round = 0; round < 60; ++round) {
        Random random(seed + round);
        TestReplica desk(1, "Ana");
        TestReplica phone(2, "Ana");
        TestReplica ben(3, "Ben");
        for (int i = 0; i < 30; ++i) {
            TestReplica& one = random.chance(40) ? desk : random.chance(60) ? phone : ben;
            const std::uint32_t dice = random.below(100);
            if (dice < 15 && !one.stacks().undoSteps().empty())
                one.undo();
            else if (dice < 25 && !one.stacks().redoSteps().empty())
                one.redo();
            else if (dice < 32 && !one.stacks().branches().empty())
                one.redo(one.stacks().branches().back().steps.back());
            else
                randomEdit(one, random);
            if (random.chance(20)) TestReplica::sync(desk, phone);
            if (random.chance(20)) TestReplica::sync(ben, phone);
        }
        TestReplica::sync(desk, phone);
        TestReplica::sync(ben, phone);
        TestReplica::sync(desk, phone);
        QCOMPARE(namesOf(desk.log(), desk.stacks().undoSteps()), namesOf(phone.log(), phone.stacks().undoSteps()));
        QCOMPARE(namesOf(desk.log(), desk.stacks().redoSteps()), namesOf(phone.log(), phone.stacks().redoSteps()));
        // A restart reads the log from the beginning.
        UndoStacks again("Ana");
        again.followLog(desk.log());
        QCOMPARE(namesOf(desk.log(), again.undoSteps()), namesOf(desk.log(), desk.stacks().undoSteps()));
        QCOMPARE(namesOf(desk.log(), again.redoSteps()), namesOf(desk.log(), desk.stacks().redoSteps()));
        QCOMPARE(again.branches().size(), phone.stacks().branches().size());
        for (std::size_t i = 0; i < again.branches().size(); ++i) {
            const UndoBranch& here = again.branches()[i];
            const UndoBranch& there = phone.stacks().branches()[i];
            QCOMPARE(namesOf(desk.log(), here.steps), namesOf(phone.log(), there.steps));
            QCOMPARE(here.leftMs, there.leftMs);
            QCOMPARE(here.base.has_value(), there.base.has_value());
            if (here.base) QCOMPARE(desk.log().idOf(*here.base), phone.log().idOf(*there.base));
        }
        for (std::size_t i = 0; i < again.redoSteps().size(); ++i)
            QCOMPARE(again.redoSteps()[i].switches, desk.stacks().redoSteps()[i].switches);
    }
}

void UndoStacksTest::lateArrivalIsPutInOrder() {
    TestReplica desk(1, "Ana");
    TestReplica phone(2, "Ana");
    desk.insert(0, "first");
    TestReplica::sync(desk, phone);
    phone.insert(5, " second");  // not sent yet
    desk.setNow(1'763'683'300'000);
    desk.insert(5, " third");
    TestReplica::sync(desk, phone);
    QCOMPARE(desk.stacks().undoSteps().size(), std::size_t{3});
    QCOMPARE(desk.log().idOf(desk.stacks().undoSteps()[1].first).agent, phone.agentId());
    QVERIFY(desk.undo());
    QVERIFY(desk.text().find("third") == std::string::npos);
}

void UndoStacksTest::selectiveUndoThenRedo() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "one ");
    ana.insert(4, "two ");
    ana.insert(8, "three");
    QVERIFY(ana.undo(1));
    QCOMPARE(ana.text(), std::string("one three"));
    QCOMPARE(ana.stacks().undoSteps().size(), std::size_t{2});
    QVERIFY(ana.undo());
    QCOMPARE(ana.text(), std::string("one "));
    QVERIFY(ana.redo(0));
    QCOMPARE(ana.text(), std::string("one two "));
    QVERIFY(ana.redo());
    QCOMPARE(ana.text(), std::string("one two three"));
}

void UndoStacksTest::undoMovesBySomebodyElse() {
    // A script or an administrator takes back Ana's step; it must not stay on her stack as if it were there.
    TestReplica ana(1, "Ana");
    TestReplica script(2, "script");
    ana.insert(0, "one");
    ana.insert(3, " two");
    TestReplica::sync(ana, script);
    UndoStacks stacks("Ana");
    stacks.followLog(script.log());
    const UndoStep step = stacks.undoSteps().back();
    script.write(UndoStacks::undoOperations(script.log(), script.tracker(), step), TransactionKind::kUndo, false,
                 script.log().idOf(step.first));
    TestReplica::sync(ana, script);
    QCOMPARE(ana.text(), std::string("one"));
    QCOMPARE(ana.stacks().undoSteps().size(), std::size_t{1});
    QVERIFY(ana.redo());
    QCOMPARE(ana.text(), std::string("one two"));
    QVERIFY(script.stacks().undoSteps().empty());
}

void UndoStacksTest::bothDeletedTheSame() {
    TestReplica ana(1, "Ana");
    TestReplica ben(2, "Ben");
    ana.insert(0, "abc");
    TestReplica::sync(ana, ben);
    ana.remove(1, 1);
    ben.remove(1, 1);
    TestReplica::sync(ana, ben);
    QVERIFY(ana.undo());
    QCOMPARE(ana.text(), std::string("ac"));  // Ben's deletion still counts
    TestReplica::sync(ana, ben);
    QVERIFY(ben.undo());
    QCOMPARE(ben.text(), std::string("abc"));
}

void UndoStacksTest::typedInsideADeletion() {
    TestReplica ana(1, "Ana");
    TestReplica ben(2, "Ben");
    ana.insert(0, "abcdef");
    TestReplica::sync(ana, ben);
    ana.remove(0, 6);
    ben.insert(3, "XY");
    TestReplica::sync(ana, ben);
    QCOMPARE(ana.text(), std::string("XY"));
    QVERIFY(ana.undo());
    QCOMPARE(ana.text(), std::string("abcXYdef"));
    QVERIFY(ana.redo());
    QCOMPARE(ana.text(), std::string("XY"));
}

void UndoStacksTest::remoteDeleteInsideMyText() {
    TestReplica ana(1, "Ana");
    TestReplica ben(2, "Ben");
    ana.insert(0, "abcdef");
    TestReplica::sync(ana, ben);
    ben.remove(2, 2);
    TestReplica::sync(ana, ben);
    QVERIFY(ana.undo());
    QCOMPARE(ana.text(), std::string());
    QVERIFY(ana.redo());
    QCOMPARE(ana.text(), std::string("abef"));
    TestReplica::sync(ana, ben);
    QVERIFY(ben.undo());
    QCOMPARE(ben.text(), std::string("abcdef"));
}

void UndoStacksTest::nothingLeftToUndo() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "abc");
    const UndoStep step = ana.stacks().undoSteps().back();
    ana.restore({});
    QVERIFY(UndoStacks::undoOperations(ana.log(), ana.tracker(), step).empty());
    QVERIFY(ana.undo());  // of the restore
    QCOMPARE(ana.text(), std::string("abc"));
    QVERIFY(!UndoStacks::undoOperations(ana.log(), ana.tracker(), step).empty());
}

void UndoStacksTest::undoOfARestoreSwitchesBackWhatStillHolds() {
    TestReplica ana(1, "Ana");
    TestReplica ben(2, "Ben");
    ana.insert(0, "one ");
    const event::Version first = ana.log().version();
    ana.insert(4, "two ");
    ana.insert(8, "three");
    TestReplica::sync(ana, ben);
    QVERIFY(ana.restore(first));
    QCOMPARE(ana.text(), std::string("one "));
    // Ben brings " three" back on his own before Ana undoes her restore: there is nothing of it left to switch.
    const auto record = ben.log().transactionRecord(2);
    TestReplica::sync(ana, ben);
    ben.write({event::Liveness{ben.log().spansOf(std::vector{record.events}), true}}, TransactionKind::kRevert);
    TestReplica::sync(ana, ben);
    QCOMPARE(ana.text(), std::string("one three"));
    const auto operations = UndoStacks::undoOperations(ana.log(), ana.tracker(), ana.stacks().undoSteps().back());
    QCOMPARE(operations.size(), std::size_t{1});
    const auto& liveness = std::get<event::Liveness>(operations.front());
    QVERIFY(liveness.alive);
    QCOMPARE(liveness.targets, (std::vector<event::EventSpan>{{test::id(1, 4), 4}}));
    QVERIFY(ana.undo());
    QCOMPARE(ana.text(), std::string("one two three"));
    QVERIFY(ana.redo());
    QCOMPARE(ana.text(), std::string("one three"));
}

void UndoStacksTest::onlyWhatChangesIsTargeted() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "abcdef");
    // The middle is switched off already, so that undo must leave it alone and redo must not bring it back.
    ana.write({test::liveness({{test::id(1, 2), 2}}, false)}, TransactionKind::kRevert);
    QVERIFY(ana.undo(0));
    const event::Transaction undo = ana.log().transaction(ana.log().transactionCount() - 1);
    QCOMPARE(undo.operations.size(), std::size_t{1});
    QCOMPARE(std::get<event::Liveness>(undo.operations.front()).targets,
             (std::vector<event::EventSpan>{{test::id(1, 0), 2}, {test::id(1, 4), 2}}));
    QVERIFY(ana.redo());
    QCOMPARE(ana.text(), std::string("abef"));
}

void UndoStacksTest::whatWasSwitchedBeforeStays() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "abcdef");
    ana.write({test::liveness({{test::id(1, 0), 2}}, false)}, TransactionKind::kRevert);
    ana.write({test::liveness({{test::id(1, 0), 4}}, false)}, TransactionKind::kRevert);
    QCOMPARE(ana.text(), std::string("ef"));
    QVERIFY(ana.undo());
    QCOMPARE(ana.text(), std::string("cdef"));  // the step that switched "ab" off is another one
    QVERIFY(ana.redo());
    QCOMPARE(ana.text(), std::string("ef"));
}

void UndoStacksTest::facts() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "größer 🚲 heute");
    const auto typed = UndoStacks::facts(ana.log(), ana.tracker(), ana.stacks().undoSteps().back(), 8);
    QCOMPARE(typed.insertedText, std::string("größer 🚲"));
    QCOMPARE(typed.insertedCount, 14U);
    QCOMPARE(typed.kind, TransactionKind::kTyping);
    // Backspaced key by key, and over a selection: read as it stood.
    ana.remove(13, 1, false, event::Direction::kBackward);
    ana.remove(12, 1, true, event::Direction::kBackward);
    ana.remove(9, 3, true, event::Direction::kBackward);
    const auto backspaced = UndoStacks::facts(ana.log(), ana.tracker(), ana.stacks().undoSteps().back(), 100);
    QCOMPARE(backspaced.deletedText, std::string("heute"));
    QCOMPARE(backspaced.deletedCount, 5U);
    ana.remove(0, 3);
    ana.remove(0, 3, true);
    const auto deleted = UndoStacks::facts(ana.log(), ana.tracker(), ana.stacks().undoSteps().back(), 5);
    QCOMPARE(deleted.deletedText, std::string("größe"));
    QCOMPARE(deleted.deletedCount, 6U);
    const auto none = UndoStacks::facts(ana.log(), ana.tracker(), ana.stacks().undoSteps().front(), 0);
    QCOMPARE(none.insertedText, std::string());
}

void UndoStacksTest::quarantinedEventsAreLeftAlone() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "abc");
    // Written by a defective program in Ana's name: an offset beyond the text.
    ana.receive(test::next(ana.log(), 7, {insertAt(50, "bad")}));
    ana.log().addAgent({test::agent(7), "Ana", "other", 0});
    ana.insert(3, "def");
    QCOMPARE(ana.text(), std::string("abcdef"));
    while (!ana.stacks().undoSteps().empty()) {
        if (!ana.undo()) break;
    }
    const UndoStep left = ana.stacks().undoSteps().empty() ? UndoStep{} : ana.stacks().undoSteps().back();
    QVERIFY(UndoStacks::undoOperations(ana.log(), ana.tracker(), left).empty());
    QVERIFY(!ana.restore({{2}}));
    QVERIFY(ana.redo());
    QCOMPARE(ana.text(), std::string("abcdef"));
    QVERIFY(ana.restore({{2}}));
    QCOMPARE(ana.text(), std::string("abc"));
}

QTEST_GUILESS_MAIN(UndoStacksTest)
#include "tst_undo_stacks.moc"
