// Drafts: versions with writers of their own in one log. Several replicas write in the document and in drafts, merge
// them this way and that, undo, and exchange what they have in any order; each must show what the definition says
// (src/merge/SEMANTICS.md), which is evaluated here over plain sets of transactions.
#include <QTest>
#include <algorithm>
#include <map>
#include <memory>
#include <numeric>
#include <set>
#include <tuple>

#include "base/random.h"
#include "convergence/naive_evaluator.h"
#include "convergence/random_graph.h"
#include "convergence/tracker_state.h"
#include "document/draft_schema.h"
#include "event/event_codec.h"
#include "history/moment.h"
#include "replica/document_replica.h"
#include "replica/merge_preview.h"
#include "support/event_builders.h"

using namespace varve;
using event::EventId;
using event::Transaction;
using event::TransactionKind;
using history::DraftId;
using replica::DocumentReplica;

namespace {

constexpr event::WellKnownObject kDocument = event::WellKnownObject::kDocument;

event::AgentRecord agentOf(std::uint32_t number, std::string user) {
    return {.id = test::agent(number), .user = std::move(user), .device = "test", .startedMs = 0};
}

std::vector<Transaction> transactionsOf(const event::EventLog& log) {
    std::vector<Transaction> transactions;
    for (std::size_t index = 0; index < log.transactionCount(); ++index)
        transactions.push_back(log.transaction(index));
    return transactions;
}

/// The definition of what a draft shows, over plain sets.
class NaiveDrafts {
  public:
    explicit NaiveDrafts(std::vector<Transaction> transactions) : m_all(std::move(transactions)) {
        for (std::size_t index = 0; index < m_all.size(); ++index) {
            const std::uint32_t count = unitCount(m_all[index]);
            for (std::uint32_t unit = 0; unit < count; ++unit)
                m_holders[{m_all[index].first.agent, m_all[index].first.sequence + unit}] = index;
        }
        for (const Transaction& transaction : m_all) {
            if (transaction.first.sequence.value > 0) continue;
            for (const event::Operation& operation : transaction.operations) {
                const auto property = document::draftPropertyOf(operation);
                if (!property || property->property != "writer") continue;
                m_draftOf.emplace(transaction.first.agent, property->draft);
                break;
            }
        }
    }

    std::set<std::size_t> shown(const std::optional<DraftId>& draft) const {
        std::set<std::size_t> members;
        if (draft) addBase(*draft, members);
        for (std::size_t index = 0; index < m_all.size(); ++index) {
            const auto own = m_draftOf.find(m_all[index].first.agent);
            const auto of = own == m_draftOf.end() ? std::nullopt : std::optional(own->second);
            if (of == draft) add(index, members);
        }
        return members;
    }

    convergence::NaiveEvaluator evaluated(const std::optional<DraftId>& draft) const {
        convergence::NaiveEvaluator naive;
        // Arrival order is causal.
        for (const std::size_t index : shown(draft))
            naive.add(m_all[index]);
        return naive;
    }
    const Transaction& at(std::size_t index) const { return m_all[index]; }

  private:
    /// The events of a version, and what their transactions bring along.
    void add(std::size_t index, std::set<std::size_t>& members) const {
        std::vector<std::size_t> waiting{index};
        while (!waiting.empty()) {
            const std::size_t next = waiting.back();
            waiting.pop_back();
            if (!members.insert(next).second) continue;
            for (const EventId& parent : m_all[next].parents)
                waiting.push_back(m_holders.at(parent));
            if (const EventId first = m_all[next].first; first.sequence.value > 0)
                waiting.push_back(m_holders.at({first.agent, {first.sequence.value - 1}}));
        }
    }
    void addBase(const DraftId& draft, std::set<std::size_t>& members) const {
        const auto found = m_holders.find(draft);
        if (found == m_holders.end()) return;
        const Transaction& naming = m_all[found->second];
        const auto& set = std::get<event::Set>(naming.operations.front());
        if (draft != naming.first || set.key != document::draftKey(draft, "name")) return;
        std::vector<EventId> heads = naming.parents;
        if (naming.operations.size() > 1) {
            const auto& at = std::get<event::Set>(naming.operations[1]);
            heads = std::get<history::FrontierMoment>(*history::parseMoment(std::get<std::string>(at.value))).heads;
        }
        for (const EventId& head : heads)
            add(m_holders.at(head), members);
    }

