// A small panel at the caret in which the address of a link, and where nothing is selected its text, are written. Not
// modal: Escape or a click elsewhere leaves everything as it was.
#pragma once

#include <QFrame>

#include "projection/outline.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace varve::ui {

/// A scheme that links may have, or an address that can be completed to one; the address to store. Empty when it is
/// none.
[[nodiscard]] QString linkAddress(const QString& typed);

class LinkPopup : public QFrame {
    Q_OBJECT
  public:
    explicit LinkPopup(QWidget* parent);

    /// `wantsText`: nothing is selected that could be the link. `headings`: of the document, which links may lead to.
    void open(QPoint globalPlace, const QString& address, bool wantsText, const projection::Outline& headings);

  Q_SIGNALS:
    /// An empty address takes the link away.
    void accepted(const QString& address, const QString& text);

  protected:
    void keyPressEvent(QKeyEvent* event) override;

  private:
    void apply();
    void fillHeadings(const projection::Outline& headings);
    void takeHeading(int index);
    void showHeading();

    QLineEdit* m_text = nullptr;
    QLineEdit* m_address = nullptr;
    QComboBox* m_headings = nullptr;
    QLabel* m_hint = nullptr;
    QPushButton* m_remove = nullptr;
    bool m_wantsText = false;
};

}  // namespace varve::ui
