// Compare mode on a page: the marks are those of the two moments wherever the timeline goes, the words on the panel,
// the walk from change to change, what is painted, and that nothing is left when it ends.
#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <memory>

#include "base/clock.h"
#include "history/rich_writer.h"
#include "projection/document_reader.h"
#include "replica/document_replica.h"
#include "ui/editor/change_marks.h"
#include "ui/editor/change_painter.h"
#include "ui/editor/change_strip.h"
#include "ui/editor/editor_view.h"
#include "ui/history/compare_mode.h"
#include "ui/history/history_mode.h"
#include "ui/history/timeline_panel.h"

using namespace varve;
using ui::CompareMode;

namespace {

constexpr auto kBody = event::WellKnownObject::kBody;

class Harness {
  public:
    explicit Harness(const test::TestReplica& writer)
        : m_replica({"document", {}}, agentRecord(), m_clock),
          m_present(
              m_replica.log(), [this]() -> const merge::Tracker& { return m_replica.presentTracker(); },
              merge::View::kEffect),
          m_panel(m_replica.log(), [this]() -> const history::Timeline& { return m_replica.timeline(); }),
          m_history(m_replica, m_view, m_present, m_panel) {
        QSettings().clear();
        m_compare = std::make_unique<CompareMode>(m_replica, m_view, m_history, m_panel);
        m_view.resize(900, 500);
        QObject::connect(&m_replica, &replica::DocumentReplica::transactionsAppended, &m_history,
                         &ui::HistoryMode::followLog);
        receive(writer);
        const projection::ObjectRegisters registers(
            m_replica.tracker().registers(m_replica.log(), merge::View::kEffect));
        m_view.setDocument(projection::readBlocks(m_replica.log(), m_replica.tracker(), merge::View::kEffect, kBody,
                                                  registers, m_view.heightEstimate()),
                           registers, &m_present);
    }
    void receive(const test::TestReplica& writer) {
        (void)m_replica.receive(writer.log().missingFrom(m_replica.log().versionVector()));
    }
    /// Null when nothing is marked on the page.
    [[nodiscard]] const ui::ChangeMarks* marks() const {
        const ui::TextDecorations* body = m_view.decorations().of(kBody);
        return body != nullptr ? body->changes.get() : nullptr;
    }
    [[nodiscard]] QString words() const {
        return m_panel.findChild<QLabel*>(QStringLiteral("comparisonWords"))->text();
    }
    /// The inserted and removed words of the page, in their order.
    [[nodiscard]] QStringList changes() const {
        QStringList all;
        for (const projection::TextChange& change : marks()->diff.changes) {
            all += QStringLiteral("-%1+%2").arg(QString::fromStdString(std::string(marks()->diff.removed(change))),
                                                m_view.blocks().text(change.range));
        }
        return all;
    }
    /// Waits for what is in the queue, as a frame does.
    void frame() { QCoreApplication::sendPostedEvents(); }

    [[nodiscard]] replica::DocumentReplica& document() { return m_replica; }
    [[nodiscard]] ui::EditorView& view() { return m_view; }
    [[nodiscard]] ui::HistoryMode& history() { return m_history; }
    [[nodiscard]] ui::TimelinePanel& panel() { return m_panel; }
    [[nodiscard]] CompareMode& compare() { return *m_compare; }

  private:
    static event::AgentRecord agentRecord() {
        event::AgentRecord record;
        record.id = test::agent(9);
        record.user = "Eve";
        return record;
    }

    ManualClock m_clock{1'763'683'200'000};
    replica::DocumentReplica m_replica;
    projection::TrackerObjects m_present;
    ui::EditorView m_view;
    ui::TimelinePanel m_panel;
    ui::HistoryMode m_history;
    std::unique_ptr<CompareMode> m_compare;
};

/// Three sessions, an hour apart each.
test::TestReplica writer() {
    test::TestReplica ana(1, "Ana");
    ana.insert(0, "The budget is large.\nNobody knows why.");
    ana.setNow(ana.now() + 3'600'000);
    ana.insert(10, "s");
    ana.write({test::markOf(29, 34, "bold", true)}, event::TransactionKind::kFormat);
    ana.setNow(ana.now() + 3'600'000);
    ana.remove(14, 6);
    ana.insert(14, " small");
    return ana;
}

/// Where the first words went.
std::uint32_t marksPlace(const ui::ChangeMarks& marks) {
    for (const projection::TextChange& change : marks.diff.changes) {
        if (change.removedSize > 0) return change.range.begin.value;
    }
    qFatal("Nothing went.");
}

/// Of the body; made on another thread.
void showPreview(ui::HistoryMode& history, text::Range range) {
    bool isShown = false;
    history.previewPart({.sequence = kBody, .range = range, .headingLevel = {}},
                        [&](const Result<document::DocumentPatch>& shown) { isShown = shown.has_value(); });
    QTRY_VERIFY(isShown);
}

}  // namespace

class CompareModeTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase();
    void bases();
    void followsTheTimeline();
    void oneUpdateAFrame();
    void pinnedEnd();
    void pinsAreLetGo();
    void marksAfterAPreview();
    void removedWordsInline();
    void colleagueWritesWhileComparing();
    void marksOfMoments();
    void walksFromChangeToChange();
    void nothingIsLeftWhenItEnds();
    void isRemembered();
    void painted();
    void strip();
    void atRandom();

  private:
    QTemporaryDir m_folder;
};

void CompareModeTest::initTestCase() {
    QCoreApplication::setOrganizationName(QStringLiteral("varve-tests"));
    QCoreApplication::setApplicationName(QStringLiteral("compare"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path());
}

void CompareModeTest::bases() {
    const test::TestReplica ana = writer();
    Harness harness(ana);
    harness.history().enter();
    harness.compare().setBase(CompareMode::Base::kPreviousSession);
    QCOMPARE(harness.changes(), QStringList{QStringLiteral("-large+small")});
    QCOMPARE(harness.words(), QStringLiteral("+1 −1 words"));
    harness.compare().setBase(CompareMode::Base::kPreviousStep);
    QCOMPARE(harness.changes(), QStringList{QStringLiteral("-+ small")});
    harness.compare().setBase(CompareMode::Base::kNow);
    QVERIFY(harness.changes().isEmpty());
    QCOMPARE(harness.words(), QStringLiteral("No changes"));
    harness.compare().setMark(0);
    QCOMPARE(harness.words(), QStringLiteral("+7 words"));
    harness.compare().setBase(CompareMode::Base::kNamedMoment);
    QCOMPARE(harness.marks(), nullptr);
    harness.panel().setMarks(ui::TimelineMarkKind::kNamedMoment, {{38, QStringLiteral("First")}});
    harness.compare().update();
    QCOMPARE(harness.words(), QStringLiteral("+2 −2 words · 1 format change"));
    harness.panel().setNewSince(39);
    harness.compare().setBase(CompareMode::Base::kLastSeen);
    QCOMPARE(harness.changes(), QStringList{QStringLiteral("-large+small")});
}

void CompareModeTest::followsTheTimeline() {
    const test::TestReplica ana = writer();
    Harness harness(ana);
    harness.history().enter();
    harness.compare().setMark(38);
    harness.history().show(39);
    harness.frame();
    QCOMPARE(harness.changes(), QStringList{QStringLiteral("-budget+budgets")});
    harness.history().show(20);
    harness.frame();
    QCOMPARE(harness.changes(), QStringList{QStringLiteral("-\nNobody knows why.+")});
    const auto marks = harness.panel().marks().of(ui::TimelineMarkKind::kCompareA);
    QCOMPARE(marks.size(), 1UL);
    QCOMPARE(marks.front().position, 38UL);
    QCOMPARE(harness.panel().marks().of(ui::TimelineMarkKind::kCompareB).front().position, 20UL);
}

void CompareModeTest::oneUpdateAFrame() {
    const test::TestReplica ana = writer();
    Harness harness(ana);
    harness.history().enter();
    harness.frame();
    QSignalSpy compared(&harness.compare(), &CompareMode::compared);
    for (std::uint64_t position = 10; position < 30; ++position)
        harness.history().show(position);
    QCOMPARE(compared.count(), 0);
    QCOMPARE(harness.marks(), nullptr);  // what was true of another moment is never shown
    harness.frame();
    QCOMPARE(compared.count(), 1);
    QVERIFY(harness.marks() != nullptr);
}

void CompareModeTest::colleagueWritesWhileComparing() {
    test::TestReplica ana = writer();
    Harness harness(ana);
    harness.compare().setBase(CompareMode::Base::kNow);
    harness.history().show(38);
    harness.frame();
    QCOMPARE(harness.changes(), (QStringList{QStringLiteral("-budgets+budget"), QStringLiteral("-small+large")}));
    ana.insert(0, "Well: ");
    harness.receive(ana);
    harness.frame();
    QCOMPARE(harness.changes(), (QStringList{QStringLiteral("-Well: +"), QStringLiteral("-budgets+budget"),
                                             QStringLiteral("-small+large")}));
}

void CompareModeTest::marksOfMoments() {
    const test::TestReplica ana = writer();
    Harness harness(ana);
    harness.history().show(39);
    harness.compare().setWanted(false);
    Q_EMIT harness.panel().compareMarkRequested('A', 38);
    QVERIFY(harness.compare().isWanted());
    QCOMPARE(harness.compare().basePosition(), std::optional<std::uint64_t>(38));
    QCOMPARE(harness.changes(), QStringList{QStringLiteral("-budget+budgets")});
}

void CompareModeTest::walksFromChangeToChange() {
    const test::TestReplica ana = writer();
    Harness harness(ana);
    harness.history().enter();
    harness.compare().setMark(38);
    QSignalSpy messages(&harness.compare(), &CompareMode::messageRaised);
    const auto next = [&](int direction) {
        harness.compare().stepToChange(direction);
        return messages.last().first().toString();
    };
    QCOMPARE(next(1), QStringLiteral("Change 1 of 3: “budgets” instead of “budget”"));
    QCOMPARE(harness.view().decorations().of(kBody)->currentChange, (text::Range{{4}, {11}}));
    QCOMPARE(next(1), QStringLiteral("Change 2 of 3: “small” instead of “large”"));
    QCOMPARE(next(1), QStringLiteral("Change 3 of 3: Bold"));
    QCOMPARE(next(1), QStringLiteral("Change 1 of 3: “budgets” instead of “budget”"));
    QCOMPARE(next(-1), QStringLiteral("Change 3 of 3: Bold"));
    QCOMPARE(next(-1), QStringLiteral("Change 2 of 3: “small” instead of “large”"));
    harness.compare().setBase(CompareMode::Base::kNow);
    QCOMPARE(next(1), QStringLiteral("Nothing differs between these two moments."));
}

void CompareModeTest::nothingIsLeftWhenItEnds() {
    const test::TestReplica ana = writer();
    Harness harness(ana);
    harness.history().enter();
    harness.compare().setMark(38);
    QVERIFY(harness.marks() != nullptr);
    harness.history().leave();
    harness.frame();
    QCOMPARE(harness.marks(), nullptr);
    QVERIFY(harness.panel().marks().of(ui::TimelineMarkKind::kCompareA).empty());
    QVERIFY(harness.words().isEmpty());
    QVERIFY(harness.view().findChild<ui::ChangeStrip*>()->isHidden());
}

void CompareModeTest::pinnedEnd() {
    const test::TestReplica ana = writer();
    Harness harness(ana);
    harness.history().enter();
    harness.compare().setMark(38);
    const std::uint64_t end = harness.history().position();
    const QString words = harness.words();
    QVERIFY(words.contains(u'+'));
    Q_EMIT harness.panel().compareMarkRequested('B', end);
    QCOMPARE(harness.compare().comparedPosition(), end);
    // The page goes elsewhere: nothing is marked there, and what is compared stays.
    harness.history().show(39);
    harness.frame();
    QCOMPARE(harness.compare().comparedPosition(), end);
    QVERIFY(harness.marks() == nullptr);
    QCOMPARE(harness.words(), words);
    QCOMPARE(harness.panel().marks().of(ui::TimelineMarkKind::kCompareB).front().position, end);
    // Walking through the changes goes back to it.
    harness.compare().stepToChange(1);
    QCOMPARE(harness.history().position(), end);
    QVERIFY(harness.marks() != nullptr);
    // A base is told from it, too.
    harness.history().show(10);
    harness.compare().setBase(CompareMode::Base::kPreviousSession);
    QCOMPARE(harness.compare().basePosition(),
             std::optional(harness.panel().timeline().previousBoundary(end, history::Grain::kSession)));
}

void CompareModeTest::pinsAreLetGo() {
    const test::TestReplica ana = writer();
    Harness harness(ana);
    harness.panel().setForm(ui::TimelineSlider::Form::kFull);
    harness.panel().show();
    harness.history().enter();
    auto* bar = harness.panel().findChild<QWidget*>(QStringLiteral("compareBar"));
    QVERIFY(!bar->isVisible());
    const auto button = [&](const char* name) { return bar->findChild<QToolButton*>(QLatin1String(name)); };
    harness.history().show(38);
    Q_EMIT harness.panel().compareMarkRequested('A', 38);
    QVERIFY(bar->isVisible());
    QVERIFY(button("compareGoA")->isVisible());
    QVERIFY(!button("compareGoB")->isVisible());
    harness.history().show(40);
    Q_EMIT harness.panel().compareMarkRequested('B', 40);
    QVERIFY(button("compareGoB")->isVisible());
    button("compareGoA")->click();
    QCOMPARE(harness.history().position(), 38U);
    button("compareLetGoB")->click();
    QCOMPARE(harness.compare().comparedPosition(), 38U);
    // The key again lets go as well.
    Q_EMIT harness.panel().compareMarkRequested('A', 38);
    QVERIFY(harness.compare().base() != CompareMode::Base::kMark);
    QVERIFY(!bar->isVisible());
    // Nothing stays pinned for the next visit.
    Q_EMIT harness.panel().compareMarkRequested('B', 38);
    harness.history().leave();
    harness.history().enter();
    QCOMPARE(harness.compare().comparedPosition(), harness.history().position());
}

void CompareModeTest::marksAfterAPreview() {
    const test::TestReplica ana = writer();
    Harness harness(ana);
    harness.history().enter();
    harness.compare().setMark(0);
    harness.history().show(38);
    harness.frame();
    QVERIFY(harness.marks() != nullptr);
    showPreview(harness.history(), {{4}, {20}});
    QVERIFY(harness.marks() == nullptr);
    // At once: the page is not seen without them.
    harness.history().endPreview();
    QVERIFY(harness.marks() != nullptr);
    showPreview(harness.history(), {{4}, {20}});
    harness.history().show(38);
    QVERIFY(harness.marks() != nullptr);
}

void CompareModeTest::removedWordsInline() {
    const test::TestReplica ana = writer();
    Harness harness(ana);
    harness.view().resize(1200, 500);
    harness.view().show();
    harness.history().enter();
    harness.compare().setMark(38);
    // "The budgets small." was "The budget is large.": what went takes room before what came.
    const auto wide = [&](std::uint32_t begin, std::uint32_t end) {
        return harness.view().caretRectAt({end}).x() - harness.view().caretRectAt({begin}).x();
    };
    const std::uint32_t place = marksPlace(*harness.marks());
    const qreal before = wide(place, place + 1);
    harness.compare().inlineAction().setChecked(true);
    QVERIFY(wide(place, place + 1) > before + 20);
    // And goes with the marks.
    harness.history().show(38);
    harness.frame();
    harness.compare().setWanted(false);
    harness.history().leave();
    QVERIFY(wide(place, place + 1) < before + 2);
    harness.compare().inlineAction().setChecked(false);
}

void CompareModeTest::isRemembered() {
    const test::TestReplica ana = writer();
    Harness harness(ana);
    QVERIFY(harness.compare().isWanted());
    harness.compare().setBase(CompareMode::Base::kNow);
    harness.compare().setWanted(false);
    const CompareMode other(harness.document(), harness.view(), harness.history(), harness.panel());
    QVERIFY(!other.isWanted());
    QCOMPARE(other.base(), CompareMode::Base::kNow);
}

void CompareModeTest::painted() {
    const test::TestReplica ana = writer();
    Harness harness(ana);
    harness.view().resize(1200, 500);
    harness.view().show();
    harness.history().enter();
    harness.compare().setMark(38);
    const QImage image = harness.view().viewport()->grab().toImage();
    const ui::ChangeColours colours = ui::changeColoursOn(harness.view().pageColour(), harness.view().palette());
    // Mixed colours are rounded when they are painted.
    const auto isAlike = [](const QColor& a, const QColor& b) {
        return std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) + std::abs(a.blue() - b.blue()) <= 3;
    };
    const auto countIn = [&](const QRectF& area, const QColor& colour) {
        int count = 0;
        const QRect part = area.toAlignedRect().intersected(image.rect());
        for (int y = part.top(); y <= part.bottom(); ++y) {
            for (int x = part.left(); x <= part.right(); ++x)
                count += isAlike(image.pixelColor(x, y), colour) ? 1 : 0;
        }
        return count;
    };
    const auto wordRect = [&](std::uint32_t begin, std::uint32_t end) {
        const QRectF left = harness.view().caretRectAt({begin});
        return QRectF(left.topLeft(), harness.view().caretRectAt({end}).bottomRight());
    };
    const QRectF budgets = wordRect(4, 11);
    // But for where the wedge and the tails of letters are.
    QVERIFY(countIn(budgets, colours.inserted) > static_cast<int>(budgets.width()) / 2);
    QVERIFY(countIn(budgets, colours.insertedBack) > 20);
    QCOMPARE(countIn(wordRect(12, 14), colours.inserted), 0);
    // The words that went stand beside the line.
    const QRectF beside(QPointF(harness.view().caretRectAt({21}).right() + 60, budgets.top()),
                        QPointF(image.width() - 12, budgets.bottom()));
    QVERIFY(countIn(beside, colours.removed) > 10);
    // Blocks without a change have nothing there.
    QCOMPARE(countIn(beside.translated(0, 2 * budgets.height()), colours.removed), 0);
}

