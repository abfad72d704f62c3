// Sessions on drafts: what is written in one is durable, comes back, reaches colleagues, and is not in their document.
#include <QSignalSpy>
#include <QTest>

#include "editing/draft_commands.h"
#include "session/document_session.h"
#include "session/moment_copy.h"
#include "session_helpers.h"

using namespace varve;
using namespace varve::session;
using history::DraftId;

namespace {

const PrivateRuntimeFolder kRuntimeFolder;

DraftId makeDraft(DocumentSession& session, const char* name) {
    const editing::NewDraft made = editing::newDraft(session.replica().nextEventId(), name);
    if (const auto done = session.replica().apply(made.edit.intent); !done) qFatal("%s", done.error().message.c_str());
    return made.id;
}

std::unique_ptr<DocumentSession> openedOn(const std::optional<DraftId>& draft, const std::filesystem::path& path,
                                          const char* user, OpenMode mode = OpenMode::kReadWrite) {
    return sessionOn(openFile(path, mode, ReplayMode::kStoredTracker, draft), user);
}

}  // namespace

class DraftSessionTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void keepsWhatIsWrittenInADraft();
    void readsADraftWithoutATrace();
    void showsTheDocumentForADraftThatIsNotThere();
    void reachesColleaguesInTheirVersions();
    void makesNoKeyframeOfAPart();
    void copiesCarryDrafts();
    void momentsOfADraftBecomeDocuments();
};

void DraftSessionTest::keepsWhatIsWrittenInADraft() {
    const Folder folder;
    DraftId draft;
    {
        const auto session = created(folder / "a.varve", "Ana");
        insert(*session, 0, "text");
        draft = makeDraft(*session, "Draft");
        QVERIFY(session->close());
    }
    {
        const auto session = openedOn(draft, folder / "a.varve", "Ana");
        QCOMPARE(session->replica().draft(), std::optional(draft));
        insert(*session, 4, "!");
        QVERIFY(!session->replica().isDurable());
        QTRY_VERIFY(session->replica().isDurable());
        QVERIFY(session->close());
        QVERIFY(session->replica().isDurable());
    }
    QCOMPARE(textOfFile(folder / "a.varve"), std::string("text"));
    const auto session = openedOn({}, folder / "a.varve", "Ana");
    QCOMPARE(textOf(*session), std::string("text"));
    QCOMPARE(session->replica().newEventCount(draft), 1U);
    QVERIFY(session->replica().merge(draft));
    QCOMPARE(textOf(*session), std::string("text!"));
    QVERIFY(session->close());
    QCOMPARE(textOfFile(folder / "a.varve"), std::string("text!"));
}

void DraftSessionTest::readsADraftWithoutATrace() {
    const Folder folder;
    DraftId draft;
    {
        const auto session = created(folder / "a.varve", "Ana");
        insert(*session, 0, "text");
        draft = makeDraft(*session, "Draft");
    }
    const auto before = openFile(folder / "a.varve", OpenMode::kReadOnly);
    {
        const auto session = openedOn(draft, folder / "a.varve", "Bo", OpenMode::kReadOnly);
        QVERIFY(session->isReadOnly());
        QCOMPARE(textOf(*session), std::string("text"));
    }
    const auto after = openFile(folder / "a.varve", OpenMode::kReadOnly);
    QVERIFY(before && after);
    QCOMPARE((*after)->document.state.log().end(), (*before)->document.state.log().end());
}

void DraftSessionTest::showsTheDocumentForADraftThatIsNotThere() {
    const Folder folder;
    {
        const auto session = created(folder / "a.varve", "Ana");
        insert(*session, 0, "text");
    }
    const auto session = openedOn(DraftId{}, folder / "a.varve", "Ana");
    QVERIFY(!session->replica().draft());
    QVERIFY(session->replica().isShownWhole());
    QCOMPARE(textOf(*session), std::string("text"));
}

