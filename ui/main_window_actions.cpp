#include "ui/main_window_actions.h"

#include <QCoreApplication>
#include <QKeySequence>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>
#include <QToolButton>

#include "ui/theme_icons.h"

namespace varve::ui {

namespace {

struct WindowWords {
    Q_DECLARE_TR_FUNCTIONS(WindowActions)
};

struct ActionText {
    const char* objectName;
    QString text;     // with the menu's mnemonic
    QString purpose;  // one sentence: tool tip and accessible description
};

QAction* add(QMainWindow* window, const ActionText& text, const QList<QKeySequence>& shortcuts,
             const QString& icon = {}) {
    auto* action = new QAction(text.text, window);
    action->setObjectName(QLatin1String(text.objectName));
    action->setShortcuts(shortcuts);
    QString tip = text.purpose;
    if (!shortcuts.isEmpty()) {
        tip = WindowWords::tr("%1 (%2)", "purpose, keys")
                  .arg(text.purpose, shortcuts.first().toString(QKeySequence::NativeText));
    }
    action->setToolTip(tip);
    action->setWhatsThis(text.purpose);
    if (!icon.isEmpty()) action->setIcon(themeIcon(icon));
    window->addAction(action);
    return action;
}

QList<QKeySequence> keys(QKeySequence::StandardKey standard, std::initializer_list<QKeySequence> more = {}) {
    QList<QKeySequence> result = QKeySequence::keyBindings(standard);
    for (const QKeySequence& sequence : more) {
        if (!result.contains(sequence)) result.append(sequence);
    }
    return result;
}

void addFileActions(QMainWindow* window, WindowActions& actions) {
    actions.newDocument = add(window, {"newDocument", WindowWords::tr("&New"), WindowWords::tr("Start a new document")},
                              keys(QKeySequence::New), QStringLiteral("new"));
    actions.open = add(window, {"openDocument", WindowWords::tr("&Open…"), WindowWords::tr("Open a document")},
                       keys(QKeySequence::Open), QStringLiteral("open"));
    actions.saveCopy = add(window,
                           {"saveCopy", WindowWords::tr("Save a &Copy…"),
                            WindowWords::tr("Write the document with its whole history into another file")},
                           keys(QKeySequence::SaveAs, {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S)}));
    actions.share = add(window,
                        {"shareDocument", WindowWords::tr("&Share on This Computer"),
                         WindowWords::tr("Let others on this computer write in this document")},
                        {}, QStringLiteral("share"));
    actions.share->setCheckable(true);
    actions.join = add(
        window, {"joinDocument", WindowWords::tr("&Join…"), WindowWords::tr("Write in a document that someone shares")},
        {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_J)});
    actions.close = add(window, {"closeWindow", WindowWords::tr("C&lose"), WindowWords::tr("Close this window")},
                        keys(QKeySequence::Close, {QKeySequence(Qt::CTRL | Qt::Key_W)}));
    actions.quit = add(window, {"quit", WindowWords::tr("&Quit"), WindowWords::tr("Close all windows")},
                       keys(QKeySequence::Quit, {QKeySequence(Qt::CTRL | Qt::Key_Q)}));
}

void addEditActions(QMainWindow* window, WindowActions& actions) {
    actions.undo = add(window, {"undo", WindowWords::tr("&Undo"), WindowWords::tr("Take back your last step")},
                       {QKeySequence(Qt::CTRL | Qt::Key_Z)}, QStringLiteral("undo"));
    actions.redo = add(window, {"redo", WindowWords::tr("&Redo"), WindowWords::tr("Bring back the step undone last")},
                       {QKeySequence(Qt::CTRL | Qt::Key_Y), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z)},
                       QStringLiteral("redo"));
    actions.cut = add(window, {"cut", WindowWords::tr("Cu&t"), WindowWords::tr("Move the selection to the clipboard")},
                      keys(QKeySequence::Cut));
    actions.copy = add(window, {"copy", WindowWords::tr("&Copy"), WindowWords::tr("Copy the selection")},
                       keys(QKeySequence::Copy));
    actions.paste = add(window, {"paste", WindowWords::tr("&Paste"), WindowWords::tr("Insert the clipboard's text")},
                        keys(QKeySequence::Paste));
    actions.erase =
        add(window, {"deleteSelection", WindowWords::tr("&Delete"), WindowWords::tr("Delete the selection")}, {});
    actions.selectAll = add(window, {"selectAll", WindowWords::tr("Select &All"), WindowWords::tr("Select everything")},
                            keys(QKeySequence::SelectAll));
}

