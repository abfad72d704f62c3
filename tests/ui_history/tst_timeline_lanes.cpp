// Who wrote when, against a naive count; undos and restores; labels of time and pauses in words.
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QTest>
#include <map>

#include "base/random.h"
#include "support/event_builders.h"
#include "ui/history/timeline_labels.h"
#include "ui/history/timeline_lanes.h"
#include "ui/history/timeline_picture.h"

using namespace varve;
using ui::TimelineLanes;

namespace {

constexpr std::int64_t kHourMs = 3'600'000;

event::AgentRecord person(std::uint32_t number, const std::string& user) {
    event::AgentRecord record;
    record.id = test::agent(number);
    record.user = user;
    return record;
}

/// A text of several authors, one of them at two computers.
struct Written {
    Written() {
        log.addAgent(person(1, "Ana"));
        log.addAgent(person(2, "Bo"));
        log.addAgent(person(3, "Ana"));
    }
    void write(std::uint32_t agent, const std::string& text, std::int64_t timeMs) {
        const auto outcome = log.append(test::next(log, agent, {test::insertAt(log.end().value, text)}, timeMs));
        if (!outcome) qFatal("%s", outcome.error().message.c_str());
        timeline.followLog(log);
    }
    event::EventLog log;
    history::Timeline timeline;
};

}  // namespace

class TimelineLanesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void oneUserIsOneLane();
    void countsAsANaiveCount();
    void walkingAnAuthor();
    void walkingTheOthers();
    void namesKnownLate();
    void labelsDoNotOverlap_data();
    void labelsDoNotOverlap();
    void pausesInWords_data();
    void pausesInWords();
};

void TimelineLanesTest::oneUserIsOneLane() {
    Written written;
    written.write(1, "abc", kHourMs);
    written.write(2, "de", kHourMs + 100);
    written.write(3, "fghi", kHourMs + 200);
    TimelineLanes lanes;
    lanes.follow(written.log, written.timeline);
    QCOMPARE(lanes.count(), 2U);
    QCOMPARE(lanes.name(0), QStringLiteral("Ana"));
    QCOMPARE(lanes.eventCount(0), 7U);
    QCOMPARE(lanes.eventCount(1), 2U);
    QCOMPARE(lanes.laneOf(2), std::optional<std::size_t>(0));
    QVERIFY(lanes.turns().empty());
}

void TimelineLanesTest::countsAsANaiveCount() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 3);
    Random random(seed);
    Written written;
    TimelineLanes lanes;
    std::int64_t timeMs = kHourMs;
    for (int round = 0; round < 60; ++round) {
        // Now and then something arrives that was written long before.
        timeMs += static_cast<std::int64_t>(random.below(1000));
        written.write(1 + static_cast<std::uint32_t>(random.below(3)), std::string(1 + random.below(9), 'x'), timeMs);
        lanes.follow(written.log, written.timeline);
        std::vector<std::string> users;
        for (const history::TimelineEntry entry : written.timeline.entries())
            users.insert(users.end(), entry.eventCount, written.log.agents()[entry.agent].user);
        for (int question = 0; question < 20; ++question) {
            const std::uint64_t begin = random.below(users.size() + 1);
            const std::uint64_t end = begin + random.below(users.size() - begin + 1);
            for (std::size_t lane = 0; lane < lanes.count(); ++lane) {
                const auto expected =
                    std::count(users.begin() + static_cast<std::ptrdiff_t>(begin),
                               users.begin() + static_cast<std::ptrdiff_t>(end), lanes.name(lane).toStdString());
                QCOMPARE(lanes.eventsBetween(lane, begin, end), static_cast<std::uint64_t>(expected));
            }
        }
    }
}

void TimelineLanesTest::walkingAnAuthor() {
    Written written;
    written.write(1, "ab", kHourMs);
    written.write(2, "cd", kHourMs + 100);
    written.write(1, "ef", kHourMs + 200);
    TimelineLanes lanes;
    lanes.follow(written.log, written.timeline);
    std::vector<std::uint64_t> forwards;
    for (auto at = lanes.next(0, 0); at; at = lanes.next(0, *at))
        forwards.push_back(*at);
    QCOMPARE(forwards, (std::vector<std::uint64_t>{1, 2, 5, 6}));
    std::vector<std::uint64_t> back;
    for (auto at = lanes.previous(1, 6); at; at = lanes.previous(1, *at))
        back.push_back(*at);
    QCOMPARE(back, (std::vector<std::uint64_t>{4, 3}));
}

