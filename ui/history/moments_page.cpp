#include "ui/history/moments_page.h"

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
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/plain_tool_tip.h"
#include "ui/theme.h"

namespace varve::ui {

namespace {

constexpr int kSide = 14;  // room beside the words of a row
constexpr int kRowPadding = 8;
constexpr int kNoteRole = Qt::UserRole + 1;
constexpr int kDetailRole = Qt::UserRole + 2;

QFont nameFont(const QFont& font) {
    QFont bold = font;
    bold.setWeight(QFont::DemiBold);
    return bold;
}

/// Name, then when and by whom, then the first line of the note.
class MomentDelegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const int nameHeight = QFontMetrics(nameFont(option.font)).lineSpacing();
        const int lineCount = index.data(kNoteRole).toString().isEmpty() ? 1 : 2;
        return {40, 2 * kRowPadding + nameHeight + lineCount * (option.fontMetrics.lineSpacing() + 1)};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyleOptionViewItem empty = option;
        initStyleOption(&empty, index);
        empty.text.clear();
        option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &empty, painter, option.widget);
        const bool isSelected = option.state.testFlag(QStyle::State_Selected);
        const QColor name = option.palette.color(isSelected ? QPalette::HighlightedText : QPalette::Text);
        const QColor muted = isSelected ? name : themeColours(option.palette).muted;
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
        write(nameFont(option.font), name, index.data(Qt::DisplayRole).toString());
        write(option.font, muted, index.data(kDetailRole).toString());
        const QString note = index.data(kNoteRole).toString();
        if (!note.isEmpty()) write(option.font, name, note.simplified());
        painter->restore();
    }
};

}  // namespace

MomentsPage::MomentsPage(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("momentsPage"));
    createWidgets();
    layOut();
    const auto go = [this] {
        if (const MomentRow* row = chosen()) Q_EMIT goRequested(row->id);
    };
    connect(m_list, &QListWidget::itemActivated, this, go);
    connect(m_list, &QListWidget::itemClicked, this, go);
    connect(m_list, &QListWidget::currentItemChanged, this, &MomentsPage::showAllowed);
    connect(m_list, &QListWidget::customContextMenuRequested, this, &MomentsPage::popupMenu);
    connect(m_name, &QPushButton::clicked, this, &MomentsPage::nameRequested);
    connect(m_change, &QPushButton::clicked, this, [this] {
        if (const MomentRow* row = chosen()) Q_EMIT changeRequested(row->id);
    });
    connect(m_remove, &QPushButton::clicked, this, [this] {
        if (const MomentRow* row = chosen()) Q_EMIT removeRequested(row->id);
    });
    setFocusProxy(m_name);
    showColours();
    showAllowed();
}

void MomentsPage::createWidgets() {
    m_empty = new QLabel(tr("No named moments yet.\n\nPress Ctrl+S when the document is worth coming back to: a draft "
                            "is done, a chapter is sent. The name stands on the timeline and here."),
                         this);
    m_empty->setObjectName(QStringLiteral("momentsEmpty"));
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignTop | Qt::AlignLeading);
    m_empty->setContentsMargins(16, 10, 12, 8);
    m_list = new QListWidget(this);
    m_list->setObjectName(QStringLiteral("momentsList"));
    m_list->setAccessibleName(tr("Named moments"));
    m_list->setAccessibleDescription(tr("Enter goes to a moment, F2 changes its name, Delete takes the name away."));
    m_list->setItemDelegate(new MomentDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->installEventFilter(this);
    // The pane belongs to the window; paper is where the text stands.
    m_list->viewport()->setBackgroundRole(QPalette::Window);
    const auto button = [this](const char* objectName, const QString& text, const QString& purpose) {
        auto* made = new QPushButton(text, this);
        made->setObjectName(QLatin1String(objectName));
        made->setToolTip(purpose);
        return made;
    };
    m_name = button("nameMomentButton", tr("&Name This Moment…"), tr("Give the moment on display a name (Ctrl+S)"));
    m_change = button("changeMoment", tr("&Change…"), tr("Another name or note (F2)"));
    m_remove = button("removeMoment", tr("&Remove"), tr("Take the name away; the document stays as it is (Delete)"));
}

