#include "ui/shortcuts_dialog.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QKeySequence>
#include <QMainWindow>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <utility>
#include <vector>

namespace varve::ui {

namespace {

constexpr int kColumnGap = 24;

QString withoutMnemonic(QString text) {
    text.remove(QLatin1Char('&'));
    text.remove(QChar(0x2026));
    return text;
}

/// Without the words of the moment, as in "Redo: Typing …".
QString nameOf(const QAction& action) {
    return withoutMnemonic(action.text()).section(QLatin1Char(':'), 0, 0);
}

/// Platforms bind the clipboard to the Cut, Copy and Paste keys of old keyboards too; listing them helps nobody.
bool isOnKeyboards(const QKeySequence& sequence) {
    const Qt::Key key = sequence[0].key();
    return key <= Qt::Key_F12 || key > Qt::Key_F35;
}

QTreeWidgetItem* addGroup(QTreeWidget* list, const QString& name) {
    auto* group = new QTreeWidgetItem(list, {name});
    QFont bold = list->font();
    bold.setWeight(QFont::DemiBold);
    group->setFont(0, bold);
    group->setFlags(Qt::ItemIsEnabled);
    return group;
}

void addActionKeys(QTreeWidgetItem* group, const QMainWindow& window) {
    for (const QAction* action : window.actions()) {
        if (action->shortcuts().isEmpty() || action->objectName().isEmpty()) continue;
        QStringList keys;
        for (const QKeySequence& sequence : action->shortcuts()) {
            if (isOnKeyboards(sequence)) keys.append(sequence.toString(QKeySequence::NativeText));
        }
        new QTreeWidgetItem(group, {nameOf(*action), keys.join(QLatin1String(",  "))});
    }
}

}  // namespace

ShortcutsDialog::ShortcutsDialog(const QMainWindow& window, QWidget* parent) : QDialog(parent) {
    setObjectName(QStringLiteral("shortcutsDialog"));
    setWindowTitle(tr("Keyboard Shortcuts"));
    auto* list = new QTreeWidget(this);
    list->setObjectName(QStringLiteral("shortcutList"));
    list->setAccessibleName(tr("Keyboard shortcuts"));
    list->setColumnCount(2);
    list->setHeaderHidden(true);
    list->setRootIsDecorated(false);
    list->setItemsExpandable(false);
    list->setIndentation(12);
    list->setSelectionMode(QAbstractItemView::NoSelection);
    addActionKeys(addGroup(list, tr("Window")), window);
    QTreeWidgetItem* timeline = addGroup(list, tr("On the timeline"));
    const std::vector<std::pair<QString, QString>> timelineKeys = {
        {tr("Back or forward by one change"), tr("Left, Right")},
        {tr("Back or forward by one step"), tr("Ctrl+Left, Ctrl+Right")},
        {tr("Back or forward by one session"), tr("Page Up, Page Down")},
        {tr("To the named moment before or after"), tr("Shift+Left, Shift+Right")},
        {tr("To the beginning, or to now"), tr("Home, End")},
        {tr("One author alone"), tr("Up, Down")},
        {tr("Zoom in, zoom out, see everything"), tr("+, −, 0")},
        {tr("Compare from here, to here"), tr("[, ]")},
        {tr("Next or previous change of the comparison"), tr("N, P")},
        {tr("Play or pause"), tr("Space")},
        {tr("Play slower or faster"), tr("Comma, period")},
        {tr("Restore this moment"), tr("Ctrl+Enter")},
        {tr("Return to now"), tr("Esc")},
    };
    for (const auto& [name, keys] : timelineKeys)
        new QTreeWidgetItem(timeline, {name, keys});
    list->expandAll();
    for (QTreeWidgetItem* group : {list->topLevelItem(0), timeline})
        group->setFirstColumnSpanned(true);
    list->resizeColumnToContents(0);
    list->setColumnWidth(0, list->columnWidth(0) + kColumnGap);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 12);
    layout->setSpacing(12);
    layout->addWidget(list);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    buttons->button(QDialogButtonBox::Close)->setFocus();
    resize(520, 620);
}

}  // namespace varve::ui
