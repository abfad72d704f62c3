// Input that was made to do harm, brought in and pasted in a real window: the window says one sentence, its memory
// stays within bounds, and the document is as before, or is after one step back.
#include <sys/resource.h>

#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QMimeData>
#include <ctime>

#include "convert/zip_archive.h"
#include "ui/exchange/document_exchange.h"
#include "ui_window/window_harness.h"

using namespace varve;
using test::WindowHarness;

namespace {

const QString kBefore = QStringLiteral("What was there before");
#ifdef __SANITIZE_ADDRESS__
constexpr double kMemoryMaxMb = 6'000;
#else
constexpr double kMemoryMaxMb = 1'200;
#endif

/// The most memory that this process ever had.
double peakMb() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

double cpuMsOfThread() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

QByteArray repeated(const char* bytes, int count) {
    return QByteArray(bytes).repeated(count);
}

QByteArray bigEndian(std::uint32_t number) {
    QByteArray bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes.append(static_cast<char>(number >> static_cast<unsigned>(shift)));
    return bytes;
}

/// The head of a picture with these sides; nothing looks further when they are too large.
QByteArray headOfPng(std::uint32_t side) {
    return QByteArray::fromHex("89504e470d0a1a0a0000000d49484452") + bigEndian(side) + bigEndian(side) +
           QByteArray::fromHex("0802000000") + bigEndian(0) + repeated("\x01", 2'000);
}

QByteArray zipBomb() {
    convert::ZipWriter zip;
    zip.add("mimetype", "application/vnd.oasis.opendocument.text", false);
    zip.add("content.xml", Bytes(100U << 20, ' '));
    return QByteArray::fromStdString(*zip.finish());
}

const char* const kBidi = "\u202e\u2067\u202b left \u05d0\u05d1 \u2069\u202c";

}  // namespace

class HostileImportsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void broughtIn_data();
    void broughtIn();
    void pasted_data();
    void pasted();
    void hugePictures();
    void cleanupTestCase();

  private:
    /// Either nothing happened, or one step takes it back.
    void isAsBefore(bool isRefused);

    QTemporaryDir m_folder;
    SystemClock m_clock;
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<WindowHarness> m_harness;
    std::size_t m_stepsBefore = 0;
    int m_count = 0;
};

void HostileImportsTest::initTestCase() {
    test::isolateSettings(m_folder);
    m_theme = std::make_unique<ui::Theme>();
}

void HostileImportsTest::init() {
    const QString path = m_folder.filePath(QStringLiteral("%1.varve").arg(m_count++));
    m_harness = std::make_unique<WindowHarness>(*m_theme, m_clock, path);
    m_harness->type(kBefore);
    m_stepsBefore = m_harness->replica().log().transactionCount();
}

void HostileImportsTest::cleanup() {
    m_harness.reset();
}

void HostileImportsTest::isAsBefore(bool isRefused) {
    if (isRefused) QCOMPARE(m_harness->replica().log().transactionCount(), m_stepsBefore);
    if (!isRefused) m_harness->action("undo")->trigger();
    QCOMPARE(m_harness->text(), kBefore);
    QCOMPARE(m_harness->shownText(), kBefore);
    QVERIFY2(peakMb() < kMemoryMaxMb, std::to_string(peakMb()).c_str());
}

