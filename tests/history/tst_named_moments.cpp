// The fold of named moments: what is listed, what is not, and that restoring and undo leave names alone.
#include <QTest>
#include <algorithm>

#include "document/moment_schema.h"
#include "document/object_names.h"
#include "history/moment.h"
#include "history/named_moments.h"
#include "history/test_replica.h"

using namespace varve;
using namespace varve::history;
using test::TestReplica;

namespace {

constexpr event::WellKnownObject kDocument = event::WellKnownObject::kDocument;

std::vector<NamedMoment> momentsOf(const TestReplica& replica) {
    document::Attributes properties;
    for (const document::RegisterChange& one : replica.tracker().registers(replica.log(), merge::View::kEffect)) {
        if (one.object == event::ObjectId{kDocument}) document::setValue(properties, one.key, one.value);
    }
    return namedMoments(properties, replica.log());
}

event::Operation setting(const event::EventId& id, std::string_view property, event::Value value) {
    return test::setOf(kDocument, document::momentKey(document::idText(id), property), std::move(value));
}

/// Names the document as it is, or as it was at `heads`.
event::EventId nameMoment(TestReplica& replica, const std::string& name, const std::string& note = {},
                          const std::string& at = {}) {
    const event::EventId id{replica.agentId(), replica.log().nextSequence(replica.agentId())};
    std::vector<event::Operation> operations{setting(id, "name", name)};
    if (!note.empty()) operations.push_back(setting(id, "note", note));
    if (!at.empty()) operations.push_back(setting(id, "at", at));
    replica.write(std::move(operations), event::TransactionKind::kName);
    return id;
}

std::string frontierOf(const TestReplica& replica) {
    return formatMoment(FrontierMoment{replica.log().idsOf(replica.log().version())});
}

}  // namespace

class NamedMomentsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void namesTheVersionItsAuthorSaw();
    void namesAnEarlierVersion();
    void unknownPlaceCountsAsAbsent_data();
    void unknownPlaceCountsAsAbsent();
    void renamedAndRemoved();
    void keysOfOthersAreNoMoments();
    void notOfTheListedForm();
    void everybodySeesTheSame();
    void restoringAndUndoLeaveNamesAlone();
    void positionIsBehindTheLastEvent();
    void resolvesByName();
    void boundedList();
};

void NamedMomentsTest::namesTheVersionItsAuthorSaw() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "one");
    const event::Version wanted = ana.log().version();
    const std::int64_t nowMs = ana.now();
    const event::EventId id = nameMoment(ana, "First draft", "for Bo");
    ana.insert(3, " two");
    const std::vector<NamedMoment> moments = momentsOf(ana);
    QCOMPARE(moments.size(), std::size_t{1});
    QCOMPARE(moments.front().id, id);
    QCOMPARE(moments.front().name, std::string("First draft"));
    QCOMPARE(moments.front().note, std::string("for Bo"));
    QCOMPARE(moments.front().version, wanted);
    QCOMPARE(moments.front().namedMs, nowMs);
    QCOMPARE(ana.log().agents()[moments.front().agent].user, std::string("Ana"));
}

void NamedMomentsTest::namesAnEarlierVersion() {
    TestReplica ana(1, "Ana");
    nameMoment(ana, "nothing yet", {}, "[]");
    ana.insert(0, "one");
    const event::Version wanted = ana.log().version();
    const std::string at = frontierOf(ana);
    ana.insert(3, " two");
    nameMoment(ana, "one word", {}, at);
    const std::vector<NamedMoment> moments = momentsOf(ana);
    QCOMPARE(moments.size(), std::size_t{2});
    QCOMPARE(moments[0].version, event::Version{});
    QCOMPARE(moments[1].version, wanted);
}

void NamedMomentsTest::unknownPlaceCountsAsAbsent_data() {
    QTest::addColumn<QString>("at");
    QTest::newRow("no frontier") << QStringLiteral("yesterday");
    QTest::newRow("another kind of moment") << QStringLiteral("#1");
    QTest::newRow("a name") << QStringLiteral("\"First draft\"");
    QTest::newRow("unknown event") << QStringLiteral("[[\"00000007000000000000000000000000\",41]]");
    QTest::newRow("too long") << QString(static_cast<qsizetype>(document::kMomentPlaceSizeMax) + 1, u' ');
}

void NamedMomentsTest::unknownPlaceCountsAsAbsent() {
    QFETCH(const QString, at);
    TestReplica ana(1, "Ana");
    ana.insert(0, "one");
    const event::Version wanted = ana.log().version();
    nameMoment(ana, "First draft", {}, at.toStdString());
    QCOMPARE(momentsOf(ana).at(0).version, wanted);
}

void NamedMomentsTest::renamedAndRemoved() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "one");
    const event::Version wanted = ana.log().version();
    const event::EventId id = nameMoment(ana, "First draft");
    ana.insert(3, " two");
    ana.write({setting(id, "name", std::string("Final"))}, event::TransactionKind::kName);
    QCOMPARE(momentsOf(ana).at(0).name, std::string("Final"));
    QCOMPARE(momentsOf(ana).at(0).version, wanted);
    ana.write({setting(id, "name", {})}, event::TransactionKind::kName);
    QVERIFY(momentsOf(ana).empty());
}

