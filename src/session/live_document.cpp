#include "session/live_document.h"

#include <QEventLoop>
#include <QTimer>

#include <functional>
#include <utility>

#include "net/endpoint_timer.h"
#include "net/local_link.h"
#include "session/opened_file.h"
#include "session/replica_sync_port.h"

namespace varve::session {

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
                   port),
          timer(endpoint),
          link(endpoint, std::move(registry)) {
        QObject::connect(&replica, &replica::DocumentReplica::transactionsAppended, &replica,
                         [this] { endpoint.logGrew(); });
        link.setRetries(false);
        link.follow(owner);
    }

    std::optional<sync::ConnectionFacts> facts() const {
        return link.connection() ? endpoint.facts(*link.connection()) : std::nullopt;
    }

    /// Runs the event loop until `isDone`; whether it came to that. Gives up when the connection ends, or after
    /// `silenceMs` in which no events came.
    bool waitUntil(const std::function<bool(const sync::ConnectionFacts&)>& isDone, int silenceMs) {
        QEventLoop loop;
        QTimer silence;
        silence.setSingleShot(true);
        event::LocalVersion known = replica.log().end();
        const auto look = [&] {
            const auto now = facts();
            if ((now && isDone(*now)) || link.state() == net::LinkState::kRefused) loop.quit();
            if (std::exchange(known, replica.log().end()) != replica.log().end()) silence.start();
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

    std::int64_t processId;
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

Result<void> LiveDocument::save(int silenceMs) {
    const bool isStored =
        m_private->waitUntil([](const sync::ConnectionFacts& facts) { return facts.otherStoredAll; }, silenceMs);
    if (isStored) return {};
    return failure(ErrorCode::kInputOutput, "The change was sent to process " + std::to_string(m_private->processId) +
                                                ", which has the document open, but it did not say that it is saved." +
                                                m_private->reason() + " Look there before you repeat it.");
}

}  // namespace varve::session
