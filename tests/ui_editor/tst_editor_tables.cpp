// Writing in tables with real keys and mouse: going in and out of cells, words in cells, what undo and colleagues do
// there, whole cells, columns by mouse. After every case the page must show what opening the document would show.
#include <QClipboard>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QGuiApplication>
#include <QImage>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

#include "document/embed_schema.h"
#include "document/object_names.h"
#include "document/table_schema.h"
#include "editing/step_builder.h"
#include "images/image_decoding.h"
#include "projection/table.h"
#include "table_harness.h"

using namespace varve;
using namespace varve::ui;
using layout::CellPlace;

class EditorTablesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void arrowsGoThroughTheCells() {
        TableHarness harness({{"a", "b"}, {"c", ""}});
        harness.key(Qt::Key_End);
        harness.key(Qt::Key_Right);
        QVERIFY(!harness.here());
        harness.key(Qt::Key_Right);
        QCOMPARE(harness.here(), (CellPlace{0, 0}));
        QVERIFY(harness.view.focusedText().hasFocus());
        // One letter, then the next cell, and so on out of the table.
        for (int press = 0; press < 2; ++press)
            harness.keyHere(Qt::Key_Right);
        QCOMPARE(harness.here(), (CellPlace{0, 1}));
        for (int press = 0; press < 4; ++press)
            harness.keyHere(Qt::Key_Right);
        QCOMPARE(harness.here(), (CellPlace{1, 1}));
        harness.keyHere(Qt::Key_Right);
        QVERIFY(!harness.here());
        QVERIFY(harness.view.hasFocus());
        harness.keyHere(Qt::Key_Left);
        QCOMPARE(harness.here(), (CellPlace{1, 1}));
        harness.keyHere(Qt::Key_Up);
        QCOMPARE(harness.here(), (CellPlace{0, 1}));
        harness.keyHere(Qt::Key_Up);
        QVERIFY(!harness.here());
        QCOMPARE(harness.view.blocks().positionOf(harness.view.caret()).block, 0U);
        harness.keyHere(Qt::Key_Down);
        QCOMPARE(harness.here()->row, std::size_t{0});
        harness.keyHere(Qt::Key_Down);
        harness.keyHere(Qt::Key_Down);
        QVERIFY(!harness.here());
        QCOMPARE(harness.view.blocks().positionOf(harness.view.caret()).block, 2U);
    }

    void wordsInCells() {
        TableHarness harness({{"a", "b"}, {"c", ""}});
        harness.view.enterCell(harness.table(), {0, 0}, true);
        harness.typeHere(QStringLiteral("pple"));
        QCOMPARE(harness.cells(), std::string("apple|b|\nc||\n"));
        QCOMPARE(harness.shownCells(), harness.cells());
        harness.keyHere(Qt::Key_Backspace);
        QCOMPARE(harness.shownCells(), std::string("appl|b|\nc||\n"));
        // Into a cell that has no text yet
        harness.view.enterCell(harness.table(), {1, 1});
        harness.typeHere(QStringLiteral("new"));
        QCOMPARE(harness.cells(), std::string("appl|b|\nc|new|\n"));
        QCOMPARE(harness.shownCells(), harness.cells());
        QCOMPARE(harness.view.focusedText().caret(), text::Offset{3});
        QVERIFY(harness.showsTheDocument());
        // One step, and the cell is empty again, the caret still in it
        harness.undo();
        QCOMPARE(harness.cells(), std::string("appl|b|\nc||\n"));
        QCOMPARE(harness.shownCells(), harness.cells());
        QCOMPARE(harness.here(), (CellPlace{1, 1}));
        harness.typeHere(QStringLiteral("again"));
        QCOMPARE(harness.cells(), std::string("appl|b|\nc|again|\n"));
        QCOMPARE(harness.shownCells(), harness.cells());
        for (int step = 0; step < 3; ++step)
            harness.undo();
        QCOMPARE(harness.cells(), std::string("a|b|\nc||\n"));
        QCOMPARE(harness.shownCells(), harness.cells());
        for (int step = 0; step < 2; ++step)
            QVERIFY(harness.replica.redo().has_value());
        QCOMPARE(harness.shownCells(), harness.cells());
    }

    void looksAndBlocksInCells() {
        TableHarness harness(Rows{{"bold", ""}});
        harness.view.enterCell(harness.table(), {0, 0});
        harness.view.focusedText().selectAll();
        harness.view.focusedText().toggleMark("bold");
        const auto& block = harness.view.focusedText().blocks().blockAt(0);
        QVERIFY(document::flagOf(*block->formatAt(0), "bold"));
        // The first thing in a new cell may be a kind of block.
        harness.view.enterCell(harness.table(), {0, 1});
        harness.view.focusedText().setBlockValue("align", std::string("centre"));
        QCOMPARE(harness.view.focusedText().formatState().block.align, document::Alignment::kCentre);
        harness.typeHere(QStringLiteral("- item"));
        QCOMPARE(harness.view.focusedText().formatState().block.type, document::BlockType::kBullet);
        harness.keyHere(Qt::Key_Return);
        harness.typeHere(QStringLiteral("two"));
        QCOMPARE(harness.cells(), std::string("bold|item\ntwo|\n"));
        QCOMPARE(harness.view.focusedText().blocks().blockCount(), 2U);
        // The row grows with its text.
        QVERIFY(harness.view.focusedText().height() > 2 * harness.view.focusedText().caretRect().height());
        QVERIFY(harness.showsTheDocument());
    }

    void tabGoesOn() {
        TableHarness harness(Rows{{"a", "b"}});
        harness.view.enterCell(harness.table(), {0, 0});
        harness.keyHere(Qt::Key_Tab);
        QCOMPARE(harness.here(), (CellPlace{0, 1}));
        QVERIFY(!harness.view.focusedText().selection().isEmpty());
        harness.keyHere(Qt::Key_Backtab);
        QCOMPARE(harness.here(), (CellPlace{0, 0}));
        // In the last cell it makes a row.
        harness.keyHere(Qt::Key_Tab);
        harness.keyHere(Qt::Key_Tab);
        QCOMPARE(harness.here(), (CellPlace{1, 0}));
        QCOMPARE(harness.shownCells(), std::string("a|b|\n||\n"));
        harness.typeHere(QStringLiteral("c"));
        QCOMPARE(harness.cells(), std::string("a|b|\nc||\n"));
        // An empty cell is gone into like any other.
        harness.keyHere(Qt::Key_Tab);
        harness.typeHere(QStringLiteral("d"));
        QCOMPARE(harness.cells(), std::string("a|b|\nc|d|\n"));
        // Twice "everything" is every cell; what is typed then replaces the first one's text.
        harness.view.focusedText().selectAll();
        harness.view.focusedText().selectAll();
        QVERIFY(harness.view.tableSelection()->isRectangle);
        harness.view.toggleMark("bold");
        harness.key(Qt::Key_Delete);
        QCOMPARE(harness.cells(), std::string("||\n||\n"));
        harness.undo();
        QCOMPARE(harness.cells(), std::string("a|b|\nc|d|\n"));
    }

    void mouseIntoCellsAndOverThem() {
        TableHarness harness({{"one", "two"}, {"three", "four"}});
        const auto pointIn = [&](CellPlace place) {
            harness.view.enterCell(harness.table(), place);
            return harness.view.focusedText().geometry().center();
        };
        const QPoint first = pointIn({0, 0});
        const QPoint last = pointIn({1, 1});
        const QPoint below = harness.view.pointOf(harness.view.blocks().end()).toPoint();
        QTest::mouseClick(harness.view.viewport(), Qt::LeftButton, {}, first);
        QCOMPARE(harness.here(), (CellPlace{0, 0}));
        QCOMPARE(harness.view.focusedText().caret(), text::Offset{3});
        QTest::mouseDClick(harness.view.viewport(), Qt::LeftButton, {}, last - QPoint(last.x() / 8, 0));
        QCOMPARE(harness.here(), (CellPlace{1, 1}));
        QTest::mouseClick(harness.view.viewport(), Qt::LeftButton, {}, below);
        QVERIFY(!harness.here());
        QVERIFY(harness.view.hasFocus());
        // A drag over cells selects them whole.
        QTest::mousePress(harness.view.viewport(), Qt::LeftButton, {}, first);
        QTest::mouseMove(harness.view.viewport(), last);
        QTest::mouseRelease(harness.view.viewport(), Qt::LeftButton, {}, last);
        const auto selection = harness.view.tableSelection();
        QVERIFY(selection && selection->isRectangle);
        QCOMPARE(selection->cells, (layout::CellRectangle{{0, 0}, {1, 1}}));
        harness.key(Qt::Key_Escape);
        QVERIFY(!harness.view.tableSelection()->isRectangle);
    }

    void cellsOnTheClipboard() {
        TableHarness harness({{"a", "b"}, {"c", "d"}});
        harness.view.selectCells(harness.table(), {0, 0}, {1, 0});
        harness.view.copy();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("a\nc\n"));
        QVERIFY(QGuiApplication::clipboard()->mimeData()->html().contains(QStringLiteral("<td>c</td>")));
        // Over other cells, and beyond the table's edge, as one step
        harness.view.enterCell(harness.table(), {1, 1});
        harness.view.focusedText().paste();
        QCOMPARE(harness.cells(), std::string("a|b|\nc|a|\n|c|\n"));
        QCOMPARE(harness.shownCells(), harness.cells());
        harness.undo();
        QCOMPARE(harness.shownCells(), std::string("a|b|\nc|d|\n"));
        // What spreadsheets give, into cells and on the page
        QGuiApplication::clipboard()->setText(QStringLiteral("1\t2\n3\t\"4\t5\"\n"));
        harness.view.enterCell(harness.table(), {0, 1});
        harness.view.focusedText().paste();
        QCOMPARE(harness.shownCells(), std::string("a|1|2|\nc|3|4\t5|\n"));
        harness.view.selectCells(harness.table(), {0, 0}, {0, 1});
        harness.view.cut();
        QCOMPARE(harness.shownCells(), std::string("||2|\nc|3|4\t5|\n"));
        QVERIFY(harness.showsTheDocument());
        RichHarness page;
        QGuiApplication::clipboard()->setText(QStringLiteral("1\t2\n3\t4\n"));
        page.view.paste();
        const projection::BlockSequence& blocks = page.view.blocks();
        std::size_t embeds = 0;
        for (std::uint32_t index = 0; index < blocks.blockCount(); ++index)
            embeds += blocks.blockAt(index)->embeds.size();
        QCOMPARE(embeds, std::size_t{1});
        QVERIFY(page.showsTheDocument());
    }

    void whatATableDoesNotTakeIsSaid() {
        TableHarness harness({{"a", "b", "c"}});
        QSignalSpy notices(&harness.view, &EditorView::noticeRaised);
        QString line;
        for (std::size_t column = 0; column < document::kTableColumnsMax; ++column)
            line += QStringLiteral("x\t");
        line.chop(1);
        QGuiApplication::clipboard()->setText(line + u'\n' + line + u'\n');
        harness.view.selectCells(harness.table(), {0, 2}, {0, 2});
        harness.view.paste();
        QCOMPARE(notices.size(), 1);
        const QString words = notices.front().front().toString();
        QVERIFY2(words.contains(QStringLiteral("the last 2 columns could")), qPrintable(words));
        QCOMPARE(harness.shownCells().substr(0, 8), std::string("a|b|x|x|"));
        QVERIFY(harness.showsTheDocument());
        // What fits is not spoken of.
        harness.view.selectCells(harness.table(), {0, 0}, {0, 0});
        QGuiApplication::clipboard()->setText(QStringLiteral("1\t2\n"));
        harness.view.paste();
        QCOMPARE(notices.size(), 1);
    }

    void deletingBesideATableSelectsItFirst() {
        TableHarness harness(Rows{{"a"}});
        harness.key(Qt::Key_End);
        harness.key(Qt::Key_Delete);
        const text::Offset place = harness.view.blocks().startOf(1);
        QCOMPARE(harness.view.selection().range(), (text::Range{place, place + 1U}));
        QCOMPARE(harness.shownCells(), std::string("a|\n"));
        harness.view.setSelection({place + 2U, place + 2U});
        harness.key(Qt::Key_Backspace);
        QCOMPARE(harness.view.selection().range(), (text::Range{place, place + 1U}));
        harness.key(Qt::Key_Backspace);
        QVERIFY(harness.view.blocks().blockAt(1)->embeds.empty());
        QVERIFY(harness.showsTheDocument());
        harness.undo();
        QCOMPARE(harness.shownCells(), std::string("a|\n"));
    }

    void tablesInTablesAreBoxes() {
        TableHarness harness(Rows{{"a", ""}});
        const projection::Table shown = *harness.view.shownTable(harness.table());
        // A table in a cell whose own cell names the text that it stands in, and that text in a second cell
        const event::EventId cell = shown.rows[0].cells[0].front();
        editing::StepBuilder builder(harness.replica.nextEventId(), event::TransactionKind::kEdit);
        const event::EventId inner = builder.insert(cell, {0}, "\uFFFC");
        builder.set(inner, document::embed_key::kType, std::string(document::kTableType));
        const event::EventId columns = builder.setWithOwnId(inner, document::table_key::kColumnsPrefix, true);
        const event::EventId column = builder.insert(columns, {0}, "\uFFFC");
        const event::EventId row = builder.insert(inner, {0}, "\uFFFC");
        builder.set(row, document::cellKeyPrefix(column) + document::idText(cell), true);
        builder.set(shown.rows[0].part.shown,
                    document::cellKeyPrefix(shown.columns[1].part.shown) + document::idText(cell), true);
        QVERIFY(harness.replica.apply(builder.finish()).has_value());
        harness.view.grab();
        harness.view.resize(500, 700);
        harness.view.grab();
        harness.view.enterCell(harness.table(), {0, 0});
        harness.view.grab();
        QVERIFY(harness.view.insetPlace());
        QCOMPARE(harness.view.shownTable(harness.table())->rows[0].cells[1].size(), std::size_t{1});
    }

    void largeTablesAreShownInPartAndNotWrittenIn() {
        Rows rows(10'050, {"x"});
        TableHarness harness(rows);
        const projection::Table* shown = harness.view.shownTable(harness.table());
        QVERIFY(shown != nullptr && shown->isCut);
        QSignalSpy notices(&harness.view, &EditorView::noticeRaised);
        harness.view.enterCell(harness.table(), {0, 0});
        QVERIFY(!harness.view.insetPlace());
        QCOMPARE(notices.size(), 1);
        harness.key(Qt::Key_End, Qt::ControlModifier);
        harness.view.grab();
        QVERIFY(harness.showsTheDocument());
    }

    void typingBesideATableGoesToALineOfItsOwn() {
        TableHarness harness(Rows{{"a"}});
        const text::Offset place = harness.view.blocks().startOf(1);
        harness.view.setSelection({place + 1U, place + 1U});
        harness.type(QStringLiteral("under"));
        QCOMPARE(harness.view.blocks().blockAt(2)->text, QStringLiteral("under"));
        harness.view.setSelection({place, place});
        harness.type(QStringLiteral("over"));
        QCOMPARE(harness.view.blocks().blockAt(1)->text, QStringLiteral("over"));
        QCOMPARE(harness.view.blocks().blockAt(2)->embeds.size(), std::size_t{1});
        QVERIFY(harness.showsTheDocument());
    }

    void textIsDroppedIntoCells() {
        TableHarness harness(Rows{{"a", "b"}});
        harness.view.enterCell(harness.table(), {0, 1});
        const QPointF place = harness.view.focusedText().geometry().center();
        harness.view.setSelection({{0}, {5}});
        QMimeData data;
        data.setText(QStringLiteral("dropped"));
        QDragEnterEvent enter(place.toPoint(), Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(harness.view.viewport(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(place, Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(harness.view.viewport(), &drop);
        QCOMPARE(harness.shownCells(), std::string("a|bdropped|\n"));
        QCOMPARE(drop.dropAction(), Qt::CopyAction);
        QVERIFY(harness.text().startsWith(QStringLiteral("above")));
    }

    void captions() {
        RichHarness harness;
        harness.type(QStringLiteral("above"));
        QImage picture(200, 100, QImage::Format_RGB32);
        picture.fill(Qt::darkGreen);
        harness.view.insertImage(images::encodePng(picture).value(), QStringLiteral("a green field"));
        const text::Offset place{6};
        QCOMPARE(harness.view.captionedPicture(), place);
        harness.type(QStringLiteral("below"));
        QVERIFY(!harness.view.captionedPicture());
        harness.view.setSelection({place, place + 1U});
        QVERIFY(harness.view.selectedImage());
        const qreal before = harness.view.pointOf(harness.view.blocks().end()).y();
        harness.view.editCaption();
        QVERIFY(harness.view.focusedText().hasFocus());
        QVERIFY(harness.view.insetPlace() && !harness.view.insetPlace()->cell);
        QTest::keyClicks(&harness.view.focusedText(), QStringLiteral("A field in May"));
        const auto captionIs = [&](const std::string& words) {
            const document::EmbedPointer embed = harness.view.embedReader()(
                harness.view.blocks().blockAt(harness.view.blocks().positionOf(place).block)->embeds.front().id);
            return document::plainTextOf(embed->caption) == words;
        };
        QVERIFY(captionIs("A field in May"));
        QCOMPARE(harness.text().count(QStringLiteral("field")), 0);
        // What is below makes room, and Enter goes there.
        QVERIFY(harness.view.pointOf(harness.view.blocks().end()).y() > before + 10);
        QTest::keyClick(&harness.view.focusedText(), Qt::Key_Return);
        QVERIFY(harness.view.hasFocus());
        QCOMPARE(harness.view.blocks().positionOf(harness.view.caret()).block, 2U);
        QVERIFY(harness.view.pointOf(harness.view.blocks().end()).y() > before + 10);
        // Undo takes the words back where they are.
        harness.undo();
        QVERIFY(captionIs(""));
        QVERIFY(harness.replica.redo().has_value());
        QVERIFY(captionIs("A field in May"));
        QVERIFY(harness.showsTheDocument());
        // The picture itself is still chosen and resized as before.
        harness.view.setSelection({place, place + 1U});
        QVERIFY(harness.view.selectedImage());
        QCOMPARE(harness.view.selectedImage()->image.alt, std::string("a green field"));
    }

    void columnsByMouse() {
        TableHarness harness({{"a", "b"}, {"c", "d"}});
        harness.view.enterCell(harness.table(), {0, 1});
        const QRect right = harness.view.focusedText().geometry();
        const QPoint edge(right.left() - 1, right.center().y());
        QTest::mousePress(harness.view.viewport(), Qt::LeftButton, {}, edge);
        QTest::mouseMove(harness.view.viewport(), edge - QPoint(right.width() / 2, 0));
        QTest::mouseRelease(harness.view.viewport(), Qt::LeftButton, {}, edge - QPoint(right.width() / 2, 0));
        const projection::Table& shown = *harness.view.shownTable(harness.table());
        QVERIFY(shown.columns[0].share < shown.columns[1].share / 2);
        QCOMPARE(shown.columns[0].share + shown.columns[1].share, 2 * document::kColumnShare);
        harness.undo();
        QCOMPARE(harness.view.shownTable(harness.table())->columns[0].share, document::kColumnShare);
    }

    void colleaguesWriteInTheSameTable() {
        TableHarness harness(Rows{{"a", "b"}});
        // A row whose cells have no text yet
        harness.view.enterCell(harness.table(), {0, 1});
        harness.keyHere(Qt::Key_Tab);
        harness.typeHere(QStringLiteral("c"));
        ManualClock clock;
        replica::DocumentReplica other{{"00000000-0000-4000-8000-000000000001", {}},
                                       {.id = {{9}}, .user = "ben", .device = "test", .startedMs = 0},
                                       clock};
        other.receive(harness.replica.log().missingFrom(other.log().versionVector()));
        harness.view.enterCell(harness.table(), {0, 0}, true);
        const projection::Table shown = *harness.view.shownTable(harness.table());
        const auto say = [&](replica::EditIntent intent) {
            const auto applied = other.apply(intent);
            QVERIFY2(applied.has_value(), applied ? "" : applied.error().message.c_str());
            harness.replica.receive(other.log().missingFrom(harness.replica.log().versionVector()));
        };
        // In this cell, in another one, in a new one
        say({.edits = {{{{0}, {0}}, "x"}}, .sequence = shown.rows[0].cells[0].front()});
        QCOMPARE(harness.shownCells(), std::string("xa|b|\nc||\n"));
        QCOMPARE(harness.view.focusedText().caret(), text::Offset{2});
        harness.typeHere(QStringLiteral("!"));
        QCOMPARE(harness.shownCells(), std::string("xa!|b|\nc||\n"));
        say({.edits = {{{{1}, {1}}, "y"}}, .sequence = shown.rows[0].cells[1].front()});
        QCOMPARE(harness.shownCells(), std::string("xa!|by|\nc||\n"));
        harness.view.enterCell(harness.table(), {1, 1});
        replica::EditIntent first{.edits = {{{{0}, {0}}, "theirs"}}};
        editing::StepBuilder builder(other.nextEventId(), event::TransactionKind::kTyping);
        first.sequence =
            builder.setWithOwnId(shown.rows[1].part.shown, document::cellKeyPrefix(shown.columns[1].part.shown), true);
        first.preparation = builder.finish().operations;
        say(first);
        QCOMPARE(harness.shownCells(), std::string("xa!|by|\nc|theirs|\n"));
        harness.typeHere(QStringLiteral("mine "));
        QCOMPARE(harness.shownCells(), std::string("xa!|by|\nc|mine theirs|\n"));
        QCOMPARE(harness.cells(), harness.shownCells());
        QVERIFY(harness.showsTheDocument());
    }

    void undoGoesWhereItChanges() {
        TableHarness harness(Rows{{"a", "b"}});
        harness.view.enterCell(harness.table(), {0, 1}, true);
        harness.typeHere(QStringLiteral("c"));
        harness.view.setSelection({{0}, {0}});
        QVERIFY(!harness.here());
        harness.undo();
        QCOMPARE(harness.here(), (CellPlace{0, 1}));
        QCOMPARE(harness.shownCells(), std::string("a|b|\n"));
        // Taking the table itself back leaves the caret on the page.
        harness.undo();
        QVERIFY(!harness.here());
        QVERIFY(harness.view.hasFocus());
        QVERIFY(harness.replica.redo().has_value());
        QVERIFY(harness.showsTheDocument());
    }
};

QTEST_MAIN(EditorTablesTest)
#include "tst_editor_tables.moc"
