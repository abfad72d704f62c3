// Where numbered lists begin anew and go on.
#include "editing/list_commands.h"
#include "editing_fixture.h"
#include "projection/list_numbers.h"

using namespace varve;
using namespace varve::editing;

namespace {

document::ContentBlock item(const char* text, std::int64_t indent = 0) {
    document::Attributes attributes = attributesOf("type", std::string("number"));
    if (indent > 0) document::setValue(attributes, "indent", indent);
    return {attributes, {{text}}};
}

/// "1 2 - 1": the numbers of all blocks.
std::string numbersOf(const EditingFixture& fixture) {
    projection::ListCounter counter;
    std::string numbers;
    for (std::uint32_t block = 0; block < fixture.blocks.blockCount(); ++block) {
        const document::BlockAttributes& attributes = fixture.blocks.blockAt(block)->shownAttributes();
        const std::uint32_t number = counter.pass(attributes);
        numbers += (numbers.empty() ? "" : " ") +
                   (attributes.type == document::BlockType::kNumber ? std::to_string(number) : std::string("-"));
    }
    return numbers;
}

}  // namespace

class ListCommandsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void startingAndContinuing();
    void continuingBehindOtherText();
    void numbersOfTheirOwn();
    void whereThereIsNoList();
    void typedBelowAnother();

  private:
    static text::Range blockPlace(const EditingFixture& fixture, std::uint32_t block) {
        const text::Offset place = fixture.blocks.startOf(block);
        return {place, place};
    }
};

void ListCommandsTest::startingAndContinuing() {
    EditingFixture fixture({item("a"), item("b"), item("deep", 1), item("c"), item("d")});
    fixture.apply(startedList(fixture.context(), blockPlace(fixture, 3)).intent);
    QCOMPARE(numbersOf(fixture), std::string("1 2 1 1 2"));
    QVERIFY(startedList(fixture.context(), blockPlace(fixture, 3)).isEmpty());
    QVERIFY(startedList(fixture.context(), blockPlace(fixture, 0)).isEmpty());
    QVERIFY((numberedItemIn(fixture.blocks, blockPlace(fixture, 3)) == NumberedItem{3, 1, true}));
    fixture.apply(continuedList(fixture.context(), blockPlace(fixture, 3)).intent);
    QCOMPARE(numbersOf(fixture), std::string("1 2 1 3 4"));
    // Nothing is said that goes without saying
    QVERIFY(fixture.context().attributesOf(3).start < 0);
    QVERIFY(continuedList(fixture.context(), blockPlace(fixture, 3)).isEmpty());
}

void ListCommandsTest::continuingBehindOtherText() {
    EditingFixture fixture({item("a"), item("b"), {{}, {{"between"}}}, item("c"), item("d")});
    QCOMPARE(numbersOf(fixture), std::string("1 2 - 1 2"));
    fixture.apply(continuedList(fixture.context(), blockPlace(fixture, 3)).intent);
    QCOMPARE(numbersOf(fixture), std::string("1 2 - 3 4"));
    fixture.apply(startedList(fixture.context(), blockPlace(fixture, 3)).intent);
    QCOMPARE(numbersOf(fixture), std::string("1 2 - 1 2"));
    QVERIFY(fixture.context().attributesOf(3).start < 0);
}

void ListCommandsTest::numbersOfTheirOwn() {
    EditingFixture fixture({item("a"), item("b"), item("c")});
    fixture.apply(withListNumber(fixture.context(), blockPlace(fixture, 1), 10).intent);
    QCOMPARE(numbersOf(fixture), std::string("1 10 11"));
    QVERIFY(withListNumber(fixture.context(), blockPlace(fixture, 1), 10).isEmpty());
    QVERIFY(withListNumber(fixture.context(), blockPlace(fixture, 1), -1).isEmpty());
    QVERIFY(withListNumber(fixture.context(), blockPlace(fixture, 1), 1'000'000).isEmpty());
    fixture.apply(withListNumber(fixture.context(), blockPlace(fixture, 0), 0).intent);
    QCOMPARE(numbersOf(fixture), std::string("0 10 11"));
    // The first item of a selection is meant, and the selection stays
    const Edit edit = withListNumber(fixture.context(), {{1}, {6}}, 5);
    QVERIFY(edit.selection == (text::Range{{1}, {6}}));
}

void ListCommandsTest::whereThereIsNoList() {
    EditingFixture fixture({{{}, {{"text"}}}, {attributesOf("type", std::string("bullet")), {{"item"}}}, item("only")});
    for (std::uint32_t block = 0; block < 2; ++block) {
        QVERIFY(startedList(fixture.context(), blockPlace(fixture, block)).isEmpty());
        QVERIFY(continuedList(fixture.context(), blockPlace(fixture, block)).isEmpty());
        QVERIFY(withListNumber(fixture.context(), blockPlace(fixture, block), 3).isEmpty());
    }
    QVERIFY(continuedList(fixture.context(), blockPlace(fixture, 2)).isEmpty());
}

void ListCommandsTest::typedBelowAnother() {
    // "1. " behind a blank paragraph begins anew without a word
    EditingFixture fixture({item("a"), item("b"), {{}, {}}, {{}, {{"1. "}}}});
    const text::Offset caret = fixture.blocks.end();
    fixture.apply(shortcutApplied(fixture.context(), caret, 3, attributesOf("type", std::string("number"))).intent);
    QCOMPARE(numbersOf(fixture), std::string("1 2 - 1"));
}

QTEST_GUILESS_MAIN(ListCommandsTest)
#include "tst_list_commands.moc"
