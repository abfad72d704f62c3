#include "ui/exchange/background_import.h"

#include <QCoreApplication>
#include <QMetaObject>
#include <utility>

#include "document/content_codec.h"

namespace varve::ui {

Result<ReadContent> readContentOf(Result<convert::Imported> imported) {
    if (!imported) return std::unexpected(imported.error());
    ReadContent read{std::move(imported->content), {}, std::move(imported->losses)};
    for (convert::ImportedImage& image : imported->images) {
        auto blob = document::makeBlob(std::move(image.bytes), std::move(image.media));
        if (blob) {
            read.blobs.push_back(*std::move(blob));
        } else {
            read.losses.push_back(blob.error().message);
        }
    }
    return read;
}

Result<ReadContent> readCarried(BytesView bytes) {
    auto carried = document::decodeContent(bytes);
    if (!carried) return std::unexpected(carried.error());
    return ReadContent{std::move(carried->content), std::move(carried->blobs), {}};
}

BackgroundImport::BackgroundImport(QObject* parent)
    : QObject(parent), m_isStopped(std::make_shared<std::atomic<bool>>(false)) {
    // One thread keeps the order.
    m_thread.setMaxThreadCount(1);
}

BackgroundImport::~BackgroundImport() {
    m_isStopped->store(true);
    m_thread.clear();
    m_thread.waitForDone();
}

void BackgroundImport::start(Work work, Take take) {
    ++m_waitingCount;
    // The destructor waits for the thread, so this object is there as long as the work runs; what it has posted goes
    // with this object.
    m_thread.start([this, work = std::move(work), take = std::move(take), isStopped = m_isStopped] {
        const convert::Progress progress{{}, [isStopped] { return isStopped->load(); }};
        auto read = std::make_shared<Result<ReadContent>>(work(progress));
        QMetaObject::invokeMethod(
            this,
            [this, read, take, isStopped] {
                if (isStopped->load()) return;
                --m_waitingCount;
                take(std::move(*read));
            },
            Qt::QueuedConnection);
    });
}

void BackgroundImport::start(convert::Format format, Bytes bytes, Take take) {
    start([format, bytes = std::move(bytes)](
              const convert::Progress& progress) { return readContentOf(convert::importAs(format, bytes, progress)); },
          std::move(take));
}

void BackgroundImport::retire() {
    stop();
    // Whoever quits waits for the thread after all.
    setParent(QCoreApplication::instance());
    m_thread.start([this] { QMetaObject::invokeMethod(this, &QObject::deleteLater, Qt::QueuedConnection); });
}

void BackgroundImport::finish() {
    m_thread.waitForDone();
    QCoreApplication::sendPostedEvents(this, QEvent::MetaCall);
}

void BackgroundImport::stop() {
    m_thread.clear();
    m_isStopped->store(true);
    m_isStopped = std::make_shared<std::atomic<bool>>(false);
    m_waitingCount = 0;
}

}  // namespace varve::ui
