#include "ui/drafts/draft_bar.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>

#include "ui/elided_label.h"
#include "ui/theme.h"

namespace varve::ui {

namespace {

constexpr int kStripe = 3;

}  // namespace

DraftBar::DraftBar(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("draftBar"));
    m_name = new ElidedLabel(this);
    m_name->setObjectName(QStringLiteral("draftBarName"));
    QFont bold = m_name->font();
    bold.setWeight(QFont::DemiBold);
    m_name->setFont(bold);
    m_detail = new ElidedLabel(this);
    m_detail->setObjectName(QStringLiteral("draftBarDetail"));
    m_layout = new QHBoxLayout(this);
    m_layout->setContentsMargins(16, 4, 10, 4);
    m_layout->setSpacing(8);
    m_layout->addWidget(m_name);
    m_layout->addWidget(m_detail, 1);
    showColours();
    hide();
}

void DraftBar::addButton(QAction* action) {
    auto* button = new QToolButton(this);
    button->setObjectName(action->objectName() + QStringLiteral("Button"));
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    m_layout->addWidget(button);
}

void DraftBar::setWords(const QString& name, const QString& detail) {
    m_name->setText(name);
    m_detail->setText(detail);
    setAccessibleName(words());
}

QString DraftBar::words() const {
    return tr("%1 · %2", "which draft, where it comes from").arg(m_name->text(), m_detail->text());
}

void DraftBar::showColours() {
    QPalette own = palette();
    own.setColor(QPalette::WindowText, themeColours(own).muted);
    m_detail->setPalette(own);
    update();
}

void DraftBar::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_detail != nullptr) showColours();
}

void DraftBar::paintEvent(QPaintEvent*) {
    const ThemeColours colours = themeColours(palette());
    QPainter painter(this);
    painter.fillRect(rect(), palette().window());
    painter.fillRect(QRect(0, 0, kStripe, height()), colours.accent);
    painter.fillRect(QRect(0, height() - 1, width(), 1), colours.hairline);
}

}  // namespace varve::ui
