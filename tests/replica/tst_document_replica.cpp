// The door: intents in, patches out, undo that survives a restart and leaves others' work alone.
#include <QSignalSpy>
#include <QTest>

#include "base/random.h"
#include "replica/document_replica.h"
#include "replica/intent_operations.h"

using namespace varve;
using event::TransactionKind;
using replica::DocumentReplica;

namespace {

replica::LoadedDocument loadedFrom(const event::EventLog& log) {
    return {"00000000-0000-4000-8000-000000000001", merge::CurrentState(log)};
}

event::AgentRecord agentOf(const char* user, std::uint8_t number) {
    event::AgentRecord record{.id = {}, .user = user, .device = "test", .startedMs = 0};
    record.id.bytes[15] = number;
    return record;
}

void edit(DocumentReplica& replica, TransactionKind kind, std::uint32_t begin, std::uint32_t end, std::string text) {
    const auto result = replica.apply({kind, {{{{begin}, {end}}, std::move(text)}}});
    QVERIFY2(result.has_value(), result ? "" : result.error().message.c_str());
}

void typeText(DocumentReplica& replica, ManualClock& clock, std::uint32_t at, std::string_view text) {
    for (const char c : text) {
        clock.advance(100);
        edit(replica, TransactionKind::kTyping, at, at, std::string(1, c));
        ++at;
    }
}

/// A string that follows a replica through its patches alone.
class Follower : public QObject {
  public:
    explicit Follower(DocumentReplica& replica) : text(replica.text().text()) {
        connect(&replica, &DocumentReplica::patchApplied, this,
                [this](const document::DocumentPatch& patch) { text = patch.body.applied(text); });
    }
    std::string text;
};

void exchange(DocumentReplica& a, DocumentReplica& b) {
    a.receive(b.log().missingFrom(a.log().versionVector()));
    b.receive(a.log().missingFrom(b.log().versionVector()));
}

}  // namespace

class DocumentReplicaTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void typingIsOneStep();
    void undoAndRedoAreExact();
    void formatsAndProperties();
    void operationsNameWhatTheyMake();
    void typingInATextThatTheStepMakes();
    void largeStepsAreCut();
    void stepsOfMoreThanAMillionOperations();
    void cutPartsAreWithinBounds();
    void badOperationsChangeNothing_data();
    void badOperationsChangeNothing();
    void badIntentChangesNothing_data();
    void badIntentChangesNothing();
    void undoGoesOnAfterARestart();
    void undoLeavesColleaguesAlone();
    void undoneDeletionReturnsToItsExactPlace();
    void stepThatOthersRemovedIsPassedOver();
    void restoreCanBeUndone();
    void savedMeansDurable();
    void randomEditsConverge();
};

void DocumentReplicaTest::typingIsOneStep() {
    ManualClock clock(1000);
    DocumentReplica replica(loadedFrom({}), agentOf("Ana", 1), clock);
    typeText(replica, clock, 0, "Hello");
    QCOMPARE(replica.text().text(), std::string("Hello"));
    QCOMPARE(replica.undoSteps(10).size(), std::size_t{1});
    replica.closeStep();
    typeText(replica, clock, 5, " you");
    QCOMPARE(replica.undoSteps(10).size(), std::size_t{2});
    QVERIFY(replica.undo().has_value());
    QCOMPARE(replica.text().text(), std::string("Hello"));
}

void DocumentReplicaTest::undoAndRedoAreExact() {
    ManualClock clock(1000);
    DocumentReplica replica(loadedFrom({}), agentOf("Ana", 1), clock);
    const Follower follower(replica);
    edit(replica, TransactionKind::kPaste, 0, 0, "one two three");
    edit(replica, TransactionKind::kCut, 3, 7, "");
    edit(replica, TransactionKind::kTyping, 0, 3, "1");
    std::vector<std::string> states{"", "one two three", "one three", "1 three"};
    for (std::size_t round = 0; round < 3; ++round) {
        for (std::size_t step = 3; step-- > 0;) {
            QVERIFY(replica.undo().has_value());
            QCOMPARE(replica.text().text(), states[step]);
        }
        QVERIFY(!replica.undo().has_value());
        for (std::size_t step = 1; step <= 3; ++step) {
            QVERIFY(replica.redo().has_value());
            QCOMPARE(replica.text().text(), states[step]);
        }
        QVERIFY(!replica.redo().has_value());
    }
    QCOMPARE(follower.text, replica.text().text());
}