    std::vector<Transaction> m_all;
    std::map<EventId, std::size_t> m_holders;
    std::map<event::AgentId, DraftId> m_draftOf;
};

/// One person at a computer: shows one version after the other, each with an agent of its own.
class Writer {
  public:
    Writer(std::string user, std::uint32_t& nextAgent, ManualClock& clock)
        : m_user(std::move(user)), m_nextAgent(nextAgent), m_clock(clock) {
        show({}, event::EventLog());
    }

    DocumentReplica& operator*() { return *m_replica; }
    DocumentReplica* operator->() { return m_replica.get(); }
    const std::string& followed() const { return m_followed; }

    void show(const std::optional<DraftId>& draft) { show(draft, event::EventLog(m_replica->wholeLog())); }
    void edit(std::uint32_t begin, std::uint32_t end, std::string text) {
        m_clock.advance(1000);
        const auto done = m_replica->apply({TransactionKind::kTyping, {{{{begin}, {end}}, std::move(text)}}});
        QVERIFY2(done, done ? "" : done.error().message.c_str());
    }
    DraftId makeDraft(std::string name, const std::optional<event::Version>& version = {}) {
        replica::EditIntent intent{TransactionKind::kName};
        const EventId id = m_replica->nextEventId();
        intent.operations.emplace_back(event::Set{kDocument, document::draftKey(id, "name"), std::move(name)});
        if (version) {
            intent.operations.emplace_back(
                event::Set{kDocument, document::draftKey(id, "at"),
                           history::formatMoment(history::FrontierMoment{m_replica->log().idsOf(*version)})});
        }
        const auto done = m_replica->apply(intent);
        if (!done) qFatal("%s", done.error().message.c_str());
        return id;
    }
    /// Another name, or another opinion on whether it is abandoned.
    void speakOf(const DraftId& draft, Random& random) {
        replica::EditIntent intent{TransactionKind::kName};
        const bool isName = random.below(2) == 0;
        const event::Value value = isName ? event::Value(std::string(random.below(3), 'n'))
                                          : (random.below(2) == 0 ? event::Value(true) : event::Value());
        intent.operations.emplace_back(
            event::Set{kDocument, document::draftKey(draft, isName ? "name" : "abandoned"), value});
        const auto done = m_replica->apply(intent);
        QVERIFY2(done, done ? "" : done.error().message.c_str());
    }
    void receive(const event::EventBatch& batch, bool asColumns) {
        if (asColumns && m_replica->receiveWhole(event::encodeColumns(batch), {}, m_replica->agent().id)) return;
        const event::AppendOutcome outcome = m_replica->receive(batch);
        QVERIFY(outcome.rejected.empty() && outcome.waiting.empty());
    }

  private:
    void show(const std::optional<DraftId>& draft, event::EventLog whole) {
        replica::DividedLog divided = replica::divide(std::move(whole), draft);
        m_replica = std::make_unique<DocumentReplica>(
            replica::LoadedDocument{.documentId = "00000000-0000-4000-8000-000000000001",
                                    .state = merge::CurrentState(std::move(divided.shown)),
                                    .timeline = history::Timeline(0, draft ? history::DraftPlaces::kWhereWritten
                                                                           : history::DraftPlaces::kWhereMerged),
                                    .draft = draft,
                                    .whole = std::move(divided.whole),
                                    .drafts = std::move(divided.drafts)},
            agentOf(m_nextAgent++, m_user), m_clock);
        m_followed = m_replica->text().text();
        QObject::connect(m_replica.get(), &DocumentReplica::patchApplied, m_replica.get(),
                         [this](const document::DocumentPatch& patch) { m_followed = patch.body.applied(m_followed); });
        m_replica->joinDraft();
    }

