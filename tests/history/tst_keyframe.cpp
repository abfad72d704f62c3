// Keyframes as bytes: round trip, hostile input, and the golden file of format version 1.
#include <QFile>
#include <QTest>

#include "base/random.h"
#include "history/keyframe.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::history;

namespace {

Keyframe sample() {
    return {.version = {test::id(1, 41), test::id(3, 0)},
            .text = "Größer 🚲\nZweite Zeile",
            .eventCount = 57,
            .createdMs = 1'763'683'200'123};
}

}  // namespace

class KeyframeTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void roundTrip();
    void stateHashIgnoresWhenAndWho();
    void damageIsRefused();
    void versionsAreRefused();
    void limits();
    void randomBytesNeverCrash();
    void goldenFile();
};

void KeyframeTest::roundTrip() {
    for (const Keyframe& keyframe :
         {Keyframe{}, sample(), Keyframe{.version = {}, .text = std::string(100'000, 'x')}}) {
        const auto decoded = decodeKeyframe(encodeKeyframe(keyframe));
        QVERIFY(decoded.has_value());
        QCOMPARE(*decoded, keyframe);
    }
}

void KeyframeTest::stateHashIgnoresWhenAndWho() {
    Keyframe other = sample();
    other.createdMs = 5;
    other.eventCount = 0;
    QCOMPARE(stateHash(other), stateHash(sample()));
    other.text += "!";
    QVERIFY(stateHash(other) != stateHash(sample()));
    other = sample();
    other.version.pop_back();
    QVERIFY(stateHash(other) != stateHash(sample()));
}

void KeyframeTest::damageIsRefused() {
    const Bytes bytes = encodeKeyframe(sample());
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        QCOMPARE(decodeKeyframe(BytesView(bytes).substr(0, size)).error().code, ErrorCode::kMalformed);
    }
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        Bytes damaged = bytes;
        damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
        QVERIFY(!decodeKeyframe(damaged).has_value());
    }
    QVERIFY(!decodeKeyframe(bytes + "x").has_value());
}

/// Bytes with a right checksum behind them.
static Bytes sealed(Bytes body) {
    return body + Bytes(hashView(hashBytes(body)));
}

void KeyframeTest::versionsAreRefused() {
    Bytes body = encodeKeyframe(sample());
    body.resize(body.size() - sizeof(Hash));
    QVERIFY(decodeKeyframe(sealed(body)).has_value());
    Bytes newer = body;
    newer[0] = 2;
    QCOMPARE(decodeKeyframe(sealed(newer)).error().code, ErrorCode::kUnsupported);
    ByteWriter writer;
    writer.writeByte(kKeyframeFormatVersion);
    writer.writeVarint(0);
    writer.writeSignedVarint(0);
    writer.writeVarint(2);  // other rules of merging
    QCOMPARE(decodeKeyframe(sealed(writer.bytes())).error().code, ErrorCode::kUnsupported);
}

void KeyframeTest::limits() {
    const Bytes bytes = encodeKeyframe(sample());
    QCOMPARE(decodeKeyframe(bytes, 5).error().code, ErrorCode::kLimitExceeded);
    // Heads out of order, text that is no UTF-8, and a promise of more heads than there are bytes.
    const auto begin = [] {
        ByteWriter writer;
        writer.writeByte(kKeyframeFormatVersion);
        writer.writeVarint(0);
        writer.writeSignedVarint(0);
        writer.writeVarint(1);
        return writer;
    };
    ByteWriter unsorted = begin();
    unsorted.writeVarint(2);
    for (const char agent : {'b', 'a'}) {
        unsorted.writeRaw(std::string(16, agent));
        unsorted.writeVarint(0);
    }
    unsorted.writeString("");
    QCOMPARE(decodeKeyframe(sealed(unsorted.take())).error().code, ErrorCode::kMalformed);
    ByteWriter noText = begin();
    noText.writeVarint(0);
    noText.writeString("\xff");
    QCOMPARE(decodeKeyframe(sealed(noText.take())).error().code, ErrorCode::kMalformed);
    ByteWriter manyHeads = begin();
    manyHeads.writeVarint(1U << 20);
    QCOMPARE(decodeKeyframe(sealed(manyHeads.take())).error().code, ErrorCode::kMalformed);
}

void KeyframeTest::randomBytesNeverCrash() {
    Random random(test::numberFromEnvironment("SEED", 1));
    Bytes good = encodeKeyframe(sample());
    good.resize(good.size() - sizeof(Hash));
    for (int i = 0; i < 5'000; ++i) {
        Bytes body = good;
        for (std::uint32_t count = 1 + random.below(4); count > 0; --count)
            body[random.below(static_cast<std::uint32_t>(body.size()))] = static_cast<char>(random.below(256));
        if (random.chance(30)) body.resize(random.below(static_cast<std::uint32_t>(body.size())));
        const auto decoded = decodeKeyframe(sealed(body));
        if (decoded) QCOMPARE(*decodeKeyframe(encodeKeyframe(*decoded)), *decoded);
    }
}

void KeyframeTest::goldenFile() {
    QFile file(QStringLiteral(VARVE_SOURCE_DIR "/tests/history/data/keyframe_v1.bin"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const std::string bytes = file.readAll().toStdString();
    const auto decoded = decodeKeyframe(bytes);
    QVERIFY(decoded.has_value());
    QCOMPARE(*decoded, sample());
    QCOMPARE(encodeKeyframe(sample()), bytes);
}

QTEST_GUILESS_MAIN(KeyframeTest)
#include "tst_keyframe.moc"
