// Frames are found again however the stream is cut, and a damaged stream is given up at once and for good.
#include <QtTest>

#include "base/random.h"
#include "support/event_builders.h"
#include "sync/frame.h"
#include "sync/messages.h"

using namespace varve;
using namespace varve::sync;
using namespace varve::test;

class FrameTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void anyCutGivesTheSameFrames() {
        Random random(numberFromEnvironment("SEED", 1));
        std::vector<Bytes> payloads;
        Bytes stream;
        for (int index = 0; index < 200; ++index) {
            Bytes payload = *encodeMessage(Offer{false, false, {{agent(3), {1 + random.below(100'000)}}}});
            if (random.chance(30)) payload = *encodeMessage(Bye());
            stream += encodeFrame(payload);
            payloads.push_back(std::move(payload));
        }
        FrameReader reader;
        std::vector<Bytes> read;
        for (BytesView rest = stream; !rest.empty();) {
            const std::size_t size =
                1 + random.below(std::min<std::uint32_t>(40, static_cast<std::uint32_t>(rest.size())));
            reader.feed(rest.substr(0, size));
            rest.remove_prefix(std::min(size, rest.size()));
            for (auto payload = reader.next(); *payload; payload = reader.next())
                read.emplace_back(**payload);
        }
        QCOMPARE(read, payloads);
        QCOMPARE(reader.bufferedSize(), std::size_t{0});
    }

    void bytesAreThoseOfTheSpecification() {
        const Bytes frame = encodeFrame("\x07");
        QCOMPARE(QByteArray::fromStdString(frame).left(4).toHex(), QByteArray("01000000"));
        QCOMPARE(frame.size(), std::size_t{9});
        QCOMPARE(frame.back(), '\x07');
    }

    void damageEndsTheStream_data() {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray good = QByteArray::fromStdString(encodeFrame(*encodeMessage(Bye())));
        QTest::newRow("length 2^32-1") << QByteArray::fromHex("ffffffff0000000002");
        QTest::newRow("length 0") << QByteArray::fromHex("000000000000000007");
        QTest::newRow("longer than its type may be") << QByteArray::fromHex("020000000000000007");
        QTest::newRow("unknown type") << QByteArray::fromHex("0100000000000000fe");
        QTest::newRow("wrong checksum") << good.left(4) + QByteArray("abcd") + good.mid(8);
    }
    void damageEndsTheStream() {
        QFETCH(QByteArray, bytes);
        FrameReader reader;
        reader.feed(bytes.toStdString());
        QVERIFY(!reader.next().has_value());
        QCOMPARE(reader.bufferedSize(), std::size_t{0});
        reader.feed(encodeFrame(*encodeMessage(Bye())));
        QVERIFY(!reader.next().has_value());
        QCOMPARE(reader.bufferedSize(), std::size_t{0});
    }

    void everyFlippedBitIsSeen() {
        const Bytes good = encodeFrame(*encodeMessage(Offer{true, false, {{agent(3), {77}}}}));
        for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
            Bytes flipped = good;
            flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
            FrameReader reader;
            reader.feed(flipped);
            const auto payload = reader.next();
            QVERIFY(!payload || !*payload);  // refused, or thought to be longer and waiting for more
        }
    }
};

QTEST_GUILESS_MAIN(FrameTest)
#include "tst_frame.moc"
