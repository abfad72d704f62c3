// Commands on tables against a plain grid of strings: random ones by one person with every undo and redo; random ones
// by three who hear of each other now and then, who must end with the same table and with every word that was typed in
// a row and column nobody erased. SEED and OPERATIONS from the environment.
#include <map>
#include <set>

#include "base/random.h"
#include "document/embed_schema.h"
#include "table_fixture.h"

using namespace varve;
using namespace varve::editing;

namespace {

template <typename T>
void moveParts(std::vector<T>& parts, PartRange range, std::size_t target) {
    const auto at = [&](std::size_t index) { return parts.begin() + static_cast<std::ptrdiff_t>(index); };
    if (target < range.first) {
        std::rotate(at(target), at(range.first), at(range.end));
    } else {
        std::rotate(at(range.first), at(range.end), at(target));
    }
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
    void boundsAndWrongIndices();
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

QTEST_GUILESS_MAIN(TableCommandsTest)
#include "tst_table_commands.moc"
