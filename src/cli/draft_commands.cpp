// drafts; draft add, rename, abandon, resume, merge, update, diff: versions of a document with writers of their own.
#include "editing/draft_commands.h"

#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/command_document.h"
#include "cli/compared_moments.h"
#include "cli/listing.h"
#include "document/draft_schema.h"
#include "document/object_names.h"
#include "replica/merge_preview.h"

namespace varve::cli {

namespace {

using Json = nlohmann::ordered_json;
using history::Draft;

const Option kIntoOption{"draft", "TARGET", "the draft to merge into (default: the document itself)"};

Outcome save(CommandDocument& document) {
    if (auto saved = document.save(); !saved) return std::unexpected(saved.error());
    return {};
}

Outcome apply(CommandDocument& document, const editing::Edit& edit) {
    if (edit.isEmpty()) return {};
    if (auto done = document.replica().apply(edit.intent); !done) return std::unexpected(done.error());
    return save(document);
}

std::unexpected<Problem> notAName() {
    return wrongUsage("NAME must be 1 to " + std::to_string(document::kDraftNameSizeMax) +
                      " bytes of UTF-8 that are not all space. Nothing was changed.");
}

Json jsonOf(const event::EventLog& log, const event::Version& version) {
    Json json = Json::array();
    for (const event::EventId& head : log.idsOf(version))
        json.push_back({event::toHex(head.agent), head.sequence.value});
    return json;
}

const char* stateOf(const Draft& draft, std::uint32_t newCount) {
    if (draft.isAbandoned) return "abandoned";
    return draft.merged && newCount == 0 ? "merged" : "open";
}

Outcome listDrafts(const Arguments& arguments) {
    auto document = CommandDocument::open(arguments, arguments.positional[0], Access::kRead);
    if (!document) return std::unexpected(document.error());
    const replica::DocumentReplica& replica = document->replica();
    const event::EventLog& log = replica.wholeLog();
    std::string text;
    for (const Draft* draft : replica.drafts().list()) {
        const std::uint32_t newCount = replica.newEventCount(draft->id);
        const std::string user = draft->isNamed ? log.agents()[draft->agent].user : std::string();
        const std::string created = draft->isNamed ? isoTime(draft->createdMs) : std::string();
        if (arguments.has("json")) {
            const Json json = {{"id", document::idText(draft->id)},
                               {"name", draft->name},
                               {"state", stateOf(*draft, newCount)},
                               {"user", user},
                               {"created", created},
                               {"events", draft->eventCount},
                               {"new", newCount},
                               {"last", draft->eventCount > 0 ? Json(isoTime(draft->lastMs)) : Json()},
                               {"base", jsonOf(log, draft->base)},
                               {"version", jsonOf(log, draft->head)}};
            text += json.dump() + "\n";
        } else {
            text += document::idText(draft->id) + "\t" + stateOf(*draft, newCount) + "\t" + std::to_string(newCount) +
                    "\t" + created + "\t" + inOneColumn(user) + "\t" + inOneColumn(draft->name) + "\n";
        }
    }
    if (const Result<void> printed = print(text); !printed) return std::unexpected(printed.error());
    return {};
}

Outcome addDraft(const Arguments& arguments) {
    const std::string name = editing::draftNameFrom(arguments.positional[1]);
    if (name.empty()) return notAName();
    auto document = CommandDocument::open(arguments, arguments.positional[0], Access::kChange);
    if (!document) return std::unexpected(document.error());
    const replica::DocumentReplica& replica = document->replica();
    std::optional<std::vector<event::EventId>> heads;
    if (const auto at = arguments.value("at")) {
        const auto version = resolveMoment(replica, *at);
        if (!version) return std::unexpected(version.error());
        heads = replica.log().idsOf(*version);
    }
    const editing::NewDraft made = editing::newDraft(replica.nextEventId(), name, heads);
    if (made.edit.isEmpty()) {
        return failure(ErrorCode::kLimitExceeded,
                       "That moment has too many unmerged versions to start a draft from. Nothing was changed.");
    }
    if (auto done = apply(*document, made.edit); !done) return done;
    if (auto reported = report(document::idText(made.id) + "\n"); !reported) return std::unexpected(reported.error());
    return {};
}

Outcome change(const Arguments& arguments, const std::function<editing::Edit(event::EventId, const Draft&)>& edit) {
    auto document = CommandDocument::open(arguments, arguments.positional[0], Access::kChange);
    if (!document) return std::unexpected(document.error());
    const auto draft = draftNamed(document->replica(), arguments.positional[1]);
    if (!draft) return std::unexpected(draft.error());
    return apply(*document, edit(document->replica().nextEventId(), *draft));
}

Outcome renameDraft(const Arguments& arguments) {
    const std::string name = editing::draftNameFrom(arguments.positional[2]);
    if (name.empty()) return notAName();
    return change(arguments,
                  [&](event::EventId next, const Draft& draft) { return editing::renamedDraft(next, draft, name); });
}

Outcome abandonDraft(const Arguments& arguments) {
    return change(arguments,
                  [](event::EventId next, const Draft& draft) { return editing::abandonedDraft(next, draft, true); });
}

Outcome resumeDraft(const Arguments& arguments) {
    return change(arguments,
                  [](event::EventId next, const Draft& draft) { return editing::abandonedDraft(next, draft, false); });
}

/// `source`: nothing for the document itself.
Outcome merge(CommandDocument& document, const std::optional<history::DraftId>& source) {
    const auto merged = document.replica().merge(source);
    if (!merged) return std::unexpected(merged.error());
    if (auto saved = save(document); !saved) return saved;
    const std::string count = std::to_string(merged->eventCount);
    if (auto reported = report("Merged " + count + (merged->eventCount == 1 ? " event.\n" : " events.\n")); !reported)
        return std::unexpected(reported.error());
    return {};
}

Outcome mergeDraft(const Arguments& arguments) {
    auto document = CommandDocument::open(arguments, arguments.positional[0], Access::kChange);
    if (!document) return std::unexpected(document.error());
    const auto draft = draftNamed(document->replica(), arguments.positional[1]);
    if (!draft) return std::unexpected(draft.error());
    return merge(*document, draft->id);
}

Outcome updateDraft(const Arguments& arguments) {
    auto document = CommandDocument::open(arguments.positional[0], Access::kChange, arguments.value("user"),
                                          arguments.positional[1]);
    if (!document) return std::unexpected(document.error());
    return merge(*document, std::nullopt);
}

Outcome diffDraft(const Arguments& arguments) {
    const std::string format = arguments.value("format").value_or("text");
    if (format != "text" && format != "html" && format != "json")
        return wrongUsage("There is no format “" + format + "”; text, html and json are known.");
    const auto document = CommandDocument::open(arguments, arguments.positional[0], Access::kRead);
    if (!document) return std::unexpected(document.error());
    const auto draft = draftNamed(document->replica(), arguments.positional[1]);
    if (!draft) return std::unexpected(draft.error());
    const auto preview = replica::previewOfMerge(document->replica(), draft->id);
    if (!preview) return std::unexpected(preview.error());
    const ComparedMoments moments = compareMoments(preview->log, preview->tracker, preview->before, preview->after);
    const auto printed = print(format == "json"   ? diffJson(preview->log, moments)
                               : format == "html" ? diffHtml(moments, "now", draft->name)
                                                  : diffText(moments));
    if (!printed) return std::unexpected(printed.error());
    return {};
}

}  // namespace

std::vector<Command> draftCommands() {
    return {
        {"drafts",
         "FILE",
         "lists the drafts",
         "A line each: id, open or merged or abandoned, how many of its events are not in the document, when and by\n"
         "whom it was begun, name. With --draft, compared with that draft.",
         1,
         {{"json", "", "a JSON object a line, with the versions"}, kDraftOption},
         listDrafts},
        {"draft add",
         "FILE NAME",
         "begins a draft, and prints its id",
         "A draft is a version of the document that is written in beside it: every command that takes --draft works\n"
         "on it. With --draft here, the new one begins from that one.",
         2,
         {{"at", "MOMENT", "from which moment (default: now)"}, kDraftOption, kUserOption},
         addDraft},
        {"draft rename",
         "FILE DRAFT NAME",
         "calls a draft otherwise",
         "DRAFT is its name, or an id that drafts prints.",
         3,
         {kUserOption},
         renameDraft},
        {"draft abandon",
         "FILE DRAFT",
         "puts a draft away",
         "Nothing of it is lost; draft resume takes it up again.",
         2,
         {kUserOption},
         abandonDraft},
        {"draft resume", "FILE DRAFT", "takes an abandoned draft up again", "", 2, {kUserOption}, resumeDraft},
        {"draft merge",
         "FILE DRAFT",
         "brings what was written in a draft into the document",
         "What is written in the draft later stays there until it is merged again.",
         2,
         {kIntoOption, kUserOption},
         mergeDraft},
        {"draft update",
         "FILE DRAFT",
         "brings what is new in the document into a draft",
         "",
         2,
         {kUserOption},
         updateDraft},
        {"draft diff",
         "FILE DRAFT",
         "prints what merging a draft would change",
         "In the forms of diff. Nothing is written.",
         2,
         {{"format", "text|html|json", "(default: text)"}, kIntoOption},
         diffDraft},
    };
}

}  // namespace varve::cli
