// What mouse and keys do with whole cells and out of them: dragging text to the page, selecting all, fitting columns,
// and pictures that are still on their way into a cell.
#include <QClipboard>
#include <QDrag>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QGuiApplication>
#include <QImage>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <array>

#include "base/random.h"
#include "editing/table_commands.h"
#include "table_harness.h"

using namespace varve;
using namespace varve::ui;
using layout::CellPlace;

class TableGesturesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void textIsDraggedOutOfCells() {
        TableHarness harness(Rows{{"one two", "b"}});
        const event::EventId table = harness.table();
        QWidget* viewport = harness.view.viewport();
        Qt::DropAction action = Qt::MoveAction;
        harness.view.setDragExecutor([&](QDrag& drag, Qt::DropActions actions) {
            const QPoint place = harness.view.pointOf({5}).toPoint();
            QDragEnterEvent enter(place, actions, drag.mimeData(), Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(viewport, &enter);
            QDropEvent drop(place, actions, drag.mimeData(), Qt::LeftButton, Qt::NoModifier);
            drop.setDropAction(action);
            QCoreApplication::sendEvent(viewport, &drop);
            return action;
        });
        const auto drag = [&] {
            harness.view.enterCell(table, {0, 0});
            EditorView& cell = harness.view.focusedText();
            cell.setSelection({{0}, {3}});
            const QPoint from = cell.pointOf({1}).toPoint() + cell.geometry().topLeft();
            QTest::mousePress(viewport, Qt::LeftButton, {}, from);
            QTest::mouseMove(viewport, from + QPoint(40, 0));
        };
        drag();
        QCOMPARE(harness.shownCells(), std::string(" two|b|\n"));
        QVERIFY2(harness.text().startsWith(QStringLiteral("aboveone\n")), qPrintable(harness.text()));
        QCOMPARE(harness.view.selectedText(), QStringLiteral("one"));
        QVERIFY(harness.showsTheDocument());
        // One step takes both back.
        harness.undo();
        QCOMPARE(harness.shownCells(), std::string("one two|b|\n"));
        QVERIFY(harness.text().startsWith(QStringLiteral("above\n")));
        action = Qt::CopyAction;
        drag();
        QCOMPARE(harness.shownCells(), std::string("one two|b|\n"));
        QVERIFY(harness.text().startsWith(QStringLiteral("aboveone\n")));
    }

    void selectingAllGoesOutwards() {
        TableHarness harness({{"one", "b"}, {"c", "d"}});
        harness.view.enterCell(harness.table(), {0, 0});
        harness.view.focusedText().selectAll();
        QCOMPARE(harness.view.focusedText().selectedText(), QStringLiteral("one"));
        harness.view.focusedText().selectAll();
        const auto cells = harness.view.tableSelection();
        QVERIFY(cells && cells->isRectangle);
        QCOMPARE(cells->cells.last, (CellPlace{1, 1}));
        harness.view.focusedText().selectAll();
        QVERIFY(!harness.view.tableSelection());
        QCOMPARE(harness.view.selection().range(), (text::Range{{0}, harness.view.blocks().end()}));
    }

    void anEmptyCellIsSelectedBeforeAllCells() {
        TableHarness harness({{"", "b"}, {"c", "d"}});
        harness.view.enterCell(harness.table(), {0, 0});
        harness.view.focusedText().selectAll();
        auto cells = harness.view.tableSelection();
        QVERIFY(cells && cells->isRectangle);
        QCOMPARE(cells->cells.last, (CellPlace{0, 0}));
        harness.view.selectAll();
        cells = harness.view.tableSelection();
        QVERIFY(cells && cells->isRectangle);
        QCOMPARE(cells->cells.last, (CellPlace{1, 1}));
    }

    void largePicturesOfCellsThatAreLeft() {
        TableHarness harness(Rows{{"a", "b"}});
        Random random(5);
        QImage picture(600, 600, QImage::Format_RGB32);
        for (int y = 0; y < picture.height(); ++y) {
            for (int x = 0; x < picture.width(); ++x)
                picture.setPixel(x, y, static_cast<QRgb>(random.next()));
        }
        QSignalSpy notices(&harness.view, &EditorView::noticeRaised);
        const auto paste = [&] {
            auto carried = std::make_unique<QMimeData>();
            carried->setImageData(picture);
            QGuiApplication::clipboard()->setMimeData(carried.release());
            harness.view.enterCell(harness.table(), {0, 1});
            harness.view.focusedText().paste();
        };
        paste();
        QTRY_COMPARE(harness.blobs.size(), std::size_t{1});
        harness.undo();
        QCOMPARE(notices.size(), 0);
        paste();
        harness.view.setSelection({{0}, {0}});
        QCOMPARE(notices.size(), 1);
        // Whatever still read it has ended with the view of the cell, and may have said so.
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        harness.view.finishReading();
        QCoreApplication::processEvents();
        QCOMPARE(harness.blobs.size(), std::size_t{1});
        QVERIFY(harness.showsTheDocument());
    }

