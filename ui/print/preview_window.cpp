#include "ui/print/preview_window.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace varve::ui {

PreviewWindow::PreviewWindow(DocumentMoment moment, const print::PaperOptions& options, QWidget* parent)
    : QDialog(parent), m_view(new PreviewView(this)), m_worker(new PaperWorker(this)) {
    setObjectName(QStringLiteral("previewWindow"));
    setWindowTitle(tr("Print Preview: %1").arg(moment.title));
    setWindowFlag(Qt::WindowMaximizeButtonHint);
    createTools();
    m_waiting = new QWidget(this);
    m_message = new QLabel(tr("Setting the pages…"), m_waiting);
    m_message->setObjectName(QStringLiteral("previewMessage"));
    m_message->setAlignment(Qt::AlignCenter);
    m_message->setWordWrap(true);
    m_progress = new QProgressBar(m_waiting);
    m_progress->setObjectName(QStringLiteral("previewProgress"));
    m_progress->setAccessibleName(tr("Progress of setting the pages"));
    auto* waiting = new QHBoxLayout(m_waiting);
    waiting->setContentsMargins(12, 6, 12, 6);
    waiting->addWidget(m_message, 1);
    waiting->addWidget(m_progress);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_tools);
    layout->addWidget(m_waiting);
    layout->addWidget(m_view, 1);
    connect(m_worker, &PaperWorker::typesetDone, this, [this] {
        m_waiting->hide();
        m_print->setEnabled(true);
        m_save->setEnabled(true);
        m_view->setPages(m_worker->pageCount(), m_worker->paperPoints());
        showPlace();
    });
    connect(m_worker, &PaperWorker::progressed, m_progress, &QProgressBar::setValue);
    connect(m_worker, &PaperWorker::failed, this, &PreviewWindow::showProblem);
    connect(m_worker, &PaperWorker::rendered, m_view, &PreviewView::showPage);
    connect(m_view, &PreviewView::pagesWanted, m_worker, &PaperWorker::render);
    connect(m_view, &PreviewView::currentPageChanged, this, &PreviewWindow::showPlace);
    connect(m_view, &PreviewView::zoomChanged, this, &PreviewWindow::showPlace);
    resize(820, 900);
    m_view->setFocus();
    m_worker->typeset(std::move(moment), options);
}

QAction* PreviewWindow::addTool(const char* objectName, const QString& text, const QString& purpose,
                                const QKeySequence& key) {
    auto* action = new QAction(text, this);
    action->setObjectName(QLatin1String(objectName));
    const QString keys = key.toString(QKeySequence::NativeText);
    action->setToolTip(keys.isEmpty() ? purpose : QStringLiteral("%1 (%2)").arg(purpose, keys));
    if (!key.isEmpty()) action->setShortcut(key);
    m_tools->addAction(action);
    return action;
}

void PreviewWindow::createTools() {
    m_tools = new QToolBar(this);
    m_tools->setObjectName(QStringLiteral("previewTools"));
    m_tools->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_print = addTool("previewPrint", tr("&Print…"), tr("Print these pages"), QKeySequence::Print);
    m_save = addTool("previewSave", tr("&Save as PDF…"), tr("Write these pages into a PDF"), QKeySequence::Save);
    for (QAction* action : {m_print, m_save})
        action->setEnabled(false);
    m_tools->addSeparator();
    QAction* sides = addTool("previewSides", tr("&Two Pages"), tr("Show two pages side by side"), {});
    sides->setCheckable(true);
    QAction* fit = addTool("previewFit", tr("&Whole Page"), tr("As large as whole pages fit"), Qt::CTRL | Qt::Key_0);
    QAction* smaller = addTool("previewZoomOut", tr("−"), tr("Smaller"), QKeySequence::ZoomOut);
    m_zoom = new QLabel(m_tools);
    m_zoom->setObjectName(QStringLiteral("previewZoom"));
    m_zoom->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("  100 %  ")));
    m_zoom->setAlignment(Qt::AlignCenter);
    m_tools->addWidget(m_zoom);
    QAction* larger = addTool("previewZoomIn", tr("+"), tr("Larger"), QKeySequence::ZoomIn);
    m_tools->addSeparator();
    m_place = new QLabel(m_tools);
    m_place->setObjectName(QStringLiteral("previewPlace"));
    m_tools->addWidget(m_place);
    for (QToolButton* button : m_tools->findChildren<QToolButton*>()) {
        button->setFocusPolicy(Qt::TabFocus);
        if (button->defaultAction() != nullptr) button->setAccessibleName(button->defaultAction()->toolTip());
    }
    connect(m_print, &QAction::triggered, this, &PreviewWindow::printRequested);
    connect(m_save, &QAction::triggered, this, &PreviewWindow::saveRequested);
    connect(sides, &QAction::toggled, m_view, [this](bool two) { m_view->setColumns(two ? 2 : 1); });
    connect(fit, &QAction::triggered, m_view, [this] { m_view->setZoom(0); });
    connect(smaller, &QAction::triggered, m_view, [this] { m_view->zoomBy(-1); });
    connect(larger, &QAction::triggered, m_view, [this] { m_view->zoomBy(1); });
}

void PreviewWindow::showPlace() {
    if (m_view->pageCount() == 0) return;
    m_place->setText(tr("Page %1 of %2").arg(m_view->currentPage() + 1).arg(m_view->pageCount()));
    m_view->setAccessibleDescription(m_place->text());
    m_zoom->setText(tr("%1 %", "zoom").arg(m_view->zoomPercent()));
}

void PreviewWindow::showProblem(const QString& message) {
    m_progress->hide();
    m_message->setText(message);
    m_waiting->show();
}

}  // namespace varve::ui