void NamedMomentsTest::keysOfOthersAreNoMoments() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "one");
    const event::EventId letter{ana.agentId(), {0}};
    const event::EventId future{ana.agentId(), {99}};
    const event::EventId first = nameMoment(ana, "First draft");
    const auto text = [](const char* words) { return event::Value(std::string(words)); };
    ana.write({setting(letter, "name", text("a letter")), setting(future, "name", text("nobody")),
               test::setOf(kDocument, "moment:", text("no id")), test::setOf(kDocument, "moment::name", text("none")),
               test::setOf(kDocument, "moment:first:name", text("a word")),
               test::setOf(kDocument, "moment:" + document::idText(first) + ":colour", text("red"))},
              event::TransactionKind::kName);
    const std::vector<NamedMoment> moments = momentsOf(ana);
    QCOMPARE(moments.size(), std::size_t{1});
    QCOMPARE(moments.front().id, first);
}

void NamedMomentsTest::notOfTheListedForm() {
    TestReplica ana(1, "Ana");
    nameMoment(ana, std::string(document::kMomentNameSizeMax + 1, 'x'));
    const event::EventId id = nameMoment(ana, "fine", std::string(document::kMomentNoteSizeMax + 1, 'x'));
    const std::vector<NamedMoment> moments = momentsOf(ana);
    QCOMPARE(moments.size(), std::size_t{1});
    QCOMPARE(moments.front().note, std::string());
    ana.write({setting(id, "name", std::int64_t{7})}, event::TransactionKind::kName);
    QVERIFY(momentsOf(ana).empty());
}

void NamedMomentsTest::everybodySeesTheSame() {
    TestReplica ana(1, "Ana");
    TestReplica ben(2, "Ben");
    ana.insert(0, "one");
    TestReplica::sync(ana, ben);
    const event::EventId id = nameMoment(ana, "Ana's");
    nameMoment(ben, "Ben's");
    ben.insert(3, " two");
    TestReplica::sync(ana, ben);
    // At the same time, one renames what the other removes: both see one outcome.
    ana.write({setting(id, "name", {})}, event::TransactionKind::kName);
    ben.write({setting(id, "name", std::string("Better"))}, event::TransactionKind::kName);
    TestReplica::sync(ana, ben);
    const auto named = [](const TestReplica& replica) {
        std::vector<std::pair<std::string, std::vector<event::EventId>>> list;
        for (const NamedMoment& moment : momentsOf(replica))
            list.emplace_back(moment.name, replica.log().idsOf(moment.version));
        return list;
    };
    QCOMPARE(named(ana).size(), std::size_t{2});
    QVERIFY(named(ana) == named(ben));
}

void NamedMomentsTest::restoringAndUndoLeaveNamesAlone() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "one");
    const event::Version first = ana.log().version();
    ana.insert(3, " two");
    nameMoment(ana, "First draft");
    QVERIFY(ana.undo());
    QCOMPARE(ana.text(), std::string("one"));
    QCOMPARE(momentsOf(ana).size(), std::size_t{1});
    QVERIFY(ana.redo());
    QVERIFY(ana.restore(first));
    QCOMPARE(momentsOf(ana).size(), std::size_t{1});
    QVERIFY(ana.restore({}));
    QCOMPARE(ana.text(), std::string());
    QCOMPARE(momentsOf(ana).size(), std::size_t{1});
}

void NamedMomentsTest::positionIsBehindTheLastEvent() {
    TestReplica ana(1, "Ana");
    nameMoment(ana, "beginning");
    ana.insert(0, "one");
    nameMoment(ana, "one word");
    Timeline timeline;
    timeline.followLog(ana.log());
    const std::vector<NamedMoment> moments = momentsOf(ana);
    QCOMPARE(positionOf(moments[0].version, ana.log(), timeline), std::uint64_t{0});
    QCOMPARE(positionOf(moments[1].version, ana.log(), timeline), std::uint64_t{4});
    QCOMPARE(timeline.versionAt(ana.log(), 4), moments[1].version);
}

void NamedMomentsTest::resolvesByName() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "one");
    const event::Version wanted = ana.log().version();
    nameMoment(ana, "First draft");
    nameMoment(ana, "twin");
    nameMoment(ana, "twin");
    Timeline timeline;
    timeline.followLog(ana.log());
    const auto resolved = [&](const char* text) {
        return resolveMoment(*parseMoment(text), ana.log(), timeline, momentsOf(ana));
    };
    QCOMPARE(*resolved("\"First draft\""), wanted);
    QCOMPARE(resolved("\"first draft\"").error().code, ErrorCode::kNotFound);
    QCOMPARE(resolved("\"first draft\"").error().message, std::string("The document has no moment 'first draft'."));
    QCOMPARE(resolved("\"twin\"").error().code, ErrorCode::kInvalidInput);
}

void NamedMomentsTest::boundedList() {
    TestReplica ana(1, "Ana");
    std::vector<event::Operation> operations;
    event::EventId id{ana.agentId(), {0}};
    for (std::size_t i = 0; i < kNamedMomentCountMax + 5; ++i, id.sequence = id.sequence + 1)
        operations.push_back(setting(id, "name", std::string("again")));
    ana.write(std::move(operations), event::TransactionKind::kName);
    QCOMPARE(momentsOf(ana).size(), kNamedMomentCountMax);
    // Who names little is not crowded out by who names much, whichever id comes first.
    for (const std::uint32_t number : {0U, 2U}) {
        TestReplica ben(number, "Ben");
        TestReplica::sync(ana, ben);
        const event::EventId own = nameMoment(ben, "mine");
        const std::vector<NamedMoment> moments = momentsOf(ben);
        QCOMPARE(moments.size(), kNamedMomentCountMax);
        QVERIFY(std::ranges::find(moments, own, &NamedMoment::id) != moments.end());
        QCOMPARE(momentsOf(ana).size(), kNamedMomentCountMax);
    }
}

QTEST_GUILESS_MAIN(NamedMomentsTest)
#include "tst_named_moments.moc"