void CompareModeTest::strip() {
    test::TestReplica ana(1, "Ana");
    for (int line = 0; line < 200; ++line)
        ana.insert(0, "Nothing new here.\n", true);
    ana.setNow(ana.now() + 3'600'000);
    ana.insert(0, "Above. ");
    Harness harness(ana);
    harness.view().show();
    harness.history().enter();
    harness.frame();
    auto* strip = harness.view().findChild<ui::ChangeStrip*>();
    QVERIFY(strip->isVisible());
    QTRY_VERIFY(!strip->kinds().empty());
    const std::vector<std::uint8_t>& kinds = strip->kinds();
    const auto isMarked = [](std::uint8_t kind) { return kind != ui::kNothingChanged; };
    const auto last = std::find_if(kinds.rbegin(), kinds.rend(), isMarked);
    QVERIFY(last != kinds.rend());
    QCOMPARE(*last, ui::kWordsCame);
    // Near the top, and nowhere else.
    QVERIFY(kinds.rend() - last < static_cast<std::ptrdiff_t>(kinds.size()) / 20);
    harness.view().verticalScrollBar()->setValue(harness.view().verticalScrollBar()->maximum());
    QTest::mouseClick(strip, Qt::LeftButton, {}, QPoint(4, 2));
    QVERIFY(harness.view().caretRectAt({0}).top() >= 0);
}

