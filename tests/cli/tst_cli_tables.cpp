// table list, add, get, fill and all that is done to rows, columns and cells; captions of pictures.
#include <QTest>

#include "cli/command.h"
#include "cli_runner.h"

using namespace varve::cli;

namespace {

/// A document with a table, and commands on it.
struct Fixture {
    explicit Fixture(const char* size = "2 2") {
        cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
        id = cli.out(words(("table add a.varve 5 " + QByteArray(size)).constData())).trimmed();
    }
    [[nodiscard]] QStringList on(const char* command, const char* arguments) const {
        return words((QByteArray(command) + " a.varve " + id + " " + arguments).constData());
    }
    [[nodiscard]] QByteArray out(const char* command, const char* arguments = "", const QByteArray& input = {}) const {
        return cli.out(on(command, arguments), input);
    }
    [[nodiscard]] QByteArray cells() const { return out("table get"); }

    CliRunner cli;
    QByteArray id;
};

}  // namespace

class CliTablesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void addsAndLists();
    void rowsAndColumns();
    void cells();
    void fills();
    void everyCommandIsOneStep();
    void refusesInASentence_data();
    void refusesInASentence();
    void mergesWithACopy();
    void worksOnADocumentThatIsOpen();
    void captions();
    void namesTheCommandsThereAre();
};

void CliTablesTest::addsAndLists() {
    const Fixture f("3 2");
    QCOMPARE(f.id.indexOf('/'), 32);
    QCOMPARE(f.cli.out(words("cat a.varve")), QByteArray("Hello\n\xef\xbf\xbc\n"));
    QCOMPARE(f.cli.out(words("table list a.varve")), f.id + "\t6\t3x2\n");
    QVERIFY(!f.cli.out(words("table add a.varve 0 1 4 --header")).isEmpty());
    const QList<QByteArray> lines = f.cli.out(words("table list a.varve --json")).trimmed().split('\n');
    QCOMPARE(lines.size(), 2);
    const auto first = nlohmann::json::parse(lines[0].toStdString());
    QCOMPARE(first["offset"].get<int>(), 0);
    QCOMPARE(first["columns"].get<int>(), 4);
    QCOMPARE(first["headerRows"].get<int>(), 1);
    QCOMPARE(nlohmann::json::parse(lines[1].toStdString())["id"].get<std::string>(), f.id.toStdString());
    QCOMPARE(f.out("table remove"), QByteArray());
    QCOMPARE(f.cli.out(words("table list a.varve")).count('\n'), 1);
    QCOMPARE(f.cli.run(words("verify a.varve")).exitCode, 0);
}

void CliTablesTest::rowsAndColumns() {
    const Fixture f;
    QCOMPARE(f.out("table fill", "0 0 -", "a\tb\nc\td\n"), QByteArray());
    QCOMPARE(f.out("table row add", "1 --count 2"), QByteArray());
    QCOMPARE(f.cells(), QByteArray("a\tb\n\t\n\t\nc\td\n"));
    QCOMPARE(f.out("table row move", "3 0"), QByteArray());
    QCOMPARE(f.cells(), QByteArray("c\td\na\tb\n\t\n\t\n"));
    QCOMPARE(f.out("table row remove", "2 --count 2"), QByteArray());
    QCOMPARE(f.out("table column add", "2"), QByteArray());
    QCOMPARE(f.cells(), QByteArray("c\td\t\na\tb\t\n"));
    QCOMPARE(f.out("table column move", "0 3"), QByteArray());
    QCOMPARE(f.cells(), QByteArray("d\t\tc\nb\t\ta\n"));
    QCOMPARE(f.out("table column remove", "1"), QByteArray());
    QCOMPARE(f.out("table column width", "0 250"), QByteArray());
    QCOMPARE(f.out("table row header", "0 --count 2"), QByteArray());
    QCOMPARE(f.out("table row header", "1 --off"), QByteArray());
    QCOMPARE(f.cells(), QByteArray("d\tc\nb\ta\n"));
    const auto listed = f.cli.json(words("table list a.varve --json"));
    QCOMPARE(listed["headerRows"].get<int>(), 1);
    QVERIFY(f.cli.out(words("cat a.varve --format json")).contains("\"width\":250"));
    // Without its last column the table goes.
    QCOMPARE(f.out("table column remove", "0 --count 2"), QByteArray());
    QCOMPARE(f.cli.out(words("table list a.varve")), QByteArray());
}

