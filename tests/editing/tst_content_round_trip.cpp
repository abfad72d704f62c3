// A document written as one step reads back as the content it was made from, and registers that were never meant for a
// document are read within bounds. SEED and OPERATIONS from the environment.
#include <QTest>
#include <cstdlib>

#include "document/object_names.h"
#include "document/table_schema.h"
#include "editing/content_writer.h"
#include "projection/content_reader.h"
#include "replica/document_replica.h"
#include "tests/convert/content_words.h"
#include "tests/convert/random_content.h"

using namespace varve;

namespace {

std::uint64_t numberFrom(const char* name, std::uint64_t usual) {
    const char* text = std::getenv(name);
    return text != nullptr ? std::strtoull(text, nullptr, 10) : usual;
}

struct Fixture {
    ManualClock clock;
    replica::DocumentReplica replica;

    Fixture() : replica({"00000000-0000-4000-8000-000000000001", {}}, record(), clock) {}
    static event::AgentRecord record() {
        event::AgentRecord agent{.id = {}, .user = "ana", .device = "test", .startedMs = 0};
        agent.id.bytes[0] = 7;
        return agent;
    }
    [[nodiscard]] document::Content content() const {
        return projection::contentOf(replica.log(), replica.tracker(), merge::View::kEffect);
    }
    [[nodiscard]] event::EventId idAt(std::uint32_t number) const { return {replica.agent().id, {number}}; }
};

}  // namespace

class ContentRoundTripTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void randomContent();
    void commentsAndSettings();
    void importedStyles();
    void captions();
    void tableThatHoldsItself();
    void rowsThatShowTheSame();
    void tooManyCells();
};

void ContentRoundTripTest::randomContent() {
    const std::uint64_t seed = numberFrom("SEED", 11);
    const std::uint64_t count = numberFrom("OPERATIONS", 200);
    qInfo("SEED=%llu OPERATIONS=%llu", static_cast<unsigned long long>(seed), static_cast<unsigned long long>(count));
    Random random(seed);
    for (std::uint64_t index = 0; index < count; ++index) {
        // Given any document
        document::Content content;
        content.blocks = RandomRichContent(random).blocks();
        // When it is imported
        Fixture fixture;
        const auto outcome = fixture.replica.apply(editing::importIntent(fixture.replica.nextEventId(), content));
        QVERIFY2(outcome.has_value(), outcome ? "" : outcome.error().message.c_str());
        // Then it is there
        const document::Content read = fixture.content();
        QCOMPARE(QString::fromStdString(wordsOf(read.blocks)), QString::fromStdString(wordsOf(content.blocks)));
        QVERIFY(read.blocks == content.blocks);
    }
}

void ContentRoundTripTest::commentsAndSettings() {
    document::Content content;
    document::setValue(content.properties, "title", std::string("Plans"));
    document::setValue(content.properties, "margin-left", std::int64_t{7200});
    document::setValue(content.properties, "style:quote:italic", true);
    document::Attributes commented;
    document::setValue(commented, "comment:x/1", std::string("Really?"));
    content.blocks = {{{}, {{"It "}, {"was", commented}, {" so"}}}};
    content.comments = {{"comment:x/1", {{"Really?", "Bob", 5}, {"Yes.", "", 6}}, true}};
    Fixture fixture;
    fixture.clock.set(1234);
    QVERIFY(fixture.replica.apply(editing::importIntent(fixture.replica.nextEventId(), content)).has_value());
    const document::Content read = fixture.content();
    QVERIFY(read.properties == content.properties);
    QCOMPARE(read.comments.size(), std::size_t{1});
    QVERIFY(read.comments[0].isResolved);
    QCOMPARE(read.comments[0].remarks,
             (std::vector<document::Remark>{{"Bob: Really?", "ana", 1234}, {"Yes.", "ana", 1234}}));
    QVERIFY(document::isComment(read.blocks[0].inlines[1].marks.front().first));
    QCOMPARE(read.blocks[0].inlines[1].marks.front().first, read.comments[0].key);
}

/// Styles that somebody made elsewhere get ids of this document.
void ContentRoundTripTest::importedStyles() {
    document::Content content;
    document::setValue(content.properties, "style:Made_1:name", std::string("Motto"));
    document::setValue(content.properties, "style:Made_1:italic", true);
    document::setValue(content.properties, "style:quote:bold", true);
    document::Attributes styled;
    document::setValue(styled, "style", std::string("Made_1"));
    content.blocks = {{styled, {{"It was so"}}}};
    Fixture fixture;
    QVERIFY(fixture.replica.apply(editing::importIntent(fixture.replica.nextEventId(), content)).has_value());
    const document::Content read = fixture.content();
    const std::string id(document::textOf(read.blocks.front().attributes, "style"));
    QVERIFY2(document::idFromText(id).has_value(), id.c_str());
    QCOMPARE(document::textOf(read.properties, "style:" + id + ":name"), std::string_view("Motto"));
    QVERIFY(document::flagOf(read.properties, "style:" + id + ":italic"));
    QVERIFY(document::flagOf(read.properties, "style:quote:bold"));
    QVERIFY(document::textOf(read.properties, "style:Made_1:name").empty());
}

