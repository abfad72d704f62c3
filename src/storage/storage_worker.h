// Makes transactions durable off the GUI thread. Batches go into a queue; a thread of its own, which alone touches the
// store, gathers what arrives within a few milliseconds into one commit and then says how far the log is safe. When a
// write fails nothing is dropped: the queue keeps everything and tries again. Owned by the document session.
#pragma once

#include <QObject>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/result.h"
#include "document/blob.h"
#include "event/event_batch.h"
#include "storage/sqlite_event_store.h"

QT_BEGIN_NAMESPACE
class QThread;
QT_END_NAMESPACE

namespace varve::storage {

struct WorkerOptions {
    std::chrono::milliseconds gatherMax{25};     // how long the first batch of a commit may wait for others
    std::chrono::milliseconds idleMin{1000};     // quiet time before sealing and folding in the log
    std::chrono::milliseconds retryPause{2000};  // between attempts after a failure
    std::chrono::milliseconds lookPause{3000};   // between looks, while nothing is written, whether the file is there
};

class StorageWorker : public QObject {
    Q_OBJECT
  public:
    /// Takes over the store, which no other thread may use from now on. All signals come in this object's thread.
    explicit StorageWorker(std::unique_ptr<SqliteEventStore> store, const WorkerOptions& options = {},
                           QObject* parent = nullptr);
    /// Stops after one last attempt to write what waits. Call close() before, to learn whether that worked.
    ~StorageWorker() override;

    /// Queues transactions that follow, in the log, everything queued before. Never blocks on the disk.
    void enqueue(event::EventBatch batch);
    /// Queues a blob. It is durable before, or in the same commit as, every transaction queued after it.
    void enqueueBlob(document::SharedBlob blob);
    /// Reads a blob from disk off this thread; blobRead follows, unless the worker is closed before. What is queued is
    /// not looked at.
    void requestBlob(const Hash& name);
    /// The same for a thread of its own, which waits for the answer. Thread: any but the GUI's. Errors: also kBusy when
    /// the worker is closed.
    [[nodiscard]] Result<document::SharedBlob> readBlobNow(const Hash& name);
    /// Queues work on the store that is done when nothing waits to be written, and before closing: keyframes. Work that
    /// is still waiting is replaced by a newer one.
    void enqueueIdleWork(std::function<void(SqliteEventStore&)> work);
    /// Tries at once what failed.
    void retry();
    /// Seals and folds in the log as soon as everything is written: before sharing, when focus is lost.
    void tidyUp();

    /// Waits until everything queued so far is durable, in a file that is still in its place. Errors: what the store
    /// said, or kBusy when the time ran out; the queue keeps what is not durable.
    [[nodiscard]] Result<void> flush(std::chrono::milliseconds timeMax);
    /// flush(), then closes the store and ends the thread. On error of the flush the worker goes on; ask again or
    /// destroy it. Errors of closing leave everything durable.
    [[nodiscard]] Result<void> close(std::chrono::milliseconds timeMax);

    /// Transactions that wait to become durable.
    [[nodiscard]] std::size_t waitingTransactionCount() const;

  Q_SIGNALS:
    /// The first `transactionCount` transactions of the log are on disk for good.
    void durable(std::size_t transactionCount);
    /// A blob is on disk for good.
    void blobDurable(const varve::Hash& name);
    /// The answer to a request: null when the file does not have it; an error when it is damaged.
    void blobRead(const varve::Hash& name, const varve::Result<varve::document::SharedBlob>& blob);
    /// A write failed, or the file was moved or removed; what could not be written waits in memory. Said once until the
    /// reason changes or retry() is called.
    void failed(const varve::Error& error);
    /// Writing works again.
    void recovered();

  private:
    using Clock = std::chrono::steady_clock;
    enum class Task : std::uint8_t { kWrite, kReadBlob, kIdleWork, kTidy, kStop };

    void run();
    Task nextTask(std::unique_lock<std::mutex>& lock);
    [[nodiscard]] bool isWriteDue() const;
    /// With an empty queue it only looks whether the file is in its place.
    void writeQueue(std::unique_lock<std::mutex>& lock);
    void readBlob(std::unique_lock<std::mutex>& lock);
    void dropBlobRequests();
    [[nodiscard]] bool isQueueEmpty() const { return m_queue.empty() && m_blobQueue.empty(); }
    void reportFailure(const Error& error);
    void reportDurable(std::size_t transactionCount, const std::vector<document::SharedBlob>& blobs, bool wasFailing);
    void stop();

    const WorkerOptions m_options;
    std::unique_ptr<SqliteEventStore> m_store;  // of the thread, from construction until it has ended
    std::optional<Result<void>> m_closed;       // likewise: what closing said, unless a write had failed at the end

    mutable std::mutex m_mutex;          // guards everything below
    std::condition_variable m_changed;   // for the thread: there may be something to do
    std::condition_variable m_progress;  // for waiters: something was done
    std::deque<event::EventBatch> m_queue;
    std::deque<document::SharedBlob> m_blobQueue;
    struct BlobRequest {
        Hash name{};
        std::shared_ptr<std::promise<Result<document::SharedBlob>>> answer;  // null: by signal
    };
    std::deque<BlobRequest> m_blobRequests;
    std::uint64_t m_enqueuedCount = 0;  // batches and blobs
    std::uint64_t m_durableCount = 0;   // likewise
    std::uint64_t m_attemptCount = 0;   // writes finished, well or not
    std::uint64_t m_urgentCount = 0;    // of those, up to here they are not to wait for others
    std::uint64_t m_lookWanted = 0;     // looks asked for, and looks (or writes, which look as well) that answered
    std::uint64_t m_lookDone = 0;
    Clock::time_point m_firstQueued;
    Clock::time_point m_lastWritten;
    std::function<void(SqliteEventStore&)> m_idleWork;
    std::optional<Error> m_error;     // of the last write or look
    std::optional<Error> m_reported;  // what failed() said last
    std::size_t m_waitingTransactionCount = 0;
    bool m_isTidy = true;
    bool m_tidyNow = false;
    bool m_stopping = false;
    bool m_hasEnded = false;  // the thread answers no more
    std::unique_ptr<QThread> m_thread;
};

}  // namespace varve::storage
