// Every message comes out as it went in, its bytes are those of the specification, and damaged ones are refused.
#include <QtTest>

#include "base/compression.h"
#include "base/hash.h"
#include "base/random.h"
#include "support/event_builders.h"
#include "sync/messages.h"

using namespace varve;
using namespace varve::sync;
using namespace varve::test;

namespace {

Hello exampleHello() {
    return {1, true, Purpose::kTool, "doc-1", agent(7), "Ana", {{agent(7), {300}}, {agent(9), {1}}}};
}

Presence examplePresence() {
    Presence presence{agent(7), 5, false, 3, "Ana", {}, {}};
    presence.caret = document::Anchor{id(9, 2), document::Side::kAfter};
    presence.selectionStart = document::Anchor{std::nullopt, document::Side::kBefore};
    return presence;
}

Presence examplePresenceInCell() {
    Presence presence{agent(7), 6, false, 3, "Ana", {}, {}};
    presence.caret = document::Anchor{std::nullopt, document::Side::kAfter};
    presence.text = id(9, 300);
    return presence;
}

Events exampleEvents() {
    event::EventBatch batch;
    batch.agents.push_back({agent(7), "Ana", "Laptop", 1'700'000'000'000});
    batch.add(transaction(id(7, 0), {}, {insertAt(0, "Grüße")}, 10));
    batch.add(transaction(id(7, 5), {id(7, 4), id(9, 0)}, {deleteAt(1, 2), setOf(id(7, 1), "k", true)}, 12));
    return *eventsOf(batch);
}

Bytes fromHex(const char* hex) {
    return QByteArray::fromHex(hex).toStdString();
}

Hash exampleName() {
    Hash name{};
    name.fill(0xaa);
    return name;
}

std::vector<Message> examples() {
    return {exampleHello(),
            Hello{1, false, Purpose::kColleague, "d", agent(1), "", {}},
            exampleEvents(),
            Offer{true, false, {{agent(1), {1}}}},
            Offer{false, true, {}},
            Acknowledge{{{agent(1), {4'000'000'000}}}},
            examplePresence(),
            Presence{agent(1), 4'000'000'000, true, 0, "Ünal", {}, {}},
            Refused{RefusalReason::kNotShared, "This document is not shared at the moment."},
            Bye(),
            WantBlob{exampleName(), 512, 1U << 20},
            BlobPart{exampleName(), 2048, "image/png", 5, "byte"},
            BlobPart{exampleName(), 0, {}, 0, {}},
            HoldBlobs{{exampleName()}},
            HoldBlobs{},
            examplePresenceInCell()};
}

}  // namespace

class MessagesTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void comeOutAsTheyWentIn() {
        for (const Message& message : examples()) {
            const Result<Bytes> bytes = encodeMessage(message);
            QVERIFY(bytes.has_value());
            const Result<Message> decoded = decodeMessage(*bytes);
            QVERIFY2(decoded.has_value(), decoded ? "" : decoded.error().message.c_str());
            QVERIFY(*decoded == message);
        }
    }

    /// The examples of PROTOCOL.md. Events are golden in the tests of the event codec.
    void haveTheBytesOfTheSpecification_data() {
        QTest::addColumn<QByteArray>("hex");
        QTest::addColumn<int>("example");
        const auto row = [](const char* label, const QByteArray& hex, int example) {
            QTest::newRow(label) << hex << example;
        };
        row("hello",
            "01 7661727665 01 01 01 05646f632d31 00000007000000000000000000000000 03416e61"
            " 02 00000007000000000000000000000000 ac02 00000009000000000000000000000000 01",
            0);
        row("offer", "03 01 01 00000001000000000000000000000000 01", 3);
        row("acknowledge", "04 01 00000001000000000000000000000000 80d0acf30e", 5);
        row("presence",
            "05 00000007000000000000000000000000 05 06 03 03416e61"
            " 02 00000009000000000000000000000000 02 01",
            6);
        row("presence in a cell",
            "05 00000007000000000000000000000000 06 0a 03 03416e61"
            " 00 00000009000000000000000000000000 ac02",
            15);
        row("bye", "07", 9);
        const QByteArray name = QByteArray("aa").repeated(32);
        row("want", "08" + name + "8004 808040", 10);
        row("part", "09" + name + "8010 09696d6167652f706e67 05 62797465", 11);
        row("hold", "0a 01" + name, 13);
    }
    void haveTheBytesOfTheSpecification() {
        QFETCH(QByteArray, hex);
        QFETCH(int, example);
        QCOMPARE(toHex(*encodeMessage(examples()[static_cast<std::size_t>(example)])), toHex(fromHex(hex.constData())));
    }

    void anotherVersionIsReadAsFarAsItsNumber() {
        const Result<Message> message = decodeMessage(fromHex("01 7661727665 09 ffffffffff"));
        QVERIFY(message.has_value());
        QCOMPARE(std::get<Hello>(*message).protocolVersion, 9U);
        QVERIFY(std::get<Hello>(*message).documentId.empty());
    }

    void unknownReasonStillEnds() {
        const Result<Message> message = decodeMessage(fromHex("06 c8 03416e61"));
        QVERIFY(message.has_value());
        QVERIFY(*message == Message(Refused{RefusalReason::kMisbehaved, "Ana"}));
    }

    void damageIsRefused_data() {
        QTest::addColumn<QByteArray>("hex");
        const auto row = [](const char* label, const QByteArray& hex) { QTest::newRow(label) << hex; };
        row("empty", "");
        row("unknown type", "0b");
        const QByteArray name = QByteArray("aa").repeated(32);
        row("want: nothing", "08" + name + "00 00");
        row("want: more than a stretch", "08" + name + "00 818040");
        row("want: beyond every blob", "08" + name + "80808010 01");
        row("want: cut", "08" + name.left(60));
        row("part: larger than a blob", "09" + name + "81808010 0161 00 62");
        row("part: more after not here", "09" + name + "00 00");
        row("part: media turns the direction", "09" + name + "05 03e280ae 00 62");
        row("hold: count beyond the bytes", "0a 02" + name);
        row("hold: count beyond the bound", "0a 8102" + name);
        row("type 0", "00");
        row("hello: other magic", "01 7661727666 01");
        row("hello: cut", "01 7661727665 01 00 00 05646f");
        row("hello: unknown flag", "01 7661727665 01 02 00 0164 00000001000000000000000000000000 00 00");
        row("hello: unknown purpose", "01 7661727665 01 00 02 0164 00000001000000000000000000000000 00 00");
        row("hello: name not UTF-8", "01 7661727665 01 00 00 0164 00000001000000000000000000000000 01ff 00");
        row("hello: name turns the direction",
            "01 7661727665 01 00 00 0164 00000001000000000000000000000000 03e280ae 00");
        row("receipt: count beyond the bytes", "04 ffff03");
        row("receipt: count beyond the bound", "04 ffffffffffffffffff01");
        row("receipt: agents not ascending",
            "04 02 00000002000000000000000000000000 01 00000001000000000000000000000000 01");
        row("receipt: agent twice", "04 02 00000002000000000000000000000000 01 00000002000000000000000000000000 01");
        row("receipt: nothing of an agent", "04 01 00000002000000000000000000000000 00");
        row("receipt: beyond 32 bits", "04 01 00000002000000000000000000000000 8080808010");
        row("something follows", "07 00");
        row("presence: unknown flag", "05 00000007000000000000000000000000 05 10 03 0141");
        row("presence: text cut", "05 00000007000000000000000000000000 05 08 03 0141 000000090000000000");
        row("presence: control character", "05 00000007000000000000000000000000 05 00 03 0107");
        row("events: unknown coding", "02 02 00");
        row("events: no columns", "02 00");
        row("events: not zstd", "02 01 0102030405060708");
        row("refused: name too long", "06 00 ff7f");
    }
    void damageIsRefused() {
        QFETCH(QByteArray, hex);
        QVERIFY(!decodeMessage(fromHex(hex.constData())).has_value());
    }

    void compressionBombIsRefused() {
        const Bytes zeros(kEventsRawSizeMax + 1, '\0');
        const Bytes bomb = Bytes("\x02\x01", 2) + compressBytes(zeros, 3);
        QVERIFY(bomb.size() < 100'000);
        const Result<Message> message = decodeMessage(bomb);
        QVERIFY(!message.has_value());
        QCOMPARE(message.error().code, ErrorCode::kLimitExceeded);
    }

    void anythingElseDoesNotCrash() {
        const std::uint64_t seed = numberFromEnvironment("SEED", 1);
        const std::uint64_t operations = numberFromEnvironment("OPERATIONS", 20'000);
        Random random(seed);
        std::vector<Bytes> valid;
        for (const Message& message : examples())
            valid.push_back(*encodeMessage(message));
        for (std::uint64_t round = 0; round < operations; ++round) {
            Bytes bytes = valid[random.below(static_cast<std::uint32_t>(valid.size()))];
            const auto size = static_cast<std::uint32_t>(bytes.size());
            for (std::uint32_t flips = 1 + random.below(4); flips > 0; --flips) {
                bytes[random.below(size)] = static_cast<char>(random.below(256));
            }
            if (random.chance(30)) bytes.resize(random.below(size));
            if (random.chance(10)) bytes.append(bytes);
            const Result<Message> message = decodeMessage(bytes);
            if (message && encodeMessage(*message)) QVERIFY(decodeMessage(*encodeMessage(*message)) == message);
        }
    }

    void namesAreMadePresentable() {
        QCOMPARE(presentable("Ana\n\x07 B\xc3\xa9la", 200), std::string("Ana B\xc3\xa9la"));
        QCOMPARE(presentable("a\xe2\x80\xae"
                             "b\xe2\x81\xa6"
                             "c\xd8\x9c"
                             "d\xc2\x85",
                             200),
                 std::string("abcd"));
        QCOMPARE(presentable("\xc3\xa9\xc3\xa9", 3), std::string("\xc3\xa9"));
        QCOMPARE(presentable("\xff", 200), std::string());
        QCOMPARE(presentable("\xf0\x9f\x98\x80 \xe2\x82\xac", 200), std::string("\xf0\x9f\x98\x80 \xe2\x82\xac"));
    }
};

QTEST_GUILESS_MAIN(MessagesTest)
#include "tst_messages.moc"
