// apply, merge, import-trace, sample: commands that take over events made elsewhere.
#include <QDateTime>
#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/random.h"
#include "cli/command.h"
#include "cli/command_document.h"
#include "cli/input_file.h"
#include "document/blob_names.h"
#include "event/gunzip.h"
#include "event/interchange.h"
#include "event/trace_import.h"
#include "session/document_copy.h"
#include "session/sample_document.h"

namespace varve::cli {

namespace {

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
                     counted(outcome.waiting.size(), "transaction") + " build on events that are in neither log."};
    }
    return std::nullopt;
}

/// The bytes that `from` has and `document` has not, of everything that `from` names. Result: how many. One at a time,
/// so that memory never holds all of them.
Result<std::size_t> takeOverBlobs(CommandDocument& document, CommandDocument& from) {
    document::BlobNames names;
    static_cast<void>(names.followLog(from.replica().wholeLog()));
    std::size_t count = 0;
    for (const Hash& name : names.all()) {
        // What is damaged is replaced.
        if (const auto own = document.blob(name); own && *own != nullptr) continue;
        const auto blob = from.blob(name);
        // What the other copy lacks as well, or has damaged, is told by its own check; the text does not wait for it.
        if (!blob || *blob == nullptr) continue;
        if (auto added = document.addBlob(*blob); !added) return std::unexpected(added.error());
        ++count;
    }
    return count;
}

Outcome takeOver(CommandDocument& document, const event::EventBatch& batch, CommandDocument* from = nullptr) {
    // Tried on a copy: where the document is open in the app, what is taken would be on its way there at once.
    event::EventLog trial = document.replica().wholeLog();
    if (const auto problem = complaint(trial.append(batch))) {
        return std::unexpected(Error{problem->code, problem->message + " Nothing was changed."});
    }
    const Result<std::size_t> blobCount = from != nullptr ? takeOverBlobs(document, *from) : 0;
    if (!blobCount) return std::unexpected(blobCount.error());
    const event::AppendOutcome outcome = document.replica().receive(batch);
    auto saved = document.save();
    if (!saved) return std::unexpected(saved.error());
    auto reported = report("Took over " + counted(outcome.events.count(), "event") + "; " +
                           counted(outcome.duplicateCount, "transaction") + " already known" +
                           (*blobCount == 0 ? "" : " and " + counted(*blobCount, "image")) + ".\n");
    if (!reported) return std::unexpected(reported.error());
    return {};
}

Result<void> writeNewDocument(const std::string& path, const std::string& documentId, event::EventLog log,
                              const merge::Tracker& tracker) {
    const session::DocumentSnapshot snapshot{std::move(log), tracker, QDateTime::currentMSecsSinceEpoch()};
    const auto written = session::writeNewDocument(path, {documentId, snapshot});
    if (!written) return std::unexpected(written.error());
    return {};
}

/// A log without a document yet becomes one.
Outcome makeDocumentFrom(const std::string& path, const event::Interchange& interchange) {
    event::EventLog log;
    if (const auto problem = complaint(log.append(interchange.batch))) {
        return std::unexpected(Error{problem->code, problem->message + " No file was made."});
    }
    const std::uint32_t eventCount = log.end().value;
    merge::Tracker tracker;
    tracker.applyNewEventsQuietly(log);
    auto written = writeNewDocument(path, interchange.header.documentId, std::move(log), tracker);
    if (!written) return std::unexpected(written.error());
    auto reported = report("Made a document with " + counted(eventCount, "event") + ".\n");
    if (!reported) return std::unexpected(reported.error());
    return {};
}

Outcome applyEvents(const Arguments& arguments) {
    const std::string& path = arguments.positional[0];
    auto text = readInput(arguments.positional[1]);
    if (!text) return std::unexpected(text.error());
    auto parsed = event::readInterchange(*text);
    if (!parsed) {
        return std::unexpected(Error{parsed.error().code, parsed.error().message + " Nothing was changed."});
    }
    if (!isTaken(path)) return makeDocumentFrom(path, *parsed);
    auto document = CommandDocument::open(path, Access::kChange);
    if (!document) return std::unexpected(document.error());
    if (document->replica().documentId() != parsed->header.documentId) {
        return failure(ErrorCode::kWrongDocument, "These events belong to document " + parsed->header.documentId +
                                                      ", not to this one (" + document->replica().documentId() +
                                                      "). Nothing was changed.");
    }
    return takeOver(*document, parsed->batch);
}

