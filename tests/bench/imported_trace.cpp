#include "bench/imported_trace.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <utility>

#include "event/gunzip.h"

namespace varve::bench {

namespace {

constexpr std::size_t kTraceSizeMax = std::size_t{1} << 30;
constexpr std::int64_t kFirstTimeMs = 1'700'000'000'000;

[[noreturn]] void stop(const std::string& sentence) {
    std::fprintf(stderr, "%s: %s\n", program_invocation_short_name, sentence.c_str());
    std::exit(1);
}

}  // namespace

event::ImportedTrace importedTrace(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) stop(path + " cannot be read.");
    std::string bytes{std::istreambuf_iterator<char>(file), {}};
    if (event::isGzip(bytes)) {
        auto unzipped = event::gunzip(bytes, kTraceSizeMax);
        if (!unzipped) stop(unzipped.error().message);
        bytes = std::move(*unzipped);
    }
    auto trace = event::importTrace(bytes, {.firstTimeMs = kFirstTimeMs});
    if (!trace) stop(trace.error().message);
    return std::move(*trace);
}

}  // namespace varve::bench
