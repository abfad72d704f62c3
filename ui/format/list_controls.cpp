#include "ui/format/list_controls.h"

#include <QAction>
#include <QInputDialog>
#include <QMainWindow>
#include <QMenu>

#include "ui/editor/editor_view.h"

namespace varve::ui {

ListControls::ListControls(QMainWindow& window, EditorView& page, QObject* parent)
    : QObject(parent), m_window(window), m_page(page) {
    m_start = add("startList", tr("&Start New List"), tr("The item is number 1, and the items below count on from it"));
    connect(m_start, &QAction::triggered, this,
            [this] { run(&editing::startedList, tr("The item is the first of its list already.")); });
    m_continue = add("continueList", tr("Contin&ue List"), tr("The item goes on from the last one of the list above"));
    connect(m_continue, &QAction::triggered, this,
            [this] { run(&editing::continuedList, tr("There is no list above that the item could go on from.")); });
    m_number = add("listNumber", tr("Set N&umber…"), tr("Choose the number of the item"));
    connect(m_number, &QAction::triggered, this, &ListControls::askForNumber);
    m_menu = new QMenu(&window);
    m_menu->setObjectName(QStringLiteral("listContextMenu"));
    showState();
}

EditorView& ListControls::text() const {
    return m_page.focusedText();
}

QAction* ListControls::add(const char* objectName, const QString& text, const QString& purpose) {
    auto* action = new QAction(text, &m_window);
    action->setObjectName(QLatin1String(objectName));
    action->setToolTip(purpose);
    action->setWhatsThis(purpose);
    m_window.addAction(action);
    return action;
}

void ListControls::addTo(QMenu& menu) const {
    menu.addSeparator();
    menu.addActions({m_start, m_continue, m_number});
}

void ListControls::setWritable(bool writable) {
    m_writable = writable;
    showState();
}

void ListControls::showState() {
    // Only what is selected at first is looked at: a whole document may be.
    const text::Offset place = text().selection().range().begin;
    const auto block = text().blocks().positionOf(place).block;
    const document::BlockType type = text().blocks().blockAt(block)->shownAttributes().type;
    const bool isNumbered = m_writable && type == document::BlockType::kNumber;
    for (QAction* action : {m_start, m_continue, m_number})
        action->setEnabled(isNumbered);
}

void ListControls::popup(QMenu& edit, QPoint globalPlace) {
    showState();
    if (!m_start->isEnabled()) {
        edit.popup(globalPlace);
        return;
    }
    m_menu->clear();
    m_menu->addActions({m_start, m_continue, m_number});
    m_menu->addSeparator();
    m_menu->addActions(edit.actions());
    m_menu->popup(globalPlace);
}

void ListControls::run(editing::Edit (*command)(const editing::EditContext&, text::Range), const QString& nothingToDo) {
    const auto context = text().editContext();
    if (!context) return;
    editing::Edit edit = command(*context, text().selection().range());
    if (edit.isEmpty()) {
        Q_EMIT text().noticeRaised(nothingToDo);
        return;
    }
    text().run(std::move(edit));
}

void ListControls::askForNumber() {
    const auto item = editing::numberedItemIn(text().blocks(), text().selection().range());
    if (!item) return;
    auto* dialog = new QInputDialog(&m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QStringLiteral("listNumberDialog"));
    dialog->setWindowTitle(tr("Number of the Item"));
    dialog->setLabelText(tr("The items below count on from this number:"));
    dialog->setInputMode(QInputDialog::IntInput);
    dialog->setIntRange(0, editing::kListNumberMax);
    dialog->setIntValue(static_cast<int>(item->number));
    connect(dialog, &QInputDialog::intValueSelected, this, [this](int number) {
        if (const auto context = text().editContext())
            text().run(editing::withListNumber(*context, text().selection().range(), number));
    });
    dialog->open();
}

}  // namespace varve::ui
