#include "ui/print/paper_worker.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QPainter>
#include <QPointer>
#include <QPrinter>

#include "print/pdf_writer.h"
#include "storage/whole_file.h"

namespace varve::ui {

namespace {

Result<void> writeFile(const QString& path, BytesView bytes) {
    const auto written = storage::writeWholeFile(path, bytes);
    if (written) return {};
    return failure(ErrorCode::kInputOutput,
                   PaperWorker::tr("“%1” could not be written: %2. What was there is unchanged.")
                       .arg(QFileInfo(path).fileName(), QString::fromStdString(written.error().message))
                       .toStdString());
}

Result<void> printPages(print::PaperDocument& document, QPrinter& printer, int first, int end,
                        const convert::Progress& progress) {
    QPainter painter;
    if (!painter.begin(&printer)) {
        return failure(ErrorCode::kInputOutput,
                       PaperWorker::tr("The printer “%1” does not take anything. Nothing was printed.")
                           .arg(printer.printerName())
                           .toStdString());
    }
    const qreal scale = static_cast<qreal>(printer.resolution()) / print::kDotsPerInch;
    for (int page = first; page < end; ++page) {
        if (progress.wasCancelled()) {
            printer.abort();
            return failure(ErrorCode::kInvalidInput, PaperWorker::tr("Printing was stopped.").toStdString());
        }
        progress.say(static_cast<double>(page - first) / (end - first));
        if (page > first) printer.newPage();
        painter.save();
        painter.scale(scale, scale);
        document.paint(painter, page);
        painter.restore();
    }
    return {};
}

QImage imageOf(print::PaperDocument& document, int page, QSize pixels) {
    QImage image(pixels, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    painter.scale(pixels.width() / document.paperSize().width(), pixels.height() / document.paperSize().height());
    document.paint(painter, page);
    return image;
}

}  // namespace

PaperWorker::PaperWorker(QObject* parent) : QObject(parent) {
    m_pool.setMaxThreadCount(1);
}

PaperWorker::~PaperWorker() {
    m_state->isCancelled = true;
    m_pool.clear();
    m_pool.waitForDone();
}

void PaperWorker::start(std::function<std::function<void()>(State&)> work) {
    m_pool.start([self = QPointer(this), state = m_state, work = std::move(work)] {
        auto answer = work(*state);
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, answer = std::move(answer)] {
                if (self) answer();
            },
            Qt::QueuedConnection);
    });
}

convert::Progress PaperWorker::progressOf(const std::shared_ptr<State>& state) {
    const auto say = [self = QPointer(this), state](double part) {
        const int percent = static_cast<int>(part * 100);
        if (state->percent.exchange(percent) == percent) return;
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, percent] {
                if (self) Q_EMIT self->progressed(percent);
            },
            Qt::QueuedConnection);
    };
    return {say, [state] { return state->isCancelled.load(); }};
}

void PaperWorker::typeset(DocumentMoment moment, const print::PaperOptions& options) {
    start([this, moment = std::move(moment), options, progress = progressOf(m_state)](State& state) {
        auto document = print::PaperDocument::typeset(moment.read(), moment.imageSource(), options, progress);
        if (!document) {
            return std::function<void()>(
                [this, message = QString::fromStdString(document.error().message)] { Q_EMIT failed(message); });
        }
        state.document = std::move(*document);
        const int count = state.document->pageCount();
        const QSizeF points = state.document->paperSize() / print::kDotsPerPoint;
        return std::function<void()>([this, count, points] {
            m_pageCount = count;
            m_paperPoints = points;
            Q_EMIT typesetDone();
        });
    });
}

void PaperWorker::render(const std::vector<int>& pages, QSize pixels) {
    m_wanted.assign(pages.rbegin(), pages.rend());
    m_wantedPixels = pixels;
    if (!m_isRendering) renderNext();
}

void PaperWorker::renderNext() {
    m_isRendering = !m_wanted.empty();
    if (!m_isRendering) return;
    const int page = m_wanted.back();
    m_wanted.pop_back();
    start([this, page, pixels = m_wantedPixels](State& state) {
        const QImage image = imageOf(*state.document, page, pixels);
        return std::function<void()>([this, page, image] {
            renderNext();
            Q_EMIT rendered(page, image);
        });
    });
}

void PaperWorker::save(const QString& path, std::int64_t timeMs) {
    start([this, path, timeMs, progress = progressOf(m_state)](State& state) {
        const auto bytes = print::writePdf(*state.document, timeMs, progress);
        const Result<void> written = bytes ? writeFile(path, *bytes) : std::unexpected(bytes.error());
        return std::function<void()>([this, written] {
            if (written) {
                Q_EMIT finished();
            } else {
                Q_EMIT failed(QString::fromStdString(written.error().message));
            }
        });
    });
}

void PaperWorker::print(std::shared_ptr<QPrinter> printer, int first, int end) {
    start([this, printer = std::move(printer), first, end, progress = progressOf(m_state)](State& state) {
        const Result<void> printed = printPages(*state.document, *printer, first, end, progress);
        return std::function<void()>([this, printed] {
            if (printed) {
                Q_EMIT finished();
            } else {
                Q_EMIT failed(QString::fromStdString(printed.error().message));
            }
        });
    });
}

void PaperWorker::cancel() {
    m_state->isCancelled = true;
}

}  // namespace varve::ui
