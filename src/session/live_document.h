// A document that another process of this user has open, reached through its local socket as a tool: all its events
// come into a replica in memory, and what is appended here is sent there and acknowledged once it is durable there. For
// the command line tool; runs an event loop of its own while it waits.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/hash.h"
#include "base/result.h"
#include "document/blob.h"
#include "replica/document_replica.h"

namespace varve::session {

class LiveDocument {
  public:
    /// Errors: kNotFound when no process of this user has the file open; kInputOutput when it says nothing for
    /// `silenceMs`. `clock` must outlive the result.
    static Result<std::unique_ptr<LiveDocument>> connect(const std::filesystem::path& path, const std::string& user,
                                                         const std::string& device, const Clock& clock, int silenceMs);
    ~LiveDocument();

    [[nodiscard]] replica::DocumentReplica& replica();
    [[nodiscard]] const replica::DocumentReplica& replica() const;
    [[nodiscard]] std::int64_t ownerProcessId() const;

    /// Takes the bytes of an image that what is appended next names. The other process fetches them while save() waits.
    /// Errors: those of document::makeBlob().
    Result<Hash> addBlob(Bytes bytes, std::string media);
    /// An image of the document. Null when the other process does not have it. Errors: kInputOutput when it went away
    /// or did not answer in time.
    Result<document::SharedBlob> blob(const Hash& name, int silenceMs);

    /// Sends what was appended and waits until the other process says that it is durable, images too. Errors:
    /// kInputOutput when it went away or did not answer in time.
    Result<void> save(int silenceMs);

  private:
    struct Private;
    explicit LiveDocument(std::unique_ptr<Private> data);
    std::unique_ptr<Private> m_private;
};

}  // namespace varve::session
