// comment add, comment reply, comment resolve, comment list: what people say about a document. Rows and columns are
// counted from 0.
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/edited_document.h"
#include "document/comment_schema.h"
#include "document/object_names.h"
#include "editing/comment_commands.h"
#include "projection/comments.h"
#include "projection/sequence_reader.h"
#include "projection/table.h"

namespace varve::cli {

namespace {

using Json = nlohmann::ordered_json;
using projection::CommentThread;

constexpr auto kBody = event::WellKnownObject::kBody;

std::unexpected<Problem> refused(const std::string& sentence) {
    return std::unexpected(Problem(Error{ErrorCode::kInvalidInput, sentence + " Nothing was changed."}));
}

/// The document with its threads as they are now.
class CommentedDocument {
  public:
    static std::expected<CommentedDocument, Problem> open(const Arguments& arguments, Access access) {
        auto document = EditedDocument::open(arguments, access);
        if (!document) return std::unexpected(document.error());
        return CommentedDocument(std::move(*document));
    }

    [[nodiscard]] const EditedDocument& document() const { return m_document; }
    [[nodiscard]] const projection::Comments& comments() const { return m_comments; }
    [[nodiscard]] event::EventId next() const { return m_document.contextOf(m_body, kBody).next; }
    [[nodiscard]] std::expected<const CommentThread*, Problem> thread(const std::string& id) const {
        const auto named = document::idFromText(id);
        if (!named) return wrongUsage("COMMENT must be an id as 'comment list' prints it. Nothing was changed.");
        if (const CommentThread* found = m_comments.find(*named)) return found;
        return failure(ErrorCode::kNotFound, "There is no comment “" + id + "” in the document. Nothing was changed.");
    }
    [[nodiscard]] projection::BlockSequence blocksOf(const event::ObjectId& sequence) const {
        return sequence == event::ObjectId{kBody} ? m_body : m_document.read(sequence);
    }
    [[nodiscard]] Outcome apply(const editing::Edit& edit) { return m_document.apply(edit); }

  private:
    explicit CommentedDocument(EditedDocument document) : m_document(std::move(document)) {
        m_body = m_document.read(kBody);
        m_comments.read({m_body, m_document.registers(), &m_document, m_document.log()});
    }

