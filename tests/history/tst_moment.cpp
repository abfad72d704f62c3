// Moments as people and scripts write them: what parses, what is refused and how, and which version they name.
#include <QTest>
#include <limits>

#include "convergence/random_graph.h"
#include "history/moment.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::history;

Q_DECLARE_METATYPE(varve::history::Moment)

namespace {

constexpr std::int64_t kMidnightMs = 1'763'683'200'000;  // 2025-11-21T00:00Z
const std::string kAgentHex = "00000001000000000000000000000000";

}  // namespace

class MomentTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void parses_data();
    void parses();
    void refuses_data();
    void refuses();
    void messagesAreOneSentenceForPeople();
    void formatsBack();
    void resolves();
    void randomBytesNeverCrash();
};

void MomentTest::parses_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<Moment>("moment");
    const auto time = [](const char* name, const char* text, std::int64_t ms) {
        QTest::newRow(name) << QString::fromLatin1(text) << Moment(TimeMoment{ms});
    };
    QTest::newRow("now") << QStringLiteral("now") << Moment(NowMoment{});
    QTest::newRow("beginning") << QStringLiteral("#0") << Moment(EventCountMoment{0});
    QTest::newRow("count") << QStringLiteral("#1234") << Moment(EventCountMoment{1234});
    time("date is its end", "2025-11-21", kMidnightMs + 86'400'000 - 1);
    time("minutes", "2025-11-21T14:02", kMidnightMs + (14 * 60 + 2) * 60'000);
    time("space", "2025-11-21 14:02", kMidnightMs + (14 * 60 + 2) * 60'000);
    time("seconds", "2025-11-21T00:00:07", kMidnightMs + 7'000);
    time("fraction", "2025-11-21T00:00:07.5", kMidnightMs + 7'500);
    time("long fraction", "2025-11-21T00:00:07,123456789Z", kMidnightMs + 7'123);
    time("Z", "2025-11-21T00:00Z", kMidnightMs);
    time("offset ahead", "2025-11-21T02:00+02:00", kMidnightMs);
    time("offset behind", "2025-11-20T19:00:00-0500", kMidnightMs);
    time("offset of hours", "2025-11-21T02:00+02", kMidnightMs);
    time("leap day", "2024-02-29T00:00Z", 1'709'164'800'000);
    time("before the epoch", "1969-12-31T23:59:59.999Z", -1);
    QTest::newRow("empty frontier") << QStringLiteral("[]") << Moment(FrontierMoment{});
    QTest::newRow("frontier") << QString::fromStdString("[[\"" + kAgentHex + "\",41]]")
                              << Moment(FrontierMoment{{test::id(1, 41)}});
    QTest::newRow("frontier with spaces, unsorted, twice")
        << QString::fromStdString(" [ [\"" + kAgentHex + "\" , 41 ],\n[\"" + kAgentHex + "\",7],[\"" + kAgentHex +
                                  "\",7] ] ")
               .trimmed()
        << Moment(FrontierMoment{{test::id(1, 7), test::id(1, 41)}});
    QTest::newRow("name") << QStringLiteral("\"First draft\"") << Moment(NameMoment{"First draft"});
    QTest::newRow("name with quotes") << QStringLiteral("\"the \"new\" one\"") << Moment(NameMoment{"the \"new\" one"});
    QTest::newRow("name that looks like a moment") << QStringLiteral("\"now\"") << Moment(NameMoment{"now"});
}

void MomentTest::parses() {
    QFETCH(QString, text);
    QFETCH(Moment, moment);
    const auto parsed = parseMoment(text.toStdString());
    QVERIFY2(parsed.has_value(), qPrintable(text));
    QCOMPARE(*parsed, moment);
}

void MomentTest::refuses_data() {
    QTest::addColumn<QString>("text");
    const char* const texts[] = {"",
                                 "Now",
                                 "yesterday",
                                 "#",
                                 "#-1",
                                 "#1x",
                                 "#99999999999999999999999",
                                 "1234",
                                 "2025-11",
                                 "2025-13-01",
                                 "2025-02-30",
                                 "2025-11-21T",
                                 "2025-11-21T24:00",
                                 "2025-11-21T12",
                                 "2025-11-21T12+02",
                                 "2025-11-21T12:60",
                                 "2025-11-21T12:00:60",
                                 "2025-11-21T12:00.",
                                 "2025-11-21T12:00:00.",
                                 "2025-11-21T12:00 UTC",
                                 "2025-11-21T12:00+",
                                 "2025-11-21T12:00+1",
                                 "2025-11-21Z",
                                 "2025-11-21T12:00+02:0",
                                 "2025-11-21T12:00Zx",
                                 "\"",
                                 "\"\"",
                                 "\"open",
                                 "[",
                                 "[[]]",
                                 "[[\"00\",1]]",
                                 "[[\"00000001000000000000000000000000\"]]",
                                 "[[\"00000001000000000000000000000000\",-1]]",
                                 "[[\"00000001000000000000000000000000\",4294967296]]",
                                 "[[\"00000001000000000000000000000000\",1],]",
                                 "[[\"00000001000000000000000000000000\",1]]x"};
    for (const char* text : texts)
        QTest::newRow(text[0] ? text : "empty") << QString::fromLatin1(text);
}

void MomentTest::refuses() {
    QFETCH(QString, text);
    const auto parsed = parseMoment(text.toStdString());
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().code, ErrorCode::kInvalidInput);
}

void MomentTest::messagesAreOneSentenceForPeople() {
    QVERIFY(parseMoment("tomorrow").error().message.starts_with("'tomorrow' names no moment."));
    QVERIFY(parseMoment(std::string(5000, 'x')).error().message.size() < 300);
    QVERIFY(parseMoment("\xff\xfe").error().message.starts_with("This names no moment."));
}

void MomentTest::formatsBack() {
    for (const Moment& moment :
         {Moment(NowMoment{}), Moment(EventCountMoment{77}), Moment(TimeMoment{kMidnightMs}),
          Moment(TimeMoment{kMidnightMs + 1}), Moment(TimeMoment{-1}), Moment(FrontierMoment{}),
          Moment(FrontierMoment{{test::id(1, 7), test::id(2, 41)}}), Moment(NameMoment{"a \"b"})}) {
        const std::string text = formatMoment(moment);
        const auto parsed = parseMoment(text);
        QVERIFY2(parsed.has_value(), text.c_str());
        QCOMPARE(*parsed, moment);
    }
    QCOMPARE(formatMoment(TimeMoment{kMidnightMs}), std::string("2025-11-21T00:00:00Z"));
    QCOMPARE(formatMoment(TimeMoment{std::numeric_limits<std::int64_t>::max()}),
             std::string("9999-12-31T23:59:59.999Z"));
    QCOMPARE(formatMoment(TimeMoment{std::numeric_limits<std::int64_t>::min()}), std::string("0000-01-01T00:00:00Z"));
}

void MomentTest::resolves() {
    event::EventLog log;
    QVERIFY(log.append(test::next(log, 1, {test::insertAt(0, "abc")}, kMidnightMs)).has_value());
    QVERIFY(log.append(test::next(log, 1, {test::insertAt(3, "de")}, kMidnightMs + 1000)).has_value());
    Timeline timeline;
    timeline.followLog(log);
    const auto resolved = [&](const char* text) { return resolveMoment(*parseMoment(text), log, timeline); };
    QCOMPARE(*resolved("now"), event::Version{{4}});
    QCOMPARE(*resolved("#0"), event::Version{});
    QCOMPARE(*resolved("#2"), event::Version{{1}});
    QCOMPARE(*resolved("#5"), event::Version{{4}});
    QCOMPARE(*resolved("2025-11-20"), event::Version{});
    QCOMPARE(*resolved("2025-11-21T00:00:00"), event::Version{{2}});
    QCOMPARE(*resolved("2025-11-21"), event::Version{{4}});
    QCOMPARE(*resolved(("[[\"" + kAgentHex + "\",3]]").c_str()), event::Version{{3}});
    QCOMPARE(*resolved(("[[\"" + kAgentHex + "\",3],[\"" + kAgentHex + "\",1]]").c_str()), event::Version{{3}});
    QCOMPARE(resolved("#6").error().code, ErrorCode::kNotFound);
    QCOMPARE(resolved("#6").error().message, std::string("The document has 5 events; there is no #6."));
    QCOMPARE(resolved(("[[\"" + kAgentHex + "\",99]]").c_str()).error().code, ErrorCode::kNotFound);
}

void MomentTest::randomBytesNeverCrash() {
    Random random(test::numberFromEnvironment("SEED", 1));
    const std::string alphabet = "now#0123456789-:T+Z[]\", .af\n\xff\"";
    for (int i = 0; i < 20'000; ++i) {
        std::string text = random.chance(30) ? "2025-11-21T" : random.chance(30) ? "[[\"" + kAgentHex + "\"," : "";
        for (std::uint32_t length = random.below(12); length > 0; --length)
            text += alphabet[random.below(static_cast<std::uint32_t>(alphabet.size()))];
        const auto parsed = parseMoment(text);
        if (parsed) QCOMPARE(*parseMoment(formatMoment(*parsed)), *parsed);
    }
}

QTEST_GUILESS_MAIN(MomentTest)
#include "tst_moment.moc"
