// What the log takes, what waits, what it refuses, and that everything comes out as it went in.
#include <QtTest>

#include "base/random.h"
#include "event/event_log.h"
#include "support/event_builders.h"
#include "support/random_events.h"
#include "text/utf8.h"

using namespace varve;
using namespace varve::event;
using namespace varve::test;

class EventLogTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void typingIsOneRun() {
        EventLog log;
        QVERIFY(log.append(next(log, 1, {insertAt(0, "H")}, 10)).has_value());
        QVERIFY(log.append(next(log, 1, {insertAt(1, "é")}, 20)).has_value());
        QVERIFY(log.append(next(log, 1, {insertAt(2, "y")}, 35)).has_value());
        QVERIFY(log.append(next(log, 1, {deleteAt(2, 1, Direction::kBackward)}, 40)).has_value());
        QVERIFY(log.append(next(log, 1, {deleteAt(1, 1, Direction::kBackward)}, 41)).has_value());
        log.checkInvariants();
        QCOMPARE(log.end().value, 5U);
        QCOMPARE(log.operationRuns().size(), std::size_t{2});
        QCOMPARE(log.operationRuns()[1].offset, 2U);
        QCOMPARE(log.insertedText({{1}, {3}}), std::string_view("éy"));
        QCOMPARE(log.transactionCount(), std::size_t{5});
        QCOMPARE(log.transaction(1), transaction(id(1, 1), {id(1, 0)}, {insertAt(1, "é")}, 20));
        QCOMPARE(log.transactionRecord(3).timeMs, std::int64_t{40});
        QCOMPARE(log.transactionIndexOf({4}), std::size_t{4});
        QCOMPARE(log.nextSequence(agent(1)).value, 5U);
        QCOMPARE(log.idOf({4}), id(1, 4));
        QCOMPARE(log.find(id(1, 4)), std::optional(LocalVersion{4}));
        QVERIFY(!log.find(id(1, 5)));
    }

    void duplicatesAndConflictsAndGaps() {
        EventLog log;
        const Transaction first = transaction(id(1, 0), {}, {insertAt(0, "abc")}, 5);
        QCOMPARE(log.append(first).value().count(), 3U);
        QVERIFY(log.append(first).value().isEmpty());
        Transaction other = first;
        other.operations = {insertAt(0, "abd")};
        QCOMPARE(log.append(other).error().code, ErrorCode::kConflict);
        other = first;
        other.timeMs = 6;
        QCOMPARE(log.append(other).error().code, ErrorCode::kConflict);
        const Transaction gap = transaction(id(1, 4), {id(1, 2)}, {insertAt(0, "x")});
        QCOMPARE(log.append(gap).error().code, ErrorCode::kMissingParents);
        const Transaction orphan = transaction(id(2, 0), {id(3, 0)}, {insertAt(0, "x")});
        QCOMPARE(log.append(orphan).error().code, ErrorCode::kMissingParents);
        EventBatch batch;
        batch.add(orphan);
        batch.add(first);
        batch.add(transaction(id(2, 0), {id(1, 2)}, {insertAt(0, "y")}));
        const AppendOutcome outcome = log.append(batch);
        QCOMPARE(outcome.waiting, std::vector<std::size_t>{0});
        QCOMPARE(outcome.duplicateCount, 1U);
        QCOMPARE(outcome.events, (LocalRange{{3}, {4}}));
        log.checkInvariants();
    }

    void refuses_data() {
        QTest::addColumn<std::vector<Operation>>("operations");
        QTest::newRow("nothing") << std::vector<Operation>{};
        QTest::newRow("empty text") << std::vector<Operation>{insertAt(0, "")};
        QTest::newRow("damaged text") << std::vector<Operation>{insertAt(0, "\xff")};
        QTest::newRow("half a scalar") << std::vector<Operation>{insertAt(0, "\xc3"), insertAt(0, "\xa9")};
        QTest::newRow("empty deletion") << std::vector<Operation>{deleteAt(0, 0)};
        QTest::newRow("offset overflow") << std::vector<Operation>{deleteAt(~0U, 1)};
        QTest::newRow("too many events") << std::vector<Operation>{deleteAt(0, 1U << 31)};
        QTest::newRow("more than was written") << std::vector<Operation>{deleteAt(0, 5000)};
        QTest::newRow("more than was written, far away") << std::vector<Operation>{deleteAt(1U << 31, 1U << 20)};
        QTest::newRow("empty mark") << std::vector<Operation>{markOf(2, 2, "bold")};
        QTest::newRow("nameless mark") << std::vector<Operation>{markOf(1, 2, "")};
        QTest::newRow("damaged value") << std::vector<Operation>{
            setOf(WellKnownObject::kDocument, "title", "\xed\xa0\x80")};
        QTest::newRow("set of the body") << std::vector<Operation>{setOf(WellKnownObject::kBody, "x")};
        QTest::newRow("set of the unknown") << std::vector<Operation>{setOf(id(9, 0), "x")};
        QTest::newRow("text in the document") << std::vector<Operation>{Insert{WellKnownObject::kDocument, {0}, "x"}};
        QTest::newRow("no targets") << std::vector<Operation>{liveness({}, false)};
        QTest::newRow("empty target") << std::vector<Operation>{liveness({{id(1, 0), 0}}, false)};
        QTest::newRow("unknown target") << std::vector<Operation>{liveness({{id(1, 0), 4}}, false)};
        QTest::newRow("endless target") << std::vector<Operation>{liveness({{id(1, 0), ~0U}}, false)};
        QTest::newRow("concurrent target") << std::vector<Operation>{liveness({{id(2, 0), 1}}, false)};
        QTest::newRow("itself") << std::vector<Operation>{liveness({{id(3, 0), 1}}, false)};
        QTest::newRow("twice") << std::vector<Operation>{liveness({{id(1, 1), 1}, {id(1, 0), 2}}, false)};
    }

    void refuses() {
        QFETCH(std::vector<Operation>, operations);
        EventLog log;
        QVERIFY(log.append(transaction(id(1, 0), {}, {insertAt(0, "abc")})).has_value());
        QVERIFY(log.append(transaction(id(2, 0), {id(1, 0)}, {insertAt(0, "x")})).has_value());
        const auto result = log.append(transaction(id(3, 0), {id(1, 2)}, operations));
        QVERIFY(!result.has_value());
        QCOMPARE(result.error().code, ErrorCode::kInvalidInput);
        QCOMPARE(log.end().value, 4U);
        QVERIFY(!log.agentIndex(agent(3)));
        log.checkInvariants();
    }

    void mayDeleteMuchThatItsAuthorSaw() {
        EventLog log;
        QVERIFY(log.append(transaction(id(1, 0), {}, {insertAt(0, std::string(1500, 'a'))})).has_value());
        QVERIFY(log.append(transaction(id(2, 0), {}, {insertAt(0, std::string(1500, 'b'))})).has_value());
        // What somebody else wrote at the same time does not count; what the same transaction wrote does.
        QVERIFY(!log.append(transaction(id(3, 0), {id(1, 1499)}, {deleteAt(0, 1501)})).has_value());
        QVERIFY(log.append(transaction(id(3, 0), {id(1, 1499)}, {deleteAt(0, 1500)})).has_value());
        QVERIFY(log.append(transaction(id(4, 0), {id(1, 1499), id(2, 1499)}, {deleteAt(0, 3000)})).has_value());
        QVERIFY(log.append(transaction(id(5, 0), {}, {insertAt(0, std::string(1025, 'c')), deleteAt(0, 1025)}))
                    .has_value());
        log.checkInvariants();
    }

    void seesManyTargetsOnTwoBranches() {
        EventLog log;
        QVERIFY(log.append(transaction(id(1, 0), {}, {insertAt(0, std::string(100, 'a'))})).has_value());
        std::vector<EventSpan> targets;
        for (std::uint32_t unit = 0; unit < 100; unit += 2)
            targets.push_back({id(1, unit), 1});
        QVERIFY(log.append(transaction(id(2, 0), {id(1, 99)}, {insertAt(0, "b")})).has_value());
        QVERIFY(log.append(transaction(id(3, 0), {id(1, 98)}, {liveness(targets, false)})).has_value());
        targets.push_back({id(1, 99), 1});
        QVERIFY(!log.append(transaction(id(4, 0), {id(1, 98)}, {liveness(targets, false)})).has_value());
        QVERIFY(log.append(transaction(id(4, 0), {id(1, 99)}, {liveness(targets, false)})).has_value());
        targets.push_back({id(2, 0), 1});
        QVERIFY(!log.append(transaction(id(5, 0), {id(1, 99)}, {liveness(targets, false)})).has_value());
    }

    void refusesParentsThatAreNotAFrontier() {
        EventLog log;
        QVERIFY(log.append(transaction(id(1, 0), {}, {insertAt(0, "abc")})).has_value());
        QVERIFY(log.append(transaction(id(2, 0), {id(1, 0)}, {insertAt(0, "x")})).has_value());
        const std::vector<Operation> typed{insertAt(0, "y")};
        for (const auto& parents : {std::vector{id(1, 0), id(1, 2)}, std::vector{id(1, 0), id(2, 0)},
                                    std::vector{id(1, 2), id(1, 2)}, std::vector{id(3, 0)}}) {
            QCOMPARE(log.append(transaction(id(3, 0), parents, typed)).error().code, ErrorCode::kInvalidInput);
        }
        Transaction unsorted = transaction(id(3, 0), {}, typed);
        unsorted.parents = {id(2, 0), id(1, 2)};
        QCOMPARE(log.append(unsorted).error().code, ErrorCode::kInvalidInput);
        QVERIFY(log.append(transaction(id(3, 0), {id(1, 2), id(2, 0)}, typed)).has_value());
    }

    void mayTargetItsOwnEarlierUnits() {
        EventLog log;
        const auto result = log.append(transaction(
            id(1, 0), {}, {insertAt(0, "ab"), liveness({{id(1, 0), 2}}, false), setOf(id(1, 2), "note", true)}));
        QVERIFY(result.has_value());
        QCOMPARE(log.transaction(0).operations.size(), std::size_t{3});
    }

    void oneAgentOnTwoBranches() {
        EventLog log;
        QVERIFY(log.append(transaction(id(1, 0), {}, {insertAt(0, "ab")})).has_value());
        QVERIFY(log.append(transaction(id(1, 2), {id(1, 0)}, {insertAt(1, "c")})).has_value());
        QVERIFY(log.append(transaction(id(1, 3), {id(1, 1)}, {insertAt(2, "d")})).has_value());
        log.checkInvariants();
        QCOMPARE(log.version(), (Version{{2}, {3}}));
        QCOMPARE(log.operationRuns().size(), std::size_t{3});
        const auto undo = [](std::uint32_t begin, std::uint32_t count) {
            return liveness({{id(1, begin), count}}, false);
        };
        QVERIFY(!log.append(transaction(id(2, 0), {id(1, 3)}, {undo(0, 4)})).has_value());
        QVERIFY(log.append(transaction(id(2, 0), {id(1, 2), id(1, 3)}, {undo(0, 4)})).has_value());
    }

    void findsTextInsideLongRuns() {
        Random random(numberFromEnvironment("SEED", 1));
        static constexpr const char* kPieces[] = {"a", "é", "plain words", "世界", "👍🏽", "mixed ÄÖÜ text"};
        for (int round = 0; round < 20; ++round) {
            EventLog log;
            std::string whole;
            while (log.end().value < 600) {
                std::string piece = kPieces[random.below(6)];
                if (random.chance(10)) piece = std::string(random.below(150) + 1, 'x');
                QVERIFY(log.append(next(log, 1, {insertAt(log.end().value, piece)})).has_value());
                whole += piece;
            }
            log.checkInvariants();
            QCOMPARE(log.operationRuns().size(), std::size_t{1});
            for (int check = 0; check < 200; ++check) {
                const std::uint32_t begin = random.below(log.end().value);
                const std::uint32_t count = random.below(log.end().value - begin) + 1;
                QVERIFY(log.insertedText({{begin}, {begin + count}}) == text::scalarSlice(whole, begin, count));
            }
        }
    }

    void givesBackWhatItGot() {
        Random random(numberFromEnvironment("SEED", 1));
        const std::uint64_t operationCount = numberFromEnvironment("OPERATIONS", 1500);
        EventLog log;
        EventBatch all;
        QVERIFY(log.addAgent({agent(0), "Ana", "laptop", 7}));
        QVERIFY(!log.addAgent({agent(0), "Eva", "laptop", 7}));
        for (std::uint64_t step = 0; step < operationCount; ++step) {
            const Transaction made = randomTransaction(random, log);
            all.add(made);
            QVERIFY(log.append(made).has_value());
        }
        log.checkInvariants();
        all.agents = {{agent(0), "Ana", "laptop", 7}};
        QCOMPARE(log.batch(0, log.transactionCount()), all);
        QCOMPARE(log.missingFrom({}), all);
        QVERIFY(log.missingFrom(log.versionVector()).isEmpty());
        EventLog copy;
        QCOMPARE(copy.append(all).events.count(), log.end().value);
        copy.checkInvariants();
        QCOMPARE(copy.operationRuns().size(), log.operationRuns().size());
        QCOMPARE(copy.append(all).duplicateCount, static_cast<std::uint32_t>(log.transactionCount()));
        for (int round = 0; round < 20; ++round)
            receivesTheRest(log, random);
    }

    void localEditsAreTransactions() {
        Random random(numberFromEnvironment("SEED", 1));
        EventLog quick;
        EventLog plain;
        const AgentRecord me{agent(4), "Ana", "laptop", 5};
        quick.addAgent(me);
        plain.addAgent(me);
        std::uint32_t count = 0;
        std::int64_t timeMs = 0;
        for (std::uint64_t step = numberFromEnvironment("OPERATIONS", 2000); step > 0; --step) {
            if (random.chance(5)) {
                const Transaction other = next(plain, 5, {insertAt(0, "other")}, 7);
                QVERIFY(plain.append(other).has_value() && quick.append(other).has_value());
                count += 5;
            }
            std::vector<LocalEdit> edits(random.chance(80) ? 1 : 1 + random.below(4));
            Transaction made{.first = {me.id, plain.nextSequence(me.id)},
                             .parents = plain.idsOf(plain.version()),
                             .timeMs = timeMs += random.below(3),
                             .kind = random.chance(70) ? TransactionKind::kTyping : TransactionKind::kEdit,
                             .joinsPrevious = random.chance(80),
                             .reference = std::nullopt,
                             .operations = {}};
            for (LocalEdit& edit : edits) {
                static constexpr std::string_view kTexts[] = {"a", "b", "ž", "two", "中文 and 👍"};
                edit.offset = {count == 0 || random.chance(60) ? count : random.below(count)};
                if (random.chance(30)) edit.deletedCount = std::min(random.below(4), count - edit.offset.value);
                if (random.chance(50)) edit.direction = Direction::kBackward;
                if (edit.deletedCount == 0 || random.chance(30)) edit.inserted = kTexts[random.below(5)];
                count += text::scalarCount(edit.inserted) - edit.deletedCount;
                if (edit.deletedCount > 0) {
                    made.operations.emplace_back(deleteAt(edit.offset.value, edit.deletedCount, edit.direction));
                }
                if (!edit.inserted.empty()) {
                    made.operations.emplace_back(insertAt(edit.offset.value, std::string(edit.inserted)));
                }
            }
            const Result<LocalRange> expected = plain.append(made);
            const Result<LocalRange> taken = quick.appendLocal({.agent = quick.agentIndex(me.id).value(),
                                                                .parents = quick.version(),
                                                                .timeMs = made.timeMs,
                                                                .kind = made.kind,
                                                                .joinsPrevious = made.joinsPrevious},
                                                               edits);
            QVERIFY(taken.has_value() && expected.has_value());
            QCOMPARE(*taken, *expected);
        }
        quick.checkInvariants();
        QCOMPARE(quick.operationRuns().size(), plain.operationRuns().size());
        QCOMPARE(quick.batch(0, quick.transactionCount()), plain.batch(0, plain.transactionCount()));
    }

    void badLocalEditsAreRefused() {
        EventLog log;
        log.addAgent({agent(4), "Ana", "laptop", 5});
        const auto refused = [&log](LocalEdit edit) {
            const Result<LocalRange> taken = log.appendLocal({.agent = 0, .parents = log.version()}, {&edit, 1});
            return !taken && taken.error().code == ErrorCode::kInvalidInput && log.end().value == 0;
        };
        QVERIFY(refused({.offset = {0}, .inserted = "\xff"}));
        QVERIFY(refused({.offset = {0xffff'ffff}, .inserted = "ab"}));
        QVERIFY(refused({.offset = {0}, .deletedCount = 60'000'000}));
        const std::string large((std::size_t{128} << 20) + 1, 'x');
        QVERIFY(refused({.offset = {0}, .inserted = large}));
        QCOMPARE(log.appendLocal({.agent = 0, .parents = {}}, {}).value().count(), 0U);
        QCOMPARE(log.transactionCount(), std::size_t{0});
    }

    void badKeysAreRefusedAfterGoodOnes() {
        EventLog log;
        log.addAgent({agent(4), "Ana", "laptop", 5});
        const auto press = [&log](LocalEdit edit) {
            return log.appendLocal({.agent = 0, .parents = log.version()}, {&edit, 1});
        };
        QVERIFY(press({.offset = {0}, .inserted = "a"}) && press({.offset = {1}, .inserted = "b"}));
        const LocalVersion end = log.end();
        QVERIFY(!press({.offset = {0xffff'ffff}, .inserted = "c"}));
        QVERIFY(!press({.offset = {2}, .inserted = "\x80"}));
        QVERIFY(!press({.offset = {2}, .inserted = "\xc3"}));
        QCOMPARE(press({.offset = {2}, .inserted = ""}).value().count(), 0U);
        QCOMPARE(log.end(), end);
        QCOMPARE(log.transactionCount(), std::size_t{2});
        // What one press takes away and puts there is more than a key.
        QCOMPARE(press({.offset = {1}, .deletedCount = 1, .inserted = "\u00e4"}).value().count(), 2U);
        QCOMPARE(press({.offset = {1}, .deletedCount = 1, .direction = Direction::kBackward}).value().count(), 1U);
        QCOMPARE(log.content(), std::string("ab\u00e4"));
        log.checkInvariants();
    }

  private:
    static void receivesTheRest(const EventLog& log, Random& random) {
        EventLog peer;
        const std::size_t count = random.below(static_cast<std::uint32_t>(log.transactionCount()));
        peer.append(log.batch(0, count));
        const AppendOutcome outcome = peer.append(log.missingFrom(peer.versionVector()));
        QVERIFY(outcome.waiting.empty() && outcome.rejected.empty());
        QCOMPARE(outcome.duplicateCount, 0U);
        QCOMPARE(peer.versionVector(), log.versionVector());
        QCOMPARE(peer.idsOf(peer.version()), log.idsOf(log.version()));
        const LocalRange range{{random.below(peer.end().value)}, peer.end()};
        std::uint32_t covered = 0;
        for (const EventSpan& span : peer.spansOf({&range, 1})) {
            for (const LocalRange& part : peer.rangesOf(span))
                covered += part.count();
        }
        QCOMPARE(covered, range.count());
    }
};

QTEST_GUILESS_MAIN(EventLogTest)
#include "tst_event_log.moc"
