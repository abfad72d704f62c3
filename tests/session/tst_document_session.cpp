#include "session/document_session.h"

#include <QFile>
#include <QSignalSpy>
#include <QTest>

#include "session_helpers.h"

using namespace varve;
using namespace varve::session;

namespace {

const PrivateRuntimeFolder kRuntimeFolder;

/// Two people in one document: Ana shares it, Ben has joined and knows everything.
struct Pair {
    Folder folder;
    std::unique_ptr<DocumentSession> ana = created(folder / "ana.varve", "Ana");
    std::unique_ptr<DocumentSession> ben;

    explicit Pair(const char* text) {
        insert(*ana, 0, text);
        if (!ana->startSharing()) return;
        ben = joined(onlyShared(), folder / "ben.varve", "Ben");
    }
    [[nodiscard]] bool agreeOn(const std::string& text) const { return textOf(*ana) == text && textOf(*ben) == text; }
    [[nodiscard]] bool agree() const {
        return textOf(*ana) == textOf(*ben) &&
               ana->replica().log().versionVector() == ben->replica().log().versionVector();
    }
};

}  // namespace

class DocumentSessionTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void listsOnlyWhatIsShared();
    void exchangesLiveBothWays();
    void showsColleaguesAndTheirCarets();
    void showsCaretsInTextsBesideTheBody();
    void stopSharingSendsColleaguesAway();
    void turnsAnotherDocumentAway();
    void mergesWorkApartAfterTheSharerReturns();
    void mergesWorkApartAfterTheFollowerReturns();
    void undoesOnlyOwnSteps();
    void keepsEverythingOverClosing();
    void keepsAKeyframeOfWhatChanged();
    void isDurableOnlyAfterTheReport();
    void readOnlySessionSharesAndFollowsNothing();
    void savesACopyWithItsHistory();
    void refusesToReplaceAnOpenDocument();
    void closesTwice();
    void secondOpenerLearnsWhoHasIt();
};

void DocumentSessionTest::listsOnlyWhatIsShared() {
    const Folder folder;
    const auto session = created(folder / "Notes.varve", "Ana");
    QVERIFY(listSharedDocuments().empty());
    QSignalSpy changes(session.get(), &DocumentSession::sharingChanged);

    QVERIFY(session->startSharing().has_value());

    QVERIFY(session->isSharing());
    QCOMPARE(changes.size(), 1);
    const SharedDocument shared = onlyShared();
    QCOMPARE(shared.documentId, session->replica().documentId());
    QCOMPARE(shared.title, QStringLiteral("Notes"));
    QCOMPARE(shared.userName, QStringLiteral("Ana"));
    QCOMPARE(shared.processId, QCoreApplication::applicationPid());
    session->stopSharing();
    QVERIFY(!session->isSharing());
    QCOMPARE(changes.size(), 2);
    QVERIFY(listSharedDocuments().empty());
}

void DocumentSessionTest::exchangesLiveBothWays() {
    const Pair pair("one ");
    QVERIFY(pair.ben);
    QTRY_VERIFY_WITH_TIMEOUT(pair.agreeOn("one "), kWaitMs);
    QCOMPARE(pair.ben->linkState(), LinkState::kConnected);

    insert(*pair.ben, 4, "two ");
    QTRY_VERIFY_WITH_TIMEOUT(pair.agreeOn("one two "), kWaitMs);
    insert(*pair.ana, 8, "three");
    QTRY_VERIFY_WITH_TIMEOUT(pair.agreeOn("one two three"), kWaitMs);
    // Both at once, at one place.
    insert(*pair.ana, 0, "A");
    insert(*pair.ben, 0, "B");
    QTRY_VERIFY_WITH_TIMEOUT(pair.agree(), kWaitMs);
    QCOMPARE(textOf(*pair.ana).size(), std::size_t{15});
    QTRY_VERIFY_WITH_TIMEOUT(pair.ana->replica().isDurable() && pair.ben->replica().isDurable(), kWaitMs);
}

