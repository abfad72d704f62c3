#include "storage/storage_worker.h"

#include <QMetaObject>
#include <QThread>
#include <algorithm>
#include <utility>
#include <vector>

#include "storage/sqlite_blob_store.h"

namespace varve::storage {

StorageWorker::StorageWorker(std::unique_ptr<SqliteEventStore> store, const WorkerOptions& options, QObject* parent)
    : QObject(parent), m_options(options), m_store(std::move(store)), m_lastWritten(Clock::now()) {
    m_thread.reset(QThread::create([this] { run(); }));
    m_thread->setObjectName(QStringLiteral("storage"));
    m_thread->start();
}

StorageWorker::~StorageWorker() {
    stop();
}

void StorageWorker::enqueue(event::EventBatch batch) {
    const std::lock_guard lock(m_mutex);
    if (isQueueEmpty()) m_firstQueued = Clock::now();
    m_waitingTransactionCount += batch.transactions().size();
    m_queue.push_back(std::move(batch));
    m_enqueuedCount += 1;
    m_changed.notify_one();
}

void StorageWorker::enqueueBlob(document::SharedBlob blob) {
    const std::lock_guard lock(m_mutex);
    if (isQueueEmpty()) m_firstQueued = Clock::now();
    m_blobQueue.push_back(std::move(blob));
    m_enqueuedCount += 1;
    m_changed.notify_one();
}

void StorageWorker::requestBlob(const Hash& name) {
    const std::lock_guard lock(m_mutex);
    m_blobRequests.push_back({name, nullptr});
    m_changed.notify_one();
}

Result<document::SharedBlob> StorageWorker::readBlobNow(const Hash& name) {
    const auto answer = std::make_shared<std::promise<Result<document::SharedBlob>>>();
    {
        const std::lock_guard lock(m_mutex);
        m_blobRequests.push_back({name, answer});
        if (m_hasEnded) dropBlobRequests();
        m_changed.notify_one();
    }
    return answer->get_future().get();
}

/// Under the lock.
void StorageWorker::dropBlobRequests() {
    for (const BlobRequest& request : m_blobRequests) {
        if (request.answer) {
            request.answer->set_value(failure(ErrorCode::kBusy, "The document was closed before its image was read."));
        }
    }
    m_blobRequests.clear();
}

void StorageWorker::enqueueIdleWork(std::function<void(SqliteEventStore&)> work) {
    const std::lock_guard lock(m_mutex);
    m_idleWork = std::move(work);
    m_changed.notify_one();
}

void StorageWorker::retry() {
    const std::lock_guard lock(m_mutex);
    m_reported.reset();
    m_urgentCount = m_enqueuedCount;
    m_changed.notify_one();
}

void StorageWorker::tidyUp() {
    const std::lock_guard lock(m_mutex);
    m_urgentCount = m_enqueuedCount;
    m_tidyNow = true;
    m_changed.notify_one();
}

Result<void> StorageWorker::flush(std::chrono::milliseconds timeMax) {
    std::unique_lock lock(m_mutex);
    const std::uint64_t wanted = m_enqueuedCount;
    const std::uint64_t look = ++m_lookWanted;
    const std::uint64_t attemptsBefore = m_attemptCount;
    m_urgentCount = wanted;
    m_changed.notify_one();
    const auto isDecided = [&] {
        return (m_durableCount >= wanted && m_lookDone >= look) ||
               (m_attemptCount > attemptsBefore && m_error.has_value());
    };
    if (!m_progress.wait_for(lock, timeMax, isDecided)) {
        return failure(ErrorCode::kBusy, "The disk has not confirmed the latest changes yet. They are kept in memory.");
    }
    if (m_error) return std::unexpected(*m_error);
    return {};
}

Result<void> StorageWorker::close(std::chrono::milliseconds timeMax) {
    if (m_store == nullptr) return {};
    if (Result<void> flushed = flush(timeMax); !flushed) return flushed;
    stop();
    const std::unique_ptr<SqliteEventStore> store = std::exchange(m_store, nullptr);
    return m_closed ? *m_closed : store->close();
}

std::size_t StorageWorker::waitingTransactionCount() const {
    const std::lock_guard lock(m_mutex);
    return m_waitingTransactionCount;
}

void StorageWorker::stop() {
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        m_changed.notify_one();
    }
    m_thread->wait();
    const std::lock_guard lock(m_mutex);
    m_hasEnded = true;
    dropBlobRequests();
}

bool StorageWorker::isWriteDue() const {
    if (isQueueEmpty()) return m_lookWanted > m_lookDone && !m_stopping;
    return m_stopping || m_urgentCount > m_durableCount;
}

