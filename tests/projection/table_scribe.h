// Somebody who changes one table at random: rows, columns, cells, moves and undo, with wrong registers among the right
// ones. For tests of whatever reads tables.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "base/random.h"
#include "document/embed_schema.h"
#include "document/object_names.h"
#include "document/table_schema.h"
#include "history/test_replica.h"
#include "projection/object_registers.h"

namespace varve::test {

inline const std::string kEmbedSign(document::kEmbedText);

/// Writes into one table what programs write, and what they should not.
class TableScribe {
  public:
    explicit TableScribe(TestReplica& replica) : m_replica(replica) {}

    /// Made by one, known to all who scribble.
    static event::EventId begin(TestReplica& replica) {
        const event::EventId table = nextOf(replica);
        const event::EventId columns{table.agent, table.sequence + 2};
        replica.write({insertAt(0, kEmbedSign), setOf(table, "type", std::string("table")),
                       setOf(table, "columns:" + document::idText(columns), true),
                       insertInto(columns, 0, kEmbedSign + kEmbedSign), insertInto(table, 0, kEmbedSign + kEmbedSign)});
        return table;
    }
    void scribble(const event::EventId& table, Random& random) {
        const std::uint32_t dice = random.below(100);
        const auto undoCount = static_cast<std::uint32_t>(m_replica.stacks().undoSteps().size());
        const auto columns = columnsOf(table);
        if (dice < 8 && undoCount > 1) {
            m_replica.undo(1 + random.below(undoCount - 1));
        } else if (dice < 13 && !m_replica.stacks().redoSteps().empty()) {
            m_replica.redo();
        } else if (dice < 16) {
            // A second set of columns, or a name that is none.
            const event::EventId own = nextOf(m_replica);
            const std::string name = random.chance(50) ? document::idText(own) : "no id";
            m_replica.write({setOf(table, "columns:" + name, true), insertInto(own, 0, kEmbedSign)});
        } else if (dice < 40) {
            changeParts(random.chance(50) || !columns ? table : *columns, random);
        } else if (dice < 60) {
            movePart(random.chance(50) || !columns ? table : *columns, table, random);
        } else if (dice < 65) {
            setSomething(random.chance(50) || !columns ? table : *columns, random);
        } else if (columns) {
            writeCell(table, *columns, random);
        }
    }

  private:
    static event::EventId nextOf(const TestReplica& replica) {
        return {replica.agentId(), replica.log().nextSequence(replica.agentId())};
    }
    static event::Insert insertInto(const event::ObjectId& sequence, std::uint32_t offset, std::string text) {
        event::Insert insert = insertAt(offset, std::move(text));
        insert.sequence = sequence;
        return insert;
    }
    [[nodiscard]] std::optional<event::EventId> columnsOf(const event::EventId& table) const {
        const projection::ObjectRegisters registers(
            m_replica.tracker().registers(m_replica.log(), merge::View::kEffect));
        const auto attributes = registers.attributesOf(table);
        return attributes ? document::columnSequenceOf(*attributes) : std::nullopt;
    }
    [[nodiscard]] std::uint32_t countOf(const event::ObjectId& sequence) const {
        return m_replica.tracker().count(merge::View::kEffect, sequence);
    }
    [[nodiscard]] event::EventId anyOf(const event::ObjectId& sequence, Random& random) const {
        const std::uint32_t count = countOf(sequence);
        if (count == 0) return nextOf(m_replica);
        return m_replica.log().idOf(
            m_replica.tracker().characterAt(merge::View::kEffect, {random.below(count)}, sequence));
    }
    void changeParts(const event::ObjectId& sequence, Random& random) {
        const std::uint32_t count = countOf(sequence);
        if (count > 1 && random.chance(40)) {
            event::Delete removal = deleteAt(random.below(count), 1);
            removal.sequence = sequence;
            m_replica.write({removal});
        } else {
            const std::string text = random.chance(90) ? kEmbedSign : random.chance(50) ? "\n" : "x";
            m_replica.write({insertInto(sequence, random.below(count + 1), text)});
        }
    }
    void movePart(const event::ObjectId& sequence, const event::EventId& table, Random& random) {
        const event::EventId shown = anyOf(sequence, random);
        const event::EventId moved = nextOf(m_replica);
        std::string name = document::idText(shown);
        if (random.chance(5)) name = "0" + name;
        m_replica.write({insertInto(sequence, random.below(countOf(sequence) + 1), kEmbedSign),
                         setOf(moved, sequence == event::ObjectId{table} ? "row" : "column", name)});
    }
    void setSomething(const event::ObjectId& sequence, Random& random) {
        const event::EventId part = anyOf(sequence, random);
        if (part == nextOf(m_replica)) return;
        if (random.chance(50)) {
            m_replica.write({setOf(part, "header", event::Value(random.chance(70)))});
        } else {
            m_replica.write({setOf(part, "width", std::int64_t{random.below(3000)} - 100)});
        }
    }
    void writeCell(const event::EventId& table, const event::EventId& columns, Random& random) {
        const event::EventId row = anyOf(table, random);
        const event::EventId column = anyOf(columns, random);
        if (row == nextOf(m_replica) || column == nextOf(m_replica)) return;
        const event::EventId cell = nextOf(m_replica);
        const event::Value value = random.chance(95) ? event::Value(true) : event::Value(std::int64_t{1});
        event::Mark bold = markOf(0, 1, "bold", true);
        bold.sequence = cell;
        m_replica.write({setOf(row, document::cellKeyPrefix(column) + document::idText(cell), value),
                         insertInto(cell, 0, random.chance(50) ? "abc" : "a\n\uFFFC"), bold});
    }

    TestReplica& m_replica;
};

}  // namespace varve::test
