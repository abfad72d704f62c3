// A keyframe: the state of one version, kept so that opening need not replay. Always a cache, never the truth: it can
// be thrown away and made again from the events, and where it differs from what they give, they are right. Byte format:
// KEYFRAME.md; the text of the body stands in it as it is, so that it can be shown before anything else is read.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "history/document_state.h"

namespace varve::history {

struct Keyframe {
    DocumentState state;
    std::uint64_t eventCount = 0;  // in the history of the version
    std::int64_t createdMs = 0;    // UTC, for display
    Bytes tracker;  // the whole tracker with what is hidden (merge/tracker_snapshot.h); empty when it was not kept
    friend bool operator==(const Keyframe&, const Keyframe&) = default;
};

inline constexpr std::uint8_t kKeyframeFormatVersion = 2;
inline constexpr std::size_t kKeyframeSizeMax = std::size_t{1} << 30;

/// Same keyframe, same bytes. The state must be well-formed (CHECKed). Cost: O(size), compression included.
[[nodiscard]] Bytes encodeKeyframe(const Keyframe& keyframe);
/// Errors: kMalformed (also a wrong checksum), kUnsupported (another format version or other rules of merging),
/// kLimitExceeded. Each means: make the state from the events.
[[nodiscard]] Result<Keyframe> decodeKeyframe(BytesView bytes, std::size_t sizeMax = kKeyframeSizeMax);
/// The text of the body alone: valid UTF-8, checked, within `bytes`. Errors as above. Cost: O(text), some 10 GB/s.
[[nodiscard]] Result<std::string_view> keyframeText(BytesView bytes, std::size_t sizeMax = kKeyframeSizeMax);

}  // namespace varve::history
