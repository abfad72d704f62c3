#include "ui_accessible/accessible_desktop.h"

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>
#include <QDBusArgument>
#include <QDBusMessage>
#include <QDBusReply>
#include <QDBusVariant>
#include <QDeadlineTimer>
#include <QFileInfo>
#include <QStandardPaths>

namespace varve {

namespace {

constexpr int kPatienceMs = 10'000;
const QString kRegistry = QStringLiteral("org.a11y.atspi.Registry");
const QString kAccessible = QStringLiteral("org.a11y.atspi.Accessible");
const QString kText = QStringLiteral("org.a11y.atspi.Text");
const QString kRoot = QStringLiteral("/org/a11y/atspi/accessible/root");
const QString kLauncher = QStringLiteral("/usr/libexec/at-spi-bus-launcher");

Spoken spokenIn(const QVariant& reference) {
    Spoken object;
    QDBusObjectPath path;
    const auto argument = reference.value<QDBusArgument>();
    argument.beginStructure();
    argument >> object.service >> path;
    argument.endStructure();
    object.path = path.path();
    return object;
}

}  // namespace

AccessibleDesktop::AccessibleDesktop() : m_environment(QProcessEnvironment::systemEnvironment()) {}

AccessibleDesktop::~AccessibleDesktop() {
    QDBusConnection::disconnectFromBus(QStringLiteral("varve-test-session"));
    QDBusConnection::disconnectFromBus(QStringLiteral("varve-test-a11y"));
    // The newest first; each with what it started, for it leads a group of its own.
    while (!m_processes.empty()) {
        QProcess& process = *m_processes.back();
        const auto group = static_cast<pid_t>(process.processId());
        if (group > 0) ::kill(-group, SIGTERM);
        if (group > 0 && !process.waitForFinished(3000)) {
            ::kill(-group, SIGKILL);
            process.waitForFinished(3000);
        }
        m_processes.pop_back();
    }
}

QString AccessibleDesktop::missingPrograms() {
    QStringList missing;
    for (const QString& program : {QStringLiteral("Xvfb"), QStringLiteral("dbus-daemon")}) {
        if (QStandardPaths::findExecutable(program).isEmpty()) missing += program;
    }
    if (!QFileInfo(kLauncher).isExecutable()) missing += QStringLiteral("at-spi2-core");
    return missing.join(QStringLiteral(", "));
}

bool AccessibleDesktop::fail(const QString& problem) {
    m_problem = problem;
    return false;
}

QProcess& AccessibleDesktop::run(const QString& program, const QStringList& arguments) {
    m_processes.push_back(std::make_unique<QProcess>());
    QProcess& process = *m_processes.back();
    process.setProcessEnvironment(m_environment);
    process.setWorkingDirectory(m_folder.path());
    process.setStandardErrorFile(filePath(QFileInfo(program).fileName() + QStringLiteral(".log")));
    process.setChildProcessModifier([] {
        ::setpgid(0, 0);
        // Even when the test is killed.
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    });
    process.start(program, arguments);
    process.waitForStarted(kPatienceMs);
    return process;
}

QByteArray AccessibleDesktop::firstLine(QProcess& process) const {
    const QDeadlineTimer deadline(kPatienceMs);
    while (!process.canReadLine() && process.state() == QProcess::Running && !deadline.hasExpired())
        process.waitForReadyRead(static_cast<int>(deadline.remainingTime()));
    return process.readLine().trimmed();
}

bool AccessibleDesktop::start() {
    for (const char* name : {"HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"})
        m_environment.insert(QString::fromLatin1(name), m_folder.path());
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "AT_SPI_BUS_ADDRESS", "DBUS_SESSION_BUS_ADDRESS"})
        m_environment.remove(QString::fromLatin1(name));
    m_environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("xcb"));
    m_environment.insert(QStringLiteral("QT_LINUX_ACCESSIBILITY_ALWAYS_ON"), QStringLiteral("1"));
    m_environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));

    QProcess& screen =
        run(QStringLiteral("Xvfb"),
            {QStringLiteral("-displayfd"), QStringLiteral("1"), QStringLiteral("-screen"), QStringLiteral("0"),
             QStringLiteral("1280x1024x24"), QStringLiteral("-nolisten"), QStringLiteral("tcp")});
    const QByteArray display = firstLine(screen);
    if (display.isEmpty()) return fail(QStringLiteral("Xvfb does not start here."));
    m_environment.insert(QStringLiteral("DISPLAY"), u':' + QString::fromLatin1(display));

    QProcess& daemon =
        run(QStringLiteral("dbus-daemon"), {QStringLiteral("--session"), QStringLiteral("--nofork"),
                                            QStringLiteral("--nopidfile"), QStringLiteral("--print-address=1")});
    const QString session = QString::fromLatin1(firstLine(daemon));
    if (session.isEmpty()) return fail(QStringLiteral("dbus-daemon does not start here."));
    m_environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"), session);
    static_cast<void>(run(kLauncher, {QStringLiteral("--launch-immediately")}));

    QDBusConnection bus = QDBusConnection::connectToBus(session, QStringLiteral("varve-test-session"));
    QString address;
    for (const QDeadlineTimer deadline(kPatienceMs); address.isEmpty() && !deadline.hasExpired(); ::usleep(20'000)) {
        const QDBusMessage question =
            QDBusMessage::createMethodCall(QStringLiteral("org.a11y.Bus"), QStringLiteral("/org/a11y/bus"),
                                           QStringLiteral("org.a11y.Bus"), QStringLiteral("GetAddress"));
        address = QDBusReply<QString>(bus.call(question, QDBus::Block, kPatienceMs)).value();
    }
    if (address.isEmpty()) return fail(QStringLiteral("There is no accessibility bus."));
    if (!QDBusConnection::connectToBus(address, QStringLiteral("varve-test-a11y")).isConnected())
        return fail(QStringLiteral("The accessibility bus lets nobody in."));
    return true;
}

