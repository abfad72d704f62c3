// import-trace: small traces made here, malformed ones, and the recorded ones where they are at hand.
#include <QDir>
#include <QTest>

#include "cli/command.h"
#include "cli_runner.h"
#include "event/gunzip.h"

using namespace varve::cli;

namespace {

constexpr const char* kSequential = R"({"startContent":"","endContent":"Hello, world!","txns":[)"
                                    R"({"time":"2021-04-19T06:06:41.000Z","patches":[[0,0,"Hello wrld"]]},)"
                                    R"({"time":"2021-04-19T06:06:42.000Z","patches":[[7,0,"o"]]},)"
                                    R"({"time":"2021-04-19T06:06:43.000Z","patches":[[11,0,"!"],[5,0,","]]}]})";

constexpr const char* kConcurrent = R"({"kind":"concurrent","endContent":"Hi there, you","numAgents":2,"txns":[)"
                                    R"({"parents":[],"agent":0,"patches":[[0,0,"Hi"]]},)"
                                    R"({"parents":[0],"agent":0,"patches":[[2,0," there"]]},)"
                                    R"({"parents":[0],"agent":1,"patches":[[0,1,"h"],[0,1,"H"]]},)"
                                    R"({"parents":[1,2],"agent":1,"patches":[[8,0,", you"]]}]})";

QString traceFolder() {
    const QString given = qEnvironmentVariable("VARVE_TRACES");
    return given.isEmpty() ? QStringLiteral(VARVE_SOURCE_DIR "/../shared/traces") : given;
}

/// The text that a trace says it ends with.
QByteArray endContent(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return "cannot be read";
    const QByteArray zipped = file.readAll();
    const auto json = varve::event::gunzip({zipped.constData(), static_cast<std::size_t>(zipped.size())}, 1U << 30);
    if (!json) return "cannot be unzipped";
    return QByteArray::fromStdString(nlohmann::json::parse(*json)["endContent"].get<std::string>());
}

}  // namespace

class CliTracesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void importsASequentialTrace();
    void importsAConcurrentTrace();
    void importsFromStandardInput();
    void neverReplaces();
    void refusesMalformedTraces_data();
    void refusesMalformedTraces();
    void refusesADamagedArchive();
    void killedImportLeavesNoHalfDocument();
    void importsRecordedTraces_data();
    void importsRecordedTraces();
};

void CliTracesTest::importsASequentialTrace() {
    const CliRunner cli;
    cli.write(QStringLiteral("t.json"), kSequential);
    QCOMPARE(cli.out(words("import-trace t.json a.varve")), QByteArray("Imported 3 transactions with 13 events.\n"));
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("Hello, world!"));
    QCOMPARE(cli.out(words("cat a.varve --at #10")), QByteArray("Hello wrld"));
    const auto info = cli.json(words("info a.varve --json"));
    QCOMPARE(info["transactions"].get<int>(), 3);
    QCOMPARE(info["agents"].get<int>(), 1);
    QCOMPARE(info["keyframes"].get<int>(), 1);
    QVERIFY(cli.out(words("verify a.varve")).startsWith("Everything holds: "));
    QCOMPARE(cli.files(), words("a.varve t.json"));
}

void CliTracesTest::importsAConcurrentTrace() {
    const CliRunner cli;
    cli.write(QStringLiteral("t.json"), kConcurrent);
    QCOMPARE(cli.out(words("import-trace t.json a.varve")), QByteArray("Imported 4 transactions with 17 events.\n"));
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("Hi there, you"));
    QCOMPARE(cli.json(words("info a.varve --json"))["agents"].get<int>(), 2);
    QVERIFY(cli.out(words("verify a.varve")).startsWith("Everything holds: "));
}

void CliTracesTest::importsFromStandardInput() {
    const CliRunner cli;
    QCOMPARE(cli.out(words("import-trace - a.varve"), kSequential),
             QByteArray("Imported 3 transactions with 13 events.\n"));
    QCOMPARE(cli.out(words("import-trace - empty.varve"), R"({"endContent":"","txns":[]})"),
             QByteArray("Imported 0 transactions with 0 events.\n"));
    QVERIFY(cli.out(words("verify empty.varve")).startsWith("Everything holds: 0 events"));
}

void CliTracesTest::neverReplaces() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("mine"));
    verifyRefusal(cli.run(words("import-trace - a.varve"), kSequential), kExitFailed, "left as it is");
    verifyRefusal(cli.run(words("import-trace - none/a.varve"), kSequential), kExitFailed, "no folder");
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("mine"));
    QCOMPARE(cli.files(), words("a.varve"));
}

