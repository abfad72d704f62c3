// Typesets, paints, saves and prints one document on paper, all on one thread of its own, so that the window stays
// free. What is asked for is done one after the other; answers come as signals. GUI thread.
#pragma once

#include <QImage>
#include <QObject>
#include <QThreadPool>
#include <atomic>
#include <functional>
#include <memory>
#include <vector>

#include "print/paper_document.h"
#include "ui/print/document_moment.h"

class QPrinter;

namespace varve::ui {

class PaperWorker : public QObject {
    Q_OBJECT
  public:
    explicit PaperWorker(QObject* parent = nullptr);
    /// Gives up what is being done and waits for that: some milliseconds.
    ~PaperWorker() override;

    /// typeset() or failed() follows.
    void typeset(DocumentMoment moment, const print::PaperOptions& options);
    [[nodiscard]] bool isTypeset() const { return m_pageCount > 0; }
    [[nodiscard]] int pageCount() const { return m_pageCount; }
    [[nodiscard]] QSizeF paperPoints() const { return m_paperPoints; }

    /// These pages, `pixels` large, and no others that were asked for before; rendered() follows for each.
    void render(const std::vector<int>& pages, QSize pixels);
    /// As a PDF that appears under its name when all of it is there; finished() or failed() follows. `timeMs`: now.
    void save(const QString& path, std::int64_t timeMs);
    /// Pages [first, end) on a printer that is set up; finished() or failed() follows.
    void print(std::shared_ptr<QPrinter> printer, int first, int end);
    /// Stops for good what typesets, saves or prints; failed() says so.
    void cancel();

  Q_SIGNALS:
    void typesetDone();
    void rendered(int page, const QImage& image);
    void progressed(int percent);
    void finished();
    void failed(const QString& message);

  private:
    /// Of the thread while it works.
    struct State {
        std::unique_ptr<print::PaperDocument> document;
        std::atomic<bool> isCancelled = false;
        std::atomic<int> percent = -1;
    };

    /// Runs on the thread; the function that it gives back runs on the GUI's.
    void start(std::function<std::function<void()>(State&)> work);
    [[nodiscard]] convert::Progress progressOf(const std::shared_ptr<State>& state);
    void renderNext();

    std::shared_ptr<State> m_state = std::make_shared<State>();
    int m_pageCount = 0;
    QSizeF m_paperPoints;
    std::vector<int> m_wanted;
    QSize m_wantedPixels;
    bool m_isRendering = false;
    QThreadPool m_pool;
};

}  // namespace varve::ui
