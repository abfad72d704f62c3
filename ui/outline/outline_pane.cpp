#include "ui/outline/outline_pane.h"

#include <QDrag>
#include <QDropEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMimeData>
#include <QPainter>
#include <QStackedWidget>
#include <QToolButton>
#include <algorithm>

#include "ui/theme.h"
#include "ui/theme_icons.h"

namespace varve::ui {

namespace {

constexpr int kIndentation = 14;
constexpr int kWidthMin = 160;

bool isShift(const QKeyEvent& key) {
    return key.modifiers() == Qt::AltModifier && (key.key() == Qt::Key_Up || key.key() == Qt::Key_Down);
}

}  // namespace

OutlineTree::OutlineTree(QWidget* parent) : QTreeView(parent) {
    setObjectName(QStringLiteral("outlineTree"));
    setAccessibleName(tr("Outline"));
    setAccessibleDescription(tr("Enter goes to the heading, Alt+Up and Alt+Down move its section."));
    setHeaderHidden(true);
    setIndentation(kIndentation);
    setUniformRowHeights(true);
    setTextElideMode(Qt::ElideRight);
    setFrameShape(QFrame::NoFrame);
    setDragEnabled(true);
    setAcceptDrops(true);
    setDropIndicatorShown(false);  // a line of its own shows better where a section goes
    setDragDropMode(QAbstractItemView::InternalMove);
    setExpandsOnDoubleClick(false);
    connect(this, &QTreeView::clicked, this, &OutlineTree::goRequested);
    showColours();
}

/// The pane belongs to the window; paper is where the text stands.
void OutlineTree::showColours() {
    QPalette own = palette();
    own.setColor(QPalette::Base, palette().color(QPalette::Window));
    viewport()->setPalette(own);
}

void OutlineTree::changeEvent(QEvent* event) {
    QTreeView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) showColours();
}

bool OutlineTree::event(QEvent* event) {
    // These keys mean something else here than in the window.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Escape || isShift(*key)) {
            event->accept();
            return true;
        }
    }
    return QTreeView::event(event);
}

void OutlineTree::keyPressEvent(QKeyEvent* event) {
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT leaveRequested();
    } else if (isShift(*event) && currentIndex().isValid()) {
        Q_EMIT shiftRequested(currentIndex(), event->key() == Qt::Key_Up ? -1 : 1);
    } else if (isEnter && currentIndex().isValid()) {
        Q_EMIT goRequested(currentIndex());
    } else {
        QTreeView::keyPressEvent(event);
    }
}

/// With the words of the heading below the pointer, where they hide no row that is aimed at.
void OutlineTree::startDrag(Qt::DropActions actions) {
    const QModelIndex index = currentIndex();
    if (!index.isValid()) return;
    constexpr int kPadding = 6;
    constexpr int kWordsWidthMax = 220;
    const QString words =
        fontMetrics().elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideRight, kWordsWidthMax);
    const QSize size(fontMetrics().horizontalAdvance(words) + 2 * kPadding, fontMetrics().height() + kPadding);
    QPixmap picture(size * devicePixelRatioF());
    picture.setDevicePixelRatio(devicePixelRatioF());
    picture.fill(palette().color(QPalette::ToolTipBase));
    QPainter painter(&picture);
    painter.setFont(font());
    painter.setPen(palette().color(QPalette::ToolTipText));
    painter.drawText(QRect(QPoint(), size), Qt::AlignCenter, words);
    painter.end();
    // The drag deletes itself when the system is done with it.
    auto* drag = new QDrag(this);
    drag->setMimeData(model()->mimeData({index}));
    drag->setPixmap(picture);
    drag->setHotSpot(QPoint(-2 * kPadding, -2 * kPadding));
    drag->exec(actions, Qt::MoveAction);
    showDropPlace(std::nullopt);
}

OutlineTree::DropPlace OutlineTree::dropPlaceAt(QPoint place) const {
    const QModelIndex target = indexAt(QPoint(viewport()->width() / 2, place.y()));
    if (!target.isValid()) return {};
    return {target, place.y() > visualRect(target).center().y()};
}

void OutlineTree::showDropPlace(std::optional<DropPlace> place) {
    if (place == m_dropPlace) return;
    m_dropPlace = std::move(place);
    viewport()->update();
}

void OutlineTree::dragMoveEvent(QDragMoveEvent* event) {
    if (event->source() != this) {
        event->ignore();
        return;
    }
    QTreeView::dragMoveEvent(event);  // scrolls at the edges
    showDropPlace(dropPlaceAt(event->position().toPoint()));
    event->setDropAction(Qt::MoveAction);
    event->accept();
}

void OutlineTree::dragLeaveEvent(QDragLeaveEvent* event) {
    QTreeView::dragLeaveEvent(event);
    showDropPlace(std::nullopt);
}

