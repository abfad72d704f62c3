#include "net/local_registry.h"

#include <sys/stat.h>
#include <unistd.h>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocalSocket>
#include <QSaveFile>
#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace varve::net {

namespace {

constexpr qint64 kDescriptionSizeMax = 64 * 1024;
constexpr int kProbeTimeoutMs = 200;
constexpr int kSocketPathSizeMax = 90;  // of the 107 that Linux allows; Qt binds in a sub-folder before it renames

QString descriptionNameOf(const QString& socketName) {
    return socketName.left(socketName.size() - 5) + QStringLiteral(".json");  // instead of ".sock"
}

QString socketNameOf(const QString& descriptionName) {
    return descriptionName.left(descriptionName.size() - 5) + QStringLiteral(".sock");
}

std::unexpected<Error> folderFailure(const QString& folder, const char* why) {
    return failure(ErrorCode::kInputOutput, "The folder for open documents, " + folder.toStdString() + ", " + why +
                                                ". Documents cannot be shared on this computer.");
}

/// The folder exists, is a real folder, and is this user's alone: whoever may write here could pose as a colleague.
Result<void> makePrivate(const QString& folder) {
    const QByteArray path = QFile::encodeName(folder);
    if (::mkdir(path.constData(), 0700) != 0 && errno != EEXIST) return folderFailure(folder, "cannot be created");
    struct stat status {};
    if (::lstat(path.constData(), &status) != 0) return folderFailure(folder, "cannot be read");
    if (!S_ISDIR(status.st_mode)) return folderFailure(folder, "is not a folder");
    if (status.st_uid != ::getuid()) return folderFailure(folder, "belongs to another user");
    const bool isPrivate = (status.st_mode & 0077) == 0;
    if (!isPrivate && ::chmod(path.constData(), 0700) != 0) return folderFailure(folder, "is open to other users");
    return {};
}

std::optional<LocalDocument> readDescription(const QString& name) {
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly)) return std::nullopt;
    const QJsonObject object = QJsonDocument::fromJson(file.read(kDescriptionSizeMax)).object();
    LocalDocument document;
    document.documentId = object.value(QLatin1String("document")).toString().toStdString();
    document.title = object.value(QLatin1String("title")).toString();
    document.userName = object.value(QLatin1String("user")).toString();
    document.hostName = object.value(QLatin1String("host")).toString();
    document.path = object.value(QLatin1String("path")).toString();
    document.processId = object.value(QLatin1String("process")).toInteger();
    document.isShared = object.value(QLatin1String("shared")).toBool();
    document.socketName = socketNameOf(name);
    if (document.documentId.empty() || document.processId <= 0) return std::nullopt;
    return document;
}

bool processIsGone(qint64 processId) {
    return ::kill(static_cast<pid_t>(processId), 0) != 0 && errno == ESRCH;
}

/// Nobody listens any more. Another process may have got the number of the dead one, so the socket has the last word.
bool isStale(const LocalDocument& document) {
    if (processIsGone(document.processId)) return true;
    QLocalSocket probe;
    probe.connectToServer(document.socketName);
    if (probe.waitForConnected(kProbeTimeoutMs)) return false;
    return probe.error() == QLocalSocket::ServerNotFoundError || probe.error() == QLocalSocket::ConnectionRefusedError;
}

QString resolved(const QString& path) {
    const QString canonical = QFileInfo(path).canonicalFilePath();
    return canonical.isEmpty() ? QFileInfo(path).absoluteFilePath() : canonical;
}

}  // namespace

Result<LocalRegistry> LocalRegistry::ofThisUser() {
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    if (!runtime.isEmpty()) {
        if (Result<LocalRegistry> registry = at(runtime + QStringLiteral("/varve"))) return registry;
    }
    return at(QDir::tempPath() + QStringLiteral("/varve-") + QString::number(::getuid()));
}

Result<LocalRegistry> LocalRegistry::at(const QString& folder) {
    if (const Result<void> prepared = makePrivate(folder); !prepared) return std::unexpected(prepared.error());
    const LocalRegistry registry(QFileInfo(folder).absoluteFilePath());
    const bool fits = QFile::encodeName(registry.newSocketName()).size() <= kSocketPathSizeMax;
    if (!fits) return folderFailure(folder, "has too long a name for a socket");
    return registry;
}

std::vector<LocalDocument> LocalRegistry::descriptions() const {
    std::vector<LocalDocument> found;
    const QStringList names = QDir(m_folder).entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Time);
    for (const QString& name : names) {
        if (auto document = readDescription(m_folder + QLatin1Char('/') + name)) found.push_back(std::move(*document));
    }
    return found;
}

std::vector<LocalDocument> LocalRegistry::listOpen() const {
    std::vector<LocalDocument> open;
    for (LocalDocument& document : descriptions()) {
        if (isStale(document)) {
            withdraw(document.socketName);
        } else {
            open.push_back(std::move(document));
        }
    }
    std::ranges::sort(open, [](const LocalDocument& a, const LocalDocument& b) {
        const int byTitle = QString::compare(a.title, b.title, Qt::CaseInsensitive);
        return byTitle != 0 ? byTitle < 0 : a.socketName < b.socketName;
    });
    return open;
}

std::vector<LocalDocument> LocalRegistry::listShared() const {
    std::vector<LocalDocument> shared = listOpen();
    std::erase_if(shared, [](const LocalDocument& document) { return !document.isShared; });
    return shared;
}

std::optional<LocalDocument> LocalRegistry::findByPath(const QString& path) const {
    const QString wanted = resolved(path);
    for (LocalDocument& document : descriptions()) {
        if (document.path != wanted) continue;
        if (!isStale(document)) return std::move(document);
        withdraw(document.socketName);
    }
    return std::nullopt;
}

std::optional<LocalDocument> LocalRegistry::describedAs(const std::string& documentId, const QString& path) const {
    for (LocalDocument& document : descriptions()) {
        if (document.documentId == documentId && document.path == path) return std::move(document);
    }
    return std::nullopt;
}

QString LocalRegistry::newSocketName() const {
    static std::atomic<int> counter{0};
    QString name;
    do {  // a dead process with the same number may have left a socket behind
        name = m_folder + QStringLiteral("/%1-%2.sock").arg(QCoreApplication::applicationPid()).arg(++counter);
    } while (QFile::exists(name));
    return name;
}

Result<void> LocalRegistry::announce(const LocalDocument& document) const {
    QJsonObject object;
    object.insert(QLatin1String("document"), QString::fromStdString(document.documentId));
    object.insert(QLatin1String("title"), document.title);
    object.insert(QLatin1String("user"), document.userName);
    object.insert(QLatin1String("host"), document.hostName);
    object.insert(QLatin1String("path"), resolved(document.path));
    object.insert(QLatin1String("process"), document.processId);
    object.insert(QLatin1String("shared"), document.isShared);
    QSaveFile file(descriptionNameOf(document.socketName));
    const QByteArray json = QJsonDocument(object).toJson();
    const bool isWritten = file.open(QIODevice::WriteOnly) && file.write(json) == json.size() &&
                           file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) && file.commit();
    if (isWritten) return {};
    return failure(ErrorCode::kInputOutput,
                   "The document cannot be announced to other programs: " + file.errorString().toStdString() + ".");
}

void LocalRegistry::withdraw(const QString& socketName) const {
    QFile::remove(descriptionNameOf(socketName));
    QFile::remove(socketName);
}

}  // namespace varve::net
