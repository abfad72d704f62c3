// What the clipboard and a drag hold of a selection: a snapshot of the document and a range, turned into text or HTML
// only when somebody asks for it. Copying ten megabytes costs nothing until it is pasted.
#pragma once

#include <QMimeData>
#include <map>

#include "document/blob.h"
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
    SelectionMimeData(projection::BlockSequence blocks, text::Range range, SelectionEmbeds embeds)
        : m_blocks(std::move(blocks)), m_range(range), m_embeds(std::move(embeds)) {}

    [[nodiscard]] QStringList formats() const override;
    [[nodiscard]] bool hasFormat(const QString& mimeType) const override;

  protected:
    [[nodiscard]] QVariant retrieveData(const QString& mimeType, QMetaType type) const override;

  private:
    [[nodiscard]] QByteArray html() const;

    projection::BlockSequence m_blocks;
    text::Range m_range;
    SelectionEmbeds m_embeds;
};

}  // namespace varve::ui
