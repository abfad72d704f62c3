// Which blobs a log names: everything that any event ever wrote into a register `blob`, visible now or not, since undo
// and the timeline may show it again. Follows a log as it grows; called by sync (what to ask for and what to take), by
// sessions (what a copy must hold) and by the check of a file.
#pragma once

#include <cstddef>
#include <set>

#include "base/hash.h"
#include "event/event_log.h"

namespace varve::document {

class BlobNames {
  public:
    /// Catches up with the log, which must be the same as before or grown. Returns what the new events name, ascending,
    /// whether or not earlier ones did. Cost: O(new operation runs).
    std::set<Hash> followLog(const event::EventLog& log);

    [[nodiscard]] bool contains(const Hash& name) const { return m_names.contains(name); }
    [[nodiscard]] const std::set<Hash>& all() const { return m_names; }

  private:
    std::set<Hash> m_names;
    event::LocalVersion m_seenEnd;
};

}  // namespace varve::document
