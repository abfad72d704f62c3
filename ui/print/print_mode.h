// From the document to paper: page setup, preview, printing, PDF. What takes long runs on a thread; the bar above the
// page says how far it is and can stop it. Prints what is on display, which may be a moment of the past. GUI thread.
#pragma once

#include <QObject>
#include <functional>
#include <memory>

#include "ui/print/document_moment.h"

class QPrinter;
class QWidget;

namespace varve::ui {

class EditorView;
class MessageBar;
class PaperWorker;

class PrintMode : public QObject {
    Q_OBJECT
  public:
    /// All must outlive this object. `moment`: what is on display now.
    PrintMode(EditorView& view, MessageBar& messages, std::function<DocumentMoment()> moment,
              std::function<std::int64_t()> nowMs, QWidget* parent);
    ~PrintMode() override;

    void showPageSetup();
    void showPreview();
    /// Asks for a printer. Without any it says so and offers a PDF.
    void choosePrinter();
    /// Asks where to.
    void choosePdf();
    void savePdf(const QString& path);
    /// A printer that was chosen; its range of pages is kept, its paper becomes the document's.
    void printTo(std::shared_ptr<QPrinter> printer);
    [[nodiscard]] bool isBusy() const { return m_worker != nullptr; }

  Q_SIGNALS:
    void failed(const QString& message);
    void finished(const QString& message);

  private:
    [[nodiscard]] document::Attributes properties() const;
    /// A worker that typesets what is on display and then does `next`; nothing while another one works.
    void begin(const QString& what, const QString& done, std::function<void(PaperWorker&)> next);
    void end();

    EditorView& m_view;
    MessageBar& m_messages;
    std::function<DocumentMoment()> m_moment;
    std::function<std::int64_t()> m_nowMs;
    QWidget* m_parentWidget;
    PaperWorker* m_worker = nullptr;
};

}  // namespace varve::ui
