#include "sync/messages.h"

#include <algorithm>
#include <cstring>

#include "base/compression.h"
#include "event/event_codec.h"
#include "sync/receipt.h"
#include "text/utf8.h"

namespace varve::sync {

namespace {

enum class MessageType : std::uint8_t {
    kHello = 1,
    kEvents = 2,
    kOffer = 3,
    kAcknowledge = 4,
    kPresence = 5,
    kRefused = 6,
    kBye = 7,
    kWantBlob = 8,
    kBlobPart = 9,
    kHoldBlobs = 10,
};

constexpr std::string_view kMagic = "varve";
constexpr std::size_t kReceiptSizeMax = kReceiptCountMax * 21 + 8;
constexpr std::size_t kEventsPayloadSizeMax = kEventsRawSizeMax + (1U << 20);
constexpr std::size_t kCompressFromSize = 400;  // below, a zstd frame saves less than it costs
constexpr int kCompressionLevel = 3;

constexpr std::uint8_t kHelloIsAnswer = 1;
constexpr std::uint8_t kOfferResend = 1;
constexpr std::uint8_t kOfferAllDurable = 2;
constexpr std::uint8_t kPresenceGone = 1;
constexpr std::uint8_t kPresenceCaret = 2;
constexpr std::uint8_t kPresenceSelection = 4;
constexpr std::uint8_t kPresenceText = 8;
constexpr std::uint8_t kAnchorBefore = 1;
constexpr std::uint8_t kAnchorCharacter = 2;

/// Length in bytes of the scalar that starts with `lead` in valid UTF-8.
std::size_t scalarSize(char lead) {
    const auto byte = static_cast<unsigned char>(lead);
    if (byte < 0x80) return 1;
    if (byte < 0xe0) return 2;
    return byte < 0xf0 ? 3 : 4;
}

/// Control characters break a line of the interface; direction-changing ones make a name read as something else.
bool isUnpresentable(std::string_view scalar) {
    const auto lead = static_cast<unsigned char>(scalar[0]);
    if (scalar.size() == 1) return lead < 0x20 || lead == 0x7f;
    const auto second = static_cast<unsigned char>(scalar[1]);
    if (scalar.size() == 2) return (lead == 0xc2 && second < 0xa0) || (lead == 0xd8 && second == 0x9c);  // C1, U+061C
    if (scalar.size() != 3 || lead != 0xe2) return false;
    const auto third = static_cast<unsigned char>(scalar[2]);
    if (second == 0x80)
        return third == 0x8e || third == 0x8f || (third >= 0xa8 && third <= 0xae);  // U+200E.., U+2028..
    return second == 0x81 && third >= 0xa6 && third <= 0xaf;                        // U+2066 to U+206F
}

bool isPresentable(std::string_view text) {
    if (!text::isValidUtf8(text)) return false;
    for (std::size_t index = 0; index < text.size(); index += scalarSize(text[index])) {
        if (isUnpresentable(text.substr(index, scalarSize(text[index])))) return false;
    }
    return true;
}

std::string readText(ByteReader& reader, std::size_t sizeMax) {
    const BytesView bytes = reader.readString(sizeMax);
    if (!isPresentable(bytes)) reader.fail();
    return reader.failed() ? std::string() : std::string(bytes);
}

void writeAgent(ByteWriter& writer, const event::AgentId& agent) {
    for (const std::uint8_t byte : agent.bytes)
        writer.writeByte(byte);
}

event::AgentId readAgent(ByteReader& reader) {
    event::AgentId agent;
    const BytesView raw = reader.readRaw(agent.bytes.size());
    if (!reader.failed()) std::memcpy(agent.bytes.data(), raw.data(), agent.bytes.size());
    return agent;
}

std::uint8_t readFlags(ByteReader& reader, std::uint8_t known) {
    const std::uint8_t flags = reader.readByte();
    if ((flags & ~known) != 0) reader.fail();
    return flags;
}

void writeEventId(ByteWriter& writer, const event::EventId& id) {
    writeAgent(writer, id.agent);
    writer.writeVarint(id.sequence.value);
}

event::EventId readEventId(ByteReader& reader) {
    const event::AgentId agent = readAgent(reader);
    return {agent, {static_cast<std::uint32_t>(reader.readVarintUpTo(UINT32_MAX))}};
}

void writeAnchor(ByteWriter& writer, const document::Anchor& anchor) {
    const bool isBefore = anchor.side == document::Side::kBefore;
    writer.writeByte(
        static_cast<std::uint8_t>((isBefore ? kAnchorBefore : 0) | (anchor.character ? kAnchorCharacter : 0)));
    if (anchor.character) writeEventId(writer, *anchor.character);
}

document::Anchor readAnchor(ByteReader& reader) {
    document::Anchor anchor;
    const std::uint8_t flags = readFlags(reader, kAnchorBefore | kAnchorCharacter);
    anchor.side = (flags & kAnchorBefore) != 0 ? document::Side::kBefore : document::Side::kAfter;
    if ((flags & kAnchorCharacter) != 0) anchor.character = readEventId(reader);
    return anchor;
}

void writeHello(ByteWriter& writer, const Hello& hello) {
    writer.writeRaw(kMagic);
    writer.writeVarint(hello.protocolVersion);
    writer.writeByte(hello.isAnswer ? kHelloIsAnswer : 0);
    writer.writeByte(static_cast<std::uint8_t>(hello.purpose));
    writer.writeString(hello.documentId);
    writeAgent(writer, hello.agent);
    writer.writeString(hello.name);
    writeReceipt(writer, hello.known);
}

/// Returns the message and skips the rest when the version is another one.
Hello readHello(ByteReader& reader) {
    Hello hello;
    if (reader.readRaw(kMagic.size()) != kMagic) reader.fail();
    hello.protocolVersion = static_cast<std::uint32_t>(reader.readVarintUpTo(UINT32_MAX));
    if (reader.failed()) return {};
    if (hello.protocolVersion != kProtocolVersion) {
        reader.readRaw(reader.remaining());
        return hello;
    }
    hello.isAnswer = readFlags(reader, kHelloIsAnswer) != 0;
    const std::uint8_t purpose = reader.readByte();
    if (purpose > static_cast<std::uint8_t>(Purpose::kTool)) reader.fail();
    hello.purpose = static_cast<Purpose>(purpose);
    hello.documentId = readText(reader, kDocumentIdSizeMax);
    hello.agent = readAgent(reader);
    hello.name = readText(reader, kNameSizeMax);
    hello.known = readReceipt(reader, kReceiptCountMax);
    return hello;
}

bool fitsOneMessage(const event::EventBatch& batch) {
    return batch.unitCount() <= kEventsUnitCountMax && batch.content().size() <= kEventsRawSizeMax &&
           batch.transactions().size() <= kEventsTransactionCountMax &&
           batch.operations().size() <= kEventsOperationCountMax &&
           std::ranges::all_of(batch.transactions(), [](const event::EventBatch::TransactionEntry& entry) {
               return entry.parentsCount <= kParentsCountMax;
           });
}

/// Errors: kLimitExceeded.
Result<void> writeEvents(ByteWriter& writer, const Events& events) {
    if (events.columns.size() > kEventsRawSizeMax) {
        return failure(ErrorCode::kLimitExceeded, "A change is larger than can be sent.");
    }
    const bool isCompressed = events.columns.size() >= kCompressFromSize;
    writer.writeByte(isCompressed ? 1 : 0);
    writer.writeRaw(isCompressed ? compressBytes(events.columns, kCompressionLevel) : events.columns);
    return {};
}

Result<Message> readEvents(ByteReader& reader) {
    const std::uint8_t coding = reader.readByte();
    if (coding > 1) reader.fail();
    const BytesView body = reader.readRaw(reader.remaining());
    if (reader.failed() || body.empty()) {
        return failure(ErrorCode::kMalformed, "A message with events is damaged.");
    }
    if (coding == 0) return Events{Bytes(body)};
    Result<Bytes> columns = decompressBytes(body, kEventsRawSizeMax);
    if (!columns) return std::unexpected(columns.error());
    return Events{std::move(*columns)};
}

void writePresence(ByteWriter& writer, const Presence& presence) {
    const int flags = (presence.isGone ? kPresenceGone : 0) | (presence.caret ? kPresenceCaret : 0) |
                      (presence.selectionStart ? kPresenceSelection : 0) | (presence.text ? kPresenceText : 0);
    writeAgent(writer, presence.agent);
    writer.writeVarint(presence.counter);
    writer.writeByte(static_cast<std::uint8_t>(flags));
    writer.writeVarint(presence.colourIndex);
    writer.writeString(presence.name);
    if (presence.caret) writeAnchor(writer, *presence.caret);
    if (presence.selectionStart) writeAnchor(writer, *presence.selectionStart);
    if (presence.text) writeEventId(writer, *presence.text);
}

Presence readPresence(ByteReader& reader) {
    Presence presence;
    presence.agent = readAgent(reader);
    presence.counter = static_cast<std::uint32_t>(reader.readVarintUpTo(UINT32_MAX));
    const std::uint8_t flags = readFlags(reader, kPresenceGone | kPresenceCaret | kPresenceSelection | kPresenceText);
    presence.isGone = (flags & kPresenceGone) != 0;
    presence.colourIndex = static_cast<std::uint32_t>(reader.readVarintUpTo(UINT32_MAX));
    presence.name = readText(reader, kNameSizeMax);
    if ((flags & kPresenceCaret) != 0) presence.caret = readAnchor(reader);
    if ((flags & kPresenceSelection) != 0) presence.selectionStart = readAnchor(reader);
    if ((flags & kPresenceText) != 0) presence.text = readEventId(reader);
    return presence;
}

Hash readHash(ByteReader& reader) {
    Hash hash{};
    const BytesView raw = reader.readRaw(hash.size());
    if (!reader.failed()) std::memcpy(hash.data(), raw.data(), hash.size());
    return hash;
}

std::uint32_t readUpTo(ByteReader& reader, std::size_t max) {
    return static_cast<std::uint32_t>(reader.readVarintUpTo(max));
}

WantBlob readWantBlob(ByteReader& reader) {
    WantBlob want;
    want.name = readHash(reader);
    want.offset = readUpTo(reader, document::kBlobSizeMax - 1);
    want.count = readUpTo(reader, kBlobWindowSizeMax);
    if (want.count == 0) reader.fail();
    return want;
}

void writeBlobPart(ByteWriter& writer, const BlobPart& part) {
    writer.writeRaw(hashView(part.name));
    writer.writeVarint(part.size);
    if (part.size == 0) return;
    writer.writeString(part.media);
    writer.writeVarint(part.offset);
    writer.writeRaw(part.bytes);
}

BlobPart readBlobPart(ByteReader& reader) {
    BlobPart part;
    part.name = readHash(reader);
    part.size = readUpTo(reader, document::kBlobSizeMax);
    if (part.size == 0) return part;
    part.media = readText(reader, document::kBlobMediaSizeMax);
    part.offset = readUpTo(reader, document::kBlobSizeMax);
    if (reader.remaining() > kBlobPartSizeMax) reader.fail();
    part.bytes = reader.readRaw(reader.remaining());
    return part;
}

HoldBlobs readHoldBlobs(ByteReader& reader) {
    HoldBlobs hold;
    std::uint32_t count = readUpTo(reader, kHoldBlobsCountMax);
    for (; count > 0 && !reader.failed(); --count)
        hold.names.push_back(readHash(reader));
    return hold;
}

struct Encoder {
    ByteWriter& writer;

