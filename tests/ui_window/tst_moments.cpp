// Named moments in the window: Ctrl+S, the list, the marks on the timeline.
#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>

#include "ui/history/moment_dialog.h"
#include "ui/history/moments_page.h"
#include "ui_window/window_harness.h"

using namespace varve;
using test::WindowHarness;

class MomentsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup() { m_harness.reset(); }
    void saveKeyNamesTheMoment();
    void saysOnceThatTheDocumentIsSaved();
    void namesAMomentOfThePast();
    void goesToAMoment();
    void changesAndRemoves();
    void namesAreThereAfterReopening();
    void undoPassesOverNames();
    void moreThanAName_data();
    void moreThanAName();

  private:
    QString path() const { return m_folder.filePath(QStringLiteral("Lake %1.varve").arg(m_number)); }
    void open() { m_harness = std::make_unique<WindowHarness>(*m_theme, m_clock, path()); }
    WindowHarness& harness() { return *m_harness; }
    ui::MomentsPage& page() { return *harness().window().findChild<ui::MomentsPage*>(); }
    ui::MomentDialog* dialog() { return harness().window().findChild<ui::MomentDialog*>(); }
    /// Ctrl+S, a name, a note, Enter.
    void name(const QString& name, const QString& note = {}) {
        harness().action("nameMoment")->trigger();
        QVERIFY(dialog() != nullptr && dialog()->isVisible());
        QTest::keyClicks(dialog()->findChild<QLineEdit*>(), name);
        dialog()->findChild<QPlainTextEdit*>()->setPlainText(note);
        QTest::keyClick(dialog()->findChild<QLineEdit*>(), Qt::Key_Return);
        QTRY_VERIFY(dialog() == nullptr);
        m_clock.advance(5000);
    }

    QTemporaryDir m_folder;
    ManualClock m_clock{1'750'000'000'000};
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<WindowHarness> m_harness;
    int m_number = 0;
};

void MomentsTest::initTestCase() {
    test::isolateSettings(m_folder);
    m_theme = std::make_unique<ui::Theme>();
}

void MomentsTest::init() {
    QSettings().clear();
    ++m_number;
    open();
}

void MomentsTest::saveKeyNamesTheMoment() {
    harness().type(QStringLiteral("one"));
    harness().press(Qt::Key_S, Qt::ControlModifier);
    QVERIFY(dialog() != nullptr && dialog()->isVisible());
    auto* accept = dialog()->findChild<QPushButton*>(QStringLiteral("acceptMoment"));
    QVERIFY(!accept->isEnabled());
    QCOMPARE(dialog()->findChild<QLabel*>(QStringLiteral("momentWhen"))->text(), QStringLiteral("Now"));
    QTest::keyClicks(dialog()->findChild<QLineEdit*>(), QStringLiteral(" First draft "));
    dialog()->findChild<QPlainTextEdit*>()->setPlainText(QStringLiteral("for Bo\n"));
    QVERIFY(accept->isEnabled());
    accept->click();
    QTRY_COMPARE(page().rows().size(), std::size_t{1});
    QCOMPARE(page().rows().front().name, QStringLiteral("First draft"));
    QCOMPARE(page().rows().front().note, QStringLiteral("for Bo"));
    QVERIFY(page().rows().front().detail.endsWith(QStringLiteral(" · Ana")));
    QCOMPARE(page().rows().front().position, std::uint64_t{3});
    const auto marks = harness().window().timelinePanel().marks().of(ui::TimelineMarkKind::kNamedMoment);
    QCOMPARE(marks.size(), std::size_t{1});
    QCOMPARE(marks.front().label, QStringLiteral("First draft"));
    QCOMPARE(harness().text(), QStringLiteral("one"));
    QTRY_VERIFY(harness().replica().isDurable());
}

void MomentsTest::saysOnceThatTheDocumentIsSaved() {
    const auto explanation = [this] { return dialog()->findChild<QLabel*>(QStringLiteral("momentExplanation")); };
    harness().action("nameMoment")->trigger();
    QVERIFY(explanation() != nullptr);
    QVERIFY(explanation()->text().contains(QStringLiteral("always saved")));
    dialog()->reject();
    QTRY_VERIFY(dialog() == nullptr);
    QVERIFY(page().rows().empty());
    harness().action("nameMoment")->trigger();
    QVERIFY(explanation() == nullptr);
}

