// The slider and its panel: real mouse drags and keys, words, and what a screen reader learns. Needs no replica: a log
// built by hand and its timeline.
#include <QAccessible>
#include <QApplication>
#include <QDateTime>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include "support/event_builders.h"
#include "ui/history/timeline_overview.h"
#include "ui/history/timeline_panel.h"
#include "ui/theme.h"

using namespace varve;
using ui::HistoryCommand;
using ui::TimelinePanel;
using ui::TimelineSlider;

namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr int kSessionCount = 3;
constexpr int kWordsPerSession = 20;

qint64 firstMs() {
    return QDateTime(QDate(2025, 6, 3), QTime(14, 0)).toMSecsSinceEpoch();
}
qint64 nowMs() {
    return QDateTime(QDate(2025, 6, 20), QTime(9, 0)).toMSecsSinceEpoch();
}

/// Three sittings, an hour apart, of twenty steps of five letters each.
class Written {
  public:
    Written() {
        event::AgentRecord ana;
        ana.id = test::agent(1);
        ana.user = "Ana";
        log.addAgent(ana);
        std::int64_t timeMs = firstMs();
        for (int session = 0; session < kSessionCount; ++session) {
            for (int word = 0; word < kWordsPerSession; ++word) {
                write("word ", timeMs);
                timeMs += 3000;
            }
            timeMs += 60 * kMinuteMs;
        }
    }
    void write(const std::string& text, std::int64_t timeMs) {
        const auto outcome = log.append(test::next(log, 1, {test::insertAt(log.end().value, text)}, timeMs));
        QVERIFY(outcome.has_value());
        timeline.followLog(log);
    }

    event::EventLog log;
    history::Timeline timeline;
};

}  // namespace

class TimelinePanelTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init();
    void cleanup();
    void stripIsThinAndPanelIsTall();
    void clickOnTheStripAsksForAMoment();
    void dragIsCoalescedToTheNewestTarget();
    void keysMoveByEveryGrain();
    void keysGiveCommands();
    void keysAskForComparisons();
    void shiftedArrowsWalkNamedMoments();
    void lettersAreToldOfOnlyInFullForm();
    void buttonsGiveCommands();
    void wheelZoomsAtThePointer();
    void keysZoomAndTheHandleStaysInSight();
    void overviewPansAndResizes();
    void dragMovesByTheGrain();
    void clockAxisKeepsTheMoment();
    void flagIsGoneToByTheMouse();
    void comparedMomentIsDragged();
    void pictureShowsEveryMark();
    void lanesOfSeveralAuthors();
    void momentIsSaidInWords();
    void restoreNeedsAPastMoment();
    void screenReaderKnowsTheSlider();
    void newEventsAreTakenOver();
    void emptyDocumentIsHarmless();

  private:
    void pressOn(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QTest::keyClick(&m_panel->slider(), key, modifiers);
        QCoreApplication::processEvents();
    }
    std::unique_ptr<Written> m_written;
    std::unique_ptr<TimelinePanel> m_panel;
};

void TimelinePanelTest::init() {
    m_written = std::make_unique<Written>();
    m_panel = std::make_unique<TimelinePanel>(m_written->log,
                                              [this]() -> const history::Timeline& { return m_written->timeline; });
    m_panel->setNowMs(&nowMs);
    m_panel->refresh();
    m_panel->setForm(TimelineSlider::Form::kFull);
    m_panel->resize(800, m_panel->sizeHint().height());
    m_panel->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    m_panel->slider().setFocus();
}

void TimelinePanelTest::cleanup() {
    m_panel.reset();
    m_written.reset();
}

void TimelinePanelTest::stripIsThinAndPanelIsTall() {
    const int full = m_panel->sizeHint().height();
    QVERIFY2(full >= 120 && full <= 190, qPrintable(QString::number(full)));
    m_panel->setForm(TimelineSlider::Form::kStrip);
    const int strip = m_panel->sizeHint().height();
    QVERIFY2(strip <= 32, qPrintable(QString::number(strip)));
}

