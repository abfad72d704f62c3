// Spelling in the cells of tables and in captions as a person meets it: lines below words, the menu on them, the keys
// that go from word to word. Keys and clicks are real.
#include "document/embed_schema.h"
#include "document/table_schema.h"
#include "images/image_decoding.h"
#include "spelling_fixture.h"

using namespace varve;
using layout::CellPlace;

namespace {

using Rows = std::vector<std::vector<std::string>>;

/// A block for each line.
document::ContentBlocks paragraphs(const QString& text) {
    const QStringList lines = text.split(u'\n');
    document::ContentBlocks blocks(static_cast<std::size_t>(lines.size()));
    for (qsizetype line = 0; line < lines.size(); ++line) {
        if (!lines[line].isEmpty())
            document::appendInline(blocks[static_cast<std::size_t>(line)], {.text = lines[line].toStdString()});
    }
    return blocks;
}

document::Inline table(const Rows& cells) {
    document::Embed table;
    document::setValue(table.attributes, document::embed_key::kType, std::string(document::kTableType));
    table.columns.resize(cells.front().size());
    for (const std::vector<std::string>& row : cells) {
        document::TableRow one;
        for (const std::string& text : row)
            one.cells.push_back(paragraphs(QString::fromStdString(text)));
        table.rows.push_back(std::move(one));
    }
    document::Inline embed;
    embed.embed = std::make_shared<const document::Embed>(std::move(table));
    return embed;
}

}  // namespace

class SpellingInCellsTest : public QObject, private test::SpellingFixture {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init() { start(); }
    void cleanup() { close(); }
    void wordsInCellsAreUnderlined();
    void wordsBeingTypedInCellsAreNotMarked();
    void marksMoveAlongInCells();
    void marksStayWhenColleaguesWrite();
    void suggestionReplacesTheWordInACell();
    void menuKeyOpensTheMenuInACell();
    void ownWordsAreRightEverywhere();
    void languageOfACell();
    void captions();
    void keysGoThroughAllTexts();
    void keysGoAroundInOneTable();
    void thePastOfCellsIsNotMarked();
    void cellsInSightStayKnown();

  private:
    /// A paragraph, a table, a paragraph; the caret is at the start.
    void show(const std::string& above, const Rows& cells, const std::string& below) {
        document::Content content;
        content.blocks.resize(3);
        document::appendInline(content.blocks[0], {.text = above});
        document::appendInline(content.blocks[1], table(cells));
        document::appendInline(content.blocks[2], {.text = below});
        view().insertContent(content, event::TransactionKind::kPaste);
        view().setSelection({{0}, {0}});
        view().ensureVisible(text::Range{});
        view().grab();
    }
    [[nodiscard]] event::EventId tableId() {
        for (std::uint32_t index = 0; index < view().blocks().blockCount(); ++index) {
            for (const projection::BlockEmbed& embed : view().blocks().blockAt(index)->embeds) {
                if (view().shownTable(embed.id) != nullptr) return embed.id;
            }
        }
        qFatal("There is no table.");
    }
    [[nodiscard]] event::ObjectId cell(std::size_t row, std::size_t column) {
        return view().shownTable(tableId())->rows[row].cells[column].front();
    }
    ui::EditorView& here() { return view().focusedText(); }
    void typeHere(const char* text) { QTest::keyClicks(&here(), QLatin1String(text)); }
    [[nodiscard]] std::optional<CellPlace> placeHere() {
        const auto selection = view().tableSelection();
        return selection ? std::optional(selection->cells.first) : std::nullopt;
    }
    /// What is selected after F7 or Shift+F7.
    QString sought(Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        harness().press(Qt::Key_F7, modifiers);
        [this] { QTRY_VERIFY(menu().isVisible()); }();
        menu().close();
        return here().selectedText();
    }
    void insertPicture() {
        QImage picture(120, 60, QImage::Format_RGB32);
        picture.fill(Qt::darkGreen);
        view().insertImage(images::encodePng(picture).value(), QStringLiteral("a field"));
    }
    static QStringList words(std::initializer_list<const char*> list) {
        QStringList result;
        for (const char* word : list)
            result.append(QLatin1String(word));
        return result;
    }
};