void addViewActions(QMainWindow* window, WindowActions& actions) {
    actions.zoomIn = add(window, {"zoomIn", WindowWords::tr("Zoom &In"), WindowWords::tr("Make the text larger")},
                         keys(QKeySequence::ZoomIn, {QKeySequence(Qt::CTRL | Qt::Key_Equal)}));
    actions.zoomOut = add(window, {"zoomOut", WindowWords::tr("Zoom &Out"), WindowWords::tr("Make the text smaller")},
                          keys(QKeySequence::ZoomOut));
    actions.zoomReset = add(window, {"zoomReset", WindowWords::tr("&Reset Zoom"), WindowWords::tr("Text at 100 %")},
                            {QKeySequence(Qt::CTRL | Qt::Key_0)});
    actions.history = add(
        window, {"history", WindowWords::tr("&History"), WindowWords::tr("See the document as it was at any moment")},
        {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_H)}, QStringLiteral("history"));
    actions.history->setCheckable(true);
    actions.restoreMoment = add(window,
                                {"restoreMoment", WindowWords::tr("Restore This &Moment"),
                                 WindowWords::tr("Make the document what it was at the moment shown")},
                                {QKeySequence(Qt::CTRL | Qt::Key_Return), QKeySequence(Qt::CTRL | Qt::Key_Enter)});
    actions.returnToNow =
        add(window,
            {"returnToNow", WindowWords::tr("Return to &Now"), WindowWords::tr("Back to writing, where you left off")},
            {QKeySequence(Qt::Key_Escape)});
    actions.fullScreen =
        add(window, {"fullScreen", WindowWords::tr("&Full Screen"), WindowWords::tr("Fill the screen")},
            keys(QKeySequence::FullScreen, {QKeySequence(Qt::Key_F11)}));
    actions.fullScreen->setCheckable(true);
}

void addAppearanceActions(QMainWindow* window, WindowActions& actions) {
    actions.appearanceSystem = add(
        window,
        {"appearanceSystem", WindowWords::tr("&As the Desktop"), WindowWords::tr("Light or dark as the desktop")}, {});
    actions.appearanceLight =
        add(window, {"appearanceLight", WindowWords::tr("&Light"), WindowWords::tr("Dark text on light paper")}, {});
    actions.appearanceDark =
        add(window, {"appearanceDark", WindowWords::tr("&Dark"), WindowWords::tr("Light text on dark paper")}, {});
    auto* group = new QActionGroup(window);
    for (QAction* action : {actions.appearanceSystem, actions.appearanceLight, actions.appearanceDark}) {
        action->setCheckable(true);
        group->addAction(action);
    }
}

void addHelpActions(QMainWindow* window, WindowActions& actions) {
    actions.nextPane = add(window, {"nextPane", WindowWords::tr("Next &Pane"), WindowWords::tr("Go to the next pane")},
                           {QKeySequence(Qt::Key_F6)});
    actions.previousPane =
        add(window, {"previousPane", WindowWords::tr("Pre&vious Pane"), WindowWords::tr("Go to the previous pane")},
            {QKeySequence(Qt::SHIFT | Qt::Key_F6)});
    actions.shortcuts = add(
        window, {"keyboardShortcuts", WindowWords::tr("&Keyboard Shortcuts"), WindowWords::tr("All keys on one page")},
        {QKeySequence(Qt::Key_F1)});
    actions.about =
        add(window, {"about", WindowWords::tr("&About Varve"), WindowWords::tr("What this program is")}, {});
}

