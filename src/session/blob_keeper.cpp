#include "session/blob_keeper.h"

#include <utility>

#include "storage/sqlite_blob_store.h"

namespace varve::session {

BlobKeeper::BlobKeeper(std::span<const Hash> stored, std::size_t cacheSizeMax)
    : m_cacheSizeMax(cacheSizeMax), m_stored(stored.begin(), stored.end()) {
    m_pool.setMaxThreadCount(1);
}

BlobKeeper::~BlobKeeper() {
    setReadOnlyStore(nullptr);
}

void BlobKeeper::setReadOnlyStore(storage::SqliteEventStore* store) {
    m_pool.clear();
    m_pool.waitForDone();
    m_readOnlyStore = store;
}

void BlobKeeper::setWorker(storage::StorageWorker* worker) {
    m_worker = worker;
    if (worker == nullptr) return;
    connect(worker, &storage::StorageWorker::blobDurable, this, &BlobKeeper::noteDurable);
    connect(worker, &storage::StorageWorker::blobRead, this, &BlobKeeper::noteRead);
}

void BlobKeeper::setWantsAll(bool wantsAll) {
    m_wantsAll = wantsAll;
    if (!wantsAll) m_wanted.clear();
}

void BlobKeeper::want(const Hash& name) {
    if (has(name) || !m_wanted.insert(name).second) return;
    Q_EMIT
    wantedChanged();
}

void BlobKeeper::letGo(const Hash& name) {
    if (m_worker == nullptr) m_unsaved.erase(name);
    m_wanted.erase(name);
}

void BlobKeeper::followLog(const event::EventLog& log) {
    bool hasNewWishes = false;
    for (const Hash& name : m_names.followLog(log)) {
        if (const auto unsaved = m_unsaved.find(name); unsaved != m_unsaved.end()) {
            save(unsaved->second);
        } else if (m_stored.contains(name)) {
            Q_EMIT
            stored(name);
        } else if (m_wantsAll) {
            hasNewWishes = m_wanted.insert(name).second || hasNewWishes;
        }
    }
    if (!hasNewWishes) return;
    Q_EMIT
    wantedChanged();
}

Result<Hash> BlobKeeper::add(Bytes bytes, std::string media) {
    const Result<document::SharedBlob> blob = document::makeBlob(std::move(bytes), std::move(media));
    if (!blob) return std::unexpected(blob.error());
    return add(*blob);
}

Hash BlobKeeper::add(const document::SharedBlob& blob) {
    const Hash name = blob->name;
    if (has(name)) return name;
    m_unsaved.emplace(name, blob);
    const bool wasWanted = m_wanted.erase(name) > 0;
    // Otherwise it waits for the event that names it.
    if (m_names.contains(name)) save(blob);
    if (wasWanted) {
        Q_EMIT
        wantedChanged();
        Q_EMIT
        arrived(name);
    }
    return name;
}

void BlobKeeper::save(const document::SharedBlob& blob) {
    if (m_worker == nullptr || !m_queued.insert(blob->name).second) return;
    m_queuedSize += blob->bytes.size();
    m_worker->enqueueBlob(blob);
}

/// A disk that is slow or full must not let what colleagues send pile up in memory.
const std::set<Hash>& BlobKeeper::wantedBlobs() const {
    static const std::set<Hash> kNone;
    return m_queuedSize < kQueuedBlobSizeMax ? m_wanted : kNone;
}

document::SharedBlob BlobKeeper::find(const Hash& name) {
    if (const auto unsaved = m_unsaved.find(name); unsaved != m_unsaved.end()) return unsaved->second;
    if (const auto cached = m_cache.find(name); cached != m_cache.end()) {
        m_cacheOrder.splice(m_cacheOrder.begin(), m_cacheOrder, cached->second.place);
        return cached->second.blob;
    }
    if (m_stored.contains(name)) startReading(name);
    return nullptr;
}

void BlobKeeper::startReading(const Hash& name) {
    const bool canRead = m_worker != nullptr || m_readOnlyStore != nullptr;
    if (!canRead || !m_reading.insert(name).second) return;
    if (m_worker != nullptr) return m_worker->requestBlob(name);
    m_pool.start([this, name] {
        Result<document::SharedBlob> blob = storage::SqliteBlobStore(*m_readOnlyStore).read(name);
        QMetaObject::invokeMethod(
            this, [this, name, blob = std::move(blob)] { noteRead(name, blob); }, Qt::QueuedConnection);
    });
}

void BlobKeeper::noteRead(const Hash& name, const Result<document::SharedBlob>& blob) {
    m_reading.erase(name);
    if (blob && *blob) {
        remember(*blob);
        Q_EMIT
        arrived(name);
        return;
    }
    m_stored.erase(name);
    const bool isNewWish = m_wantsAll && m_names.contains(name) && !has(name) && m_wanted.insert(name).second;
    const QString message =
        blob ? tr("The bytes of this image are not in the file.") : QString::fromStdString(blob.error().message);
    Q_EMIT
    unavailable(name, message);
    if (!isNewWish) return;
    Q_EMIT
    wantedChanged();
}

void BlobKeeper::receiveBlob(document::SharedBlob blob) {
    const Hash name = blob->name;
    if (m_wanted.erase(name) == 0) return;
    m_unsaved.emplace(name, blob);
    save(blob);
    Q_EMIT
    arrived(name);
}

void BlobKeeper::noteDurable(const Hash& name) {
    m_stored.insert(name);
    const bool wasFull = m_queuedSize >= kQueuedBlobSizeMax;
    if (auto saved = m_unsaved.extract(name)) {
        if (m_queued.erase(name) > 0) m_queuedSize -= saved.mapped()->bytes.size();
        remember(saved.mapped());
    }
    Q_EMIT
    stored(name);
    if (!wasFull) return;
    Q_EMIT
    wantedChanged();
}

/// What the file has and was used last, up to the bound; at least the newest one, so that it can be shown.
void BlobKeeper::remember(const document::SharedBlob& blob) {
    if (m_cache.contains(blob->name)) return;
    m_cacheOrder.push_front(blob->name);
    m_cache.emplace(blob->name, Remembered{blob, m_cacheOrder.begin()});
    m_cacheSize += blob->bytes.size();
    while (m_cacheSize > m_cacheSizeMax && m_cache.size() > 1) {
        const auto oldest = m_cache.find(m_cacheOrder.back());
        m_cacheSize -= oldest->second.blob->bytes.size();
        m_cache.erase(oldest);
        m_cacheOrder.pop_back();
    }
}

}  // namespace varve::session
