// Commands on named styles, as one step each; two people who change styles at once end with the same ones.
#include "base/random.h"
#include "document/mark_schema.h"
#include "editing/mark_commands.h"
#include "editing/style_commands.h"
#include "editing_fixture.h"
#include "projection/step_names.h"

using namespace varve;
using namespace varve::editing;
using document::StyleKind;
using projection::NamedStyles;

namespace {

document::Attributes propertiesOf(const EditingFixture& fixture) {
    const auto properties = fixture.registers.attributesOf(event::WellKnownObject::kDocument);
    return properties ? *properties : document::Attributes();
}
NamedStyles stylesOf(const EditingFixture& fixture) {
    return NamedStyles(propertiesOf(fixture));
}
event::EventId nextOf(const EditingFixture& fixture) {
    return fixture.replica.nextEventId();
}
std::size_t setCountOf(const Edit& edit) {
    return edit.intent.operations.size();
}
const document::BlockAttributes& blockOf(const EditingFixture& fixture, std::uint32_t block) {
    return fixture.blocks.blockAt(block)->shownAttributes();
}
/// Everything that one has and the other has not, both ways.
void exchange(EditingFixture& one, EditingFixture& other) {
    const auto give = [](EditingFixture& from, EditingFixture& to) {
        to.replica.receive(from.replica.log().missingFrom(to.replica.log().versionVector()));
        to.read();
    };
    give(one, other);
    give(other, one);
}

}  // namespace

class StyleCommandsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void changingIsAnEventAProperty();
    void namesAreCleaned();
    void renaming();
    void makingAndDeleting();
    void newFromAParagraph();
    void newFromCharacters();
    void matching();
    void applying();
    void twoPeopleAtOnce();
};

void StyleCommandsTest::changingIsAnEventAProperty() {
    EditingFixture fixture({{{}, {{"text"}}}});
    const Edit edit = withStyleValues(nextOf(fixture), stylesOf(fixture), "heading1",
                                      {{"size", std::int64_t{2400}},
                                       {"bold", false},
                                       {"colour", std::string("red")},
                                       {"link", std::string("https://a")},
                                       {"based-on", std::string("title")}});
    QCOMPARE(setCountOf(edit), std::size_t{2});
    fixture.apply(edit.intent);
    QCOMPARE(document::numberOf(stylesOf(fixture).lookOf("heading1"), "size"), std::int64_t{2400});
    const Edit same = withStyleValues(nextOf(fixture), stylesOf(fixture), "heading1", {{"size", std::int64_t{2400}}});
    QVERIFY(same.isEmpty());
    QVERIFY(withStyleValues(nextOf(fixture), stylesOf(fixture), "nobody", {{"bold", true}}).isEmpty());
    fixture.apply(withStyleValues(nextOf(fixture), stylesOf(fixture), "heading1", {{"bold", {}}}).intent);
    QVERIFY(stylesOf(fixture).find("heading1")->look == attributesOf("size", std::int64_t{2400}));
    fixture.apply(resetStyle(nextOf(fixture), stylesOf(fixture), "heading1").intent);
    QVERIFY(propertiesOf(fixture).empty());
    QVERIFY(resetStyle(nextOf(fixture), stylesOf(fixture), "heading1").isEmpty());
}

void StyleCommandsTest::namesAreCleaned() {
    QCOMPARE(styleNameFrom("  two\n words "), std::string("two words"));
    QCOMPARE(styleNameFrom(" \t"), std::string());
    QCOMPARE(styleNameFrom(std::string(201, 'x')), std::string());
    QCOMPARE(styleNameFrom(std::string(200, 'x')).size(), std::size_t{200});
}

void StyleCommandsTest::renaming() {
    EditingFixture fixture({{{}, {{"text"}}}});
    fixture.apply(renamedStyle(nextOf(fixture), stylesOf(fixture), "quote", "Citation").intent);
    QCOMPARE(stylesOf(fixture).find("quote")->name, QStringLiteral("Citation"));
    QVERIFY(renamedStyle(nextOf(fixture), stylesOf(fixture), "quote", "Citation ").isEmpty());
    fixture.apply(renamedStyle(nextOf(fixture), stylesOf(fixture), "quote", "Quote").intent);
    QVERIFY(propertiesOf(fixture).empty());
    QVERIFY(renamedStyle(nextOf(fixture), stylesOf(fixture), "quote", "").isEmpty());
    const NewStyle made = newStyle(nextOf(fixture), stylesOf(fixture), StyleKind::kCharacter, "Strong", {});
    fixture.apply(made.edit.intent);
    QVERIFY(renamedStyle(nextOf(fixture), stylesOf(fixture), made.id, " ").isEmpty());
    fixture.apply(renamedStyle(nextOf(fixture), stylesOf(fixture), made.id, "Loud").intent);
    QCOMPARE(stylesOf(fixture).find(made.id)->name, QStringLiteral("Loud"));
}

