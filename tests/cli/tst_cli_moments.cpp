// moments, moment add, rename, note and remove, and names wherever a command takes a moment.
#include <QTest>

#include "cli/command.h"
#include "cli_runner.h"

using namespace varve::cli;

class CliMomentsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aMoment();
    void anEarlierMoment();
    void namesAreNoSteps();
    void restoresASection();
    void restoresARange();
    void copiesAMoment();
    void refusesInASentence_data();
    void refusesInASentence();
};

namespace {

QString textIn(const nlohmann::json& moment, const char* key) {
    return moment.is_object() ? QString::fromStdString(moment.value(key, std::string())) : QString();
}

}  // namespace

void CliMomentsTest::aMoment() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("One"));
    const QString id =
        QString::fromLatin1(cli.out(words("moment add a.varve") << QStringLiteral(" First  draft ") << words("--note")
                                                                << QStringLiteral("for Bo") << words("--user Ana"))
                                .trimmed());
    QCOMPARE(cli.out(words("insert a.varve 3 -"), " two"), QByteArray());
    const nlohmann::json moment = cli.json(words("moments a.varve --json"));
    QCOMPARE(textIn(moment, "id"), id);
    QCOMPARE(textIn(moment, "name"), QStringLiteral("First draft"));
    QCOMPARE(textIn(moment, "note"), QStringLiteral("for Bo"));
    QCOMPARE(textIn(moment, "user"), QStringLiteral("Ana"));
    QCOMPARE(moment.value("position", 0), 3);
    QVERIFY(moment.dump().find("\",2]]") != std::string::npos);
    QVERIFY(cli.out(words("moments a.varve")).endsWith("\tAna\tFirst draft\tfor Bo\n"));
    QCOMPARE(cli.out(words("cat a.varve --at") << QStringLiteral("First draft")), QByteArray("One"));
    QCOMPARE(cli.out(words("cat a.varve --at") << QStringLiteral("\"First draft\"")), QByteArray("One"));

    QCOMPARE(cli.out(words("moment rename a.varve") << QStringLiteral("First draft") << QStringLiteral("now")),
             QByteArray());
    QCOMPARE(cli.out(words("cat a.varve --at now")), QByteArray("One two"));
    QCOMPARE(cli.out(words("cat a.varve --at \"now\"")), QByteArray("One"));
    QCOMPARE(cli.out(words("moment note a.varve") << id << QStringLiteral("-"), "one\ntwo\n"), QByteArray());
    QCOMPARE(textIn(cli.json(words("moments a.varve --json")), "note"), QStringLiteral("one\ntwo"));
    QCOMPARE(cli.out(words("moments a.varve")).count('\n'), 1);
    QCOMPARE(cli.out(words("restore a.varve --at \"now\"")), QByteArray());
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("One"));
    QCOMPARE(cli.out(words("moment remove a.varve") << id), QByteArray());
    QCOMPARE(cli.out(words("moments a.varve")), QByteArray());
    QCOMPARE(cli.run(words("verify a.varve")).exitCode, kExitOk);
}

void CliMomentsTest::anEarlierMoment() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("One two"));
    cli.out(words("moment add a.varve start --at #0"));
    cli.out(words("moment add a.varve word --at #3"));
    cli.out(words("moment add a.varve word --at #3"));
    QCOMPARE(cli.out(words("cat a.varve --at start")), QByteArray());
    verifyRefusal(cli.run(words("cat a.varve --at word")), kExitFailed, "Several moments are called 'word'");
    verifyRefusal(cli.run(words("moment remove a.varve word")), kExitFailed, "prints their ids");
}

void CliMomentsTest::namesAreNoSteps() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("One"));
    cli.out(words("moment add a.varve Draft"));
    QCOMPARE(cli.out(words("undo a.varve")), QByteArray("Undid 1 step.\n"));
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray());
    QCOMPARE(textIn(cli.json(words("moments a.varve --json")), "name"), QStringLiteral("Draft"));
    QCOMPARE(cli.out(words("cat a.varve --at Draft")), QByteArray("One"));
}

void CliMomentsTest::restoresASection() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("A\none\nB\ntwo"));
    cli.out(words("set a.varve first-block type heading"));
    cli.out(words("moment add a.varve Draft"));
    QCOMPARE(cli.out(words("insert a.varve 5 -"), " more"), QByteArray());
    QCOMPARE(cli.out(words("insert a.varve 16 -"), "!"), QByteArray());
    QCOMPARE(cli.out(words("restore a.varve --at Draft --section A")), QByteArray());
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("A\none\nB\ntwo"));
    QCOMPARE(cli.out(words("undo a.varve")), QByteArray("Undid 1 step.\n"));
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("A\none more\nB\ntwo!"));
    verifyRefusal(cli.run(words("restore a.varve --at Draft --section C")), kExitFailed, "No heading of that moment");
    verifyRefusal(cli.run(words("restore a.varve --at #0 --section A")), kExitFailed, "No heading of that moment");
}

