// The timeline narrowed to some of its steps: to a selection, a section, a session, a kind; walking through them, and
// back to everything.
#include <QAction>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "base/clock.h"
#include "history/test_replica.h"
#include "projection/document_reader.h"
#include "replica/document_replica.h"
#include "ui/editor/editor_view.h"
#include "ui/history/history_mode.h"
#include "ui/history/selection_walk.h"
#include "ui/history/timeline_panel.h"

using namespace varve;
using Filter = ui::SelectionWalk::Filter;

namespace {

constexpr auto kBody = event::WellKnownObject::kBody;
using Positions = std::vector<std::uint64_t>;

event::AgentRecord agentRecord() {
    event::AgentRecord record;
    record.id = test::agent(9);
    record.user = "Eve";
    return record;
}

class Harness {
  public:
    explicit Harness(const test::TestReplica& writer)
        : m_replica({"document", {}}, agentRecord(), m_clock),
          m_present(
              m_replica.log(), [this]() -> const merge::Tracker& { return m_replica.presentTracker(); },
              merge::View::kEffect),
          m_panel(m_replica.log(), [this]() -> const history::Timeline& { return m_replica.timeline(); }),
          m_history(m_replica, m_view, m_present, m_panel),
          m_walk(m_replica, m_view, m_history, m_panel) {
        m_view.resize(900, 500);
        (void)m_replica.receive(writer.log().missingFrom(m_replica.log().versionVector()));
        const projection::ObjectRegisters registers(
            m_replica.tracker().registers(m_replica.log(), merge::View::kEffect));
        m_view.setDocument(projection::readBlocks(m_replica.log(), m_replica.tracker(), merge::View::kEffect, kBody,
                                                  registers, m_view.heightEstimate()),
                           registers, &m_present);
    }
    [[nodiscard]] Positions shown() const {
        Positions all;
        for (const ui::TimelineMark& mark : m_panel.marks().of(ui::TimelineMarkKind::kSelectionChange))
            all.push_back(mark.position);
        return all;
    }
    [[nodiscard]] QAction* action(const char* name) { return m_panel.findChild<QAction*>(QLatin1String(name)); }
    [[nodiscard]] ui::EditorView& view() { return m_view; }
    [[nodiscard]] ui::HistoryMode& history() { return m_history; }
    [[nodiscard]] ui::TimelinePanel& panel() { return m_panel; }
    [[nodiscard]] ui::SelectionWalk& walk() { return m_walk; }

  private:
    ManualClock m_clock{1'763'683'200'000};
    replica::DocumentReplica m_replica;
    projection::TrackerObjects m_present;
    ui::EditorView m_view;
    ui::TimelinePanel m_panel;
    ui::HistoryMode m_history;
    ui::SelectionWalk m_walk;
};

/// Two sessions: text and a section in the first; a format, a paste, and an undo of it in the second.
test::TestReplica writer() {
    test::TestReplica ana(1, "Ana");
    ana.insert(0, "Text.\nHead\nMore.");  // 16
    ana.write({test::setOf(event::ObjectId{ana.log().idOf(ana.tracker().characterAt(merge::View::kEffect, {5}))},
                           "type", std::string("heading"))},
              event::TransactionKind::kFormat);  // 17
    ana.setNow(ana.now() + 3'600'000);
    ana.insert(15, " still");                                                        // 23
    ana.write({test::markOf(0, 4, "bold", true)}, event::TransactionKind::kFormat);  // 24
    ana.write({test::insertAt(0, "Pasted. ")}, event::TransactionKind::kPaste);      // 32
    ana.undo();                                                                      // 33
    return ana;
}

}  // namespace

class TimelineFiltersTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase();
    void kinds_data();
    void kinds();
    void session();
    void section();
    void selection();
    void nothingToShow();
    void leavingEndsIt();

  private:
    QTemporaryDir m_settings;
};

