// The history of a selection: which steps touched it, also through text that is gone; and at random, against moving
// through the whole history event by event.
#include <QTest>
#include <algorithm>
#include <set>

#include "history/history_cursor.h"
#include "history/rich_writer.h"
#include "history/selection_history.h"

using namespace varve;
using namespace varve::history;
using test::TestReplica;

namespace {

constexpr auto kBody = event::WellKnownObject::kBody;

/// Positions of the touches of a range of what stands at `position`; at the end without one.
struct Reader {
    explicit Reader(const TestReplica& ofReplica) : replica(ofReplica) {
        timeline.followLog(replica.log());
        cursor.emplace(replica.log(), replica.tracker(), timeline);
    }
    [[nodiscard]] std::vector<SelectionTouch> touches(std::uint32_t begin, std::uint32_t end,
                                                      std::optional<std::uint64_t> position = {}) const {
        return selectionHistory(replica.log(), *cursor->index(), timeline,
                                {kBody, {{begin}, {end}}, position.value_or(timeline.eventCount())});
    }
    [[nodiscard]] std::vector<std::uint64_t> positions(std::uint32_t begin, std::uint32_t end,
                                                       std::optional<std::uint64_t> position = {}) const {
        std::vector<std::uint64_t> all;
        for (const SelectionTouch& touch : touches(begin, end, position))
            all.push_back(touch.position);
        return all;
    }

    const TestReplica& replica;
    Timeline timeline;
    std::optional<HistoryCursor> cursor;
};

using Positions = std::vector<std::uint64_t>;

/// Whether event number `position` sets a property, or switches something off or on.
bool isOfProperties(const event::EventLog& log, const Timeline& timeline, std::uint64_t position) {
    const TimelineEntry& entry = timeline.entries()[timeline.entryIndexAt(position)];
    const event::LocalVersion event = log.transactionRecord(entry.transaction).events.begin +
                                      static_cast<std::uint32_t>(position - entry.beginPosition);
    const event::OperationType type = log.operationRuns()[log.operationRunIndexOf(event)].type;
    return type == event::OperationType::kSet || type == event::OperationType::kLiveness;
}

}  // namespace

class SelectionHistoryTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void writtenAndDeleted();
    void throughTextThatIsGone();
    void oneTouchAStep();
    void undoAndRedo();
    void ofThePast();
    void formats();
    void properties();
    void emptyDocument();
    void everyEventThatChangedAChosenCharacter();
};

void SelectionHistoryTest::writtenAndDeleted() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "one two three");  // 13 events
    ana.insert(4, "and ");           // 17
    ana.insert(12, "half ");         // 22: one and two half three
    ana.remove(0, 4);                // 26: and two half three
    const Reader reader(ana);
    QCOMPARE(reader.positions(4, 7), (Positions{13}));          // two
    QCOMPARE(reader.positions(0, 3), (Positions{13, 17, 26}));  // and, with what stood before it
    QCOMPARE(reader.positions(8, 12), (Positions{22}));         // half
    QCOMPARE(reader.positions(13, 18), (Positions{13}));        // three
    QCOMPARE(reader.positions(0, 18), (Positions{13, 17, 22, 26}));
}

void SelectionHistoryTest::throughTextThatIsGone() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "one three");  // 9
    ana.insert(4, "two ");       // 13
    ana.remove(4, 4);            // 17
    const Reader reader(ana);
    // Nothing of what came between is seen, and the place knows of it all the same.
    QCOMPARE(reader.positions(4, 4), (Positions{13, 17}));
    QCOMPARE(reader.positions(4, 9), (Positions{9, 13, 17}));
    QCOMPARE(reader.positions(5, 9), (Positions{9}));
    QCOMPARE(reader.positions(0, 3), (Positions{9}));
}

void SelectionHistoryTest::oneTouchAStep() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "a");
    ana.insert(1, "b", true);
    ana.insert(2, "c", true);
    ana.insert(3, "d");
    const Reader reader(ana);
    QCOMPARE(reader.positions(0, 3), (Positions{3}));
    QCOMPARE(reader.positions(0, 2), (Positions{2}));  // up to where the step touched it
    QCOMPARE(reader.positions(0, 4), (Positions{3, 4}));
    QCOMPARE(reader.touches(0, 4).front().agent, 0U);
}

void SelectionHistoryTest::undoAndRedo() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "one");   // 3
    ana.insert(3, " two");  // 7
    ana.undo();             // 8
    ana.redo();             // 9
    const Reader reader(ana);
    QCOMPARE(reader.positions(4, 7), (Positions{7, 8, 9}));
    QCOMPARE(reader.positions(0, 2), (Positions{3}));
}

void SelectionHistoryTest::ofThePast() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "one two");  // 7
    ana.remove(0, 7);          // 14
    ana.insert(0, "new");      // 17
    const Reader reader(ana);
    // What became of it later counts too, and what came beside it.
    QCOMPARE(reader.positions(0, 3, 7), (Positions{7, 14, 17}));
}

void SelectionHistoryTest::formats() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "one two three");                                                    // 13
    ana.write({test::markOf(4, 7, "bold", true)}, event::TransactionKind::kFormat);    // 14
    ana.write({test::markOf(0, 7, "italic", true)}, event::TransactionKind::kFormat);  // 15
    ana.undo();                                                                        // 16
    ana.insert(6, "xx");                                                               // 18, bold from the start
    const Reader reader(ana);
    QCOMPARE(reader.positions(4, 6), (Positions{13, 14, 15, 16}));
    QCOMPARE(reader.positions(0, 3), (Positions{13, 15, 16}));
    QCOMPARE(reader.positions(10, 14), (Positions{13}));
    QCOMPARE(reader.positions(7, 8), (Positions{18}));
}

