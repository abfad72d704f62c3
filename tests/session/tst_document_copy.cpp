#include "session/document_copy.h"

#include <QFile>
#include <QTest>

#include "session/sample_document.h"
#include "session_helpers.h"

using namespace varve;
using namespace varve::session;

namespace {

constexpr const char* kId = "0d6f3c1e-6c3b-4f6e-9a51-5a1f6f0f2a11";

DocumentContents contentsSaying(const char* text) {
    replica::DocumentReplica replica({kId, {}}, newAgent("Ana", "test", 0), systemClock());
    insert(replica, 0, text);
    return {kId, {replica.log(), replica.tracker(), 1}};
}

void writeFile(const std::filesystem::path& path, const QByteArray& bytes) {
    QFile file(QString::fromStdString(path.string()));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

}  // namespace

class DocumentCopyTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void makesANewDocument();
    void newDocumentReplacesNothing();
    void newDocumentNeedsItsFolder();
    void newDocumentKeepsOffLeftoverLogs();
    void copyReplacesAnyFile();
    void copyKeepsOffFoldersAndUnclosedDocuments();
    void takesTheLongestNames();
};

void DocumentCopyTest::makesANewDocument() {
    const Folder folder;
    QVERIFY(writeNewDocument(folder / "a.varve", contentsSaying("Hello")).has_value());
    QCOMPARE(textOfFile(folder / "a.varve"), std::string("Hello"));
    QCOMPARE(folder.fileCount(), std::size_t{1});
    const auto keyframe = newestKeyframe(folder / "a.varve");
    QVERIFY(keyframe);
    QCOMPARE(keyframe->state.body.text, std::string("Hello"));
    QCOMPARE(keyframe->eventCount, std::uint64_t{5});
}

void DocumentCopyTest::newDocumentReplacesNothing() {
    const Folder folder;
    writeFile(folder / "a.varve", "text");
    const auto written = writeNewDocument(folder / "a.varve", contentsSaying("Hello"));
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::kAlreadyExists);
    QCOMPARE(folder.fileCount(), std::size_t{1});
}

void DocumentCopyTest::newDocumentNeedsItsFolder() {
    const Folder folder;
    const auto written = writeNewDocument(folder / "none" / "a.varve", contentsSaying("Hello"));
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::kNotFound);
    QCOMPARE(folder.fileCount(), std::size_t{0});
}

void DocumentCopyTest::newDocumentKeepsOffLeftoverLogs() {
    const Folder folder;
    writeFile(folder / "a.varve-wal", "of another document");
    const auto written = writeNewDocument(folder / "a.varve", contentsSaying("Hello"));
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::kAlreadyExists);
    QCOMPARE(folder.fileCount(), std::size_t{1});
}

void DocumentCopyTest::copyReplacesAnyFile() {
    const Folder folder;
    writeFile(folder / "a.varve", "text");
    QVERIFY(writeDocumentCopy(folder / "a.varve", contentsSaying("Hello")).has_value());
    QCOMPARE(textOfFile(folder / "a.varve"), std::string("Hello"));
    QVERIFY(writeDocumentCopy(folder / "a.varve", contentsSaying("Once more")).has_value());
    QCOMPARE(textOfFile(folder / "a.varve"), std::string("Once more"));
    QCOMPARE(folder.fileCount(), std::size_t{1});
}

void DocumentCopyTest::copyKeepsOffFoldersAndUnclosedDocuments() {
    const Folder folder;
    const auto onFolder = writeDocumentCopy(folder / ".", contentsSaying("Hello"));
    QVERIFY(!onFolder);
    writeFile(folder / "a.varve", "a document");
    writeFile(folder / "a.varve-wal", "and its last words");
    const auto written = writeDocumentCopy(folder / "a.varve", contentsSaying("Hello"));
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::kBusy);
    QCOMPARE(folder.fileCount(), std::size_t{2});
}

void DocumentCopyTest::takesTheLongestNames() {
    const Folder folder;
    const std::string name = std::string(255 - 6, 'n') + ".varve";
    QVERIFY(writeNewDocument(folder / name.c_str(), contentsSaying("Hello")).has_value());
    QVERIFY(writeDocumentCopy(folder / name.c_str(), contentsSaying("Again")).has_value());
    const auto tooLong = writeNewDocument(folder / ("n" + name).c_str(), contentsSaying("Hello"));
    QVERIFY(!tooLong);
    QVERIFY2(tooLong.error().message.find("varve-part") == std::string::npos, tooLong.error().message.c_str());
    QCOMPARE(folder.fileCount(), std::size_t{1});
}

QTEST_GUILESS_MAIN(DocumentCopyTest)
#include "tst_document_copy.moc"
