// History mode over a rich document: at every moment the view shows exactly what reading that version afresh gives, and
// after leaving what the document is now.
#include <QApplication>
#include <QTest>
#include <memory>

#include "base/clock.h"
#include "history/rich_writer.h"
#include "projection/block_comparison.h"
#include "projection/document_reader.h"
#include "replica/document_replica.h"
#include "ui/editor/editor_view.h"
#include "ui/history/history_mode.h"
#include "ui/history/timeline_panel.h"

using namespace varve;

namespace {

constexpr auto kBody = event::WellKnownObject::kBody;

/// A document with its page and its past, put together as the window does it.
class Harness {
  public:
    Harness()
        : m_replica({"document", {}}, agentRecord(), m_clock),
          m_present(
              m_replica.log(), [this]() -> const merge::Tracker& { return m_replica.presentTracker(); },
              merge::View::kEffect),
          m_panel(m_replica.log(), [this]() -> const history::Timeline& { return m_replica.timeline(); }),
          m_mode(m_replica, m_view, m_present, m_panel) {
        m_view.resize(500, 400);
        m_view.setDocument(freshly(m_replica.log().version()), registersAt(m_replica.log().version()), &m_present);
        QObject::connect(&m_replica, &replica::DocumentReplica::patchApplied, &m_view,
                         [this](const document::DocumentPatch& patch, replica::PatchOrigin origin) {
                             if (!m_mode.isActive()) m_view.applyPatch(patch, origin);
                         });
        QObject::connect(&m_replica, &replica::DocumentReplica::transactionsAppended, &m_mode,
                         &ui::HistoryMode::followLog);
    }

    void receive(const test::TestReplica& writer) {
        const event::AppendOutcome outcome =
            m_replica.receive(writer.log().missingFrom(m_replica.log().versionVector()));
        QVERIFY(outcome.rejected.empty() && outcome.waiting.empty());
    }
    /// What differs between the page and `version` read afresh; empty when nothing does.
    [[nodiscard]] QString differenceFrom(const event::Version& version) const {
        return test::differenceOf(m_view.blocks(), freshly(version));
    }
    [[nodiscard]] event::Version versionAt(std::uint64_t position) const {
        return m_replica.timeline().versionAt(m_replica.log(), position);
    }

    [[nodiscard]] replica::DocumentReplica& document() { return m_replica; }
    [[nodiscard]] ui::EditorView& view() { return m_view; }
    [[nodiscard]] ui::HistoryMode& mode() { return m_mode; }

  private:
    static event::AgentRecord agentRecord() {
        event::AgentRecord record;
        record.id = test::agent(9);
        record.user = "Eve";
        return record;
    }
    [[nodiscard]] merge::Tracker trackerAt(const event::Version& version) const {
        merge::Tracker tracker = m_replica.tracker();
        tracker.movePrepareTo(m_replica.log(), version);
        return tracker;
    }
    [[nodiscard]] projection::ObjectRegisters registersAt(const event::Version& version) const {
        return projection::ObjectRegisters(trackerAt(version).registers(m_replica.log(), merge::View::kPrepare));
    }
    [[nodiscard]] projection::BlockSequence freshly(const event::Version& version) const {
        return projection::readBlocks(m_replica.log(), trackerAt(version), merge::View::kPrepare, kBody,
                                      registersAt(version), m_view.heightEstimate());
    }

    ManualClock m_clock{1'763'683'200'000};
    replica::DocumentReplica m_replica;
    projection::TrackerObjects m_present;
    ui::EditorView m_view;
    ui::TimelinePanel m_panel;
    ui::HistoryMode m_mode;
};

}  // namespace

class HistoryModeTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void everyMomentIsAsReadAfresh();
    void colleagueWritesWhileThePastIsShown();
    void headingOfThePast();
    void restoredMomentIsWhatWasShown();
};