void MomentsPage::layOut() {
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_list);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_change, 1);
    row->addWidget(m_remove, 1);
    auto* buttons = new QVBoxLayout;
    buttons->setContentsMargins(12, 8, 12, 12);
    buttons->setSpacing(8);
    buttons->addLayout(row);
    buttons->addWidget(m_name);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_stack, 1);
    layout->addLayout(buttons);
}

void MomentsPage::setRows(std::vector<MomentRow> rows) {
    if (rows == m_rows && m_list->count() == static_cast<int>(rows.size())) return;
    const MomentRow* before = chosen();
    const std::optional<event::EventId> wanted = before ? std::optional(before->id) : std::nullopt;
    m_rows = std::move(rows);
    {
        const QSignalBlocker blocker(m_list);
        m_list->clear();
        for (const MomentRow& row : m_rows) {
            auto* item = new QListWidgetItem(row.name, m_list);
            item->setData(kDetailRole, row.detail);
            item->setData(kNoteRole, row.note);
            QStringList words{row.name, row.detail};
            if (!row.note.isEmpty()) words << row.note;
            item->setData(Qt::AccessibleTextRole, words.join(QStringLiteral(", ")));
            item->setToolTip(plainToolTip(words.join(u'\n')));
            if (wanted == row.id) m_list->setCurrentItem(item);
        }
    }
    m_stack->setCurrentWidget(m_rows.empty() ? static_cast<QWidget*>(m_empty) : m_list);
    setFocusProxy(m_rows.empty() ? static_cast<QWidget*>(m_name) : m_list);
    showAllowed();
}

void MomentsPage::setShown(std::optional<std::uint64_t> position) {
    if (m_list->hasFocus()) return;
    const auto row = std::ranges::find_if(m_rows, [&](const MomentRow& one) { return position == one.position; });
    const QSignalBlocker blocker(m_list);
    m_list->setCurrentRow(row == m_rows.end() ? -1 : static_cast<int>(row - m_rows.begin()));
    showAllowed();
}

void MomentsPage::setWritable(bool writable) {
    m_isWritable = writable;
    showAllowed();
}

const MomentRow* MomentsPage::chosen() const {
    const int row = m_list->currentRow();
    return row >= 0 && row < static_cast<int>(m_rows.size()) ? &m_rows[static_cast<std::size_t>(row)] : nullptr;
}

void MomentsPage::showAllowed() {
    m_name->setEnabled(m_isWritable);
    m_change->setEnabled(m_isWritable && chosen() != nullptr);
    m_remove->setEnabled(m_isWritable && chosen() != nullptr);
    m_change->setVisible(!m_rows.empty());
    m_remove->setVisible(!m_rows.empty());
}

void MomentsPage::popupMenu(const QPoint& place) {
    if (m_list->itemAt(place) == nullptr || chosen() == nullptr) return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const event::EventId id = chosen()->id;
    connect(menu->addAction(tr("&Go There")), &QAction::triggered, this, [this, id] { Q_EMIT goRequested(id); });
    QAction* change = menu->addAction(tr("&Change Name or Note…"));
    connect(change, &QAction::triggered, this, [this, id] { Q_EMIT changeRequested(id); });
    QAction* remove = menu->addAction(tr("&Remove the Name"));
    connect(remove, &QAction::triggered, this, [this, id] { Q_EMIT removeRequested(id); });
    change->setEnabled(m_isWritable);
    remove->setEnabled(m_isWritable);
    menu->popup(m_list->viewport()->mapToGlobal(place));
}

bool MomentsPage::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_list || event->type() != QEvent::KeyPress) return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->key() == Qt::Key_F2 && m_change->isEnabled()) {
        m_change->click();
        return true;
    }
    if (key->key() == Qt::Key_Delete && m_remove->isEnabled()) {
        m_remove->click();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void MomentsPage::showColours() {
    QPalette own;
    own.setColor(QPalette::WindowText, themeColours(QApplication::palette()).muted);
    m_empty->setPalette(own);
}

void MomentsPage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::ApplicationPaletteChange) showColours();
}

}  // namespace varve::ui
