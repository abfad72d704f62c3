#include "ui/exchange/background_import.h"

#include <QMetaObject>
#include <utility>

namespace varve::ui {

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
        auto imported = std::make_shared<Result<convert::Imported>>(work(progress));
        QMetaObject::invokeMethod(
            this,
            [this, imported, take, isStopped] {
                if (isStopped->load()) return;
                --m_waitingCount;
                take(std::move(*imported));
            },
            Qt::QueuedConnection);
    });
}

void BackgroundImport::start(convert::Format format, Bytes bytes, Take take) {
    start([format, bytes = std::move(bytes)](
              const convert::Progress& progress) { return convert::importAs(format, bytes, progress); },
          std::move(take));
}

void BackgroundImport::stop() {
    m_thread.clear();
    m_isStopped->store(true);
    m_isStopped = std::make_shared<std::atomic<bool>>(false);
    m_waitingCount = 0;
}

}  // namespace varve::ui