    EditedDocument m_document;
    projection::BlockSequence m_body;
    projection::Comments m_comments;
};

/// The text that --table, --row and --column or --caption name.
std::expected<event::ObjectId, Problem> textNamed(const Arguments& arguments, const EditedDocument& document) {
    const auto table = arguments.value("table");
    const auto row = arguments.value("row");
    const auto column = arguments.value("column");
    if (const auto caption = arguments.value("caption")) {
        if (table || row || column) return wrongUsage("--caption names another text than --table does.");
        const auto image = document.imageAt(*caption);
        if (!image) return std::unexpected(image.error());
        return event::ObjectId{*image};
    }
    if (!table && !row && !column) return event::ObjectId{kBody};
    if (!table || !row || !column)
        return wrongUsage("A cell is named by --table, --row and --column. Nothing was changed.");
    const auto id = document::idFromText(*table);
    if (!id) return wrongUsage("--table must be an id as 'table list' prints it. Nothing was changed.");
    const auto rowIndex = parseCount(*row, "--row");
    if (!rowIndex) return std::unexpected(rowIndex.error());
    const auto columnIndex = parseCount(*column, "--column");
    if (!columnIndex) return std::unexpected(columnIndex.error());
    const projection::Table found = projection::readTable(*id, document.registers(), document);
    if (!found.columnSequence || !document.placeOf(*id)) {
        return failure(ErrorCode::kNotFound,
                       "There is no table “" + *table + "” in the document. Nothing was changed.");
    }
    if (*rowIndex >= found.rows.size() || *columnIndex >= found.columns.size()) {
        return refused("The table has " + std::to_string(found.rows.size()) + " rows and " +
                       std::to_string(found.columns.size()) + " columns.");
    }
    const auto& texts = found.rows[*rowIndex].cells[*columnIndex];
    if (texts.empty()) return refused("Nothing is written in the cell.");
    return event::ObjectId{texts.front()};
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
    auto document = CommentedDocument::open(arguments, Access::kChange);
    if (!document) return std::unexpected(document.error());
    const auto sequence = textNamed(arguments, document->document());
    if (!sequence) return std::unexpected(sequence.error());
    const projection::BlockSequence blocks = document->blocksOf(*sequence);
    if (blocks.count() < *end) {
        return refused("END is " + std::to_string(*end) + ", but the text has " + std::to_string(blocks.count()) +
                       " characters.");
    }
    const editing::Edit edit =
        editing::commentedOn(document->document().contextOf(blocks, *sequence), {{*begin}, {*end}}, *words);
    if (edit.isEmpty()) return refused("Between BEGIN and END is nothing but a line break.");
    const event::EventId id = document->next();
    if (auto applied = document->apply(edit); !applied) return applied;
    if (auto reported = report(document::idText(id) + "\n"); !reported) return std::unexpected(reported.error());
    return {};
}

Outcome reply(const Arguments& arguments) {
    const auto words = wordsOf(arguments.positional[2]);
    if (!words) return std::unexpected(words.error());
    auto document = CommentedDocument::open(arguments, Access::kChange);
    if (!document) return std::unexpected(document.error());
    const auto thread = document->thread(arguments.positional[1]);
    if (!thread) return std::unexpected(thread.error());
    return document->apply(editing::repliedTo(document->next(), **thread, *words));
}

Outcome resolve(const Arguments& arguments) {
    auto document = CommentedDocument::open(arguments, Access::kChange);
    if (!document) return std::unexpected(document.error());
    const auto thread = document->thread(arguments.positional[1]);
    if (!thread) return std::unexpected(thread.error());
    const bool isResolved = !arguments.has("reopen");
    if ((*thread)->isResolved == isResolved) {
        return refused(std::string("The comment is ") + (isResolved ? "resolved" : "open") + " already.");
    }
    return document->apply(editing::withResolved(document->next(), **thread, isResolved));
}

/// Where a text beside the body is, from outside inwards: `table ID, row 1, column 2`.
std::string placeWords(const projection::TextPath& path) {
    std::string words;
    for (const projection::TextStep& step : path) {
        if (!words.empty()) words += ", ";
        if (step.cell) {
            words += "table " + document::idText(step.embed) + ", row " + std::to_string(step.cell->row) + ", column " +
                     std::to_string(step.cell->column);
            if (step.cell->part > 0) words += ", text " + std::to_string(step.cell->part);
        } else {
            words += "caption of " + std::to_string(step.offset.value);
        }
    }
    return words;
}

Json jsonOf(const projection::TextPath& path) {
    Json json = Json::array();
    for (const projection::TextStep& step : path) {
        Json one = {{step.cell ? "table" : "image", document::idText(step.embed)}, {"offset", step.offset.value}};
        if (step.cell) {
            one["row"] = step.cell->row;
            one["column"] = step.cell->column;
            one["text"] = step.cell->part;
        }
        json.push_back(std::move(one));
    }
    return json;
}

Json jsonOf(const CommentThread& thread, const projection::Comments& comments) {
    Json json = {{"id", document::idText(thread.id)},
                 {"state", thread.isDetached() ? "detached" : "attached"},
                 {"resolved", thread.isResolved},
                 {"ranges", Json::array()},
                 {"remarks", Json::array()}};
    Json beside = Json::array();
    for (const auto& [sequence, range] : thread.ranges) {
        const Json ends = {range.begin.value, range.end.value};
        const projection::TextPath& path = *comments.pathOf(sequence);
        if (path.empty()) {
            json["ranges"].push_back(ends);
        } else {
            beside.push_back({{"in", jsonOf(path)}, {"range", ends}});
        }
    }
    if (!beside.empty()) json["beside"] = std::move(beside);
    for (const projection::Remark& remark : thread.remarks) {
        json["remarks"].push_back({{"id", document::idText(remark.id)},
                                   {"author", remark.author},
                                   {"timeMs", remark.timeMs},
                                   {"text", remark.text}});
    }
    if (thread.leftOutCount > 0) json["leftOut"] = thread.leftOutCount;
    return json;
}

std::string linesOf(const CommentThread& thread, const CommentedDocument& document) {
    constexpr int kQuoteMax = 60;
    std::string text = document::idText(thread.id);
    if (thread.isDetached()) text += "  (its text is gone)";
    if (thread.isResolved) text += "  (resolved)";
    text += "\n";
    for (const auto& [sequence, range] : thread.ranges) {
        const projection::BlockSequence blocks = document.blocksOf(sequence);
        QString quote = blocks.text({range.begin, std::min(range.end, range.begin + kQuoteMax)}).simplified();
        if (range.count() > kQuoteMax) quote += QChar(u'…');
        const std::string place = placeWords(*document.comments().pathOf(sequence));
        text += "  " + (place.empty() ? std::string() : place + ", ") + std::to_string(range.begin.value) + " to " +
                std::to_string(range.end.value) + ": “" + quote.toStdString() + "”\n";
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
    auto document = CommentedDocument::open(arguments, Access::kRead);
    if (!document) return std::unexpected(document.error());
    std::string text;
    for (const CommentThread& thread : document->comments().threads()) {
        text += arguments.has("json") ? jsonOf(thread, document->comments()).dump() + "\n" : linesOf(thread, *document);
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
         "Prints the id of the comment. The characters are those of the text, or of one cell or caption.",
         4,
         {{"table", "TABLE", "of a cell of this table, an id as table list prints it"},
          {"row", "ROW", "its row; the first is 0"},
          {"column", "COLUMN", "its column; the first is 0"},
          {"caption", "OFFSET", "of the caption of the picture at OFFSET"},
          kUserOption},
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
         "As one reads, cells and captions with their place; those whose text is gone come last, and return when it "
         "does.",
         1,
         {{"json", "", "one JSON object a line"}},
         listComments},
    };
}

}  // namespace varve::cli
