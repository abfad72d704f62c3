// The list of named styles, read from registers that anybody may have written.
#include <QTest>

#include "document/mark_schema.h"
#include "document/style_schema.h"
#include "projection/named_styles.h"

using namespace varve;
using document::StyleKind;
using projection::NamedStyle;
using projection::NamedStyles;

namespace {

document::Attributes registersOf(std::initializer_list<std::pair<const char*, event::Value>> values) {
    document::Attributes registers;
    for (const auto& [key, value] : values)
        document::setValue(registers, key, value);
    return registers;
}

event::Value words(const char* text) {
    return std::string(text);
}

}  // namespace

class NamedStylesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void everyDocumentHasSome();
    void ownStylesByName();
    void whatIsNotOfTheFormIsAbsent_data();
    void whatIsNotOfTheFormIsAbsent();
    void basedOnEachOther();
    void looksAreTakenOver();
    void blocksHaveStyles();
    void keysAreReadAndWritten();
    void thereIsABound();
};

void NamedStylesTest::everyDocumentHasSome() {
    const NamedStyles styles;
    QCOMPARE(styles.all().size(), std::size_t{11});
    QCOMPARE(styles.all().front().name, QStringLiteral("Paragraph"));
    QCOMPARE(styles.find("heading3")->name, QStringLiteral("Heading 3"));
    for (const NamedStyle& style : styles.all()) {
        QVERIFY(style.isBuiltIn && document::isBuiltInStyle(style.id));
        QCOMPARE(style.name, projection::builtInStyleName(style.id));
        const document::BlockKind kind = document::blockKindOf(style.id);
        QCOMPARE(document::builtInStyleOf(kind.type, kind.level), style.id);
    }
    for (const char* other : {"", "heading", "heading0", "heading7", "heading11", "Title"})
        QVERIFY2(!document::isBuiltInStyle(other), other);
}

void NamedStylesTest::ownStylesByName() {
    const NamedStyles styles(registersOf({{"style:3/1:name", words("zebra")},
                                          {"style:3/2:name", words("  Apple\n pie ")},
                                          {"style:3/3:name", words("Strong")},
                                          {"style:3/3:kind", words("character")},
                                          {"style:3/4:bold", true},
                                          {"style:heading1:name", words("Chapter")},
                                          {"title", words("Plan")}}));
    std::vector<QString> names;
    for (const NamedStyle& style : styles.all()) {
        if (!style.isBuiltIn) names.push_back(style.name);
    }
    QCOMPARE(names,
             (std::vector<QString>{QStringLiteral("Apple pie"), QStringLiteral("zebra"), QStringLiteral("Strong")}));
    QCOMPARE(styles.find("3/3")->kind, StyleKind::kCharacter);
    QVERIFY(styles.find("3/4") == nullptr);  // left of a style that was deleted
    QCOMPARE(styles.find("heading1")->name, QStringLiteral("Chapter"));
    QVERIFY(styles.find("heading1")->isRenamed && !styles.find("heading2")->isRenamed);
}

void NamedStylesTest::whatIsNotOfTheFormIsAbsent_data() {
    QTest::addColumn<std::string>("property");
    QTest::addColumn<event::Value>("value");
    QTest::addColumn<bool>("counts");
    const auto row = [](const char* name, const char* property, event::Value value, bool counts) {
        QTest::newRow(name) << std::string(property) << std::move(value) << counts;
    };
    row("font", "font", words("Serif"), true);
    row("no font", "font", words(""), false);
    row("long font", "font", std::string(101, 'a'), false);
    row("size", "size", std::int64_t{1200}, true);
    row("small size", "size", std::int64_t{99}, false);
    row("huge size", "size", std::int64_t{40001}, false);
    row("not bold", "bold", false, true);
    row("bold by word", "bold", words("true"), false);
    row("colour", "colour", words("#00ff7f"), true);
    row("colour by name", "colour", words("red"), false);
    row("align", "align", words("centre"), true);
    row("align nowhere", "align", words("middle"), false);
    row("line spacing", "line-spacing", std::int64_t{150}, true);
    row("usual line spacing", "line-spacing", std::int64_t{100}, true);
    row("no line spacing", "line-spacing", std::int64_t{0}, false);
    row("no space", "space-after", std::int64_t{0}, true);
    row("negative space", "space-after", std::int64_t{-1}, false);
    row("indent", "indent", std::int64_t{8}, true);
    row("no indent", "indent", std::int64_t{0}, true);
    row("deep indent", "indent", std::int64_t{9}, false);
    row("link", "link", words("https://a"), false);
    row("unknown", "sparkle", true, false);
}

