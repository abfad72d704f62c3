// new, cat, info, history, log, export, verify: commands that read (or begin) a document.
#include <QDateTime>
#include <QFileInfo>
#include <QTimeZone>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/command_document.h"
#include "cli/state_json.h"
#include "cli/verification.h"
#include "event/interchange.h"

namespace varve::cli {

namespace {

using Json = nlohmann::ordered_json;

const Option kAtOption{"at", "MOMENT", "now (default), #COUNT of events, an ISO time, or a frontier"};

Result<int> printed(std::string_view text) {
    auto result = print(text);
    if (!result) return std::unexpected(result.error());
    return kExitOk;
}

Result<int> newDocument(const Arguments& arguments) {
    auto file = session::createFile(arguments.positional[0].toStdString());
    if (!file) return std::unexpected(file.error());
    auto closed = (*file)->store->close();
    if (!closed) return std::unexpected(closed.error());
    return kExitOk;
}

Result<int> catDocument(const Arguments& arguments) {
    const QString format = arguments.value("format").value_or(QStringLiteral("text"));
    if (format != QLatin1String("text") && format != QLatin1String("json")) {
        return failure(ErrorCode::kInvalidInput,
                       "There is no format '" + format.toStdString() + "'; text and json are known.");
    }
    auto document = CommandDocument::open(arguments.positional[0], Access::kRead);
    if (!document) return std::unexpected(document.error());
    const replica::DocumentReplica& replica = document->replica();
    const auto version = resolveMoment(replica, arguments.value("at").value_or(QStringLiteral("now")));
    if (!version) return std::unexpected(version.error());
    return printed(format == QLatin1String("json") ? stateJson(replica.log(), replica.tracker(), *version)
                                                   : stateText(replica.log(), replica.tracker(), *version));
}

Json documentFacts(const CommandDocument& document, const QString& path) {
    const replica::DocumentReplica& replica = document.replica();
    Json facts = {{"document", replica.documentId()},
                  {"events", replica.log().end().value},
                  {"transactions", replica.log().transactionCount()},
                  {"agents", replica.log().versionVector().size()},
                  {"characters", replica.text().count()},
                  {"blocks", replica.text().lineBreakCount() + 1},
                  {"size", QFileInfo(path).size()},
                  {"semantics", storage::kSemanticsVersion}};
    if (const auto owner = document.ownerProcessId()) {
        facts["open"] = {{"process", *owner}};
        return facts;
    }
    if (const auto info = document.file()->store->info()) {
        facts["chunks"] = info->chunkCount;
        facts["keyframes"] = info->keyframeCount;
    }
    facts["format"] = storage::kFormatVersion;
    return facts;
}

Result<int> infoOfDocument(const Arguments& arguments) {
    const QString& path = arguments.positional[0];
    auto document = CommandDocument::open(path, Access::kRead);
    if (!document) return std::unexpected(document.error());
    const Json facts = documentFacts(*document, path);
    if (arguments.has("json")) return printed(facts.dump() + "\n");
    std::string text;
    for (const auto& [key, value] : facts.items()) {
        std::string left = key;
        left.resize(14, ' ');
        text += left + (value.is_string() ? value.get<std::string>() : value.dump()) + "\n";
    }
    return printed(text);
}

std::optional<history::Grain> grainNamed(const QString& name) {
    if (name == QLatin1String("event")) return history::Grain::kEvent;
    if (name == QLatin1String("step")) return history::Grain::kStep;
    if (name == QLatin1String("session")) return history::Grain::kSession;
    if (name == QLatin1String("day")) return history::Grain::kDay;
    return std::nullopt;
}

std::string isoTime(std::int64_t ms) {
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODateWithMs).toStdString();
}

std::string historyLine(const history::TimelineSpan& span, const std::string& user) {
    return "#" + std::to_string(span.endPosition) + "\t" + isoTime(span.beginMs) + "\t" + user + "\t+" +
           std::to_string(span.insertedCount) + " -" + std::to_string(span.deletedCount) + "\n";
}

Json historyJson(const history::TimelineSpan& span, const std::string& user) {
    return {{"begin", span.beginPosition},      {"end", span.endPosition},
            {"beginTime", span.beginMs},        {"endTime", span.endMs},
            {"user", user},                     {"inserted", span.insertedCount},
            {"deleted", span.deletedCount}};
}

Result<int> historyOfDocument(const Arguments& arguments) {
    const auto grain = grainNamed(arguments.value("grain").value_or(QStringLiteral("session")));
    if (!grain) return failure(ErrorCode::kInvalidInput, "The grain is one of event, step, session and day.");
    auto document = CommandDocument::open(arguments.positional[0], Access::kRead);
    if (!document) return std::unexpected(document.error());
    const replica::DocumentReplica& replica = document->replica();
    std::string text;
    for (const history::TimelineSpan& span : replica.timeline().spans(*grain)) {
        const std::string& user = replica.log().agents()[span.agent].user;
        text += arguments.has("json") ? historyJson(span, user).dump() + "\n" : historyLine(span, user);
    }
    return printed(text);
}

Result<int> logOfDocument(const Arguments& arguments) {
    auto document = CommandDocument::open(arguments.positional[0], Access::kRead);
    if (!document) return std::unexpected(document.error());
    const replica::DocumentReplica& replica = document->replica();
    std::string lines;
    event::writeInterchange(replica.log(), {.documentId = replica.documentId()},
                            [&](std::string_view line) { lines += line; });
    return printed(lines);
}

Result<int> exportDocument(const Arguments& arguments) {
    if (!arguments.has("events")) {
        return failure(ErrorCode::kInvalidInput, "What should be exported? --events writes the log as JSON lines.");
    }
    return logOfDocument(arguments);
}

Result<int> verifyDocument(const Arguments& arguments) {
    auto report = verifyFile(arguments.positional[0].toStdString());
    if (!report) return std::unexpected(report.error());
    return printed(*report);
}

}  // namespace

std::vector<Command> documentCommands() {
    return {
        {"new", "FILE", "makes a new, empty document", "Never overwrites a file.", 1, {}, newDocument},
        {"cat", "FILE", "prints the document as it is or was", "", 1,
         {kAtOption, {"format", "text|json", "json gives the version, the blocks and their ids (default: text)"}},
         catDocument},
        {"info", "FILE", "prints facts: events, transactions, agents, size, chunks, keyframes, versions", "", 1,
         {{"json", "", "as one JSON object"}}, infoOfDocument},
        {"history", "FILE", "lists how the document came to be, oldest first",
         "Each line: the MOMENT after it (#COUNT), its time (UTC), who, characters inserted and deleted.", 1,
         {{"grain", "event|step|session|day", "how fine (default: session)"}, {"json", "", "one JSON object a line"}},
         historyOfDocument},
        {"log", "FILE", "writes the event log as JSON lines", "apply reads it back.", 1, {}, logOfDocument},
        {"export", "FILE --events", "writes the event log as JSON lines, like log", "", 1,
         {{"events", "", "the log itself"}}, exportDocument},
        {"verify", "FILE", "checks the hash chain and replays everything against keyframes and the live state",
         "Exit code 1 and one sentence when anything does not hold.", 1, {}, verifyDocument},
    };
}

}  // namespace varve::cli