void TimelineLanesTest::walkingTheOthers() {
    Written written;
    for (std::uint32_t number = 4; number < 12; ++number) {
        written.log.addAgent(person(number, "Person " + std::to_string(number)));
        written.write(number, "ab", kHourMs + number * 1000);
    }
    TimelineLanes lanes;
    lanes.follow(written.log, written.timeline);
    QCOMPARE(lanes.count(), 8U);
    const std::size_t others = ui::shownLaneCount(lanes) - 1;
    // All of those who have no lane of their own: the last three.
    std::vector<std::uint64_t> stops;
    for (auto at = ui::nextInShownLane(lanes, others, 0); at; at = ui::nextInShownLane(lanes, others, *at))
        stops.push_back(*at);
    QCOMPARE(stops, (std::vector<std::uint64_t>{11, 12, 13, 14, 15, 16}));
    std::vector<std::uint64_t> back;
    for (auto at = ui::previousInShownLane(lanes, others, 16); at; at = ui::previousInShownLane(lanes, others, *at))
        back.push_back(*at);
    QCOMPARE(back, (std::vector<std::uint64_t>{15, 14, 13, 12, 11}));
    QCOMPARE(ui::eventsInShownLane(lanes, others, 0, 16), 6U);
    QCOMPARE(ui::eventsInShownLane(lanes, others, 9, 12), 2U);
    QCOMPARE(ui::nextInShownLane(lanes, 1, 0), std::optional<std::uint64_t>(3));
    QCOMPARE(ui::nextInShownLane(lanes, 1, 4), std::optional<std::uint64_t>());
}

void TimelineLanesTest::namesKnownLate() {
    Written written;
    // The events came before anybody said whose they are.
    written.write(5, "abc", kHourMs);
    TimelineLanes lanes;
    lanes.follow(written.log, written.timeline);
    QVERIFY(lanes.name(0).isEmpty());
    const std::size_t generation = lanes.generation();
    written.log.addAgent(person(5, "Cy"));
    lanes.follow(written.log, written.timeline);
    QCOMPARE(lanes.name(0), QStringLiteral("Cy"));
    QVERIFY(lanes.generation() != generation);
}

void TimelineLanesTest::labelsDoNotOverlap_data() {
    QTest::addColumn<qint64>("stepMs");
    QTest::newRow("seconds") << qint64(400);
    QTest::newRow("minutes") << qint64(90'000);
    QTest::newRow("hours") << qint64(kHourMs);
    QTest::newRow("days") << qint64(26 * kHourMs);
    QTest::newRow("years") << qint64(900 * kHourMs);
    QTest::newRow("one moment") << qint64(0);
    QTest::newRow("times that strangers wrote") << qint64(INT64_MAX / 200);
}

void TimelineLanesTest::labelsDoNotOverlap() {
    QFETCH(qint64, stepMs);
    Written written;
    for (int entry = 0; entry < 100; ++entry)
        written.write(1, "word ", kHourMs + stepMs * entry);
    const QFontMetricsF metrics(QGuiApplication::font());
    for (const ui::AxisKind kind : {ui::AxisKind::kActivity, ui::AxisKind::kClock}) {
        ui::TimelineAxis axis(kind);
        axis.follow(written.timeline.entries());
        for (const double width : {120.0, 700.0, 1800.0}) {
            const ui::TimelineScale scale(axis, {14, width, 60}, ui::wholeRange(axis));
            const auto labels = ui::timelineLabels(written.timeline, axis, scale, metrics, kHourMs);
            double free = 13;
            for (const ui::TimelineLabel& label : labels) {
                QVERIFY2(label.x >= free, qPrintable(label.text));
                free = label.x + label.width;
                QVERIFY(free <= 14 + width + 2);
            }
            const bool isSpread = stepMs > 0 && width > 600;
            QVERIFY2(!isSpread || labels.size() >= 2 || stepMs > 1'000'000'000'000,
                     qPrintable(QStringLiteral("%1 labels").arg(labels.size())));
        }
    }
}

void TimelineLanesTest::pausesInWords_data() {
    QTest::addColumn<qint64>("hours");
    QTest::addColumn<QString>("words");
    QTest::newRow("hours") << qint64(5) << QStringLiteral("5 h");
    QTest::newRow("a night") << qint64(12) << QStringLiteral("12 h");
    QTest::newRow("a day") << qint64(26) << QStringLiteral("1 day");
    QTest::newRow("days") << qint64(72) << QStringLiteral("3 days");
    QTest::newRow("weeks") << qint64(24 * 21) << QStringLiteral("3 weeks");
    QTest::newRow("months") << qint64(24 * 120) << QStringLiteral("4 months");
    QTest::newRow("years") << qint64(24 * 365 * 3) << QStringLiteral("3 years");
}

void TimelineLanesTest::pausesInWords() {
    QFETCH(qint64, hours);
    QTEST(ui::pauseWords(hours * kHourMs), "words");
    QCOMPARE(ui::pauseWords(20 * 60'000), QStringLiteral("20 min"));
}

QTEST_MAIN(TimelineLanesTest)
#include "tst_timeline_lanes.moc"
