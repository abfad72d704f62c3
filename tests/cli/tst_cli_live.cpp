// Documents that another process has open: reading commands are answered by it, changing ones join it.
#include <QTest>

#include "cli/command.h"
#include "cli_runner.h"

using namespace varve::cli;

class CliLiveTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void readsThroughTheProcess();
    void draftsAreReachedThroughTheProcess();
    void changesJoinLive();
    void severalChangesAtOnce();
    void appliesAndMergesLive();
    void refusedEventsDoNotReachTheProcess();
    void verifyNamesTheProcess();
    void namesAProcessThatCannotBeReached();
    void readsAfterTheProcessDied();
};

void CliLiveTest::readsThroughTheProcess() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    const QByteArray log = cli.out(words("log a.varve"));
    const QByteArray json = cli.out(words("cat a.varve --format json"));
    const QByteArray history = cli.out(words("history a.varve --grain event"));
    const Opener opener(cli / QStringLiteral("a.varve"), "session");
    QVERIFY(opener.isReady());

    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("Hello"));
    QCOMPARE(cli.out(words("cat a.varve --at #2")), QByteArray("He"));
    QCOMPARE(cli.out(words("cat a.varve --format json")), json);
    QCOMPARE(cli.out(words("log a.varve")), log);
    QCOMPARE(cli.out(words("history a.varve --grain event")), history);
    const auto info = cli.json(words("info a.varve --json"));
    QCOMPARE(info["events"].get<int>(), 5);
    QCOMPARE(QByteArray::number(info["open"]["process"].get<qint64>()), opener.processId());
    QVERIFY(info["chunks"].is_null() && info["keyframes"].is_null());
    QCOMPARE(info["semantics"].get<int>(), 1);
    // The same file by another way.
    QVERIFY(QFile::link(cli / QStringLiteral("a.varve"), cli / QStringLiteral("link.varve")));
    QCOMPARE(cli.out(words("cat link.varve")), QByteArray("Hello"));
    verifyRefusal(cli.run(words("cat a.varve --at #9")), kExitFailed, "no #9");
}

void CliLiveTest::changesJoinLive() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    Opener opener(cli / QStringLiteral("a.varve"), "session");
    QVERIFY(opener.isReady());

    QCOMPARE(cli.out(words("insert a.varve 5 -world")), QByteArray());
    QCOMPARE(cli.out(words("delete a.varve 0 1")), QByteArray());
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("ello-world"));
    QCOMPARE(cli.out(words("undo a.varve --steps 2")), QByteArray("Undid 2 steps.\n"));
    QCOMPARE(cli.out(words("redo a.varve")), QByteArray("Redid 1 step.\n"));
    QCOMPARE(cli.out(words("restore a.varve --at #2")), QByteArray());
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("He"));
    verifyRefusal(cli.run(words("insert a.varve 99 x")), kExitFailed, "2 characters");

    QVERIFY(opener.close());
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("He"));
    QVERIFY(cli.out(words("verify a.varve")).startsWith("Everything holds"));
    QCOMPARE(cli.files(), words("a.varve"));
}

void CliLiveTest::severalChangesAtOnce() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QString());
    Opener opener(cli / QStringLiteral("a.varve"), "session");
    QVERIFY(opener.isReady());
    QList<QSharedPointer<QProcess>> processes;
    for (int i = 0; i < 5; ++i) {
        processes.append(QSharedPointer<QProcess>::create());
        processes.last()->start(QStringLiteral(VARVE_CLI), {QStringLiteral("insert"), cli / QStringLiteral("a.varve"),
                                                            QStringLiteral("0"), QString::number(i)});
    }
    for (const auto& process : processes) {
        QVERIFY(process->waitForFinished(kRunMsMax));
        QVERIFY2(process->exitCode() == 0, process->readAllStandardError().constData());
    }
    QByteArray text = cli.out(words("cat a.varve"));
    std::sort(text.begin(), text.end());
    QCOMPARE(text, QByteArray("01234"));
    // Acknowledged is durable, whatever happens to the process.
    opener.kill();
    text = cli.out(words("cat a.varve"));
    QCOMPARE(text.size(), qsizetype{5});
}