void DocumentReplicaTest::formatsAndProperties() {
    ManualClock clock(1000);
    DocumentReplica replica(loadedFrom({}), agentOf("Ana", 1), clock);
    std::vector<document::DocumentPatch> patches;
    connect(&replica, &DocumentReplica::patchApplied, this,
            [&](const document::DocumentPatch& patch) { patches.push_back(patch); });
    edit(replica, TransactionKind::kTyping, 0, 0, "abc");
    const auto words = [&] {
        std::string result;
        for (const merge::FormattedRun& run : replica.tracker().formattedRuns(replica.log(), merge::View::kEffect)) {
            result += replica.log().insertedText(run.events);
            for (const auto& [key, value] : run.format ? *run.format : document::Format{})
                result += "/" + key;
            result += " ";
        }
        return result;
    };
    // One step: text, a mark on it, a title.
    QVERIFY(replica.apply({TransactionKind::kPaste,
                           {{{{3}, {3}}, "de"}},
                           {{{{3}, {5}}, "bold", true}},
                           {{event::WellKnownObject::kDocument, "title", std::string("T")}}}));
    QCOMPARE(words(), std::string("abc de/bold "));
    QCOMPARE(patches.back().registers.size(), std::size_t{1});
    QCOMPARE(replica.undoSteps(9).size(), std::size_t{2});
    // Bold grows at its end; a link, and a gap in it, do not take text in.
    edit(replica, TransactionKind::kTyping, 5, 5, "f");
    QVERIFY(replica.apply({TransactionKind::kFormat, {}, {{{{0}, {3}}, "link", std::string("x")}}}));
    QVERIFY(replica.apply({TransactionKind::kFormat, {}, {{{{1}, {2}}, "link", {}}}}));
    edit(replica, TransactionKind::kTyping, 2, 2, "B");
    QCOMPARE(words(), std::string("a/link b B c/link de/bold f/bold "));

    // Undo of what is no text is a visible step too.
    QVERIFY(replica.undo().has_value());
    QVERIFY(replica.undo().has_value());
    QCOMPARE(words(), std::string("abc/link de/bold f/bold "));
    QVERIFY(replica.apply({TransactionKind::kEdit, {}, {}, {{event::WellKnownObject::kDocument, "title", {}}}}));
    QVERIFY(replica.undo().has_value());
    QCOMPARE(patches.back().registers,
             (std::vector<document::RegisterChange>{{event::WellKnownObject::kDocument, "title", std::string("T")}}));
    QVERIFY(patches.back().body.isEmpty());
}

void DocumentReplicaTest::operationsNameWhatTheyMake() {
    // Given a text, when one step inserts an embed, says what it is, and writes its caption
    const ManualClock clock;
    DocumentReplica replica(loadedFrom({}), agentOf("ana", 1), clock);
    edit(replica, TransactionKind::kTyping, 0, 0, "ab");
    const event::EventId embed = replica.nextEventId();
    replica::EditIntent intent{TransactionKind::kPaste};
    intent.first = embed;
    intent.operations = {event::Insert{.offset = {1}, .text = "\xef\xbf\xbc"},
                         event::Set{.object = embed, .key = "type", .value = std::string("image")},
                         event::Insert{.sequence = embed, .offset = {0}, .text = "A tree"},
                         event::Mark{.sequence = embed, .begin = {0}, .end = {1}, .key = "bold", .value = true}};
    QVERIFY(replica.apply(intent).has_value());
    // Then all of it is there, and one undo takes all of it back
    const merge::Tracker& tracker = replica.tracker();
    QCOMPARE(replica.text().count(), 3U);
    QCOMPARE(tracker.text(replica.log(), merge::View::kEffect, embed), std::string("A tree"));
    QVERIFY(tracker.registerValue(replica.log(), merge::View::kEffect, embed, "type").has_value());
    QVERIFY(replica.undo().has_value());
    QCOMPARE(replica.text().text(), std::string("ab"));
    QCOMPARE(replica.tracker().count(merge::View::kEffect, embed), 0U);
    // And ids that were foreseen for another moment are refused
    const auto late = replica.apply(intent);
    QVERIFY(!late.has_value());
    QVERIFY(late.error().code == ErrorCode::kInvalidInput);
}

