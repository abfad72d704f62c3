#include "ui/editor/selection_mime_data.h"

#include <QStringList>

#include "convert/html.h"
#include "editing/block_commands.h"

namespace varve::ui {

namespace {

QString plainText() {
    return QStringLiteral("text/plain");
}
QString htmlText() {
    return QStringLiteral("text/html");
}

}  // namespace

QStringList SelectionMimeData::formats() const {
    return {htmlText(), plainText()};
}

bool SelectionMimeData::hasFormat(const QString& mimeType) const {
    return mimeType == plainText() || mimeType == htmlText();
}

document::Content SelectionMimeData::content() const {
    return editing::contentOf(m_blocks, m_range, [this](const event::EventId& id) {
        const auto found = m_embeds.contents.find(id);
        return found == m_embeds.contents.end() ? nullptr : found->second;
    });
}

QByteArray SelectionMimeData::html() const {
    const auto bytesOf = [this](std::string_view name) -> std::optional<Bytes> {
        const auto found = m_embeds.blobs.find(name);
        if (found == m_embeds.blobs.end()) return std::nullopt;
        return found->second->bytes;
    };
    const auto html = convert::exportHtmlFragment(content(), bytesOf);
    // Only a cancelled conversion fails, and nobody cancels this one.
    if (!html) return {};
    return {reinterpret_cast<const char*>(html->data()), static_cast<qsizetype>(html->size())};
}

QVariant SelectionMimeData::retrieveData(const QString& mimeType, QMetaType type) const {
    if (mimeType == htmlText()) {
        const QByteArray bytes = html();
        if (type.id() == QMetaType::QByteArray) return bytes;
        return QString::fromUtf8(bytes);
    }
    if (mimeType != plainText()) return {};
    QString text = m_blocks.text(m_range);
    text.remove(QChar(projection::kEmbed));
    if (type.id() == QMetaType::QByteArray) return text.toUtf8();
    return text;
}

}  // namespace varve::ui
