// What was undone and left behind, on the timeline of a window: where it stands, its words, and what its menu does.
#include <QMenu>
#include <QTest>

#include "ui/history/timeline_flags.h"
#include "ui_window/window_harness.h"

using namespace varve;

class BranchMarksTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase();
    void standsAndComesBack();

  private:
    QTemporaryDir m_folder;
    std::unique_ptr<ui::Theme> m_theme;
    ManualClock m_clock{1'763'683'200'000};
};

void BranchMarksTest::initTestCase() {
    test::isolateSettings(m_folder);
    m_theme = std::make_unique<ui::Theme>();
}

void BranchMarksTest::standsAndComesBack() {
    test::WindowHarness harness(*m_theme, m_clock, m_folder.filePath(QStringLiteral("branch.varve")));
    harness.type(QStringLiteral("Stays."));
    harness.replica().closeStep();
    harness.type(QStringLiteral(" Went."));
    harness.press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(harness.text(), QStringLiteral("Stays."));
    harness.type(QStringLiteral(" Other."));
    ui::TimelinePanel& panel = harness.window().timelinePanel();
    harness.window().historyMode().enter();
    const auto marks = panel.marks().of(ui::TimelineMarkKind::kBranch);
    QCOMPARE(marks.size(), 1U);
    QCOMPARE(marks[0].from, 6U);
    QCOMPARE(marks[0].position, 12U);
    QVERIFY(marks[0].label.contains(QStringLiteral("left behind")));
    const auto menu = [&] {
        ui::TimelineSlider& slider = panel.slider();
        (void)slider.grab();
        // The knob is where the mouse finds it: below the end of what was written.
        const ui::TimelineLayout layout = slider.layoutNow();
        const QPoint place(static_cast<int>(slider.xOf(12)), static_cast<int>(layout.bottom) - 5);
        QTest::mouseClick(&slider, Qt::LeftButton, {}, place);
        return panel.findChild<QMenu*>(QStringLiteral("branchMenu"));
    };
    QMenu* shown = menu();
    QVERIFY(shown != nullptr);
    QCOMPARE(shown->actions().size(), 3);
    shown->actions().at(1)->trigger();
    QCOMPARE(harness.shownText(), QStringLiteral("Stays. Went."));
    shown->actions().at(2)->trigger();
    shown->close();
    QVERIFY(!harness.window().historyMode().isActive());
    QVERIFY(harness.text().contains(QStringLiteral("Went.")));
    QVERIFY(harness.text().contains(QStringLiteral("Other.")));
}

QTEST_MAIN(BranchMarksTest)
#include "tst_branch_marks.moc"
