// What the clipboard and a drag hold of a selection: a snapshot of the document and a range, turned into text only when
// somebody asks for it. Copying ten megabytes costs nothing until it is pasted.
#pragma once

#include <QMimeData>

#include "projection/block_sequence.h"

namespace varve::ui {

class SelectionMimeData : public QMimeData {
    Q_OBJECT
  public:
    SelectionMimeData(projection::BlockSequence blocks, text::Range range)
        : m_blocks(std::move(blocks)), m_range(range) {}

    [[nodiscard]] QStringList formats() const override;
    [[nodiscard]] bool hasFormat(const QString& mimeType) const override;

  protected:
    [[nodiscard]] QVariant retrieveData(const QString& mimeType, QMetaType type) const override;

  private:
    projection::BlockSequence m_blocks;
    text::Range m_range;
};

}  // namespace varve::ui
