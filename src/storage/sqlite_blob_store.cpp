#include "storage/sqlite_blob_store.h"

#include "storage/blob_rows.h"

namespace varve::storage {

Result<document::SharedBlob> SqliteBlobStore::read(const Hash& name) {
    return readBlob(m_store.connection(), name);
}

Result<std::vector<Hash>> SqliteBlobStore::names() {
    return blobNames(m_store.connection());
}

}  // namespace varve::storage
