// Commands that take over events made elsewhere: log, export, apply, merge.
#include <QTest>
#include <algorithm>

#include "cli/command.h"
#include "cli_runner.h"

using namespace varve::cli;

namespace {

QByteArray sortedLines(const QByteArray& text) {
    QList<QByteArray> lines = text.split('\n');
    std::ranges::sort(lines);
    return lines.join('\n');
}

/// Two copies of a document on which two people worked apart.
void makeCopiesThatDiverged(const CliRunner& cli) {
    cli.make(QStringLiteral("a.varve"), QStringLiteral("base"));
    QVERIFY(QFile::copy(cli / QStringLiteral("a.varve"), cli / QStringLiteral("b.varve")));
    QCOMPARE(cli.out(words("insert a.varve 0 Ana: --user Ana")), QByteArray());
    QCOMPARE(cli.out(words("insert b.varve 4 :Ben --user Ben")), QByteArray());
    QCOMPARE(cli.out(words("delete b.varve 0 1 --user Ben")), QByteArray());
}

}  // namespace

class CliExchangeTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void logAndApplyAreInverse();
    void applyTakesWhatIsNew();
    void applyReadsStandardInput();
    void exportIsTheLog();
    void applyRefuses_data();
    void applyRefuses();
    void applyRefusesAnotherDocument();
    void applyOfARefusedLogMakesNoFile();
    void mergesCopiesThatDiverged();
    void verifiesBranchesThatNobodyJoined();
    void mergeKnowsWhatItHas();
    void mergeRefusesAnotherDocument();
};

void CliExchangeTest::logAndApplyAreInverse() {
    const CliRunner cli;
    QCOMPARE(cli.out(words("sample a.varve")), QByteArray());
    QCOMPARE(cli.out(words("insert a.varve 3 -"), QString::fromUtf8("\"\\\t\n\u2028é🎉").toUtf8()), QByteArray());
    QCOMPARE(cli.out(words("undo a.varve")), QByteArray("Undid 1 step.\n"));
    const QByteArray log = cli.out(words("log a.varve"));
    cli.write(QStringLiteral("events.jsonl"), log);

    QVERIFY(cli.out(words("apply b.varve events.jsonl")).startsWith("Made a document with "));

    const QByteArray again = cli.out(words("log b.varve"));
    QVERIFY(sortedLines(again) == sortedLines(log));
    QCOMPARE(cli.out(words("cat b.varve --format json")), cli.out(words("cat a.varve --format json")));
    QVERIFY(cli.out(words("verify b.varve")).startsWith("Everything holds: "));
    // In any causal order; and a second time nothing is new.
    QVERIFY(cli.out(words("apply b.varve events.jsonl")).startsWith("Took over 0 events; "));
    QVERIFY(cli.out(words("log b.varve")) == again);
}

void CliExchangeTest::applyTakesWhatIsNew() {
    const CliRunner cli;
    makeCopiesThatDiverged(cli);
    cli.write(QStringLiteral("b.jsonl"), cli.out(words("log b.varve")));
    QCOMPARE(cli.out(words("apply a.varve b.jsonl")), QByteArray("Took over 5 events; 1 transaction already known.\n"));
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("Ana:ase:Ben"));
    QCOMPARE(cli.files(), words("a.varve b.jsonl b.varve"));
}

void CliExchangeTest::applyReadsStandardInput() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    const QByteArray log = cli.out(words("log a.varve"));
    QCOMPARE(cli.out(words("apply b.varve -"), log), QByteArray("Made a document with 5 events.\n"));
    QCOMPARE(cli.out(words("cat b.varve")), QByteArray("Hello"));
}

void CliExchangeTest::exportIsTheLog() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    QCOMPARE(cli.out(words("export a.varve --events")), cli.out(words("log a.varve")));
}

void CliExchangeTest::applyRefuses_data() {
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QByteArray>("part");
    QTest::newRow("no JSON") << QByteArray("\"op\":") << QByteArray("\"op\"") << QByteArray("Line 3");
    QTest::newRow("unknown operation") << QByteArray("insert") << QByteArray("teleport") << QByteArray("Line 3");
    QTest::newRow("newer format") << QByteArray("\"version\":1") << QByteArray("\"version\":2") << QByteArray("Line 1");
    QTest::newRow("other format") << QByteArray("varve-events") << QByteArray("other") << QByteArray("Line 1");
    QTest::newRow("other semantics") << QByteArray("\"semantics\":1") << QByteArray("\"semantics\":9")
                                     << QByteArray("Line 1");
    QTest::newRow("unknown parent") << QByteArray("\"parents\":[]")
                                    << QByteArray("\"parents\":[[\"00112233445566778899aabbccddeeff\",7]]")
                                    << QByteArray("neither log");
    QTest::newRow("negative offset") << QByteArray("\"offset\":0") << QByteArray("\"offset\":-1")
                                     << QByteArray("Line 3");
    QTest::newRow("huge offset") << QByteArray("\"offset\":0") << QByteArray("\"offset\":1e400")
                                 << QByteArray("Line 3");
    QTest::newRow("bad UTF-8") << QByteArray("Hello") << QByteArray("Hel\xff\xfe") << QByteArray("Line 3");
    QTest::newRow("bad agent") << QByteArray("{\"agent\":\"") << QByteArray("{\"agent\":\"zz") << QByteArray("Line 2");
}

