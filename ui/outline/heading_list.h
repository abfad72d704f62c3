// A small list of all headings that pops up over the page: type a few letters, press Enter, be there. Shows the
// headings of the moment at which it opened; it closes when anything else is done.
#pragma once

#include <QFrame>

#include "projection/outline.h"

class QLabel;
class QLineEdit;
class QListWidget;

namespace varve::ui {

class HeadingList : public QFrame {
    Q_OBJECT
  public:
    /// `caret`: the heading above it is chosen at first.
    HeadingList(projection::Outline outline, text::Offset caret, QWidget* parent);

    /// At the top of a widget, in the middle, with the keyboard.
    void showOver(const QWidget& widget);

  Q_SIGNALS:
    void chosen(varve::text::Offset heading);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void filter(const QString& words);
    void choose();

    projection::Outline m_outline;
    QLineEdit* m_words = nullptr;
    QListWidget* m_list = nullptr;
    QLabel* m_empty = nullptr;
};

}  // namespace varve::ui
