// Colours by author and by age: which letters get which, in the present and in the past, in cells too; that a frame
// asks about what is in sight only; that timeline, report and carets have the same colours; classes of age.
#include <QMainWindow>
#include <QMenu>
#include <QScrollBar>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <memory>

#include "base/clock.h"
#include "history/test_replica.h"
#include "projection/document_reader.h"
#include "replica/document_replica.h"
#include "ui/collaboration/presence_colours.h"
#include "ui/editor/editor_view.h"
#include "ui/history/author_colours.h"
#include "ui/history/colour_mode.h"
#include "ui/history/history_mode.h"
#include "ui/history/timeline_panel.h"
#include "ui/history/timeline_picture.h"
#include "ui/history/tint_colours.h"
#include "ui/theme.h"

using namespace varve;
using ui::AgeScale;
using ui::ColourMode;

namespace {

constexpr auto kBody = event::WellKnownObject::kBody;
constexpr std::int64_t kHourMs = 3'600'000;

/// Answers as another source does, and counts the characters that it is asked about.
class CountingObjects : public projection::ObjectSource {
  public:
    explicit CountingObjects(const projection::ObjectSource& source) : m_source(source) {}
    [[nodiscard]] std::vector<event::EventId> idsAt(const event::ObjectId& sequence,
                                                    std::span<const text::Offset> offsets) const override {
        count += offsets.size();
        return m_source.idsAt(sequence, offsets);
    }
    [[nodiscard]] std::optional<Place> placeOf(const event::EventId& id) const override { return m_source.placeOf(id); }
    [[nodiscard]] document::Patch textOf(const event::ObjectId& sequence) const override {
        return m_source.textOf(sequence);
    }
    mutable std::size_t count = 0;

  private:
    const projection::ObjectSource& m_source;
};

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
          m_counting(m_present),
          m_panel(m_replica.log(), [this]() -> const history::Timeline& { return m_replica.timeline(); }),
          m_history(m_replica, m_view, m_counting, m_panel) {
        QSettings().clear();
        m_mode = std::make_unique<ColourMode>(
            ColourMode::Parts{m_replica, m_view, m_history, m_panel, [this] { return m_clock.nowMs(); }}, &m_window,
            &m_menu, nullptr);
        m_view.resize(900, 500);
        receive(writer);
        const projection::ObjectRegisters registers(
            m_replica.tracker().registers(m_replica.log(), merge::View::kEffect));
        m_view.setDocument(projection::readBlocks(m_replica.log(), m_replica.tracker(), merge::View::kEffect, kBody,
                                                  registers, m_view.heightEstimate()),
                           registers, &m_counting);
    }
    void receive(const test::TestReplica& writer) {
        (void)m_replica.receive(writer.log().missingFrom(m_replica.log().versionVector()));
    }
    /// The tints of a block of the body: "text" and its colour.
    [[nodiscard]] std::vector<std::pair<QString, QColor>> tints(std::uint32_t index = 0) {
        const projection::BlockPtr block = m_view.blocks().blockAt(index);
        const event::ObjectId body = kBody;
        std::vector<std::pair<QString, QColor>> tints;
        for (const ui::Tint& tint : m_view.decorations().tintProvider()(
                 {body, m_view.blocks().startOf(index), block, 0, block->utf16Count()})) {
            tints.emplace_back(block->text.mid(tint.begin, tint.end - tint.begin), tint.colour);
        }
        return tints;
    }
    [[nodiscard]] std::size_t asked() const { return std::exchange(m_counting.count, 0); }

    [[nodiscard]] replica::DocumentReplica& document() { return m_replica; }
    [[nodiscard]] ui::EditorView& view() { return m_view; }
    [[nodiscard]] ui::HistoryMode& history() { return m_history; }
    [[nodiscard]] ui::TimelinePanel& panel() { return m_panel; }
    [[nodiscard]] ColourMode& mode() { return *m_mode; }
    [[nodiscard]] QAction* action(const char* name) { return m_window.findChild<QAction*>(QLatin1String(name)); }

