// Content goes into a document as one step and is there as it was meant, whatever stands around it.
#include <QTest>

#include "document/block_schema.h"
#include "document/embed_schema.h"
#include "document/object_names.h"
#include "editing/content_writer.h"
#include "projection/document_reader.h"
#include "replica/document_replica.h"

using namespace varve;
using namespace varve::editing;

namespace {

event::AgentRecord ana() {
    event::AgentRecord record{.id = {}, .user = "ana", .device = "test", .startedMs = 0};
    record.id.bytes[0] = 7;
    return record;
}

document::Attributes attributesOf(std::string_view key, event::Value value) {
    document::Attributes attributes;
    document::setValue(attributes, key, std::move(value));
    return attributes;
}

struct Fixture {
    ManualClock clock;
    replica::DocumentReplica replica{{"00000000-0000-4000-8000-000000000001", {}}, ana(), clock};

    [[nodiscard]] std::string textOf(const event::ObjectId& sequence = event::WellKnownObject::kBody) const {
        return replica.tracker().text(replica.log(), merge::View::kEffect, sequence);
    }
    [[nodiscard]] projection::BlockSequence blocks(
        const event::ObjectId& sequence = event::WellKnownObject::kBody) const {
        const merge::Tracker& tracker = replica.tracker();
        const projection::ObjectRegisters registers(tracker.registers(replica.log(), merge::View::kEffect));
        return projection::readBlocks(replica.log(), tracker, merge::View::kEffect, sequence, registers, {});
    }
    void apply(const replica::EditIntent& intent) {
        const auto outcome = replica.apply(intent);
        QVERIFY2(outcome.has_value(), outcome ? "" : outcome.error().message.c_str());
    }
};

}  // namespace

class ContentWriterTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void importedBlocksAreThere();
    void pastedTextHasItsOwnMarks();
    void tableHasRowsColumnsAndCells();
    void captionLeavesTheImageAnImage();
    void commentsAreMadeAnew();
    void commentsOfCellsAreMadeInTheirOrder();
    void idsInText_data();
    void idsInText();
};

void ContentWriterTest::importedBlocksAreThere() {
    // Given a heading and an item
    document::Content content;
    content.properties = attributesOf("title", std::string("Plans"));
    content.blocks = {{attributesOf("type", std::string("title")), {{"Plans"}}},
                      {attributesOf("type", std::string("bullet")), {{"one "}, {"two", attributesOf("bold", true)}}},
                      {{}, {}}};
    // When they are imported
    Fixture fixture;
    fixture.apply(importIntent(fixture.replica.nextEventId(), content));
    // Then the document is that, and undo does not take it away
    QCOMPARE(fixture.textOf(), std::string("Plans\none two\n"));
    const projection::BlockSequence blocks = fixture.blocks();
    QVERIFY(blocks.blockAt(0)->shownAttributes().type == document::BlockType::kTitle);
    QVERIFY(blocks.blockAt(1)->shownAttributes().type == document::BlockType::kBullet);
    QVERIFY(blocks.blockAt(2)->attributes == nullptr);
    QVERIFY(blocks.blockAt(1)->formatAt(3) == nullptr);
    QVERIFY(document::flagOf(*blocks.blockAt(1)->formatAt(4), "bold"));
    QVERIFY(!fixture.replica.canUndo());
}

