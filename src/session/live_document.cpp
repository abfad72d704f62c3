#include "session/live_document.h"

#include <QEventLoop>
#include <QTimer>

#include <functional>

#include "net/endpoint_timer.h"
#include "net/local_link.h"
#include "session/opened_file.h"
#include "session/replica_sync_port.h"

namespace varve::session {

struct LiveDocument::Private {
    Private(const net::LocalDocument& owner, net::LocalRegistry registry, const std::string& user,
            const std::string& device, const Clock& clock)
        : processId(owner.processId),
          replica({owner.documentId, event::EventLog(), merge::Tracker(), text::Rope()},
                  newAgent(user, device, clock.nowMs()), clock),
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

    /// Runs the event loop until `isDone`, the connection ends or the time is over. Errors: kInputOutput.
    Result<void> waitUntil(const std::function<bool(const sync::ConnectionFacts&)>& isDone, int timeoutMs) {
        QEventLoop loop;
        QTimer timeout;
        timeout.setSingleShot(true);
        const auto look = [&] {
            const auto now = facts();
            if ((now && isDone(*now)) || link.state() == net::LinkState::kRefused) loop.quit();
        };
        QObject::connect(&timeout, &QTimer::timeout, &loop, &QEventLoop::quit);
        QObject::connect(&link, &net::LocalLink::progressed, &loop, look);
        QObject::connect(&link, &net::LocalLink::stateChanged, &loop, look);
        QTimer::singleShot(0, &loop, look);
        timeout.start(timeoutMs);
        loop.exec();
        const auto now = facts();
        if (now && isDone(*now)) return {};
        const std::string reason = link.reason().isEmpty() ? "It does not answer." : link.reason().toStdString();
        return failure(ErrorCode::kInputOutput, "The document is open in process " + std::to_string(processId) +
                                                    ", which could not be reached. " + reason);
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
                                                            int timeoutMs) {
    auto registry = net::LocalRegistry::ofThisUser();
    if (!registry) return std::unexpected(registry.error());
    const auto owner = registry->findByPath(QString::fromStdString(path.string()));
    if (!owner) return failure(ErrorCode::kNotFound, "No process of yours has " + path.string() + " open.");
    auto data = std::make_unique<Private>(*owner, *registry, user, device, clock);
    auto ready = data->waitUntil(
        [](const sync::ConnectionFacts& facts) {
            return facts.state == sync::Peer::State::kOpen && facts.hasReceivedAll;
        },
        timeoutMs);
    if (!ready) return std::unexpected(ready.error());
    return std::unique_ptr<LiveDocument>(new LiveDocument(std::move(data)));
}

replica::DocumentReplica& LiveDocument::replica() { return m_private->replica; }
const replica::DocumentReplica& LiveDocument::replica() const { return m_private->replica; }
std::int64_t LiveDocument::ownerProcessId() const { return m_private->processId; }

Result<void> LiveDocument::save(int timeoutMs) {
    return m_private->waitUntil([](const sync::ConnectionFacts& facts) { return facts.otherStoredAll; }, timeoutMs);
}

}  // namespace varve::session
