// Bounds of what a log takes. They depend on the events alone (but for the size of the whole document), so every
// replica judges alike; and they are no wider than those of the codec, so that whatever was taken can be stored and
// read again.
#pragma once

#include <cstddef>
#include <cstdint>

namespace varve::event {

/// Units of a document. A tracker holds four bytes for each, however few bytes they came from.
inline constexpr std::uint64_t kEventCountMax = std::uint64_t{1} << 28;

// Of one transaction.
inline constexpr std::uint64_t kTransactionUnitCountMax = 50'000'000;
inline constexpr std::uint64_t kTransactionOperationCountMax = std::uint64_t{1} << 20;
inline constexpr std::uint64_t kTransactionParentsCountMax = std::uint64_t{1} << 20;
/// Bytes of texts, names and values, and kSpanSize for each target of liveness.
inline constexpr std::uint64_t kTransactionSizeMax = std::uint64_t{128} << 20;
inline constexpr std::uint64_t kSpanSize = 32;

/// A deletion of more units than this must not reach further than all text ever inserted in its history. Shorter ones
/// are left to the tracker, which knows what is visible.
inline constexpr std::uint32_t kUncheckedDeleteCountMax = 1024;

/// Bounds that decoding enforces; a batch beyond them is refused, never truncated.
/// Regular history costs almost no bytes, so the counts are bounded too: a small input never takes much memory.
struct DecodeLimits {
    std::size_t rawSizeMax = 256U << 20;
    std::uint64_t unitCountMax = kTransactionUnitCountMax;
    std::uint64_t transactionCountMax = 1U << 20;  // writers cut larger batches
    std::uint64_t operationCountMax = 1U << 21;    // operations after they are cut at transactions
    std::size_t parentsCountMax = kTransactionParentsCountMax;
};

}  // namespace varve::event
