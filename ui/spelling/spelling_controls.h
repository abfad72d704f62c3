// Everything with which the user looks after the spelling: the actions with their keys, the menu Tools, the menu on a
// misspelt word, and the habits of typing that go by language. The speller is made when the window is on screen and
// checking is wanted. It knows the page, not the document. GUI thread.
#pragma once

#include <QAction>
#include <QObject>
#include <QTimer>
#include <memory>
#include <optional>
#include <vector>

#include "spelling/spell_checker.h"
#include "ui/spelling/block_spelling.h"

class QMainWindow;
class QMenu;

namespace varve::ui {

class EditorView;
class SpellingMenu;

class SpellingControls : public QObject {
    Q_OBJECT
  public:
    /// The actions belong to the window. `view` must outlive this object. `editActions`: below what the menu on a
    /// misspelt word has to say.
    SpellingControls(QMainWindow& window, EditorView& view, QList<QAction*> editActions);
    ~SpellingControls() override;

    void fillToolsMenu(QMenu& menu) const;
    void setWritable(bool writable);
    /// Opens the menu on the misspelt word there; false where there is none.
    bool popupMenu(const QPoint& globalPosition);
    /// Null while nothing is checked.
    [[nodiscard]] const BlockSpelling* blocks() const { return m_blocks.get(); }

  Q_SIGNALS:
    /// One sentence for the status bar.
    void messageRaised(const QString& message);

  private:
    void createActions();
    void createLanguageMenus();
    QAction* addSwitch(const char* objectName, const QString& text, const QString& purpose, const char* setting,
                       const QKeySequence& keys = {});

    void setChecking(bool isChecking);
    void start();
    void connectChecker();
    void sayWhatIsMissing(const QString& language, bool isAsked);

    void seek(BlockSpelling::Direction direction);
    void openMenu(const MisspeltWord& word, const QPoint& globalPosition, bool isByKey);
    void replaceWord(const QString& suggestion);
    void addDocumentWord();
    void addUserWord();

    void fillLanguages(QMenu& menu, const QString& chosen, const QString& noneText, bool isOfDocument);
    void setDocumentLanguage(const QString& language);
    [[nodiscard]] QString documentLanguage() const;
    void updateHabits();
    void followPatch(const document::DocumentPatch& patch);

    QMainWindow& m_window;
    EditorView& m_view;
    QList<QAction*> m_editActions;
    QAction* m_check = nullptr;
    QAction* m_next = nullptr;
    QAction* m_previous = nullptr;
    QAction* m_typography = nullptr;
    QAction* m_shortcuts = nullptr;
    QMenu* m_documentLanguages = nullptr;
    QMenu* m_selectionLanguages = nullptr;
    SpellingMenu* m_menu = nullptr;
    std::unique_ptr<spelling::SpellChecker> m_checker;
    std::unique_ptr<BlockSpelling> m_blocks;
    std::optional<MisspeltWord> m_word;  // that the menu is about; its range follows the text
    quint64 m_question = 0;
    bool m_isMenuByKey = false;
    bool m_writable = true;
    QTimer m_startTimer;
};

}  // namespace varve::ui
