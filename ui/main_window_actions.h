// Everything a window can do, as actions with a name, a shortcut and words; and the menus and the toolbar made of them.
// Knows no document: the window connects the actions and enables them.
#pragma once

#include <QAction>
#include <QActionGroup>
#include <functional>

class QMainWindow;
class QMenu;
class QToolBar;

namespace varve::ui {

struct WindowActions {
    QAction* newDocument = nullptr;
    QAction* open = nullptr;
    QAction* nameMoment = nullptr;
    QAction* saveCopy = nullptr;
    QAction* importFile = nullptr;
    QAction* exportFile = nullptr;
    QAction* pageSetup = nullptr;
    QAction* printPreview = nullptr;
    QAction* print = nullptr;
    QAction* share = nullptr;
    QAction* join = nullptr;
    QAction* close = nullptr;
    QAction* quit = nullptr;
    QAction* undo = nullptr;
    QAction* redo = nullptr;
    QAction* undoInSelection = nullptr;
    QAction* cut = nullptr;
    QAction* copy = nullptr;
    QAction* paste = nullptr;
    QAction* pastePlain = nullptr;
    QAction* erase = nullptr;
    QAction* selectAll = nullptr;
    QAction* zoomIn = nullptr;
    QAction* zoomOut = nullptr;
    QAction* zoomReset = nullptr;
    QAction* history = nullptr;
    QAction* restoreMoment = nullptr;
    QAction* returnToNow = nullptr;
    QAction* outline = nullptr;
    QAction* historyPane = nullptr;
    QAction* counts = nullptr;
    QAction* fullScreen = nullptr;
    QAction* appearanceSystem = nullptr;
    QAction* appearanceLight = nullptr;
    QAction* appearanceDark = nullptr;
    QAction* nextPane = nullptr;
    QAction* previousPane = nullptr;
    QAction* shortcuts = nullptr;
    QAction* about = nullptr;
};

/// Actions owned by the window, without connections.
[[nodiscard]] WindowActions createWindowActions(QMainWindow* window);

struct WindowMenus {
    QMenu* recent = nullptr;  // filled when it opens
    QMenu* edit = nullptr;
    QMenu* table = nullptr;
    QMenu* view = nullptr;
    QMenu* insert = nullptr;  // filled by who knows what can be inserted
    QMenu* format = nullptr;
    QMenu* tools = nullptr;
};
[[nodiscard]] WindowMenus createWindowMenus(QMainWindow* window, const WindowActions& actions);

/// The slim toolbar, added to the window; undo and redo drop down the given lists. `addTools` puts in what belongs to
/// writing.
[[nodiscard]] QToolBar* createWindowToolBar(QMainWindow* window, const WindowActions& actions, QMenu* undoSteps,
                                            QMenu* redoSteps, const std::function<void(QToolBar&)>& addTools);

}  // namespace varve::ui