void DraftSessionTest::reachesColleaguesInTheirVersions() {
    const Folder folder;
    DraftId draft;
    {
        const auto session = created(folder / "ana.varve", "Ana");
        insert(*session, 0, "text");
        draft = makeDraft(*session, "Draft");
    }
    const auto ana = openedOn(draft, folder / "ana.varve", "Ana");
    QVERIFY(ana->startSharing());
    const auto ben = joined(onlyShared(), folder / "ben.varve", "Ben");
    QTRY_COMPARE(textOf(*ben), std::string("text"));
    insert(*ana, 4, "!");
    insert(*ben, 0, "> ");
    ana->setPresence({5}, {5});
    const auto haveSame = [&] {
        return ana->replica().wholeLog().versionVector() == ben->replica().wholeLog().versionVector();
    };
    QTRY_VERIFY(haveSame() && ana->replica().wholeLog().end() == ben->replica().wholeLog().end());
    QCOMPARE(textOf(*ana), std::string("text!"));
    QCOMPARE(textOf(*ben), std::string("> text"));
    QTRY_VERIFY(ana->replica().isDurable() && ben->replica().isDurable());
    // Who writes elsewhere is here, but has no caret.
    QTRY_COMPARE(ben->colleagues().size(), std::size_t{1});
    QCOMPARE(ben->colleagues().front().draft, std::optional(draft));
    QVERIFY(!ben->colleagues().front().caret);
    QVERIFY(!ana->colleagues().front().draft);
    // What is merged there is seen by all.
    QVERIFY(ben->replica().merge(draft));
    QCOMPARE(textOf(*ben), std::string("> text!"));
    QTRY_VERIFY(haveSame());
    QCOMPARE(textOf(*ana), std::string("text!"));
    QVERIFY(ana->replica().merge({}));
    QCOMPARE(textOf(*ana), std::string("> text!"));
    QTRY_VERIFY(haveSame());
    // They write together in the draft.
    QVERIFY(ben->close());
    const auto again = openedOn(draft, folder / "ben.varve", "Ben");
    again->follow(onlyShared());
    insert(*again, 7, "?");
    QTRY_COMPARE(textOf(*ana), std::string("> text!?"));
    again->setPresence({1}, {1});
    QTRY_VERIFY(!ana->colleagues().empty() && ana->colleagues().front().caret.has_value());
}

void DraftSessionTest::makesNoKeyframeOfAPart() {
    const Folder folder;
    DraftId draft;
    {
        const auto session = created(folder / "a.varve", "Ana");
        insert(*session, 0, "text");
        draft = makeDraft(*session, "Draft");
    }
    const auto before = newestKeyframe(folder / "a.varve");
    QVERIFY(before);
    {
        const auto session = openedOn(draft, folder / "a.varve", "Ana");
        insert(*session, 4, "!");
    }
    const auto after = newestKeyframe(folder / "a.varve");
    QVERIFY(after && after->eventCount == before->eventCount);
    {
        const auto session = openedOn({}, folder / "a.varve", "Ana");
        QVERIFY(session->replica().merge(draft));
    }
    // Once everything is the document's again, it is kept again.
    {
        const auto session = openedOn({}, folder / "a.varve", "Ana");
        QVERIFY(session->replica().isShownWhole());
        insert(*session, 0, "> ");
    }
    QVERIFY(newestKeyframe(folder / "a.varve")->eventCount > before->eventCount);
    QCOMPARE(textOfFile(folder / "a.varve"), std::string("> text!"));
}

void DraftSessionTest::copiesCarryDrafts() {
    const Folder folder;
    const auto session = created(folder / "a.varve", "Ana");
    insert(*session, 0, "text");
    const DraftId draft = makeDraft(*session, "Draft");
    QVERIFY(session->close());
    const auto inDraft = openedOn(draft, folder / "a.varve", "Ana");
    insert(*inDraft, 4, "!");
    QSignalSpy saved(inDraft.get(), &DocumentSession::copySaved);
    inDraft->saveCopy(folder / "b.varve");
    QTRY_COMPARE(saved.size(), 1);
    QCOMPARE(textOfFile(folder / "b.varve"), std::string("text"));
    const auto copy = openedOn(draft, folder / "b.varve", "Ana");
    QCOMPARE(textOf(*copy), std::string("text!"));
}

void DraftSessionTest::momentsOfADraftBecomeDocuments() {
    const Folder folder;
    DraftId draft;
    {
        const auto session = created(folder / "a.varve", "Ana");
        insert(*session, 0, "text");
        draft = makeDraft(*session, "Draft");
    }
    const auto session = openedOn(draft, folder / "a.varve", "Ana");
    insert(*session, 4, "!");
    const event::EventLog& log = session->replica().log();
    const auto written = writeMomentCopy(folder / "b.varve", log, log.version(), session->blobSource(),
                                         Identity{"Ana", "test"}, systemClock());
    QVERIFY(written);
    QCOMPARE(textOfFile(folder / "b.varve"), std::string("text!"));
}

QTEST_GUILESS_MAIN(DraftSessionTest)
#include "tst_draft_session.moc"