void StyleCommandsTest::makingAndDeleting() {
    EditingFixture fixture({{{}, {{"one"}}}, {{}, {{"two"}}}});
    const NewStyle made = newStyle(nextOf(fixture), stylesOf(fixture), StyleKind::kParagraph, "Recipe", "heading2");
    fixture.apply(made.edit.intent);
    QCOMPARE(stylesOf(fixture).rootOf(made.id), std::string("heading2"));
    QVERIFY(newStyle(nextOf(fixture), stylesOf(fixture), StyleKind::kParagraph, " ", {}).id.empty());
    fixture.apply(withParagraphStyle(fixture.context(), stylesOf(fixture), {{4}, {4}}, made.id).intent);
    QCOMPARE(blockOf(fixture, 1).style, made.id);
    QCOMPARE(blockOf(fixture, 1).type, document::BlockType::kHeading);
    QCOMPARE(blockOf(fixture, 1).level, 2);
    QVERIFY(deletedStyle(nextOf(fixture), propertiesOf(fixture), stylesOf(fixture), "heading2").isEmpty());
    fixture.apply(deletedStyle(nextOf(fixture), propertiesOf(fixture), stylesOf(fixture), made.id).intent);
    QVERIFY(propertiesOf(fixture).empty());
    QCOMPARE(stylesOf(fixture).styleOf(blockOf(fixture, 1)).id, std::string("heading2"));
    QVERIFY(fixture.replica.undo().has_value());
    fixture.read();
    QCOMPARE(stylesOf(fixture).styleOf(blockOf(fixture, 1)).name, QStringLiteral("Recipe"));
}

void StyleCommandsTest::newFromAParagraph() {
    document::Attributes centred = attributesOf("align", std::string("centre"));
    document::setValue(centred, "type", std::string("quote"));
    document::Attributes looks = attributesOf("italic", true);
    document::setValue(looks, "strike", true);
    EditingFixture fixture({{{}, {{"before"}}}, {centred, {{"words", looks}}}, {{}, {{"behind"}}}});
    const NewStyle made =
        newStyleFrom(fixture.context(), stylesOf(fixture), {{7}, {12}}, StyleKind::kParagraph, "Motto");
    fixture.apply(made.edit.intent);
    const NamedStyles styles = stylesOf(fixture);
    QCOMPARE(styles.find(made.id)->basedOn, std::string("quote"));
    QVERIFY(document::flagOf(styles.lookOf(made.id), "italic"));
    QCOMPARE(document::textOf(styles.lookOf(made.id), "align"), std::string_view("centre"));
    // What the style says is not said a second time; what styles cannot say stays.
    QCOMPARE(blockOf(fixture, 1).align, document::Alignment::kByDirection);
    QCOMPARE(blockOf(fixture, 1).type, document::BlockType::kQuote);
    QCOMPARE(blockOf(fixture, 1).style, made.id);
    QVERIFY(*fixture.blocks.blockAt(1)->formatAt(0) == attributesOf("strike", true));
    QVERIFY(blockOf(fixture, 0).style.empty() && blockOf(fixture, 2).style.empty());
    // One step
    QVERIFY(fixture.replica.undo().has_value());
    fixture.read();
    QVERIFY(propertiesOf(fixture).empty());
    QCOMPARE(blockOf(fixture, 1).align, document::Alignment::kCentre);
}

void StyleCommandsTest::newFromCharacters() {
    EditingFixture fixture({{{}, {{"plain "}, {"loud", attributesOf("bold", true)}, {" plain"}}}});
    const NewStyle made =
        newStyleFrom(fixture.context(), stylesOf(fixture), {{6}, {10}}, StyleKind::kCharacter, "Loud");
    fixture.apply(made.edit.intent);
    QVERIFY(*fixture.blocks.blockAt(0)->formatAt(6) == attributesOf("style", made.id));
    QVERIFY(document::flagOf(stylesOf(fixture).lookOf(made.id), "bold"));
    QVERIFY(blockOf(fixture, 0).style.empty());
    QCOMPARE(stylesOf(fixture).find(made.id)->kind, StyleKind::kCharacter);
}

void StyleCommandsTest::matching() {
    document::Attributes heading = attributesOf("type", std::string("heading"));
    document::setValue(heading, "align", std::string("right"));
    EditingFixture fixture(
        {{heading, {{"one", attributesOf("colour", std::string("#006400"))}}}, {heading, {{"two"}}}});
    fixture.apply(styleMatching(fixture.context(), stylesOf(fixture), {{0}, {3}}, "heading1").intent);
    const document::Attributes look = stylesOf(fixture).lookOf("heading1");
    QCOMPARE(document::textOf(look, "colour"), std::string_view("#006400"));
    QCOMPARE(document::textOf(look, "align"), std::string_view("right"));
    QVERIFY(fixture.blocks.blockAt(0)->formatAt(0) == nullptr);
    QCOMPARE(blockOf(fixture, 0).align, document::Alignment::kByDirection);
    QCOMPARE(blockOf(fixture, 1).align, document::Alignment::kRight);  // was not selected
    QVERIFY(styleMatching(fixture.context(), stylesOf(fixture), {{0}, {3}}, "heading1").isEmpty());
}