    void largeHtmlThatIsPastedIntoCells() {
        TableHarness harness({{"a", "b"}, {"c", "d"}});
        // Words in the bytes, not in the cells: a comment makes it large.
        const QString filling = QStringLiteral("<!--") + QString(300'000, QLatin1Char('x')) + QStringLiteral("-->");
        QSignalSpy notices(&harness.view, &EditorView::noticeRaised);
        const auto paste = [&](const QString& html, CellPlace cell) {
            auto carried = std::make_unique<QMimeData>();
            carried->setHtml(filling + html);
            QGuiApplication::clipboard()->setMimeData(carried.release());
            harness.view.enterCell(harness.table(), cell);
            harness.view.focusedText().paste();
        };
        // Cells go to the cell where they were pasted, though the caret left it and its row came further down.
        paste(QStringLiteral("<table><tr><td>one</td><td>more</td></tr></table>"), {1, 0});
        harness.view.enterCell(harness.table(), {0, 0});
        harness.view.runOnTable([](const auto& context, const auto& table, const auto&) {
            return editing::insertedParts(context, table, editing::TableAxis::kRows, 0);
        });
        QCOMPARE(QString::fromStdString(harness.cells()), QStringLiteral("||\na|b|\nc|d|\n"));
        harness.view.finishReading();
        QCOMPARE(QString::fromStdString(harness.cells()), QStringLiteral("||\na|b|\none|more|\n"));
        QCOMPARE(notices.size(), 0);
        // Text goes to the caret that waits for it,
        paste(QStringLiteral("<p>two</p>"), {0, 0});
        harness.view.finishReading();
        QCOMPARE(QString::fromStdString(harness.cells()), QStringLiteral("two||\na|b|\none|more|\n"));
        // and is left out, with a word, when nobody is there.
        paste(QStringLiteral("<p>three</p>"), {0, 1});
        harness.view.setSelection({{0}, {0}});
        harness.view.finishReading();
        QCOMPARE(QString::fromStdString(harness.cells()), QStringLiteral("two||\na|b|\none|more|\n"));
        QCOMPARE(notices.size(), 1);
        QVERIFY(harness.showsTheDocument());
    }

    void doubleClickFitsAColumn() {
        TableHarness harness({{"a", "b", "c"}, {"some words in one line", "b", "c"}, {"x", "", ""}});
        const auto widthOf = [&](std::size_t column) {
            return harness.view.cellRect(harness.table(), {0, column}).width();
        };
        const auto fit = [&](std::size_t column) {
            const QRectF cell = harness.view.cellRect(harness.table(), {0, column});
            QTest::mouseDClick(harness.view.viewport(), Qt::LeftButton, {},
                               QPoint(qRound(cell.right()), qRound(cell.center().y())));
        };
        const qreal whole = widthOf(0) + widthOf(1);
        // Narrower than its words, first
        harness.view.enterCell(harness.table(), {0, 0});
        harness.view.runOnTable([](const auto& context, const auto& table, const auto&) {
            return editing::withColumnShares(context, table,
                                             std::array<editing::ColumnShare, 2>{{{0, 200}, {1, 1800}}});
        });
        const qreal high = harness.view.cellRect(harness.table(), {1, 0}).height();
        fit(0);
        const qreal low = harness.view.cellRect(harness.table(), {1, 0}).height();
        QVERIFY2(low < high, "the words stand in one line");
        QCOMPARE(low, harness.view.cellRect(harness.table(), {0, 0}).height());
        QVERIFY(qAbs(widthOf(0) + widthOf(1) - whole) <= 2);
        QVERIFY(widthOf(0) < whole * 0.75);
        // The other way, and never to nothing
        fit(1);
        QVERIFY(widthOf(1) > 10 && widthOf(1) < 60);
        QVERIFY(harness.showsTheDocument());
        harness.undo();
        QVERIFY(widthOf(1) > 60);
    }
};

QTEST_MAIN(TableGesturesTest)
#include "tst_table_gestures.moc"
