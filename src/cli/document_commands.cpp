// new, cat, info, history, log, export, verify: commands that read (or begin) a document.
#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <system_error>

#include "cli/command.h"
#include "cli/command_document.h"
#include "cli/conversion.h"
#include "cli/listing.h"
#include "cli/state_json.h"
#include "cli/verification.h"
#include "convert/timelapse.h"
#include "document/blob_names.h"
#include "event/interchange.h"
#include "history/history_cursor.h"
#include "history/selection_history.h"
#include "projection/step_names.h"

namespace varve::cli {

namespace {

using Json = nlohmann::ordered_json;

const Option kAtOption{"at", "MOMENT", "now (default), #COUNT of events, an ISO time, a name, or a frontier"};

Outcome printed(std::string_view text) {
    auto result = print(text);
    if (!result) return std::unexpected(result.error());
    return {};
}

Outcome newDocument(const Arguments& arguments) {
    auto file = session::createFile(arguments.positional[0]);
    if (!file) return std::unexpected(file.error());
    auto closed = (*file)->store->close();
    if (!closed) return std::unexpected(closed.error());
    return {};
}

Outcome catDocument(const Arguments& arguments) {
    const std::string name = arguments.value("format").value_or("text");
    const bool isState = name == "text" || name == "json";
    const auto format = convert::formatNamed(name);
    if (!isState && format != convert::Format::kMarkdown && format != convert::Format::kHtml) {
        return wrongUsage("There is no format “" + name + "”; text, json, md and html are known.");
    }
    auto document = CommandDocument::open(arguments, arguments.positional[0], Access::kRead);
    if (!document) return std::unexpected(document.error());
    const replica::DocumentReplica& replica = document->replica();
    const auto version = resolveMoment(replica, arguments.value("at").value_or("now"));
    if (!version) return std::unexpected(version.error());
    if (!isState) {
        const auto exported = exportedDocument(*document, arguments.positional[0], *version, *format);
        if (!exported) return std::unexpected(exported.error());
        if (auto done = printed(exported->bytes); !done) return done;
        tellLosses(exported->losses);
        return {};
    }
    return printed(name == "json" ? stateJson(replica.log(), replica.tracker(), *version)
                                  : stateText(replica.log(), replica.tracker(), *version));
}

std::expected<Json, Problem> documentFacts(const CommandDocument& document, const std::string& path) {
    const replica::DocumentReplica& replica = document.replica();
    std::error_code problem;
    const std::uintmax_t size = std::filesystem::file_size(path, problem);
    Json facts = {{"document", replica.documentId()},
                  {"events", replica.wholeLog().end().value},
                  {"transactions", replica.wholeLog().transactionCount()},
                  {"agents", replica.wholeLog().versionVector().size()},
                  {"drafts", replica.drafts().list().size()},
                  {"characters", replica.text().count()},
                  {"blocks", replica.text().lineBreakCount() + 1},
                  {"size", problem ? Json() : Json(size)}};
    if (const auto owner = document.ownerProcessId()) {
        // How its file is laid out only the process knows that has it open.
        facts.update({{"chunks", nullptr},
                      {"keyframes", nullptr},
                      {"images", nullptr},
                      {"imageSize", nullptr},
                      {"semantics", storage::kSemanticsVersion}});
        facts["open"] = {{"process", *owner}};
        return facts;
    }
    const auto info = document.file()->store->info();
    if (!info) return std::unexpected(info.error());
    facts["chunks"] = info->chunkCount;
    facts["keyframes"] = info->keyframeCount;
    facts["images"] = info->blobCount;
    facts["imageSize"] = info->blobSizeBytes;
    facts["semantics"] = info->semanticsVersion;
    facts["format"] = info->formatVersion;
    return facts;
}

Outcome infoOfDocument(const Arguments& arguments) {
    const std::string& path = arguments.positional[0];
    auto document = CommandDocument::open(path, Access::kRead);
    if (!document) return std::unexpected(document.error());
    const auto facts = documentFacts(*document, path);
    if (!facts) return std::unexpected(facts.error());
    if (arguments.has("json")) return printed(facts->dump() + "\n");
    std::string text;
    for (const auto& [key, value] : facts->items()) {
        if (value.is_null()) continue;
        std::string left = key;
        left.resize(14, ' ');
        text += left + (value.is_string() ? value.get<std::string>() : value.dump()) + "\n";
    }
    return printed(text);
}

std::optional<history::Grain> grainNamed(std::string_view name) {
    if (name == "event") return history::Grain::kEvent;
    if (name == "step") return history::Grain::kStep;
    if (name == "session") return history::Grain::kSession;
    if (name == "day") return history::Grain::kDay;
    return std::nullopt;
}

/// The name of a step: what undo would call it.
std::string stepNameOf(const replica::DocumentReplica& replica, const history::TimelineSpan& span) {
    history::UndoStep step;
    const history::TimelineEntries& entries = replica.timeline().entries();
    for (std::uint32_t index = 0; index < span.entryCount; ++index)
        step.transactions.push_back(entries[span.firstEntry + index].transaction);
    const history::TimelineEntry first = entries[span.firstEntry];
    step.first = replica.log().transactionRecord(first.transaction).events.begin;
    step.kind = first.kind;
    return projection::stepName(replica.facts(step)).toStdString();
}

std::string historyLine(const history::TimelineSpan& span, const std::vector<std::string>& users,
                        const std::string& name) {
    return "#" + std::to_string(span.endPosition) + "\t" + isoTime(span.beginMs) + "\t" + userWords(users) + "\t+" +
           std::to_string(span.insertedCount) + " -" + std::to_string(span.deletedCount) +
           (name.empty() ? "" : "\t" + inOneColumn(name)) + "\n";
}

Json historyJson(const history::TimelineSpan& span, const std::vector<std::string>& users, const std::string& name) {
    Json json = {{"begin", span.beginPosition}, {"end", span.endPosition}, {"beginTime", span.beginMs},
                 {"endTime", span.endMs},       {"users", users},          {"inserted", span.insertedCount},
                 {"deleted", span.deletedCount}};
    if (!name.empty()) json["name"] = name;
    return json;
}

/// The steps that touched some characters of the body, as they stand at a moment.
std::expected<std::vector<history::TimelineSpan>, Problem> stepsOfRange(const Arguments& arguments,
                                                                        const replica::DocumentReplica& replica) {
    const auto range = parseRange(*arguments.value("range"));
    if (!range) return std::unexpected(range.error());
    const auto version = resolveMoment(replica, arguments.value("at").value_or("now"));
    if (!version) return std::unexpected(version.error());
    const history::Timeline& timeline = replica.timeline();
    const auto position = timeline.positionOfVersion(replica.log(), *version);
    if (!position) return failure(ErrorCode::kInvalidInput, "That version is no moment of the timeline; give one.");
    const auto cursor = replica.openHistory();
    const history::TravelIndex* index = cursor->index();
    if (index == nullptr) {
        return failure(ErrorCode::kLimitExceeded,
                       "The history of this document is too long to look into a part of it.");
    }
    static_cast<void>(cursor->moveToPosition(replica.log(), *position));
    if (range->second > cursor->count()) {
        return failure(ErrorCode::kInvalidInput, "The text of that moment has " + std::to_string(cursor->count()) +
                                                     " characters; --range reaches beyond them.");
    }
    history::SelectedText selected;
    selected.range = {{range->first}, {range->second}};
    selected.position = *position;
    std::vector<history::TimelineSpan> steps;
    for (const history::SelectionTouch& touch : history::selectionHistory(replica.log(), *index, timeline, selected))
        steps.push_back(timeline.spanAt(touch.position - 1, history::Grain::kStep));
    return steps;
}

Outcome historyOfDocument(const Arguments& arguments) {
    const bool isOfRange = arguments.has("range");
    if (isOfRange && arguments.value("grain").value_or("step") != "step") {
        return wrongUsage("With --range the steps that touched it are listed; leave --grain away.");
    }
    if (!isOfRange && arguments.has("at")) return wrongUsage("--at says what --range is a range of; give both.");
    const std::string grainName = arguments.value("grain").value_or(isOfRange ? "step" : "session");
    const auto grain = grainNamed(grainName);
    if (!grain) return wrongUsage("There is no grain “" + grainName + "”; event, step, session and day are known.");
    auto document = CommandDocument::open(arguments, arguments.positional[0], Access::kRead);
    if (!document) return std::unexpected(document.error());
    const replica::DocumentReplica& replica = document->replica();
    const auto spans =
        isOfRange ? stepsOfRange(arguments, replica)
                  : std::expected<std::vector<history::TimelineSpan>, Problem>(replica.timeline().spans(*grain));
    if (!spans) return std::unexpected(spans.error());
    std::string text;
    for (const history::TimelineSpan& span : *spans) {
        const std::vector<std::string> users = usersIn(replica, span);
        const std::string name = *grain == history::Grain::kStep ? stepNameOf(replica, span) : std::string();
        text += arguments.has("json") ? historyJson(span, users, name).dump() + "\n" : historyLine(span, users, name);
    }
    return printed(text);
}

Outcome logOfDocument(const Arguments& arguments) {
    auto document = CommandDocument::open(arguments, arguments.positional[0], Access::kRead);
    if (!document) return std::unexpected(document.error());
    const replica::DocumentReplica& replica = document->replica();
    std::string lines;
    event::writeInterchange(replica.wholeLog(), {.documentId = replica.documentId()},
                            [&](std::string_view line) { lines += line; });
    return printed(lines);
}

Outcome timelapseOfDocument(const Arguments& arguments) {
    const std::string& path = arguments.positional[0];
    auto document = CommandDocument::open(arguments, path, Access::kRead);
    if (!document) return std::unexpected(document.error());
    const replica::DocumentReplica& replica = document->replica();
    const convert::BlobSource blobs = [&document](std::string_view name) -> std::optional<Bytes> {
        const auto hash = document::blobNameOf(std::string(name));
        const auto blob = hash ? document->blob(*hash) : Result<document::SharedBlob>(nullptr);
        return blob && *blob ? std::optional((*blob)->bytes) : std::nullopt;
    };
    const auto page = convert::timelapsePage(replica.log(), *replica.openHistory(), replica.timeline(), blobs,
                                             {.title = std::filesystem::path(path).stem().string()});
    if (!page) return std::unexpected(page.error());
    return printed(*page);
}

Outcome exportDocument(const Arguments& arguments) {
    if (arguments.has("events") == arguments.has("timelapse")) {
        return wrongUsage(
            "What should be exported? --events writes the log as JSON lines, --timelapse a page that plays it.");
    }
    return arguments.has("events") ? logOfDocument(arguments) : timelapseOfDocument(arguments);
}

Outcome verifyDocument(const Arguments& arguments) {
    auto verified = verifyFile(arguments.positional[0]);
    if (!verified) return std::unexpected(verified.error());
    return printed(*verified);
}

}  // namespace

std::vector<Command> documentCommands() {
    return {
        {"new", "FILE", "makes a new, empty document", "Never overwrites a file.", 1, {}, newDocument},
        {"cat",
         "FILE",
         "prints the document as it is or was",
         "The text comes exactly as it is, byte for byte: no line end is added, and an empty document gives nothing.\n"
         "md and html come as convert writes them, with images inside.",
         1,
         {kAtOption,
          {"format", "text|json|md|html", "json gives the version, the blocks and their ids (default: text)"},
          kDraftOption},
         catDocument},
        {"info",
         "FILE",
         "prints facts: events, transactions, agents, size, chunks, keyframes, versions",
         "Chunks and keyframes are not known of a document that is open in the app (null with --json).",
         1,
         {{"json", "", "as one JSON object"}},
         infoOfDocument},
        {"history",
         "FILE",
         "lists how the document came to be, oldest first",
         "Each line: the MOMENT after it (#COUNT), when it began (UTC), who wrote, characters inserted and deleted; a "
         "step's "
         "name.",
         1,
         {{"grain", "event|step|session|day", "how fine (default: session)"},
          {"range", "BEGIN-END", "only steps that wrote, deleted or formatted these characters, or what stood there"},
          {"at", "MOMENT", "whose text --range is about (default: now)"},
          {"json", "", "one JSON object a line"},
          kDraftOption},
         historyOfDocument},
        {"log", "FILE", "writes the event log as JSON lines", "apply reads it back.", 1, {}, logOfDocument},
        {"export",
         "FILE --events|--timelapse",
         "writes the event log, or a web page that plays how the document was written",
         "The page is one HTML file that needs no other and no network; it plays the text of the body step by step.",
         1,
         {{"events", "", "the log as JSON lines, like the command log"},
          {"timelapse", "", "an HTML page with a slider, to be kept with > PAGE.html"},
          {"draft", "DRAFT",
           "whose writing the page plays (default: that of the document itself); the log is of everything"}},
         exportDocument},
        {"verify",
         "FILE",
         "checks the hash chain and replays everything against keyframes and the live state",
         "Exit code 1 and one sentence when anything does not hold. Never changes the file. A document that is open "
         "in\n"
         "the app must be closed there first: only then is the whole file at rest.",
         1,
         {},
         verifyDocument},
    };
}

}  // namespace varve::cli
