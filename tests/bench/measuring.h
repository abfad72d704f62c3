// What every benchmark of this folder measures with: CPU time, medians and quantiles, memory. The quantile rule and the
// fixed shuffle are those of the peers' benchmark, so that figures can be put side by side.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace varve::bench {

/// CPU time of this process in milliseconds, all threads. One reading costs a few tenths of a microsecond, which is
/// part of what is measured, as it is with the peers.
[[nodiscard]] double cpuMs();

template <typename Work>
[[nodiscard]] double timedMs(const Work& work) {
    const double begin = cpuMs();
    work();
    return cpuMs() - begin;
}

/// The sample at floor(count * part), at most the last; of 100 samples the p99 is the greatest. Not of nothing
/// (CHECKed).
[[nodiscard]] double quantile(std::vector<double> samples, double part);
[[nodiscard]] double median(std::vector<double> samples);

/// Runs `work` until it ran `countMax` times or used `budgetMs`, at least once. `work` returns its milliseconds, so
/// that preparations can stay outside. Result: the samples.
template <typename Work>
[[nodiscard]] std::vector<double> repeated(std::size_t countMax, double budgetMs, const Work& work) {
    std::vector<double> samples;
    double used = 0;
    while (samples.size() < countMax && (samples.empty() || used < budgetMs)) {
        samples.push_back(work());
        used += samples.back();
    }
    return samples;
}

/// The numbers 0 to count - 1 in the fixed order of the peers' benchmark (a linear congruential generator from 12345).
[[nodiscard]] std::vector<std::size_t> shuffledIndexes(std::size_t count);

/// Bytes in use on the heap. Not what the allocator keeps for later.
[[nodiscard]] std::size_t heapBytes();
/// Resident memory now, after giving freed memory back to the system; and its maximum so far. Bytes.
[[nodiscard]] std::size_t residentBytes();
[[nodiscard]] std::size_t residentPeakBytes();

/// A benchmark has nobody to hand an error to: says it and ends the process.
[[noreturn]] void stop(const std::string& sentence);

template <typename T>
[[nodiscard]] T orStop(Result<T> result) {
    if (!result) stop(result.error().message);
    return std::move(*result);
}
inline void orStop(const Result<void>& result) {
    if (!result) stop(result.error().message);
}

}  // namespace varve::bench
