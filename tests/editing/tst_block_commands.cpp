// Enter, Backspace, lists and moving of blocks, each as one step that undo takes back exactly.
#include <cstdio>

#include "base/random.h"
#include "editing_fixture.h"

using namespace varve;
using namespace varve::editing;
using document::BlockType;

namespace {

document::Attributes typed(const char* type) {
    return type[0] == '\0' ? document::Attributes() : attributesOf("type", std::string(type));
}

/// A short picture of a document: a letter for the kind, the indent, a mark for done; then the text.
QString pictureOf(const EditingFixture& fixture) {
    QStringList lines;
    for (std::uint32_t index = 0; index < fixture.blocks.blockCount(); ++index) {
        const projection::BlockPtr block = fixture.blocks.blockAt(index);
        const document::BlockAttributes& attributes = block->shownAttributes();
        QString line(QChar(u"pthqc*1x"[static_cast<int>(attributes.type)]));
        if (attributes.indent > 0) line += QString::number(attributes.indent);
        if (attributes.isChecked) line += u'+';
        if (attributes.startsPage) line += u'^';
        lines += line + u':' + block->text;
    }
    return lines.join(u' ');
}

/// The opposite: blocks from such a picture.
document::ContentBlocks blocksFrom(const QString& picture) {
    document::ContentBlocks blocks;
    for (const QString& part : picture.split(u' ')) {
        document::BlockAttributes attributes;
        attributes.type = static_cast<BlockType>(QStringLiteral("pthqc*1x").indexOf(part[0]));
        const qsizetype colon = part.indexOf(u':');
        for (const QChar sign : QStringView(part).mid(1, colon - 1)) {
            if (sign.isDigit()) attributes.indent = sign.digitValue();
            if (sign == u'+') attributes.isChecked = true;
            if (sign == u'^') attributes.startsPage = true;
        }
        document::ContentBlock block{document::registersOf(attributes), {}};
        document::appendInline(block, {part.mid(colon + 1).toStdString(), {}, {}});
        blocks.push_back(std::move(block));
    }
    return blocks;
}

}  // namespace

class BlockCommandsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void enter_data();
    void enter();
    void backspace_data();
    void backspace();
    void erasing_data();
    void erasing();
    void movingByKeysStaysInTheText();
    void embedsLeaveBlocksWhatTheyAre_data();
    void embedsLeaveBlocksWhatTheyAre();
    void kindsToggle();
    void listsNest();
    void shortcutSetsTheBlock();
    void blocksMoveAnywhere();
    void pastedBlocks_data();
    void pastedBlocks();
};

void BlockCommandsTest::enter_data() {
    QTest::addColumn<QString>("before");
    QTest::addColumn<int>("begin");
    QTest::addColumn<int>("end");
    QTest::addColumn<QString>("after");
    QTest::newRow("paragraph middle") << "p:abcd" << 2 << 2 << "p:ab p:cd";
    QTest::newRow("selection") << "p:abcd" << 1 << 3 << "p:a p:d";
    QTest::newRow("heading end") << "h:abcd p:x" << 4 << 4 << "h:abcd p: p:x";
    QTest::newRow("heading middle") << "h:abcd" << 2 << 2 << "h:ab h:cd";
    QTest::newRow("heading start") << "h:abcd" << 0 << 0 << "p: h:abcd";
    QTest::newRow("title end") << "t:abcd" << 4 << 4 << "t:abcd p:";
    QTest::newRow("item end") << "*:ab" << 2 << 2 << "*:ab *:";
    QTest::newRow("nested item") << "12:ab" << 2 << 2 << "12:ab 12:";
    QTest::newRow("done item end") << "x+:ab" << 2 << 2 << "x+:ab x:";
    QTest::newRow("done item start") << "x+:ab" << 0 << 0 << "x: x+:ab";
    QTest::newRow("empty item") << "*:ab *:" << 3 << 3 << "*:ab p:";
    QTest::newRow("empty nested item") << "*:ab *1:" << 3 << 3 << "*:ab *:";
    QTest::newRow("code") << "c:ab" << 2 << 2 << "c:ab c:";
    QTest::newRow("leaving code") << "c:ab c:" << 3 << 3 << "c:ab p:";
    QTest::newRow("leaving code before a paragraph") << "c:ab c: p:x" << 3 << 3 << "c:ab p: p:x";
    QTest::newRow("inside code") << "c:a c: c: c:b" << 3 << 3 << "c:a c: c: c: c:b";
    QTest::newRow("leaving a quote") << "q:ab q:" << 3 << 3 << "q:ab p:";
    QTest::newRow("inside a quote") << "q:a q: q:b" << 2 << 2 << "q:a q: q: q:b";
    QTest::newRow("second heading start") << "p:x h:abcd" << 2 << 2 << "p:x p: h:abcd";
    QTest::newRow("second done item start") << "p:x x+:ab" << 2 << 2 << "p:x x: x+:ab";
    QTest::newRow("second page start") << "p:x p^:ab" << 2 << 2 << "p:x p^: p:ab";
    QTest::newRow("first empty code stays") << "c:" << 0 << 0 << "c: c:";
    QTest::newRow("new page is not repeated") << "p^:ab" << 2 << 2 << "p^:ab p:";
    QTest::newRow("over blocks") << "h:ab *:cd" << 1 << 4 << "h:a h:d";
}

