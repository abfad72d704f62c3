// What undo, redo and restore promise, for every kind of operation: text in several sequences, marks, registers and
// switched events, among others' work, on two devices and after a restart. States are compared whole, as the definition
// gives them. Environment: SEED, GRAPHS.
#include <QTest>

#include "convergence/random_graph.h"
#include "convergence/tracker_state.h"
#include "history/test_replica.h"

using namespace varve;
using namespace varve::history;
using convergence::DocumentState;
using convergence::NaiveEvaluator;
using event::TransactionKind;
using test::TestReplica;

namespace {

/// A replica with the definition of its document beside it, and somebody who edits it at random.
class Device {
  public:
    Device(std::uint32_t agentNumber, std::string user, Random& random, const convergence::GraphOptions& options)
        : m_replica(agentNumber, std::move(user)), m_random(random), m_operations(random, options, m_naive) {}
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    TestReplica& replica() { return m_replica; }
    /// As it is defined; and CHECKed to be what the tracker shows.
    DocumentState state() {
        for (; m_defined < m_replica.log().transactionCount(); ++m_defined)
            m_naive.add(m_replica.log().transaction(m_defined));
        DocumentState state = m_naive.state(known());
        CHECK(state == convergence::stateOf(m_replica.log(), m_replica.tracker(), merge::View::kEffect));
        return state;
    }
    DocumentState stateAt(const event::Version& version) {
        state();
        return m_naive.state(m_naive.eventsOf(m_replica.log().idsOf(version)));
    }
    /// The state if all that the units wrote were taken back.
    DocumentState stateWithout(const std::vector<event::EventSpan>& units) {
        state();
        NaiveEvaluator other = m_naive;
        other.addOperation({test::agent(~0U), {0}}, m_naive.frontierOf(known()), event::Liveness{units, false});
        return other.state(other.allEvents());
    }

    /// One step of one to three transactions.
    void makeStep() {
        const std::uint32_t count = m_random.chance(70) ? 1 : 2 + m_random.below(2);
        for (std::uint32_t i = 0; i < count; ++i) {
            state();
            m_writer.agent = m_replica.agentId();
            m_writer.nextSequence = m_replica.log().nextSequence(m_writer.agent).value;
            m_writer.known = known();
            TransactionKind kind = TransactionKind::kEdit;
            std::vector<event::Operation> operations = m_operations.make(m_writer, kind);
            m_replica.write(std::move(operations), kind, i > 0);
        }
    }
    void receive(Device& other) { m_replica.receive(other.m_replica); }

    [[nodiscard]] const std::vector<UndoStep>& undoSteps() const { return m_replica.stacks().undoSteps(); }
    [[nodiscard]] const std::vector<UndoStep>& redoSteps() const { return m_replica.stacks().redoSteps(); }
    /// Both stacks, as every replica names them.
    [[nodiscard]] auto stackNames() const {
        return std::pair(test::namesOf(m_replica.log(), undoSteps()), test::namesOf(m_replica.log(), redoSteps()));
    }

  private:
    convergence::EventSet known() {
        return m_naive.eventsOf(m_replica.log().idsOf(m_replica.tracker().effectVersion()));
    }

    TestReplica m_replica;
    Random& m_random;
    NaiveEvaluator m_naive;
    std::size_t m_defined = 0;  // transactions that m_naive has
    convergence::OperationMaker m_operations;
    convergence::Writer m_writer;
};

void sync(Device& a, Device& b) {
    a.receive(b);
    b.receive(a);
}

bool switchesEvents(const event::EventLog& log, const UndoStep& step) {
    for (const std::uint32_t transaction : step.transactions) {
        for (const event::Operation& operation : log.transaction(transaction).operations) {
            if (std::holds_alternative<event::Liveness>(operation)) return true;
        }
    }
    return false;
}

std::vector<event::EventSpan> unitsOf(const event::EventLog& log, const UndoStep& step) {
    std::vector<event::LocalRange> ranges;
    for (const std::uint32_t transaction : step.transactions)
        ranges.push_back(log.transactionRecord(transaction).events);
    return log.spansOf(ranges);
}

/// Random work of others, which the devices then have.
std::vector<event::Transaction> othersWork(std::uint64_t seed) {
    convergence::GraphOptions options;
    options.operationCount = 4 + static_cast<std::uint32_t>(seed % 20);
    options.invalidPercent = seed % 5 == 0 ? 5 : 0;
    return convergence::makeRandomGraph(seed, options).transactions;
}

}  // namespace

