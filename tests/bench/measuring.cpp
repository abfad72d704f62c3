#include "bench/measuring.h"

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <numeric>

#include "base/check.h"

namespace varve::bench {

double cpuMs() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double quantile(std::vector<double> samples, double part) {
    CHECK(!samples.empty());
    const auto index = static_cast<std::size_t>(part * static_cast<double>(samples.size()));
    const auto at = samples.begin() + static_cast<std::ptrdiff_t>(std::min(index, samples.size() - 1));
    std::nth_element(samples.begin(), at, samples.end());
    return *at;
}

double median(std::vector<double> samples) {
    return quantile(std::move(samples), 0.5);
}

std::vector<std::size_t> shuffledIndexes(std::size_t count) {
    std::vector<std::size_t> indexes(count);
    std::iota(indexes.begin(), indexes.end(), std::size_t{0});
    std::uint64_t state = 12345;
    for (std::size_t last = count; last-- > 1;) {
        state = (state * 1103515245 + 12345) % 2147483648U;
        std::swap(indexes[last], indexes[state % (last + 1)]);
    }
    return indexes;
}

std::size_t heapBytes() {
    const struct mallinfo2 facts = mallinfo2();
    return facts.uordblks + facts.hblkhd;
}

std::size_t residentBytes() {
    malloc_trim(0);
    unsigned long pages = 0;
    unsigned long resident = 0;
    FILE* file = std::fopen("/proc/self/statm", "r");
    if (file == nullptr) stop("/proc/self/statm cannot be read.");
    const int fields = std::fscanf(file, "%lu %lu", &pages, &resident);
    std::fclose(file);
    if (fields != 2) stop("/proc/self/statm was not understood.");
    return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

std::size_t residentPeakBytes() {
    // Not getrusage: its maximum begins with what the process was before it became this program.
    FILE* file = std::fopen("/proc/self/status", "r");
    if (file == nullptr) stop("/proc/self/status cannot be read.");
    char line[256];
    unsigned long kilobytes = 0;
    while (std::fgets(line, sizeof line, file) != nullptr && std::sscanf(line, "VmHWM: %lu kB", &kilobytes) != 1) {
    }
    std::fclose(file);
    if (kilobytes == 0) stop("/proc/self/status was not understood.");
    return kilobytes * 1024;
}

void stop(const std::string& sentence) {
    std::fprintf(stderr, "%s\n", sentence.c_str());
    std::exit(1);
}

}  // namespace varve::bench
