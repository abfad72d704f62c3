// The blobs of a document file, read by their names. They are written through SqliteEventStore::append(), in one commit
// with the events that name them, and never removed: undo and the timeline may show them again. Used in the thread that
// uses the event store.
#pragma once

#include <vector>

#include "base/result.h"
#include "document/blob.h"
#include "storage/sqlite_event_store.h"

namespace varve::storage {

class SqliteBlobStore {
  public:
    /// The event store must outlive this.
    explicit SqliteBlobStore(SqliteEventStore& store) : m_store(store) {}

    /// Null when the file does not have it. Errors: kMalformed, in a sentence, when its bytes have changed;
    /// kInputOutput. Cost: O(size).
    [[nodiscard]] Result<document::SharedBlob> read(const Hash& name);
    /// Names of all that are there, ascending.
    [[nodiscard]] Result<std::vector<Hash>> names();

  private:
    SqliteEventStore& m_store;
};

}  // namespace varve::storage