void CliTablesTest::cells() {
    const Fixture f;
    QCOMPARE(f.out("table cell get", "0 0"), QByteArray());
    QCOMPARE(f.out("table cell set", "0 0 words"), QByteArray());
    QCOMPARE(f.out("table cell set", "1 1 -", "two\r\nlines"), QByteArray());
    QCOMPARE(f.out("table cell get", "0 0"), QByteArray("words\n"));
    QCOMPARE(f.out("table cell get", "1 1"), QByteArray("two\nlines\n"));
    QCOMPARE(f.cells(), QByteArray("words\t\n\t\"two\nlines\"\n"));
    QCOMPARE(f.cli.out(words("cat a.varve --format html")).contains("words"), true);
    QCOMPARE(f.out("table cell set", "0 0 swords"), QByteArray());
    QCOMPARE(f.out("table cell get", "0 0"), QByteArray("swords\n"));
    QCOMPARE(f.cli.out(f.on("table cell set", "0 0") << QString()), QByteArray());
    QCOMPARE(f.cells(), QByteArray("\t\n\t\"two\nlines\"\n"));
}

void CliTablesTest::fills() {
    const Fixture f;
    QCOMPARE(f.out("table fill", "1 1 -", "a\t\"b \"\"c\"\"\"\n\td\n"), QByteArray());
    QCOMPARE(f.cells(), QByteArray("\t\t\n\ta\t\"b \"\"c\"\"\"\n\t\td\n"));
    QCOMPARE(f.out("table fill", "0 0 - --csv", "\"x,y\",2\n"), QByteArray());
    QCOMPARE(f.out("table get", "--csv"), QByteArray("\"x,y\",2,\n,a,\"b \"\"c\"\"\"\n,,d\n"));
}

void CliTablesTest::everyCommandIsOneStep() {
    const Fixture f;
    const QByteArray before = f.cells();
    QCOMPARE(f.out("table fill", "1 1 -", "a\tb\nc\td\n"), QByteArray());
    QCOMPARE(f.cli.out(words("undo a.varve")), QByteArray("Undid 1 step.\n"));
    QCOMPARE(f.cells(), before);
    QCOMPARE(f.cli.out(words("undo a.varve")), QByteArray("Undid 1 step.\n"));
    QCOMPARE(f.cli.out(words("cat a.varve")), QByteArray("Hello"));
}

void CliTablesTest::refusesInASentence_data() {
    QTest::addColumn<QByteArray>("command");
    QTest::addColumn<QByteArray>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QByteArray>("sentence");
    const auto row = [](const char* command, const char* arguments, int exitCode, const char* sentence) {
        QTest::addRow("%s %s", command, arguments)
            << QByteArray(command) << QByteArray(arguments) << exitCode << QByteArray(sentence);
    };
    row("table row add", "3", kExitFailed, "ROW is 3, but the table has 2 rows.");
    row("table row add", "0 --count 0", kExitUsage, "--count must be at least 1.");
    row("table row add", "0 --count 4000000000", kExitFailed, "a million cells");
    row("table column add", "0 --count 999", kExitFailed, "1,000 columns");
    row("table row remove", "2", kExitFailed, "ROW is 2, but the table has 2 rows.");
    row("table row remove", "1 --count 2", kExitFailed, "only 1 row.");
    row("table row remove", "x", kExitUsage, "ROW must be a whole number");
    row("table column move", "0 3", kExitFailed, "TARGET is 3, but the table has 2 columns.");
    row("table column move", "0 1", kExitFailed, "The column stands there already.");
    row("table column width", "0 0", kExitUsage, "SHARE must be from 1 to 100000.");
    row("table cell get", "0 5", kExitFailed, "COLUMN is 5, but the table has 2 columns.");
    row("table cell set", "0 0", kExitUsage, "TEXT is missing.");
    row("table fill", "0 0 a\xff", kExitFailed, "Nothing was changed.");
}

