// Formats of selections and of what is typed next, against what the engine really gives typed text.
#include <cstdio>

#include "base/random.h"
#include "document/mark_schema.h"
#include "editing/mark_commands.h"
#include "editing_fixture.h"

using namespace varve;
using namespace varve::editing;

class MarkCommandsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void toggling();
    void scriptsExcludeEachOther();
    void clearingKeepsLinks();
    void typingTakesOnWhatIsForeseen();
    void typingWithAnotherFormat();
    void typingOverKeepsTheFirstLook_data();
    void typingOverKeepsTheFirstLook();
    void typingOverAnything();
};

void MarkCommandsTest::toggling() {
    EditingFixture fixture({{{}, {{"one "}, {"two", attributesOf("bold", true)}}}, {{}, {{"three"}}}});
    QVERIFY(markIn(fixture.blocks, {{0}, {7}}, "bold").isMixed);
    QVERIFY(markIn(fixture.blocks, {{4}, {7}}, "bold").common == event::Value(true));
    fixture.apply(toggledMark(fixture.blocks, {{0}, {13}}, "bold").intent);
    QVERIFY(markIn(fixture.blocks, {{0}, {13}}, "bold") == (MarkSummary{true, false}));
    fixture.apply(toggledMark(fixture.blocks, {{0}, {13}}, "bold").intent);
    QVERIFY(markIn(fixture.blocks, {{0}, {13}}, "bold") == MarkSummary{});
    QVERIFY(toggledMark(fixture.blocks, {{3}, {3}}, "bold").isEmpty());
    // A selection up to the next block's start does not format that block
    fixture.apply(toggledMark(fixture.blocks, {{0}, {8}}, "italic").intent);
    QCOMPARE(fixture.replica.log().operationRuns().back().type, event::OperationType::kMark);
    fixture.apply({event::TransactionKind::kTyping, {{{{8}, {8}}, "x"}}});
    QVERIFY(fixture.blocks.blockAt(1)->formatAt(0) == nullptr);
}

void MarkCommandsTest::scriptsExcludeEachOther() {
    EditingFixture fixture({{{}, {{"H2O"}}}});
    fixture.apply(toggledMark(fixture.blocks, {{1}, {2}}, "superscript").intent);
    fixture.apply(toggledMark(fixture.blocks, {{1}, {2}}, "subscript").intent);
    const document::FormatPointer format = fixture.blocks.blockAt(0)->formatAt(1);
    QVERIFY(*format == attributesOf("subscript", true));
}

void MarkCommandsTest::clearingKeepsLinks() {
    document::Attributes rich = attributesOf("bold", true);
    document::setValue(rich, "colour", std::string("#ff0000"));
    document::setValue(rich, "link", std::string("https://a"));
    EditingFixture fixture({{{}, {{"text", rich}}}});
    fixture.apply(withoutLooks(fixture.blocks, {{0}, {4}}).intent);
    QVERIFY(*fixture.blocks.blockAt(0)->formatAt(0) == attributesOf("link", std::string("https://a")));
    QVERIFY(withoutLooks(fixture.blocks, {{0}, {4}}).isEmpty());
    fixture.apply(paintedWith(fixture.blocks, {{0}, {2}}, attributesOf("italic", true)).intent);
    QVERIFY(document::flagOf(*fixture.blocks.blockAt(0)->formatAt(0), "italic"));
    QVERIFY(!document::flagOf(*fixture.blocks.blockAt(0)->formatAt(2), "italic"));
}

void MarkCommandsTest::typingTakesOnWhatIsForeseen() {
    const std::uint64_t seed = qEnvironmentVariableIsSet("SEED") ? qgetenv("SEED").toULongLong() : 20261121;
    std::printf("SEED=%llu\n", static_cast<unsigned long long>(seed));
    Random random(seed);
    const std::array<std::string_view, 4> keys{"bold", "italic", "link", "code"};
    for (int round = 0; round < 200; ++round) {
        EditingFixture fixture({{{}, {{"one two"}}}, {{}, {{"three"}}}, {{}, {}}, {{}, {{"x"}}}});
        for (int step = 0; step < 4; ++step) {
            const std::uint32_t begin = random.below(fixture.blocks.count());
            const std::uint32_t end = begin + 1 + random.below(fixture.blocks.count() - begin);
            const std::string_view key = keys[random.below(4)];
            const bool isText = key == "link";
            const event::Value value = isText ? event::Value(std::string("https://a")) : event::Value(true);
            const Edit edit = markedWith(fixture.blocks, {{begin}, {end}}, key, value);
            if (!edit.isEmpty()) fixture.apply(edit.intent);
        }
        const text::Offset place{random.below(fixture.blocks.count() + 1)};
        const projection::BlockPosition position = fixture.blocks.positionOf(place);
        if (fixture.blocks.blockAt(position.block)->utf16Count() == 0) continue;
        const document::Attributes foreseen = formatForTyping(fixture.blocks, place);
        const document::FormatPointer real = fixture.replica.tracker().formatForInsertAt(fixture.replica.log(), place);
        // Two links side by side look like one that the place is inside of, but are not.
        const auto growing = [](document::Attributes format) {
            std::erase_if(format, [](const auto& mark) { return !document::expansionOf(mark.first, false).end; });
            return format;
        };
        const document::Attributes given = real ? *real : document::Attributes();
        QVERIFY2(growing(given) == growing(foreseen), qPrintable(QString::number(round)));
        for (const auto& [key, value] : given)
            QVERIFY2(document::valueOf(foreseen, key) == value, qPrintable(QString::number(round)));
    }
}