#define COMPARE_STATES(actual, expected)                                                                 \
    do {                                                                                                 \
        const DocumentState first = (actual);                                                            \
        const DocumentState second = (expected);                                                         \
        QVERIFY2(first == second,                                                                        \
                 qPrintable(QStringLiteral("SEED=%1 GRAPHS=1\n").arg(seed) +                             \
                            QString::fromStdString(describe(first) + "expected\n" + describe(second)))); \
    } while (false)

class UndoPropertiesTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase();
    void undoneStepsGiveThePreviousStates();
    void selectiveUndoTakesBackTheStepAlone();
    void equalUndosOfTwoDevicesAreOne();
    void stepsOfTheOtherDevice();
    void restartInTheMiddleOfAStack();
    void restoreGivesTheStateOfThen();

  private:
    /// Calls `check` with a device that knows others' work, for every seed.
    template <typename Check>
    void forEachSeed(Check check) {
        for (std::uint64_t seed = m_seed; seed < m_seed + m_count; ++seed) {
            Random random(seed);
            convergence::GraphOptions options;
            options.livenessPercent = 10;
            options.markPercent = 30;
            options.setPercent = 20;
            options.elsewherePercent = 25;
            Device device(0x7fffffff, "Ana", random, options);
            for (const event::Transaction& transaction : othersWork(seed))
                device.replica().receive(transaction);
            check(seed, random, options, device);
            if (QTest::currentTestFailed()) return;
        }
    }

    std::uint64_t m_seed = 1;
    std::uint64_t m_count = 1;
};

void UndoPropertiesTest::initTestCase() {
    m_seed = test::numberFromEnvironment("SEED", 1);
    m_count = test::numberFromEnvironment("GRAPHS", 150);
}

void UndoPropertiesTest::undoneStepsGiveThePreviousStates() {
    forEachSeed([](std::uint64_t seed, Random& random, const auto&, Device& ana) {
        std::vector<DocumentState> states = {ana.state()};
        const std::size_t stepCount = 1 + random.below(6);
        for (std::size_t i = 0; i < stepCount; ++i) {
            ana.makeStep();
            states.push_back(ana.state());
            // Taking it back at once and bringing it again leaves no trace.
            if (ana.replica().undo()) {
                COMPARE_STATES(ana.state(), states[i]);
                QVERIFY(ana.replica().redo());
            }
            COMPARE_STATES(ana.state(), states[i + 1]);
        }
        QCOMPARE(ana.undoSteps().size(), stepCount);
    });
}

void UndoPropertiesTest::selectiveUndoTakesBackTheStepAlone() {
    forEachSeed([](std::uint64_t seed, Random& random, const auto& options, Device& ana) {
        Device ben(0x7ffffffe, "Ben", random, options);
        for (int i = 0; i < 6; ++i) {
            ana.makeStep();
            ben.makeStep();
            if (random.chance(50)) sync(ana, ben);
        }
        sync(ana, ben);
        const DocumentState before = ana.state();
        const std::size_t index = random.below(static_cast<std::uint32_t>(ana.undoSteps().size()));
        const UndoStep step = ana.undoSteps()[index];
        if (!switchesEvents(ana.replica().log(), step)) {
            const DocumentState without = ana.stateWithout(unitsOf(ana.replica().log(), step));
            ana.replica().undo(index);
            COMPARE_STATES(ana.state(), without);
            if (ana.redoSteps().empty()) return;  // nothing was left of it
            QVERIFY(ana.replica().redo());
        } else if (ana.replica().undo(index)) {
            QVERIFY(ana.replica().redo());
        }
        COMPARE_STATES(ana.state(), before);
    });
}