/// Waits until there is something to do. Idle work and tidying wait for an empty queue.
StorageWorker::Task StorageWorker::nextTask(std::unique_lock<std::mutex>& lock) {
    for (;;) {
        if (isWriteDue()) return Task::kWrite;
        if (!m_blobRequests.empty() && !m_stopping) return Task::kReadBlob;
        const Clock::time_point now = Clock::now();
        std::optional<Clock::time_point> wakeAt;
        if (!isQueueEmpty()) {
            wakeAt = m_error ? m_lastWritten + m_options.retryPause : m_firstQueued + m_options.gatherMax;
            if (now >= *wakeAt) return Task::kWrite;
        } else if (m_stopping) {
            return m_idleWork ? Task::kIdleWork : Task::kStop;
        } else if (m_idleWork || !m_isTidy || m_tidyNow) {
            wakeAt = m_lastWritten + m_options.idleMin;
            if (m_tidyNow || now >= *wakeAt) return m_idleWork ? Task::kIdleWork : Task::kTidy;
        } else {
            wakeAt = m_lastWritten + m_options.lookPause;
            if (now >= *wakeAt) return Task::kWrite;
        }
        if (wakeAt) {
            m_changed.wait_until(lock, *wakeAt);
        } else {
            m_changed.wait(lock);
        }
    }
}

void StorageWorker::run() {
    std::unique_lock lock(m_mutex);
    for (;;) {
        switch (nextTask(lock)) {
            case Task::kWrite: {
                writeQueue(lock);
                // The last attempt was made; what could not be written is lost with the process, and close() has said
                // so.
                if (m_stopping && m_error) return;
                break;
            }
            case Task::kReadBlob: {
                readBlob(lock);
                break;
            }
            case Task::kIdleWork: {
                const auto work = std::exchange(m_idleWork, nullptr);
                m_isTidy = false;
                lock.unlock();
                work(*m_store);
                lock.lock();
                break;
            }
            case Task::kTidy: {
                m_isTidy = true;
                m_tidyNow = false;
                lock.unlock();
                // Nothing acknowledged depends on it, so a failure waits for the next time; a write will report it.
                static_cast<void>(m_store->seal());
                static_cast<void>(m_store->checkpoint());
                lock.lock();
                break;
            }
            case Task::kStop: {
                lock.unlock();
                // Here, because it seals the tail.
                m_closed = m_store->close();
                return;
            }
        }
    }
}

void StorageWorker::writeQueue(std::unique_lock<std::mutex>& lock) {
    std::vector<event::EventBatch> batches(std::make_move_iterator(m_queue.begin()),
                                           std::make_move_iterator(m_queue.end()));
    m_queue.clear();
    const std::vector<document::SharedBlob> blobs(m_blobQueue.begin(), m_blobQueue.end());
    m_blobQueue.clear();
    const bool isLookOnly = batches.empty() && blobs.empty();
    const std::uint64_t look = m_lookWanted;
    lock.unlock();
    const Result<void> written = isLookOnly ? m_store->checkInPlace() : m_store->append(batches, blobs);
    const std::size_t transactionCount = static_cast<std::size_t>(m_store->transactionCount());
    lock.lock();
    m_attemptCount += 1;
    m_lookDone = look;
    m_lastWritten = Clock::now();
    if (written) {
        m_durableCount += batches.size() + blobs.size();
        for (const event::EventBatch& batch : batches)
            m_waitingTransactionCount -= batch.transactions().size();
        if (!isLookOnly) m_isTidy = false;
        if (!isLookOnly || m_error) reportDurable(transactionCount, blobs, m_error.has_value());
        m_error.reset();
        m_reported.reset();
    } else {
        m_queue.insert(m_queue.begin(), std::make_move_iterator(batches.begin()),
                       std::make_move_iterator(batches.end()));
        m_blobQueue.insert(m_blobQueue.begin(), blobs.begin(), blobs.end());
        m_urgentCount = m_durableCount;
        if (m_reported != written.error()) reportFailure(written.error());
        m_error = m_reported = written.error();
    }
    m_progress.notify_all();
}

void StorageWorker::reportFailure(const Error& error) {
    QMetaObject::invokeMethod(
        this,
        [this, error] {
            Q_EMIT
            failed(error);
        },
        Qt::QueuedConnection);
}

void StorageWorker::readBlob(std::unique_lock<std::mutex>& lock) {
    const BlobRequest request = m_blobRequests.front();
    m_blobRequests.pop_front();
    lock.unlock();
    Result<document::SharedBlob> blob = SqliteBlobStore(*m_store).read(request.name);
    if (request.answer) {
        request.answer->set_value(std::move(blob));
    } else {
        QMetaObject::invokeMethod(
            this,
            [this, name = request.name, blob = std::move(blob)] {
                Q_EMIT
                blobRead(name, blob);
            },
            Qt::QueuedConnection);
    }
    lock.lock();
}

void StorageWorker::reportDurable(std::size_t transactionCount, const std::vector<document::SharedBlob>& blobs,
                                  bool wasFailing) {
    std::vector<Hash> names;
    for (const document::SharedBlob& blob : blobs)
        names.push_back(blob->name);
    QMetaObject::invokeMethod(
        this,
        [this, transactionCount, names = std::move(names), wasFailing] {
            if (wasFailing) Q_EMIT
            recovered();
            for (const Hash& name : names) {
                Q_EMIT
                blobDurable(name);
            }
            Q_EMIT
            durable(transactionCount);
        },
        Qt::QueuedConnection);
}

}  // namespace varve::storage