void CliLiveTest::appliesAndMergesLive() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("base"));
    QVERIFY(QFile::copy(cli / QStringLiteral("a.varve"), cli / QStringLiteral("b.varve")));
    QVERIFY(QFile::copy(cli / QStringLiteral("a.varve"), cli / QStringLiteral("c.varve")));
    QCOMPARE(cli.out(words("insert b.varve 4 +b")), QByteArray());
    QCOMPARE(cli.out(words("insert c.varve 0 c+")), QByteArray());
    Opener opener(cli / QStringLiteral("a.varve"), "session");
    QVERIFY(opener.isReady());
    QCOMPARE(cli.out(words("merge a.varve b.varve")),
             QByteArray("Took over 2 events; 0 transactions already known.\n"));
    QCOMPARE(cli.out(words("apply a.varve -"), cli.out(words("log c.varve"))),
             QByteArray("Took over 2 events; 1 transaction already known.\n"));
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("c+base+b"));
    // And out of the open one into a file.
    QCOMPARE(cli.out(words("merge c.varve a.varve")),
             QByteArray("Took over 2 events; 0 transactions already known.\n"));
    QVERIFY(opener.close());
    QVERIFY(cli.out(words("log c.varve")) == cli.out(words("log a.varve")));
}

void CliLiveTest::refusedEventsDoNotReachTheProcess() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("base"));
    QVERIFY(QFile::copy(cli / QStringLiteral("a.varve"), cli / QStringLiteral("b.varve")));
    QCOMPARE(cli.out(words("insert b.varve 4 +b")), QByteArray());
    // The first is good; the second builds on something that nobody has.
    const QByteArray log = cli.out(words("log b.varve")) +
                           "{\"id\":[\"00112233445566778899aabbccddeeff\",0],\"parents\":[["
                           "\"ff112233445566778899aabbccddeeff\",4]],\"op\":{\"type\":\"insert\","
                           "\"offset\":0,\"text\":\"x\"}}\n";
    const Opener opener(cli / QStringLiteral("a.varve"), "session");
    QVERIFY(opener.isReady());
    verifyRefusal(cli.run(words("apply a.varve -"), log), kExitFailed, "Nothing was changed");
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("base"));
}

void CliLiveTest::verifyNamesTheProcess() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    const Opener opener(cli / QStringLiteral("a.varve"), "session");
    QVERIFY(opener.isReady());
    verifyRefusal(cli.run(words("verify a.varve")), kExitFailed, opener.processId().constData());
}

void CliLiveTest::namesAProcessThatCannotBeReached() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    Opener opener(cli / QStringLiteral("a.varve"), "store");
    QVERIFY(opener.isReady());
    for (const char* line : {"cat a.varve", "log a.varve", "insert a.varve 0 x", "undo a.varve", "verify a.varve"}) {
        verifyRefusal(cli.run(words(line)), kExitFailed, opener.processId().constData());
    }
    verifyRefusal(cli.run(words("import-trace - a.varve"), "{}"), kExitFailed, "left as it is");
    QVERIFY(opener.close());
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("Hello"));
}

void CliLiveTest::readsAfterTheProcessDied() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    Opener opener(cli / QStringLiteral("a.varve"), "session");
    QVERIFY(opener.isReady());
    opener.kill();
    // Its announcement is still there, but nobody answers and nothing is locked.
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("Hello"));
    QCOMPARE(cli.out(words("insert a.varve 5 !")), QByteArray());
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("Hello!"));
}

void CliLiveTest::draftsAreReachedThroughTheProcess() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("text"));
    Opener opener(cli / QStringLiteral("a.varve"), "session");
    QVERIFY(opener.isReady());
    QVERIFY(!cli.out(words("draft add a.varve D")).isEmpty());
    QCOMPARE(cli.out(words("insert a.varve 4 ! --draft D")), QByteArray());
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("text"));
    QCOMPARE(cli.out(words("cat a.varve --draft D")), QByteArray("text!"));
    QCOMPARE(cli.run(words("draft merge a.varve D")).exitCode, kExitOk);
    QCOMPARE(cli.out(words("insert a.varve 5 ? --draft D")), QByteArray());
    QVERIFY(opener.close());
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("text!"));
    QCOMPARE(cli.out(words("cat a.varve --draft D")), QByteArray("text!?"));
    QCOMPARE(cli.run(words("verify a.varve")).exitCode, kExitOk);
}

QTEST_GUILESS_MAIN(CliLiveTest)
#include "tst_cli_live.moc"
