// The numbers of numbered lists in the window: begin anew, go on, a number of one's own. In the menu Format > List, and
// in the menu at a place in such a list. GUI thread.
#pragma once

#include <QObject>

#include "editing/list_commands.h"

class QAction;
class QMainWindow;
class QMenu;

namespace varve::ui {

class EditorView;

class ListControls : public QObject {
    Q_OBJECT
  public:
    /// The actions belong to the window. `page` must outlive this object.
    ListControls(QMainWindow& window, EditorView& page, QObject* parent);

    void addTo(QMenu& menu) const;
    void setWritable(bool writable);
    /// The selection is another one now.
    void showState();
    /// A menu at a place of the page: with these actions, where they mean something, above those of `edit`.
    void popup(QMenu& edit, QPoint globalPlace);

  private:
    QAction* add(const char* objectName, const QString& text, const QString& purpose);
    /// The text that the caret is in.
    [[nodiscard]] EditorView& text() const;
    void run(editing::Edit (*command)(const editing::EditContext&, text::Range), const QString& nothingToDo);
    void askForNumber();

    QMainWindow& m_window;
    EditorView& m_page;
    QMenu* m_menu = nullptr;
    QAction* m_start = nullptr;
    QAction* m_continue = nullptr;
    QAction* m_number = nullptr;
    bool m_writable = true;
};

}  // namespace varve::ui