void DocumentReplicaTest::typingInATextThatTheStepMakes() {
    ManualClock clock;
    DocumentReplica replica(loadedFrom({}), agentOf("Ana", 1), clock);
    edit(replica, TransactionKind::kEdit, 0, 0, "body");
    const event::EventId row = replica.log().idOf({1});
    // Given the first letter in a cell that is made for it
    replica::EditIntent intent{TransactionKind::kTyping, {{{{0}, {0}}, "w"}}};
    const event::EventId cell = replica.nextEventId();
    intent.sequence = cell;
    intent.preparation = {event::Set{.object = row, .key = "cell", .value = true}};
    QVERIFY(replica.apply(intent).has_value());
    // When typing goes on there
    intent.preparation.clear();
    for (std::uint32_t at = 1; at < 4; ++at) {
        clock.advance(100);
        intent.edits = {{{{at}, {at}}, "w"}};
        QVERIFY(replica.apply(intent).has_value());
    }
    intent.edits = {};
    intent.marks = {{{{1}, {3}}, "bold", true}};
    QVERIFY(replica.apply(intent).has_value());
    const auto cellText = [&] { return replica.presentTracker().text(replica.log(), merge::View::kEffect, cell); };
    QCOMPARE(cellText(), std::string("wwww"));
    QCOMPARE(replica.text().text(), std::string("body"));
    // Then the words are one step, and the text outside of the cell has its own bounds
    intent.marks = {};
    intent.edits = {{{{5}, {5}}, "x"}};
    QVERIFY(!replica.apply(intent).has_value());
    QVERIFY(replica.undo().has_value());
    QVERIFY(replica.undo().has_value());
    QCOMPARE(cellText(), std::string());
    QVERIFY(replica.presentTracker().registers(replica.log(), merge::View::kEffect).empty());
    QVERIFY(replica.redo().has_value());
    QCOMPARE(cellText(), std::string("wwww"));
}

void DocumentReplicaTest::largeStepsAreCut() {
    // Given a paste that is larger than a message between replicas
    const ManualClock clock;
    DocumentReplica replica(loadedFrom({}), agentOf("ana", 1), clock);
    edit(replica, TransactionKind::kTyping, 0, 0, "ab");
    const std::string large = std::string(9 << 20, 'x') + "\xc3\xa9" + std::string(9 << 20, 'y');
    edit(replica, TransactionKind::kPaste, 1, 1, large);
    // Then it is several transactions, each of which can be sent, and one step
    QVERIFY(replica.text().text() == "a" + large + "b");
    QVERIFY(replica.log().transactionCount() >= 4);
    DocumentReplica other(loadedFrom({}), agentOf("bea", 2), clock);
    exchange(replica, other);
    QVERIFY(other.text().text() == replica.text().text());
    QVERIFY(replica.undo().has_value());
    QCOMPARE(replica.text().text(), std::string("ab"));
    QVERIFY(replica.redo().has_value());
    // Taking much away, too
    edit(replica, TransactionKind::kBackspace, 0, replica.text().count(), {});
    QCOMPARE(replica.text().count(), 0U);
    QVERIFY(replica.undo().has_value());
    QVERIFY(replica.text().text() == "a" + large + "b");
}

