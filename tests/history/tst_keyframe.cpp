// Keyframes as bytes: round trip, hostile input, and the golden file of format version 2.
#include <QFile>
#include <QTest>

#include "base/checksum.h"
#include "base/random.h"
#include "history/keyframe.h"
#include "history/keyframe_state_codec.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::history;

namespace {

constexpr std::size_t kHeaderSize = 60;

IdRun run(std::uint32_t agent, std::uint32_t sequence, std::uint32_t count, std::uint32_t format = 0) {
    return {{test::id(agent, sequence), count}, format};
}

/// Has everything that a state can have.
Keyframe sample() {
    Keyframe keyframe;
    keyframe.state.version = {test::id(1, 41), test::id(3, 0)};
    keyframe.state.body.text = "Größer 🚲\nZweite Zeile";
    keyframe.state.body.runs = {run(1, 7, 4), run(2, 0, 5, 1), run(1, 11, 1, 2), run(1, 2, 3), run(3, 900, 8, 1)};
    keyframe.state.sequences = {{test::id(1, 3), "Zelle", {run(1, 20, 5, 3)}}, {test::id(2, 0), "é", {run(2, 9, 1)}}};
    keyframe.state.formats = {
        {{"bold", true}}, {{"bold", true}, {"link", std::string("https://example.org")}}, {{"size", std::int64_t{-3}}}};
    keyframe.state.registers = {{event::WellKnownObject::kDocument, "title", std::string("Räder")},
                                {event::WellKnownObject::kFirstBlock, "level", std::int64_t{2}},
                                {test::id(1, 3), "done", false}};
    keyframe.eventCount = 57;
    keyframe.createdMs = 1'763'683'200'123;
    keyframe.tracker = "opaque";
    return keyframe;
}

Keyframe plain(std::uint32_t count) {
    Keyframe keyframe;
    keyframe.state.version = {test::id(1, count - 1)};
    keyframe.state.body.text = std::string(count, 'x');
    keyframe.state.body.runs = {run(1, 0, count)};
    return keyframe;
}

/// Made of a header with right checksums and these parts.
Bytes sealed(BytesView text, BytesView state, BytesView tracker = {}, std::uint8_t codec = 0) {
    ByteWriter writer;
    writer.writeByte(kKeyframeFormatVersion);
    writer.writeByte(1);
    writer.writeByte(codec);
    writer.writeByte(0);
    for (const BytesView part : {text, state, tracker})
        writer.writeFixed64(part.size());
    for (const BytesView part : {text, state, tracker})
        writer.writeFixed64(checksumOf(part));
    writer.writeFixed64(checksumOf(writer.bytes()));
    for (const BytesView part : {text, state, tracker})
        writer.writeRaw(part);
    return writer.take();
}

Bytes stateBytes(const Keyframe& keyframe) {
    ByteWriter writer;
    writer.writeVarint(keyframe.eventCount);
    writer.writeSignedVarint(keyframe.createdMs);
    writeState(writer, keyframe.state);
    return writer.take();
}

/// Encoded without a look at whether the state is well-formed.
Bytes unchecked(const Keyframe& keyframe) {
    return sealed(keyframe.state.body.text, stateBytes(keyframe), keyframe.tracker);
}

Bytes goldenBytes(const char* name) {
    QFile file(QStringLiteral(VARVE_SOURCE_DIR "/tests/history/data/") + QString::fromLatin1(name));
    if (!file.open(QIODevice::ReadOnly)) qFatal("%s is missing", name);
    return file.readAll().toStdString();
}

}  // namespace

class KeyframeTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void roundTrip();
    void theTextIsReadAlone();
    void stateHashIgnoresWhenAndWho();
    void damageIsRefused();
    void otherVersionsAreRefused();
    void statesOfAnotherFormAreRefused();
    void fewBytesDoNotAskForMuchMemory();
    void randomBytesNeverCrash();
    void goldenFile();
};

