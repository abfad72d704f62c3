// search, blame and report on the command line.
#include <QTest>

#include "cli_runner.h"

using namespace varve::cli;

class CliHistoryTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void findsWhatWasDeleted();
    void findsAsJson();
    void caseAndWords();
    void saysWhenThereIsMore();
    void refusesSearches();
    void blames();
    void blamesAPastMoment();
    void reports();
    void leavesDeletedTablesOut();
};

namespace {

QStringList list(std::initializer_list<const char*> words) {
    QStringList all;
    for (const char* word : words)
        all << QString::fromUtf8(word);
    return all;
}

nlohmann::json parsedLine(const QByteArray& lines, int index) {
    return nlohmann::json::parse(lines.split('\n')[index].toStdString(), nullptr, false);
}

/// Ana wrote "The budget ends.\nBye", Ben took " budget" away and pasted nothing.
void makeShared(const CliRunner& cli) {
    cli.make(QStringLiteral("a.varve"), QString());
    QCOMPARE(cli.out(list({"insert", "a.varve", "0", "The budget ends.\nBye", "--user", "Ana"})), QByteArray());
    QCOMPARE(cli.out(list({"delete", "a.varve", "3", "7", "--user", "Ben"})), QByteArray());
}

}  // namespace

void CliHistoryTest::findsWhatWasDeleted() {
    const CliRunner cli;
    makeShared(cli);
    const QByteArray line = cli.out(list({"search", "a.varve", "--history", "Budget"}));
    const QList<QByteArray> columns = line.trimmed().split('\t');
    QCOMPARE(columns.size(), 7);
    QCOMPARE(columns[0], QByteArray("#10"));
    QCOMPARE(columns[2], QByteArray("Ana"));
    QCOMPARE(columns[3], QByteArray("#22"));
    QCOMPARE(columns[5], QByteArray("Ben"));
    QCOMPARE(columns[6], QByteArray("The [budget] ends."));
    QCOMPARE(cli.out(list({"search", "--history", "budget", "a.varve"})), line);
    QVERIFY(cli.out(list({"search", "a.varve", "--history", "bye"})).contains("\tnow\t-\t-\t[Bye]"));
    QCOMPARE(cli.out(list({"search", "a.varve", "--history", "nothing"})), QByteArray());
    // "The ends" came to be when the words between had gone.
    QVERIFY(cli.out(list({"search", "a.varve", "--history", "the ends"})).contains("\tBen\tnow"));
}

void CliHistoryTest::findsAsJson() {
    const CliRunner cli;
    makeShared(cli);
    const auto hit = parsedLine(cli.out(list({"search", "a.varve", "--history", "budget", "--json"})), 0);
    QCOMPARE(hit["begin"].get<int>(), 10);
    QCOMPARE(hit["end"].get<int>(), 22);
    QCOMPARE(hit["user"].get<std::string>(), std::string("Ana"));
    QCOMPARE(hit["endUser"].get<std::string>(), std::string("Ben"));
    QCOMPARE(hit["text"].get<std::string>(), std::string("budget"));
    QCOMPARE(hit["sequence"].get<std::string>(), std::string("body"));
    QVERIFY(hit["shown"] == nlohmann::json::parse("[[10,22]]"));
    const auto standing = parsedLine(cli.out(list({"search", "a.varve", "--history", "bye", "--json"})), 0);
    QVERIFY(standing["end"].is_null() && standing["shown"][0][1].is_null());
}

void CliHistoryTest::caseAndWords() {
    const CliRunner cli;
    makeShared(cli);
    QCOMPARE(cli.out(list({"search", "a.varve", "--history", "BUDGET", "--case"})), QByteArray());
    QCOMPARE(cli.out(list({"search", "a.varve", "--history", "budge", "--case"})).count('\n'), 1);
    // It was a word before its last letter was there.
    const auto word = parsedLine(cli.out(list({"search", "a.varve", "--history", "budge", "--word", "--json"})), 0);
    QVERIFY(word["shown"] == nlohmann::json::parse("[[9,10]]"));
}

void CliHistoryTest::saysWhenThereIsMore() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QString(10'001, QLatin1Char('x')));
    const CliResult result = cli.run(list({"search", "a.varve", "--history", "x"}));
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.out.count('\n'), 10'000);
    QVERIFY2(result.err.contains("first 10000 places"), result.err.constData());
}

void CliHistoryTest::refusesSearches() {
    const CliRunner cli;
    makeShared(cli);
    verifyRefusal(cli.run(list({"search", "a.varve"})), 2, "--history");
    verifyRefusal(cli.run(list({"search", "a.varve", "--history", ""})), 2, "nothing to search for");
    verifyRefusal(cli.run(list({"search", "no.varve", "--history", "x"})), 1, "no.varve");
    QStringList tooLong = list({"search", "a.varve", "--history"});
    tooLong << QString(501, QLatin1Char('x'));
    verifyRefusal(cli.run(tooLong), 2, "too long");
}