void BlockCommandsTest::enter() {
    QFETCH(QString, before);
    QFETCH(int, begin);
    QFETCH(int, end);
    QFETCH(QString, after);
    EditingFixture fixture(blocksFrom(before));
    QCOMPARE(pictureOf(fixture), before);
    const Edit edit =
        enterKey(fixture.context(), {{static_cast<std::uint32_t>(begin)}, {static_cast<std::uint32_t>(end)}});
    fixture.apply(edit.intent);
    QCOMPARE(pictureOf(fixture), after);
    QVERIFY(edit.selection->end <= fixture.blocks.end());
    QVERIFY(fixture.replica.undo().has_value());
    fixture.read();
    QCOMPARE(pictureOf(fixture), before);
}

void BlockCommandsTest::backspace_data() {
    QTest::addColumn<QString>("before");
    QTest::addColumn<int>("place");
    QTest::addColumn<QString>("after");  // empty: nothing to do, blocks are joined
    QTest::newRow("paragraph") << "p:a p:b" << 2 << "";
    QTest::newRow("middle") << "*:ab" << 1 << "";
    QTest::newRow("item") << "p:a *:b" << 2 << "p:a p:b";
    QTest::newRow("nested item") << "p:a *2:b" << 2 << "p:a p:b";
    QTest::newRow("quote") << "q:b" << 0 << "p:b";
    QTest::newRow("page") << "p:a *^:b" << 2 << "p:a *:b";
    QTest::newRow("indent") << "p2:b" << 0 << "p1:b";
    QTest::newRow("heading joins") << "p:a h:b" << 2 << "";
    QTest::newRow("first heading") << "h:b" << 0 << "p:b";
}

void BlockCommandsTest::backspace() {
    QFETCH(QString, before);
    QFETCH(int, place);
    QFETCH(QString, after);
    EditingFixture fixture(blocksFrom(before));
    const Edit edit = backspaceAtBlockStart(fixture.context(), {static_cast<std::uint32_t>(place)});
    QCOMPARE(edit.isEmpty(), after.isEmpty());
    if (edit.isEmpty()) return;
    fixture.apply(edit.intent);
    QCOMPARE(pictureOf(fixture), after);
}

void BlockCommandsTest::erasing_data() {
    QTest::addColumn<QString>("before");
    QTest::addColumn<int>("begin");
    QTest::addColumn<int>("end");
    QTest::addColumn<QString>("after");
    QTest::newRow("text") << "h:abcd p:x" << 1 << 3 << "h:ad p:x";
    QTest::newRow("first heading") << "h:ab p:cd" << 0 << 3 << "p:cd";
    QTest::newRow("paragraph before a heading") << "p:x p:ab h:cd" << 2 << 5 << "p:x h:cd";
    QTest::newRow("empty line above a heading") << "p:x p: h:cd" << 2 << 3 << "p:x h:cd";
    QTest::newRow("empty first line") << "p: h:cd" << 0 << 1 << "h:cd";
    QTest::newRow("joining") << "p:ab h:cd" << 2 << 3 << "p:abcd";
    QTest::newRow("several") << "p:x *:a *:b q:c" << 2 << 6 << "p:x q:c";
}

void BlockCommandsTest::erasing() {
    QFETCH(QString, before);
    QFETCH(int, begin);
    QFETCH(int, end);
    QFETCH(QString, after);
    EditingFixture fixture(blocksFrom(before));
    const text::Range range{{static_cast<std::uint32_t>(begin)}, {static_cast<std::uint32_t>(end)}};
    const Edit edit = erased(fixture.context(), range, event::TransactionKind::kDelete);
    fixture.apply(edit.intent);
    QCOMPARE(pictureOf(fixture), after);
    QCOMPARE(edit.selection->begin.value, static_cast<std::uint32_t>(begin));
    QVERIFY(fixture.replica.undo().has_value());
    fixture.read();
    QCOMPARE(pictureOf(fixture), before);
}

