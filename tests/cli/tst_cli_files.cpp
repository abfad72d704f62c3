// Files that are no documents, damaged ones, and a system that says no: one sentence, nothing lost, never a crash.
#include <sys/stat.h>
#include <unistd.h>
#include <QTest>

#include "base/random.h"
#include "cli/command.h"
#include "cli_runner.h"

using namespace varve::cli;

namespace {

/// Every command that opens a document, on that file.
QList<QStringList> commandsOn(const QString& file) {
    QList<QStringList> lines;
    for (const char* line : {"cat %", "info %", "history %", "log %", "verify %", "insert % 0 x", "delete % 0 1",
                             "undo %", "redo %", "restore % --at #0", "merge % good.varve", "merge good.varve %"}) {
        QStringList words = QString::fromLatin1(line).split(QLatin1Char(' '));
        words.replaceInStrings(QStringLiteral("%"), file);
        lines.append(words);
    }
    return lines;
}

/// Through a shell, for redirections. "$0" is the tool.
CliResult shell(const CliRunner& cli, const char* script) {
    QProcess process;
    process.setWorkingDirectory(cli / QString());
    process.start(QStringLiteral("/bin/sh"),
                  {QStringLiteral("-c"), QString::fromLatin1(script), QStringLiteral(VARVE_CLI)});
    process.waitForFinished(kRunMsMax);
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

}  // namespace

class CliFilesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void refusesWhatIsNoDocument_data();
    void refusesWhatIsNoDocument();
    void readsButDoesNotChangeAReadOnlyFile();
    void refusesAFileWithoutPermission();
    void fullOutputIsAnError();
    void closedOutputIsAnError();
    void closedPipeEndsQuietly();
    void takesAnyLocale();
    void takesFileNamesThatAreNotUtf8();
    void verifiesAGoodFile();
    void flippedBitsAreNamedOrHarmless();
    void readsAFileThatWasNotClosed();
};

void CliFilesTest::refusesWhatIsNoDocument_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QByteArray>("part");
    for (const auto& [kind, part] :
         {std::pair{"missing", "There is no file"}, std::pair{"folder", "is a folder"}, std::pair{"empty", "is empty"},
          std::pair{"text", "not a Varve document"}, std::pair{"foreign", "another program"},
          std::pair{"future", "newer Varve"}, std::pair{"cut off", "cut off"}, std::pair{"only a header", "cut off"},
          std::pair{"pipe", "device or a pipe"}}) {
        QTest::newRow(kind) << QString::fromLatin1(kind) << QByteArray(part);
    }
}

void CliFilesTest::refusesWhatIsNoDocument() {
    QFETCH(QString, kind);
    QFETCH(QByteArray, part);
    const CliRunner cli;
    cli.make(QStringLiteral("good.varve"), QStringLiteral("Hello"));
    const QByteArray good = cli.read(QStringLiteral("good.varve"));
    const QString bad = QStringLiteral("bad.varve");
    QByteArray bytes = good;
    if (kind == QLatin1String("folder")) QVERIFY(QDir(cli / QString()).mkdir(bad));
    if (kind == QLatin1String("pipe")) QCOMPARE(::mkfifo(qPrintable(cli / bad), 0600), 0);
    if (kind == QLatin1String("empty")) bytes.clear();
    if (kind == QLatin1String("text")) bytes = QByteArray("Hello, this is a text.\n").repeated(100);
    if (kind == QLatin1String("foreign")) bytes.replace(68, 4, QByteArray(4, '\x01'));             // application_id
    if (kind == QLatin1String("future")) bytes.replace(60, 4, QByteArray("\x00\x00\x00\x63", 4));  // user_version
    if (kind == QLatin1String("cut off")) bytes.truncate(bytes.size() - 512);
    if (kind == QLatin1String("only a header")) bytes.truncate(100);
    const bool isFile =
        kind != QLatin1String("folder") && kind != QLatin1String("pipe") && kind != QLatin1String("missing");
    if (isFile) cli.write(bad, bytes);
    for (const QStringList& line : commandsOn(bad)) {
        const CliResult result = cli.run(line);
        verifyRefusal(result, kExitFailed, part.constData());
        QVERIFY2(result.err.contains("bad.varve"), result.err.constData());
        if (QTest::currentTestFailed()) qWarning() << line;
    }
    if (isFile) QVERIFY(cli.read(bad) == bytes);
    QVERIFY(cli.read(QStringLiteral("good.varve")) == good);
    QVERIFY(cli.files().size() <= 2);
}

