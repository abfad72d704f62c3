// Asking another program for a window: the answer, and what happens to whoever asks something else.
#include <QLocalSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>
#include <atomic>
#include <memory>

#include "net/window_call.h"

using namespace varve;
using namespace varve::net;

class WindowCallTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        const auto registry = LocalRegistry::at(m_folder->path());
        QVERIFY(registry.has_value());
        m_registry = std::make_unique<LocalRegistry>(*registry);
        m_asked.clear();
        m_server = std::make_unique<WindowCallServer>(*m_registry, [this](const QString& path) {
            m_asked += path;
            return path != QLatin1String("/unknown");
        });
        QVERIFY(m_server->open().has_value());
    }
    void cleanup() { m_server.reset(); }

    void showsWhatIsOpen() {
        const QString path = QStringLiteral("/home/ana/Säulen\nund mehr.varve");
        QVERIFY(ask(QCoreApplication::applicationPid(), path));
        QCOMPARE(m_asked, QStringList{path});
    }
    void saysWhenThereIsNoWindow() {
        QVERIFY(!ask(QCoreApplication::applicationPid(), QStringLiteral("/unknown")));
        QCOMPARE(m_asked.size(), 1);
    }
    void nobodyListens() {
        m_server.reset();
        QVERIFY(!ask(QCoreApplication::applicationPid(), QStringLiteral("/a")));
        QVERIFY(!ask(1, QStringLiteral("/a")));
    }
    void tooLongPathsAreNotAsked() {
        QVERIFY(!ask(QCoreApplication::applicationPid(), QString(20'000, QLatin1Char('a'))));
        QVERIFY(m_asked.isEmpty());
    }
    void wrongQuestions_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("another version") << QByteArray("varve-window 2 raise 2\n/a");
        QTest::newRow("another question") << QByteArray("varve-window 1 close 2\n/a");
        QTest::newRow("something else") << QByteArray("GET / HTTP/1.1\r\n\r\n");
        QTest::newRow("no number") << QByteArray("varve-window 1 raise x\n/a");
        QTest::newRow("below zero") << QByteArray("varve-window 1 raise -2\n/a");
        QTest::newRow("too much") << QByteArray("varve-window 1 raise 99999999999\n/a");
        QTest::newRow("more than said") << QByteArray("varve-window 1 raise 2\n/abc");
        QTest::newRow("no line end") << QByteArray(100'000, 'x');
        QTest::newRow("no end of the number") << QByteArray("varve-window 1 raise ") + QByteArray(100'000, '1');
    }
    void wrongQuestions() {
        QFETCH(const QByteArray, bytes);
        QLocalSocket socket;
        socket.connectToServer(socketName());
        QVERIFY(socket.waitForConnected());
        socket.write(bytes);
        QTRY_VERIFY(socket.state() == QLocalSocket::UnconnectedState || socket.bytesAvailable() > 0);
        QVERIFY(!socket.readAll().contains("shown"));
        QVERIFY(m_asked.isEmpty());
    }
    void questionsInPieces() {
        QLocalSocket socket;
        socket.connectToServer(socketName());
        QVERIFY(socket.waitForConnected());
        for (const char byte : QByteArray("varve-window 1 raise 2\n/a")) {
            socket.write(&byte, 1);
            socket.flush();
            QCoreApplication::processEvents();
        }
        QTRY_VERIFY(socket.bytesAvailable() > 0);
        QCOMPARE(socket.readAll(), QByteArray("varve-window 1 shown\n"));
        QCOMPARE(m_asked, QStringList{QStringLiteral("/a")});
    }
    void deadProgramsAreSweptAway() {
        // No process has a number that high.
        const QString dead = m_folder->filePath(QStringLiteral("window-2000000000.sock"));
        QLocalServer left;
        QVERIFY(left.listen(dead));
        m_server.reset();
        m_server = std::make_unique<WindowCallServer>(*m_registry, [](const QString&) { return false; });
        QVERIFY(m_server->open().has_value());
        QVERIFY(!QFile::exists(dead));
        QVERIFY(QFile::exists(socketName()));
    }

  private:
    QString socketName() const {
        return m_folder->filePath(QStringLiteral("window-%1.sock").arg(QCoreApplication::applicationPid()));
    }
    /// From another thread, as programs do; this one answers.
    bool ask(qint64 processId, const QString& path) {
        std::atomic<int> answer{-1};
        QThreadPool::globalInstance()->start([&, this] { answer = askToRaise(*m_registry, processId, path) ? 1 : 0; });
        if (!QTest::qWaitFor([&answer] { return answer >= 0; }, 10'000)) qFatal("no answer");
        QThreadPool::globalInstance()->waitForDone();
        return answer == 1;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<LocalRegistry> m_registry;
    std::unique_ptr<WindowCallServer> m_server;
    QStringList m_asked;
};

QTEST_GUILESS_MAIN(WindowCallTest)
#include "tst_window_call.moc"
