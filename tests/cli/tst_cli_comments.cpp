// comment add, reply, resolve and list.
#include <QTest>

#include "cli/command.h"
#include "cli_runner.h"

using namespace varve::cli;

class CliCommentsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aThread();
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
