// The document that a command works on, however it is reached: the file itself, or, when it is open in the app, the app's
// local socket. Either way there is a replica to read and to change, and save() returns only when changes are durable.
#pragma once

#include <QString>
#include <memory>
#include <optional>

#include "base/clock.h"
#include "base/result.h"
#include "replica/document_replica.h"
#include "session/live_document.h"
#include "session/opened_file.h"

namespace varve::cli {

enum class Access : std::uint8_t { kRead, kChange };

class CommandDocument {
  public:
    /// `user`: who acts; the system's user when not given. Errors: every way in which a file can be unusable, in one
    /// sentence.
    static Result<CommandDocument> open(const QString& path, Access access, const std::optional<QString>& user = {});

    [[nodiscard]] replica::DocumentReplica& replica() { return m_live ? m_live->replica() : *m_replica; }
    [[nodiscard]] const replica::DocumentReplica& replica() const { return m_live ? m_live->replica() : *m_replica; }
    /// Nothing when the document is reached through the app.
    [[nodiscard]] const session::OpenedFile* file() const { return m_file.get(); }
    /// The process that has the document open, where it is reached through it.
    [[nodiscard]] std::optional<qint64> ownerProcessId() const;

    /// Makes everything that was appended durable. Errors: what could not be written; nothing of it is in the file then.
    Result<void> save();

  private:
    std::unique_ptr<SystemClock> m_clock = std::make_unique<SystemClock>();
    std::unique_ptr<session::OpenedFile> m_file;
    std::unique_ptr<replica::DocumentReplica> m_replica;
    std::unique_ptr<session::LiveDocument> m_live;
    std::size_t m_savedTransactionCount = 0;
};

/// The version that a MOMENT names in this document.
Result<event::Version> resolveMoment(const replica::DocumentReplica& replica, const QString& moment);

/// A whole number from 0; errors name the argument.
Result<std::uint32_t> parseCount(const QString& text, std::string_view what);

}  // namespace varve::cli