void CliMomentsTest::restoresARange() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("red green blue"));
    cli.out(words("moment add a.varve Draft"));
    QCOMPARE(cli.out(words("delete a.varve 4 6")), QByteArray());
    QCOMPARE(cli.out(words("insert a.varve 8 -"), "!"), QByteArray());
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("red blue!"));
    QCOMPARE(cli.out(words("restore a.varve --at Draft --range 4-10")), QByteArray());
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("red green blue!"));
    verifyRefusal(cli.run(words("restore a.varve --at Draft --range 4-10")), kExitFailed, "already is as it was");
    verifyRefusal(cli.run(words("restore a.varve --at Draft --range 4-99")), kExitFailed, "no text in this part");
    verifyRefusal(cli.run(words("restore a.varve --at Draft --range 10-4")), kExitUsage, "must lie behind");
    verifyRefusal(cli.run(words("restore a.varve --at Draft --range ten")), kExitUsage, "two offsets");
    verifyRefusal(cli.run(words("restore a.varve --at Draft --range 1-2 --section A")), kExitUsage, "not both");
}

void CliMomentsTest::copiesAMoment() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("One two"));
    QCOMPARE(cli.out(words("delete a.varve 0 4")), QByteArray());
    cli.out(words("moment add a.varve Draft"));
    QCOMPARE(cli.out(words("insert a.varve 3 -"), " three"), QByteArray());
    QCOMPARE(cli.out(words("copy a.varve b.varve --at Draft")), QByteArray());
    QCOMPARE(cli.out(words("cat b.varve")), QByteArray("two"));
    QCOMPARE(cli.out(words("cat b.varve --at #7")), QByteArray("One two"));  // with its history
    QCOMPARE(cli.run(words("verify b.varve")).exitCode, kExitOk);
    QVERIFY(cli.json(words("info a.varve --json"))["document"] != cli.json(words("info b.varve --json"))["document"]);
    // A moment within a transaction
    QCOMPARE(cli.out(words("copy a.varve c.varve --at #3")), QByteArray());
    QCOMPARE(cli.out(words("cat c.varve")), QByteArray("One"));
    QCOMPARE(cli.out(words("copy a.varve d.varve --at #0")), QByteArray());
    QCOMPARE(cli.out(words("cat d.varve")), QByteArray());
    QCOMPARE(cli.out(words("copy a.varve e.varve")), QByteArray());
    QCOMPARE(cli.out(words("cat e.varve")), QByteArray("two three"));
    verifyRefusal(cli.run(words("copy a.varve b.varve")), kExitFailed, "b.varve");
}

void CliMomentsTest::refusesInASentence_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("part");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("no name") << (words("moment add a.varve") << QStringLiteral(" ")) << QByteArray("NAME must be")
                             << kExitUsage;
    QTest::newRow("long name") << (words("moment add a.varve") << QString(201, u'x')) << QByteArray("NAME must be")
                               << kExitUsage;
    QTest::newRow("long note") << (words("moment add a.varve Draft --note") << QString(16'385, u'x'))
                               << QByteArray("The note is longer") << kExitUsage;
    QTest::newRow("no such moment") << words("moment remove a.varve Nobody")
                                    << QByteArray("There is no moment “Nobody”") << kExitFailed;
    QTest::newRow("no such place") << words("moment add a.varve Draft --at #99") << QByteArray("there is no #99")
                                   << kExitFailed;
    QTest::newRow("no name of a moment") << words("cat a.varve --at Nobody") << QByteArray("'Nobody' names no moment")
                                         << kExitUsage;
    QTest::newRow("no moment of that name")
        << words("cat a.varve --at \"Nobody\"") << QByteArray("The document has no moment 'Nobody'") << kExitFailed;
    QTest::newRow("not of the form") << words("set a.varve document moment:00000001000000000000000000000000/1:name 7")
                                     << QByteArray("must be a text") << kExitUsage;
}

void CliMomentsTest::refusesInASentence() {
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, part);
    QFETCH(const int, exitCode);
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    verifyRefusal(cli.run(arguments), exitCode, part.constData());
}

QTEST_GUILESS_MAIN(CliMomentsTest)
#include "tst_cli_moments.moc"