void ContentWriterTest::pastedTextHasItsOwnMarks() {
    // Given bold text
    Fixture fixture;
    fixture.apply({event::TransactionKind::kTyping, {{{{0}, {0}}, "boldbold"}}, {{{{0}, {8}}, "bold", true}}});
    // When text with a link is pasted into it
    ContentPlace place;
    place.replaced = {{4}, {4}};
    place.block = event::WellKnownObject::kFirstBlock;
    place.keysAround = {"bold"};
    StepBuilder builder(fixture.replica.nextEventId(), event::TransactionKind::kPaste);
    const text::Offset end =
        insertContent(builder, place, {{{}, {{"plain "}, {"link", attributesOf("link", std::string("https://a"))}}}});
    fixture.apply(builder.finish());
    // Then it is not bold, what stood around is, and one undo takes it back
    QCOMPARE(end.value, 14U);
    QCOMPARE(fixture.textOf(), std::string("boldplain linkbold"));
    const auto block = fixture.blocks().blockAt(0);
    QVERIFY(document::flagOf(*block->formatAt(3), "bold"));
    QVERIFY(block->formatAt(4) == nullptr);
    QVERIFY(!document::textOf(*block->formatAt(10), "link").empty());
    QVERIFY(!document::flagOf(*block->formatAt(10), "bold"));
    QVERIFY(document::flagOf(*block->formatAt(14), "bold"));
    QVERIFY(fixture.replica.undo().has_value());
    QCOMPARE(fixture.textOf(), std::string("boldbold"));
}

void ContentWriterTest::tableHasRowsColumnsAndCells() {
    // Given a table with a header
    document::Embed table;
    table.attributes = attributesOf("type", std::string("table"));
    table.columns = {attributesOf("width", std::int64_t{2000}), {}};
    const auto cell = [](const char* text) { return document::ContentBlocks{{{}, {{text}}}}; };
    table.rows = {{attributesOf("header", true), {cell("Name"), cell("Age")}}, {{}, {cell("Ana"), cell("40\u202f")}}};
    document::Content content;
    content.blocks = {{{}, {{"before"}}}, {{}, {{{}, {}, std::make_shared<const document::Embed>(table)}}}};
    // When it is imported
    Fixture fixture;
    fixture.apply(importIntent(fixture.replica.nextEventId(), content));
    // Then every cell has its text under the row and the column
    const merge::Tracker& tracker = fixture.replica.tracker();
    const auto blocks = fixture.blocks();
    QCOMPARE(blocks.blockAt(1)->embeds.size(), std::size_t{1});
    const event::EventId id = blocks.blockAt(1)->embeds.front().id;
    QCOMPARE(fixture.textOf(id), std::string("\xef\xbf\xbc\xef\xbf\xbc"));
    const projection::ObjectRegisters registers(tracker.registers(fixture.replica.log(), merge::View::kEffect));
    std::vector<std::string> cells;
    const projection::BlockPtr rows = fixture.blocks(id).blockAt(0);
    for (const projection::BlockEmbed& row : rows->embeds) {
        const projection::AttributesPointer ofRow = registers.attributesOf(row.id);
        for (const auto& [key, value] : *ofRow) {
            if (!key.starts_with("cell:")) continue;
            const auto object = document::idFromText(std::string_view(key).substr(key.rfind(':') + 1));
            QVERIFY(object.has_value());
            cells.push_back(fixture.textOf(*object));
        }
    }
    std::ranges::sort(cells);
    QCOMPARE(cells, (std::vector<std::string>{"40\u202f", "Age", "Ana", "Name"}));
}

void ContentWriterTest::captionLeavesTheImageAnImage() {
    document::Embed image;
    image.attributes = attributesOf("type", std::string("image"));
    image.caption = {{attributesOf("type", std::string("heading")), {{"A tree"}}}, {{}, {{"in May"}}}};
    document::Content content;
    content.blocks = {{{}, {{{}, {}, std::make_shared<const document::Embed>(image)}}}};
    Fixture fixture;
    fixture.apply(importIntent(fixture.replica.nextEventId(), content));
    const projection::BlockPtr block = fixture.blocks().blockAt(0);
    const projection::BlockEmbed& embed = block->embeds.front();
    QCOMPARE(std::string(document::textOf(*embed.attributes, "type")), std::string("image"));
    QCOMPARE(fixture.textOf(embed.id), std::string("A tree\nin May"));
}

