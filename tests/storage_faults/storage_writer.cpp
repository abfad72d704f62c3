// storage_writer FILE HISTORY_SEED STEP_SEED: appends to a document for ever, seals and folds in the log as often as it
// can, and writes the number of acknowledged transactions to standard output after each append, as 8 bytes of this
// machine's order. tst_kill starts and kills it. Each exit by itself is an error.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "base/random.h"
#include "storage/sample_blobs.h"
#include "storage/sample_history.h"
#include "storage/sqlite_event_store.h"

namespace {

int stopWith(const varve::Error& error) {
    std::fprintf(stderr, "%s\n", error.message.c_str());
    return 1;
}

}  // namespace

int main(int argumentCount, char** arguments) {
    using namespace varve;
    if (argumentCount != 4) return 2;
    // Small enough that a writer which lives for a few milliseconds seals several times.
    storage::StoreOptions options;
    options.sealRowCount = 16;
    options.tailRowCountMax = 40;
    options.bulkTransactionCount = 24;
    options.bulkEventCount = 64;
    options.chunkEventCountMax = 64;
    options.growRawSizeMax = 900;  // so that chunks grow, and new ones are begun
    auto store = storage::SqliteEventStore::open(arguments[1], storage::StoreMode::kReadWrite, options);
    if (!store) return stopWith(store.error());
    test::SampleHistory history(std::strtoull(arguments[2], nullptr, 10));
    for (std::uint64_t i = 0; i < (*store)->transactionCount(); ++i)
        static_cast<void>(history.next());
    Random random(std::strtoull(arguments[3], nullptr, 10));
    for (;;) {
        const std::uint32_t size = random.chance(5) ? 30 : 1 + random.below(4);
        const std::uint64_t first = (*store)->transactionCount();
        const event::EventBatch batch = history.batch(size, random.chance(10));
        const auto blobs = test::blobsOfTransactions(first, first + batch.transactions().size());
        if (const Result<void> appended = (*store)->append(std::span(&batch, 1), blobs); !appended) {
            return stopWith(appended.error());
        }
        const std::uint64_t acknowledged = (*store)->transactionCount();
        if (::write(STDOUT_FILENO, &acknowledged, sizeof acknowledged) != sizeof acknowledged) return 3;
        if (random.chance(10)) {
            if (const auto sealed = (*store)->seal(); !sealed) return stopWith(sealed.error());
        }
        if (random.chance(10)) {
            if (const auto done = (*store)->checkpoint(); !done) return stopWith(done.error());
        }
        if (random.chance(5)) {
            // Closing changes the journal mode, which has a crash window of its own.
            if (const auto done = (*store)->close(); !done) return stopWith(done.error());
            store = storage::SqliteEventStore::open(arguments[1], storage::StoreMode::kReadWrite, options);
            if (!store) return stopWith(store.error());
        }
    }
}
