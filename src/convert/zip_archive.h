// Zip archives in memory, read within bounds and written.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

struct zip;

namespace varve::convert {

class ZipReader {
  public:
    /// `bytes` must outlive the reader. Errors: kMalformed (no archive), kLimitExceeded (more than ten thousand files).
    static Result<ZipReader> open(BytesView bytes);

    /// Nothing when there is no such file. Errors: kLimitExceeded (unpacks to more than `sizeMax`, whatever the archive
    /// says), kMalformed (damaged, encrypted). Cost: O(unpacked size).
    [[nodiscard]] Result<std::optional<Bytes>> read(const std::string& name, std::size_t sizeMax) const;

  private:
    struct Closer {
        void operator()(zip* archive) const;
    };
    std::unique_ptr<zip, Closer> m_archive;
};

class ZipWriter {
  public:
    ZipWriter();
    /// `isPacked` false: as it is, for what must be found without unpacking.
    void add(std::string_view name, Bytes bytes, bool isPacked = true);
    /// The archive. Errors: kInputOutput. To be called once.
    [[nodiscard]] Result<Bytes> finish();

  private:
    struct State;
    struct Deleter {
        void operator()(State* state) const;
    };
    std::unique_ptr<State, Deleter> m_state;
};

}  // namespace varve::convert
