// Commands on tables: the Table menu, the context menu in a cell, and the grid and the dialog that make a table. Acts
// on the table that the caret is in or whose cells are selected. GUI thread; owned by its window.
#pragma once

#include <QList>
#include <QObject>
#include <QTimer>
#include <vector>

#include "ui/editor/editor_view.h"

class QAction;
class QMainWindow;
class QMenu;
class QToolBar;
class QToolButton;

namespace varve::ui {

class TablePicker;

class TableControls : public QObject {
    Q_OBJECT
  public:
    /// `view` must outlive it.
    TableControls(QMainWindow& window, EditorView& view);

    void fillInsertMenu(QMenu& menu) const;
    void fillTableMenu(QMenu& menu) const;
    /// A button that opens the grid.
    void addTools(QToolBar& bar);
    /// Where the caret is in a table: a menu with what is usual for text and what is for tables.
    [[nodiscard]] bool popupMenu(const QPoint& globalPosition, const QList<QAction*>& textActions);
    void setWritable(bool writable);

  private:
    enum class Side : std::uint8_t { kBefore, kAfter };

    QAction* add(const char* objectName, const QString& text, const QString& purpose, const QKeySequence& keys,
                 std::function<void()> run);
    void createInsertActions();
    void createRemoveActions();
    void createOtherActions();
    void insertParts(editing::TableAxis axis, Side side);
    void eraseParts(editing::TableAxis axis);
    void moveParts(editing::TableAxis axis, int by);
    void toggleHeader();
    void spreadColumns();
    void eraseTable();
    void askForTable();
    void openPicker();
    void refresh();

    QMainWindow& m_window;
    EditorView& m_view;
    QAction* m_insertTable = nullptr;
    TablePicker* m_picker = nullptr;
    QToolButton* m_pickerButton = nullptr;
    QAction* m_header = nullptr;
    std::vector<std::vector<QAction*>> m_groups;  // of the menu, with lines between them
    QTimer m_refreshTimer;
    bool m_writable = true;
};

}  // namespace varve::ui
