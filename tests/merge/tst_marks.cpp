// Marks in the tracker: what new text inherits, what patches say, time travel and undo of formatting, and marks by the
// thousand. What concurrent marks come to is in tests/convergence.
#include <QtTest>
#include <algorithm>

#include "merge/mark_sets.h"
#include "merge/merge_scene.h"

using namespace varve;
using namespace varve::event;
using namespace varve::merge;
using namespace varve::test;

namespace {

using Kind = document::PatchPiece::Kind;

/// Kind and count of each piece: "=3 -1 +2 ~4" for retain, remove, add, restyle.
std::string shapeOf(const document::Patch& patch) {
    std::string shape;
    for (const document::PatchPiece& piece : patch.pieces()) {
        if (!shape.empty()) shape += ' ';
        shape += std::string_view("=-+~")[static_cast<std::size_t>(piece.kind)];
        shape += std::to_string(piece.count);
    }
    return shape;
}

}  // namespace

class MarksTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// "ab" + marked "cd" + "ef", then X typed somewhere.
    void typingNextToAMark_data() {
        QTest::addColumn<QString>("sides");
        QTest::addColumn<int>("offset");
        QTest::addColumn<QString>("expected");
        QTest::newRow("inside") << "()" << 3 << "ab[k|cXd]ef";
        QTest::newRow("before, expands nowhere") << "()" << 2 << "abX[k|cd]ef";
        QTest::newRow("behind, expands nowhere") << "()" << 4 << "ab[k|cd]Xef";
        QTest::newRow("before, expands at the end") << "(]" << 2 << "abX[k|cd]ef";
        QTest::newRow("behind, expands at the end") << "(]" << 4 << "ab[k|cdX]ef";
        QTest::newRow("before, expands at the begin") << "[)" << 2 << "ab[k|Xcd]ef";
        QTest::newRow("behind, expands at the begin") << "[)" << 4 << "ab[k|cd]Xef";
        QTest::newRow("before, expands both ways") << "[]" << 2 << "ab[k|Xcd]ef";
        QTest::newRow("behind, expands both ways") << "[]" << 4 << "ab[k|cdX]ef";
        QTest::newRow("away from it") << "[]" << 5 << "ab[k|cd]eXf";
    }
    void typingNextToAMark() {
        QFETCH(const QString, sides);
        QFETCH(const int, offset);
        QFETCH(const QString, expected);
        for (const bool isConcurrent : {false, true}) {
            MergeScene scene;
            const Version written = scene.edit(1, {insertAt(0, "abcdef")});
            scene.edit(1, {markWith(sides.toStdString(), 2, 4, "k", true)});
            QCOMPARE(scene.words(), std::string("ab[k|cd]ef"));
            QCOMPARE(shapeOf(scene.patch.body), std::string("=2 ~2"));
            const Version seen = isConcurrent ? written : scene.log.version();
            scene.edit(2, seen, {insertAt(static_cast<std::uint32_t>(offset), "X")});
            QCOMPARE(scene.words(), expected.toStdString());
            QCOMPARE(scene.wordsAt(written), std::string("abcdef"));
        }
    }

    /// Text with breaks; the mark covers all of a block; X or a break is typed at its start or end.
    void blockStart_data() {
        QTest::addColumn<QString>("sides");
        QTest::addColumn<int>("offset");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("expected");
        // "ab¶cd¶ef", cd marked.
        QTest::newRow("start of a bold block") << "(]" << 3 << "X"
                                               << "ab¶[k|Xcd]¶ef";
        QTest::newRow("start of a link") << "()" << 3 << "X"
                                         << "ab¶X[k|cd]¶ef";
        QTest::newRow("end of a bold block") << "(]" << 5 << "X"
                                             << "ab¶[k|cdX]¶ef";
        QTest::newRow("Enter at the end of a bold block") << "(]" << 5 << "\nX"
                                                          << "ab¶[k|cd¶X]¶ef";
        QTest::newRow("Enter in a bold block") << "(]" << 4 << "\n"
                                               << "ab¶[k|c¶d]¶ef";
        QTest::newRow("block below a bold block") << "(]" << 6 << "X"
                                                  << "ab¶[k|cd]¶Xef";
        QTest::newRow("blocks pasted at the start of a bold block") << "(]" << 3 << "X\nY"
                                                                    << "ab¶[k|X¶Ycd]¶ef";
    }
    void blockStart() {
        QFETCH(const QString, sides);
        QFETCH(const int, offset);
        QFETCH(const QString, typed);
        QFETCH(const QString, expected);
        MergeScene scene;
        scene.edit(1, {insertAt(0, "ab\ncd\nef"), markWith(sides.toStdString(), 3, 5, "k", true)});
        scene.edit(1, {insertAt(static_cast<std::uint32_t>(offset), typed.toStdString())});
        QCOMPARE(scene.words(), expected.toStdString());
    }

    /// Only the text behind the first break of what is pasted stands at the start of the block.
    void pasteThatBeginsABlock() {
        MergeScene scene;
        scene.edit(1, {insertAt(0, "abcd"), markWith("(]", 2, 4, "k", true)});
        scene.edit(1, {insertAt(2, "X\nY\nZ")});
        QCOMPARE(scene.words(), std::string("abX¶[k|Y¶Zcd]"));
        scene.edit(1, {markWith("()", 0, 2, "link", std::string("x"))});
        QCOMPARE(scene.words(), std::string("[link=x|ab]X¶[k|Y¶Zcd]"));
    }

    void hiddenTextIsCovered() {
        MergeScene scene;
        const Version written = scene.edit(1, {insertAt(0, "abcd"), deleteAt(2, 1)});
        scene.edit(2, written, {markWith("()", 1, 3, "k", true)});
        QCOMPARE(scene.words(), std::string("a[k|bd]"));
        // The deletion is the fifth event.
        scene.switchEvents(1, 4, 5, false);
        QCOMPARE(scene.words(), std::string("a[k|bcd]"));
    }

    void expandingMarkReachesOverHiddenTextAtItsEnd() {
        MergeScene scene;
        scene.edit(
            1, {insertAt(0, "abcd"), deleteAt(2, 1), markWith("(]", 0, 2, "k", true), markWith("()", 0, 2, "l", true)});
        scene.switchEvents(1, 4, 5, false);
        QCOMPARE(scene.words(), std::string("[k l|ab][k|c]d"));
    }

    void markOfEverythingReachesTextOfOthersAtBothEnds() {
        MergeScene scene;
        const Version written = scene.edit(1, {insertAt(0, "ab")});
        scene.edit(1, {markWith("[]", 0, 2, "k", true), markWith("()", 0, 2, "l", true)});
        scene.edit(2, written, {insertAt(0, "X"), insertAt(3, "Y")});
        QCOMPARE(scene.words(), std::string("[k|X][k l|ab][k|Y]"));
    }

    void theGreatestMarkWins() {
        MergeScene scene;
        const Version written = scene.edit(1, {insertAt(0, "abcd")});
        scene.edit(2, written, {markOf(0, 3, "k", std::int64_t{2})});
        scene.edit(1, written, {markOf(1, 4, "k", std::int64_t{1})});
        QCOMPARE(scene.words(), std::string("[k=2|abc][k=1|d]"));
        scene.edit(1, {markOf(0, 4, "k", {})});
        QCOMPARE(scene.words(), std::string("abcd"));
        QCOMPARE(shapeOf(scene.patch.body), std::string("~4"));
    }

    void patchesSayOnlyWhatLooksDifferent() {
        MergeScene scene;
        scene.edit(1, {insertAt(0, "abcdef"), markWith("(]", 1, 4, "k", true)});
        scene.edit(1, {markWith("(]", 2, 6, "k", true)});
        QCOMPARE(shapeOf(scene.patch.body), std::string("=4 ~2"));
        scene.edit(1, {markWith("(]", 1, 6, "k", true)});
        QVERIFY(scene.patch.isEmpty());
        // Text, formats and removals in one patch; what is new comes with its format and is not restyled.
        const Version all = scene.log.version();
        scene.edit(1, all, {deleteAt(2, 1), insertAt(3, "X"), markWith("()", 0, 4, "l", true)});
        QCOMPARE(shapeOf(scene.patch.body), std::string("~1 ~1 -1 ~1 +1"));
        QCOMPARE(scene.words(), std::string("[l|a][k l|bdX][k|ef]"));
        QCOMPARE(scene.wordsAt(all), std::string("a[k|bcdef]"));
    }

    void undoOfAMarkShowsWhatIsBelow() {
        MergeScene scene;
        scene.edit(1, {insertAt(0, "abcd")});
        scene.edit(1, {markWith("(]", 0, 4, "colour", std::string("red"))});
        const Version before = scene.edit(1, {markWith("(]", 1, 3, "colour", std::string("blue"))});
        QCOMPARE(scene.words(), std::string("[colour=red|a][colour=blue|bc][colour=red|d]"));
        scene.edit(2, {insertAt(3, "X")});
        scene.switchEvents(1, 5, 6, false);
        QCOMPARE(scene.words(), std::string("[colour=red|abcXd]"));
        QCOMPARE(shapeOf(scene.patch.body), std::string("=1 ~3"));
        // Text typed while the mark is off inherits it all the same, so that redo brings everything back.
        scene.edit(2, {insertAt(2, "Y")});
        QCOMPARE(scene.words(), std::string("[colour=red|abYcXd]"));
        scene.switchEvents(1, 5, 6, true);
        QCOMPARE(scene.words(), std::string("[colour=red|a][colour=blue|bYcX][colour=red|d]"));
        QCOMPARE(scene.wordsAt(before), std::string("[colour=red|a][colour=blue|bc][colour=red|d]"));
    }

    void markThatDoesNotFitIsQuarantined() {
        MergeScene scene;
        scene.edit(1, {insertAt(0, "abc")});
        const Version misfit = scene.edit(1, {markOf(1, 4, "k", true)});
        QCOMPARE(scene.words(), std::string("abc"));
        QCOMPARE(scene.quarantined, (std::vector<LocalRange>{{{3}, {4}}}));
        // Its descendants too, and switching it does nothing.
        scene.edit(1, misfit, {markOf(0, 1, "l", true)});
        scene.switchEvents(1, 3, 4, false);
        QCOMPARE(scene.words(), std::string("abc"));
        scene.edit(1, scene.tracker.effectVersion(), {markOf(0, 3, "m", true)});
        QCOMPARE(scene.words(), std::string("[m|abc]"));
    }

    void formatForTheNextCharacter() {
        MergeScene scene;
        scene.edit(1, {insertAt(0, "ab\ncd"), markWith("(]", 0, 2, "k", true), markWith("(]", 3, 5, "l", true)});
        QCOMPARE(scene.words(), std::string("[k|ab]¶[l|cd]"));
        const char* const expected[] = {"k", "k", "k", "l", "l", "l"};
        for (std::uint32_t offset = 0; offset <= 5; ++offset) {
            const document::FormatPointer format = scene.tracker.formatForInsertAt(scene.log, {offset});
            QVERIFY(format != nullptr);
            QCOMPARE(wordsOf(*format), std::string(expected[offset]));
            MergeScene typed;
            typed.log = scene.log;
            typed.shown.apply(typed.tracker.applyNewEvents(typed.log).patch);
            typed.edit(1, {insertAt(offset, "X")});
            QVERIFY(document::isSameFormat(typed.tracker.formatAt(typed.log, View::kEffect, {offset}), format));
        }
        QVERIFY(Tracker().formatForInsertAt(EventLog(), {}) == nullptr);
    }

    void runsAreCutWhereTheFormatChanges() {
        MergeScene scene;
        scene.edit(1, {insertAt(0, "abcdef"), markOf(1, 3, "k", true), markOf(3, 5, "k", true)});
        const auto runs = scene.tracker.formattedRuns(scene.log, View::kEffect);
        QCOMPARE(runs.size(), std::size_t{3});
        QCOMPARE(runs[1].events, (LocalRange{{1}, {5}}));
        QCOMPARE(wordsOf(*runs[1].format), std::string("k"));
        QCOMPARE(scene.tracker.visibleRuns(View::kEffect), (std::vector<VisibleRun>{{{{0}, {6}}}}));
    }

    void setsOfMarks() {
        MarkSets sets;
        MarkSet even = 0;
        MarkSet all = 0;
        for (MarkNumber mark = 0; mark < 1000; ++mark) {
            all = sets.with(all, mark);
            if (mark % 2 == 0) even = sets.with(even, mark);
        }
        const MarkSet odd = sets.subtracted(all, even);
        QVERIFY(sets.contains(odd, 999) && !sets.contains(odd, 998) && !sets.contains(odd, 5000));
        QCOMPARE(sets.united(odd, even), all);
        QCOMPARE(sets.intersected(all, even), even);
        QCOMPARE(sets.intersected(odd, even), MarkSet{0});
        QVERIFY(!sets.intersects(odd, even) && sets.intersects(all, even));
        MarkSet far = sets.with(0, 1U << 27);
        QCOMPARE(sets.without(sets.united(all, far), 1U << 27), all);
        QVERIFY(!sets.intersects(all, far));
        std::vector<MarkNumber> marks;
        sets.forEach(sets.united(far, sets.with(0, 3)), [&](MarkNumber mark) { marks.push_back(mark); });
        QCOMPARE(marks, (std::vector<MarkNumber>{3, 1U << 27}));
        MarkSets other;
        std::vector<MarkSet> known;
        const MarkSet copied = sets.copyTo(other, odd, known);
        QVERIFY(other.contains(copied, 1) && !other.contains(copied, 2) && other.contains(copied, 999));
        QVERIFY(other.nodeCount() < 64);
    }

    /// Every mark makes new sets of all that it overlaps; what nobody has any more is let go of.
    void manyOverlappingMarks() {
        constexpr std::uint32_t kCount = 1500;
        EventLog log;
        Tracker tracker;
        QVERIFY(log.append(next(log, 1, {insertAt(0, std::string(3 * kCount, 'a'))})).has_value());
        for (std::uint32_t mark = 0; mark < kCount; ++mark) {
            const std::string key = mark % 2 == 0 ? "k" : "l";
            QVERIFY(log.append(next(log, 1, {markOf(mark, mark + kCount, key, std::int64_t{mark})})).has_value());
        }
        tracker.applyNewEventsQuietly(log);
        tracker.checkInvariants(log);
        QVERIFY2(tracker.memoryBytes() < 8'000'000, std::to_string(tracker.memoryBytes()).c_str());
        for (const std::uint32_t offset : {0U, 1U, kCount - 1, kCount, 2 * kCount - 2}) {
            const document::FormatPointer format = tracker.formatAt(log, View::kEffect, {offset});
            const std::int64_t newest = std::min(offset, kCount - 1);
            const std::pair<std::string, Value> expected(newest % 2 == 0 ? "k" : "l", newest);
            QVERIFY(std::ranges::count(*format, expected) == 1);
        }
        QCOMPARE(tracker.movePrepareTo(log, {{3 * kCount - 1}}).body.pieces().size(), std::size_t{1});
        QVERIFY(tracker.formatAt(log, View::kPrepare, {kCount}) == nullptr);
    }
};

QTEST_GUILESS_MAIN(MarksTest)
#include "tst_marks.moc"
