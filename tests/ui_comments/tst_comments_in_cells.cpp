// Comments on texts beside the body, by real keys and clicks: in a cell and in a caption, with the row that goes and
// comes back, in the past, and after the document was closed and opened.
#include <QAction>
#include <QImage>
#include <QSignalSpy>

#include "images/image_decoding.h"
#include "projection/comments.h"
#include "ui/comments/comment_lane.h"
#include "ui/comments/comments_mode.h"
#include "ui/comments/remark_field.h"
#include "ui_window/window_harness.h"

using namespace varve;
using test::WindowHarness;

class CommentsInCellsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup() { m_harness.reset(); }
    void onTheWordsOfACell();
    void answerUndoAndRedo();
    void theRowGoesAndComesBack();
    void cardsStandBesideTheirCells();
    void caretAndCardFollowEachOther();
    void nextAndPreviousAsOneReads();
    void inACaption();
    void severalCellsMeanTheTable();
    void nothingIsWrittenThere();
    void unsentWordsStayWithTheirPlace();
    void pastMoments();
    void afterARestart();

  private:
    WindowHarness& harness() { return *m_harness; }
    ui::EditorView& view() { return harness().view(); }
    ui::CommentLane& lane() { return *harness().window().findChild<ui::CommentLane*>(); }
    ui::CommentsMode& mode() { return *harness().window().findChild<ui::CommentsMode*>(); }
    const std::vector<projection::CommentThread>& threads() { return mode().comments().threads(); }
    void open() {
        m_harness = std::make_unique<WindowHarness>(*m_theme, m_clock,
                                                    m_folder.filePath(QStringLiteral("%1.varve").arg(m_number)));
        harness().window().resize(1100, 700);
        QCoreApplication::processEvents();
    }
    /// Into whatever has the keyboard.
    void type(const QString& text) {
        QTest::keyClicks(harness().window().focusWidget(), text);
        QCoreApplication::processEvents();
    }
    /// A table of two rows and three columns with a word in each cell; the caret is at the end of the last one.
    void makeTable() {
        view().insertTable(2, 3);
        for (const char* word : {"one", "two", "three", "four", "five", "six"}) {
            if (*word != 'o') harness().press(Qt::Key_Tab);
            type(QString::fromLatin1(word));
        }
        m_table = view().tableSelection().value().table;
    }
    /// From the caret on, as a person does it.
    void comment(const QString& words) {
        harness().press(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
        auto* field = qobject_cast<ui::RemarkField*>(harness().window().focusWidget());
        QVERIFY(field != nullptr);
        QTest::keyClicks(field, words);
        QTest::keyClick(field, Qt::Key_Return, Qt::ControlModifier);
        QCoreApplication::processEvents();
    }
    void commentCell(std::size_t row, std::size_t column, const QString& words) {
        view().setFocus();
        view().enterCell(m_table, {row, column});
        comment(words);
    }
    [[nodiscard]] event::EventId cell(std::size_t row, std::size_t column) {
        return view().shownTable(m_table)->rows.at(row).cells.at(column).front();
    }
    [[nodiscard]] std::vector<text::Range> tintsOf(const event::ObjectId& sequence) {
        const auto* text = view().decorations().of(sequence);
        return text != nullptr ? text->comments.ranges() : std::vector<text::Range>();
    }
    [[nodiscard]] QString order() {
        QStringList words;
        for (const projection::CommentThread& thread : threads())
            words.append(QString::fromStdString(thread.remarks.front().text));
        return words.join(u' ');
    }
    template <typename Widget>
    Widget* inCard(const char* name) {
        ui::CommentCard* card = mode().selected() ? lane().cardOf(*mode().selected()) : nullptr;
        if (card == nullptr) return nullptr;
        for (Widget* widget : card->findChildren<Widget*>(QLatin1String(name))) {
            if (widget->isVisible()) return widget;
        }
        return nullptr;
    }

    QTemporaryDir m_folder;
    ManualClock m_clock{1'750'000'000'000};
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<WindowHarness> m_harness;
    event::EventId m_table;
    int m_number = 0;
};

void CommentsInCellsTest::initTestCase() {
    test::isolateSettings(m_folder);
    m_theme = std::make_unique<ui::Theme>();
}

void CommentsInCellsTest::init() {
    ++m_number;
    open();
}

void CommentsInCellsTest::onTheWordsOfACell() {
    makeTable();
    view().enterCell(m_table, {1, 1});
    harness().press(Qt::Key_Right, Qt::ShiftModifier);
    harness().press(Qt::Key_Right, Qt::ShiftModifier);
    comment(QStringLiteral("Why?"));
    QCOMPARE(threads().size(), std::size_t{1});
    const event::ObjectId text = cell(1, 1);
    QVERIFY(threads()[0].ranges == (std::vector<projection::TextRange>{{text, {{0}, {2}}}}));
    QVERIFY(tintsOf(text) == (std::vector<text::Range>{{{0}, {2}}}));
    QVERIFY(tintsOf(event::WellKnownObject::kBody).empty());
    // The keyboard is back in the cell, which nobody left.
    QVERIFY(view().insetPlace().has_value());
    QVERIFY(view().focusedText().hasFocus());
    QCOMPARE(view().focusedText().selection().range(), (text::Range{{0}, {2}}));
    QCOMPARE(*mode().selected(), threads()[0].id);
    // What is typed in the cell moves it; in the row above it does not.
    harness().press(Qt::Key_Home);
    type(QStringLiteral("my "));
    QVERIFY(tintsOf(text) == (std::vector<text::Range>{{{3}, {5}}}));
    view().enterCell(m_table, {0, 1});
    type(QStringLiteral("my "));
    QVERIFY(tintsOf(text) == (std::vector<text::Range>{{{3}, {5}}}));
}

