// What the clipboard and a drag hold of a selection: a snapshot of the document and a range, turned into text or HTML
// only when somebody asks for it. Copying ten megabytes costs nothing until it is pasted.
#pragma once

#include <QMimeData>
#include <map>

#include "document/blob.h"
#include "document/content.h"
#include "projection/block_sequence.h"

namespace varve::ui {

/// What belongs to the embeds of a selection: it is read when the selection is made, for the document goes on.
struct SelectionEmbeds {
    std::map<event::EventId, document::EmbedPointer> contents;
    std::map<std::string, document::SharedBlob, std::less<>> blobs;  // those at hand
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

    [[nodiscard]] QStringList formats() const override;
    [[nodiscard]] bool hasFormat(const QString& mimeType) const override;

  protected:
    [[nodiscard]] QVariant retrieveData(const QString& mimeType, QMetaType type) const override;

  private:
    [[nodiscard]] QByteArray html() const;

    projection::BlockSequence m_blocks;
    text::Range m_range;
    SelectionEmbeds m_embeds;
    std::string m_documentId;
};

}  // namespace varve::ui
