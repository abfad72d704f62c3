// The sum tree against a vector: random operations at several fan-outs, snapshots that must not change, and threads.
#include <QtTest>
#include <memory>
#include <thread>

#include "random_text.h"
#include "text/sum_tree.h"

using namespace varve;
using namespace varve::text;

namespace {

/// Like a block of the editor view: shared, immutable, with two sums, either of which may be zero.
struct Block {
    std::uint32_t characters = 0;
    std::uint64_t height = 0;
};
using BlockPointer = std::shared_ptr<const Block>;

struct BlockSums {
    std::uint32_t characters = 0;
    std::uint64_t height = 0;
    BlockSums& operator+=(const BlockSums& other) {
        characters += other.characters;
        height += other.height;
        return *this;
    }
    friend bool operator==(const BlockSums&, const BlockSums&) = default;
};

struct BlockTraits {
    using Summary = BlockSums;
    static Summary summarize(const BlockPointer& block) { return {block->characters, block->height}; }
};

template <std::size_t kFanout>
using Tree = SumTree<BlockPointer, BlockTraits, kFanout>;
using Model = std::vector<BlockPointer>;

BlockPointer randomBlock(Random& random) {
    return std::make_shared<const Block>(Block{random.below(5), random.below(3) * 10});
}

Model randomBlocks(Random& random, std::uint32_t countMax) {
    Model blocks(random.below(countMax + 1));
    for (BlockPointer& block : blocks)
        block = randomBlock(random);
    return blocks;
}

BlockSums sumOf(const Model& model, std::size_t end) {
    BlockSums sum;
    for (std::size_t index = 0; index < end; ++index)
        sum += BlockTraits::summarize(model[index]);
    return sum;
}

template <std::size_t kFanout>
bool isSame(const Tree<kFanout>& tree, const Model& model) {
    if (tree.count() != model.size() || tree.summary() != sumOf(model, model.size())) return false;
    std::size_t index = 0;
    BlockSums before;
    for (auto cursor = tree.begin(); cursor.isValid(); cursor.next(), ++index) {
        if (index >= model.size() || cursor.item() != model[index]) return false;
        if (cursor.index() != index || cursor.before() != before) return false;
        before += cursor.itemSummary();
    }
    return index == model.size();
}

template <std::size_t kFanout>
void applyRandom(Random& random, Tree<kFanout>& tree, Model& model, bool mayGrow) {
    const auto size = static_cast<std::uint32_t>(model.size());
    const std::uint32_t a = random.below(size + 1);
    const std::uint32_t b = random.below(size + 1);
    const std::size_t begin = std::min(a, b);
    const std::size_t end = std::min<std::size_t>(std::max(a, b), begin + (random.chance(98) ? 6 : size));
    const auto at = [&](std::size_t index) { return model.begin() + static_cast<std::ptrdiff_t>(index); };
    switch (mayGrow ? random.below(7) : 3 + random.below(3)) {
        case 0: {
            const BlockPointer block = randomBlock(random);
            tree.insert(a, block);
            model.insert(at(a), block);
            break;
        }
        case 1: {
            const BlockPointer block = randomBlock(random);
            tree.push(block);
            model.push_back(block);
            break;
        }
        case 2: {
            const Model blocks = randomBlocks(random, random.chance(10) ? 100 : 6);
            tree.insertAll(a, blocks);
            model.insert(at(a), blocks.begin(), blocks.end());
            break;
        }
        case 3:
            tree.removeRange(begin, end);
            model.erase(at(begin), at(end));
            break;
        case 4:
            if (a == size) break;
            tree.remove(a);
            model.erase(at(a));
            break;
        case 5:
            if (a == size) break;
            model[a] = randomBlock(random);
            tree.replace(a, model[a]);
            break;
        default: {
            const Model blocks = randomBlocks(random, 8);
            tree.splice(begin, end, blocks);
            model.erase(at(begin), at(end));
            model.insert(at(begin), blocks.begin(), blocks.end());
        }
    }
}

template <std::size_t kFanout>
void compareSearch(Random& random, const Tree<kFanout>& tree, const Model& model) {
    const auto dimension = [](const BlockSums& sums) { return sums.height; };
    const std::uint64_t target = random.below(static_cast<std::uint32_t>(tree.summary().height) + 12);
    for (const Bias bias : {Bias::kLeft, Bias::kRight}) {
        std::size_t index = 0;
        const auto isBelow = [&](std::uint64_t end) { return bias == Bias::kLeft ? end < target : end <= target; };
        while (index < model.size() && isBelow(sumOf(model, index + 1).height))
            ++index;
        const auto cursor = tree.find(dimension, target, bias);
        QCOMPARE(cursor.isValid(), index < model.size());
        QCOMPARE(cursor.index(), index);
        QCOMPARE(cursor.before(), sumOf(model, index));
        if (cursor.isValid()) QCOMPARE(cursor.item(), model[index]);
    }
    const std::size_t index = random.below(static_cast<std::uint32_t>(model.size()) + 1);
    QCOMPARE(tree.sumBefore(index), sumOf(model, index));
    if (index == model.size()) return;
    QCOMPARE(tree.at(index), model[index]);
    auto cursor = tree.cursorAt(index);
    cursor.previous();
    QCOMPARE(cursor.isValid(), index > 0);
    if (index > 0) {
        QCOMPARE(cursor.item(), model[index - 1]);
        QCOMPARE(cursor.before(), sumOf(model, index - 1));
    }
}

template <std::size_t kFanout>
void compareWithVector(std::uint32_t seed, std::uint32_t operations) {
    Random random(seed);
    Tree<kFanout> tree;
    Model model;
    std::vector<std::pair<Tree<kFanout>, Model>> snapshots;
    bool grows = true;
    for (std::uint32_t step = 0; step < operations; ++step) {
        if (model.size() > 150) grows = false;
        if (model.size() < 3) grows = true;
        applyRandom(random, tree, model, grows);
        tree.checkInvariants();
        QVERIFY(isSame(tree, model));
        compareSearch(random, tree, model);
        if (random.chance(10)) snapshots.emplace_back(tree, model);
        if (snapshots.size() < 6) continue;
        for (const auto& [oldTree, oldModel] : snapshots) {
            oldTree.checkInvariants();
            QVERIFY(isSame(oldTree, oldModel));
        }
        // Going on from an old state makes nodes that three trees share.
        std::tie(tree, model) = snapshots[random.below(6)];
        snapshots.erase(snapshots.begin(), snapshots.begin() + 3);
    }
}

}  // namespace

class SumTreeTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() {
        m_seed = test::environmentNumber("SEED", 1);
        m_operations = test::environmentNumber("OPERATIONS", 8000);
    }

    void againstVectorFanout2() { compareWithVector<2>(m_seed, m_operations); }
    void againstVectorFanout3() { compareWithVector<3>(m_seed + 1, m_operations); }
    void againstVectorFanout4() { compareWithVector<4>(m_seed + 2, m_operations); }
    void againstVectorFanout16() { compareWithVector<16>(m_seed + 3, m_operations); }

    void bulkBuildAtEverySize() {
        Random random(m_seed);
        for (std::size_t size = 0; size < 300; ++size) {
            Model model(size);
            for (BlockPointer& block : model)
                block = randomBlock(random);
            const Tree<3> small(model);
            const Tree<16> large(model);
            small.checkInvariants();
            large.checkInvariants();
            QVERIFY(isSame(small, model));
            QVERIFY(isSame(large, model));
        }
    }

    void emptyTreeAnswersWithItsEnd() {
        const Tree<16> tree;
        QVERIFY(tree.isEmpty());
        QVERIFY(!tree.begin().isValid());
        QVERIFY(!tree.find(&BlockSums::height, std::uint64_t{0}).isValid());
        QCOMPARE(tree.summary(), BlockSums{});
        tree.checkInvariants();
    }

    void movedFromTreeIsEmpty() {
        Tree<16> tree(Model{std::make_shared<const Block>(Block{1, 10})});
        const Tree<16> taken = std::move(tree);
        QCOMPARE(taken.count(), std::size_t{1});
        QVERIFY(tree.isEmpty());  // NOLINT(bugprone-use-after-move): that it is empty is promised
        tree.checkInvariants();
    }

    void itemsAreReleased() {
        const auto block = std::make_shared<const Block>(Block{1, 10});
        Tree<3> tree(Model(100, block));
        for (std::size_t count = tree.count(); count > 0; --count) {
            QCOMPARE(block.use_count(), static_cast<long>(count) + 1);
            tree.remove(count / 2);
        }
        QCOMPARE(block.use_count(), 1L);
    }

    void snapshotsAreReadWhileTheOriginalChanges() {
        Random random(m_seed);
        Model model(2000);
        for (BlockPointer& block : model)
            block = randomBlock(random);
        Tree<4> tree(model);
        for (int round = 0; round < 8; ++round) {
            const Model expected = model;
            bool same = false;
            std::thread reader([snapshot = tree, &expected, &same] { same = isSame(snapshot, expected); });
            for (int step = 0; step < 300; ++step) {
                const std::uint32_t index = random.below(static_cast<std::uint32_t>(model.size()));
                model[index] = randomBlock(random);
                tree.replace(index, model[index]);
                tree.remove(0);
                model.erase(model.begin());
                tree.push(model[index / 2]);
                model.push_back(model[index / 2]);
            }
            reader.join();
            QVERIFY(same);
            QVERIFY(isSame(tree, model));
        }
    }

  private:
    std::uint32_t m_seed = 0;
    std::uint32_t m_operations = 0;
};

QTEST_GUILESS_MAIN(SumTreeTest)
#include "tst_sum_tree.moc"
