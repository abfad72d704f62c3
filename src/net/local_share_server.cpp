#include "net/local_share_server.h"

#include <QCoreApplication>
#include <QSysInfo>
#include <QTimer>
#include <utility>

#include "net/local_connection.h"
#include "sync/frame.h"

namespace varve::net {

namespace {

constexpr int kFarewellTimeoutMs = 5000;

}  // namespace

LocalShareServer::LocalShareServer(sync::SyncEndpoint& endpoint, LocalRegistry registry, QObject* parent)
    : QObject(parent), m_endpoint(endpoint), m_registry(std::move(registry)) {
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &LocalShareServer::takeConnections);
}

LocalShareServer::~LocalShareServer() {
    close();
}

Result<void> LocalShareServer::open(LocalDocument document) {
    close();
    document.socketName = m_registry.newSocketName();
    document.processId = QCoreApplication::applicationPid();
    document.hostName = QSysInfo::machineHostName();
    document.isShared = false;
    if (!m_server.listen(document.socketName)) {
        return failure(ErrorCode::kInputOutput,
                       "Other programs cannot reach this document: " + m_server.errorString().toStdString() + ".");
    }
    Result<void> announced = announce(std::move(document));
    if (!announced) m_server.close();
    return announced;
}

void LocalShareServer::close() {
    if (!m_server.isListening()) return;
    m_endpoint.setAdmitsColleagues(false);
    m_registry.withdraw(m_document.socketName);
    m_server.close();
    m_document = {};
}

Result<void> LocalShareServer::announce(LocalDocument changed) {
    Result<void> announced = m_registry.announce(changed);
    if (announced) m_document = std::move(changed);
    return announced;
}

Result<void> LocalShareServer::setShared(bool shared) {
    if (!isOpen()) return failure(ErrorCode::kInvalidInput, "The document is not open to other programs.");
    LocalDocument changed = m_document;
    changed.isShared = shared;
    Result<void> announced = announce(std::move(changed));
    if (announced) m_endpoint.setAdmitsColleagues(shared);
    return announced;
}

Result<void> LocalShareServer::setTitle(const QString& title) {
    if (!isOpen()) return failure(ErrorCode::kInvalidInput, "The document is not open to other programs.");
    LocalDocument changed = m_document;
    changed.title = title;
    return announce(std::move(changed));
}

void LocalShareServer::takeConnections() {
    while (QLocalSocket* socket = m_server.nextPendingConnection()) {
        if (m_endpoint.connectionCount() >= kConnectionCountMax) {
            turnAway(socket);
        } else {
            m_endpoint.attach(*new LocalConnection(socket, this), sync::Role::kCalled);
        }
    }
}

void LocalShareServer::turnAway(QLocalSocket* socket) {
    const sync::Refused refused{sync::RefusalReason::kTooMany,
                                "Too many programs are connected to this document already."};
    const Bytes frame = sync::encodeFrame(sync::encodeMessage(refused).value());
    socket->write(frame.data(), static_cast<qint64>(frame.size()));
    connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
    socket->disconnectFromServer();
    QTimer::singleShot(kFarewellTimeoutMs, socket, &QLocalSocket::abort);
}

}  // namespace varve::net
