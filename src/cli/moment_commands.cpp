// moments, moment add, moment rename, moment note, moment remove: the named moments of a document. copy: a moment as a
// document of its own.
#include "editing/moment_commands.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/command_document.h"
#include "cli/edited_document.h"
#include "cli/listing.h"
#include "document/moment_schema.h"
#include "document/object_names.h"
#include "history/moment.h"
#include "session/moment_copy.h"

namespace varve::cli {

namespace {

using Json = nlohmann::ordered_json;
using history::NamedMoment;

std::expected<CommandDocument, Problem> open(const Arguments& arguments, Access access) {
    return CommandDocument::open(arguments, arguments.positional[0], access);
}

Outcome apply(CommandDocument& document, const editing::Edit& edit) {
    if (edit.isEmpty()) return {};
    if (auto done = document.replica().apply(edit.intent); !done) return std::unexpected(done.error());
    if (auto saved = document.save(); !saved) return std::unexpected(saved.error());
    return {};
}

/// By id, or by a name that only one moment has.
std::expected<NamedMoment, Problem> momentOf(const CommandDocument& document, const std::string& word) {
    const std::vector<NamedMoment> moments = namedMomentsOf(document.replica());
    const auto byId =
        std::ranges::find_if(moments, [&](const NamedMoment& moment) { return document::idText(moment.id) == word; });
    if (byId != moments.end()) return *byId;
    const auto named = history::momentsNamed(moments, word);
    if (named.size() == 1) return *named.front();
    if (named.empty()) {
        return failure(ErrorCode::kNotFound,
                       "There is no moment “" + inOneColumn(word) + "” in the document. Nothing was changed.");
    }
    return failure(ErrorCode::kInvalidInput, "Several moments are called “" + inOneColumn(word) +
                                                 "”; 'moments' prints their ids. Nothing was changed.");
}

std::unexpected<Problem> notAName() {
    return wrongUsage("NAME must be 1 to " + std::to_string(document::kMomentNameSizeMax) +
                      " bytes of UTF-8 that are not all space. Nothing was changed.");
}

std::unexpected<Problem> notANote() {
    return wrongUsage("The note is longer than " + std::to_string(document::kMomentNoteSizeMax) +
                      " bytes. Nothing was changed.");
}

Outcome listMoments(const Arguments& arguments) {
    auto document = open(arguments, Access::kRead);
    if (!document) return std::unexpected(document.error());
    const replica::DocumentReplica& replica = document->replica();
    const event::EventLog& log = replica.log();
    std::string text;
    for (const NamedMoment& moment : namedMomentsOf(replica)) {
        const std::uint64_t position = history::positionOf(moment.version, log, replica.timeline());
        const std::string& user = log.agents()[moment.agent].user;
        if (arguments.has("json")) {
            Json json = {
                {"id", document::idText(moment.id)}, {"name", moment.name},  {"note", moment.note},     {"user", user},
                {"named", isoTime(moment.namedMs)},  {"position", position}, {"version", Json::array()}};
            for (const event::EventId& head : log.idsOf(moment.version))
                json["version"].push_back({event::toHex(head.agent), head.sequence.value});
            text += json.dump() + "\n";
        } else {
            text += document::idText(moment.id) + "\t#" + std::to_string(position) + "\t" + isoTime(moment.namedMs) +
                    "\t" + inOneColumn(user) + "\t" + inOneColumn(moment.name) +
                    (moment.note.empty() ? "" : "\t" + inOneColumn(moment.note)) + "\n";
        }
    }
    if (const Result<void> printed = print(text); !printed) return std::unexpected(printed.error());
    return {};
}

Outcome addMoment(const Arguments& arguments) {
    const std::string name = editing::momentNameFrom(arguments.positional[1]);
    if (name.empty()) return notAName();
    const auto note = editing::momentNoteFrom(arguments.value("note").value_or(""));
    if (!note) return notANote();
    auto document = open(arguments, Access::kChange);
    if (!document) return std::unexpected(document.error());
    const replica::DocumentReplica& replica = document->replica();
    std::optional<std::vector<event::EventId>> heads;
    if (const auto at = arguments.value("at")) {
        const auto version = resolveMoment(replica, *at);
        if (!version) return std::unexpected(version.error());
        heads = replica.log().idsOf(*version);
    }
    const editing::NewMoment made = editing::newMoment(replica.nextEventId(), name, *note, heads);
    if (made.edit.isEmpty()) {
        return failure(ErrorCode::kLimitExceeded,
                       "That moment has too many unmerged versions to be named. Nothing was changed.");
    }
    if (auto done = apply(*document, made.edit); !done) return done;
    if (auto reported = report(document::idText(made.id) + "\n"); !reported) return std::unexpected(reported.error());
    return {};
}

Outcome renameMoment(const Arguments& arguments) {
    const std::string name = editing::momentNameFrom(arguments.positional[2]);
    if (name.empty()) return notAName();
    auto document = open(arguments, Access::kChange);
    if (!document) return std::unexpected(document.error());
    const auto moment = momentOf(*document, arguments.positional[1]);
    if (!moment) return std::unexpected(moment.error());
    return apply(*document, editing::changedMoment(document->replica().nextEventId(), *moment, name, moment->note));
}

Outcome noteMoment(const Arguments& arguments) {
    const auto word = textArgument(arguments.positional[2]);
    if (!word) return std::unexpected(word.error());
    const auto note = editing::momentNoteFrom(*word);
    if (!note) return notANote();
    auto document = open(arguments, Access::kChange);
    if (!document) return std::unexpected(document.error());
    const auto moment = momentOf(*document, arguments.positional[1]);
    if (!moment) return std::unexpected(moment.error());
    return apply(*document, editing::changedMoment(document->replica().nextEventId(), *moment, moment->name, *note));
}

Outcome copyMoment(const Arguments& arguments) {
    auto document = open(arguments, Access::kRead);
    if (!document) return std::unexpected(document.error());
    const replica::DocumentReplica& replica = document->replica();
    const auto version = resolveMoment(replica, arguments.value("at").value_or("now"));
    if (!version) return std::unexpected(version.error());
    session::Identity identity = session::systemIdentity();
    identity.user = arguments.value("user").value_or(identity.user);
    const auto blobs = [&document](const Hash& name) { return document->blob(name); };
    const auto written =
        session::writeMomentCopy(arguments.positional[1], replica.log(), *version, blobs, identity, SystemClock());
    if (!written) return std::unexpected(written.error());
    if (written->missingBlobs.empty()) return {};
    return failure(ErrorCode::kMalformed, "The copy is made, but " + std::to_string(written->missingBlobs.size()) +
                                              " of its images could not be read and are not in it.");
}

Outcome removeMoment(const Arguments& arguments) {
    auto document = open(arguments, Access::kChange);
    if (!document) return std::unexpected(document.error());
    const auto moment = momentOf(*document, arguments.positional[1]);
    if (!moment) return std::unexpected(moment.error());
    return apply(*document, editing::removedMoment(document->replica().nextEventId(), *moment));
}

}  // namespace

std::vector<Command> momentCommands() {
    return {
        {"moments",
         "FILE",
         "lists the named moments",
         "A line each: id, position on the timeline, when and by whom it was named, name and note. Wherever a command\n"
         "takes a MOMENT, a name does as well.",
         1,
         {{"json", "", "a JSON object a line, with the version"}},
         listMoments},
        {"moment add",
         "FILE NAME",
         "gives a moment a name, and prints its id",
         "Names are part of the history: undo passes over them, and restoring leaves them alone.",
         2,
         {{"at", "MOMENT", "which moment (default: now)"}, {"note", "TEXT", "what is to be said of it"}, kUserOption},
         addMoment},
        {"moment rename",
         "FILE MOMENT NAME",
         "gives a named moment another name",
         "MOMENT is its name, or an id that moments prints.",
         3,
         {kUserOption},
         renameMoment},
        {"moment note",
         "FILE MOMENT TEXT",
         "writes the note of a named moment anew",
         "A TEXT of a single - means all of standard input; an empty one takes the note away.",
         3,
         {kUserOption},
         noteMoment},
        {"copy",
         "FILE TARGET",
         "makes a moment, with its history up to there, a new document",
         "The new document has an identity of its own: it is never merged with the one that it comes from.",
         2,
         {{"at", "MOMENT", "which moment (default: now)"}, kUserOption},
         copyMoment},
        {"moment remove",
         "FILE MOMENT",
         "takes a moment's name away",
         "The document and its history stay as they are.",
         2,
         {kUserOption},
         removeMoment},
    };
}

}  // namespace varve::cli
