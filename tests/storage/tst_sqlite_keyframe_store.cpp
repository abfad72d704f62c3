// Keyframes in the document file: the newest comes back, milestones stay within a budget, and damage costs nothing but
// the cache.
#include <QTemporaryDir>
#include <QtTest>

#include "base/random.h"
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
    void whatAnEarlierVersionKeptGoes();
    void milestonesStayWithinTheirBudget();
    void damagedOnesArePassedOver();
    void readOnlyStoreTakesNone();

  private:
    static Keyframe keyframe(std::uint32_t number, const std::string& text) {
        Keyframe result;
        result.state.version = {{test::agentNumber(1), {number}}};
        result.state.body.text = text;
        result.state.body.runs = {{{{test::agentNumber(1), {0}}, static_cast<std::uint32_t>(text.size())}, 0}};
        result.eventCount = number + 1;
        result.createdMs = 1'700'000'000'000 + number;
        return result;
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
        VERIFY_OK(keyframes.saveNewest(keyframe(i, "state " + std::to_string(i))));
    VERIFY_OK(store->close());
    store = open(StoreMode::kReadOnly);
    SqliteKeyframeStore again(*store);
    QVERIFY(*again.newest() == keyframe(9, "state 9"));
    QCOMPARE(again.load()->size(), std::size_t{1});
    QCOMPARE(store->info()->keyframeCount, std::uint64_t{1});
}

void SqliteKeyframeStoreTest::whatAnEarlierVersionKeptGoes() {
    auto store = open();
    SqliteKeyframeStore keyframes(*store);
    VERIFY_OK(store->connection().execute("INSERT INTO keyframe VALUES('text', 9, x'', x'', 1, 0, x'')"));
    QVERIFY(!keyframes.newest()->has_value());
    QVERIFY(keyframes.load()->empty());
    VERIFY_OK(keyframes.saveNewest(keyframe(1, "state")));
    QCOMPARE(store->info()->keyframeCount, std::uint64_t{1});
}

void SqliteKeyframeStoreTest::milestonesStayWithinTheirBudget() {
    auto store = open();
    SqliteKeyframeStore keyframes(*store);
    // Without events there is no budget.
    VERIFY_OK(keyframes.saveMilestone(keyframe(5, "a")));
    QVERIFY(keyframes.milestones()->empty());
    Random random(7);
    std::string text;
    for (int i = 0; i < 40'000; ++i)
        text.push_back(static_cast<char>('a' + random.below(26)));
    const event::Transaction typed{.first = {test::agentNumber(1), {0}},
                                   .parents = {},
                                   .timeMs = 0,
                                   .reference = {},
                                   .operations = {event::Insert{.offset = {}, .text = text}}};
    event::EventBatch batch;
    batch.add(typed);
    VERIFY_OK(store->append(batch));
    for (const std::uint32_t number : {500U, 100U, 300U, 190U})
        VERIFY_OK(keyframes.saveMilestone(keyframe(number, text.substr(0, 3000))));
    VERIFY_OK(keyframes.saveMilestone(keyframe(300, text.substr(0, 3100))));
    QCOMPARE(*keyframes.milestones(), (std::vector<std::uint64_t>{101, 191, 301, 501}));
    VERIFY_OK(keyframes.saveNewest(keyframe(400, text)));
    const auto all = keyframes.load();
    VERIFY_OK(all);
    QCOMPARE(all->size(), std::size_t{5});
    QVERIFY((*all)[2] == keyframe(300, text.substr(0, 3100)));
    QVERIFY(all->back() == keyframe(400, text));
    // The middle goes, as little as is needed.
    VERIFY_OK(keyframes.saveMilestone(keyframe(600, text.substr(0, 6000))));
    QCOMPARE(*keyframes.milestones(), (std::vector<std::uint64_t>{101, 301, 501, 601}));
    VERIFY_OK(keyframes.clear());
    QVERIFY(keyframes.load()->empty());
}

void SqliteKeyframeStoreTest::damagedOnesArePassedOver() {
    auto store = open();
    SqliteKeyframeStore keyframes(*store);
    for (const char* damage : {"data = x'00'", "codec = 9", "version = x''", "data = substr(data, 1, 70)"}) {
        VERIFY_OK(keyframes.saveNewest(keyframe(1, "older")));
        VERIFY_OK(store->connection().execute("UPDATE keyframe SET projection = 'milestone'"));
        VERIFY_OK(keyframes.saveNewest(keyframe(2, "newer")));
        VERIFY_OK(
            store->connection().execute("UPDATE keyframe SET " + std::string(damage) + " WHERE projection = 'state'"));
        const auto newest = keyframes.newest();
        VERIFY_OK(newest);
        QVERIFY2(*newest == keyframe(1, "older"), damage);
        QVERIFY(!keyframes.load().has_value());
        VERIFY_OK(keyframes.clear());
    }
    // The hash beside it is for verification; opening does not compute it.
    VERIFY_OK(keyframes.saveNewest(keyframe(2, "newer")));
    VERIFY_OK(store->connection().execute("UPDATE keyframe SET state_hash = zeroblob(32)"));
    QVERIFY(*keyframes.newest() == keyframe(2, "newer"));
    QCOMPARE(keyframes.load().error().message,
             std::string("A stored state of the text differs from the hash beside it."));
}

void SqliteKeyframeStoreTest::readOnlyStoreTakesNone() {
    auto store = open(StoreMode::kReadOnly);
    SqliteKeyframeStore keyframes(*store);
    VERIFY_ERROR(keyframes.saveNewest(keyframe(1, "state")), ErrorCode::kReadOnly,
                 "“novel.varve” was opened for reading only.");
}

}  // namespace varve

QTEST_GUILESS_MAIN(varve::SqliteKeyframeStoreTest)
#include "tst_sqlite_keyframe_store.moc"
