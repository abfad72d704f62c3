// Sequences other than the body: a text of their own each, one history for all.
#include <QtTest>
#include <algorithm>

#include "merge/merge_scene.h"

using namespace varve;
using namespace varve::event;
using namespace varve::merge;
using namespace varve::test;

namespace {

Insert insertIn(const ObjectId& sequence, std::uint32_t offset, std::string text) {
    return {.sequence = sequence, .offset = {offset}, .text = std::move(text)};
}

Delete deleteIn(const ObjectId& sequence, std::uint32_t offset, std::uint32_t count) {
    return {.sequence = sequence, .offset = {offset}, .count = count};
}

Mark markIn(const ObjectId& sequence, std::uint32_t begin, std::uint32_t end) {
    Mark mark = markWith("(]", begin, end, "k", true);
    mark.sequence = sequence;
    return mark;
}

/// A body with two embeds and a text below each.
struct Captions : MergeScene {
    ObjectId first;
    ObjectId second;

    Captions() {
        edit(1, {insertAt(0,
                          "a\xef\xbf\xbc"
                          "b\xef\xbf\xbc")});
        first = log.idOf({1});
        second = log.idOf({3});
        edit(1, {insertIn(first, 0, "one"), insertIn(second, 0, "two")});
    }
};

}  // namespace

class SequencesTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void eachHasItsText() {
        Captions scene;
        QCOMPARE(scene.words(scene.first), std::string("one"));
        QCOMPARE(scene.words(scene.second), std::string("two"));
        QCOMPARE(scene.tracker.sequences(), (std::vector<ObjectId>{scene.first, scene.second}));
        QCOMPARE(scene.tracker.count(View::kEffect), 4U);
        QCOMPARE(scene.tracker.count(View::kEffect, scene.first), 3U);
        QCOMPARE(scene.tracker.count(View::kEffect, scene.log.idOf({0})), 0U);
        QCOMPARE(scene.tracker.text(scene.log, View::kEffect, scene.log.idOf({0})), std::string());
        // Offsets and deletions count in their own text.
        scene.edit(2, {insertIn(scene.first, 3, "!"), deleteIn(scene.second, 0, 2), insertAt(4, "c")});
        QCOMPARE(scene.words(scene.first), std::string("one!"));
        QCOMPARE(scene.words(scene.second), std::string("o"));
        QVERIFY(scene.patch.body.addedCount() == 1 && scene.patch.sequences.size() == 2);
        const LocalVersion character = scene.tracker.characterAt(View::kEffect, {3}, scene.first);
        QCOMPARE(scene.tracker.placeOf(View::kEffect, character, scene.first).offset.value, 3U);
    }

    void changesOfOneLeaveTheOthersAlone() {
        Captions scene;
        scene.edit(2, {insertIn(scene.second, 1, "X")});
        QVERIFY(scene.patch.body.isEmpty() && scene.patch.registers.empty());
        QCOMPARE(scene.patch.sequences.size(), std::size_t{1});
        QCOMPARE(scene.patch.sequences[0].sequence, scene.second);
    }

    void marksStayInTheirText() {
        Captions scene;
        scene.edit(2, {markIn(scene.second, 1, 3)});
        QCOMPARE(scene.words(scene.second), std::string("t[k|wo]"));
        QCOMPARE(scene.words(scene.first), std::string("one"));
        scene.edit(2, {insertIn(scene.second, 3, "!"), insertIn(scene.first, 3, "!")});
        QCOMPARE(scene.words(scene.second), std::string("t[k|wo!]"));
        QCOMPARE(scene.words(scene.first), std::string("one!"));
        // Fits the first text only.
        scene.edit(1, {markIn(scene.first, 0, 4)});
        QVERIFY(scene.quarantined.empty());
        scene.edit(1, {markIn(scene.second, 0, 5)});
        QCOMPARE(scene.quarantined.size(), std::size_t{1});
    }

    void concurrentTextsMerge() {
        Captions scene;
        const Version seen = scene.log.version();
        scene.edit(1, seen, {insertIn(scene.first, 3, "X"), insertAt(4, "Y")});
        scene.edit(2, seen, {deleteIn(scene.first, 0, 1), insertIn(scene.first, 2, "Z"), markIn(scene.first, 0, 3)});
        QCOMPARE(scene.words(scene.first), std::string("[k|neXZ]"));
        QCOMPARE(scene.wordsAt(seen, scene.first), std::string("one"));
        QCOMPARE(scene.wordsAt({}, scene.first), std::string());
    }

    void undoReachesEveryText() {
        Captions scene;
        scene.edit(1, {insertIn(scene.first, 0, "X"), deleteIn(scene.second, 0, 1), markIn(scene.second, 0, 1)});
        QCOMPARE(scene.words(scene.first), std::string("Xone"));
        QCOMPARE(scene.words(scene.second), std::string("[k|w]o"));
        scene.switchEvents(1, 10, 13, false);
        QCOMPARE(scene.words(scene.first), std::string("one"));
        QCOMPARE(scene.words(scene.second), std::string("two"));
        scene.switchEvents(1, 10, 13, true);
        QCOMPARE(scene.words(scene.second), std::string("[k|w]o"));
    }

    void nothingFitsATextThatWasNeverBegun() {
        Captions scene;
        const ObjectId empty = scene.log.idOf({0});
        const Version all = scene.log.version();
        scene.edit(1, all, {deleteIn(empty, 0, 1)});
        scene.edit(2, all, {insertIn(empty, 1, "x")});
        scene.edit(3, all, {markIn(empty, 0, 1)});
        QCOMPARE(scene.quarantined.size(), std::size_t{3});
        QVERIFY(std::ranges::count(scene.tracker.sequences(), empty) == 0);
        for (std::uint32_t event = 10; event < 13; ++event) {
            scene.switchEvents(1, event, event + 1, false);
            QVERIFY(scene.wordsAt(all, empty).empty());
        }
        scene.edit(1, all, {insertIn(empty, 0, "x")});
        QCOMPARE(scene.words(empty), std::string("x"));
    }

    /// The object that names a text does not decide whether the text is there; whoever shows it asks.
    void textOfADeletedObjectRemains() {
        Captions scene;
        scene.edit(1, {deleteAt(1, 1)});
        QCOMPARE(scene.words(scene.first), std::string("one"));
    }
};

QTEST_GUILESS_MAIN(SequencesTest)
#include "tst_sequences.moc"
