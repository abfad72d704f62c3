#include "storage/sqlite_error.h"

#include <sqlite3.h>

#include <cerrno>
#include <system_error>

namespace varve::storage {

namespace {

std::string systemWords(int systemErrno) {
    return std::generic_category().message(systemErrno);
}

Error inputOutputError(const std::filesystem::path& path, int code, int systemErrno) {
    const std::string name = quotedName(path);
    const ErrorCode errorCode = systemErrno == 0 ? ErrorCode::kInputOutput : codeForErrno(systemErrno);
    if (errorCode == ErrorCode::kNoSpace)
        return {errorCode, name + " cannot grow: the disk is full or a size limit is reached."};
    const bool reading = code == SQLITE_IOERR_READ || code == SQLITE_IOERR_SHORT_READ;
    std::string message =
        reading ? name + " could not be read from the disk" : name + " could not be written to the disk";
    if (systemErrno != 0) message += " (" + systemWords(systemErrno) + ")";
    return {errorCode, message + "."};
}

}  // namespace

std::string quotedName(const std::filesystem::path& path) {
    return "“" + path.filename().string() + "”";
}

ErrorCode codeForErrno(int systemErrno) {
    switch (systemErrno) {
        case ENOSPC:
        case EDQUOT:
        case EFBIG:
            return ErrorCode::kNoSpace;
        case EACCES:
        case EPERM:
        case EROFS:
            return ErrorCode::kReadOnly;
        case ENOENT:
        case ENOTDIR:
            return ErrorCode::kNotFound;
        case EEXIST:
            return ErrorCode::kAlreadyExists;
        default:
            return ErrorCode::kInputOutput;
    }
}

Error systemError(const std::filesystem::path& path, const std::string& what, int systemErrno) {
    return {codeForErrno(systemErrno),
            quotedName(path) + " could not be " + what + ": " + systemWords(systemErrno) + "."};
}

Error sqliteError(const std::filesystem::path& path, int code, int systemErrno, const std::string& detail) {
    const std::string name = quotedName(path);
    switch (code & 0xff) {
        case SQLITE_FULL:
            return {ErrorCode::kNoSpace, name + " cannot grow: the disk is full or a size limit is reached."};
        case SQLITE_READONLY:
        case SQLITE_PERM:
            return {ErrorCode::kReadOnly, name + " cannot be changed: the file or its folder is read-only."};
        case SQLITE_CORRUPT:
            return {ErrorCode::kMalformed, name + " is damaged: its inner structure cannot be read."};
        case SQLITE_NOTADB:
            return {ErrorCode::kMalformed, name + " is not a Varve document."};
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {ErrorCode::kBusy, name + " is open in another program. Close it there first."};
        case SQLITE_IOERR:
            return inputOutputError(path, code, systemErrno);
        case SQLITE_CANTOPEN:
            return systemErrno != 0 ? systemError(path, "opened", systemErrno)
                                    : Error{ErrorCode::kInputOutput, name + " could not be opened."};
        case SQLITE_NOMEM:
            return {ErrorCode::kInputOutput, "There is not enough memory to work on " + name + "."};
        case SQLITE_TOOBIG:
            return {ErrorCode::kLimitExceeded, "One part of " + name + " is larger than a document file can hold."};
        case SQLITE_CONSTRAINT:
            return {ErrorCode::kConflict, name + " refused a change that contradicts its history (" + detail + ")."};
        default:
            return {ErrorCode::kInputOutput,
                    name + " could not be used: " + detail + " (SQLite code " + std::to_string(code) + ")."};
    }
}

}  // namespace varve::storage