void UndoPropertiesTest::equalUndosOfTwoDevicesAreOne() {
    forEachSeed([](std::uint64_t seed, Random& random, const auto& options, Device& laptop) {
        Device phone(0x7ffffffe, "Ana", random, options);
        for (int i = 0; i < 3; ++i)
            laptop.makeStep();
        sync(laptop, phone);
        const DocumentState before = laptop.state();
        if (!laptop.replica().undo()) return;
        QVERIFY(phone.replica().undo());
        const DocumentState undone = laptop.state();
        COMPARE_STATES(phone.state(), undone);
        sync(laptop, phone);
        COMPARE_STATES(laptop.state(), undone);
        COMPARE_STATES(phone.state(), undone);
        QVERIFY(laptop.stackNames() == phone.stackNames());
        QVERIFY((random.chance(50) ? laptop : phone).replica().redo());
        sync(laptop, phone);
        COMPARE_STATES(laptop.state(), before);
        COMPARE_STATES(phone.state(), before);
    });
}

void UndoPropertiesTest::stepsOfTheOtherDevice() {
    forEachSeed([](std::uint64_t seed, Random& random, const auto& options, Device& laptop) {
        Device phone(0x7ffffffe, "Ana", random, options);
        sync(laptop, phone);
        std::vector<DocumentState> states = {laptop.state()};
        for (int i = 0; i < 4; ++i) {
            Device& writer = random.chance(50) ? laptop : phone;
            writer.makeStep();
            sync(laptop, phone);
            states.push_back(laptop.state());
        }
        for (std::size_t left = states.size() - 1; left-- > 0;) {
            Device& device = random.chance(50) ? laptop : phone;
            device.replica().undo();
            sync(laptop, phone);
            COMPARE_STATES(laptop.state(), states[left]);
            COMPARE_STATES(phone.state(), states[left]);
            if (device.undoSteps().size() > left) break;  // a step without effect stays
            QVERIFY(laptop.stackNames() == phone.stackNames());
        }
    });
}

void UndoPropertiesTest::restartInTheMiddleOfAStack() {
    forEachSeed([](std::uint64_t seed, Random& random, const auto& options, Device& ana) {
        std::vector<DocumentState> states = {ana.state()};
        for (std::size_t i = 0; i < 5; ++i) {
            ana.makeStep();
            states.push_back(ana.state());
        }
        std::size_t at = states.size() - 1;
        for (std::uint32_t count = random.below(4); count > 0 && ana.replica().undo(); --count)
            COMPARE_STATES(ana.state(), states[--at]);
        Device again(0x7ffffffe, "Ana", random, options);
        std::vector<event::Transaction> transactions;
        for (std::size_t i = 0; i < ana.replica().log().transactionCount(); ++i)
            transactions.push_back(ana.replica().log().transaction(i));
        for (const event::AgentRecord& agent : ana.replica().log().agents()) {
            if (!agent.user.empty()) again.replica().log().addAgent(agent);
        }
        again.replica().setNow(ana.replica().now());
        for (const std::size_t index : convergence::randomCausalOrder(transactions, random))
            again.replica().receive(transactions[index]);
        COMPARE_STATES(again.state(), states[at]);
        QVERIFY(again.stackNames() == ana.stackNames());
        const std::size_t stopped = at;
        while (at > 0 && again.replica().undo())
            COMPARE_STATES(again.state(), states[--at]);
        while (at < stopped) {
            QVERIFY(again.replica().redo());
            COMPARE_STATES(again.state(), states[++at]);
        }
    });
}

void UndoPropertiesTest::restoreGivesTheStateOfThen() {
    forEachSeed([](std::uint64_t seed, Random& random, const auto&, Device& ana) {
        for (int i = 0; i < 4; ++i)
            ana.makeStep();
        for (int round = 0; round < 3; ++round) {
            const event::EventLog& log = ana.replica().log();
            std::vector<event::LocalVersion> heads;
            for (std::uint32_t count = random.below(4); count > 0; --count)
                heads.push_back({random.below(log.end().value)});
            const event::Version version = log.graph().reduced(std::move(heads));
            const DocumentState then = ana.stateAt(version);
            const DocumentState before = ana.state();
            const bool changed = ana.replica().restore(version);
            COMPARE_STATES(ana.state(), then);
            QVERIFY(restoreOperations(log, ana.replica().tracker(), version).empty());
            if (!changed) continue;
            QVERIFY(ana.replica().undo());
            COMPARE_STATES(ana.state(), before);
            if (random.chance(50)) continue;
            QVERIFY(ana.replica().redo());
            COMPARE_STATES(ana.state(), then);
        }
    });
}

QTEST_GUILESS_MAIN(UndoPropertiesTest)
#include "tst_undo_properties.moc"
