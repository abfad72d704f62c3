// Where the user keeps own copies of documents joined earlier, kept in the settings: joining again goes on in the same
// file instead of making one more. GUI thread.
#pragma once

#include <QString>

namespace varve::ui {

/// The absolute path of the copy; empty when there is none, or when its file is gone.
[[nodiscard]] QString joinedCopy(const QString& documentId);
void rememberJoinedCopy(const QString& documentId, const QString& path);

}  // namespace varve::ui
