#include "projection/content_reader.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "document/block_schema.h"
#include "document/comment_schema.h"
#include "document/embed_schema.h"
#include "document/mark_schema.h"
#include "projection/block_sequence.h"
#include "projection/document_reader.h"
#include "projection/table.h"
#include "text/utf8.h"

namespace varve::projection {

namespace {

using document::Attributes;
using document::ContentBlock;
using document::ContentBlocks;
using event::EventId;
using event::ObjectId;

constexpr std::size_t kDepthMax = 8;

/// Registers of one object, those kept that `isKept` says.
template <typename Keep>
Attributes filtered(const Attributes& attributes, Keep isKept) {
    Attributes result;
    for (const auto& one : attributes) {
        if (isKept(std::string_view(one.first))) result.push_back(one);
    }
    return result;
}

bool isOfDocument(std::string_view key) {
    constexpr std::array<std::string_view, 10> kKeys{"title",      "language",     "page-size",     "page-landscape",
                                                     "margin-top", "margin-right", "margin-bottom", "margin-left",
                                                     "header",     "footer"};
    return std::ranges::find(kKeys, key) != kKeys.end() || key.starts_with("word:") || key.starts_with("style:");
}

/// Bytes before the next break or embed. Cost: O(result).
std::size_t plainSizeOf(std::string_view text) {
    for (std::size_t at = 0;; ++at) {
        at = text.find_first_of("\n\xef", at);
        if (at == text.npos) return text.size();
        if (text[at] == '\n' || text.substr(at).starts_with(document::kEmbedText)) return at;
    }
}

class ContentReader {
  public:
    ContentReader(const ObjectSource& objects, const ObjectRegisters& registers)
        : m_objects(objects), m_registers(registers) {}

    document::Content read(const event::EventLog& log) {
        document::Content content;
        content.properties = filtered(registersOf(event::WellKnownObject::kDocument), isOfDocument);
        content.blocks = blocksOf(event::WellKnownObject::kBody, registersOf(event::WellKnownObject::kFirstBlock));
        for (const std::string& key : m_commentKeys)
            addThread(log, content.comments, key);
        return content;
    }

    document::Embed readEmbed(const EventId& id) { return embedOf(id); }

  private:
    const Attributes& registersOf(const ObjectId& object) const {
        static const Attributes kNone;
        const AttributesPointer found = m_registers.attributesOf(object);
        return found ? *found : kNone;  // the registers keep it
    }

    /// Calls `take(id, text)` for breaks and embeds and `take(nullopt, text)` for stretches of text between them.
    template <typename Take>
    void forEachPiece(const ObjectId& sequence, Take take) const {
        const document::Patch patch = m_objects.textOf(sequence);
        const std::vector<text::Offset> places = addedObjects(patch);
        const std::vector<EventId> ids = places.empty() ? std::vector<EventId>() : m_objects.idsAt(sequence, places);
        auto id = ids.begin();
        for (const document::PatchPiece& piece : patch.pieces()) {
            std::string_view text = patch.textOf(piece);
            const document::FormatPointer& format = patch.formatOf(piece);
            while (!text.empty()) {
                const std::size_t at = plainSizeOf(text);
                if (at > 0) take(std::optional<EventId>(), text.substr(0, at), format);
                text.remove_prefix(at);
                if (text.empty()) break;
                const std::size_t size = text::sequenceSizeOf(text.front());
                take(std::optional(*id++), text.substr(0, size), format);
                text.remove_prefix(size);
            }
        }
    }

    /// At least one block. Nothing but that of a sequence that was read before: only wrong registers name one twice.
    ContentBlocks blocksOf(const ObjectId& sequence, Attributes firstAttributes) {
        ContentBlocks blocks;
        blocks.push_back({.attributes = std::move(firstAttributes)});
        if (m_depth == kDepthMax || !m_readSequences.insert(sequence).second) return blocks;
        ++m_depth;
        forEachPiece(sequence, [&](const std::optional<EventId>& id, std::string_view text,
                                   const document::FormatPointer& format) {
            if (id && text == "\n") {
                blocks.push_back({.attributes = registersOf(*id)});
                return;
            }
            const Attributes marks = format ? *format : Attributes();
            noteComments(marks);
            document::Inline part{.text = id ? std::string() : std::string(text), .marks = marks};
            if (id) part.embed = std::make_shared<const document::Embed>(embedOf(*id));
            document::appendInline(blocks.back(), std::move(part));
        });
        --m_depth;
        return blocks;
    }
    void noteComments(const Attributes& marks) {
        for (const auto& mark : marks) {
            if (document::isComment(mark.first) && m_knownComments.insert(mark.first).second)
                m_commentKeys.push_back(mark.first);
        }
    }

    document::Embed embedOf(const EventId& id) {
        const Attributes& registers = registersOf(id);
        document::Embed embed;
        embed.attributes = filtered(
            registers, [](std::string_view key) { return !key.starts_with(document::table_key::kColumnsPrefix); });
        if (document::textOf(registers, document::embed_key::kType) == document::kTableType) {
            addTable(id, embed);
        } else if (!m_objects.textOf(id).isEmpty()) {
            // The registers of the embed are those of the caption's first block too.
            embed.caption = blocksOf(id, document::registersOf(document::blockAttributesOf(registers)));
        }
        return embed;
    }

