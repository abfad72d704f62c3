// drafts; draft add, rename, abandon, resume, merge, update, diff, and --draft wherever a command takes a version.
#include <QTest>

#include "cli/command.h"
#include "cli_runner.h"

using namespace varve::cli;

class CliDraftsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aDraft();
    void aDraftOfAnEarlierMoment();
    void draftsInDrafts();
    void everyCommandWorksOnADraft();
    void copiesCarryDrafts();
    void refusesInASentence_data();
    void refusesInASentence();
};

namespace {

QString textIn(const nlohmann::json& draft, const char* key) {
    return draft.is_object() ? QString::fromStdString(draft.value(key, std::string())) : QString();
}

}  // namespace

void CliDraftsTest::aDraft() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("One."));
    const QString id = QString::fromLatin1(
        cli.out(words("draft add a.varve") << QStringLiteral(" Second  thoughts ") << words("--user Ana")).trimmed());
    QCOMPARE(cli.out(words("insert a.varve 4 - --draft") << id, " Two."), QByteArray());
    QCOMPARE(cli.out(words("insert a.varve 0 - "), "Zero. "), QByteArray());
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("Zero. One."));
    QCOMPARE(cli.out(words("cat a.varve --draft") << QStringLiteral("Second thoughts")), QByteArray("One. Two."));
    nlohmann::json draft = cli.json(words("drafts a.varve --json"));
    QCOMPARE(textIn(draft, "id"), id);
    QCOMPARE(textIn(draft, "name"), QStringLiteral("Second thoughts"));
    QCOMPARE(textIn(draft, "user"), QStringLiteral("Ana"));
    QCOMPARE(textIn(draft, "state"), QStringLiteral("open"));
    QCOMPARE(draft.value("new", 0), 5);
    QCOMPARE(cli.out(words("draft diff a.varve") << id), QByteArray("+1 word\n¶1\tZero. One.{+ Two.+}\n"));
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("Zero. One."));
    QCOMPARE(cli.run(words("verify a.varve")).exitCode, kExitOk);

    QVERIFY(cli.run(words("draft merge a.varve") << id).exitCode == kExitOk);
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("Zero. One. Two."));
    QCOMPARE(cli.out(words("cat a.varve --draft") << id), QByteArray("One. Two."));
    QCOMPARE(textIn(cli.json(words("drafts a.varve --json")), "state"), QStringLiteral("merged"));
    QVERIFY(cli.run(words("draft update a.varve") << id).exitCode == kExitOk);
    QCOMPARE(cli.out(words("cat a.varve --draft") << id), QByteArray("Zero. One. Two."));

    QCOMPARE(cli.out(words("draft rename a.varve") << id << QStringLiteral("Other")), QByteArray());
    QCOMPARE(cli.out(words("draft abandon a.varve Other")), QByteArray());
    QVERIFY(cli.out(words("drafts a.varve")).contains("\tabandoned\t0\t"));
    QCOMPARE(cli.out(words("draft resume a.varve Other")), QByteArray());
    QVERIFY(cli.out(words("drafts a.varve")).endsWith("\tAna\tOther\n"));
    QVERIFY(cli.out(words("history a.varve --grain step")).contains("New draft “Second thoughts”"));
    QCOMPARE(cli.run(words("verify a.varve")).exitCode, kExitOk);
}

void CliDraftsTest::aDraftOfAnEarlierMoment() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("One"));
    QCOMPARE(cli.out(words("insert a.varve 3 -"), " two"), QByteArray());
    QVERIFY(!cli.out(words("draft add a.varve Then --at #3")).isEmpty());
    QCOMPARE(cli.out(words("cat a.varve --draft Then")), QByteArray("One"));
    QCOMPARE(cli.out(words("insert a.varve 3 - --draft Then"), "!"), QByteArray());
    QCOMPARE(cli.out(words("cat a.varve --draft Then")), QByteArray("One!"));
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("One two"));
}

void CliDraftsTest::draftsInDrafts() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("1"));
    QVERIFY(!cli.out(words("draft add a.varve Outer")).isEmpty());
    QCOMPARE(cli.out(words("insert a.varve 1 - --draft Outer"), "2"), QByteArray());
    QVERIFY(!cli.out(words("draft add a.varve Inner --draft Outer")).isEmpty());
    QCOMPARE(cli.out(words("insert a.varve 2 - --draft Inner"), "3"), QByteArray());
    QCOMPARE(cli.out(words("cat a.varve --draft Outer")), QByteArray("12"));
    QVERIFY(cli.run(words("draft merge a.varve Inner --draft Outer")).exitCode == kExitOk);
    QCOMPARE(cli.out(words("cat a.varve --draft Outer")), QByteArray("123"));
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("1"));
}