void MomentsTest::namesAMomentOfThePast() {
    harness().type(QStringLiteral("one two"));
    harness().window().historyMode().show(3);
    name(QStringLiteral("One word"));
    QTRY_COMPARE(page().rows().size(), std::size_t{1});
    QCOMPARE(page().rows().front().position, std::uint64_t{3});
    QCOMPARE(harness().shownText(), QStringLiteral("one"));
    QVERIFY(harness().window().historyMode().isActive());
}

void MomentsTest::goesToAMoment() {
    harness().type(QStringLiteral("one"));
    name(QStringLiteral("First"));
    harness().type(QStringLiteral(" two"));
    name(QStringLiteral("Second"));
    QTRY_COMPARE(page().rows().size(), std::size_t{2});
    QCOMPARE(page().rows().front().name, QStringLiteral("Second"));  // the newest stands first
    Q_EMIT page().goRequested(page().rows().back().id);
    QCOMPARE(harness().shownText(), QStringLiteral("one"));
    QCOMPARE(page().list().currentRow(), 1);
    // From name to name by keys
    harness().press(Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(harness().shownText(), QStringLiteral("one two"));
    QCOMPARE(page().list().currentRow(), 0);
    harness().press(Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(harness().shownText(), QStringLiteral("one"));
}

void MomentsTest::changesAndRemoves() {
    harness().type(QStringLiteral("one"));
    name(QStringLiteral("First"), QStringLiteral("a note"));
    QTRY_COMPARE(page().rows().size(), std::size_t{1});
    page().list().setCurrentRow(0);
    QTest::keyClick(&page().list(), Qt::Key_F2);
    QVERIFY(dialog() != nullptr);
    QCOMPARE(dialog()->findChild<QLineEdit*>()->text(), QStringLiteral("First"));
    QCOMPARE(dialog()->findChild<QPlainTextEdit*>()->toPlainText(), QStringLiteral("a note"));
    dialog()->setTexts(QStringLiteral("Better"), {});
    dialog()->accept();
    QTRY_COMPARE(page().rows().front().name, QStringLiteral("Better"));
    QCOMPARE(page().rows().front().note, QString());
    QCOMPARE(page().rows().front().position, std::uint64_t{3});
    page().list().setCurrentRow(0);
    QTest::keyClick(&page().list(), Qt::Key_Delete);
    QTRY_VERIFY(page().rows().empty());
    QVERIFY(harness().window().timelinePanel().marks().of(ui::TimelineMarkKind::kNamedMoment).empty());
    QCOMPARE(harness().text(), QStringLiteral("one"));
}

void MomentsTest::namesAreThereAfterReopening() {
    harness().type(QStringLiteral("one"));
    name(QStringLiteral("First"));
    QTRY_VERIFY(harness().replica().isDurable());
    m_harness.reset();
    open();
    QTRY_COMPARE(page().rows().size(), std::size_t{1});
    QCOMPARE(page().rows().front().name, QStringLiteral("First"));
}

void MomentsTest::undoPassesOverNames() {
    harness().type(QStringLiteral("one"));
    name(QStringLiteral("First"));
    harness().action("undo")->trigger();
    QCOMPARE(harness().text(), QString());
    QTRY_COMPARE(page().rows().size(), std::size_t{1});
}

void MomentsTest::moreThanAName_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("note");
    QTest::addColumn<bool>("isAllowed");
    QTest::newRow("blank") << QStringLiteral("  ") << QString() << false;
    QTest::newRow("as long as it may be") << QString(200, u'x') << QString(16'384, u'x') << true;
    QTest::newRow("too many bytes") << QString(150, u'é') << QString() << false;
    QTest::newRow("a note too long") << QStringLiteral("a") << QString(16'385, u'x') << false;
}

void MomentsTest::moreThanAName() {
    QFETCH(const QString, name);
    QFETCH(const QString, note);
    QFETCH(const bool, isAllowed);
    harness().action("nameMoment")->trigger();
    dialog()->setTexts(name, note);
    QCOMPARE(dialog()->findChild<QPushButton*>(QStringLiteral("acceptMoment"))->isEnabled(), isAllowed);
    const auto* problem = dialog()->findChild<QLabel*>(QStringLiteral("momentProblem"));
    QCOMPARE(problem->isVisible(), !isAllowed && !name.trimmed().isEmpty());
}

QTEST_MAIN(MomentsTest)
#include "tst_moments.moc"
