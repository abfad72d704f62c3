#include "projection/content_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>
#include <utility>

#include "document/block_schema.h"
#include "document/comment_schema.h"
#include "document/embed_schema.h"
#include "document/mark_schema.h"
#include "merge/run_text.h"
#include "text/utf8.h"

namespace varve::projection {

namespace {

using document::Attributes;
using document::ContentBlock;
using document::ContentBlocks;
using event::EventId;
using event::ObjectId;

constexpr std::size_t kDepthMax = 8;
constexpr std::string_view kColumnsPrefix = "columns:";
constexpr std::string_view kCellPrefix = "cell:";
constexpr std::string_view kReplyPrefix = "reply:";

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

/// The id in a key or value; nothing for any other text.
std::optional<EventId> idNamed(std::string_view name) {
    constexpr std::size_t kAgentSize = 32;
    if (name.size() < kAgentSize + 2 || name[kAgentSize] != '/') return std::nullopt;
    const auto agent = event::agentIdFromHex(name.substr(0, kAgentSize));
    std::uint32_t number = 0;
    const auto [end, problem] = std::from_chars(name.data() + kAgentSize + 1, name.data() + name.size(), number);
    if (!agent || problem != std::errc() || end != name.data() + name.size()) return std::nullopt;
    return EventId{*agent, {number}};
}

/// An embed in a sequence: a row or a column of a table.
struct Part {
    EventId id;
    EventId shown;  // the one whose cells it shows
};

class ContentReader {
  public:
    ContentReader(const event::EventLog& log, const merge::Tracker& tracker, merge::View view)
        : m_log(log), m_tracker(tracker), m_view(view) {
        for (document::RegisterChange& one : tracker.registers(log, view))
            m_registers[one.object].emplace_back(std::move(one.key), std::move(one.value));
    }

    document::Content read() {
        document::Content content;
        content.properties = filtered(registersOf(event::WellKnownObject::kDocument), isOfDocument);
        content.blocks = blocksOf(event::WellKnownObject::kBody, registersOf(event::WellKnownObject::kFirstBlock));
        for (const std::string& key : m_commentKeys)
            addThread(content.comments, key);
        return content;
    }

    document::Embed readEmbed(const EventId& id) { return embedOf(id); }

  private:
    const Attributes& registersOf(const ObjectId& object) const {
        static const Attributes kNone;
        const auto found = m_registers.find(object);
        return found != m_registers.end() ? found->second : kNone;
    }

