// The document order against a second definition that shares no line with the first: the tree of FugueMax (Weidner and
// Kleppmann, The Art of the Fugue). Each character is a left child of its right origin or a right child of its left
// origin; left siblings go by id, right siblings by right origin, the furthest first, then by id; the text is the
// in-order walk. YjsMod, which the naive evaluator and the tracker use, must give the same order.
#include <QTest>
#include <algorithm>
#include <functional>
#include <map>

#include "convergence/random_graph.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::convergence;

namespace {

constexpr UnitIndex kRoot = ~UnitIndex{0};

struct Node {
    UnitIndex parent = kRoot;
    std::vector<UnitIndex> left;
    std::vector<UnitIndex> right;
};
using Tree = std::map<UnitIndex, Node>;

bool descendsFrom(const Tree& tree, UnitIndex unit, UnitIndex ancestor) {
    while (unit != ancestor && unit != kRoot)
        unit = tree.at(unit).parent;
    return unit == ancestor;
}

Tree treeOf(const NaiveEvaluator& naive) {
    Tree tree;
    tree[kRoot] = {};
    for (UnitIndex unit = 0; unit < naive.units().size(); ++unit) {
        const Unit& value = naive.units()[unit];
        if (value.type != Unit::Type::kInsert || value.quarantined || value.sequence != event::ObjectId{kBody})
            continue;
        const UnitIndex left = value.leftOrigin.value_or(kRoot);
        const bool isLeftChild = value.rightOrigin && descendsFrom(tree, *value.rightOrigin, left);
        tree[unit].parent = isLeftChild ? *value.rightOrigin : left;
        if (isLeftChild) {
            tree[*value.rightOrigin].left.push_back(unit);
        } else {
            tree[left].right.push_back(unit);
        }
    }
    return tree;
}

std::vector<UnitIndex> fugueOrder(const NaiveEvaluator& naive) {
    Tree tree = treeOf(naive);
    std::map<UnitIndex, std::size_t> places;
    for (const UnitIndex unit : naive.order())
        places.emplace(unit, places.size());
    const auto idOf = [&](UnitIndex unit) { return naive.units()[unit].id; };
    const auto rightPlace = [&](UnitIndex unit) {
        const auto origin = naive.units()[unit].rightOrigin;
        return origin ? places.at(*origin) : places.size();
    };
    std::vector<UnitIndex> order;
    const std::function<void(UnitIndex)> walk = [&](UnitIndex unit) {
        Node& node = tree.at(unit);
        std::ranges::sort(node.left, {}, idOf);
        std::ranges::sort(node.right, [&](UnitIndex a, UnitIndex b) {
            return rightPlace(a) != rightPlace(b) ? rightPlace(a) > rightPlace(b) : idOf(a) < idOf(b);
        });
        for (const UnitIndex child : node.left)
            walk(child);
        if (unit != kRoot) order.push_back(unit);
        for (const UnitIndex child : node.right)
            walk(child);
    };
    walk(kRoot);
    return order;
}

}  // namespace

class FugueOrderTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void randomHistories();
};

void FugueOrderTest::randomHistories() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    const std::uint64_t count = test::numberFromEnvironment("GRAPHS", 1000);
    for (std::uint64_t i = 0; i < count; ++i) {
        GraphOptions options;
        options.operationCount = 5 + static_cast<std::uint32_t>(i % 40);
        options.mergePercent = i % 2 == 0 ? 30 : 8;
        options.markPercent = options.setPercent = options.elsewherePercent = 0;
        const RandomGraph graph = makeRandomGraph(seed + i, options);
        QVERIFY2(fugueOrder(graph.naive) == graph.naive.order(),
                 ("SEED=" + std::to_string(seed + i) + "\n" + describe(graph.transactions)).c_str());
    }
}

QTEST_GUILESS_MAIN(FugueOrderTest)
#include "tst_fugue_order.moc"
