// The rope against a string of scalars: random editing in many scripts with small leaves and with real ones,
// conversions at every place, snapshots, and the rows for single behaviours.
#include <QtTest>
#include <algorithm>
#include <optional>
#include <thread>

#include "random_text.h"
#include "text/rope.h"

using namespace varve;
using namespace varve::text;

namespace {

template <typename AnyRope>
void comparePlaces(Random& random, const AnyRope& rope, const std::u32string& model) {
    QCOMPARE(rope.count(), static_cast<std::uint32_t>(model.size()));
    QCOMPARE(rope.utf16Count(), test::slowUtf16Count(model));
    const std::uint32_t place = random.below(rope.count() + 1);
    const std::u32string_view before = std::u32string_view(model).substr(0, place);
    const std::uint32_t utf16 = test::slowUtf16Count(before);
    QCOMPARE(rope.utf16OffsetOf({place}).value, utf16);
    QCOMPARE(rope.offsetOf({utf16}).value, place);
    const auto line = static_cast<std::uint32_t>(std::count(before.begin(), before.end(), U'\n'));
    QCOMPARE(rope.lineOf({place}), line);
    const std::size_t lineBreak = before.rfind(U'\n');
    QCOMPARE(rope.lineStart(line).value,
             lineBreak == std::u32string_view::npos ? 0U : static_cast<std::uint32_t>(lineBreak) + 1);
    QCOMPARE(rope.lineStart(rope.lineBreakCount() + 1).value, rope.count());
    if (place == rope.count()) return;
    QCOMPARE(static_cast<std::uint32_t>(rope.at({place})), static_cast<std::uint32_t>(model[place]));
    if (model[place] > 0xffff) QCOMPARE(rope.offsetOf({utf16 + 1}).value, place);
    const std::uint32_t end = place + random.below(rope.count() - place + 1);
    QCOMPARE(rope.text({{place}, {end}}), test::toUtf8(std::u32string_view(model).substr(place, end - place)));
}

/// Edits as people and merges make them: typing on, deleting back, and jumps.
template <typename AnyRope>
class Editing {
  public:
    Editing(std::uint32_t seed, std::uint32_t countMax, std::uint32_t pieceMax)
        : random(seed), m_countMax(countMax), m_pieceMax(pieceMax) {}

    void step() {
        const auto size = static_cast<std::uint32_t>(model.size());
        if (random.chance(15) || m_caret > size) m_caret = random.below(size + 1);
        const std::uint32_t choice = random.below(size > m_countMax ? 40 : 100);
        if (choice < 20) {
            const std::uint32_t count = std::min(m_caret, 1 + (random.chance(10) ? random.below(m_pieceMax) : 0));
            m_caret -= count;
            rope.erase({{m_caret}, {m_caret + count}});
            model.erase(m_caret, count);
        } else if (choice < 30) {
            const std::uint32_t count = std::min(size - m_caret, random.below(m_pieceMax));
            const std::u32string text = test::randomText(random, 4);
            rope.replace({{m_caret}, {m_caret + count}}, test::toUtf8(text));
            model.replace(m_caret, count, text);
        } else if (choice < 32) {
            const std::uint32_t count = random.below(size - m_caret + 1);
            rope.erase({{m_caret}, {m_caret + count}});
            model.erase(m_caret, count);
        } else {
            const std::u32string text = test::randomText(random, random.chance(10) ? m_pieceMax : 2);
            rope.insert({m_caret}, test::toUtf8(text));
            model.insert(m_caret, text);
            m_caret += static_cast<std::uint32_t>(text.size());
        }
    }

    Random random;
    AnyRope rope;
    std::u32string model;

