// The objects of the moment that a history cursor shows, for the view in history mode.
#pragma once

#include "history/history_cursor.h"
#include "projection/object_source.h"

namespace varve::projection {

class MomentObjects : public ObjectSource {
  public:
    /// Both must outlive it; the answers are about what the cursor shows when it is asked. Cost: HistoryCursor::idsAt.
    MomentObjects(const event::EventLog& log, history::HistoryCursor& cursor) : m_log(log), m_cursor(cursor) {}

    [[nodiscard]] std::vector<event::EventId> idsAt(const event::ObjectId& sequence,
                                                    std::span<const text::Offset> offsets) const override {
        return m_cursor.idsAt(m_log, sequence, offsets);
    }
    [[nodiscard]] std::optional<Place> placeOf(const event::EventId& id) const override {
        return m_cursor.placeOf(m_log, id);
    }
    [[nodiscard]] document::Patch textOf(const event::ObjectId& sequence) const override {
        return m_cursor.textOf(m_log, sequence);
    }

  private:
    const event::EventLog& m_log;
    history::HistoryCursor& m_cursor;
};

}  // namespace varve::projection
