#include "images/image_decoding.h"

#include <QLoggingCategory>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

#include "images/image_facts.h"
#include "images/image_samples.h"

using namespace varve;
using namespace varve::images;

class ImageDecodingTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void showsEveryKind_data();
    void showsEveryKind();
    void turnsAsTheCameraSaid();
    void neverEnlargesPixels();
    void drawsAnSvgAsLargeAsWanted();
    void readsNoFile();
    void packedTextIsNotUnpacked();
    void aLargeImageIsScaledWhileItIsRead();
    void damagedPixelsAreRefused();
    void garbageNeverHarms();
    void pixelsBecomePng();
};

namespace {

bool isReddish(QRgb pixel) {
    return qRed(pixel) > 180 && qBlue(pixel) < 80;
}
bool isBluish(QRgb pixel) {
    return qBlue(pixel) > 180 && qRed(pixel) < 80;
}

/// The most memory that this process ever took, in MB.
long peakMegabytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

}  // namespace

void ImageDecodingTest::showsEveryKind_data() {
    QTest::addColumn<QByteArray>("bytes");
    for (const char* format : {"png", "jpeg", "webp"}) {
        QTest::newRow(format) << QByteArray::fromStdString(encoded(redAndBlue(400, 300), format));
    }
    // Two colours, one code of the first and the second (LZW of 9 bits): a picture of 2 x 1.
    using namespace std::string_view_literals;
    const Bytes gif("GIF89a\2\0\1\0\x80\0\0\xff\0\0\0\0\xff,\0\0\0\0\2\0\1\0\0\2\2\x44\x0a\0;"sv);
    QTest::newRow("gif") << QByteArray::fromStdString(gif);
    QTest::newRow("svg") << QByteArray::fromStdString(
        svgOf("width='400' height='300'",
              "<rect width='200' height='300' fill='red'/><rect x='200' width='200' height='300' fill='blue'/>"));
}

void ImageDecodingTest::showsEveryKind() {
    QFETCH(QByteArray, bytes);
    const Bytes image = bytes.toStdString();
    const Result<ImageFacts> facts = probeImage(image);
    QVERIFY(facts.has_value());
    for (const QSize target : {QSize(), QSize(100, 1000)}) {
        const Result<QImage> shown = decodeImage(image, target);
        QVERIFY2(shown.has_value(), shown ? "" : shown.error().message.c_str());
        if (target.isEmpty()) QCOMPARE(shown->size(), QSize(facts->pixelWidth, facts->pixelHeight));
        if (!target.isEmpty() && facts->pixelWidth > 100) QCOMPARE(shown->size(), QSize(100, 75));
        QVERIFY(isReddish(shown->pixel(0, 0)));
        QVERIFY(isBluish(shown->pixel(shown->width() - 1, 0)));
    }
}

void ImageDecodingTest::turnsAsTheCameraSaid() {
    const Result<QImage> shown = decodeImage(jpegTurned(redAndBlue(400, 200), 6), QSize(50, 1000));
    QVERIFY(shown.has_value());
    QCOMPARE(shown->size(), QSize(50, 100));
    QVERIFY(isReddish(shown->pixel(25, 10)));
    QVERIFY(isBluish(shown->pixel(25, 90)));
}

void ImageDecodingTest::neverEnlargesPixels() {
    const Result<QImage> shown = decodeImage(encoded(redAndBlue(40, 30), "png"), QSize(400, 400));
    QVERIFY(shown.has_value());
    QCOMPARE(shown->size(), QSize(40, 30));
}

void ImageDecodingTest::drawsAnSvgAsLargeAsWanted() {
    const Bytes svg = svgOf("width='4' height='2'", "<rect width='2' height='2' fill='red'/>");
    const Result<QImage> shown = decodeImage(svg, QSize(400, 400));
    QVERIFY(shown.has_value());
    QCOMPARE(shown->size(), QSize(400, 200));
    QVERIFY(isReddish(shown->pixel(190, 100)));
    QCOMPARE(qAlpha(shown->pixel(210, 100)), 0);
    QVERIFY(!decodeImage(svg, QSize(60'000, 60'000)).has_value());
}