void HistoryModeTest::everyMomentIsAsReadAfresh() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    const std::uint64_t count = test::numberFromEnvironment("GRAPHS", 6);
    for (std::uint64_t i = 0; i < count; ++i) {
        Random random(seed + i);
        test::TestReplica ana(1, "Ana");
        test::TestReplica ben(2, "Ben");
        test::writeRichTogether(ana, ben, 60, random);
        Harness harness;
        harness.receive(ana);
        QCOMPARE(harness.differenceFrom(harness.document().log().version()), QString());
        const auto end = static_cast<std::uint32_t>(harness.document().timeline().eventCount());
        for (std::uint32_t step = 0; step <= 2 * end; ++step) {
            // Forwards, backwards and far away.
            const std::uint32_t near = step <= end ? end - step : step - end;
            const std::uint64_t position = random.chance(80) ? near : random.below(end + 1);
            harness.mode().show(position);
            const QString difference = harness.differenceFrom(harness.versionAt(position));
            QVERIFY2(
                difference.isEmpty(),
                qPrintable(QStringLiteral("seed %1, position %2: %3").arg(seed + i).arg(position).arg(difference)));
        }
        harness.mode().show(random.below(end + 1));
        harness.mode().leave();
        QCOMPARE(harness.differenceFrom(harness.document().log().version()), QString());
        // The present is followed again.
        test::writeRichTogether(ana, ben, 20, random);
        harness.receive(ana);
        QCOMPARE(harness.differenceFrom(harness.document().log().version()), QString());
    }
}

void HistoryModeTest::colleagueWritesWhileThePastIsShown() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    Random random(seed);
    test::TestReplica ana(1, "Ana");
    test::TestReplica ben(2, "Ben");
    test::writeRichTogether(ana, ben, 30, random);
    Harness harness;
    harness.receive(ana);
    for (int round = 0; round < 40; ++round) {
        const auto end = static_cast<std::uint32_t>(harness.document().timeline().eventCount());
        harness.mode().show(random.below(end + 1));
        // Some of it was made before the moment shown.
        test::writeRich(ana, random);
        test::writeRich(ben, random);
        harness.receive(random.chance(50) ? ana : ben);
        const std::uint64_t position = harness.mode().position();
        QCOMPARE(harness.differenceFrom(harness.versionAt(position)), QString());
        if (!random.chance(40)) continue;
        harness.mode().leave();
        QCOMPARE(harness.differenceFrom(harness.document().log().version()), QString());
    }
}

void HistoryModeTest::headingOfThePast() {
    test::TestReplica ana(1, "Ana");
    ana.insert(0, "Title\ntext");
    const event::EventId line = test::id(1, 5);
    ana.write({test::setOf(line, "type", std::string("heading"))});
    const std::uint64_t asHeading = ana.log().end().value;
    ana.write({test::setOf(line, "type", std::string("quote"))});
    ana.remove(5, 1);
    Harness harness;
    harness.receive(ana);
    const auto typeAt = [&](std::uint32_t block) {
        return harness.view().blocks().blockAt(block)->shownAttributes().type;
    };
    QCOMPARE(harness.view().blocks().blockCount(), 1U);
    harness.mode().show(asHeading);
    QCOMPARE(harness.view().blocks().blockCount(), 2U);
    QCOMPARE(typeAt(0), document::BlockType::kParagraph);
    QCOMPARE(typeAt(1), document::BlockType::kHeading);
    harness.mode().show(asHeading + 1);
    QCOMPARE(typeAt(1), document::BlockType::kQuote);
    harness.mode().show(asHeading - 1);
    QCOMPARE(typeAt(1), document::BlockType::kParagraph);
    harness.mode().leave();
    QCOMPARE(harness.view().blocks().blockCount(), 1U);
    QVERIFY(harness.document().undoSteps(1).empty());
}

void HistoryModeTest::restoredMomentIsWhatWasShown() {
    Random random(5);
    test::TestReplica ana(1, "Ana");
    test::TestReplica ben(2, "Ben");
    test::writeRichTogether(ana, ben, 60, random);
    Harness harness;
    harness.receive(ana);
    for (int round = 0; round < 10; ++round) {
        const auto end = static_cast<std::uint32_t>(harness.document().timeline().eventCount());
        const std::uint32_t position = random.below(end + 1);
        harness.mode().show(position);
        const projection::BlockSequence shown = harness.view().blocks();
        harness.mode().restore();
        QVERIFY(!harness.mode().isActive());
        QCOMPARE(test::differenceOf(harness.view().blocks(), shown), QString());
    }
}

QTEST_MAIN(HistoryModeTest)
#include "tst_history_mode.moc"
