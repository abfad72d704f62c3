#include "ui/recent_files.h"

#include <QFileInfo>
#include <QSettings>

namespace varve::ui {

namespace {

constexpr QLatin1String kSettingsKey("window/recentFiles");

}  // namespace

QStringList recentFiles() {
    QStringList files = QSettings().value(kSettingsKey).toStringList();
    files.removeIf([](const QString& path) { return !QFileInfo::exists(path); });
    return files;
}

void rememberRecentFile(const QString& path) {
    const QString absolute = QFileInfo(path).absoluteFilePath();
    QStringList files = QSettings().value(kSettingsKey).toStringList();
    files.removeAll(absolute);
    files.prepend(absolute);
    if (files.size() > kRecentFileCountMax) files.resize(kRecentFileCountMax);
    QSettings().setValue(kSettingsKey, files);
}

void forgetRecentFiles() {
    QSettings().remove(kSettingsKey);
}

}  // namespace varve::ui
