// A desktop of the test's own with a screen reader's view of it: an X server on a free display, a session bus, the
// accessibility bus, and one program. Everything is stopped when it goes. Nothing here waits longer than some seconds.
#pragma once

#include <QDBusConnection>
#include <QProcess>
#include <QTemporaryDir>
#include <memory>
#include <optional>
#include <vector>

namespace varve {

/// An object of a program as AT-SPI names it.
struct Spoken {
    QString service;
    QString path;
    [[nodiscard]] bool isNull() const { return path.isEmpty() || path.endsWith(QStringLiteral("/null")); }
};

class AccessibleDesktop {
  public:
    AccessibleDesktop();
    AccessibleDesktop(const AccessibleDesktop&) = delete;
    AccessibleDesktop& operator=(const AccessibleDesktop&) = delete;
    ~AccessibleDesktop();

    /// What this machine lacks for a desktop; empty when there is all of it.
    [[nodiscard]] static QString missingPrograms();
    /// False with a sentence in problem().
    [[nodiscard]] bool start();
    [[nodiscard]] const QString& problem() const { return m_problem; }

    [[nodiscard]] QString filePath(const QString& name) const { return m_folder.filePath(name); }
    [[nodiscard]] QProcess& run(const QString& program, const QStringList& arguments);
    /// The accessibility bus.
    [[nodiscard]] QDBusConnection bus() const { return QDBusConnection(QStringLiteral("varve-test-a11y")); }
    /// Asks programs that start from now on to tell of such events ("object:text-changed").
    void listenFor(const QString& event) const;
    /// The program that the registry knows, once there is one.
    [[nodiscard]] std::optional<Spoken> program() const;

    [[nodiscard]] QVariantList call(const Spoken& object, const QString& interface, const QString& method,
                                    const QVariantList& arguments = {}) const;
    [[nodiscard]] QVariant property(const Spoken& object, const QString& interface, const QString& name) const;
    [[nodiscard]] QString role(const Spoken& object) const;
    [[nodiscard]] QString name(const Spoken& object) const;
    [[nodiscard]] QString description(const Spoken& object) const;
    [[nodiscard]] int childCount(const Spoken& object) const;
    [[nodiscard]] Spoken child(const Spoken& object, int index) const;
    [[nodiscard]] Spoken parent(const Spoken& object) const;
    /// Of an object's text.
    [[nodiscard]] QString text(const Spoken& object) const;
    [[nodiscard]] QMap<QString, QString> attributes(const Spoken& object, int offset) const;
    /// The first object of a role at or below one, in the order of the tree; of a name where one is given. Bars and
    /// lists of commands are not looked into.
    [[nodiscard]] std::optional<Spoken> find(const Spoken& from, const QString& role, const QString& name = {}) const;

  private:
    [[nodiscard]] QByteArray firstLine(QProcess& process) const;
    [[nodiscard]] bool fail(const QString& problem);

    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
    std::vector<std::unique_ptr<QProcess>> m_processes;
    QString m_problem;
};

}  // namespace varve
