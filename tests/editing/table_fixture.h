// A person with a table, for tests of the commands on tables and cells: the table as a plain grid of strings, words
// typed into its cells as the page types them.
#pragma once

#include <cstdlib>
#include <string>
#include <vector>

#include "document/object_names.h"
#include "document/table_schema.h"
#include "editing/cell_commands.h"
#include "editing/step_builder.h"
#include "editing/table_commands.h"
#include "editing_fixture.h"
#include "projection/table.h"

namespace varve::editing {

/// A number from the environment.
inline std::uint64_t numberFrom(const char* name, std::uint64_t usual) {
    const char* text = std::getenv(name);
    return text != nullptr ? std::strtoull(text, nullptr, 10) : usual;
}

/// A table as a person thinks of it.
struct Grid {
    struct Row {
        bool isHeader = false;
        std::vector<std::string> cells;
        friend bool operator==(const Row&, const Row&) = default;
    };
    std::vector<std::int64_t> shares;
    std::vector<Row> rows;
    friend bool operator==(const Grid&, const Grid&) = default;

    [[nodiscard]] std::string words() const {
        std::string result;
        for (const std::int64_t share : shares)
            result += std::to_string(share) + " ";
        for (const Row& row : rows) {
            result += row.isHeader ? "\n# " : "\n- ";
            for (const std::string& cell : row.cells)
                result += "[" + cell + "]";
        }
        return result;
    }
};

class Person : public EditingFixture {
  public:
    Person() : Person(7, "ana") {}
    Person(std::uint8_t agent, const std::string& user) : EditingFixture(agent, user) {
        QObject::connect(&replica, &replica::DocumentReplica::patchApplied, &replica, [this] { read(); });
    }
    /// Whether there was something to do.
    bool run(const Edit& edit) {
        replica.closeStep();
        clock.advance(10'000);
        if (edit.isEmpty()) return false;
        apply(edit.intent);
        return true;
    }
    void hear(const Person& other) { replica.receive(other.replica.log().missingFrom(replica.log().versionVector())); }
    void begin(std::size_t rows, std::size_t columns, bool hasHeader) {
        QVERIFY(run(insertedTable(context(), {{0}, {0}}, rows, columns, hasHeader)));
        id = blocks.blockAt(0)->embeds.front().id;
    }
    [[nodiscard]] projection::Table table() const { return projection::readTable(id, registers, objects); }
    [[nodiscard]] std::string textOf(const event::EventId& sequence) const {
        return replica.tracker().text(replica.log(), merge::View::kEffect, sequence);
    }
    [[nodiscard]] Grid grid() const {
        Grid grid;
        const projection::Table now = table();
        for (const projection::TableColumn& column : now.columns)
            grid.shares.push_back(column.share);
        for (const projection::TableRow& row : now.rows) {
            Grid::Row& shown = grid.rows.emplace_back();
            shown.isHeader = row.isHeader;
            for (const auto& texts : row.cells) {
                std::string& cell = shown.cells.emplace_back();
                for (const event::EventId& text : texts)
                    cell += (&text == &texts.front() ? "" : "|") + textOf(text);
            }
        }
        return grid;
    }
    /// Types at the start of a cell, making it where nobody wrote in it yet: one step as the page makes it.
    void type(std::size_t row, std::size_t column, const std::string& words) {
        const projection::Table now = table();
        const auto& texts = now.rows[row].cells[column];
        replica::EditIntent intent{event::TransactionKind::kTyping, {{{}, words}}};
        if (texts.empty()) {
            StepBuilder builder(replica.nextEventId(), intent.kind);
            intent.sequence = builder.setWithOwnId(now.rows[row].part.shown,
                                                   document::cellKeyPrefix(now.columns[column].part.shown), true);
            intent.preparation = builder.finish().operations;
        } else {
            intent.sequence = texts.front();
        }
        QVERIFY(run({intent, {}}));
    }

    event::EventId id;
};

/// The words of a grid to paste: as many rows and columns as it has.
inline std::vector<document::TableRow> gridOf(const std::vector<std::vector<std::string>>& words) {
    std::vector<document::TableRow> rows;
    for (const auto& row : words) {
        document::TableRow& added = rows.emplace_back();
        for (const std::string& cell : row) {
            document::ContentBlock block;
            if (!cell.empty()) block.inlines = {{cell}};
            added.cells.push_back({block});
        }
    }
    return rows;
}

}  // namespace varve::editing