/// As an import of a large rich text is: more than one transaction may hold, one step all the same.
void DocumentReplicaTest::stepsOfMoreThanAMillionOperations() {
    constexpr std::uint32_t kMarkCount = (1U << 20) + 1000;
    const ManualClock clock;
    DocumentReplica replica(loadedFrom({}), agentOf("ana", 1), clock);
    replica::EditIntent intent{.kind = TransactionKind::kPaste};
    intent.operations.emplace_back(event::Insert{.offset = {0}, .text = std::string(2 * kMarkCount, 'x')});
    for (std::uint32_t mark = 0; mark < kMarkCount; ++mark) {
        intent.operations.emplace_back(
            event::Mark{.begin = {2 * mark}, .end = {2 * mark + 1}, .key = "bold", .value = true, .expandEnd = true});
    }
    const auto applied = replica.apply(intent);
    QVERIFY2(applied.has_value(), applied ? "" : applied.error().message.c_str());
    QVERIFY(replica.log().transactionCount() > 5);
    const auto runs = replica.presentTracker().formattedRuns(replica.log(), merge::View::kEffect);
    QCOMPARE(runs.size(), std::size_t{2 * kMarkCount});
    QVERIFY(replica.undo().has_value());
    QCOMPARE(replica.text().count(), 0U);
    QVERIFY(!replica.canUndo());
}

void DocumentReplicaTest::cutPartsAreWithinBounds() {
    const replica::TransactionBounds bounds{.operationCount = 3, .unitCount = 5, .textSize = 8};
    Random random(7);
    for (int round = 0; round < 300; ++round) {
        // Given random operations on a text
        std::string before(20 + random.below(10), 'a');
        std::string text = before;
        std::vector<event::Operation> operations;
        for (std::uint32_t count = 1 + random.below(8); count > 0; --count) {
            const std::uint32_t offset = random.below(static_cast<std::uint32_t>(text.size()) + 1);
            if (random.chance(50)) {
                const std::string added(1 + random.below(17), static_cast<char>('b' + random.below(20)));
                operations.emplace_back(event::Insert{.offset = {offset}, .text = added});
                text.insert(offset, added);
            } else if (offset < text.size()) {
                const std::uint32_t removed = 1 + random.below(static_cast<std::uint32_t>(text.size()) - offset);
                const bool isBackward = random.chance(50);
                operations.emplace_back(
                    event::Delete{.offset = {offset},
                                  .count = removed,
                                  .direction = isBackward ? event::Direction::kBackward : event::Direction::kForward});
                text.erase(offset, removed);
            }
        }
        // When they are cut, then the parts do the same to the text, and none is too large
        for (const auto& part : replica::cutIntoParts(operations, bounds)) {
            QVERIFY(part.size() <= bounds.operationCount);
            std::uint32_t units = 0;
            for (const event::Operation& operation : part) {
                units += event::unitCount(operation);
                if (const auto* insert = std::get_if<event::Insert>(&operation)) {
                    before.insert(insert->offset.value, insert->text);
                } else {
                    const auto& removal = std::get<event::Delete>(operation);
                    before.erase(removal.offset.value, removal.count);
                }
            }
            QVERIFY(units <= bounds.unitCount);
        }
        QCOMPARE(before, text);
    }
}

void DocumentReplicaTest::badOperationsChangeNothing_data() {
    QTest::addColumn<std::vector<event::Operation>>("operations");
    using Operations = std::vector<event::Operation>;
    const event::EventId nobody{{}, {77}};
    QTest::newRow("insert outside") << Operations{event::Insert{.offset = {4}, .text = "x"}};
    QTest::newRow("empty insert") << Operations{event::Insert{.offset = {0}, .text = ""}};
    QTest::newRow("ill-formed text") << Operations{event::Insert{.offset = {0}, .text = "\xff"}};
    QTest::newRow("delete outside") << Operations{event::Delete{.offset = {2}, .count = 2}};
    QTest::newRow("delete far outside") << Operations{event::Delete{.offset = {2}, .count = 0xffffffffU}};
    QTest::newRow("delete what the step removed")
        << Operations{event::Delete{.offset = {0}, .count = 2}, event::Delete{.offset = {0}, .count = 2}};
    QTest::newRow("unknown sequence") << Operations{event::Insert{.sequence = nobody, .offset = {0}, .text = "x"}};
    QTest::newRow("the document is no text")
        << Operations{event::Insert{.sequence = event::WellKnownObject::kDocument, .offset = {0}, .text = "x"}};
    QTest::newRow("unknown object") << Operations{event::Set{.object = nobody, .key = "a", .value = true}};
    QTest::newRow("empty mark") << Operations{event::Mark{.begin = {1}, .end = {1}, .key = "bold", .value = true}};
    QTest::newRow("mark in an empty sequence") << Operations{event::Mark{
        .sequence = event::EventId{agentOf("ana", 1).id, {0}}, .begin = {0}, .end = {1}, .key = "bold", .value = true}};
    QTest::newRow("no key") << Operations{event::Set{.key = "", .value = true}};
    QTest::newRow("liveness") << Operations{event::Liveness{.targets = {{{agentOf("ana", 1).id, {0}}, 1}}}};
}

