#include "net/local_connection.h"

#include <QElapsedTimer>
#include <utility>

namespace varve::net {

namespace {

constexpr qint64 kReadBufferSize = 64 * 1024;
constexpr qint64 kPieceSize = 4 * 1024;
constexpr qint64 kReadBudgetMs = 6;
constexpr int kFarewellTimeoutMs = 5000;

}  // namespace

LocalConnection::LocalConnection(QLocalSocket* socket, QObject* parent) : QObject(parent), m_socket(socket) {
    m_socket->setParent(this);
    m_socket->setReadBufferSize(kReadBufferSize);
    m_resume.setSingleShot(true);
    connect(&m_resume, &QTimer::timeout, this, &LocalConnection::readSome);
    // Queued, because a socket may announce from within write() what a listener must not hear from within send().
    connect(m_socket, &QLocalSocket::readyRead, this, &LocalConnection::readSome, Qt::QueuedConnection);
    connect(m_socket, &QLocalSocket::disconnected, this, &LocalConnection::announceLoss, Qt::QueuedConnection);
    connect(
        m_socket, &QLocalSocket::bytesWritten, this,
        [this] {
            if (m_listener != nullptr) m_listener->becameWritable();
        },
        Qt::QueuedConnection);
}

LocalConnection::~LocalConnection() {
    if (sync::TransportListener* listener = std::exchange(m_listener, nullptr)) listener->connectionLost();
}

void LocalConnection::open(sync::TransportListener& listener) {
    m_listener = &listener;
    m_resume.start(0);  // what came before now
    const bool isLost = m_socket->state() == QLocalSocket::UnconnectedState;
    if (isLost) QMetaObject::invokeMethod(this, &LocalConnection::announceLoss, Qt::QueuedConnection);
}

void LocalConnection::send(Bytes frame) {
    m_socket->write(frame.data(), static_cast<qint64>(frame.size()));
    m_socket->flush();  // a letter leaves now, not when the event loop comes round
}

std::size_t LocalConnection::unsentSize() const {
    return static_cast<std::size_t>(m_socket->bytesToWrite());
}

void LocalConnection::close() {
    m_listener = nullptr;
    if (m_socket->state() == QLocalSocket::UnconnectedState) return announceLoss();
    m_socket->disconnectFromServer();
    // Who does not read the farewell is not waited for.
    QTimer::singleShot(kFarewellTimeoutMs, this, [this] {
        m_socket->abort();
        announceLoss();
    });
}

void LocalConnection::readSome() {
    QElapsedTimer elapsed;
    elapsed.start();
    while (m_listener != nullptr && m_socket->bytesAvailable() > 0) {
        if (elapsed.hasExpired(kReadBudgetMs)) {
            m_resume.start(0);
            return;
        }
        const QByteArray piece = m_socket->read(kPieceSize);
        m_listener->bytesArrived(BytesView(piece.constData(), static_cast<std::size_t>(piece.size())));
    }
}

void LocalConnection::announceLoss() {
    if (std::exchange(m_isOver, true)) return;
    while (m_listener != nullptr && m_socket->bytesAvailable() > 0) {
        const QByteArray last = m_socket->read(kReadBufferSize);
        m_listener->bytesArrived(BytesView(last.constData(), static_cast<std::size_t>(last.size())));
    }
    if (sync::TransportListener* listener = std::exchange(m_listener, nullptr)) listener->connectionLost();
    deleteLater();
}

}  // namespace varve::net
