// Asks for the name of a moment and a note on it. The first time it also says that naming is not saving: the document
// is always saved. Changes nothing itself; whoever opens it takes name and note when it is accepted. GUI thread.
#pragma once

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace varve::ui {

class RemarkField;

class MomentDialog : public QDialog {
    Q_OBJECT
  public:
    enum class Purpose : std::uint8_t { kName, kChange };

    /// `moment`: which one, in words: "Now", "Tuesday 3 June 2025, 14:02".
    MomentDialog(Purpose purpose, const QString& moment, QWidget* parent = nullptr);

    void setTexts(const QString& name, const QString& note);
    /// As editing::momentNameFrom and momentNoteFrom give them; never an empty name once accepted.
    [[nodiscard]] QString name() const;
    [[nodiscard]] QString note() const;

  private:
    void layOut(const QString& moment);
    void showAllowed();
    /// Whether the user has not read yet that the document is always saved; from now on they have.
    [[nodiscard]] static bool isFirstTime();

    const Purpose m_purpose;
    QLineEdit* m_name = nullptr;
    RemarkField* m_note = nullptr;
    QLabel* m_problem = nullptr;
    QPushButton* m_accept = nullptr;
};

}  // namespace varve::ui
