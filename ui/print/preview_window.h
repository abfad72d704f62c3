// The document as it will be on paper: its pages, how many there are, and the ways on from here: to the printer, into a
// PDF. A window of its own, so that writing goes on beside it; it shows the moment at which it was opened.
#pragma once

#include <QDialog>

#include "ui/print/document_moment.h"
#include "ui/print/paper_worker.h"
#include "ui/print/preview_view.h"

class QAction;
class QLabel;
class QProgressBar;
class QToolBar;

namespace varve::ui {

class PreviewWindow : public QDialog {
    Q_OBJECT
  public:
    PreviewWindow(DocumentMoment moment, const print::PaperOptions& options, QWidget* parent = nullptr);

    [[nodiscard]] PreviewView& view() { return *m_view; }

  Q_SIGNALS:
    void printRequested();
    void saveRequested();

  private:
    QAction* addTool(const char* objectName, const QString& text, const QString& purpose, const QKeySequence& key);
    void createTools();
    void showPlace();
    void showProblem(const QString& message);

    PreviewView* m_view;
    PaperWorker* m_worker;
    QLabel* m_place = nullptr;
    QLabel* m_zoom = nullptr;
    QWidget* m_waiting = nullptr;  // what is said until there are pages
    QLabel* m_message = nullptr;
    QProgressBar* m_progress = nullptr;
    QAction* m_print = nullptr;
    QAction* m_save = nullptr;
    QToolBar* m_tools = nullptr;
};

}  // namespace varve::ui