void BlockCommandsTest::movingByKeysStaysInTheText() {
    // The whole of the second-to-last block with its end is selected
    EditingFixture fixture(blocksFrom(QStringLiteral("p:A p:B p:C")));
    const Edit edit = movedBy(fixture.context(), {{2}, {4}}, 1, nullptr);
    fixture.apply(edit.intent);
    QCOMPARE(pictureOf(fixture), QStringLiteral("p:A p:C p:B"));
    QVERIFY(edit.selection->end <= fixture.blocks.end());
    QCOMPARE(edit.selection->begin.value, 4U);
    QVERIFY(movedBy(fixture.context(), {{4}, {5}}, 1, nullptr).isEmpty());
    QVERIFY(movedBy(fixture.context(), {{0}, {1}}, -1, nullptr).isEmpty());
}

void BlockCommandsTest::embedsLeaveBlocksWhatTheyAre_data() {
    QTest::addColumn<QString>("before");
    QTest::addColumn<int>("place");
    QTest::addColumn<QString>("after");
    QTest::newRow("start of a heading") << "p:x h:ab" << 2 << "p:x p:\ufffc h:ab";
    QTest::newRow("middle of an item") << "*:ab" << 1 << "*:a p:\ufffc *:b";
    QTest::newRow("end of a paragraph") << "p:ab" << 2 << "p:ab p:\ufffc p:";
    QTest::newRow("empty paragraph") << "p:ab p:" << 3 << "p:ab p:\ufffc p:";
}

void BlockCommandsTest::embedsLeaveBlocksWhatTheyAre() {
    QFETCH(QString, before);
    QFETCH(int, place);
    QFETCH(QString, after);
    EditingFixture fixture(blocksFrom(before));
    const text::Offset at{static_cast<std::uint32_t>(place)};
    const Edit edit = insertedEmbed(fixture.context(), {at, at}, std::make_shared<const document::Embed>());
    fixture.apply(edit.intent);
    QCOMPARE(pictureOf(fixture), after);
    QVERIFY(edit.selection->end <= fixture.blocks.end());
}

void BlockCommandsTest::kindsToggle() {
    EditingFixture fixture(blocksFrom(QStringLiteral("p:a *:b p:c")));
    fixture.apply(withBlockType(fixture.context(), {{0}, {3}}, BlockType::kBullet).intent);
    QCOMPARE(pictureOf(fixture), QStringLiteral("*:a *:b p:c"));
    // All of them are: back to paragraphs
    fixture.apply(withBlockType(fixture.context(), {{0}, {3}}, BlockType::kBullet).intent);
    QCOMPARE(pictureOf(fixture), QStringLiteral("p:a p:b p:c"));
    fixture.apply(withBlockType(fixture.context(), {{4}, {4}}, BlockType::kHeading, 2).intent);
    QCOMPARE(fixture.blocks.blockAt(2)->shownAttributes().level, 2);
    // Another level is another kind
    fixture.apply(withBlockType(fixture.context(), {{4}, {4}}, BlockType::kHeading, 3).intent);
    QCOMPARE(fixture.blocks.blockAt(2)->shownAttributes().level, 3);
}

void BlockCommandsTest::listsNest() {
    EditingFixture fixture(blocksFrom(QStringLiteral("*:a *:b")));
    const auto second = text::Range{{2}, {2}};
    fixture.apply(indented(fixture.context(), second, 1).intent);
    QCOMPARE(pictureOf(fixture), QStringLiteral("*:a *1:b"));
    for (int round = 0; round < 12; ++round) {
        const Edit edit = indented(fixture.context(), second, 1);
        if (!edit.isEmpty()) fixture.apply(edit.intent);
    }
    QCOMPARE(pictureOf(fixture), QStringLiteral("*:a *8:b"));
    for (int round = 0; round < 9; ++round)
        fixture.apply(indented(fixture.context(), second, -1).intent);
    QCOMPARE(pictureOf(fixture), QStringLiteral("*:a p:b"));
    QVERIFY(indented(fixture.context(), second, -1).isEmpty());
}

