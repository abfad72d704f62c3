#include "ui/exchange/document_exchange.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QPointer>
#include <QThreadPool>

#include "editing/content_writer.h"
#include "projection/content_reader.h"
#include "storage/whole_file.h"
#include "ui/editor/editor_view.h"
#include "ui/message_bar.h"

namespace varve::ui {

namespace {

const QString kTopic = QStringLiteral("exchange");

QString textOf(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString filterOf(const convert::FormatFacts& facts) {
    return QStringLiteral("%1 (%2)").arg(textOf(facts.name), QString::fromStdString(convert::filePatterns(facts)));
}

}  // namespace

DocumentExchange::DocumentExchange(session::DocumentSession& session, EditorView& view, MessageBar& messages,
                                   QWidget* parent)
    : QObject(parent), m_session(session), m_view(view), m_messages(messages), m_parentWidget(parent) {}

DocumentExchange::~DocumentExchange() {
    if (m_job) m_job->isCancelled = true;
}

std::shared_ptr<DocumentExchange::Job> DocumentExchange::begin(const QString& what) {
    m_job = std::make_shared<Job>();
    m_messages.showMessage(
        kTopic, MessageBar::Kind::kNotice, what,
        {{tr("Cancel"), QStringLiteral("barCancelExchange"), [job = m_job] { job->isCancelled = true; }}});
    return m_job;
}

void DocumentExchange::end() {
    m_job.reset();
    m_messages.clear(kTopic);
}

void DocumentExchange::chooseImport() {
    auto* chooser = new QFileDialog(m_parentWidget, tr("Import"));
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(QFileDialog::ExistingFile);
    QStringList filters{tr("All files (*)")};
    for (const convert::FormatFacts& facts : convert::allFormats())
        filters += filterOf(facts);
    chooser->setNameFilters(filters);
    connect(chooser, &QFileDialog::fileSelected, this, &DocumentExchange::importFile);
    chooser->open();
}

void DocumentExchange::importFile(const QString& path) {
    if (m_job) {
        Q_EMIT failed(tr("Another file is being converted. Nothing was changed; please try again when it is done."));
        return;
    }
    const QString name = QFileInfo(path).fileName();
    const auto job = begin(tr("Reading “%1”…").arg(name));
    m_imports.start(
        [path, job](const convert::Progress& progress) {
            return readFile(path, {{}, [&] { return job->isCancelled.load() || progress.wasCancelled(); }});
        },
        [this, name](Result<ReadContent> imported) {
            takeImported(name, std::move(imported), tr("“%1” is in the document.").arg(name));
        });
}

Result<ReadContent> DocumentExchange::readFile(const QString& path, const convert::Progress& progress) {
    QFile file(path);
    const QString name = QFileInfo(path).fileName();
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(ErrorCode::kInputOutput,
                       tr("“%1” cannot be read: %2. Nothing was changed.").arg(name, file.errorString()).toStdString());
    }
    if (file.size() > static_cast<qint64>(convert::kInputSizeMax)) {
        return failure(ErrorCode::kLimitExceeded,
                       tr("“%1” is larger than 64 MB, the most that is brought in at once. Nothing "
                          "was changed.")
                           .arg(name)
                           .toStdString());
    }
    const QByteArray bytes = file.read(static_cast<qint64>(convert::kInputSizeMax));
    const BytesView view(bytes.constData(), static_cast<std::size_t>(bytes.size()));
    const auto byName = convert::formatOfFileName(name.toStdString());
    const auto format = byName ? byName : convert::formatOfBytes(view);
    if (!format) {
        return failure(ErrorCode::kUnsupported,
                       tr("“%1” is of no kind that Varve can bring in. Nothing was changed.").arg(name).toStdString());
    }
    return readContentOf(convert::importAs(*format, view, progress));
}

void DocumentExchange::takeImported(const QString& name, Result<ReadContent> imported, const QString& success) {
    end();
    if (!imported) {
        Q_EMIT failed(QString::fromStdString(imported.error().message));
        return;
    }
    for (const document::SharedBlob& blob : imported->blobs) {
        const auto added = m_session.addBlob(blob);
        if (!added) imported->losses.push_back(added.error().message);
    }
    replica::DocumentReplica& replica = m_session.replica();
    if (replica.log().end().value == 0) {
        const auto applied = replica.apply(editing::importIntent(replica.nextEventId(), imported->content));
        if (!applied) {
            Q_EMIT failed(QString::fromStdString(applied.error().message));
            return;
        }
    } else {
        if (m_view.isReadOnly()) {
            Q_EMIT failed(
                tr("“%1” was read, but the document cannot be changed now. Return to now and import again.").arg(name));
            return;
        }
        // What is selected stays.
        m_view.setSelection({m_view.caret(), m_view.caret()});
        const std::size_t before = replica.log().transactionCount();
        m_view.insertContent(imported->content, event::TransactionKind::kPaste);
        if (replica.log().transactionCount() == before) return;
    }
    QString message = success;
    for (const std::string& loss : imported->losses)
        message += u' ' + QString::fromStdString(loss);
    Q_EMIT finished(message);
}

void DocumentExchange::chooseExport() {
    const QFileInfo file(QString::fromStdString(m_session.path().string()));
    auto* chooser = new QFileDialog(m_parentWidget, tr("Export"), file.absolutePath());
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    QStringList filters{tr("PDF (*.pdf)")};
    for (const convert::FormatFacts& facts : convert::allFormats())
        filters += filterOf(facts);
    chooser->setNameFilters(filters);
    const auto chosen = [chooser]() -> OutputFormat {
        const auto index = chooser->nameFilters().indexOf(chooser->selectedNameFilter());
        if (index < 1) return std::nullopt;
        return convert::allFormats()[static_cast<std::size_t>(index - 1)].format;
    };
    const auto showSuffix = [chooser, chosen, title = m_session.title()] {
        const OutputFormat format = chosen();
        const QString suffix =
            format ? textOf(convert::factsOf(*format).suffixes).section(u' ', 0, 0) : QStringLiteral("pdf");
        chooser->setDefaultSuffix(suffix);
        chooser->selectFile(title + u'.' + suffix);
    };
    showSuffix();
    connect(chooser, &QFileDialog::filterSelected, this, showSuffix);
    connect(chooser, &QFileDialog::fileSelected, this, [this, chosen](const QString& path) {
        const QFileInfo chosenFile(path);
        const auto byName = convert::formatOfFileName(chosenFile.fileName().toStdString());
        const bool isPdf = chosenFile.suffix().compare(u"pdf", Qt::CaseInsensitive) == 0;
        exportFile(path, isPdf ? std::nullopt : byName ? byName : chosen());
    });
    chooser->open();
}

void DocumentExchange::exportFile(const QString& path, OutputFormat format) {
    if (!format) {
        Q_EMIT pdfRequested(path);
        return;
    }
    if (m_job) {
        Q_EMIT failed(tr("Another file is being converted. Nothing was written; please try again when it is done."));
        return;
    }
    const QString name = QFileInfo(path).fileName();
    const auto job = begin(tr("Writing “%1”…").arg(name));
    const QPointer<DocumentExchange> self(this);
    // Copies of log and tracker are snapshots; the document goes on meanwhile.
    const replica::DocumentReplica& replica = m_session.replica();
    QThreadPool::globalInstance()->start([self, job, path, name, format, log = replica.log(),
                                          tracker = replica.presentTracker(), blobs = m_session.blobSource()] {
        const convert::Progress progress{{}, [job] { return job->isCancelled.load(); }};
        const document::Content content = projection::contentOf(log, tracker, merge::View::kEffect);
        const auto bytesOf = [&blobs](std::string_view hash) -> std::optional<Bytes> {
            const auto blobName = document::blobNameOf(hash);
            if (!blobName) return std::nullopt;
            const auto blob = blobs(*blobName);
            return blob && *blob != nullptr ? std::optional((*blob)->bytes) : std::nullopt;
        };
        const auto written = convert::exportAs(*format, content, bytesOf, progress);
        QString problem;
        QString losses;
        if (!written) {
            problem = QString::fromStdString(written.error().message);
        } else {
            for (const std::string& loss : written->losses)
                losses += u' ' + QString::fromStdString(loss);
            if (const auto saved = storage::writeWholeFile(path, written->bytes); !saved) {
                problem = tr("“%1” could not be written: %2. What was there is unchanged.")
                              .arg(name, QString::fromStdString(saved.error().message));
            }
        }
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, name, problem, losses] {
                if (!self) return;
                self->end();
                if (problem.isEmpty()) {
                    Q_EMIT self->finished(tr("“%1” is written.").arg(name) + losses);
                } else {
                    Q_EMIT self->failed(problem);
                }
            },
            Qt::QueuedConnection);
    });
}

}  // namespace varve::ui
