#include "ui/main_window_actions.h"

#include <QCoreApplication>
#include <QKeySequence>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>
#include <QToolButton>

#include "ui/window_action.h"

namespace varve::ui {

namespace {

struct WindowWords {
    Q_DECLARE_TR_FUNCTIONS(WindowActions)
};

QList<QKeySequence> keys(QKeySequence::StandardKey standard, std::initializer_list<QKeySequence> more = {}) {
    QList<QKeySequence> result = QKeySequence::keyBindings(standard);
    for (const QKeySequence& sequence : more) {
        if (!result.contains(sequence)) result.append(sequence);
    }
    return result;
}

void addFileActions(QMainWindow* window, WindowActions& actions) {
    actions.newDocument =
        addWindowAction(window, {"newDocument", WindowWords::tr("&New"), WindowWords::tr("Start a new document")},
                        keys(QKeySequence::New), QStringLiteral("new"));
    actions.open =
        addWindowAction(window, {"openDocument", WindowWords::tr("&Open…"), WindowWords::tr("Open a document")},
                        keys(QKeySequence::Open), QStringLiteral("open"));
    actions.nameMoment =
        addWindowAction(window,
                        {"nameMoment", WindowWords::tr("Na&me This Moment…"),
                         WindowWords::tr("Give the document as it is a name, to find it again on the timeline")},
                        keys(QKeySequence::Save, {QKeySequence(Qt::CTRL | Qt::Key_S)}));
    actions.saveCopy = addWindowAction(window,
                                       {"saveCopy", WindowWords::tr("Save a &Copy…"),
                                        WindowWords::tr("Write the document with its whole history into another file")},
                                       keys(QKeySequence::SaveAs, {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S)}));
    actions.importFile =
        addWindowAction(window,
                        {"importFile", WindowWords::tr("&Import…"),
                         WindowWords::tr("Put a text, Markdown, HTML, OpenDocument or Word file into this document")},
                        {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O)});
    actions.exportFile = addWindowAction(window,
                                         {"exportFile", WindowWords::tr("&Export…"),
                                          WindowWords::tr("Write the document as it is now in another format")},
                                         {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_U)});
    actions.pageSetup =
        addWindowAction(window,
                        {"pageSetup", WindowWords::tr("Page Set&up…"),
                         WindowWords::tr("Choose the paper, its margins and what stands above and below the text")},
                        {});
    actions.printPreview = addWindowAction(window,
                                           {"printPreview", WindowWords::tr("Print Pre&view…"),
                                            WindowWords::tr("Show the document as it will be on paper")},
                                           {QKeySequence(Qt::CTRL | Qt::Key_F2)});
    actions.print =
        addWindowAction(window, {"print", WindowWords::tr("&Print…"), WindowWords::tr("Print the document")},
                        keys(QKeySequence::Print, {QKeySequence(Qt::CTRL | Qt::Key_P)}));
    actions.share = addWindowAction(window,
                                    {"shareDocument", WindowWords::tr("&Share on This Computer"),
                                     WindowWords::tr("Let others on this computer write in this document")},
                                    {}, QStringLiteral("share"));
    actions.share->setCheckable(true);
    actions.join = addWindowAction(
        window, {"joinDocument", WindowWords::tr("&Join…"), WindowWords::tr("Write in a document that someone shares")},
        {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_J)});
    actions.close =
        addWindowAction(window, {"closeWindow", WindowWords::tr("C&lose"), WindowWords::tr("Close this window")},
                        keys(QKeySequence::Close, {QKeySequence(Qt::CTRL | Qt::Key_W)}));
    actions.quit = addWindowAction(window, {"quit", WindowWords::tr("&Quit"), WindowWords::tr("Close all windows")},
                                   keys(QKeySequence::Quit, {QKeySequence(Qt::CTRL | Qt::Key_Q)}));
}

