// Every key of CONTENT.md with values of the form listed there and of others, and random ones of all kinds: what the
// rules refuse, readers take for absent; what they let pass, readers give back.
#include <QtTest>

#include <array>

#include "base/random.h"
#include "document/block_schema.h"
#include "document/embed_schema.h"
#include "document/value_rules.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::document;
using event::Value;

Q_DECLARE_METATYPE(varve::event::Value)

namespace {

Value words(std::string value) {
    return value;
}
Value number(std::int64_t value) {
    return value;
}

constexpr std::array kBlockKeys{block_key::kType,         block_key::kLevel,       block_key::kIndent,
                                block_key::kChecked,      block_key::kStart,       block_key::kAlign,
                                block_key::kLineSpacing,  block_key::kSpaceBefore, block_key::kSpaceAfter,
                                block_key::kDirection,    block_key::kLanguage,    block_key::kPageBreak,
                                block_key::kCodeLanguage, block_key::kStyle};

Value randomValue(Random& random) {
    static const std::array<std::string, 12> kTexts{"",    "title", "heading", "check", "left", "justify",
                                                    "rtl", "de",    "en-GB",   "x",     "a b",  "#0057b8"};
    switch (random.below(5)) {
        case 0:
            return random.below(2) == 0;
        case 1:
            return static_cast<std::int64_t>(random.below(20)) - 2;
        case 2:
            return static_cast<std::int64_t>(random.next());
        case 3:
            return kTexts[random.below(kTexts.size())];
        default:
            return std::string(random.below(5000), 'z');
    }
}

}  // namespace

class ValueRulesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void forms_data();
    void forms();
    void unknownKeysMayHaveAnything();
    void readersTakeTheRestForAbsent();
    void readersAgreeOnRandomBlocks();
};

