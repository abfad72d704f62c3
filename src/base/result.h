// Errors as values. Expected failures (disk, network, damaged or newer file, bad input) travel as Result<T>; broken
// invariants are bugs and stop the program through base/check.h. Every layer uses this; nothing here throws.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <utility>

namespace varve {

enum class ErrorCode : std::uint8_t {
    kInvalidInput,      // what the user or a script asked for makes no sense
    kMalformed,         // bytes or text that do not follow their format
    kUnsupported,       // a newer version, or a feature this build lacks
    kMissingParents,    // events whose parents are not known yet
    kConflict,          // contradicts what is already recorded (same id, other content)
    kNotFound,
    kAlreadyExists,
    kBusy,              // opened elsewhere
    kReadOnly,
    kNoSpace,
    kInputOutput,       // the operating system said no
    kLimitExceeded,     // a stated bound was passed
    kWrongDocument,
};

/// A code for program logic and one clear sentence for people: what happened, what was kept, what to do.
struct Error {
    ErrorCode code;
    std::string message;
    friend bool operator==(const Error&, const Error&) = default;
};

template <typename T>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> failure(ErrorCode code, std::string message) {
    return std::unexpected<Error>(Error{code, std::move(message)});
}

}  // namespace varve
