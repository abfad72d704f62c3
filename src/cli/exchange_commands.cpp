// apply, merge, import-trace, sample: commands that take over events made elsewhere.
#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <algorithm>

#include "base/random.h"
#include "cli/command.h"
#include "cli/command_document.h"
#include "event/gunzip.h"
#include "event/interchange.h"
#include "event/trace_import.h"
#include "session/sample_document.h"

namespace varve::cli {

namespace {

constexpr qint64 kInputSizeMax = qint64{1} << 30;

Result<std::string> readInput(const QString& path) {
    QFile file(path);
    if (QFileInfo(path).isDir()) {
        return failure(ErrorCode::kInvalidInput, path.toStdString() + " is a folder, not a file.");
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(ErrorCode::kInputOutput,
                       path.toStdString() + " cannot be read: " + file.errorString().toStdString() + ".");
    }
    if (file.size() > kInputSizeMax) {
        return failure(ErrorCode::kLimitExceeded, path.toStdString() + " is larger than 1 GB; that is refused.");
    }
    const QByteArray bytes = file.readAll();
    return std::string(bytes.constData(), static_cast<std::size_t>(bytes.size()));
}

std::string counted(std::uint64_t count, const char* singular) {
    return std::to_string(count) + " " + singular + (count == 1 ? "" : "s");
}

/// One sentence for a batch of which something could not be taken; nothing when all was.
std::optional<Error> complaint(const event::AppendOutcome& outcome) {
    if (!outcome.rejected.empty()) {
        return Error{outcome.rejected.front().second.code,
                     "Transaction " + std::to_string(outcome.rejected.front().first + 1) +
                         " was refused: " + outcome.rejected.front().second.message};
    }
    if (!outcome.waiting.empty()) {
        return Error{ErrorCode::kMissingParents,
                     counted(outcome.waiting.size(), "transaction") +
                         " build on events that are in neither log."};
    }
    return std::nullopt;
}

Result<int> takeOver(CommandDocument& document, const event::EventBatch& batch) {
    const event::AppendOutcome outcome = document.replica().receive(batch);
    const auto problem = complaint(outcome);
    if (problem) {
        return std::unexpected(Error{problem->code, problem->message + " Nothing was changed in the file."});
    }
    auto saved = document.save();
    if (!saved) return std::unexpected(saved.error());
    auto printed = print("Took over " + counted(outcome.events.count(), "event") + "; " +
                         counted(outcome.duplicateCount, "transaction") + " already known.\n");
    if (!printed) return std::unexpected(printed.error());
    return kExitOk;
}

Result<int> applyEvents(const Arguments& arguments) {
    const QString& path = arguments.positional[0];
    auto text = readInput(arguments.positional[1]);
    if (!text) return std::unexpected(text.error());
    auto parsed = event::readInterchange(*text);
    if (!parsed) return std::unexpected(parsed.error());
    if (!QFileInfo::exists(path)) {
        // Checked in memory first, so that a refused log leaves no file behind.
        event::EventLog trial;
        if (const auto problem = complaint(trial.append(parsed->batch))) return std::unexpected(*problem);
        auto file = session::createFile(path.toStdString(), parsed->header.documentId);
        if (!file) return std::unexpected(file.error());
        auto closed = (*file)->store->close();
        if (!closed) return std::unexpected(closed.error());
    }
    auto document = CommandDocument::open(path, Access::kChange);
    if (!document) return std::unexpected(document.error());
    if (document->replica().documentId() != parsed->header.documentId) {
        return failure(ErrorCode::kWrongDocument, "These events belong to document " + parsed->header.documentId +
                                                      ", not to this one (" + document->replica().documentId() +
                                                      "). Nothing was changed.");
    }
    return takeOver(*document, parsed->batch);
}

Result<int> mergeDocument(const Arguments& arguments) {
    auto other = CommandDocument::open(arguments.positional[1], Access::kRead);
    if (!other) return std::unexpected(other.error());
    auto document = CommandDocument::open(arguments.positional[0], Access::kChange);
    if (!document) return std::unexpected(document.error());
    const replica::DocumentReplica& source = other->replica();
    if (source.documentId() != document->replica().documentId()) {
        return failure(ErrorCode::kWrongDocument,
                       "The two files are different documents, not copies of one. Nothing was changed.");
    }
    return takeOver(*document, source.log().missingFrom(document->replica().log().versionVector()));
}

Result<event::ImportedTrace> readTrace(const QString& path) {
    auto bytes = readInput(path);
    if (!bytes) return std::unexpected(bytes.error());
    if (event::isGzip(*bytes)) {
        auto unzipped = event::gunzip(*bytes, static_cast<std::size_t>(kInputSizeMax));
        if (!unzipped) return std::unexpected(unzipped.error());
        bytes = std::move(unzipped);
    }
    event::TraceOptions options{.firstTimeMs = QDateTime::currentMSecsSinceEpoch()};
    const auto random = systemRandom16();
    std::ranges::copy_n(random.begin(), options.agentSuffix.size(), options.agentSuffix.begin());
    return event::importTrace(*bytes, options);
}

Result<int> importTrace(const Arguments& arguments) {
    const QString& path = arguments.positional[1];
    if (QFileInfo::exists(path)) {
        return failure(ErrorCode::kAlreadyExists, path.toStdString() + " exists already; nothing was imported.");
    }
    auto trace = readTrace(arguments.positional[0]);
    if (!trace) return std::unexpected(trace.error());

    replica::LoadedDocument replayed;
    if (const auto problem = complaint(replayed.log.append(trace->batch))) return std::unexpected(*problem);
    const auto quarantined = replayed.tracker.applyNewEventsQuietly(replayed.log);
    if (!quarantined.empty()) {
        return failure(ErrorCode::kMalformed, "An edit of the trace lies outside the text of its moment. No file was made.");
    }
    if (trace->endContent && replayed.tracker.text(replayed.log, merge::View::kEffect) != *trace->endContent) {
        return failure(ErrorCode::kMalformed, "The edits do not lead to the end text that the trace states. No file was made.");
    }
    auto file = session::createFile(path.toStdString());
    if (!file) return std::unexpected(file.error());
    auto stored = session::appendAndClose(**file, trace->batch);
    if (!stored) return std::unexpected(stored.error());
    auto printed = print("Imported " + counted(trace->batch.transactions().size(), "transaction") + " with " +
                         counted(trace->batch.unitCount(), "event") + ".\n");
    if (!printed) return std::unexpected(printed.error());
    return kExitOk;
}

Result<int> writeSample(const Arguments& arguments) {
    auto file = session::createFile(arguments.positional[0].toStdString());
    if (!file) return std::unexpected(file.error());
    const event::EventLog log = session::writeSampleDocument(
        {.documentId = (*file)->document.documentId, .lastDayMs = QDateTime::currentMSecsSinceEpoch()});
    auto stored = session::appendAndClose(**file, log.batch(0, log.transactionCount()));
    if (!stored) return std::unexpected(stored.error());
    return kExitOk;
}

}  // namespace

std::vector<Command> exchangeCommands() {
    return {
        {"apply", "FILE EVENTS.jsonl", "merges a log of JSON lines into FILE",
         "Events already known are skipped. A FILE that does not exist is made, with the document id of the log.", 2, {},
         applyEvents},
        {"merge", "FILE OTHER.varve", "takes over everything that another copy of the document knows", "", 2, {},
         mergeDocument},
        {"import-trace", "TRACE.json[.gz] FILE", "makes a document, with its whole history, from an editing trace", "", 2,
         {}, importTrace},
        {"sample", "FILE", "makes the sample document: a scripted writing session of several days", "", 1, {},
         writeSample},
    };
}

}  // namespace varve::cli
