// Drafts: versions with writers of their own in one log. Several replicas write in the document and in drafts, merge
// them this way and that, undo, and exchange what they have in any order; each must show what the definition says
// (src/merge/SEMANTICS.md), which naive_drafts.h evaluates over plain sets of transactions.
#include <QTest>

#include "convergence/random_graph.h"
#include "replica/draft_world.h"
#include "replica/merge_preview.h"
#include "replica/naive_drafts.h"

using namespace varve;
using namespace varve::test;

namespace {

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
