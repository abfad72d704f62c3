#include "net/window_call.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QLocalSocket>
#include <QTimer>
#include <cerrno>
#include <csignal>
#include <optional>
#include <utility>

namespace varve::net {

namespace {

// Question: "varve-window 1 raise <size>\n", then the path in so many bytes of UTF-8. Answer: "varve-window 1 shown\n"
// or "varve-window 1 unknown\n". Whoever reads another version takes it for a no.
constexpr const char* kQuestionHead = "varve-window 1 raise ";
constexpr const char* kShown = "varve-window 1 shown\n";
constexpr const char* kUnknown = "varve-window 1 unknown\n";
constexpr qsizetype kHeadSizeMax = 64;
constexpr qsizetype kPathSizeMax = 16 * 1024;
constexpr qint64 kAnswerSizeMax = 64;

QString socketName(const QString& folder, qint64 processId) {
    return folder + QStringLiteral("/window-%1.sock").arg(processId);
}

struct Question {
    enum class State { kIncomplete, kWrong, kComplete } state = State::kIncomplete;
    QString path;
};

Question questionIn(const QByteArray& bytes) {
    const qsizetype lineEnd = bytes.indexOf('\n');
    const QByteArray head(kQuestionHead);
    if (lineEnd < 0) {
        const bool mayBecomeOne = bytes.size() < kHeadSizeMax && bytes.startsWith(head.left(bytes.size()));
        return {mayBecomeOne ? Question::State::kIncomplete : Question::State::kWrong, {}};
    }
    bool isNumber = false;
    const qlonglong size = bytes.sliced(0, lineEnd).startsWith(head)
                               ? bytes.sliced(head.size(), lineEnd - head.size()).toLongLong(&isNumber)
                               : 0;
    if (!isNumber || size < 1 || size > kPathSizeMax) return {Question::State::kWrong, {}};
    const QByteArray path = bytes.sliced(lineEnd + 1);
    if (path.size() < size) return {};
    if (path.size() > size) return {Question::State::kWrong, {}};
    return {Question::State::kComplete, QString::fromUtf8(path)};
}

/// Sockets of processes that are no more.
void sweep(const QString& folder) {
    const QDir dir(folder);
    for (const QString& name : dir.entryList({QStringLiteral("window-*.sock")}, QDir::System | QDir::Files)) {
        bool isNumber = false;
        const int process = name.sliced(7, name.size() - 12).toInt(&isNumber);
        if (isNumber && process > 0 && ::kill(process, 0) != 0 && errno == ESRCH) QFile::remove(dir.filePath(name));
    }
}

}  // namespace

WindowCallServer::WindowCallServer(const LocalRegistry& registry, std::function<bool(const QString&)> raise,
                                   QObject* parent)
    : QObject(parent), m_folder(registry.folder()), m_raise(std::move(raise)) {
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    m_server.setMaxPendingConnections(kConnectionCountMax);
    connect(&m_server, &QLocalServer::newConnection, this, &WindowCallServer::takeConnections);
}

Result<void> WindowCallServer::open() {
    sweep(m_folder);
    const QString name = socketName(m_folder, QCoreApplication::applicationPid());
    QLocalServer::removeServer(name);
    if (m_server.listen(name)) return {};
    return failure(ErrorCode::kInputOutput,
                   "Other programs cannot ask for the windows of this one: " + m_server.errorString().toStdString());
}

void WindowCallServer::takeConnections() {
    while (QLocalSocket* socket = m_server.nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        if (m_connectionCount == kConnectionCountMax) {
            socket->abort();
            continue;
        }
        ++m_connectionCount;
        connect(socket, &QObject::destroyed, this, [this] { --m_connectionCount; });
        socket->setReadBufferSize(kHeadSizeMax + kPathSizeMax + 1);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] { answer(socket); });
        QTimer::singleShot(kPatienceMs, socket, &QLocalSocket::abort);
        answer(socket);
    }
}

void WindowCallServer::answer(QLocalSocket* socket) {
    const Question question = questionIn(socket->peek(kHeadSizeMax + kPathSizeMax + 1));
    if (question.state == Question::State::kIncomplete) return;
    socket->disconnect(this);
    connect(socket, &QObject::destroyed, this, [this] { --m_connectionCount; });
    const bool isShown = question.state == Question::State::kComplete && m_raise(question.path);
    socket->write(isShown ? kShown : kUnknown);
    socket->disconnectFromServer();
}

bool askToRaise(const LocalRegistry& registry, qint64 processId, const QString& path) {
    const QByteArray bytes = path.toUtf8();
    if (bytes.isEmpty() || bytes.size() > kPathSizeMax) return false;
    QElapsedTimer timer;
    timer.start();
    const auto left = [&timer] { return qMax(1, WindowCallServer::kPatienceMs - static_cast<int>(timer.elapsed())); };
    QLocalSocket socket;
    socket.connectToServer(socketName(registry.folder(), processId));
    if (!socket.waitForConnected(left())) return false;
    socket.write(QByteArray(kQuestionHead) + QByteArray::number(bytes.size()) + '\n' + bytes);
    QByteArray answer;
    while (!answer.contains('\n') && answer.size() < kAnswerSizeMax &&
           !timer.hasExpired(WindowCallServer::kPatienceMs)) {
        if (socket.bytesAvailable() == 0 && !socket.waitForReadyRead(left())) break;
        answer += socket.read(kAnswerSizeMax);
    }
    return answer == kShown;
}

}  // namespace varve::net
