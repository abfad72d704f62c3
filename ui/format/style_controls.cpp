#include "ui/format/style_controls.h"

#include <QAction>
#include <QInputDialog>
#include <QMainWindow>
#include <QMenu>
#include <QScreen>
#include <QToolBar>
#include <algorithm>

#include "document/mark_schema.h"
#include "ui/format/styles_dialog.h"

namespace varve::ui {

using document::StyleKind;
using projection::NamedStyle;
namespace mark_key = document::mark_key;

StyleControls::StyleControls(QMainWindow& window, EditorView& page, QObject* parent)
    : QObject(parent), m_window(window), m_page(page) {
    m_update = add("updateStyle", tr("&Update Style to Match Selection"),
                   tr("The style takes on what the selection looks like, and with it all text that has the style"),
                   QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F11));
    connect(m_update, &QAction::triggered, this, &StyleControls::updateStyle);
    m_new = add("newStyleFromSelection", tr("&New Style from Selection…"),
                tr("Give what the selection looks like a name, to use it elsewhere"),
                QKeySequence(Qt::SHIFT | Qt::Key_F11));
    connect(m_new, &QAction::triggered, this, &StyleControls::makeStyle);
    m_openDialog = add("styles", tr("&Styles…"), tr("What the styles of this document look like"),
                       QKeySequence(Qt::CTRL | Qt::Key_F11));
    connect(m_openDialog, &QAction::triggered, this, &StyleControls::openDialog);
    m_menu = new QMenu(tr("&Style"), &window);
    m_menu->setObjectName(QStringLiteral("styleMenu"));
    connect(m_menu, &QMenu::aboutToShow, this, &StyleControls::fillStyleMenu);
    fillStyleMenu();
}

QAction* StyleControls::add(const char* objectName, const QString& text, const QString& purpose,
                            const QKeySequence& keys) {
    auto* action = new QAction(text, &m_window);
    action->setObjectName(QLatin1String(objectName));
    action->setShortcut(keys);
    action->setToolTip(tr("%1 (%2)", "purpose, keys").arg(purpose, keys.toString(QKeySequence::NativeText)));
    action->setWhatsThis(purpose);
    m_window.addAction(action);
    return action;
}

void StyleControls::addMenu(QMenu& formatMenu) const {
    formatMenu.addMenu(m_menu);
}

void StyleControls::addBox(QToolBar& bar) {
    m_box = new StyleBox(&bar);
    connect(m_box, &StyleBox::kindChosen, this, &StyleControls::applyKind);
    connect(m_box, &StyleBox::styleChosen, this, &StyleControls::applyStyle);
    connect(m_box, &StyleBox::dialogRequested, this, &StyleControls::openDialog);
    connect(m_box, &QComboBox::activated, this, [this] {
        if (m_dialog.isNull() || !m_dialog->isVisible()) text().setFocus(Qt::OtherFocusReason);
    });
    bar.addWidget(m_box);
}

void StyleControls::setWritable(bool writable) {
    m_writable = writable;
    m_update->setEnabled(writable);
    m_new->setEnabled(writable);
    if (m_box != nullptr) m_box->setEnabled(writable);
    if (!m_dialog.isNull()) m_dialog->setWritable(writable);
}

void StyleControls::readStyles() {
    const projection::AttributesPointer properties = m_page.registers().attributesOf(event::WellKnownObject::kDocument);
    // The registers give the same pointer as long as nothing of the document changed.
    if (properties == m_properties) return;
    m_properties = properties;
    m_styles = properties ? projection::NamedStyles(*properties) : projection::NamedStyles();
}

void StyleControls::showState(const EditorView::FormatState& state) {
    m_state = state;
    readStyles();
    const NamedStyle& style = currentStyle();
    m_update->setText(
        tr("&Update “%1” to Match Selection").arg(QString(style.name).replace(u'&', QLatin1String("&&"))));
    if (m_box == nullptr) return;
    m_box->showStyles(m_styles);
    m_box->showCurrent(state.block, std::string(document::textOf(state.characters.common, mark_key::kStyle)));
}

/// The character style of all of the selection, else the style of its first paragraph.
const NamedStyle& StyleControls::currentStyle() const {
    const NamedStyle* marked = m_styles.find(document::textOf(m_state.characters.common, mark_key::kStyle));
    return marked != nullptr && marked->kind == StyleKind::kCharacter ? *marked : m_styles.styleOf(m_state.block);
}

void StyleControls::addStyles(QMenu& menu, StyleKind kind) {
    const std::string current = currentStyle().id;
    for (const NamedStyle& style : m_styles.all()) {
        if (style.kind != kind) continue;
        QAction* action = menu.addAction(QString(style.name).replace(u'&', QLatin1String("&&")));
        action->setCheckable(true);
        action->setChecked(style.id == current);
        action->setEnabled(m_writable);
        connect(action, &QAction::triggered, this, [this, id = style.id] { applyStyle(id); });
    }
}

