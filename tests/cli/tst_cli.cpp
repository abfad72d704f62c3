// The command line itself, and the commands that read and change one document.
#include <QDateTime>
#include <QRegularExpression>
#include <QTest>

#include "cli/command.h"
#include "cli_runner.h"

using namespace varve::cli;

class CliTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void helpOfEveryCommand();
    void overviewNamesEveryCommand();
    void wrongUsage_data();
    void wrongUsage();
    void optionsStandAnywhere();
    void newDocument();
    void insertsAndDeletes();
    void insertsStandardInput();
    void insertsWhatLooksLikeAnOption();
    void refusesEditsThatMakeNoSense_data();
    void refusesEditsThatMakeNoSense();
    void catGivesExactlyTheText();
    void catAsJson();
    void catAtMoments();
    void catRefusesMoments_data();
    void catRefusesMoments();
    void undoesAndRedoes();
    void undoesStepsOfOneUser();
    void restores();
    void infoHasItsFields();
    void historyAtEveryGrain();
    void historyOfARange();
    void sampleCanBeExplored();
};

void CliTest::helpOfEveryCommand() {
    const CliRunner cli;
    for (const Command& command : allCommands()) {
        const QString name = QString::fromUtf8(command.name.data(), static_cast<qsizetype>(command.name.size()));
        const QByteArray help = cli.out({name, QStringLiteral("--help")});
        QVERIFY2(help.startsWith("usage: varve-cli " + name.toUtf8() + " "), help.constData());
        for (const Option& option : command.options) {
            QVERIFY2(help.contains("--" + QByteArray(option.name.data(), static_cast<int>(option.name.size()))),
                     help.constData());
        }
        QVERIFY2(help.contains("exit code: "), help.constData());
        for (const QByteArray& line : help.split('\n'))
            QVERIFY2(line.size() <= 120, line.constData());
        // Help asks for nothing else.
        QCOMPARE(cli.out({name, QStringLiteral("one"), QStringLiteral("--help"), QStringLiteral("--nonsense")}), help);
    }
}

void CliTest::overviewNamesEveryCommand() {
    const CliRunner cli;
    const QByteArray overview = cli.out({QStringLiteral("--help")});
    for (const char* command : {"new", "cat", "info", "insert", "delete", "mark", "set", "undo", "redo", "restore",
                                "history", "log", "apply", "import-trace", "merge", "verify", "export", "sample"}) {
        QVERIFY2(overview.contains(QByteArray("\n  ") + command + " "), command);
    }
    QCOMPARE(cli.out({QStringLiteral("help")}), overview);
}

void CliTest::wrongUsage_data() {
    QTest::addColumn<QString>("line");
    QTest::addColumn<QByteArray>("part");
    const auto row = [](const char* line, const char* part) {
        QTest::newRow(line) << QString::fromUtf8(line) << QByteArray(part);
    };
    row("", "--help");
    row("frobnicate", "frobnicate");
    row("cat", "FILE is missing");
    row("insert a.varve 0", "TEXT is missing");
    row("delete a.varve", "OFFSET is missing");
    row("import-trace a.json", "FILE is missing");
    row("cat a.varve b.varve", "b.varve");
    row("cat a.varve --frobnicate", "--frobnicate");
    row("cat a.varve --at", "--at needs a value");
    row("cat a.varve --at now --at now", "twice");
    row("cat a.varve --format odt", "html");
    row("cat a.varve --at yesterday", "yesterday");
    row("info a.varve --json=yes", "takes no value");
    row("history a.varve --grain century", "century");
    row("export a.varve", "--events");
    row("restore a.varve", "--at MOMENT");
    row("insert a.varve -1 x", "-1");
    row("insert a.varve 1.5 x", "1.5");
    row("insert a.varve 4294967296 x", "too large");
    row("insert a.varve 99999999999999999999999 x", "too large");
    row("delete a.varve 0 0", "COUNT is 0");
    row("delete a.varve 4294967295 4294967295", "larger than any text");
    row("mark a.varve 0 2 bold", "VALUE is missing");
    row("mark a.varve 2 2 bold true", "behind BEGIN");
    row("mark a.varve 0 x bold true", "x");
    row("mark a.varve 0 2 colour red", "“colour” must be a colour such as #0057b8, or null to take it away.");
    row("mark a.varve 0 2 size 12pt", "a whole number from 100 to 40000");
    row("set a.varve first-block level 7", "“level” must be a whole number from 1 to 6");
    row("set a.varve document page-size a3", "one of a4, a5, letter, legal");
    row("set a.varve title x y", "title");
    row("set a.varve body k true", "body");
    row("set a.varve [1,2] k true", "[1,2]");
    row("undo a.varve --steps 0", "--steps is 0");
    row("undo a.varve --steps many", "many");
    row("undo a.varve --user=", "--user");
}

