// The blobs of one opened document: those just added, those in its file, and those that colleagues still have to send.
// Bytes that are not on disk yet stay in memory; of the others it remembers what was used last. A blob goes to disk
// with the events that first name it, so what nobody used leaves nothing behind. GUI thread (or the only thread); files
// are read elsewhere.
#pragma once

#include <QObject>
#include <QString>
#include <QThreadPool>
#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <vector>

#include "document/blob.h"
#include "document/blob_names.h"
#include "storage/storage_worker.h"
#include "sync/blob_port.h"

namespace varve::session {

/// Bytes of loaded blobs that are kept though the file has them.
inline constexpr std::size_t kBlobCacheSizeMax = 64U << 20;
/// Bytes on their way to disk, above which nothing more is wanted from colleagues for the moment.
inline constexpr std::size_t kQueuedBlobSizeMax = 64U << 20;

class BlobKeeper final : public QObject, public sync::BlobPort {
    Q_OBJECT
  public:
    /// `stored`: names of what the file has.
    explicit BlobKeeper(std::span<const Hash> stored, std::size_t cacheSizeMax = kBlobCacheSizeMax);
    ~BlobKeeper() override;

    /// Writes to and reads from a file through its worker, which must live until it is taken away (null).
    void setWorker(storage::StorageWorker* worker);
    /// Reads from a store that nobody else uses until it is taken away (null), which waits for what is being read.
    void setReadOnlyStore(storage::SqliteEventStore* store);
    /// With false, nothing is wanted from colleagues but what want() says.
    void setWantsAll(bool wantsAll);
    void want(const Hash& name);
    /// Without a file: forgets bytes that were received.
    void letGo(const Hash& name);

    /// The log has grown. To be called before what is new goes to the worker: blobs go first.
    void followLog(const event::EventLog& log);

    /// Takes bytes that an edit is about to name. Errors: those of document::makeBlob().
    Result<Hash> add(Bytes bytes, std::string media);
    /// The same for a blob that has its name already. Cost: O(log blobs).
    Hash add(const document::SharedBlob& blob);
    /// The bytes when they are in memory. Null: they are being read, or wanted from colleagues, and arrived() or
    /// unavailable() follows; or nobody knows them. Cost: O(log blobs).
    [[nodiscard]] document::SharedBlob find(const Hash& name);
    /// Whether it is in memory or on disk.
    [[nodiscard]] bool has(const Hash& name) const { return m_stored.contains(name) || m_unsaved.contains(name); }
    [[nodiscard]] const document::BlobNames& names() const { return m_names; }
    /// What the document names and is nowhere here.
    [[nodiscard]] const std::set<Hash>& missing() const { return m_wanted; }
    /// What is in memory alone.
    [[nodiscard]] const std::map<Hash, document::SharedBlob>& unsaved() const { return m_unsaved; }
    /// Bytes that are in memory though the file has them.
    [[nodiscard]] std::size_t cacheSizeBytes() const { return m_cacheSize; }

    [[nodiscard]] const std::set<Hash>& wantedBlobs() const override;
    [[nodiscard]] bool holdsBlob(const Hash& name) const override { return m_names.contains(name) && has(name); }
    [[nodiscard]] document::SharedBlob blobForOthers(const Hash& name) override { return find(name); }
    void receiveBlob(document::SharedBlob blob) override;

  Q_SIGNALS:
    /// The bytes are in memory now.
    void arrived(const varve::Hash& name);
    /// The bytes could not be read, in a sentence. They are asked for where colleagues may have them.
    void unavailable(const varve::Hash& name, const QString& message);
    /// On disk for good; said again when new events name what is on disk already.
    void stored(const varve::Hash& name);
    /// What is wanted has changed.
    void wantedChanged();

  private:
    void save(const document::SharedBlob& blob);
    void noteDurable(const Hash& name);
    void noteRead(const Hash& name, const Result<document::SharedBlob>& blob);
    void startReading(const Hash& name);
    void remember(const document::SharedBlob& blob);

    struct Remembered {
        document::SharedBlob blob;
        std::list<Hash>::iterator place;
    };
    std::size_t m_cacheSizeMax;
    storage::StorageWorker* m_worker = nullptr;
    storage::SqliteEventStore* m_readOnlyStore = nullptr;
    bool m_wantsAll = true;
    document::BlobNames m_names;
    std::set<Hash> m_stored;                         // in the file
    std::map<Hash, document::SharedBlob> m_unsaved;  // not yet
    std::set<Hash> m_queued;                         // of those, on their way to disk
    std::size_t m_queuedSize = 0;
    std::set<Hash> m_wanted;  // named and nowhere here
    std::set<Hash> m_reading;
    std::map<Hash, Remembered> m_cache;
    std::list<Hash> m_cacheOrder;  // used last first
    std::size_t m_cacheSize = 0;
    QThreadPool m_pool;  // one thread, for a file that is open for reading only
};

}  // namespace varve::session
