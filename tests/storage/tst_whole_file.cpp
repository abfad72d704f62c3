// A file is there whole or not at all, also when there is no room for it.
#include <sys/resource.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>

#include "storage/whole_file.h"

using namespace varve;

class WholeFileTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void replacesWhatIsThere() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a.txt"));
        QVERIFY(storage::writeWholeFile(path, Bytes("first")).has_value());
        QVERIFY(storage::writeWholeFile(path, Bytes("second")).has_value());
        QCOMPARE(contentOf(path), QByteArray("second"));
        QVERIFY(!storage::writeWholeFile(folder.filePath(QStringLiteral("no/folder.txt")), Bytes("x")).has_value());
    }

    void withoutRoomNothingChanges_data() {
        QTest::addColumn<int>("size");
        QTest::newRow("small enough to be buffered") << 1000;
        QTest::newRow("large") << 1'000'000;
    }
    void withoutRoomNothingChanges() {
        QFETCH(int, size);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a.txt"));
        QVERIFY(storage::writeWholeFile(path, Bytes("old")).has_value());
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit usual{};
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &usual), 0);
        const rlimit little{100, usual.rlim_max};
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &little), 0);
        const auto written = storage::writeWholeFile(path, Bytes(static_cast<std::size_t>(size), 'x'));
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &usual), 0);
        QVERIFY(!written.has_value());
        QVERIFY(!written.error().message.empty());
        QCOMPARE(contentOf(path), QByteArray("old"));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
    }

  private:
    static QByteArray contentOf(const QString& path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("not there");
    }
};

QTEST_GUILESS_MAIN(WholeFileTest)
#include "tst_whole_file.moc"
