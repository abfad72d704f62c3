// The documents opened last, kept in the settings, newest first.
#pragma once

#include <QString>
#include <QStringList>

namespace varve::ui {

inline constexpr int kRecentFileCountMax = 12;

/// Absolute paths, newest first; files that are gone are left out.
[[nodiscard]] QStringList recentFiles();
void rememberRecentFile(const QString& path);
void forgetRecentFiles();

}  // namespace varve::ui
