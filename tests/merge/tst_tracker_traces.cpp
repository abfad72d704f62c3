// Recorded editing sessions: replaying their events gives the text they ended with, and travelling through them and
// back gives the same again.
#include <zlib.h>

#include <QtTest>

#include "base/random.h"
#include "event/trace_import.h"
#include "merge/tracker.h"

using namespace varve;
using namespace varve::event;
using namespace varve::merge;

namespace {

std::optional<std::string> unzipped(const std::string& path) {
    gzFile file = gzopen(path.c_str(), "rb");
    if (file == nullptr) return std::nullopt;
    std::string bytes;
    std::array<char, 1 << 16> buffer;
    for (int size = 0; (size = gzread(file, buffer.data(), buffer.size())) > 0;) {
        bytes.append(buffer.data(), static_cast<std::size_t>(size));
    }
    gzclose(file);
    return bytes;
}

}  // namespace

class TrackerTracesTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void replay_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"automerge-paper", "rustcode", "sveltecomponent", "json-crdt-blog-post",
                                 "friendsforever_flat", "friendsforever", "node_nodecc"}) {
            QTest::newRow(name) << QString::fromLatin1(name);
        }
    }

    void replay() {
        QFETCH(QString, name);
        const QString folder =
            qEnvironmentVariable("TRACES", QString::fromUtf8(VARVE_SOURCE_DIR) + QStringLiteral("/../shared/traces"));
        const auto bytes = unzipped((folder + QLatin1Char('/') + name + QStringLiteral(".json.gz")).toStdString());
        if (!bytes) QSKIP("The recorded traces are not on this machine.");
        const auto trace = importTrace(*bytes);
        if (!trace) QFAIL(trace.error().message.c_str());
        const std::string endContent = trace->endContent.value();
        EventLog log;
        const AppendOutcome appended = log.append(trace->batch);
        QVERIFY(appended.rejected.empty() && appended.waiting.empty());

        QElapsedTimer timer;
        timer.start();
        Tracker tracker;
        QVERIFY(tracker.applyNewEventsQuietly(log).empty());
        const qint64 built = timer.nsecsElapsed();
        QVERIFY(tracker.text(log, View::kEffect) == endContent);
        tracker.checkInvariants(log);
        tracker.movePrepareTo(log, log.version());
        QVERIFY(tracker.text(log, View::kPrepare) == endContent);

        Random random(7);
        std::string shown = endContent;
        qint64 jumped = 0;
        constexpr int kJumpCount = 20;
        for (int jump = 0; jump < kJumpCount; ++jump) {
            const Version target{{random.below(log.end().value)}};
            timer.restart();
            const document::Patch patch = tracker.movePrepareTo(log, target).body;
            jumped += timer.nsecsElapsed();
            shown = patch.applied(shown);
            QVERIFY(shown == tracker.text(log, View::kPrepare));
        }
        timer.restart();
        tracker.movePrepareTo(log, {});
        QCOMPARE(tracker.count(View::kPrepare), 0U);
        const document::Patch patch = tracker.movePrepareTo(log, log.version()).body;
        const qint64 through = timer.nsecsElapsed();
        QVERIFY(patch.applied({}) == endContent);
        tracker.checkInvariants(log);
        qInfo("%s: built in %.2f ms, jump %.3f ms, to the start and back %.2f ms, %zu items, %.2f MB", qPrintable(name),
              double(built) / 1e6, double(jumped) / kJumpCount / 1e6, double(through) / 1e6, tracker.itemCount(),
              double(tracker.memoryBytes()) / 1e6);
    }
};

QTEST_GUILESS_MAIN(TrackerTracesTest)
#include "tst_tracker_traces.moc"
