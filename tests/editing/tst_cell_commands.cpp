// Commands on what is in cells: looks of rectangles, filling, copying. Ordinary commands do the same in a cell as on
// the page, and leave pictures alone in captions. SEED and OPERATIONS from the environment.
#include "base/random.h"
#include "document/embed_schema.h"
#include "document/mark_schema.h"
#include "document/object_names.h"
#include "document/style_schema.h"
#include "editing/mark_commands.h"
#include "projection/content_reader.h"
#include "projection/named_styles.h"
#include "projection/sequence_reader.h"
#include "projection/step_names.h"
#include "table_fixture.h"

using namespace varve;
using namespace varve::editing;

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

class CellCommandsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void looksOfCells();
    void fillingGrowsTheTable();
    void cellsAreCopiedAndPasted();
    void stylesComeAlong();
    void largeGridsAreCut();
    void cellsObeyOrdinaryCommands();
    void captionsStayPictures();
    void stepsHaveNames();
};

void CellCommandsTest::looksOfCells() {
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

void CellCommandsTest::fillingGrowsTheTable() {
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

void CellCommandsTest::cellsAreCopiedAndPasted() {
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

/// Named styles of another document are made once, and found by their names afterwards.
void CellCommandsTest::stylesComeAlong() {
    const std::string theirs = document::idText({{{9}}, 4});
    document::Attributes styles;
    document::setValue(styles, document::styleKey(theirs, document::style_key::kName), std::string("Sum"));
    document::setValue(styles, document::styleKey(theirs, document::style_key::kKind), std::string("character"));
    document::setValue(styles, document::styleKey(theirs, document::mark_key::kBold), true);
    std::vector<document::TableRow> grid = gridOf({{"a", "b"}, {"c", "d"}});
    for (document::TableRow& row : grid)
        row.cells[1][0].inlines[0].marks = attributesOf(document::mark_key::kStyle, theirs);
    Person ana;
    ana.begin(2, 2, false);
    QVERIFY(ana.run(filledCells(ana.context(), ana.table(), 0, 0, grid, styles)));
    QVERIFY(ana.run(filledCells(ana.context(), ana.table(), 1, 0, grid, styles)));
    const auto properties = ana.registers.attributesOf(event::WellKnownObject::kDocument);
    QVERIFY(properties != nullptr);
    const projection::NamedStyles known(*properties);
    const auto isOwn = [](const projection::NamedStyle& style) { return !style.isBuiltIn; };
    QCOMPARE(std::ranges::count_if(known.all(), isOwn), std::ptrdiff_t{1});
    const projection::NamedStyle& made = *std::ranges::find_if(known.all(), isOwn);
    QCOMPARE(made.name, QStringLiteral("Sum"));
    QVERIFY(document::flagOf(made.look, document::mark_key::kBold));
    const document::EmbedPointer table = projection::embedContentOf(ana.objects, ana.registers, ana.id);
    QCOMPARE(table->rows.size(), std::size_t{3});
    for (const document::TableRow& row : table->rows)
        QCOMPARE(document::textOf(row.cells[1][0].inlines[0].marks, document::mark_key::kStyle),
                 std::string_view(made.id));
    QVERIFY(ana.replica.undo().has_value());
    QVERIFY(ana.replica.undo().has_value());
    const auto before = ana.registers.attributesOf(event::WellKnownObject::kDocument);
    QVERIFY(before == nullptr || std::ranges::none_of(projection::NamedStyles(*before).all(), isOwn));
}

/// What is beyond the bounds of a table can be told before.
void CellCommandsTest::largeGridsAreCut() {
    Person ana;
    ana.begin(1, 3, false);
    std::vector<document::TableRow> wide(1);
    wide.front().cells.resize(document::kTableColumnsMax, document::ContentBlocks(1));
    wide.front().cells[document::kTableColumnsMax - 3].front().inlines = {{"last"}};
    QVERIFY((sizeOf(wide) == GridSize{1, document::kTableColumnsMax}));
    QVERIFY((sizeTaken(ana.table(), 0, 2, wide) == GridSize{1, document::kTableColumnsMax - 2}));
    QVERIFY(ana.run(filledCells(ana.context(), ana.table(), 0, 2, wide)));
    const projection::Table table = ana.table();
    QCOMPARE(table.columns.size(), document::kTableColumnsMax);
    QCOMPARE(ana.textOf(table.rows[0].cells.back().front()), std::string("last"));
    // As many rows as leave it with a million cells.
    const std::vector<document::TableRow> high(document::kTableCellsMax / document::kTableColumnsMax + 1,
                                               {{}, {document::ContentBlocks(1)}});
    QVERIFY((sizeTaken(table, 0, 0, high) == GridSize{document::kTableCellsMax / document::kTableColumnsMax, 1}));
    QVERIFY((sizeTaken(table, 1, 0, high) == GridSize{}));
}

/// Ordinary commands do the same in a cell as on the page.
void CellCommandsTest::cellsObeyOrdinaryCommands() {
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
void CellCommandsTest::captionsStayPictures() {
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

/// What the list of steps says of everything that is done to tables.
void CellCommandsTest::stepsHaveNames() {
    Person ana;
    const auto name = [&ana] {
        const auto steps = ana.replica.undoSteps(1);
        return steps.empty() ? QString() : projection::stepName(ana.replica.facts(steps.front()));
    };
    const CellRange all{{0, 9}, {0, 9}};
    ana.begin(2, 2, true);
    QCOMPARE(name(), QStringLiteral("Inserted table"));
    ana.type(0, 0, "first");
    QCOMPARE(name(), QStringLiteral("Typing “first”"));
    QVERIFY(ana.run(filledCells(ana.context(), ana.table(), 0, 0, gridOf({{"a", "b"}, {"c", "d"}}))));
    QCOMPARE(name(), QStringLiteral("Pasting “a b c d”"));
    QVERIFY(ana.run(filledCells(ana.context(), ana.table(), 1, 1, gridOf({{"d", "e"}, {"g", "h"}}))));
    QCOMPARE(name(), QStringLiteral("Pasting “d e g h”"));
    QVERIFY(ana.run(clearedCells(ana.context(), ana.table(), {{0, 2}, {0, 1}})));
    QCOMPARE(name(), QStringLiteral("Deleting “a c”"));
    QVERIFY(ana.run(clearedCells(ana.context(), ana.table(), {{0, 2}, {1, 2}}, event::TransactionKind::kCut)));
    QCOMPARE(name(), QStringLiteral("Cutting “b d”"));
    QVERIFY(ana.run(cellsWithToggledMark(ana.context(), ana.table(), all, document::mark_key::kBold)));
    QVERIFY2(name().startsWith(QStringLiteral("Bold “")), qPrintable(name()));
    const std::string centre = "centre";
    QVERIFY(ana.run(cellsWithBlockValue(ana.context(), ana.table(), all, document::block_key::kAlign, centre)));
    QCOMPARE(name(), QStringLiteral("Centred"));
    QVERIFY(ana.run(cellsWithBlockType(ana.context(), ana.table(), all, document::BlockType::kBullet)));
    QCOMPARE(name(), QStringLiteral("Bulleted list"));
    const auto rows = TableAxis::kRows;
    const auto columns = TableAxis::kColumns;
    QVERIFY(ana.run(insertedParts(ana.context(), ana.table(), rows, 1)));
    QCOMPARE(name(), QStringLiteral("Inserted row"));
    QVERIFY(ana.run(insertedParts(ana.context(), ana.table(), columns, 1, 2)));
    QCOMPARE(name(), QStringLiteral("Inserted 2 columns"));
    QVERIFY(ana.run(movedParts(ana.context(), ana.table(), rows, {0, 1}, 2)));
    QCOMPARE(name(), QStringLiteral("Moved row"));
    QVERIFY(ana.run(movedParts(ana.context(), ana.table(), columns, {0, 2}, 3)));
    QCOMPARE(name(), QStringLiteral("Moved 2 columns"));
    QVERIFY(ana.run(toggledHeaderRows(ana.context(), ana.table(), {0, 1})));
    QCOMPARE(name(), QStringLiteral("Header row"));
    const std::array<ColumnShare, 2> shares{{{0, 300}, {1, 700}}};
    QVERIFY(ana.run(withColumnShares(ana.context(), ana.table(), shares)));
    QCOMPARE(name(), QStringLiteral("Column width"));
    QVERIFY(ana.run(erasedParts(ana.context(), ana.table(), rows, {0, 2})));
    QCOMPARE(name(), QStringLiteral("Deleted 2 rows"));
    QVERIFY(ana.run(erasedParts(ana.context(), ana.table(), columns, {0, 1})));
    QCOMPARE(name(), QStringLiteral("Deleted column"));
    QVERIFY(ana.run(erasedTable(ana.context(), ana.table())));
    QCOMPARE(name(), QStringLiteral("Deleted table"));
}

QTEST_GUILESS_MAIN(CellCommandsTest)
#include "tst_cell_commands.moc"
