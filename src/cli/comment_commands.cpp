// comment add, comment reply, comment resolve, comment list: what people say about a document.
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/command_document.h"
#include "document/comment_schema.h"
#include "document/object_names.h"
#include "editing/comment_commands.h"
#include "editing/step_builder.h"
#include "projection/document_reader.h"

namespace varve::cli {

namespace {

using Json = nlohmann::ordered_json;
using projection::CommentThread;

/// The document with its threads as they are now.
class CommentedDocument {
  public:
    explicit CommentedDocument(CommandDocument document) : m_document(std::move(document)) {
        const replica::DocumentReplica& replica = m_document.replica();
        const merge::Tracker& tracker = replica.presentTracker();
        m_registers = projection::ObjectRegisters(tracker.registers(replica.log(), merge::View::kEffect));
        m_blocks = projection::readBlocks(replica.log(), tracker, merge::View::kEffect, event::WellKnownObject::kBody,
                                          m_registers, {});
        m_comments.read(m_blocks, m_registers, replica.log());
    }

    [[nodiscard]] const projection::BlockSequence& blocks() const { return m_blocks; }
    [[nodiscard]] const projection::Comments& comments() const { return m_comments; }
    [[nodiscard]] event::EventId next() const { return m_document.replica().nextEventId(); }
    [[nodiscard]] std::expected<const CommentThread*, Problem> thread(const std::string& id) const {
        const auto named = document::idFromText(id);
        if (!named) return wrongUsage("COMMENT must be an id as 'comment list' prints it. Nothing was changed.");
        if (const CommentThread* found = m_comments.find(*named)) return found;
        return failure(ErrorCode::kNotFound, "There is no comment “" + id + "” in the document. Nothing was changed.");
    }
    [[nodiscard]] editing::Edit commentedOn(text::Range range, std::string_view words) const {
        const replica::DocumentReplica& replica = m_document.replica();
        const projection::TrackerObjects objects(
            replica.log(), [&replica]() -> const merge::Tracker& { return replica.presentTracker(); },
            merge::View::kEffect);
        return editing::commentedOn({m_blocks, m_registers, objects, replica.nextEventId()}, range, words);
    }
    [[nodiscard]] Outcome apply(const editing::Edit& edit) {
        if (auto applied = m_document.replica().apply(edit.intent); !applied) return std::unexpected(applied.error());
        if (auto saved = m_document.save(); !saved) return std::unexpected(saved.error());
        return {};
    }

