#include "history/history_cursor.h"

namespace varve::history {

HistoryCursor::HistoryCursor(const event::EventLog& log, const merge::Tracker& live) : m_tracker(live) {
    m_tracker.applyNewEventsQuietly(log);
    m_tracker.movePrepareTo(log, log.version());
}

void HistoryCursor::followLog(const event::EventLog& log) {
    const event::Version shown = m_tracker.prepareVersion();
    m_tracker.applyNewEventsQuietly(log);
    m_tracker.movePrepareTo(log, shown);
}

document::Patch HistoryCursor::moveTo(const event::EventLog& log, const event::Version& version) {
    return m_tracker.movePrepareTo(log, version);
}

std::string HistoryCursor::text(const event::EventLog& log) const {
    return m_tracker.text(log, merge::View::kPrepare);
}

}  // namespace varve::history