void TimelinePanelTest::clickOnTheStripAsksForAMoment() {
    m_panel->setForm(TimelineSlider::Form::kStrip);
    m_panel->resize(800, m_panel->sizeHint().height());
    QSignalSpy asked(m_panel.get(), &TimelinePanel::positionRequested);
    TimelineSlider& slider = m_panel->slider();
    QTest::mouseClick(&slider, Qt::LeftButton, Qt::NoModifier, QPoint(slider.width() / 2, 12));
    QTRY_COMPARE(asked.count(), 1);
    const quint64 position = asked.first().first().toULongLong();
    QVERIFY(position > 100 && position < 200);
}

void TimelinePanelTest::dragIsCoalescedToTheNewestTarget() {
    TimelineSlider& slider = m_panel->slider();
    QSignalSpy asked(m_panel.get(), &TimelinePanel::positionRequested);
    const auto pointAt = [&](std::uint64_t position) {
        return QPoint(static_cast<int>(std::round(slider.xOf(position))), slider.height() / 2);
    };
    // given: a press and many moves before the next frame
    QTest::mousePress(&slider, Qt::LeftButton, Qt::NoModifier, pointAt(290));
    for (std::uint64_t position = 280; position >= 50; position -= 5)
        QTest::mouseMove(&slider, pointAt(position));
    QTest::mouseRelease(&slider, Qt::LeftButton, Qt::NoModifier, pointAt(50));
    QCoreApplication::processEvents();
    // then: the handle is where the mouse is, and far fewer moments than moves were asked for, the newest one last
    QVERIFY(asked.count() >= 1);
    QVERIFY2(asked.count() < 40, qPrintable(QString::number(asked.count())));
    QCOMPARE(asked.last().first().toULongLong(), slider.position());
    QVERIFY(std::abs(slider.xOf(slider.position()) - slider.xOf(50)) <= 2);
}

void TimelinePanelTest::keysMoveByEveryGrain() {
    TimelineSlider& slider = m_panel->slider();
    QSignalSpy asked(m_panel.get(), &TimelinePanel::positionRequested);
    pressOn(Qt::Key_End);
    QCOMPARE(slider.position(), 300U);
    pressOn(Qt::Key_Left);
    QCOMPARE(slider.position(), 299U);
    pressOn(Qt::Key_Left, Qt::ControlModifier);
    QCOMPARE(slider.position(), 295U);
    pressOn(Qt::Key_Left, Qt::ControlModifier);
    QCOMPARE(slider.position(), 290U);
    pressOn(Qt::Key_PageUp);
    QCOMPARE(slider.position(), 200U);
    pressOn(Qt::Key_PageUp);
    QCOMPARE(slider.position(), 100U);
    pressOn(Qt::Key_PageDown);
    QCOMPARE(slider.position(), 200U);
    pressOn(Qt::Key_Right);
    QCOMPARE(slider.position(), 201U);
    pressOn(Qt::Key_Right, Qt::ControlModifier);
    QCOMPARE(slider.position(), 205U);
    pressOn(Qt::Key_Home);
    QCOMPARE(slider.position(), 0U);
    pressOn(Qt::Key_Left);
    QCOMPARE(slider.position(), 0U);
    QCOMPARE(asked.last().first().toULongLong(), 0U);
}

void TimelinePanelTest::keysGiveCommands() {
    QSignalSpy commands(m_panel.get(), &TimelinePanel::commandRequested);
    pressOn(Qt::Key_Space);
    pressOn(Qt::Key_Escape);
    pressOn(Qt::Key_Return, Qt::ControlModifier);
    pressOn(Qt::Key_Enter, Qt::ControlModifier | Qt::KeypadModifier);
    QCOMPARE(commands.count(), 4);
    QCOMPARE(commands.at(0).first().value<HistoryCommand>(), HistoryCommand::kTogglePlay);
    QCOMPARE(commands.at(1).first().value<HistoryCommand>(), HistoryCommand::kReturnToNow);
    QCOMPARE(commands.at(2).first().value<HistoryCommand>(), HistoryCommand::kRestore);
    QCOMPARE(commands.at(3).first().value<HistoryCommand>(), HistoryCommand::kRestore);
}

