// Several connections of one replica: events and carets pass through the one in the middle, people come and go, sharing
// starts and stops.
#include <QtTest>

#include "sync/simulated_network.h"
#include "sync/test_replica.h"

using namespace varve;
using namespace varve::sync;
using namespace varve::test;

namespace {

constexpr NetworkFaults kClean{true, 0, 0, 0, 0, 5};

void run(SimulatedNetwork& network, int steps = 20) {
    for (int step = 0; step < steps; ++step)
        network.step();
}

document::Anchor after(const event::EventId& character) {
    return {character, document::Side::kAfter};
}

QStringList namesOf(TestReplica& replica) {
    QStringList names;
    for (const Colleague& colleague : replica.endpoint().colleagues()) {
        names.append(QString::fromStdString(colleague.name));
    }
    return names;
}

const QString kUser1 = QStringLiteral("User 1");
const QString kUser2 = QStringLiteral("User 2");
const QString kUser3 = QStringLiteral("User 3");

}  // namespace

class SyncEndpointTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void eventsAndCaretsPassThroughTheMiddle() {
        TestReplica a(1);
        TestReplica b(2);
        TestReplica c(3);
        SimulatedNetwork network(1, kClean);
        network.link(a.endpoint(), b.endpoint());
        network.link(c.endpoint(), b.endpoint());
        const event::EventId letter = a.type("Hello");
        a.endpoint().setPresence(after(letter), std::nullopt);
        run(network);
        QCOMPARE(c.log().versionVector(), a.log().versionVector());
        QCOMPARE(namesOf(c), (QStringList{kUser1, kUser2}));
        QCOMPARE(namesOf(b), (QStringList{kUser1, kUser3}));
        const Colleague seen = c.endpoint().colleagues().front();
        QCOMPARE(seen.caret, std::optional(after(letter)));
        QCOMPARE(seen.colourIndex, 1U);
        QVERIFY(!seen.selectionStart);

