#include "images/image_facts.h"

#include <QTest>

#include "images/image_samples.h"

using namespace varve;
using namespace varve::images;

class ImageFactsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void tellsKindAndSize_data();
    void tellsKindAndSize();
    void refuses_data();
    void refuses();
    void anyCutIsRefusedOrToldWithoutReadingBeyond_data();
    void anyCutIsRefusedOrToldWithoutReadingBeyond();
    void changedBytesNeverHarm();
};

void ImageFactsTest::tellsKindAndSize_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("media");
    QTest::addColumn<QSize>("size");
    const auto row = [](const char* name, const Bytes& bytes, const char* media, QSize size) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString::fromLatin1(media) << size;
    };
    const QImage image = redAndBlue(40, 30);
    row("png", encoded(image, "png"), "image/png", {40, 30});
    row("jpeg", encoded(image, "jpeg"), "image/jpeg", {40, 30});
    row("jpeg turned by a quarter", jpegTurned(image, 6), "image/jpeg", {30, 40});
    row("jpeg turned upside down", jpegTurned(image, 3), "image/jpeg", {40, 30});
    row("webp", encoded(image, "webp"), "image/webp", {40, 30});
    row("gif", Bytes("GIF89a") + littleEndian(7, 2) + littleEndian(5, 2) + Bytes(20, '\0'), "image/gif", {7, 5});
    row("webp, lossless",
        Bytes("RIFF") + littleEndian(22, 4) + "WEBPVP8L" + littleEndian(10, 4) + "\x2f" +
            littleEndian(39 | 29U << 14, 4) + Bytes(5, '\0'),
        "image/webp", {40, 30});
    row("webp, extended",
        Bytes("RIFF") + littleEndian(22, 4) + "WEBPVP8X" + littleEndian(10, 4) + Bytes(4, '\0') + littleEndian(399, 3) +
            littleEndian(299, 3),
        "image/webp", {400, 300});
    row("svg with a size", svgOf("width='12' height='1in'", ""), "image/svg+xml", {12, 96});
    row("svg with a view box", svgOf("viewBox='0,0 20.4 10.6'", ""), "image/svg+xml", {20, 11});
    row("svg with one side", svgOf("width='100' viewBox='0 0 20 10'", ""), "image/svg+xml", {100, 50});
    row("svg in percent", svgOf("width='100%' height='100%' viewBox='0 0 20 10'", ""), "image/svg+xml", {20, 10});
    row("svg without any size", svgOf("", ""), "image/svg+xml", {300, 150});
    row("svg after what comes before", "\xef\xbb\xbf<?xml version='1.0'?><!-- x --><!DOCTYPE svg>" + svgOf("", ""),
        "image/svg+xml", {300, 150});
}

void ImageFactsTest::tellsKindAndSize() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, media);
    QFETCH(QSize, size);
    const Result<ImageFacts> facts = probeImage(bytes.toStdString());
    QVERIFY2(facts.has_value(), facts ? "" : facts.error().message.c_str());
    QCOMPARE(QString::fromStdString(facts->media), media);
    QCOMPARE(QSize(facts->pixelWidth, facts->pixelHeight), size);
}

