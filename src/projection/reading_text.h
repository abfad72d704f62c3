// All texts of the version shown as one, in the order in which they are read: behind the line that a table or picture
// stands in come its texts, each on lines of its own. For whoever searches or counts everything at once. Made of
// snapshots; may be made and used on any thread.
#pragma once

#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "projection/object_registers.h"
#include "projection/text_range.h"
#include "projection/texts_beside.h"
#include "text/rope.h"

namespace varve::projection {

class ReadingText {
  public:
    /// `embeds`: as TextsBeside lists them, of the version that `body` is of. Cost: O(embeds * log body + their texts).
    explicit ReadingText(text::Rope body, std::span<const TextsOfEmbed> embeds = {});

    [[nodiscard]] const text::Rope& rope() const { return m_rope; }
    [[nodiscard]] text::Range whole() const { return {{0}, {m_rope.count()}}; }
    /// Where a stretch of one of the texts stands, cut to the text; of the body with the texts of the embeds in it.
    /// Nothing for an unknown text. Cost: O(log embeds).
    [[nodiscard]] std::optional<text::Range> rangeOf(const TextRange& range) const;
    /// The stretch of one text that a range is; nothing when it reaches over an edge of texts. Cost: O(log texts).
    [[nodiscard]] std::optional<TextRange> textRangeOf(text::Range range) const;

  private:
    /// A text beside, or the body between two embeds with texts.
    struct Segment {
        event::ObjectId sequence;
        text::Offset begin;  // in the whole
        text::Offset own;    // in its text
        std::uint32_t count = 0;
        [[nodiscard]] text::Offset end() const { return begin + count; }
    };
    [[nodiscard]] text::Offset fromBody(text::Offset offset) const;

    text::Rope m_rope;
    std::vector<Segment> m_segments;        // by begin
    std::vector<std::size_t> m_bodyPieces;  // of these, by own
    std::unordered_map<event::ObjectId, std::size_t, ObjectIdHash> m_beside;
};

}  // namespace varve::projection