void addEditActions(QMainWindow* window, WindowActions& actions) {
    actions.undo =
        addWindowAction(window, {"undo", WindowWords::tr("&Undo"), WindowWords::tr("Take back your last step")},
                        {QKeySequence(Qt::CTRL | Qt::Key_Z)}, QStringLiteral("undo"));
    actions.redo = addWindowAction(
        window, {"redo", WindowWords::tr("&Redo"), WindowWords::tr("Bring back the step undone last")},
        {QKeySequence(Qt::CTRL | Qt::Key_Y), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z)}, QStringLiteral("redo"));
    actions.undoInSelection = addWindowAction(window,
                                              {"undoInSelection", WindowWords::tr("Undo in Se&lection"),
                                               WindowWords::tr("Take back what you changed last in the selected text")},
                                              {QKeySequence(Qt::ALT | Qt::Key_Z)});
    actions.cut = addWindowAction(
        window, {"cut", WindowWords::tr("Cu&t"), WindowWords::tr("Move the selection to the clipboard")},
        keys(QKeySequence::Cut));
    actions.copy = addWindowAction(window, {"copy", WindowWords::tr("&Copy"), WindowWords::tr("Copy the selection")},
                                   keys(QKeySequence::Copy));
    actions.paste =
        addWindowAction(window, {"paste", WindowWords::tr("&Paste"), WindowWords::tr("Insert the clipboard's text")},
                        keys(QKeySequence::Paste));
    actions.pastePlain = addWindowAction(window,
                                         {"pastePlain", WindowWords::tr("Paste &Without Formatting"),
                                          WindowWords::tr("Insert the clipboard's text as it would be typed")},
                                         {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_V)});
    actions.erase = addWindowAction(
        window, {"deleteSelection", WindowWords::tr("&Delete"), WindowWords::tr("Delete the selection")}, {});
    actions.selectAll =
        addWindowAction(window, {"selectAll", WindowWords::tr("Select &All"), WindowWords::tr("Select everything")},
                        keys(QKeySequence::SelectAll));
}

void addViewActions(QMainWindow* window, WindowActions& actions) {
    actions.zoomIn =
        addWindowAction(window, {"zoomIn", WindowWords::tr("Zoom &In"), WindowWords::tr("Make the text larger")},
                        keys(QKeySequence::ZoomIn, {QKeySequence(Qt::CTRL | Qt::Key_Equal)}));
    actions.zoomOut =
        addWindowAction(window, {"zoomOut", WindowWords::tr("Zoom &Out"), WindowWords::tr("Make the text smaller")},
                        keys(QKeySequence::ZoomOut));
    actions.zoomReset =
        addWindowAction(window, {"zoomReset", WindowWords::tr("&Reset Zoom"), WindowWords::tr("Text at 100 %")},
                        {QKeySequence(Qt::CTRL | Qt::Key_0)});
    actions.history = addWindowAction(
        window, {"history", WindowWords::tr("&History"), WindowWords::tr("See the document as it was at any moment")},
        {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_H)}, QStringLiteral("history"));
    actions.history->setCheckable(true);
    actions.restoreMoment =
        addWindowAction(window,
                        {"restoreMoment", WindowWords::tr("Restore This &Moment"),
                         WindowWords::tr("Make the document what it was at the moment shown")},
                        {QKeySequence(Qt::CTRL | Qt::Key_Return), QKeySequence(Qt::CTRL | Qt::Key_Enter)});
    actions.returnToNow = addWindowAction(
        window,
        {"returnToNow", WindowWords::tr("Return to &Now"), WindowWords::tr("Back to writing, where you left off")},
        {QKeySequence(Qt::Key_Escape)});
    actions.outline = addWindowAction(
        window, {"outline", WindowWords::tr("&Outline"), WindowWords::tr("Show the headings beside the page")},
        {QKeySequence(Qt::Key_F12)});
    actions.outline->setCheckable(true);
    actions.historyPane = addWindowAction(
        window, {"historyPane", WindowWords::tr("History &Pane"), WindowWords::tr("Show the steps beside the page")},
        {QKeySequence(Qt::Key_F9)});
    actions.historyPane->setCheckable(true);
    actions.counts = addWindowAction(
        window, {"counts", WindowWords::tr("Word &Count"), WindowWords::tr("Words, characters and reading time")},
        {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C)});
    actions.fullScreen =
        addWindowAction(window, {"fullScreen", WindowWords::tr("&Full Screen"), WindowWords::tr("Fill the screen")},
                        keys(QKeySequence::FullScreen, {QKeySequence(Qt::Key_F11)}));
    actions.fullScreen->setCheckable(true);
}

