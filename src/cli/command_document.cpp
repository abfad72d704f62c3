#include "cli/command_document.h"

#include <algorithm>
#include <iterator>
#include <span>

#include "base/check.h"
#include "cli/listing.h"
#include "document/object_names.h"
#include "history/moment.h"
#include "session/document_session.h"
#include "storage/sqlite_blob_store.h"
#include "text/utf8.h"

namespace varve::cli {

namespace {

constexpr int kSilenceMsMax = 15'000;
constexpr std::size_t kNewBlobSizeMax = 64U << 20;  // held in memory at once
constexpr std::size_t kUserSizeMax = 200;

std::expected<session::Identity, Problem> identityOf(const std::optional<std::string>& user) {
    session::Identity identity = session::systemIdentity();
    if (!user) return identity;
    const bool hasControl = std::ranges::any_of(*user, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    if (user->empty() || user->size() > kUserSizeMax || hasControl || !text::isValidUtf8(*user)) {
        return wrongUsage("--user needs a name of 1 to 200 bytes, in one line of UTF-8. Nothing was changed.");
    }
    identity.user = *user;
    return identity;
}

}  // namespace

std::expected<CommandDocument, Problem> CommandDocument::open(const std::string& path, Access access,
                                                              const std::optional<std::string>& user,
                                                              const std::optional<std::string>& draft) {
    auto document = openDocument(path, access, user);
    if (!document || !draft) return document;
    const auto shown = draftNamed(document->replica(), *draft);
    if (!shown) return std::unexpected(shown.error());
    document->replica().show(shown->id);
    if (access == Access::kChange) document->replica().joinDraft();
    return document;
}

std::expected<CommandDocument, Problem> CommandDocument::openDocument(const std::string& path, Access access,
                                                                      const std::optional<std::string>& user) {
    const auto identity = identityOf(user);
    if (!identity) return std::unexpected(identity.error());
    CommandDocument document;
    auto file = session::openFile(
        path, access == Access::kChange ? session::OpenMode::kReadWrite : session::OpenMode::kReadOnly);
    if (!file && file.error().code == ErrorCode::kBusy) {
        auto live =
            session::LiveDocument::connect(path, identity->user, identity->device, *document.m_clock, kSilenceMsMax);
        // Nobody reachable has it open: the sentence that names the process which locks it says more.
        if (!live) return std::unexpected(live.error().code == ErrorCode::kNotFound ? file.error() : live.error());
        document.m_live = std::move(*live);
        return document;
    }
    if (!file) return std::unexpected(file.error());
    document.m_file = std::move(*file);
    if (access == Access::kChange && document.m_file->store->isReadOnly()) {
        return failure(ErrorCode::kReadOnly, document.m_file->store->readOnlyReason() + " Nothing was changed.");
    }
    document.m_replica = std::make_unique<replica::DocumentReplica>(
        std::move(document.m_file->document),
        session::newAgent(identity->user, identity->device, document.m_clock->nowMs()), *document.m_clock);
    document.m_savedTransactionCount = document.m_replica->wholeLog().transactionCount();
    return document;
}

std::optional<std::int64_t> CommandDocument::ownerProcessId() const {
    if (!m_live) return std::nullopt;
    return m_live->ownerProcessId();
}

Result<void> CommandDocument::addBlob(const document::SharedBlob& blob) {
    if (m_live) {
        auto added = m_live->addBlob(blob->bytes, blob->media);
        if (!added) return std::unexpected(added.error());
        return {};
    }
    m_newBlobs.push_back(blob);
    m_newBlobSize += blob->bytes.size();
    if (m_newBlobSize < kNewBlobSizeMax) return {};
    // Before the events that name them, which is as good as with them.
    auto written = m_file->store->append({}, m_newBlobs);
    m_newBlobs.clear();
    m_newBlobSize = 0;
    return written;
}

Result<document::SharedBlob> CommandDocument::blob(const Hash& name) {
    if (m_live) return m_live->blob(name, kSilenceMsMax);
    const auto added = std::ranges::find_if(m_newBlobs, [&](const auto& blob) { return blob->name == name; });
    if (added != m_newBlobs.end()) return *added;
    return storage::SqliteBlobStore(*m_file->store).read(name);
}

Result<void> CommandDocument::save() {
    return m_live ? m_live->save(kSilenceMsMax) : saveFile();
}

Result<void> CommandDocument::saveFile() {
    CHECK(m_file->store != nullptr);
    const std::unique_ptr<storage::SqliteEventStore> store = std::move(m_file->store);
    const event::EventLog& log = m_replica->wholeLog();
    if (m_savedTransactionCount < log.transactionCount() || !m_newBlobs.empty()) {
        const event::EventBatch batch = log.batch(m_savedTransactionCount, log.transactionCount());
        auto appended = store->append(std::span(&batch, 1), m_newBlobs);
        if (!appended) {
            return failure(appended.error().code, appended.error().message + " Nothing was changed in the file.");
        }
    }
    auto closed = store->close();
    if (closed) return {};
    return failure(closed.error().code,
                   "The change is saved, in the file and in the log (-wal) beside it, but the two "
                   "could not be joined: " +
                       closed.error().message + " Keep them together until the document was opened again.");
}

std::expected<history::Draft, Problem> draftNamed(const replica::DocumentReplica& replica, const std::string& word) {
    const std::vector<const history::Draft*> drafts = replica.drafts().list();
    std::vector<const history::Draft*> found;
    std::ranges::copy_if(drafts, std::back_inserter(found),
                         [&](const history::Draft* draft) { return document::idText(draft->id) == word; });
    if (found.empty()) {
        std::ranges::copy_if(drafts, std::back_inserter(found),
                             [&](const history::Draft* draft) { return draft->isNamed && draft->name == word; });
    }
    if (found.size() == 1) return *found.front();
    return failure(found.empty() ? ErrorCode::kNotFound : ErrorCode::kInvalidInput,
                   found.empty() ? "There is no draft “" + inOneColumn(word) + "” in the document. Nothing was changed."
                                 : "Several drafts are called “" + inOneColumn(word) +
                                       "”; 'drafts' prints their ids. Nothing was changed.");
}

std::vector<history::NamedMoment> namedMomentsOf(const replica::DocumentReplica& replica) {
    document::Attributes properties;
    for (const document::RegisterChange& one :
         replica.presentTracker().registers(replica.log(), merge::View::kEffect)) {
        if (one.object == event::ObjectId{event::WellKnownObject::kDocument})
            document::setValue(properties, one.key, one.value);
    }
    return history::namedMoments(properties, replica.log());
}

std::expected<event::Version, Problem> resolveMoment(const replica::DocumentReplica& replica,
                                                     const std::string& moment) {
    auto parsed = history::parseMoment(moment);
    const bool isName = !parsed || std::holds_alternative<history::NameMoment>(*parsed);
    const std::vector<history::NamedMoment> named =
        isName ? namedMomentsOf(replica) : std::vector<history::NamedMoment>();
    if (!parsed) {
        if (history::momentsNamed(named, moment).empty()) return wrongUsage(parsed.error().message);
        parsed = history::NameMoment{moment};
    }
    auto version = history::resolveMoment(*parsed, replica.log(), replica.timeline(), named);
    if (!version) return std::unexpected(version.error());
    return *std::move(version);
}

}  // namespace varve::cli
