#include "ui/print/print_mode.h"

#include <QDateTime>
#include <QFileDialog>
#include <QFileInfo>
#include <QLocale>
#include <QPageLayout>
#include <QPageSize>
#include <QPointer>
#include <QPrintDialog>
#include <QPrinter>
#include <QPrinterInfo>
#include <algorithm>
#include <array>

#include "editing/page_commands.h"
#include "ui/editor/editor_view.h"
#include "ui/message_bar.h"
#include "ui/print/page_setup_dialog.h"
#include "ui/print/paper_worker.h"
#include "ui/print/preview_window.h"

namespace varve::ui {

namespace {

const QString kTopic = QStringLiteral("print");

print::PaperOptions optionsOf(const DocumentMoment& moment, std::int64_t nowMs) {
    const QDate today = QDateTime::fromMSecsSinceEpoch(nowMs).date();
    return {.title = moment.title.toStdString(), .date = QLocale().toString(today, QLocale::LongFormat).toStdString()};
}

void setPaper(QPrinter& printer, const document::PageSetup& setup) {
    constexpr std::array kSizes{QPageSize::A4, QPageSize::A5, QPageSize::Letter, QPageSize::Legal};
    printer.setFullPage(true);
    printer.setPageLayout(QPageLayout(QPageSize(kSizes[static_cast<std::size_t>(setup.size)]),
                                      setup.isLandscape ? QPageLayout::Landscape : QPageLayout::Portrait, QMarginsF()));
}

}  // namespace

PrintMode::PrintMode(EditorView& view, MessageBar& messages, std::function<DocumentMoment()> moment,
                     std::function<std::int64_t()> nowMs, QWidget* parent)
    : QObject(parent),
      m_view(view),
      m_messages(messages),
      m_moment(std::move(moment)),
      m_nowMs(std::move(nowMs)),
      m_parentWidget(parent) {}

PrintMode::~PrintMode() = default;

document::Attributes PrintMode::properties() const {
    const auto context = m_view.editContext();
    const auto registers = context ? context->registers.attributesOf(event::WellKnownObject::kDocument) : nullptr;
    return registers ? *registers : document::Attributes();
}

void PrintMode::showPageSetup() {
    auto* dialog = new PageSetupDialog(document::pageSetupOf(properties()), m_parentWidget);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &PageSetupDialog::chosen, this, [this](const document::PageSetup& setup) {
        if (m_view.isReadOnly()) {
            Q_EMIT failed(tr("The document cannot be changed now; its page setup is as it was."));
            return;
        }
        // Read again: a colleague may have changed something meanwhile.
        const auto context = m_view.editContext();
        if (!context) return;
        editing::Edit edit = editing::withPageSetup(context->next, properties(), setup);
        if (!edit.isEmpty()) m_view.run(std::move(edit));
    });
    dialog->open();
}

void PrintMode::showPreview() {
    DocumentMoment moment = m_moment();
    const print::PaperOptions options = optionsOf(moment, m_nowMs());
    auto* window = new PreviewWindow(std::move(moment), options, m_parentWidget);
    window->setAttribute(Qt::WA_DeleteOnClose);
    connect(window, &PreviewWindow::printRequested, this, &PrintMode::choosePrinter);
    connect(window, &PreviewWindow::saveRequested, this, &PrintMode::choosePdf);
    window->show();
}

void PrintMode::choosePrinter() {
    if (QPrinterInfo::availablePrinterNames().isEmpty()) {
        m_messages.showMessage(
            kTopic, MessageBar::Kind::kNotice,
            tr("No printer is set up on this computer. The document can be saved as a PDF and printed elsewhere."),
            {{tr("Save as PDF…"), QStringLiteral("barSavePdf"), [this] {
                  m_messages.clear(kTopic);
                  choosePdf();
              }}});
        return;
    }
    const auto printer = std::make_shared<QPrinter>(QPrinter::HighResolution);
    printer->setDocName(m_moment().title);
    setPaper(*printer, document::pageSetupOf(properties()));
    auto* dialog = new QPrintDialog(printer.get(), m_parentWidget);
    dialog->setObjectName(QStringLiteral("printDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setOption(QAbstractPrintDialog::PrintToFile, false);
    dialog->setOption(QAbstractPrintDialog::PrintPageRange);
    connect(dialog, qOverload<>(&QPrintDialog::accepted), this, [this, printer] { printTo(printer); });
    dialog->open();
}

void PrintMode::printTo(std::shared_ptr<QPrinter> printer) {
    setPaper(*printer, document::pageSetupOf(properties()));
    const bool hasRange = printer->printRange() == QPrinter::PageRange && printer->fromPage() > 0;
    const int from = hasRange ? printer->fromPage() - 1 : 0;
    const int to = hasRange ? printer->toPage() : std::numeric_limits<int>::max();
    begin(tr("Printing…"), tr("The document was sent to the printer."),
          [printer = std::move(printer), from, to](PaperWorker& worker) {
              const int end = std::min(to, worker.pageCount());
              worker.print(printer, std::min(from, end - 1), end);
          });
}

void PrintMode::choosePdf() {
    auto* chooser = new QFileDialog(m_parentWidget, tr("Save as PDF"), {}, tr("PDF (*.pdf)"));
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->setDefaultSuffix(QStringLiteral("pdf"));
    chooser->selectFile(m_moment().title + QStringLiteral(".pdf"));
    connect(chooser, &QFileDialog::fileSelected, this, &PrintMode::savePdf);
    chooser->open();
}

void PrintMode::savePdf(const QString& path) {
    const QString name = QFileInfo(path).fileName();
    begin(tr("Writing “%1”…").arg(name), tr("“%1” is written.").arg(name),
          [path, nowMs = m_nowMs()](PaperWorker& worker) { worker.save(path, nowMs); });
}

void PrintMode::begin(const QString& what, const QString& done, std::function<void(PaperWorker&)> next) {
    if (m_worker != nullptr) {
        Q_EMIT failed(tr("Pages are being made already. Please try again when that is done."));
        return;
    }
    auto* worker = m_worker = new PaperWorker(this);
    m_messages.showMessage(kTopic, MessageBar::Kind::kNotice, what,
                           {{tr("Cancel"), QStringLiteral("barCancelPrint"), [working = QPointer(worker)] {
                                 if (working) working->cancel();
                             }}});
    connect(worker, &PaperWorker::typesetDone, this, [worker, next = std::move(next)] { next(*worker); });
    // Half of the way is setting, half of it painting.
    connect(worker, &PaperWorker::progressed, this, [this, worker](int percent) {
        m_messages.showProgress(kTopic, worker->isTypeset() ? 50 + percent / 2 : percent / 2);
    });
    connect(worker, &PaperWorker::finished, this, [this, done] {
        end();
        Q_EMIT finished(done);
    });
    connect(worker, &PaperWorker::failed, this, [this](const QString& message) {
        end();
        Q_EMIT failed(message);
    });
    DocumentMoment moment = m_moment();
    const print::PaperOptions options = optionsOf(moment, m_nowMs());
    worker->typeset(std::move(moment), options);
}

void PrintMode::end() {
    std::exchange(m_worker, nullptr)->deleteLater();
    m_messages.clear(kTopic);
}

}  // namespace varve::ui