void addAppearanceActions(QMainWindow* window, WindowActions& actions) {
    actions.appearanceSystem = addWindowAction(
        window,
        {"appearanceSystem", WindowWords::tr("&As the Desktop"), WindowWords::tr("Light or dark as the desktop")}, {});
    actions.appearanceLight = addWindowAction(
        window, {"appearanceLight", WindowWords::tr("&Light"), WindowWords::tr("Dark text on light paper")}, {});
    actions.appearanceDark = addWindowAction(
        window, {"appearanceDark", WindowWords::tr("&Dark"), WindowWords::tr("Light text on dark paper")}, {});
    auto* group = new QActionGroup(window);
    for (QAction* action : {actions.appearanceSystem, actions.appearanceLight, actions.appearanceDark}) {
        action->setCheckable(true);
        group->addAction(action);
    }
}

void addHelpActions(QMainWindow* window, WindowActions& actions) {
    actions.nextPane =
        addWindowAction(window, {"nextPane", WindowWords::tr("Next &Pane"), WindowWords::tr("Go to the next pane")},
                        {QKeySequence(Qt::Key_F6)});
    actions.previousPane = addWindowAction(
        window, {"previousPane", WindowWords::tr("Pre&vious Pane"), WindowWords::tr("Go to the previous pane")},
        {QKeySequence(Qt::SHIFT | Qt::Key_F6)});
    actions.shortcuts = addWindowAction(
        window, {"keyboardShortcuts", WindowWords::tr("&Keyboard Shortcuts"), WindowWords::tr("All keys on one page")},
        {QKeySequence(Qt::Key_F1)});
    actions.about = addWindowAction(
        window, {"about", WindowWords::tr("&About Varve"), WindowWords::tr("What this program is")}, {});
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
    file->addActions({actions.nameMoment, actions.saveCopy});
    file->addActions({actions.importFile, actions.exportFile});
    file->addSeparator();
    file->addActions({actions.pageSetup, actions.printPreview, actions.print});
    file->addSeparator();
    file->addActions({actions.share, actions.join});
    file->addSeparator();
    file->addActions({actions.close, actions.quit});

    menus.edit = addMenu(window, WindowWords::tr("&Edit"), "editMenu");
    menus.edit->addActions({actions.undo, actions.redo, actions.undoInSelection});
    menus.edit->addSeparator();
    menus.edit->addActions({actions.cut, actions.copy, actions.paste, actions.pastePlain, actions.erase});
    menus.edit->addSeparator();
    menus.edit->addAction(actions.selectAll);

    menus.insert = addMenu(window, WindowWords::tr("&Insert"), "insertMenu");
    menus.format = addMenu(window, WindowWords::tr("F&ormat"), "formatMenu");
    menus.table = addMenu(window, WindowWords::tr("Ta&ble"), "tableMenu");

    menus.tools = addMenu(window, WindowWords::tr("&Tools"), "toolsMenu");

    menus.view = addMenu(window, WindowWords::tr("&View"), "viewMenu");
    QMenu* view = menus.view;
    view->addActions({actions.history, actions.historyPane, actions.restoreMoment, actions.returnToNow});
    view->addSeparator();
    view->addActions({actions.outline, actions.counts});
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

QToolBar* createWindowToolBar(QMainWindow* window, const WindowActions& actions, QMenu* undoSteps, QMenu* redoSteps,
                              const std::function<void(QToolBar&)>& addTools) {
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
    bar->addSeparator();
    addTools(*bar);
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
