#include "ui/format/styles_dialog.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QInputDialog>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <algorithm>

#include "ui/editor/editor_view.h"
#include "ui/format/style_form.h"

namespace varve::ui {

using document::StyleKind;
using projection::NamedStyle;

namespace {

constexpr int kRowPadding = 9;

}  // namespace

StylesDialog::StylesDialog(EditorView& page, QWidget* parent) : QDialog(parent), m_page(page) {
    setObjectName(QStringLiteral("stylesDialog"));
    setWindowTitle(tr("Styles"));
    m_list = new QListWidget(this);
    m_list->setObjectName(QStringLiteral("stylesList"));
    m_list->setAccessibleName(tr("Styles"));
    m_list->setAccessibleDescription(tr("F2 renames a style, Delete deletes it."));
    m_title = new QLabel(this);
    m_form = new StyleForm(this);
    m_form->setObjectName(QStringLiteral("styleForm"));
    makeButtons();
    layOut();
    connect(m_list, &QListWidget::currentItemChanged, this, [this](const QListWidgetItem* item) {
        if (item == nullptr) return;
        m_chosen = item->data(Qt::UserRole).toString().toStdString();
        showChosen();
    });
    connect(m_form, &StyleForm::changed, this, &StylesDialog::change);
    m_refreshTimer.setSingleShot(true);
    m_refreshTimer.setInterval(0);
    connect(&m_refreshTimer, &QTimer::timeout, this, &StylesDialog::refresh);
    connect(&m_page, &EditorView::documentShown, this, [this] { m_refreshTimer.start(); });
    connect(&m_page, &EditorView::patchShown, this, [this](const document::DocumentPatch& patch) {
        const bool isAboutStyles = std::ranges::any_of(patch.registers, [](const document::RegisterChange& change) {
            return change.object == event::ObjectId{event::WellKnownObject::kDocument} &&
                   !document::stylePropertyOf(change.key).first.empty();
        });
        if (isAboutStyles) m_refreshTimer.start();
    });
    refresh();
}

void StylesDialog::makeButtons() {
    const auto add = [this](const char* objectName, const QString& text, const QString& purpose) {
        auto* button = new QPushButton(text, this);
        button->setObjectName(QLatin1String(objectName));
        button->setToolTip(purpose);
        button->setAutoDefault(false);
        return button;
    };
    m_new = add("newStyle", tr("&New"), tr("Make a style that begins as the chosen one looks"));
    auto* kinds = new QMenu(m_new);
    connect(kinds->addAction(tr("&Paragraph Style…")), &QAction::triggered, this,
            [this] { makeStyle(StyleKind::kParagraph); });
    connect(kinds->addAction(tr("&Character Style…")), &QAction::triggered, this,
            [this] { makeStyle(StyleKind::kCharacter); });
    m_new->setMenu(kinds);
    m_rename = add("renameStyle", tr("&Rename…"), tr("Give the style another name (F2)"));
    connect(m_rename, &QPushButton::clicked, this, &StylesDialog::rename);
    m_delete = add("deleteStyle", tr("De&lete"), tr("Delete the style; its text looks as its kind does"));
    connect(m_delete, &QPushButton::clicked, this, &StylesDialog::remove);
    m_reset = add("resetStyle", tr("Rese&t"), tr("The style looks as what it is based on, or as it did at first"));
    connect(m_reset, &QPushButton::clicked, this,
            [this] { run([this](event::EventId next) { return editing::resetStyle(next, m_styles, m_chosen); }); });
}

void StylesDialog::layOut() {
    auto* buttons = new QGridLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_new, 0, 0);
    buttons->addWidget(m_rename, 0, 1);
    buttons->addWidget(m_delete, 1, 0);
    buttons->addWidget(m_reset, 1, 1);
    auto* left = new QVBoxLayout;
    left->setSpacing(10);
    left->addWidget(m_list, 1);
    left->addLayout(buttons);
    QFont bold = m_title->font();
    bold.setWeight(QFont::DemiBold);
    bold.setPointSizeF(bold.pointSizeF() * 1.15);
    m_title->setFont(bold);
    m_title->setWordWrap(true);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_form);
    auto* right = new QVBoxLayout;
    right->setSpacing(10);
    right->addWidget(m_title);
    right->addWidget(scroll, 1);
    auto* close = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(close, &QDialogButtonBox::rejected, this, &QDialog::close);
    close->button(QDialogButtonBox::Close)->setAutoDefault(false);
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(16, 16, 16, 12);
    layout->setHorizontalSpacing(18);
    layout->addLayout(left, 0, 0);
    layout->addLayout(right, 0, 1);
    layout->addWidget(close, 1, 0, 1, 2);
    layout->setColumnStretch(0, 2);
    layout->setColumnStretch(1, 3);
    resize(660, 560);
}

