// The byte codec: every value survives, and hostile bytes fail for good without reading past their end.
#include <QtTest>
#include <limits>

#include "base/bytes.h"
#include "base/random.h"

using namespace varve;

namespace {

std::string bytesOf(std::initializer_list<int> values) {
    std::string bytes;
    for (const int value : values)
        bytes.push_back(static_cast<char>(value));
    return bytes;
}

}  // namespace

Q_DECLARE_METATYPE(std::string)

class BytesTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void varintForms_data() {
        QTest::addColumn<std::string>("bytes");
        QTest::addColumn<bool>("good");
        QTest::addColumn<quint64>("value");
        const auto row = [](const char* name, std::initializer_list<int> bytes, bool good, quint64 value) {
            QTest::newRow(name) << bytesOf(bytes) << good << value;
        };
        constexpr quint64 kMax = std::numeric_limits<quint64>::max();
        row("zero", {0x00}, true, 0);
        row("one byte, largest", {0x7f}, true, 127);
        row("two bytes, smallest", {0x80, 0x01}, true, 128);
        row("two bytes, largest", {0xff, 0x7f}, true, 16383);
        row("largest of all", {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}, true, kMax);
        row("2^63", {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01}, true, quint64{1} << 63);
        row("nothing", {}, false, 0);
        row("cut after one byte", {0x80}, false, 0);
        row("cut after nine bytes", {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, false, 0);
        row("2^64", {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02}, false, 0);
        row("tenth byte goes on", {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x81, 0x00}, false, 0);
        row("eleven bytes", {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}, false, 0);
        row("padded zero", {0x80, 0x00}, false, 0);
        row("padded one", {0x81, 0x00}, false, 0);
        row("padded to three bytes", {0xff, 0x80, 0x00}, false, 0);
        row("padded to ten bytes", {0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00}, false, 0);
    }
    void varintForms() {
        QFETCH(std::string, bytes);
        QFETCH(bool, good);
        QFETCH(quint64, value);
        ByteReader reader(bytes);
        QCOMPARE(quint64{reader.readVarint()}, value);
        QCOMPARE(reader.failed(), !good);
        if (!good) return;
        QVERIFY(reader.atEnd());
        ByteWriter writer;
        writer.writeVarint(value);
        QCOMPARE(writer.bytes(), bytes);
    }

