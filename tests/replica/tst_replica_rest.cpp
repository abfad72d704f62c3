// A huge document at rest: the tracker forgets old history, and everything that asks for it still works.
#include <QTest>

#include "merge/tracker_difference.h"
#include "replica/document_replica.h"
#include "support/event_builders.h"

using namespace varve;
using event::TransactionKind;
using replica::DocumentReplica;

namespace {

constexpr std::uint32_t kPasteCount = 700'000;

replica::LoadedDocument loadedFrom(const event::EventLog& log) {
    return {"00000000-0000-4000-8000-000000000001", merge::CurrentState(log)};
}

/// Much was pasted, half of it deleted again, some restored by undo: 1.1 million events of a former session.
event::EventLog longLog() {
    event::EventLog log;
    log.append(test::next(log, 1, {test::insertAt(0, std::string(kPasteCount, 'x'))})).value();
    log.append(test::next(log, 1, {test::deleteAt(100, kPasteCount / 2)})).value();
    log.append(test::next(log, 2, {test::insertAt(50, "kept")})).value();
    const auto deleted = log.append(test::next(log, 2, {test::deleteAt(52, 1)}));
    log.append(test::next(log, 2, {test::liveness({{log.idOf(deleted->begin), 1}}, false)})).value();
    return log;
}

void edit(DocumentReplica& replica, std::uint32_t begin, std::uint32_t end, std::string text) {
    const auto result = replica.apply({TransactionKind::kPaste, {{{{begin}, {end}}, std::move(text)}}});
    QVERIFY2(result.has_value(), result ? "" : result.error().message.c_str());
}

}  // namespace

class ReplicaRestTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init() {
        m_clock = std::make_unique<ManualClock>();
        event::AgentRecord me{.id = test::agent(7), .user = "Ana", .device = "test", .startedMs = 0};
        m_replica = std::make_unique<DocumentReplica>(loadedFrom(longLog()), me, *m_clock);
        m_shown = m_replica->text().text();
        connect(m_replica.get(), &DocumentReplica::patchApplied, this,
                [this](const document::DocumentPatch& patch) { m_shown = patch.body.applied(m_shown); });
    }

    void memoryIsGivenBackAndTypingGoesOn() {
        const std::size_t before = m_replica->presentTracker().memoryBytes();
        QVERIFY(m_replica->rest());
        QVERIFY(m_replica->presentTracker().base() > event::LocalVersion{0});
        QVERIFY(m_replica->presentTracker().memoryBytes() * 100 < before);
        edit(*m_replica, 3, 60, "abc");
        edit(*m_replica, 0, 0, "begin ");
        QVERIFY(m_replica->presentTracker().base() > event::LocalVersion{0});
        isWhole();
        // Nothing more to gain.
        QVERIFY(!m_replica->rest());
    }

    void ownStepsStayAtHand() {
        edit(*m_replica, 0, 10, "mine");
        QVERIFY(m_replica->rest());
        const std::string text = m_replica->text().text();
        QVERIFY(m_replica->undo().has_value());
        QVERIFY(m_replica->presentTracker().base() > event::LocalVersion{0});
        isWhole();
        QVERIFY(m_replica->redo().has_value());
        QCOMPARE(m_replica->text().text(), text);
        isWhole();
    }

    void lateEventsAndOldHistoryAreReplayed() {
        QVERIFY(m_replica->rest());
        // Somebody who was away deletes and types in what is forgotten.
        event::EventLog away = longLog();
        const event::Version early{{kPasteCount - 1}};
        away.append(test::nextAt(away, 9, early, {test::deleteAt(120, 50), test::insertAt(200, "late")})).value();
        m_replica->receive(away.missingFrom(m_replica->log().versionVector()));
        QCOMPARE(m_replica->presentTracker().base(), event::LocalVersion{0});
        isWhole();
        QVERIFY(m_replica->text().text().find("late") != std::string::npos);
    }

    void historyKnowsEverything() {
        QVERIFY(m_replica->rest());
        const auto cursor = m_replica->openHistory();
        QCOMPARE(m_replica->presentTracker().base(), event::LocalVersion{0});
        static_cast<void>(cursor->moveTo(m_replica->log(), {}));
        QVERIFY(cursor->text(m_replica->log()).empty());
        // Who looked at the past may look again.
        QVERIFY(!m_replica->rest());
    }

    void anchorsInForgottenTextAreFound() {
        QVERIFY(m_replica->rest());
        const document::Anchor gone{m_replica->log().idOf({200}), document::Side::kAfter};
        const document::Anchor there{m_replica->log().idOf({20}), document::Side::kBefore};
        QCOMPARE(m_replica->offsetOf(there), text::Offset{20});
        QVERIFY(m_replica->presentTracker().base() > event::LocalVersion{0});
        QCOMPARE(m_replica->offsetOf(gone), text::Offset{104});
    }

    void wordsOfStepsAreWhatIsKnown() {
        // The deletion of a former sitting of the same user.
        event::EventLog log;
        log.addAgent({test::agent(3), "Ana", "test", 0});
        log.append(test::next(log, 3, {test::insertAt(0, "old words")}, 1)).value();
        log.append(test::next(log, 3, {test::deleteAt(0, 4)}, 2)).value();
        log.append(test::next(log, 1, {test::insertAt(5, std::string(2 * kPasteCount, 'x'))}, 3)).value();
        for (std::uint32_t i = 0; i < 100; ++i)
            log.append(test::next(log, 3, {test::insertAt(0, "a")}, 10 + i)).value();
        event::AgentRecord me{.id = test::agent(7), .user = "Ana", .device = "test", .startedMs = 0};
        DocumentReplica replica(loadedFrom(log), me, *m_clock);
        QVERIFY(replica.rest());
        const std::vector<history::UndoStep> steps = replica.undoSteps(1000);
        QCOMPARE(steps.size(), 102U);
        const auto forgotten = replica.facts(steps[100]);
        QCOMPARE(forgotten.deletedCount, 4U);
        QVERIFY(forgotten.deletedText.empty() && !forgotten.isWhole);
        QVERIFY(replica.facts(steps[101]).isWhole && replica.facts(steps[0]).isWhole);
        QVERIFY(replica.isResting());
        // Other threads make it whole, while the document goes on.
        bool isAwake = false;
        replica.whenAwake(&replica, [&] { isAwake = true; });
        {
            const QObject gone;
            replica.whenAwake(&gone, [] { QFAIL("Nobody is there any more."); });
        }
        QVERIFY(!isAwake && replica.isResting());
        edit(replica, 0, 0, "meanwhile ");
        QTRY_VERIFY(isAwake);
        QVERIFY(!replica.isResting());
        QCOMPARE(replica.facts(steps[100]).deletedText, std::string("old "));
        merge::Tracker replayed;
        replayed.applyNewEventsQuietly(replica.log());
        QVERIFY(merge::areSame(replica.log(), replica.tracker(), replayed));
        bool isAtOnce = false;
        replica.whenAwake(&replica, [&] { isAtOnce = true; });
        QVERIFY(isAtOnce);
    }

    void undoingOnWakesBeforeStepsAreForgotten() {
        for (int i = 0; i < 120; ++i) {
            edit(*m_replica, 0, 0, "b");
            m_replica->closeStep();
        }
        QVERIFY(m_replica->rest());
        for (int i = 0; i < 60; ++i)
            QVERIFY(m_replica->undo().has_value());
        QCoreApplication::processEvents();
        QVERIFY(m_replica->isResting());
        for (int i = 0; i < 20; ++i)
            QVERIFY(m_replica->undo().has_value());
        QVERIFY(m_replica->isResting());
        QTRY_VERIFY(!m_replica->isResting());
        while (m_replica->canUndo())
            QVERIFY(m_replica->undo().has_value());
        isWhole();
    }

  private:
    void isWhole() {
        const std::string text = m_replica->text().text();
        QVERIFY(m_shown == text);
        merge::Tracker tracker;
        tracker.applyNewEventsQuietly(m_replica->log());
        QVERIFY(tracker.text(m_replica->log(), merge::View::kEffect) == text);
    }

    std::unique_ptr<ManualClock> m_clock;
    std::unique_ptr<DocumentReplica> m_replica;
    std::string m_shown;
};

QTEST_GUILESS_MAIN(ReplicaRestTest)
#include "tst_replica_rest.moc"
