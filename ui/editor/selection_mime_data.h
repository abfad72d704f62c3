// What the clipboard and a drag hold of a selection: a snapshot of the document and a range, turned into bytes only
// when somebody asks for them: our own content, which loses nothing, HTML, or text. Copying ten megabytes costs nothing
// until it is pasted.
#pragma once

#include <QMimeData>
#include <functional>
#include <map>

#include "document/blob.h"
#include "document/content.h"
#include "document/content_codec.h"
#include "projection/block_sequence.h"

namespace varve::ui {

/// Of bytes as src/document/CLIPBOARD.md has them.
[[nodiscard]] inline QString contentMimeType() {
    return QStringLiteral("application/x-varve-content");
}

/// What belongs to a selection and is not in its blocks: it is read when the selection is made, for the document goes
/// on.
struct SelectionEmbeds {
    std::map<event::EventId, document::EmbedPointer> contents;
    std::map<std::string, document::SharedBlob, std::less<>> blobs;  // those at hand
    /// Reads one that is not at hand, from disk; null when nobody here has it. May be empty. Good for as long as the
    /// selection is, whatever becomes of the document.
    std::function<document::SharedBlob(const std::string& name)> readBlob{};
    std::shared_ptr<const document::Attributes> properties;  // registers of the document, for its styles; may be null
};

class SelectionMimeData : public QMimeData {
    Q_OBJECT
  public:
    /// `documentId`: of the document that the selection is of; empty when it is of none.
    SelectionMimeData(projection::BlockSequence blocks, text::Range range, SelectionEmbeds embeds,
                      std::string documentId)
        : m_blocks(std::move(blocks)),
          m_range(range),
          m_embeds(std::move(embeds)),
          m_documentId(std::move(documentId)) {}

    [[nodiscard]] const std::string& documentId() const { return m_documentId; }
    /// The selection with the names of its pictures: all that the same document needs. Cost: O(selection).
    [[nodiscard]] document::Content content() const;
    /// With the pictures and the styles that another document needs. Cost: O(selection); reads pictures from disk.
    [[nodiscard]] document::CarriedContent carried() const;

    [[nodiscard]] QStringList formats() const override;
    [[nodiscard]] bool hasFormat(const QString& mimeType) const override;

  protected:
    [[nodiscard]] QVariant retrieveData(const QString& mimeType, QMetaType type) const override;

  private:
    [[nodiscard]] QByteArray html() const;
    [[nodiscard]] document::SharedBlob blobOf(std::string_view name) const;

    projection::BlockSequence m_blocks;
    text::Range m_range;
    SelectionEmbeds m_embeds;
    std::string m_documentId;
};

}  // namespace varve::ui
