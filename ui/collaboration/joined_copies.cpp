#include "ui/collaboration/joined_copies.h"

#include <QFileInfo>
#include <QSettings>

namespace varve::ui {

namespace {

/// The identity comes from another process, and a slash would nest the settings.
QString keyOf(const QString& documentId) {
    return QStringLiteral("joined/") + QString::fromLatin1(documentId.toUtf8().toHex());
}

}  // namespace

QString joinedCopy(const QString& documentId) {
    const QString path = QSettings().value(keyOf(documentId)).toString();
    return QFileInfo::exists(path) ? path : QString();
}

void rememberJoinedCopy(const QString& documentId, const QString& path) {
    QSettings().setValue(keyOf(documentId), QFileInfo(path).absoluteFilePath());
}

}  // namespace varve::ui