/// Whatever is on display, the marks are the difference to the base.
void CompareModeTest::atRandom() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    qInfo("SEED=%zu", seed);
    for (std::uint64_t i = 0, count = test::numberFromEnvironment("GRAPHS", 4); i < count; ++i) {
        Random random(seed + i);
        test::TestReplica ana(1, "Ana");
        test::TestReplica ben(2, "Ben");
        test::writeRichTogether(ana, ben, 40, random);
        Harness harness(ana);
        const auto end = static_cast<std::uint32_t>(harness.document().timeline().eventCount());
        harness.history().enter();
        for (int step = 0; step < 40; ++step) {
            const std::uint64_t from = random.below(end + 1);
            const std::uint64_t to = random.below(end + 1);
            harness.compare().setMark(from);
            harness.history().show(to);
            harness.frame();
            history::HistoryCursor& cursor = *harness.history().cursor();
            const event::EventLog& log = harness.document().log();
            const projection::TextDiff expected = projection::textDiff(
                cursor.patchBetween(log, from, to).body, cursor.patchBetween(log, to, from).body, cursor.text(log));
            QVERIFY(harness.marks()->diff == expected);
            harness.compare().stepToChange(random.chance(50) ? 1 : -1);
            (void)harness.view().viewport()->grab();
        }
    }
}

QTEST_MAIN(CompareModeTest)
#include "tst_compare_mode.moc"
