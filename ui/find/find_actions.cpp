#include "ui/find/find_actions.h"

#include <QAction>
#include <QCoreApplication>
#include <QMainWindow>
#include <QMenu>

#include "ui/window_action.h"

namespace varve::ui {

namespace {

struct FindWords {
    Q_DECLARE_TR_FUNCTIONS(FindActions)
};

QAction* addOption(QMainWindow* window, const ActionText& text, Qt::Key key, const QString& icon) {
    QAction* action = addWindowAction(window, text, {QKeySequence(Qt::ALT | key)}, icon);
    action->setCheckable(true);
    return action;
}

}  // namespace

FindActions createFindActions(QMainWindow* window, QMenu* editMenu) {
    FindActions actions;
    actions.find = addWindowAction(window, {"find", FindWords::tr("&Find…"), FindWords::tr("Find in this document")},
                                   {QKeySequence(Qt::CTRL | Qt::Key_F)});
    actions.replace =
        addWindowAction(window, {"replace", FindWords::tr("R&eplace…"), FindWords::tr("Find and replace")},
                        {QKeySequence(Qt::CTRL | Qt::Key_H)});
    actions.findNext =
        addWindowAction(window, {"findNext", FindWords::tr("Find &Next"), FindWords::tr("Go to the next match")},
                        {QKeySequence(Qt::Key_F3)}, QStringLiteral("down"));
    actions.findPrevious = addWindowAction(
        window, {"findPrevious", FindWords::tr("Find Pre&vious"), FindWords::tr("Go to the previous match")},
        {QKeySequence(Qt::SHIFT | Qt::Key_F3)}, QStringLiteral("up"));
    actions.goToHeading = addWindowAction(
        window, {"goToHeading", FindWords::tr("&Go to Heading…"), FindWords::tr("Choose a heading to go to")},
        {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_G)});
    actions.matchCase =
        addOption(window, {"findMatchCase", FindWords::tr("Match Case"), FindWords::tr("Tell capital letters apart")},
                  Qt::Key_C, QStringLiteral("find-case"));
    actions.wholeWords =
        addOption(window, {"findWholeWords", FindWords::tr("Whole Words"), FindWords::tr("Find whole words only")},
                  Qt::Key_W, QStringLiteral("find-word"));
    actions.expression = addOption(
        window,
        {"findExpression", FindWords::tr("Regular Expression"), FindWords::tr("Search with a regular expression")},
        Qt::Key_X, QStringLiteral("find-expression"));
    actions.inSelection = addOption(
        window, {"findInSelection", FindWords::tr("In Selection"), FindWords::tr("Find only in what is selected")},
        Qt::Key_S, QStringLiteral("find-selection"));
    actions.replaceOne = addWindowAction(
        window,
        {"replaceOne", FindWords::tr("Replace This Match"), FindWords::tr("Replace this match and go to the next one")},
        {QKeySequence(Qt::ALT | Qt::Key_R)});
    actions.replaceAll = addWindowAction(
        window, {"replaceAll", FindWords::tr("Replace All Matches"), FindWords::tr("Replace every match, as one step")},
        {QKeySequence(Qt::ALT | Qt::Key_A)});
    editMenu->addSeparator();
    editMenu->addActions({actions.find, actions.replace, actions.findNext, actions.findPrevious});
    editMenu->addSeparator();
    editMenu->addAction(actions.goToHeading);
    return actions;
}

}  // namespace varve::ui
