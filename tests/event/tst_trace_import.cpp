// Recorded traces: small ones of our own, hostile ones, and the real ones where they lie beside the sources.
#include <zlib.h>

#include <QtTest>

#include "base/compression.h"
#include "event/event_codec.h"
#include "event/event_log.h"
#include "event/gunzip.h"
#include "event/trace_import.h"
#include "event/trace_parser.h"
#include "support/event_builders.h"
#include "text/rope.h"

using namespace varve;
using namespace varve::event;
using namespace varve::test;

namespace {

Bytes gzipped(BytesView raw) {
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    Bytes result(deflateBound(&stream, static_cast<uLong>(raw.size())), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(raw.data()));
    stream.avail_in = static_cast<uInt>(raw.size());
    stream.next_out = reinterpret_cast<Bytef*>(result.data());
    stream.avail_out = static_cast<uInt>(result.size());
    deflate(&stream, Z_FINISH);
    result.resize(stream.total_out);
    deflateEnd(&stream);
    return result;
}

/// ' for ", so that cases stay readable.
std::string json(QString text) {
    return text.replace(QLatin1Char('\''), QLatin1Char('"')).toStdString();
}

/// The text that a linear history of insertions and deletions gives.
std::string replayed(const EventBatch& batch) {
    text::Rope rope;
    for (const EventBatch::OperationEntry& operation : batch.operations()) {
        if (operation.type == OperationType::kInsert) rope.insert(operation.offset, batch.textOf(operation));
        if (operation.type == OperationType::kDelete) {
            rope.erase({operation.offset, operation.offset + operation.count});
        }
    }
    return rope.text();
}

}  // namespace

class TraceImportTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void readsASequentialTrace() {
        const auto trace =
            importTrace(json(QStringLiteral("{'startContent':'ab','endContent':'axé','other':{'deep':[1,{}]},'txns':["
                                            "{'time':'2021-04-19T06:06:58.219Z','patches':[[2,0,'é!']]},"
                                            "{'patches':[[3,1,'']],'extra':[[]]},"
                                            "{'time':'2021-04-19T08:06:59+02:00','patches':[]},"
                                            "{'time':'2021-04-19T06:07:01Z','patches':[[1,1,'x'],[0,0,'']]}]}")));
        QVERIFY2(trace.has_value(), trace ? "" : trace.error().message.c_str());
        QCOMPARE(trace->endContent, std::optional<std::string>("axé"));
        QCOMPARE(trace->batch.transactions().size(), std::size_t{4});
        QCOMPARE(trace->batch.transaction(0).kind, TransactionKind::kImport);
        QCOMPARE(trace->batch.transaction(2),
                 transaction(id(0, 4), {id(0, 3)}, {deleteAt(3, 1, Direction::kBackward)}, 1618812418219));
        QCOMPARE(trace->batch.transaction(3),
                 transaction(id(0, 5), {id(0, 4)}, {deleteAt(1, 1), insertAt(1, "x")}, 1618812421000));
        QCOMPARE(replayed(trace->batch), std::string("axé"));
        QCOMPARE(trace->batch.agents, (std::vector<AgentRecord>{{agent(0), "Author", "", 0}}));
        EventLog log;
        QCOMPARE(log.append(trace->batch).events.count(), 7U);
    }

    void keyPressesThatContinueEachOtherAreOneStep() {
        const auto trace = importTrace(json(
            QStringLiteral("{'endContent':'ab\\ncx','txns':[{'patches':[[0,0,'a']]},{'patches':[[1,0,'b']]},"
                           "{'patches':[[2,0,'\\n']]},{'patches':[[3,0,'c']]},{'patches':[[4,0,'d']]},"
                           "{'patches':[[4,1,'']]},{'patches':[[3,1,'']]},{'patches':[[3,0,'pasted']]},"
                           "{'patches':[[9,0,'e']]},{'patches':[[0,0,'f']]}]}")));
        QVERIFY2(trace.has_value(), trace ? "" : trace.error().message.c_str());
        std::string joins;
        for (const auto& entry : trace->batch.transactions()) joins += entry.joinsPrevious ? 'j' : '-';
        QCOMPARE(joins, std::string("-j--j-j---"));
    }

    void readsAConcurrentTrace() {
        // 3 holds no edit and merges 1 and 2; 4 names a parent that another one covers.
        const auto trace = importTrace(json(QStringLiteral("{'kind':'concurrent','numAgents':2,'txns':["
                                                           "{'parents':[],'agent':1,'patches':[[0,0,'ab']]},"
                                                           "{'parents':[0],'agent':1,'patches':[[2,0,'c']]},"
                                                           "{'parents':[0],'agent':0,'patches':[[0,1,'']]},"
                                                           "{'parents':[1,2],'agent':0,'patches':[]},"
                                                           "{'parents':[0,3],'agent':0,'patches':[[1,0,'d']]}]}")),
                                       {.firstTimeMs = 100, .stepMs = 10});
        QVERIFY2(trace.has_value(), trace ? "" : trace.error().message.c_str());
        const EventBatch& batch = trace->batch;
        QCOMPARE(batch.transactions().size(), std::size_t{4});
        QCOMPARE(batch.transaction(3), transaction(id(0, 1), {id(0, 0), id(1, 2)}, {insertAt(1, "d")}, 140));
        QCOMPARE(batch.agents.size(), std::size_t{2});
        QCOMPARE(batch.agents[1], (AgentRecord{agent(1), "Author 2", "", 0}));
        EventLog log;
        const AppendOutcome outcome = log.append(batch);
        QVERIFY(outcome.rejected.empty() && outcome.waiting.empty());
        QCOMPARE(log.version().size(), std::size_t{1});
        QVERIFY(!trace->endContent);
    }

    void readsTimes_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("timeMs");
        QTest::newRow("epoch") << QStringLiteral("1970-01-01T00:00:00+00:00") << qint64{0};
        QTest::newRow("fraction") << QStringLiteral("2000-02-29T12:00:00.5Z") << qint64{951825600500};
        QTest::newRow("microseconds") << QStringLiteral("2000-02-29T12:00:00.500999Z") << qint64{951825600500};
        QTest::newRow("east") << QStringLiteral("2000-02-29T13:30:00+01:30") << qint64{951825600000};
        QTest::newRow("west") << QStringLiteral("2000-02-29T11:00:00-0100") << qint64{951825600000};
        for (const char* wrong :
             {"", "2000", "2001-02-29T12:00:00Z", "2000-13-01T12:00:00Z", "2000-01-01T24:00:00Z", "2000-01-01T12:00:00",
              "2000-01-01T12:00:00.Z", "2000-01-01T12:00:00Zx", "2000-01-01 12:00:00Z", "2000-01-01T12:00:00+9"}) {
            QTest::newRow(wrong) << QString::fromLatin1(wrong) << std::numeric_limits<qint64>::min();
        }
    }

    void readsTimes() {
        QFETCH(QString, text);
        QFETCH(qint64, timeMs);
        QCOMPARE(timeFromIso(text.toStdString()).value_or(std::numeric_limits<qint64>::min()), std::int64_t{timeMs});
    }

    void refuses_data() {
        QTest::addColumn<QString>("text");
        const auto row = [](const char* name, const char* text) { QTest::newRow(name) << QString::fromLatin1(text); };
        row("nothing", "");
        row("no JSON", "{'txns':[");
        row("a list", "[]");
        row("a number", "5");
        row("no transactions", "{'endContent':''}");
        row("transactions twice", "{'txns':[],'txns':[]}");
        row("transactions as a number", "{'txns':5}");
        row("content as a number", "{'txns':[],'endContent':5}");
        row("a transaction as a list", "{'txns':[[]]}");
        row("a transaction as a number", "{'txns':[1]}");
        row("no patches", "{'txns':[{}]}");
        row("patches as an object", "{'txns':[{'patches':{}}]}");
        row("patches as a text", "{'txns':[{'patches':''}]}");
        row("patches twice", "{'txns':[{'patches':[],'patches':[]}]}");
        row("short patch", "{'txns':[{'patches':[[0,0]]}]}");
        row("long patch", "{'txns':[{'patches':[[0,0,'',1]]}]}");
        row("patch of texts", "{'txns':[{'patches':[['0',0,'']]}]}");
        row("nested patch", "{'txns':[{'patches':[[[0],0,'']]}]}");
        row("negative position", "{'txns':[{'patches':[[-1,0,'a']]}]}");
        row("fraction", "{'txns':[{'patches':[[0.5,0,'a']]}]}");
        row("huge position", "{'txns':[{'patches':[[4294967296,0,'a']]}]}");
        row("beyond the end", "{'txns':[{'patches':[[1,0,'a']]}]}");
        row("deletion beyond the end", "{'txns':[{'patches':[[0,0,'ab'],[1,2,'']]}]}");
        row("offset overflow", "{'txns':[{'parents':[],'patches':[[4294967295,0,'ab']]}]}");
        row("too many edits", "{'txns':[{'parents':[],'patches':[[0,4294967295,''],[1,4294967294,'']]}]}");
        row("parents missing", "{'txns':[{'parents':[],'patches':[]},{'patches':[]}]}");
        row("parent of itself", "{'txns':[{'parents':[0],'patches':[]}]}");
        row("parent as a text", "{'txns':[{'parents':['0'],'patches':[]}]}");
        row("half a surrogate", "{'txns':[{'patches':[[0,0,'\\ud800']]}]}");
        row("agent as a text", "{'txns':[{'agent':'x','patches':[]}]}");
    }

    void refuses() {
        QFETCH(QString, text);
        const auto trace = importTrace(json(text));
        QVERIFY(!trace.has_value());
        QCOMPARE(trace.error().code, ErrorCode::kMalformed);
        QVERIFY(trace.error().message.ends_with("."));
    }

    void deepNestingDoesNoHarm() {
        const std::string deep(1'000'000, '[');
        QVERIFY(!importTrace("{\"x\":" + deep).has_value());
    }

    void gunzips() {
        const Bytes raw = Bytes(200'000, 'a') + "end";
        const Bytes packed = gzipped(raw);
        QVERIFY(isGzip(packed) && !isGzip("{}"));
        QVERIFY(gunzip(packed, raw.size()) == raw);
        QVERIFY(gunzip(packed + packed, 2 * raw.size()) == raw + raw);
        QVERIFY(gunzip(gzipped(""), 0) == Bytes());
        QVERIFY(gunzip(gzipped(Bytes(65'536, 'b')), 1 << 20) == Bytes(65'536, 'b'));
        QCOMPARE(gunzip(packed, raw.size() - 1).error().code, ErrorCode::kLimitExceeded);
        for (std::size_t size = 0; size < packed.size(); ++size) {
            QCOMPARE(gunzip(BytesView(packed).substr(0, size), 1 << 20).error().code, ErrorCode::kMalformed);
        }
        Bytes damaged = packed;
        damaged[damaged.size() - 6] ^= 1;
        QCOMPARE(gunzip(damaged, 1 << 20).error().code, ErrorCode::kMalformed);
    }

    void realTraces_data() {
        QTest::addColumn<quint32>("transactionCount");
        QTest::addColumn<quint32>("eventCount");
        QTest::addColumn<bool>("isSequential");
        QTest::newRow("automerge-paper") << 259'778U << 259'778U << true;
        QTest::newRow("rustcode") << 36'981U << 979'844U << true;
        QTest::newRow("sveltecomponent") << 18'335U << 169'517U << true;
        QTest::newRow("json-crdt-blog-post") << 21'411U << 51'430U << true;
        QTest::newRow("friendsforever_flat") << 26'078U << 26'078U << true;
        QTest::newRow("friendsforever") << 26'078U << 26'078U << false;
        QTest::newRow("node_nodecc") << 955U << 947'337U << false;
    }

    void realTraces() {
        QFETCH(quint32, transactionCount);
        QFETCH(quint32, eventCount);
        QFETCH(bool, isSequential);
        const QString folder = qEnvironmentVariable("TRACES", QStringLiteral(VARVE_SOURCE_DIR "/../shared/traces"));
        QFile file(QStringLiteral("%1/%2.json.gz").arg(folder, QString::fromLatin1(QTest::currentDataTag())));
        if (!file.open(QIODevice::ReadOnly)) QSKIP("The recorded traces do not lie beside the sources.");
        const auto text = gunzip(file.readAll().toStdString(), 256U << 20);
        QVERIFY(text.has_value());
        QElapsedTimer timer;
        timer.start();
        const auto trace = importTrace(*text);
        const qint64 importMs = timer.restart();
        QVERIFY2(trace.has_value(), trace ? "" : trace.error().message.c_str());
        QVERIFY(trace->batch.transactions().size() <= transactionCount);
        QCOMPARE(trace->batch.unitCount(), std::uint64_t{eventCount});
        EventLog log;
        timer.restart();
        const AppendOutcome outcome = log.append(trace->batch);
        const qint64 appendUs = timer.nsecsElapsed() / 1000;
        QVERIFY(outcome.rejected.empty() && outcome.waiting.empty());
        QCOMPARE(log.version().size(), std::size_t{1});
        timer.restart();
        const Bytes bytes = encodeColumns(trace->batch);
        const qint64 encodeUs = timer.nsecsElapsed() / 1000;
        timer.restart();
        const auto decoded = decodeColumns(bytes);
        const qint64 decodeUs = timer.nsecsElapsed() / 1000;
        QVERIFY(decoded == trace->batch);
        qInfo(
            "import %lld ms, append %lld us, encode %lld us, decode %lld us, %zu bytes, zstd-9 %zu; %zu graph runs, "
            "%zu operation runs",
            importMs, appendUs, encodeUs, decodeUs, bytes.size(), compressBytes(bytes, 9).size(),
            log.graph().runs().size(), log.operationRuns().size());
        if (isSequential) QVERIFY(replayed(trace->batch) == trace->endContent);
        if (log.end().value < 300'000) log.checkInvariants();
    }
};

QTEST_GUILESS_MAIN(TraceImportTest)
#include "tst_trace_import.moc"
