#include "storage/file_probe.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <optional>
#include <utility>

#include "storage/file_claim.h"
#include "storage/sqlite_error.h"

namespace varve::storage {

namespace {

// Where SQLite puts its locks (the file format's "lock-byte page"): pending, reserved, and 510 shared bytes.
constexpr off_t kPendingByte = 0x40000000;
constexpr off_t kSharedFirst = kPendingByte + 2;
constexpr off_t kSharedSize = 510;
constexpr off_t kLockBytes = 2 + kSharedSize;
constexpr std::array<const char*, 2> kLogEndings = {"-wal", "-journal"};

class FileDescriptor {
  public:
    explicit FileDescriptor(int number) : m_number(number) {}
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    ~FileDescriptor() {
        if (m_number >= 0) ::close(m_number);
    }
    [[nodiscard]] bool isOpen() const { return m_number >= 0; }
    [[nodiscard]] int number() const { return m_number; }

  private:
    int m_number;
};

std::filesystem::path besides(const std::filesystem::path& path, const char* ending) {
    std::filesystem::path result = path;
    result += ending;
    return result;
}

/// Process id of who holds a lock that keeps us out; 0 when nobody does, nothing when the system does not say.
std::optional<pid_t> lockHolder(int descriptor, short kind) {
    struct flock lock {};
    lock.l_type = kind;
    lock.l_whence = SEEK_SET;
    lock.l_start = kPendingByte;
    lock.l_len = kLockBytes;
    if (::fcntl(descriptor, F_GETLK, &lock) != 0) return std::nullopt;
    return lock.l_type == F_UNLCK ? 0 : lock.l_pid;
}

std::string processName(pid_t process) {
    std::ifstream file("/proc/" + std::to_string(process) + "/comm");
    std::string name;
    std::getline(file, name);
    return name;
}

Result<void> copyFile(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::error_code error;
    if (!std::filesystem::copy_file(from, to, error) || error) {
        return std::unexpected(systemError(from, "copied for reading", error.value()));
    }
    return {};
}

}  // namespace

bool isOpenInThisProcess(const std::filesystem::path& path) {
    struct stat wanted {};
    if (::stat(path.c_str(), &wanted) != 0) return false;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", error)) {
        struct stat seen {};
        if (::stat(entry.path().c_str(), &seen) != 0) continue;
        if (seen.st_dev == wanted.st_dev && seen.st_ino == wanted.st_ino) return true;
    }
    return false;
}

std::filesystem::path folderOf(const std::filesystem::path& path) {
    return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

Result<FileFacts> probeFile(const std::filesystem::path& path) {
    const std::string name = quotedName(path);
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        if (errno == ENOENT || errno == ENOTDIR) {
            return failure(ErrorCode::kNotFound, "There is no file " + name + " in “" + folderOf(path).string() + "”.");
        }
        return std::unexpected(systemError(path, "opened", errno));
    }
    if (S_ISDIR(status.st_mode)) return failure(ErrorCode::kInvalidInput, name + " is a folder, not a document.");
    if (!S_ISREG(status.st_mode)) {
        return failure(ErrorCode::kInvalidInput, name + " is a device or a pipe, not a document.");
    }
    const auto allows = [](const std::filesystem::path& target, int mode) {
        return ::faccessat(AT_FDCWD, target.c_str(), mode, AT_EACCESS) == 0;
    };
    if (!allows(path, R_OK)) {
        return failure(ErrorCode::kReadOnly, "You do not have permission to read " + name + ".");
    }
    return FileFacts{allows(path, W_OK), allows(folderOf(path), W_OK | X_OK)};
}

Error busyError(const std::filesystem::path& path) {
    const std::string name = quotedName(path);
    // Asking needs a descriptor whose closing would drop our own locks, so look for our own first.
    if (isOpenInThisProcess(path)) return {ErrorCode::kBusy, name + " is already open in this program."};
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    const std::optional<pid_t> holder = file.isOpen() ? lockHolder(file.number(), F_WRLCK) : std::nullopt;
    if (!holder || *holder <= 0) {
        return {ErrorCode::kBusy, name + " is open in another program or on another computer. Close it there first."};
    }
    const std::string program = processName(*holder);
    const std::string what = program.empty() ? "another program" : "“" + program + "”";
    return {ErrorCode::kBusy, name + " is open in " + what + " (process " + std::to_string(*holder) +
                                  " on this computer). Close it there first."};
}

