// The tracker on cases written by hand: concurrent edits, undo through liveness, order of concurrent inserts, events
// that do not fit, and what the views receive.
#include <QtTest>

#include "document/patch_words.h"
#include "merge/tracker.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::event;
using namespace varve::merge;
using namespace varve::test;

namespace {

/// A log, its tracker, and a string that only ever receives the tracker's patches.
struct Scene {
    EventLog log;
    Tracker tracker{FanOut{2, 2}};
    std::string shown;
    std::vector<LocalRange> quarantined;

    /// Appends what `agentNumber` did having seen `version`, and applies it. The new version of that agent.
    Version edit(std::uint32_t agentNumber, const Version& version, std::vector<Operation> operations) {
        const auto events = log.append(nextAt(log, agentNumber, version, std::move(operations)));
        if (!events) qFatal("%s", events.error().message.c_str());
        ApplyOutcome outcome = tracker.applyNewEvents(log);
        shown = outcome.patch.body.applied(shown);
        quarantined.insert(quarantined.end(), outcome.quarantined.begin(), outcome.quarantined.end());
        tracker.checkInvariants(log);
        return {events->end - 1};
    }
    Version all() const { return log.version(); }
    /// The events of `range` as targets.
    std::vector<EventSpan> spans(std::uint32_t begin, std::uint32_t end) const {
        const LocalRange range{{begin}, {end}};
        return log.spansOf({&range, 1});
    }
    std::string text() const {
        const std::string text = tracker.text(log, View::kEffect);
        if (shown != text) qFatal("the patches gave \"%s\", the tracker \"%s\"", shown.c_str(), text.c_str());
        return text;
    }
    std::string textAt(const Version& version) {
        tracker.movePrepareTo(log, version);
        tracker.checkInvariants(log);
        return tracker.text(log, View::kPrepare);
    }
};

Delete backspace(std::uint32_t offset, std::uint32_t count) {
    return deleteAt(offset, count, Direction::kBackward);
}

}  // namespace

class TrackerTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void typingIsOneItem() {
        Scene scene;
        for (std::uint32_t offset = 0; offset < 50; ++offset)
            scene.edit(1, scene.all(), {insertAt(offset, "a")});
        QCOMPARE(scene.text(), std::string(50, 'a'));
        QCOMPARE(scene.tracker.itemCount(), std::size_t{1});
        QCOMPARE(scene.tracker.visibleRuns(View::kEffect), (std::vector<VisibleRun>{{{{0}, {50}}}}));
    }

    /// The deletion of the first unit of all, joined in the log with one that finds nothing left to delete.
    void deletionOfTheFirstUnitBeforeAQuarantinedOne() {
        Scene scene;
        const Version written = scene.edit(1, {}, {insertAt(0, "a")});
        const Version deleted = scene.edit(1, written, {deleteAt(0, 1)});
        scene.edit(1, deleted, {deleteAt(0, 1)});
        QCOMPARE(scene.text(), std::string());
        QCOMPARE(scene.quarantined, (std::vector<LocalRange>{{{2}, {3}}}));
        QCOMPARE(scene.textAt(written), std::string("a"));
        QCOMPARE(scene.textAt(deleted), std::string());
    }

    void textOutsideAscii() {
        Scene scene;
        scene.edit(1, {}, {insertAt(0, "añ😀z")});
        scene.edit(1, scene.all(), {deleteAt(1, 1), insertAt(2, "Ω")});
        QCOMPARE(scene.text(), std::string("a😀Ωz"));
        QCOMPARE(scene.tracker.count(View::kEffect), 4U);
    }

    void deletesAcrossItems() {
        Scene scene;
        scene.edit(1, {}, {insertAt(0, "abcdef")});
        scene.edit(1, scene.all(), {insertAt(3, "XYZ")});  // abcXYZdef
        scene.edit(1, scene.all(), {deleteAt(4, 1)});      // abcXZdef
        scene.edit(1, scene.all(), {deleteAt(2, 4)});      // abef
        QCOMPARE(scene.text(), std::string("abef"));
        scene.edit(1, scene.all(), {backspace(1, 2)});  // af
        QCOMPARE(scene.text(), std::string("af"));
        // Forward: lowest first. Backward: highest first.
        QCOMPARE(scene.tracker.deletedCharacter({10}), std::optional(LocalVersion{2}));
        QCOMPARE(scene.tracker.deletedCharacter({13}), std::optional(LocalVersion{3}));
        QCOMPARE(scene.tracker.deletedCharacter({14}), std::optional(LocalVersion{4}));
        QCOMPARE(scene.tracker.deletedCharacter({15}), std::optional(LocalVersion{1}));
    }

    void places() {
        Scene scene;
        scene.edit(1, {}, {insertAt(0, "abcd"), deleteAt(1, 1), insertAt(1, "X")});  // a X (b) c d, in some order
        QCOMPARE(scene.text(), std::string("aXcd"));
        const Tracker& tracker = scene.tracker;
        for (std::uint32_t offset = 0; offset < 4; ++offset) {
            const LocalVersion character = tracker.characterAt(View::kEffect, {offset});
            QCOMPARE(tracker.placeOf(View::kEffect, character).offset.value, offset);
            QVERIFY(tracker.placeOf(View::kEffect, character).visible);
        }
        QVERIFY(!tracker.placeOf(View::kEffect, {1}).visible);
        QCOMPARE(tracker.placeOf(View::kEffect, {1}).offset.value, 2U);  // X went between a and the deleted b
    }

    void concurrentInsertsAreOrderedByAgent() {
        for (const bool firstArrivesFirst : {true, false}) {
            Scene scene;
            scene.edit(9, {}, {insertAt(0, "()")});
            const Version base = scene.all();
            scene.edit(firstArrivesFirst ? 1 : 2, base, {insertAt(1, firstArrivesFirst ? "aaa" : "bbb")});
            scene.edit(firstArrivesFirst ? 2 : 1, base, {insertAt(1, firstArrivesFirst ? "bbb" : "aaa")});
            QCOMPARE(scene.text(), std::string("(aaabbb)"));
        }
    }

    void textTypedBackwardsDoesNotInterleave() {
        for (const bool firstArrivesFirst : {true, false}) {
            Scene scene;
            Version one, two;
            for (int letter = 0; letter < 3; ++letter) {
                if (firstArrivesFirst) one = scene.edit(1, one, {insertAt(0, "a")});
                two = scene.edit(2, two, {insertAt(0, "b")});
                if (!firstArrivesFirst) one = scene.edit(1, one, {insertAt(0, "a")});
            }
            QCOMPARE(scene.text(), std::string("aaabbb"));
        }
    }

    void oneAgentOnTwoBranchesIsOrderedBySequence() {
        Scene scene;
        scene.edit(1, {}, {insertAt(0, "()")});
        const Version base = scene.all();
        scene.edit(1, base, {insertAt(1, "a")});
        scene.edit(1, base, {insertAt(1, "b")});
        QCOMPARE(scene.text(), std::string("(ab)"));
    }

    void rightOriginSkipsOnlyWhatTheAuthorDidNotHave() {
        // The author of "X" saw b and deleted it; it stays the right origin although hidden.
        Scene scene;
        scene.edit(5, {}, {insertAt(0, "abc")});
        const Version base = scene.all();
        scene.edit(2, base, {deleteAt(1, 1), insertAt(1, "X")});
        scene.edit(1, base, {insertAt(2, "Y")});
        QCOMPARE(scene.text(), std::string("aXYc"));
    }

    void twoDeletionsOfOneCharacter() {
        Scene scene;
        scene.edit(1, {}, {insertAt(0, "abc")});
        const Version base = scene.all();
        const Version one = scene.edit(1, base, {deleteAt(1, 1)});  // event 3
        scene.edit(2, base, {backspace(1, 1)});                     // event 4
        QCOMPARE(scene.text(), std::string("ac"));
        // Undoing one of them does not bring it back, undoing both does.
        scene.edit(1, scene.all(), {liveness(scene.spans(3, 4), false)});
        QCOMPARE(scene.text(), std::string("ac"));
        scene.edit(2, scene.all(), {liveness(scene.spans(4, 5), false)});
        QCOMPARE(scene.text(), std::string("abc"));
        QCOMPARE(scene.textAt(one), std::string("ac"));
        QCOMPARE(scene.textAt(base), std::string("abc"));
    }

    void undoOfADeletionAroundNewText() {
        Scene scene;
        scene.edit(1, {}, {insertAt(0, "abcdef")});
        const Version base = scene.all();
        scene.edit(1, base, {deleteAt(0, 6)});  // 6..11
        scene.edit(2, base, {insertAt(3, "XY")});
        QCOMPARE(scene.text(), std::string("XY"));
        scene.edit(1, scene.all(), {liveness(scene.spans(6, 12), false)});
        QCOMPARE(scene.text(), std::string("abcXYdef"));
    }

    void undoConcurrentWithTyping() {
        Scene scene;
        scene.edit(1, {}, {insertAt(0, "one ")});
        scene.edit(1, scene.all(), {insertAt(4, "two")});  // 4..6
        const Version base = scene.all();
        scene.edit(1, base, {liveness(scene.spans(4, 7), false)});
        scene.edit(2, base, {insertAt(6, "--")});
        QCOMPARE(scene.text(), std::string("one --"));
        scene.edit(1, scene.all(), {liveness(scene.spans(4, 7), true)});
        QCOMPARE(scene.text(), std::string("one tw--o"));
        QCOMPARE(scene.textAt(base), std::string("one two"));
    }

    void typingAndDeletingInHiddenText() {
        Scene scene;
        scene.edit(1, {}, {insertAt(0, "abcd")});
        const Version base = scene.all();
        scene.edit(1, base, {liveness(scene.spans(1, 3), false)});
        QCOMPARE(scene.text(), std::string("ad"));
        scene.edit(2, base, {deleteAt(1, 2)});  // 5, 6: hidden already, but counts
        QCOMPARE(scene.text(), std::string("ad"));
        scene.edit(1, scene.all(), {liveness(scene.spans(1, 3), true)});
        QCOMPARE(scene.text(), std::string("ad"));
        scene.edit(2, scene.all(), {liveness(scene.spans(5, 7), false)});
        QCOMPARE(scene.text(), std::string("abcd"));
    }

    void concurrentLivenessIsDecidedByLamportThenAgent() {
        for (const bool firstArrivesFirst : {true, false}) {
            Scene scene;
            scene.edit(3, {}, {insertAt(0, "ab")});
            const Version base = scene.all();
            const auto off = [&scene] { return liveness(scene.spans(0, 1), false); };
            const auto on = [&scene] { return liveness(scene.spans(0, 1), true); };
            // Same Lamport: agent 2 wins.
            if (firstArrivesFirst) scene.edit(1, base, {off()});
            const Version two = scene.edit(2, base, {on()});
            if (!firstArrivesFirst) scene.edit(1, base, {off()});
            QCOMPARE(scene.text(), std::string("ab"));
            // A greater Lamport wins whatever the agent.
            scene.edit(0, two, {insertAt(2, "c"), off()});
            QCOMPARE(scene.text(), std::string("bc"));
            QVERIFY(!scene.tracker.isAlive(View::kEffect, {0}));
            QCOMPARE(scene.textAt(two), std::string("ab"));
            QVERIFY(scene.tracker.isAlive(View::kPrepare, {0}));
        }
    }

    void twoEqualUndosAreOne() {
        Scene scene;
        scene.edit(1, {}, {insertAt(0, "abc")});
        scene.edit(1, scene.all(), {deleteAt(0, 2)});
        const Version base = scene.all();
        scene.edit(1, base, {liveness(scene.spans(3, 5), false)});
        scene.edit(2, base, {liveness(scene.spans(3, 5), false)});
        QCOMPARE(scene.text(), std::string("abc"));
        scene.edit(1, scene.all(), {liveness(scene.spans(3, 5), true)});
        QCOMPARE(scene.text(), std::string("c"));
    }

    void livenessOfMarksAndRegistersIsRemembered() {
        Scene scene;
        scene.edit(1, {}, {insertAt(0, "abc"), markOf(0, 2, "bold", true), setOf(WellKnownObject::kDocument, "title")});
        scene.edit(1, scene.all(), {liveness(scene.spans(2, 5), false)});
        QCOMPARE(scene.text(), std::string("ab"));
        const Tracker& tracker = scene.tracker;
        QVERIFY(!tracker.isAlive(View::kEffect, {3}) && !tracker.isAlive(View::kEffect, {4}));
        QVERIFY(tracker.isAlive(View::kEffect, {0}) && tracker.isAlive(View::kEffect, {5}));
        QCOMPARE(tracker.aliveParts({{{0}, {6}}}), (std::vector<LocalRange>{{{0}, {2}}, {{5}, {6}}}));
        QCOMPARE(tracker.deadParts({{{0}, {4}}, {{4}, {6}}}), (std::vector<LocalRange>{{{2}, {4}}, {{4}, {5}}}));
        scene.edit(1, scene.all(), {liveness(scene.spans(3, 4), true)});
        QCOMPARE(tracker.aliveParts({{{0}, {6}}}), (std::vector<LocalRange>{{{0}, {2}}, {{3}, {4}}, {{5}, {6}}}));
    }

    void otherSequencesDoNotTouchTheBody() {
        Scene scene;
        scene.edit(1, {}, {insertAt(0, "abc")});
        Insert elsewhere = insertAt(7, "note");
        elsewhere.sequence = id(1, 0);
        Delete removed = deleteAt(2, 2);
        removed.sequence = id(1, 0);
        scene.edit(1, scene.all(), {elsewhere, removed});
        QCOMPARE(scene.text(), std::string("abc"));
        QCOMPARE(scene.textAt({{1}}), std::string("ab"));
    }

    void eventsThatDoNotFitAreQuarantinedWithDescendants() {
        Scene scene;
        scene.edit(1, {}, {insertAt(0, "abc")});
        const Version base = scene.all();
        const Version bad = scene.edit(2, base, {insertAt(4, "xy")});  // 3, 4
        const Version good = scene.edit(1, base, {insertAt(3, "d")});  // 5
        scene.edit(2, bad, {insertAt(0, "never")});                    // 6..10
        scene.edit(3, scene.all(), {insertAt(0, "nor this")});         // 11..18
        QCOMPARE(scene.quarantined, (std::vector<LocalRange>{{{3}, {5}}, {{6}, {11}}, {{11}, {19}}}));
        QCOMPARE(scene.text(), std::string("abcd"));
        QCOMPARE(scene.tracker.effectVersion(), good);
        QVERIFY(scene.tracker.isQuarantined({18}) && !scene.tracker.isQuarantined({5}));
        QCOMPARE(scene.tracker.placeOf(View::kEffect, {3}).offset.value, 4U);
        QVERIFY(!scene.tracker.placeOf(View::kEffect, {3}).visible);
        scene.edit(1, scene.tracker.effectVersion(), {insertAt(4, "e")});
        QCOMPARE(scene.text(), std::string("abcde"));
        QCOMPARE(scene.textAt(scene.all()), std::string("abcde"));
        QCOMPARE(scene.textAt(bad), std::string("abc"));
    }

    void onlyTheUnitsFromTheFirstBadOneOnAreQuarantined() {
        Scene scene;
        scene.edit(1, {}, {insertAt(0, "abc")});
        const Version base = scene.all();
        scene.edit(2, base, {deleteAt(1, 4)});   // 3, 4 fit; 5, 6 do not
        scene.edit(3, base, {backspace(2, 2)});  // 7: its highest offset is 3; 8 descends from it
        scene.edit(4, base, {markOf(1, 4, "bold", true)});
        QCOMPARE(scene.quarantined, (std::vector<LocalRange>{{{5}, {7}}, {{7}, {9}}, {{9}, {10}}}));
        QCOMPARE(scene.text(), std::string("a"));
        QCOMPARE(scene.tracker.deletedCharacter({5}), std::optional<LocalVersion>());
    }

    void manyAuthorsAtOnePlace() {
        constexpr std::uint32_t kAuthorCount = 2000;
        EventLog log;
        QVERIFY(log.append(next(log, 0, {insertAt(0, "()")})).has_value());
        const Version base = log.version();
        for (std::uint32_t author = 0; author < kAuthorCount; ++author) {
            // Neither ascending nor descending: 7 has no factor in common with the number of authors.
            const std::uint32_t number = 1 + author * 7 % kAuthorCount;
            const std::string letter(1, static_cast<char>('a' + number * 26 / (kAuthorCount + 1)));
            QVERIFY(log.append(nextAt(log, number, base, {insertAt(1, letter)})).has_value());
        }
        Tracker tracker;
        tracker.applyNewEventsQuietly(log);
        tracker.checkInvariants(log);
        const std::string text = tracker.text(log, View::kEffect);
        QCOMPARE(text.size(), std::size_t{kAuthorCount + 2});
        QVERIFY(std::is_sorted(text.begin() + 1, text.end() - 1));
    }

    void undoOfALargePaste() {
        EventLog log;
        Tracker tracker;
        QVERIFY(log.append(next(log, 1, {insertAt(0, std::string(100'000, 'x'))})).has_value());
        for (std::uint32_t offset = 0; offset < 90'000; offset += 1000) {
            QVERIFY(log.append(next(log, 2, {insertAt(offset, "y"), deleteAt(offset + 1, 2)})).has_value());
        }
        tracker.applyNewEventsQuietly(log);
        const LocalRange pasted{{0}, {100'000}};
        QVERIFY(log.append(next(log, 1, {liveness(log.spansOf({&pasted, 1}), false)})).has_value());
        tracker.applyNewEventsQuietly(log);
        QCOMPARE(tracker.text(log, View::kEffect), std::string(90, 'y'));
        QCOMPARE(tracker.deadParts({{{0}, log.end()}}), (std::vector<LocalRange>{pasted}));
        QVERIFY(log.append(next(log, 1, {liveness(log.spansOf({&pasted, 1}), true)})).has_value());
        QCOMPARE(tracker.applyNewEvents(log).patch.body.addedCount(), 100'000U - 2 * 90);
        tracker.checkInvariants(log);
    }

    void onePatchForManyEvents() {
        EventLog log;
        Tracker tracker;
        QVERIFY(log.append(next(log, 1, {insertAt(0, "hello world")})).has_value());
        tracker.applyNewEventsQuietly(log);
        const Version base = log.version();
        QVERIFY(log.append(nextAt(log, 1, base, {insertAt(11, "!"), deleteAt(0, 1), insertAt(0, "J")})).has_value());
        QVERIFY(log.append(nextAt(log, 2, base, {insertAt(5, ","), deleteAt(6, 1), insertAt(6, "_")})).has_value());
        // Typed and taken back at once: not in the patch.
        QVERIFY(log.append(nextAt(log, 3, base, {insertAt(3, "zzz"), deleteAt(3, 3)})).has_value());
        const document::Patch patch = tracker.applyNewEvents(log).patch.body;
        QCOMPARE(patch.applied("hello world"), std::string("Jello,_world!"));
        QCOMPARE(document::inWords(patch), std::string("-1 +J =4 -1 +,_ =5 +!"));
    }

    void copiesAreIndependent() {
        Scene scene;
        scene.edit(1, {}, {insertAt(0, "abc")});
        Tracker copy = scene.tracker;
        scene.edit(1, scene.all(), {deleteAt(0, 3), liveness(scene.spans(0, 1), false)});
        QCOMPARE(scene.text(), std::string());
        QCOMPARE(copy.text(scene.log, View::kEffect), std::string("abc"));
        copy.checkInvariants();
        QCOMPARE(copy.applyNewEvents(scene.log).patch.body.removedCount(), 3U);
        copy.checkInvariants(scene.log);
        scene.tracker = copy;
        QCOMPARE(scene.textAt({{1}}), std::string("ab"));
        QCOMPARE(copy.count(View::kPrepare), 0U);
    }
};

QTEST_GUILESS_MAIN(TrackerTest)
#include "tst_tracker.moc"