QMenu* addMenu(QMainWindow* window, const QString& title, const char* objectName) {
    QMenu* menu = window->menuBar()->addMenu(title);
    menu->setObjectName(QLatin1String(objectName));
    return menu;
}

void addStepsButton(QToolBar* bar, QAction* action, QMenu* steps, const QString& name) {
    auto* button = new QToolButton(bar);
    button->setObjectName(action->objectName() + QStringLiteral("Button"));
    button->setDefaultAction(action);
    button->setMenu(steps);
    button->setPopupMode(QToolButton::MenuButtonPopup);
    button->setAccessibleName(name);
    bar->addWidget(button);
}

}  // namespace

WindowActions createWindowActions(QMainWindow* window) {
    WindowActions actions;
    addFileActions(window, actions);
    addEditActions(window, actions);
    addViewActions(window, actions);
    addAppearanceActions(window, actions);
    addHelpActions(window, actions);
    return actions;
}

WindowMenus createWindowMenus(QMainWindow* window, const WindowActions& actions) {
    WindowMenus menus;
    QMenu* file = addMenu(window, WindowWords::tr("&File"), "fileMenu");
    file->addActions({actions.newDocument, actions.open});
    menus.recent = file->addMenu(WindowWords::tr("Open &Recent"));
    menus.recent->setObjectName(QStringLiteral("recentMenu"));
    file->addAction(actions.saveCopy);
    file->addSeparator();
    file->addActions({actions.share, actions.join});
    file->addSeparator();
    file->addActions({actions.close, actions.quit});

    menus.edit = addMenu(window, WindowWords::tr("&Edit"), "editMenu");
    menus.edit->addActions({actions.undo, actions.redo});
    menus.edit->addSeparator();
    menus.edit->addActions({actions.cut, actions.copy, actions.paste, actions.erase});
    menus.edit->addSeparator();
    menus.edit->addAction(actions.selectAll);

    QMenu* view = addMenu(window, WindowWords::tr("&View"), "viewMenu");
    view->addActions({actions.history, actions.restoreMoment, actions.returnToNow});
    view->addSeparator();
    view->addActions({actions.zoomIn, actions.zoomOut, actions.zoomReset});
    view->addSeparator();
    QMenu* appearance = view->addMenu(WindowWords::tr("&Appearance"));
    appearance->setObjectName(QStringLiteral("appearanceMenu"));
    appearance->addActions({actions.appearanceSystem, actions.appearanceLight, actions.appearanceDark});
    view->addAction(actions.fullScreen);
    view->addSeparator();
    view->addActions({actions.nextPane, actions.previousPane});

    QMenu* help = addMenu(window, WindowWords::tr("&Help"), "helpMenu");
    help->addActions({actions.shortcuts, actions.about});
    return menus;
}

QToolBar* createWindowToolBar(QMainWindow* window, const WindowActions& actions, QMenu* undoSteps, QMenu* redoSteps) {
    QToolBar* bar = window->addToolBar(WindowWords::tr("Toolbar"));
    bar->setObjectName(QStringLiteral("toolBar"));
    bar->setMovable(false);
    bar->setFloatable(false);
    bar->setToolButtonStyle(Qt::ToolButtonIconOnly);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->addActions({actions.newDocument, actions.open});
    bar->addSeparator();
    addStepsButton(bar, actions.undo, undoSteps, WindowWords::tr("Undo, and list of steps"));
    addStepsButton(bar, actions.redo, redoSteps, WindowWords::tr("Redo, and list of steps"));
    auto* space = new QWidget(bar);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(space);
    bar->addActions({actions.share, actions.history});
    // Qt's toolbar keeps its buttons away from the keyboard; F6 and Tab shall reach them.
    for (QToolButton* button : bar->findChildren<QToolButton*>())
        button->setFocusPolicy(Qt::TabFocus);
    return bar;
}

}  // namespace varve::ui