void ImageFactsTest::refuses_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* name, const Bytes& bytes, const char* sentence) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString::fromUtf8(sentence);
    };
    const Bytes png = encoded(redAndBlue(40, 30), "png");
    const Bytes jpeg = encoded(redAndBlue(40, 30), "jpeg");
    row("60,000 x 60,000", pngBeginning(60'000, 60'000),
        "The image is 60,000 × 60,000 pixels; Varve shows images of up to 100,000,000 pixels, at most 65,535 on a "
        "side.");
    row("a line of 70,000", pngBeginning(70'000, 1), "70,000 × 1 pixels");
    row("four thousand million", pngBeginning(0xffffffffU, 1), "4,294,967,295 × 1 pixels");
    row("deep colours", pngBeginning(8'000, 8'000, 16), "up to 50,000,000 pixels");
    row("webp of 16 million a side",
        Bytes("RIFF") + littleEndian(22, 4) + "WEBPVP8X" + littleEndian(10, 4) + Bytes(4, '\0') + Bytes(6, '\xff'),
        "16,777,216 × 16,777,216 pixels");
    row("png without a size", pngBeginning(0, 5), "no size");
    row("png without pixels", pngBeginning(5, 5) + pngChunk("IEND", ""), "no pixels");
    row("png cut off", png.substr(0, png.size() - 20), "cut off");
    row("png with a chunk beyond its end", png.substr(0, 33) + "\x7f\xff\xff\xffIDATabcdefgh", "cut off");
    row("jpeg cut off", jpeg.substr(0, 100), "cut off");
    row(
        "jpeg of passes without end",
        jpeg.substr(0, jpeg.size() - 2) +
            [] {
                Bytes scans;
                for (int i = 0; i < 200; ++i)
                    scans += Bytes("\xff\xda\0\x08\x01\x01\0\0\x3f\0", 10);
                return scans;
            }(),
        "passes");
    row("empty", "", "not an image");
    row("garbage", "This is a text.", "not an image");
    row("bitmap", encoded(redAndBlue(4, 4), "bmp"), "not an image");
    row("html", "<html><body><svg/></body></html>", "not an image");
    row("too many bytes", png + Bytes(kImageSizeMax, '\0'), "32 MB");
    row("svg that is a mile wide", svgOf("width='70000' height='1'", ""), "larger than 65535");
    row("svg too many bytes", svgOf("", Bytes(kSvgSizeMax, ' ')), "8 MB");
    row("svg cut off", svgOf("", "<g>").substr(0, 100), "no well-formed XML");
}

void ImageFactsTest::refuses() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, sentence);
    const Result<ImageFacts> facts = probeImage(bytes.toStdString());
    QVERIFY(!facts.has_value());
    const QString said = QString::fromStdString(facts.error().message);
    QVERIFY2(said.contains(sentence), qPrintable(said));
}

void ImageFactsTest::anyCutIsRefusedOrToldWithoutReadingBeyond_data() {
    QTest::addColumn<QByteArray>("bytes");
    for (const char* format : {"png", "jpeg", "webp"}) {
        QTest::newRow(format) << QByteArray::fromStdString(encoded(redAndBlue(40, 30), format));
    }
    QTest::newRow("exif") << QByteArray::fromStdString(jpegTurned(redAndBlue(4, 3), 8));
    QTest::newRow("svg") << QByteArray::fromStdString(svgOf("width='3' height='4'", "<g id='a'/>"));
}

void ImageFactsTest::anyCutIsRefusedOrToldWithoutReadingBeyond() {
    QFETCH(QByteArray, bytes);
    const Bytes whole = bytes.toStdString();
    const Result<ImageFacts> facts = probeImage(whole);
    QVERIFY(facts.has_value());
    for (std::size_t size = 0; size < whole.size(); ++size) {
        // In memory of exactly that size, so that the sanitizer sees every byte read beyond it.
        const std::vector<char> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        const Result<ImageFacts> seen = probeImage({cut.data(), cut.size()});
        if (seen) QCOMPARE(*seen, *facts);
    }
}

void ImageFactsTest::changedBytesNeverHarm() {
    for (const Bytes& whole : {encoded(redAndBlue(8, 6), "png"), jpegTurned(redAndBlue(8, 6), 6),
                               encoded(redAndBlue(8, 6), "webp"), svgOf("width='3'", "<use xlink:href='#a'/>")}) {
        for (std::size_t at = 0; at < std::min<std::size_t>(whole.size(), 400); ++at) {
            for (const char value : {'\0', '\x7f', '\xff'}) {
                Bytes changed = whole;
                changed[at] = value;
                const Result<ImageFacts> facts = probeImage(changed);
                if (!facts) continue;
                QVERIFY(facts->pixelWidth >= 1 && facts->pixelWidth <= kSideMax);
                QVERIFY(facts->pixelHeight >= 1 && facts->pixelHeight <= kSideMax);
            }
        }
    }
}

QTEST_GUILESS_MAIN(ImageFactsTest)
#include "tst_image_facts.moc"