void StylesDialog::setWritable(bool writable) {
    m_writable = writable;
    showChosen();
}

void StylesDialog::showStyle(const std::string& style) {
    m_chosen = style;
    refresh();
}

const NamedStyle* StylesDialog::chosen() const {
    return m_styles.find(m_chosen);
}

void StylesDialog::refresh() {
    const projection::AttributesPointer properties = m_page.registers().attributesOf(event::WellKnownObject::kDocument);
    m_properties = properties ? *properties : document::Attributes();
    m_styles = projection::NamedStyles(m_properties);
    if (chosen() == nullptr) m_chosen = std::string(document::kParagraphStyle);
    fillList();
    showChosen();
}

void StylesDialog::fillList() {
    const QSignalBlocker blocker(m_list);
    m_list->clear();
    for (const NamedStyle& style : m_styles.all()) {
        const bool isCharacter = style.kind == StyleKind::kCharacter;
        auto* item = new QListWidgetItem(
            isCharacter ? tr("%1 (characters)", "name of a character style").arg(style.name) : style.name, m_list);
        item->setData(Qt::UserRole, QString::fromStdString(style.id));
        item->setSizeHint(QSize(0, fontMetrics().height() + kRowPadding));
        if (style.id == m_chosen) m_list->setCurrentItem(item);
    }
}

void StylesDialog::showChosen() {
    const NamedStyle* style = chosen();
    if (style == nullptr) return;
    m_title->setText(style->name);
    std::vector<std::pair<std::string, QString>> bases;
    for (const NamedStyle& other : m_styles.all()) {
        if (m_styles.mayBeBasedOn(style->id, other.id)) bases.emplace_back(other.id, other.name);
    }
    m_form->showStyle(*style, shownLookOf(m_page.pageStyle(), m_properties, m_styles, *style), bases);
    m_form->setEnabled(m_writable);
    m_new->setEnabled(m_writable);
    m_rename->setEnabled(m_writable);
    m_delete->setEnabled(m_writable && !style->isBuiltIn);
    m_reset->setEnabled(m_writable && !style->look.empty());
}

void StylesDialog::run(const std::function<editing::Edit(event::EventId)>& makeEdit) {
    const auto context = m_page.editContext();
    if (!context || !m_writable) return;
    m_page.run(makeEdit(context->next));
    m_refreshTimer.stop();
    refresh();
}

void StylesDialog::change(const std::string& property, const event::Value& value) {
    run([&](event::EventId next) { return editing::withStyleValues(next, m_styles, m_chosen, {{property, value}}); });
}

void StylesDialog::askForName(const QString& title, const QString& now,
                              const std::function<void(const std::string&)>& use) {
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QStringLiteral("styleNameDialog"));
    dialog->setWindowTitle(title);
    dialog->setLabelText(tr("Name of the style:"));
    dialog->setTextValue(now);
    connect(dialog, &QInputDialog::textValueSelected, this, [use](const QString& typed) {
        const std::string name = editing::styleNameFrom(typed.toStdString());
        if (!name.empty()) use(name);
    });
    dialog->open();
}

void StylesDialog::makeStyle(StyleKind kind) {
    askForName(kind == StyleKind::kParagraph ? tr("New Paragraph Style") : tr("New Character Style"), {},
               [this, kind](const std::string& name) {
                   const auto context = m_page.editContext();
                   if (!context || !m_writable) return;
                   const editing::NewStyle made = editing::newStyle(context->next, m_styles, kind, name, m_chosen);
                   m_page.run(made.edit);
                   showStyle(made.id);
               });
}

void StylesDialog::rename() {
    const NamedStyle* style = chosen();
    if (style == nullptr || !m_writable) return;
    askForName(tr("Rename Style"), style->name, [this, id = style->id](const std::string& name) {
        run([&](event::EventId next) { return editing::renamedStyle(next, m_styles, id, name); });
    });
}

void StylesDialog::remove() {
    // The neighbour is chosen, so that the list goes on where it was.
    const int row = m_list->currentRow();
    run([this](event::EventId next) { return editing::deletedStyle(next, m_properties, m_styles, m_chosen); });
    m_list->setCurrentRow(std::min(row, m_list->count() - 1));
    m_list->setFocus(Qt::OtherFocusReason);
}

void StylesDialog::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_F2) {
        rename();
    } else if (event->key() == Qt::Key_Delete && focusWidget() == m_list && m_delete->isEnabled()) {
        remove();
    } else {
        QDialog::keyPressEvent(event);
    }
}

}  // namespace varve::ui
