// What was undone and left behind, on the timeline: a side line from where it went off to its last moment, with a menu
// that shows that moment or brings the branch back, as the list of steps does. GUI thread.
#pragma once

#include <QObject>
#include <QPoint>
#include <cstdint>
#include <functional>
#include <vector>

#include "replica/document_replica.h"

namespace varve::ui {

class HistoryMode;
class TimelinePanel;

class BranchMarks : public QObject {
    Q_OBJECT
  public:
    /// Belongs to `history`; the others must outlive that.
    BranchMarks(const replica::DocumentReplica& replica, HistoryMode& history, TimelinePanel& panel,
                std::function<qint64()> nowMs);

    /// The menu on the branch whose last moment this is; nothing happens where there is none.
    void popupMenu(std::uint64_t position, const QPoint& globalPlace);

  Q_SIGNALS:
    /// All of the branch whose newest step begins with this event; the page is at now.
    void bringBackRequested(varve::event::LocalVersion first);

  private:
    void follow();

    const replica::DocumentReplica& m_replica;
    HistoryMode& m_history;
    TimelinePanel& m_panel;
    std::function<qint64()> m_nowMs;
};

}  // namespace varve::ui
