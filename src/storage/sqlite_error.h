// SQLite result codes as errors of Varve: one clear sentence each, with the file's name. Used by every file of this
// layer that talks to SQLite.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace varve::storage {

/// The file's name in quotation marks, as messages show it.
std::string quotedName(const std::filesystem::path& path);

/// code: an extended result code other than SQLITE_OK, SQLITE_ROW and SQLITE_DONE. systemErrno: what the operating
/// system said, or 0. detail: SQLite's own words; shown only where no sentence of ours says it better.
Error sqliteError(const std::filesystem::path& path, int code, int systemErrno, const std::string& detail);

/// An operating system call on the file failed. `what` completes "“name” could not be ...": "opened", "copied".
Error systemError(const std::filesystem::path& path, const std::string& what, int systemErrno);

/// The same with the code kReadOnly, kNoSpace, kNotFound, kAlreadyExists or kInputOutput that suits the number.
ErrorCode codeForErrno(int systemErrno);

}  // namespace varve::storage
