#include "ui/drafts/drafts_page.h"

#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "ui/plain_tool_tip.h"
#include "ui/theme.h"

namespace varve::ui {

namespace {

constexpr int kSide = 14;  // room beside the words of a row
constexpr int kRowPadding = 8;
constexpr int kMark = 3;  // width of the mark beside the version on display
constexpr int kDetailRole = Qt::UserRole + 1;
constexpr int kStateRole = Qt::UserRole + 2;
constexpr int kShownRole = Qt::UserRole + 3;
constexpr int kAbandonedRole = Qt::UserRole + 4;

QFont nameFont(const QFont& font) {
    QFont bold = font;
    bold.setWeight(QFont::DemiBold);
    return bold;
}

QStringList linesOf(const QModelIndex& index) {
    QStringList lines{index.data(kDetailRole).toString(), index.data(kStateRole).toString()};
    lines.removeAll(QString());
    return lines;
}

/// Name, then who began it and when, then how much of it is new. A mark in the margin is beside the one on the page.
class DraftDelegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const int nameHeight = QFontMetrics(nameFont(option.font)).lineSpacing();
        const int lineCount = static_cast<int>(linesOf(index).size());
        return {40, 2 * kRowPadding + nameHeight + lineCount * (option.fontMetrics.lineSpacing() + 2)};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyleOptionViewItem empty = option;
        initStyleOption(&empty, index);
        empty.text.clear();
        option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &empty, painter, option.widget);
        const ThemeColours colours = themeColours(option.palette);
        const bool isSelected = option.state.testFlag(QStyle::State_Selected);
        const QColor strong = option.palette.color(isSelected ? QPalette::HighlightedText : QPalette::Text);
        const QColor muted = isSelected ? strong : colours.muted;
        if (index.data(kShownRole).toBool()) {
            const QRect mark(option.rect.left() + 4, option.rect.top() + kRowPadding, kMark,
                             option.rect.height() - 2 * kRowPadding);
            painter->fillRect(mark, isSelected ? strong : colours.accent);
        }
        QRect line = option.rect.adjusted(kSide, kRowPadding, -kSide, 0);
        const auto write = [&](const QFont& font, const QColor& colour, const QString& text) {
            const QFontMetrics metrics(font);
            line.setHeight(metrics.lineSpacing());
            painter->setFont(font);
            painter->setPen(colour);
            painter->drawText(line, Qt::AlignLeading | Qt::AlignVCenter | Qt::TextSingleLine,
                              metrics.elidedText(text, Qt::ElideRight, line.width()));
            line.moveTop(line.bottom() + 2);
        };
        painter->save();
        const bool isAbandoned = index.data(kAbandonedRole).toBool();
        write(nameFont(option.font), isAbandoned ? muted : strong, index.data(Qt::DisplayRole).toString());
        for (const QString& text : linesOf(index))
            write(option.font, muted, text);
        painter->restore();
    }
};

}  // namespace

DraftsPage::DraftsPage(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("draftsPage"));
    createWidgets();
    layOut();
    connect(m_list, &QListWidget::itemActivated, this, &DraftsPage::open);
    connect(m_list, &QListWidget::currentItemChanged, this, &DraftsPage::showAllowed);
    connect(m_list, &QListWidget::customContextMenuRequested, this, &DraftsPage::popupMenu);
    connect(m_open, &QPushButton::clicked, this, &DraftsPage::open);
    connect(m_compare, &QPushButton::clicked, this, &DraftsPage::compare);
    connect(m_merge, &QPushButton::clicked, this, &DraftsPage::merge);
    connect(m_rename, &QPushButton::clicked, this, &DraftsPage::rename);
    connect(m_abandon, &QPushButton::clicked, this, &DraftsPage::abandon);
    connect(m_new, &QPushButton::clicked, this, &DraftsPage::newRequested);
    setFocusProxy(m_list);
    showColours();
    showAllowed();
}

void DraftsPage::createWidgets() {
    m_hint = new QLabel(tr("A draft is a version to try things in. Start one, write in it, and merge it when it is "
                           "good; until then the document stays as it is."),
                        this);
    m_hint->setObjectName(QStringLiteral("draftsHint"));
    m_hint->setWordWrap(true);
    m_hint->setContentsMargins(16, 6, 12, 8);
    m_list = new QListWidget(this);
    m_list->setObjectName(QStringLiteral("draftsList"));
    m_list->setAccessibleName(tr("The document and its drafts"));
    m_list->setAccessibleDescription(
        tr("Enter shows a version, F2 changes the name of a draft, Delete puts it away or takes it up again."));
    m_list->setItemDelegate(new DraftDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->installEventFilter(this);
    // The pane belongs to the window; paper is where the text stands.
    m_list->viewport()->setBackgroundRole(QPalette::Window);
    const auto button = [this](const char* objectName) {
        auto* made = new QPushButton(this);
        made->setObjectName(QLatin1String(objectName));
        return made;
    };
    m_open = button("openDraft");
    m_compare = button("compareDraftPreview");
    m_merge = button("mergeDraftButton");
    m_rename = button("renameDraft");
    m_abandon = button("abandonDraft");
    m_new = button("newDraftButton");
    m_open->setText(tr("&Open"));
    m_open->setToolTip(tr("Show this version in the window (Enter)"));
    m_compare->setText(tr("&Compare"));
    m_compare->setToolTip(tr("Show what merging this would make of the page; nothing is changed"));
    m_rename->setText(tr("&Rename…"));
    m_rename->setToolTip(tr("Give the draft another name (F2)"));
    m_new->setText(tr("&New Draft…"));
    m_new->setToolTip(tr("Start a draft from what is on the page (Ctrl+Shift+N)"));
}

void DraftsPage::layOut() {
    const auto rowOf = [](QPushButton* first, QPushButton* second) {
        auto* row = new QHBoxLayout;
        row->setSpacing(8);
        for (QPushButton* one : {first, second}) {
            one->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
            row->addWidget(one, 1);
        }
        return row;
    };
    auto* buttons = new QVBoxLayout;
    buttons->setContentsMargins(12, 8, 12, 12);
    buttons->setSpacing(8);
    buttons->addLayout(rowOf(m_compare, m_merge));
    buttons->addLayout(rowOf(m_rename, m_abandon));
    buttons->addLayout(rowOf(m_open, m_new));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_hint);
    layout->addWidget(m_list, 1);
    layout->addLayout(buttons);
}

