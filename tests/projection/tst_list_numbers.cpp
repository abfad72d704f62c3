// Numbers of list items against the sentence that defines them (CONTENT.md), block by block.
#include <QTest>
#include <cstdio>

#include "base/random.h"
#include "projection/list_numbers.h"

using namespace varve;
using namespace varve::projection;
using document::BlockAttributes;
using document::BlockType;

namespace {

std::uint64_t environmentNumber(const char* name, std::uint64_t standard) {
    const QByteArray value = qgetenv(name);
    return value.isEmpty() ? standard : value.toULongLong();
}

BlockAttributes item(BlockType type, int indent = 0, int start = -1) {
    BlockAttributes attributes;
    attributes.type = type;
    attributes.indent = indent;
    attributes.start = start;
    return attributes;
}

/// Its `start`; else one more than the item before it with the same indent, when nothing but blocks with a deeper
/// indent stand between; else 1.
std::uint32_t naiveNumber(const std::vector<BlockAttributes>& blocks, std::size_t index) {
    const BlockAttributes& block = blocks[index];
    if (block.type != BlockType::kNumber) return 0;
    if (block.start >= 0) return static_cast<std::uint32_t>(block.start);
    for (std::size_t before = index; before-- > 0;) {
        if (blocks[before].indent > block.indent) continue;
        const bool goesOn = blocks[before].type == BlockType::kNumber && blocks[before].indent == block.indent;
        if (goesOn) return naiveNumber(blocks, before) + 1;
        break;
    }
    return 1;
}

std::vector<BlockAttributes> randomBlocks(Random& random) {
    static constexpr BlockType kTypes[] = {BlockType::kNumber, BlockType::kNumber, BlockType::kNumber,
                                           BlockType::kBullet, BlockType::kCheck,  BlockType::kParagraph};
    std::vector<BlockAttributes> blocks;
    int indent = 0;
    for (std::uint32_t count = 1 + random.below(40); count > 0; --count) {
        if (random.chance(40)) indent = static_cast<int>(random.below(document::kIndentMax + 1));
        blocks.push_back(item(kTypes[random.below(6)], random.chance(60) ? indent : 0,
                              random.chance(15) ? static_cast<int>(random.below(7)) : -1));
        // Paragraphs that are rare leave lists long enough to count on.
        if (blocks.back().type == BlockType::kParagraph && random.chance(60)) blocks.pop_back();
    }
    if (blocks.empty()) blocks.push_back(item(BlockType::kNumber));
    return blocks;
}

BlockSequence sequenceOf(const std::vector<BlockAttributes>& attributes) {
    std::vector<BlockPtr> blocks;
    for (const BlockAttributes& one : attributes) {
        auto block = std::make_shared<Block>(QStringLiteral("x"));
        block->attributes = std::make_shared<const BlockAttributes>(one);
        blocks.push_back(std::move(block));
    }
    return {std::move(blocks), HeightEstimate{}};
}

}  // namespace

class ListNumbersTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void countsAsDefined() {
        const std::uint64_t seed = environmentNumber("SEED", 1);
        const std::uint64_t count = environmentNumber("OPERATIONS", 2000);
        std::printf("SEED=%llu OPERATIONS=%llu\n", static_cast<unsigned long long>(seed),
                    static_cast<unsigned long long>(count));
        Random random(seed);
        for (std::uint64_t round = 0; round < count; ++round) {
            const std::vector<BlockAttributes> blocks = randomBlocks(random);
            ListCounter counter;
            for (std::size_t index = 0; index < blocks.size(); ++index)
                QCOMPARE(counter.pass(blocks[index]), naiveNumber(blocks, index));
            // From the middle, as the page is painted.
            const BlockSequence sequence = sequenceOf(blocks);
            const std::uint32_t begin = random.below(static_cast<std::uint32_t>(blocks.size()));
            ListCounter later = listCounterBefore(sequence, begin);
            for (std::size_t index = begin; index < blocks.size(); ++index)
                QCOMPARE(later.pass(blocks[index]), naiveNumber(blocks, index));
        }
    }

    void startsAtZero() {
        ListCounter counter;
        QCOMPARE(counter.pass(item(BlockType::kNumber, 0, 0)), 0U);
        QCOMPARE(counter.pass(item(BlockType::kNumber)), 1U);
        QCOMPARE(counter.pass(item(BlockType::kNumber)), 2U);
    }

    void texts_data() {
        QTest::addColumn<quint32>("number");
        QTest::addColumn<int>("indent");
        QTest::addColumn<QString>("text");
        QTest::newRow("number") << 12U << 0 << QStringLiteral("12.");
        QTest::newRow("zero") << 0U << 0 << QStringLiteral("0.");
        QTest::newRow("letter") << 1U << 1 << QStringLiteral("a.");
        QTest::newRow("last letter") << 26U << 1 << QStringLiteral("z.");
        QTest::newRow("two letters") << 27U << 1 << QStringLiteral("aa.");
        QTest::newRow("three letters") << 703U << 1 << QStringLiteral("aaa.");
        QTest::newRow("zero has no letter") << 0U << 1 << QStringLiteral("0.");
        QTest::newRow("roman") << 4U << 2 << QStringLiteral("iv.");
        QTest::newRow("roman year") << 1994U << 2 << QStringLiteral("mcmxciv.");
        QTest::newRow("last roman") << 3999U << 2 << QStringLiteral("mmmcmxcix.");
        QTest::newRow("beyond roman") << 4000U << 2 << QStringLiteral("4000.");
        QTest::newRow("numbers again") << 7U << 3 << QStringLiteral("7.");
    }
    void texts() {
        QFETCH(quint32, number);
        QFETCH(int, indent);
        QFETCH(QString, text);
        QCOMPARE(listNumberText(number, indent), text);
    }
};

QTEST_GUILESS_MAIN(ListNumbersTest)
#include "tst_list_numbers.moc"