void KeyframeTest::roundTrip() {
    for (const Keyframe& keyframe : {Keyframe{}, sample(), plain(100'000)}) {
        const Bytes bytes = encodeKeyframe(keyframe);
        const auto decoded = decodeKeyframe(bytes);
        QVERIFY(decoded.has_value());
        QCOMPARE(*decoded, keyframe);
        QCOMPARE(encodeKeyframe(*decoded), bytes);
        QCOMPARE(*decodeKeyframe(unchecked(keyframe)), keyframe);
    }
}

void KeyframeTest::theTextIsReadAlone() {
    Bytes bytes = encodeKeyframe(sample());
    const auto text = keyframeText(bytes);
    QVERIFY(text.has_value());
    QCOMPARE(std::string(*text), sample().state.body.text);
    QCOMPARE(text->data(), bytes.data() + kHeaderSize);
    // Damage behind it does not matter.
    bytes.back() = 'X';
    QVERIFY(keyframeText(bytes).has_value() && !decodeKeyframe(bytes).has_value());
    bytes[kHeaderSize] = 'g';
    QCOMPARE(keyframeText(bytes).error().code, ErrorCode::kMalformed);
    QCOMPARE(keyframeText(sealed("\xff", {})).error().code, ErrorCode::kMalformed);
}

void KeyframeTest::stateHashIgnoresWhenAndWho() {
    Keyframe other = sample();
    other.createdMs = 5;
    other.eventCount = 0;
    other.tracker.clear();
    QCOMPARE(stateHash(other.state), stateHash(sample().state));
    const auto change = [](auto how) {
        DocumentState state = sample().state;
        how(state);
        return stateHash(state) != stateHash(sample().state);
    };
    QVERIFY(change([](DocumentState& state) { state.body.text.back() = 'E'; }));
    QVERIFY(change([](DocumentState& state) { state.version.pop_back(); }));
    QVERIFY(change([](DocumentState& state) { state.body.runs[1].format = 2; }));
    QVERIFY(change([](DocumentState& state) { state.body.runs[0].events.first.sequence.value += 100; }));
    QVERIFY(change([](DocumentState& state) { state.formats[2][0].second = std::int64_t{3}; }));
    QVERIFY(change([](DocumentState& state) { state.registers[0].key = "Title"; }));
    QVERIFY(change([](DocumentState& state) { state.sequences[1].text = "e"; }));
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
    QCOMPARE(decodeKeyframe(bytes, 5).error().code, ErrorCode::kLimitExceeded);
}

void KeyframeTest::otherVersionsAreRefused() {
    Bytes newer = encodeKeyframe(sample());
    newer[0] = 3;
    QCOMPARE(decodeKeyframe(newer).error().code, ErrorCode::kUnsupported);
    Bytes otherRules = sealed({}, stateBytes({}));
    QVERIFY(decodeKeyframe(otherRules).has_value());
    otherRules[1] = 2;
    ByteWriter sum;
    sum.writeFixed64(checksumOf(BytesView(otherRules).substr(0, kHeaderSize - 8)));
    otherRules.replace(kHeaderSize - 8, 8, sum.bytes());
    QCOMPARE(decodeKeyframe(otherRules).error().code, ErrorCode::kUnsupported);
    const auto old = decodeKeyframe(goldenBytes("keyframe_v1.bin"));
    QCOMPARE(old.error().code, ErrorCode::kUnsupported);
    QCOMPARE(old.error().message,
             std::string("A stored keyframe comes from another version of Varve. It is left aside; nothing is lost."));
}

void KeyframeTest::statesOfAnotherFormAreRefused() {
    const auto isRefused = [](auto how) {
        Keyframe keyframe = sample();
        how(keyframe.state);
        const auto decoded = decodeKeyframe(unchecked(keyframe));
        return !isWellFormed(keyframe.state) && !decoded && decoded.error().code == ErrorCode::kMalformed;
    };
    QVERIFY(isRefused([](DocumentState& state) { std::swap(state.version[0], state.version[1]); }));
    QVERIFY(isRefused([](DocumentState& state) { state.body.runs[0].events.count = 3; }));
    QVERIFY(isRefused([](DocumentState& state) { state.body.runs.pop_back(); }));
    QVERIFY(isRefused([](DocumentState& state) { state.body.runs[0].events.count = 0; }));
    QVERIFY(isRefused([](DocumentState& state) { state.body.runs[1] = run(1, 11, 5); }));  // goes on from the first
    QVERIFY(isRefused([](DocumentState& state) { state.body.runs[1].format = 2; }));       // not in order of first use
    QVERIFY(isRefused([](DocumentState& state) { state.body.runs[1].format = 4; }));
    QVERIFY(isRefused([](DocumentState& state) { state.body.runs[0].events.first.sequence.value = ~0U; }));
    QVERIFY(isRefused([](DocumentState& state) { state.formats[2] = state.formats[0]; }));
    QVERIFY(isRefused([](DocumentState& state) { state.formats[0].clear(); }));
    QVERIFY(isRefused([](DocumentState& state) { std::swap(state.formats[1][0], state.formats[1][1]); }));
    QVERIFY(isRefused([](DocumentState& state) { state.formats.push_back({{"unused", true}}); }));
    QVERIFY(isRefused([](DocumentState& state) { std::swap(state.sequences[0], state.sequences[1]); }));
    QVERIFY(isRefused([](DocumentState& state) { state.sequences[0].text += "\xc3"; }));
    QVERIFY(isRefused([](DocumentState& state) { state.sequences[1] = {test::id(2, 0), "", {}}; }));
    QVERIFY(isRefused([](DocumentState& state) { state.sequences[0].sequence = event::WellKnownObject::kBody; }));
    QVERIFY(isRefused([](DocumentState& state) { std::swap(state.registers[0], state.registers[1]); }));
    QVERIFY(isRefused([](DocumentState& state) { state.registers[0] = state.registers[1]; }));
}

void KeyframeTest::fewBytesDoNotAskForMuchMemory() {
    const auto refused = [](BytesView state) { return !decodeKeyframe(sealed({}, state)).has_value(); };
    for (std::size_t zeros = 0; zeros < 6; ++zeros) {
        // Counts beyond what is there: agents, heads, formats, runs, sequences, registers.
        ByteWriter writer;
        writer.writeRaw(Bytes(2 + zeros, '\0'));
        writer.writeVarint(std::uint64_t{1} << 40);
        QVERIFY(refused(writer.bytes()));
    }
    // A size of a part that wraps around.
    Bytes bytes = sealed("text", {});
    bytes.replace(4, 8, Bytes(8, '\xff'));
    QVERIFY(!decodeKeyframe(bytes).has_value());
}

void KeyframeTest::randomBytesNeverCrash() {
    Random random(test::numberFromEnvironment("SEED", 1));
    const Bytes good = stateBytes(sample());
    int readableCount = 0;
    for (int i = 0; i < 20'000; ++i) {
        Bytes state = good;
        for (std::uint32_t count = 1 + random.below(4); count > 0; --count)
            state[random.below(static_cast<std::uint32_t>(state.size()))] = static_cast<char>(random.below(256));
        if (random.chance(30)) state.resize(random.below(static_cast<std::uint32_t>(state.size())));
        const auto decoded = decodeKeyframe(sealed(sample().state.body.text, state));
        if (!decoded) continue;
        ++readableCount;
        QCOMPARE(*decodeKeyframe(encodeKeyframe(*decoded)), *decoded);
    }
    QVERIFY(readableCount > 0);
}

void KeyframeTest::goldenFile() {
    const Bytes bytes = goldenBytes("keyframe_v2.bin");
    const auto decoded = decodeKeyframe(bytes);
    QVERIFY(decoded.has_value());
    QCOMPARE(*decoded, sample());
    QCOMPARE(unchecked(sample()), bytes);
    QCOMPARE(toHex(hashView(stateHash(sample().state))),
             std::string("5d97468fb643b7955a565c91e7302d3cb370e9b30afd3f86c6096ec358ba6928"));
}

QTEST_GUILESS_MAIN(KeyframeTest)
#include "tst_keyframe.moc"
