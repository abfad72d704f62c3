#include "images/image_loader.h"

#include <QSignalSpy>
#include <QTest>

#include "images/image_samples.h"

using namespace varve;
using namespace varve::images;

class ImageLoaderTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void comesInTheSizeThatIsShown();
    void aLargerSizeIsDecodedAnew();
    void smallImagesAreSharpAtOnce();
    void tellsAProblemOnce();
    void whatWasAskedLastComesFirst();
    void cancelledOnesDoNotCome();
    void memoryIsBounded();
    void mayGoWhileItIsBusy();
};

namespace {

constexpr int kWaitMs = 30'000;

std::shared_ptr<const Bytes> pngOf(int width, int height) {
    return std::make_shared<const Bytes>(encoded(redAndBlue(width, height), "png"));
}

}  // namespace

void ImageLoaderTest::comesInTheSizeThatIsShown() {
    ImageLoader loader;
    QSignalSpy loaded(&loader, &ImageLoader::loaded);
    QVERIFY(loader.find("a", {200, 200}).image.isNull());
    QVERIFY(!loader.find("a", {200, 200}).isLoading);
    loader.load("a", pngOf(1000, 500), {200, 200});
    QVERIFY(loader.find("a", {200, 200}).isLoading);
    QTRY_COMPARE_WITH_TIMEOUT(loaded.count(), 1, kWaitMs);
    const ImageLoader::Picture picture = loader.find("a", {200, 200});
    QCOMPARE(picture.image.size(), QSize(256, 128));
    QVERIFY(picture.isSharp && !picture.isLoading && picture.problem.isEmpty());
    loader.load("a", pngOf(1000, 500), {250, 100});
    QVERIFY(!loader.find("a", {200, 200}).isLoading);
}

void ImageLoaderTest::aLargerSizeIsDecodedAnew() {
    ImageLoader loader;
    QSignalSpy loaded(&loader, &ImageLoader::loaded);
    loader.load("a", pngOf(1000, 500), {200, 200});
    QTRY_COMPARE_WITH_TIMEOUT(loaded.count(), 1, kWaitMs);
    QVERIFY(!loader.find("a", {600, 300}).isSharp);
    QVERIFY(!loader.find("a", {600, 300}).image.isNull());
    loader.load("a", pngOf(1000, 500), {600, 300});
    QTRY_COMPARE_WITH_TIMEOUT(loaded.count(), 2, kWaitMs);
    QCOMPARE(loader.find("a", {600, 300}).image.size(), QSize(768, 384));
}

void ImageLoaderTest::smallImagesAreSharpAtOnce() {
    ImageLoader loader;
    QSignalSpy loaded(&loader, &ImageLoader::loaded);
    loader.load("a", pngOf(10, 10), {600, 600});
    QTRY_COMPARE_WITH_TIMEOUT(loaded.count(), 1, kWaitMs);
    QCOMPARE(loader.find("a", {600, 600}).image.size(), QSize(10, 10));
    QVERIFY(loader.find("a", {600, 600}).isSharp);
    QVERIFY(loader.find("a", {6000, 6000}).isSharp);
}

void ImageLoaderTest::tellsAProblemOnce() {
    ImageLoader loader;
    QSignalSpy loaded(&loader, &ImageLoader::loaded);
    const auto garbage = std::make_shared<const Bytes>("no image");
    loader.load("a", garbage, {100, 100});
    QTRY_COMPARE_WITH_TIMEOUT(loaded.count(), 1, kWaitMs);
    QVERIFY(loader.find("a", {100, 100}).problem.startsWith(QStringLiteral("This is not an image")));
    loader.load("a", garbage, {5000, 5000});
    QVERIFY(!loader.find("a", {100, 100}).isLoading);
}

void ImageLoaderTest::whatWasAskedLastComesFirst() {
    ImageLoader loader;
    std::vector<std::string> order;
    connect(&loader, &ImageLoader::loaded, this, [&](const std::string& key) { order.push_back(key); });
    for (const char* key : {"a", "b", "c", "b"})
        loader.load(key, pngOf(300, 300), {100, 100});
    QTRY_COMPARE_WITH_TIMEOUT(order.size(), std::size_t{3}, kWaitMs);
    QVERIFY(order == (std::vector<std::string>{"a", "b", "c"}));
}

void ImageLoaderTest::cancelledOnesDoNotCome() {
    ImageLoader loader;
    QSignalSpy loaded(&loader, &ImageLoader::loaded);
    for (const char* key : {"a", "b", "c"})
        loader.load(key, pngOf(300, 300), {100, 100});
    loader.cancel("b");
    QTRY_COMPARE_WITH_TIMEOUT(loaded.count(), 2, kWaitMs);
    QTest::qWait(20);
    QCOMPARE(loaded.count(), 2);
    QVERIFY(loader.find("b", {100, 100}).image.isNull());
}

void ImageLoaderTest::memoryIsBounded() {
    ImageLoader loader(nullptr, 1'000'000);
    QSignalSpy loaded(&loader, &ImageLoader::loaded);
    for (int i = 0; i < 10; ++i)
        loader.load(std::to_string(i), pngOf(250, 250), {256, 256});
    QTRY_COMPARE_WITH_TIMEOUT(loaded.count(), 10, kWaitMs);
    QCOMPARE(loader.cacheSizeBytes(), std::size_t{4U * 250 * 250 * 4});
}

void ImageLoaderTest::mayGoWhileItIsBusy() {
    auto loader = std::make_unique<ImageLoader>();
    loader->load("a", pngOf(2000, 2000), {100, 100});
    loader->load("b", pngOf(2000, 2000), {100, 100});
    loader.reset();
    QCoreApplication::processEvents();
}

QTEST_MAIN(ImageLoaderTest)
#include "tst_image_loader.moc"