void DocumentSessionTest::showsColleaguesAndTheirCarets() {
    const Pair pair("Hello");
    QVERIFY(pair.ben);
    QTRY_VERIFY_WITH_TIMEOUT(pair.agreeOn("Hello"), kWaitMs);
    QTRY_COMPARE_WITH_TIMEOUT(pair.ana->colleagues().size(), std::size_t{1}, kWaitMs);
    QTRY_COMPARE_WITH_TIMEOUT(pair.ben->colleagues().size(), std::size_t{1}, kWaitMs);
    QCOMPARE(pair.ana->colleagues().front().name, QStringLiteral("Ben"));
    QCOMPARE(pair.ben->colleagues().front().name, QStringLiteral("Ana"));

    pair.ben->setPresence({5}, {2});

    const auto caretOfBen = [&]() -> std::optional<text::Offset> {
        const auto caret = pair.ana->colleagues().front().caret;
        return caret ? std::optional(pair.ana->replica().offsetOf(*caret)) : std::nullopt;
    };
    QTRY_COMPARE_WITH_TIMEOUT(caretOfBen(), std::optional(text::Offset{5}), kWaitMs);
    insert(*pair.ana, 0, "Oh! ");
    QCOMPARE(caretOfBen(), std::optional(text::Offset{9}));
    const auto start = pair.ana->colleagues().front().selectionStart;
    QVERIFY(start);
    QCOMPARE(pair.ana->replica().offsetOf(*start), text::Offset{6});
}

void DocumentSessionTest::showsCaretsInTextsBesideTheBody() {
    const Pair pair("Hello");
    QVERIFY(pair.ben);
    QTRY_COMPARE_WITH_TIMEOUT(pair.ana->colleagues().size(), std::size_t{1}, kWaitMs);
    const event::EventId picture = pair.ana->replica().nextEventId();
    insert(*pair.ana, 0, "\ufffc");
    QTRY_VERIFY_WITH_TIMEOUT(pair.agree(), kWaitMs);
    const auto seen = [&] { return pair.ana->colleagues().front(); };
    // In a text that is empty so far, and beyond its end
    pair.ben->setPresence({3}, {0}, picture);
    QTRY_COMPARE_WITH_TIMEOUT(seen().sequence, event::ObjectId{picture}, kWaitMs);
    QCOMPARE(pair.ana->replica().offsetOf(seen().caret.value(), seen().sequence), text::Offset{0});
    replica::EditIntent caption{.kind = event::TransactionKind::kTyping, .edits = {{{}, "words"}}};
    caption.sequence = picture;
    QVERIFY(pair.ben->replica().apply(caption).has_value());
    pair.ben->setPresence({4}, {1}, picture);
    QTRY_VERIFY_WITH_TIMEOUT(pair.agree(), kWaitMs);
    const auto caretOfBen = [&]() -> std::optional<text::Offset> {
        const auto caret = seen().caret;
        return caret ? std::optional(pair.ana->replica().offsetOf(*caret, seen().sequence)) : std::nullopt;
    };
    QTRY_COMPARE_WITH_TIMEOUT(caretOfBen(), std::optional(text::Offset{4}), kWaitMs);
    caption.edits = {{{}, "my "}};
    QVERIFY(pair.ana->replica().apply(caption).has_value());
    QCOMPARE(caretOfBen(), std::optional(text::Offset{7}));
    QCOMPARE(pair.ana->replica().offsetOf(seen().selectionStart.value(), seen().sequence), text::Offset{4});
    // A character of another text is no place there.
    QCOMPARE(pair.ana->replica().offsetOf(seen().caret.value()), text::Offset{6});
    pair.ben->setPresence({2}, {2});
    QTRY_COMPARE_WITH_TIMEOUT(seen().sequence, event::ObjectId{event::WellKnownObject::kBody}, kWaitMs);
}

void DocumentSessionTest::stopSharingSendsColleaguesAway() {
    const Pair pair("x");
    QVERIFY(pair.ben);
    QTRY_VERIFY_WITH_TIMEOUT(pair.agreeOn("x"), kWaitMs);

    pair.ana->stopSharing();

    QTRY_VERIFY_WITH_TIMEOUT(pair.ben->linkState() != LinkState::kConnected, kWaitMs);
    QTRY_VERIFY_WITH_TIMEOUT(pair.ana->colleagues().empty(), kWaitMs);
    insert(*pair.ben, 1, "y");
    insert(*pair.ana, 0, "w");
    QVERIFY(pair.ana->startSharing().has_value());
    QTRY_VERIFY_WITH_TIMEOUT(pair.agreeOn("wxy"), kWaitMs);
}

void DocumentSessionTest::turnsAnotherDocumentAway() {
    const Folder folder;
    const auto ana = created(folder / "ana.varve", "Ana");
    const auto ben = created(folder / "ben.varve", "Ben");
    insert(*ben, 0, "Ben's own");
    QVERIFY(ana->startSharing().has_value());
    QSignalSpy refusals(ben.get(), &DocumentSession::linkRefused);

    ben->follow(onlyShared());

    QTRY_COMPARE_WITH_TIMEOUT(refusals.size(), 1, kWaitMs);
    QVERIFY(!refusals.front().front().toString().isEmpty());
    QCOMPARE(textOf(*ana), std::string());
}

