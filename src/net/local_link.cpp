#include "net/local_link.h"

#include <QPointer>
#include <algorithm>
#include <utility>

#include "net/local_connection.h"

namespace varve::net {

namespace {

/// Sharing may be started again and others may leave; the rest stays as it is.
bool mayChange(const std::optional<sync::Ending>& ending) {
    if (!ending || ending->isPeaceful) return true;
    switch (ending->reason) {
        case sync::RefusalReason::kNotShared:
        case sync::RefusalReason::kTooMany:
        case sync::RefusalReason::kSilent:
            return true;
        case sync::RefusalReason::kMisbehaved:
        case sync::RefusalReason::kOtherVersion:
        case sync::RefusalReason::kWrongDocument:
        case sync::RefusalReason::kSelf:
        case sync::RefusalReason::kTooLarge:
            return false;
    }
    return false;
}

}  // namespace

LocalLink::LocalLink(sync::SyncEndpoint& endpoint, LocalRegistry registry, QObject* parent)
    : QObject(parent), m_endpoint(endpoint), m_registry(std::move(registry)) {
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &LocalLink::attempt);
}

LocalLink::~LocalLink() {
    blockSignals(true);
    stop();
}

void LocalLink::follow(const LocalDocument& document) {
    stop();
    m_document = document;
    m_retryMs = kRetryMsMin;
    attempt();
}

void LocalLink::stop() {
    m_retry.stop();
    m_document.reset();
    m_reason.clear();
    if (QLocalSocket* attempt = std::exchange(m_attempt, nullptr)) {
        attempt->disconnect(this);
        attempt->deleteLater();
    }
    if (const auto connection = std::exchange(m_connection, std::nullopt)) m_endpoint.detach(*connection);
    setState(LinkState::kNone);
}

void LocalLink::attempt() {
    const auto described = m_registry.describedAs(m_document->documentId, m_document->path);
    if (described) m_document = described;
    setState(LinkState::kConnecting);
    m_attempt = new QLocalSocket(this);
    // Queued, because on some systems the outcome is announced from within connectToServer().
    connect(m_attempt, &QLocalSocket::connected, this, &LocalLink::takeSocket, Qt::QueuedConnection);
    connect(m_attempt, &QLocalSocket::errorOccurred, this, &LocalLink::failAttempt, Qt::QueuedConnection);
    m_attempt->connectToServer(m_document->socketName);
}

void LocalLink::takeSocket() {
    QLocalSocket* socket = std::exchange(m_attempt, nullptr);
    if (socket == nullptr) return;
    socket->disconnect(this);
    sync::ConnectionCallbacks callbacks;
    const QPointer<LocalLink> link(this);  // the endpoint may call back when the link is no more
    callbacks.onChanged = [link](sync::ConnectionId id) {
        if (link) link->connectionChanged(id);
    };
    callbacks.onEnded = [link](sync::ConnectionId id, const std::optional<sync::Ending>& ending) {
        if (link) link->connectionEnded(id, ending);
    };
    auto* connection = new LocalConnection(socket, this);
    m_connection = m_endpoint.attach(*connection, sync::Role::kCaller, std::move(callbacks));
}

void LocalLink::failAttempt() {
    QLocalSocket* socket = std::exchange(m_attempt, nullptr);
    if (socket == nullptr) return;
    m_reason = tr("The document is not open at the moment.");
    socket->disconnect(this);
    socket->deleteLater();
    retryLater();
}

void LocalLink::connectionChanged(sync::ConnectionId id) {
    if (m_connection != id) return;
    const auto facts = m_endpoint.facts(id);
    if (!facts || facts->state != sync::Peer::State::kOpen) return;
    m_retryMs = kRetryMsMin;
    m_reason.clear();
    setState(LinkState::kConnected);
    Q_EMIT
    progressed();
}

void LocalLink::connectionEnded(sync::ConnectionId id, const std::optional<sync::Ending>& ending) {
    if (m_connection != id) return;
    m_connection.reset();
    m_reason = ending ? QString::fromStdString(ending->sentence) : QString();
    if (mayChange(ending)) return retryLater();
    setState(LinkState::kRefused);
}

void LocalLink::retryLater() {
    if (!m_retries) return setState(LinkState::kRefused);
    m_retry.start(m_retryMs);
    m_retryMs = std::min(m_retryMs * 2, kRetryMsMax);
    setState(LinkState::kOffline);
}

void LocalLink::setState(LinkState state) {
    if (std::exchange(m_state, state) != state) Q_EMIT
    stateChanged(state);
}

}  // namespace varve::net
