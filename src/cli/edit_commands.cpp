// insert, delete, mark, set, undo, redo, restore: changing commands, each one transaction (or one an undone step).
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "cli/command.h"
#include "cli/command_document.h"
#include "cli/value_arguments.h"
#include "document/value_rules.h"
#include "projection/document_reader.h"
#include "projection/section_text.h"
#include "replica/part_restore.h"

namespace varve::cli {

namespace {

constexpr std::size_t kStandardInputSizeMax = 256U << 20;

Result<std::string> readStandardInput() {
    std::string text;
    char buffer[1 << 16];
    while (const std::size_t count = std::fread(buffer, 1, sizeof buffer, stdin)) {
        text.append(buffer, count);
        if (text.size() > kStandardInputSizeMax) {
            return failure(ErrorCode::kLimitExceeded, "Standard input holds more than 256 MB. Nothing was changed.");
        }
    }
    if (std::ferror(stdin) == 0) return text;
    return failure(ErrorCode::kInputOutput,
                   "Standard input could not be read: " + std::string(std::strerror(errno)) + ". Nothing was changed.");
}

Outcome applyTo(CommandDocument& document, const replica::EditIntent& intent) {
    auto applied = document.replica().apply(intent);
    if (!applied) return std::unexpected(applied.error());
    auto saved = document.save();
    if (!saved) return std::unexpected(saved.error());
    return {};
}

Outcome applyIntent(const Arguments& arguments, const replica::EditIntent& intent) {
    auto document = CommandDocument::open(arguments, arguments.positional[0], Access::kChange);
    if (!document) return std::unexpected(document.error());
    return applyTo(*document, intent);
}

std::unexpected<Problem> wrongValue(const std::string& key, const std::string& form) {
    return wrongUsage("“" + key + "” must be " + form + ", or null to take it away. Nothing was changed.");
}

/// What the registers of an object are about; nothing when it is not in the document.
std::optional<document::ValueHolder> holderOf(const event::EventLog& log, const event::ObjectId& object) {
    using document::ValueHolder;
    const auto* id = std::get_if<event::EventId>(&object);
    if (id == nullptr) {
        return object == event::ObjectId{event::WellKnownObject::kDocument} ? ValueHolder::kDocument
                                                                            : ValueHolder::kBlock;
    }
    const auto place = log.find(*id);
    if (!place) return std::nullopt;
    const event::OperationRun& run = log.operationRuns()[log.operationRunIndexOf(*place)];
    if (run.type == event::OperationType::kMark) return ValueHolder::kThread;
    if (run.type != event::OperationType::kInsert) return ValueHolder::kBlock;
    return log.insertedText(event::LocalRange{*place, *place + 1}) == "\n" ? ValueHolder::kBlock : ValueHolder::kEmbed;
}

Outcome applyEdit(const Arguments& arguments, event::TransactionKind kind, replica::TextEdit edit) {
    return applyIntent(arguments, {.kind = kind, .edits = {std::move(edit)}});
}

Outcome insertText(const Arguments& arguments) {
    const auto offset = parseCount(arguments.positional[1], "OFFSET");
    if (!offset) return std::unexpected(offset.error());
    std::string inserted = arguments.positional[2];
    if (inserted == "-") {
        auto input = readStandardInput();
        if (!input) return std::unexpected(input.error());
        inserted = std::move(*input);
    }
    if (inserted.empty()) return wrongUsage("There is no text to insert. Nothing was changed.");
    const text::Offset at{*offset};
    return applyEdit(arguments, event::TransactionKind::kEdit, {{at, at}, std::move(inserted)});
}

Outcome deleteText(const Arguments& arguments) {
    const auto offset = parseCount(arguments.positional[1], "OFFSET");
    if (!offset) return std::unexpected(offset.error());
    const auto count = parseCount(arguments.positional[2], "COUNT");
    if (!count) return std::unexpected(count.error());
    if (*count == 0) return wrongUsage("COUNT is 0, so there is nothing to delete. Nothing was changed.");
    if (*count > UINT32_MAX - *offset) {
        return wrongUsage("OFFSET and COUNT together are larger than any text. Nothing was changed.");
    }
    const text::Offset at{*offset};
    return applyEdit(arguments, event::TransactionKind::kDelete, {{at, at + *count}, ""});
}

Outcome markText(const Arguments& arguments) {
    const auto begin = parseCount(arguments.positional[1], "BEGIN");
    if (!begin) return std::unexpected(begin.error());
    const auto end = parseCount(arguments.positional[2], "END");
    if (!end) return std::unexpected(end.error());
    if (*end <= *begin) return wrongUsage("END must lie behind BEGIN. Nothing was changed.");
    const std::string& key = arguments.positional[3];
    if (key.empty()) return wrongUsage("KEY is empty. Nothing was changed.");
    replica::MarkEdit mark{{{*begin}, {*end}}, key, parseValue(arguments.positional[4])};
    if (const auto form = document::wrongFormOf(document::ValueHolder::kMark, key, mark.value))
        return wrongValue(key, *form);
    return applyIntent(arguments, {.kind = event::TransactionKind::kFormat, .marks = {std::move(mark)}});
}

Outcome setRegister(const Arguments& arguments) {
    const auto object = parseObject(arguments.positional[1]);
    if (!object) return std::unexpected(object.error());
    const std::string& key = arguments.positional[2];
    if (key.empty()) return wrongUsage("KEY is empty. Nothing was changed.");
    replica::RegisterEdit one{*object, key, parseValue(arguments.positional[3])};
    auto document = CommandDocument::open(arguments, arguments.positional[0], Access::kChange);
    if (!document) return std::unexpected(document.error());
    const auto holder = holderOf(document->replica().log(), *object);
    if (holder) {
        if (const auto form = document::wrongFormOf(*holder, key, one.value)) return wrongValue(key, *form);
    }
    return applyTo(*document, {.kind = event::TransactionKind::kFormat, .registers = {std::move(one)}});
}

Outcome takeBack(const Arguments& arguments, bool redo) {
    std::uint32_t steps = 1;
    if (const auto given = arguments.value("steps")) {
        const auto count = parseCount(*given, "--steps");
        if (!count) return std::unexpected(count.error());
        if (*count == 0) return wrongUsage("--steps is 0. Nothing was changed.");
        steps = *count;
    }
    auto document = CommandDocument::open(arguments, arguments.positional[0], Access::kChange);
    if (!document) return std::unexpected(document.error());
    std::uint32_t done = 0;
    std::string stopped;
    for (; done < steps; ++done) {
        const auto outcome = redo ? document->replica().redo() : document->replica().undo();
        if (outcome) continue;
        if (done == 0) return std::unexpected(outcome.error());
        stopped = " " + outcome.error().message;
        break;
    }
    auto saved = document->save();
    if (!saved) return std::unexpected(saved.error());
    auto reported = report(std::string(redo ? "Redid " : "Undid ") + std::to_string(done) +
                           (done == 1 ? " step." : " steps.") + stopped + "\n");
    if (!reported) return std::unexpected(reported.error());
    return {};
}

/// The section of that version which has this heading.
std::expected<history::PastPart, Problem> sectionOf(const replica::DocumentReplica& replica,
                                                    const event::Version& version, const std::string& heading) {
    merge::Tracker past = replica.tracker();
    past.movePrepareTo(replica.log(), version);
    const projection::ObjectRegisters registers(past.registers(replica.log(), merge::View::kPrepare));
    const projection::BlockSequence blocks = projection::readBlocks(replica.log(), past, merge::View::kPrepare,
                                                                    event::WellKnownObject::kBody, registers, {});
    const projection::Outline outline = projection::outlineOf(blocks);
    std::optional<std::size_t> found;
    for (std::size_t index = 0; index < outline.size(); ++index) {
        if (outline[index].text.toStdString() != heading) continue;
        if (found) {
            return failure(ErrorCode::kInvalidInput, "Several headings of that moment are “" + heading +
                                                         "”; say which characters with --range. Nothing was changed.");
        }
        found = index;
    }
    if (!found) {
        return failure(ErrorCode::kNotFound, "No heading of that moment is “" + heading + "”. Nothing was changed.");
    }
    const int level = outline[*found].level;
    return history::PastPart{.range = projection::textOfSection(outline, *found, blocks),
                             .headingLevel = level > 0 ? level : document::kHeadingLevelMax};
}

/// `BEGIN-END` in the body.
std::expected<history::PastPart, Problem> rangeOf(const std::string& words) {
    const auto range = parseRange(words);
    if (!range) return std::unexpected(range.error());
    return history::PastPart{.range = {{range->first}, {range->second}}};
}

/// The part of the moment that is asked for; nothing for all of it.
std::expected<std::optional<history::PastPart>, Problem> partOf(const Arguments& arguments,
                                                                const replica::DocumentReplica& replica,
                                                                const event::Version& version) {
    const auto heading = arguments.value("section");
    const auto range = arguments.value("range");
    if (heading && range) return wrongUsage("Give --section or --range, not both. Nothing was changed.");
    if (!heading && !range) return std::nullopt;
    const auto part = heading ? sectionOf(replica, version, *heading) : rangeOf(*range);
    if (!part) return std::unexpected(part.error());
    return *part;
}

Outcome restoreMoment(const Arguments& arguments) {
    const auto moment = arguments.value("at");
    if (!moment) return wrongUsage("Which moment? Say it with --at MOMENT. Nothing was changed.");
    auto document = CommandDocument::open(arguments, arguments.positional[0], Access::kChange);
    if (!document) return std::unexpected(document.error());
    const auto version = resolveMoment(document->replica(), *moment);
    if (!version) return std::unexpected(version.error());
    const auto part = partOf(arguments, document->replica(), *version);
    if (!part) return std::unexpected(part.error());
    if (*part) {
        auto restored = replica::restorePart(document->replica(), *version, **part);
        if (!restored) return std::unexpected(restored.error());
    } else {
        auto restored = document->replica().restore(*version);
        if (!restored) return std::unexpected(restored.error());
    }
    auto saved = document->save();
    if (!saved) return std::unexpected(saved.error());
    return {};
}

}  // namespace

std::vector<Command> editCommands() {
    const Option steps{"steps", "N", "how many steps (default: 1)"};
    return {
        {"insert",
         "FILE OFFSET TEXT",
         "inserts TEXT before the character with number OFFSET",
         "A TEXT of a single - means all of standard input. Put -- before a TEXT that begins with --.\n"
         "Nothing is added to TEXT, and it must be UTF-8.",
         3,
         {kUserOption},
         insertText},
        {"delete",
         "FILE OFFSET COUNT",
         "deletes COUNT characters from OFFSET on",
         "Deleted text stays in the history and can be undone.",
         3,
         {kUserOption},
         deleteText},
        {"mark",
         "FILE BEGIN END KEY VALUE",
         "formats the characters from BEGIN to END, which is not one of them",
         "VALUE is true, false, null, a whole number or a text; null takes the mark away. A text that looks like one\n"
         "of these goes in double quotes of its own. Whether text typed at the edges joins in is decided by KEY: "
         "formats\n"
         "like bold, italic, colour and size grow at the end, link, code and comments do not.",
         5,
         {kUserOption},
         markText},
        {"set",
         "FILE OBJECT KEY VALUE",
         "gives a property of the document or of an object in it a value",
         "OBJECT is document, first-block, or the id of a block or embed as cat --format json prints it. VALUE is as "
         "for\n"
         "mark. The title of a document is its property title; blocks have type, level, indent and align,\n"
         "and more; a value that none of them can have is refused.",
         4,
         {kUserOption},
         setRegister},
        {"undo",
         "FILE",
         "takes back the newest steps of a user",
         "Only this user's steps; later work of others stays. Undo is itself recorded and can be redone. When there\n"
         "are fewer steps than asked for, all of them are taken back; with none at all the exit code is 1.",
         1,
         {steps, kUserOption},
         [](const Arguments& arguments) { return takeBack(arguments, false); }},
        {"redo",
         "FILE",
         "brings back what was undone last",
         "",
         1,
         {steps, kUserOption},
         [](const Arguments& arguments) { return takeBack(arguments, true); }},
        {"restore",
         "FILE --at MOMENT",
         "makes the document as it was at MOMENT",
         "Appends what is needed; nothing is lost, and it can be undone. With --section or --range only that part of\n"
         "the moment comes back, and everything around it stays as it is now. A section that was begun behind it "
         "since\n"
         "stays, too.",
         1,
         {{"at", "MOMENT", "now, #COUNT of events, an ISO time, a name, or a frontier"},
          {"section", "HEADING", "only the section that has this heading at that moment"},
          {"range", "BEGIN-END", "only these characters of that moment's text"},
          kUserOption},
         restoreMoment},
    };
}

}  // namespace varve::cli
