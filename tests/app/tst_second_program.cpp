// The program started twice with one document: the second one asks the first to show its window, and ends.
#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "net/local_registry.h"

using namespace varve;

namespace {

constexpr int kPatienceMs = 60'000;

}  // namespace

class SecondProgramTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void secondOneShowsTheWindowOfTheFirst() {
        // Given a document in a window
        QTemporaryDir folder;
        QProcess first;
        start(first, folder, {QStringLiteral("notes.varve")});
        const auto registry = net::LocalRegistry::at(folder.filePath(QStringLiteral("run/varve")));
        QVERIFY(registry.has_value());
        const QString path = folder.filePath(QStringLiteral("notes.varve"));
        QTRY_VERIFY_WITH_TIMEOUT(registry->findByPath(path).has_value(), kPatienceMs);
        // When the program is started again with it, under another name for it
        QVERIFY(QFile::link(path, folder.filePath(QStringLiteral("link.varve"))));
        for (const char* name : {"notes.varve", "link.varve"}) {
            QProcess second;
            start(second, folder, {QString::fromLatin1(name)});
            // Then that one ends without a failure, and the first one goes on
            QVERIFY(second.waitForFinished(kPatienceMs));
            const QByteArray said = second.readAllStandardError();
            QVERIFY2(second.exitCode() == 0 && second.exitStatus() == QProcess::NormalExit, said.constData());
            QVERIFY2(said.contains("brought forward"), said.constData());
            QCOMPARE(first.state(), QProcess::Running);
            QCOMPARE(registry->findByPath(path)->processId, first.processId());
        }
        first.terminate();
        QVERIFY(first.waitForFinished(kPatienceMs));
        QCOMPARE(first.exitCode(), 0);
    }

  private:
    static void start(QProcess& process, const QTemporaryDir& folder, const QStringList& arguments) {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        const QString run = folder.filePath(QStringLiteral("run"));
        QVERIFY(QDir().mkpath(run));
        QVERIFY(QFile::setPermissions(run, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), run);
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), folder.filePath(QStringLiteral("config")));
        environment.insert(QStringLiteral("XDG_DATA_HOME"), folder.filePath(QStringLiteral("data")));
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(folder.path());
        process.start(QString::fromUtf8(VARVE), arguments);
        QVERIFY(process.waitForStarted());
    }
};

QTEST_GUILESS_MAIN(SecondProgramTest)
#include "tst_second_program.moc"
