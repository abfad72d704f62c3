#include "editing/cell_commands.h"

#include <algorithm>
#include <utility>

#include "document/embed_schema.h"
#include "editing/block_commands.h"
#include "editing/mark_commands.h"
#include "editing/step_builder.h"
#include "editing/style_adoption.h"
#include "projection/sequence_reader.h"

namespace varve::editing {

namespace {

using event::EventId;
using projection::Table;

CellRange within(const CellRange& cells, const Table& table) {
    return {{cells.rows.first, std::min(cells.rows.end, table.rows.size())},
            {cells.columns.first, std::min(cells.columns.end, table.columns.size())}};
}

/// Calls `receive(row, column, texts)` for every cell.
template <typename Receive>
void forEachCell(const CellRange& range, const Table& table, Receive receive) {
    const CellRange cells = within(range, table);
    for (std::size_t row = cells.rows.first; row < cells.rows.end; ++row) {
        for (std::size_t column = cells.columns.first; column < cells.columns.end; ++column)
            receive(row, column, table.rows[row].cells[column]);
    }
}

EventId madeCell(StepBuilder& builder, const EventId& row, const EventId& column) {
    return builder.setWithOwnId(row, document::cellKeyPrefix(column), true);
}

void runOn(StepBuilder& builder, const EditContext& context, const EventId& text,
           const projection::BlockSequence& blocks, const CellCommand& command) {
    const EditContext cell{blocks, context.registers, context.objects, builder.nextId(), text};
    replica::EditIntent intent = command(cell, {{0}, blocks.end()}).intent;
    intent.sequence = text;  // commands on blocks alone do not know whose they are
    builder.append(intent);
}

/// A command on block after block, the last one too when nothing is in it.
CellCommand onEveryBlock(const CellCommand& command) {
    return [&command](const EditContext& cell, text::Range /*all*/) {
        StepBuilder builder(cell.next, event::TransactionKind::kFormat);
        for (std::uint32_t block = 0; block < cell.blocks.blockCount(); ++block) {
            const EditContext here{cell.blocks, cell.registers, cell.objects, builder.nextId(), cell.sequence};
            const text::Offset start = cell.blocks.startOf(block);
            builder.append(command(here, {start, start}).intent);
        }
        return Edit{builder.finish(), std::nullopt};
    };
}

bool isBlank(const document::ContentBlocks& blocks) {
    return std::ranges::all_of(
        blocks, [](const document::ContentBlock& block) { return block.attributes.empty() && block.inlines.empty(); });
}

}  // namespace

Edit onCells(const EditContext& context, const Table& table, const CellRange& cells, event::TransactionKind kind,
             EmptyCells empty, const CellCommand& command) {
    StepBuilder builder(context.next, kind);
    forEachCell(cells, table, [&](std::size_t row, std::size_t column, const std::vector<EventId>& texts) {
        for (const EventId& text : texts)
            runOn(builder, context, text, projection::readSequence(context.objects, text, context.registers), command);
        if (!texts.empty() || empty == EmptyCells::kPassedOver) return;
        const EventId made = madeCell(builder, table.rows[row].part.shown, table.columns[column].part.shown);
        runOn(builder, context, made, projection::BlockSequence(), command);
    });
    return {builder.finish(), std::nullopt};
}

Edit clearedCells(const EditContext& context, const Table& table, const CellRange& cells, event::TransactionKind kind) {
    return onCells(context, table, cells, kind, EmptyCells::kPassedOver,
                   [kind](const EditContext& cell, text::Range all) {
                       StepBuilder builder(cell.next, kind);
                       builder.erase(cell.sequence, all);
                       return Edit{builder.finish(), std::nullopt};
                   });
}

Edit cellsMarkedWith(const EditContext& context, const Table& table, const CellRange& cells, std::string_view key,
                     const event::Value& value) {
    return onCells(context, table, cells, event::TransactionKind::kFormat, EmptyCells::kPassedOver,
                   [&](const EditContext& cell, text::Range all) { return markedWith(cell.blocks, all, key, value); });
}

Edit cellsWithToggledMark(const EditContext& context, const Table& table, const CellRange& cells,
                          std::string_view key) {
    bool hasAll = true;
    forEachCell(cells, table, [&](std::size_t, std::size_t, const std::vector<EventId>& texts) {
        for (const EventId& text : texts) {
            const projection::BlockSequence blocks = projection::readSequence(context.objects, text, context.registers);
            // Breaks alone have no looks.
            const MarkSummary now = markIn(blocks, {{0}, blocks.end()}, key);
            const bool hasText = blocks.count() + 1 > blocks.blockCount();
            hasAll = hasAll && (!hasText || (!now.isMixed && now.common == event::Value(true)));
        }
    });
    return cellsMarkedWith(context, table, cells, key, hasAll ? event::Value() : event::Value(true));
}

Edit cellsWithBlockValue(const EditContext& context, const Table& table, const CellRange& cells, std::string_view key,
                         const event::Value& value) {
    const bool takesAway = std::holds_alternative<std::monostate>(value);
    const CellCommand set = [&](const EditContext& cell, text::Range block) {
        return withBlockValue(cell, block, key, value);
    };
    return onCells(context, table, cells, event::TransactionKind::kFormat,
                   takesAway ? EmptyCells::kPassedOver : EmptyCells::kMade, onEveryBlock(set));
}

Edit cellsWithBlockType(const EditContext& context, const Table& table, const CellRange& cells,
                        document::BlockType type, int level) {
    const auto hasType = [&](const document::BlockAttributes& now) {
        return now.type == type && (type != document::BlockType::kHeading || now.level == level);
    };
    bool isAll = true;
    forEachCell(cells, table, [&](std::size_t, std::size_t, const std::vector<EventId>& texts) {
        isAll = isAll && !texts.empty();
        for (const EventId& text : texts) {
            const projection::BlockSequence blocks = projection::readSequence(context.objects, text, context.registers);
            for (std::uint32_t block = 0; block < blocks.blockCount(); ++block)
                isAll = isAll && hasType(blocks.blockAt(block)->shownAttributes());
        }
    });
    const document::BlockType wanted = isAll ? document::BlockType::kParagraph : type;
    const bool isPlain = wanted == document::BlockType::kParagraph;
    const CellCommand set = [&](const EditContext& cell, text::Range block) {
        return withBlocksOfType(cell, block, wanted, level);
    };
    return onCells(context, table, cells, event::TransactionKind::kFormat,
                   isPlain ? EmptyCells::kPassedOver : EmptyCells::kMade, onEveryBlock(set));
}

namespace {

/// The rows or columns of the filled rectangle by what they show, those that are missing made at the end.
std::vector<EventId> grown(StepBuilder& builder, const event::EventId& sequence, std::vector<EventId> shown,
                           text::Offset end, std::size_t first, std::size_t count) {
    const std::size_t wanted = first + count;
    if (wanted > shown.size()) {
        std::string embeds;
        for (std::size_t index = shown.size(); index < wanted; ++index)
            embeds += document::kEmbedText;
        EventId made = builder.insert(sequence, end, std::move(embeds));
        for (; shown.size() < wanted; made.sequence = made.sequence + 1U)
            shown.push_back(made);
    }
    return {shown.begin() + static_cast<std::ptrdiff_t>(first), shown.begin() + static_cast<std::ptrdiff_t>(wanted)};
}

/// `content` in place of all that the cell holds.
void fill(StepBuilder& builder, const EditContext& context, const std::vector<EventId>& texts, const EventId& row,
          const EventId& column, const document::ContentBlocks& blocks) {
    const event::TransactionKind kind = event::TransactionKind::kPaste;
    const auto pasted = [&](const EditContext& cell, text::Range all) {
        document::Content content;
        content.blocks = blocks;
        return inserted(cell, all, content, kind);
    };
    if (texts.empty()) {
        if (isBlank(blocks)) return;
        runOn(builder, context, madeCell(builder, row, column), projection::BlockSequence(), pasted);
        return;
    }
    bool isFirst = true;
    for (const EventId& text : texts) {
        const projection::BlockSequence now = projection::readSequence(context.objects, text, context.registers);
        if (std::exchange(isFirst, false)) {
            runOn(builder, context, text, now, pasted);
        } else {
            builder.erase(text, {{0}, now.end()});
        }
    }
}

/// The grid with styles that the document has, making those that it lacks.
std::vector<document::TableRow> withStylesMade(StepBuilder& builder, const EditContext& context,
                                               const std::vector<document::TableRow>& grid,
                                               const document::Attributes& styles) {
    document::Embed table;
    table.rows = grid;
    document::Content content;
    content.properties = styles;
    content.blocks.emplace_back().inlines.push_back(
        {{}, {}, std::make_shared<const document::Embed>(std::move(table))});
    static const document::Attributes kNone;
    const projection::AttributesPointer properties = context.registers.attributesOf(event::WellKnownObject::kDocument);
    return withStylesMade(builder, content, properties ? *properties : kNone).front().inlines.front().embed->rows;
}

}  // namespace

GridSize sizeOf(const std::vector<document::TableRow>& grid) {
    GridSize size{grid.size(), 0};
    for (const document::TableRow& row : grid)
        size.columns = std::max(size.columns, row.cells.size());
    return size;
}

GridSize sizeTaken(const Table& table, std::size_t row, std::size_t column,
                   const std::vector<document::TableRow>& grid) {
    if (!table.columnSequence || row >= table.rows.size() || column >= table.columns.size()) return {};
    GridSize size = sizeOf(grid);
    size.columns = std::min(size.columns, document::kTableColumnsMax - column);
    const std::size_t columnCount = std::max(table.columns.size(), column + size.columns);
    const std::size_t rowsMax = std::max(document::kTableCellsMax / columnCount, table.rows.size());
    size.rows = std::min(size.rows, rowsMax - row);
    return size;
}

Edit filledCells(const EditContext& context, const Table& table, std::size_t row, std::size_t column,
                 const std::vector<document::TableRow>& grid, const document::Attributes& styles) {
    const auto [height, width] = sizeTaken(table, row, column, grid);
    if (width == 0 || height == 0) return {};
    std::vector<EventId> rows;
    std::vector<EventId> columns;
    for (const projection::TableRow& one : table.rows)
        rows.push_back(one.part.shown);
    for (const projection::TableColumn& one : table.columns)
        columns.push_back(one.part.shown);
    StepBuilder builder(context.next, event::TransactionKind::kPaste);
    const std::size_t knownRows = rows.size();
    const std::size_t knownColumns = columns.size();
    rows = grown(builder, table.id, std::move(rows), table.rows.back().part.offset + 1U, row, height);
    columns =
        grown(builder, *table.columnSequence, std::move(columns), table.columns.back().part.offset + 1U, column, width);
    const std::vector<document::TableRow>& cells =
        styles.empty() ? grid : withStylesMade(builder, context, grid, styles);
    for (std::size_t y = 0; y < height; ++y) {
        for (std::size_t x = 0; x < std::min(width, cells[y].cells.size()); ++x) {
            const bool isKnown = row + y < knownRows && column + x < knownColumns;
            const std::vector<EventId> texts = isKnown ? table.rows[row + y].cells[column + x] : std::vector<EventId>();
            fill(builder, context, texts, rows[y], columns[x], cells[y].cells[x]);
        }
    }
    return {builder.finish(), std::nullopt};
}

document::Embed copiedCells(const document::Embed& table, const CellRange& cells) {
    const auto part = [](const auto& list, const PartRange& range) {
        const std::size_t first = std::min(range.first, list.size());
        const std::size_t end = std::max(first, std::min(range.end, list.size()));
        return std::vector(list.begin() + static_cast<std::ptrdiff_t>(first),
                           list.begin() + static_cast<std::ptrdiff_t>(end));
    };
    document::Embed copied{.attributes = table.attributes, .columns = part(table.columns, cells.columns)};
    for (const document::TableRow& row : part(table.rows, cells.rows))
        copied.rows.push_back({row.attributes, part(row.cells, cells.columns)});
    return copied;
}

const document::Embed* onlyTableOf(const document::ContentBlocks& content) {
    const document::Embed* table = nullptr;
    for (const document::ContentBlock& block : content) {
        for (const document::Inline& part : block.inlines) {
            const bool isTable = part.embed && document::textOf(part.embed->attributes, document::embed_key::kType) ==
                                                   document::kTableType;
            if (!isTable || table != nullptr) return nullptr;
            table = part.embed.get();
        }
    }
    return table;
}

}  // namespace varve::editing