void BlockCommandsTest::shortcutSetsTheBlock() {
    EditingFixture fixture(blocksFrom(QStringLiteral("p:one p:##two")));
    document::Attributes heading = typed("heading");
    document::setValue(heading, "level", std::int64_t{2});
    const Edit edit = shortcutApplied(fixture.context(), {6}, 2, heading);
    fixture.apply(edit.intent);
    QCOMPARE(pictureOf(fixture), QStringLiteral("p:one h:two"));
    QCOMPARE(edit.selection->end.value, 4U);
    QVERIFY(fixture.replica.undo().has_value());
    fixture.read();
    QCOMPARE(pictureOf(fixture), QStringLiteral("p:one p:##two"));
}

void BlockCommandsTest::blocksMoveAnywhere() {
    const std::uint64_t seed = qEnvironmentVariableIsSet("SEED") ? qgetenv("SEED").toULongLong() : 20261121;
    std::printf("SEED=%llu\n", static_cast<unsigned long long>(seed));
    Random random(seed);
    for (int round = 0; round < 300; ++round) {
        // Given blocks of several kinds, with marks
        document::ContentBlocks blocks;
        const std::uint32_t count = 2 + random.below(6);
        for (std::uint32_t index = 0; index < count; ++index) {
            document::ContentBlock block{typed(std::array{"", "heading", "bullet", "quote"}[random.below(4)]), {}};
            if (random.chance(70)) document::appendInline(block, {std::string(1 + random.below(3), 'a'), {}, {}});
            if (random.chance(50)) document::appendInline(block, {"b\xf0\x9f\x98\x80", attributesOf("bold", true), {}});
            blocks.push_back(std::move(block));
        }
        EditingFixture fixture(blocks);
        QVERIFY(fixture.content() == blocks);
        // When some of them move
        const std::uint32_t first = random.below(count);
        const std::uint32_t end = first + 1 + random.below(count - first);
        const std::uint32_t target = random.below(count + 1);
        const Edit edit = movedBlocks(fixture.context(), first, end, target, nullptr);
        if (target >= first && target <= end) {
            QVERIFY(edit.isEmpty());
            continue;
        }
        fixture.apply(edit.intent);
        // Then the list of blocks is rotated, and nothing else happened
        const auto at = [&blocks](std::uint32_t index) { return blocks.begin() + index; };
        if (target < first) {
            std::rotate(at(target), at(first), at(end));
        } else {
            std::rotate(at(first), at(end), at(target));
        }
        QVERIFY2(fixture.content() == blocks, qPrintable(QString::number(round) + u' ' + pictureOf(fixture)));
        QVERIFY(edit.selection.has_value());
        QCOMPARE(fixture.blocks.positionOf(edit.selection->begin).block,
                 target < first ? target : target - (end - first));
        fixture.blocks.checkInvariants();
    }
}

void BlockCommandsTest::pastedBlocks_data() {
    QTest::addColumn<QString>("before");
    QTest::addColumn<int>("begin");
    QTest::addColumn<int>("end");
    QTest::addColumn<QString>("pasted");
    QTest::addColumn<QString>("after");
    QTest::newRow("into the middle") << "p:abcd" << 2 << 2 << "p:x *:y"
                                     << "p:abx *:ycd";
    QTest::newRow("into an empty block") << "p:ab p:" << 3 << 3 << "h:x *:y"
                                         << "p:ab h:x *:y";
    QTest::newRow("text keeps the block") << "h:" << 0 << 0 << "p:x"
                                          << "h:x";
    QTest::newRow("over everything") << "h:ab p:cd" << 0 << 5 << "*:x *:y"
                                     << "*:x *:y";
    QTest::newRow("at a heading's end") << "h:ab" << 2 << 2 << "p:x p:y"
                                        << "h:abx p:y";
}

void BlockCommandsTest::pastedBlocks() {
    QFETCH(QString, before);
    QFETCH(int, begin);
    QFETCH(int, end);
    QFETCH(QString, pasted);
    QFETCH(QString, after);
    EditingFixture fixture(blocksFrom(before));
    document::Content content;
    content.blocks = blocksFrom(pasted);
    const text::Range range{{static_cast<std::uint32_t>(begin)}, {static_cast<std::uint32_t>(end)}};
    fixture.apply(inserted(fixture.context(), range, content, event::TransactionKind::kPaste).intent);
    QCOMPARE(pictureOf(fixture), after);
}

QTEST_GUILESS_MAIN(BlockCommandsTest)
#include "tst_block_commands.moc"
