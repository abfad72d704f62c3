#include "editing/content_writer.h"

#include <map>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "document/block_schema.h"
#include "document/comment_schema.h"
#include "document/embed_schema.h"
#include "document/mark_schema.h"
#include "document/style_schema.h"
#include "document/table_schema.h"
#include "editing/style_adoption.h"
#include "text/utf8.h"

namespace varve::editing {

namespace {

/// A stretch of inserted text and the marks it must have.
struct Stretch {
    text::Range range;
    const document::Attributes* marks = nullptr;
};

/// Something inserted that has properties.
struct Made {
    std::uint32_t unit = 0;  // of the insertion
    const document::Attributes* attributes = nullptr;
    const document::Embed* embed = nullptr;  // null for a break
};

/// The threads to be made, found by key: a document may have thousands of them in as many cells.
class Threads {
  public:
    explicit Threads(std::span<const document::CommentThread> threads) : m_threads(threads) {
        for (std::size_t index = 0; index < threads.size(); ++index)
            m_indexes.emplace(threads[index].key, index);
    }
    [[nodiscard]] bool isEmpty() const { return m_threads.empty(); }
    [[nodiscard]] const document::CommentThread& operator[](std::size_t index) const { return m_threads[index]; }
    /// Calls `receive(index)` for every thread of that key.
    template <typename Receive>
    void forEach(std::string_view key, Receive receive) const {
        const auto [begin, end] = m_indexes.equal_range(key);
        for (auto place = begin; place != end; ++place)
            receive(place->second);
    }

  private:
    std::span<const document::CommentThread> m_threads;
    std::multimap<std::string_view, std::size_t> m_indexes;
};

text::Offset insertInto(StepBuilder& builder, const ContentPlace& place, const document::ContentBlocks& blocks,
                        const Threads& threads);

/// One insertion: its text, and what has to be said about it afterwards.
class Insertion {
  public:
    Insertion(StepBuilder& builder, const ContentPlace& place, const Threads& threads)
        : m_builder(builder), m_place(place), m_threads(threads) {}

    void add(const document::ContentBlocks& blocks) {
        bool isFirst = true;
        for (const document::ContentBlock& block : blocks) {
            if (!isFirst) {
                m_made.push_back({m_count, &block.attributes, nullptr});
                addText("\n", nullptr);
            }
            isFirst = false;
            for (const document::Inline& part : block.inlines) {
                if (part.embed) {
                    m_made.push_back({m_count, &part.embed->attributes, part.embed.get()});
                    addText(document::kEmbedText, &part.marks);
                } else {
                    addText(part.text, &part.marks);
                }
            }
        }
    }
    text::Offset write() {
        const text::Offset begin = m_place.replaced.begin;
        m_builder.erase(m_place.sequence, m_place.replaced);
        if (m_text.empty()) return begin;
        const event::EventId first = m_builder.insert(m_place.sequence, begin, std::move(m_text));
        writeMarks(begin);
        writeThreads(begin);
        for (const Made& made : m_made) {
            const event::EventId id{first.agent, first.sequence + made.unit};
            for (const auto& [key, value] : *made.attributes)
                m_builder.set(id, key, value);
            if (made.embed != nullptr) writeEmbed(id, *made.embed);
        }
        return begin + m_count;
    }