void CliExchangeTest::applyRefuses() {
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QByteArray, part);
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    QByteArray log = cli.out(words("log a.varve"));
    const int at = static_cast<int>(log.indexOf(from));
    QVERIFY2(at >= 0, log.constData());
    log.replace(at, from.size(), to);
    cli.write(QStringLiteral("events.jsonl"), log);
    verifyRefusal(cli.run(words("apply b.varve events.jsonl")), kExitFailed, part.constData());
    QCOMPARE(cli.files(), words("a.varve events.jsonl"));
}

void CliExchangeTest::applyRefusesAnotherDocument() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    cli.make(QStringLiteral("b.varve"), QStringLiteral("other"));
    const QByteArray before = cli.read(QStringLiteral("a.varve"));
    verifyRefusal(cli.run(words("apply a.varve -"), cli.out(words("log b.varve"))), kExitFailed, "belong to document");
    verifyRefusal(cli.run(words("apply a.varve -")), kExitFailed, "");
    verifyRefusal(cli.run(words("apply a.varve none.jsonl")), kExitFailed, "none.jsonl");
    verifyRefusal(cli.run(words("apply a.varve .")), kExitFailed, "folder");
    QVERIFY(cli.read(QStringLiteral("a.varve")) == before);
}

void CliExchangeTest::applyOfARefusedLogMakesNoFile() {
    const CliRunner cli;
    // The middle of an author's events is missing.
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    QCOMPARE(cli.out(words("insert a.varve 5 !")), QByteArray());
    QList<QByteArray> lines = cli.out(words("log a.varve")).split('\n');
    lines.removeAt(3);
    verifyRefusal(cli.run(words("apply b.varve -"), lines.join('\n')), kExitFailed, "No file was made");
    verifyRefusal(cli.run(words("apply none/b.varve -"), cli.out(words("log a.varve"))), kExitFailed, "no folder");
    QCOMPARE(cli.files(), words("a.varve"));
}

void CliExchangeTest::mergesCopiesThatDiverged() {
    const CliRunner cli;
    makeCopiesThatDiverged(cli);
    const QByteArray other = cli.read(QStringLiteral("b.varve"));
    QCOMPARE(cli.out(words("merge a.varve b.varve")),
             QByteArray("Took over 5 events; 0 transactions already known.\n"));
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("Ana:ase:Ben"));
    QVERIFY(cli.read(QStringLiteral("b.varve")) == other);
    QCOMPARE(cli.out(words("merge b.varve a.varve")),
             QByteArray("Took over 4 events; 0 transactions already known.\n"));
    QCOMPARE(cli.out(words("cat b.varve --format json")), cli.out(words("cat a.varve --format json")));
    QVERIFY(cli.out(words("log a.varve")) == cli.out(words("log b.varve")));
    // Each takes back what is their own, on either copy.
    QCOMPARE(cli.out(words("undo b.varve --user Ana")), QByteArray("Undid 1 step.\n"));
    QCOMPARE(cli.out(words("cat b.varve")), QByteArray("ase:Ben"));
    QVERIFY(cli.out(words("verify b.varve")).startsWith("Everything holds: "));
}

void CliExchangeTest::verifiesBranchesThatNobodyJoined() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    QVERIFY(QFile::copy(cli / QStringLiteral("a.varve"), cli / QStringLiteral("b.varve")));
    QCOMPARE(cli.out(words("insert a.varve 0 A")), QByteArray());
    QCOMPARE(cli.out(words("insert b.varve 5 B")), QByteArray());
    QVERIFY(cli.out(words("merge a.varve b.varve")).startsWith("Took over 1 event"));
    QVERIFY(cli.out(words("verify a.varve")).startsWith("Everything holds"));
}

void CliExchangeTest::mergeKnowsWhatItHas() {
    const CliRunner cli;
    makeCopiesThatDiverged(cli);
    QCOMPARE(cli.out(words("merge a.varve a.varve")),
             QByteArray("Took over 0 events; 0 transactions already known.\n"));
}

void CliExchangeTest::mergeRefusesAnotherDocument() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    cli.make(QStringLiteral("b.varve"), QStringLiteral("other"));
    cli.write(QStringLiteral("c.varve"), "text");
    verifyRefusal(cli.run(words("merge a.varve b.varve")), kExitFailed, "different documents");
    verifyRefusal(cli.run(words("merge a.varve c.varve")), kExitFailed, "c.varve");
    verifyRefusal(cli.run(words("merge a.varve none.varve")), kExitFailed, "none.varve");
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("Hello"));
}

QTEST_GUILESS_MAIN(CliExchangeTest)
#include "tst_cli_exchange.moc"