void StyleCommandsTest::applying() {
    document::Attributes item = attributesOf("type", std::string("number"));
    document::setValue(item, "indent", std::int64_t{2});
    EditingFixture fixture({{{}, {{"text"}}}, {item, {{"item"}}}});
    const auto applyStyle = [&](std::string_view style) {
        const Edit edit = withParagraphStyle(fixture.context(), stylesOf(fixture), {{0}, {9}}, style);
        if (!edit.isEmpty()) fixture.apply(edit.intent);
    };
    applyStyle("list");
    QCOMPARE(fixture.typeOf(0), document::BlockType::kBullet);
    QCOMPARE(fixture.typeOf(1), document::BlockType::kNumber);
    QCOMPARE(blockOf(fixture, 1).indent, 2);
    applyStyle("heading3");
    QCOMPARE(fixture.typeOf(0), document::BlockType::kHeading);
    QCOMPARE(blockOf(fixture, 1).level, 3);
    QCOMPARE(blockOf(fixture, 1).indent, 0);
    const NewStyle made = newStyle(nextOf(fixture), stylesOf(fixture), StyleKind::kParagraph, "Small", "paragraph");
    fixture.apply(made.edit.intent);
    applyStyle(made.id);
    QCOMPARE(fixture.typeOf(0), document::BlockType::kParagraph);
    QCOMPARE(blockOf(fixture, 0).style, made.id);
    applyStyle("paragraph");
    QVERIFY(blockOf(fixture, 0) == document::BlockAttributes{});
    applyStyle("nobody");
    const NewStyle loud = newStyle(nextOf(fixture), stylesOf(fixture), StyleKind::kCharacter, "Loud", {});
    fixture.apply(loud.edit.intent);
    QVERIFY(withParagraphStyle(fixture.context(), stylesOf(fixture), {{0}, {9}}, loud.id).isEmpty());
}

void StyleCommandsTest::twoPeopleAtOnce() {
    const std::uint64_t seed = qEnvironmentVariableIsSet("SEED") ? qgetenv("SEED").toULongLong() : 20261121;
    std::printf("SEED=%llu\n", static_cast<unsigned long long>(seed));
    Random random(seed);
    EditingFixture ana(1, "ana");
    EditingFixture ben(2, "ben");
    ana.apply({event::TransactionKind::kTyping, {{{{0}, {0}}, "one\ntwo\nthree"}}});
    exchange(ana, ben);
    const std::array<std::string_view, 4> looks{"bold", "italic", "size", "indent"};
    for (int round = 0; round < 60; ++round) {
        for (EditingFixture* person : {&ana, &ben}) {
            for (std::uint32_t step = random.below(4); step > 0; --step) {
                const NamedStyles styles = stylesOf(*person);
                const std::string id = styles.all()[random.below(static_cast<std::uint32_t>(styles.all().size()))].id;
                const std::string other =
                    styles.all()[random.below(static_cast<std::uint32_t>(styles.all().size()))].id;
                const event::EventId next = nextOf(*person);
                const text::Range range{{random.below(8)}, {8 + random.below(5)}};
                Edit edit;
                switch (random.below(8)) {
                    case 0:
                        edit = newStyle(next, styles, StyleKind::kParagraph, "new", id).edit;
                        break;
                    case 1:
                        edit = newStyleFrom(person->context(), styles, range,
                                            random.below(2) == 0 ? StyleKind::kParagraph : StyleKind::kCharacter, "x")
                                   .edit;
                        break;
                    case 2:
                        edit = deletedStyle(next, propertiesOf(*person), styles, id);
                        break;
                    case 3:
                        edit = withStyleValues(next, styles, id, {{"based-on", other}});
                        break;
                    case 4:
                        edit = withParagraphStyle(person->context(), styles, range, id);
                        break;
                    case 5:
                        edit = markedWith(person->blocks, range, "style", id);
                        break;
                    case 6:
                        edit = resetStyle(next, styles, id);
                        break;
                    default: {
                        const std::string_view look = looks[random.below(4)];
                        const bool isFlag = look == "bold" || look == "italic";
                        edit = withStyleValues(
                            next, styles, id,
                            {{std::string(look), isFlag ? event::Value(random.below(2) == 0)
                                                        : event::Value(std::int64_t{random.below(9) * 100})}});
                    }
                }
                if (!edit.isEmpty()) person->apply(edit.intent);
            }
        }
        exchange(ana, ben);
        QVERIFY(propertiesOf(ana) == propertiesOf(ben));
        QVERIFY(stylesOf(ana) == stylesOf(ben));
        QVERIFY(ana.content() == ben.content());
        // Circles that two people made together end somewhere.
        const NamedStyles shown = stylesOf(ana);
        for (const projection::NamedStyle& style : shown.all())
            QVERIFY(document::isBuiltInStyle(shown.rootOf(style.id)));
    }
}

QTEST_GUILESS_MAIN(StyleCommandsTest)
#include "tst_style_commands.moc"