  private:
    std::uint32_t m_countMax;
    std::uint32_t m_pieceMax;
    std::uint32_t m_caret = 0;
};

template <typename AnyRope>
void compareWithString(std::uint32_t seed, std::uint32_t operations, std::uint32_t countMax, std::uint32_t pieceMax) {
    Editing<AnyRope> editing(seed, countMax, pieceMax);
    std::vector<std::pair<AnyRope, std::u32string>> snapshots;
    for (std::uint32_t step = 0; step < operations; ++step) {
        editing.step();
        editing.rope.checkInvariants();
        QCOMPARE(editing.rope.text(), test::toUtf8(editing.model));
        comparePlaces(editing.random, editing.rope, editing.model);
        if (editing.random.chance(5)) snapshots.emplace_back(editing.rope, editing.model);
        if (snapshots.size() < 5) continue;
        for (const auto& [rope, model] : snapshots) {
            rope.checkInvariants();
            QCOMPARE(rope.text(), test::toUtf8(model));
            QVERIFY(rope == AnyRope(test::toUtf8(model)));
            QCOMPARE(rope == editing.rope, model == editing.model);
        }
        if (editing.random.chance(30)) std::tie(editing.rope, editing.model) = snapshots[2];
        snapshots.erase(snapshots.begin(), snapshots.begin() + 3);
    }
}

/// Many edits before anybody looks: what is typed on gathers in the open leaf.
template <typename AnyRope>
void editUnseen(std::uint32_t seed, std::uint32_t operations, std::uint32_t countMax, std::uint32_t pieceMax) {
    Editing<AnyRope> editing(seed, countMax, pieceMax);
    std::optional<std::pair<AnyRope, std::u32string>> snapshot;
    const auto compare = [&](const AnyRope& rope, const std::u32string& model) {
        QCOMPARE(rope.text(), test::toUtf8(model));
        rope.checkInvariants();
    };
    for (std::uint32_t step = 0; step < operations; ++step) {
        editing.step();
        // These settle nothing.
        QCOMPARE(editing.rope.count(), static_cast<std::uint32_t>(editing.model.size()));
        QCOMPARE(editing.rope.utf16Count(), test::slowUtf16Count(editing.model));
        QCOMPARE(editing.rope.sizeBytes(), test::toUtf8(editing.model).size());
        switch (editing.random.below(120)) {
            case 0:
                compare(editing.rope, editing.model);
                break;
            case 1:
                comparePlaces(editing.random, editing.rope, editing.model);
                break;
            case 2:
                snapshot.emplace(editing.rope, editing.model);
                break;
            case 3: {
                AnyRope moved = std::move(editing.rope);
                QVERIFY(editing.rope.isEmpty());  // NOLINT(bugprone-use-after-move): that it is empty is promised
                editing.rope = std::move(moved);
                break;
            }
            case 4:
                if (snapshot) QCOMPARE(editing.rope == snapshot->first, editing.model == snapshot->second);
                break;
            case 5:
                if (snapshot && editing.random.chance(30)) std::tie(editing.rope, editing.model) = *snapshot;
                break;
            default:
                break;
        }
        if (snapshot && editing.random.chance(2)) compare(snapshot->first, snapshot->second);
    }
    compare(editing.rope, editing.model);
}

}  // namespace

class RopeTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() {
        m_seed = test::environmentNumber("SEED", 1);
        m_operations = test::environmentNumber("OPERATIONS", 6000);
    }

    void againstStringWithSmallLeaves() { compareWithString<SmallRope>(m_seed, m_operations, 300, 40); }
    void againstStringWithRealLeaves() { compareWithString<Rope>(m_seed + 1, m_operations / 6, 12000, 3000); }

    void unseenEditsWithSmallLeaves() { editUnseen<SmallRope>(m_seed + 2, m_operations * 10, 200, 20); }
    void unseenEditsWithRealLeaves() { editUnseen<Rope>(m_seed + 3, m_operations * 2, 6000, 500); }

    void typingAroundOnePlaceIsSeenAtOnce() {
        Rope rope(std::string(3000, '-'));
        std::string model = rope.text();
        for (std::uint32_t round = 0; round < 400; ++round) {
            const std::uint32_t at = 1500 + round % 7;
            for (const char* typed : {"a", "b", "\n", "c"}) {
                rope.insert({at}, typed);
                model.insert(at, typed);
            }
            rope.erase({{at}, {at + 1}});
            model.erase(at, 1);
            rope.erase({{at - 1}, {at}});
            model.erase(at - 1, 1);
            QCOMPARE(rope.at({at}), static_cast<char32_t>(model[at]));
            QCOMPARE(rope.lineBreakCount(), static_cast<std::uint32_t>(std::ranges::count(model, '\n')));
        }
        QCOMPARE(rope.text(), model);
    }

    void emptyRope() {
        Rope rope;
        rope.insert({0}, "");
        rope.erase({{0}, {0}});
        QVERIFY(rope.isEmpty());
        QCOMPARE(rope.text(), std::string());
        QCOMPARE(rope.lineStart(0).value, 0U);
        QCOMPARE(rope.lineStart(7).value, 0U);
        QCOMPARE(rope.utf16OffsetOf({0}).value, 0U);
        QCOMPARE(rope.offsetOf(Utf16Offset{0}).value, 0U);
        QVERIFY(rope == Rope(""));
        rope.checkInvariants();
    }

    void everythingErasedLeavesNothing() {
        Rope rope(std::string(5000, 'x'));
        rope.erase({{0}, {rope.count()}});
        QVERIFY(rope.isEmpty());
        rope.checkInvariants();
        rope.insert({0}, "again");
        QCOMPARE(rope.text(), std::string("again"));
    }

    void backspaceDownToNothing() {
        SmallRope rope(std::string(300, 'x'));
        while (!rope.isEmpty()) {
            rope.erase({{rope.count() - 1}, {rope.count()}});
            rope.checkInvariants();
        }
    }

    void placeInsideAPairGoesToItsStart() {
        const Rope rope("a\U0001f600b");
        QCOMPARE(rope.offsetOf(Utf16Offset{1}).value, 1U);
        QCOMPARE(rope.offsetOf(Utf16Offset{2}).value, 1U);
        QCOMPARE(rope.offsetOf(Utf16Offset{3}).value, 2U);
        QCOMPARE(rope.offsetOf(Utf16Offset{4}).value, 3U);
    }

    void lines() {
        const Rope rope("one\n\nthree\n");
        QCOMPARE(rope.lineBreakCount(), 3U);
        QCOMPARE(rope.lineStart(0).value, 0U);
        QCOMPARE(rope.lineStart(1).value, 4U);
        QCOMPARE(rope.lineStart(2).value, 5U);
        QCOMPARE(rope.lineStart(3).value, 11U);
        QCOMPARE(rope.lineStart(4).value, 11U);
        QCOMPARE(rope.lineOf({3}), 0U);
        QCOMPARE(rope.lineOf({4}), 1U);
        QCOMPARE(rope.lineOf({11}), 3U);
    }

    void piecesJoinToTheRange() {
        std::u32string model;
        Random random(m_seed);
        while (model.size() < 9000)
            model += test::randomText(random, 200);
        const Rope rope(test::toUtf8(model));
        std::string joined;
        rope.forEachPiece({{17}, {8500}}, [&](std::string_view piece) {
            QVERIFY(!piece.empty());
            joined.append(piece);
        });
        QCOMPARE(joined, test::toUtf8(std::u32string_view(model).substr(17, 8500 - 17)));
    }

    void equalTextInDifferentLeaves() {
        const std::string text(20000, 'q');
        Rope typed;
        for (std::uint32_t index = 0; index < text.size(); ++index)
            typed.insert({index / 2}, "q");
        QVERIFY(typed == Rope(text));
        typed.replace({{10000}, {10001}}, "p");
        QVERIFY(!(typed == Rope(text)));
    }

    void movedFromRopeIsEmptyAndUsable() {
        Rope rope("first");
        rope.insert({5}, " text");
        Rope taken = std::move(rope);
        QVERIFY(rope.isEmpty());  // NOLINT(bugprone-use-after-move): that it is empty is promised
        rope.insert({0}, "second");
        taken.insert({0}, "the ");
        QCOMPARE(rope.text(), std::string("second"));
        QCOMPARE(taken.text(), std::string("the first text"));
    }

    void snapshotMadeAndDroppedBetweenTwoEdits() {
        // The copy's copy of the root keeps the leaf shared after the copy itself has let go of the root.
        SmallRope rope(std::string(200, 'a'));
        rope.insert({100}, "b");
        SmallRope copy = rope;
        copy.insert({0}, "c");
        rope.insert({101}, "d");
        QCOMPARE(copy.at({102}), U'a');
        QCOMPARE(rope.at({101}), U'd');
        copy.checkInvariants();
        rope.checkInvariants();
    }

    void snapshotsAreReadWhileTheOriginalChanges() {
        Editing<Rope> editing(m_seed, 60000, 800);
        for (int step = 0; step < 200; ++step)
            editing.step();
        for (int round = 0; round < 8; ++round) {
            std::string seen;
            const std::string expected = editing.rope.text();
            std::thread reader([snapshot = editing.rope, &seen] { seen = snapshot.text(); });
            for (int step = 0; step < 100; ++step)
                editing.step();
            reader.join();
            QCOMPARE(seen, expected);
        }
        QCOMPARE(editing.rope.text(), test::toUtf8(editing.model));
    }

  private:
    std::uint32_t m_seed = 0;
    std::uint32_t m_operations = 0;
};

QTEST_GUILESS_MAIN(RopeTest)
#include "tst_rope.moc"
