// The actions of comments and their places in the menus.
#pragma once

class QAction;
class QMainWindow;
class QMenu;

namespace varve::ui {

struct CommentActions {
    QAction* add = nullptr;
    QAction* show = nullptr;
    QAction* next = nullptr;
    QAction* previous = nullptr;
};

/// Owned by the window. Adding goes to `insertMenu`, the rest to `viewMenu`.
[[nodiscard]] CommentActions createCommentActions(QMainWindow* window, QMenu* insertMenu, QMenu* viewMenu);

}  // namespace varve::ui
