// The bar above the page in which one says what to find and what to put in its place. Shows what it is told and says
// what the user wants; it searches nothing itself.
#pragma once

#include <QWidget>

#include "projection/search_pattern.h"
#include "ui/find/find_actions.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace varve::ui {

class ElidedLabel;

class FindBar : public QWidget {
    Q_OBJECT
  public:
    /// The options of the bar are `actions`, which must outlive it.
    explicit FindBar(const FindActions& actions, QWidget* parent = nullptr);

    [[nodiscard]] QString searchText() const;
    /// Does not raise patternEdited().
    void setSearchText(const QString& text);
    [[nodiscard]] QString replacement() const;
    [[nodiscard]] projection::SearchOptions options() const;

    void setReplaceVisible(bool visible);
    [[nodiscard]] bool isReplaceVisible() const;
    /// Not allowed: `reason` stands in the place of the buttons' purpose.
    void setReplaceAllowed(bool allowed, const QString& reason);
    /// The keyboard goes to the field to find, its text selected; or to the replacement.
    void takeFocus(bool toReplacement);

    /// Right of the field, such as "3 of 17". `found`: false puts it in the colour of a failure.
    void setCount(const QString& words, bool found = true);
    [[nodiscard]] QString count() const;
    enum class NoteKind : std::uint8_t { kNote, kFault };
    /// A sentence below the fields; none when empty.
    void setNote(const QString& sentence, NoteKind kind = NoteKind::kNote);
    [[nodiscard]] QString note() const;

  Q_SIGNALS:
    /// What to find, or an option, is another one now.
    void patternEdited();
    void replacementEdited();
    void stepRequested(bool forward);
    void replaceRequested();
    void closeRequested();

  protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    [[nodiscard]] QToolButton* makeButton(QAction* action);
    void showColours();

    FindActions m_actions;
    QLineEdit* m_search = nullptr;
    QLineEdit* m_replacement = nullptr;
    QLabel* m_count = nullptr;
    ElidedLabel* m_note = nullptr;
    QPushButton* m_replaceOne = nullptr;
    QPushButton* m_replaceAll = nullptr;
    bool m_isFound = true;
    NoteKind m_noteKind = NoteKind::kNote;
};

}  // namespace varve::ui
