// `cat --format json`: marks, attributes, embeds, further texts and registers of a document, now and at past moments.
#include <QTest>

#include "cli/command.h"
#include "cli_runner.h"

using namespace varve::cli;
using Json = nlohmann::json;

namespace {

const std::string kAgent = "0000000000000000000000000000000a";

/// Writes a history as JSON lines: one agent, one operation after the other.
class HistoryText {
  public:
    HistoryText() {
        m_lines =
            R"({"format":"varve-events","version":1,"semantics":1,"document":"11111111-2222-4333-8444-555555555555"})"
            "\n";
    }
    /// The number of its first event.
    int add(int eventCount, const Json& operation, const Json& sequence = nullptr) {
        Json line = {{"id", {kAgent, m_next}}, {"time", 1000}, {"transaction", m_transaction++}, {"op", operation}};
        line["parents"] = m_next == 0 ? Json::array() : Json::array({Json::array({kAgent, m_next - 1})});
        if (!sequence.is_null()) line["sequence"] = sequence;
        m_lines += line.dump() + "\n";
        return std::exchange(m_next, m_next + eventCount);
    }
    [[nodiscard]] QByteArray bytes() const { return QByteArray::fromStdString(m_lines); }

  private:
    std::string m_lines;
    int m_next = 0;
    int m_transaction = 0;
};

std::string dumped(const Json& value) {
    return value.dump();
}

Json eventId(int number) {
    return Json::array({kAgent, number});
}

Json insertion(int offset, const char* text) {
    return {{"type", "insert"}, {"offset", offset}, {"text", text}};
}

Json mark(int begin, int end, const char* key, const Json& value) {
    return {{"type", "mark"}, {"begin", begin},       {"end", end},        {"key", key},
            {"value", value}, {"expandBegin", false}, {"expandEnd", false}};
}

Json setting(const Json& object, const char* key, const Json& value) {
    return {{"type", "set"}, {"object", object}, {"key", key}, {"value", value}};
}

Json span(const char* text, const Json& marks = Json::object()) {
    return {{"text", text}, {"marks", marks}};
}

Json block(const Json& id, const Json& attributes, const Json& spans) {
    return {{"id", id}, {"attributes", attributes}, {"spans", spans}};
}

}  // namespace

class CliStateTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void marksMakeSpans() {
        HistoryText history;
        history.add(9, insertion(0, "abc\ndefg\n"));
        history.add(1, mark(1, 6, "bold", true));
        history.add(1, mark(2, 3, "colour", "red"));
        const Json now = stateOf(history);
        QCOMPARE(dumped(now["blocks"]),
                 dumped(Json::array(
                     {block("first-block", Json::object(),
                            {span("a"), span("b", {{"bold", true}}), span("c", {{"bold", true}, {"colour", "red"}})}),
                      block(eventId(3), Json::object(), {span("de", {{"bold", true}}), span("fg")}),
                      block(eventId(8), Json::object(), Json::array())})));
        QVERIFY(!now.contains("sequences") && !now.contains("registers"));
        QCOMPARE(dumped(m_cli.json(words("cat a.varve --format json --at #9"))["blocks"][0]["spans"]),
                 dumped(Json::array({span("abc")})));
    }

    void neighboursWithEqualMarksAreOneSpan() {
        HistoryText history;
        history.add(2, insertion(0, "ad"));
        history.add(2, insertion(1, "bc"));
        history.add(1, mark(0, 1, "k", 1));
        history.add(1, mark(1, 3, "k", 1));
        QCOMPARE(dumped(stateOf(history)["blocks"][0]["spans"]),
                 dumped(Json::array({span("abc", {{"k", 1}}), span("d")})));
    }

    void registersAreAttributesWhereTheirObjectIsShown() {
        HistoryText history;
        history.add(5, insertion(0, "a\nb\nc"));
        history.add(1, setting("first-block", "type", "heading"));
        history.add(1, setting(eventId(1), "type", "list"));
        history.add(1, setting(eventId(1), "indent", 2));
        history.add(1, setting(eventId(3), "type", "quote"));
        history.add(1, setting("document", "title", "Plans"));
        const int named = history.add(1, setting("document", "version:x", "draft"));
        history.add(1, setting(eventId(named), "resolved", true));
        // The quote's break is deleted, so that nothing shows its attributes any more.
        history.add(1, {{"type", "delete"}, {"offset", 3}, {"count", 1}, {"direction", "forward"}});
        const Json now = stateOf(history);
        QCOMPARE(dumped(now["title"]), dumped(Json("Plans")));
        QCOMPARE(dumped(now["blocks"][0]["attributes"]), dumped(Json({{"type", "heading"}})));
        QCOMPARE(dumped(now["blocks"][1]),
                 dumped(block(eventId(1), {{"indent", 2}, {"type", "list"}}, Json::array({span("bc")}))));
        QCOMPARE(dumped(now["registers"]),
                 dumped(Json::array({{{"object", "document"}, {"values", {{"version:x", "draft"}}}},
                                     {{"object", eventId(3)}, {"values", {{"type", "quote"}}}},
                                     {{"object", eventId(named)}, {"values", {{"resolved", true}}}}})));
    }

    void embedsAreSpansOfTheirOwn() {
        HistoryText history;
        history.add(3, insertion(0,
                                 "a\xef\xbf\xbc"
                                 "b"));
        history.add(1, setting(eventId(1), "alt", "a tree"));
        history.add(1, mark(0, 3, "link", "x"));
        Json embed = span("\xef\xbf\xbc", {{"link", "x"}});
        embed["embed"] = {{"id", eventId(1)}, {"attributes", {{"alt", "a tree"}}}};
        const Json now = stateOf(history);
        QCOMPARE(dumped(now["blocks"][0]["spans"]),
                 dumped(Json::array({span("a", {{"link", "x"}}), embed, span("b", {{"link", "x"}})})));
        QVERIFY(!now.contains("registers"));
    }

    void furtherTexts() {
        HistoryText history;
        history.add(2, insertion(0, "a\xef\xbf\xbc"));
        history.add(3, insertion(0, "x\ny"), eventId(1));
        Json inCaption = mark(0, 1, "bold", true);
        history.add(1, inCaption, eventId(1));
        const Json now = stateOf(history);
        QCOMPARE(now["blocks"][0]["spans"].size(), std::size_t{2});
        const Json blocks =
            Json::array({block("first-block", Json::object(), Json::array({span("x", {{"bold", true}})})),
                         block(eventId(3), Json::object(), Json::array({span("y")}))});
        QCOMPARE(dumped(now["sequences"]), dumped(Json::array({{{"id", eventId(1)}, {"blocks", blocks}}})));
        QVERIFY(!m_cli.json(words("cat a.varve --format json --at #2")).contains("sequences"));
    }

    void marksAndRegistersFromTheCommandLine() {
        m_cli.make(QStringLiteral("b.varve"), QStringLiteral("Head\nHello world"));
        const auto run = [this](const char* line) { return m_cli.out(words(line)); };
        QCOMPARE(run("mark b.varve 5 10 bold true"), QByteArray());
        QCOMPARE(run("mark b.varve 11 16 link https://example.org/"), QByteArray());
        QCOMPARE(run("set b.varve document title \"12\""), QByteArray());
        QCOMPARE(run("set b.varve first-block level 6"), QByteArray());
        // Bold grows at its end, a link does not.
        QCOMPARE(run("insert b.varve 16 !"), QByteArray());
        QCOMPARE(run("insert b.varve 10 ,"), QByteArray());
        const Json now = m_cli.json(words("cat b.varve --format json"));
        QCOMPARE(dumped(now["title"]), std::string("\"12\""));
        QCOMPARE(dumped(now["blocks"][0]["attributes"]), std::string("{\"level\":6}"));
        QCOMPARE(dumped(now["blocks"][1]["spans"]),
                 dumped(Json::array({span("Hello,", {{"bold", true}}), span(" "),
                                     span("world", {{"link", "https://example.org/"}}), span("!")})));
        const QString lineBreak = QString::fromStdString(dumped(now["blocks"][1]["id"]));
        QCOMPARE(m_cli.out({QStringLiteral("set"), QStringLiteral("b.varve"), lineBreak, QStringLiteral("type"),
                            QStringLiteral("quote")}),
                 QByteArray());
        const auto attributes = [this] {
            return dumped(m_cli.json(words("cat b.varve --format json"))["blocks"][1]["attributes"]);
        };
        QCOMPARE(attributes(), std::string("{\"type\":\"quote\"}"));
        // Keys that are not known may have any value; those that are, of this kind of object, may not.
        const auto set = [this, &lineBreak](const char* key, const char* value) {
            return m_cli.run({QStringLiteral("set"), QStringLiteral("b.varve"), lineBreak, QString::fromUtf8(key),
                              QString::fromUtf8(value)});
        };
        verifyRefusal(set("type", "table"), kExitUsage, "one of title, heading, quote");
        QCOMPARE(set("hologram", "7").exitCode, 0);
        QCOMPARE(run("undo b.varve"), QByteArray("Undid 1 step.\n"));
        QCOMPARE(run("undo b.varve"), QByteArray("Undid 1 step.\n"));
        QCOMPARE(attributes(), std::string("{}"));
        QCOMPARE(run("mark b.varve 0 17 bold null"), QByteArray());
        QCOMPARE(dumped(m_cli.json(words("cat b.varve --format json"))["blocks"][1]["spans"][0]),
                 dumped(span("Hello, ")));

        verifyRefusal(m_cli.run(words("mark b.varve 0 99 bold true")), kExitFailed, "18 characters");
        const QString unknown = QStringLiteral("[\"%1\",3]").arg(QString(32, QLatin1Char('0')));
        verifyRefusal(m_cli.run({QStringLiteral("set"), QStringLiteral("b.varve"), unknown, QStringLiteral("k"),
                                 QStringLiteral("true")}),
                      kExitFailed, "no such object");
    }

  private:
    Json stateOf(const HistoryText& history) {
        QFile::remove(m_cli / QStringLiteral("a.varve"));
        m_cli.write(QStringLiteral("a.jsonl"), history.bytes());
        const QByteArray made = m_cli.out(words("apply a.varve a.jsonl"));
        if (!made.startsWith("Made a document")) return made.toStdString();
        return m_cli.json(words("cat a.varve --format json"));
    }

    CliRunner m_cli;
};

QTEST_GUILESS_MAIN(CliStateTest)
#include "tst_cli_state.moc"
