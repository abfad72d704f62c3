// Commands on tables against a plain grid of strings: random ones by one person with every undo and redo; random ones
// by three who hear of each other now and then, who must end with the same table and with every word that was typed in
// a row and column nobody erased. SEED and OPERATIONS from the environment.
#include <cstdlib>
#include <map>
#include <set>

#include "base/random.h"
#include "document/embed_schema.h"
#include "document/mark_schema.h"
#include "document/object_names.h"
#include "editing/cell_commands.h"
#include "editing/mark_commands.h"
#include "editing/step_builder.h"
#include "editing/table_commands.h"
#include "editing_fixture.h"
#include "projection/content_reader.h"
#include "projection/sequence_reader.h"

using namespace varve;
using namespace varve::editing;

namespace {

std::uint64_t numberFrom(const char* name, std::uint64_t usual) {
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

template <typename T>
void moveParts(std::vector<T>& parts, PartRange range, std::size_t target) {
    const auto at = [&](std::size_t index) { return parts.begin() + static_cast<std::ptrdiff_t>(index); };
    if (target < range.first) {
        std::rotate(at(target), at(range.first), at(range.end));
    } else {
        std::rotate(at(range.first), at(range.end), at(target));
    }
}

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
std::vector<document::TableRow> gridOf(const std::vector<std::vector<std::string>>& words) {
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

PartRange randomRange(Random& random, std::size_t count) {
    const std::size_t first = random.below(static_cast<std::uint32_t>(count));
    return {first, first + 1 + random.below(static_cast<std::uint32_t>(std::min<std::size_t>(count - first, 3)))};
}

std::string randomWord(Random& random, std::uint64_t number) {
    return std::string(1, static_cast<char>('a' + random.below(26))) + std::to_string(number);
}

}  // namespace

class TableCommandsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aNewTable();
    void isTheGridOfOnePerson();
    void peopleConvergeAndLoseNoWord();
    void ofTwoMovesOneCounts();
    void aMovedRowTakesWhatIsWrittenMeanwhile();
    void erasingEverythingErasesTheTable();
    void looksOfCells();
    void fillingGrowsTheTable();
    void cellsAreCopiedAndPasted();
    void boundsAndWrongIndices();
    void cellsObeyOrdinaryCommands();
    void captionsStayPictures();
};

void TableCommandsTest::aNewTable() {
    Person ana;
    ana.run({.intent = {.kind = event::TransactionKind::kEdit, .edits = {{{}, "before"}}}, .selection = {}});
    const Edit edit = insertedTable(ana.context(), {{6}, {6}}, 2, 3, true);
    QVERIFY(ana.run(edit));
    QVERIFY(edit.selection.has_value());
    const event::EventId id = ana.blocks.blockAt(1)->embeds.front().id;
    QCOMPARE(ana.objects.placeOf(id)->offset, edit.selection->begin - 2U);
    ana.id = id;
    QCOMPARE(ana.grid(), (Grid{{1000, 1000, 1000}, {{true, {"", "", ""}}, {false, {"", "", ""}}}}));
    QVERIFY(!ana.run(insertedTable(ana.context(), {}, 0, 3, true)));
    QVERIFY(!ana.run(insertedTable(ana.context(), {}, 2, 1001, true)));
}

void TableCommandsTest::isTheGridOfOnePerson() {
    const std::uint64_t seed = numberFrom("SEED", 3);
    const std::uint64_t count = numberFrom("OPERATIONS", 400);
    qInfo("SEED=%llu OPERATIONS=%llu", static_cast<unsigned long long>(seed), static_cast<unsigned long long>(count));
    Random random(seed);
    Person ana;
    ana.begin(3, 3, true);
    Grid grid = ana.grid();
    std::vector<Grid> past;
    std::vector<Grid> undone;
    for (std::uint64_t number = 0; number < count; ++number) {
        const projection::Table table = ana.table();
        const Grid before = grid;
        const std::size_t rows = grid.rows.size();
        const std::size_t columns = grid.shares.size();
        const bool isRows = random.chance(50);
        const TableAxis axis = isRows ? TableAxis::kRows : TableAxis::kColumns;
        const std::size_t parts = isRows ? rows : columns;
        const auto eachRow = [&](auto change) {
            for (Grid::Row& row : grid.rows)
                change(row.cells);
        };
        const PartRange range = randomRange(random, parts);
        const CellRange cells{randomRange(random, rows), randomRange(random, columns)};
        const EditContext context = ana.context();
        bool done = true;
        switch (random.below(9)) {
            case 0: {
                if (parts > 7) continue;
                const std::size_t at = random.below(static_cast<std::uint32_t>(parts + 1));
                const std::size_t added = 1 + random.below(2);
                done = ana.run(insertedParts(context, table, axis, at, added));
                const auto place = static_cast<std::ptrdiff_t>(at);
                if (isRows) {
                    grid.rows.insert(grid.rows.begin() + place, added, {false, std::vector<std::string>(columns)});
                } else {
                    grid.shares.insert(grid.shares.begin() + place, added, grid.shares[at > 0 ? at - 1 : 0]);
                    eachRow([&](auto& row) { row.insert(row.begin() + place, added, std::string()); });
                }
                break;
            }
            case 1: {
                if (range == PartRange{0, parts}) continue;
                done = ana.run(erasedParts(context, table, axis, range));
                const auto erase = [&](auto& list) {
                    list.erase(list.begin() + static_cast<std::ptrdiff_t>(range.first),
                               list.begin() + static_cast<std::ptrdiff_t>(range.end));
                };
                if (isRows) {
                    erase(grid.rows);
                } else {
                    erase(grid.shares);
                    eachRow(erase);
                }
                break;
            }
            case 2: {
                const std::size_t target = random.below(static_cast<std::uint32_t>(parts + 1));
                const bool isPossible = target < range.first || target > range.end;
                QCOMPARE(ana.run(movedParts(context, table, axis, range, target)), isPossible);
                if (!isPossible) continue;
                if (isRows) {
                    moveParts(grid.rows, range, target);
                } else {
                    moveParts(grid.shares, range, target);
                    eachRow([&](auto& row) { moveParts(row, range, target); });
                }
                break;
            }
            case 3: {
                done = ana.run(toggledHeaderRows(context, table, cells.rows));
                bool isAll = true;
                for (std::size_t row = cells.rows.first; row < cells.rows.end; ++row)
                    isAll = isAll && grid.rows[row].isHeader;
                for (std::size_t row = cells.rows.first; row < cells.rows.end; ++row)
                    grid.rows[row].isHeader = !isAll;
                break;
            }
            case 4: {
                const std::vector<ColumnShare> shares{{cells.columns.first, 1 + random.below(5000)},
                                                      {columns - 1, 1 + random.below(5000)}};
                done = ana.run(withColumnShares(context, table, shares));
                for (const ColumnShare& one : shares)
                    grid.shares[one.column] = one.share;
                // The first of two for one column would be a change too many.
                if (shares[0].column == shares[1].column) grid.shares = ana.grid().shares;
                break;
            }
            case 5: {
                bool hasText = false;
                for (std::size_t row = cells.rows.first; row < cells.rows.end; ++row) {
                    for (std::size_t column = cells.columns.first; column < cells.columns.end; ++column)
                        hasText = !std::exchange(grid.rows[row].cells[column], {}).empty() || hasText;
                }
                QCOMPARE(ana.run(clearedCells(context, table, cells)), hasText);
                done = hasText;
                if (!hasText) continue;
                break;
            }
            case 6: {
                std::vector<std::vector<std::string>> words(1 + random.below(2));
                for (auto& row : words) {
                    for (std::uint32_t cell = 1 + random.below(2); cell > 0; --cell)
                        row.push_back(random.chance(80) ? randomWord(random, number) : "");
                }
                const std::size_t top = cells.rows.first;
                const std::size_t left = cells.columns.first;
                if (top + words.size() > 8 || left + 2 > 8) continue;
                ana.run(filledCells(context, table, top, left, gridOf(words)));
                for (std::size_t y = 0; y < words.size(); ++y) {
                    while (grid.rows.size() <= top + y)
                        grid.rows.push_back({false, std::vector<std::string>(grid.shares.size())});
                    for (std::size_t x = 0; x < words[y].size(); ++x) {
                        if (grid.shares.size() <= left + x) {
                            grid.shares.push_back(1000);
                            eachRow([](auto& row) { row.emplace_back(); });
                        }
                        grid.rows[top + y].cells[left + x] = words[y][x];
                    }
                }
                if (ana.replica.undoSteps(1).empty()) continue;
                done = grid != before;
                if (!done) {
                    // The same words again are a step all the same; leave the stacks as they are.
                    QCOMPARE(ana.grid().words(), grid.words());
                    past.clear();
                    undone.clear();
                    continue;
                }
                break;
            }
            case 7: {
                const std::string word = randomWord(random, number);
                ana.type(cells.rows.first, cells.columns.first, word);
                std::string& cell = grid.rows[cells.rows.first].cells[cells.columns.first];
                cell = word + cell;
                break;
            }
            default: {
                const bool isRedo = !undone.empty() && random.chance(40);
                if (!isRedo && past.empty()) continue;
                QVERIFY((isRedo ? ana.replica.redo() : ana.replica.undo()).has_value());
                (isRedo ? past : undone).push_back(grid);
                grid = isRedo ? undone.back() : past.back();
                (isRedo ? undone : past).pop_back();
                if (ana.grid() != grid) qWarning("number %llu", static_cast<unsigned long long>(number));
                QCOMPARE(ana.grid().words(), grid.words());
                continue;
            }
        }
        if (ana.grid() != grid) qWarning("number %llu", static_cast<unsigned long long>(number));
        QCOMPARE(ana.grid().words(), grid.words());
        QVERIFY(done || grid == before);
        if (!done) continue;
        past.push_back(before);
        undone.clear();
    }
    // All the way back.
    for (; !past.empty(); past.pop_back()) {
        QVERIFY(ana.replica.undo().has_value());
        QCOMPARE(ana.grid().words(), past.back().words());
    }
}

namespace {

/// Somebody's next step, of those that two people may make at once; remembers words, and what was erased.
struct Deeds {
    std::map<std::string, std::pair<event::EventId, event::EventId>> wordPlaces;  // row and column shown
    std::set<event::EventId> erased;                                              // what was shown there