void DocumentSessionTest::mergesWorkApartAfterTheSharerReturns() {
    Pair pair("base");
    QVERIFY(pair.ben);
    QTRY_VERIFY_WITH_TIMEOUT(pair.agreeOn("base"), kWaitMs);

    pair.ana.reset();
    QTRY_COMPARE_WITH_TIMEOUT(pair.ben->linkState(), LinkState::kOffline, kWaitMs);
    insert(*pair.ben, 4, " from Ben");
    pair.ana = opened(pair.folder / "ana.varve", "Ana");
    QVERIFY(pair.ana);
    QCOMPARE(textOf(*pair.ana), std::string("base"));
    insert(*pair.ana, 0, "Ana's ");
    QVERIFY(pair.ana->startSharing().has_value());

    // Ben's session comes back by itself.
    QTRY_VERIFY_WITH_TIMEOUT(pair.agreeOn("Ana's base from Ben"), kWaitMs);
}

void DocumentSessionTest::mergesWorkApartAfterTheFollowerReturns() {
    Pair pair("base");
    QVERIFY(pair.ben);
    QTRY_VERIFY_WITH_TIMEOUT(pair.agreeOn("base"), kWaitMs);

    insert(*pair.ben, 0, "last words, ");
    pair.ben.reset();
    QTRY_VERIFY_WITH_TIMEOUT(pair.ana->colleagues().empty(), kWaitMs);
    insert(*pair.ana, static_cast<std::uint32_t>(textOf(*pair.ana).size()), " alone");
    pair.ben = opened(pair.folder / "ben.varve", "Ben");
    QVERIFY(pair.ben);
    QCOMPARE(textOf(*pair.ben), std::string("last words, base"));
    pair.ben->follow(onlyShared());

    QTRY_VERIFY_WITH_TIMEOUT(pair.agreeOn("last words, base alone"), kWaitMs);
}

void DocumentSessionTest::undoesOnlyOwnSteps() {
    const Pair pair("base");
    QVERIFY(pair.ben);
    QTRY_VERIFY_WITH_TIMEOUT(pair.agreeOn("base"), kWaitMs);
    insert(*pair.ben, 4, " ben");
    QTRY_VERIFY_WITH_TIMEOUT(pair.agreeOn("base ben"), kWaitMs);

    QVERIFY(pair.ana->replica().undo().has_value());
    QTRY_VERIFY_WITH_TIMEOUT(pair.agreeOn(" ben"), kWaitMs);
    QVERIFY(!pair.ana->replica().undo().has_value());
    QVERIFY(pair.ben->replica().undo().has_value());
    QTRY_VERIFY_WITH_TIMEOUT(pair.agreeOn(""), kWaitMs);
    QVERIFY(pair.ana->replica().redo().has_value());
    QTRY_VERIFY_WITH_TIMEOUT(pair.agreeOn("base"), kWaitMs);
}

void DocumentSessionTest::keepsEverythingOverClosing() {
    const Folder folder;
    {
        const auto session = created(folder / "a.varve", "Ana");
        insert(*session, 0, "Hello");
        session->replica().closeStep();
        insert(*session, 5, " world");
        QVERIFY(session->close().has_value());
    }
    QCOMPARE(folder.fileCount(), std::size_t{1});
    QCOMPARE(textOfFile(folder / "a.varve"), std::string("Hello world"));
    const auto session = opened(folder / "a.varve", "Ana");
    QVERIFY(session);
    QVERIFY(session->replica().isDurable());
    const auto undone = session->replica().undo();
    QVERIFY(undone.has_value());
    QVERIFY(undone->fromEarlierSession);
    QCOMPARE(textOf(*session), std::string("Hello"));
}

void DocumentSessionTest::keepsAKeyframeOfWhatChanged() {
    const Folder folder;
    {
        const auto session = created(folder / "a.varve", "Ana");
        insert(*session, 0, "Hello");
    }
    const auto first = newestKeyframe(folder / "a.varve");
    QVERIFY(first);
    QCOMPARE(first->state.body.text, std::string("Hello"));
    QFile file(QString::fromStdString((folder / "a.varve").string()));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray before = file.readAll();
    // Looking at a document leaves the file as it is.
    opened(folder / "a.varve", "Ana").reset();
    file.seek(0);
    QVERIFY(file.readAll() == before);
    {
        const auto session = opened(folder / "a.varve", "Ana");
        insert(*session, 5, "!");
    }
    QCOMPARE(newestKeyframe(folder / "a.varve")->state.body.text, std::string("Hello!"));
}

