// What the operating system knows about a document file before and around SQLite: whether it is there and may be
// written, who has it locked, and a private copy of a file whose last change was never folded in. Called when a store
// opens.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/result.h"

namespace varve::storage {

/// What may be done with an existing regular file.
struct FileFacts {
    bool fileIsWritable = false;
    bool folderIsWritable = false;  // SQLite keeps its log beside the file
};

/// Looks at the path without opening it: closing any descriptor of a file drops every lock that this process has on it.
/// Errors: kNotFound, kInvalidInput (a folder, or no regular file), kReadOnly (no permission to read), kInputOutput.
Result<FileFacts> probeFile(const std::filesystem::path& path);

/// Whether any descriptor of this process stands for the file.
bool isOpenInThisProcess(const std::filesystem::path& path);

/// Why a file is busy: a kBusy error that names the process which has it locked, as far as the system tells.
/// To be called when this process holds no connection to the file that it wants to keep.
Error busyError(const std::filesystem::path& path);

/// A log or journal that SQLite left beside the file, with something in it.
bool hasLeftoverLog(const std::filesystem::path& path);
/// The first of the names SQLite would use beside a new file that is already taken, or an empty path.
std::filesystem::path takenLogName(const std::filesystem::path& path);

/// A copy of a document and its log in a folder of its own that only this user can read, removed with this value. Made
/// for reading a file that was not closed: bringing its log in would change it.
class PrivateCopy {
  public:
    /// Errors: kBusy (someone writes to it), or what the system said.
    static Result<PrivateCopy> make(const std::filesystem::path& path);
    PrivateCopy(PrivateCopy&& other) noexcept;
    PrivateCopy& operator=(PrivateCopy&&) = delete;
    PrivateCopy(const PrivateCopy&) = delete;
    PrivateCopy& operator=(const PrivateCopy&) = delete;
    ~PrivateCopy();

    [[nodiscard]] std::filesystem::path path() const { return m_folder / "copy.varve"; }

  private:
    explicit PrivateCopy(std::filesystem::path folder) : m_folder(std::move(folder)) {}
    /// kBusy (without a sentence) when someone writes to the original.
    Result<void> fillFrom(const std::filesystem::path& original) const;
    std::filesystem::path m_folder;
};

/// Gives the finished file `from` the name `to` in one step. Errors: kAlreadyExists when `to` exists; it is kept.
Result<void> renameWithoutReplacing(const std::filesystem::path& from, const std::filesystem::path& to);
/// Makes names in the folder durable.
Result<void> syncFolder(const std::filesystem::path& folder);
/// The folder a file is in.
std::filesystem::path folderOf(const std::filesystem::path& path);

}  // namespace varve::storage
