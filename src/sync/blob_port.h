// The port through which the exchange reaches the blobs of a replica. The session implements it over memory and file,
// tests over a map. What is called here may be called back from there: SyncEndpoint::blobsChanged() and blobStored().
#pragma once

#include <set>

#include "base/hash.h"
#include "document/blob.h"

namespace varve::sync {

class BlobPort {
  public:
    virtual ~BlobPort() = default;
    /// What the document names, is not here and is to be asked for.
    [[nodiscard]] virtual const std::set<Hash>& wantedBlobs() const = 0;
    /// Whether the document names it and it is here, in memory or on disk.
    [[nodiscard]] virtual bool holdsBlob(const Hash& name) const = 0;
    /// One that is held: the bytes where they are in memory. Null: they are being read, and blobsChanged() follows.
    [[nodiscard]] virtual document::SharedBlob blobForOthers(const Hash& name) = 0;
    /// One that is wanted; its bytes fit its name.
    virtual void receiveBlob(document::SharedBlob blob) = 0;
};

}  // namespace varve::sync