void OutlineTree::dropEvent(QDropEvent* event) {
    showDropPlace(std::nullopt);
    if (event->source() != this || !currentIndex().isValid()) return;
    const DropPlace place = dropPlaceAt(event->position().toPoint());
    event->setDropAction(Qt::CopyAction);  // the rows follow the document, nobody takes them away
    event->accept();
    stopAutoScroll();
    setState(NoState);
    viewport()->update();
    Q_EMIT dropRequested(currentIndex(), place.target, place.isBehind);
}

/// A line between two rows, with a ring at the depth that the section would have.
void OutlineTree::paintEvent(QPaintEvent* event) {
    QTreeView::paintEvent(event);
    if (!m_dropPlace) return;
    constexpr int kRing = 4;
    int left = kRing;
    int y = 0;
    if (m_dropPlace->target.isValid()) {
        const QRect row = visualRect(m_dropPlace->target);
        const bool isUnder =
            m_dropPlace->isBehind && isExpanded(m_dropPlace->target) && model()->rowCount(m_dropPlace->target) > 0;
        left = std::max(row.left() + (isUnder ? indentation() : 0), kRing);
        y = m_dropPlace->isBehind ? row.bottom() : row.top();
    } else {
        QModelIndex last = model()->index(model()->rowCount() - 1, 0);
        while (isExpanded(last) && model()->rowCount(last) > 0)
            last = model()->index(model()->rowCount(last) - 1, 0, last);
        y = visualRect(last).bottom();
    }
    y = std::max(y, kRing);
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(themeColours(palette()).accent, 2));
    painter.drawLine(QPointF(left + kRing, y), QPointF(viewport()->width() - kRing, y));
    painter.drawEllipse(QPointF(left, y), kRing - 1, kRing - 1);
}

OutlinePane::OutlinePane(QWidget* parent) : QDockWidget(parent) {
    setObjectName(QStringLiteral("outlinePane"));
    setWindowTitle(tr("Outline"));
    setFeatures(QDockWidget::NoDockWidgetFeatures);
    setAllowedAreas(Qt::LeftDockWidgetArea | Qt::RightDockWidgetArea);
    setTitleBarWidget(makeTitle());
    m_tree = new OutlineTree(this);
    m_tree->setModel(&m_model);
    m_empty = new QLabel(tr("No headings yet.\n\nThe headings of the document will stand here. To make one, press "
                            "Ctrl+1, or type # and a space at the beginning of a paragraph."),
                         this);
    m_empty->setObjectName(QStringLiteral("outlineEmpty"));
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignTop | Qt::AlignLeading);
    m_empty->setContentsMargins(16, 10, 12, 8);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_tree);
    m_stack->setMinimumWidth(kWidthMin);
    setWidget(m_stack);
}

QWidget* OutlinePane::makeTitle() {
    auto* title = new QWidget(this);
    auto* words = new QLabel(tr("Outline"), title);
    QFont font = words->font();
    font.setWeight(QFont::DemiBold);
    words->setFont(font);
    auto* closeButton = new QToolButton(title);
    closeButton->setObjectName(QStringLiteral("closeOutline"));
    closeButton->setAutoRaise(true);
    closeButton->setFocusPolicy(Qt::TabFocus);
    closeButton->setIcon(themeIcon(QStringLiteral("close")));
    closeButton->setIconSize(QSize(16, 16));
    closeButton->setAccessibleName(tr("Close the outline"));
    closeButton->setToolTip(tr("Close the outline (F12)"));
    connect(closeButton, &QToolButton::clicked, this, &OutlinePane::closeRequested);
    auto* layout = new QHBoxLayout(title);
    layout->setContentsMargins(16, 4, 6, 2);
    layout->addWidget(words, 1);
    layout->addWidget(closeButton);
    return title;
}

void OutlinePane::setOutline(projection::Outline outline) {
    std::vector<text::Offset> folded;
    for (int entry = 0; entry < static_cast<int>(m_model.outline().size()); ++entry) {
        const QModelIndex index = m_model.indexOf(entry);
        if (m_model.rowCount(index) > 0 && !m_tree->isExpanded(index))
            folded.push_back(m_model.outline()[static_cast<std::size_t>(entry)].offset);
    }
    bool isReset = false;
    const auto connection = connect(&m_model, &QAbstractItemModel::modelReset, this, [&isReset] { isReset = true; });
    m_model.setOutline(std::move(outline));
    disconnect(connection);
    m_stack->setCurrentIndex(m_model.outline().empty() ? 0 : 1);
    if (!isReset) return;
    m_tree->expandAll();
    for (int entry = 0; entry < static_cast<int>(m_model.outline().size()); ++entry) {
        if (std::ranges::binary_search(folded, m_model.outline()[static_cast<std::size_t>(entry)].offset))
            m_tree->collapse(m_model.indexOf(entry));
    }
}

void OutlinePane::setCurrent(int entry) {
    m_model.setCurrent(entry);
    // Whoever goes through the tree by keys is not to be moved.
    if (m_tree->hasFocus() && m_tree->currentIndex().isValid()) return;
    m_tree->setCurrentIndex(m_model.indexOf(entry));
}

}  // namespace varve::ui