    void act(Person& person, Random& random, std::uint64_t number) {
        const projection::Table table = person.table();
        if (table.rows.empty() || table.columns.empty()) return;
        const bool isRows = random.chance(50);
        const TableAxis axis = isRows ? TableAxis::kRows : TableAxis::kColumns;
        const std::size_t parts = isRows ? table.rows.size() : table.columns.size();
        const auto shownAt = [&](std::size_t index) {
            return isRows ? table.rows[index].part.shown : table.columns[index].part.shown;
        };
        const PartRange range = randomRange(random, parts);
        const std::size_t target = random.below(static_cast<std::uint32_t>(parts + 1));
        const std::size_t row = random.below(static_cast<std::uint32_t>(table.rows.size()));
        const std::size_t column = random.below(static_cast<std::uint32_t>(table.columns.size()));
        const std::uint32_t dice = random.below(100);
        if (dice < 12 && parts < 6) {
            person.run(insertedParts(person.context(), table, axis, target));
        } else if (dice < 18 && parts > 2 && range.end - range.first < parts) {
            if (person.run(erasedParts(person.context(), table, axis, range))) {
                for (std::size_t index = range.first; index < range.end; ++index)
                    erased.insert(shownAt(index));
            }
        } else if (dice < 45) {
            person.run(movedParts(person.context(), table, axis, range, target));
        } else if (dice < 50) {
            person.run(toggledHeaderRows(person.context(), table, {row, row + 1}));
        } else if (dice < 55) {
            const std::vector<ColumnShare> shares{{column, 1 + random.below(3000)}};
            person.run(withColumnShares(person.context(), table, shares));
        } else {
            const std::string word = "<" + randomWord(random, number) + ">";
            person.type(row, column, word);
            wordPlaces[word] = {table.rows[row].part.shown, table.columns[column].part.shown};
        }
    }
};

}  // namespace

void TableCommandsTest::peopleConvergeAndLoseNoWord() {
    const std::uint64_t seed = numberFrom("SEED", 5);
    const std::uint64_t count = numberFrom("OPERATIONS", 400);
    std::size_t hiddenCount = 0;
    std::size_t savedCount = 0;
    for (std::uint64_t round = 0; round * 40 < count; ++round) {
        Random random(seed + round);
        Person ana(1, "ana");
        Person ben(2, "ben");
        Person cem(3, "cem");
        const std::vector<Person*> people{&ana, &ben, &cem};
        ana.begin(3, 3, true);
        for (Person* other : {&ben, &cem}) {
            other->hear(ana);
            other->id = ana.id;
        }
        Deeds deeds;
        for (std::uint64_t number = 0; number < 40; ++number) {
            deeds.act(*people[random.below(3)], random, number);
            if (random.chance(25)) people[random.below(3)]->hear(*people[random.below(3)]);
        }
        // In different orders.
        ben.hear(cem);
        ana.hear(ben);
        cem.hear(ana);
        ben.hear(ana);
        const projection::Table table = ana.table();
        for (const Person* other : {&ben, &cem}) {
            QVERIFY(other->table() == table);
            QCOMPARE(other->grid().words(), ana.grid().words());
        }
        hiddenCount += table.hiddenRows.size() + table.hiddenColumns.size();
        const std::string all = ana.grid().words();
        for (const auto& [word, place] : deeds.wordPlaces) {
            if (deeds.erased.contains(place.first) || deeds.erased.contains(place.second)) continue;
            if (!all.contains(word))
                qWarning("seed %llu: %s", static_cast<unsigned long long>(seed + round), word.c_str());
            QVERIFY(all.contains(word));
            ++savedCount;
        }
    }
    if (count >= 400) QVERIFY(hiddenCount > 0 && savedCount > 50);
}

void TableCommandsTest::ofTwoMovesOneCounts() {
    Person ana(1, "ana");
    Person ben(2, "ben");
    ana.begin(3, 1, false);
    for (std::size_t row = 0; row < 3; ++row)
        ana.type(row, 0, std::string(1, static_cast<char>('a' + row)));
    ben.hear(ana);
    ben.id = ana.id;
    // Given two who move the first row to different places at once
    QVERIFY(ana.run(movedParts(ana.context(), ana.table(), TableAxis::kRows, {0, 1}, 3)));
    QVERIFY(ben.run(movedParts(ben.context(), ben.table(), TableAxis::kRows, {0, 1}, 2)));
    ana.hear(ben);
    ben.hear(ana);
    QCOMPARE(ana.grid().rows.size(), std::size_t{3});
    QCOMPARE(ana.grid(), ben.grid());
    QCOMPARE(ana.table().hiddenRows.size(), std::size_t{1});
    // When it is erased, then the place that gave way does not come back
    const std::size_t at = ana.grid().rows[1].cells[0] == "a" ? 1 : 2;
    QVERIFY(ana.run(erasedParts(ana.context(), ana.table(), TableAxis::kRows, {at, at + 1})));
    QCOMPARE(ana.grid().rows.size(), std::size_t{2});
    QVERIFY(!ana.grid().words().contains("[a]"));
    // And undone it does
    QVERIFY(ana.replica.undo().has_value());
    QCOMPARE(ana.grid(), ben.grid());
    // Moved once more, there is one place again
    QVERIFY(ben.run(movedParts(ben.context(), ben.table(), TableAxis::kRows, {at, at + 1}, 0)));
    QCOMPARE(ben.grid().rows[0].cells[0], std::string("a"));
    QVERIFY(ben.table().hiddenRows.empty());
}

void TableCommandsTest::aMovedRowTakesWhatIsWrittenMeanwhile() {
    Person ana(1, "ana");
    Person ben(2, "ben");
    ana.begin(2, 2, false);
    ben.hear(ana);
    ben.id = ana.id;
    QVERIFY(ana.run(movedParts(ana.context(), ana.table(), TableAxis::kRows, {0, 1}, 2)));
    ben.type(0, 1, "new");
    QVERIFY(ben.run(toggledHeaderRows(ben.context(), ben.table(), {0, 1})));
    ana.hear(ben);
    QCOMPARE(ana.grid(), (Grid{{1000, 1000}, {{false, {"", ""}}, {true, {"", "new"}}}}));
    // Both begin the same cell at once: it shows both.
    ben.hear(ana);
    ana.type(0, 0, "one");
    ben.type(0, 0, "two");
    ana.hear(ben);
    ben.hear(ana);
    QCOMPARE(ana.grid(), ben.grid());
    QCOMPARE(ana.grid().rows[0].cells[0], std::string("one|two"));
    // Cleared, both go.
    QVERIFY(ana.run(clearedCells(ana.context(), ana.table(), {{0, 1}, {0, 1}})));
    QCOMPARE(ana.grid().rows[0].cells[0], std::string("|"));
}

void TableCommandsTest::erasingEverythingErasesTheTable() {
    Person ana;
    ana.begin(2, 2, false);
    const std::string before = ana.text();
    for (const TableAxis axis : {TableAxis::kRows, TableAxis::kColumns}) {
        QVERIFY(ana.run(erasedParts(ana.context(), ana.table(), axis, {0, 2})));
        QVERIFY(!ana.text().contains(document::kEmbedText));
        QVERIFY(ana.replica.undo().has_value());
        QCOMPARE(ana.text(), before);
    }
}

void TableCommandsTest::looksOfCells() {
    Person ana;
    ana.begin(2, 2, false);
    ana.type(0, 0, "some\nwords\n");
    ana.type(1, 1, "more");
    const CellRange all{{0, 9}, {0, 9}};
    const auto isBold = [&](std::size_t row, std::size_t column) {
        const auto blocks =
            projection::readSequence(ana.objects, ana.table().rows[row].cells[column].front(), ana.registers);
        return markIn(blocks, {{0}, blocks.end()}, document::mark_key::kBold).common == event::Value(true);
    };
    // On unless all have it, as one step.
    QVERIFY(ana.run(cellsWithToggledMark(ana.context(), ana.table(), {{0, 1}, {0, 2}}, document::mark_key::kBold)));
    QVERIFY(isBold(0, 0) && !isBold(1, 1));
    QVERIFY(ana.run(cellsWithToggledMark(ana.context(), ana.table(), all, document::mark_key::kBold)));
    QVERIFY(isBold(0, 0) && isBold(1, 1));
    QVERIFY(ana.run(cellsWithToggledMark(ana.context(), ana.table(), all, document::mark_key::kBold)));
    QVERIFY(!isBold(0, 0) && !isBold(1, 1));
    QVERIFY(ana.replica.undo().has_value());
    QVERIFY(isBold(0, 0) && isBold(1, 1));
    // Alignment, of empty cells too, as one step.
    const std::string centre = "centre";
    QVERIFY(ana.run(cellsWithBlockValue(ana.context(), ana.table(), all, document::block_key::kAlign, centre)));
    const auto embed = projection::embedContentOf(ana.objects, ana.registers, ana.id);
    for (const document::TableRow& row : embed->rows) {
        for (const document::ContentBlocks& cell : row.cells) {
            for (const document::ContentBlock& block : cell)
                QCOMPARE(document::textOf(block.attributes, document::block_key::kAlign), std::string_view(centre));
        }
    }
    QVERIFY(ana.replica.undo().has_value());
    QVERIFY(ana.table().rows[0].cells[1].empty());
    // Kinds, and back.
    const auto bullet = document::BlockType::kBullet;
    QVERIFY(ana.run(cellsWithBlockType(ana.context(), ana.table(), all, bullet)));
    QCOMPARE(ana.table().rows[0].cells[1].size(), std::size_t{1});
    QVERIFY(ana.run(cellsWithBlockType(ana.context(), ana.table(), all, bullet)));
    const auto plain = projection::embedContentOf(ana.objects, ana.registers, ana.id);
    for (const document::TableRow& row : plain->rows) {
        for (const document::ContentBlocks& cell : row.cells)
            QCOMPARE(cell.back().attributes, document::Attributes());
    }
}

void TableCommandsTest::fillingGrowsTheTable() {
    Person ana;
    ana.begin(2, 2, false);
    ana.type(1, 1, "old");
    const auto rows = gridOf({{"a", "b", "c"}, {"d"}, {"", "e", "f"}});
    QVERIFY(ana.run(filledCells(ana.context(), ana.table(), 1, 1, rows)));
    QCOMPARE(ana.grid().words(), (Grid{{1000, 1000, 1000, 1000},
                                       {{false, {"", "", "", ""}},
                                        {false, {"", "a", "b", "c"}},
                                        {false, {"", "d", "", ""}},
                                        {false, {"", "", "e", "f"}}}}
                                      .words()));
    QVERIFY(ana.replica.undo().has_value());
    QCOMPARE(ana.grid().words(), (Grid{{1000, 1000}, {{false, {"", ""}}, {false, {"", "old"}}}}.words()));
}

void TableCommandsTest::cellsAreCopiedAndPasted() {
    Person ana;
    ana.begin(2, 3, true);
    QVERIFY(ana.run(filledCells(ana.context(), ana.table(), 0, 0, gridOf({{"a", "b", "c"}, {"d", "e", "f"}}))));
    const auto bold = document::mark_key::kBold;
    QVERIFY(ana.run(cellsWithToggledMark(ana.context(), ana.table(), {{1, 2}, {1, 2}}, bold)));
    const document::EmbedPointer whole = projection::embedContentOf(ana.objects, ana.registers, ana.id);
    const document::Embed part = copiedCells(*whole, {{0, 2}, {1, 9}});
    QCOMPARE(part.columns.size(), std::size_t{2});
    QCOMPARE(part.rows.size(), std::size_t{2});
    QVERIFY(document::flagOf(part.rows[0].attributes, document::table_key::kHeader));
    QCOMPARE(document::plainTextOf(part.rows[1].cells[0]), std::string("e"));
    QVERIFY(document::flagOf(part.rows[1].cells[0][0].inlines[0].marks, bold));
    QVERIFY(copiedCells(*whole, {{5, 9}, {0, 1}}).rows.empty());
    // What is copied is pasted with its looks.
    const document::ContentBlocks content{{}, {{}, {{{}, {}, std::make_shared<const document::Embed>(part)}}}, {}};
    const document::Embed* table = onlyTableOf(content);
    QVERIFY(table != nullptr && *table == part);
    QVERIFY(ana.run(filledCells(ana.context(), ana.table(), 1, 0, table->rows)));
    const document::EmbedPointer pasted = projection::embedContentOf(ana.objects, ana.registers, ana.id);
    QCOMPARE(pasted->rows.size(), std::size_t{3});
    QVERIFY(pasted->rows[1].cells[0] == part.rows[0].cells[0]);
    QVERIFY(pasted->rows[2].cells[0] == part.rows[1].cells[0]);
    // Anything beside it makes it more than cells.
    const document::Inline embed = content[1].inlines[0];
    QVERIFY(onlyTableOf({{{}, {{"x"}, embed}}}) == nullptr);
    QVERIFY(onlyTableOf({{{}, {embed}}, {{}, {embed}}}) == nullptr);
    QVERIFY(onlyTableOf({{{}, {{"x"}}}}) == nullptr);
}

void TableCommandsTest::boundsAndWrongIndices() {
    Person ana;
    ana.begin(2, 2, false);
    const projection::Table table = ana.table();
    const EditContext context = ana.context();
    for (const TableAxis axis : {TableAxis::kRows, TableAxis::kColumns}) {
        QVERIFY(insertedParts(context, table, axis, 3).isEmpty());
        QVERIFY(insertedParts(context, table, axis, 0, 0).isEmpty());
        QVERIFY(insertedParts(context, table, axis, 0, document::kTableCellsMax).isEmpty());
        QVERIFY(insertedParts(context, table, axis, 0, ~std::size_t{0}).isEmpty());
        QVERIFY(erasedParts(context, table, axis, {1, 3}).isEmpty());
        QVERIFY(erasedParts(context, table, axis, {1, 1}).isEmpty());
        QVERIFY(movedParts(context, table, axis, {0, 1}, 3).isEmpty());
        QVERIFY(movedParts(context, table, axis, {0, 1}, 1).isEmpty());
    }
    QVERIFY(withHeaderRows(context, table, {0, 3}, true).isEmpty());
    QVERIFY(filledCells(context, table, 2, 0, gridOf({{"x"}})).isEmpty());
    QVERIFY(filledCells(context, table, 0, 0, {}).isEmpty());
    QVERIFY(clearedCells(context, table, {{5, 9}, {5, 9}}).isEmpty());
    const std::vector<ColumnShare> wrong{{7, 5}};
    QVERIFY(withColumnShares(context, table, wrong).isEmpty());
    const std::vector<ColumnShare> large{{0, 1'000'000}};
    QVERIFY(ana.run(withColumnShares(ana.context(), ana.table(), large)));
    QCOMPARE(ana.table().columns[0].share, document::kColumnShareMax);
    // A table that is none.
    const projection::Table none = projection::readTable({}, ana.registers, ana.objects);
    QVERIFY(insertedParts(ana.context(), none, TableAxis::kRows, 0).isEmpty());
    QVERIFY(filledCells(ana.context(), none, 0, 0, gridOf({{"x"}})).isEmpty());
}

namespace {

/// A text that random commands are run on, and its blocks.
struct Page {
    Person person;
    event::ObjectId sequence = event::WellKnownObject::kBody;