void HostileImportsTest::broughtIn_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("says");
    QTest::addColumn<bool>("isRefused");
    const auto add = [](const char* what, const char* name, const QByteArray& bytes, const char* says, bool isRefused) {
        QTest::newRow(what) << QString::fromLatin1(name) << bytes << QString::fromUtf8(says) << isRefused;
    };
    add("nested HTML", "a.html", repeated("<div><b>", 300'000) + "deep", "nested deeper than", false);
    add("nested tables", "a.html", repeated("<table><tr><td>x", 50'000), "Tables inside of tables", false);
    add("a line of text", "a.txt", QByteArray(10'000'000, 'a'), "is in the document", false);
    add("a line of words", "a.txt", repeated("word ", 2'000'000), "is in the document", false);
    add("a line of HTML", "a.html", "<p>" + repeated("some words ", 900'000), "is in the document", false);
    add("a line of Markdown", "a.md", repeated("*a* ", 2'500'000), "taken as plain text", false);
    add("stars", "a.md", QByteArray(3'000'000, '*'), "taken as plain text", false);
    add("brackets", "a.md", repeated("![[", 500'000), "taken as plain text", false);
    add("nested quotes", "a.md", repeated("> ", 200'000) + "x", "nested too deeply", false);
    add("no UTF-8", "a.txt", repeated("\xff\xfe\xc0\xaf", 100'000).mid(2), "not UTF-8", true);
    add("no UTF-8, Markdown", "a.md", "# \xed\xa0\x80 half of a pair", "not UTF-8", true);
    add("signs of direction", "a.txt", repeated(kBidi, 100'000), "direction of writing", false);
    add("controls", "a.txt", repeated("a\x01\x1b[31m\x7f", 100'000), "control characters", false);
    add("zip bomb", "a.odt", zipBomb(), "unpacks to more than", true);
    add("damaged archive", "a.odt", zipBomb().left(300), "damaged", true);
    add("empty archive", "a.odt", {}, "no OpenDocument text", true);
    add("a picture", "a.png", headOfPng(60'000), "of no kind that Varve can bring in", true);
}

void HostileImportsTest::broughtIn() {
    QFETCH(QString, name);
    QFETCH(QByteArray, bytes);
    QFETCH(QString, says);
    QFETCH(bool, isRefused);
    const QString path = m_folder.filePath(name);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    file.close();
    auto* exchange = m_harness->window().findChild<ui::DocumentExchange*>();
    const double begin = cpuMsOfThread();
    exchange->importFile(path);
    QTRY_VERIFY_WITH_TIMEOUT(!exchange->isBusy(), 120'000);
    m_harness->view().viewport()->repaint();
    qInfo("%.0f ms of the GUI thread, at most %.0f MB", cpuMsOfThread() - begin, peakMb());
    const QString message = m_harness->window().messageBar().message();
    QVERIFY2(message.contains(says), qPrintable(message));
    isAsBefore(isRefused);
}

void HostileImportsTest::pasted_data() {
    QTest::addColumn<bool>("isHtml");
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nested HTML") << true << repeated("<div><b>", 30'000) + "deep";
    QTest::newRow("much nested HTML") << true << repeated("<ul><li>", 300'000) + "deep";
    QTest::newRow("a line of HTML") << true << "<p>" + repeated("some words ", 900'000);
    QTest::newRow("tags that never end") << true << "x" + QByteArray(200'000, '<');
    QTest::newRow("signs of direction in HTML") << true << repeated(kBidi, 5'000);
    QTest::newRow("no UTF-8 in HTML") << true << "<p>x" + repeated("\xff\xc0\xaf", 50'000);
    QTest::newRow("cells without end") << true << "<table><tr>" + repeated("<td>x", 100'000);
    QTest::newRow("spans") << true << QByteArray("<table><tr><td colspan=99999999 rowspan=99999999>x</table>");
    QTest::newRow("a line of text") << false << QByteArray(10'000'000, 'a');
    QTest::newRow("signs of direction") << false << repeated(kBidi, 100'000);
    QTest::newRow("columns without end") << false << "x\t\n" + repeated("x\t", 1'000'000);
    QTest::newRow("rows without end") << false << repeated("x\ty\n", 300'000);
}

void HostileImportsTest::pasted() {
    QFETCH(bool, isHtml);
    QFETCH(QByteArray, bytes);
    auto mimeData = std::make_unique<QMimeData>();
    mimeData->setData(isHtml ? QStringLiteral("text/html") : QStringLiteral("text/plain"), bytes);
    QGuiApplication::clipboard()->setMimeData(mimeData.release());
    const double begin = cpuMsOfThread();
    m_harness->view().paste();
    QTRY_VERIFY_WITH_TIMEOUT(m_harness->replica().log().transactionCount() > m_stepsBefore ||
                                 !m_harness->window().messageBar().message().isEmpty(),
                             120'000);
    m_harness->view().viewport()->repaint();
    qInfo("%.0f ms of the GUI thread, at most %.0f MB", cpuMsOfThread() - begin, peakMb());
    isAsBefore(m_harness->replica().log().transactionCount() == m_stepsBefore);
}

void HostileImportsTest::hugePictures() {
    const QByteArray picture = headOfPng(60'000);
    const QString path = m_folder.filePath(QStringLiteral("huge.png"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(picture) == picture.size());
    file.close();
    const QString says = QStringLiteral("60,000 × 60,000 pixels");
    ui::MessageBar& bar = m_harness->window().messageBar();
    m_harness->view().insertImageFile(path);
    QVERIFY2(bar.message().contains(says), qPrintable(bar.message()));
    isAsBefore(true);
    bar.clear(bar.topic());
    // Its bytes in the clipboard
    auto bytes = std::make_unique<QMimeData>();
    bytes->setData(QStringLiteral("image/png"), picture);
    QGuiApplication::clipboard()->setMimeData(bytes.release());
    m_harness->view().paste();
    QVERIFY2(bar.message().contains(says), qPrintable(bar.message()));
    isAsBefore(true);
    bar.clear(bar.topic());
    // In a page: its words are taken, it is not
    auto html = std::make_unique<QMimeData>();
    html->setData(QStringLiteral("text/html"),
                  "<p>words <img alt='a lake' src='data:image/png;base64," + picture.toBase64() + "'></p>");
    QGuiApplication::clipboard()->setMimeData(html.release());
    m_harness->view().paste();
    QVERIFY2(bar.message().contains(says), qPrintable(bar.message()));
    QVERIFY(m_harness->text().contains(QStringLiteral("words")));
    isAsBefore(false);
}

void HostileImportsTest::cleanupTestCase() {
    QGuiApplication::clipboard()->clear();
    m_theme.reset();
}

QTEST_MAIN(HostileImportsTest)
#include "tst_hostile_imports.moc"
