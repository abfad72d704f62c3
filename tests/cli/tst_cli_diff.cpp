// diff in its three forms.
#include <QTest>

#include "cli/command.h"
#include "cli_runner.h"

using namespace varve::cli;

class CliDiffTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase();
    void text();
    void textOfTheSameMoment();
    void json();
    void html();
    void htmlOfParagraphs();
    void textIsQuiet();
    void refusesInASentence_data();
    void refusesInASentence();

  private:
    CliRunner m_cli;
};

void CliDiffTest::initTestCase() {
    m_cli.make(QStringLiteral("a.varve"), QStringLiteral("Plans\nThe budget is <large>.\nEnd"));
    QCOMPARE(m_cli.out(words("insert a.varve 16 s")), QByteArray());
    QCOMPARE(m_cli.out(words("delete a.varve 20 8")), QByteArray());
    QCOMPARE(m_cli.out(words("mark a.varve 22 25 bold true")), QByteArray());
    QCOMPARE(m_cli.out(words("set a.varve first-block type title")), QByteArray());
    QCOMPARE(m_cli.out(words("set a.varve document title Plans")), QByteArray());
}

void CliDiffTest::text() {
    QCOMPARE(m_cli.out(words("diff #32 now a.varve")), QByteArray("+1 −2 words\n"
                                                                  "¶2\tThe [-budget-]{+budgets+} is.\n"
                        "¶2\tThe budgets is[- <large>-].\n"
                                                                  "¶3\tBold: End\n"
                                                                  "¶1\tTitle\n"
                                                                  "Title of the document\n"));
    QCOMPARE(m_cli.out(words("diff now #32 a.varve")).split('\n').first(), QByteArray("+2 −1 words"));
}

void CliDiffTest::textOfTheSameMoment() {
    QCOMPARE(m_cli.out(words("diff now now a.varve")), QByteArray());
}

void CliDiffTest::json() {
    const nlohmann::json json = m_cli.json(words("diff #32 now a.varve --format json"));
    QCOMPARE(json["words"].dump(), std::string(R"({"inserted":1,"removed":2})"));
    QCOMPARE(json["changes"].dump(),
             std::string(R"([{"at":10,"inserted":"budgets","oldAt":10,"removed":"budget","text":"body"},)"
                         R"({"at":20,"inserted":"","oldAt":19,"removed":" <large>","text":"body"}])"));
    QCOMPARE(json["formats"][0]["after"].dump(), std::string(R"({"bold":true})"));
    QCOMPARE(json["objects"][0]["words"].get<std::string>(), std::string("Title"));
    QCOMPARE(json["settings"].dump(), std::string(R"([{"after":"Plans","before":null,"key":"title"}])"));
}

void CliDiffTest::html() {
    const QByteArray page = m_cli.out(words("diff #32 now a.varve --format html"));
    QVERIFY(page.startsWith("<!DOCTYPE html>"));
    QVERIFY(page.contains("<p>The <del>budget</del><ins>budgets</ins> is<del> &lt;large&gt;</del>.</p>"));
    QVERIFY(page.contains("<p><span class=\"format\" title=\"Bold\"><b>End</b></span></p>"));
    QVERIFY(page.contains("<h1 class=\"changed\" title=\"Title\">Plans</h1>"));
    QVERIFY(!page.contains("<script"));
}

void CliDiffTest::htmlOfParagraphs() {
    m_cli.make(QStringLiteral("b.varve"), QStringLiteral("one two"));
    QCOMPARE(m_cli.out({QStringLiteral("insert"), QStringLiteral("b.varve"), QStringLiteral("3"),
                        QStringLiteral(" and\na half,")}),
             QByteArray());
    QVERIFY(m_cli.out(words("diff #7 now b.varve --format html"))
                .contains("<p>one<ins> and</ins><ins>¶</ins></p>\n<p><ins>a half,</ins> two</p>\n"));
    QVERIFY(
        m_cli.out(words("diff now #7 b.varve --format html")).contains("<p>one<del> and¶\na half,</del> two</p>\n"));
}

/// A terminal must not do what a document says.
void CliDiffTest::textIsQuiet() {
    m_cli.make(QStringLiteral("c.varve"), QStringLiteral("a\u001b]0;b\u0007"));
    QCOMPARE(m_cli.out(words("diff #0 now c.varve")), QByteArray("+2 words\n¶1\t{+a ]0;b +}\n"));
}

void CliDiffTest::refusesInASentence_data() {
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<QByteArray>("part");
    QTest::addColumn<int>("code");
    QTest::newRow("format") << QStringLiteral("diff #0 now a.varve --format odt") << QByteArray("odt") << kExitUsage;
    QTest::newRow("no moment") << QStringLiteral("diff #99999 now a.varve") << QByteArray("99999") << kExitFailed;
    QTest::newRow("no word for one") << QStringLiteral("diff now #x a.varve") << QByteArray("#x") << kExitUsage;
    QTest::newRow("no file") << QStringLiteral("diff #0 now none.varve") << QByteArray("none.varve") << kExitFailed;
}

void CliDiffTest::refusesInASentence() {
    QFETCH(QString, arguments);
    QFETCH(QByteArray, part);
    QFETCH(int, code);
    const CliResult result = m_cli.run(arguments.split(QLatin1Char(' ')));
    verifyRefusal(result, code, part.constData());
}

QTEST_GUILESS_MAIN(CliDiffTest)
#include "tst_cli_diff.moc"
