// Reads what other programs wrote away from the GUI thread, one thing after the other, and gives each on the GUI thread
// in the order in which it was asked for: a file that is imported, a large piece of HTML or a large picture from the
// clipboard. Pictures get their names there, for which all of their bytes are read. What is still on its way when this
// object goes, or when it is told to stop, is never given. GUI thread.
#pragma once

#include <QObject>
#include <QThreadPool>
#include <atomic>
#include <functional>
#include <memory>

#include "convert/formats.h"
#include "document/blob.h"

namespace varve::ui {

/// Content that is ready for a document.
struct ReadContent {
    document::Content content;  // with registers of styles among its properties
    std::vector<document::SharedBlob> blobs;
    std::vector<std::string> losses;
};
/// Pictures that a document cannot keep are among the losses. Any thread. Cost: O(bytes of pictures).
[[nodiscard]] Result<ReadContent> readContentOf(Result<convert::Imported> imported);

/// The same of content of our own. Any thread.
[[nodiscard]] Result<ReadContent> readCarried(BytesView bytes);

class BackgroundImport : public QObject {
    Q_OBJECT
  public:
    /// HTML up to this size is read within the eight milliseconds that a key press may take (7 ms in a development
    /// build); larger goes here.
    static constexpr std::size_t kAtOnceSizeMax = 200'000;

    /// A picture up to this size is named as fast.
    static constexpr std::size_t kPictureAtOnceSizeMax = 1'000'000;

    using Work = std::function<Result<ReadContent>(const convert::Progress& progress)>;
    using Take = std::function<void(Result<ReadContent> read)>;

    explicit BackgroundImport(QObject* parent = nullptr);
    /// Like stop(), and waits for the thread, which stops at its next question whether it should.
    ~BackgroundImport() override;

    /// `work` runs on another thread and must not touch anything of this one.
    void start(Work work, Take take);
    /// The same for bytes of a format.
    void start(convert::Format format, Bytes bytes, Take take);
    /// Forgets what is on its way; nothing of it is given any more.
    void stop();
    /// Like stop(), and this object goes when its thread has done, for which nobody waits.
    void retire();
    /// Waits for what is on its way, and gives it.
    void finish();
    /// Something was asked for and not given yet.
    [[nodiscard]] bool isBusy() const { return m_waitingCount > 0; }

  private:
    using Flag = std::shared_ptr<std::atomic<bool>>;

    QThreadPool m_thread;
    Flag m_isStopped;
    int m_waitingCount = 0;
};

}  // namespace varve::ui