void SpellingInCellsTest::wordsInCellsAreUnderlined() {
    show("the wrold", {{"the hlelo", "cat"}, {"", "ctaa the worlld"}}, "cat");
    QCOMPARE(underlined(), words({"wrold"}));
    QCOMPARE(underlined(cell(0, 0)), words({"hlelo"}));
    QCOMPARE(underlined(cell(0, 1)), QStringList());
    QCOMPARE(underlined(cell(1, 1)), words({"ctaa", "worlld"}));
    // In the view that it is written in they are the same ones at once, and after mending by hand no more.
    view().enterCell(tableId(), {0, 0}, true);
    QCOMPARE(underlinedNow(cell(0, 0)), words({"hlelo"}));
    for (int letter = 0; letter < 4; ++letter)
        QTest::keyClick(&here(), Qt::Key_Backspace);
    typeHere("ello");
    QTest::keyClick(&here(), Qt::Key_Tab);
    QCOMPARE(placeHere(), (CellPlace{0, 1}));
    QCOMPARE(underlined(cell(0, 0)), QStringList());
}

void SpellingInCellsTest::wordsBeingTypedInCellsAreNotMarked() {
    show("the", {{"cat", ""}}, "wrold");
    view().enterCell(tableId(), {0, 1});
    typeHere("the wrold hlel");
    QCOMPARE(underlined(cell(0, 1)), words({"wrold"}));
    typeHere("o");
    QCOMPARE(underlinedNow(cell(0, 1)), words({"wrold"}));
    typeHere(" ");
    QCOMPARE(underlined(cell(0, 1)), words({"wrold", "hlelo"}));
    typeHere("ctaa");
    QCOMPARE(underlined(cell(0, 1)), words({"wrold", "hlelo"}));
    // Whoever goes away has finished the word.
    QTest::keyClick(&here(), Qt::Key_Backtab, Qt::ShiftModifier);
    QCOMPARE(placeHere(), (CellPlace{0, 0}));
    QCOMPARE(underlined(cell(0, 1)), words({"wrold", "hlelo", "ctaa"}));
    QCOMPARE(underlined(), words({"wrold"}));
}

void SpellingInCellsTest::marksMoveAlongInCells() {
    show("the", {{"wrold the hlelo", "cat"}}, "cat");
    QCOMPARE(underlined(cell(0, 0)), words({"wrold", "hlelo"}));
    view().enterCell(tableId(), {0, 0});
    here().setSelection({{6}, {6}});
    // With every key, before anybody had the time to check it again
    for (const char letter : std::string("cat ")) {
        QTest::keyClick(&here(), letter);
        QVERIFY(isUnderlined({1}, cell(0, 0)));
        QVERIFY(isUnderlined({static_cast<std::uint32_t>(shownText(cell(0, 0)).indexOf(u"hlelo")) + 2}, cell(0, 0)));
    }
    QCOMPARE(underlined(cell(0, 0)), words({"wrold", "hlelo"}));
    // A break moves what is behind it; out of the cell they are known at once.
    QTest::keyClick(&here(), Qt::Key_Return);
    QVERIFY(isUnderlined({1}, cell(0, 0)));
    QCOMPARE(underlined(cell(0, 0)), words({"wrold", "hlelo"}));
    view().setSelection({{0}, {0}});
    QVERIFY(!placeHere());
    QCOMPARE(underlinedNow(cell(0, 0)), words({"wrold", "hlelo"}));
}

