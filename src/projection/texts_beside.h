// The texts beside the body of the version shown, cells of tables and captions, in the order in which they are read:
// for whoever searches, counts or walks through everything that is written. Follows patches; texts that a patch does
// not touch stay the same objects, so that a copy is a cheap snapshot for another thread. Tables in cells are not
// looked into, nor what is beyond kShownCellsMax. For everything in reading order; where a few texts stand, TextPath
// tells without reading all tables. Owned by whoever shows the document; one thread.
#pragma once

#include <compare>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "document/patch.h"
#include "projection/block_sequence.h"
#include "projection/object_registers.h"
#include "projection/object_source.h"
#include "projection/table.h"
#include "projection/text_range.h"

namespace varve::projection {

struct TextBeside {
    event::ObjectId sequence;
    std::optional<TableCell> cell;            // nothing: a caption
    std::shared_ptr<const std::string> text;  // UTF-8, never null
};

/// An embed of the body that has texts.
struct TextsOfEmbed {
    event::EventId embed;
    text::Offset offset;  // in the body
    std::vector<TextBeside> texts;
    bool isCut = false;  // a table that has more cells
};

/// Where something is written, ordered as it is read: an embed comes before its texts, these before what follows it.
struct ReadingPlace {
    text::Offset body;     // of the embed, for a text beside
    std::size_t text = 0;  // number of the text of the embed, from 1; 0 in the body
    text::Offset within;   // in that text
    friend auto operator<=>(const ReadingPlace&, const ReadingPlace&) = default;
};

class TextsBeside {
  public:
    /// Another document, or another version: nothing is known until it is read.
    void forget() { *this = TextsBeside(); }
    /// Begins to read. `objects` speaks of the version that `body` and `registers` are of; null for a text without
    /// objects. Cost: O(blocks of the body).
    void begin(const BlockSequence& body, const ObjectRegisters& registers, const ObjectSource* objects);
    [[nodiscard]] bool isBegun() const { return m_isBegun; }
    /// Goes on as long as `mayGoOn` says, which is asked behind each table or picture. Result: whether all is read.
    /// Cost: O(texts) a call and that of reading them.
    bool readSome(const std::function<bool()>& mayGoOn, const ObjectRegisters& registers, const ObjectSource* objects);
    [[nodiscard]] bool isRead() const { return m_isBegun && m_unread.empty(); }
    /// Follows a patch that the others have taken, in the midst of reading too; does nothing before begin(). Result:
    /// whether a text or its place in the order is another one. Cost: O(embeds with texts + what changed), with rows or
    /// columns O(cells).
    bool take(const document::DocumentPatch& patch, const BlockSequence& body, const ObjectRegisters& registers,
              const ObjectSource* objects);

    /// By offset.
    [[nodiscard]] std::span<const TextsOfEmbed> embeds() const { return m_embeds; }
    /// A text and the embed that it belongs to; valid until the next change.
    struct Found {
        const TextsOfEmbed* embed;
        const TextBeside* text;
    };
    [[nodiscard]] std::optional<Found> find(const event::ObjectId& sequence) const;
    /// Nothing for a text that is not seen. Cost: O(1).
    [[nodiscard]] std::optional<ReadingPlace> placeOf(const event::ObjectId& sequence, text::Offset offset) const;

  private:
    struct Where {
        std::size_t embed = 0;
        std::size_t text = 0;
    };
    struct Reader;
    /// Text that is known already is not read again.
    [[nodiscard]] std::optional<TextsOfEmbed> readEmbed(const event::EventId& embed, text::Offset offset,
                                                        const Reader& reader);
    bool moveEmbeds(const document::Patch& patch);
    bool changeTexts(const document::DocumentPatch& patch);
    void readEmbeds(std::vector<event::EventId> embeds, const Reader& reader);
    void index();

    std::vector<TextsOfEmbed> m_embeds;
    std::unordered_map<event::ObjectId, Where, ObjectIdHash> m_texts;
    std::unordered_map<event::ObjectId, event::EventId, ObjectIdHash> m_tableOf;  // rows, columns and the like
    std::vector<event::EventId> m_unread;                                         // the next one last
    bool m_isBegun = false;
};

}  // namespace varve::projection