Outcome mergeDocument(const Arguments& arguments) {
    auto other = CommandDocument::open(arguments.positional[1], Access::kRead);
    if (!other) return std::unexpected(other.error());
    auto document = CommandDocument::open(arguments.positional[0], Access::kChange);
    if (!document) return std::unexpected(document.error());
    const replica::DocumentReplica& source = other->replica();
    if (source.documentId() != document->replica().documentId()) {
        return failure(ErrorCode::kWrongDocument,
                       "The two files are different documents, not copies of one. Nothing was changed.");
    }
    return takeOver(*document, source.wholeLog().missingFrom(document->replica().wholeLog().versionVector()), &*other);
}

Result<event::ImportedTrace> readTrace(const std::string& path) {
    auto bytes = readInput(path);
    if (!bytes) return std::unexpected(bytes.error());
    if (event::isGzip(*bytes)) {
        auto unzipped = event::gunzip(*bytes, kInputSizeMax);
        if (!unzipped) return std::unexpected(unzipped.error());
        bytes = std::move(unzipped);
    }
    event::TraceOptions options{.firstTimeMs = QDateTime::currentMSecsSinceEpoch()};
    const auto random = systemRandom16();
    std::ranges::copy_n(random.begin(), options.agentSuffix.size(), options.agentSuffix.begin());
    return event::importTrace(*bytes, options);
}

Outcome importTrace(const Arguments& arguments) {
    const std::string& path = arguments.positional[1];
    if (isTaken(path)) {
        return failure(ErrorCode::kAlreadyExists,
                       "“" + path + "” already exists and was left as it is; nothing was imported.");
    }
    const auto refused = [](const Error& error) {
        return std::unexpected(Error{error.code, error.message + " No file was made."});
    };
    const auto trace = readTrace(arguments.positional[0]);
    if (!trace) return refused(trace.error());
    event::EventLog log;
    if (const auto problem = complaint(log.append(trace->batch))) return refused(*problem);
    const auto eventCount = log.end().value;
    const std::size_t transactionCount = log.transactionCount();
    merge::Tracker tracker;
    if (!tracker.applyNewEventsQuietly(log).empty()) {
        return refused({ErrorCode::kMalformed, "An edit of the trace lies outside the text of its moment."});
    }
    if (trace->endContent && tracker.text(log, merge::View::kEffect) != *trace->endContent) {
        return refused({ErrorCode::kMalformed, "The edits do not lead to the end text that the trace states."});
    }
    auto written = writeNewDocument(path, session::newDocumentId(), std::move(log), tracker);
    if (!written) return std::unexpected(written.error());
    auto reported = report("Imported " + counted(transactionCount, "transaction") + " with " +
                           counted(eventCount, "event") + ".\n");
    if (!reported) return std::unexpected(reported.error());
    return {};
}

Outcome writeSample(const Arguments& arguments) {
    const std::string& path = arguments.positional[0];
    if (isTaken(path)) {
        return failure(ErrorCode::kAlreadyExists, "“" + path + "” already exists and was left as it is.");
    }
    const std::string documentId = session::newDocumentId();
    // It ends yesterday: on the day itself its last hours could still lie ahead.
    event::EventLog log = session::writeSampleDocument(
        {.documentId = documentId, .lastDayMs = QDateTime::currentDateTimeUtc().addDays(-1).toMSecsSinceEpoch()});
    merge::Tracker tracker;
    tracker.applyNewEventsQuietly(log);
    auto written = writeNewDocument(path, documentId, std::move(log), tracker);
    if (!written) return std::unexpected(written.error());
    return {};
}

}  // namespace

std::vector<Command> exchangeCommands() {
    return {
        {"apply",
         "FILE EVENTS.jsonl",
         "merges a log of JSON lines into FILE",
         "Events already known are skipped. A FILE that does not exist is made, with the document id of the log.\n"
         "Instead of EVENTS.jsonl, - reads standard input.",
         2,
         {},
         applyEvents},
        {"merge",
         "FILE OTHER.varve",
         "takes over everything that another copy of the document knows",
         "OTHER stays as it is. Either may be open in the app.",
         2,
         {},
         mergeDocument},
        {"import-trace",
         "TRACE.json[.gz] FILE",
         "makes a document, with its whole history, from an editing trace",
         "Instead of TRACE, - reads standard input. FILE is complete or not there at all; it never replaces another.",
         2,
         {},
         importTrace},
        {"sample",
         "FILE",
         "makes the sample document: a scripted writing session of several days",
         "Never overwrites a file.",
         1,
         {},
         writeSample},
    };
}

}  // namespace varve::cli