void SelectionHistoryTest::properties() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "one\ntwo\nthree");  // 13
    const auto blockAt = [&](std::uint32_t offset) {
        return event::ObjectId{ana.log().idOf(ana.tracker().characterAt(merge::View::kEffect, {offset}))};
    };
    const auto set = [&](const event::ObjectId& object) {
        ana.write({test::setOf(object, "type", std::string("heading"))}, event::TransactionKind::kFormat);
    };
    set(event::WellKnownObject::kFirstBlock);  // 14
    set(blockAt(3));                           // 15: two
    set(blockAt(7));                           // 16: three
    const Reader reader(ana);
    QCOMPARE(reader.positions(0, 2), (Positions{13, 14}));
    QCOMPARE(reader.positions(5, 6), (Positions{13, 15}));
    QCOMPARE(reader.positions(5, 10), (Positions{13, 15, 16}));
    QCOMPARE(reader.positions(0, 13), (Positions{13, 14, 15, 16}));
    QCOMPARE(reader.positions(9, 12), (Positions{13, 16}));
}

void SelectionHistoryTest::emptyDocument() {
    const TestReplica ana(1, "Ana");
    const Reader reader(ana);
    QCOMPARE(reader.positions(0, 0), Positions{});
}

/// Moves through the whole history event by event and looks at ids: whatever lets a chosen character come or go is
/// found; whatever is found changed something; and all of the text knows everything that changed anything.
void SelectionHistoryTest::everyEventThatChangedAChosenCharacter() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    qInfo("SEED=%zu", seed);
    const std::uint64_t steps = test::numberFromEnvironment("OPERATIONS", 40);
    for (std::uint64_t i = 0, count = test::numberFromEnvironment("GRAPHS", 30); i < count; ++i) {
        Random random(seed + i);
        TestReplica ana(1, "Ana");
        for (std::uint64_t step = 0; step < steps; ++step)
            test::writeRich(ana, random);
        Reader reader(ana);
        HistoryCursor& cursor = *reader.cursor;
        const auto end = static_cast<std::uint32_t>(reader.timeline.eventCount());
        const auto idsShown = [&] {
            std::vector<text::Offset> offsets(cursor.count());
            for (std::uint32_t offset = 0; offset < offsets.size(); ++offset)
                offsets[offset] = {offset};
            return cursor.idsAt(ana.log(), kBody, offsets);
        };
        const std::uint32_t position = random.below(end + 1);
        cursor.moveToPosition(ana.log(), position);
        const std::vector<event::EventId> now = idsShown();
        const auto length = static_cast<std::uint32_t>(now.size());
        const std::uint32_t begin = random.below(length + 1);
        const std::uint32_t last = begin + random.below(length - begin + 1);
        const std::set<event::EventId> chosen(now.begin() + begin, now.begin() + last);
        const Positions found = reader.positions(begin, last, position);
        const Positions everywhere = reader.positions(0, length, position);
        QVERIFY(std::ranges::is_sorted(found));
        QVERIFY(std::ranges::includes(everywhere, found) || !found.empty());
        const auto isTold = [&](const Positions& touches, std::uint64_t event) {
            // By a touch of the same step.
            const TimelineSpan step = reader.timeline.spanAt(event, Grain::kStep);
            return std::ranges::any_of(
                touches, [&](std::uint64_t one) { return one > step.beginPosition && one <= step.endPosition; });
        };
        std::set<std::uint64_t> changing;
        cursor.moveToPosition(ana.log(), 0);
        std::vector<event::EventId> before;
        for (std::uint32_t event = 0; event < end; ++event) {
            const document::DocumentPatch patch = cursor.moveToPosition(ana.log(), event + 1);
            std::vector<event::EventId> after = idsShown();
            const std::set<event::EventId> old(before.begin(), before.end());
            const std::set<event::EventId> fresh(after.begin(), after.end());
            std::vector<event::EventId> changed;
            std::ranges::set_symmetric_difference(old, fresh, std::back_inserter(changed));
            std::size_t at = 0;
            for (const document::PatchPiece& piece : patch.body.pieces()) {
                for (std::uint32_t one = 0; one < piece.newCount(); ++one) {
                    if (piece.kind == document::PatchPiece::Kind::kRestyle) changed.push_back(after[at + one]);
                }
                at += piece.newCount();
            }
            const bool isChosen =
                std::ranges::any_of(changed, [&](const event::EventId& id) { return chosen.contains(id); });
            if (isChosen) QVERIFY2(isTold(found, event), qPrintable(QStringLiteral("seed %1").arg(seed + i)));
            if (!changed.empty()) {
                QVERIFY2(isTold(everywhere, event), qPrintable(QStringLiteral("seed %1").arg(seed + i)));
                changing.insert(reader.timeline.spanAt(event, Grain::kStep).beginPosition);
            }
            // Another writer of the same value changes nothing that is seen.
            if (isOfProperties(ana.log(), reader.timeline, event))
                changing.insert(reader.timeline.spanAt(event, Grain::kStep).beginPosition);
            before = std::move(after);
        }
        for (const std::uint64_t touch : found)
            QVERIFY(changing.contains(reader.timeline.spanAt(touch - 1, Grain::kStep).beginPosition));
    }
}

QTEST_APPLESS_MAIN(SelectionHistoryTest)
#include "tst_selection_history.moc"