void SpellingInCellsTest::marksStayWhenColleaguesWrite() {
    show("the", {{"the ", "cat"}}, "cat");
    view().enterCell(tableId(), {0, 0}, true);
    typeHere("wrol");
    QCOMPARE(underlined(cell(0, 0)), QStringList());
    // Before the word that is being written, which goes on being that
    const event::EventId sequence = std::get<event::EventId>(cell(0, 0));
    replica::DocumentReplica other{{harness().replica().documentId(), {}},
                                   {.id = {{9}}, .user = "ben", .device = "test", .startedMs = 0},
                                   clock()};
    other.receive(harness().replica().log().missingFrom(other.log().versionVector()));
    QVERIFY(other.apply({.edits = {{{{0}, {0}}, "hlelo "}}, .sequence = sequence}).has_value());
    harness().replica().receive(other.log().missingFrom(harness().replica().log().versionVector()));
    QCOMPARE(shownText(cell(0, 0)), QStringLiteral("hlelo the wrol"));
    QCOMPARE(underlined(cell(0, 0)), words({"hlelo"}));
    typeHere("d ");
    QCOMPARE(underlined(cell(0, 0)), words({"hlelo", "wrold"}));
}

void SpellingInCellsTest::suggestionReplacesTheWordInACell() {
    show("the", {{"cat", "the wrold cat"}}, "cat");
    QCOMPARE(underlined(cell(0, 1)), words({"wrold"}));
    rightClick({6}, cell(0, 1));
    QCOMPARE(placeHere(), (CellPlace{0, 1}));
    QTRY_VERIFY(menu().isVisible());
    chooseInMenu(QStringLiteral("suggestion"));
    QCOMPARE(shownText(cell(0, 1)), QStringLiteral("the world cat"));
    QCOMPARE(here().blocks().text({{0}, here().blocks().end()}), QStringLiteral("the world cat"));
    QCOMPARE(here().caret(), text::Offset{9});
    QCOMPARE(placeHere(), (CellPlace{0, 1}));
    QCOMPARE(underlined(cell(0, 1)), QStringList());
    const auto steps = harness().replica().undoSteps(1);
    QCOMPARE(harness().replica().facts(steps.front()).kind, event::TransactionKind::kReplace);
    harness().press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(shownText(cell(0, 1)), QStringLiteral("the wrold cat"));
    QCOMPARE(shownText(cell(0, 0)), QStringLiteral("cat"));
    // Elsewhere in the cell the menu of cells comes, and on the page its own.
    rightClick({1}, cell(0, 1));
    QVERIFY(!menu().isVisible());
    auto* cellMenu = harness().window().findChild<QMenu*>(QStringLiteral("cellMenu"));
    QVERIFY(cellMenu != nullptr && cellMenu->isVisible());
    cellMenu->close();
    // Whole cells are not words.
    view().selectCells(tableId(), {0, 0}, {0, 1});
    rightClick({6}, cell(0, 1));
    QVERIFY(!menu().isVisible());
    for (QMenu* open : harness().window().findChildren<QMenu*>())
        open->close();
}

void SpellingInCellsTest::menuKeyOpensTheMenuInACell() {
    show("the", {{"cat", "the wrold"}}, "cat");
    view().enterCell(tableId(), {0, 1}, true);
    QCOMPARE(underlined(cell(0, 1)), words({"wrold"}));
    const QPoint place = here().caretRect().bottomLeft().toPoint();
    QContextMenuEvent event(QContextMenuEvent::Keyboard, place, here().viewport()->mapToGlobal(place));
    QCoreApplication::sendEvent(here().viewport(), &event);
    QTRY_VERIFY(menu().isVisible());
    QTRY_VERIFY(menu().activeAction() != nullptr);
    QCOMPARE(menu().activeAction()->text(), QStringLiteral("world"));
    QTest::keyClick(&menu(), Qt::Key_Return);
    QCOMPARE(shownText(cell(0, 1)), QStringLiteral("the world"));
}