void AccessibleDesktop::listenFor(const QString& event) const {
    static_cast<void>(call({kRegistry, QStringLiteral("/org/a11y/atspi/registry")}, kRegistry,
                           QStringLiteral("RegisterEvent"), {event}));
}

std::optional<Spoken> AccessibleDesktop::program() const {
    const Spoken root{kRegistry, kRoot};
    return childCount(root) > 0 ? std::optional(child(root, 0)) : std::nullopt;
}

QVariantList AccessibleDesktop::call(const Spoken& object, const QString& interface, const QString& method,
                                     const QVariantList& arguments) const {
    QDBusMessage question = QDBusMessage::createMethodCall(object.service, object.path, interface, method);
    question.setArguments(arguments);
    const QDBusMessage answer = bus().call(question, QDBus::Block, kPatienceMs);
    if (answer.type() == QDBusMessage::ErrorMessage)
        qWarning("%s of %s: %s", qPrintable(method), qPrintable(object.path), qPrintable(answer.errorMessage()));
    return answer.type() == QDBusMessage::ReplyMessage ? answer.arguments() : QVariantList();
}

QVariant AccessibleDesktop::property(const Spoken& object, const QString& interface, const QString& name) const {
    const QVariantList answer =
        call(object, QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"), {interface, name});
    return answer.value(0).value<QDBusVariant>().variant();
}

QString AccessibleDesktop::role(const Spoken& object) const {
    return call(object, kAccessible, QStringLiteral("GetRoleName")).value(0).toString();
}

QString AccessibleDesktop::name(const Spoken& object) const {
    return property(object, kAccessible, QStringLiteral("Name")).toString();
}

QString AccessibleDesktop::description(const Spoken& object) const {
    return property(object, kAccessible, QStringLiteral("Description")).toString();
}

int AccessibleDesktop::childCount(const Spoken& object) const {
    return property(object, kAccessible, QStringLiteral("ChildCount")).toInt();
}

Spoken AccessibleDesktop::child(const Spoken& object, int index) const {
    const QVariantList answer = call(object, kAccessible, QStringLiteral("GetChildAtIndex"), {index});
    return answer.isEmpty() ? Spoken() : spokenIn(answer.front());
}

Spoken AccessibleDesktop::parent(const Spoken& object) const {
    return spokenIn(property(object, kAccessible, QStringLiteral("Parent")));
}

QString AccessibleDesktop::text(const Spoken& object) const {
    return call(object, kText, QStringLiteral("GetText"), {0, -1}).value(0).toString();
}

QMap<QString, QString> AccessibleDesktop::attributes(const Spoken& object, int offset) const {
    const QVariantList answer = call(object, kText, QStringLiteral("GetAttributes"), {offset});
    return answer.isEmpty() ? QMap<QString, QString>() : qdbus_cast<QMap<QString, QString>>(answer.front());
}

std::optional<Spoken> AccessibleDesktop::find(const Spoken& from, const QString& role, const QString& name) const {
    if (from.isNull()) return std::nullopt;
    const QString own = this->role(from);
    if (own == role && (name.isEmpty() || this->name(from) == name)) return from;
    if (own == QStringLiteral("menu bar") || own == QStringLiteral("tool bar")) return std::nullopt;
    const int count = childCount(from);
    for (int index = 0; index < count; ++index) {
        if (const auto found = find(child(from, index), role, name)) return found;
    }
    return std::nullopt;
}

}  // namespace varve
