// style list, add, set, apply and delete.
#include <QTest>

#include "cli/command.h"
#include "cli_runner.h"

using namespace varve::cli;

class CliStylesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aStyle();
    void builtInStyles();
    void refusesInASentence_data();
    void refusesInASentence();
};

namespace {

/// The style of this id, as `style list --json` has it.
nlohmann::json styleIn(const QByteArray& lines, const std::string& id) {
    for (const QByteArray& line : lines.split('\n')) {
        const auto json = nlohmann::json::parse(line.toStdString(), nullptr, false);
        if (json.is_object() && json["id"] == id) return json;
    }
    return {};
}

}  // namespace

void CliStylesTest::aStyle() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("One\nTwo"));
    const QString id = QString::fromLatin1(
        cli.out(words("style add a.varve Recipe --based-on") << QStringLiteral("Heading 2")).trimmed());
    QCOMPARE(cli.out(words("style set a.varve Recipe size 1400")), QByteArray());
    QCOMPARE(cli.out(words("style set a.varve Recipe align centre")), QByteArray());
    QCOMPARE(cli.out(words("style set a.varve") << id << words("bold false")), QByteArray());
    const auto json = styleIn(cli.out(words("style list a.varve --json")), id.toStdString());
    QCOMPARE(QByteArray::fromStdString(json.dump()),
             QByteArray("{\"basedOn\":\"heading2\",\"builtIn\":false,\"id\":\"") + id.toLatin1() +
                 "\",\"kind\":\"paragraph\",\"look\":{\"align\":\"centre\",\"bold\":false,\"size\":1400},"
                 "\"name\":\"Recipe\"}");
    QCOMPARE(cli.out(words("style apply a.varve 4 4 Recipe")), QByteArray());
    QVERIFY(cli.out(words("cat a.varve --format json")).contains("\"level\":2"));
    QVERIFY(cli.out(words("history a.varve --grain step")).contains("Changed style “Recipe”"));
    QCOMPARE(cli.out(words("style set a.varve Recipe name") << QStringLiteral("  Best dish ")), QByteArray());
    QVERIFY(cli.out(words("style list a.varve"))
                .contains(id.toLatin1() + "  Best dish  (paragraph)  based on heading2\n"
                                          "  align \"centre\"\n  bold false\n"));
    QCOMPARE(cli.out(words("style delete a.varve") << QStringLiteral("Best dish")), QByteArray());
    QVERIFY(!cli.out(words("style list a.varve")).contains("Best dish"));
    QCOMPARE(cli.out(words("undo a.varve")), QByteArray("Undid 1 step.\n"));
    QVERIFY(cli.out(words("style list a.varve")).contains("Best dish"));
    // Characters
    const QString loud = QString::fromLatin1(cli.out(words("style add a.varve Loud --character")).trimmed());
    QCOMPARE(cli.out(words("style set a.varve Loud colour #a11d2b")), QByteArray());
    QCOMPARE(cli.out(words("style apply a.varve 0 3 Loud")), QByteArray());
    QVERIFY(cli.out(words("cat a.varve --format json")).contains("\"style\":\"" + loud.toLatin1() + "\""));
}

void CliStylesTest::builtInStyles() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("One"));
    QVERIFY(
        cli.out(words("style list a.varve")).startsWith("paragraph  Paragraph\ntitle  Title\nheading1  Heading 1\n"));
    QCOMPARE(cli.out(words("style set a.varve heading1 size 2000")), QByteArray());
    QCOMPARE(cli.out(words("style set a.varve heading1 name Chapter")), QByteArray());
    QVERIFY(cli.out(words("style list a.varve")).contains("heading1  Chapter\n  size 2000\n"));
    QCOMPARE(cli.out(words("style delete a.varve Chapter")), QByteArray());
    QCOMPARE(cli.out(words("style set a.varve heading1 name null")), QByteArray());
    QVERIFY(cli.out(words("style list a.varve")).contains("heading1  Heading 1\nheading2"));
}

void CliStylesTest::refusesInASentence_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("part");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("no style") << words("style set a.varve Nobody size 1200") << QByteArray("There is no style")
                              << kExitFailed;
    QTest::newRow("no property") << words("style set a.varve quote sparkle true")
                                 << QByteArray("There is no property “sparkle”") << kExitUsage;
    QTest::newRow("no value") << words("style set a.varve quote size huge") << QByteArray("VALUE is none")
                              << kExitUsage;
    QTest::newRow("no name") << (words("style add a.varve") << QStringLiteral(" ")) << QByteArray("NAME must be")
                             << kExitUsage;
    QTest::newRow("built in on something")
        << words("style set a.varve quote based-on title") << QByteArray("cannot be based on") << kExitFailed;
    QTest::newRow("other kind") << words("style add a.varve Loud --character --based-on quote")
                                << QByteArray("A character style cannot be based on a paragraph style") << kExitFailed;
    QTest::newRow("beyond") << words("style apply a.varve 0 99 quote") << QByteArray("the text has 5") << kExitFailed;
    QTest::newRow("nothing to delete") << words("style delete a.varve quote") << QByteArray("is built in")
                                       << kExitFailed;
}

void CliStylesTest::refusesInASentence() {
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, part);
    QFETCH(const int, exitCode);
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    verifyRefusal(cli.run(arguments), exitCode, part.constData());
}

QTEST_GUILESS_MAIN(CliStylesTest)
#include "tst_cli_styles.moc"