void CliTablesTest::refusesInASentence() {
    QFETCH(QByteArray, command);
    QFETCH(QByteArray, arguments);
    QFETCH(int, exitCode);
    QFETCH(QByteArray, sentence);
    const Fixture f;
    const QByteArray before = f.cli.out(words("log a.varve"));
    if (arguments.contains('\xff')) {
        verifyRefusal(f.cli.run(f.on(command.constData(), "0 0 -"), "a\xff"), exitCode, sentence.constData());
    } else {
        verifyRefusal(f.cli.run(f.on(command.constData(), arguments.constData())), exitCode, sentence.constData());
    }
    QCOMPARE(f.cli.out(words("log a.varve")), before);
    // The table itself.
    verifyRefusal(f.cli.run(words("table get a.varve x")), kExitUsage,
                  "TABLE must be an id as 'table list' prints it.");
    verifyRefusal(f.cli.run(words("table get a.varve 00000000000000000000000000000001/7")), kExitFailed,
                  "There is no table");
    verifyRefusal(f.cli.run(words("table add a.varve 0 0 1")), kExitUsage, "at least one row");
    verifyRefusal(f.cli.run(words("table add a.varve 99 1 1")), kExitFailed, "OFFSET is 99, but the text has");
}

void CliTablesTest::mergesWithACopy() {
    const Fixture f;
    QCOMPARE(f.out("table fill", "0 0 -", "a\tb\nc\td\n"), QByteArray());
    QCOMPARE(f.cli.out(words("new b.varve")), QByteArray());
    QVERIFY(QFile::remove(f.cli / QStringLiteral("b.varve")));
    QVERIFY(QFile::copy(f.cli / QStringLiteral("a.varve"), f.cli / QStringLiteral("b.varve")));
    // One moves the row in which the other writes.
    QCOMPARE(f.out("table row move", "0 2"), QByteArray());
    QStringList other = f.on("table cell set", "0 1 new");
    other[3] = QStringLiteral("b.varve");
    QCOMPARE(f.cli.out(other), QByteArray());
    QCOMPARE(f.cli.run(words("merge a.varve b.varve")).exitCode, 0);
    QCOMPARE(f.cells(), QByteArray("c\td\na\tnew\n"));
}

void CliTablesTest::worksOnADocumentThatIsOpen() {
    const Fixture f;
    Opener opener(f.cli / QStringLiteral("a.varve"), "session");
    QVERIFY(opener.isReady());
    QCOMPARE(f.out("table cell set", "1 0 live"), QByteArray());
    QCOMPARE(f.cells(), QByteArray("\t\nlive\t\n"));
    QVERIFY(opener.close());
    QCOMPARE(f.cells(), QByteArray("\t\nlive\t\n"));
}

void CliTablesTest::captions() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    cli.write(QStringLiteral("p.svg"), "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>");
    QVERIFY(!cli.out(words("image add a.varve 2 p.svg")).isEmpty());
    QCOMPARE(cli.out(words("image caption get a.varve 2")), QByteArray());
    QCOMPARE(cli.out(words("image caption set a.varve 2 Figure") << QStringLiteral("--user") << QStringLiteral("Ana")),
             QByteArray());
    QCOMPARE(cli.out(words("image caption get a.varve 2")), QByteArray("Figure\n"));
    QCOMPARE(cli.out(words("image caption set a.varve 2 -"), "Figure 1:\na field"), QByteArray());
    QCOMPARE(cli.out(words("image caption get a.varve 2")), QByteArray("Figure 1:\na field\n"));
    QVERIFY(cli.out(words("cat a.varve --format html")).contains("Figure 1:"));
    QVERIFY(cli.out(words("cat a.varve --format json")).contains("\"type\":\"image\""));
    QCOMPARE(cli.out(words("undo a.varve")), QByteArray("Undid 1 step.\n"));
    QCOMPARE(cli.out(words("image caption get a.varve 2")), QByteArray("Figure\n"));
    QCOMPARE(cli.out(words("image caption set a.varve 2") << QString()), QByteArray());
    QCOMPARE(cli.out(words("image caption get a.varve 2")), QByteArray());
    verifyRefusal(cli.run(words("image caption set a.varve 0 x")), kExitFailed,
                  "The character with number 0 is no picture. Nothing was changed.");
}

void CliTablesTest::namesTheCommandsThereAre() {
    const CliRunner cli;
    verifyRefusal(cli.run(words("table")), kExitUsage, "table row add");
    verifyRefusal(cli.run(words("table row")), kExitUsage, "table row add");
    QVERIFY(cli.out(words("table column width --help")).contains("usage: varve-cli table column width FILE"));
    QVERIFY(cli.out(words("--help")).contains("table fill"));
}

QTEST_GUILESS_MAIN(CliTablesTest)
#include "tst_cli_tables.moc"
