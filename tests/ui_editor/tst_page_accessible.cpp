// What assistive tools find inside the page: blocks, links, pictures and tables as children, whatever is edited.
#include <QAccessible>
#include <QTest>

#include "base/random.h"
#include "document/embed_schema.h"
#include "document/mark_schema.h"
#include "editor_harness.h"
#include "rich_harness.h"
#include "ui/editor/editor_accessible.h"

using namespace varve;
using namespace varve::ui;

namespace {

std::uint64_t environmentNumber(const char* name, std::uint64_t standard) {
    const QByteArray value = qgetenv(name);
    return value.isEmpty() ? standard : value.toULongLong();
}

QAccessibleInterface* pageOf(EditorView& view) {
    return QAccessible::queryAccessibleInterface(&view);
}

std::size_t madeIn(EditorView& view) {
    return dynamic_cast<EditorAccessible*>(pageOf(view))->madeCount();
}

document::ContentBlocks cell(const std::string& text) {
    document::ContentBlocks blocks(1);
    if (!text.empty()) document::appendInline(blocks.front(), {.text = text});
    return blocks;
}

document::Inline tableOf(const std::vector<std::vector<std::string>>& cells) {
    document::Embed table;
    document::setValue(table.attributes, document::embed_key::kType, std::string(document::kTableType));
    table.columns.resize(cells.front().size());
    for (const std::vector<std::string>& row : cells) {
        document::TableRow one;
        if (table.rows.empty()) document::setValue(one.attributes, document::embed_key::kHeader, true);
        for (const std::string& text : row)
            one.cells.push_back(cell(text));
        table.rows.push_back(std::move(one));
    }
    document::Inline embed;
    embed.embed = std::make_shared<const document::Embed>(std::move(table));
    return embed;
}

document::Inline embedOf(document::Attributes attributes) {
    document::Embed one;
    one.attributes = std::move(attributes);
    document::Inline embed;
    embed.embed = std::make_shared<const document::Embed>(std::move(one));
    return embed;
}

document::Content tableBetween(const std::vector<std::vector<std::string>>& cells) {
    document::Content content;
    content.blocks.resize(3);
    document::appendInline(content.blocks[0], {.text = "above"});
    document::appendInline(content.blocks[1], tableOf(cells));
    document::appendInline(content.blocks[2], {.text = "below"});
    return content;
}

/// Whether the tree below an object answers consistently, and no two of its objects are the same.
void checkTree(QAccessibleInterface* object, QSet<QAccessibleInterface*>& seen) {
    QVERIFY(object != nullptr);
    QVERIFY(object->isValid());
    QVERIFY2(!seen.contains(object), qPrintable(object->text(QAccessible::Value)));
    seen.insert(object);
    QVERIFY(object->child(-1) == nullptr);
    QVERIFY(object->child(object->childCount()) == nullptr);
    for (int index = 0; index < object->childCount(); ++index) {
        QAccessibleInterface* child = object->child(index);
        QVERIFY(child != nullptr);
        QCOMPARE(object->indexOfChild(child), index);
        QCOMPARE(child->parent(), object);
        QCOMPARE(object->child(index), child);
        checkTree(child, seen);
    }
}

/// The object of a block, in its list or on the page itself.
QAccessibleInterface* blockOf(EditorView& view, int block) {
    int passed = 0;
    for (int index = 0; index < pageOf(view)->childCount(); ++index) {
        QAccessibleInterface* child = pageOf(view)->child(index);
        const int count = child->role() == QAccessible::List ? child->childCount() : 1;
        if (block < passed + count) return child->role() == QAccessible::List ? child->child(block - passed) : child;
        passed += count;
    }
    return nullptr;
}

/// The tree says what the blocks say.
void checkPage(EditorView& view) {
    QAccessibleInterface* page = pageOf(view);
    QSet<QAccessibleInterface*> seen;
    checkTree(page, seen);
    QVERIFY(blockOf(view, static_cast<int>(view.blocks().blockCount())) == nullptr);
    for (std::uint32_t index = 0; index < view.blocks().blockCount(); ++index) {
        const projection::Block& block = *view.blocks().blockAt(index);
        QAccessibleInterface* child = blockOf(view, static_cast<int>(index));
        QCOMPARE(child->text(QAccessible::Value), block.text);
        // Neighbouring items lie in one list.
        const bool isItem = block.shownAttributes().isListItem();
        QCOMPARE(child->parent()->role() == QAccessible::List, isItem);
        if (isItem && index > 0 && view.blocks().blockAt(index - 1)->shownAttributes().isListItem())
            QCOMPARE(child->parent(), blockOf(view, static_cast<int>(index) - 1)->parent());
        QCOMPARE(child->role() == QAccessible::ListItem, block.shownAttributes().isListItem());
        QAccessibleTextInterface* text = child->textInterface();
        QCOMPARE(text->characterCount(), block.utf16Count());
        QCOMPARE(text->text(0, text->characterCount()), block.text);
        const projection::BlockPosition caret = view.blocks().positionOf(view.caret());
        QCOMPARE(text->cursorPosition(), caret.block == index ? caret.utf16 : -1);
    }
}

}  // namespace

class PageAccessibleTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void blocksHaveRoles_data() {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("role");
        QTest::addColumn<QString>("description");
        const auto row = [](const char* name, document::BlockType type, QAccessible::Role role, const char* words) {
            QTest::newRow(name) << static_cast<int>(type) << static_cast<int>(role) << QString::fromLatin1(words);
        };
        using document::BlockType;
        row("paragraph", BlockType::kParagraph, QAccessible::Paragraph, "");
        row("title", BlockType::kTitle, QAccessible::Heading, "Title");
        row("heading", BlockType::kHeading, QAccessible::Heading, "Level 2");
        row("quote", BlockType::kQuote, QAccessible::Paragraph, "Quote");
        row("code", BlockType::kCode, QAccessible::Paragraph, "Code");
        row("bullet", BlockType::kBullet, QAccessible::ListItem, "Bullet");
        row("number", BlockType::kNumber, QAccessible::ListItem, "Numbered");
        row("check", BlockType::kCheck, QAccessible::ListItem, "Task");
    }
    void blocksHaveRoles() {
        QFETCH(int, type);
        QFETCH(int, role);
        QFETCH(QString, description);
        RichHarness harness;
        harness.type(QStringLiteral("some words"));
        QAccessibleInterface* plain = pageOf(harness.view)->child(0);
        QCOMPARE(plain->role(), QAccessible::Paragraph);
        harness.view.setBlockType(static_cast<document::BlockType>(type), 2);
        QAccessibleInterface* child = blockOf(harness.view, 0);
        QCOMPARE(static_cast<int>(child->role()), role);
        QCOMPARE(child->text(QAccessible::Description), description);
        QCOMPARE(child->text(QAccessible::Name),
                 role == QAccessible::Heading ? QStringLiteral("some words") : QString());
        if (role == QAccessible::Heading && description != QStringLiteral("Title")) {
            int start = 0;
            int end = 0;
            QVERIFY(child->textInterface()->attributes(0, &start, &end).contains(QStringLiteral("level:2;")));
            QCOMPARE(end, 10);
        }
        checkPage(harness.view);
    }

    void itemsSayHowDeepAndWhetherDone() {
        RichHarness harness;
        harness.type(QStringLiteral("milk"));
        harness.view.setBlockType(document::BlockType::kCheck);
        harness.view.indentBlocks(1);
        harness.view.setBlockValue(document::block_key::kChecked, true);
        QAccessibleInterface* item = blockOf(harness.view, 0);
        QCOMPARE(item->text(QAccessible::Description), QStringLiteral("Task, level 2"));
        QVERIFY(item->state().checkable);
        QVERIFY(item->state().checked);
    }

    void itemsLieInLists() {
        RichHarness harness;
        for (const char* line : {"above", "- one", "two", "three", "", "below"}) {
            harness.type(QString::fromLatin1(line));
            // An empty item ends the list.
            if (*line != 'b') harness.key(Qt::Key_Return);
        }
        QAccessibleInterface* page = pageOf(harness.view);
        QCOMPARE(page->childCount(), 3);
        QAccessibleInterface* list = page->child(1);
        QCOMPARE(list->role(), QAccessible::List);
        QCOMPARE(list->childCount(), 3);
        QAccessibleInterface* two = list->child(1);
        QCOMPARE(two->text(QAccessible::Value), QStringLiteral("two"));
        const QPoint middle = two->rect().center();
        QCOMPARE(page->childAt(middle.x(), middle.y()), list);
        QCOMPARE(list->childAt(middle.x(), middle.y()), two);
        checkPage(harness.view);
        // Writing above leaves them what they are.
        harness.view.setSelection({{0}, {0}});
        harness.type(QStringLiteral("x"));
        harness.key(Qt::Key_Return);
        QCOMPARE(page->childCount(), 4);
        QCOMPARE(page->child(2), list);
        QCOMPARE(list->child(1), two);
        // An item that is none any more parts the list.
        const text::Offset place = harness.view.blocks().startOf(3);
        harness.view.setSelection({place, place});
        harness.view.setBlockType(document::BlockType::kParagraph);
        QCOMPARE(page->childCount(), 6);
        QCOMPARE(page->child(2)->childCount(), 1);
        QCOMPARE(page->child(3)->role(), QAccessible::Paragraph);
        QCOMPARE(page->child(4)->childCount(), 1);
        checkPage(harness.view);
        harness.undo();
        QCOMPARE(page->childCount(), 4);
        checkPage(harness.view);
    }

    void linksCanBeFollowed() {
        RichHarness harness;
        harness.type(QStringLiteral("see the page now"));
        harness.view.setSelection({{4}, {12}});
        harness.view.setMark(document::mark_key::kLink, std::string("https://example.org/"));
        // Another look inside does not make two links of one.
        harness.view.setSelection({{8}, {12}});
        harness.view.toggleMark(document::mark_key::kBold);
        QAccessibleInterface* block = pageOf(harness.view)->child(0);
        QCOMPARE(block->childCount(), 1);
        QAccessibleInterface* link = block->child(0);
        QCOMPARE(link->role(), QAccessible::Link);
        QCOMPARE(link->text(QAccessible::Name), QStringLiteral("the page"));
        QCOMPARE(link->text(QAccessible::Description), QStringLiteral("https://example.org/"));
        QCOMPARE(link->textInterface()->characterCount(), 8);
        QCOMPARE(link->textInterface()->text(4, 8), QStringLiteral("page"));
        QString followed;
        QObject::connect(&harness.view, &EditorView::linkActivated,
                         [&followed](const QString& address) { followed = address; });
        link->actionInterface()->doAction(link->actionInterface()->actionNames().value(0));
        QCOMPARE(followed, QStringLiteral("https://example.org/"));
        // What is typed before it does not make it another one.
        harness.view.setSelection({{0}, {0}});
        harness.type(QStringLiteral("Now "));
        QCOMPARE(block->child(0), link);
        QCOMPARE(link->text(QAccessible::Name), QStringLiteral("the page"));
        checkPage(harness.view);
    }

    void picturesHaveTheirWords() {
        RichHarness harness;
        document::Content content;
        content.blocks.resize(2);
        document::Attributes image;
        document::setValue(image, document::embed_key::kType, std::string(document::kImageType));
        document::setValue(image, document::embed_key::kAlt, std::string("A heron"));
        document::appendInline(content.blocks[0], embedOf(std::move(image)));
        document::Attributes rule;
        document::setValue(rule, document::embed_key::kType, std::string(document::kRuleType));
        document::appendInline(content.blocks[1], embedOf(std::move(rule)));
        harness.view.insertContent(content, event::TransactionKind::kPaste);
        QAccessibleInterface* picture = pageOf(harness.view)->child(0)->child(0);
        QCOMPARE(picture->role(), QAccessible::Graphic);
        QCOMPARE(picture->text(QAccessible::Name), QStringLiteral("A heron"));
        QVERIFY(!picture->rect().isEmpty());
        QCOMPARE(pageOf(harness.view)->child(1)->child(0)->role(), QAccessible::Separator);
        harness.view.setEmbedValues({0}, {{std::string(document::embed_key::kAlt), std::string("A stork")}});
        QCOMPARE(pageOf(harness.view)->child(0)->child(0)->text(QAccessible::Name), QStringLiteral("A stork"));
        checkPage(harness.view);
    }

    void captionsBelongToTheirPictures() {
        RichHarness harness;
        document::Content content;
        document::Embed image;
        document::setValue(image.attributes, document::embed_key::kType, std::string(document::kImageType));
        image.caption = {{{}, {{"A heron at dawn"}}}};
        document::Inline part;
        part.embed = std::make_shared<const document::Embed>(std::move(image));
        content.blocks.resize(1);
        document::appendInline(content.blocks[0], std::move(part));
        harness.view.insertContent(content, event::TransactionKind::kPaste);
        QAccessibleInterface* picture = pageOf(harness.view)->child(0)->child(0);
        QCOMPARE(picture->childCount(), 1);
        QAccessibleInterface* caption = picture->child(0);
        QCOMPARE(caption->parent(), picture);
        QCOMPARE(picture->indexOfChild(caption), 0);
        QCOMPARE(caption->text(QAccessible::Name), QStringLiteral("A heron at dawn"));
        QCOMPARE(caption->text(QAccessible::Description), QStringLiteral("Caption"));
        QCOMPARE(caption->childCount(), 0);
        // What it is written in is its child meanwhile.
        caption->actionInterface()->doAction(QAccessibleActionInterface::setFocusAction());
        EditorView& inset = harness.view.focusedText();
        QVERIFY(&inset != &harness.view);
        QCOMPARE(caption->childCount(), 1);
        QAccessibleInterface* editor = caption->child(0);
        QCOMPARE(editor->role(), QAccessible::EditableText);
        QCOMPARE(editor->parent(), caption);
        QTest::keyClicks(&inset, QStringLiteral("X"));
        QVERIFY(caption->text(QAccessible::Name).contains(QLatin1Char('X')));
        checkPage(harness.view);
        // It goes with its last letter, once nobody writes in it.
        inset.selectAll();
        QTest::keyClick(&inset, Qt::Key_Delete);
        QCOMPARE(picture->childCount(), 1);
        harness.view.setSelection({{0}, {0}});
        QCOMPARE(picture->childCount(), 0);
        checkPage(harness.view);
    }

    void tablesAreTables() {
        RichHarness harness;
        harness.view.insertContent(tableBetween({{"Name", "Age"}, {"Ada", "36"}, {"Alan", "41"}}),
                                   event::TransactionKind::kPaste);
        QAccessibleInterface* table = pageOf(harness.view)->child(1)->child(0);
        QCOMPARE(table->role(), QAccessible::Table);
        QAccessibleTableInterface* cells = table->tableInterface();
        QVERIFY(cells != nullptr);
        QCOMPARE(cells->rowCount(), 3);
        QCOMPARE(cells->columnCount(), 2);
        QCOMPARE(table->childCount(), 6);
        QCOMPARE(cells->columnDescription(1), QStringLiteral("Age"));
        QCOMPARE(cells->cellAt(0, 1)->role(), QAccessible::ColumnHeader);
        QAccessibleInterface* cell = cells->cellAt(2, 1);
        QCOMPARE(cell->role(), QAccessible::Cell);
        QCOMPARE(cell->text(QAccessible::Name), QStringLiteral("41"));
        QCOMPARE(cell->text(QAccessible::Description), QStringLiteral("Row 3, column 2"));
        QCOMPARE(cell->tableCellInterface()->rowIndex(), 2);
        QCOMPARE(cell->tableCellInterface()->columnIndex(), 1);
        QCOMPARE(cell->tableCellInterface()->columnHeaderCells(), QList<QAccessibleInterface*>{cells->cellAt(0, 1)});
        QVERIFY(cells->cellAt(3, 0) == nullptr);
        QVERIFY(cells->cellAt(0, -1) == nullptr);
        QVERIFY(!cell->rect().isEmpty());
        QCOMPARE(table->childAt(cell->rect().center().x(), cell->rect().center().y()), cell);
        QVERIFY(cells->selectRow(1));
        QCOMPARE(cells->selectedRows(), QList<int>{1});
        QCOMPARE(cells->selectedCellCount(), 2);
        QVERIFY(cells->unselectRow(1));
        QCOMPARE(cells->selectedCellCount(), 0);
        checkPage(harness.view);
    }

    void cellsHoldTheirEditor() {
        RichHarness harness;
        harness.view.insertContent(tableBetween({{"Name", "Age"}, {"Ada", "36"}}), event::TransactionKind::kPaste);
        QAccessibleTableInterface* cells = pageOf(harness.view)->child(1)->child(0)->tableInterface();
        QAccessibleInterface* cell = cells->cellAt(1, 0);
        QCOMPARE(cell->childCount(), 0);
        cell->actionInterface()->doAction(QAccessibleActionInterface::setFocusAction());
        EditorView& inset = harness.view.focusedText();
        QVERIFY(&inset != &harness.view);
        QVERIFY(cell->tableCellInterface()->isSelected());
        QCOMPARE(cell->childCount(), 1);
        QAccessibleInterface* editor = cell->child(0);
        QCOMPARE(editor->role(), QAccessible::EditableText);
        QCOMPARE(editor->parent(), cell);
        QCOMPARE(editor->text(QAccessible::Name), QStringLiteral("Row 2, column 1"));
        QCOMPARE(editor->textInterface()->text(0, 3), QStringLiteral("Ada"));
        QTest::keyClicks(&inset, QStringLiteral("X"));
        QCOMPARE(cell->text(QAccessible::Name), QStringLiteral("XAda"));
        QTest::keyClick(&inset, Qt::Key_Return);
        QCOMPARE(editor->childCount(), 2);
        QCOMPARE(editor->child(1)->text(QAccessible::Value), QStringLiteral("Ada"));
        QTest::keyClick(&inset, Qt::Key_Tab);
        QCOMPARE(cell->childCount(), 0);
        QAccessibleInterface* next = cells->cellAt(1, 1);
        QCOMPARE(next->childCount(), 1);
        QCOMPARE(next->child(0)->child(0)->text(QAccessible::Value), QStringLiteral("36"));
        checkPage(harness.view);
    }

    void childrenAreMadeWhenAsked() {
        EditorHarness harness(QStringLiteral("one\n").repeated(100000));
        QAccessibleInterface* page = pageOf(harness.view);
        QCOMPARE(page->childCount(), 100001);
        QCOMPARE(madeIn(harness.view), std::size_t{0});
        QAccessibleInterface* last = page->child(100000);
        QAccessibleInterface* middle = page->child(50000);
        QCOMPARE(madeIn(harness.view), std::size_t{2});
        QCOMPARE(page->indexOfChild(last), 100000);
        harness.edit(4, 4, QStringLiteral("new\nnew\n"));
        QCOMPARE(page->indexOfChild(middle), 50002);
        QCOMPARE(page->child(100002), last);
        QCOMPARE(madeIn(harness.view), std::size_t{2});
        harness.edit(8, harness.rope.count() - 40, QString());
        QCOMPARE(madeIn(harness.view), std::size_t{1});
        QCOMPARE(page->indexOfChild(last), page->childCount() - 1);
        harness.reset(QStringLiteral("another"));
        QCOMPARE(madeIn(harness.view), std::size_t{0});
        QCOMPARE(page->childCount(), 1);
    }

    void blocksStayThemselves() {
        EditorHarness harness(QStringLiteral("one\ntwo\nthree"));
        QAccessibleInterface* page = pageOf(harness.view);
        QAccessibleInterface* two = page->child(1);
        harness.edit(5, 6, QStringLiteral("W"));
        QCOMPARE(page->child(1), two);
        QCOMPARE(two->text(QAccessible::Value), QStringLiteral("tWo"));
        // A break before it: the words move down, and their object with them.
        harness.edit(4, 4, QStringLiteral("\n"));
        QCOMPARE(page->child(2), two);
        QCOMPARE(two->textInterface()->text(0, -1), QStringLiteral("tWo"));
    }

    void findsBlocksAtPoints() {
        EditorHarness harness(QStringLiteral("one\ntwo\nthree"));
        QAccessibleInterface* page = pageOf(harness.view);
        for (int index = 0; index < 3; ++index) {
            const QPoint middle = page->child(index)->rect().center();
            QCOMPARE(page->childAt(middle.x(), middle.y()), page->child(index));
        }
        QVERIFY(page->childAt(-5000, -5000) == nullptr);
    }

    void followsRandomEdits() {
        const std::uint64_t seed = environmentNumber("SEED", 20261121);
        const std::uint64_t operations = environmentNumber("OPERATIONS", 400);
        qInfo("SEED=%llu", static_cast<unsigned long long>(seed));
        Random random(seed);
        RichHarness harness;
        harness.type(QStringLiteral("one two"));
        harness.view.insertContent(tableBetween({{"a", "b"}, {"c", "d"}}), event::TransactionKind::kPaste);
        for (std::uint64_t step = 0; step < operations; ++step) {
            EditorView& view = harness.view;
            const std::uint32_t count = view.blocks().count();
            const text::Offset at{random.below(count + 1)};
            const text::Offset end{std::min(count, at.value + random.below(6))};
            view.setSelection({at, end});
            switch (random.below(10)) {
                case 0:
                case 1:
                    view.replaceSelection(QStringLiteral("ab\ncd\nef"), event::TransactionKind::kPaste);
                    break;
                case 2:
                    view.setBlockType(static_cast<document::BlockType>(random.below(8)), 1);
                    break;
                case 3:
                    view.setMark(document::mark_key::kLink, std::string("https://example.org/"));
                    break;
                case 4:
                    if (count > 3) view.deleteSelection();
                    break;
                case 5:
                    if (count < 400) view.insertContent(tableBetween({{"x", "y"}}), event::TransactionKind::kPaste);
                    break;
                case 6:
                    static_cast<void>(harness.replica.undo());
                    break;
                case 7:
                    view.moveBlocks(random.below(2) == 0 ? 1 : -1);
                    break;
                case 8:
                    view.insertRule();
                    break;
                default:
                    if (count < 4000) view.replaceSelection(QStringLiteral("z"), event::TransactionKind::kTyping);
            }
            // Some of the children exist before the next edit, and not always all of them.
            if (random.below(3) == 0) {
                checkPage(view);
            } else {
                const int block = static_cast<int>(random.below(view.blocks().blockCount()));
                QVERIFY(blockOf(view, block) != nullptr);
            }
            if (QTest::currentTestFailed()) {
                qInfo("at step %llu", static_cast<unsigned long long>(step));
                return;
            }
        }
        checkPage(harness.view);
    }
};

QTEST_MAIN(PageAccessibleTest)
#include "tst_page_accessible.moc"