void DraftsPage::setRows(std::vector<DraftRow> rows) {
    if (rows == m_rows && m_list->count() == static_cast<int>(rows.size())) return;
    const DraftRow* before = chosen();
    const std::optional<Draft> wanted = before != nullptr ? std::optional<Draft>(before->id) : std::nullopt;
    m_rows = std::move(rows);
    fillList(wanted);
    m_hint->setVisible(m_rows.size() <= 1);
    showAllowed();
}

void DraftsPage::fillList(const std::optional<Draft>& wanted) {
    const QSignalBlocker blocker(m_list);
    m_list->clear();
    for (const DraftRow& row : m_rows) {
        auto* item = new QListWidgetItem(row.name, m_list);
        item->setData(kDetailRole, row.detail);
        item->setData(kStateRole, row.state);
        item->setData(kShownRole, row.isShown);
        item->setData(kAbandonedRole, row.kind == DraftRow::State::kAbandoned);
        QStringList words{row.name, row.detail, row.state};
        if (row.isShown) words.insert(1, tr("on the page"));
        words.removeAll(QString());
        item->setData(Qt::AccessibleTextRole, words.join(QStringLiteral(", ")));
        item->setToolTip(plainToolTip(words.join(u'\n')));
        if (wanted ? *wanted == row.id : row.isShown) m_list->setCurrentItem(item);
    }
}

void DraftsPage::setWritable(bool writable) {
    m_isWritable = writable;
    showAllowed();
}

const DraftRow* DraftsPage::chosen() const {
    const int row = m_list->currentRow();
    return row >= 0 && row < static_cast<int>(m_rows.size()) ? &m_rows[static_cast<std::size_t>(row)] : nullptr;
}

void DraftsPage::showAllowed() {
    const DraftRow* row = chosen();
    const bool isDraft = row != nullptr && row->id.has_value();
    m_open->setEnabled(row != nullptr && !row->isShown);
    // What is on the page can only be merged elsewhere, which is the bar's to offer.
    m_compare->setEnabled(row != nullptr && !row->isShown && row->newCount > 0);
    m_merge->setEnabled(m_isWritable && row != nullptr && !row->isShown && row->newCount > 0);
    m_merge->setText(row == nullptr || isDraft || row->isShown ? tr("&Merge") : tr("&Take Over"));
    m_merge->setToolTip(isDraft ? tr("Bring what was written in this draft into the version on the page")
                                : tr("Bring what is new in the document into the draft on the page"));
    m_rename->setEnabled(m_isWritable && isDraft);
    const bool isAbandoned = isDraft && row->kind == DraftRow::State::kAbandoned;
    m_abandon->setEnabled(m_isWritable && isDraft);
    m_abandon->setText(isAbandoned ? tr("Take &Up Again") : tr("&Put Away"));
    m_abandon->setToolTip(isAbandoned ? tr("List the draft with the others again (Delete)")
                                      : tr("List the draft at the end; nothing of it is lost (Delete)"));
    m_new->setEnabled(m_isWritable);
}

void DraftsPage::open() {
    if (m_open->isEnabled()) Q_EMIT openRequested(chosen()->id);
}

void DraftsPage::compare() {
    if (m_compare->isEnabled()) Q_EMIT compareRequested(chosen()->id);
}

void DraftsPage::merge() {
    if (m_merge->isEnabled()) Q_EMIT mergeRequested(chosen()->id);
}

void DraftsPage::rename() {
    if (m_rename->isEnabled()) Q_EMIT renameRequested(*chosen()->id);
}

void DraftsPage::abandon() {
    if (m_abandon->isEnabled()) Q_EMIT abandonRequested(*chosen()->id, chosen()->kind != DraftRow::State::kAbandoned);
}

void DraftsPage::popupMenu(const QPoint& place) {
    if (m_list->itemAt(place) == nullptr || chosen() == nullptr) return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    // The same as the buttons say, for the row under the pointer.
    for (QPushButton* button : {m_open, m_compare, m_merge, m_rename, m_abandon}) {
        QAction* action = menu->addAction(button->text());
        action->setEnabled(button->isEnabled());
        connect(action, &QAction::triggered, button, &QPushButton::click);
    }
    menu->popup(m_list->viewport()->mapToGlobal(place));
}

bool DraftsPage::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_list || event->type() != QEvent::KeyPress) return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key != Qt::Key_F2 && key != Qt::Key_Delete) return QWidget::eventFilter(watched, event);
    key == Qt::Key_F2 ? rename() : abandon();
    return true;
}

void DraftsPage::showColours() {
    QPalette own;
    own.setColor(QPalette::WindowText, themeColours(QApplication::palette()).muted);
    m_hint->setPalette(own);
}

void DraftsPage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::ApplicationPaletteChange) showColours();
}

}  // namespace varve::ui