    std::string m_user;
    std::uint32_t& m_nextAgent;
    ManualClock& m_clock;
    std::unique_ptr<DocumentReplica> m_replica;
    std::string m_followed;  // the text by patches alone
};

struct World {
    explicit World(std::size_t count) {
        writers.reserve(count);  // they are known by their places
        for (std::size_t index = 0; index < count; ++index)
            writers.emplace_back(std::string(1, static_cast<char>('a' + index)), nextAgent, clock);
    }
    void exchange(std::size_t from, std::size_t to, bool asColumns = false) {
        DocumentReplica& source = *writers[from];
        writers[to].receive(source.wholeLog().missingFrom(writers[to]->wholeLog().versionVector()), asColumns);
    }
    void exchangeAll() {
        for (int round = 0; round < 2; ++round) {
            for (std::size_t from = 0; from < writers.size(); ++from) {
                for (std::size_t to = 0; to < writers.size(); ++to)
                    if (from != to) exchange(from, to);
            }
        }
    }

    ManualClock clock{1000};
    std::uint32_t nextAgent = 1;
    std::vector<Writer> writers;
};

std::set<EventId> firstsOf(const event::EventLog& log) {
    std::set<EventId> firsts;
    for (const Transaction& transaction : transactionsOf(log))
        firsts.insert(transaction.first);
    return firsts;
}

/// Empty, or what is wrong with what a replica shows.
std::string compare(DocumentReplica& replica, const NaiveDrafts& naive) {
    std::set<EventId> expected;
    for (const std::size_t index : naive.shown(replica.draft()))
        expected.insert(naive.at(index).first);
    if (firstsOf(replica.log()) != expected) return "it shows other transactions";
    const convergence::NaiveEvaluator evaluated = naive.evaluated(replica.draft());
    const convergence::DocumentState right = evaluated.state(evaluated.allEvents());
    const convergence::DocumentState shown =
        convergence::stateOf(replica.log(), replica.tracker(), merge::View::kEffect);
    if (shown != right) return "it shows\n" + convergence::describe(shown) + "not\n" + convergence::describe(right);
    return {};
}

/// Empty, or what is wrong with the timeline of a replica that shows the document itself: what was written in drafts
/// stands where the first of the document's writers had it.
std::string compareTimeline(const DocumentReplica& replica) {
    const event::EventLog& log = replica.log();
    const std::size_t count = log.transactionCount();
    history::DraftIndex index;
    index.followLog(log);
    std::vector<std::vector<bool>> histories;
    std::vector<std::int64_t> times;
    const auto keyOf = [&](std::size_t at) {
        const event::EventId first = log.idOf(log.transactionRecord(at).events.begin);
        return std::tuple(times[at], log.graph().lamportOf(log.transactionRecord(at).events.begin), first);
    };
    const auto isOfDraft = [&](std::size_t at) { return index.draftOf(log.transactionRecord(at).agent).has_value(); };
    for (std::size_t at = 0; at < count; ++at) {
        const event::TransactionRecord record = log.transactionRecord(at);
        histories.emplace_back(count, false);
        times.push_back(record.timeMs);
        for (const event::LocalVersion parent : log.graph().parentsOf(record.events.begin)) {
            const std::size_t before = log.transactionIndexOf(parent);
            histories[at][before] = true;
            for (std::size_t other = 0; other < before; ++other)
                if (histories[before][other]) histories[at][other] = true;
            times[at] = std::max(times[at], times[before]);
        }
    }
    std::vector<std::int64_t> raised = times;
    for (std::size_t at = 0; at < count; ++at) {
        std::optional<std::size_t> first;
        for (std::size_t other = 0; isOfDraft(at) && other < count; ++other) {
            if (isOfDraft(other) || !histories[other][at]) continue;
            if (!first || keyOf(other) < keyOf(*first)) first = other;
        }
        if (first) raised[at] = std::max(times[at], times[*first]);
    }
    times = raised;
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) { return keyOf(a) < keyOf(b); });
    std::vector<bool> seen(count, false);
    for (std::size_t place = 0; place < count; ++place) {
        for (std::size_t before = 0; before < count; ++before)
            if (histories[order[place]][before] && !seen[before]) return "a prefix is no version";
        seen[order[place]] = true;
        if (replica.timeline().entries()[place].transaction != order[place]) return "the timeline has another order";
    }
    return {};
}

