// Keyframes in the document file: the newest comes back, few are kept, and damage costs nothing but the cache.
#include <QTemporaryDir>
#include <QtTest>

#include "storage/sqlite_keyframe_store.h"
#include "storage/store_helpers.h"

namespace varve {

using history::Keyframe;
using storage::SqliteEventStore;
using storage::SqliteKeyframeStore;
using storage::StoreMode;

class SqliteKeyframeStoreTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init();
    void newestComesBackAfterReopening();
    void sameVersionIsReplaced();
    void damagedOnesArePassedOver();
    void readOnlyStoreTakesNone();

  private:
    static Keyframe keyframe(std::uint32_t number, const std::string& text) {
        return {{{test::agentNumber(1), {number}}}, text, number + 1, 1'700'000'000'000 + number};
    }
    std::unique_ptr<SqliteEventStore> open(StoreMode mode = StoreMode::kReadWrite) {
        auto store = SqliteEventStore::open(m_path, mode);
        if (!store) qFatal("%s", store.error().message.c_str());
        return std::move(*store);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_path;
};

void SqliteKeyframeStoreTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = std::filesystem::path(m_folder->path().toStdString()) / "novel.varve";
    VERIFY_OK(SqliteEventStore::create(m_path, test::kDocumentId));
}

void SqliteKeyframeStoreTest::newestComesBackAfterReopening() {
    auto store = open();
    SqliteKeyframeStore keyframes(*store);
    QVERIFY(!keyframes.newest()->has_value());
    for (std::uint32_t i = 0; i < 10; ++i)
        VERIFY_OK(keyframes.save(keyframe(i, "state " + std::to_string(i))));
    VERIFY_OK(store->close());
    store = open(StoreMode::kReadOnly);
    SqliteKeyframeStore again(*store);
    QVERIFY(*again.newest() == keyframe(9, "state 9"));
    const auto all = again.load();
    VERIFY_OK(all);
    QCOMPARE(all->size(), static_cast<std::size_t>(storage::kKeyframeCountMax));
    QVERIFY(all->front() == keyframe(8, "state 8"));
    QCOMPARE(store->info()->keyframeCount, std::uint64_t{storage::kKeyframeCountMax});
}

void SqliteKeyframeStoreTest::sameVersionIsReplaced() {
    auto store = open();
    SqliteKeyframeStore keyframes(*store);
    VERIFY_OK(keyframes.save(keyframe(3, "one")));
    VERIFY_OK(keyframes.save(keyframe(3, "two")));
    QVERIFY(*keyframes.newest() == keyframe(3, "two"));
    QCOMPARE(keyframes.load()->size(), std::size_t{1});
}

void SqliteKeyframeStoreTest::damagedOnesArePassedOver() {
    auto store = open();
    SqliteKeyframeStore keyframes(*store);
    VERIFY_OK(keyframes.save(keyframe(1, "older")));
    VERIFY_OK(keyframes.save(keyframe(2, "newer")));
    for (const char* damage : {"state_hash = zeroblob(32)", "data = x'00'", "codec = 9", "version = x''"}) {
        VERIFY_OK(keyframes.save(keyframe(2, "newer")));
        VERIFY_OK(store->connection().execute("UPDATE keyframe SET " + std::string(damage) +
                                              " WHERE seq = (SELECT max(seq) FROM keyframe)"));
        const auto newest = keyframes.newest();
        VERIFY_OK(newest);
        QVERIFY2(*newest == keyframe(1, "older"), damage);
        QVERIFY(!keyframes.load().has_value());
        VERIFY_OK(store->connection().execute("DELETE FROM keyframe WHERE seq = (SELECT max(seq) FROM keyframe)"));
    }
}

void SqliteKeyframeStoreTest::readOnlyStoreTakesNone() {
    auto store = open(StoreMode::kReadOnly);
    SqliteKeyframeStore keyframes(*store);
    VERIFY_ERROR(keyframes.save(keyframe(1, "state")), ErrorCode::kReadOnly,
                 "“novel.varve” was opened for reading only.");
}

}  // namespace varve

QTEST_GUILESS_MAIN(varve::SqliteKeyframeStoreTest)
#include "tst_sqlite_keyframe_store.moc"