void CommentsInCellsTest::answerUndoAndRedo() {
    makeTable();
    commentCell(0, 2, QStringLiteral("Why?"));
    auto* field = inCard<ui::RemarkField>("remarkField");
    QVERIFY(field != nullptr);
    field->setFocus();
    type(QStringLiteral("Because"));
    QTest::keyClick(field, Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(threads()[0].remarks.size(), std::size_t{2});
    harness().action("undo")->trigger();
    QCOMPARE(threads()[0].remarks.size(), std::size_t{1});
    harness().action("undo")->trigger();
    QVERIFY(threads().empty());
    QVERIFY(tintsOf(cell(0, 2)).empty());
    harness().action("redo")->trigger();
    harness().action("redo")->trigger();
    QCOMPARE(threads().size(), std::size_t{1});
    QCOMPARE(threads()[0].remarks.size(), std::size_t{2});
    QVERIFY(tintsOf(cell(0, 2)) == (std::vector<text::Range>{{{0}, {5}}}));
}

void CommentsInCellsTest::theRowGoesAndComesBack() {
    makeTable();
    commentCell(1, 0, QStringLiteral("Why?"));
    view().enterCell(m_table, {1, 0});
    harness().action("deleteRows")->trigger();
    QVERIFY(threads()[0].isDetached());
    Q_EMIT lane().listingChosen(ui::CommentLane::Listing::kDetached);
    harness().action("showComments")->setChecked(false);
    harness().action("showComments")->trigger();
    QCOMPARE(lane().cards().size(), std::size_t{1});
    QVERIFY(lane().cards()[0]->accessibleName().contains(QStringLiteral("Its text is gone")));
    harness().action("undo")->trigger();
    QVERIFY(!threads()[0].isDetached());
    QVERIFY(tintsOf(cell(1, 0)) == (std::vector<text::Range>{{{0}, {4}}}));
}

void CommentsInCellsTest::cardsStandBesideTheirCells() {
    makeTable();
    commentCell(1, 2, QStringLiteral("below"));
    commentCell(0, 0, QStringLiteral("above"));
    QCOMPARE(order(), QStringLiteral("above below"));
    QCOMPARE(lane().cards().size(), std::size_t{2});
    const auto topOf = [&](const QWidget& widget) { return widget.mapTo(&harness().window(), QPoint()).y(); };
    const QRectF rect = view().cellRect(m_table, {0, 0});
    const int wanted = view().viewport()->mapTo(&harness().window(), rect.toRect().topLeft()).y();
    const int top = topOf(*lane().cards()[0]);
    QVERIFY2(std::abs(top - wanted) < 20, qPrintable(QStringLiteral("%1 %2").arg(top).arg(wanted)));
    QVERIFY(lane().cards()[0]->geometry().bottom() < lane().cards()[1]->geometry().top());
}

void CommentsInCellsTest::caretAndCardFollowEachOther() {
    makeTable();
    commentCell(0, 0, QStringLiteral("first"));
    commentCell(1, 1, QStringLiteral("second"));
    const event::EventId first = threads()[0].id;
    const event::EventId second = threads()[1].id;
    QCOMPARE(*mode().selected(), second);
    QTest::mouseClick(lane().cardOf(first), Qt::LeftButton, {}, {5, 5});
    QCOMPARE(*mode().selected(), first);
    QCOMPARE(view().focusedSelection().value().sequence, event::ObjectId{cell(0, 0)});
    const QPointF place = view().rectOf({cell(1, 1), {{2}, {2}}}).center();
    QTest::mouseClick(view().viewport(), Qt::LeftButton, {}, place.toPoint());
    QCoreApplication::processEvents();
    QCOMPARE(*mode().selected(), second);
    // In a cell without one there is none.
    QTest::mouseClick(view().viewport(), Qt::LeftButton, {}, view().cellRect(m_table, {1, 2}).center().toPoint());
    QCoreApplication::processEvents();
    QVERIFY(!mode().selected());
}

void CommentsInCellsTest::nextAndPreviousAsOneReads() {
    type(QStringLiteral("before "));
    makeTable();
    commentCell(1, 0, QStringLiteral("third"));
    commentCell(0, 1, QStringLiteral("second"));
    view().setFocus();
    view().setSelection({{0}, {6}});
    comment(QStringLiteral("first"));
    QCOMPARE(order(), QStringLiteral("first second third"));
    // From a cell between two of them
    view().setFocus();
    view().enterCell(m_table, {0, 2});
    QVERIFY(!mode().selected());
    harness().press(Qt::Key_F8);
    QCOMPARE(*mode().selected(), threads()[2].id);
    QCOMPARE(view().focusedSelection().value(), (projection::TextRange{cell(1, 0), {{0}, {0}}}));
    harness().press(Qt::Key_F8);
    QCOMPARE(*mode().selected(), threads()[0].id);
    QVERIFY(!view().insetPlace());
    harness().press(Qt::Key_F8);
    QCOMPARE(*mode().selected(), threads()[1].id);
    harness().press(Qt::Key_F8, Qt::ShiftModifier);
    QCOMPARE(*mode().selected(), threads()[0].id);
}

void CommentsInCellsTest::inACaption() {
    QImage picture(40, 20, QImage::Format_RGB32);
    picture.fill(Qt::darkGreen);
    view().insertImage(images::encodePng(picture).value(), QStringLiteral("a green field"));
    view().editCaption();
    type(QStringLiteral("Grass"));
    comment(QStringLiteral("Really?"));
    QCOMPARE(threads().size(), std::size_t{1});
    const projection::TextRange place = threads()[0].ranges.at(0);
    QVERIFY(place.sequence != event::ObjectId{event::WellKnownObject::kBody});
    QCOMPARE(place.range, (text::Range{{0}, {5}}));
    QVERIFY(view().focusedText().hasFocus());
    QVERIFY(tintsOf(place.sequence) == (std::vector<text::Range>{{{0}, {5}}}));
}

void CommentsInCellsTest::severalCellsMeanTheTable() {
    makeTable();
    view().setFocus();
    view().selectCells(m_table, {0, 0}, {1, 1});
    comment(QStringLiteral("All of it?"));
    QCOMPARE(threads().size(), std::size_t{1});
    QVERIFY(threads()[0].ranges.at(0).sequence == event::ObjectId{event::WellKnownObject::kBody});
    QCOMPARE(threads()[0].ranges.at(0).range.count(), 1U);
}

void CommentsInCellsTest::nothingIsWrittenThere() {
    view().insertTable(1, 1);
    harness().press(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(lane().draftCard() == nullptr);
    QVERIFY(threads().empty());
}

void CommentsInCellsTest::unsentWordsStayWithTheirPlace() {
    makeTable();
    const auto begin = [&](std::size_t column) {
        view().setFocus();
        view().enterCell(m_table, {0, column});
        harness().press(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(lane().draftCard() != nullptr);
    };
    begin(0);
    type(QStringLiteral("I wonder"));
    harness().press(Qt::Key_Escape);
    QVERIFY(lane().draftCard() == nullptr);
    // A new one elsewhere is empty; the one here goes on, also when words came before.
    begin(1);
    QVERIFY(!lane().draftCard()->hasWords());
    harness().press(Qt::Key_Escape);
    view().enterCell(m_table, {0, 0});
    type(QStringLiteral("some "));
    begin(0);
    QVERIFY(!lane().draftCard()->hasWords());
    harness().press(Qt::Key_Escape);
    view().setFocus();
    view().enterCell(m_table, {0, 0}, true);
    harness().press(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(lane().draftCard()->hasWords());
    type(QStringLiteral(" why"));
    harness().press(Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(threads().size(), std::size_t{1});
    QCOMPARE(threads()[0].remarks.front().text, std::string("I wonder why"));
    QVERIFY(threads()[0].ranges == (std::vector<projection::TextRange>{{cell(0, 0), {{5}, {8}}}}));
}

void CommentsInCellsTest::pastMoments() {
    makeTable();
    const std::uint64_t before = harness().replica().timeline().eventCount();
    commentCell(1, 1, QStringLiteral("Why?"));
    const std::uint64_t commented = harness().replica().timeline().eventCount();
    view().enterCell(m_table, {1, 1});
    harness().action("deleteRows")->trigger();
    QVERIFY(threads()[0].isDetached());
    harness().window().historyMode().show(commented);
    QCOMPARE(threads().size(), std::size_t{1});
    QVERIFY(!threads()[0].isDetached());
    QVERIFY(tintsOf(cell(1, 1)) == (std::vector<text::Range>{{{0}, {4}}}));
    harness().window().historyMode().show(before);
    QVERIFY(threads().empty());
    harness().window().historyMode().leave();
    QVERIFY(threads()[0].isDetached());
}

void CommentsInCellsTest::afterARestart() {
    makeTable();
    commentCell(1, 1, QStringLiteral("Why?"));
    QTRY_VERIFY(harness().replica().isDurable());
    m_harness.reset();
    open();
    QCOMPARE(threads().size(), std::size_t{1});
    QVERIFY(threads()[0].ranges == (std::vector<projection::TextRange>{{cell(1, 1), {{0}, {4}}}}));
    QVERIFY(lane().isVisible());
    QCOMPARE(lane().cards().size(), std::size_t{1});
    QVERIFY(tintsOf(cell(1, 1)) == (std::vector<text::Range>{{{0}, {4}}}));
}

QTEST_MAIN(CommentsInCellsTest)
#include "tst_comments_in_cells.moc"