void ValueRulesTest::forms_data() {
    QTest::addColumn<int>("holder");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<Value>("value");
    QTest::addColumn<QByteArray>("form");  // empty: allowed
    int count = 0;
    const auto row = [&count](ValueHolder holder, const char* key, const Value& value, const char* form = "") {
        QTest::addRow("%s %d", key, ++count)
            << static_cast<int>(holder) << QByteArray(key) << value << QByteArray(form);
    };
    const ValueHolder mark = ValueHolder::kMark;
    row(mark, "bold", true);
    row(mark, "bold", false);
    row(mark, "bold", Value());
    row(mark, "bold", number(1), "true or false");
    row(mark, "code", false, "true");
    row(mark, "colour", words("#00aaff"));
    row(mark, "colour", words("#00AAFF"), "a colour such as #0057b8");
    row(mark, "highlight", words("red"), "a colour such as #0057b8");
    row(mark, "font", words(std::string(100, 'f')));
    row(mark, "font", words(std::string(101, 'f')), "a text of 1 to 100 bytes");
    row(mark, "font", words(""), "a text of 1 to 100 bytes");
    row(mark, "size", number(100));
    row(mark, "size", number(40'000));
    row(mark, "size", number(99), "a whole number from 100 to 40000");
    row(mark, "size", number(INT64_MAX), "a whole number from 100 to 40000");
    row(mark, "size", words("1200"), "a whole number from 100 to 40000");
    row(mark, "link", words(std::string(4096, 'l')));
    row(mark, "link", words(std::string(4097, 'l')), "a text of 1 to 4096 bytes");
    row(mark, "comment:7", words("why"));
    row(mark, "comment:7", true, "a text of at most 16384 bytes");
    const ValueHolder block = ValueHolder::kBlock;
    row(block, "type", words("check"));
    row(block, "type", words("table"), "one of title, heading, quote, code, bullet, number, check");
    row(block, "type", words("title heading"), "one of title, heading, quote, code, bullet, number, check");
    row(block, "type", words(""), "one of title, heading, quote, code, bullet, number, check");
    row(block, "level", number(7), "a whole number from 1 to 6");
    row(block, "indent", number(0));
    row(block, "indent", number(-1), "a whole number from 0 to 8");
    row(block, "checked", false, "true");
    row(block, "language", words("zh-Hant-TW"));
    row(block, "language", words("d"), "a language tag such as de or en-GB");
    row(block, "language", words("de-"), "a language tag such as de or en-GB");
    row(block, "language", words("de_DE"), "a language tag such as de or en-GB");
    row(block, "direction", words("auto"), "one of ltr, rtl");
    row(block, "style", words(""), "a text that is not empty");
    const ValueHolder embed = ValueHolder::kEmbed;
    row(embed, "blob", words(std::string(64, 'a')));
    row(embed, "blob", words(std::string(64, 'A')), "the 64 hexadecimal digits of an image");
    row(embed, "media", words("image/tiff"), "one of image/png, image/jpeg, image/gif, image/webp, image/svg+xml");
    row(embed, "pixel-width", number(65'536), "a whole number from 1 to 65535");
    row(embed, "alt", number(3), "a text");
    const ValueHolder document = ValueHolder::kDocument;
    row(document, "title", words("Varves"));
    row(document, "title", true, "a text");
    row(document, "page-size", words("a3"), "one of a4, a5, letter, legal");
    row(document, "word:varve", words("varve"), "true");
    row(document, "style:quote:italic", false);
    row(document, "style:quote:italic", words("yes"), "true or false");
    row(document, "style:quote:indent", number(9), "a whole number from 0 to 8");
    row(document, "style:7:kind", words("table"), "one of paragraph, character");
    row(document, "style:quote:link", number(1));
    const ValueHolder thread = ValueHolder::kThread;
    row(thread, "text", words(std::string(16'385, 't')), "a text of at most 16384 bytes");
    row(thread, "reply:1", words("because"));
    row(thread, "reply:1", number(1), "a text of at most 16384 bytes");
    row(thread, "resolved", words("yes"), "true");
}

void ValueRulesTest::forms() {
    QFETCH(const int, holder);
    QFETCH(const QByteArray, key);
    QFETCH(const Value, value);
    QFETCH(const QByteArray, form);
    const auto wrong = wrongFormOf(static_cast<ValueHolder>(holder), key.toStdString(), value);
    QCOMPARE(QByteArray::fromStdString(wrong.value_or("")), form);
    Attributes attributes;
    setValue(attributes, key.toStdString(), value);
    const Value& shown = shownValue(static_cast<ValueHolder>(holder), attributes, key.toStdString());
    QVERIFY(form.isEmpty() ? shown == value : shown == Value());
}

void ValueRulesTest::unknownKeysMayHaveAnything() {
    Random random(test::numberFromEnvironment("SEED", 1));
    for (int round = 0; round < 200; ++round) {
        const Value value = randomValue(random);
        for (const ValueHolder holder : {ValueHolder::kMark, ValueHolder::kBlock, ValueHolder::kEmbed,
                                         ValueHolder::kDocument, ValueHolder::kThread})
            QVERIFY(!wrongFormOf(holder, "hologram", value));
        QVERIFY(!wrongFormOf(ValueHolder::kDocument, "style:quote:hologram", value));
    }
}

void ValueRulesTest::readersTakeTheRestForAbsent() {
    Attributes image;
    setValue(image, "blob", words(std::string(64, 'g')));
    setValue(image, "media", words("image/tiff"));
    setValue(image, "pixel-width", number(0));
    setValue(image, "width", number(1'440'001));
    setValue(image, "alt", true);
    QVERIFY(imageAttributesOf(image) == ImageAttributes{});
    Attributes block;
    setValue(block, "language", words(std::string(5000, 'l')));
    setValue(block, "style", number(4));
    setValue(block, "code-language", words(""));
    QVERIFY(blockAttributesOf(block) == BlockAttributes{});
}

/// A block with anything in it reads as the same block without what the rules refuse, and as another one with all that
/// they let pass, but for what says nothing.
void ValueRulesTest::readersAgreeOnRandomBlocks() {
    Random random(test::numberFromEnvironment("SEED", 1));
    for (std::uint64_t round = test::numberFromEnvironment("GRAPHS", 20'000); round > 0; --round) {
        Attributes all;
        Attributes allowed;
        for (std::uint32_t count = random.below(5); count > 0; --count) {
            const std::string_view key = kBlockKeys[random.below(kBlockKeys.size())];
            const Value value = randomValue(random);
            setValue(all, key, value);
            setValue(allowed, key, wrongFormOf(ValueHolder::kBlock, key, value) ? Value() : value);
        }
        const BlockAttributes read = blockAttributesOf(all);
        QVERIFY(read == blockAttributesOf(allowed));
        // What was read is of the listed form itself.
        for (const auto& [key, value] : registersOf(read))
            QVERIFY2(!wrongFormOf(ValueHolder::kBlock, key, value), key.c_str());
    }
}

QTEST_GUILESS_MAIN(ValueRulesTest)
#include "tst_value_rules.moc"