  private:
    ManualClock m_clock{1'763'683'200'000};
    QMainWindow m_window;
    QMenu m_menu;
    replica::DocumentReplica m_replica;
    projection::TrackerObjects m_present;
    CountingObjects m_counting;
    ui::EditorView m_view;
    ui::TimelinePanel m_panel;
    ui::HistoryMode m_history;
    std::unique_ptr<ColourMode> m_mode;
};

using Tints = std::vector<std::pair<QString, QColor>>;

/// Bo writes into what Ana wrote an hour before.
test::TestReplica writers() {
    test::TestReplica ana(1, "Ana");
    test::TestReplica bo(2, "Bo");
    ana.insert(0, "The budget is large.");
    bo.receive(ana);
    bo.setNow(ana.now() + kHourMs);
    bo.insert(4, "whole ");
    return bo;
}

}  // namespace

class ColourModeTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase();
    void byAuthor();
    void byAge();
    void inThePast();
    void ofWhatIsTypedNow();
    void asksAboutWhatIsInSight();
    void oneLongParagraph();
    void isPaintedBehindLetters();
    void sameColourEverywhere();
    void contrast();
    void actions();
    void ageClasses_data();
    void ageClasses();

  private:
    QTemporaryDir m_settings;
};

void ColourModeTest::initTestCase() {
    QCoreApplication::setOrganizationName(QStringLiteral("VarveTest"));
    QCoreApplication::setApplicationName(QStringLiteral("colours"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_settings.path());
}

void ColourModeTest::byAuthor() {
    Harness harness(writers());
    QVERIFY(!harness.view().decorations().tintProvider());
    harness.mode().setOn(true);
    const QColor ana = ui::authorTint(0, false);
    const QColor bo = ui::authorTint(1, false);
    QCOMPARE(harness.tints(), (Tints{{QStringLiteral("The "), ana},
                                     {QStringLiteral("whole "), bo},
                                     {QStringLiteral("budget is large."), ana}}));
    const auto& items = harness.mode().legend().items();
    QCOMPARE(items.size(), 2U);
    QCOMPARE(items[0].name, QStringLiteral("Ana"));
    QCOMPARE(items[0].tint, ana);
    QCOMPARE(items[1].name, QStringLiteral("Bo"));
    harness.mode().setOn(false);
    QVERIFY(!harness.view().decorations().tintProvider());
}

void ColourModeTest::byAge() {
    Harness harness(writers());
    harness.mode().setKind(ColourMode::Kind::kAge);
    QVERIFY(harness.mode().isOn());
    const QColor oldest = ui::ageTint(AgeScale::kClassCount - 1, false);
    QCOMPARE(harness.tints(), (Tints{{QStringLiteral("The "), oldest},
                                     {QStringLiteral("whole "), ui::ageTint(0, false)},
                                     {QStringLiteral("budget is large."), oldest}}));
    QCOMPARE(harness.mode().legend().items().size(), AgeScale::kClassCount);
}

void ColourModeTest::inThePast() {
    Harness harness(writers());
    harness.mode().setKind(ColourMode::Kind::kAge);
    harness.history().show(20);
    // Then it was the newest.
    QCOMPARE(harness.tints(), (Tints{{QStringLiteral("The budget is large."), ui::ageTint(0, false)}}));
    harness.mode().setKind(ColourMode::Kind::kAuthor);
    harness.history().show(22);
    QCOMPARE(harness.tints(), (Tints{{QStringLiteral("The "), ui::authorTint(0, false)},
                                     {QStringLiteral("wh"), ui::authorTint(1, false)},
                                     {QStringLiteral("budget is large."), ui::authorTint(0, false)}}));
    harness.history().leave();
    QCOMPARE(harness.tints().size(), 3U);
}

void ColourModeTest::ofWhatIsTypedNow() {
    Harness harness(writers());
    harness.mode().setOn(true);
    QObject::connect(&harness.document(), &replica::DocumentReplica::patchApplied, &harness.view(),
                     &ui::EditorView::applyPatch);
    replica::EditIntent intent;
    intent.edits.push_back({.range = {{0}, {0}}, .text = "Yes. "});
    QVERIFY(harness.document().apply(intent));
    harness.panel().refresh();
    QCOMPARE(harness.tints().front(), (std::pair{QStringLiteral("Yes. "), ui::authorTint(2, false)}));
    QVERIFY(harness.document().undo());
    harness.panel().refresh();
    QCOMPARE(harness.tints().front(), (std::pair{QStringLiteral("The "), ui::authorTint(0, false)}));
}

void ColourModeTest::asksAboutWhatIsInSight() {
    test::TestReplica ana(1, "Ana");
    std::string text;
    for (int line = 0; line < 20'000; ++line)
        text += "One line of many, none of them long.\n";
    ana.insert(0, text);
    Harness harness(ana);
    harness.mode().setOn(true);
    (void)harness.asked();
    (void)harness.view().grab();
    QVERIFY(harness.asked() > 0);
    (void)harness.view().grab();
    QCOMPARE(harness.asked(), 0U);
    harness.view().verticalScrollBar()->setValue(harness.view().verticalScrollBar()->maximum() / 2);
    (void)harness.view().grab();
    const std::size_t asked = harness.asked();
    QVERIFY2(asked > 0 && asked < 3000, qPrintable(QString::number(asked)));
}

void ColourModeTest::oneLongParagraph() {
    test::TestReplica ana(1, "Ana");
    std::string text;
    for (int word = 0; word < 150'000; ++word)
        text += "letters ";
    ana.insert(0, text);
    Harness harness(ana);
    harness.mode().setOn(true);
    (void)harness.asked();
    (void)harness.view().grab();
    const std::size_t asked = harness.asked();
    QVERIFY2(asked > 0 && asked < 20'000, qPrintable(QString::number(asked)));
}

void ColourModeTest::isPaintedBehindLetters() {
    Harness harness(writers());
    harness.mode().setOn(true);
    ui::EditorView& view = harness.view();
    const QImage image = view.viewport()->grab().toImage();
    const auto colourAt = [&](std::uint32_t offset) {
        const QRectF caret = view.caretRectAt({offset});
        return image.pixelColor(static_cast<int>(caret.x()) + 1, static_cast<int>(caret.top()) + 1);
    };
    const auto over = [&](std::uint32_t author) {
        const QColor tint = ui::authorTint(author, false);
        const QColor page = view.pageColour();
        const auto mix = [&](float a, float b) { return a + (b - a) * tint.alphaF(); };
        return QColor::fromRgbF(mix(page.redF(), tint.redF()), mix(page.greenF(), tint.greenF()),
                                mix(page.blueF(), tint.blueF()));
    };
    const auto isNear = [](const QColor& a, const QColor& b) {
        return std::abs(a.red() - b.red()) <= 2 && std::abs(a.green() - b.green()) <= 2 &&
               std::abs(a.blue() - b.blue()) <= 2;
    };
    QVERIFY(isNear(colourAt(1), over(0)));
    QVERIFY(isNear(colourAt(6), over(1)));
    QVERIFY(isNear(colourAt(14), over(0)));
    // The page itself is as ever.
    QVERIFY(isNear(image.pixelColor(2, 2), view.pageColour()));
}

void ColourModeTest::sameColourEverywhere() {
    Harness harness(writers());
    harness.mode().setOn(true);
    const ui::TimelineLanes& lanes = harness.panel().lanes();
    QCOMPARE(lanes.count(), 2U);
    session::Colleague bo;
    bo.name = QStringLiteral("Bo");
    bo.colourIndex = 77;
    session::Colleague zoe;
    zoe.name = QStringLiteral("Zoe");
    session::Colleague cy;
    cy.name = QStringLiteral("Cy");
    const auto colleagues = ui::inAuthorColours(lanes, {bo, zoe, cy, zoe});
    QCOMPARE(colleagues[0].colourIndex, 1U);
    // Before they write, they have the colours that they may get.
    QCOMPARE(colleagues[1].colourIndex, 3U);
    QCOMPARE(colleagues[2].colourIndex, 2U);
    QCOMPARE(colleagues[3].colourIndex, 3U);
    QCOMPARE(harness.mode().legend().items()[1].line, ui::laneColour(1, false));
    QCOMPARE(ui::authorColourIndex(std::size_t{40}), ui::kPresenceColourCount - 1);
}

void ColourModeTest::contrast() {
    for (const bool isDark : {false, true}) {
        const QPalette palette = ui::themePalette(isDark);
        const QColor page = palette.color(QPalette::Base);
        const QColor ink = palette.color(QPalette::Text);
        const auto check = [&](const QColor& tint) {
            const auto mix = [&](float a, float b) { return a + (b - a) * tint.alphaF(); };
            const QColor back = QColor::fromRgbF(mix(page.redF(), tint.redF()), mix(page.greenF(), tint.greenF()),
                                                 mix(page.blueF(), tint.blueF()));
            QVERIFY2(ui::contrastRatio(back, ink) >= 4.5, qPrintable(tint.name(QColor::HexArgb)));
        };
        for (std::uint32_t index = 0; index < ui::kPresenceColourCount; ++index)
            check(ui::authorTint(index, isDark));
        for (std::size_t age = 0; age < AgeScale::kClassCount; ++age)
            check(ui::ageTint(age, isDark));
    }
}

void ColourModeTest::actions() {
    Harness harness(writers());
    harness.action("pageColours")->trigger();
    QVERIFY(harness.mode().isOn());
    QCOMPARE(harness.mode().kind(), ColourMode::Kind::kAuthor);
    harness.action("coloursByAge")->trigger();
    QCOMPARE(harness.mode().kind(), ColourMode::Kind::kAge);
    harness.action("coloursByAge")->trigger();
    QCOMPARE(harness.mode().kind(), ColourMode::Kind::kAuthor);
    QVERIFY(harness.action("coloursByAuthor")->isChecked());
    harness.action("pageColours")->trigger();
    QVERIFY(!harness.mode().isOn());
    harness.action("coloursByAge")->trigger();
    QVERIFY(harness.mode().isOn());
    QCOMPARE(harness.mode().kind(), ColourMode::Kind::kAge);
}

void ColourModeTest::ageClasses_data() {
    QTest::addColumn<qint64>("length");
    QTest::newRow("nothing") << qint64{0};
    QTest::newRow("a moment") << qint64{10};
    QTest::newRow("an hour") << qint64{kHourMs};
    QTest::newRow("years") << qint64{20'000 * 24 * kHourMs};
    QTest::newRow("a clock gone mad") << std::numeric_limits<qint64>::max();
}

void ColourModeTest::ageClasses() {
    QFETCH(qint64, length);
    const std::int64_t oldest = length == std::numeric_limits<qint64>::max() ? -length : 1'000'000;
    const std::int64_t newest = length == std::numeric_limits<qint64>::max() ? length : oldest + length;
    const AgeScale scale(newest, oldest);
    QCOMPARE(scale.classOf(scale.newestMs()), 0U);
    QCOMPARE(scale.classOf(std::numeric_limits<std::int64_t>::max()), 0U);
    QVERIFY(scale.classOf(std::numeric_limits<std::int64_t>::min()) < AgeScale::kClassCount);
    QCOMPARE(scale.beginOf(AgeScale::kClassCount - 1), scale.oldestMs());
    for (std::size_t age = 0; age < AgeScale::kClassCount; ++age) {
        QVERIFY(scale.classOf(scale.beginOf(age)) <= age);
        if (age > 0) QVERIFY(scale.beginOf(age) <= scale.beginOf(age - 1));
    }
    if (length < kHourMs) return;
    // Every class is met, and they grow.
    for (std::size_t age = 0; age < AgeScale::kClassCount; ++age)
        QCOMPARE(scale.classOf(scale.beginOf(age)), age);
}

QTEST_MAIN(ColourModeTest)
#include "tst_colour_mode.moc"
