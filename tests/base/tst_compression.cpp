// Compression: what goes in comes out, the bound is kept before memory is spent, and damage is told.
#include <QtTest>

#include "base/compression.h"
#include "base/random.h"

using namespace varve;

namespace {

Bytes sampleBytes(std::size_t size) {
    Random random(7);
    Bytes bytes(size, '\0');
    for (char& byte : bytes)
        byte = static_cast<char>('a' + random.below(8));
    return bytes;
}

/// `raw` in so many pieces of about the same size.
std::vector<BytesView> partsOf(const Bytes& raw, std::size_t count) {
    std::vector<BytesView> parts;
    for (std::size_t index = 0; index < count; ++index) {
        const std::size_t begin = raw.size() * index / count;
        parts.push_back(BytesView(raw).substr(begin, raw.size() * (index + 1) / count - begin));
    }
    return parts;
}

}  // namespace

class CompressionTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void roundTrip_data() {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("level");
        QTest::newRow("empty") << 0 << 3;
        QTest::newRow("one byte") << 1 << 3;
        QTest::newRow("wire level") << 100000 << 3;
        QTest::newRow("chunk level") << 100000 << 9;
        QTest::newRow("lowest level") << 5000 << 1;
        QTest::newRow("highest level") << 5000 << 19;
    }
    void roundTrip() {
        QFETCH(int, size);
        QFETCH(int, level);
        const Bytes raw = sampleBytes(static_cast<std::size_t>(size));
        const Bytes compressed = compressBytes(raw, level);
        const Result<Bytes> back = decompressBytes(compressed, raw.size());
        QVERIFY(back.has_value());
        QVERIFY(*back == raw);
        if (size >= 5000) QVERIFY(compressed.size() < raw.size() / 2);
    }

    void sameInputSameBytes() { QVERIFY(compressBytes(sampleBytes(9000), 9) == compressBytes(sampleBytes(9000), 9)); }

    void boundIsKept() {
        const Bytes compressed = compressBytes(Bytes(1 << 20, 'x'), 3);
        QVERIFY(compressed.size() < 200);
        const Result<Bytes> result = decompressBytes(compressed, (1 << 20) - 1);
        QVERIFY(!result.has_value());
        QCOMPARE(result.error().code, ErrorCode::kLimitExceeded);
        QVERIFY(!result.error().message.empty());
        QVERIFY(decompressBytes(compressed, 1 << 20).has_value());
    }

    void foreignAndEmptyBytes() {
        for (const BytesView bytes : {BytesView(), BytesView("x"), BytesView("certainly not a compressed frame")}) {
            const Result<Bytes> result = decompressBytes(bytes, 1000);
            QVERIFY(!result.has_value());
            QCOMPARE(result.error().code, ErrorCode::kMalformed);
        }
    }

    void cutAnywhereIsTold() {
        const Bytes compressed = compressBytes(sampleBytes(500), 3);
        for (std::size_t size = 0; size < compressed.size(); ++size) {
            QVERIFY(!decompressBytes(BytesView(compressed).substr(0, size), 10000).has_value());
        }
    }

    void everyFlippedBitIsToldOrHarmless() {
        const Bytes raw = sampleBytes(400);
        const Bytes compressed = compressBytes(raw, 3);
        for (std::size_t bit = 0; bit < compressed.size() * 8; ++bit) {
            Bytes damaged = compressed;
            damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
            const Result<Bytes> result = decompressBytes(damaged, 10000);
            // Some header bits carry nothing (a reserved flag, an unused window): then the content must be untouched.
            QVERIFY(!result.has_value() || *result == raw);
        }
    }

    void bytesAfterTheFrameAreRejected() {
        QVERIFY(!decompressBytes(compressBytes("text", 3) + "more", 1000).has_value());
        QVERIFY(!decompressBytes(compressBytes("text", 3) + compressBytes("text", 3), 1000).has_value());
        QVERIFY(!decompressBytes(compressBytes("text", 3) + compressBytes("", 3), 1000).has_value());
        const Bytes skippable("\x50\x2a\x4d\x18\x01\x00\x00\x00x", 9);
        QVERIFY(!decompressBytes(compressBytes("text", 3) + skippable, 1000).has_value());
        QVERIFY(!decompressBytes(skippable, 1000).has_value());
    }

    void brotliRoundTrip_data() {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("partCount");
        QTest::addColumn<int>("quality");
        QTest::newRow("no part") << 0 << 0 << 5;
        QTest::newRow("empty parts") << 0 << 3 << 11;
        QTest::newRow("one byte") << 1 << 1 << 11;
        QTest::newRow("quick") << 300000 << 4 << 5;
        QTest::newRow("larger than a buffer") << 300000 << 1 << 9;
        QTest::newRow("tight") << 20000 << 7 << 11;
    }
    void brotliRoundTrip() {
        QFETCH(int, size);
        QFETCH(int, partCount);
        QFETCH(int, quality);
        const Bytes raw = sampleBytes(static_cast<std::size_t>(size));
        const auto parts = partsOf(raw, static_cast<std::size_t>(partCount));
        const Bytes compressed = compressBrotli(parts, quality);
        const Result<Bytes> back = decompressBrotli(compressed, raw.size());
        QVERIFY(back.has_value());
        QVERIFY(*back == raw);
        if (size >= 5000) QVERIFY(compressed.size() < raw.size() / 2);
        QVERIFY(compressBrotli(parts, quality) == compressed);
    }

    void brotliTakesOneWholeStreamOfItsSizeOnly() {
        const Bytes raw = sampleBytes(3000);
        const Bytes compressed = compressBrotli(partsOf(raw, 3), 9);
        QVERIFY(decompressBrotli(compressed, raw.size()).has_value());
        for (const std::size_t size : {std::size_t{0}, raw.size() - 1, raw.size() + 1}) {
            const Result<Bytes> result = decompressBrotli(compressed, size);
            QVERIFY(!result.has_value());
            QCOMPARE(result.error().code, ErrorCode::kMalformed);
        }
        QVERIFY(!decompressBrotli(compressed + "x", raw.size()).has_value());
        QVERIFY(!decompressBrotli(compressed + compressed, raw.size()).has_value());
        for (std::size_t size = 0; size < compressed.size(); ++size)
            QVERIFY(!decompressBrotli(BytesView(compressed).substr(0, size), raw.size()).has_value());
        QVERIFY(!decompressBrotli("certainly not a compressed stream", 1000).has_value());
    }

    void brotliSurvivesEveryFlippedBit() {
        // There is no checksum: what comes out may be wrong, but it has the size that was asked for.
        const Bytes raw = sampleBytes(400);
        const Bytes compressed = compressBrotli(partsOf(raw, 2), 11);
        std::size_t refusedCount = 0;
        for (std::size_t bit = 0; bit < compressed.size() * 8; ++bit) {
            Bytes damaged = compressed;
            damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
            const Result<Bytes> result = decompressBrotli(damaged, raw.size());
            refusedCount += result ? 0 : 1;
            QVERIFY(!result.has_value() || result->size() == raw.size());
        }
        QVERIFY(refusedCount > 0);
    }
};

QTEST_GUILESS_MAIN(CompressionTest)
#include "tst_compression.moc"
