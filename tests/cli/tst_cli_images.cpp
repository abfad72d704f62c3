// image add, get and list, and what verify, info and merge say about pictures.
#include <QBuffer>
#include <QImage>
#include <QImageWriter>
#include <QTest>

#include "cli/command.h"
#include "cli_runner.h"

using namespace varve::cli;

namespace {

QByteArray pngOf(int width, int height, QRgb colour = qRgb(200, 30, 60)) {
    QImage image(width, height, QImage::Format_RGB32);
    image.fill(colour);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    return QImageWriter(&buffer, "png").write(image) ? bytes : QByteArray();
}

QString nameIn(const QByteArray& output) {
    return QString::fromLatin1(output.trimmed());
}

}  // namespace

class CliImagesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void addsInOneStep();
    void refusesInASentence_data();
    void refusesInASentence();
    void getsWhatWasAdded();
    void verifyTellsWhatIsMissingOrDamaged();
    void mergeBringsPicturesAlong();
    void worksOnADocumentThatIsOpen();
    void namesTheCommandsThereAre();
};

void CliImagesTest::addsInOneStep() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    cli.write(QStringLiteral("p.png"), pngOf(40, 30));
    const QString name =
        nameIn(cli.out({QStringLiteral("image"), QStringLiteral("add"), QStringLiteral("a.varve"), QStringLiteral("2"),
                        QStringLiteral("p.png"), QStringLiteral("--alt"), QStringLiteral("A red field")}));
    QCOMPARE(name.size(), 64);
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("He\xef\xbf\xbcllo"));
    const auto state = cli.json(words("cat a.varve --format json"));
    const std::string dump = state.dump();
    for (const char* part : {"\"type\":\"image\"", "\"media\":\"image/png\"", "\"pixel-width\":40",
                             "\"pixel-height\":30", "\"alt\":\"A red field\""}) {
        QVERIFY2(dump.find(part) != std::string::npos, (std::string(part) + " in " + dump).c_str());
    }
    QVERIFY(dump.find(name.toStdString()) != std::string::npos);
    const auto info = cli.json(words("info a.varve --json"));
    QCOMPARE(info["images"].get<int>(), 1);
    QCOMPARE(info["imageSize"].get<qint64>(), pngOf(40, 30).size());
    const auto listed = cli.json(words("image list a.varve --json"));
    QCOMPARE(listed["blob"].get<std::string>(), name.toStdString());
    QCOMPARE(listed["state"].get<std::string>(), std::string("here"));
    QCOMPARE(listed["pixelWidth"].get<int>(), 40);
    QVERIFY(cli.out(words("verify a.varve")).contains("1 image."));
    // It is one step.
    QCOMPARE(cli.out(words("undo a.varve")), QByteArray("Undid 1 step.\n"));
    QCOMPARE(cli.out(words("cat a.varve")), QByteArray("Hello"));
    QCOMPARE(cli.out(words("redo a.varve")), QByteArray("Redid 1 step.\n"));
    QVERIFY(cli.out(words("image list a.varve")).startsWith(name.toLatin1() + "\there\timage/png\t"));
}

void CliImagesTest::refusesInASentence_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("sentence");
    QByteArray huge = pngOf(1, 1);
    huge.replace(16, 8, QByteArray::fromHex("0000ea600000ea60"));
    QTest::newRow("60,000 x 60,000") << huge
                                     << QByteArray(
                                            "The image is 60,000 × 60,000 pixels; Varve shows images of "
                                            "up to 100,000,000 pixels, at most 65,535 on a side. "
                                            "Nothing was inserted.");
    QTest::newRow("no image") << QByteArray("text") << QByteArray("This is not an image that Varve shows.");
    QTest::newRow("cut off") << pngOf(40, 30).left(60) << QByteArray("is cut off. Nothing was inserted.");
    QTest::newRow("too many bytes") << QByteArray(34 << 20, 'x') << QByteArray("images of up to 32 MB.");
}

void CliImagesTest::refusesInASentence() {
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, sentence);
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    const QByteArray before = cli.read(QStringLiteral("a.varve"));
    cli.write(QStringLiteral("p.png"), bytes);
    verifyRefusal(cli.run(words("image add a.varve 0 p.png")), kExitFailed, sentence.constData());
    QCOMPARE(cli.read(QStringLiteral("a.varve")), before);
}

void CliImagesTest::getsWhatWasAdded() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QString());
    cli.write(QStringLiteral("p.png"), pngOf(40, 30));
    const QString name = nameIn(cli.out(words("image add a.varve 0 p.png")));
    const QStringList get = {QStringLiteral("image"), QStringLiteral("get"), QStringLiteral("a.varve"), name};
    QCOMPARE(cli.out(get + words("out.png")), QByteArray());
    QCOMPARE(cli.read(QStringLiteral("out.png")), pngOf(40, 30));
    QCOMPARE(cli.out(get + words("-")), pngOf(40, 30));
    verifyRefusal(cli.run(get + words("out.png")), kExitFailed, "already exists and was left as it is");
    verifyRefusal(cli.run(words("image get a.varve 1234 x.png")), kExitUsage, "64 hexadecimal digits");
    const QString other = QString(64, QLatin1Char('0'));
    verifyRefusal(cli.run({QStringLiteral("image"), QStringLiteral("get"), QStringLiteral("a.varve"), other,
                           QStringLiteral("x.png")}),
                  kExitFailed, "are not in");
    verifyRefusal(cli.run(words("image add a.varve 99 p.png")), kExitFailed, "1 character");
    verifyRefusal(cli.run(words("image add a.varve 0 none.png")), kExitFailed, "No such file");
}