void DocumentReplicaTest::badOperationsChangeNothing() {
    QFETCH(std::vector<event::Operation>, operations);
    const ManualClock clock;
    DocumentReplica replica(loadedFrom({}), agentOf("ana", 1), clock);
    edit(replica, TransactionKind::kTyping, 0, 0, "abc");
    const auto result = replica.apply({.operations = operations});
    QVERIFY(!result.has_value());
    QVERIFY(!result.error().message.empty());
    QCOMPARE(replica.text().text(), std::string("abc"));
    QCOMPARE(replica.log().transactionCount(), std::size_t{1});
}

void DocumentReplicaTest::badIntentChangesNothing_data() {
    QTest::addColumn<replica::EditIntent>("intent");
    const auto kind = TransactionKind::kEdit;
    QTest::newRow("beyond the end") << replica::EditIntent{kind, {{{{4}, {4}}, "x"}}};
    QTest::newRow("range beyond the end") << replica::EditIntent{kind, {{{{1}, {4}}, ""}}};
    QTest::newRow("reversed range") << replica::EditIntent{kind, {{{{2}, {1}}, ""}}};
    QTest::newRow("not UTF-8") << replica::EditIntent{kind, {{{{0}, {0}}, "\xC3"}}};
    const auto marked = [](std::uint32_t begin, std::uint32_t end, std::string key) {
        return replica::EditIntent{kind, {}, {{{{begin}, {end}}, std::move(key), true}}};
    };
    QTest::newRow("mark beyond the end") << marked(1, 4, "bold");
    QTest::newRow("empty mark") << marked(1, 1, "bold");
    QTest::newRow("mark without a name") << marked(0, 1, "");
    QTest::newRow("mark on text that the same step deletes")
        << replica::EditIntent{kind, {{{{0}, {3}}, ""}}, {{{{0}, {1}}, "bold", true}}};
    QTest::newRow("property of the body")
        << replica::EditIntent{kind, {}, {}, {{event::WellKnownObject::kBody, "k", true}}};
    QTest::newRow("property of nothing") << replica::EditIntent{kind, {}, {}, {{event::EventId{}, "k", true}}};
    QTest::newRow("property not UTF-8") << replica::EditIntent{
        kind, {}, {}, {{event::WellKnownObject::kDocument, "k", std::string("\xC3")}}};
    const auto restored = [](event::Operation operation) {
        return replica::EditIntent{.kind = TransactionKind::kRestore, .operations = {std::move(operation)}};
    };
    const event::AgentId me = agentOf("Ana", 1).id;
    QTest::newRow("restoring that edits") << replica::EditIntent{TransactionKind::kRestore, {{{{0}, {0}}, "x"}}};
    QTest::newRow("restoring that inserts") << restored(event::Insert{.offset = {0}, .text = "x"});
    QTest::newRow("restoring that sets") << restored(
        event::Set{.object = event::WellKnownObject::kDocument, .key = "k", .value = true});
    QTest::newRow("restoring what nobody knows") << restored(event::Liveness{{{{me, {7}}, 1}}, false});
    QTest::newRow("restoring a format beyond the end")
        << restored(event::Mark{.begin = {1}, .end = {4}, .key = "bold", .value = true});
    QTest::newRow("restoring a format without a name")
        << restored(event::Mark{.begin = {1}, .end = {2}, .key = "", .value = true});
    QTest::newRow("second edit bad") << replica::EditIntent{kind, {{{{0}, {3}}, ""}, {{{1}, {1}}, "x"}}};
}