void TimelineFiltersTest::initTestCase() {
    QCoreApplication::setOrganizationName(QStringLiteral("VarveTest"));
    QCoreApplication::setApplicationName(QStringLiteral("filters"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_settings.path());
}

void TimelineFiltersTest::kinds_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("expected");
    QTest::newRow("formatting") << QStringLiteral("filterFormatting") << QStringLiteral("17 24");
    QTest::newRow("pasted") << QStringLiteral("filterPasted") << QStringLiteral("32");
    QTest::newRow("turns") << QStringLiteral("filterTurns") << QStringLiteral("33");
}

void TimelineFiltersTest::kinds() {
    QFETCH(QString, name);
    QFETCH(QString, expected);
    const test::TestReplica ana = writer();
    Harness harness(ana);
    harness.action(qPrintable(name))->trigger();
    QVERIFY(harness.history().isActive());
    QStringList shown;
    for (const std::uint64_t position : harness.shown())
        shown += QString::number(position);
    QCOMPARE(shown.join(u' '), expected);
    // Left walks from one to the one before.
    QTest::keyClick(&harness.panel().slider(), Qt::Key_Left);
    const std::uint64_t last = harness.shown().back();
    const std::uint64_t now = harness.panel().axis().eventCount();
    const auto before = last == now ? harness.shown().size() - 2 : harness.shown().size() - 1;
    if (before < harness.shown().size()) QCOMPARE(harness.panel().position(), harness.shown()[before]);
    harness.action("filterNone")->trigger();
    QVERIFY(harness.shown().empty());
    QVERIFY(!harness.walk().isOn());
}

void TimelineFiltersTest::session() {
    const test::TestReplica ana = writer();
    Harness harness(ana);
    harness.history().show(10);
    harness.action("filterSession")->trigger();
    QCOMPARE(harness.shown(), (Positions{16, 17}));
    harness.history().show(24);
    harness.walk().begin(Filter::kSession);
    QCOMPARE(harness.shown(), (Positions{23, 24, 32, 33}));
}

void TimelineFiltersTest::section() {
    const test::TestReplica ana = writer();
    Harness harness(ana);
    harness.view().setSelection({{12}, {12}});
    harness.action("filterSection")->trigger();
    QCOMPARE(harness.walk().filter(), Filter::kSection);
    // Written, and added to; what happened before the heading is not of it.
    const Positions shown = harness.shown();
    QVERIFY(std::ranges::find(shown, 16U) != shown.end());
    QVERIFY(std::ranges::find(shown, 23U) != shown.end());
    QVERIFY(std::ranges::find(shown, 32U) == shown.end());
}

void TimelineFiltersTest::selection() {
    const test::TestReplica ana = writer();
    Harness harness(ana);
    harness.view().setSelection({{16}, {20}});
    harness.walk().action().trigger();
    QVERIFY(harness.walk().action().isChecked());
    QVERIFY(harness.action("filterSelection")->isChecked());
    const Positions shown = harness.shown();
    QCOMPARE(shown, (Positions{23}));
    harness.walk().action().trigger();
    QVERIFY(!harness.walk().isOn());
    QVERIFY(harness.action("filterNone")->isChecked());
}

void TimelineFiltersTest::nothingToShow() {
    test::TestReplica ana(1, "Ana");
    ana.insert(0, "Only typed.");
    Harness harness(ana);
    QSignalSpy messages(&harness.walk(), &ui::SelectionWalk::messageRaised);
    harness.action("filterPasted")->trigger();
    QCOMPARE(messages.size(), 1);
    QVERIFY(!harness.walk().isOn());
    QVERIFY(harness.action("filterNone")->isChecked());
}

void TimelineFiltersTest::leavingEndsIt() {
    const test::TestReplica ana = writer();
    Harness harness(ana);
    harness.walk().begin(Filter::kFormatting);
    QVERIFY(harness.walk().isOn());
    harness.history().leave();
    QVERIFY(!harness.walk().isOn());
    QVERIFY(harness.shown().empty());
}

QTEST_MAIN(TimelineFiltersTest)
#include "tst_timeline_filters.moc"
