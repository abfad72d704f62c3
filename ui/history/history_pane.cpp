#include "ui/history/history_pane.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>

#include "ui/theme_icons.h"

namespace varve::ui {

namespace {

constexpr int kWidthMin = 240;
constexpr int kIconSize = 16;

}  // namespace

HistoryPane::HistoryPane(QWidget* parent) : QDockWidget(parent) {
    setObjectName(QStringLiteral("historyPane"));
    setWindowTitle(tr("History"));
    setFeatures(QDockWidget::NoDockWidgetFeatures);
    setAllowedAreas(Qt::LeftDockWidgetArea | Qt::RightDockWidgetArea);
    setTitleBarWidget(makeTitle());
    m_pages = new QStackedWidget(this);
    m_pages->setMinimumWidth(kWidthMin);
    setWidget(m_pages);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) {
        m_pages->setCurrentIndex(index);
        if (isVisible() && currentPage() != nullptr) Q_EMIT pageShown(currentPage());
    });
}

QWidget* HistoryPane::makeTitle() {
    auto* title = new QWidget(this);
    m_tabs = new QTabBar(title);
    m_tabs->setObjectName(QStringLiteral("historyTabs"));
    m_tabs->setAccessibleName(tr("History"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setDocumentMode(true);
    m_tabs->setUsesScrollButtons(true);
    auto* closeButton = new QToolButton(title);
    closeButton->setObjectName(QStringLiteral("closeHistoryPane"));
    closeButton->setAutoRaise(true);
    closeButton->setFocusPolicy(Qt::TabFocus);
    closeButton->setIcon(themeIcon(QStringLiteral("close")));
    closeButton->setIconSize(QSize(kIconSize, kIconSize));
    closeButton->setAccessibleName(tr("Close the history pane"));
    closeButton->setToolTip(tr("Close the history pane (F9)"));
    connect(closeButton, &QToolButton::clicked, this, &HistoryPane::closeRequested);
    auto* layout = new QHBoxLayout(title);
    layout->setContentsMargins(4, 4, 6, 2);
    layout->addWidget(m_tabs, 1);
    layout->addWidget(closeButton);
    return title;
}

void HistoryPane::addPage(QWidget* page, const QString& title) {
    m_pages->addWidget(page);
    m_tabs->addTab(title);
    // The title was measured when there was no tab, and is not again while nobody sees it.
    m_tabs->setMinimumHeight(m_tabs->sizeHint().height());
}

void HistoryPane::showPage(QWidget* page) {
    m_tabs->setCurrentIndex(m_pages->indexOf(page));
    if (!isVisible()) Q_EMIT openRequested();
    QWidget* target = page->focusProxy() != nullptr ? page->focusProxy() : page;
    target->setFocus(Qt::ShortcutFocusReason);
}

void HistoryPane::showPageLike(const HistoryPane& other) {
    m_tabs->setCurrentIndex(other.m_tabs->currentIndex());
}

QWidget* HistoryPane::currentPage() const {
    return m_pages->currentWidget();
}

bool HistoryPane::event(QEvent* event) {
    // Escape leaves the past elsewhere; here it leaves the pane.
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QDockWidget::event(event);
}

void HistoryPane::showEvent(QShowEvent* event) {
    QDockWidget::showEvent(event);
    if (currentPage() != nullptr) Q_EMIT pageShown(currentPage());
}

void HistoryPane::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT leaveRequested();
    } else {
        QDockWidget::keyPressEvent(event);
    }
}

}  // namespace varve::ui