/// What a list of drafts says, without the indexes of one log.
std::string wordsOf(const event::EventLog& log, const history::DraftIndex& index) {
    std::string words;
    const auto add = [&](const event::Version& version) {
        for (const EventId& id : log.idsOf(version))
            words += " " + event::nameOf(id);
    };
    for (const history::Draft* draft : index.list()) {
        words += event::nameOf(draft->id) + " " + draft->name + (draft->isAbandoned ? " away" : "") + " " +
                 std::to_string(draft->eventCount) + " " + std::to_string(draft->lastMs) + " base";
        add(draft->base);
        words += " head";
        add(draft->head);
        if (draft->merged) words += " merged " + event::nameOf(log.idOf(*draft->merged));
        words += "\n";
    }
    add(index.versionOf(log, {}));
    return words;
}

void actRandomly(World& world, std::vector<DraftId>& drafts, Random& random) {
    Writer& writer = world.writers[random.below(static_cast<std::uint32_t>(world.writers.size()))];
    const std::uint32_t count = writer->text().count();
    const auto anyVersion = [&]() -> std::optional<DraftId> {
        if (drafts.empty() || random.below(3) == 0) return std::nullopt;
        const DraftId& draft = drafts[random.below(static_cast<std::uint32_t>(drafts.size()))];
        return writer->drafts().find(draft) != nullptr ? std::optional(draft) : std::nullopt;
    };
    switch (random.below(20)) {
        case 0:
            if (drafts.size() < 3) drafts.push_back(writer.makeDraft("draft " + std::to_string(drafts.size())));
            return;
        case 1: {
            const history::Timeline& timeline = writer->timeline();
            const auto version =
                timeline.versionAt(writer->log(), random.below(static_cast<std::uint32_t>(timeline.eventCount()) + 1));
            if (drafts.size() < 3) drafts.push_back(writer.makeDraft("of then", version));
            return;
        }
        case 2:
        case 11:
        case 12:
            writer.show(anyVersion());
            return;
        case 3:
            static_cast<void>(writer->merge(anyVersion()));
            return;
        case 4:
            static_cast<void>(writer->undo());
            return;
        case 5:
            static_cast<void>(writer->redo());
            return;
        case 6:
        case 7:
        case 8: {
            const std::size_t to = random.below(static_cast<std::uint32_t>(world.writers.size()));
            world.exchange(random.below(static_cast<std::uint32_t>(world.writers.size())), to, random.below(2) == 0);
            return;
        }
        case 9:
            if (count > 1) {
                const auto begin = static_cast<std::uint32_t>(random.below(count - 1));
                writer.edit(begin, begin + 1, "");
            }
            return;
        case 10:
            if (count > 0) {
                replica::EditIntent intent{TransactionKind::kFormat};
                intent.marks = {{{{0}, {count}}, "bold", true}};
                static_cast<void>(writer->apply(intent));
            }
            return;
        case 13:
        case 14:
            if (!drafts.empty())
                writer.speakOf(drafts[random.below(static_cast<std::uint32_t>(drafts.size()))], random);
            return;
        default:
            static_cast<void>(writer->merge(anyVersion()));
            break;
    }
}

}  // namespace

class DraftsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aDraftIsWrittenBesideTheDocument();
    void aDraftOfAnEarlierMoment();
    void mergingBringsWhatIsNewOnce();
    void mergingCanBeTakenBack();
    void aDraftIsBroughtUpToDate();
    void draftsOfDrafts();
    void lateWordsOfAMergedDraftStayInIt();
    void colleaguesMeetInADraft();
    void undoStaysInItsVersion();
    void momentsBeforeAMergeStayWhatTheyWere();
    void anEarlierMergeLeavesThePageOfThePastAlone();
    void whoForgetsOwnWordsBringsThemAlong();
    void randomWorldsShowWhatTheDefinitionSays();
};

