#include "ui/editor/selection_mime_data.h"

#include <QStringList>
#include <set>

#include "convert/html.h"
#include "convert/tsv.h"
#include "document/embed_schema.h"
#include "editing/block_commands.h"
#include "editing/cell_commands.h"
#include "editing/style_adoption.h"

namespace varve::ui {

namespace {

QString plainText() {
    return QStringLiteral("text/plain");
}
QString htmlText() {
    return QStringLiteral("text/html");
}

/// Pictures that a paste brings along, in bytes; of those behind only the descriptions go.
constexpr std::size_t kBlobsSizeMax = 256U << 20;

void addBlobNames(const document::ContentBlocks& blocks, std::set<std::string>& names) {
    for (const document::ContentBlock& block : blocks) {
        for (const document::Inline& part : block.inlines) {
            if (!part.embed) continue;
            if (const auto image = document::imageAttributesOf(part.embed->attributes); !image.blob.empty())
                names.insert(image.blob);
            addBlobNames(part.embed->caption, names);
            for (const document::TableRow& row : part.embed->rows) {
                for (const document::ContentBlocks& cell : row.cells)
                    addBlobNames(cell, names);
            }
        }
    }
}

QByteArray qtBytes(const Bytes& bytes) {
    return {bytes.data(), static_cast<qsizetype>(bytes.size())};
}

}  // namespace

QStringList SelectionMimeData::formats() const {
    return {contentMimeType(), htmlText(), plainText()};
}

bool SelectionMimeData::hasFormat(const QString& mimeType) const {
    return mimeType == plainText() || mimeType == htmlText() || mimeType == contentMimeType();
}

document::SharedBlob SelectionMimeData::blobOf(std::string_view name) const {
    const auto found = m_embeds.blobs.find(name);
    if (found != m_embeds.blobs.end()) return found->second;
    return m_embeds.readBlob ? m_embeds.readBlob(std::string(name)) : nullptr;
}

document::CarriedContent SelectionMimeData::carried() const {
    document::CarriedContent carried{m_documentId, content(), {}};
    if (m_embeds.properties)
        carried.content.properties = editing::stylesUsedIn(carried.content.blocks, *m_embeds.properties);
    std::set<std::string> names;
    addBlobNames(carried.content.blocks, names);
    std::size_t size = 0;
    for (const std::string& name : names) {
        document::SharedBlob blob = blobOf(name);
        if (!blob || size + blob->bytes.size() > kBlobsSizeMax) continue;
        size += blob->bytes.size();
        carried.blobs.push_back(std::move(blob));
    }
    return carried;
}

document::Content SelectionMimeData::content() const {
    return editing::contentOf(m_blocks, m_range, [this](const event::EventId& id) {
        const auto found = m_embeds.contents.find(id);
        return found == m_embeds.contents.end() ? nullptr : found->second;
    });
}

QByteArray SelectionMimeData::html() const {
    const auto bytesOf = [this](std::string_view name) -> std::optional<Bytes> {
        const document::SharedBlob blob = blobOf(name);
        return blob ? std::optional(blob->bytes) : std::nullopt;
    };
    const auto html = convert::exportHtmlFragment(content(), bytesOf);
    // Only a cancelled conversion fails, and nobody cancels this one.
    if (!html) return {};
    return qtBytes(*html);
}

QVariant SelectionMimeData::retrieveData(const QString& mimeType, QMetaType type) const {
    if (mimeType == contentMimeType()) return qtBytes(document::encodeContent(carried()));
    if (mimeType == htmlText()) {
        const QByteArray bytes = html();
        if (type.id() == QMetaType::QByteArray) return bytes;
        return QString::fromUtf8(bytes);
    }
    if (mimeType != plainText()) return {};
    QString text;
    if (m_embeds.contents.empty()) {
        text = m_blocks.text(m_range);
        text.remove(QChar(projection::kEmbed));
    } else {
        // The words of tables, too.
        const document::Content all = content();
        const document::Embed* table = editing::onlyTableOf(all.blocks);
        text =
            QString::fromStdString(table != nullptr ? convert::writeCells(*table) : document::plainTextOf(all.blocks));
    }
    if (type.id() == QMetaType::QByteArray) return text.toUtf8();
    return text;
}

}  // namespace varve::ui