void CliTest::wrongUsage() {
    QFETCH(QString, line);
    QFETCH(QByteArray, part);
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("text"));
    verifyRefusal(cli.run(line.split(QLatin1Char(' '), Qt::SkipEmptyParts)), kExitUsage, part.constData());
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("text"));
    QCOMPARE(cli.files(), words("a.varve"));
}

void CliTest::optionsStandAnywhere() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    QCOMPARE(cli.out(words("cat a.varve --at #2")), QByteArray("He"));
    QCOMPARE(cli.out(words("cat --at #2 a.varve")), QByteArray("He"));
    QCOMPARE(cli.out(words("cat --at=#2 -- a.varve")), QByteArray("He"));
    QCOMPARE(cli.out(words("insert --user Bo a.varve 5 !")), QByteArray());
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("Hello!"));
}

void CliTest::newDocument() {
    const CliRunner cli;
    QCOMPARE(cli.out(words("new a.varve")), QByteArray());
    QCOMPARE(cli.files(), words("a.varve"));
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray());
    const QByteArray before = cli.read(QStringLiteral("a.varve"));
    verifyRefusal(cli.run(words("new a.varve")), kExitFailed, "left as it is");
    QVERIFY(cli.read(QStringLiteral("a.varve")) == before);
    verifyRefusal(cli.run(words("new none/a.varve")), kExitFailed, "no folder");
    verifyRefusal(cli.run(words("sample a.varve")), kExitFailed, "left as it is");
    // A file name is bytes, whatever they mean.
    const QString strange = QString::fromUtf8("naïve — 漢字 ?%20#.varve");
    QCOMPARE(cli.out({QStringLiteral("new"), strange}), QByteArray());
    QVERIFY(cli.files().contains(strange));
}

void CliTest::insertsAndDeletes() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QString::fromUtf8("Héllo 🎉 wörld"));
    QCOMPARE(cli.out(words("insert a.varve 7 !")), QByteArray());
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("Héllo 🎉! wörld"));
    QCOMPARE(cli.out(words("delete a.varve 5 3")), QByteArray());
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("Héllo wörld"));
    QCOMPARE(cli.files(), words("a.varve"));
}

void CliTest::insertsStandardInput() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QString());
    const QByteArray text = QByteArray("line\n").repeated(50'000);
    QCOMPARE(cli.out(words("insert a.varve 0 -"), text), QByteArray());
    QVERIFY(cli.out(words("cat a.varve")) == text);
    verifyRefusal(cli.run(words("insert a.varve 0 -"), "a\xff"), kExitFailed, "UTF-8");
    verifyRefusal(cli.run(words("insert a.varve 0 -")), kExitUsage, "no text");
    QVERIFY(cli.out(words("cat a.varve")) == text);
}

void CliTest::insertsWhatLooksLikeAnOption() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QString());
    QCOMPARE(cli.out(words("insert a.varve 0 -- --help")), QByteArray());
    QCOMPARE(cli.out(words("insert a.varve 0 -- --")), QByteArray());
    QCOMPARE(cli.out(words("insert a.varve 0 -x")), QByteArray());
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("-x----help"));
}

void CliTest::refusesEditsThatMakeNoSense_data() {
    QTest::addColumn<QString>("line");
    QTest::addColumn<QByteArray>("part");
    const auto row = [](const char* line, const char* part) {
        QTest::newRow(line) << QString::fromUtf8(line) << QByteArray(part);
    };
    row("insert a.varve 5 x", "4 characters");
    row("insert a.varve 4294967295 x", "4 characters");
    row("delete a.varve 3 2", "4 characters");
    row("redo a.varve", "nothing left to redo");
    row("undo a.varve --user Somebody", "nothing left to undo");
    row("restore a.varve --at now", "already is");
    row("restore a.varve --at #99", "no #99");
}