void DocumentReplicaTest::badIntentChangesNothing() {
    QFETCH(replica::EditIntent, intent);
    ManualClock clock(1000);
    DocumentReplica replica(loadedFrom({}), agentOf("Ana", 1), clock);
    edit(replica, TransactionKind::kEdit, 0, 0, "abc");
    const auto result = replica.apply(intent);
    QVERIFY(!result.has_value());
    QVERIFY(!result.error().message.empty());
    QCOMPARE(replica.text().text(), std::string("abc"));
    QCOMPARE(replica.log().end().value, 3U);
}

void DocumentReplicaTest::undoGoesOnAfterARestart() {
    ManualClock clock(1000);
    DocumentReplica before(loadedFrom({}), agentOf("Ana", 1), clock);
    edit(before, TransactionKind::kPaste, 0, 0, "first ");
    edit(before, TransactionKind::kPaste, 6, 6, "second");
    QVERIFY(before.undo().has_value());

    DocumentReplica after(loadedFrom(before.log()), agentOf("Ana", 2), clock);
    QVERIFY(after.redo().has_value());
    QCOMPARE(after.text().text(), std::string("first second"));
    const auto first = after.undo();
    QVERIFY(first.has_value());
    QVERIFY(first->fromEarlierSession);
    QVERIFY(after.undo().has_value());
    QCOMPARE(after.text().text(), std::string());
}

void DocumentReplicaTest::undoLeavesColleaguesAlone() {
    ManualClock clock(1000);
    DocumentReplica ana(loadedFrom({}), agentOf("Ana", 1), clock);
    DocumentReplica ben(loadedFrom({}), agentOf("Ben", 2), clock);
    edit(ana, TransactionKind::kPaste, 0, 0, "Ana wrote this.");
    exchange(ana, ben);
    edit(ben, TransactionKind::kPaste, 3, 3, " and Ben");
    exchange(ana, ben);
    QVERIFY(ana.undo().has_value());
    exchange(ana, ben);
    QCOMPARE(ana.text().text(), std::string(" and Ben"));
    QCOMPARE(ben.text().text(), std::string(" and Ben"));
    QVERIFY(!ben.redo().has_value());
}

void DocumentReplicaTest::undoneDeletionReturnsToItsExactPlace() {
    ManualClock clock(1000);
    DocumentReplica ana(loadedFrom({}), agentOf("Ana", 1), clock);
    DocumentReplica ben(loadedFrom({}), agentOf("Ben", 2), clock);
    edit(ana, TransactionKind::kPaste, 0, 0, "abcdef");
    exchange(ana, ben);
    edit(ana, TransactionKind::kDelete, 0, 6, "");
    edit(ben, TransactionKind::kTyping, 3, 3, "XY");
    exchange(ana, ben);
    QCOMPARE(ana.text().text(), std::string("XY"));
    const auto outcome = ana.undo();
    QVERIFY(outcome.has_value());
    QCOMPARE(ana.text().text(), std::string("abcXYdef"));
    QCOMPARE(outcome->facts.deletedCount, 6U);
}

void DocumentReplicaTest::stepThatOthersRemovedIsPassedOver() {
    ManualClock clock(1000);
    DocumentReplica ana(loadedFrom({}), agentOf("Ana", 1), clock);
    DocumentReplica ben(loadedFrom({}), agentOf("Ben", 2), clock);
    edit(ana, TransactionKind::kPaste, 0, 0, "keep ");
    edit(ana, TransactionKind::kPaste, 5, 5, "gone");
    exchange(ana, ben);
    edit(ben, TransactionKind::kDelete, 5, 9, "");
    exchange(ana, ben);
    const auto outcome = ana.undo();
    QVERIFY(outcome.has_value());
    QCOMPARE(outcome->skippedCount, 1U);
    QCOMPARE(ana.text().text(), std::string());
}

