// The document that a command works on, however it is reached: the file itself, or, when it is open in the app, the
// app's local socket. Either way there is a replica to read and to change, and save() returns only when changes are
// durable.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/hash.h"
#include "base/result.h"
#include "cli/command.h"
#include "document/blob.h"
#include "history/named_moments.h"
#include "replica/document_replica.h"
#include "session/live_document.h"
#include "session/opened_file.h"

namespace varve::cli {

enum class Access : std::uint8_t { kRead, kChange };

inline constexpr Option kUserOption{"user", "NAME", "who acts (default: you); undo and redo take this user's steps"};

class CommandDocument {
  public:
    /// `user`: who acts; the system's user when not given. `draft`: what to show, by name or id; the document itself
    /// when not given. Problems: every way in which a file can be unusable, in one sentence; a name that cannot be one,
    /// or that no draft has.
    static std::expected<CommandDocument, Problem> open(const std::string& path, Access access,
                                                        const std::optional<std::string>& user = {},
                                                        const std::optional<std::string>& draft = {});
    /// The same with --user and --draft as given.
    static std::expected<CommandDocument, Problem> open(const Arguments& arguments, const std::string& path,
                                                        Access access) {
        return open(path, access, arguments.value("user"), arguments.value("draft"));
    }

    [[nodiscard]] replica::DocumentReplica& replica() { return m_live ? m_live->replica() : *m_replica; }
    [[nodiscard]] const replica::DocumentReplica& replica() const { return m_live ? m_live->replica() : *m_replica; }
    /// Nothing when the document is reached through the app.
    [[nodiscard]] const session::OpenedFile* file() const { return m_file.get(); }
    /// The process that has the document open, where it is reached through it.
    [[nodiscard]] std::optional<std::int64_t> ownerProcessId() const;

    /// Takes bytes that events name, before those events are appended. They become durable with save() at the latest.
    /// Errors: what could not be written.
    [[nodiscard]] Result<void> addBlob(const document::SharedBlob& blob);
    /// Null when the document does not have it. Errors: kMalformed when it is damaged; kInputOutput.
    [[nodiscard]] Result<document::SharedBlob> blob(const Hash& name);

    /// Makes everything that was appended durable; the last thing done with the document. Errors: what could not be
    /// written; nothing of it is in the file then, unless the sentence says otherwise.
    [[nodiscard]] Result<void> save();

  private:
    static std::expected<CommandDocument, Problem> openDocument(const std::string& path, Access access,
                                                                const std::optional<std::string>& user);
    Result<void> saveFile();

    std::unique_ptr<SystemClock> m_clock = std::make_unique<SystemClock>();
    std::unique_ptr<session::OpenedFile> m_file;
    std::unique_ptr<replica::DocumentReplica> m_replica;
    std::unique_ptr<session::LiveDocument> m_live;
    std::size_t m_savedTransactionCount = 0;
    std::vector<document::SharedBlob> m_newBlobs;  // of a file, not in it yet
    std::size_t m_newBlobSize = 0;
};

/// The draft with that id, or that name where only one has it. Problems: none or several.
std::expected<history::Draft, Problem> draftNamed(const replica::DocumentReplica& replica, const std::string& word);
/// The moments of the document that have a name.
std::vector<history::NamedMoment> namedMomentsOf(const replica::DocumentReplica& replica);
/// The version that a MOMENT names in this document: what history::parseMoment takes, or a name without its quotes.
std::expected<event::Version, Problem> resolveMoment(const replica::DocumentReplica& replica,
                                                     const std::string& moment);

}  // namespace varve::cli
