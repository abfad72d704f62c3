// Shared by the tests of the store: reading everything back, and comparing results without hiding their sentences.
#pragma once

#include <QtTest>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "storage/sample_history.h"
#include "storage/sqlite_event_store.h"

namespace varve::test {

inline const std::string kDocumentId = "0b5ad0a2-7b1c-4c55-9a34-0d6b9f6f3c11";

/// What a store handed over.
struct Loaded {
    std::vector<event::Transaction> transactions;
    std::vector<event::AgentRecord> agents;
    std::optional<Error> error;
};

/// Whether loading straight into a log comes to the same as appending all that was handed over.
inline bool loadsAlike(storage::SqliteEventStore& store, const Loaded& loaded) {
    event::EventLog log;
    const Result<void> direct = store.loadInto(log);
    if (loaded.error) return !direct && direct.error().message == loaded.error->message;
    event::EventBatch batch;
    for (const event::Transaction& transaction : loaded.transactions)
        batch.add(transaction);
    const event::AppendOutcome plain = event::EventLog().append(batch);
    if (!plain.rejected.empty() || !plain.waiting.empty()) return !direct;
    if (!direct || log.transactionCount() != loaded.transactions.size()) return false;
    for (std::size_t index = 0; index < loaded.transactions.size(); ++index) {
        if (log.transaction(index) != loaded.transactions[index]) return false;
    }
    return true;
}

inline Loaded loadAll(storage::SqliteEventStore& store) {
    Loaded loaded;
    std::vector<event::EventBatch> batches;
    const Result<void> done = store.load([&](event::EventBatch&& batch) { batches.push_back(std::move(batch)); });
    if (!done) loaded.error = done.error();
    if (!batches.empty()) loaded.agents = batches.front().agents;
    loaded.transactions = transactionsOf(batches);
    if (!loadsAlike(store, loaded)) loaded.error = Error{ErrorCode::kConflict, "Straight into a log, it is another."};
    return loaded;
}

inline std::string readFile(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline void writeFile(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

inline std::uint64_t environmentNumber(const char* name, std::uint64_t otherwise) {
    const QByteArray value = qgetenv(name);
    return value.isEmpty() ? otherwise : value.toULongLong();
}

}  // namespace varve::test

/// Fails the test with the error's sentence unless the result is good.
#define VERIFY_OK(result)                                                                       \
    do {                                                                                        \
        const auto& resultSeen = (result);                                                      \
        QVERIFY2(resultSeen.has_value(), resultSeen ? "" : resultSeen.error().message.c_str()); \
    } while (false)

/// Fails unless the result is an error with this code and exactly this sentence.
#define VERIFY_ERROR(result, codeExpected, sentence)                                                                 \
    do {                                                                                                             \
        const auto& resultSeen = (result);                                                                           \
        QVERIFY(!resultSeen.has_value());                                                                            \
        QCOMPARE(QString::fromStdString(resultSeen.error().message), QString::fromStdString(std::string(sentence))); \
        QVERIFY(resultSeen.error().code == (codeExpected));                                                          \
    } while (false)
