// Finding in all history, in one window: ties the page of the history pane, the search, the timeline and the page of
// text together. Searches off the GUI thread on a copy of the log; the index of that copy is kept until the document
// grows. Changes no document. GUI thread.
#pragma once

#include <QObject>
#include <QTimer>
#include <atomic>
#include <functional>
#include <memory>

#include "history/text_automaton.h"
#include "replica/document_replica.h"

class QAction;
class QMainWindow;
class QMenu;

namespace varve::ui {

class EditorView;
class HistoryMode;
class HistoryPane;
class HistorySearchPage;
class TimelinePanel;
struct HistoryHitFacts;

/// "Find in All History", in the menu.
[[nodiscard]] QAction* createHistorySearchAction(QMainWindow* window, QMenu* menu);

class HistorySearchMode : public QObject {
    Q_OBJECT
  public:
    /// All must outlive the mode.
    struct Parts {
        HistoryPane& pane;
        EditorView& view;
        HistoryMode& history;
        TimelinePanel& panel;
        const replica::DocumentReplica& replica;
        std::function<qint64()> nowMs;
    };
    /// Adds its page to the pane. `open`: opens it.
    HistorySearchMode(const Parts& parts, const QAction& open, QObject* parent = nullptr);
    ~HistorySearchMode() override;

    [[nodiscard]] HistorySearchPage& page() { return *m_page; }
    /// Opens the page, or comes back to it, with what is selected as what to find.
    void open();

  Q_SIGNALS:
    /// One sentence for the status bar.
    void messageRaised(const QString& message);

  private:
    struct Snapshot;
    struct Found;

    void search();
    void searchFor(const std::vector<history::TextPattern>& patterns);
    void take(std::uint64_t number, Found found);
    void forget();
    void show(const HistoryHitFacts& hit);

    Parts m_parts;
    HistorySearchPage* m_page;
    QTimer m_timer;
    std::shared_ptr<Snapshot> m_snapshot;                  // null before the first search
    std::shared_ptr<std::atomic<std::uint64_t>> m_wanted;  // number of the search that is not in vain
    std::uint64_t m_number = 0;                            // of the newest search
};

}  // namespace varve::ui
