// The grid in which a table is drawn: by mouse, by keys, and what the window makes of it.
#include <QAction>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include "ui/editor/editor_view.h"
#include "ui/format/table_picker.h"
#include "ui_window/window_harness.h"

using namespace varve;
using ui::TableGrid;
using ui::TablePicker;

class TablePickerTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        test::isolateSettings(m_folder);
        m_theme = std::make_unique<ui::Theme>();
    }
    void drawnByMouse() {
        TableGrid grid;
        grid.resize(grid.sizeHint());
        grid.show();
        QVERIFY(QTest::qWaitForWindowExposed(&grid));
        QSignalSpy chosen(&grid, &TableGrid::chosen);
        QTest::mouseMove(&grid, grid.cellRect(2, 4).center());
        QCOMPARE(grid.choice(), (TableGrid::Choice{3, 5}));
        QTest::mousePress(&grid, Qt::LeftButton, {}, grid.cellRect(0, 0).center());
        QCOMPARE(grid.choice(), (TableGrid::Choice{1, 1}));
        QTest::mouseRelease(&grid, Qt::LeftButton, {}, grid.cellRect(7, 9).center());
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen.front(), (QList<QVariant>{8, 10}));
        // Beyond the grid nothing is meant.
        QTest::mouseRelease(&grid, Qt::LeftButton, {}, QPoint(-5, 3));
        QCOMPARE(chosen.size(), 1);
        // Where writing goes from right to left, so does the table.
        grid.setLayoutDirection(Qt::RightToLeft);
        QVERIFY(grid.cellRect(0, 0).left() > grid.cellRect(0, 1).left());
        QTest::mouseMove(&grid, grid.cellRect(1, 2).center());
        QCOMPARE(grid.choice(), (TableGrid::Choice{2, 3}));
    }
    void drawnByKeys() {
        TableGrid grid;
        QSignalSpy chosen(&grid, &TableGrid::chosen);
        for (const Qt::Key key : {Qt::Key_Right, Qt::Key_Right, Qt::Key_Down, Qt::Key_Left, Qt::Key_Up, Qt::Key_Up})
            QTest::keyClick(&grid, key);
        QCOMPARE(grid.choice(), (TableGrid::Choice{1, 2}));
        QTest::keyClick(&grid, Qt::Key_End);
        QTest::keyClick(&grid, Qt::Key_Right);
        QCOMPARE(grid.choice(), (TableGrid::Choice{1, TableGrid::kColumnCount}));
        QTest::keyClick(&grid, Qt::Key_Return);
        QCOMPARE(chosen.size(), 1);
    }
    void theWindowInsertsIt() {
        test::WindowHarness harness(*m_theme, m_clock, m_folder.filePath(QStringLiteral("drawn.varve")));
        auto* button = harness.window().findChild<QToolButton*>(QStringLiteral("tableButton"));
        auto* picker = harness.window().findChild<TablePicker*>();
        QVERIFY(button != nullptr && picker != nullptr);
        button->click();
        QVERIFY(picker->isVisible());
        QCOMPARE(picker->grid().choice(), (TableGrid::Choice{1, 1}));
        QTest::keyClick(&picker->grid(), Qt::Key_Down);
        QTest::keyClick(&picker->grid(), Qt::Key_Right);
        QTest::keyClick(&picker->grid(), Qt::Key_Right);
        QVERIFY(picker->grid().accessibleName().contains(QStringLiteral("3 columns, 2 rows")));
        QTest::keyClick(&picker->grid(), Qt::Key_Enter);
        QVERIFY(!picker->isVisible());
        const auto selection = harness.view().tableSelection();
        QVERIFY(selection.has_value());
        const projection::Table* table = harness.view().shownTable(selection->table);
        QVERIFY(table != nullptr);
        QCOMPARE(table->rows.size(), std::size_t{2});
        QCOMPARE(table->columns.size(), std::size_t{3});
        // Escape leaves everything as it is; the dialog is there as before.
        button->click();
        QTest::keyClick(&picker->grid(), Qt::Key_Escape);
        QVERIFY(!picker->isVisible());
        button->click();
        picker->findChild<QPushButton*>(QStringLiteral("tableOtherSize"))->click();
        QVERIFY(!picker->isVisible());
        QVERIFY(harness.window().findChild<QWidget*>(QStringLiteral("insertTableDialog")) != nullptr);
    }

  private:
    QTemporaryDir m_folder;
    SystemClock m_clock;
    std::unique_ptr<ui::Theme> m_theme;
};

QTEST_MAIN(TablePickerTest)
#include "tst_table_picker.moc"