void DraftsTest::aDraftIsWrittenBesideTheDocument() {
    World world(1);
    Writer& ana = world.writers[0];
    ana.edit(0, 0, "The document.");
    const DraftId draft = ana.makeDraft("Bolder");
    QVERIFY(ana->isShownWhole());
    ana.show(draft);
    QCOMPARE(ana->draft(), std::optional(draft));
    QCOMPARE(ana->text().text(), std::string("The document."));
    ana.edit(13, 13, " And more.");
    QCOMPARE(ana->text().text(), std::string("The document. And more."));
    QCOMPARE(ana->drafts().find(draft)->name, std::string("Bolder"));
    ana.show({});
    QCOMPARE(ana->text().text(), std::string("The document."));
    QVERIFY(!ana->isShownWhole());
    ana.edit(0, 0, "> ");
    ana.show(draft);
    QCOMPARE(ana->text().text(), std::string("The document. And more."));
}

void DraftsTest::aDraftOfAnEarlierMoment() {
    World world(1);
    Writer& ana = world.writers[0];
    ana.edit(0, 0, "one");
    const event::Version then = ana->log().version();
    ana.edit(3, 3, " two");
    const DraftId draft = ana.makeDraft("Back then", then);
    ana.show(draft);
    QCOMPARE(ana->text().text(), std::string("one"));
    ana.edit(3, 3, " three");
    ana.show({});
    QVERIFY(ana->merge(draft));
    QVERIFY(ana->text().text() == "one two three" || ana->text().text() == "one three two");
}

void DraftsTest::mergingBringsWhatIsNewOnce() {
    World world(1);
    Writer& ana = world.writers[0];
    ana.edit(0, 0, "text");
    const DraftId draft = ana.makeDraft("Draft");
    QVERIFY(!ana->merge(draft));
    ana.show(draft);
    ana.edit(4, 4, "!");
    ana.show({});
    const auto preview = replica::previewOfMerge(*ana, draft);
    QVERIFY(preview);
    QCOMPARE(preview->patch.body.applied(ana->text().text()), std::string("text!"));
    QCOMPARE(ana->newEventCount(draft), 1U);  // joining is none that counts
    const auto merged = ana->merge(draft);
    QVERIFY(merged);
    QCOMPARE(merged->eventCount, 1U);
    QCOMPARE(ana->text().text(), std::string("text!"));
    QCOMPARE(ana.followed(), std::string("text!"));
    QVERIFY(ana->drafts().find(draft)->merged);
    const auto again = ana->merge(draft);
    QVERIFY(!again);
    QCOMPARE(again.error().code, ErrorCode::kNotFound);
    QCOMPARE(ana->newEventCount(draft), 0U);
    // From here on, the document is all there is, when it is opened anew.
    ana.show({});
    QVERIFY(ana->isShownWhole());
    QCOMPARE(ana->text().text(), std::string("text!"));
}

void DraftsTest::mergingCanBeTakenBack() {
    World world(1);
    Writer& ana = world.writers[0];
    ana.edit(0, 0, "text");
    const DraftId draft = ana.makeDraft("Draft");
    ana.show(draft);
    ana.edit(0, 4, "other");
    ana.show({});
    const auto merged = ana->merge(draft);
    QCOMPARE(ana->text().text(), std::string("other"));
    ana.edit(5, 5, "!");
    QVERIFY(ana->takeBackMerge(*merged));
    QCOMPARE(ana->text().text(), std::string("!text"));  // what was written since stays
    QVERIFY(!ana->takeBackMerge(*merged));
    QVERIFY(ana->undo());
    QCOMPARE(ana->text().text(), std::string("other!"));
    QCOMPARE(ana.followed(), ana->text().text());
}

void DraftsTest::aDraftIsBroughtUpToDate() {
    World world(1);
    Writer& ana = world.writers[0];
    ana.edit(0, 0, "b");
    const DraftId draft = ana.makeDraft("Draft");
    ana.edit(0, 0, "a");
    ana.show(draft);
    ana.edit(1, 1, "c");
    QCOMPARE(ana->text().text(), std::string("bc"));
    QVERIFY(ana->merge({}));
    QCOMPARE(ana->text().text(), std::string("abc"));
    ana.show({});
    QCOMPARE(ana->text().text(), std::string("ab"));
}

