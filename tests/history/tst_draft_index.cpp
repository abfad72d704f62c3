// Which events belong to which draft, where somebody does not keep to the rules: what cannot be is ignored, nothing is
// lost, and the order of arrival plays no part. The rules where all keep to them: tests/replica/tst_drafts.
#include <QTest>
#include <algorithm>

#include "document/draft_schema.h"
#include "history/draft_index.h"
#include "history/moment.h"
#include "support/event_builders.h"

using namespace varve;
using event::EventId;
using event::Transaction;
using history::DraftId;
using history::DraftIndex;

namespace {

constexpr event::WellKnownObject kDocument = event::WellKnownObject::kDocument;

event::Operation setDraft(const EventId& draft, const char* property, event::Value value = true) {
    return test::setOf(kDocument, document::draftKey(draft, property), std::move(value));
}

class Log {
  public:
    /// What `agent` does next, having seen what the events say; all there is when left out.
    EventId add(std::uint32_t agent, std::vector<event::Operation> operations) {
        return take(test::next(log, agent, std::move(operations)));
    }
    EventId addAt(std::uint32_t agent, const std::vector<EventId>& seen, std::vector<event::Operation> operations) {
        return take(test::nextAt(log, agent, *log.versionOf(seen), std::move(operations)));
    }
    EventId last(const EventId& first, std::uint32_t units) const {
        return {first.agent, {first.sequence.value + units - 1}};
    }
    DraftIndex index() const {
        DraftIndex index;
        index.followLog(log);
        return index;
    }
    std::string shown(const std::optional<DraftId>& draft) const {
        std::string text;
        const event::EventBatch batch = history::batchBetween(log, {}, index().versionOf(log, draft));
        for (const auto& entry : batch.transactions()) {
            for (const auto& operation : batch.operationsOf(entry))
                if (operation.type == event::OperationType::kInsert) text += batch.textOf(operation);
        }
        return text;
    }

    event::EventLog log;

  private:
    EventId take(const Transaction& transaction) {
        const auto appended = log.append(transaction);
        if (!appended) qFatal("%s", appended.error().message.c_str());
        return transaction.first;
    }
};

}  // namespace

class DraftIndexTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void onlyTheFirstTransactionTells();
    void ofSeveralTheFirstCounts();
    void anUnknownDraftHoldsWhatIsWrittenInIt();
    void aPlaceThatItsAuthorDidNotSeeIsNoBase();
    void partsOfTransactionsComeWhole();
    void namesThatAreNone();
    void theLastWordOnANameCounts();
    void keysThatAreNone_data();
    void keysThatAreNone();
    void nobodyCrowdsOutTheDraftsOfOthers();
    void followingInPiecesIsTheSame();
};

void DraftIndexTest::onlyTheFirstTransactionTells() {
    Log log;
    const EventId draft = log.add(1, {setDraft(test::id(1, 0), "name", std::string("D"))});
    log.add(1, {setDraft(draft, "writer")});
    log.add(1, {test::insertAt(0, "document ")});
    QVERIFY(!log.index().hasWriters());
    QCOMPARE(log.shown({}), std::string("document "));
    // One that does something first, and tells in the same transaction.
    log.add(2, {test::insertAt(0, "draft "), setDraft(draft, "writer", {})});
    QVERIFY(log.index().hasWriters());
    QCOMPARE(log.shown({}), std::string("document "));
    QCOMPARE(log.index().find(draft)->eventCount, 7U);
}

void DraftIndexTest::ofSeveralTheFirstCounts() {
    Log log;
    const EventId one = log.add(1, {setDraft(test::id(1, 0), "name", std::string("One"))});
    const EventId two = log.add(1, {setDraft(test::id(1, 1), "name", std::string("Two"))});
    log.add(2, {setDraft(two, "writer"), setDraft(one, "writer")});
    log.add(2, {test::insertAt(0, "text")});
    QCOMPARE(log.shown(two), std::string("text"));
    QCOMPARE(log.shown(one), std::string());
}

void DraftIndexTest::anUnknownDraftHoldsWhatIsWrittenInIt() {
    Log log;
    log.add(1, {test::insertAt(0, "document ")});
    const DraftId nobodys = test::id(9, 5);
    log.add(2, {setDraft(nobodys, "writer")});
    log.add(2, {test::insertAt(0, "draft ")});
    QCOMPARE(log.shown({}), std::string("document "));
    QCOMPARE(log.shown(nobodys), std::string("document draft "));
    const DraftIndex index = log.index();
    QCOMPARE(index.list().size(), std::size_t{1});
    QVERIFY(!index.list().front()->isNamed && index.list().front()->name.empty());
    // One that is only spoken of is none.
    log.add(1, {setDraft(test::id(8, 8), "abandoned")});
    QCOMPARE(log.index().list().size(), std::size_t{1});
    QVERIFY(log.index().versionOf(log.log, test::id(7, 7)).empty());
}

void DraftIndexTest::aPlaceThatItsAuthorDidNotSeeIsNoBase() {
    Log log;
    const EventId seen = log.add(1, {test::insertAt(0, "a")});
    const EventId unseen = log.add(2, {test::insertAt(0, "b")});
    const auto at = [](const EventId& id) { return history::formatMoment(history::FrontierMoment{{id}}); };
    const auto draftAt = [&](std::uint32_t agent, std::string place) {
        const EventId id = test::id(agent, 0);
        return log.addAt(agent, {seen}, {setDraft(id, "name", std::string("D")), setDraft(id, "at", std::move(place))});
    };
    for (const EventId& draft : {draftAt(3, at(unseen)), draftAt(4, "[["), draftAt(5, at(test::id(9, 9)))})
        QCOMPARE(log.log.idsOf(log.index().find(draft)->base), std::vector{seen});
    const EventId ofNothing = draftAt(6, "[]");
    QVERIFY(log.index().find(ofNothing)->base.empty());
}

