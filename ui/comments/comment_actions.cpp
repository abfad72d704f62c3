#include "ui/comments/comment_actions.h"

#include <QAction>
#include <QCoreApplication>
#include <QMainWindow>
#include <QMenu>

#include "ui/window_action.h"

namespace varve::ui {

namespace {

struct CommentWords {
    Q_DECLARE_TR_FUNCTIONS(CommentActions)
};

}  // namespace

CommentActions createCommentActions(QMainWindow* window, QMenu* insertMenu, QMenu* viewMenu) {
    CommentActions actions;
    actions.add = addWindowAction(
        window, {"addComment", CommentWords::tr("&Comment"), CommentWords::tr("Say something about the selected text")},
        {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A)}, QStringLiteral("comment"));
    actions.show = addWindowAction(
        window, {"showComments", CommentWords::tr("&Comments"), CommentWords::tr("Show comments beside the page")},
        {QKeySequence(Qt::CTRL | Qt::Key_F8)});
    actions.show->setCheckable(true);
    actions.next = addWindowAction(
        window, {"nextComment", CommentWords::tr("N&ext Comment"), CommentWords::tr("Go to the next open comment")},
        {QKeySequence(Qt::Key_F8)});
    actions.previous = addWindowAction(
        window,
        {"previousComment", CommentWords::tr("P&revious Comment"), CommentWords::tr("Go to the previous open comment")},
        {QKeySequence(Qt::SHIFT | Qt::Key_F8)});
    insertMenu->addAction(actions.add);
    viewMenu->addSeparator();
    viewMenu->addActions({actions.show, actions.next, actions.previous});
    return actions;
}

}  // namespace varve::ui