void NamedStylesTest::whatIsNotOfTheFormIsAbsent() {
    QFETCH(std::string, property);
    QFETCH(event::Value, value);
    QFETCH(bool, counts);
    document::Attributes registers;
    document::setValue(registers, "style:quote:" + property, value);
    QCOMPARE(!NamedStyles(registers).find("quote")->look.empty(), counts);
}

void NamedStylesTest::basedOnEachOther() {
    const NamedStyles styles(registersOf({{"style:a:name", words("A")},
                                          {"style:a:based-on", words("b")},
                                          {"style:b:name", words("B")},
                                          {"style:b:based-on", words("a")},
                                          {"style:b:italic", true},
                                          {"style:c:name", words("C")},
                                          {"style:c:based-on", words("heading2")},
                                          {"style:d:name", words("D")},
                                          {"style:d:based-on", words("c")},
                                          {"style:e:name", words("E")},
                                          {"style:e:based-on", words("nobody")},
                                          {"style:s:name", words("S")},
                                          {"style:s:kind", words("character")},
                                          {"style:s:based-on", words("c")},
                                          {"style:title:based-on", words("quote")}}));
    QVERIFY(document::flagOf(styles.lookOf("a"), "italic"));
    QCOMPARE(styles.rootOf("a"), std::string("paragraph"));
    QCOMPARE(styles.rootOf("d"), std::string("heading2"));
    QCOMPARE(styles.find("e")->basedOn, std::string());
    QCOMPARE(styles.find("s")->basedOn, std::string());  // of another kind
    QCOMPARE(styles.find("title")->basedOn, std::string());
    QVERIFY(styles.mayBeBasedOn("e", "d"));
    QVERIFY(!styles.mayBeBasedOn("c", "d"));  // would be a circle
    QVERIFY(!styles.mayBeBasedOn("c", "c"));
    QVERIFY(!styles.mayBeBasedOn("e", "a"));  // is one
    QVERIFY(!styles.mayBeBasedOn("s", "paragraph"));
    QVERIFY(!styles.mayBeBasedOn("quote", "paragraph"));
}

void NamedStylesTest::looksAreTakenOver() {
    const NamedStyles styles(registersOf({{"style:a:name", words("A")},
                                          {"style:a:based-on", words("quote")},
                                          {"style:a:bold", false},
                                          {"style:quote:bold", true},
                                          {"style:quote:size", std::int64_t{900}}}));
    const document::Attributes look = styles.lookOf("a");
    QVERIFY(document::valueOf(look, "bold") == event::Value(false));
    QCOMPARE(document::numberOf(look, "size"), std::int64_t{900});
    QVERIFY(styles.lookOf("nobody").empty());
}

void NamedStylesTest::blocksHaveStyles() {
    const NamedStyles styles(registersOf(
        {{"style:a:name", words("A")}, {"style:s:name", words("S")}, {"style:s:kind", words("character")}}));
    document::BlockAttributes block;
    QCOMPARE(styles.styleOf(block).id, std::string("paragraph"));
    block.type = document::BlockType::kNumber;
    QCOMPARE(styles.styleOf(block).id, std::string("list"));
    block.type = document::BlockType::kHeading;
    block.level = 4;
    for (const char* notOne : {"gone", "s", ""}) {
        block.style = notOne;
        QCOMPARE(styles.styleOf(block).id, std::string("heading4"));
    }
    block.style = "a";
    QCOMPARE(styles.styleOf(block).id, std::string("a"));
}

void NamedStylesTest::keysAreReadAndWritten() {
    using Pair = std::pair<std::string_view, std::string_view>;
    QVERIFY((document::stylePropertyOf("style:a:bold") == Pair{"a", "bold"}));
    const std::string key = document::styleKey("heading1", "size");
    QVERIFY((document::stylePropertyOf(key) == Pair{"heading1", "size"}));
    for (const char* none : {"style:", "style::bold", "style:a", "style:a:", "title", ""})
        QVERIFY2(document::stylePropertyOf(none) == Pair{}, none);
    QVERIFY(document::stylePropertyOf("style:" + std::string(65, 'a') + ":bold") == Pair{});
}

void NamedStylesTest::thereIsABound() {
    document::Attributes registers;
    for (int number = 0; number < 2000; ++number)
        registers.emplace_back("style:" + std::to_string(100'000 + number) + ":name", words("many"));
    registers.emplace_back("style:title:bold", true);
    const NamedStyles styles(registers);
    QCOMPARE(styles.all().size(), projection::kOwnStyleCountMax + 11);
    QVERIFY(styles.find("100499") != nullptr && styles.find("100500") == nullptr);
    QVERIFY(document::flagOf(styles.lookOf("title"), "bold"));
}

QTEST_GUILESS_MAIN(NamedStylesTest)
#include "tst_named_styles.moc"
