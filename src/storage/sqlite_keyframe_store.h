// Keyframes in the document file: a history::KeyframeStore on the table `keyframe`. A cache in every respect: what
// cannot be read is passed over. Used in the thread that uses the event store.
#pragma once

#include <string_view>

#include "history/keyframe_store.h"
#include "storage/sqlite_event_store.h"

namespace varve::storage {

class SqliteKeyframeStore final : public history::KeyframeStore {
  public:
    /// The event store must outlive this.
    explicit SqliteKeyframeStore(SqliteEventStore& store) : m_store(store) {}

    /// Errors of all that write: kReadOnly, kNoSpace, kInputOutput; the earlier keyframes are kept then.
    [[nodiscard]] Result<void> saveNewest(const history::Keyframe& keyframe) override;
    [[nodiscard]] Result<void> saveMilestone(const history::Keyframe& keyframe) override;
    [[nodiscard]] Result<std::optional<history::Keyframe>> newest() override;
    [[nodiscard]] Result<std::vector<std::uint64_t>> milestones() override;
    [[nodiscard]] Result<std::vector<history::Keyframe>> load() override;
    [[nodiscard]] Result<void> clear() override;

  private:
    Result<void> insert(SqliteConnection& connection, std::string_view projection, const history::Keyframe& keyframe);
    Result<void> thinMilestones(SqliteConnection& connection);

    SqliteEventStore& m_store;
};

}  // namespace varve::storage