void DocumentReplicaTest::restoreCanBeUndone() {
    ManualClock clock(1000);
    DocumentReplica replica(loadedFrom({}), agentOf("Ana", 1), clock);
    const Follower follower(replica);
    edit(replica, TransactionKind::kPaste, 0, 0, "The first version.");
    const event::Version then = replica.log().version();
    edit(replica, TransactionKind::kDelete, 4, 9, "");
    edit(replica, TransactionKind::kPaste, 4, 4, "second");
    const std::string now = replica.text().text();
    QVERIFY(replica.restore(then).has_value());
    QCOMPARE(replica.text().text(), std::string("The first version."));
    QVERIFY(!replica.restore(then).has_value());
    QVERIFY(replica.undo().has_value());
    QCOMPARE(replica.text().text(), now);
    QVERIFY(replica.redo().has_value());
    QCOMPARE(replica.text().text(), std::string("The first version."));
    QCOMPARE(follower.text, replica.text().text());
}

void DocumentReplicaTest::savedMeansDurable() {
    ManualClock clock(1000);
    DocumentReplica replica(loadedFrom({}), agentOf("Ana", 1), clock);
    QVERIFY(replica.isDurable());
    const QSignalSpy appended(&replica, &DocumentReplica::transactionsAppended);
    edit(replica, TransactionKind::kPaste, 0, 0, "x");
    QVERIFY(!replica.isDurable());
    QCOMPARE(appended.count(), 1);
    replica.setDurableTransactionCount(1);
    QVERIFY(replica.isDurable());
}

void DocumentReplicaTest::randomEditsConverge() {
    const std::uint64_t seed = qEnvironmentVariableIsSet("SEED") ? qEnvironmentVariable("SEED").toULongLong() : 7;
    const int rounds = qEnvironmentVariableIsSet("OPERATIONS") ? qEnvironmentVariableIntValue("OPERATIONS") : 600;
    qInfo("SEED=%llu", static_cast<unsigned long long>(seed));
    Random random(seed);
    ManualClock clock(1000);
    DocumentReplica ana(loadedFrom({}), agentOf("Ana", 1), clock);
    DocumentReplica ben(loadedFrom({}), agentOf("Ben", 2), clock);
    const Follower anaText(ana);
    const Follower benText(ben);
    for (int round = 0; round < rounds; ++round) {
        DocumentReplica& replica = random.chance(50) ? ana : ben;
        clock.advance(random.below(3000));
        const std::uint32_t count = replica.text().count();
        const std::uint32_t begin = random.below(count + 1);
        const std::uint32_t end = begin + random.below(std::min(count - begin, 6U) + 1);
        const std::uint32_t choice = random.below(10);
        if (choice == 0) {
            static_cast<void>(replica.undo());
        } else if (choice == 1) {
            static_cast<void>(replica.redo());
        } else if (choice < 4 && begin < end) {
            edit(replica, TransactionKind::kBackspace, begin, end, "");
        } else {
            edit(replica, TransactionKind::kTyping, begin, begin, random.chance(20) ? "\xC3\xA9" : "w");
        }
        if (random.chance(15)) exchange(ana, ben);
        QCOMPARE(anaText.text, ana.text().text());
        QCOMPARE(benText.text, ben.text().text());
    }
    exchange(ana, ben);
    QCOMPARE(ana.text().text(), ben.text().text());
    QCOMPARE(anaText.text, benText.text);
    const DocumentReplica reopened(loadedFrom(ana.log()), agentOf("Ana", 9), clock);
    QCOMPARE(reopened.text().text(), ana.text().text());
    QCOMPARE(reopened.undoSteps(100000).size(), ana.undoSteps(100000).size());
    QCOMPARE(reopened.redoSteps(100000).size(), ana.redoSteps(100000).size());
}

QTEST_GUILESS_MAIN(DocumentReplicaTest)
#include "tst_document_replica.moc"
