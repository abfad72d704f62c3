// What is read aside: the order in which it is given, and what is never given.
#include <QTest>
#include <QThread>
#include <atomic>
#include <string>
#include <vector>

#include "document/content.h"
#include "ui/exchange/background_import.h"

using namespace varve;
using ui::BackgroundImport;
using ui::ReadContent;

namespace {

ReadContent textOf(const std::string& text) {
    ReadContent read;
    read.content.blocks = {{{}, {{text, {}, {}}}}};
    return read;
}

std::string wordsOf(const Result<ReadContent>& imported) {
    return imported ? document::plainTextOf(imported->content.blocks) : imported.error().message;
}

}  // namespace

class BackgroundImportTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void givesInTheOrderOfAsking() {
        BackgroundImport imports;
        std::vector<std::string> given;
        QThread* const own = QThread::currentThread();
        for (int number = 0; number < 20; ++number) {
            imports.start(
                [number, own](const convert::Progress&) -> Result<ReadContent> {
                    // The earlier ones take longer.
                    QThread::usleep(static_cast<unsigned long>(20 - number) * 200);
                    if (QThread::currentThread() == own) return failure(ErrorCode::kInvalidInput, "the same thread");
                    return textOf(std::to_string(number));
                },
                [&given](const Result<ReadContent>& imported) { given.push_back(wordsOf(imported)); });
        }
        QVERIFY(imports.isBusy());
        QVERIFY(given.empty());
        QTRY_VERIFY(!imports.isBusy());
        QCOMPARE(given.size(), 20U);
        for (int number = 0; number < 20; ++number)
            QCOMPARE(given[static_cast<std::size_t>(number)], std::to_string(number));
    }

    void readsBytesOfAFormat() {
        BackgroundImport imports;
        std::string given;
        imports.start(convert::Format::kHtml, "<p>some <b>bold</b> words",
                      [&given](const Result<ReadContent>& imported) { given = wordsOf(imported); });
        QTRY_COMPARE(given, std::string("some bold words"));
    }

    void nothingIsGivenOnceItIsStopped() {
        BackgroundImport imports;
        std::atomic<bool> hasBegun = false;
        std::vector<std::string> given;
        const auto take = [&given](const Result<ReadContent>& imported) { given.push_back(wordsOf(imported)); };
        imports.start(
            [&hasBegun](const convert::Progress& progress) -> Result<ReadContent> {
                hasBegun = true;
                while (!progress.wasCancelled())
                    QThread::msleep(1);
                return textOf("too late");
            },
            take);
        imports.start([](const convert::Progress&) { return Result<ReadContent>(textOf("behind it")); }, take);
        QTRY_VERIFY(hasBegun);
        imports.stop();
        QVERIFY(!imports.isBusy());
        imports.start([](const convert::Progress&) { return Result<ReadContent>(textOf("later")); }, take);
        QTRY_VERIFY(!imports.isBusy());
        QCOMPARE(given, std::vector<std::string>{"later"});
    }

    void whatIsOnItsWayCanBeWaitedFor() {
        BackgroundImport imports;
        std::vector<std::string> given;
        for (const char* words : {"first", "second"}) {
            imports.start(
                [words](const convert::Progress&) -> Result<ReadContent> {
                    QThread::msleep(20);
                    return textOf(words);
                },
                [&given](const Result<ReadContent>& read) { given.push_back(wordsOf(read)); });
        }
        imports.finish();
        QVERIFY(!imports.isBusy());
        QCOMPARE(given, (std::vector<std::string>{"first", "second"}));
        QCoreApplication::processEvents();
        QCOMPARE(given.size(), 2U);
    }

    void goesWhileSomethingIsOnItsWay() {
        std::atomic<bool> hasBegun = false;
        std::atomic<bool> hasEnded = false;
        bool isGiven = false;
        {
            BackgroundImport imports;
            imports.start(
                [&](const convert::Progress& progress) -> Result<ReadContent> {
                    hasBegun = true;
                    while (!progress.wasCancelled())
                        QThread::msleep(1);
                    hasEnded = true;
                    return textOf("too late");
                },
                [&isGiven](const Result<ReadContent>&) { isGiven = true; });
            QTRY_VERIFY(hasBegun);
        }
        QVERIFY(hasEnded);
        QCoreApplication::processEvents();
        QVERIFY(!isGiven);
    }
};

QTEST_GUILESS_MAIN(BackgroundImportTest)
#include "tst_background_import.moc"
