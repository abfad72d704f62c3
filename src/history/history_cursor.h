// Time travel: a tracker whose prepare document is the moment on display. moveTo gives the patch from the moment shown
// to the moment asked for; both directions are the same code and nothing extra is stored.
// Owned by the history mode of a replica; one thread.
#pragma once

#include "document/patch.h"
#include "event/event_log.h"
#include "merge/tracker.h"

namespace varve::history {

class HistoryCursor {
  public:
    /// A cursor of its own at the tracker's newest version. Cost: a copy of the tracker, memcpy speed.
    explicit HistoryCursor(const event::EventLog& log, const merge::Tracker& live);

    /// Takes over events that the log has got since, so that they can be travelled to. The shown moment stays.
    void followLog(const event::EventLog& log);
    /// Shows `version`; the patch leads from the moment shown before.
    document::Patch moveTo(const event::EventLog& log, const event::Version& version);
    [[nodiscard]] const event::Version& version() const { return m_tracker.prepareVersion(); }
    [[nodiscard]] std::string text(const event::EventLog& log) const;
    [[nodiscard]] std::uint32_t count() const { return m_tracker.count(merge::View::kPrepare); }

  private:
    merge::Tracker m_tracker;
};

}  // namespace varve::history