void CliTest::refusesEditsThatMakeNoSense() {
    QFETCH(QString, line);
    QFETCH(QByteArray, part);
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("text"));
    const QByteArray before = cli.read(QStringLiteral("a.varve"));
    verifyRefusal(cli.run(line.split(QLatin1Char(' '))), kExitFailed, part.constData());
    QVERIFY(cli.read(QStringLiteral("a.varve")) == before);
}

void CliTest::catGivesExactlyTheText() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("no line end"));
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("no line end"));
    QCOMPARE(cli.out(words("insert a.varve 11 -"), "\n"), QByteArray());
    QCOMPARE(cli.out(words("cat a.varve --format text")), QByteArray("no line end\n"));
}

void CliTest::catAsJson() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QString());
    const auto empty = cli.json(words("cat a.varve --format json"));
    QCOMPARE(empty["version"].size(), std::size_t{0});
    QCOMPARE(empty["blocks"].size(), std::size_t{1});
    QCOMPARE(empty["blocks"][0]["id"].get<std::string>(), std::string("first-block"));
    QVERIFY(empty["blocks"][0]["spans"].empty());

    QCOMPARE(cli.out(words("insert a.varve 0 -"), "one \"two\"\n\nthree"), QByteArray());
    const auto state = cli.json(words("cat a.varve --format json"));
    QVERIFY(state["title"].is_null());
    QCOMPARE(state["version"].size(), std::size_t{1});
    const std::string agent = state["version"][0][0].get<std::string>();
    QCOMPARE(agent.size(), std::size_t{32});
    QCOMPARE(state["version"][0][1].get<int>(), 15);
    QCOMPARE(state["blocks"].size(), std::size_t{3});
    QCOMPARE(state["blocks"][0]["spans"][0]["text"].get<std::string>(), std::string("one \"two\""));
    QVERIFY(state["blocks"][1]["id"] == nlohmann::json::array({agent, 9}));
    QVERIFY(state["blocks"][1]["spans"].empty());
    QVERIFY(state["blocks"][2]["id"] == nlohmann::json::array({agent, 10}));
    QCOMPARE(state["blocks"][2]["spans"][0]["text"].get<std::string>(), std::string("three"));
    QVERIFY(state["blocks"][2]["spans"][0]["marks"].is_object());
}

void CliTest::catAtMoments() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    const auto frontier = cli.json(words("cat a.varve --format json"))["version"].dump();
    QCOMPARE(cli.out(words("delete a.varve 0 1")), QByteArray());
    QCOMPARE(cli.out(words("insert a.varve 4 !")), QByteArray());
    const auto at = [&](const char* moment) {
        return cli.out(
            {QStringLiteral("cat"), QStringLiteral("a.varve"), QStringLiteral("--at"), QString::fromUtf8(moment)});
    };
    QCOMPARE(at("now"), QByteArray("ello!"));
    QCOMPARE(at("#0"), QByteArray());
    QCOMPARE(at("#3"), QByteArray("Hel"));
    QCOMPARE(at("#5"), QByteArray("Hello"));
    QCOMPARE(at("#6"), QByteArray("ello"));
    QCOMPARE(at("#7"), QByteArray("ello!"));
    QCOMPARE(at(frontier.c_str()), QByteArray("Hello"));
    QCOMPARE(at("[]"), QByteArray());
    QCOMPARE(at("2020-01-01"), QByteArray());
    QCOMPARE(at("2020-01-01T12:00"), QByteArray());
    QCOMPARE(at("9999-12-31T23:59:59.999+01:00"), QByteArray("ello!"));
    // The begin of a step is a moment: history prints what cat takes.
    const auto steps = cli.out(words("history a.varve --grain step")).split('\n');
    QCOMPARE(at(steps[1].split('\t')[0].constData()), QByteArray("ello"));
    QCOMPARE(at(steps[2].split('\t')[1].constData()), QByteArray("ello!"));
    const auto state = cli.json(words("cat a.varve --format json --at #3"));
    QCOMPARE(state["version"][0][1].get<int>(), 2);
}

void CliTest::catRefusesMoments_data() {
    QTest::addColumn<QByteArray>("moment");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("nothing") << QByteArray("") << kExitUsage;
    QTest::newRow("bare number") << QByteArray("12") << kExitUsage;
    QTest::newRow("negative") << QByteArray("#-1") << kExitUsage;
    QTest::newRow("beyond the end") << QByteArray("#6") << kExitFailed;
    QTest::newRow("huge") << QByteArray("#99999999999999999999999") << kExitUsage;
    QTest::newRow("no such day") << QByteArray("2026-02-30") << kExitUsage;
    QTest::newRow("unknown agent") << QByteArray("[[\"00112233445566778899aabbccddeeff\",0]]") << kExitFailed;
    QTest::newRow("half a frontier") << QByteArray("[[\"0011") << kExitUsage;
}