void SpellingInCellsTest::ownWordsAreRightEverywhere() {
    show("hlelo", {{"wrold", "ctaa hlelo"}}, "wrold ctaa");
    QCOMPARE(underlined(cell(0, 0)), words({"wrold"}));
    rightClick({2}, cell(0, 0));
    chooseInMenu(QStringLiteral("addToUserWords"));
    QCOMPARE(underlined(cell(0, 0)), QStringList());
    QCOMPARE(underlined(), words({"hlelo", "ctaa"}));
    rightClick({7}, cell(0, 1));
    chooseInMenu(QStringLiteral("addToDocumentWords"));
    QCOMPARE(view().registers().documentValue("word:hlelo"), event::Value(true));
    QCOMPARE(placeHere(), (CellPlace{0, 1}));
    QCOMPARE(underlined(cell(0, 1)), words({"ctaa"}));
    rightClick({1}, cell(0, 1));
    chooseInMenu(QStringLiteral("ignoreWord"));
    QCOMPARE(underlined(cell(0, 1)), QStringList());
    QCOMPARE(underlined(), QStringList());
}

void SpellingInCellsTest::languageOfACell() {
    show("welt", {{"hello welt", "hello welt"}}, "cat");
    QCOMPARE(underlined(cell(0, 0)), words({"welt"}));
    view().enterCell(tableId(), {0, 0});
    chooseLanguage("selectionLanguageMenu", "language:de-DE");
    QCOMPARE(here().blocks().blockAt(0)->shownAttributes().language, std::string("de-DE"));
    QCOMPARE(underlined(cell(0, 0)), words({"hello"}));
    QCOMPARE(underlined(cell(0, 1)), words({"welt"}));
    QCOMPARE(underlined(), words({"welt"}));
    chooseLanguage("documentLanguageMenu", "language:de-DE");
    QCOMPARE(here().typingHabits().language, QStringLiteral("de-DE"));
    QCOMPARE(underlined(cell(0, 1)), words({"hello"}));
}

void SpellingInCellsTest::captions() {
    harness().type(QStringLiteral("the\n"));
    insertPicture();
    const text::Offset place = *view().captionedPicture();
    view().setSelection({place, place + 1U});
    view().editCaption();
    QVERIFY(view().insetPlace() && !view().insetPlace()->cell);
    const event::ObjectId caption = view().insetPlace()->embed;
    typeHere("wrold hlel");
    QCOMPARE(underlined(caption), words({"wrold"}));
    QTest::keyClick(&here(), Qt::Key_Return);
    QVERIFY(!view().insetPlace());
    QCOMPARE(underlined(caption), words({"wrold", "hlel"}));
    rightClick({2}, caption);
    QVERIFY(view().insetPlace());
    chooseInMenu(QStringLiteral("suggestion"));
    QCOMPARE(shownText(caption), QStringLiteral("world hlel"));
    QCOMPARE(underlined(caption), words({"hlel"}));
    harness().press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(shownText(caption), QStringLiteral("wrold hlel"));
}

void SpellingInCellsTest::keysGoThroughAllTexts() {
    show("wrold", {{"hlelo", "cat"}, {"", "the ctaa\nwarld"}}, "the");
    view().setSelection({view().blocks().end(), view().blocks().end()});
    harness().type(QStringLiteral("\ncat"));
    insertPicture();
    const text::Offset place = *view().captionedPicture();
    harness().type(QStringLiteral("worldd"));
    view().setSelection({place, place + 1U});
    view().editCaption();
    typeHere("the heello cat");
    const event::ObjectId caption = view().insetPlace()->embed;
    view().setSelection({{0}, {0}});
    harness().view().setFocus();
    QCOMPARE(sought(), QStringLiteral("wrold"));
    QVERIFY(!view().insetPlace());
    QCOMPARE(sought(), QStringLiteral("hlelo"));
    QCOMPARE(placeHere(), (CellPlace{0, 0}));
    QVERIFY(here().hasFocus());
    QCOMPARE(sought(), QStringLiteral("ctaa"));
    QCOMPARE(placeHere(), (CellPlace{1, 1}));
    QCOMPARE(sought(), QStringLiteral("warld"));
    QCOMPARE(sought(), QStringLiteral("heello"));
    QCOMPARE(event::ObjectId{view().insetPlace()->embed}, caption);
    QCOMPARE(sought(), QStringLiteral("worldd"));
    QVERIFY(!view().insetPlace());
    QVERIFY(view().hasFocus());
    QCOMPARE(sought(), QStringLiteral("wrold"));
    QCOMPARE(sought(Qt::ShiftModifier), QStringLiteral("worldd"));
    QCOMPARE(sought(Qt::ShiftModifier), QStringLiteral("heello"));
    QCOMPARE(sought(Qt::ShiftModifier), QStringLiteral("warld"));
    QCOMPARE(sought(Qt::ShiftModifier), QStringLiteral("ctaa"));
    // From a cell that nobody wrote in
    view().enterCell(tableId(), {1, 0});
    QCOMPARE(sought(), QStringLiteral("ctaa"));
    view().enterCell(tableId(), {1, 0});
    QCOMPARE(sought(Qt::ShiftModifier), QStringLiteral("hlelo"));
    // What F7 finds is mended there.
    harness().press(Qt::Key_F7);
    QTRY_VERIFY(menu().isVisible());
    menu().close();
    harness().press(Qt::Key_F7, Qt::ShiftModifier);
    chooseInMenu(QStringLiteral("suggestion"));
    QCOMPARE(shownText(cell(0, 0)), QStringLiteral("hello"));
}