void CliHistoryTest::blames() {
    const CliRunner cli;
    makeShared(cli);
    QCOMPARE(cli.out(list({"insert", "a.varve", "4", "good ", "--user", "Ben"})), QByteArray());
    const QByteArray text = cli.out(list({"blame", "a.varve"}));
    QList<QByteArray> authors;
    QList<QByteArray> parts;
    for (const QByteArray& line : text.trimmed().split('\n')) {
        const QList<QByteArray> columns = line.split('\t');
        QCOMPARE(columns.size(), 4);
        authors << columns[0];
        parts << columns[3];
    }
    QCOMPARE(authors, (QList<QByteArray>{"Ana", "Ben", "Ana", "Ana"}));
    QCOMPARE(parts, (QList<QByteArray>{"The ", "good ", "ends.", "Bye"}));
    const QByteArray json = cli.out(list({"blame", "a.varve", "--json"}));
    QCOMPARE(json.count('\n'), 3);
    const auto ben = parsedLine(json, 1);
    QCOMPARE(ben["user"].get<std::string>(), std::string("Ben"));
    QCOMPARE(ben["offset"].get<int>(), 4);
    QCOMPARE(ben["count"].get<int>(), 5);
    QCOMPARE(ben["text"].get<std::string>(), std::string("good "));
    QVERIFY(ben["firstTime"].get<std::int64_t>() <= ben["lastTime"].get<std::int64_t>());
    QCOMPARE(parsedLine(json, 2)["text"].get<std::string>(), std::string("ends.\nBye"));
}

void CliHistoryTest::blamesAPastMoment() {
    const CliRunner cli;
    makeShared(cli);
    QVERIFY(cli.out(list({"blame", "a.varve", "--at", "#10"})).endsWith("\tThe budget\n"));
    QCOMPARE(cli.out(list({"blame", "a.varve", "--at", "#0"})), QByteArray());
    verifyRefusal(cli.run(list({"blame", "a.varve", "--at", "#999"})), 1, "999");
}

void CliHistoryTest::reports() {
    const CliRunner cli;
    makeShared(cli);
    const QByteArray text = cli.out(list({"report", "a.varve"}));
    QVERIFY2(text.startsWith("author\tstanding\t"), text.constData());
    QVERIFY2(text.contains("\nAna\t13\t20\t0\t1\t1\t0%\t"), text.constData());
    QVERIFY2(text.contains("\nBen\t0\t0\t7\t1\t1\t0%\t"), text.constData());
    const nlohmann::json json = cli.json(list({"report", "a.varve", "--json"}));
    QCOMPARE(json["position"].get<int>(), 27);
    QCOMPARE(json["authors"].size(), 2U);
    QCOMPARE(json["authors"][0]["standing"].get<int>(), 13);
    QCOMPARE(json["authors"][1]["deleted"].get<int>(), 7);
    const nlohmann::json before = cli.json(list({"report", "a.varve", "--json", "--at", "#20"}));
    QCOMPARE(before["authors"].size(), 1U);
    QCOMPARE(before["authors"][0]["standing"].get<int>(), 20);
}

void CliHistoryTest::leavesDeletedTablesOut() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("x"));
    const QByteArray added = cli.out(list({"table", "add", "a.varve", "0", "1", "2"}));
    QVERIFY2(!added.startsWith("exit"), added.constData());
    const auto standing = [&] {
        return cli.json(list({"report", "a.varve", "--json"}))["authors"][0]["standing"].get<int>();
    };
    const int empty = standing();
    const QByteArray table = added.trimmed();
    QCOMPARE(cli.out({QStringLiteral("table"), QStringLiteral("fill"), QStringLiteral("a.varve"),
                      QString::fromUtf8(table), QStringLiteral("0"), QStringLiteral("0"), QStringLiteral("words")}),
             QByteArray());
    QCOMPARE(standing(), empty + 5);
    QVERIFY(cli.out(list({"search", "a.varve", "--history", "words"})).contains("\tnow\t"));
    cli.out({QStringLiteral("table"), QStringLiteral("remove"), QStringLiteral("a.varve"), QString::fromUtf8(table)});
    QVERIFY(standing() < empty);
    QVERIFY(!cli.out(list({"blame", "a.varve"})).contains("words"));
    QVERIFY(cli.out(list({"search", "a.varve", "--history", "words"})).contains("\tdeleted with what it was in\t"));
}

QTEST_GUILESS_MAIN(CliHistoryTest)
#include "tst_cli_history.moc"