    // Tables.
    void addTable(const EventId& id, document::Embed& embed) {
        if (m_depth == kDepthMax) return;
        const Table table = readTable(id, m_registers, m_objects, m_cellsLeft);
        // Only wrong registers name a text twice.
        if (!table.columnSequence || !m_readSequences.insert(*table.columnSequence).second) return;
        if (!m_readSequences.insert(id).second) return;
        for (const TableColumn& column : table.columns)
            embed.columns.push_back(
                ownAttributes(column.part, [](std::string_view key) { return key != document::table_key::kColumn; }));
        m_cellsLeft -= table.rows.size() * table.columns.size();
        ++m_depth;
        for (const TableRow& row : table.rows)
            embed.rows.push_back(rowOf(row));
        --m_depth;
    }
    template <typename Keep>
    Attributes ownAttributes(const TablePart& part, Keep isKept) const {
        return filtered(attributesOf(part, m_registers), isKept);
    }
    document::TableRow rowOf(const TableRow& row) {
        document::TableRow result;
        result.attributes = ownAttributes(row.part, [](std::string_view key) {
            return key != document::table_key::kRow && !key.starts_with(document::table_key::kCellPrefix);
        });
        for (const std::vector<EventId>& cells : row.cells) {
            ContentBlocks blocks;
            // Where two people began the cell at once it shows both.
            for (const EventId& cell : cells) {
                for (ContentBlock& block : blocksOf(cell, registersOf(cell)))
                    blocks.push_back(std::move(block));
            }
            if (blocks.empty()) blocks.emplace_back();
            result.cells.push_back(std::move(blocks));
        }
        return result;
    }

    // Comments.
    static document::Remark remarkBy(const event::EventLog& log, const EventId& id, std::string text) {
        document::Remark remark{.text = std::move(text), .author = {}, .timeMs = 0};
        if (const auto event = log.find(id)) {
            remark.author = log.agents()[log.agentIndexOf(*event)].user;
            remark.timeMs = log.transactionRecord(log.transactionIndexOf(*event)).timeMs;
        }
        return remark;
    }
    void addThread(const event::EventLog& log, std::vector<document::CommentThread>& threads,
                   const std::string& key) const {
        const auto id = document::ownIdOf(key, document::mark_key::kCommentPrefix);
        if (!id) return;
        const Attributes& registers = registersOf(*id);
        if (document::flagOf(registers, document::comment_key::kDeleted)) return;
        document::CommentThread thread{
            .key = key, .remarks = {}, .isResolved = document::flagOf(registers, "resolved")};
        const std::string_view changed = document::textOf(registers, "text");
        thread.remarks.push_back(remarkBy(log, *id, changed.empty() ? firstWordsOf(log, *id) : std::string(changed)));
        std::vector<std::pair<EventId, document::Remark>> replies;
        for (const auto& [name, value] : registers) {
            const auto* text = std::get_if<std::string>(&value);
            if (text == nullptr) continue;
            const auto reply = document::ownIdOf(name, document::comment_key::kReplyPrefix);
            if (reply) replies.emplace_back(*reply, remarkBy(log, *reply, *text));
        }
        std::ranges::sort(replies, [](const auto& a, const auto& b) {
            return std::pair(a.second.timeMs, a.first) < std::pair(b.second.timeMs, b.first);
        });
        for (auto& reply : replies)
            thread.remarks.push_back(std::move(reply.second));
        threads.push_back(std::move(thread));
    }
    /// The value of the mark that began the thread.
    static std::string firstWordsOf(const event::EventLog& log, const EventId& id) {
        const auto event = log.find(id);
        if (!event) return {};
        const event::OperationRun& run = log.operationRuns()[log.operationRunIndexOf(*event)];
        if (run.type != event::OperationType::kMark) return {};
        const auto* mark = std::get_if<event::Mark>(&log.sideOperation(run));
        const auto* text = mark != nullptr ? std::get_if<std::string>(&mark->value) : nullptr;
        return text != nullptr ? *text : std::string();
    }

    const ObjectSource& m_objects;
    const ObjectRegisters& m_registers;
    std::set<ObjectId> m_readSequences;
    std::vector<std::string> m_commentKeys;  // in the order in which they begin
    std::set<std::string> m_knownComments;
    std::size_t m_cellsLeft = document::kTableCellsMax;
    std::size_t m_depth = 0;
};

}  // namespace

document::Content contentOf(const ObjectSource& objects, const ObjectRegisters& registers, const event::EventLog& log) {
    return ContentReader(objects, registers).read(log);
}

document::Content contentOf(const event::EventLog& log, const merge::Tracker& tracker, merge::View view) {
    const ObjectRegisters registers(tracker.registers(log, view));
    const TrackerObjects objects(
        log, [&tracker]() -> const merge::Tracker& { return tracker; }, view);
    return contentOf(objects, registers, log);
}

document::EmbedPointer embedContentOf(const ObjectSource& objects, const ObjectRegisters& registers,
                                      const event::EventId& embed) {
    return std::make_shared<const document::Embed>(ContentReader(objects, registers).readEmbed(embed));
}

}  // namespace varve::projection
