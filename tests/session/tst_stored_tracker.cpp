// Documents with histories of many branches keep their tracker and open through it; a replay on another thread confirms
// it, or what is on display is corrected.
#include <QSignalSpy>
#include <QTest>

#include "merge/tracker_difference.h"
#include "merge/tracker_snapshot.h"
#include "session/document_copy.h"
#include "session_helpers.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::session;

namespace {

const PrivateRuntimeFolder kRuntimeFolder;
constexpr const char* kId = "0d6f3c1e-6c3b-4f6e-9a51-5a1f6f0f2a11";
constexpr std::uint32_t kTransactionCount = 9000;

/// Two authors who write letter by letter without seeing each other, so that every letter is a run of the graph. With
/// `atFront` the ids are the same and the text is not.
event::EventLog logOfTwo(bool atFront) {
    event::EventLog log;
    event::Version versions[2];
    for (std::uint32_t i = 0; i < kTransactionCount; ++i) {
        event::Version& version = versions[i % 2];
        const std::string letter(1, static_cast<char>('a' + i % 26));
        log.append(test::nextAt(log, 1 + i % 2, version, {test::insertAt(atFront ? 0 : i / 2, letter)})).value();
        version = {log.end() - 1};
    }
    return log;
}

merge::Tracker replayed(const event::EventLog& log) {
    merge::Tracker tracker;
    tracker.applyNewEventsQuietly(log);
    return tracker;
}

std::string textOf(const event::EventLog& log) {
    return replayed(log).text(log, merge::View::kEffect);
}

void writeDocument(const std::filesystem::path& path, const event::EventLog& log) {
    const auto written = writeNewDocument(path, {kId, {log, replayed(log), 1}});
    QVERIFY2(written.has_value(), written ? "" : written.error().message.c_str());
}

Result<std::unique_ptr<OpenedFile>> openedThrough(const std::filesystem::path& path) {
    return openFile(path, OpenMode::kReadWrite, ReplayMode::kStoredTracker);
}

}  // namespace

class StoredTrackerTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void opensThroughIt();
    void shortOnesKeepNone();
    void aWrongOneIsCorrected();
};

void StoredTrackerTest::opensThroughIt() {
    const Folder folder;
    const event::EventLog log = logOfTwo(false);
    writeDocument(folder / "a.varve", log);
    {
        const auto file = openFile(folder / "a.varve", OpenMode::kReadOnly);
        QVERIFY(file.has_value() && !(*file)->hasStoredTracker);
    }
    {
        const auto file = openedThrough(folder / "a.varve");
        QVERIFY(file.has_value() && (*file)->hasStoredTracker);
        const merge::CurrentState& state = (*file)->document.state;
        QVERIFY(merge::areSame(state.log(), state.tracker(), replayed(log)));
        QCOMPARE((*file)->document.state.text().text(), textOf(log));
    }
    // What was written behind the keyframe is applied on top.
    {
        const auto session = opened(folder / "a.varve", "Ana");
        insert(*session, 3, "new");
    }
    const auto file = openedThrough(folder / "a.varve");
    QVERIFY(file.has_value() && (*file)->hasStoredTracker);
    std::string expected = textOf(log);
    expected.insert(3, "new");
    QCOMPARE((*file)->document.state.text().text(), expected);
}

void StoredTrackerTest::shortOnesKeepNone() {
    const Folder folder;
    {
        const auto session = created(folder / "a.varve", "Ana");
        insert(*session, 0, "short");
    }
    {
        const auto file = openedThrough(folder / "a.varve");
        QVERIFY(file.has_value() && !(*file)->hasStoredTracker);
    }
    const auto keyframe = newestKeyframe(folder / "a.varve");
    QVERIFY(keyframe && keyframe->tracker.empty());
}

void StoredTrackerTest::aWrongOneIsCorrected() {
    const Folder folder;
    const event::EventLog log = logOfTwo(false);
    const event::EventLog other = logOfTwo(true);
    QVERIFY(textOf(log) != textOf(other));
    writeDocument(folder / "a.varve", log);
    {
        const auto file = openFile(folder / "a.varve", OpenMode::kReadWrite);
        storage::SqliteKeyframeStore keyframes(*(*file)->store);
        history::Keyframe keyframe = **keyframes.newest();
        keyframe.tracker = merge::encodeTracker(other, replayed(other));
        QVERIFY(keyframes.saveNewest(keyframe).has_value());
        QVERIFY((*file)->store->close().has_value());
    }
    {
        auto file = openedThrough(folder / "a.varve");
        QVERIFY(file.has_value() && (*file)->hasStoredTracker);
        const auto session = sessionOn(std::move(file), "Ana");
        std::string shown = session->replica().text().text();
        QVERIFY(shown != textOf(log));
        connect(&session->replica(), &replica::DocumentReplica::patchApplied, this,
                [&shown](const document::DocumentPatch& patch) { shown = patch.body.applied(shown); });
        QSignalSpy corrected(session.get(), &DocumentSession::documentCorrected);
        // Typing before the answer is not lost.
        insert(*session, 0, "typed ");
        QTRY_COMPARE_WITH_TIMEOUT(corrected.count(), 1, kWaitMs);
        QCOMPARE(session->replica().text().text(), "typed " + textOf(log));
        QCOMPARE(shown, "typed " + textOf(log));
    }
    const auto file = openedThrough(folder / "a.varve");
    QVERIFY(file.has_value() && (*file)->hasStoredTracker);
    const merge::CurrentState& state = (*file)->document.state;
    QVERIFY(merge::areSame(state.log(), state.tracker(), replayed(state.log())));
}

QTEST_GUILESS_MAIN(StoredTrackerTest)
#include "tst_stored_tracker.moc"
