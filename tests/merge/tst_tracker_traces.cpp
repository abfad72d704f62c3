// Recorded editing sessions: replaying their events gives the text they ended with, and travelling through them and
// back gives the same again.
#include <zlib.h>

#include <QtTest>
#include <nlohmann/json.hpp>

#include "base/random.h"
#include "merge/tracker.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::event;
using namespace varve::merge;
using namespace varve::test;

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

/// The units of one agent that a transaction of the trace became; a transaction without a patch is its parents.
using TraceVersion = std::vector<EventId>;

EventBatch batchOf(const nlohmann::json& trace) {
    EventBatch batch;
    std::map<std::uint32_t, std::uint32_t> nextSequence;
    std::vector<TraceVersion> versions;
    for (const auto& txn : trace["txns"]) {
        const std::uint32_t agentNumber = txn.value("agent", 0U);
        TraceVersion parents;
        if (txn.contains("parents")) {
            for (const auto& parent : txn["parents"]) {
                const auto& heads = versions[parent.get<std::size_t>()];
                parents.insert(parents.end(), heads.begin(), heads.end());
            }
            std::ranges::sort(parents);
            parents.erase(std::ranges::unique(parents).begin(), parents.end());
        } else if (!versions.empty()) {
            parents = versions.back();
        }
        std::uint32_t& sequence = nextSequence[agentNumber];
        const std::uint64_t before = batch.unitCount();
        for (const auto& patch : txn["patches"]) {
            const std::uint32_t offset = patch[0];
            const std::uint32_t removed = patch[1];
            const std::string text = patch[2];
            if (removed + text.size() == 0) continue;
            if (batch.unitCount() == before) {
                batch.beginTransaction(id(agentNumber, sequence), parents, 0, TransactionKind::kEdit, false, {});
            }
            if (removed > 0) batch.addDelete(WellKnownObject::kBody, {offset}, removed, Direction::kForward);
            if (!text.empty()) batch.addInsert(WellKnownObject::kBody, {offset}, text);
        }
        const auto units = static_cast<std::uint32_t>(batch.unitCount() - before);
        sequence += units;
        versions.push_back(units == 0 ? parents : TraceVersion{id(agentNumber, sequence - 1)});
    }
    return batch;
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
        const auto trace = nlohmann::json::parse(*bytes);
        const std::string endContent = trace["endContent"];
        EventLog log;
        const AppendOutcome appended = log.append(batchOf(trace));
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
            const document::Patch patch = tracker.movePrepareTo(log, target);
            jumped += timer.nsecsElapsed();
            shown = patch.applied(shown);
            QVERIFY(shown == tracker.text(log, View::kPrepare));
        }
        timer.restart();
        tracker.movePrepareTo(log, {});
        QCOMPARE(tracker.count(View::kPrepare), 0U);
        const document::Patch patch = tracker.movePrepareTo(log, log.version());
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