void MarkCommandsTest::typingWithAnotherFormat() {
    EditingFixture fixture({{{}, {{"bold", attributesOf("bold", true)}}}});
    document::Attributes wanted;
    wanted.emplace_back("bold", event::Value());
    wanted.emplace_back("italic", true);
    fixture.apply(typedWith(fixture.blocks, {{4}, {4}}, "x", wanted, event::TransactionKind::kTyping));
    QVERIFY(*fixture.blocks.blockAt(0)->formatAt(4) == attributesOf("italic", true));
    // What is typed next goes on like it, without a mark of its own
    const replica::EditIntent next =
        typedWith(fixture.blocks, {{5}, {5}}, "y", wanted, event::TransactionKind::kTyping);
    QVERIFY(next.marks.empty());
    fixture.apply(next);
    QVERIFY(*fixture.blocks.blockAt(0)->formatAt(5) == attributesOf("italic", true));
}

void MarkCommandsTest::typingOverKeepsTheFirstLook_data() {
    QTest::addColumn<std::string>("expected");  // keys of what was typed over "cd" of "ab" + "cd" + "ef"
    QTest::addColumn<int>("bold");              // bits: which of the three parts have it
    QTest::addColumn<int>("link");
    QTest::newRow("bold among plain") << std::string("bold") << 2 << 0;
    QTest::newRow("plain behind bold") << std::string() << 1 << 0;
    QTest::newRow("plain before bold") << std::string() << 4 << 0;
    QTest::newRow("plain between bold") << std::string() << 5 << 0;
    QTest::newRow("bold everywhere") << std::string("bold") << 7 << 0;
    QTest::newRow("a whole link goes") << std::string() << 0 << 2;
    QTest::newRow("the beginning of a link stays one") << std::string("link") << 0 << 6;
    QTest::newRow("the end of a bold link stays one") << std::string("bold link") << 2 << 3;
    QTest::newRow("the middle of a link") << std::string("link") << 0 << 7;
}

void MarkCommandsTest::typingOverKeepsTheFirstLook() {
    QFETCH(std::string, expected);
    QFETCH(int, bold);
    QFETCH(int, link);
    EditingFixture fixture({{{}, {{"abcdef"}}}});
    for (std::uint32_t part = 0; part < 3; ++part) {
        const text::Range range{{part * 2}, {part * 2 + 2}};
        if ((bold >> part & 1) != 0) fixture.apply(markedWith(fixture.blocks, range, "bold", true).intent);
    }
    if (link != 0) {
        const std::uint32_t begin = (link & 1) != 0 ? 0 : 2;
        const std::uint32_t end = (link & 4) != 0 ? 6 : 4;
        fixture.apply(markedWith(fixture.blocks, {{begin}, {end}}, "link", std::string("https://a")).intent);
    }
    fixture.apply(typedLike(fixture.blocks, {{2}, {4}}, {2}, "xyz", event::TransactionKind::kTyping));
    QCOMPARE(fixture.text(), std::string("abxyzef"));
    for (int place = 2; place < 5; ++place) {
        std::string keys;
        if (const document::FormatPointer& format = fixture.blocks.blockAt(0)->formatAt(place)) {
            for (const auto& mark : *format)
                keys += (keys.empty() ? "" : " ") + mark.first;
        }
        QCOMPARE(keys, expected);
    }
}

void MarkCommandsTest::typingOverAnything() {
    const std::uint64_t seed = qEnvironmentVariableIsSet("SEED") ? qgetenv("SEED").toULongLong() : 20261122;
    std::printf("SEED=%llu\n", static_cast<unsigned long long>(seed));
    Random random(seed);
    const std::array<std::string_view, 4> keys{"bold", "italic", "strike", "code"};
    for (int round = 0; round < 400; ++round) {
        EditingFixture fixture({{{}, {{"one two"}}}, {{}, {{"three"}}}, {{}, {}}, {{}, {{"x"}}}});
        const auto randomRange = [&] {
            const std::uint32_t begin = random.below(fixture.blocks.count());
            return text::Range{{begin}, {begin + 1 + random.below(fixture.blocks.count() - begin)}};
        };
        for (int step = 0; step < 5; ++step) {
            const Edit edit = toggledMark(fixture.blocks, randomRange(), keys[random.below(4)]);
            if (!edit.isEmpty()) fixture.apply(edit.intent);
        }
        const text::Range range = randomRange();
        const projection::BlockPosition place = fixture.blocks.positionOf(range.begin);
        if (place.utf16 == fixture.blocks.blockAt(place.block)->utf16Count()) continue;
        const document::Attributes before = looksAt(fixture.blocks, range);
        fixture.apply(typedLike(fixture.blocks, range, range.begin, "new", event::TransactionKind::kTyping));
        const text::Range typed{range.begin, range.begin + 3U};
        const RangeFormat after = formatIn(fixture.blocks, typed);
        QVERIFY2(after.common == before && after.mixed.empty(), qPrintable(QString::number(round)));
    }
}

QTEST_GUILESS_MAIN(MarkCommandsTest)
#include "tst_mark_commands.moc"
