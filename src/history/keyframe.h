// A keyframe: the text of one version, kept so that opening need not replay. Always a cache, never the truth: it can be
// thrown away and made again from the events, and whoever reads one checks it first. Byte format: KEYFRAME.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/result.h"
#include "event/ids.h"

namespace varve::history {

struct Keyframe {
    std::vector<event::EventId> version;  // a frontier, sorted by (agent, sequence), unique
    std::string text;                     // valid UTF-8
    std::uint64_t eventCount = 0;         // in the history of the version; 0 when the writer did not say
    std::int64_t createdMs = 0;           // UTC, for choosing which to keep
    friend bool operator==(const Keyframe&, const Keyframe&) = default;
};

/// Hash of version and text alone: equal states have equal hashes, whoever wrote the keyframe and when.
[[nodiscard]] Hash stateHash(const Keyframe& keyframe);

inline constexpr std::uint8_t kKeyframeFormatVersion = 1;

/// Same keyframe, same bytes. The version must be sorted and unique, the text valid (CHECKed).
[[nodiscard]] Bytes encodeKeyframe(const Keyframe& keyframe);
/// Errors: kMalformed (also a wrong checksum), kUnsupported (a newer format or other rules of merging), kLimitExceeded.
/// Either means: make the state from the events.
[[nodiscard]] Result<Keyframe> decodeKeyframe(BytesView bytes, std::size_t textSizeMax = std::size_t{1} << 30);

}  // namespace varve::history
