#include "session/document_copy.h"

#include <cerrno>
#include <cstdio>
#include <functional>
#include <span>
#include <system_error>

#include "document/blob_names.h"
#include "session/opened_file.h"
#include "storage/file_probe.h"
#include "storage/sqlite_error.h"

namespace varve::session {

namespace {

/// An existing document that somebody has open must not be replaced under their hands, and a log that was left beside
/// it must not come to lie beside another document: SQLite would take it for that one's.
Result<void> checkReplaceable(const std::filesystem::path& target) {
    std::error_code ignored;
    if (std::filesystem::is_directory(target, ignored)) {
        return failure(ErrorCode::kInvalidInput,
                       storage::quotedName(target) + " is a folder. Choose another name for the copy.");
    }
    if (std::filesystem::exists(target, ignored)) {
        const auto store = storage::SqliteEventStore::open(target, storage::StoreMode::kReadWrite);
        if (!store && store.error().code == ErrorCode::kBusy) {
            return failure(ErrorCode::kBusy, store.error().message + " It was left as it is.");
        }
    }
    if (const std::filesystem::path log = storage::takenLogName(target); !log.empty()) {
        return failure(ErrorCode::kBusy, storage::quotedName(log) +
                                             " may hold parts of a document that was not closed, " +
                                             "so nothing was written there. Choose another name for the copy.");
    }
    return {};
}

/// A name beside the target that nothing else has; hidden, and not derived from the target's, which may be as long as a
/// name can be.
std::filesystem::path partialName(const std::filesystem::path& target) {
    return storage::folderOf(target) / (".varve-part-" + newDocumentId());
}

/// Errors of writing the partial file are errors of the target to whoever reads them.
Error aboutTarget(Error error, const std::filesystem::path& partial, const std::filesystem::path& target) {
    const std::string shown = storage::quotedName(partial);
    if (const std::size_t at = error.message.find(shown); at != std::string::npos) {
        error.message.replace(at, shown.size(), storage::quotedName(target));
    }
    return error;
}

Result<void> replace(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (std::rename(from.c_str(), to.c_str()) == 0) return {};
    return std::unexpected(storage::systemError(to, "replaced", errno));
}

/// One at a time, so that memory never holds more than one of them.
Result<CopyReport> copyBlobs(storage::SqliteEventStore& store, const DocumentContents& contents) {
    CopyReport report;
    document::BlobNames names;
    static_cast<void>(names.followLog(contents.document.log));
    for (const Hash& name : names.all()) {
        const Result<document::SharedBlob> blob = contents.blobs ? contents.blobs(name) : nullptr;
        if (!blob || *blob == nullptr) {
            report.missingBlobs.push_back(name);
            continue;
        }
        if (auto written = store.append({}, std::span(&*blob, 1)); !written) return std::unexpected(written.error());
    }
    return report;
}

Result<CopyReport> writeFile(const std::filesystem::path& path, const DocumentContents& contents) {
    auto file = createFile(path, contents.documentId);
    if (!file) return std::unexpected(file.error());
    storage::SqliteEventStore& store = *(*file)->store;
    const event::EventLog& log = contents.document.log;
    Result<CopyReport> report = copyBlobs(store, contents);
    if (!report) return report;
    if (auto appended = store.append(log.batch(0, log.transactionCount())); !appended) {
        return std::unexpected(appended.error());
    }
    if (auto kept = keepKeyframes(store, contents.document); !kept) return std::unexpected(kept.error());
    if (auto closed = store.close(); !closed) return std::unexpected(closed.error());
    return report;
}

Result<CopyReport> writeAndPlace(const std::filesystem::path& target, const DocumentContents& contents,
                                 const std::function<Result<void>(const std::filesystem::path& from)>& place) {
    const std::filesystem::path partial = partialName(target);
    const Result<CopyReport> report = writeFile(partial, contents);
    Result<void> written = report ? place(partial) : std::unexpected(report.error());
    if (written) {
        if (auto synced = storage::syncFolder(storage::folderOf(target)); !synced) {
            return std::unexpected(synced.error());
        }
        return report;
    }
    std::error_code ignored;
    for (const char* ending : {"", "-wal", "-shm", "-journal"}) {
        std::filesystem::remove(partial.string() + ending, ignored);
    }
    return std::unexpected(aboutTarget(written.error(), partial, target));
}

}  // namespace

Result<CopyReport> writeNewDocument(const std::filesystem::path& target, const DocumentContents& contents) {
    std::error_code ignored;
    if (std::filesystem::exists(std::filesystem::symlink_status(target, ignored))) {
        return failure(ErrorCode::kAlreadyExists,
                       storage::quotedName(target) + " already exists and was left as it is.");
    }
    if (const std::filesystem::path left = storage::takenLogName(target); !left.empty()) {
        return failure(ErrorCode::kAlreadyExists,
                       storage::quotedName(left) + " is left over from another document and may hold unsaved parts " +
                           "of it. Move it away or choose another name.");
    }
    return writeAndPlace(target, contents, [&](const std::filesystem::path& partial) {
        return storage::renameWithoutReplacing(partial, target);
    });
}

Result<CopyReport> writeDocumentCopy(const std::filesystem::path& target, const DocumentContents& contents) {
    if (auto replaceable = checkReplaceable(target); !replaceable) {
        return std::unexpected(replaceable.error());
    }
    return writeAndPlace(target, contents,
                         [&](const std::filesystem::path& partial) { return replace(partial, target); });
}

}  // namespace varve::session
