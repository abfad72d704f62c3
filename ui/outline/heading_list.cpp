#include "ui/outline/heading_list.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace varve::ui {

namespace {

constexpr int kWidthMax = 460;
constexpr int kRowCountMax = 12;
constexpr int kRowPadding = 9;
constexpr int kIndentSpaces = 4;
constexpr int kEntryRole = Qt::UserRole;

}  // namespace

HeadingList::HeadingList(projection::Outline outline, text::Offset caret, QWidget* parent)
    : QFrame(parent, Qt::Popup), m_outline(std::move(outline)) {
    setObjectName(QStringLiteral("headingList"));
    setAccessibleName(tr("Go to heading"));
    setFrameShape(QFrame::StyledPanel);
    m_words = new QLineEdit(this);
    m_words->setObjectName(QStringLiteral("headingWords"));
    m_words->setPlaceholderText(tr("Go to heading"));
    m_words->setAccessibleName(tr("Words of the heading to go to"));
    m_words->installEventFilter(this);
    m_list = new QListWidget(this);
    m_list->setObjectName(QStringLiteral("headings"));
    m_list->setAccessibleName(tr("Headings"));
    m_list->setUniformItemSizes(true);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_empty = new QLabel(
        m_outline.empty() ? tr("There are no headings in this document.") : tr("No heading has these words."), this);
    m_empty->setObjectName(QStringLiteral("headingsEmpty"));
    m_empty->setContentsMargins(6, 4, 6, 6);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(6);
    layout->addWidget(m_words);
    layout->addWidget(m_list);
    layout->addWidget(m_empty);
    connect(m_words, &QLineEdit::textChanged, this, &HeadingList::filter);
    connect(m_list, &QListWidget::itemClicked, this, &HeadingList::choose);
    filter({});
    const int current = projection::outlineIndexAt(m_outline, caret);
    if (current >= 0) m_list->setCurrentRow(current);
    setFocusProxy(m_words);
}

void HeadingList::filter(const QString& words) {
    m_list->clear();
    const QStringList wanted = words.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (std::size_t index = 0; index < m_outline.size(); ++index) {
        const projection::OutlineEntry& entry = m_outline[index];
        const bool isWanted = std::ranges::all_of(
            wanted, [&entry](const QString& word) { return entry.text.contains(word, Qt::CaseInsensitive); });
        if (!isWanted) continue;
        const QString name = entry.text.isEmpty() ? tr("(empty heading)") : entry.text;
        const QString indent(static_cast<qsizetype>(std::max(0, entry.level - 1)) * kIndentSpaces, QChar(QChar::Nbsp));
        auto* item = new QListWidgetItem(indent + name, m_list);
        item->setSizeHint(QSize(0, fontMetrics().height() + kRowPadding));
        item->setData(kEntryRole, static_cast<int>(index));
        item->setData(Qt::AccessibleTextRole, entry.level == 0
                                                  ? tr("%1, title", "accessible name").arg(name)
                                                  : tr("%1, heading %2", "accessible name").arg(name).arg(entry.level));
    }
    m_list->setCurrentRow(0);
    m_list->setVisible(m_list->count() > 0);
    m_empty->setVisible(m_list->count() == 0);
    const int rowHeight = m_list->count() > 0 ? m_list->sizeHintForRow(0) : 0;
    m_list->setFixedHeight(std::min(m_list->count(), kRowCountMax) * rowHeight + 2 * m_list->frameWidth());
    resize(width(), sizeHint().height());
}

void HeadingList::choose() {
    const QListWidgetItem* item = m_list->currentItem();
    if (item == nullptr) return;
    const text::Offset heading = m_outline[static_cast<std::size_t>(item->data(kEntryRole).toInt())].offset;
    close();
    Q_EMIT chosen(heading);
}

bool HeadingList::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_words || event->type() != QEvent::KeyPress) return QFrame::eventFilter(watched, event);
    auto* key = static_cast<QKeyEvent*>(event);
    switch (key->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
            choose();
            return true;
        case Qt::Key_Escape:
            close();
            return true;
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_PageUp:
        case Qt::Key_PageDown:
            QCoreApplication::sendEvent(m_list, key);
            return true;
        default:
            return false;
    }
}

void HeadingList::showOver(const QWidget& widget) {
    const int wide = std::min(kWidthMax, widget.width() - 16);
    resize(wide, sizeHint().height());
    move(widget.mapToGlobal(QPoint((widget.width() - wide) / 2, 8)));
    show();
    m_words->setFocus(Qt::PopupFocusReason);
}

}  // namespace varve::ui
