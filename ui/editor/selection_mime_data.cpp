#include "ui/editor/selection_mime_data.h"

#include <QStringList>

namespace varve::ui {

namespace {

QString plainText() {
    return QStringLiteral("text/plain");
}

}  // namespace

QStringList SelectionMimeData::formats() const {
    return {plainText()};
}

bool SelectionMimeData::hasFormat(const QString& mimeType) const {
    return mimeType == plainText();
}

QVariant SelectionMimeData::retrieveData(const QString& mimeType, QMetaType type) const {
    if (mimeType != plainText()) return {};
    const QString text = m_blocks.text(m_range);
    if (type.id() == QMetaType::QByteArray) return text.toUtf8();
    return text;
}

}  // namespace varve::ui
