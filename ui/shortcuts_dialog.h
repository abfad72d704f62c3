// All keys on one page: those of the window's actions, read from the actions themselves, and those of the timeline.
#pragma once

#include <QDialog>

class QMainWindow;

namespace varve::ui {

class ShortcutsDialog : public QDialog {
    Q_OBJECT
  public:
    explicit ShortcutsDialog(const QMainWindow& window, QWidget* parent = nullptr);
};

}  // namespace varve::ui
