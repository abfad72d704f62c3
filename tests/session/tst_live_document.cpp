#include "session/live_document.h"

#include <QTest>

#include "session_helpers.h"

using namespace varve;
using namespace varve::session;

namespace {

const PrivateRuntimeFolder kRuntimeFolder;

Result<std::unique_ptr<LiveDocument>> connected(const std::filesystem::path& path) {
    return LiveDocument::connect(path, "Tool", "test", systemClock(), kWaitMs);
}

}  // namespace

class LiveDocumentTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void readsAnUnsharedDocument();
    void changesAreDurableOnceSaved();
    void undoesAsTheUser();
    void severalTools();
    void findsNothingThatIsNotOpen();
    void saysThatTheOwnerIsGone();
    void imagesGoThereAndAreSafe();
    void imagesComeFromThere();
};

void LiveDocumentTest::readsAnUnsharedDocument() {
    const Folder folder;
    const auto session = created(folder / "a.varve", "Ana");
    insert(*session, 0, "Hello");

    const auto live = connected(folder / "a.varve");

    QVERIFY2(live.has_value(), live ? "" : live.error().message.c_str());
    QCOMPARE((*live)->replica().text().text(), std::string("Hello"));
    QCOMPARE((*live)->replica().documentId(), session->replica().documentId());
    QCOMPARE((*live)->ownerProcessId(), std::int64_t{QCoreApplication::applicationPid()});
    // A tool is nobody to write with.
    QVERIFY(session->colleagues().empty());
}

void LiveDocumentTest::changesAreDurableOnceSaved() {
    const Folder folder;
    auto session = created(folder / "a.varve", "Ana");
    insert(*session, 0, "Hello");
    const auto live = connected(folder / "a.varve");
    QVERIFY(live.has_value());

    insert((*live)->replica(), 5, " world");
    const auto saved = (*live)->save(kWaitMs);

    QVERIFY2(saved.has_value(), saved ? "" : saved.error().message.c_str());
    QCOMPARE(textOf(*session), std::string("Hello world"));
    QVERIFY(session->replica().isDurable());
    session.reset();
    QCOMPARE(textOfFile(folder / "a.varve"), std::string("Hello world"));
}

void LiveDocumentTest::undoesAsTheUser() {
    const Folder folder;
    const auto session = created(folder / "a.varve", "Tool");
    insert(*session, 0, "Hello");
    const auto live = connected(folder / "a.varve");
    QVERIFY(live.has_value());
    QVERIFY((*live)->replica().undo().has_value());
    QVERIFY((*live)->save(kWaitMs).has_value());
    QCOMPARE(textOf(*session), std::string());
    QVERIFY(session->replica().redo().has_value());
    QTRY_COMPARE_WITH_TIMEOUT((*live)->replica().text().text(), std::string("Hello"), kWaitMs);
}

void LiveDocumentTest::severalTools() {
    const Folder folder;
    const auto session = created(folder / "a.varve", "Ana");
    const auto one = connected(folder / "a.varve");
    const auto two = connected(folder / "a.varve");
    QVERIFY(one.has_value() && two.has_value());
    insert((*one)->replica(), 0, "1");
    insert((*two)->replica(), 0, "2");
    QVERIFY((*one)->save(kWaitMs).has_value());
    QVERIFY((*two)->save(kWaitMs).has_value());
    QTRY_COMPARE_WITH_TIMEOUT((*one)->replica().text().text().size(), std::size_t{2}, kWaitMs);
    QCOMPARE((*one)->replica().text().text(), textOf(*session));
    QTRY_COMPARE_WITH_TIMEOUT((*two)->replica().text().text(), textOf(*session), kWaitMs);
}

void LiveDocumentTest::findsNothingThatIsNotOpen() {
    const Folder folder;
    created(folder / "a.varve", "Ana").reset();
    const auto live = connected(folder / "a.varve");
    QVERIFY(!live);
    QCOMPARE(live.error().code, ErrorCode::kNotFound);
}

void LiveDocumentTest::saysThatTheOwnerIsGone() {
    const Folder folder;
    auto session = created(folder / "a.varve", "Ana");
    const auto live = connected(folder / "a.varve");
    QVERIFY(live.has_value());
    session.reset();
    insert((*live)->replica(), 0, "too late");
    const auto saved = (*live)->save(kWaitMs);
    QVERIFY(!saved);
    QCOMPARE(saved.error().code, ErrorCode::kInputOutput);
    QCOMPARE(textOfFile(folder / "a.varve"), std::string());
}

void LiveDocumentTest::imagesGoThereAndAreSafe() {
    const Folder folder;
    auto session = created(folder / "a.varve", "Ana");
    const Bytes bytes(2'500'000, 'x');
    // The second time the other side has it already, and says so.
    for (int round = 0; round < 2; ++round) {
        const auto live = connected(folder / "a.varve");
        QVERIFY(live.has_value());
        const auto added = (*live)->addBlob(bytes, "image/png");
        QVERIFY(added.has_value());
        replica::EditIntent intent{.kind = event::TransactionKind::kFormat};
        intent.registers = {{event::WellKnownObject::kDocument, "blob", document::blobNameText(*added)},
                            {event::WellKnownObject::kDocument, "round", std::int64_t{round}}};
        QVERIFY((*live)->replica().apply(intent).has_value());
        const auto saved = (*live)->save(kWaitMs);
        QVERIFY2(saved.has_value(), saved ? "" : saved.error().message.c_str());
        QCOMPARE(session->blob(document::blobNameText(*added))->bytes, bytes);
    }
    session.reset();
    const auto file = openFile(folder / "a.varve", OpenMode::kReadOnly);
    QCOMPARE((*file)->blobNames, std::vector{hashBytes(bytes)});
}

void LiveDocumentTest::imagesComeFromThere() {
    const Folder folder;
    const auto session = created(folder / "a.varve", "Ana");
    const Bytes bytes(2'500'000, 'x');
    const auto added = session->addBlob(bytes, "image/png");
    QVERIFY(session->replica()
                .apply({.kind = event::TransactionKind::kFormat,
                        .registers = {{event::WellKnownObject::kDocument, "blob", *added}}})
                .has_value());
    const auto live = connected(folder / "a.varve");
    QVERIFY(live.has_value());
    const auto blob = (*live)->blob(hashBytes(bytes), kWaitMs);
    QVERIFY2(blob.has_value(), blob ? "" : blob.error().message.c_str());
    QVERIFY(*blob != nullptr);
    QCOMPARE((*blob)->bytes, bytes);
    const auto nobodys = (*live)->blob(hashBytes("?"), kWaitMs);
    QVERIFY2(nobodys.has_value(), nobodys ? "" : nobodys.error().message.c_str());
    QVERIFY(*nobodys == nullptr);
}

QTEST_GUILESS_MAIN(LiveDocumentTest)
#include "tst_live_document.moc"
