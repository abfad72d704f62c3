// diff: what differs between any two moments of a document.
#include "cli/command.h"
#include "cli/command_document.h"
#include "cli/compared_moments.h"

namespace varve::cli {

namespace {

Outcome diffMoments(const Arguments& arguments) {
    const std::string& fromName = arguments.positional[0];
    const std::string& toName = arguments.positional[1];
    const std::string format = arguments.value("format").value_or("text");
    if (format != "text" && format != "html" && format != "json")
        return wrongUsage("There is no format “" + format + "”; text, html and json are known.");
    const auto document = CommandDocument::open(arguments, arguments.positional[2], Access::kRead);
    if (!document) return std::unexpected(document.error());
    const replica::DocumentReplica& replica = document->replica();
    const auto from = resolveMoment(replica, fromName);
    if (!from) return std::unexpected(from.error());
    const auto to = resolveMoment(replica, toName);
    if (!to) return std::unexpected(to.error());
    const ComparedMoments moments = compareMoments(replica.log(), replica.tracker(), *from, *to);
    const auto printed = print(format == "json"   ? diffJson(replica.log(), moments)
                               : format == "html" ? diffHtml(moments, fromName, toName)
                                                  : diffText(moments));
    if (!printed) return std::unexpected(printed.error());
    return {};
}

}  // namespace

std::vector<Command> diffCommands() {
    return {
        {"diff",
         "A B FILE",
         "prints what differs between two moments",
         "A and B are MOMENTs: now, #COUNT of events, an ISO time, a name, or a frontier. text has a line a change, "
         "with\n"
         "the paragraph's number in B: [-what went-]{+what came+}; nothing at all when nothing differs. html is a page "
         "with\n"
         "the whole text of B. json is described in src/cli/DIFF.md.",
         3,
         {{"format", "text|html|json", "(default: text)"}},
         diffMoments},
    };
}

}  // namespace varve::cli
