// The choice of styles in the toolbar: kinds of blocks, styles of paragraphs and of characters that somebody made, and
// the way to the dialog of styles. Says what was chosen. GUI thread.
#pragma once

#include <QComboBox>
#include <string>

#include "projection/named_styles.h"

namespace varve::ui {

class StyleBox : public QComboBox {
    Q_OBJECT
  public:
    explicit StyleBox(QWidget* parent);

    /// Rebuilds the list where the styles are others than before.
    void showStyles(const projection::NamedStyles& styles);
    /// The entry of a block, which may have a style of its own, or of a character style. `mark`: id of the latter.
    void showCurrent(const document::BlockAttributes& block, const std::string& mark);

  Q_SIGNALS:
    void kindChosen(varve::document::BlockType type, int level);
    void styleChosen(const std::string& style);
    void dialogRequested();

  private:
    void addKind(const QString& name, document::BlockType type, int level);
    void choose(int index);

    projection::NamedStyles m_styles;
    bool m_isFilled = false;
    int m_current = 0;
};

}  // namespace varve::ui
