// comment add, reply, resolve and list.
#include <QTest>

#include "cli/command.h"
#include "cli_runner.h"

using namespace varve::cli;

class CliCommentsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aThread();
    void inACell();
    void inACaption();
    void refusesInASentence_data();
    void refusesInASentence();
};

void CliCommentsTest::aThread() {
    const CliRunner cli;
    const QString file = QStringLiteral("a.varve");
    cli.make(file, QStringLiteral("Hello there"));
    const QString id = QString::fromLatin1(cli.out(words("comment add a.varve 6 11 Where? --user ben")).trimmed());
    QCOMPARE(cli.out({QStringLiteral("comment"), QStringLiteral("reply"), file, id, QStringLiteral("Over\nthere"),
                      QStringLiteral("--user"), QStringLiteral("ana")}),
             QByteArray());
    QCOMPARE(cli.out({QStringLiteral("comment"), QStringLiteral("resolve"), file, id}), QByteArray());
    QCOMPARE(cli.out(words("comment list a.varve")),
             id.toUtf8() + "  (resolved)\n  6 to 11: “there”\n  ben: Where?\n  ana: Over\n    there\n");
    const auto json = cli.json(words("comment list a.varve --json"));
    QCOMPARE(json["id"].get<std::string>(), id.toStdString());
    QCOMPARE(json["state"].get<std::string>(), std::string("attached"));
    QVERIFY(json["resolved"].get<bool>());
    QCOMPARE(json["ranges"].dump(), std::string("[[6,11]]"));
    QCOMPARE(json["remarks"].size(), std::size_t{2});
    QCOMPARE(json["remarks"][1]["text"].get<std::string>(), std::string("Over\nthere"));
    QCOMPARE(json["remarks"][1]["author"].get<std::string>(), std::string("ana"));
    QVERIFY(json["remarks"][0]["timeMs"].get<qint64>() > 0);
    // Its text goes and comes back
    QCOMPARE(cli.out(words("delete a.varve 5 6 --user ana")), QByteArray());
    QVERIFY(cli.out(words("comment list a.varve")).contains("(its text is gone)"));
    QCOMPARE(cli.out(words("undo a.varve --user ana")), QByteArray("Undid 1 step.\n"));
    QVERIFY(cli.out(words("comment list a.varve")).contains("6 to 11: “there”"));
    QCOMPARE(cli.out({QStringLiteral("comment"), QStringLiteral("resolve"), file, id, QStringLiteral("--reopen")}),
             QByteArray());
    QVERIFY(!cli.out(words("comment list a.varve")).contains("resolved"));
}

void CliCommentsTest::inACell() {
    const CliRunner cli;
    const QString file = QStringLiteral("a.varve");
    cli.make(file, QStringLiteral("Hello there"));
    const QString table = QString::fromLatin1(cli.out(words("table add a.varve 11 2 3")).trimmed());
    const auto inTable = [&](const char* command, const char* rest) {
        return cli.out(words(command) + QStringList{file, table} + words(rest));
    };
    QCOMPARE(inTable("table cell set", "1 2 seventeen"), QByteArray());
    const QStringList cell = words("--row 1 --column 2 --table") + QStringList(table);
    const QString id = QString::fromLatin1(cli.out(words("comment add a.varve 0 5 Sure? --user ben") + cell).trimmed());
    QCOMPARE(cli.out(words("comment list a.varve")),
             id.toUtf8() + "\n  table " + table.toUtf8() + ", row 1, column 2, 0 to 5: “seven”\n  ben: Sure?\n");
    const auto json = cli.json(words("comment list a.varve --json"));
    QCOMPARE(json["ranges"].dump(), std::string("[]"));
    QCOMPARE(json["beside"][0]["range"].dump(), std::string("[0,5]"));
    const auto step = json["beside"][0]["in"][0];
    QCOMPARE(step["table"].get<std::string>(), table.toStdString());
    QCOMPARE(step["row"].get<int>(), 1);
    QCOMPARE(step["column"].get<int>(), 2);
    QCOMPARE(cli.out({QStringLiteral("comment"), QStringLiteral("reply"), file, id, QStringLiteral("Yes")}),
             QByteArray());
    QCOMPARE(inTable("table row remove", "1"), QByteArray());
    QVERIFY(cli.out(words("comment list a.varve")).contains("(its text is gone)"));
    QVERIFY(cli.out(words("undo a.varve")).startsWith("Undid"));
    QVERIFY(cli.out(words("comment list a.varve")).contains("row 1, column 2"));
    // As one reads, whatever was said first
    cli.out(words("comment add a.varve 0 5 Earlier"));
    const QByteArray listed = cli.out(words("comment list a.varve"));
    QVERIFY(listed.indexOf("Earlier") < listed.indexOf("Sure?"));
    // What names no text
    const auto refusal = [&](const QStringList& options) {
        return cli.run(words("comment add a.varve 0 1 x") + options).err;
    };
    QVERIFY(refusal(words("--row 1 --column 2")).contains("named by --table, --row and --column"));
    QVERIFY(refusal(words("--row 2 --column 0 --table") + QStringList(table)).contains("has 2 rows and 3 columns"));
    QVERIFY(refusal(words("--row 0 --column 0 --table") + QStringList(table)).contains("Nothing is written"));
    QVERIFY(refusal(words("--row 0 --column 0 --table 12")).contains("must be an id"));
    QVERIFY(refusal(words("--caption 0")).contains("is no picture"));
    QVERIFY(refusal(words("--caption 0 --row 1")).contains("--caption names another text"));
}

void CliCommentsTest::inACaption() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello there"));
    cli.write(QStringLiteral("a.png"),
              QByteArray::fromBase64("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
                                     "YPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="));
    cli.out(words("image add a.varve 6 a.png"));
    cli.out(words("image caption set a.varve 6 Sunset"));
    cli.out(words("comment add a.varve 3 6 Where? --caption 6"));
    QVERIFY(cli.out(words("comment list a.varve")).contains("  caption of 6, 3 to 6: “set”\n"));
}

void CliCommentsTest::refusesInASentence_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("part");
    QTest::addColumn<int>("exitCode");
    const QStringList nobody{QStringLiteral("00000000000000000000000000000001/0")};
    QTest::newRow("no text") << words("comment add a.varve 0 2") + QStringList(QStringLiteral(" "))
                             << QByteArray("TEXT must be") << kExitUsage;
    QTest::newRow("backwards") << words("comment add a.varve 2 2 x") << QByteArray("END must lie behind") << kExitUsage;
    QTest::newRow("beyond") << words("comment add a.varve 0 900 x") << QByteArray("the text has 5") << kExitFailed;
    QTest::newRow("not an id") << words("comment reply a.varve 12 x") << QByteArray("must be an id") << kExitUsage;
    QTest::newRow("nobody's") << words("comment resolve a.varve") + nobody << QByteArray("There is no comment")
                              << kExitFailed;
}

void CliCommentsTest::refusesInASentence() {
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, part);
    QFETCH(const int, exitCode);
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    const CliResult result = cli.run(arguments);
    QCOMPARE(result.exitCode, exitCode);
    QCOMPARE(result.out, QByteArray());
    QVERIFY2(result.err.contains(part) && result.err.count('\n') <= 2, result.err.constData());
    QCOMPARE(cli.out(words("comment list a.varve")), QByteArray());
}

QTEST_GUILESS_MAIN(CliCommentsTest)
#include "tst_cli_comments.moc"
