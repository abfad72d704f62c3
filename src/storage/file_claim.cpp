#include "storage/file_claim.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "storage/file_probe.h"

namespace varve::storage {

namespace {

// One byte far behind the end of every document and away from the bytes that SQLite locks, with which it would collide.
constexpr off_t kClaimByte = off_t{1} << 62;
constexpr std::chrono::milliseconds kRetryPause{10};

struct flock claimLock() {
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = kClaimByte;
    lock.l_len = 1;
    return lock;
}

}  // namespace

Result<std::unique_ptr<FileClaim>> FileClaim::take(const std::filesystem::path& path, int waitMsMax) {
    if (isOpenInThisProcess(path)) return std::unique_ptr<FileClaim>();
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0) return std::unique_ptr<FileClaim>();  // SQLite will say why
    std::unique_ptr<FileClaim> claim(new FileClaim(descriptor));
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(waitMsMax);
    for (;;) {
        struct flock lock = claimLock();
        if (::fcntl(descriptor, F_OFD_SETLK, &lock) == 0) return claim;
        if (errno != EAGAIN && errno != EACCES) return std::unique_ptr<FileClaim>();
        if (std::chrono::steady_clock::now() >= end) return failure(ErrorCode::kBusy, {});
        std::this_thread::sleep_for(kRetryPause);
    }
}

FileClaim::~FileClaim() {
    ::close(m_descriptor);
}

bool isClaimed(int descriptor) {
    struct flock lock = claimLock();
    return ::fcntl(descriptor, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

}  // namespace varve::storage
