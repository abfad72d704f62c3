// The number of words in the status bar; pressed, it shows everything that is counted, of the document and of what is
// selected. Shows what it is told and counts nothing.
#pragma once

#include <QToolButton>
#include <optional>
#include <vector>

#include "projection/counts.h"

namespace varve::ui {

/// One line of the table of counts.
struct CountsRow {
    QString name;
    QString document;
    QString selection;  // empty when nothing is selected
};
[[nodiscard]] std::vector<CountsRow> countsRows(const projection::TextCounts& document,
                                                const std::optional<projection::TextCounts>& selection);

class CountsButton : public QToolButton {
    Q_OBJECT
  public:
    explicit CountsButton(QWidget* parent = nullptr);

    void setCounts(const projection::TextCounts& document, const std::optional<projection::TextCounts>& selection);
    /// Above the button; Esc and any click close it.
    void showTable();

  private:
    projection::TextCounts m_document;
    std::optional<projection::TextCounts> m_selection;
};

}  // namespace varve::ui