void DraftsTest::draftsOfDrafts() {
    World world(1);
    Writer& ana = world.writers[0];
    ana.edit(0, 0, "1");
    const DraftId outer = ana.makeDraft("Outer");
    ana.show(outer);
    ana.edit(1, 1, "2");
    const DraftId inner = ana.makeDraft("Inner");
    ana.show(inner);
    ana.edit(2, 2, "3");
    QCOMPARE(ana->text().text(), std::string("123"));
    ana.show(outer);
    QCOMPARE(ana->text().text(), std::string("12"));
    ana.show({});
    QCOMPARE(ana->drafts().list().size(), std::size_t{2});
    QVERIFY(ana->merge(inner));
    // What the inner one stands upon came along.
    QCOMPARE(ana->text().text(), std::string("123"));
    // But that it was looked into, and that the inner one was named there.
    QCOMPARE(ana->newEventCount(outer), 0U);
    const auto rest = ana->merge(outer);
    QVERIFY(rest);
    QCOMPARE(rest->eventCount, 0U);
    QVERIFY(!ana->merge(outer));
}

void DraftsTest::lateWordsOfAMergedDraftStayInIt() {
    World world(2);
    Writer& ana = world.writers[0];
    Writer& bo = world.writers[1];
    ana.edit(0, 0, "text");
    const DraftId draft = ana.makeDraft("Draft");
    world.exchangeAll();
    bo.show(draft);
    bo.edit(4, 4, "!");
    world.exchangeAll();
    QCOMPARE(ana->text().text(), std::string("text"));
    QVERIFY(ana->merge(draft));
    bo.edit(5, 5, "?");
    world.exchangeAll();
    QCOMPARE(ana->text().text(), std::string("text!"));
    QCOMPARE(bo->text().text(), std::string("text!?"));
    QCOMPARE(ana->newEventCount(draft), 1U);
    QVERIFY(ana->merge(draft));
    QCOMPARE(ana->text().text(), std::string("text!?"));
}

void DraftsTest::colleaguesMeetInADraft() {
    World world(3);
    world.writers[0].edit(0, 0, "text");
    const DraftId draft = world.writers[0].makeDraft("Draft");
    world.exchangeAll();
    world.writers[0].show(draft);
    world.writers[1].show(draft);
    world.writers[0].edit(0, 0, "a");
    world.writers[1].edit(4, 4, "b");
    world.writers[2].edit(4, 4, "c");
    world.exchangeAll();
    QCOMPARE(world.writers[0]->text().text(), std::string("atextb"));
    QCOMPARE(world.writers[1]->text().text(), std::string("atextb"));
    QCOMPARE(world.writers[2]->text().text(), std::string("textc"));
    QCOMPARE(world.writers[2]->wholeLog().end(), world.writers[0]->wholeLog().end());
}

void DraftsTest::undoStaysInItsVersion() {
    World world(1);
    Writer& ana = world.writers[0];
    ana.edit(0, 0, "text");
    const DraftId draft = ana.makeDraft("Draft");
    ana.show(draft);
    ana->closeStep();
    ana.edit(4, 4, "!");
    ana.show({});
    QVERIFY(ana->undo());
    QCOMPARE(ana->text().text(), std::string());
    QVERIFY(!ana->undo());
    ana.show(draft);
    QCOMPARE(ana->text().text(), std::string("text!"));
    QVERIFY(ana->undo());
    QCOMPARE(ana->text().text(), std::string("text"));
}