    void signedVarintForms() {
        constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
        constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
        for (const std::int64_t value : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1}, std::int64_t{-64},
                                         std::int64_t{64}, kMin, kMin + 1, kMax}) {
            ByteWriter writer;
            writer.writeSignedVarint(value);
            ByteReader reader(writer.bytes());
            QCOMPARE(reader.readSignedVarint(), value);
            QVERIFY(!reader.failed() && reader.atEnd());
        }
        ByteWriter writer;
        writer.writeSignedVarint(-1);
        QCOMPARE(writer.bytes(), bytesOf({0x01}));
    }

    void fixedIntegersAreLittleEndian() {
        ByteWriter writer;
        writer.writeFixed32(0x01020304);
        writer.writeFixed64(0x0102030405060708U);
        QCOMPARE(writer.bytes(), bytesOf({4, 3, 2, 1, 8, 7, 6, 5, 4, 3, 2, 1}));
        ByteReader reader(writer.bytes());
        QCOMPARE(reader.readFixed32(), 0x01020304U);
        QCOMPARE(quint64{reader.readFixed64()}, quint64{0x0102030405060708U});
        QVERIFY(!reader.failed());
    }

    void cutIntegersAreZero() {
        ByteReader four(BytesView("\x01\x02\x03", 3));
        QCOMPARE(four.readFixed32(), 0U);
        QVERIFY(four.failed());
        ByteReader eight(BytesView("\x01\x02\x03\x04\x05\x06\x07", 7));
        QCOMPARE(quint64{eight.readFixed64()}, quint64{0});
        QVERIFY(eight.failed());
        ByteReader signedCut(BytesView("\xff", 1));
        QCOMPARE(signedCut.readSignedVarint(), std::int64_t{0});
        QVERIFY(signedCut.failed());
    }

    void boundedVarint() {
        ByteWriter writer;
        writer.writeVarint(100);
        ByteReader inside(writer.bytes());
        QCOMPARE(quint64{inside.readVarintUpTo(100)}, quint64{100});
        QVERIFY(!inside.failed());
        ByteReader beyond(writer.bytes());
        QCOMPARE(quint64{beyond.readVarintUpTo(99)}, quint64{0});
        QVERIFY(beyond.failed());
    }

    void hostileStringLengths() {
        ByteWriter writer;
        writer.writeVarint(std::numeric_limits<std::uint64_t>::max());
        writer.writeRaw("abc");
        ByteReader huge(writer.bytes());
        QVERIFY(huge.readString(std::numeric_limits<std::size_t>::max()).empty());
        QVERIFY(huge.failed());

        ByteWriter good;
        good.writeString("abcd");
        ByteReader tooLong(good.bytes());
        QVERIFY(tooLong.readString(3).empty());
        QVERIFY(tooLong.failed());
        ByteReader cut(BytesView(good.bytes()).substr(0, 4));
        QVERIFY(cut.readString(10).empty());
        QVERIFY(cut.failed());
        ByteReader fits(good.bytes());
        QCOMPARE(fits.readString(4), BytesView("abcd"));
        QVERIFY(!fits.failed() && fits.atEnd());
    }

    void firstFailureLasts() {
        ByteReader reader(
            BytesView("\x05"
                      "abc",
                      4));
        QVERIFY(reader.readString(100).empty());
        QVERIFY(reader.failed());
        QCOMPARE(int{reader.readByte()}, 0);
        QVERIFY(reader.readRaw(1).empty());
        QVERIFY(reader.readRaw(0).empty());
        QCOMPARE(quint64{reader.readVarint()}, quint64{0});
        QVERIFY(reader.failed());
        ByteReader told(BytesView("\x05", 1));
        told.fail();
        QCOMPARE(int{told.readByte()}, 0);
    }

    void randomValuesSurvive() {
        Random random(qEnvironmentVariableIsSet("SEED") ? qEnvironmentVariableIntValue("SEED") : 1);
        for (int round = 0; round < 2000; ++round) {
            const std::uint64_t number = random.next() >> random.below(64);
            const auto withSign = static_cast<std::int64_t>(random.next()) >> random.below(64);
            const std::string text(random.below(200), static_cast<char>(random.below(256)));
            ByteWriter writer;
            writer.writeVarint(number);
            writer.writeSignedVarint(withSign);
            writer.writeString(text);
            ByteReader reader(writer.bytes());
            QCOMPARE(quint64{reader.readVarint()}, quint64{number});
            QCOMPARE(reader.readSignedVarint(), withSign);
            QCOMPARE(reader.readString(200), BytesView(text));
            QVERIFY(!reader.failed() && reader.atEnd());
            // A cut anywhere is noticed.
            ByteReader cut(
                BytesView(writer.bytes()).substr(0, random.below(static_cast<std::uint32_t>(writer.size()))));
            cut.readVarint();
            cut.readSignedVarint();
            cut.readString(200);
            QVERIFY(cut.failed());
        }
    }

    void randomBytesNeverReadBeyondTheEnd() {
        Random random(qEnvironmentVariableIsSet("SEED") ? qEnvironmentVariableIntValue("SEED") : 2);
        for (int round = 0; round < 5000; ++round) {
            std::string bytes(random.below(24), '\0');
            for (char& byte : bytes)
                byte = static_cast<char>(random.below(256));
            ByteReader reader(bytes);
            for (int read = 0; read < 8; ++read) {
                const std::size_t before = reader.remaining();
                switch (random.below(4)) {
                    case 0:
                        reader.readVarint();
                        break;
                    case 1:
                        reader.readString(1000);
                        break;
                    case 2:
                        reader.readFixed64();
                        break;
                    default:
                        reader.readRaw(random.below(10));
                }
                QVERIFY(reader.remaining() <= before);
            }
        }
    }
};

QTEST_GUILESS_MAIN(BytesTest)
#include "tst_bytes.moc"