void CliFilesTest::readsButDoesNotChangeAReadOnlyFile() {
    if (::geteuid() == 0) QSKIP("Root may write to every file.");
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    QCOMPARE(::chmod(qPrintable(cli / QStringLiteral("a.varve")), 0400), 0);
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("Hello"));
    QVERIFY(cli.out(words("verify a.varve")).startsWith("Everything holds"));
    verifyRefusal(cli.run(words("insert a.varve 0 x")), kExitFailed, "permission");
    verifyRefusal(cli.run(words("undo a.varve")), kExitFailed, "permission");
}

void CliFilesTest::refusesAFileWithoutPermission() {
    if (::geteuid() == 0) QSKIP("Root may read every file.");
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    QCOMPARE(::chmod(qPrintable(cli / QStringLiteral("a.varve")), 0), 0);
    verifyRefusal(cli.run(words("cat a.varve")), kExitFailed, "permission");
}

void CliFilesTest::fullOutputIsAnError() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    for (const char* script :
         {"\"$0\" cat a.varve > /dev/full", "\"$0\" log a.varve > /dev/full", "\"$0\" info a.varve > /dev/full",
          "\"$0\" history a.varve > /dev/full", "\"$0\" --help > /dev/full", "\"$0\" verify --help > /dev/full"}) {
        verifyRefusal(shell(cli, script), kExitFailed, "could not be written");
    }
    // What a changing command did is done, and it says so.
    verifyRefusal(shell(cli, "\"$0\" undo a.varve > /dev/full"), kExitFailed, "change is made");
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray());
}

void CliFilesTest::closedOutputIsAnError() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    verifyRefusal(shell(cli, "\"$0\" cat a.varve >&-"), kExitFailed, "could not be written");
    QCOMPARE(shell(cli, "\"$0\" insert a.varve 5 ! <&- >&- 2>&-").exitCode, kExitOk);
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("Hello!"));
    verifyRefusal(shell(cli, "\"$0\" insert a.varve 0 - <&-"), kExitFailed, "Standard input");
    QVERIFY(cli.out(words("verify a.varve")).startsWith("Everything holds"));
}

void CliFilesTest::closedPipeEndsQuietly() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QString());
    QCOMPARE(cli.out(words("insert a.varve 0 -"), QByteArray("line\n").repeated(100'000)), QByteArray());
    const CliResult result = shell(cli, "\"$0\" cat a.varve | head -n 1");
    QCOMPARE(result.out, QByteArray("line\n"));
    QCOMPARE(result.err, QByteArray());
}

void CliFilesTest::takesAnyLocale() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QString::fromUtf8("Grüße"));
    for (const char* script : {"LC_ALL=C \"$0\" cat a.varve", "LC_ALL=POSIX \"$0\" cat a.varve",
                               "LC_ALL=xx_YY.ISO-8859-1 \"$0\" cat a.varve", "LC_ALL= LANG= \"$0\" cat a.varve"}) {
        const CliResult result = shell(cli, script);
        QCOMPARE(result.out, QByteArray("Grüße"));
        QCOMPARE(result.err, QByteArray());
    }
}

