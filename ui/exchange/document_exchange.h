// Bringing in and giving out documents of other formats: reading and writing run on threads of their own, the bar above
// the page says how far they are and can stop them. What could not be kept is said. GUI thread.
#pragma once

#include <QObject>
#include <QString>
#include <atomic>
#include <memory>
#include <optional>

#include "convert/formats.h"
#include "session/document_session.h"
#include "ui/exchange/background_import.h"

class QWidget;

namespace varve::ui {

class EditorView;
class MessageBar;

class DocumentExchange : public QObject {
    Q_OBJECT
  public:
    /// All must outlive this object.
    DocumentExchange(session::DocumentSession& session, EditorView& view, MessageBar& messages, QWidget* parent);
    ~DocumentExchange() override;

    /// Asks for a file; its content goes into an empty document as a whole, else in place of the selection, as one
    /// step.
    void chooseImport();
    /// Asks where to; the document as it is at that moment.
    void chooseExport();
    void importFile(const QString& path);
    /// What a file of another format holds. Any thread; waits for the disk. Errors: one sentence.
    [[nodiscard]] static Result<ReadContent> readFile(const QString& path, const convert::Progress& progress);
    /// Puts it into the document; `success` is what is said then, before what was left out.
    void takeImported(const QString& name, Result<ReadContent> imported, const QString& success);
    /// Nothing stands for PDF, which is written but never read.
    using OutputFormat = std::optional<convert::Format>;
    void exportFile(const QString& path, OutputFormat format);
    [[nodiscard]] bool isBusy() const { return m_job != nullptr; }

  Q_SIGNALS:
    void failed(const QString& message);
    void finished(const QString& message);
    /// Pages are made elsewhere.
    void pdfRequested(const QString& path);

  private:
    /// Shared with the thread, which may outlive this object.
    struct Job {
        std::atomic<bool> isCancelled = false;
    };

    std::shared_ptr<Job> begin(const QString& what);
    void end();

    session::DocumentSession& m_session;
    EditorView& m_view;
    MessageBar& m_messages;
    QWidget* m_parentWidget;
    std::shared_ptr<Job> m_job;
    BackgroundImport m_imports;
};

}  // namespace varve::ui
