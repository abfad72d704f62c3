// Block sequences against a plain list of scalars.
#include <QTest>
#include <cstdio>
#include <string>

#include "base/random.h"
#include "projection/block_sequence.h"

using namespace varve;
using namespace varve::projection;

namespace {

std::uint64_t environmentNumber(const char* name, std::uint64_t standard) {
    const QByteArray value = qgetenv(name);
    return value.isEmpty() ? standard : value.toULongLong();
}

/// Random scalars with breaks, and some beyond the basic plane.
std::u32string randomText(Random& random, std::uint32_t countMax) {
    std::u32string text;
    for (std::uint32_t count = random.below(countMax + 1); count > 0; --count) {
        const std::uint32_t dice = random.below(12);
        text += dice == 0 ? U'\n' : dice == 1 ? U'\U0001F600' : dice == 2 ? U'ä' : static_cast<char32_t>(U'a' + dice);
    }
    return text;
}

std::string utf8(const std::u32string& text) {
    return QString::fromUcs4(text.data(), static_cast<qsizetype>(text.size())).toStdString();
}

/// A patch with several edits, and its result.
document::Patch randomPatch(Random& random, std::u32string& text) {
    document::Patch patch;
    std::u32string result;
    std::size_t at = 0;
    for (std::uint32_t edits = 1 + random.below(4); edits > 0; --edits) {
        const auto room = static_cast<std::uint32_t>(text.size() - at);
        const std::uint32_t kept = random.below(std::min(room, random.chance(50) ? 3U : 60U) + 1);
        const std::uint32_t removed = random.below(std::min(room - kept, random.chance(80) ? 4U : 80U) + 1);
        const std::u32string added = random.chance(60) ? randomText(random, 12) : std::u32string();
        if (kept > 0) patch.retain(kept);
        if (removed > 0) patch.remove(removed);
        if (!added.empty()) patch.add(utf8(added), static_cast<std::uint32_t>(added.size()));
        result += text.substr(at, kept) + added;
        at += kept + removed;
    }
    text = result + text.substr(at);
    return patch;
}

template <std::size_t kFanout>
void compare(const BasicBlockSequence<kFanout>& blocks, const std::u32string& text, Random& random) {
    const QString expected = QString::fromStdString(utf8(text));
    blocks.checkInvariants();
    QCOMPARE(blocks.text({{0}, blocks.end()}), expected);
    QCOMPARE(blocks.count(), static_cast<std::uint32_t>(text.size()));
    QCOMPARE(blocks.utf16Count(), static_cast<std::uint32_t>(expected.size()));
    QCOMPARE(blocks.blockCount(), static_cast<std::uint32_t>(expected.count(u'\n')) + 1);
    const std::uint32_t offset = random.below(blocks.count() + 1);
    const auto before = static_cast<std::uint32_t>(QString::fromStdString(utf8(text.substr(0, offset))).size());
    QCOMPARE(blocks.utf16OffsetOf(text::Offset{offset}).value, before);
    QCOMPARE(blocks.offsetOf(text::Utf16Offset{before}).value, offset);
    const BlockPosition position = blocks.positionOf({offset});
    QCOMPARE(blocks.offsetOf(position).value, offset);
    const QString line = expected.section(u'\n', static_cast<int>(position.block), static_cast<int>(position.block));
    QCOMPARE(blocks.blockAt(position.block)->text, line);
    const std::uint32_t end = offset + random.below(blocks.count() - offset + 1);
    QCOMPARE(blocks.text({{offset}, {end}}), QString::fromStdString(utf8(text.substr(offset, end - offset))));
}

template <std::size_t kFanout>
void runRandomPatches() {
    const std::uint64_t seed = environmentNumber("SEED", 20261121);
    const std::uint64_t operations = environmentNumber("OPERATIONS", 1500);
    std::printf("SEED=%llu OPERATIONS=%llu\n", static_cast<unsigned long long>(seed),
                static_cast<unsigned long long>(operations));
    Random random(seed);
    std::u32string text = randomText(random, 300);
    BasicBlockSequence<kFanout> blocks(text::Rope(utf8(text)), HeightEstimate{});
    for (std::uint64_t operation = 0; operation < operations; ++operation) {
        const BasicBlockSequence<kFanout> snapshot = blocks;
        const std::u32string before = text;
        blocks.apply(randomPatch(random, text));
        compare(blocks, text, random);
        compare(snapshot, before, random);
        if (QTest::currentTestFailed()) return;
        if (text.size() > 2000) {
            document::Patch cut;
            cut.remove(1500);
            text.erase(0, 1500);
            blocks.apply(cut);
        }
    }
}

}  // namespace

class BlockSequenceTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void startsWithOneEmptyBlock() {
        const BlockSequence blocks;
        QCOMPARE(blocks.blockCount(), 1U);
        QCOMPARE(blocks.count(), 0U);
        QCOMPARE(blocks.positionOf({5}), (BlockPosition{0, 0}));
    }

    void followsRandomPatchesWithSmallFanout() { runRandomPatches<2>(); }
    void followsRandomPatches() { runRandomPatches<16>(); }

    void keepsBlocksThatAPatchDoesNotTouch() {
        BlockSequence blocks(text::Rope("one\ntwo\nthree"), HeightEstimate{});
        const BlockPtr first = blocks.blockAt(0);
        const BlockPtr last = blocks.blockAt(2);
        document::Patch patch;
        patch.retain(5);
        patch.add("x", 1);
        blocks.apply(patch);
        QCOMPARE(blocks.blockAt(1)->text, QStringLiteral("txwo"));
        QCOMPARE(blocks.blockAt(0), first);
        QCOMPARE(blocks.blockAt(2), last);
    }

    void keepsTheBlockThatABreakIsPutAfter() {
        BlockSequence blocks(text::Rope("one\ntwo"), HeightEstimate{});
        const BlockPtr second = blocks.blockAt(1);
        document::Patch atEnd;
        atEnd.retain(7);
        atEnd.add("\n", 1);
        blocks.apply(atEnd);
        QCOMPARE(blocks.blockAt(1), second);
        document::Patch atStart;
        atStart.retain(4);
        atStart.add("new\n", 4);
        blocks.apply(atStart);
        QCOMPARE(blocks.blockAt(1)->text, QStringLiteral("new"));
        QCOMPARE(blocks.blockAt(2), second);
    }

    void tellsWhatBecameOfALongBlock() {
        const std::string longText(6000, 'a');
        BlockSequence blocks(text::Rope(longText), HeightEstimate{});
        document::Patch patch;
        patch.retain(2000);
        patch.remove(1);
        patch.add("bcd", 3);
        const auto changes = blocks.apply(patch);
        QCOMPARE(changes.size(), std::size_t{1});
        QCOMPARE(changes.front().after, blocks.blockAt(0));
        QCOMPARE(changes.front().prefix, 2000);
        QCOMPARE(changes.front().suffix, 3999);
    }

    void findsBlocksByHeight() {
        const HeightEstimate estimate{10, 20, 5};
        BlockSequence blocks(text::Rope("one\na longer line of text\nthree"), estimate);
        QCOMPARE(blocks.heightBefore(1), 25);
        QCOMPARE(blocks.height(1), 65);
        blocks.setHeight(1, 100);
        QCOMPARE(blocks.totalHeight(), 150);
        QCOMPARE(blocks.blockAtHeight(24), 0U);
        QCOMPARE(blocks.blockAtHeight(25), 1U);
        QCOMPARE(blocks.blockAtHeight(-3), 0U);
        QCOMPARE(blocks.blockAtHeight(9999), 2U);
        blocks.setEstimate(estimate);
        QCOMPARE(blocks.totalHeight(), 115);
    }

    void convertsInsideSurrogatePairs() {
        const Block block(QStringLiteral("a\U0001F600b"));
        QCOMPARE(block.count, 3U);
        QCOMPARE(block.utf16Of(2), 3);
        QCOMPARE(block.scalarOf(2), 1U);
        QCOMPARE(block.scalarOf(3), 2U);
        QCOMPARE(block.scalarOf(99), 3U);
    }
};

QTEST_GUILESS_MAIN(BlockSequenceTest)
#include "tst_block_sequence.moc"
