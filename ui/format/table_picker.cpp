#include "ui/format/table_picker.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QPushButton>
#include <QScreen>
#include <QStyle>
#include <QVBoxLayout>
#include <algorithm>

namespace varve::ui {

TableGrid::TableGrid(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("tableGrid"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

int TableGrid::cellSide() const {
    return std::max(fontMetrics().height() + 2, 16);
}

QSize TableGrid::sizeHint() const {
    return {kColumnCount * cellSide() + 1, kRowCount * cellSide() + 1};
}

QRect TableGrid::cellRect(int row, int column) const {
    const int side = cellSide();
    // The first column is where writing begins.
    return QStyle::visualRect(layoutDirection(), rect(), QRect(column * side, row * side, side + 1, side + 1));
}

TableGrid::Choice TableGrid::choiceAt(QPoint place) const {
    const int x = layoutDirection() == Qt::RightToLeft ? width() - 1 - place.x() : place.x();
    return {place.y() / cellSide() + 1, x / cellSide() + 1};
}

void TableGrid::setChoice(Choice choice) {
    choice = {std::clamp(choice.rows, 1, kRowCount), std::clamp(choice.columns, 1, kColumnCount)};
    if (choice == m_choice) return;
    m_choice = choice;
    update();
    Q_EMIT choiceChanged();
}

void TableGrid::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    QColor line = palette().color(QPalette::WindowText);
    line.setAlphaF(0.35F);
    QColor strong = palette().color(QPalette::WindowText);
    strong.setAlphaF(0.8F);
    const QColor fill = palette().color(QPalette::Highlight);
    const auto draw = [&](bool isChosen) {
        painter.setPen(isChosen ? strong : line);
        painter.setBrush(isChosen ? QBrush(fill) : QBrush(palette().color(QPalette::Base)));
        for (int row = 0; row < kRowCount; ++row) {
            for (int column = 0; column < kColumnCount; ++column) {
                if ((row < m_choice.rows && column < m_choice.columns) == isChosen)
                    painter.drawRect(cellRect(row, column).adjusted(0, 0, -1, -1));
            }
        }
    };
    // Those that are chosen last, so that their lines lie on those of the others.
    draw(false);
    draw(true);
    if (!hasFocus()) return;
    painter.setPen(QPen(strong, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(cellRect(m_choice.rows - 1, m_choice.columns - 1).adjusted(1, 1, -2, -2));
}

void TableGrid::mouseMoveEvent(QMouseEvent* event) {
    setChoice(choiceAt(event->position().toPoint()));
}

void TableGrid::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) setChoice(choiceAt(event->position().toPoint()));
}

void TableGrid::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !rect().contains(event->position().toPoint())) return;
    setChoice(choiceAt(event->position().toPoint()));
    Q_EMIT chosen(m_choice.rows, m_choice.columns);
}

void TableGrid::keyPressEvent(QKeyEvent* event) {
    const int forward = layoutDirection() == Qt::RightToLeft ? -1 : 1;
    switch (event->key()) {
        case Qt::Key_Right:
            return setChoice({m_choice.rows, m_choice.columns + forward});
        case Qt::Key_Left:
            return setChoice({m_choice.rows, m_choice.columns - forward});
        case Qt::Key_Down:
            return setChoice({m_choice.rows + 1, m_choice.columns});
        case Qt::Key_Up:
            return setChoice({m_choice.rows - 1, m_choice.columns});
        case Qt::Key_Home:
            return setChoice({m_choice.rows, 1});
        case Qt::Key_End:
            return setChoice({m_choice.rows, kColumnCount});
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Space:
            Q_EMIT chosen(m_choice.rows, m_choice.columns);
            return;
        default:
            QWidget::keyPressEvent(event);
    }
}

void TableGrid::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    update();
}

void TableGrid::focusOutEvent(QFocusEvent* event) {
    QWidget::focusOutEvent(event);
    update();
}

TablePicker::TablePicker(QWidget* parent) : QFrame(parent, Qt::Popup) {
    setObjectName(QStringLiteral("tablePicker"));
    setAccessibleName(tr("Insert a table"));
    setFrameShape(QFrame::StyledPanel);
    m_grid = new TableGrid(this);
    m_words = new QLabel(this);
    m_words->setAlignment(Qt::AlignCenter);
    auto* other = new QPushButton(tr("&Other Size…"), this);
    other->setObjectName(QStringLiteral("tableOtherSize"));
    other->setAutoDefault(false);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_words);
    layout->addWidget(m_grid, 0, Qt::AlignCenter);
    layout->addWidget(other);
    connect(m_grid, &TableGrid::choiceChanged, this, &TablePicker::showWords);
    connect(m_grid, &TableGrid::chosen, this, [this](int rows, int columns) {
        close();
        Q_EMIT chosen(rows, columns);
    });
    connect(other, &QPushButton::clicked, this, [this] {
        close();
        Q_EMIT otherSizeWanted();
    });
    showWords();
}

/// The size in words, which is also what a screen reader says.
void TablePicker::showWords() {
    const TableGrid::Choice choice = m_grid->choice();
    const QString columns = choice.columns == 1 ? tr("1 column") : tr("%n columns", nullptr, choice.columns);
    const QString rows = choice.rows == 1 ? tr("1 row") : tr("%n rows", nullptr, choice.rows);
    const QString words = tr("%1, %2", "columns, rows").arg(columns, rows);
    m_words->setText(words);
    m_grid->setAccessibleName(tr("Size of the table: %1").arg(words));
    if (!QAccessible::isActive() || !m_grid->hasFocus()) return;
    QAccessibleEvent event(m_grid, QAccessible::NameChanged);
    QAccessible::updateAccessibility(&event);
}

void TablePicker::open(QPoint globalPlace) {
    m_grid->setChoice({});
    adjustSize();
    if (const QScreen* screen = parentWidget()->screen()) {
        const QRect room = screen->availableGeometry();
        globalPlace.setX(std::clamp(globalPlace.x(), room.left(), std::max(room.left(), room.right() - width())));
        globalPlace.setY(std::clamp(globalPlace.y(), room.top(), std::max(room.top(), room.bottom() - height())));
    }
    move(globalPlace);
    show();
    m_grid->setFocus(Qt::PopupFocusReason);
}

}  // namespace varve::ui