    [[nodiscard]] projection::BlockSequence blocks() const {
        return projection::readSequence(person.objects, sequence, person.registers);
    }
    [[nodiscard]] document::Content content() const {
        const projection::BlockSequence now = blocks();
        return contentOf(contextOf(now), {{0}, now.end()}, nullptr);
    }
    [[nodiscard]] EditContext contextOf(const projection::BlockSequence& now) const {
        return {now, person.registers, person.objects, person.replica.nextEventId(), sequence};
    }
    void run(Edit edit) {
        edit.intent.sequence = sequence;
        person.run(edit);
    }
};

/// One ordinary command, the same for the same random numbers.
Edit randomCommand(const EditContext& context, Random random) {
    const std::uint32_t count = context.blocks.count();
    const std::uint32_t begin = random.below(count + 1);
    const text::Range range{{begin}, {begin + random.below(std::min(count - begin, 12U) + 1)}};
    const text::Range caret{range.begin, range.begin};
    const std::uint32_t blockCount = context.blocks.blockCount();
    const std::uint32_t block = random.below(blockCount);
    const auto kind = event::TransactionKind::kEdit;
    switch (random.below(16)) {
        case 0:
            return enterKey(context, range);
        case 1:
            return withBlockType(context, range, document::BlockType::kBullet);
        case 2:
            return withBlockType(context, range, document::BlockType::kHeading, 2);
        case 3:
            return indented(context, range, random.chance(50) ? 1 : -1);
        case 4:
            return erased(context, range, kind);
        case 5:
            return backspaceAtBlockStart(context, context.blocks.startOf(block));
        case 6:
            return movedBlocks(context, block, std::min(block + 2, blockCount), random.below(blockCount + 1), nullptr);
        case 7:
            return movedText(context, range, {random.below(count + 1)}, nullptr);
        case 8:
            return withPageBreak(context, caret);
        case 9:
            return toggledMark(context.blocks, range, document::mark_key::kBold);
        case 10:
            return paintedWith(context.blocks, range, attributesOf(document::mark_key::kItalic, true));
        case 11: {
            document::Content content;
            content.blocks = {{{}, {{"x", attributesOf(document::mark_key::kCode, true)}}},
                              {attributesOf(document::block_key::kType, std::string("quote")), {{"y"}}}};
            return inserted(context, range, content, kind);
        }
        case 12:
            return withBlockValue(context, range, document::block_key::kAlign, std::string("right"));
        case 13: {
            const document::Attributes bold = attributesOf(document::mark_key::kBold, true);
            return {typedWith(context.blocks, range, "bold", bold, kind), std::nullopt};
        }
        default:
            return {context.intentOf(kind, {range, random.chance(70) ? "some words" : "a\nb"}), std::nullopt};
    }
}

}  // namespace

/// Ordinary commands do the same in a cell as on the page.
void TableCommandsTest::cellsObeyOrdinaryCommands() {
    const std::uint64_t seed = numberFrom("SEED", 9);
    const std::uint64_t count = numberFrom("OPERATIONS", 400);
    Random random(seed);
    Page page;
    Page cell;
    cell.person.begin(1, 1, false);
    cell.person.type(0, 0, "x");
    cell.sequence = cell.person.table().rows[0].cells[0].front();
    page.run({page.contextOf(page.blocks()).intentOf(event::TransactionKind::kEdit, {{}, "x"}), {}});
    const std::string body = cell.person.text();
    std::uint32_t countMax = 0;
    for (std::uint64_t number = 0; number < count; ++number) {
        const Random command(random.next());
        for (Page* one : {&page, &cell}) {
            const projection::BlockSequence blocks = one->blocks();
            one->run(randomCommand(one->contextOf(blocks), command));
        }
        const bool isSame = page.content() == cell.content();
        if (!isSame)
            qWarning("SEED=%llu number %llu", static_cast<unsigned long long>(seed),
                     static_cast<unsigned long long>(number));
        QVERIFY(isSame);
        QCOMPARE(cell.person.text(), body);
        countMax = std::max(countMax, page.blocks().count());
    }
    QVERIFY(countMax > 20);
}

/// The registers of a caption's first block are those of its picture.
void TableCommandsTest::captionsStayPictures() {
    Random random(numberFrom("SEED", 9));
    Page caption;
    document::Embed image;
    document::setValue(image.attributes, document::embed_key::kType, std::string(document::kImageType));
    document::setValue(image.attributes, document::embed_key::kAlt, std::string("a tree"));
    caption.person.run(insertedEmbed(caption.person.context(), {}, std::make_shared<const document::Embed>(image)));
    const event::EventId id = caption.person.blocks.blockAt(0)->embeds.front().id;
    caption.sequence = id;
    for (std::uint64_t number = 0, count = numberFrom("OPERATIONS", 400); number < count; ++number) {
        const projection::BlockSequence blocks = caption.blocks();
        caption.run(randomCommand(caption.contextOf(blocks), Random(random.next())));
        QVERIFY(*caption.person.registers.attributesOf(id) == image.attributes);
    }
    QVERIFY(caption.blocks().count() > 0);
}

QTEST_GUILESS_MAIN(TableCommandsTest)
#include "tst_table_commands.moc"