void ContentWriterTest::commentsAreMadeAnew() {
    document::Content content;
    const document::Attributes commented = attributesOf("comment:x/1", std::string("Really?"));
    content.blocks = {{{}, {{"It "}, {"was", commented}, {" so"}}}};
    content.comments = {{"comment:x/1", {{"Really?", "Bob", 5}, {"Yes.", "", 6}}, true}};
    Fixture fixture;
    fixture.apply(importIntent(fixture.replica.nextEventId(), content));
    const document::FormatPointer format = fixture.blocks().blockAt(0)->formatAt(3);
    QVERIFY(format != nullptr);
    QCOMPARE(format->size(), std::size_t{1});
    const std::string key = format->front().first;
    QVERIFY(key != "comment:x/1");
    const auto id = document::idFromText(std::string_view(key).substr(8));
    QVERIFY(id.has_value());
    QCOMPARE(std::get<std::string>(format->front().second), std::string("Bob: Really?"));
    const auto resolved =
        fixture.replica.tracker().registerValue(fixture.replica.log(), merge::View::kEffect, *id, "resolved");
    QVERIFY(resolved == event::Value(true));
}

void ContentWriterTest::commentsOfCellsAreMadeInTheirOrder() {
    // Given two cells with threads, of which one is in both, and two are of one key
    const auto commented = [](std::initializer_list<const char*> keys) {
        document::Attributes marks;
        for (const char* key : keys)
            document::setValue(marks, key, std::string("words"));
        return marks;
    };
    auto table = std::make_shared<document::Embed>();
    table->attributes = attributesOf("type", std::string("table"));
    table->columns = {{}, {}};
    table->rows = {
        {{},
         {{{{}, {{"one", commented({"comment:a", "comment:b"})}, {" two"}, {"!", commented({"comment:b"})}}}},
          {{{}, {{"x"}, {"y", commented({"comment:b", "comment:c", "comment:unknown"})}}}}}}};
    document::Content content;
    content.blocks = {{{}, {{std::string(document::kEmbedText), {}, table}}}};
    for (const auto& [key, words] : {std::pair{"comment:c", "c1"},
                                     {"comment:b", "b"},
                                     {"comment:z", "z"},
                                     {"comment:a", "a"},
                                     {"comment:c", "c2"}})
        content.comments.push_back({key, {{words, "", 0}}, false});
    // When they are imported
    const replica::EditIntent intent = importIntent({ana().id, event::SequenceNumber{0}}, content);
    // Then every cell has its own, in the order of the threads, over all of their text
    std::string made;
    for (const event::Operation& operation : intent.operations) {
        const auto* mark = std::get_if<event::Mark>(&operation);
        if (mark == nullptr || !mark->key.starts_with("comment:")) continue;
        made += std::get<std::string>(mark->value) + " " + std::to_string(mark->begin.value) + "-" +
                std::to_string(mark->end.value) + ", ";
    }
    QCOMPARE(made, std::string("b 0-8, a 0-3, c1 1-2, b 1-2, c2 1-2, "));
}

void ContentWriterTest::idsInText_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isId");
    const QByteArray agent(32, 'a');
    QTest::newRow("plain") << agent + "/0" << true;
    QTest::newRow("large") << agent + "/4294967295" << true;
    QTest::newRow("too large") << agent + "/4294967296" << false;
    QTest::newRow("leading zero") << agent + "/07" << false;
    QTest::newRow("sign") << agent + "/-1" << false;
    QTest::newRow("no number") << agent + "/" << false;
    QTest::newRow("no slash") << agent << false;
    QTest::newRow("short agent") << QByteArray("aa/1") << false;
}

void ContentWriterTest::idsInText() {
    QFETCH(QByteArray, text);
    QFETCH(bool, isId);
    const auto id = document::idFromText(text.toStdString());
    QCOMPARE(id.has_value(), isId);
    if (id) QCOMPARE(document::idText(*id), text.toStdString());
}

QTEST_GUILESS_MAIN(ContentWriterTest)
#include "tst_content_writer.moc"
