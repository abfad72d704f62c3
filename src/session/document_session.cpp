#include "session/document_session.h"

#include <QFileInfo>
#include <QSysInfo>
#include <QThread>
#include <QTimer>

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <utility>

#include "merge/tracker_difference.h"
#include "net/endpoint_timer.h"
#include "net/local_link.h"
#include "net/local_share_server.h"
#include "session/blob_keeper.h"
#include "session/replica_sync_port.h"
#include "storage/sqlite_blob_store.h"
#include "storage/sqlite_keyframe_store.h"
#include "storage/storage_worker.h"
#include "sync/sync_endpoint.h"
#include "text/utf8.h"

namespace varve::session {

namespace {

constexpr std::chrono::seconds kCloseTimeMax{20};
constexpr std::uint32_t kKeyframeEventStep = 4096;  // events after which an idle moment is used for a keyframe
constexpr std::chrono::seconds kRestPause{10};      // without events, after which memory is given back

SharedDocument sharedFrom(const net::LocalDocument& document) {
    return {.documentId = document.documentId,
            .title = document.title,
            .userName = document.userName,
            .path = document.path,
            .socketName = document.socketName,
            .processId = document.processId};
}

LinkState linkStateFrom(net::LinkState state) {
    switch (state) {
        case net::LinkState::kNone:
            return LinkState::kNone;
        case net::LinkState::kConnecting:
            return LinkState::kConnecting;
        case net::LinkState::kConnected:
            return LinkState::kConnected;
        case net::LinkState::kOffline:
        case net::LinkState::kRefused:
            return LinkState::kOffline;
    }
    return LinkState::kNone;
}

QString absolutePath(const std::filesystem::path& path) {
    const QFileInfo info(QString::fromStdString(path.string()));
    const QString canonical = info.canonicalFilePath();
    return canonical.isEmpty() ? info.absoluteFilePath() : canonical;
}

/// A colour for this session that does not depend on the order in which people come.
std::uint32_t colourIndexOf(const event::AgentId& agent) {
    return agent.bytes[0];
}

}  // namespace

/// The worker, for other threads that ask it for blobs; null before it is there and once it is closed.
struct DocumentSession::BlobGate {
    std::mutex mutex;
    storage::StorageWorker* worker = nullptr;
};

struct DocumentSession::Private {
    Private(std::unique_ptr<OpenedFile> file, const Identity& identity, const Clock& clock_)
        : clock(clock_),
          path(file->path),
          isReadOnly(file->mode == OpenMode::kReadOnly),
          store(std::move(file->store)),
          blobs(file->blobNames),
          replica(std::move(file->document), newAgent(identity.user, identity.device, clock.nowMs()), clock),
          port(replica),
          endpoint({.documentId = replica.documentId(),
                    .agent = replica.agent().id,
                    .name = identity.user,
                    .colourIndex = colourIndexOf(replica.agent().id)},
                   port, &blobs),
          timer(endpoint),
          keyframeEnd(replica.wholeLog().end()) {}

