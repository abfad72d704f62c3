// The tree of items itself: what a cut in a long item costs, and that it stays whole however it is cut.
#include <QtTest>

#include <algorithm>
#include <numeric>

#include "base/random.h"
#include "merge/item_tree.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::merge;

namespace {

constexpr ScalarState kShown{ScalarState::kInserted};
constexpr StateChange kDelete{0, 1};

/// A tree with one item of so many units.
struct LongInsertion {
    EventIndex index;
    ItemTree tree;

    LongInsertion(std::uint32_t count, FanOut fanOut) : tree(fanOut) {
        index.resize(count);
        ItemTree::Pieces pieces;
        pieces.push({.first = 0, .count = count, .state = {kShown, kShown}});
        index.place(0, count, tree.begin().leaf);
        tree.replace(tree.begin(), 0, pieces, index);
    }
    /// Deletes one unit in effect, so that it parts from its neighbours.
    void cutOut(std::uint32_t unit) { tree.change(tree.locate(unit, index[unit]), 1, kDelete, index); }
    /// Effect's text as the numbers of its units.
    std::vector<std::uint32_t> shown() const {
        std::vector<std::uint32_t> units;
        for (ItemTree::Cursor cursor = tree.begin(); tree.settle(cursor); ++cursor.index) {
            const Item& item = tree.at(cursor);
            for (std::uint32_t unit = item.first; unit < item.end() && item.isVisible(View::kEffect); ++unit)
                units.push_back(unit);
        }
        return units;
    }
};

}  // namespace

class ItemTreeTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// The rest of a long insertion stays in its leaf while it is cut from either end: else the index of all of it is
    /// written again at every split.
    void theLongPartStaysWhereItIs_data() {
        QTest::addColumn<bool>("fromTheBeginning");
        QTest::newRow("cut from the beginning on") << true;
        QTest::newRow("cut from the end on") << false;
    }
    void theLongPartStaysWhereItIs() {
        QFETCH(const bool, fromTheBeginning);
        constexpr std::uint32_t kCount = 1'000'000;
        constexpr std::uint32_t kCuts = 10'000;
        LongInsertion text(kCount, {});
        const std::uint32_t watched = kCount / 2;
        std::uint32_t moves = 0;
        for (std::uint32_t cut = 0; cut < kCuts; ++cut) {
            const std::uint32_t before = text.index[watched];
            const std::uint32_t unit = 1 + cut * 20;
            text.cutOut(fromTheBeginning ? unit : kCount - 1 - unit);
            if (text.index[watched] != before) ++moves;
        }
        QVERIFY2(moves < 20, qPrintable(QString::number(moves)));
        QCOMPARE(text.tree.count(View::kEffect), kCount - kCuts);
        text.tree.checkInvariants(text.index);
    }

    void cutsAnywhere_data() {
        QTest::addColumn<std::uint32_t>("fanOut");
        QTest::newRow("smallest nodes") << 2U;
        QTest::newRow("small nodes") << 3U;
        QTest::newRow("usual nodes") << 16U;
    }
    void cutsAnywhere() {
        QFETCH(const std::uint32_t, fanOut);
        Random random(test::numberFromEnvironment("SEED", 1));
        for (int round = 0; round < 20; ++round) {
            constexpr std::uint32_t kCount = 400;
            LongInsertion text(kCount, {fanOut, fanOut});
            std::vector<std::uint32_t> expected(kCount);
            std::iota(expected.begin(), expected.end(), 0U);
            for (int cut = 0; cut < 150; ++cut) {
                // Finding remembers a place, which has to stay right when its leaf is parted.
                const std::uint32_t offset = random.below(text.tree.count(View::kPrepare));
                const ItemTree::Place place = text.tree.find(View::kPrepare, offset);
                QCOMPARE(text.tree.at(place.cursor).first + place.offset, offset);
                const std::uint32_t unit = expected[random.below(static_cast<std::uint32_t>(expected.size()))];
                text.cutOut(unit);
                std::erase(expected, unit);
                text.tree.checkInvariants(text.index);
                QCOMPARE(text.shown(), expected);
            }
        }
    }
};

QTEST_APPLESS_MAIN(ItemTreeTest)
#include "tst_item_tree.moc"