bool hasLeftoverLog(const std::filesystem::path& path) {
    for (const char* ending : kLogEndings) {
        std::error_code error;
        const auto size = std::filesystem::file_size(besides(path, ending), error);
        if (!error && size > 0) return true;
    }
    return false;
}

std::filesystem::path takenLogName(const std::filesystem::path& path) {
    for (const char* ending : kLogEndings) {
        std::error_code error;
        std::filesystem::path name = besides(path, ending);
        if (std::filesystem::exists(std::filesystem::symlink_status(name, error))) return name;
    }
    return {};
}

Result<PrivateCopy> PrivateCopy::make(const std::filesystem::path& path) {
    if (isOpenInThisProcess(path)) return std::unexpected(busyError(path));
    std::error_code error;
    std::string pattern = (std::filesystem::temp_directory_path(error) / "varve-XXXXXX").string();
    if (error || ::mkdtemp(pattern.data()) == nullptr) {
        return std::unexpected(systemError(path, "copied for reading", error ? error.value() : errno));
    }
    PrivateCopy copy{std::filesystem::path(pattern)};
    if (Result<void> filled = copy.fillFrom(path); !filled) {
        if (filled.error().code == ErrorCode::kBusy) return std::unexpected(busyError(path));
        return std::unexpected(filled.error());
    }
    return copy;
}

Result<void> PrivateCopy::fillFrom(const std::filesystem::path& original) const {
    const FileDescriptor file(::open(original.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.isOpen()) return std::unexpected(systemError(original, "opened", errno));
    // The lock a reading SQLite connection would hold: whoever writes keeps us out, and we keep writers out meanwhile.
    struct flock lock {};
    lock.l_type = F_RDLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = kSharedFirst;
    lock.l_len = kSharedSize;
    if (::fcntl(file.number(), F_SETLK, &lock) != 0 && (errno == EACCES || errno == EAGAIN)) {
        return failure(ErrorCode::kBusy, {});
    }
    if (isClaimed(file.number())) return failure(ErrorCode::kBusy, {});
    for (const char* ending : kLogEndings) {
        std::error_code ignored;
        const std::filesystem::path log = besides(original, ending);
        if (!std::filesystem::exists(log, ignored)) continue;
        if (Result<void> copied = copyFile(log, besides(path(), ending)); !copied) return copied;
    }
    // Last, because closing the descriptor that this opens ends our lock.
    return copyFile(original, path());
}

PrivateCopy::PrivateCopy(PrivateCopy&& other) noexcept : m_folder(std::exchange(other.m_folder, {})) {}

PrivateCopy::~PrivateCopy() {
    if (m_folder.empty()) return;
    std::error_code ignored;
    std::filesystem::remove_all(m_folder, ignored);
}

Result<void> renameWithoutReplacing(const std::filesystem::path& from, const std::filesystem::path& to) {
    int code = ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE);
    if (code != 0 && (errno == EINVAL || errno == ENOSYS)) {
        // File systems without that flag mostly have hard links, which do not replace either.
        code = ::link(from.c_str(), to.c_str());
        if (code == 0) ::unlink(from.c_str());
    }
    if (code == 0) return {};
    if (errno == EEXIST) {
        return failure(ErrorCode::kAlreadyExists, quotedName(to) + " already exists and was left as it is.");
    }
    return std::unexpected(systemError(to, "created", errno));
}

Result<void> syncFolder(const std::filesystem::path& folder) {
    const FileDescriptor file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!file.isOpen() || ::fsync(file.number()) != 0) {
        // Some network file systems refuse to sync a folder; they order names themselves.
        if (file.isOpen() && errno == EINVAL) return {};
        return std::unexpected(systemError(folder, "written to the disk", errno));
    }
    return {};
}

}  // namespace varve::storage
