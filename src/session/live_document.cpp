#include "session/live_document.h"

#include <QEventLoop>
#include <QTimer>

#include <algorithm>
#include <functional>
#include <set>
#include <span>
#include <utility>

#include "net/endpoint_timer.h"
#include "net/local_link.h"
#include "session/blob_keeper.h"
#include "session/opened_file.h"
#include "session/replica_sync_port.h"

namespace varve::session {

namespace {

constexpr std::uint64_t kProgressStepSize = 64U << 10;

}  // namespace

struct LiveDocument::Private {
    Private(const net::LocalDocument& owner, net::LocalRegistry registry, const std::string& user,
            const std::string& device, const Clock& clock)
        : processId(owner.processId),
          replica({owner.documentId, merge::CurrentState()}, newAgent(user, device, clock.nowMs()), clock),
          port(replica),
          endpoint({.documentId = owner.documentId,
                    .agent = replica.agent().id,
                    .name = user,
                    .purpose = sync::Purpose::kTool},
                   port, &blobs),
          timer(endpoint),
          link(endpoint, std::move(registry)) {
        blobs.setWantsAll(false);  // but what a command asks for
        QObject::connect(&replica, &replica::DocumentReplica::transactionsAppended, &replica, [this] {
            blobs.followLog(replica.wholeLog());
            endpoint.logGrew();
        });
        QObject::connect(&blobs, &BlobKeeper::wantedChanged, &replica, [this] { endpoint.blobsChanged(); });
        link.setRetries(false);
        link.follow(owner);
    }

    std::optional<sync::ConnectionFacts> facts() const {
        return link.connection() ? endpoint.facts(*link.connection()) : std::nullopt;
    }

    /// Runs the event loop until `isDone`; whether it came to that. Gives up when the connection ends, or after
    /// `silenceMs` in which nothing came.
    bool waitUntil(const std::function<bool(const sync::ConnectionFacts&)>& isDone, int silenceMs) {
        QEventLoop loop;
        QTimer silence;
        silence.setSingleShot(true);
        // Events that came, and images in either direction; greetings and offers alone are less than a step.
        const auto progress = [this] {
            const sync::PeerCounters counters = endpoint.counters();
            return std::pair(replica.wholeLog().end(),
                             (counters.bytesReceived + counters.bytesSent) / kProgressStepSize);
        };
        auto seen = progress();
        const auto look = [&] {
            const auto now = facts();
            if ((now && isDone(*now)) || link.state() == net::LinkState::kRefused) loop.quit();
            if (const auto before = std::exchange(seen, progress()); before != seen) silence.start();
        };
        QObject::connect(&silence, &QTimer::timeout, &loop, &QEventLoop::quit);
        QObject::connect(&link, &net::LocalLink::progressed, &loop, look);
        QObject::connect(&link, &net::LocalLink::stateChanged, &loop, look);
        QTimer::singleShot(0, &loop, look);
        silence.start(silenceMs);
        loop.exec();
        const auto now = facts();
        return now && isDone(*now);
    }

    [[nodiscard]] std::string reason() const {
        return link.reason().isEmpty() ? std::string() : " " + link.reason().toStdString();
    }

    /// Everything that was given to the document here is on the other side's disk.
    [[nodiscard]] bool isStored(const sync::ConnectionFacts& facts) const {
        return facts.otherStoredAll && std::ranges::all_of(added, [this](const Hash& name) {
                   return endpoint.otherHoldsBlob(*link.connection(), name);
               });
    }

    std::int64_t processId;
    BlobKeeper blobs{std::span<const Hash>()};
    std::set<Hash> added;
    replica::DocumentReplica replica;
    ReplicaSyncPort port;
    sync::SyncEndpoint endpoint;
    net::EndpointTimer timer;
    net::LocalLink link;
};

LiveDocument::LiveDocument(std::unique_ptr<Private> data) : m_private(std::move(data)) {}
LiveDocument::~LiveDocument() = default;

Result<std::unique_ptr<LiveDocument>> LiveDocument::connect(const std::filesystem::path& path, const std::string& user,
                                                            const std::string& device, const Clock& clock,
                                                            int silenceMs) {
    auto registry = net::LocalRegistry::ofThisUser();
    if (!registry) return std::unexpected(registry.error());
    const auto owner = registry->findByPath(QString::fromStdString(path.string()));
    if (!owner) return failure(ErrorCode::kNotFound, "No process of yours has " + path.string() + " open.");
    auto data = std::make_unique<Private>(*owner, *registry, user, device, clock);
    const bool isReady = data->waitUntil(
        [](const sync::ConnectionFacts& facts) {
            return facts.state == sync::Peer::State::kOpen && facts.hasReceivedAll;
        },
        silenceMs);
    if (!isReady) {
        return failure(ErrorCode::kInputOutput, "The document is open in process " + std::to_string(data->processId) +
                                                    ", which does not answer." + data->reason() +
                                                    " Nothing was changed; close it there, or try again.");
    }
    return std::unique_ptr<LiveDocument>(new LiveDocument(std::move(data)));
}

replica::DocumentReplica& LiveDocument::replica() {
    return m_private->replica;
}
const replica::DocumentReplica& LiveDocument::replica() const {
    return m_private->replica;
}
std::int64_t LiveDocument::ownerProcessId() const {
    return m_private->processId;
}

Result<Hash> LiveDocument::addBlob(Bytes bytes, std::string media) {
    Result<Hash> name = m_private->blobs.add(std::move(bytes), std::move(media));
    if (name) m_private->added.insert(*name);
    return name;
}

Result<document::SharedBlob> LiveDocument::blob(const Hash& name, int silenceMs) {
    Private& d = *m_private;
    d.blobs.want(name);
    const auto isAnswered = [&](const sync::ConnectionFacts&) {
        return d.blobs.has(name) || d.endpoint.isBlobLackedByAll(name);
    };
    if (!d.waitUntil(isAnswered, silenceMs)) {
        return failure(ErrorCode::kInputOutput, "The image was asked of process " + std::to_string(d.processId) +
                                                    ", which has the document open and did not answer." + d.reason());
    }
    document::SharedBlob blob = d.blobs.find(name);
    if (!d.added.contains(name)) d.blobs.letGo(name);
    return blob;
}

Result<void> LiveDocument::save(int silenceMs) {
    const bool isStored = m_private->waitUntil(
        [this](const sync::ConnectionFacts& facts) { return m_private->isStored(facts); }, silenceMs);
    if (isStored) return {};
    return failure(ErrorCode::kInputOutput, "The change was sent to process " + std::to_string(m_private->processId) +
                                                ", which has the document open, but it did not say that it is saved." +
                                                m_private->reason() + " Look there before you repeat it.");
}

}  // namespace varve::session
