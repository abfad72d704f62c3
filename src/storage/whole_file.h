// Files of other formats (exports, PDFs): written whole or not at all. Documents themselves are in the SQLite file.
#pragma once

#include <QString>

#include "base/bytes.h"
#include "base/result.h"

namespace varve::storage {

/// The file appears under its name, in place of one that is there, when all of its bytes are on the disk. Errors:
/// kInputOutput with the system's words; what was there is unchanged then. Any thread.
[[nodiscard]] Result<void> writeWholeFile(const QString& path, BytesView bytes);

}  // namespace varve::storage
