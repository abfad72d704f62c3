// Asks for the name of a draft. Changes nothing itself; whoever opens it takes the name when it is accepted. GUI
// thread.
#pragma once

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace varve::ui {

class DraftDialog : public QDialog {
    Q_OBJECT
  public:
    enum class Purpose : std::uint8_t { kNew, kRename };

    /// `start`: what the draft starts from, in words; empty for none. `name`: proposed.
    DraftDialog(Purpose purpose, const QString& start, const QString& name, QWidget* parent = nullptr);

    /// As editing::draftNameFrom gives it; never empty once accepted.
    [[nodiscard]] QString name() const;

  private:
    void layOut(Purpose purpose, const QString& start);
    void showAllowed();

    QLineEdit* m_name = nullptr;
    QLabel* m_problem = nullptr;
    QPushButton* m_accept = nullptr;
};

}  // namespace varve::ui