void ContentRoundTripTest::captions() {
    document::Embed image;
    document::setValue(image.attributes, "type", std::string("image"));
    document::setValue(image.attributes, "alt", std::string("a tree"));
    image.caption = {{{}, {{"Figure 1"}}}, {{}, {{"and more"}}}};
    document::Content content;
    content.blocks = {{{}, {{{}, {}, std::make_shared<const document::Embed>(image)}}}};
    Fixture fixture;
    QVERIFY(fixture.replica.apply(editing::importIntent(fixture.replica.nextEventId(), content)).has_value());
    QVERIFY(fixture.content().blocks == content.blocks);
}

void ContentRoundTripTest::tableThatHoldsItself() {
    // Given a table of one cell with another table of one cell in it
    document::Embed inner;
    document::setValue(inner.attributes, "type", std::string("table"));
    inner.columns.resize(1);
    inner.rows = {{{}, {{{{}, {{"deep"}}}}}}};
    document::Embed outer = inner;
    outer.rows[0].cells[0] = {{{}, {{{}, {}, std::make_shared<const document::Embed>(inner)}}}};
    document::Content content;
    content.blocks = {{{}, {{{}, {}, std::make_shared<const document::Embed>(outer)}}}};
    Fixture fixture;
    QVERIFY(fixture.replica.apply(editing::importIntent(fixture.replica.nextEventId(), content)).has_value());
    QVERIFY(fixture.content().blocks == content.blocks);
    // When rows and columns are said to be those of any other object
    for (std::uint32_t target = 0; target < 40; ++target) {
        replica::EditIntent intent;
        for (std::uint32_t object = 0; object < 40; ++object) {
            for (const char* key : {"row", "column"})
                intent.registers.push_back({fixture.idAt(object), key, event::nameOf(fixture.idAt(target))});
            intent.registers.push_back({fixture.idAt(object), "columns:" + event::nameOf(fixture.idAt(target)), true});
            intent.registers.push_back({fixture.idAt(object), "type", std::string("table")});
        }
        (void)fixture.replica.apply(intent);  // objects that are none are refused, which is well too
        // Then reading ends, and there is a block
        QVERIFY(!fixture.content().blocks.empty());
    }
}

void ContentRoundTripTest::rowsThatShowTheSame() {
    // Given a table with two rows
    document::Embed table;
    document::setValue(table.attributes, "type", std::string("table"));
    table.columns.resize(1);
    table.rows = {{{}, {{{{}, {{"first"}}}}}}, {{}, {{{{}, {{"second"}}}}}}};
    document::Content content;
    content.blocks = {{{}, {{{}, {}, std::make_shared<const document::Embed>(table)}}}};
    Fixture fixture;
    QVERIFY(fixture.replica.apply(editing::importIntent(fixture.replica.nextEventId(), content)).has_value());
    // When the second one is said to show the first, as a move does that went to the same place twice
    const auto tracker = fixture.replica.tracker();
    const event::ObjectId id = fixture.replica.log().idOf(tracker.characterAt(merge::View::kEffect, {0}));
    const auto rowAt = [&](std::uint32_t offset) {
        return fixture.replica.log().idOf(tracker.characterAt(merge::View::kEffect, {offset}, id));
    };
    replica::EditIntent intent;
    intent.registers.push_back({rowAt(1), "row", event::nameOf(rowAt(0))});
    QVERIFY(fixture.replica.apply(intent).has_value());
    // Then the one with the greatest id counts
    const auto blocks = fixture.content().blocks;
    const auto& embed = *blocks[0].inlines[0].embed;
    QCOMPARE(embed.rows.size(), std::size_t{1});
    QCOMPARE(embed.rows[0].cells[0][0].inlines[0].text, std::string("first"));
}

void ContentRoundTripTest::tooManyCells() {
    // Given a table of a hundred thousand rows and two thousand columns, all empty
    Fixture fixture;
    const event::EventId first = fixture.replica.nextEventId();
    const auto after = [&](std::uint32_t count) { return event::EventId{first.agent, first.sequence + count}; };
    constexpr std::uint32_t kRows = 100'000;
    constexpr std::uint32_t kColumns = 2'000;
    const auto embeds = [](std::uint32_t count) {
        std::string text;
        for (std::uint32_t index = 0; index < count; ++index)
            text += document::kEmbedText;
        return text;
    };
    replica::EditIntent intent;
    intent.first = first;
    intent.operations = {event::Insert{event::WellKnownObject::kBody, {0}, embeds(1)},
                         event::Set{after(0), "type", std::string("table")},
                         event::Set{after(0), "columns:" + event::nameOf(after(2)), true},
                         event::Insert{after(2), {0}, embeds(kColumns)}, event::Insert{after(0), {0}, embeds(kRows)}};
    const auto outcome = fixture.replica.apply(intent);
    QVERIFY2(outcome.has_value(), outcome ? "" : outcome.error().message.c_str());
    // When it is read, then no more cells come than a document may have
    const auto blocks = fixture.content().blocks;
    const auto& embed = *blocks[0].inlines[0].embed;
    QCOMPARE(embed.columns.size(), document::kTableColumnsMax);
    QCOMPARE(embed.rows.size() * embed.columns.size(), document::kTableCellsMax);
}

QTEST_GUILESS_MAIN(ContentRoundTripTest)
#include "tst_content_round_trip.moc"
