// The menu on a misspelt word: what may have been meant, and how to make the word right. Suggestions come when they
// are found; until then it says so. Knows no document. GUI thread.
#pragma once

#include <QMenu>
#include <QStringList>

namespace varve::ui {

class SpellingMenu : public QMenu {
    Q_OBJECT
  public:
    static constexpr qsizetype kSuggestionCountMax = 5;

    explicit SpellingMenu(QWidget* parent);

    /// Empties the menu and waits for suggestions. `editActions` stand below, as in the menu on any text.
    void setWord(const QString& word, const QList<QAction*>& editActions);
    /// `isChosenByKey`: the first one is where the keyboard is, unless it was moved already.
    void setSuggestions(const QStringList& suggestions, bool isChosenByKey);

  Q_SIGNALS:
    void suggestionChosen(const QString& suggestion);
    void userWordChosen();
    void documentWordChosen();
    void ignoringChosen();

  private:
    QAction* addChoice(const char* objectName, const QString& text);

    QAction* m_waiting = nullptr;
};

}  // namespace varve::ui
