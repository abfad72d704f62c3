// JSON lines: what is written reads back as the same history, and a line that is wrong is named.
#include <QtTest>

#include "event/interchange.h"
#include "support/event_builders.h"
#include "support/random_events.h"

using namespace varve;
using namespace varve::event;
using namespace varve::test;

namespace {

const std::string kHeader =
    "{\"format\":\"varve-events\",\"version\":1,\"semantics\":1,\"document\":\"01234567-89ab-cdef-0123-456789abcdef\"}"
    "\n";
const std::string kA = "0000000a000000000000000000000000";
const std::string kB = "0000000b000000000000000000000000";

std::string written(const EventLog& log) {
    std::string text;
    writeInterchange(log, {"01234567-89ab-cdef-0123-456789abcdef", 1}, [&](std::string_view line) { text += line; });
    return text;
}

/// ' for ", A and B for agents, so that cases stay readable.
std::string lineOf(std::string text) {
    std::string result;
    for (const char c : text) {
        if (c == '\'') {
            result += '"';
        } else if (c == 'A' || c == 'B') {
            result += c == 'A' ? kA : kB;
        } else {
            result += c;
        }
    }
    return result + "\n";
}

}  // namespace

class InterchangeTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void writesTheDocumentedLines() {
        EventLog log;
        log.addAgent({agent(10), "Ana \"A\"\n", "laptop\x01", 1763683200000});
        Transaction first = next(log, 10, {insertAt(0, "Hé\\\t"), setOf(WellKnownObject::kDocument, "title", "T")}, 5);
        QVERIFY(log.append(first).has_value());
        Transaction second = next(log, 11, {deleteAt(1, 2, Direction::kBackward)}, 6);
        second.kind = TransactionKind::kCut;
        second.joinsPrevious = true;
        second.reference = id(10, 0);
        QVERIFY(log.append(second).has_value());
        const std::string expected =
            kHeader + "{\"agent\":\"" + kA +
            "\",\"user\":\"Ana \\\"A\\\"\\n\",\"device\":\"laptop\\u0001\",\"time\":1763683200000}" + "\n" +
            lineOf(
                "{'id':['A',0],'parents':[],'time':5,'transaction':0,'op':{'type':'insert','offset':0,'text':'"
                "Hé\\\\\\t'}}") +
            lineOf(
                "{'id':['A',4],'parents':[['A',3]],'time':5,'transaction':0,'op':{'type':'set','object':'document','"
                "key':'title','value':'T'}}") +
            lineOf(
                "{'id':['B',0],'parents':[['A',4]],'time':6,'transaction':0,'kind':'cut','joins':true,'reference':['A',"
                "0],'op':{'type':'delete','offset':1,'count':2,'direction':'backward'}}");
        QCOMPARE(QString::fromStdString(written(log)), QString::fromStdString(expected));
        const auto back = readInterchange(written(log));
        QVERIFY(back.has_value());
        QCOMPARE(back->batch.agents,
                 (std::vector<AgentRecord>{{agent(10), "Ana \"A\"\n", "laptop\x01", 1763683200000}}));
    }

    void logApplyLogIsTheIdentity() {
        Random seeds(numberFromEnvironment("SEED", 1));
        const std::uint64_t roundCount = numberFromEnvironment("OPERATIONS", 20);
        for (std::uint64_t round = 0; round < roundCount; ++round) {
            const EventLog log = randomLog(seeds.next(), 1 + seeds.below(120));
            const std::string text = written(log);
            const auto read = readInterchange(text);
            QVERIFY2(read.has_value(), read.has_value() ? "" : read.error().message.c_str());
            EventLog copy;
            const AppendOutcome outcome = copy.append(read->batch);
            QVERIFY(outcome.rejected.empty() && outcome.waiting.empty());
            QCOMPARE(copy.versionVector(), log.versionVector());
            QCOMPARE(written(copy), text);
            // Known events are the same ones, whatever way they came.
            EventLog original = log;
            QCOMPARE(original.append(read->batch).duplicateCount, static_cast<std::uint32_t>(log.transactionCount()));
        }
    }

    void readsWhatOthersWrite() {
        const std::string text = "\n" + kHeader + "\r\n" +
                                 lineOf(
                                     "{'id':['A',0],'parents':[],'future':{'x':[1]},'op':{'type':'insert','offset':0,'"
                                     "text':'xyz','more':1}}") +
                                 lineOf("{'agent':'A'}") +
                                 lineOf(
                                     "{'id':['A',3],'parents':[['A',2]],'transaction':7,'time':3,'op':{'type':'delete',"
                                     "'offset':0,'count':1}}") +
                                 lineOf(
                                     "{'id':['A',4],'parents':[['A',3]],'transaction':7,'op':{'type':'mark','begin':0,'"
                                     "end':1,'key':'k','value':null}}") +
                                 lineOf(
                                     "{'id':['B',0],'parents':[['A',4]],'sequence':['A',1],'transaction':7,'op':{'type'"
                                     ":'insert','offset':0,'text':'q'}}");
        const auto read = readInterchange(text);
        QVERIFY2(read.has_value(), read.has_value() ? "" : read.error().message.c_str());
        QCOMPARE(read->header, (InterchangeHeader{"01234567-89ab-cdef-0123-456789abcdef", 1}));
        QCOMPARE(read->batch.transactions().size(), std::size_t{3});
        QCOMPARE(read->batch.transaction(1).operations.size(), std::size_t{2});
        QCOMPARE(read->batch.transaction(1).timeMs, std::int64_t{3});
        QCOMPARE(std::get<Insert>(read->batch.transaction(2).operations[0]).sequence, ObjectId{id(10, 1)});
    }

    void namesTheWrongLine_data() {
        QTest::addColumn<QString>("line");
        QTest::addColumn<ErrorCode>("code");
        const auto row = [](const char* name, const char* line, ErrorCode code = ErrorCode::kMalformed) {
            QTest::newRow(name) << QString::fromUtf8(line) << code;
        };
        row("no JSON", "{");
        row("a list", "[]");
        row("a stranger", "{}");
        row("short agent", "{'agent':'12'}");
        row("agent of another kind", "{'agent':5}");
        row("id", "{'id':5,'parents':[],'op':{'type':'insert','offset':0,'text':'x'}}");
        row("negative id", "{'id':['A',-1],'parents':[],'op':{'type':'insert','offset':0,'text':'x'}}");
        row("fraction", "{'id':['A',0.5],'parents':[],'op':{'type':'insert','offset':0,'text':'x'}}");
        row("no parents", "{'id':['A',1],'op':{'type':'insert','offset':0,'text':'x'}}");
        row("parent twice", "{'id':['A',1],'parents':[['A',0],['A',0]],'op':{'type':'insert','offset':0,'text':'x'}}");
        row("no operation", "{'id':['A',1],'parents':[['A',0]]}");
        row("unknown operation", "{'id':['A',1],'parents':[['A',0]],'op':{'type':'dance'}}", ErrorCode::kUnsupported);
        row("unknown kind", "{'id':['A',1],'parents':[],'kind':'dance','op':{'type':'insert','offset':0,'text':'x'}}",
            ErrorCode::kUnsupported);
        row("no offset", "{'id':['A',1],'parents':[['A',0]],'op':{'type':'insert','text':'x'}}");
        row("no text", "{'id':['A',1],'parents':[['A',0]],'op':{'type':'insert','offset':0}}");
        row("empty text", "{'id':['A',1],'parents':[['A',0]],'op':{'type':'insert','offset':0,'text':''}}");
        row("count zero", "{'id':['A',1],'parents':[['A',0]],'op':{'type':'delete','offset':0,'count':0}}");
        row("huge count", "{'id':['A',1],'parents':[],'op':{'type':'delete','offset':0,'count':4294967296}}");
        row("direction", "{'id':['A',1],'parents':[],'op':{'type':'delete','offset':0,'count':1,'direction':'up'}}");
        row("mark", "{'id':['A',1],'parents':[],'op':{'type':'mark','begin':0,'key':'k'}}");
        row("object", "{'id':['A',1],'parents':[],'op':{'type':'set','object':'moon','key':'k'}}");
        row("value", "{'id':['A',1],'parents':[],'op':{'type':'set','object':'document','key':'k','value':1.5}}");
        row("value too large",
            "{'id':['A',1],'parents':[],'op':{'type':'set','object':'document','key':'k','value':9223372036854775808}"
            "}");
        row("targets", "{'id':['A',1],'parents':[],'op':{'type':'liveness','targets':[['A',0]],'alive':true}}");
        row("alive", "{'id':['A',1],'parents':[],'op':{'type':'liveness','targets':[['A',0,1]]}}");
        row("gap in a transaction",
            "{'id':['A',5],'parents':[['A',0]],'transaction':1,'op':{'type':'insert','offset':0,'text':'x'}}");
        row("other parents in a transaction",
            "{'id':['A',1],'parents':[],'transaction':1,'op':{'type':'insert','offset':0,'text':'x'}}");
        row("other time in a transaction",
            "{'id':['A',1],'parents':[['A',0]],'transaction':1,'time':9,'op':{'type':'insert','offset':0,'text':'x'}}");
    }

    void namesTheWrongLine() {
        QFETCH(QString, line);
        QFETCH(ErrorCode, code);
        const std::string text =
            kHeader +
            lineOf("{'id':['A',0],'parents':[],'transaction':1,'op':{'type':'insert','offset':0,'text':'x'}}") +
            lineOf(line.toStdString());
        const auto read = readInterchange(text);
        QVERIFY(!read.has_value());
        QCOMPARE(read.error().code, code);
        const QString message = QString::fromStdString(read.error().message);
        QVERIFY2(message.startsWith(QStringLiteral("Line 3 ")) && message.endsWith(QLatin1Char('.')),
                 qPrintable(message));
    }

    void needsItsHeader_data() {
        QTest::addColumn<QString>("header");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("nothing") << QString() << ErrorCode::kMalformed;
        QTest::newRow("another format") << QStringLiteral("{\"format\":\"x\"}") << ErrorCode::kMalformed;
        QTest::newRow("not a UUID")
            << QStringLiteral("{\"format\":\"varve-events\",\"version\":1,\"semantics\":1,\"document\":\"d\"}")
            << ErrorCode::kMalformed;
        const QString newer = QString::fromStdString(kHeader);
        QTest::newRow("newer version") << QString(newer).replace(QStringLiteral("version\":1"),
                                                                 QStringLiteral("version\":2"))
                                       << ErrorCode::kUnsupported;
        QTest::newRow("other semantics") << QString(newer).replace(QStringLiteral("semantics\":1"),
                                                                   QStringLiteral("semantics\":2"))
                                         << ErrorCode::kUnsupported;
    }

    void needsItsHeader() {
        QFETCH(QString, header);
        QFETCH(ErrorCode, code);
        QCOMPARE(readInterchange(header.toStdString()).error().code, code);
    }

    void transactionsMustNotBeTorn() {
        const std::string text =
            kHeader +
            lineOf("{'id':['A',0],'parents':[],'transaction':0,'op':{'type':'insert','offset':0,'text':'x'}}") +
            lineOf("{'id':['B',0],'parents':[],'transaction':0,'op':{'type':'insert','offset':0,'text':'y'}}") +
            lineOf("{'id':['A',1],'parents':[['A',0]],'transaction':0,'op':{'type':'insert','offset':0,'text':'z'}}");
        QVERIFY(readInterchange(text).error().message.starts_with("Line 4 "));
    }
};

QTEST_GUILESS_MAIN(InterchangeTest)
#include "tst_interchange.moc"
