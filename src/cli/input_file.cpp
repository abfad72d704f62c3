#include "cli/input_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace varve::cli {

Result<Bytes> readInput(const std::string& path) {
    const bool isStandardInput = path == "-";
    const std::string name = isStandardInput ? "Standard input" : "“" + path + "”";
    std::error_code ignored;
    if (!isStandardInput && std::filesystem::is_directory(path, ignored)) {
        return failure(ErrorCode::kInvalidInput, name + " is a folder, not a file. Nothing was changed.");
    }
    std::FILE* file = isStandardInput ? stdin : std::fopen(path.c_str(), "rbe");
    if (!file) {
        return failure(ErrorCode::kInputOutput,
                       name + " cannot be read: " + std::strerror(errno) + ". Nothing was changed.");
    }
    std::string text;
    char buffer[1 << 16];
    while (const std::size_t count = std::fread(buffer, 1, sizeof buffer, file)) {
        if (text.size() + count > kInputSizeMax) break;
        text.append(buffer, count);
    }
    const bool failed = std::ferror(file) != 0;
    const int code = errno;
    const bool isComplete = std::feof(file) != 0;
    if (!isStandardInput) std::fclose(file);
    if (failed) {
        return failure(ErrorCode::kInputOutput,
                       name + " cannot be read: " + std::strerror(code) + ". Nothing was changed.");
    }
    if (isComplete) return text;
    return failure(ErrorCode::kLimitExceeded, name + " is larger than 1 GB, which is refused. Nothing was changed.");
}

bool isTaken(const std::string& path) {
    std::error_code ignored;
    return std::filesystem::exists(std::filesystem::symlink_status(path, ignored));
}

}  // namespace varve::cli
