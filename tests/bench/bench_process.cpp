#include "bench/bench_process.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <system_error>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/random.h"
#include "bench/measuring.h"

namespace varve::bench {

bool runSelf(const std::vector<std::string>& arguments, const Say& say) {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) stop("No pipe to another process can be made.");
    std::fflush(nullptr);
    const pid_t child = fork();
    if (child < 0) stop("No other process can be started.");
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        std::vector<std::string> copies{"trace_bench"};
        copies.insert(copies.end(), arguments.begin(), arguments.end());
        std::vector<char*> pointers;
        for (std::string& copy : copies)
            pointers.push_back(copy.data());
        pointers.push_back(nullptr);
        execv("/proc/self/exe", pointers.data());
        _exit(127);
    }
    close(ends[1]);
    FILE* output = fdopen(ends[0], "r");
    if (output == nullptr) stop("What another process prints cannot be read.");
    char* line = nullptr;
    std::size_t capacity = 0;
    bool isUnderstood = true;
    while (getline(&line, &capacity, output) > 0) {
        const Json columns = Json::parse(line, nullptr, false);
        isUnderstood = isUnderstood && columns.is_object();
        if (columns.is_object()) say(columns);
    }
    std::free(line);
    std::fclose(output);
    int status = 0;
    waitpid(child, &status, 0);
    return isUnderstood && status == 0;
}

TemporaryFolder::TemporaryFolder() {
    const auto id = systemRandom16();
    const BytesView bytes(reinterpret_cast<const char*>(id.data()), id.size());
    m_path = std::filesystem::temp_directory_path() / ("trace_bench-" + toHex(bytes));
    std::error_code error;
    if (!std::filesystem::create_directory(m_path, error)) stop("No temporary folder can be made.");
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;  // what is left over lies where the system cleans up
    std::filesystem::remove_all(m_path, ignored);
}

}  // namespace varve::bench