  private:
    CommandDocument m_document;
    projection::ObjectRegisters m_registers;
    projection::BlockSequence m_blocks;
    projection::Comments m_comments;
};

std::expected<CommentedDocument, Problem> open(const Arguments& arguments, Access access) {
    auto document = CommandDocument::open(arguments.positional[0], access, arguments.value("user"));
    if (!document) return std::unexpected(document.error());
    return CommentedDocument(std::move(*document));
}

std::expected<std::string, Problem> wordsOf(const std::string& text) {
    std::string words = editing::remarkWords(text);
    if (!words.empty()) return words;
    return wrongUsage("TEXT must be 1 to " + std::to_string(document::kRemarkSizeMax) +
                      " bytes of UTF-8 that are not all space. Nothing was changed.");
}

Outcome addComment(const Arguments& arguments) {
    const auto begin = parseCount(arguments.positional[1], "BEGIN");
    if (!begin) return std::unexpected(begin.error());
    const auto end = parseCount(arguments.positional[2], "END");
    if (!end) return std::unexpected(end.error());
    if (*end <= *begin) return wrongUsage("END must lie behind BEGIN. Nothing was changed.");
    const auto words = wordsOf(arguments.positional[3]);
    if (!words) return std::unexpected(words.error());
    auto document = open(arguments, Access::kChange);
    if (!document) return std::unexpected(document.error());
    if (document->blocks().count() < *end) {
        return failure(ErrorCode::kInvalidInput, "END is " + std::to_string(*end) + ", but the text has " +
                                                     std::to_string(document->blocks().count()) +
                                                     " characters. Nothing was changed.");
    }
    const editing::Edit edit = document->commentedOn({{*begin}, {*end}}, *words);
    if (edit.isEmpty()) {
        return failure(ErrorCode::kInvalidInput,
                       "Between BEGIN and END is nothing but a line break. Nothing was changed.");
    }
    const event::EventId id = document->next();
    if (auto applied = document->apply(edit); !applied) return applied;
    if (auto reported = report(document::idText(id) + "\n"); !reported) return std::unexpected(reported.error());
    return {};
}

Outcome reply(const Arguments& arguments) {
    const auto words = wordsOf(arguments.positional[2]);
    if (!words) return std::unexpected(words.error());
    auto document = open(arguments, Access::kChange);
    if (!document) return std::unexpected(document.error());
    const auto thread = document->thread(arguments.positional[1]);
    if (!thread) return std::unexpected(thread.error());
    return document->apply(editing::repliedTo(document->next(), **thread, *words));
}

Outcome resolve(const Arguments& arguments) {
    auto document = open(arguments, Access::kChange);
    if (!document) return std::unexpected(document.error());
    const auto thread = document->thread(arguments.positional[1]);
    if (!thread) return std::unexpected(thread.error());
    const bool isResolved = !arguments.has("reopen");
    if ((*thread)->isResolved == isResolved) {
        return failure(ErrorCode::kInvalidInput, std::string("The comment is ") + (isResolved ? "resolved" : "open") +
                                                     " already. Nothing was changed.");
    }
    return document->apply(editing::withResolved(document->next(), **thread, isResolved));
}

Json jsonOf(const CommentThread& thread) {
    Json json = {{"id", document::idText(thread.id)},
                 {"state", thread.isDetached() ? "detached" : "attached"},
                 {"resolved", thread.isResolved},
                 {"ranges", Json::array()},
                 {"remarks", Json::array()}};
    for (const text::Range& range : thread.ranges)
        json["ranges"].push_back({range.begin.value, range.end.value});
    for (const projection::Remark& remark : thread.remarks) {
        json["remarks"].push_back({{"id", document::idText(remark.id)},
                                   {"author", remark.author},
                                   {"timeMs", remark.timeMs},
                                   {"text", remark.text}});
    }
    if (thread.leftOutCount > 0) json["leftOut"] = thread.leftOutCount;
    return json;
}

std::string linesOf(const CommentThread& thread, const projection::BlockSequence& blocks) {
    constexpr int kQuoteMax = 60;
    std::string text = document::idText(thread.id);
    if (thread.isDetached()) text += "  (its text is gone)";
    if (thread.isResolved) text += "  (resolved)";
    text += "\n";
    for (const text::Range& range : thread.ranges) {
        QString quote = blocks.text({range.begin, std::min(range.end, range.begin + kQuoteMax)}).simplified();
        if (range.count() > kQuoteMax) quote += QChar(u'…');
        text += "  " + std::to_string(range.begin.value) + " to " + std::to_string(range.end.value) + ": “" +
                quote.toStdString() + "”\n";
    }
    for (const projection::Remark& remark : thread.remarks) {
        std::string words = remark.text;
        for (std::size_t at = words.find('\n'); at != words.npos; at = words.find('\n', at + 5))
            words.replace(at, 1, "\n    ");
        text += "  " + (remark.author.empty() ? "Somebody" : remark.author) + ": " + words + "\n";
    }
    if (thread.leftOutCount > 0) text += "  and " + std::to_string(thread.leftOutCount) + " more replies\n";
    return text;
}

Outcome listComments(const Arguments& arguments) {
    auto document = open(arguments, Access::kRead);
    if (!document) return std::unexpected(document.error());
    std::string text;
    for (const CommentThread& thread : document->comments().threads()) {
        text += arguments.has("json") ? jsonOf(thread).dump() + "\n" : linesOf(thread, document->blocks());
    }
    if (const Result<void> printed = print(text); !printed) return std::unexpected(printed.error());
    return {};
}

}  // namespace

std::vector<Command> commentCommands() {
    return {
        {"comment add",
         "FILE BEGIN END TEXT",
         "says something about the characters from BEGIN to END, which is not one of them",
         "Prints the id of the comment.",
         4,
         {kUserOption},
         addComment},
        {"comment reply",
         "FILE COMMENT TEXT",
         "replies to a comment",
         "COMMENT is the id that comment add and comment list print.",
         3,
         {kUserOption},
         reply},
        {"comment resolve",
         "FILE COMMENT",
         "says that a comment is dealt with",
         "It stays in the document and can be opened again.",
         2,
         {{"reopen", "", "opens it again"}, kUserOption},
         resolve},
        {"comment list",
         "FILE",
         "lists comments and replies with their authors",
         "In the order of the text; those whose text is gone come last, and return when it does.",
         1,
         {{"json", "", "one JSON object a line"}},
         listComments},
    };
}

}  // namespace varve::cli
