// Keys and values of blocks and embeds, read from registers that anybody may have written.
#include <QTest>

#include "document/block_schema.h"
#include "document/embed_schema.h"
#include "document/mark_schema.h"

using namespace varve;
using namespace varve::document;

class ContentSchemaTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void blockRoundTrip();
    void foreignValuesAreAbsent_data();
    void foreignValuesAreAbsent();
    void imageRoundTrip();
    void attributesStaySorted();
    void plainText();
    void colours();
};

void ContentSchemaTest::blockRoundTrip() {
    BlockAttributes item;
    item.type = BlockType::kNumber;
    item.indent = 3;
    item.start = 0;
    item.align = Alignment::kJustify;
    item.lineSpacingPercent = 150;
    item.spaceBefore = 0;
    item.direction = Direction::kRightToLeft;
    item.startsPage = true;
    item.language = "de-AT";
    item.style = "lead";
    QVERIFY(blockAttributesOf(registersOf(item)) == item);
    QVERIFY(registersOf(BlockAttributes{}).empty());
    BlockAttributes heading;
    heading.type = BlockType::kHeading;
    heading.level = 6;
    QVERIFY(blockAttributesOf(registersOf(heading)) == heading);
}

void ContentSchemaTest::foreignValuesAreAbsent_data() {
    QTest::addColumn<QString>("key");
    QTest::addColumn<qlonglong>("number");
    QTest::addColumn<QString>("text");
    QTest::newRow("unknown type") << "type" << 0LL << "marquee";
    QTest::newRow("type as a number") << "type" << 2LL << "";
    QTest::newRow("level 0") << "level" << 0LL << "";
    QTest::newRow("level 7") << "level" << 7LL << "";
    QTest::newRow("indent below") << "indent" << -1LL << "";
    QTest::newRow("indent above") << "indent" << 9LL << "";
    QTest::newRow("indent far above") << "indent" << (1LL << 40) << "";
    QTest::newRow("alignment") << "align" << 0LL << "middle";
    QTest::newRow("spacing") << "line-spacing" << 100000LL << "";
    QTest::newRow("checked as a text") << "checked" << 0LL << "true";
}

void ContentSchemaTest::foreignValuesAreAbsent() {
    QFETCH(QString, key);
    QFETCH(qlonglong, number);
    QFETCH(QString, text);
    Attributes registers;
    setValue(registers, key.toStdString(),
             text.isEmpty() ? event::Value(std::int64_t{number}) : event::Value(text.toStdString()));
    QVERIFY(blockAttributesOf(registers) == BlockAttributes{});
}

void ContentSchemaTest::imageRoundTrip() {
    const ImageAttributes image{std::string(64, 'a'), "image/png", 640, 480, 7200, "a tree"};
    QVERIFY(imageAttributesOf(registersOf(image)) == image);
    Attributes hostile = registersOf(image);
    setValue(hostile, embed_key::kBlob, std::string("../../etc/passwd"));
    setValue(hostile, embed_key::kPixelWidth, std::int64_t{1} << 40);
    setValue(hostile, embed_key::kMedia, std::string("text/html"));
    const ImageAttributes read = imageAttributesOf(hostile);
    QVERIFY(read.blob.empty() && read.media.empty());
    QCOMPARE(read.pixelWidth, 0);
    QCOMPARE(read.pixelHeight, 480);
}

void ContentSchemaTest::attributesStaySorted() {
    Attributes attributes;
    for (const char* key : {"m", "a", "z", "m"})
        setValue(attributes, key, std::string(key));
    QCOMPARE(attributes.size(), std::size_t{3});
    QVERIFY(std::ranges::is_sorted(attributes));
    setValue(attributes, "m", event::Value());
    QCOMPARE(attributes.size(), std::size_t{2});
    QVERIFY(textOf(attributes, "m").empty());
    QCOMPARE(QByteArray::fromStdString(std::string(textOf(attributes, "z"))), QByteArray("z"));
}

void ContentSchemaTest::plainText() {
    Embed table;
    table.columns.resize(2);
    const auto cell = [](const char* text) { return ContentBlocks{{{}, {{text}}}}; };
    table.rows = {{{}, {cell("a"), cell("b")}}, {{}, {cell("c"), cell("d")}}};
    ContentBlock block;
    appendInline(block, {"one ", {}, {}});
    appendInline(block, {"two", {}, {}});
    QCOMPARE(block.inlines.size(), std::size_t{1});
    const ContentBlocks blocks{block, {{}, {{{}, {}, std::make_shared<const Embed>(table)}}}};
    QCOMPARE(QByteArray::fromStdString(plainTextOf(blocks)), QByteArray("one two\na\tb\nc\td\n"));
}

void ContentSchemaTest::colours() {
    QVERIFY(isColour("#00ff7f"));
    for (const char* wrong : {"", "#00FF7F", "#00ff7", "00ff7f0", "#00ff7g", "red"})
        QVERIFY2(!isColour(wrong), wrong);
}

QTEST_GUILESS_MAIN(ContentSchemaTest)
#include "tst_content_schema.moc"