void DocumentSessionTest::isDurableOnlyAfterTheReport() {
    const Folder folder;
    const auto session = created(folder / "a.varve", "Ana");
    QVERIFY(session->replica().isDurable());
    QSignalSpy changes(&session->replica(), &replica::DocumentReplica::durabilityChanged);

    insert(*session, 0, "Hello");

    QVERIFY(!session->replica().isDurable());
    QCOMPARE(changes.takeLast().front().toBool(), false);
    // The report is an event: without the loop it cannot have come, however fast the disk is.
    QVERIFY(!session->replica().isDurable());
    QTRY_VERIFY_WITH_TIMEOUT(session->replica().isDurable(), kWaitMs);
    QCOMPARE(changes.takeLast().front().toBool(), true);
}

void DocumentSessionTest::readOnlySessionSharesAndFollowsNothing() {
    const Folder folder;
    {
        const auto session = created(folder / "a.varve", "Ana");
        insert(*session, 0, "Hello");
    }
    const auto session = sessionOn(openFile(folder / "a.varve", OpenMode::kReadOnly), "Ben");
    QVERIFY(session);
    QVERIFY(session->isReadOnly());
    QCOMPARE(textOf(*session), std::string("Hello"));
    const auto shared = session->startSharing();
    QVERIFY(!shared);
    QCOMPARE(shared.error().code, ErrorCode::kReadOnly);
    QSignalSpy refusals(session.get(), &DocumentSession::linkRefused);
    session->follow(SharedDocument{session->replica().documentId(), {}, {}, {}, {}, 0});
    QCOMPARE(refusals.size(), 1);
    // Others may write to the file meanwhile.
    QVERIFY(opened(folder / "a.varve", "Ana"));
}

void DocumentSessionTest::savesACopyWithItsHistory() {
    const Folder folder;
    const auto session = created(folder / "a.varve", "Ana");
    insert(*session, 0, "Hello");
    QSignalSpy saved(session.get(), &DocumentSession::copySaved);

    session->saveCopy(folder / "copy.varve");
    insert(*session, 0, "not in the copy: ");

    QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, kWaitMs);
    QCOMPARE(textOfFile(folder / "copy.varve"), std::string("Hello"));
    // Once more over the same file, which is replaced.
    session->saveCopy(folder / "copy.varve");
    QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 2, kWaitMs);
    QCOMPARE(textOfFile(folder / "copy.varve"), std::string("not in the copy: Hello"));
    const auto copy = opened(folder / "copy.varve", "Ana");
    QVERIFY(copy);
    QCOMPARE(copy->replica().documentId(), session->replica().documentId());
    QVERIFY(copy->replica().undo().has_value());
    QCOMPARE(textOf(*copy), std::string("Hello"));
}

void DocumentSessionTest::refusesToReplaceAnOpenDocument() {
    const Folder folder;
    const auto session = created(folder / "a.varve", "Ana");
    const auto other = created(folder / "b.varve", "Ana");
    insert(*session, 0, "Hello");
    insert(*other, 0, "other");
    QSignalSpy failed(session.get(), &DocumentSession::copyFailed);

    session->saveCopy(folder / "b.varve");
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, kWaitMs);
    session->saveCopy(folder / "a.varve");
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 2, kWaitMs);

    QVERIFY2(failed.front().front().toString().contains(QStringLiteral("b.varve")),
             qPrintable(failed.front().front().toString()));
    insert(*other, 5, "!");
    QVERIFY(other->close().has_value());
    QVERIFY(session->close().has_value());
    QCOMPARE(textOfFile(folder / "b.varve"), std::string("other!"));
    QCOMPARE(textOfFile(folder / "a.varve"), std::string("Hello"));
    QCOMPARE(folder.fileCount(), std::size_t{2});
}

void DocumentSessionTest::closesTwice() {
    const Folder folder;
    const auto session = created(folder / "a.varve", "Ana");
    insert(*session, 0, "Hello");
    QVERIFY(session->close().has_value());
    QVERIFY(session->close().has_value());
    QVERIFY(listSharedDocuments().empty());
}

void DocumentSessionTest::secondOpenerLearnsWhoHasIt() {
    const Folder folder;
    const auto session = created(folder / "a.varve", "Ana");
    const auto second = openFile(folder / "a.varve", OpenMode::kReadWrite);
    QVERIFY(!second);
    QCOMPARE(second.error().code, ErrorCode::kBusy);
}

QTEST_GUILESS_MAIN(DocumentSessionTest)
#include "tst_document_session.moc"