void DraftIndexTest::partsOfTransactionsComeWhole() {
    Log log;
    const EventId first = log.add(1, {test::insertAt(0, "whole ")});
    const EventId middle{first.agent, {2}};
    log.addAt(2, {middle}, {setDraft(test::id(2, 0), "name", std::string("D"))});
    log.addAt(3, {middle}, {setDraft(test::id(2, 0), "writer"), test::insertAt(0, "draft ")});
    QCOMPARE(log.shown(test::id(2, 0)), std::string("whole draft "));
}

void DraftIndexTest::namesThatAreNone() {
    Log log;
    const EventId draft = log.add(1, {setDraft(test::id(1, 0), "name", std::string("D"))});
    log.add(1, {setDraft(draft, "name", std::string())});
    log.add(1, {setDraft(draft, "name", std::int64_t{7})});
    log.add(1, {setDraft(draft, "name", std::string(201, 'x'))});
    QCOMPARE(log.index().find(draft)->name, std::string("D"));
    // A name that is none makes a draft all the same.
    const EventId other = log.add(1, {setDraft(test::id(1, 4), "name", std::string())});
    QVERIFY(log.index().find(other)->isNamed && log.index().find(other)->name.empty());
    // Whoever names what somebody else made does not make it.
    const EventId spoken = log.add(1, {setDraft(test::id(4, 4), "name", std::string("spoken of"))});
    QCOMPARE(spoken, test::id(1, 5));
    QVERIFY(!log.index().find(test::id(4, 4))->isNamed);
    QCOMPARE(log.index().list().size(), std::size_t{2});
}

void DraftIndexTest::theLastWordOnANameCounts() {
    Log log;
    const EventId draft = log.add(1, {setDraft(test::id(1, 0), "name", std::string("D"))});
    const EventId second = log.addAt(2, {draft}, {setDraft(draft, "name", std::string("second"))});
    log.addAt(3, {draft}, {setDraft(draft, "name", std::string("third"))});
    QCOMPARE(log.index().find(draft)->name, std::string("third"));
    log.addAt(2, {second}, {setDraft(draft, "name", std::string("later")), setDraft(draft, "abandoned")});
    QCOMPARE(log.index().find(draft)->name, std::string("later"));
    QVERIFY(log.index().find(draft)->isAbandoned);
    log.add(4, {setDraft(draft, "abandoned", {})});
    QVERIFY(!log.index().find(draft)->isAbandoned);
}

void DraftIndexTest::keysThatAreNone_data() {
    QTest::addColumn<QString>("key");
    for (const char* key :
         {"draft:", "draft:x:writer", "draft:00000000000000000000000000000001/0", "draft::writer",
          "draft:00000000000000000000000000000001/00:writer",
          "draft:00000000000000000000000000000001/0:", "Draft:00000000000000000000000000000001/0:writer"})
        QTest::newRow(key) << QString::fromLatin1(key);
}

void DraftIndexTest::keysThatAreNone() {
    QFETCH(QString, key);
    Log log;
    log.add(2, {test::setOf(kDocument, key.toStdString(), true), test::insertAt(0, "text")});
    log.add(3, {test::setOf(event::WellKnownObject::kFirstBlock, document::draftKey(test::id(1, 0), "writer"), true)});
    QVERIFY(!log.index().hasWriters());
    QVERIFY(log.index().list().empty());
    QCOMPARE(log.shown({}), std::string("text"));
}

void DraftIndexTest::nobodyCrowdsOutTheDraftsOfOthers() {
    Log log;
    const auto count = static_cast<std::uint32_t>(history::kDraftCountMax + 100);
    for (std::uint32_t number = 0; number < count; ++number)
        log.add(1, {setDraft(test::id(1, number), "name", std::string("spam"))});
    const EventId draft = log.add(2, {setDraft(test::id(2, 0), "name", std::string("D"))});
    const DraftIndex index = log.index();
    const auto drafts = index.list();
    QCOMPARE(drafts.size(), history::kDraftCountMax);
    QVERIFY(std::ranges::find(drafts, draft, &history::Draft::id) != drafts.end());
    QCOMPARE(index.ids().size(), std::size_t{count} + 1);
}

void DraftIndexTest::followingInPiecesIsTheSame() {
    Log log;
    DraftIndex index;
    const auto follow = [&] {
        index.followLog(log.log);
        const DraftIndex fresh = log.index();
        QCOMPARE(index.list().size(), fresh.list().size());
        for (const history::Draft* draft : fresh.list())
            QVERIFY(*index.find(draft->id) == *draft);
        QCOMPARE(index.versionOf(log.log, {}), fresh.versionOf(log.log, {}));
    };
    follow();
    const EventId text = log.add(1, {test::insertAt(0, "text")});
    follow();
    const EventId draft = log.add(1, {setDraft(test::id(1, 4), "name", std::string("D"))});
    follow();
    log.addAt(2, {log.last(text, 4)}, {setDraft(draft, "writer")});
    follow();
    const EventId more = log.addAt(2, {test::id(2, 0)}, {test::insertAt(4, "!")});
    follow();
    log.addAt(3, {draft}, {test::insertAt(0, "3")});
    follow();
    log.addAt(1, {draft, more}, {setDraft(draft, "merged")});
    follow();
    QCOMPARE(log.shown({}), std::string("text!3"));
    log.addAt(2, {more}, {test::insertAt(0, "later")});
    follow();
    QCOMPARE(log.shown({}), std::string("text!3"));
    QCOMPARE(log.shown(draft), std::string("text!later"));
}

QTEST_GUILESS_MAIN(DraftIndexTest)
#include "tst_draft_index.moc"