void StyleControls::fillStyleMenu() {
    readStyles();
    // Submenus that were shown before belong to the menu, not to its actions.
    m_menu->clear();
    qDeleteAll(m_menu->findChildren<QMenu*>(Qt::FindDirectChildrenOnly));
    QMenu* paragraphs = m_menu->addMenu(tr("&Paragraph"));
    paragraphs->setObjectName(QStringLiteral("paragraphStyleMenu"));
    addStyles(*paragraphs, StyleKind::kParagraph);
    QMenu* characters = m_menu->addMenu(tr("&Characters"));
    characters->setObjectName(QStringLiteral("characterStyleMenu"));
    QAction* none = characters->addAction(tr("&No Character Style"));
    none->setEnabled(m_writable);
    connect(none, &QAction::triggered, this, [this] { text().setMark(mark_key::kStyle, {}); });
    characters->addSeparator();
    addStyles(*characters, StyleKind::kCharacter);
    m_menu->addSeparator();
    m_menu->addActions({m_update, m_new, m_openDialog});
}

void StyleControls::applyKind(document::BlockType type, int level) {
    document::BlockAttributes wanted;
    wanted.type = type;
    if (!wanted.isListItem()) {
        applyStyle(document::builtInStyleOf(type, level));
        return;
    }
    const document::BlockAttributes now = text().formatState().block;
    if (now.type != type) {
        text().setBlockType(type, level);
    } else {
        text().setBlockValue(document::block_key::kStyle, {});
    }
}

void StyleControls::applyStyle(const std::string& style) {
    readStyles();
    const NamedStyle* named = m_styles.find(style);
    if (named == nullptr) return;
    if (named->kind == StyleKind::kCharacter) {
        text().setMark(mark_key::kStyle, event::Value(style));
        return;
    }
    if (const auto context = text().editContext())
        text().run(editing::withParagraphStyle(*context, m_styles, text().selection().range(), style));
}

void StyleControls::updateStyle() {
    readStyles();
    const auto context = text().editContext();
    if (!context) return;
    m_state = text().formatState();
    const NamedStyle& style = currentStyle();
    editing::Edit edit = editing::styleMatching(*context, m_styles, text().selection().range(), style.id);
    if (edit.isEmpty()) {
        Q_EMIT text().noticeRaised(tr("The selection looks as “%1” does already.").arg(style.name));
        return;
    }
    text().run(std::move(edit));
}

void StyleControls::makeStyle() {
    auto* dialog = new QInputDialog(&m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QStringLiteral("styleNameDialog"));
    // A part of a paragraph is characters; whole ones, or a place in one, are paragraphs.
    const auto kindOf = [this] {
        const text::Range range = text().selection().range();
        const auto begin = text().blocks().positionOf(range.begin);
        const auto end = text().blocks().positionOf(range.end);
        const bool isPart = begin.block == end.block && !range.isEmpty() &&
                            end.utf16 - begin.utf16 < text().blocks().blockAt(begin.block)->utf16Count();
        return isPart ? StyleKind::kCharacter : StyleKind::kParagraph;
    };
    dialog->setWindowTitle(kindOf() == StyleKind::kCharacter ? tr("New Character Style") : tr("New Paragraph Style"));
    dialog->setLabelText(tr("Name of the style:"));
    connect(dialog, &QInputDialog::textValueSelected, this, [this, kind = kindOf()](const QString& typed) {
        readStyles();
        const auto context = text().editContext();
        if (!context) return;
        editing::NewStyle made =
            editing::newStyleFrom(*context, m_styles, text().selection().range(), kind, typed.toStdString());
        text().run(std::move(made.edit));
    });
    dialog->open();
}

void StyleControls::openDialog() {
    if (m_dialog.isNull()) {
        m_dialog = new StylesDialog(m_page, &m_window);
        m_dialog->setAttribute(Qt::WA_DeleteOnClose);
        // A change is seen at once, so it can be taken back at once.
        for (const char* name : {"undo", "redo"}) {
            if (auto* action = m_window.findChild<QAction*>(QLatin1String(name))) m_dialog->addAction(action);
        }
        // Beside the text that shows what changes, as far as the screen goes.
        const QRect window = m_window.frameGeometry();
        const QRect screen = m_window.screen()->availableGeometry();
        const int left = std::min(window.right() - m_dialog->width() / 3, screen.right() - m_dialog->width());
        m_dialog->move(std::max(left, screen.left()), window.top() + (window.height() - m_dialog->height()) / 2);
    }
    readStyles();
    m_dialog->setWritable(m_writable);
    m_dialog->showStyle(currentStyle().id);
    m_dialog->show();
    m_dialog->raise();
    m_dialog->activateWindow();
}

}  // namespace varve::ui
