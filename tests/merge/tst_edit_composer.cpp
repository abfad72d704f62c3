// Edits that came one after the other, composed into one patch: the same text and the same patch as the tracker makes,
// wherever the composer says yes.
#include <QtTest>

#include "base/random.h"
#include "merge/edit_composer.h"
#include "merge/tracker.h"
#include "support/event_builders.h"
#include "text/utf8.h"

using namespace varve;
using namespace varve::event;
using namespace varve::test;
using merge::EditComposer;
using merge::Tracker;
using merge::View;

namespace {

/// Appends `count` random edits, one after the other, by one of two agents each. `spread`: how far places lie apart.
void editAtRandom(EventLog& log, Random& random, std::uint32_t count, std::uint32_t spread, std::uint32_t& textCount) {
    static constexpr std::string_view kTexts[] = {"a", "b", "\n", "ž", "word ", "中文", "😀"};
    std::uint32_t caret = textCount;
    for (std::uint32_t index = 0; index < count; ++index) {
        const std::uint32_t who = 1 + random.below(2);
        if (random.chance(20)) caret = textCount == 0 ? 0 : random.below(std::min(textCount, spread) + 1);
        caret = std::min(caret, textCount);
        const bool deletes = textCount > 0 && random.chance(40);
        if (deletes) {
            const std::uint32_t at = std::min(caret, textCount - 1);
            const std::uint32_t n = std::min(1 + random.below(5), textCount - at);
            const Direction direction = random.chance(50) ? Direction::kBackward : Direction::kForward;
            QVERIFY(
                log.append(next(log, who, {Delete{.offset = {at}, .count = n, .direction = direction}})).has_value());
            textCount -= n;
            caret = at;
        } else {
            const std::string_view text = kTexts[random.below(7)];
            QVERIFY(log.append(next(log, who, {insertAt(caret, std::string(text))})).has_value());
            caret += text::scalarCount(text);
            textCount += text::scalarCount(text);
        }
    }
}

}  // namespace

class EditComposerTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void makesThePatchThatTheTrackerMakes() {
        const std::uint64_t seed = numberFromEnvironment("SEED", 1);
        const std::uint64_t rounds = numberFromEnvironment("GRAPHS", 200);
        Random random(seed);
        for (std::uint64_t round = 0; round < rounds; ++round) {
            EventLog log;
            std::uint32_t textCount = 0;
            const std::uint32_t spread = random.chance(50) ? 1'000'000 : 20;
            editAtRandom(log, random, random.below(300), spread, textCount);
            Tracker tracker;
            tracker.applyNewEventsQuietly(log);
            const LocalVersion begin = log.end();
            const std::uint32_t oldCount = tracker.count(View::kEffect);
            editAtRandom(log, random, 1 + random.below(300), spread, textCount);
            EditComposer composer(log, oldCount);
            QVERIFY(composer.apply({begin, log.end()}));
            const merge::ApplyOutcome outcome = tracker.applyNewEvents(log);
            QVERIFY2(composer.patch() == outcome.patch.body,
                     qPrintable(QStringLiteral("seed %1 round %2").arg(seed).arg(round)));
            EditComposer whole(log, 0);
            QVERIFY(whole.apply({{}, log.end()}));
            QVERIFY(whole.text() == tracker.text(log, View::kEffect));
        }
    }

    void refusesWhatOnlyTheTrackerCanJudge_data() {
        QTest::addColumn<int>("kind");
        QTest::newRow("insert behind the end") << 0;
        QTest::newRow("delete across the end") << 1;
        QTest::newRow("mark") << 2;
        QTest::newRow("other sequence") << 3;
        QTest::newRow("liveness") << 4;
    }
    void refusesWhatOnlyTheTrackerCanJudge() {
        QFETCH(int, kind);
        EventLog log;
        QVERIFY(log.append(next(log, 1, {insertAt(0, "abc")})).has_value());
        const LocalVersion begin = log.end();
        Operation operation = insertAt(4, "x");
        if (kind == 1) operation = deleteAt(2, 2);
        if (kind == 2) operation = markOf(0, 1, "bold", true);
        if (kind == 3) operation = Insert{.sequence = log.idOf({0}), .offset = {0}, .text = "x"};
        if (kind == 4) operation = liveness({{log.idOf({0}), 1}}, false);
        QVERIFY(log.append(next(log, 1, {operation})).has_value());
        EditComposer composer(log, 3);
        QVERIFY(!composer.apply({begin, log.end()}));
    }

    /// What a hostile peer would send to make it slow: it may give up, but what it says is right.
    void isRightOrGivesUp_data() {
        QTest::addColumn<bool>("deletes");
        QTest::newRow("deletions in one long text") << true;
        QTest::newRow("insertions at the front") << false;
    }
    void isRightOrGivesUp() {
        QFETCH(bool, deletes);
        EventLog log;
        const std::uint32_t count = 200'000;
        if (deletes) QVERIFY(log.append(next(log, 1, {insertAt(0, std::string(3 * count, 'x'))})).has_value());
        std::vector<Operation> operations;
        for (std::uint32_t index = 0; index < count; ++index)
            operations.push_back(deletes ? Operation(deleteAt(index, 1)) : Operation(insertAt(0, "y")));
        for (std::uint32_t begin = 0; begin < count; begin += 1000) {
            std::vector<Operation> some(operations.begin() + begin, operations.begin() + begin + 1000);
            QVERIFY(log.append(next(log, 1, std::move(some))).has_value());
        }
        EditComposer composer(log, 0);
        const bool isDone = composer.apply({{}, log.end()});
        Tracker tracker;
        tracker.applyNewEventsQuietly(log);
        QVERIFY(!isDone || composer.text() == tracker.text(log, View::kEffect));
    }

    /// Places at random in a very long list of stretches: the composer gives up before it costs more than a tracker.
    void givesUpWhereItWouldBeSlow() {
        EventLog log;
        const std::uint32_t count = 150'000;
        QVERIFY(log.append(next(log, 1, {insertAt(0, std::string(count, 'x'))})).has_value());
        for (std::uint32_t index = 0; index < 30'000; ++index)
            QVERIFY(log.append(next(log, 1, {insertAt(1 + index * 2, "y")})).has_value());
        // At both ends in turns: every step crosses all that lies between.
        for (std::uint32_t index = 0; index < 40'000; ++index)
            QVERIFY(log.append(next(log, 1, {insertAt(index % 2 == 0 ? 1 : count, "z")})).has_value());
        EditComposer composer(log, 0);
        QVERIFY(!composer.apply({{}, log.end()}));
    }
};

QTEST_GUILESS_MAIN(EditComposerTest)
#include "tst_edit_composer.moc"
