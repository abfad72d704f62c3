// The state of a version as values: the same on every replica, whatever arrived when, and what the tracker shows.
#include <QtTest>

#include "convergence/random_graph.h"
#include "history/keyframe.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::history;

class DocumentStateTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void runsFollowIds();
    void sameOnEveryReplica();
};

void DocumentStateTest::runsFollowIds() {
    event::EventLog log;
    const auto append = [&log](std::uint32_t agent, event::Operation operation) {
        log.append(test::next(log, agent, {std::move(operation)})).value();
    };
    append(1, test::insertAt(0, "one "));
    append(2, test::insertAt(2, "XY"));
    append(1, test::insertAt(6, "more"));
    append(1, test::deleteAt(7, 1));
    merge::Tracker tracker;
    tracker.applyNewEventsQuietly(log);
    const DocumentState state = documentStateOf(log, tracker, merge::View::kEffect);
    QCOMPARE(state.body.text, std::string("onXYe mre"));
    // "e " and "m" have consecutive ids and stand side by side, although they were typed at different times.
    const std::vector<IdRun> runs{
        {{test::id(1, 0), 2}, 0}, {{test::id(2, 0), 2}, 0}, {{test::id(1, 2), 3}, 0}, {{test::id(1, 6), 2}, 0}};
    QCOMPARE(state.body.runs, runs);
    QCOMPARE(state.version, (std::vector<event::EventId>{test::id(1, 8)}));
    QVERIFY(isWellFormed(state));
}

void DocumentStateTest::sameOnEveryReplica() {
    Random random(test::numberFromEnvironment("SEED", 1));
    const std::uint64_t graphCount = test::numberFromEnvironment("GRAPHS", 150);
    for (std::uint64_t round = 0; round < graphCount; ++round) {
        const convergence::RandomGraph graph = convergence::makeRandomGraph(random.next());
        std::optional<DocumentState> first;
        for (int order = 0; order < 3; ++order) {
            event::EventLog log;
            for (const std::size_t index : convergence::randomCausalOrder(graph.transactions, random))
                log.append(graph.transactions[index]).value();
            merge::Tracker tracker;
            tracker.applyNewEventsQuietly(log);
            const DocumentState state = documentStateOf(log, tracker, merge::View::kEffect);
            QVERIFY(isWellFormed(state));
            QCOMPARE(state.body.text, graph.naive.text(graph.naive.allEvents()));
            tracker.movePrepareTo(log, log.version());
            QCOMPARE(documentStateOf(log, tracker, merge::View::kPrepare), state);
            if (!first) first = state;
            QCOMPARE(state, *first);
            QCOMPARE(stateHash(state), stateHash(*first));
            const auto decoded = decodeKeyframe(encodeKeyframe({state, log.end().value, 0, {}}));
            QVERIFY(decoded.has_value());
            QCOMPARE(decoded->state, state);
        }
    }
}

QTEST_GUILESS_MAIN(DocumentStateTest)
#include "tst_document_state.moc"
