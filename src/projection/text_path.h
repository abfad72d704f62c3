// Where the texts beside the body stand: in which cell of which table, or below which picture, and so in which order a
// person reads them. Reads the tables that it is asked about, once; knows nothing of what is in the texts. For a few
// texts, without reading tables that nobody asks about, and in tables within cells; whoever needs everything in reading
// order takes TextsBeside.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "document/patch.h"
#include "event/event_log.h"
#include "projection/object_registers.h"
#include "projection/object_source.h"
#include "projection/table.h"
#include "text/position.h"

namespace varve::projection {

/// From a text to one that belongs to an embed in it.
struct TextStep {
    /// All from 0. A cell that two people began at once has more than one part.
    struct Cell {
        std::uint32_t row = 0;
        std::uint32_t column = 0;
        std::uint32_t part = 0;
        friend auto operator<=>(const Cell&, const Cell&) = default;
    };
    event::EventId embed;      // the table or the picture
    text::Offset offset;       // of the embed, in the text around
    std::optional<Cell> cell;  // nothing: the caption
    friend bool operator==(const TextStep&, const TextStep&) = default;
};

/// From the body inwards; the body itself has no steps.
using TextPath = std::vector<TextStep>;
inline constexpr std::size_t kTextPathMax = 8;  // what lies deeper is not found

/// The order in which two places are read: an embed comes before its texts, a table goes row by row.
[[nodiscard]] std::strong_ordering readingOrder(const TextPath& pathA, text::Offset offsetA, const TextPath& pathB,
                                                text::Offset offsetB);

/// What paths depend on: while a patch touches none of it, only the places of embeds in the body change.
struct PathGrounds {
    std::set<event::ObjectId> texts;  // beside the body: with an embed on the way, or rows and columns of a table
    std::set<event::EventId> embeds;  // on the way: what they are decides
    std::set<std::pair<event::EventId, event::EventId>> cells;  // row and column
    std::set<event::EventId> unknown;                           // texts of which nothing was heard yet

    /// Typing the first letter in another cell changes nothing. Cost: logarithmic.
    [[nodiscard]] bool include(const document::RegisterChange& change, const event::EventLog& log) const;
    /// Of the patch of the body it counts only whether an embed comes: it may be one that had gone.
    [[nodiscard]] bool include(const document::DocumentPatch& patch, const event::EventLog& log) const;
};

/// Answers about one version of the document; to be thrown away with it.
class TextPathFinder {
  public:
    /// All must outlive it; `registers` those of the version that `objects` speaks of.
    /// What is beyond `cellsMax` cells of a table is not seen.
    TextPathFinder(const event::EventLog& log, const ObjectRegisters& registers, const ObjectSource& objects,
                   std::size_t cellsMax)
        : m_log(log), m_registers(registers), m_objects(objects), m_cellsMax(cellsMax) {}

    /// Nothing for what is no text of a cell or a caption, or is not seen: its row is gone, or its table. Cost: what
    /// reading the table costs, when it was not asked for before.
    [[nodiscard]] std::optional<TextPath> pathOf(const event::ObjectId& sequence);
    /// Of all answers so far.
    [[nodiscard]] const PathGrounds& grounds() const { return m_grounds; }

  private:
    struct FoundTable {
        Table table;
        std::map<event::EventId, std::uint32_t> rows;  // by what they show
        std::map<event::EventId, std::uint32_t> columns;
        std::optional<TextPath> around;  // of the text that the table stands in
        text::Offset offset;
    };
    [[nodiscard]] bool isTooDeep(event::ObjectId sequence) const;
    std::optional<TextPath> find(const event::ObjectId& sequence);
    std::optional<TextPath> findCaption(const event::EventId& embed);
    std::optional<TextPath> findCell(const event::EventId& cell);
    /// The path of the text around an embed and its place there.
    std::optional<std::pair<TextPath, text::Offset>> findEmbed(const event::EventId& embed);
    const FoundTable& tableOf(const event::EventId& id);

    const event::EventLog& m_log;
    const ObjectRegisters& m_registers;
    const ObjectSource& m_objects;
    std::size_t m_cellsMax;
    std::map<event::EventId, FoundTable> m_tables;
    std::set<event::EventId> m_readColumns;
    PathGrounds m_grounds;
};

}  // namespace varve::projection
