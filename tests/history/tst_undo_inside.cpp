// Undo in a selection: it takes back what a step did there, and nothing else.
#include <QTest>

#include "base/random.h"
#include "convergence/naive_evaluator.h"
#include "convergence/random_graph.h"
#include "history/test_replica.h"
#include "history/undo_inside.h"

using namespace varve;
using namespace varve::history;
using event::TransactionKind;
using merge::View;
using test::deleteAt;
using test::insertAt;
using test::markOf;
using test::TestReplica;

namespace {

const event::ObjectId kBody = event::WellKnownObject::kBody;

/// Takes back the newest step that did something in the range, as the replica does.
bool undoInside(TestReplica& replica, std::uint32_t begin, std::uint32_t end) {
    const TextPart part = textPartOf(replica.tracker(), kBody, {text::Offset{begin}, text::Offset{end}});
    const std::vector<UndoStep> steps = replica.stacks().undoSteps();
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        if (step->kind == TransactionKind::kRevert || step->kind == TransactionKind::kRestore) continue;
        std::vector<event::Operation> operations = undoOperationsInside(replica.log(), replica.tracker(), *step, part);
        if (operations.empty()) continue;
        replica.write(std::move(operations), TransactionKind::kRevert);
        return true;
    }
    return false;
}

convergence::NaiveEvaluator naiveOf(const event::EventLog& log) {
    convergence::NaiveEvaluator naive;
    for (std::size_t i = 0; i < log.transactionCount(); ++i)
        naive.add(log.transaction(i));
    return naive;
}

/// What the text must be, by the definition: the step's characters in the range are gone, and what it deleted there is
/// back.
std::string expectedText(const event::EventLog& log, const UndoStep& step, std::uint32_t begin, std::uint32_t end) {
    const convergence::NaiveEvaluator naive = naiveOf(log);
    const convergence::EventSet all = naive.allEvents();
    std::vector<bool> isOfStep(all.size(), false);
    for (const std::uint32_t transaction : step.transactions) {
        const event::LocalRange events = log.transactionRecord(transaction).events;
        for (auto event = events.begin; event < events.end; event = event + 1)
            isOfStep[*naive.find(log.idOf(event))] = true;
    }
    std::string text;
    std::uint32_t offset = 0;
    for (const convergence::UnitIndex unit : naive.order()) {
        const bool wasVisible = naive.isVisible(unit, all);
        const bool isInside = wasVisible ? begin <= offset && offset < end : begin <= offset && offset <= end;
        const auto& deletions = naive.units()[unit].deletions;
        const bool isDeleted = std::ranges::any_of(deletions, [&](convergence::UnitIndex deletion) {
            const bool isTakenBack = isInside && !wasVisible && isOfStep[deletion];
            return naive.isAlive(deletion, all) && !isTakenBack;
        });
        const bool isTakenBack = isInside && wasVisible && isOfStep[unit];
        if (naive.isAlive(unit, all) && !isTakenBack && !isDeleted) text += naive.units()[unit].scalar;
        offset += wasVisible ? 1 : 0;
    }
    return text;
}

}  // namespace

class UndoInsideTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void takesBackWhatWasTypedThere() {
        TestReplica ana(1, "Ana");
        ana.insert(0, "one two three");
        ana.insert(13, " four");
        QVERIFY(undoInside(ana, 4, 8));
        QCOMPARE(ana.text(), std::string("one three four"));
        // It is a step of its own.
        QVERIFY(ana.undo());
        QCOMPARE(ana.text(), std::string("one two three four"));
        QVERIFY(undoInside(ana, 13, 18));
        QCOMPARE(ana.text(), std::string("one two three"));
    }

    void bringsBackWhatWasDeletedThere() {
        TestReplica ana(1, "Ana");
        ana.insert(0, "one two three four");
        ana.remove(14, 4);
        ana.remove(4, 4);
        ana.remove(0, 2);
        QCOMPARE(ana.text(), std::string("e three "));
        QVERIFY(undoInside(ana, 1, 5));
        QCOMPARE(ana.text(), std::string("e two three "));
        QVERIFY(undoInside(ana, 8, 12));
        QCOMPARE(ana.text(), std::string("e two three four"));
    }

    void formatsThatEndInThePart() {
        TestReplica ana(1, "Ana");
        ana.insert(0, "one two three");
        ana.write({markOf(4, 7, "bold", true)}, TransactionKind::kFormat);
        ana.write({markOf(0, 13, "italic", true)}, TransactionKind::kFormat);
        const auto formatAt = [&](std::uint32_t offset) {
            const auto format = ana.tracker().formatAt(ana.log(), View::kEffect, text::Offset{offset});
            return format ? format->size() : std::size_t{0};
        };
        QCOMPARE(formatAt(5), std::size_t{2});
        QVERIFY(undoInside(ana, 3, 8));
        QCOMPARE(formatAt(5), std::size_t{1});
        QCOMPARE(ana.text(), std::string("one two three"));
    }

    void nothingOfOthers() {
        TestReplica ana(1, "Ana");
        TestReplica ben(2, "Ben");
        ana.insert(0, "ana");
        TestReplica::sync(ana, ben);
        ben.insert(3, " ben");
        TestReplica::sync(ana, ben);
        QVERIFY(!undoInside(ana, 4, 7));
        QVERIFY(undoInside(ben, 0, 7));
        QCOMPARE(ben.text(), std::string("ana"));
    }

    void byTheDefinition() {
        const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
        const std::uint64_t graphs = test::numberFromEnvironment("GRAPHS", 150);
        std::uint64_t effectiveCount = 0;
        for (std::uint64_t round = 0; round < graphs; ++round) {
            Random random(seed + round);
            TestReplica ana(1, "Ana");
            TestReplica ben(2, "Ben");
            for (int i = 0; i < 25; ++i) {
                TestReplica& one = random.chance(60) ? ana : ben;
                const std::uint32_t count = one.tracker().count(View::kEffect);
                if (random.chance(10) && !one.stacks().undoSteps().empty()) {
                    one.undo(random.below(static_cast<std::uint32_t>(one.stacks().undoSteps().size())));
                } else if (count > 0 && random.chance(35)) {
                    const std::uint32_t offset = random.below(count);
                    one.remove(offset, 1 + random.below(std::min(count - offset, 5U)), random.chance(30));
                } else {
                    one.insert(random.below(count + 1), convergence::randomText(random, 5), random.chance(30));
                }
                if (random.chance(30)) TestReplica::sync(ana, ben);
            }
            TestReplica::sync(ana, ben);
            const std::uint32_t count = ana.tracker().count(View::kEffect);
            if (count == 0 || ana.stacks().undoSteps().empty()) continue;
            const std::uint32_t begin = random.below(count);
            const std::uint32_t end = begin + 1 + random.below(count - begin);
            const auto steps = static_cast<std::uint32_t>(ana.stacks().undoSteps().size());
            const UndoStep step = ana.stacks().undoSteps()[random.below(steps)];
            const std::string expected = expectedText(ana.log(), step, begin, end);
            const TextPart part = textPartOf(ana.tracker(), kBody, {text::Offset{begin}, text::Offset{end}});
            std::vector<event::Operation> operations = undoOperationsInside(ana.log(), ana.tracker(), step, part);
            if (!operations.empty()) {
                ++effectiveCount;
                ana.write(std::move(operations), TransactionKind::kRevert);
            }
            if (ana.text() != expected) qWarning("seed %llu", static_cast<unsigned long long>(seed + round));
            QCOMPARE(ana.text(), expected);
        }
        QVERIFY(effectiveCount * 4 > graphs);
    }
};

QTEST_APPLESS_MAIN(UndoInsideTest)
#include "tst_undo_inside.moc"
