#include "cli/command_document.h"

#include "history/moment.h"
#include "session/document_session.h"

namespace varve::cli {

namespace {

constexpr int kAnswerTimeMaxMs = 15'000;

}  // namespace

Result<CommandDocument> CommandDocument::open(const QString& path, Access access, const std::optional<QString>& user) {
    session::Identity identity = session::systemIdentity();
    if (user) identity.user = user->toStdString();
    CommandDocument document;
    const std::filesystem::path filePath = path.toStdString();
    auto file = session::openFile(
        filePath, access == Access::kChange ? session::OpenMode::kReadWrite : session::OpenMode::kReadOnly);
    if (!file && file.error().code == ErrorCode::kBusy) {
        auto live = session::LiveDocument::connect(filePath, identity.user, identity.device, *document.m_clock,
                                                   kAnswerTimeMaxMs);
        // Nobody reachable has it open: the sentence that names the process which locks it says more.
        if (!live) return std::unexpected(live.error().code == ErrorCode::kNotFound ? file.error() : live.error());
        document.m_live = std::move(*live);
        return document;
    }
    if (!file) return std::unexpected(file.error());
    document.m_file = std::move(*file);
    if (access == Access::kChange && document.m_file->store->isReadOnly()) {
        return failure(ErrorCode::kReadOnly, document.m_file->store->readOnlyReason());
    }
    document.m_replica = std::make_unique<replica::DocumentReplica>(
        std::move(document.m_file->document),
        session::newAgent(identity.user, identity.device, document.m_clock->nowMs()), *document.m_clock);
    document.m_savedTransactionCount = document.m_replica->log().transactionCount();
    return document;
}

std::optional<qint64> CommandDocument::ownerProcessId() const {
    if (!m_live) return std::nullopt;
    return m_live->ownerProcessId();
}

Result<void> CommandDocument::save() {
    if (m_live) return m_live->save(kAnswerTimeMaxMs);
    const event::EventLog& log = m_replica->log();
    if (m_savedTransactionCount < log.transactionCount()) {
        auto appended = m_file->store->append(log.batch(m_savedTransactionCount, log.transactionCount()));
        if (!appended) return appended;
        m_savedTransactionCount = log.transactionCount();
    }
    return m_file->store->close();
}

Result<event::Version> resolveMoment(const replica::DocumentReplica& replica, const QString& moment) {
    const auto parsed = history::parseMoment(moment.toStdString());
    if (!parsed) return std::unexpected(parsed.error());
    return history::resolveMoment(*parsed, replica.log(), replica.timeline());
}

Result<std::uint32_t> parseCount(const QString& text, std::string_view what) {
    bool isNumber = false;
    const uint value = text.toUInt(&isNumber);
    if (!isNumber) {
        return failure(ErrorCode::kInvalidInput, std::string(what) + " must be a whole number from 0, not '" +
                                                     text.toStdString() + "'. Nothing was changed.");
    }
    return value;
}

}  // namespace varve::cli