void CliFilesTest::takesFileNamesThatAreNotUtf8() {
    const CliRunner cli;
    const CliResult made = shell(cli,
                                 "n=$(printf 'a\\377.varve'); \"$0\" new \"$n\" && \"$0\" insert \"$n\" 0 Hello && "
                                 "\"$0\" cat \"$n\"");
    QCOMPARE(made.out, QByteArray("Hello"));
    verifyRefusal(shell(cli, "n=$(printf 'b\\377.varve'); \"$0\" cat \"$n\""), kExitFailed, "There is no file");
    verifyRefusal(shell(cli, "n=$(printf 'a\\377.varve'); \"$0\" insert \"$n\" 0 x --user \"$n\""), kExitUsage,
                  "--user");
    verifyRefusal(shell(cli, "n=$(printf 'a\\377.varve'); \"$0\" insert \"$n\" 0 \"$n\""), kExitFailed, "UTF-8");
    // Qt could not remove it.
    shell(cli, "rm *.varve");
}

void CliFilesTest::verifiesAGoodFile() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    const QByteArray before = cli.read(QStringLiteral("a.varve"));
    const QByteArray report = cli.out(words("verify a.varve"));
    QVERIFY2(report.startsWith("Everything holds: 5 events in 1 transaction"), report.constData());
    QVERIFY(cli.read(QStringLiteral("a.varve")) == before);
}

void CliFilesTest::flippedBitsAreNamedOrHarmless() {
    const CliRunner cli;
    QCOMPARE(cli.out(words("sample good.varve")), QByteArray());
    const QByteArray good = cli.read(QStringLiteral("good.varve"));
    const QByteArray log = cli.out(words("log good.varve"));
    const auto seed = static_cast<std::uint64_t>(qEnvironmentVariableIntValue("SEED"));
    const int rounds = qEnvironmentVariableIsSet("OPERATIONS") ? qEnvironmentVariableIntValue("OPERATIONS") : 40;
    qInfo("SEED=%llu", static_cast<unsigned long long>(seed));
    varve::Random random(seed);
    int namedCount = 0;
    for (int round = 0; round < rounds; ++round) {
        QByteArray bytes = good;
        const auto at = static_cast<qsizetype>(random.below(static_cast<std::uint32_t>(bytes.size())));
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.below(8)));
        cli.write(QStringLiteral("bad.varve"), bytes);
        const CliResult result = cli.run(words("verify bad.varve"));
        if (result.exitCode == kExitOk) {
            // In a page that nothing uses; then nothing may differ.
            QVERIFY2(cli.out(words("log bad.varve")) == log, qPrintable(QStringLiteral("byte %1").arg(at)));
            continue;
        }
        verifyRefusal(result, kExitFailed, "bad.varve");
        QVERIFY2(!QTest::currentTestFailed(), qPrintable(QStringLiteral("byte %1").arg(at)));
        ++namedCount;
    }
    QVERIFY(cli.read(QStringLiteral("bad.varve")).size() == good.size());
    QVERIFY2(namedCount > rounds / 3, qPrintable(QString::number(namedCount)));
}

void CliFilesTest::readsAFileThatWasNotClosed() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    Opener opener(cli / QStringLiteral("a.varve"), "session");
    QVERIFY(opener.isReady());
    QCOMPARE(cli.out(words("insert a.varve 5 !")), QByteArray());
    opener.kill();
    // Its log is still beside it.
    QVERIFY(cli.files().contains(QStringLiteral("a.varve-wal")));
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("Hello!"));
    QVERIFY(cli.out(words("verify a.varve")).startsWith("Everything holds: 6 events"));
    QVERIFY(cli.files().contains(QStringLiteral("a.varve-wal")));
    QCOMPARE(cli.out(words("undo a.varve --steps 2")), QByteArray("Undid 2 steps.\n"));
    QCOMPARE(cli.files(), words("a.varve"));
}

QTEST_GUILESS_MAIN(CliFilesTest)
#include "tst_cli_files.moc"