  private:
    void addText(std::string_view text, const document::Attributes* marks) {
        const std::uint32_t count = text::scalarCount(text);
        m_stretches.push_back({{{m_count}, {m_count + count}}, marks});
        m_text += text;
        m_count += count;
    }
    /// For every key the longest stretches of one value; null where text there might take the key on from around.
    void writeMarks(text::Offset begin) {
        static const document::Attributes kNone;
        std::set<std::string> keys = m_place.keysAround;
        for (const Stretch& stretch : m_stretches) {
            for (const auto& mark : stretch.marks != nullptr ? *stretch.marks : kNone)
                keys.insert(mark.first);
        }
        for (const std::string& key : keys) {
            // A thread belongs to the characters it was made on; copies of them are other characters.
            if (m_place.keepsComments || !document::isComment(key))
                writeMark(begin, key, m_place.keysAround.contains(key));
        }
    }
    void writeMark(text::Offset begin, const std::string& key, bool mayBeTakenOn) {
        static const document::Attributes kNone;
        struct Run {
            std::uint32_t begin;
            std::uint32_t end;
            const event::Value* value;
        };
        std::vector<Run> runs;
        for (const Stretch& stretch : m_stretches) {
            // A break has no look of its own; it does not cut what goes on behind it.
            const bool isBreak = stretch.marks == nullptr;
            const event::Value* value = &document::valueOf(isBreak ? kNone : *stretch.marks, key);
            if (!runs.empty() && (isBreak || *runs.back().value == *value)) {
                runs.back().end = stretch.range.end.value;
            } else {
                runs.push_back({stretch.range.begin.value, stretch.range.end.value, value});
            }
        }
        for (const Run& run : runs) {
            if (mayBeTakenOn || !std::holds_alternative<std::monostate>(*run.value))
                m_builder.mark(m_place.sequence, {begin + run.begin, begin + run.end}, key, *run.value);
        }
    }
    void writeThreads(text::Offset begin) {
        if (m_threads.isEmpty()) return;
        // One mark over everything that a thread is about: what lies between belongs to it too.
        std::map<std::string_view, text::Range> ranges;
        for (const Stretch& stretch : m_stretches) {
            if (stretch.marks == nullptr) continue;
            const text::Range range{begin + stretch.range.begin.value, begin + stretch.range.end.value};
            for (const auto& [key, value] : *stretch.marks) {
                if (!document::isComment(key) || std::holds_alternative<std::monostate>(value)) continue;
                ranges.try_emplace(key, range).first->second.end = range.end;
            }
        }
        std::map<std::size_t, text::Range> ofThreads;
        for (const auto& [key, range] : ranges)
            m_threads.forEach(key, [&, place = range](std::size_t index) { ofThreads.emplace(index, place); });
        for (const auto& [index, range] : ofThreads)
            writeThread(range, m_threads[index]);
    }
    void writeThread(text::Range range, const document::CommentThread& thread) {
        if (thread.remarks.empty()) return;
        const event::EventId id = m_builder.markWithOwnId(m_place.sequence, range, document::mark_key::kCommentPrefix,
                                                          wordsOf(thread.remarks.front()));
        m_builder.set(id, document::comment_key::kText, wordsOf(thread.remarks.front()));
        for (std::size_t index = 1; index < thread.remarks.size(); ++index)
            m_builder.setWithOwnId(id, "reply:", wordsOf(thread.remarks[index]));
        if (thread.isResolved) m_builder.set(id, "resolved", true);
    }
    /// The event says who imported; who wrote is said in the text.
    static std::string wordsOf(const document::Remark& remark) {
        return remark.author.empty() ? remark.text : remark.author + ": " + remark.text;
    }
    void writeEmbed(const event::EventId& id, const document::Embed& embed) {
        // The registers of a caption's first block are those of the embed, which says what it is.
        if (!embed.caption.empty()) writeSequence(id, embed.caption, false);
        if (!embed.columns.empty() && !embed.rows.empty()) writeTable(id, embed);
    }
    /// Into an object's own text, which is empty.
    void writeSequence(const event::EventId& object, const document::ContentBlocks& blocks, bool ownsFirstBlock) {
        ContentPlace place;
        place.sequence = place.block = object;
        place.isBlockEmpty = ownsFirstBlock;
        place.keepsComments = m_place.keepsComments;
        insertInto(m_builder, place, blocks, m_threads);
    }
    void writeTable(const event::EventId& table, const document::Embed& embed) {
        const event::EventId columns = m_builder.setWithOwnId(table, document::table_key::kColumnsPrefix, true);
        const auto makeEmbeds = [&](const event::EventId& sequence, std::size_t count) {
            std::string text;
            for (std::size_t index = 0; index < count; ++index)
                text += document::kEmbedText;
            return m_builder.insert(sequence, {0}, std::move(text));
        };
        const event::EventId firstColumn = makeEmbeds(columns, embed.columns.size());
        const event::EventId firstRow = makeEmbeds(table, embed.rows.size());
        const auto idAt = [](const event::EventId& first, std::size_t index) {
            return event::EventId{first.agent, first.sequence + static_cast<std::uint32_t>(index)};
        };
        for (std::size_t column = 0; column < embed.columns.size(); ++column) {
            for (const auto& [key, value] : embed.columns[column])
                m_builder.set(idAt(firstColumn, column), key, value);
        }
        for (std::size_t index = 0; index < embed.rows.size(); ++index) {
            const document::TableRow& row = embed.rows[index];
            const event::EventId rowId = idAt(firstRow, index);
            for (const auto& [key, value] : row.attributes)
                m_builder.set(rowId, key, value);
            for (std::size_t column = 0; column < std::min(row.cells.size(), embed.columns.size()); ++column) {
                const event::EventId cell =
                    m_builder.setWithOwnId(rowId, document::cellKeyPrefix(idAt(firstColumn, column)), true);
                writeSequence(cell, row.cells[column], true);
            }
        }
    }

    StepBuilder& m_builder;
    const ContentPlace& m_place;
    const Threads& m_threads;
    std::string m_text;
    std::uint32_t m_count = 0;
    std::vector<Stretch> m_stretches;
    std::vector<Made> m_made;
};

void becomeBlock(StepBuilder& builder, const ContentPlace& place, const document::Attributes& wanted) {
    for (const auto& old : place.blockAttributes) {
        const bool isWanted = !std::holds_alternative<std::monostate>(document::valueOf(wanted, old.first));
        if (!isWanted) builder.set(place.block, old.first, {});
    }
    for (const auto& [key, value] : wanted) {
        if (document::valueOf(place.blockAttributes, key) != value) builder.set(place.block, key, value);
    }
}

text::Offset insertInto(StepBuilder& builder, const ContentPlace& place, const document::ContentBlocks& blocks,
                        const Threads& threads) {
    Insertion insertion(builder, place, threads);
    insertion.add(blocks);
    const text::Offset end = insertion.write();
    if (place.isBlockEmpty && !blocks.empty()) becomeBlock(builder, place, blocks.front().attributes);
    return end;
}

}  // namespace

text::Offset insertContent(StepBuilder& builder, const ContentPlace& place, const document::ContentBlocks& blocks,
                           std::span<const document::CommentThread> comments) {
    return insertInto(builder, place, blocks, Threads(comments));
}

replica::EditIntent importIntent(event::EventId next, const document::Content& content) {
    StepBuilder builder(next, event::TransactionKind::kImport);
    bool hasOwnStyles = false;
    for (const auto& [key, value] : content.properties) {
        const std::string_view style = document::stylePropertyOf(key).first;
        const bool isOwn = !style.empty() && !document::isBuiltInStyle(style);
        hasOwnStyles = hasOwnStyles || isOwn;
        // Their ids are those of the events that make them.
        if (!isOwn) builder.set(event::WellKnownObject::kDocument, key, value);
    }
    ContentPlace place;
    place.block = event::WellKnownObject::kFirstBlock;
    place.isBlockEmpty = true;
    if (hasOwnStyles) {
        insertContent(builder, place, withStylesMade(builder, content, {}), content.comments);
    } else {
        insertContent(builder, place, content.blocks, content.comments);
    }
    return builder.finish();
}

}  // namespace varve::editing
