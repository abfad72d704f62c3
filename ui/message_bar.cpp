#include "ui/message_bar.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>

#include "ui/theme.h"
#include "ui/theme_icons.h"

namespace varve::ui {

namespace {

constexpr QSize kProgressSize(140, 8);

}  // namespace

MessageBar::MessageBar(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("messageBar"));
    m_label = new QLabel(this);
    m_label->setObjectName(QStringLiteral("messageText"));
    m_label->setTextFormat(Qt::PlainText);
    m_label->setWordWrap(true);
    m_label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_close = new QToolButton(this);
    m_close->setAutoRaise(true);
    m_close->setIcon(themeIcon(QStringLiteral("close")));
    m_close->setIconSize(QSize(16, 16));
    m_close->setAccessibleName(tr("Close this message"));
    m_close->setToolTip(tr("Close this message"));
    m_layout = new QHBoxLayout(this);
    m_layout->setContentsMargins(16, 7, 10, 7);
    m_layout->setSpacing(8);
    m_layout->addWidget(m_label, 1);
    m_progress = new QProgressBar(this);
    m_progress->setObjectName(QStringLiteral("messageProgress"));
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->setRange(0, 100);
    m_progress->setTextVisible(false);
    m_progress->setFixedSize(kProgressSize);
    m_progress->hide();
    m_layout->addWidget(m_progress);
    m_layout->addWidget(m_close);
    connect(m_close, &QToolButton::clicked, this, [this] { clear(m_topic); });
    hide();
}

void MessageBar::showMessage(const QString& topic, Kind kind, const QString& message, std::vector<Choice> choices) {
    const bool isOutranked = isVisibleTo(parentWidget()) && m_kind == Kind::kWarning && kind == Kind::kNotice;
    if (isOutranked && topic != m_topic) return;
    for (QPushButton* button : m_buttons)
        button->deleteLater();
    m_buttons.clear();
    m_topic = topic;
    m_kind = kind;
    m_label->setText(message);
    m_progress->hide();
    for (Choice& choice : choices) {
        auto* button = new QPushButton(choice.name, this);
        button->setObjectName(choice.objectName);
        connect(button, &QPushButton::clicked, this, [act = std::move(choice.act)] { act(); });
        m_layout->insertWidget(m_layout->count() - 1, button);
        m_buttons.push_back(button);
    }
    showColours();
    show();
    QAccessibleEvent event(this, QAccessible::Alert);
    setAccessibleName(message);
    QAccessible::updateAccessibility(&event);
}

void MessageBar::showProgress(const QString& topic, int percent) {
    if (topic != m_topic) return;
    m_progress->setValue(percent);
    m_progress->show();
}

void MessageBar::clear(const QString& topic) {
    if (topic != m_topic) return;
    m_topic.clear();
    hide();
}

QString MessageBar::message() const {
    return isVisibleTo(parentWidget()) ? m_label->text() : QString();
}

void MessageBar::showColours() {
    const ThemeColours colours = themeColours(palette());
    QPalette own = palette();
    own.setColor(QPalette::WindowText, m_kind == Kind::kWarning ? colours.warningText : colours.noticeText);
    m_label->setPalette(own);
    update();
}

void MessageBar::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) showColours();
}

void MessageBar::paintEvent(QPaintEvent*) {
    const ThemeColours colours = themeColours(palette());
    QPainter painter(this);
    painter.fillRect(rect(), m_kind == Kind::kWarning ? colours.warning : colours.notice);
}

}  // namespace varve::ui