void CliDraftsTest::everyCommandWorksOnADraft() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Title\ntext"));
    QVERIFY(!cli.out(words("draft add a.varve D")).isEmpty());
    const auto done = [&](const QStringList& arguments) {
        const auto ran = cli.run(QStringList(arguments) << words("--draft D"));
        if (ran.exitCode != kExitOk) qWarning("%s", qPrintable(arguments.join(u' ')));
        return ran.exitCode == kExitOk;
    };
    QVERIFY(done(words("insert a.varve 10 !")));
    QVERIFY(done(words("mark a.varve 0 5 bold true")));
    QVERIFY(done(words("delete a.varve 0 1")));
    QVERIFY(done(words("undo a.varve")));
    QVERIFY(done(words("redo a.varve")));
    QVERIFY(done(words("moment add a.varve M")));
    QVERIFY(done(words("insert a.varve 0 >")));
    QVERIFY(done(words("moments a.varve")));
    QVERIFY(done(words("comment list a.varve")));
    QVERIFY(done(words("style list a.varve")));
    QVERIFY(done(words("table list a.varve")));
    QVERIFY(done(words("image list a.varve")));
    QVERIFY(done(words("history a.varve")));
    QVERIFY(done(words("blame a.varve")));
    QVERIFY(done(words("report a.varve")));
    QVERIFY(done(words("search a.varve --history text")));
    QVERIFY(done(words("diff #0 now a.varve")));
    QVERIFY(done(words("convert a.varve a.md")));
    QVERIFY(done(words("export a.varve --timelapse")));
    QVERIFY(done(words("restore a.varve --at M")));
    QVERIFY(done(words("copy a.varve b.varve")));
    QCOMPARE(cli.out(words("cat a.varve --draft D")), QByteArray("itle\ntext!"));
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("Title\ntext"));
    QCOMPARE(cli.out(words("moments a.varve")), QByteArray());
    // A copy is a document of its own.
    QCOMPARE(cli.out(words("cat b.varve")), QByteArray("itle\ntext!"));
    QCOMPARE(cli.run(words("verify a.varve")).exitCode, kExitOk);
    QCOMPARE(cli.run(words("verify b.varve")).exitCode, kExitOk);
}

void CliDraftsTest::copiesCarryDrafts() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("text"));
    QVERIFY(!cli.out(words("draft add a.varve D")).isEmpty());
    QCOMPARE(cli.out(words("insert a.varve 4 ! --draft D")), QByteArray());
    const QByteArray log = cli.out(words("log a.varve"));
    QVERIFY(cli.run(words("apply b.varve -"), log).exitCode == kExitOk);
    QCOMPARE(cli.out(words("cat b.varve")), QByteArray("text"));
    QCOMPARE(cli.out(words("cat b.varve --draft D")), QByteArray("text!"));
    // Written in on both sides, apart.
    QCOMPARE(cli.out(words("insert a.varve 5 a --draft D")), QByteArray());
    QCOMPARE(cli.out(words("insert b.varve 0 b --draft D")), QByteArray());
    QVERIFY(cli.run(words("merge a.varve b.varve")).exitCode == kExitOk);
    QCOMPARE(cli.out(words("cat a.varve --draft D")), QByteArray("btext!a"));
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("text"));
    QCOMPARE(cli.run(words("verify a.varve")).exitCode, kExitOk);
}

void CliDraftsTest::refusesInASentence_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QByteArray>("sentence");
    const auto row = [](const char* arguments, int exitCode, const char* sentence) {
        QTest::newRow(arguments) << words(arguments) << exitCode << QByteArray(sentence);
    };
    row("cat a.varve --draft nosuch", kExitFailed, "There is no draft “nosuch” in the document.");
    row("insert a.varve 0 x --draft nosuch", kExitFailed, "There is no draft “nosuch” in the document.");
    row("draft merge a.varve nosuch", kExitFailed, "There is no draft “nosuch” in the document.");
    row("draft merge a.varve D", kExitFailed, "Everything in the draft is here already. Nothing was changed.");
    row("draft merge a.varve D --draft D", kExitFailed, "Everything in the draft is here already.");
    row("draft diff a.varve D", kExitFailed, "Everything in the draft is here already.");
    row("draft diff a.varve D --format x", kExitUsage, "There is no format “x”");
    row("draft add a.varve D --at #99", kExitFailed, "99");
    row("cat a.varve --draft T", kExitFailed, "Several drafts are called “T”");
    row("draft rename a.varve D %20", kExitUsage, "NAME must be 1 to 200 bytes");
    row("draft", kExitUsage, "draft");
}

void CliDraftsTest::refusesInASentence() {
    QFETCH(QStringList, arguments);
    QFETCH(int, exitCode);
    QFETCH(QByteArray, sentence);
    arguments.replaceInStrings(QStringLiteral("%20"), QStringLiteral(" "));
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("text"));
    for (const char* name : {"D", "T", "T"})
        QVERIFY(!cli.out(words("draft add a.varve") << QString::fromLatin1(name)).isEmpty());
    const auto ran = cli.run(arguments);
    QCOMPARE(ran.exitCode, exitCode);
    QVERIFY2(ran.err.contains(sentence), ran.err);
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("text"));
}

QTEST_GUILESS_MAIN(CliDraftsTest)
#include "tst_cli_drafts.moc"
