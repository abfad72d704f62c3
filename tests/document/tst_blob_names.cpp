#include "document/blob_names.h"

#include <QTest>

#include "document/blob.h"

using namespace varve;

class BlobNamesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aNameIsItsBytes();
    void blobsHaveBounds();
    void followsWhatTheLogNames();
};

namespace {

const std::string kName = "1d8f6ea9a4f6e2ba2b1a4d0d3c0a56bb2d2b94e0f9e7a1f26a9a42e1f1b6ad40";

event::Transaction setting(std::uint32_t sequence, const std::string& key, event::Value value) {
    event::Transaction transaction;
    transaction.first = {{.bytes = {1}}, {sequence}};
    if (sequence > 0) transaction.parents = {{{.bytes = {1}}, {sequence - 1}}};
    transaction.operations = {event::Set{event::WellKnownObject::kDocument, key, std::move(value)}};
    return transaction;
}

}  // namespace

void BlobNamesTest::aNameIsItsBytes() {
    const auto blob = document::makeBlob("bytes", "image/png");
    QVERIFY(blob.has_value());
    QCOMPARE((*blob)->name, hashBytes("bytes"));
    QCOMPARE(document::blobNameOf(document::blobNameText((*blob)->name)), std::optional((*blob)->name));
    QVERIFY(!document::blobNameOf(kName.substr(1)).has_value());
    QVERIFY(!document::blobNameOf("X" + kName.substr(1)).has_value());
    QVERIFY(!document::blobNameOf("D" + kName.substr(1)).has_value());
}

void BlobNamesTest::blobsHaveBounds() {
    QCOMPARE(document::makeBlob("", "image/png").error().code, ErrorCode::kInvalidInput);
    QCOMPARE(document::makeBlob("a", "").error().code, ErrorCode::kInvalidInput);
    QCOMPARE(document::makeBlob("a", "a\nb").error().code, ErrorCode::kInvalidInput);
    QCOMPARE(document::makeBlob(Bytes(document::kBlobSizeMax + 1, 'a'), "image/png").error().code,
             ErrorCode::kLimitExceeded);
    QVERIFY(document::makeBlob(Bytes(document::kBlobSizeMax, 'a'), "image/png").has_value());
}

void BlobNamesTest::followsWhatTheLogNames() {
    const Hash name = *document::blobNameOf(kName);
    event::EventLog log;
    document::BlobNames names;
    QVERIFY(names.followLog(log).empty());
    QVERIFY(log.append(setting(0, "blob", kName)).has_value());
    QVERIFY(names.followLog(log) == std::set{name});
    QVERIFY(names.followLog(log).empty());
    QVERIFY(names.contains(name));
    // Other keys and other forms are no names.
    QVERIFY(log.append(setting(1, "alt", "0" + kName.substr(1))).has_value());
    QVERIFY(log.append(setting(2, "blob", "picture.png")).has_value());
    QVERIFY(log.append(setting(3, "blob", std::int64_t{5})).has_value());
    QVERIFY(names.followLog(log).empty());
    // The same once more is told again, and what replaces it does not make it forgotten.
    QVERIFY(log.append(setting(4, "blob", kName)).has_value());
    QVERIFY(names.followLog(log) == std::set{name});
    QVERIFY(log.append(setting(5, "blob", "0" + kName.substr(1))).has_value());
    QCOMPARE(names.followLog(log).size(), std::size_t{1});
    QCOMPARE(names.all().size(), std::size_t{2});
}

QTEST_GUILESS_MAIN(BlobNamesTest)
#include "tst_blob_names.moc"
