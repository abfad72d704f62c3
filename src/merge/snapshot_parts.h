// What the writer and the reader of tracker snapshots share. Private.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/checksum.h"
#include "event/event_log.h"

namespace varve::merge {

/// Units that consecutive deletions hit.
struct TargetRun {
    std::uint32_t first = 0;
    std::uint32_t count = 1;
    bool isDescending = false;

    [[nodiscard]] std::uint32_t last() const { return isDescending ? first - (count - 1) : first + (count - 1); }
};

inline constexpr std::uint8_t kSnapshotRaw = 0;
inline constexpr std::uint8_t kSnapshotZstd = 1;

/// Most bytes that a packed content may unpack to, so that few bytes cannot ask for much memory.
[[nodiscard]] constexpr std::size_t snapshotSizeMax(std::size_t packedSize) {
    constexpr std::size_t kMost = std::size_t{1} << 30;
    constexpr std::size_t kExpansionMax = 1000;
    constexpr std::size_t kFree = std::size_t{1} << 20;
    return packedSize > kMost / kExpansionMax ? kMost : packedSize * kExpansionMax + kFree;
}

/// Of the ids of the first `end` events in the order of arrival. Parents, operations and all the rest follow from them.
[[nodiscard]] std::uint64_t arrivalChecksum(const event::EventLog& log, event::LocalVersion end);

}  // namespace varve::merge
