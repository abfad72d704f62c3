// A document file in a folder of its own, for tests of the store.
#pragma once

#include <sqlite3.h>
#include <sys/stat.h>

#include <QTemporaryDir>

#include "storage/store_helpers.h"

namespace varve::test {

/// Sizes so small that a few hundred transactions fill several chunks and leave a tail, in closed files too.
inline storage::StoreOptions smallOptions() {
    storage::StoreOptions options;
    options.sealRowCount = 50;
    options.tailRowCountMax = 120;
    options.bulkTransactionCount = 200;
    options.bulkEventCount = 300;
    options.chunkEventCountMax = 300;
    options.growRawSizeMax = 0;
    options.sealsTailOnClose = false;
    return options;
}

/// Runs SQL on a file with a plain connection, as another program would. Returns SQLite's message, empty when fine.
inline std::string runSql(const std::filesystem::path& path, const std::string& sql) {
    sqlite3* database = nullptr;
    std::string message;
    char* said = nullptr;
    if (sqlite3_open(path.c_str(), &database) != SQLITE_OK) message = sqlite3_errmsg(database);
    if (message.empty() && sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &said) != SQLITE_OK) message = said;
    sqlite3_free(said);
    sqlite3_close(database);
    return message;
}

struct StoreFixture {
    QTemporaryDir folder;
    std::filesystem::path path = pathOf("novel.varve");

    StoreFixture() {
        // So that tests can look at it as an ordinary user too.
        ::chmod(folder.path().toLocal8Bit().constData(), 0755);
    }
    [[nodiscard]] std::filesystem::path pathOf(const char* name) const {
        return std::filesystem::path(folder.path().toStdString()) / name;
    }
    [[nodiscard]] std::unique_ptr<storage::SqliteEventStore> create(const storage::StoreOptions& options = {}) const {
        auto store = storage::SqliteEventStore::create(path, kDocumentId, options);
        if (!store) qFatal("%s", store.error().message.c_str());
        return std::move(*store);
    }
};

/// Fails the test unless the store holds exactly these transactions.
inline void compareWith(storage::SqliteEventStore& store, const std::vector<event::Transaction>& expected) {
    const Loaded loaded = loadAll(store);
    QVERIFY2(!loaded.error, loaded.error ? loaded.error->message.c_str() : "");
    QVERIFY(loaded.transactions == expected);
    QCOMPARE(store.transactionCount(), static_cast<std::uint64_t>(expected.size()));
}

}  // namespace varve::test