        int changes = 0;
        c.endpoint().onColleaguesChanged = [&] { ++changes; };
        a.endpoint().setPresence(after(a.type("x")), after(letter));
        run(network);
        QCOMPARE(c.endpoint().colleagues().front().selectionStart, std::optional(after(letter)));
        QCOMPARE(c.endpoint().colleagues().front().number, seen.number);
        QVERIFY(changes > 0);
        changes = 0;
        for (int tick = 0; tick < 20; ++tick) {
            for (TestReplica* replica : {&a, &b, &c})
                replica->endpoint().tick();
            run(network, 3);
        }
        QCOMPARE(changes, 0);
        QCOMPARE(namesOf(c), (QStringList{kUser1, kUser2}));
    }

    void whoLeavesIsGoneEverywhere() {
        TestReplica a(1);
        TestReplica b(2);
        TestReplica c(3);
        SimulatedNetwork network(1, kClean);
        network.link(b.endpoint(), a.endpoint());
        {
            SimulatedNetwork other(2, kClean);
            other.link(b.endpoint(), c.endpoint());
            run(other);
            run(network);
            QCOMPARE(namesOf(a), (QStringList{kUser2, kUser3}));
        }
        run(network);
        QCOMPARE(namesOf(a), QStringList{kUser2});
        SimulatedNetwork again(3, kClean);
        again.link(b.endpoint(), c.endpoint());
        run(again);
        run(network);
        QCOMPARE(namesOf(a), (QStringList{kUser2, kUser3}));
    }

    void whoFallsSilentIsGone() {
        TestReplica a(1);
        TestReplica b(2);
        SimulatedNetwork network(1, kClean);
        network.link(b.endpoint(), a.endpoint());
        run(network);
        QCOMPARE(namesOf(a), QStringList{kUser2});
        for (int tick = 0; tick < 9; ++tick)
            a.endpoint().tick();
        QCOMPARE(namesOf(a), QStringList());
    }

    /// A caret at a character that is unknown here, or at no character at all, must not reach the view.
    void impossibleCaretIsWithheld() {
        TestReplica a(1);
        TestReplica b(2);
        SimulatedNetwork network(1, kClean);
        network.link(b.endpoint(), a.endpoint());
        a.type("text");
        const event::EventId removal = a.edit({deleteAt(0, 1)});
        b.endpoint().setPresence(after(id(9, 5)), after(removal));
        run(network);
        QCOMPARE(namesOf(a), QStringList{kUser2});
        QVERIFY(!a.endpoint().colleagues().front().caret);
        QVERIFY(!a.endpoint().colleagues().front().selectionStart);
        b.endpoint().setPresence(after(id(1, 0)), std::nullopt);
        run(network);
        QCOMPARE(a.endpoint().colleagues().front().caret, std::optional(after(id(1, 0))));
    }

    /// In a cell or a caption: the character must have been inserted there, and the text must have arrived.
    void caretInAnotherText() {
        TestReplica a(1);
        TestReplica b(2);
        SimulatedNetwork network(1, kClean);
        network.link(b.endpoint(), a.endpoint());
        const event::EventId letter = a.type("\ufffc");
        event::Insert caption = insertAt(0, "words");
        caption.sequence = letter;
        const event::EventId word = a.edit({caption});
        const auto seen = [&] { return a.endpoint().colleagues().front(); };
        b.endpoint().setPresence(after(word), document::Anchor(), letter);
        run(network);
        QCOMPARE(seen().caret, std::optional(after(word)));
        QCOMPARE(seen().selectionStart, std::optional(document::Anchor()));
        QCOMPARE(seen().text, std::optional(letter));
        b.endpoint().setPresence(after(letter), after(word), letter);
        run(network);
        QVERIFY(!seen().caret && seen().selectionStart);
        b.endpoint().setPresence(after(word), std::nullopt);
        run(network);
        QVERIFY(!seen().caret && !seen().text);
        b.endpoint().setPresence(document::Anchor(), std::nullopt, id(9, 5));
        run(network);
        QVERIFY(!seen().caret);
        // Back in the body at the same place is news.
        b.endpoint().setPresence(document::Anchor(), std::nullopt, letter);
        b.endpoint().setPresence(document::Anchor(), std::nullopt);
        run(network);
        QVERIFY(seen().caret && !seen().text);
    }

    void toolsAreNoColleagues() {
        TestReplica a(1);
        a.endpoint().setAdmitsColleagues(false);
        TestReplica tool(2, kDocumentId, Purpose::kTool);
        a.type("text");
        SimulatedNetwork network(1, kClean);
        network.link(tool.endpoint(), a.endpoint());
        run(network);
        QCOMPARE(tool.log().end().value, 4U);
        QCOMPARE(namesOf(a), QStringList());
        QCOMPARE(namesOf(tool), QStringList());
        tool.type("!");
        run(network);
        QCOMPARE(a.log().end().value, 5U);
        const auto stored = [&] { return tool.endpoint().facts(ConnectionId{1})->otherStoredAll; };
        QVERIFY(!stored());
        a.store();
        run(network);
        QVERIFY(stored());
    }

    void stopSharingSendsColleaguesAwayAndTheyReturn() {
        TestReplica a(1);
        TestReplica b(2);
        SimulatedNetwork network(1, kClean);
        network.link(b.endpoint(), a.endpoint());
        run(network);
        a.endpoint().setAdmitsColleagues(false);
        run(network, 30);
        QCOMPARE(namesOf(a), QStringList());
        b.type("offline");
        run(network, 30);
        QCOMPARE(a.log().end().value, 0U);
        a.endpoint().setAdmitsColleagues(true);
        run(network, 30);
        QCOMPARE(a.log().end().value, 7U);
        QCOMPARE(namesOf(a), QStringList{kUser2});
    }

    void countersAreKeptAfterTheEnd() {
        TestReplica a(1);
        TestReplica b(2, "another document");
        {
            SimulatedNetwork network(1, kClean);
            network.link(b.endpoint(), a.endpoint());
            run(network, 4);
        }
        QCOMPARE(a.endpoint().connectionCount(), std::size_t{0});
        QVERIFY(a.endpoint().counters().messagesReceived > 0);
    }

    void crowdIsBounded() {
        PresenceTable table;
        for (std::uint32_t number = 0; number < 1000; ++number) {
            table.take(Presence{agent(number), 1, false, 0, "X", {}, {}}, ConnectionId{1});
        }
        QCOMPARE(table.present().size(), PresenceTable::kCountMax);
        QCOMPARE(table.forget(ConnectionId{1}).size(), PresenceTable::kCountMax);
        QVERIFY(table.present().empty());
        QVERIFY(table.take(Presence{agent(5000), 1, false, 0, "X", {}, {}}, ConnectionId{2}));
    }
};

QTEST_GUILESS_MAIN(SyncEndpointTest)
#include "tst_sync_endpoint.moc"
