// Reads what other programs wrote away from the GUI thread, one thing after the other, and gives each on the GUI thread
// in the order in which it was asked for: a file that is imported, a large piece of HTML from the clipboard. What is
// still on its way when this object goes, or when it is told to stop, is never given. GUI thread.
#pragma once

#include <QObject>
#include <QThreadPool>
#include <atomic>
#include <functional>
#include <memory>

#include "convert/formats.h"

namespace varve::ui {

class BackgroundImport : public QObject {
    Q_OBJECT
  public:
    /// HTML up to this size is read within the eight milliseconds that a key press may take (7 ms in a development
    /// build); larger goes here.
    static constexpr std::size_t kAtOnceSizeMax = 200'000;

    using Work = std::function<Result<convert::Imported>(const convert::Progress& progress)>;
    using Take = std::function<void(Result<convert::Imported> imported)>;

    explicit BackgroundImport(QObject* parent = nullptr);
    /// Like stop(), and waits for the thread, which stops at its next question whether it should.
    ~BackgroundImport() override;

    /// `work` runs on another thread and must not touch anything of this one.
    void start(Work work, Take take);
    /// The same for bytes of a format.
    void start(convert::Format format, Bytes bytes, Take take);
    /// Forgets what is on its way; nothing of it is given any more.
    void stop();
    /// Something was asked for and not given yet.
    [[nodiscard]] bool isBusy() const { return m_waitingCount > 0; }

  private:
    using Flag = std::shared_ptr<std::atomic<bool>>;

    QThreadPool m_thread;
    Flag m_isStopped;
    int m_waitingCount = 0;
};

}  // namespace varve::ui
