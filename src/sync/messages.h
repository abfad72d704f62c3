// What two replicas say to each other, as values, and their bytes (PROTOCOL.md beside this file). Decoding treats every
// byte as hostile: each length is bounded before anything is allocated, and text is checked before anyone shows it.
// Knows nothing of connections; the rules of the conversation are in peer.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/result.h"
#include "document/anchor.h"
#include "document/blob.h"
#include "event/event_batch.h"
#include "event/event_log.h"
#include "event/limits.h"

namespace varve::sync {

inline constexpr std::uint32_t kProtocolVersion = 1;

/// Bounds of the protocol; part of its specification.
inline constexpr std::size_t kReceiptCountMax = 65'536;
inline constexpr std::size_t kNameSizeMax = 200;
inline constexpr std::size_t kDocumentIdSizeMax = 64;
inline constexpr std::size_t kSentenceSizeMax = 500;
inline constexpr std::size_t kEventsRawSizeMax = 16U << 20;
inline constexpr std::uint64_t kEventsUnitCountMax = 16'000'000;
inline constexpr std::uint64_t kEventsTransactionCountMax = 16'384;
inline constexpr std::uint64_t kEventsOperationCountMax = 1U << 18;
inline constexpr std::size_t kParentsCountMax = 1024;
inline constexpr std::size_t kBlobWindowSizeMax = 1U << 20;  // bytes that are asked for at once
inline constexpr std::size_t kBlobPartSizeMax = 128U << 10;
inline constexpr std::size_t kHoldBlobsCountMax = 256;
inline constexpr event::DecodeLimits kEventsLimits{.rawSizeMax = kEventsRawSizeMax,
                                                   .unitCountMax = kEventsUnitCountMax,
                                                   .transactionCountMax = kEventsTransactionCountMax,
                                                   .operationCountMax = kEventsOperationCountMax,
                                                   .parentsCountMax = kParentsCountMax};

/// Why a connection is made. A colleague is another person's session; a tool acts for the same user on the same file.
enum class Purpose : std::uint8_t { kColleague = 0, kTool = 1 };

/// First message of each side: who I am, which document, and everything I have of it.
struct Hello {
    std::uint32_t protocolVersion = kProtocolVersion;  // when another one, the rest is empty: it cannot be read
    bool isAnswer = false;                             // replies to a Hello and wants none in return
    Purpose purpose = Purpose::kColleague;
    std::string documentId;
    event::AgentId agent;
    std::string name;
    event::VersionVector known;
    friend bool operator==(const Hello&, const Hello&) = default;
};

/// Transactions that the other side lacks, in causal order, as columns (event_codec.h): whoever takes them checks what
/// is in them, within kEventsLimits.
struct Events {
    Bytes columns;
    friend bool operator==(const Events&, const Events&) = default;
};

/// Errors: kLimitExceeded when the batch breaks a bound that every receiver enforces.
[[nodiscard]] Result<Events> eventsOf(const event::EventBatch& batch);

/// Everything I have now. Sent periodically; the other side sends again what got lost.
struct Offer {
    bool resend = false;      // I know that something is missing: send it now
    bool allDurable = false;  // everything listed is on disk here
    event::VersionVector known;
    friend bool operator==(const Offer&, const Offer&) = default;
};

/// What has become durable here since the last Acknowledge (entries that grew).
struct Acknowledge {
    event::VersionVector durable;
    friend bool operator==(const Acknowledge&, const Acknowledge&) = default;
};

/// Where someone's caret is. Never logged; passed on by those in between. The greatest counter of an agent wins, and
/// with equal counters, gone.
struct Presence {
    event::AgentId agent;
    std::uint32_t counter = 0;
    bool isGone = false;
    std::uint32_t colourIndex = 0;
    std::string name;
    std::optional<document::Anchor> caret;           // nothing: no place to show
    std::optional<document::Anchor> selectionStart;  // the other end of the selection, when there is one
    std::optional<event::EventId> text{};            // that both are in: a cell or a caption; nothing: the body
    friend bool operator==(const Presence&, const Presence&) = default;
};

/// Why one side does not want to go on. Numbers are part of the format.
enum class RefusalReason : std::uint8_t {
    kMisbehaved = 0,  // broke the protocol or sent impossible events
    kOtherVersion = 1,
    kWrongDocument = 2,
    kNotShared = 3,  // colleagues are not admitted now; may change
    kSelf = 4,       // a replica connected to itself
    kTooMany = 5,    // no more connections are accepted now; may change
    kTooLarge = 6,   // a single change exceeds what can be sent
    kSilent = 7,     // no greeting came in time; may change
};
inline constexpr std::uint8_t kRefusalReasonMax = 7;

/// Last message of a side that ends the conversation: the reason for programs and a sentence for people.
struct Refused {
    RefusalReason reason = RefusalReason::kMisbehaved;
    std::string sentence;
    friend bool operator==(const Refused&, const Refused&) = default;
};

/// Last message of a side that leaves in peace.
struct Bye {
    friend bool operator==(const Bye&, const Bye&) = default;
};

/// Asks for bytes of a blob.
struct WantBlob {
    Hash name{};
    std::uint32_t offset = 0;  // below document::kBlobSizeMax
    std::uint32_t count = 0;   // 1 to kBlobWindowSizeMax
    friend bool operator==(const WantBlob&, const WantBlob&) = default;
};

/// Some of the bytes that were asked for, or that the blob is not here.
struct BlobPart {
    Hash name{};
    std::uint32_t size = 0;  // of the whole blob, at most document::kBlobSizeMax; 0: not here, and the rest is empty
    std::string media;
    std::uint32_t offset = 0;
    Bytes bytes;  // at most kBlobPartSizeMax
    friend bool operator==(const BlobPart&, const BlobPart&) = default;
};

/// Blobs that are on disk here; said of those that new events name and of those that have just been written.
struct HoldBlobs {
    std::vector<Hash> names;  // at most kHoldBlobsCountMax
    friend bool operator==(const HoldBlobs&, const HoldBlobs&) = default;
};

using BlobMessage = std::variant<WantBlob, BlobPart, HoldBlobs>;
using Message = std::variant<Hello, Events, Offer, Acknowledge, Presence, Refused, Bye, WantBlob, BlobPart, HoldBlobs>;

/// Type byte and body: the payload of one frame. Same message, same bytes.
/// Errors: kLimitExceeded when the message would break a bound that every receiver enforces.
[[nodiscard]] Result<Bytes> encodeMessage(const Message& message);
/// Columns of events are unpacked, not looked into. Errors: kMalformed, kUnsupported (unknown message type),
/// kLimitExceeded.
[[nodiscard]] Result<Message> decodeMessage(BytesView payload);

/// Greatest payload of a message whose first byte is `type`; 0 for an unknown type. So that a frame is refused by its
/// header and first byte, before it is gathered.
[[nodiscard]] std::size_t payloadSizeMax(std::uint8_t type);

/// Whether a message whose first byte is `type` means something before both sides have greeted: Hello, Refused, Bye.
[[nodiscard]] bool mayPrecedeHello(std::uint8_t type);

/// `text` without control and direction-changing characters, cut to at most `sizeMax` bytes at a scalar; empty when it
/// is not UTF-8. For names and sentences before they are sent.
[[nodiscard]] std::string presentable(std::string_view text, std::size_t sizeMax);

}  // namespace varve::sync