void CliTest::catRefusesMoments() {
    QFETCH(QByteArray, moment);
    QFETCH(int, exitCode);
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    const QStringList line{QStringLiteral("cat"), QStringLiteral("a.varve"), QStringLiteral("--at"),
                           QString::fromUtf8(moment)};
    verifyRefusal(cli.run(line), exitCode, "");
}

void CliTest::undoesAndRedoes() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("one"));
    QCOMPARE(cli.out(words("insert a.varve 3 +two")), QByteArray());
    QCOMPARE(cli.out(words("insert a.varve 7 +three")), QByteArray());
    QCOMPARE(cli.out(words("undo a.varve")), QByteArray("Undid 1 step.\n"));
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("one+two"));
    QCOMPARE(cli.out(words("undo a.varve --steps 4294967295")),
             QByteArray("Undid 2 steps. There is nothing left to undo.\n"));
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray());
    verifyRefusal(cli.run(words("undo a.varve")), kExitFailed, "nothing left to undo");
    QCOMPARE(cli.out(words("redo a.varve --steps 2")), QByteArray("Redid 2 steps.\n"));
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("one+two"));
    QCOMPARE(cli.out(words("redo a.varve")), QByteArray("Redid 1 step.\n"));
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("one+two+three"));
}

void CliTest::undoesStepsOfOneUser() {
    const CliRunner cli;
    QCOMPARE(cli.out(words("new a.varve")), QByteArray());
    QCOMPARE(cli.out(words("insert a.varve 0 Ana --user Ana")), QByteArray());
    QCOMPARE(cli.out(words("insert a.varve 3 Ben --user Ben")), QByteArray());
    QCOMPARE(cli.out(words("undo a.varve --user Ana")), QByteArray("Undid 1 step.\n"));
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("Ben"));
    QCOMPARE(cli.out(words("undo a.varve --user Ben --steps 2")),
             QByteArray("Undid 1 step. There is nothing left to undo.\n"));
    QCOMPARE(cli.out(words("redo a.varve --user Ana")), QByteArray("Redid 1 step.\n"));
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("Ana"));
    const QByteArray history = cli.out(words("history a.varve --grain step"));
    QVERIFY2(history.contains("\tAna\t+3 -0") && history.contains("\tBen\t+3 -0"), history.constData());
}

void CliTest::restores() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    QCOMPARE(cli.out(words("delete a.varve 1 3")), QByteArray());
    QCOMPARE(cli.out(words("restore a.varve --at #5")), QByteArray());
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("Hello"));
    QCOMPARE(cli.out(words("undo a.varve")), QByteArray("Undid 1 step.\n"));
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("Ho"));
    // Nothing was taken away for it.
    QCOMPARE(cli.out(words("cat a.varve --at #5")), QByteArray("Hello"));
}

void CliTest::infoHasItsFields() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("one"));
    QCOMPARE(cli.out(words("insert a.varve 3 -"), "\ntwo"), QByteArray());
    const auto info = cli.json(words("info a.varve --json"));
    QCOMPARE(info["events"].get<int>(), 7);
    QCOMPARE(info["transactions"].get<int>(), 2);
    QCOMPARE(info["agents"].get<int>(), 2);
    QCOMPARE(info["characters"].get<int>(), 7);
    QCOMPARE(info["blocks"].get<int>(), 2);
    QCOMPARE(info["size"].get<qint64>(), qint64{cli.read(QStringLiteral("a.varve")).size()});
    QCOMPARE(info["chunks"].get<int>(), 1);
    QVERIFY(info["keyframes"].is_number_unsigned());
    QCOMPARE(info["semantics"].get<int>(), 1);
    QCOMPARE(info["format"].get<int>(), 2);
    QCOMPARE(info["document"].get<std::string>().size(), std::size_t{36});
    const QByteArray text = cli.out(words("info a.varve"));
    for (const auto& [key, value] : info.items())
        QVERIFY2(text.contains(key.c_str()), key.c_str());
}