    /// Calls `take(id, text)` for breaks and embeds and `take(nullopt, text)` for stretches of text between them.
    template <typename Take>
    void forEachPiece(const ObjectId& sequence, Take take) const {
        for (const merge::FormattedRun& run : m_tracker.formattedRuns(m_log, m_view, sequence)) {
            merge::forEachOperationRun(m_log, run.events, [&](event::LocalRange part) {
                std::string_view text = m_log.insertedText(part);
                event::LocalVersion unit = part.begin;
                while (!text.empty()) {
                    const std::size_t at = std::min({text.find('\n'), text.find(document::kEmbedText), text.size()});
                    if (at > 0) take(std::optional<EventId>(), text.substr(0, at), run.format);
                    unit = unit + text::scalarCount(text.substr(0, at));
                    text.remove_prefix(at);
                    if (text.empty()) break;
                    const std::size_t size = text::sequenceSizeOf(text.front());
                    take(std::optional(m_log.idOf(unit)), text.substr(0, size), run.format);
                    unit = unit + 1;
                    text.remove_prefix(size);
                }
            });
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
        embed.attributes = filtered(registers, [](std::string_view key) { return !key.starts_with(kColumnsPrefix); });
        if (document::textOf(registers, document::embed_key::kType) == document::kTableType) {
            readTable(id, embed);
        } else if (m_tracker.count(m_view, id) > 0) {
            // The registers of the embed are those of the caption's first block too.
            embed.caption = blocksOf(id, document::registersOf(document::blockAttributesOf(registers)));
        }
        return embed;
    }

    // Tables.
    /// The embeds of a sequence in order. Of several that show the same, that with the greatest id.
    std::vector<Part> partsOf(const ObjectId& sequence, std::string_view shownKey, std::size_t countMax) {
        std::vector<Part> parts;
        if (!m_readSequences.insert(sequence).second) return parts;
        std::map<EventId, EventId> greatest;
        forEachPiece(sequence,
                     [&](const std::optional<EventId>& id, std::string_view text, const document::FormatPointer&) {
                         if (!id || text == "\n") return;
                         const EventId shown = idNamed(document::textOf(registersOf(*id), shownKey)).value_or(*id);
                         const auto [place, isNew] = greatest.emplace(shown, *id);
                         if (!isNew) place->second = std::max(place->second, *id);
                         parts.push_back({*id, shown});
                     });
        std::erase_if(parts, [&](const Part& part) { return greatest.at(part.shown) != part.id; });
        parts.resize(std::min(parts.size(), countMax));
        return parts;
    }
    std::optional<EventId> columnsOf(const EventId& table) const {
        std::optional<EventId> least;
        for (const auto& [key, value] : registersOf(table)) {
            if (!key.starts_with(kColumnsPrefix) || value != event::Value(true)) continue;
            const auto id = idNamed(std::string_view(key).substr(kColumnsPrefix.size()));
            if (id && (!least || *id < *least)) least = id;
        }
        return least;
    }
    void readTable(const EventId& id, document::Embed& embed) {
        const auto sequence = columnsOf(id);
        if (!sequence || m_depth == kDepthMax) return;
        const std::vector<Part> columns = partsOf(*sequence, "column", kContentColumnsMax);
        if (columns.empty()) return;
        for (const Part& column : columns)
            embed.columns.push_back(ownAttributes(column, [](std::string_view key) { return key != "column"; }));
        const std::vector<Part> rows = partsOf(id, "row", m_cellsLeft / columns.size());
        m_cellsLeft -= rows.size() * columns.size();
        ++m_depth;
        for (const Part& row : rows)
            embed.rows.push_back(rowOf(row, columns));
        --m_depth;
    }
    /// Those of what is moved count where the new place says nothing.
    template <typename Keep>
    Attributes ownAttributes(const Part& part, Keep isKept) const {
        Attributes attributes = filtered(registersOf(part.shown), isKept);
        for (const auto& [key, value] : filtered(registersOf(part.id), isKept))
            document::setValue(attributes, key, value);
        return attributes;
    }
    document::TableRow rowOf(const Part& row, const std::vector<Part>& columns) {
        document::TableRow result;
        result.attributes =
            ownAttributes(row, [](std::string_view key) { return key != "row" && !key.starts_with(kCellPrefix); });
        const auto cells = cellsOf(row.shown);
        for (const Part& column : columns) {
            ContentBlocks blocks;
            const auto found = cells.find(column.shown);
            // Where two people began the cell at once it shows both.
            for (const EventId& cell : found != cells.end() ? found->second : std::vector<EventId>()) {
                for (ContentBlock& block : blocksOf(cell, registersOf(cell)))
                    blocks.push_back(std::move(block));
            }
            if (blocks.empty()) blocks.emplace_back();
            result.cells.push_back(std::move(blocks));
        }
        return result;
    }
    /// The sequences of the cells of a row, by column, each ascending.
    std::map<EventId, std::vector<EventId>> cellsOf(const EventId& row) const {
        std::map<EventId, std::vector<EventId>> cells;
        for (const auto& [key, value] : registersOf(row)) {
            if (!key.starts_with(kCellPrefix) || value != event::Value(true)) continue;
            const std::string_view names = std::string_view(key).substr(kCellPrefix.size());
            const std::size_t colon = names.find(':');
            if (colon == names.npos) continue;
            const auto column = idNamed(names.substr(0, colon));
            const auto cell = idNamed(names.substr(colon + 1));
            if (column && cell) cells[*column].push_back(*cell);
        }
        for (auto& [column, sequences] : cells)
            std::ranges::sort(sequences);
        return cells;
    }

    // Comments.
    document::Remark remarkBy(const EventId& id, std::string text) const {
        document::Remark remark{.text = std::move(text), .author = {}, .timeMs = 0};
        if (const auto event = m_log.find(id)) {
            remark.author = m_log.agents()[m_log.agentIndexOf(*event)].user;
            remark.timeMs = m_log.transactionRecord(m_log.transactionIndexOf(*event)).timeMs;
        }
        return remark;
    }
    void addThread(std::vector<document::CommentThread>& threads, const std::string& key) const {
        const auto id = idNamed(std::string_view(key).substr(document::mark_key::kCommentPrefix.size()));
        if (!id) return;
        const Attributes& registers = registersOf(*id);
        if (document::flagOf(registers, document::comment_key::kDeleted)) return;
        document::CommentThread thread{
            .key = key, .remarks = {}, .isResolved = document::flagOf(registers, "resolved")};
        const std::string_view changed = document::textOf(registers, "text");
        thread.remarks.push_back(remarkBy(*id, changed.empty() ? firstWordsOf(*id) : std::string(changed)));
        std::vector<std::pair<EventId, document::Remark>> replies;
        for (const auto& [name, value] : registers) {
            const auto* text = std::get_if<std::string>(&value);
            if (!name.starts_with(kReplyPrefix) || text == nullptr) continue;
            const auto reply = idNamed(std::string_view(name).substr(kReplyPrefix.size()));
            if (reply) replies.emplace_back(*reply, remarkBy(*reply, *text));
        }
        std::ranges::sort(replies, [](const auto& a, const auto& b) {
            return std::pair(a.second.timeMs, a.first) < std::pair(b.second.timeMs, b.first);
        });
        for (auto& reply : replies)
            thread.remarks.push_back(std::move(reply.second));
        threads.push_back(std::move(thread));
    }
    /// The value of the mark that began the thread.
    std::string firstWordsOf(const EventId& id) const {
        const auto event = m_log.find(id);
        if (!event) return {};
        const event::OperationRun& run = m_log.operationRuns()[m_log.operationRunIndexOf(*event)];
        if (run.type != event::OperationType::kMark) return {};
        const auto* mark = std::get_if<event::Mark>(&m_log.sideOperation(run));
        const auto* text = mark != nullptr ? std::get_if<std::string>(&mark->value) : nullptr;
        return text != nullptr ? *text : std::string();
    }

    const event::EventLog& m_log;
    const merge::Tracker& m_tracker;
    merge::View m_view;
    std::map<ObjectId, Attributes> m_registers;
    std::set<ObjectId> m_readSequences;
    std::vector<std::string> m_commentKeys;  // in the order in which they begin
    std::set<std::string> m_knownComments;
    std::size_t m_cellsLeft = kContentCellsMax;
    std::size_t m_depth = 0;
};

}  // namespace

document::Content contentOf(const event::EventLog& log, const merge::Tracker& tracker, merge::View view) {
    return ContentReader(log, tracker, view).read();
}

document::EmbedPointer embedContentOf(const event::EventLog& log, const merge::Tracker& tracker, merge::View view,
                                      const event::EventId& embed) {
    return std::make_shared<const document::Embed>(ContentReader(log, tracker, view).readEmbed(embed));
}

}  // namespace varve::projection
