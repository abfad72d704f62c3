// The folder of open documents: who may use it, what is listed, and what is swept away.
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <QFile>
#include <QLocalServer>
#include <QTemporaryDir>
#include <QtTest>

#include "net/local_registry.h"

using namespace varve;
using namespace varve::net;

namespace {

LocalDocument described(const LocalRegistry& registry, const QString& title, bool isShared) {
    LocalDocument document;
    document.documentId = "doc-" + title.toStdString();
    document.title = title;
    document.userName = QStringLiteral("Ana");
    document.hostName = QStringLiteral("here");
    document.path = registry.folder() + QLatin1Char('/') + title;
    document.socketName = registry.newSocketName();
    document.processId = QCoreApplication::applicationPid();
    document.isShared = isShared;
    return document;
}

/// The number of a process that has just ended.
qint64 deadProcess() {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(0);
    ::waitpid(child, nullptr, 0);
    return child;
}

}  // namespace

class LocalRegistryTest : public QObject {
    Q_OBJECT

  private:
    std::unique_ptr<QTemporaryDir> m_folder;

    QString folder() const { return m_folder->path() + QStringLiteral("/varve"); }

  private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void listsWhatIsOpenByTitle() {
        const LocalRegistry registry = LocalRegistry::at(folder()).value();
        QLocalServer first;
        QLocalServer second;
        const LocalDocument b = described(registry, QStringLiteral("b"), true);
        const LocalDocument a = described(registry, QStringLiteral("a"), false);
        QVERIFY(first.listen(b.socketName));
        QVERIFY(second.listen(a.socketName));
        QVERIFY(registry.announce(b).has_value());
        QVERIFY(registry.announce(a).has_value());
        QCOMPARE(registry.listOpen(), (std::vector<LocalDocument>{a, b}));
        QCOMPARE(registry.listShared(), std::vector<LocalDocument>{b});
        QCOMPARE(registry.findByPath(a.path), std::optional(a));
        QVERIFY(!registry.findByPath(QStringLiteral("/nowhere")));
        QCOMPARE(registry.describedAs(b.documentId, b.path), std::optional(b));
        registry.withdraw(a.socketName);
        QVERIFY(!registry.findByPath(a.path));
        QVERIFY(!QFile::exists(a.socketName));
    }

    void linksLeadToTheSameFile() {
        const LocalRegistry registry = LocalRegistry::at(folder()).value();
        LocalDocument document = described(registry, QStringLiteral("real.varve"), false);
        QFile file(document.path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(QFile::link(document.path, m_folder->path() + QStringLiteral("/link.varve")));
        QLocalServer server;
        QVERIFY(server.listen(document.socketName));
        QVERIFY(registry.announce(document).has_value());
        QVERIFY(registry.findByPath(m_folder->path() + QStringLiteral("/link.varve")).has_value());
    }

    void deadEntriesAreSweptAway_data() {
        QTest::addColumn<bool>("processLives");
        QTest::newRow("its process is gone") << false;
        QTest::newRow("its number belongs to another process now") << true;
    }
    void deadEntriesAreSweptAway() {
        QFETCH(bool, processLives);
        const LocalRegistry registry = LocalRegistry::at(folder()).value();
        LocalDocument document = described(registry, QStringLiteral("dead"), true);
        if (!processLives) document.processId = deadProcess();
        QVERIFY(registry.announce(document).has_value());
        QVERIFY(registry.listOpen().empty());
        QVERIFY(QDir(folder()).isEmpty());
        QVERIFY(registry.announce(document).has_value());
        QVERIFY(!registry.findByPath(document.path).has_value());
        QVERIFY(QDir(folder()).isEmpty());
    }

    void nonsenseIsPassedOver() {
        const LocalRegistry registry = LocalRegistry::at(folder()).value();
        const QList<QByteArray> contents{"", "{", "[]", "{\"document\":7}", QByteArray(100'000, 'x')};
        for (const QByteArray& content : contents) {
            QFile file(folder() + QStringLiteral("/x.json"));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(content);
            file.close();
            QVERIFY(registry.listOpen().empty());
        }
    }

    void folderIsPrivate() {
        QVERIFY(LocalRegistry::at(folder()).has_value());
        struct stat status {};
        QCOMPARE(::stat(QFile::encodeName(folder()).constData(), &status), 0);
        QCOMPARE(status.st_mode & 0777, 0700U);
        QCOMPARE(::chmod(QFile::encodeName(folder()).constData(), 0777), 0);
        QVERIFY(LocalRegistry::at(folder()).has_value());
        QCOMPARE(::stat(QFile::encodeName(folder()).constData(), &status), 0);
        QCOMPARE(status.st_mode & 0777, 0700U);
    }

    void unusableFolderIsExplained() {
        const QString file = m_folder->path() + QStringLiteral("/file");
        QVERIFY(QFile(file).open(QIODevice::WriteOnly));
        const auto onFile = LocalRegistry::at(file);
        QVERIFY(!onFile.has_value());
        QVERIFY(onFile.error().message.find("is not a folder") != std::string::npos);
        QVERIFY(QFile::link(m_folder->path(), m_folder->path() + QStringLiteral("/link")));
        QVERIFY(!LocalRegistry::at(m_folder->path() + QStringLiteral("/link")).has_value());
        QVERIFY(!LocalRegistry::at(m_folder->path() + QStringLiteral("/missing/varve")).has_value());
        QVERIFY(!LocalRegistry::at(m_folder->path() + QLatin1Char('/') + QString(90, QLatin1Char('x'))).has_value());
    }

    void folderOfThisUser() {
        const QByteArray before = qgetenv("XDG_RUNTIME_DIR");
        qputenv("XDG_RUNTIME_DIR", m_folder->path().toUtf8());
        QCOMPARE(LocalRegistry::ofThisUser().value().folder(), m_folder->path() + QStringLiteral("/varve"));
        qputenv("XDG_RUNTIME_DIR", "/nonexistent");
        const QString own = QStringLiteral("varve-%1").arg(::getuid());
        QVERIFY(LocalRegistry::ofThisUser().value().folder().endsWith(own));
        before.isEmpty() ? qunsetenv("XDG_RUNTIME_DIR") : qputenv("XDG_RUNTIME_DIR", before);
    }
};

QTEST_GUILESS_MAIN(LocalRegistryTest)
#include "tst_local_registry.moc"