    void start(MessageType type) const { writer.writeByte(static_cast<std::uint8_t>(type)); }
    Result<void> operator()(const Hello& hello) const {
        start(MessageType::kHello);
        writeHello(writer, hello);
        return {};
    }
    Result<void> operator()(const Events& events) const {
        start(MessageType::kEvents);
        return writeEvents(writer, events);
    }
    Result<void> operator()(const Offer& offer) const {
        start(MessageType::kOffer);
        const int flags = (offer.resend ? kOfferResend : 0) | (offer.allDurable ? kOfferAllDurable : 0);
        writer.writeByte(static_cast<std::uint8_t>(flags));
        writeReceipt(writer, offer.known);
        return {};
    }
    Result<void> operator()(const Acknowledge& acknowledge) const {
        start(MessageType::kAcknowledge);
        writeReceipt(writer, acknowledge.durable);
        return {};
    }
    Result<void> operator()(const Presence& presence) const {
        start(MessageType::kPresence);
        writePresence(writer, presence);
        return {};
    }
    Result<void> operator()(const Refused& refused) const {
        start(MessageType::kRefused);
        writer.writeByte(static_cast<std::uint8_t>(refused.reason));
        writer.writeString(refused.sentence);
        return {};
    }
    Result<void> operator()(const Bye&) const {
        start(MessageType::kBye);
        return {};
    }
    Result<void> operator()(const WantBlob& want) const {
        start(MessageType::kWantBlob);
        writer.writeRaw(hashView(want.name));
        writer.writeVarint(want.offset);
        writer.writeVarint(want.count);
        return {};
    }
    Result<void> operator()(const BlobPart& part) const {
        start(MessageType::kBlobPart);
        writeBlobPart(writer, part);
        return {};
    }
    Result<void> operator()(const HoldBlobs& hold) const {
        start(MessageType::kHoldBlobs);
        writer.writeVarint(hold.names.size());
        for (const Hash& name : hold.names)
            writer.writeRaw(hashView(name));
        return {};
    }
};

Message readMessage(MessageType type, ByteReader& reader) {
    switch (type) {
        case MessageType::kHello:
            return readHello(reader);
        case MessageType::kOffer: {
            const std::uint8_t flags = readFlags(reader, kOfferResend | kOfferAllDurable);
            return Offer{(flags & kOfferResend) != 0, (flags & kOfferAllDurable) != 0,
                         readReceipt(reader, kReceiptCountMax)};
        }
        case MessageType::kAcknowledge:
            return Acknowledge{readReceipt(reader, kReceiptCountMax)};
        case MessageType::kPresence:
            return readPresence(reader);
        case MessageType::kRefused: {
            // Reasons may be added by later versions, so an unknown one still ends the conversation with its sentence.
            const std::uint8_t reason = reader.readByte();
            Refused refused{RefusalReason::kMisbehaved, readText(reader, kSentenceSizeMax)};
            if (reason <= kRefusalReasonMax) refused.reason = static_cast<RefusalReason>(reason);
            return refused;
        }
        case MessageType::kWantBlob:
            return readWantBlob(reader);
        case MessageType::kBlobPart:
            return readBlobPart(reader);
        case MessageType::kHoldBlobs:
            return readHoldBlobs(reader);
        case MessageType::kEvents:
        case MessageType::kBye:
            break;
    }
    return Bye{};
}

}  // namespace

Result<Events> eventsOf(const event::EventBatch& batch) {
    if (!fitsOneMessage(batch)) return failure(ErrorCode::kLimitExceeded, "A change is larger than can be sent.");
    return Events{event::encodeColumns(batch)};
}

std::size_t payloadSizeMax(std::uint8_t type) {
    switch (static_cast<MessageType>(type)) {
        case MessageType::kHello:
            return kReceiptSizeMax + 1024;
        case MessageType::kEvents:
            return kEventsPayloadSizeMax;
        case MessageType::kOffer:
        case MessageType::kAcknowledge:
            return kReceiptSizeMax + 16;
        case MessageType::kPresence:
        case MessageType::kRefused:
            return 1024;
        case MessageType::kBye:
            return 1;
        case MessageType::kWantBlob:
            return 64;
        case MessageType::kBlobPart:
            return kBlobPartSizeMax + 256;
        case MessageType::kHoldBlobs:
            return kHoldBlobsCountMax * sizeof(Hash) + 8;
    }
    return 0;
}

bool mayPrecedeHello(std::uint8_t type) {
    const auto messageType = static_cast<MessageType>(type);
    return messageType == MessageType::kHello || messageType == MessageType::kRefused ||
           messageType == MessageType::kBye;
}

Result<Bytes> encodeMessage(const Message& message) {
    ByteWriter writer;
    if (Result<void> written = std::visit(Encoder{writer}, message); !written) return std::unexpected(written.error());
    const bool fits = writer.size() <= payloadSizeMax(static_cast<std::uint8_t>(writer.bytes().front()));
    if (!fits) return failure(ErrorCode::kLimitExceeded, "A message is larger than can be sent.");
    return writer.take();
}

Result<Message> decodeMessage(BytesView payload) {
    ByteReader reader(payload);
    const std::uint8_t type = reader.readByte();
    if (reader.failed() || payload.size() > payloadSizeMax(type)) {
        return payloadSizeMax(type) == 0 && !reader.failed()
                   ? failure(ErrorCode::kUnsupported, "A message is of an unknown type.")
                   : failure(ErrorCode::kMalformed, "A message is empty or too long.");
    }
    if (static_cast<MessageType>(type) == MessageType::kEvents) return readEvents(reader);
    Message message = readMessage(static_cast<MessageType>(type), reader);
    if (reader.failed() || !reader.atEnd()) return failure(ErrorCode::kMalformed, "A message is damaged.");
    return message;
}

std::string presentable(std::string_view text, std::size_t sizeMax) {
    if (!text::isValidUtf8(text)) return {};
    std::string kept;
    for (std::size_t index = 0; index < text.size(); index += scalarSize(text[index])) {
        const std::string_view scalar = text.substr(index, scalarSize(text[index]));
        if (isUnpresentable(scalar)) continue;
        if (kept.size() + scalar.size() > sizeMax) break;
        kept += scalar;
    }
    return kept;
}

}  // namespace varve::sync
