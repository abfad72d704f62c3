// The undo list in the history pane: what it shows, in which order, and what its keys ask for.
#include <QApplication>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "base/clock.h"
#include "replica/document_replica.h"
#include "ui/history/history_pane.h"
#include "ui/history/steps_page.h"

using namespace varve;
using namespace varve::ui;

namespace {

class Harness {
  public:
    Harness() : m_replica({"document", {}}, {{}, "Ana", "test", 0}, m_clock), m_page(m_replica, [] { return 0; }) {
        QObject::connect(&m_page, &StepsPage::branchRequested, &m_page,
                         [this](event::LocalVersion first) { QVERIFY(m_replica.redoBranch(first)); });
        QObject::connect(&m_page, &StepsPage::stepUndoRequested, &m_page,
                         [this](event::LocalVersion first) { QVERIFY(m_replica.undoStep(first)); });
    }
    void write(std::uint32_t offset, const std::string& text) {
        replica::EditIntent intent;
        intent.kind = event::TransactionKind::kTyping;
        intent.edits.push_back({.range = {text::Offset{offset}, text::Offset{offset}}, .text = text});
        QVERIFY(m_replica.apply(intent));
        m_replica.closeStep();
    }
    void undo() { QVERIFY(m_replica.undo()); }
    [[nodiscard]] std::string text() const { return m_replica.text().text(); }
    /// Lines of the list, steps of branches behind an arrow.
    [[nodiscard]] QStringList lines() {
        m_page.refill();
        QStringList lines;
        for (QTreeWidgetItemIterator item(&tree()); *item != nullptr; ++item)
            lines << ((*item)->parent() != nullptr ? QStringLiteral("> ") : QString()) + (*item)->text(0);
        return lines;
    }
    void choose(const QString& words) {
        const QList<QTreeWidgetItem*> found = tree().findItems(words, Qt::MatchContains | Qt::MatchRecursive);
        QVERIFY2(!found.isEmpty(), qPrintable(words));
        tree().setCurrentItem(found.front());
    }
    [[nodiscard]] QTreeWidget& tree() { return *m_page.findChild<QTreeWidget*>(); }
    [[nodiscard]] StepsPage& page() { return m_page; }

  private:
    ManualClock m_clock{1000};
    replica::DocumentReplica m_replica;
    StepsPage m_page;
};

}  // namespace

class StepsPageTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void branchesStandAtTheStepThatTheyFollowed() {
        Harness harness;
        harness.write(0, "one ");
        harness.write(4, "two ");
        harness.write(8, "three ");
        harness.undo();
        harness.undo();
        harness.write(4, "other ");
        harness.undo();
        const QStringList lines = harness.lines();
        QCOMPARE(lines.size(), 7);
        QCOMPARE(lines[0], QStringLiteral("Typing “other”"));
        QCOMPARE(lines[1], QStringLiteral("Now"));
        QCOMPARE(lines[2], QStringLiteral("Left behind: 2 steps, from Typing “two”"));
        QCOMPARE(lines[3], QStringLiteral("> Typing “three”"));
        QCOMPARE(lines[4], QStringLiteral("> Typing “two”"));
        QCOMPARE(lines[6], QStringLiteral("Typing “one”"));
        // Up to its first step only.
        harness.choose(QStringLiteral("> Typing “two”").mid(2));
        for (QTreeWidgetItemIterator item(&harness.tree()); *item != nullptr; ++item) {
            if ((*item)->parent() != nullptr && (*item)->text(0).contains(QStringLiteral("two")))
                harness.tree().setCurrentItem(*item);
        }
        QTest::keyClick(&harness.tree(), Qt::Key_Return);
        QCOMPARE(harness.text(), std::string("one two "));
    }

    void aStepAlone() {
        Harness harness;
        harness.write(0, "one ");
        harness.write(4, "two ");
        harness.write(8, "three ");
        QCOMPARE(harness.lines().size(), 5);
        harness.choose(QStringLiteral("two"));
        QSignalSpy chosen(&harness.page(), &StepsPage::stepsChosen);
        QSignalSpy moments(&harness.page(), &StepsPage::momentRequested);
        QTest::keyClick(&harness.tree(), Qt::Key_Return);
        QCOMPARE(chosen.size(), 1);
        QTest::keyClick(&harness.tree(), Qt::Key_Space);
        QCOMPARE(moments.front().front().toULongLong(), 8ULL);
        QTest::keyClick(&harness.tree(), Qt::Key_Delete);
        QCOMPARE(harness.text(), std::string("one three "));
        harness.page().setWritable(false);
        harness.page().refill();
        harness.choose(QStringLiteral("three"));
        QTest::keyClick(&harness.tree(), Qt::Key_Return);
        QTest::keyClick(&harness.tree(), Qt::Key_Delete);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(harness.text(), std::string("one three "));
    }

    void manyStepsAreListedWhenAskedFor() {
        Harness harness;
        for (std::size_t step = 0; step < StepsPage::kStepCount + 10; ++step)
            harness.write(0, "a ");
        QCOMPARE(harness.lines().back(), QStringLiteral("Older steps…"));
        harness.choose(QStringLiteral("Older"));
        QTest::keyClick(&harness.tree(), Qt::Key_Return);
        QCOMPARE(harness.lines().size(), static_cast<qsizetype>(StepsPage::kStepCount) + 12);
    }

    void thePaneShowsItsPages() {
        HistoryPane pane;
        auto* first = new QWidget(&pane);
        auto* second = new QWidget(&pane);
        pane.addPage(first, QStringLiteral("First"));
        pane.addPage(second, QStringLiteral("Second"));
        QSignalSpy opened(&pane, &HistoryPane::openRequested);
        QSignalSpy shown(&pane, &HistoryPane::pageShown);
        pane.showPage(second);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(pane.currentPage(), second);
        pane.show();
        QCOMPARE(shown.size(), 1);
        const auto* tabs = pane.findChild<QTabBar*>();
        QVERIFY(tabs->isVisible());
        QVERIFY(tabs->tabRect(0).width() > 20 && tabs->tabRect(0).height() > 10);
        QVERIFY(tabs->height() >= tabs->tabRect(0).height());
        QVERIFY(tabs->rect().contains(tabs->tabRect(1)));
        QSignalSpy left(&pane, &HistoryPane::leaveRequested);
        QTest::keyClick(&pane, Qt::Key_Escape);
        QCOMPARE(left.size(), 1);
    }
};

QTEST_MAIN(StepsPageTest)
#include "tst_steps_page.moc"