void CliImagesTest::verifyTellsWhatIsMissingOrDamaged() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QString());
    const QString nobodys = QString(64, QLatin1Char('a'));
    QCOMPARE(cli.out(words("set a.varve document blob") + QStringList(nobodys)), QByteArray());
    verifyRefusal(cli.run(words("verify a.varve")), kExitFailed, "1 image that the document names is not in the file");
    QVERIFY(cli.out(words("image list a.varve")).endsWith("\tmissing\n"));

    cli.make(QStringLiteral("b.varve"), QString());
    const QByteArray svg = "<svg xmlns='http://www.w3.org/2000/svg'><title>" + QByteArray(300, 'x') + "</title></svg>";
    cli.write(QStringLiteral("p.svg"), svg);
    QCOMPARE(nameIn(cli.out(words("image add b.varve 0 p.svg"))).size(), 64);
    QByteArray bytes = cli.read(QStringLiteral("b.varve"));
    const qsizetype place = bytes.indexOf(QByteArray(200, 'x'));
    QVERIFY(place > 0);
    bytes[place + 5] = 'y';
    cli.write(QStringLiteral("b.varve"), bytes);
    verifyRefusal(cli.run(words("verify b.varve")), kExitFailed, "is damaged: its bytes have changed");
    QVERIFY(cli.out(words("image list b.varve")).endsWith("\tdamaged\n"));
}

void CliImagesTest::mergeBringsPicturesAlong() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    QVERIFY(QFile::copy(cli / QStringLiteral("a.varve"), cli / QStringLiteral("b.varve")));
    cli.write(QStringLiteral("p.png"), pngOf(40, 30));
    cli.write(QStringLiteral("q.png"), pngOf(10, 10));
    const QString name = nameIn(cli.out(words("image add a.varve 0 p.png")));
    QVERIFY(!cli.out(words("image add b.varve 5 q.png")).isEmpty());
    const QByteArray merged = cli.out(words("merge b.varve a.varve"));
    QVERIFY2(merged.startsWith("Took over ") && merged.endsWith(" and 1 image.\n"), merged.constData());
    QCOMPARE(cli.json(words("info b.varve --json"))["images"].get<int>(), 2);
    QVERIFY(cli.out(words("verify b.varve")).contains("2 images."));
    QCOMPARE(cli.out(QStringList{QStringLiteral("image"), QStringLiteral("get"), QStringLiteral("b.varve"), name,
                                 QStringLiteral("-")}),
             pngOf(40, 30));
    QVERIFY(cli.out(words("merge b.varve a.varve")).endsWith(" already known.\n"));
    // Bytes alone are taken over as well: this copy knows the events already.
    QVERIFY(!cli.out(words("log a.varve")).isEmpty());
    cli.write(QStringLiteral("events.jsonl"), cli.out(words("log a.varve")));
    QVERIFY(!cli.out(words("apply c.varve events.jsonl")).isEmpty());
    QVERIFY(cli.out(words("image list c.varve")).endsWith("\tmissing\n"));
    QVERIFY(cli.out(words("merge c.varve a.varve")).endsWith(" and 1 image.\n"));
    QVERIFY(cli.out(words("verify c.varve")).contains("1 image."));
}

void CliImagesTest::worksOnADocumentThatIsOpen() {
    const CliRunner cli;
    cli.make(QStringLiteral("a.varve"), QStringLiteral("Hello"));
    QVERIFY(QFile::copy(cli / QStringLiteral("a.varve"), cli / QStringLiteral("b.varve")));
    cli.write(QStringLiteral("p.png"), pngOf(400, 300));
    cli.write(QStringLiteral("q.png"), pngOf(30, 30));
    {
        Opener opener(cli / QStringLiteral("a.varve"), "session");
        QVERIFY(opener.isReady());
        const QString name = nameIn(cli.out(words("image add a.varve 0 p.png")));
        QCOMPARE(name.size(), 64);
        // The same once more, which the process has already; and out again.
        QCOMPARE(nameIn(cli.out(words("image add a.varve 0 p.png"))), name);
        QCOMPARE(cli.out(QStringList{QStringLiteral("image"), QStringLiteral("get"), QStringLiteral("a.varve"), name,
                                     QStringLiteral("-")}),
                 pngOf(400, 300));
        QVERIFY(cli.out(words("image list a.varve")).contains("\there\timage/png\t"));
        QVERIFY(!cli.out(words("image add b.varve 0 q.png")).isEmpty());
        QVERIFY(cli.out(words("merge a.varve b.varve")).endsWith(" and 1 image.\n"));
        QVERIFY(cli.out(words("merge b.varve a.varve")).endsWith(" and 1 image.\n"));
        QVERIFY(opener.close());
    }
    QVERIFY(cli.out(words("verify a.varve")).contains("2 images."));
    QVERIFY(cli.out(words("verify b.varve")).contains("2 images."));
}

void CliImagesTest::namesTheCommandsThereAre() {
    const CliRunner cli;
    verifyRefusal(cli.run(words("image")), kExitUsage, "image add, image get, image list");
    verifyRefusal(cli.run(words("image remove a.varve")), kExitUsage, "image add, image get, image list");
    verifyRefusal(cli.run(words("image add a.varve")), kExitUsage, "Usage: varve-cli image add FILE OFFSET IMAGE");
    QVERIFY(cli.out(words("image add --help")).startsWith("usage: varve-cli image add FILE OFFSET IMAGE [OPTIONS]"));
    QVERIFY(cli.out(words("--help")).contains("\n  image list    lists the pictures"));
}

QTEST_GUILESS_MAIN(CliImagesTest)
#include "tst_cli_images.moc"