void SpellingInCellsTest::keysGoAroundInOneTable() {
    show("the", {{"the cat hlelo", "cat"}}, "cat");
    view().enterCell(tableId(), {0, 0});
    here().setSelection({{13}, {13}});
    QCOMPARE(sought(), QStringLiteral("hlelo"));
    QCOMPARE(placeHere(), (CellPlace{0, 0}));
    view().enterCell(tableId(), {0, 1});
    QCOMPARE(sought(), QStringLiteral("hlelo"));
    QCOMPARE(sought(Qt::ShiftModifier), QStringLiteral("hlelo"));
    typeHere("hello");
    QCOMPARE(shownText(cell(0, 0)), QStringLiteral("the cat hello"));
    harness().press(Qt::Key_F7);
    QTRY_COMPARE(harness().window().status().passingMessage(), QStringLiteral("No word is misspelt."));
    QCOMPARE(placeHere(), (CellPlace{0, 0}));
}

void SpellingInCellsTest::thePastOfCellsIsNotMarked() {
    show("the", {{"the wrold", "cat"}}, "cat");
    const event::ObjectId text = cell(0, 0);
    QCOMPARE(underlined(text), words({"wrold"}));
    harness().window().historyMode().enter();
    view().grab();
    QCOMPARE(underlinedNow(text), QStringList());
    rightClick({6}, text);
    QVERIFY(!menu().isVisible());
    for (QMenu* open : harness().window().findChildren<QMenu*>())
        open->close();
    harness().window().historyMode().leave();
    view().grab();
    QCOMPARE(underlined(text), words({"wrold"}));
}

void SpellingInCellsTest::cellsInSightStayKnown() {
    Rows rows(800, {"the cat", "hello world", "the world"});
    rows[1][1] = "the wrold";
    show("the", rows, "cat");
    const event::ObjectId text = cell(1, 1);
    QCOMPARE(underlined(text), words({"wrold"}));
    view().enterCell(tableId(), {1, 1});
    for (int round = 0; round < 3; ++round)
        QCOMPARE(sought(), QStringLiteral("wrold"));
    // What was read for the keys is not kept, what is in sight is.
    QTRY_VERIFY_WITH_TIMEOUT(blocks().knownBlockCount() < 400, 20'000);
    QCOMPARE(underlinedNow(text), words({"wrold"}));
    // Nor is what was there between two keys.
    here().setSelection({here().blocks().end(), here().blocks().end()});
    for (int key = 0; key < 400; ++key)
        typeHere(key % 8 == 7 ? " " : "a");
    QTRY_VERIFY_WITH_TIMEOUT(blocks().knownBlockCount() < 400, 20'000);
}

QTEST_MAIN(SpellingInCellsTest)
#include "tst_spelling_in_cells.moc"