void TimelinePanelTest::keysAskForComparisons() {
    QSignalSpy marks(m_panel.get(), &TimelinePanel::compareMarkRequested);
    QSignalSpy steps(m_panel.get(), &TimelinePanel::changeStepRequested);
    m_panel->setPosition(120);
    pressOn(Qt::Key_BracketLeft);
    pressOn(Qt::Key_End);
    pressOn(Qt::Key_BracketRight);
    QCOMPARE(marks.count(), 2);
    QCOMPARE(marks.at(0).at(0).value<char>(), 'A');
    QCOMPARE(marks.at(0).at(1).toULongLong(), 120U);
    QCOMPARE(marks.at(1).at(0).value<char>(), 'B');
    QCOMPARE(marks.at(1).at(1).toULongLong(), 300U);
    pressOn(Qt::Key_N);
    pressOn(Qt::Key_P);
    QCOMPARE(steps.count(), 2);
    QCOMPARE(steps.at(0).first().toInt(), 1);
    QCOMPARE(steps.at(1).first().toInt(), -1);
    // The pace of playing is the panel's own.
    pressOn(Qt::Key_Comma);
    QCOMPARE(m_panel->pace().factor(), 64.0);
    pressOn(Qt::Key_Period);
    QVERIFY(m_panel->pace().isFitting());
}

