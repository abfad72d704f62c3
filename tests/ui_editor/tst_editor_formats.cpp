// Writing a rich document with real keys and mouse: looks, kinds of blocks, lists, links, pictures, the clipboard.
// After every case the page must show what opening the document would show.
#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QImage>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

#include "images/image_decoding.h"
#include "rich_harness.h"

using namespace varve;
using namespace varve::ui;
using document::BlockType;

class EditorFormatsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void boldThenType() {
        RichHarness harness;
        harness.type(QStringLiteral("a "));
        harness.view.toggleMark("bold");
        QVERIFY(document::flagOf(harness.view.formatState().characters.common, "bold"));
        harness.type(QStringLiteral("bold"));
        harness.view.toggleMark("bold");
        harness.type(QStringLiteral(" plain"));
        QCOMPARE(harness.text(), QStringLiteral("a bold plain"));
        QVERIFY(harness.format(0, 1).empty());
        QVERIFY(document::flagOf(harness.format(0, 2), "bold"));
        QVERIFY(document::flagOf(harness.format(0, 5), "bold"));
        QVERIFY(harness.format(0, 6).empty());
        QVERIFY(harness.showsTheDocument());
    }
    void boldOfAHeadingIsTakenAwayAndComesBack() {
        RichHarness harness;
        harness.type(QStringLiteral("# one two"));
        harness.view.setSelection({{0}, {3}});
        QVERIFY(document::flagOf(harness.view.formatState().characters.common, "bold"));
        harness.view.toggleMark("bold");
        QVERIFY(document::valueOf(harness.format(0, 0), "bold") == event::Value(false));
        QVERIFY(!document::flagOf(harness.view.formatState().characters.common, "bold"));
        // A part that differs goes the same way as the rest
        harness.view.setSelection({{0}, {7}});
        harness.view.toggleMark("bold");
        QVERIFY(document::valueOf(harness.format(0, 6), "bold") == event::Value(false));
        harness.view.toggleMark("bold");
        QVERIFY(harness.format(0, 0).empty() && harness.format(0, 6).empty());
        // For what is typed next
        harness.view.setSelection({{7}, {7}});
        harness.view.toggleMark("bold");
        harness.type(QStringLiteral("x"));
        harness.view.toggleMark("bold");
        harness.type(QStringLiteral("y"));
        QVERIFY(document::valueOf(harness.format(0, 7), "bold") == event::Value(false));
        QVERIFY(harness.format(0, 8).empty());
        QVERIFY(harness.showsTheDocument());
    }
    void typingOverKeepsTheLook() {
        RichHarness harness;
        harness.type(QStringLiteral("one two"));
        harness.view.setSelection({{4}, {7}});
        harness.view.toggleMark("bold");
        harness.type(QStringLiteral("new"));
        QCOMPARE(harness.text(), QStringLiteral("one new"));
        for (const int unit : {4, 5, 6})
            QVERIFY(document::flagOf(harness.format(0, unit), "bold"));
        harness.view.setSelection({{0}, {5}});
        harness.type(QStringLiteral("x"));
        QVERIFY(harness.format(0, 0).empty());
        QVERIFY(harness.showsTheDocument());
    }
    void caretThatMovesForgetsTheLook() {
        RichHarness harness;
        harness.type(QStringLiteral("ab"));
        harness.view.toggleMark("italic");
        harness.key(Qt::Key_Left);
        QVERIFY(harness.view.formatState().characters.common.empty());
        harness.type(QStringLiteral("x"));
        QVERIFY(harness.format(0, 1).empty());
    }
    void selectionIsFormattedAndUndone() {
        RichHarness harness;
        harness.type(QStringLiteral("one two"));
        harness.view.setSelection({{0}, {3}});
        harness.view.setMark("colour", std::string("#a11d2b"));
        harness.view.toggleMark("underline");
        QCOMPARE(harness.format(0, 0).size(), std::size_t{2});
        QCOMPARE(harness.view.selection(), (Selection{{0}, {3}}));
        harness.view.clearFormats();
        QVERIFY(harness.format(0, 0).empty());
        harness.undo();
        QCOMPARE(harness.format(0, 0).size(), std::size_t{2});
        harness.undo();
        QCOMPARE(harness.format(0, 0).size(), std::size_t{1});
        QVERIFY(harness.showsTheDocument());
    }
    void markdownBeginningsAreStepsOfTheirOwn() {
        RichHarness harness;
        harness.type(QStringLiteral("## Head"));
        QCOMPARE(harness.text(), QStringLiteral("Head"));
        QCOMPARE(harness.block(0).level, 2);
        harness.key(Qt::Key_Return);
        QVERIFY(harness.block(1).type == BlockType::kParagraph);
        harness.type(QStringLiteral("- "));
        QVERIFY(harness.block(1).type == BlockType::kBullet);
        // Undo gives back what was typed
        harness.undo();
        QCOMPARE(harness.text(), QStringLiteral("Head\n- "));
        QVERIFY(harness.block(1).type == BlockType::kParagraph);
        QVERIFY(harness.showsTheDocument());
    }
    void listsByKeys() {
        RichHarness harness;
        harness.type(QStringLiteral("1. one"));
        harness.key(Qt::Key_Return);
        harness.key(Qt::Key_Tab);
        harness.type(QStringLiteral("in"));
        QCOMPARE(harness.block(1).indent, 1);
        harness.key(Qt::Key_Return);
        harness.key(Qt::Key_Backtab);
        QCOMPARE(harness.block(2).indent, 0);
        QVERIFY(harness.block(2).type == BlockType::kNumber);
        harness.key(Qt::Key_Return);
        QVERIFY(harness.block(2).type == BlockType::kParagraph);
        QCOMPARE(harness.text(), QStringLiteral("one\nin\n"));
        // A tab elsewhere is a tab
        harness.key(Qt::Key_Tab);
        QCOMPARE(harness.text(), QStringLiteral("one\nin\n\t"));
        QVERIFY(harness.showsTheDocument());
    }
    void backspaceLeavesTheList() {
        RichHarness harness;
        harness.type(QStringLiteral("- a"));
        harness.key(Qt::Key_Home);
        harness.key(Qt::Key_Backspace);
        QVERIFY(harness.block(0).type == BlockType::kParagraph);
        QCOMPARE(harness.text(), QStringLiteral("a"));
    }
    void typographyIsUndoneByItself() {
        RichHarness harness;
        harness.type(QStringLiteral("say \"hi\"..."));
        QCOMPARE(harness.text(), QStringLiteral("say \u201chi\u201d\u2026"));
        harness.undo();
        QCOMPARE(harness.text(), QStringLiteral("say \u201chi\u201d..."));
        // Not in code
        harness.key(Qt::Key_Return);
        harness.type(QStringLiteral("```\"x\""));
        QVERIFY(harness.text().endsWith(QStringLiteral("\n\"x\"")));
        QVERIFY(harness.showsTheDocument());
    }
    void checkBoxIsClicked() {
        RichHarness harness;
        harness.type(QStringLiteral("[ ] do it"));
        QVERIFY(harness.block(0).type == BlockType::kCheck);
        const QRectF start = harness.view.caretRectAt({0});
        const QPoint box(static_cast<int>(start.left()) - 18, static_cast<int>(start.center().y()));
        QTest::mouseClick(harness.view.viewport(), Qt::LeftButton, Qt::NoModifier, box);
        QVERIFY(harness.block(0).isChecked);
        QTest::mouseClick(harness.view.viewport(), Qt::LeftButton, Qt::NoModifier, box);
        QVERIFY(!harness.block(0).isChecked);
    }
    void blocksMoveByKeys() {
        RichHarness harness;
        harness.type(QStringLiteral("# one"));
        harness.key(Qt::Key_Return);
        harness.type(QStringLiteral("two"));
        harness.view.moveBlocks(-1);
        QCOMPARE(harness.text(), QStringLiteral("two\none"));
        QVERIFY(harness.block(1).isHeading());
        QVERIFY(harness.block(0).type == BlockType::kParagraph);
        QCOMPARE(harness.view.caret().value, 3U);
        harness.undo();
        QCOMPARE(harness.text(), QStringLiteral("one\ntwo"));
        QVERIFY(harness.showsTheDocument());
    }
    void formatPainter() {
        RichHarness harness;
        harness.type(QStringLiteral("one two"));
        harness.view.setSelection({{0}, {3}});
        harness.view.toggleMark("bold");
        harness.view.toggleFormatPainter();
        QVERIFY(harness.view.hasFormatPainter());
        // A double click selects the word, and paints it
        const QPoint word = harness.view.pointOf({5}).toPoint();
        QTest::mouseDClick(harness.view.viewport(), Qt::LeftButton, Qt::NoModifier, word);
        QTest::mouseRelease(harness.view.viewport(), Qt::LeftButton, Qt::NoModifier, word);
        QVERIFY(document::flagOf(harness.format(0, 5), "bold"));
        QVERIFY(!harness.view.hasFormatPainter());
    }
    void linksAreFollowedByControlClick() {
        RichHarness harness;
        harness.type(QStringLiteral("see here now"));
        harness.view.setSelection({{4}, {8}});
        harness.view.setMark("link", std::string("https://example.org"));
        const auto link = harness.view.linkAt({6});
        QVERIFY(link.has_value());
        QCOMPARE(link->range, (text::Range{{4}, {8}}));
        QSignalSpy followed(&harness.view, &EditorView::linkActivated);
        QTest::mouseClick(harness.view.viewport(), Qt::LeftButton, Qt::ControlModifier,
                          harness.view.pointOf({6}).toPoint());
        QCOMPARE(followed.count(), 1);
        // What is typed behind a link is not part of it
        harness.view.setSelection({{8}, {8}});
        harness.type(QStringLiteral("x"));
        QVERIFY(harness.format(0, 8).empty());
    }
    void pictureFromTheClipboard() {
        RichHarness harness;
        harness.type(QStringLiteral("text"));
        QImage image(60, 40, QImage::Format_RGB32);
        image.fill(Qt::red);
        auto* mimeData = new QMimeData;
        mimeData->setImageData(image);
        QGuiApplication::clipboard()->setMimeData(mimeData);
        harness.view.paste();
        QCOMPARE(harness.text(), QStringLiteral("text\n\ufffc\n"));
        QCOMPARE(harness.blobs.size(), std::size_t{1});
        QVERIFY(harness.showsTheDocument());
        // Chosen by the mouse, made wider by its handle, in one step
        harness.view.setSelection({{5}, {6}});
        const auto selected = harness.view.selectedImage();
        QVERIFY(selected.has_value());
        QCOMPARE(selected->image.pixelWidth, 60);
        harness.undo();
        QCOMPARE(harness.text(), QStringLiteral("text"));
    }
    void hostilePictureIsRefused() {
        RichHarness harness;
        QSignalSpy failed(&harness.view, &EditorView::failureRaised);
        harness.view.insertImage(Bytes{'n', 'o', 't', ' ', 'a', ' ', 'p', 'i', 'c'}, {});
        QCOMPARE(failed.count(), 1);
        QVERIFY(failed.front().front().toString().contains(QStringLiteral("Nothing was inserted")));
        QVERIFY(harness.text().isEmpty());
    }
    void htmlIsPastedAndCopied() {
        RichHarness harness;
        auto* mimeData = new QMimeData;
        mimeData->setHtml(QStringLiteral("<h2>Head</h2><p>Some <b>bold</b></p><ul><li>item</li></ul>"));
        mimeData->setText(QStringLiteral("Head Some bold item"));
        QGuiApplication::clipboard()->setMimeData(mimeData);
        harness.view.paste();
        QCOMPARE(harness.text(), QStringLiteral("Head\nSome bold\nitem"));
        QVERIFY(harness.block(0).isHeading());
        QVERIFY(harness.block(2).type == BlockType::kBullet);
        QVERIFY(document::flagOf(harness.format(1, 6), "bold"));
        // The same comes out again, and goes in as text alone where that is wanted
        harness.view.selectAll();
        harness.view.copy();
        const QString html = QGuiApplication::clipboard()->mimeData()->html();
        QVERIFY2(html.contains(QStringLiteral("<h2")) && html.contains(QStringLiteral("<li")), qPrintable(html));
        harness.view.setSelection({harness.view.blocks().end(), harness.view.blocks().end()});
        harness.key(Qt::Key_Return);
        harness.key(Qt::Key_Return);
        harness.view.pastePlainText();
        QVERIFY(harness.text().endsWith(QStringLiteral("item\nHead\nSome bold\nitem")));
        QVERIFY(harness.format(4, 6).empty());
        QVERIFY(harness.showsTheDocument());
    }
    void pictureThatIsNotAtHandIsPastedAllTheSame() {
        RichHarness harness;
        harness.view.setDocumentId("document");
        QImage image(60, 40, QImage::Format_RGB32);
        image.fill(Qt::blue);
        harness.view.insertImage(*images::encodePng(image), QStringLiteral("blue"));
        const std::string name = harness.blobs.begin()->first;
        harness.blobs.clear();
        harness.view.setSelection({{0}, {1}});
        harness.view.cut();
        QVERIFY(!harness.text().contains(QChar(0xfffc)));
        harness.view.paste();
        QVERIFY(harness.text().contains(QChar(0xfffc)));
        const auto place = static_cast<std::uint32_t>(harness.text().indexOf(QChar(0xfffc)));
        harness.view.setSelection({{place}, {place + 1}});
        QCOMPARE(harness.view.selectedImage()->image.blob, name);
        QCOMPARE(harness.view.selectedImage()->image.alt, std::string("blue"));
    }
    void composedTextTakesTheCaretsLook() {
        RichHarness harness;
        harness.view.toggleMark("bold");
        QInputMethodEvent composing(QStringLiteral("e"), {});
        QCoreApplication::sendEvent(&harness.view, &composing);
        QInputMethodEvent commit;
        commit.setCommitString(QStringLiteral("\u00e9"));
        QCoreApplication::sendEvent(&harness.view, &commit);
        QCOMPARE(harness.text(), QStringLiteral("\u00e9"));
        QVERIFY(document::flagOf(harness.format(0, 0), "bold"));
    }
    void deletedParagraphLeavesTheNextAsItIs() {
        RichHarness harness;
        harness.type(QStringLiteral("# head"));
        harness.key(Qt::Key_Return);
        harness.type(QStringLiteral("text"));
        harness.view.setSelection({{0}, {5}});
        harness.key(Qt::Key_Delete);
        QCOMPARE(harness.text(), QStringLiteral("text"));
        QVERIFY(harness.block(0).type == BlockType::kParagraph);
        harness.undo();
        QVERIFY(harness.block(0).isHeading());
        QVERIFY(harness.showsTheDocument());
    }
    void lettersWithControlAreLeftToTheWindow() {
        // X11 knows Ctrl+D as Delete, Ctrl+E as end of line, Ctrl+K as deleting up to there.
        RichHarness harness;
        harness.type(QStringLiteral("one two"));
        harness.view.setSelection({{3}, {3}});
        for (const Qt::Key key : {Qt::Key_D, Qt::Key_E, Qt::Key_K, Qt::Key_U, Qt::Key_B, Qt::Key_F, Qt::Key_H})
            harness.key(key, Qt::ControlModifier);
        QCOMPARE(harness.text(), QStringLiteral("one two"));
        QCOMPARE(harness.view.caret().value, 3U);
    }
    void draggedTextKeepsItsLook() {
        RichHarness harness;
        harness.type(QStringLiteral("one two"));
        harness.view.setSelection({{0}, {4}});
        harness.view.toggleMark("bold");
        harness.view.setSelection({{0}, {3}});
        const auto context = harness.view.editContext();
        harness.view.run(editing::movedText(*context, {{0}, {3}}, {7}, nullptr));
        QCOMPARE(harness.text(), QStringLiteral(" twoone"));
        QVERIFY(document::flagOf(harness.format(0, 5), "bold"));
        QCOMPARE(harness.view.selection(), (Selection{{4}, {7}}));
        QVERIFY(harness.showsTheDocument());
    }
    void screenReadersHearTheLook() {
        RichHarness harness;
        harness.type(QStringLiteral("## one two"));
        harness.view.setSelection({{4}, {7}});
        harness.view.setMark("bold", true);
        harness.view.setMark("colour", std::string("#a11d2b"));
        QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(&harness.view);
        QVERIFY(accessible != nullptr && accessible->textInterface() != nullptr);
        int begin = -1;
        int end = -1;
        QCOMPARE(accessible->textInterface()->attributes(5, &begin, &end),
                 QStringLiteral("level:2;font-weight:bold;color:rgb(161\\,29\\,43);"));
        QCOMPARE(begin, 4);
        QCOMPARE(end, 7);
        QCOMPARE(accessible->textInterface()->attributes(0, &begin, &end), QStringLiteral("level:2;"));
        QCOMPARE(end, 4);
    }
    void movedTableKeepsItsCells() {
        RichHarness harness;
        harness.type(QStringLiteral("above"));
        harness.key(Qt::Key_Return);
        document::Embed table;
        document::setValue(table.attributes, "type", std::string("table"));
        table.columns.resize(1);
        table.rows = {{{}, {{{{}, {{"cell"}}}}}}};
        harness.view.insertContent({{}, {{{}, {{{}, {}, std::make_shared<const document::Embed>(table)}}}}, {}},
                                   event::TransactionKind::kPaste);
        // It takes the room of its row
        const QRectF rows = harness.view.caretRectAt({6});
        QVERIFY2(rows.height() > 1.5 * harness.view.caretRectAt({0}).height(),
                 qPrintable(QString::number(rows.height())));
        harness.view.moveBlocks(-1);
        QCOMPARE(harness.text(), QStringLiteral("\ufffc\nabove"));
        const document::Content content =
            projection::contentOf(harness.replica.log(), harness.replica.presentTracker(), merge::View::kEffect);
        const document::EmbedPointer& moved = content.blocks.front().inlines.front().embed;
        QVERIFY(moved != nullptr);
        QCOMPARE(moved->rows.size(), std::size_t{1});
        QCOMPARE(document::plainTextOf(moved->rows.front().cells.front()), std::string("cell"));
    }
    void readOnlyPageStaysAsItIs() {
        RichHarness harness;
        harness.type(QStringLiteral("- a"));
        harness.view.setReadOnly(true);
        harness.view.selectAll();
        harness.view.toggleMark("bold");
        harness.view.setBlockType(BlockType::kQuote);
        harness.view.indentBlocks(1);
        harness.view.insertRule();
        harness.key(Qt::Key_Return);
        harness.key(Qt::Key_Tab);
        QCOMPARE(harness.text(), QStringLiteral("a"));
        QVERIFY(harness.block(0).type == BlockType::kBullet);
        QVERIFY(harness.format(0, 0).empty());
    }
};

QTEST_MAIN(EditorFormatsTest)
#include "tst_editor_formats.moc"
