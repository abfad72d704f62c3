// Keyframes in the document file: a history::KeyframeStore on the table `keyframe`. A cache in every respect: only the
// newest few are kept, and what cannot be read is passed over. Used in the thread that uses the event store.
#pragma once

#include "history/keyframe_store.h"
#include "storage/sqlite_event_store.h"

namespace varve::storage {

/// The newest, and one more should the newest turn out damaged: each is as large as the text.
inline constexpr int kKeyframeCountMax = 2;

class SqliteKeyframeStore final : public history::KeyframeStore {
  public:
    /// The event store must outlive this.
    explicit SqliteKeyframeStore(SqliteEventStore& store) : m_store(store) {}

    /// Errors: kReadOnly, kNoSpace, kInputOutput; the earlier keyframes are kept then.
    [[nodiscard]] Result<void> save(const history::Keyframe& keyframe) override;
    [[nodiscard]] Result<std::optional<history::Keyframe>> newest() override;
    [[nodiscard]] Result<std::vector<history::Keyframe>> load() override;

  private:
    SqliteEventStore& m_store;
};

}  // namespace varve::storage
