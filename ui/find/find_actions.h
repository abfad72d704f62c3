// The actions of finding and replacing and their places in the menus. The options work only while the find bar is open.
#pragma once

class QAction;
class QMainWindow;
class QMenu;

namespace varve::ui {

struct FindActions {
    QAction* find = nullptr;
    QAction* replace = nullptr;
    QAction* findNext = nullptr;
    QAction* findPrevious = nullptr;
    QAction* goToHeading = nullptr;
    QAction* matchCase = nullptr;
    QAction* wholeWords = nullptr;
    QAction* expression = nullptr;
    QAction* inSelection = nullptr;
    QAction* replaceOne = nullptr;
    QAction* replaceAll = nullptr;
};

/// Owned by the window; the first ones stand at the end of `editMenu`.
[[nodiscard]] FindActions createFindActions(QMainWindow* window, QMenu* editMenu);

}  // namespace varve::ui
