#include "ui/find/find_bar.h"

#include <QAccessible>
#include <QAction>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

#include "ui/elided_label.h"
#include "ui/theme.h"
#include "ui/theme_icons.h"

namespace varve::ui {

namespace {

constexpr int kFieldWidthMax = 420;
constexpr QSize kIconSize(18, 18);

QLineEdit* makeField(QWidget* parent, const QString& name, const QString& words) {
    auto* field = new QLineEdit(parent);
    field->setObjectName(name);
    field->setPlaceholderText(words);
    field->setAccessibleName(words);
    field->setMaximumWidth(kFieldWidthMax);
    field->setMaxLength(static_cast<int>(projection::kSearchTextSizeMax / 2));
    return field;
}

}  // namespace

FindBar::FindBar(const FindActions& actions, QWidget* parent) : QWidget(parent), m_actions(actions) {
    setObjectName(QStringLiteral("findBar"));
    setAccessibleName(tr("Find"));
    m_search = makeField(this, QStringLiteral("findText"), tr("Find"));
    m_replacement = makeField(this, QStringLiteral("replaceText"), tr("Replace with"));
    m_count = new QLabel(this);
    m_count->setObjectName(QStringLiteral("findCount"));
    m_note = new ElidedLabel(this);
    m_note->setObjectName(QStringLiteral("findNote"));
    m_replaceOne = new QPushButton(tr("Replace"), this);
    m_replaceOne->setObjectName(QStringLiteral("replaceOneButton"));
    m_replaceAll = new QPushButton(tr("Replace All"), this);
    m_replaceAll->setObjectName(QStringLiteral("replaceAllButton"));
    auto* closeButton = new QToolButton(this);
    closeButton->setObjectName(QStringLiteral("closeFind"));
    closeButton->setAutoRaise(true);
    closeButton->setIcon(themeIcon(QStringLiteral("close")));
    closeButton->setIconSize(QSize(16, 16));
    closeButton->setAccessibleName(tr("Close the find bar"));
    closeButton->setToolTip(tr("Close the find bar (Esc)"));

    auto* searchRow = new QHBoxLayout;
    searchRow->setSpacing(2);
    for (QAction* action : {actions.findPrevious, actions.findNext})
        searchRow->addWidget(makeButton(action));
    searchRow->addSpacing(8);
    for (QAction* action : {actions.matchCase, actions.wholeWords, actions.expression, actions.inSelection})
        searchRow->addWidget(makeButton(action));
    searchRow->addSpacing(8);
    searchRow->addWidget(m_count, 1);
    searchRow->addWidget(closeButton);
    auto* replaceRow = new QHBoxLayout;
    replaceRow->setSpacing(8);
    replaceRow->addWidget(m_replaceOne);
    replaceRow->addWidget(m_replaceAll);
    replaceRow->addStretch(1);
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(16, 7, 10, 7);
    layout->setHorizontalSpacing(8);
    layout->setVerticalSpacing(5);
    layout->setColumnStretch(0, 2);
    layout->setColumnStretch(1, 3);
    layout->addWidget(m_search, 0, 0);
    layout->addLayout(searchRow, 0, 1);
    layout->addWidget(m_replacement, 1, 0);
    layout->addLayout(replaceRow, 1, 1);
    layout->addWidget(m_note, 2, 0, 1, 2);

    connect(m_search, &QLineEdit::textChanged, this, &FindBar::patternEdited);
    connect(m_replacement, &QLineEdit::textChanged, this, &FindBar::replacementEdited);
    for (const QAction* option : {actions.matchCase, actions.wholeWords, actions.expression})
        connect(option, &QAction::toggled, this, &FindBar::patternEdited);
    connect(m_replaceOne, &QPushButton::clicked, actions.replaceOne, &QAction::trigger);
    connect(m_replaceAll, &QPushButton::clicked, actions.replaceAll, &QAction::trigger);
    connect(closeButton, &QToolButton::clicked, this, &FindBar::closeRequested);
    setReplaceVisible(false);
    setReplaceAllowed(true, {});
    m_note->hide();
    showColours();
    hide();
}

QToolButton* FindBar::makeButton(QAction* action) {
    auto* button = new QToolButton(this);
    button->setObjectName(action->objectName() + QStringLiteral("Button"));
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    button->setIconSize(kIconSize);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    QString name = action->text();
    button->setAccessibleName(name.remove(QLatin1Char('&')));
    return button;
}

QString FindBar::searchText() const {
    return m_search->text();
}

void FindBar::setSearchText(const QString& text) {
    const QSignalBlocker blocker(m_search);
    m_search->setText(text);
}

QString FindBar::replacement() const {
    return m_replacement->text();
}

projection::SearchOptions FindBar::options() const {
    return {.isCaseSensitive = m_actions.matchCase->isChecked(),
            .isWholeWord = m_actions.wholeWords->isChecked(),
            .isRegularExpression = m_actions.expression->isChecked()};
}

void FindBar::setReplaceVisible(bool visible) {
    for (QWidget* widget : {static_cast<QWidget*>(m_replacement), static_cast<QWidget*>(m_replaceOne),
                            static_cast<QWidget*>(m_replaceAll)})
        widget->setVisible(visible);
}

bool FindBar::isReplaceVisible() const {
    return !m_replacement->isHidden();
}

void FindBar::setReplaceAllowed(bool allowed, const QString& reason) {
    m_replacement->setEnabled(allowed);
    m_replacement->setToolTip(reason);
    m_replaceOne->setEnabled(allowed);
    m_replaceAll->setEnabled(allowed);
    m_replaceOne->setToolTip(allowed ? m_actions.replaceOne->toolTip() : reason);
    m_replaceAll->setToolTip(allowed ? m_actions.replaceAll->toolTip() : reason);
}

void FindBar::takeFocus(bool toReplacement) {
    QLineEdit* field = toReplacement && m_replacement->isEnabled() ? m_replacement : m_search;
    field->setFocus(Qt::ShortcutFocusReason);
    field->selectAll();
}

void FindBar::setCount(const QString& words, bool found) {
    if (words == m_count->text() && found == m_isFound) return;
    m_count->setText(words);
    m_isFound = found;
    showColours();
    QAccessibleEvent event(m_count, QAccessible::NameChanged);
    QAccessible::updateAccessibility(&event);
}

QString FindBar::count() const {
    return m_count->text();
}

void FindBar::setNote(const QString& sentence, NoteKind kind) {
    m_note->setText(sentence);
    m_note->setAccessibleName(sentence);
    m_note->setVisible(!sentence.isEmpty());
    m_noteKind = kind;
    showColours();
    if (sentence.isEmpty()) return;
    QAccessibleEvent event(m_note, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

QString FindBar::note() const {
    return m_note->isHidden() ? QString() : m_note->text();
}

void FindBar::showColours() {
    const ThemeColours colours = themeColours(palette());
    const auto paint = [this](QWidget* label, const QColor& colour) {
        QPalette own = palette();
        own.setColor(QPalette::WindowText, colour);
        label->setPalette(own);
    };
    paint(m_count, m_isFound ? colours.muted : colours.warningText);
    paint(m_note, m_noteKind == NoteKind::kNote ? colours.muted : colours.warningText);
}

bool FindBar::event(QEvent* event) {
    // Esc and Enter mean something here, whatever actions of the window have them.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Escape) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

void FindBar::keyPressEvent(QKeyEvent* event) {
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    const bool isShifted = event->modifiers().testFlag(Qt::ShiftModifier);
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT closeRequested();
    } else if (isEnter && m_search->hasFocus()) {
        Q_EMIT stepRequested(!isShifted);
    } else if (isEnter && m_replacement->hasFocus()) {
        Q_EMIT replaceRequested();
    } else if (isEnter && qobject_cast<QAbstractButton*>(focusWidget()) != nullptr) {
        qobject_cast<QAbstractButton*>(focusWidget())->click();
    } else {
        QWidget::keyPressEvent(event);
    }
}

void FindBar::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_note != nullptr) showColours();
}

void FindBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), palette().window());
    painter.fillRect(0, height() - 1, width(), 1, themeColours(palette()).hairline);
}

}  // namespace varve::ui