void CliTracesTest::refusesMalformedTraces_data() {
    QTest::addColumn<QByteArray>("trace");
    QTest::addColumn<QByteArray>("part");
    const auto row = [](const char* name, const QByteArray& trace, const char* part) {
        QTest::newRow(name) << trace << QByteArray(part);
    };
    QByteArray trace(kSequential);
    row("nothing", "", "not valid JSON");
    row("no JSON", "Hello", "not valid JSON");
    row("cut off", trace.left(trace.size() / 2), "not valid JSON");
    row("a list", "[]", "list");
    row("no transactions", R"({"endContent":""})", "no list of transactions");
    row("offset outside", QByteArray(trace).replace("[7,0", "[70,0"), "beyond the end");
    row("too much deleted", QByteArray(trace).replace("[7,0", "[7,9"), "beyond the end");
    row("negative offset", QByteArray(trace).replace("[7,0", "[-7,0"), "wrong position");
    row("huge offset", QByteArray(trace).replace("[7,0", "[99999999999999999999,0"), "");
    row("wrong end", QByteArray(trace).replace("Hello, world!", "Hello, moon!"), "end text");
    row("bad UTF-8", QByteArray(trace).replace("wrld", "wr\xff"), "");
    row("later parent", QByteArray(kConcurrent).replace("\"parents\":[0],\"agent\":0", "\"parents\":[3],\"agent\":0"),
        "parent");
    row("binary", QByteArray("\x00\x01\x02\xff", 4), "");
}

void CliTracesTest::refusesMalformedTraces() {
    QFETCH(QByteArray, trace);
    QFETCH(QByteArray, part);
    const CliRunner cli;
    const CliResult result = cli.run(words("import-trace - a.varve"), trace);
    verifyRefusal(result, kExitFailed, part.constData());
    QVERIFY2(result.err.contains("No file was made"), result.err.constData());
    QVERIFY(cli.files().isEmpty());
}

void CliTracesTest::refusesADamagedArchive() {
    const CliRunner cli;
    // qCompress writes a zlib stream behind four bytes of length; gzip has another frame around the same.
    verifyRefusal(cli.run(words("import-trace - a.varve"), QByteArray("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10)), kExitFailed,
                  "damaged or cut off");
    verifyRefusal(cli.run(words("import-trace none.json.gz a.varve")), kExitFailed, "none.json.gz");
    verifyRefusal(cli.run(words("import-trace . a.varve")), kExitFailed, "folder");
    QVERIFY(cli.files().isEmpty());
}

void CliTracesTest::killedImportLeavesNoHalfDocument() {
    const CliRunner cli;
    QByteArray trace = R"({"txns":[)";
    for (int i = 0; i < 20'000; ++i)
        trace += i == 0 ? R"({"patches":[[0,0,"x"]]})" : R"(,{"patches":[[0,0,"x"]]})";
    cli.write(QStringLiteral("t.json"), trace + "]}");
    for (int round = 0; round < 5; ++round) {
        QProcess process;
        process.start(QStringLiteral(VARVE_CLI), {QStringLiteral("import-trace"), cli / QStringLiteral("t.json"),
                                                  cli / QStringLiteral("a.varve")});
        // Later every round, and in the last one not at all.
        process.waitForFinished(round < 4 ? 10 << (2 * round) : kRunMsMax);
        process.kill();
        process.waitForFinished(kRunMsMax);
        if (!QFile::exists(cli / QStringLiteral("a.varve"))) continue;
        QVERIFY(cli.out(words("verify a.varve")).startsWith("Everything holds: 20000 events"));
        QVERIFY(QFile::remove(cli / QStringLiteral("a.varve")));
    }
}

void CliTracesTest::importsRecordedTraces_data() {
    QTest::addColumn<QString>("name");
    const bool all = qEnvironmentVariable("TRACES") == QLatin1String("all");
    for (const QString& name : QDir(traceFolder()).entryList({QStringLiteral("*.json.gz")}, QDir::Files)) {
        // The others take seconds each: in the long run.
        if (all || name.startsWith(QLatin1String("friendsforever"))) QTest::newRow(qPrintable(name)) << name;
    }
    if (!QDir(traceFolder()).exists()) QTest::newRow("none") << QString();
}

void CliTracesTest::importsRecordedTraces() {
    QFETCH(QString, name);
    if (name.isEmpty()) QSKIP("The recorded traces are not beside the source folder; VARVE_TRACES names another one.");
    const QString path = traceFolder() + QLatin1Char('/') + name;
    const CliRunner cli;
    QVERIFY(cli.out({QStringLiteral("import-trace"), path, QStringLiteral("a.varve")}).startsWith("Imported "));
    const QByteArray text = cli.out(words("cat a.varve"));
    QVERIFY(text == endContent(path));
    QVERIFY(cli.out(words("verify a.varve")).startsWith("Everything holds: "));
    QVERIFY(cli.out(words("apply b.varve -"), cli.out(words("log a.varve"))).startsWith("Made a document with "));
    QVERIFY(cli.out(words("cat b.varve")) == text);
    QVERIFY(cli.out(words("cat a.varve --at #1000")) == cli.out(words("cat b.varve --at #1000")));
}

QTEST_GUILESS_MAIN(CliTracesTest)
#include "tst_cli_traces.moc"
