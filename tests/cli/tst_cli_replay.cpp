// Playing the writing of a document: in the terminal, and as a page for browsers.
#include <QTest>

#include "cli/command.h"
#include "cli_runner.h"

using namespace varve::cli;

class CliReplayTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void printsEveryStep() {
        const CliRunner cli;
        cli.make(QStringLiteral("a.varve"), QStringLiteral("one"));
        QCOMPARE(cli.out({QStringLiteral("insert"), QStringLiteral("a.varve"), QStringLiteral("3"),
                          QStringLiteral("\ntwo \x1b[31m"), QStringLiteral("--user"), QStringLiteral("Ana")}),
                 QByteArray());
        QCOMPARE(cli.out(words("delete a.varve 0 1 --user Bo")), QByteArray());
        const QList<QByteArray> lines = cli.out(words("replay a.varve")).split('\n');
        QCOMPARE(lines.size(), 7);
        QVERIFY(lines[0].startsWith("#3  ") && lines[0].endsWith("  +3 -0"));
        QCOMPARE(lines[1], QByteArray("one"));
        // A terminal obeys control characters; none gets there from a document.
        QVERIFY(lines[2].contains("  Ana  +10 -0"));
        QCOMPARE(lines[3], QByteArray("two  [31m"));
        QVERIFY(lines[4].contains("  Bo  +0 -1"));
        QCOMPARE(lines[5], QByteArray("ne"));
        QCOMPARE(cli.out(words("replay a.varve --speed 10000")), lines.join('\n'));
    }

    void refusesWhatIsNoSpeed() {
        const CliRunner cli;
        cli.make(QStringLiteral("a.varve"), QStringLiteral("one"));
        for (const char* speed : {"0", "-1", "fast", "8x", "1e9", "nan"})
            verifyRefusal(cli.run(words("replay a.varve --speed") << QString::fromLatin1(speed)), kExitUsage, "speed");
    }

    void writesAPageForBrowsers() {
        const CliRunner cli;
        QCOMPARE(cli.out(words("sample a.varve")), QByteArray());
        const QByteArray page = cli.out(words("export a.varve --timelapse"));
        QVERIFY(page.startsWith("<!doctype html>"));
        QVERIFY(page.trimmed().endsWith("</html>"));
        // Nothing is fetched from anywhere.
        QVERIFY(page.contains("default-src 'none'"));
        QVERIFY(!page.contains(" src=\"") && !page.contains("@import") && !page.contains("fetch("));
        verifyRefusal(cli.run(words("export a.varve --timelapse --events")), kExitUsage, "--timelapse");
    }
};

QTEST_GUILESS_MAIN(CliReplayTest)
#include "tst_cli_replay.moc"
