// Registers in the tracker: who wins, what patches say, time travel, undo.
#include <QtTest>

#include "merge/merge_scene.h"

using namespace varve;
using namespace varve::event;
using namespace varve::merge;
using namespace varve::test;

namespace {

constexpr WellKnownObject kDocument = WellKnownObject::kDocument;

Value words(const char* text) {
    return std::string(text);
}

std::optional<Value> title(const MergeScene& scene, View view = View::kEffect) {
    return scene.tracker.registerValue(scene.log, view, kDocument, "title");
}

}  // namespace

class RegistersTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void theLastWriterWins() {
        MergeScene scene;
        QCOMPARE(title(scene), std::nullopt);
        const Version first = scene.edit(1, {setOf(kDocument, "title", words("one"))});
        QCOMPARE(title(scene), std::optional(words("one")));
        QCOMPARE(scene.patch.registers, (std::vector<document::RegisterChange>{{kDocument, "title", words("one")}}));
        scene.edit(1, {setOf(kDocument, "title", std::int64_t{2})});
        QCOMPARE(title(scene), std::optional(Value(std::int64_t{2})));
        scene.edit(1, {setOf(kDocument, "title", {})});
        QCOMPARE(title(scene), std::nullopt);
        QVERIFY(scene.tracker.registers(scene.log, View::kEffect).empty());
        scene.tracker.movePrepareTo(scene.log, first);
        QCOMPARE(title(scene, View::kPrepare), std::optional(words("one")));
    }

    void concurrentWritersAreOrdered_data() {
        QTest::addColumn<int>("extraOfFirst");
        QTest::addColumn<int>("extraOfSecond");
        QTest::addColumn<QString>("expected");
        // Agents 1 and 2; each may write something else first, which raises its Lamport time.
        QTest::newRow("the greater agent") << 0 << 0 << "second";
        QTest::newRow("the greater time") << 1 << 0 << "first";
        QTest::newRow("time, then agent") << 1 << 1 << "second";
        QTest::newRow("time before agent") << 0 << 1 << "second";
    }
    void concurrentWritersAreOrdered() {
        QFETCH(const int, extraOfFirst);
        QFETCH(const int, extraOfSecond);
        QFETCH(const QString, expected);
        for (const bool isFirstEarlier : {true, false}) {
            MergeScene scene;
            const auto write = [&](std::uint32_t agent, int extra, const char* name) {
                std::vector<Operation> operations;
                for (int index = 0; index < extra; ++index)
                    operations.emplace_back(setOf(kDocument, "other", true));
                operations.emplace_back(setOf(kDocument, "title", words(name)));
                scene.edit(agent, {}, operations);
            };
            if (isFirstEarlier) write(1, extraOfFirst, "first");
            write(2, extraOfSecond, "second");
            if (!isFirstEarlier) write(1, extraOfFirst, "first");
            QCOMPARE(title(scene), std::optional(words(expected.toUtf8())));
        }
    }

    void patchesSayOnlyWhatChanged() {
        MergeScene scene;
        scene.edit(1, {setOf(kDocument, "title", words("a"))});
        scene.edit(1, {setOf(kDocument, "title", words("b")), setOf(kDocument, "title", words("a"))});
        QVERIFY(scene.patch.isEmpty());
        scene.edit(1, {setOf(WellKnownObject::kFirstBlock, "type", words("heading")), setOf(kDocument, "z", true),
                       setOf(kDocument, "title", {})});
        QCOMPARE(scene.patch.registers,
                 (std::vector<document::RegisterChange>{{kDocument, "title", {}},
                                                        {kDocument, "z", true},
                                                        {WellKnownObject::kFirstBlock, "type", words("heading")}}));
        QVERIFY(scene.patch.body.isEmpty());
    }

    void undoOfAWriterShowsTheOneBelow() {
        MergeScene scene;
        scene.edit(1, {setOf(kDocument, "title", words("one"))});
        const Version two = scene.edit(1, {setOf(kDocument, "title", words("two"))});
        scene.switchEvents(1, 1, 2, false);
        QCOMPARE(title(scene), std::optional(words("one")));
        scene.switchEvents(1, 0, 1, false);
        QCOMPARE(title(scene), std::nullopt);
        scene.switchEvents(1, 1, 2, true);
        QCOMPARE(title(scene), std::optional(words("two")));
        scene.wordsAt(two);
        scene.tracker.movePrepareTo(scene.log, two);
        QCOMPARE(title(scene, View::kPrepare), std::optional(words("two")));
    }

    void objectsAreEvents() {
        MergeScene scene;
        scene.edit(1, {insertAt(0, "a\nb")});
        const EventId lineBreak = scene.log.idOf({1});
        scene.edit(2, {setOf(lineBreak, "level", std::int64_t{3}),
                       setOf(WellKnownObject::kFirstBlock, "level", std::int64_t{1})});
        QCOMPARE(scene.tracker.registerValue(scene.log, View::kEffect, lineBreak, "level"),
                 std::optional(Value(std::int64_t{3})));
        QCOMPARE(scene.tracker.registerValue(scene.log, View::kEffect, lineBreak, "type"), std::nullopt);
        // Unknown objects have no registers.
        QCOMPARE(scene.tracker.registerValue(scene.log, View::kEffect, EventId{agent(9), {0}}, "level"), std::nullopt);
        // Deleting the break leaves its registers where they are, for the day it comes back.
        scene.edit(1, {deleteAt(1, 1)});
        QVERIFY(scene.patch.registers.empty());
        QCOMPARE(scene.tracker.registers(scene.log, View::kEffect).size(), std::size_t{2});
    }

    void valuesAreSortedByObjectAndKey() {
        MergeScene scene;
        scene.edit(2, {insertAt(0, "ab")});
        const ObjectId late = scene.log.idOf({1});
        const ObjectId early = scene.log.idOf({0});
        scene.edit(
            2, {setOf(late, "b", true), setOf(late, "a", true), setOf(early, "z", true), setOf(kDocument, "k", true)});
        const std::vector<document::RegisterChange> expected{
            {kDocument, "k", true}, {early, "z", true}, {late, "a", true}, {late, "b", true}};
        QCOMPARE(scene.tracker.registers(scene.log, View::kEffect), expected);
    }

    void quarantinedWritersAreNowhere() {
        MergeScene scene;
        const Version misfit = scene.edit(1, {insertAt(5, "x")});
        scene.edit(1, misfit, {setOf(kDocument, "title", words("lost"))});
        QCOMPARE(title(scene), std::nullopt);
        QVERIFY(scene.patch.isEmpty());
        scene.edit(2, {}, {setOf(kDocument, "title", words("kept"))});
        QCOMPARE(title(scene), std::optional(words("kept")));
    }

    /// Ten thousand authors set the title at once, in an order that has nothing to do with who wins.
    void manyConcurrentWriters() {
        constexpr std::uint32_t kCount = 10'000;
        EventLog log;
        for (std::uint32_t index = 0; index < kCount; ++index) {
            const std::uint32_t author = (index * 7919 + 13) % kCount + 1;
            QVERIFY(log.append(nextAt(log, author, {}, {setOf(kDocument, "title", std::int64_t{author})})).has_value());
        }
        Tracker tracker;
        QCOMPARE(tracker.applyNewEvents(log).patch.registers.size(), std::size_t{1});
        tracker.checkInvariants();
        QCOMPARE(tracker.registerValue(log, View::kEffect, kDocument, "title"),
                 std::optional(Value(std::int64_t{kCount})));
    }
};

QTEST_GUILESS_MAIN(RegistersTest)
#include "tst_registers.moc"
