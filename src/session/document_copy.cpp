#include "session/document_copy.h"

#include <system_error>

#include "session/opened_file.h"

namespace varve::session {

namespace {

/// An existing document that somebody has open must not be replaced under their hands.
Result<void> checkReplaceable(const std::filesystem::path& target) {
    std::error_code ignored;
    if (!std::filesystem::exists(target, ignored)) return {};
    auto store = storage::SqliteEventStore::open(target, storage::StoreMode::kReadWrite);
    if (store || store.error().code != ErrorCode::kBusy) return {};
    return std::unexpected(store.error());
}

}  // namespace

Result<void> writeDocumentCopy(const std::filesystem::path& target, const std::string& documentId,
                               const event::EventLog& log) {
    if (auto replaceable = checkReplaceable(target); !replaceable) return replaceable;
    std::filesystem::path partial = target;
    partial += ".part-" + newDocumentId();
    auto file = createFile(partial, documentId);
    if (!file) return std::unexpected(file.error());
    auto written = appendAndClose(**file, log.batch(0, log.transactionCount()));
    std::error_code problem;
    if (written) {
        std::filesystem::rename(partial, target, problem);
        if (problem) {
            written = failure(ErrorCode::kInputOutput, "The copy could not be put in place at " + target.string() +
                                                           ": " + problem.message() + ".");
        }
    }
    if (!written) std::filesystem::remove(partial, problem);
    return written;
}

}  // namespace varve::session