    const Clock& clock;
    std::filesystem::path path;
    bool isReadOnly;
    bool isClosed = false;
    std::unique_ptr<storage::SqliteEventStore> store;  // until the worker takes it over; stays here when read-only
    BlobKeeper blobs;
    const std::shared_ptr<BlobGate> blobGate = std::make_shared<BlobGate>();
    replica::DocumentReplica replica;
    ReplicaSyncPort port;
    sync::SyncEndpoint endpoint;
    net::EndpointTimer timer;
    std::optional<net::LocalRegistry> registry;
    std::unique_ptr<storage::StorageWorker> worker;
    std::unique_ptr<net::LocalShareServer> server;
    std::unique_ptr<net::LocalLink> link;
    std::optional<SharedDocument> followed;
    std::optional<Error> serverError;
    std::vector<std::unique_ptr<QThread>> threads;  // that copy or compare
    QTimer restTimer;
    event::LocalVersion keyframeEnd;  // what the newest keyframe covers, as far as this session made it
};

Identity systemIdentity() {
    std::string user;
    if (const passwd* entry = getpwuid(getuid())) {
        user = entry->pw_gecos ? entry->pw_gecos : "";
        user = user.substr(0, user.find(','));
        if (user.empty()) user = entry->pw_name;
    }
    // The user database may be in any encoding.
    if (user.empty() || !text::isValidUtf8(user)) user = "user " + std::to_string(getuid());
    return {user, QSysInfo::machineHostName().toStdString()};
}

std::vector<SharedDocument> listSharedDocuments() {
    const auto registry = net::LocalRegistry::ofThisUser();
    std::vector<SharedDocument> documents;
    if (!registry) return documents;
    for (const net::LocalDocument& document : registry->listShared())
        documents.push_back(sharedFrom(document));
    return documents;
}

DocumentSession::DocumentSession(std::unique_ptr<OpenedFile> file, Identity identity, const Clock& clock,
                                 QObject* parent)
    : QObject(parent) {
    const bool hasStoredTracker = file->hasStoredTracker;
    m_private = std::make_unique<Private>(std::move(file), identity, clock);
    Private& d = *m_private;
    connect(&d.replica, &replica::DocumentReplica::transactionsAppended, this,
            [this](std::size_t first, std::size_t end) { passOn(first, end); });
    d.endpoint.setDurableTransactionCount(d.replica.wholeLog().transactionCount());
    d.endpoint.onColleaguesChanged = [this] { Q_EMIT colleaguesChanged(); };
    d.restTimer.setSingleShot(true);
    d.restTimer.setInterval(kRestPause);
    connect(&d.restTimer, &QTimer::timeout, this, &DocumentSession::rest);
    d.restTimer.start();
    if (hasStoredTracker) checkStoredTracker();
    startBlobs();
    if (!d.isReadOnly) {
        startWorker();
        startServer(identity);
        d.replica.joinDraft();
    }
}

DocumentSession::~DocumentSession() {
    Private& d = *m_private;
    // Whoever listens, and may be going away as well, must not be called back.
    blockSignals(true);
    d.replica.blockSignals(true);
    d.endpoint.onColleaguesChanged = nullptr;
    d.blobs.blockSignals(true);
    if (!d.isClosed) static_cast<void>(close());
    waitForThreads();
    d.link.reset();
    d.server.reset();
}

void DocumentSession::startWorker() {
    Private& d = *m_private;
    d.worker = std::make_unique<storage::StorageWorker>(std::move(d.store));
    connect(d.worker.get(), &storage::StorageWorker::durable, this, [this](std::size_t transactionCount) {
        m_private->replica.setDurableTransactionCount(transactionCount);
        m_private->endpoint.setDurableTransactionCount(transactionCount);
    });
    connect(d.worker.get(), &storage::StorageWorker::failed, this,
            [this](const Error& error) { Q_EMIT storageFailed(QString::fromStdString(error.message)); });
    connect(d.worker.get(), &storage::StorageWorker::recovered, this, &DocumentSession::storageRecovered);
    d.blobs.setWorker(d.worker.get());
    d.blobGate->worker = d.worker.get();
}

void DocumentSession::startServer(const Identity& identity) {
    Private& d = *m_private;
    auto registry = net::LocalRegistry::ofThisUser();
    if (!registry) {
        d.serverError = registry.error();
        return;
    }
    d.registry = *registry;
    d.server = std::make_unique<net::LocalShareServer>(d.endpoint, *registry);
    net::LocalDocument announced;
    announced.documentId = d.replica.documentId();
    announced.title = title();
    announced.userName = QString::fromStdString(identity.user);
    announced.path = absolutePath(d.path);
    auto opened = d.server->open(std::move(announced));
    if (!opened) d.serverError = opened.error();
}

void DocumentSession::passOn(std::size_t first, std::size_t end) {
    Private& d = *m_private;
    d.blobs.followLog(d.replica.wholeLog());
    if (d.worker) {
        d.worker->enqueue(d.replica.wholeLog().batch(first, end));
        // In steps that grow with the document, so that a long one that arrives piece by piece stays linear.
        const event::LocalVersion logEnd = d.replica.wholeLog().end();
        if (logEnd - d.keyframeEnd >= std::max(kKeyframeEventStep, logEnd.value / 8)) saveKeyframeWhenIdle();
    }
    d.restTimer.start();
    d.endpoint.logGrew();
}

replica::DocumentReplica& DocumentSession::replica() {
    return m_private->replica;
}
const replica::DocumentReplica& DocumentSession::replica() const {
    return m_private->replica;
}
const std::filesystem::path& DocumentSession::path() const {
    return m_private->path;
}
QString DocumentSession::title() const {
    return QString::fromStdString(m_private->path.stem().string());
}
bool DocumentSession::isReadOnly() const {
    return m_private->isReadOnly;
}

Result<void> DocumentSession::startSharing() {
    Private& d = *m_private;
    if (d.isReadOnly) {
        return failure(ErrorCode::kReadOnly, "This document is open for reading only, so it cannot be shared.");
    }
    if (d.serverError) return std::unexpected(*d.serverError);
    auto shared = d.server->setShared(true);
    if (!shared) return shared;
    Q_EMIT sharingChanged(true);
    return {};
}

void DocumentSession::stopSharing() {
    Private& d = *m_private;
    if (!isSharing()) return;
    // Should the announcement fail to be rewritten, colleagues are turned away all the same.
    if (!d.server->setShared(false)) d.endpoint.setAdmitsColleagues(false);
    Q_EMIT sharingChanged(false);
}

bool DocumentSession::isSharing() const {
    return m_private->server && m_private->server->isShared();
}

void DocumentSession::follow(const SharedDocument& shared) {
    Private& d = *m_private;
    if (d.isReadOnly) {
        // What colleagues write could not be kept, and they would be told that it is.
        Q_EMIT linkRefused(tr("This document is open for reading only, so it cannot follow another one."));
        return;
    }
    if (!d.registry) {
        Q_EMIT linkRefused(QString::fromStdString(d.serverError->message));
        return;
    }
    d.followed = shared;
    d.link = std::make_unique<net::LocalLink>(d.endpoint, *d.registry);
    connect(d.link.get(), &net::LocalLink::stateChanged, this, [this](net::LinkState state) {
        Q_EMIT linkStateChanged(linkStateFrom(state));
        if (state == net::LinkState::kRefused) Q_EMIT linkRefused(m_private->link->reason());
    });
    net::LocalDocument followed;
    followed.documentId = shared.documentId;
    followed.title = shared.title;
    followed.userName = shared.userName;
    followed.path = shared.path;
    followed.socketName = shared.socketName;
    followed.processId = shared.processId;
    followed.isShared = true;
    d.link->follow(followed);
}

std::optional<SharedDocument> DocumentSession::followed() const {
    return m_private->followed;
}

LinkState DocumentSession::linkState() const {
    return m_private->link ? linkStateFrom(m_private->link->state()) : LinkState::kNone;
}

std::vector<Colleague> DocumentSession::colleagues() const {
    const replica::DocumentReplica& replica = m_private->replica;
    // A caret in another draft may stand in text that is not shown here.
    const auto shown = [&replica](const std::optional<document::Anchor>& anchor) {
        const bool isShown = anchor && (!anchor->character || replica.log().find(*anchor->character));
        return isShown ? anchor : std::nullopt;
    };
    std::vector<Colleague> colleagues;
    for (const sync::Colleague& colleague : m_private->endpoint.colleagues()) {
        const auto agent = replica.wholeLog().agentIndex(colleague.agent);
        const auto draft = agent ? replica.drafts().draftOf(*agent) : std::nullopt;
        const bool isHere = draft == replica.draft();
        colleagues.push_back({.connection = colleague.number,
                              .name = QString::fromStdString(colleague.name),
                              .colourIndex = colleague.colourIndex,
                              .caret = isHere ? shown(colleague.caret) : std::nullopt,
                              .selectionStart = isHere ? shown(colleague.selectionStart) : std::nullopt,
                              .sequence = colleague.text ? event::ObjectId{*colleague.text}
                                                         : event::ObjectId{event::WellKnownObject::kBody},
                              .draft = draft});
    }
    return colleagues;
}

void DocumentSession::setPresence(text::Offset caret, text::Offset selectionStart, const event::ObjectId& sequence) {
    const replica::DocumentReplica& replica = m_private->replica;
    const auto* text = std::get_if<event::EventId>(&sequence);
    const text::Offset end{replica.countOf(sequence)};
    const auto anchorAt = [&](text::Offset offset) {
        return replica.anchorAt(std::min(offset, end), document::Side::kAfter, sequence);
    };
    m_private->endpoint.setPresence(anchorAt(caret), anchorAt(selectionStart),
                                    text != nullptr ? std::optional(*text) : std::nullopt);
}

void DocumentSession::saveCopy(const std::filesystem::path& path) {
    Private& d = *m_private;
    // A snapshot that belongs to the other thread.
    DocumentContents contents{d.replica.documentId(), snapshot(), blobSource()};
    auto work = [this, path, contents = std::move(contents)] {
        const Result<CopyReport> written = writeDocumentCopy(path, contents);
        const QString name = QString::fromStdString(path.string());
        const QString problem = written ? QString() : QString::fromStdString(written.error().message);
        const int missingCount = written ? static_cast<int>(written->missingBlobs.size()) : 0;
        QMetaObject::invokeMethod(
            this,
            [this, written = written.has_value(), name, problem, missingCount] {
                if (written) Q_EMIT copySaved(name);
                if (!written) Q_EMIT copyFailed(problem);
                if (missingCount > 0) {
                    Q_EMIT copyIncomplete(tr("%n image(s) of the document could not be read and are not in the copy.",
                                             nullptr, missingCount));
                }
            },
            Qt::QueuedConnection);
    };
    std::erase_if(d.threads, [](const std::unique_ptr<QThread>& thread) { return thread->isFinished(); });
    d.threads.emplace_back(QThread::create(std::move(work)));
    d.threads.back()->start();
}

void DocumentSession::retrySaving() {
    if (m_private->worker) m_private->worker->retry();
}

void DocumentSession::startBlobs() {
    Private& d = *m_private;
    // What the document names and its file lacks is asked for as soon as somebody is there.
    d.blobs.followLog(d.replica.wholeLog());
    if (d.isReadOnly) d.blobs.setReadOnlyStore(d.store.get());
    connect(&d.blobs, &BlobKeeper::arrived, this, [this](const Hash& name) {
        m_private->endpoint.blobsChanged();
        Q_EMIT blobArrived(document::blobNameText(name));
    });
    connect(&d.blobs, &BlobKeeper::unavailable, this, [this](const Hash& name, const QString& message) {
        m_private->endpoint.blobsChanged();
        Q_EMIT blobUnavailable(document::blobNameText(name), message);
    });
    connect(&d.blobs, &BlobKeeper::stored, this, [this](const Hash& name) { m_private->endpoint.blobStored(name); });
    connect(&d.blobs, &BlobKeeper::wantedChanged, this, [this] { m_private->endpoint.blobsChanged(); });
}

Result<std::string> DocumentSession::addBlob(Bytes bytes, std::string media) {
    const Result<document::SharedBlob> blob = document::makeBlob(std::move(bytes), std::move(media));
    if (!blob && !m_private->isReadOnly) return std::unexpected(blob.error());
    return addBlob(blob.value_or(nullptr));
}

Result<std::string> DocumentSession::addBlob(const document::SharedBlob& blob) {
    Private& d = *m_private;
    if (d.isReadOnly) {
        return failure(ErrorCode::kReadOnly, "This document is open for reading only, so it takes no images.");
    }
    return document::blobNameText(d.blobs.add(blob));
}

document::SharedBlob DocumentSession::blob(const std::string& name) {
    const std::optional<Hash> hash = document::blobNameOf(name);
    return hash ? m_private->blobs.find(*hash) : nullptr;
}

std::size_t DocumentSession::missingBlobCount() const {
    return m_private->blobs.missing().size();
}

BlobSource DocumentSession::blobSource() const {
    const Private& d = *m_private;
    return [unsaved = d.blobs.unsaved(), gate = d.blobGate, path = d.path,
            own = std::make_shared<std::unique_ptr<storage::SqliteEventStore>>()](
               const Hash& name) -> Result<document::SharedBlob> {
        if (const auto found = unsaved.find(name); found != unsaved.end()) return found->second;
        {
            const std::lock_guard lock(gate->mutex);
            if (gate->worker != nullptr) return gate->worker->readBlobNow(name);
        }
        if (*own == nullptr) {
            auto opened = storage::SqliteEventStore::open(path, storage::StoreMode::kReadOnly);
            if (!opened) return std::unexpected(opened.error());
            *own = std::move(*opened);
        }
        return storage::SqliteBlobStore(**own).read(name);
    };
}

void DocumentSession::waitForThreads() {
    for (const auto& thread : m_private->threads)
        thread->wait();
}

DocumentSnapshot DocumentSession::snapshot() const {
    const Private& d = *m_private;
    if (!d.replica.isShownWhole()) return {d.replica.wholeLog(), std::nullopt, d.clock.nowMs()};
    return {d.replica.log(), d.replica.presentTracker(), d.clock.nowMs()};
}

void DocumentSession::saveKeyframeWhenIdle() {
    Private& d = *m_private;
    const event::LocalVersion end = d.replica.wholeLog().end();
    if (!d.replica.isShownWhole() || std::exchange(d.keyframeEnd, end) == end) return;
    auto document = std::make_shared<const DocumentSnapshot>(snapshot());
    d.worker->enqueueIdleWork([document](storage::SqliteEventStore& store) {
        // A keyframe is a cache; a document without one is whole.
        static_cast<void>(keepKeyframes(store, *document));
    });
}

void DocumentSession::checkStoredTracker() {
    Private& d = *m_private;
    auto work = [this, log = d.replica.log(), stored = d.replica.tracker()] {
        auto replayed = std::make_shared<merge::Tracker>();
        replayed->applyNewEventsQuietly(log);
        if (merge::areSame(log, stored, *replayed)) return;
        QMetaObject::invokeMethod(
            this, [this, replayed] { replaceStoredTracker(*replayed); }, Qt::QueuedConnection);
    };
    d.threads.emplace_back(QThread::create(std::move(work)));
    d.threads.back()->start();
}

void DocumentSession::replaceStoredTracker(const merge::Tracker& replayed) {
    Private& d = *m_private;
    d.replica.correct(replayed);
    if (d.worker) {
        d.keyframeEnd = d.replica.wholeLog().end();
        auto document = std::make_shared<const DocumentSnapshot>(snapshot());
        d.worker->enqueueIdleWork([document](storage::SqliteEventStore& store) {
            // Should this fail, the next opening finds the difference again.
            if (storage::SqliteKeyframeStore(store).clear()) static_cast<void>(keepKeyframes(store, *document));
        });
    }
    Q_EMIT documentCorrected(
        tr("What this document had stored to open faster did not agree with its events. The text now shows what the "
           "events give; nothing is lost."));
}

void DocumentSession::rest() {
    Private& d = *m_private;
    // What colleagues have not acknowledged yet may be answered by something that the tracker must still know.
    if (d.endpoint.colleagues().empty()) d.replica.rest();
}

Result<void> DocumentSession::close() {
    Private& d = *m_private;
    if (d.isClosed) return {};
    if (d.worker) {
        saveKeyframeWhenIdle();
        if (auto flushed = d.worker->flush(kCloseTimeMax); !flushed) return flushed;
        {
            // Whoever still reads images waits meanwhile, and gets them from the closed file then.
            const std::lock_guard lock(d.blobGate->mutex);
            // What only failed to be tidied up is durable, and the next opening does it.
            static_cast<void>(d.worker->close(kCloseTimeMax));
            d.blobGate->worker = nullptr;
        }
        d.blobs.setWorker(nullptr);
        // The reports of the last commit will not come any more; colleagues who wait for them get them with the
        // goodbye.
        d.endpoint.setDurableTransactionCount(d.replica.wholeLog().transactionCount());
        d.replica.setDurableTransactionCount(d.replica.wholeLog().transactionCount());
        d.worker.reset();
    }
    d.link.reset();
    d.server.reset();
    d.blobs.setReadOnlyStore(nullptr);
    d.store.reset();
    d.isClosed = true;
    return {};
}

}  // namespace varve::session