void CliTest::historyAtEveryGrain() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("abc"));
    QCOMPARE(cli.out(words("delete a.varve 0 1")), QByteArray());
    const auto lineCount = [&](const char* grain) {
        return cli
            .out({QStringLiteral("history"), QStringLiteral("a.varve"), QStringLiteral("--grain"),
                  QString::fromLatin1(grain)})
            .count('\n');
    };
    QCOMPARE(lineCount("event"), 4);
    QCOMPARE(lineCount("step"), 2);
    QCOMPARE(lineCount("session"), cli.out(words("history a.varve")).count('\n'));
    QCOMPARE(lineCount("day"), 1);
    const QByteArray step = cli.out(words("history a.varve --grain step")).split('\n')[1];
    static const QRegularExpression form(QStringLiteral(
        "^#4\\t\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\\t[^\\t]+\\t\\+0 -1\\tDeleting “a”$"));
    QVERIFY2(QString::fromUtf8(step).contains(form), step.constData());
    const QByteArray json = cli.out(words("history a.varve --grain step --json"));
    const auto first = nlohmann::json::parse(json.split('\n')[0].toStdString());
    QCOMPARE(first["begin"].get<int>(), 0);
    QCOMPARE(first["end"].get<int>(), 3);
    QCOMPARE(first["inserted"].get<int>(), 3);
    QCOMPARE(first["deleted"].get<int>(), 0);
    QCOMPARE(first["name"].get<std::string>(), std::string("Typing “abc”"));
    QVERIFY(!cli.out(words("history a.varve --grain day")).contains("Typing"));
    QVERIFY(first["users"].size() == 1 && first["users"][0].is_string() && first["beginTime"].is_number() &&
            first["endTime"].is_number());
}

void CliTest::historyOfARange() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("one two three"));
    QCOMPARE(cli.out(words("insert a.varve 13 !")), QByteArray());
    QCOMPARE(cli.out(words("mark a.varve 4 7 bold true")), QByteArray());
    QCOMPARE(cli.out(words("delete a.varve 0 4")), QByteArray());
    const auto ends = [&](const char* line) {
        QStringList all;
        for (const QByteArray& row : cli.out(words(line)).split('\n')) {
            if (row.isEmpty()) continue;
            all += QString::number(nlohmann::json::parse(row.toStdString())["end"].get<int>());
        }
        return all.join(u' ');
    };
    // "two" now, with what stood before it; and "three" without the "!".
    QCOMPARE(ends("history a.varve --range 0-3 --json"), QStringLiteral("13 15 19"));
    QCOMPARE(ends("history a.varve --range 4-8 --json"), QStringLiteral("13"));
    QCOMPARE(ends("history a.varve --range 8-10 --json"), QStringLiteral("13 14"));
    QCOMPARE(ends("history a.varve --range 0-2 --at #14 --json"), QStringLiteral("13 19"));
    QVERIFY(cli.out(words("history a.varve --range 4-8")).contains("Typing"));
    verifyRefusal(cli.run(words("history a.varve --range 4-99")), kExitFailed, "has 10 characters");
    verifyRefusal(cli.run(words("history a.varve --range 4-4")), kExitUsage, "behind its begin");
    verifyRefusal(cli.run(words("history a.varve --at #3")), kExitUsage, "give both");
    verifyRefusal(cli.run(words("history a.varve --range 0-2 --grain day")), kExitUsage, "leave --grain away");
}

void CliTest::sampleCanBeExplored() {
    const CliRunner cli;
    QCOMPARE(cli.out(words("sample s.varve")), QByteArray());
    QCOMPARE(cli.out(words("history s.varve --grain day")).count('\n'), 4);
    QVERIFY(cli.out(words("verify s.varve")).startsWith("Everything holds: "));
    // Nothing in it happened in the future.
    const QByteArray now = cli.out({QStringLiteral("cat"), QStringLiteral("s.varve"), QStringLiteral("--at"),
                                    QDateTime::currentDateTimeUtc().toString(Qt::ISODate)});
    QCOMPARE(now, cli.out(words("cat s.varve")));
    QCOMPARE(cli.out(words("undo s.varve --user Ben")), QByteArray("Undid 1 step.\n"));
    QCOMPARE(cli.out(words("redo s.varve --user Ben")), QByteArray("Redid 1 step.\n"));
    QCOMPARE(now, cli.out(words("cat s.varve")));
}

QTEST_GUILESS_MAIN(CliTest)
#include "tst_cli.moc"