void DraftsTest::momentsBeforeAMergeStayWhatTheyWere() {
    World world(1);
    Writer& ana = world.writers[0];
    ana.edit(0, 0, "text");
    const DraftId draft = ana.makeDraft("Draft");
    ana.show(draft);
    ana.edit(4, 4, " of the draft");
    ana.show({});
    ana.edit(0, 0, "The ");
    const std::uint64_t before = ana->timeline().eventCount();
    const auto cursor = ana->openHistory();
    world.clock.advance(1000);
    QVERIFY(ana->merge(draft));
    QCOMPARE(ana->text().text(), std::string("The text of the draft"));
    QCOMPARE(ana->timeline().eventCount(), std::uint64_t{ana->log().end().value});
    cursor->moveToPosition(ana->log(), before);
    QCOMPARE(cursor->text(ana->log()), std::string("The text"));
    ana.show({});
    const auto again = ana->openHistory();
    again->moveToPosition(ana->log(), before);
    QCOMPARE(again->text(ana->log()), std::string("The text"));
}

/// Somebody merged before somebody else did, and that is heard of later: on the timeline, words change their places.
void DraftsTest::anEarlierMergeLeavesThePageOfThePastAlone() {
    World world(2);
    Writer& ana = world.writers[0];
    Writer& bo = world.writers[1];
    ana.edit(0, 0, "text");
    const DraftId draft = ana.makeDraft("Draft");
    ana.show(draft);
    ana.edit(4, 4, " of the draft");
    ana.show({});
    world.exchangeAll();
    world.clock.advance(1000);
    QVERIFY(bo->merge(draft));
    world.clock.advance(1000);
    ana.edit(0, 0, "The ");
    const std::uint64_t shown = ana->timeline().eventCount();
    world.clock.advance(1000);
    QVERIFY(ana->merge(draft));
    const auto cursor = ana->openHistory();
    cursor->moveToPosition(ana->log(), shown);
    std::string page = cursor->text(ana->log());
    QCOMPARE(page, std::string("The text"));
    world.exchange(1, 0);
    static_cast<void>(ana->timeline());
    QCOMPARE(ana->log().idsOf(cursor->version(ana->log())).size(), std::size_t{1});
    cursor->followLog(ana->log());
    QCOMPARE(cursor->text(ana->log()), page);
    for (std::uint64_t position = 0; position <= ana->timeline().eventCount(); ++position) {
        page = cursor->moveToPosition(ana->log(), position).body.applied(page);
        QCOMPARE(cursor->text(ana->log()), page);
    }
    QCOMPARE(page, ana->text().text());
    QCOMPARE(compareTimeline(*ana), std::string());
}

/// Nobody writes without having seen what one wrote oneself, but somebody may say so.
void DraftsTest::whoForgetsOwnWordsBringsThemAlong() {
    World world(1);
    Writer& ana = world.writers[0];
    const DraftId draft = ana.makeDraft("Draft");
    event::EventLog log = ana->wholeLog();
    const auto add = [&](const Transaction& transaction) {
        const auto appended = log.append(transaction);
        QVERIFY2(appended, appended ? "" : appended.error().message.c_str());
    };
    const event::Operation writes = event::Set{kDocument, document::draftKey(draft, "writer"), true};
    add(test::transaction(test::id(90, 0), {}, {writes}));
    add(test::transaction(test::id(90, 1), {test::id(90, 0)}, {test::insertAt(0, "forgotten ")}));
    add(test::transaction(test::id(90, 11), {test::id(90, 0)}, {test::insertAt(0, "new ")}));
    ana.receive(log.missingFrom(ana->wholeLog().versionVector()), false);
    QCOMPARE(ana->text().text(), std::string());
    // Merged by somebody who saw only the new words.
    add(test::transaction(test::id(91, 0), {draft, test::id(90, 14)}, {test::insertAt(0, "merged ")}));
    ana.receive(log.missingFrom(ana->wholeLog().versionVector()), false);
    const NaiveDrafts naive(transactionsOf(ana->wholeLog()));
    QCOMPARE(compare(*ana, naive), std::string());
    QVERIFY(ana->text().text().find("forgotten") != std::string::npos);
    QCOMPARE(ana.followed(), ana->text().text());
    ana.show({});
    QCOMPARE(compare(*ana, NaiveDrafts(transactionsOf(ana->wholeLog()))), std::string());
}