void TimelinePanelTest::shiftedArrowsWalkNamedMoments() {
    m_panel->setMarks(ui::TimelineMarkKind::kNamedMoment,
                      {{180, QStringLiteral("Sent to Bo"), 0}, {40, QStringLiteral("First draft"), 0}});
    m_panel->setPosition(300);
    pressOn(Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(m_panel->position(), 180U);
    pressOn(Qt::Key_Left, Qt::ShiftModifier);
    pressOn(Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(m_panel->position(), 40U);
    pressOn(Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(m_panel->position(), 180U);
}

void TimelinePanelTest::lettersAreToldOfOnlyInFullForm() {
    QSignalSpy typed(&m_panel->slider(), &TimelineSlider::textTyped);
    pressOn(Qt::Key_A);
    QCOMPARE(typed.count(), 1);
    pressOn(Qt::Key_Space);
    pressOn(Qt::Key_C, Qt::ControlModifier);
    pressOn(Qt::Key_F2);
    QCOMPARE(typed.count(), 1);
    m_panel->setForm(TimelineSlider::Form::kStrip);
    pressOn(Qt::Key_A);
    QCOMPARE(typed.count(), 1);
}

void TimelinePanelTest::buttonsGiveCommands() {
    m_panel->setPosition(20);
    QSignalSpy commands(m_panel.get(), &TimelinePanel::commandRequested);
    for (const char* name : {"playButton", "restoreButton", "returnButton"}) {
        auto* button = m_panel->findChild<QAbstractButton*>(QLatin1String(name));
        QVERIFY(button != nullptr);
        QTest::mouseClick(button, Qt::LeftButton);
    }
    QCOMPARE(commands.count(), 3);
    QCOMPARE(commands.at(1).first().value<HistoryCommand>(), HistoryCommand::kRestore);
}

void TimelinePanelTest::wheelZoomsAtThePointer() {
    TimelineSlider& slider = m_panel->slider();
    m_panel->setPosition(100);
    const QPointF place(slider.xOf(150), slider.height() / 2.0);
    const auto wheel = [&](const QPoint& delta, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QWheelEvent event(place, slider.mapToGlobal(place), {}, delta, Qt::NoButton, modifiers, Qt::NoScrollPhase,
                          false);
        QCoreApplication::sendEvent(&slider, &event);
    };
    wheel({0, 240});
    QVERIFY(slider.isZoomed());
    QVERIFY(slider.visible().length() < slider.shownAxis()->length() / 1.5);
    QVERIFY2(std::abs(slider.xOf(150) - place.x()) < 3, qPrintable(QString::number(slider.xOf(150) - place.x())));
    QCOMPARE(slider.position(), 100U);  // zooming is looking, not going
    // Sideways it pans.
    const double begin = slider.visible().begin;
    wheel({0, -120}, Qt::ShiftModifier);
    QVERIFY(slider.visible().begin > begin);
    wheel({240, 0});
    QVERIFY(slider.visible().begin < begin);
    for (int step = 0; step < 10; ++step)
        wheel({0, -120});
    QVERIFY(!slider.isZoomed());
}

void TimelinePanelTest::keysZoomAndTheHandleStaysInSight() {
    TimelineSlider& slider = m_panel->slider();
    auto* showAll = m_panel->findChild<QToolButton*>(QStringLiteral("timelineShowAll"));
    QVERIFY(showAll != nullptr && !showAll->isEnabled());
    m_panel->setPosition(20);
    for (int step = 0; step < 12; ++step)
        pressOn(Qt::Key_Plus);
    QVERIFY(slider.scale().endPosition() - slider.scale().beginPosition() <= 8);
    const auto isInSight = [&] {
        const double x = slider.xOf(slider.position());
        return x >= slider.layoutNow().left - 1 && x <= slider.layoutNow().right() + 1;
    };
    QVERIFY(isInSight());
    for (int step = 0; step < 30; ++step) {
        pressOn(Qt::Key_Right);
        QVERIFY(isInSight());
    }
    pressOn(Qt::Key_End);
    QVERIFY(isInSight());
    pressOn(Qt::Key_Minus);
    QVERIFY(slider.isZoomed());
    QVERIFY(showAll->isEnabled());
    QTest::mouseClick(showAll, Qt::LeftButton);
    QVERIFY(!slider.isZoomed());
    pressOn(Qt::Key_Plus);
    pressOn(Qt::Key_0);
    QVERIFY(!slider.isZoomed());
}

void TimelinePanelTest::overviewPansAndResizes() {
    TimelineSlider& slider = m_panel->slider();
    auto* overview = m_panel->findChild<ui::TimelineOverview*>();
    QVERIFY(overview != nullptr && overview->isVisible());
    m_panel->setPosition(150);
    slider.zoomBy(4);
    const ui::AxisRange before = slider.visible();
    const auto drag = [&](double from, double to) {
        const int y = overview->height() / 2;
        QTest::mousePress(overview, Qt::LeftButton, Qt::NoModifier, QPoint(qRound(from), y));
        QTest::mouseMove(overview, QPoint(qRound(to), y));
        QTest::mouseRelease(overview, Qt::LeftButton, Qt::NoModifier, QPoint(qRound(to), y));
    };
    const double middle = overview->window().center().x();
    drag(middle, middle + 100);
    QVERIFY(slider.visible().begin > before.begin);
    QVERIFY(std::abs(slider.visible().length() - before.length()) < 1e-6);
    const double end = slider.visible().end;
    drag(overview->window().left(), overview->window().left() - 60);
    QVERIFY(slider.visible().length() > before.length());
    QVERIFY(std::abs(slider.visible().end - end) < 1e-6);
    // A press beside the window brings it there.
    QTest::mouseClick(overview, Qt::LeftButton, Qt::NoModifier, QPoint(5, 8));
    QCOMPARE(slider.visible().begin, 0.0);
}

void TimelinePanelTest::dragMovesByTheGrain() {
    QSignalSpy grains(m_panel.get(), &TimelinePanel::grainChanged);
    m_panel->setGrain(history::Grain::kSession);
    QCOMPARE(grains.count(), 1);
    TimelineSlider& slider = m_panel->slider();
    QTest::mouseClick(&slider, Qt::LeftButton, Qt::NoModifier,
                      QPoint(qRound(slider.xOf(120)), qRound(slider.layoutNow().baseline)));
    QCOMPARE(slider.position(), 100U);
    m_panel->setGrain(history::Grain::kStep);
    QTest::mouseClick(&slider, Qt::LeftButton, Qt::NoModifier,
                      QPoint(qRound(slider.xOf(121)), qRound(slider.layoutNow().baseline)));
    QCOMPARE(slider.position() % 5, 0U);
}

void TimelinePanelTest::clockAxisKeepsTheMoment() {
    TimelineSlider& slider = m_panel->slider();
    m_panel->setPosition(105);
    auto* clock = m_panel->findChild<QAction*>(QStringLiteral("clockAxis"));
    QVERIFY(clock != nullptr && !clock->isChecked());
    const double gapBefore = slider.scale().xAfter(*slider.shownAxis(), 100) - slider.xOf(100);
    clock->trigger();
    QCOMPARE(m_panel->axisKind(), ui::AxisKind::kClock);
    QCOMPARE(slider.shownAxis()->kind(), ui::AxisKind::kClock);
    QCOMPARE(slider.position(), 105U);
    // An hour is an hour now: most of the room is between the sittings.
    const double gap = slider.scale().xAfter(*slider.shownAxis(), 100) - slider.xOf(100);
    QVERIFY2(gap > 3 * gapBefore, qPrintable(QString::number(gap)));
    // Steps and playing stay on the axis of activity.
    QCOMPARE(m_panel->axis().kind(), ui::AxisKind::kActivity);
    pressOn(Qt::Key_Left, Qt::ControlModifier);
    QCOMPARE(slider.position(), 100U);
    clock->trigger();
    QCOMPARE(slider.shownAxis()->kind(), ui::AxisKind::kActivity);
}

void TimelinePanelTest::flagIsGoneToByTheMouse() {
    TimelineSlider& slider = m_panel->slider();
    m_panel->setMarks(ui::TimelineMarkKind::kNamedMoment, {{143, QStringLiteral("Sent to Bo"), 0}});
    QVERIFY(!m_panel->grab().isNull());
    const ui::TimelineLayout layout = slider.layoutNow();
    // The name stands right of the flag, and belongs to it.
    QTest::mouseClick(&slider, Qt::LeftButton, Qt::NoModifier,
                      QPoint(qRound(slider.xOf(143)) + 30, qRound(layout.flagTop + layout.flagHeight / 2)));
    QCOMPARE(slider.position(), 143U);
}

void TimelinePanelTest::comparedMomentIsDragged() {
    TimelineSlider& slider = m_panel->slider();
    m_panel->setPosition(300);
    m_panel->setMarks(ui::TimelineMarkKind::kCompareA, {{50, {}, 0}});
    QVERIFY(!m_panel->grab().isNull());
    QSignalSpy asked(m_panel.get(), &TimelinePanel::compareMarkRequested);
    const int y = qRound(slider.layoutNow().flagTop + slider.layoutNow().flagHeight / 2);
    QTest::mousePress(&slider, Qt::LeftButton, Qt::NoModifier, QPoint(qRound(slider.xOf(50)), y));
    QTest::mouseMove(&slider, QPoint(qRound(slider.xOf(90)), y));
    QTest::mouseRelease(&slider, Qt::LeftButton, Qt::NoModifier, QPoint(qRound(slider.xOf(90)), y));
    QVERIFY(asked.count() >= 1);
    QCOMPARE(asked.last().at(0).value<char>(), 'A');
    QVERIFY(std::abs(slider.xOf(asked.last().at(1).toULongLong()) - slider.xOf(90)) < 2);
    QCOMPARE(slider.position(), 300U);
}

void TimelinePanelTest::pictureShowsEveryMark() {
    TimelineSlider& slider = m_panel->slider();
    m_panel->setPosition(300);
    const auto pixels = [&] { return slider.grab().toImage(); };
    QImage before = pixels();
    const auto changes = [&] {
        const QImage now = pixels();
        const bool isChanged = now != before;
        before = now;
        return isChanged;
    };
    for (const auto kind :
         {ui::TimelineMarkKind::kNamedMoment, ui::TimelineMarkKind::kSearchHit, ui::TimelineMarkKind::kSelectionChange,
          ui::TimelineMarkKind::kCompareA, ui::TimelineMarkKind::kCompareB}) {
        m_panel->setMarks(kind, {{120, QStringLiteral("mark"), 1}});
        QVERIFY(changes());
    }
    m_panel->setNewSince(200);
    QVERIFY(changes());
    m_panel->setNewSince(300);  // nothing is new
    QVERIFY(changes());
}

void TimelinePanelTest::lanesOfSeveralAuthors() {
    TimelineSlider& slider = m_panel->slider();
    QCOMPARE(slider.layoutNow().laneCount, 0U);
    const int height = m_panel->sizeHint().height();
    event::AgentRecord bo;
    bo.id = test::agent(2);
    bo.user = "Bo";
    m_written->log.addAgent(bo);
    const auto outcome = m_written->log.append(
        test::next(m_written->log, 2, {test::insertAt(0, "Hello")}, firstMs() + 5 * 60 * kMinuteMs));
    QVERIFY(outcome.has_value());
    m_written->timeline.followLog(m_written->log);
    m_panel->refresh();
    QCOMPARE(slider.layoutNow().laneCount, 2U);
    QVERIFY(m_panel->sizeHint().height() > height);
    // Down looks at Ana alone, then at Bo alone, then at all again.
    m_panel->setPosition(305);
    pressOn(Qt::Key_Down);
    QCOMPARE(slider.lane(), std::optional<std::size_t>(0));
    QVERIFY(slider.wordsAt(305).contains(QStringLiteral("walking what Ana wrote")));
    pressOn(Qt::Key_Left);
    QCOMPARE(slider.position(), 300U);
    pressOn(Qt::Key_Down);
    pressOn(Qt::Key_Right);
    QCOMPARE(slider.position(), 301U);
    pressOn(Qt::Key_Left);
    QCOMPARE(slider.position(), 301U);  // Bo wrote nothing before that
    pressOn(Qt::Key_Down);
    QVERIFY(!slider.lane());
}

void TimelinePanelTest::momentIsSaidInWords() {
    m_panel->setPosition(105);
    QCOMPARE(m_panel->findChild<QLabel*>(QStringLiteral("momentTitle"))->text(),
             QStringLiteral("Tuesday 3 June 2025, 15:01"));
    QCOMPARE(m_panel->findChild<QLabel*>(QStringLiteral("momentDetail"))->text(),
             QStringLiteral("Ana · session 2 of 3 · step 21 · added 1 word"));
    // In the middle of a step only what is there already counts.
    m_panel->setPosition(102);
    QVERIFY(m_panel->wordsAt(102).endsWith(QStringLiteral("step 21 · added 1 word")));
}

void TimelinePanelTest::restoreNeedsAPastMoment() {
    auto* restore = m_panel->findChild<QPushButton*>(QStringLiteral("restoreButton"));
    m_panel->setPosition(300);
    QVERIFY(!restore->isEnabled());
    m_panel->setPosition(10);
    QVERIFY(restore->isEnabled());
    // A document that cannot be written is not restored either.
    m_panel->setRestoreAllowed(false);
    QVERIFY(!restore->isEnabled());
}

void TimelinePanelTest::screenReaderKnowsTheSlider() {
    m_panel->setPosition(105);
    QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(&m_panel->slider());
    QVERIFY(accessible != nullptr);
    QCOMPARE(accessible->role(), QAccessible::Slider);
    QCOMPARE(accessible->text(QAccessible::Name), QStringLiteral("History timeline"));
    QVERIFY(accessible->text(QAccessible::Value).contains(QStringLiteral("session 2 of 3")));
    QAccessibleValueInterface* value = accessible->valueInterface();
    QVERIFY(value != nullptr);
    QCOMPARE(value->currentValue().toULongLong(), 105U);
    QCOMPARE(value->maximumValue().toULongLong(), 300U);
    QSignalSpy asked(m_panel.get(), &TimelinePanel::positionRequested);
    value->setCurrentValue(42);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(m_panel->position(), 42U);
}

void TimelinePanelTest::newEventsAreTakenOver() {
    m_panel->setPosition(300);
    m_written->write("later", firstMs() + 4 * 60 * kMinuteMs);
    m_panel->refresh();
    QCOMPARE(m_panel->slider().eventCount(), 305U);
    QCOMPARE(m_panel->position(), 300U);
    QVERIFY(m_panel->wordsAt(302).contains(QStringLiteral("session 4 of 4")));
}

void TimelinePanelTest::emptyDocumentIsHarmless() {
    const event::EventLog log;
    history::Timeline timeline;
    TimelinePanel panel(log, [&]() -> const history::Timeline& { return timeline; });
    panel.setForm(TimelineSlider::Form::kFull);
    panel.resize(500, panel.sizeHint().height());
    panel.show();
    panel.refresh();
    QTest::keyClick(&panel.slider(), Qt::Key_Left);
    QTest::mouseClick(&panel.slider(), Qt::LeftButton);
    QVERIFY(!panel.grab().isNull());
    QVERIFY(panel.wordsAt(0).contains(QStringLiteral("nothing is written yet")));
}

QTEST_MAIN(TimelinePanelTest)
#include "tst_timeline_panel.moc"
