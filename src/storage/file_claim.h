// Keeps other copies of Varve from writing to a document, even when SQLite's lock on it was lost: POSIX takes all locks
// that a process has on a file away as soon as the process closes any descriptor of that file, and a file dialog that
// looks into the files it lists does just that. This lock belongs to its own descriptor instead. Taken by a store that
// opens for writing, before SQLite, and given back after it.
#pragma once

#include <filesystem>
#include <memory>

#include "base/result.h"

namespace varve::storage {

class FileClaim {
  public:
    /// Errors: kBusy (without a sentence) when another process has claimed the file. Nothing when this process already
    /// has the file open, where a further descriptor would do harm and SQLite itself knows, or when the file system has
    /// no such locks. Waits at most `waitMsMax`.
    static Result<std::unique_ptr<FileClaim>> take(const std::filesystem::path& path, int waitMsMax);
    ~FileClaim();
    FileClaim(const FileClaim&) = delete;
    FileClaim& operator=(const FileClaim&) = delete;

  private:
    explicit FileClaim(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor;
};

/// Whether the open file `descriptor` is claimed, by whomever.
bool isClaimed(int descriptor);

}  // namespace varve::storage