void DraftsTest::randomWorldsShowWhatTheDefinitionSays() {
    const std::uint64_t graphs = test::numberFromEnvironment("GRAPHS", 60);
    const std::uint64_t firstSeed = test::numberFromEnvironment("SEED", 1);
    std::size_t draftCount = 0;
    std::size_t mergeCount = 0;
    std::size_t visibleCount = 0;
    for (std::uint64_t seed = firstSeed; seed < firstSeed + graphs; ++seed) {
        Random random(seed);
        World world(2 + random.below(3));
        std::vector<DraftId> drafts;
        const std::uint64_t actions = 40 + random.below(80);
        for (std::uint64_t action = 0; action < actions; ++action) {
            Writer& writer = world.writers[random.below(static_cast<std::uint32_t>(world.writers.size()))];
            if (random.below(2) == 0) {
                const auto at = static_cast<std::uint32_t>(random.below(writer->text().count() + 1));
                writer.edit(at, at, std::string(1 + random.below(3), static_cast<char>('a' + random.below(26))));
            } else {
                actRandomly(world, drafts, random);
            }
            const std::string where = "seed " + std::to_string(seed) + ", action " + std::to_string(action);
            if (random.below(3) == 0) static_cast<void>(writer->timeline());
            for (Writer& one : world.writers)
                QVERIFY2(one.followed() == one->text().text(), where.c_str());
        }
        for (Writer& writer : world.writers) {
            const std::string problem = compare(*writer, NaiveDrafts(transactionsOf(writer->wholeLog())));
            QVERIFY2(problem.empty(), ("seed " + std::to_string(seed) + ", before exchange: " + problem).c_str());
        }
        world.exchangeAll();
        const event::EventLog whole = world.writers[0]->wholeLog();
        const NaiveDrafts naive(transactionsOf(whole));
        const std::string words = wordsOf(whole, world.writers[0]->drafts());
        for (Writer& writer : world.writers) {
            const std::string problem = compare(*writer, naive);
            QVERIFY2(problem.empty(), ("seed " + std::to_string(seed) + ": " + problem).c_str());
            QCOMPARE(wordsOf(writer->wholeLog(), writer->drafts()), words);
            const std::string order = writer->draft() ? std::string() : compareTimeline(*writer);
            QVERIFY2(order.empty(), ("seed " + std::to_string(seed) + ": " + order).c_str());
        }
        // Every version, opened anew, and in another order.
        std::vector<Transaction> transactions = transactionsOf(whole);
        Writer late("late", world.nextAgent, world.clock);
        for (const std::size_t index : convergence::randomCausalOrder(transactions, random)) {
            event::EventBatch batch;
            batch.add(transactions[index]);
            late.receive(batch, random.below(2) == 0);
            // Caught up now and then: late arrivals are sorted in.
            if (random.below(3) == 0) static_cast<void>(late->timeline());
        }
        QCOMPARE(wordsOf(late->wholeLog(), late->drafts()), words);
        QCOMPARE(late.followed(), late->text().text());
        const std::string problem = compare(*late, naive);
        QVERIFY2(problem.empty(), ("seed " + std::to_string(seed) + ", in another order: " + problem).c_str());
        const std::string order = compareTimeline(*late);
        QVERIFY2(order.empty(), ("seed " + std::to_string(seed) + ", in another order: " + order).c_str());
        for (const DraftId& draft : drafts) {
            late.show(draft);
            ++draftCount;
            const event::EventLog& now = late->wholeLog();
            const std::string shown = compare(*late, NaiveDrafts(transactionsOf(now)));
            QVERIFY2(shown.empty(), ("seed " + std::to_string(seed) + ", a draft: " + shown).c_str());
            if (late->drafts().find(draft)->merged) ++mergeCount;
            if (late->drafts().find(draft)->eventCount > 0) ++visibleCount;
        }
    }
    qInfo("%zu drafts, %zu of them written in, %zu merged somewhere", draftCount, visibleCount, mergeCount);
    QVERIFY(graphs < 20 || mergeCount > 0);
}

QTEST_GUILESS_MAIN(DraftsTest)
#include "tst_drafts.moc"
