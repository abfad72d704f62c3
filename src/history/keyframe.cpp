#include "history/keyframe.h"

#include <algorithm>
#include <cstring>
#include <functional>

#include "base/check.h"
#include "text/utf8.h"

namespace varve::history {

namespace {

constexpr std::uint64_t kMergeSemanticsVersion = 1;
constexpr std::uint64_t kHeadCountMax = 1U << 20;

void writeState(ByteWriter& writer, const Keyframe& keyframe) {
    writer.writeVarint(kMergeSemanticsVersion);
    writer.writeVarint(keyframe.version.size());
    for (const event::EventId& head : keyframe.version) {
        writer.writeRaw({reinterpret_cast<const char*>(head.agent.bytes.data()), head.agent.bytes.size()});
        writer.writeVarint(head.sequence.value);
    }
    writer.writeString(keyframe.text);
}

bool isSortedAndUnique(const std::vector<event::EventId>& version) {
    return std::adjacent_find(version.begin(), version.end(), std::greater_equal<>()) == version.end();
}

std::unexpected<Error> malformed() {
    return failure(ErrorCode::kMalformed,
                   "A stored keyframe is damaged. It is left aside; nothing of the document is lost.");
}

}  // namespace

Hash stateHash(const Keyframe& keyframe) {
    ByteWriter writer;
    writeState(writer, keyframe);
    return hashBytes(writer.bytes());
}

Bytes encodeKeyframe(const Keyframe& keyframe) {
    CHECK(isSortedAndUnique(keyframe.version) && text::isValidUtf8(keyframe.text));
    ByteWriter writer;
    writer.writeByte(kKeyframeFormatVersion);
    writer.writeVarint(keyframe.eventCount);
    writer.writeSignedVarint(keyframe.createdMs);
    writeState(writer, keyframe);
    writer.writeRaw(hashView(hashBytes(writer.bytes())));
    return writer.take();
}

Result<Keyframe> decodeKeyframe(BytesView bytes, std::size_t textSizeMax) {
    constexpr std::size_t kHashSize = sizeof(Hash);
    if (bytes.size() < kHashSize + 1) return malformed();
    const BytesView body = bytes.substr(0, bytes.size() - kHashSize);
    if (hashView(hashBytes(body)) != bytes.substr(body.size())) return malformed();
    ByteReader reader(body);
    if (reader.readByte() != kKeyframeFormatVersion) {
        return failure(ErrorCode::kUnsupported,
                       "A stored keyframe comes from another version of Varve. It is left aside; nothing is lost.");
    }
    Keyframe keyframe;
    keyframe.eventCount = reader.readVarint();
    keyframe.createdMs = reader.readSignedVarint();
    const std::uint64_t semantics = reader.readVarint();
    if (!reader.failed() && semantics != kMergeSemanticsVersion) {
        return failure(ErrorCode::kUnsupported,
                       "A stored keyframe was made with other rules of merging. It is left aside; nothing is lost.");
    }
    const std::uint64_t headCount = reader.readVarintUpTo(kHeadCountMax);
    for (std::uint64_t i = 0; i < headCount && !reader.failed(); ++i) {
        event::EventId head;
        const BytesView agent = reader.readRaw(head.agent.bytes.size());
        if (agent.size() == head.agent.bytes.size()) std::memcpy(head.agent.bytes.data(), agent.data(), agent.size());
        head.sequence.value = static_cast<std::uint32_t>(reader.readVarintUpTo(~std::uint32_t{0}));
        if (!reader.failed()) keyframe.version.push_back(head);
    }
    const BytesView text = reader.readString(reader.remaining());
    if (!reader.failed() && text.size() > textSizeMax) {
        return failure(ErrorCode::kLimitExceeded, "A stored keyframe is larger than allowed. It is left aside.");
    }
    if (reader.failed() || !reader.atEnd() || !isSortedAndUnique(keyframe.version) || !text::isValidUtf8(text))
        return malformed();
    keyframe.text = text;
    return keyframe;
}

}  // namespace varve::history