void ImageDecodingTest::readsNoFile() {
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("secret.png"));
    QVERIFY(redAndBlue(10, 10).save(path));
    const Bytes svg = svgOf("width='10' height='10'",
                            "<image width='10' height='10' xlink:href='" + path.toStdString() + "'/>" +
                                "<image width='10' height='10' xlink:href='file://" + path.toStdString() + "'/>");
    const Result<QImage> shown = decodeImage(svg, {});
    QVERIFY(shown.has_value());
    QCOMPARE(qAlpha(shown->pixel(2, 2)), 0);
}

void ImageDecodingTest::packedTextIsNotUnpacked() {
    const QByteArray packed = qCompress(QByteArray(7'000'000, 'x'), 9).mid(4);
    const Bytes text = pngChunk("zTXt", Bytes("key\0\0", 5) + packed.toStdString());
    Bytes bomb;
    for (int i = 0; i < 100; ++i)
        bomb += text;
    const long before = peakMegabytes();
    const Result<QImage> shown = decodeImage(pngWith(encoded(redAndBlue(40, 30), "png"), bomb), {});
    QVERIFY(shown.has_value());
    QVERIFY(isReddish(shown->pixel(0, 0)));
    QVERIFY2(peakMegabytes() - before < 200, qPrintable(QString::number(peakMegabytes() - before)));
}

void ImageDecodingTest::aLargeImageIsScaledWhileItIsRead() {
    QImage large(9000, 9000, QImage::Format_Grayscale8);
    large.fill(99);
    const Bytes png = encoded(large, "png");
    QVERIFY(png.size() < 400'000);
    const Result<QImage> shown = decodeImage(png, QSize(90, 90));
    QVERIFY2(shown.has_value(), shown ? "" : shown.error().message.c_str());
    QCOMPARE(shown->size(), QSize(90, 90));
    QCOMPARE(qRed(shown->pixel(45, 45)), 99);
}

void ImageDecodingTest::damagedPixelsAreRefused() {
    Bytes png = encoded(redAndBlue(400, 300), "png");
    png[png.find("IDAT") + 6] ^= 0x55;
    const Result<QImage> shown = decodeImage(png, {});
    QVERIFY(!shown.has_value());
    QCOMPARE(shown.error().code, ErrorCode::kMalformed);
}

void ImageDecodingTest::garbageNeverHarms() {
    QLoggingCategory::setFilterRules(QStringLiteral("qt.gui.imageio*=false"));
    std::uint32_t state = 1;
    for (const char* format : {"png", "jpeg", "webp"}) {
        const Bytes whole = encoded(redAndBlue(60, 40), format);
        for (int round = 0; round < 300; ++round) {
            Bytes changed = whole;
            for (int i = 0; i < 3; ++i) {
                state = state * 1664525U + 1013904223U;
                changed[12 + (state >> 8) % (changed.size() - 12)] = static_cast<char>(state >> 24);
            }
            const Result<QImage> shown = decodeImage(changed, QSize(30, 30));
            if (shown) QVERIFY(shown->width() <= 30 && shown->height() <= 30);
        }
    }
}

void ImageDecodingTest::pixelsBecomePng() {
    QImage image = redAndBlue(40, 30);
    image.setText(QStringLiteral("Author"), QStringLiteral("SECRET"));
    const Result<Bytes> png = encodePng(image);
    QVERIFY(png.has_value());
    QVERIFY(png->find("SECRET") == Bytes::npos);
    QCOMPARE(probeImage(*png), (ImageFacts{"image/png", 40, 30}));
    QCOMPARE(encodePng(QImage()).error().code, ErrorCode::kInvalidInput);
}

QTEST_MAIN(ImageDecodingTest)
#include "tst_image_decoding.moc"
