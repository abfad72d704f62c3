// Threads of comments: commands that write them, and the read model that follows patches, held against one read afresh
// after each step.
#include <cstdio>

#include "base/random.h"
#include "document/comment_schema.h"
#include "document/mark_schema.h"
#include "document/object_names.h"
#include "editing/comment_commands.h"
#include "editing/step_builder.h"
#include "editing_fixture.h"
#include "projection/content_reader.h"
#include "projection/moment_objects.h"

using namespace varve;
using namespace varve::editing;
using projection::Comments;
using projection::CommentThread;

namespace {

/// Somebody who writes, with the threads that a window would show.
class Person : public EditingFixture {
  public:
    Person(std::uint8_t agent, const std::string& user) : EditingFixture(agent, user) {
        QObject::connect(&replica, &replica::DocumentReplica::patchApplied, &replica,
                         [this](const document::DocumentPatch& patch) {
                             read();
                             lastChange = comments.take(patch, source());
                             const std::vector<CommentThread> followed = comments.threads();
                             Comments fresh;
                             fresh.read(source());
                             isFollowed = isFollowed && followed == fresh.threads();
                         });
    }
    void run(const Edit& edit) {
        clock.advance(10'000);
        apply(edit.intent);
    }
    void write(std::uint32_t begin, std::uint32_t end, const std::string& words) {
        run({.intent = {.kind = event::TransactionKind::kEdit, .edits = {{{{begin}, {end}}, words}}}, .selection = {}});
    }
    void comment(std::uint32_t begin, std::uint32_t end, const std::string& words) {
        run(commentedOn(context(), {{begin}, {end}}, words));
    }
    void hear(const Person& other) { replica.receive(other.replica.log().missingFrom(replica.log().versionVector())); }
    [[nodiscard]] const CommentThread& thread(std::size_t index = 0) const { return comments.threads().at(index); }
    [[nodiscard]] Comments::Source source() const { return {blocks, registers, &objects, replica.log()}; }
    [[nodiscard]] event::EventId next() const { return replica.nextEventId(); }
    /// `begin-end,begin-end author: words | author: words (resolved)` a thread.
    [[nodiscard]] std::string words() const {
        std::string result;
        for (const CommentThread& thread : comments.threads()) {
            if (!result.empty()) result += "; ";
            for (const auto& [sequence, range] : thread.ranges)
                result += std::to_string(range.begin.value) + "-" + std::to_string(range.end.value) + " ";
            for (const projection::Remark& remark : thread.remarks) {
                if (&remark != &thread.remarks.front()) result += " | ";
                result += remark.author + ": " + remark.text;
            }
            if (thread.isResolved) result += " (resolved)";
        }
        return result;
    }

    Comments comments;
    Comments::Change lastChange = Comments::Change::kNone;
    bool isFollowed = true;
};

void exchange(Person& a, Person& b) {
    a.hear(b);
    b.hear(a);
}

}  // namespace

class CommentsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aThread();
    void wordsThatCannotBe();
    void overlappingThreads();
    void typingMovesThreads();
    void textThatGoesAndComesBack();
    void deleting();
    void twoPeopleAtOnce();
    void repliesByTimeThenId();
    void pastMoments();
    void hostileRegisters();
    void importedThreads();
    void randomWork();
};

void CommentsTest::aThread() {
    Person ana(7, "ana");
    ana.write(0, 0, "one two\nthree");
    ana.comment(4, 8, "Two? ");  // the break at its end is left out
    QCOMPARE(ana.words(), "4-7 ana: Two?");
    QVERIFY(ana.lastChange == Comments::Change::kThreads);
    QCOMPARE(ana.thread().remarks.front().timeMs, ana.clock.nowMs());
    ana.run(repliedTo(ana.next(), ana.thread(), "Or more"));
    ana.run(reworded(ana.next(), ana.thread(), ana.thread().remarks[1].id, "Or three"));
    ana.run(reworded(ana.next(), ana.thread(), ana.thread().id, "Why two?"));
    QCOMPARE(ana.words(), "4-7 ana: Why two? | ana: Or three");
    ana.run(withResolved(ana.next(), ana.thread(), true));
    QCOMPARE(ana.words(), "4-7 ana: Why two? | ana: Or three (resolved)");
    QVERIFY(withResolved(ana.next(), ana.thread(), true).isEmpty());
    ana.run(withResolved(ana.next(), ana.thread(), false));
    ana.run(withoutRemark(ana.next(), ana.thread(), ana.thread().remarks[1].id));
    QCOMPARE(ana.words(), "4-7 ana: Why two?");
    // Each was one step.
    for (int step = 0; step < 4; ++step)
        QVERIFY(ana.replica.undo().has_value());
    QCOMPARE(ana.words(), "4-7 ana: Two? | ana: Or three");
    for (int step = 0; step < 3; ++step)
        QVERIFY(ana.replica.undo().has_value());
    QCOMPARE(ana.words(), "");
    for (int step = 0; step < 7; ++step)
        QVERIFY(ana.replica.redo().has_value());
    QCOMPARE(ana.words(), "4-7 ana: Why two?");
    QVERIFY(ana.isFollowed);
}

void CommentsTest::wordsThatCannotBe() {
    Person ana(7, "ana");
    ana.write(0, 0, "one\ntwo");
    QVERIFY(commentedOn(ana.context(), {{0}, {3}}, " \n").isEmpty());
    QVERIFY(commentedOn(ana.context(), {{2}, {2}}, "a").isEmpty());
    QVERIFY(commentedOn(ana.context(), {{3}, {4}}, "a").isEmpty());
    QVERIFY(commentedOn(ana.context(), {{0}, {3}}, std::string(document::kRemarkSizeMax + 1, 'a')).isEmpty());
    QVERIFY(commentedOn(ana.context(), {{0}, {3}}, "\xff").isEmpty());
    ana.comment(0, 3, "a");
    QVERIFY(repliedTo(ana.next(), ana.thread(), "").isEmpty());
    QVERIFY(reworded(ana.next(), ana.thread(), ana.thread().id, "a").isEmpty());
    QVERIFY(reworded(ana.next(), ana.thread(), {{{9}}, {1}}, "b").isEmpty());
}

void CommentsTest::overlappingThreads() {
    Person ana(7, "ana");
    ana.write(0, 0, "abcdefghij");
    ana.comment(2, 8, "outer");
    ana.comment(4, 10, "later");
    ana.comment(5, 6, "inner");
    QCOMPARE(ana.words(), "2-8 ana: outer; 4-10 ana: later; 5-6 ana: inner");
    ana.run(withoutThread(ana.next(), ana.thread(1)));
    QCOMPARE(ana.words(), "2-8 ana: outer; 5-6 ana: inner");
    QVERIFY(ana.isFollowed);
}

void CommentsTest::typingMovesThreads() {
    Person ana(7, "ana");
    ana.write(0, 0, "abcdef");
    ana.comment(2, 4, "here");
    ana.write(0, 0, "xy");
    QVERIFY(ana.lastChange == Comments::Change::kPlaces);
    QVERIFY(ana.comments.isMoved());
    QCOMPARE(ana.words(), "4-6 ana: here");
    ana.write(5, 5, "more");
    QVERIFY(ana.lastChange == Comments::Change::kPlaces);
    QCOMPARE(ana.words(), "4-10 ana: here");
    ana.write(10, 10, "behind");  // comments do not grow
    ana.write(4, 4, "before\n");
    QCOMPARE(ana.words(), "11-17 ana: here");
    ana.write(12, 13, "\n");
    QCOMPARE(ana.words(), "11-17 ana: here");
    QVERIFY(ana.isFollowed);
}

void CommentsTest::textThatGoesAndComesBack() {
    Person ana(7, "ana");
    Person ben(8, "ben");
    ana.write(0, 0, "abcdef");
    ana.comment(2, 4, "here");
    exchange(ana, ben);
    ana.write(1, 5, "");
    QVERIFY(ana.lastChange == Comments::Change::kThreads);
    QCOMPARE(ana.words(), "ana: here");
    QVERIFY(ana.thread().isDetached());
    // A reply to what is detached, and at the same time from one who still sees the text
    ana.run(repliedTo(ana.next(), ana.thread(), "gone"));
    ben.clock.advance(100'000);
    ben.run(repliedTo(ben.next(), ben.thread(), "I see it"));
    exchange(ana, ben);
    QCOMPARE(ana.words(), "ana: here | ana: gone | ben: I see it");
    QCOMPARE(ben.words(), ana.words());
    QVERIFY(ana.replica.undo().has_value());
    QVERIFY(ana.replica.undo().has_value());
    exchange(ana, ben);
    QCOMPARE(ana.words(), "2-4 ana: here | ben: I see it");
    QCOMPARE(ben.words(), ana.words());
    QVERIFY(ana.isFollowed && ben.isFollowed);
}

void CommentsTest::deleting() {
    Person ana(7, "ana");
    ana.write(0, 0, "abcdef");
    ana.comment(2, 4, "here");
    ana.write(3, 4, "");
    ana.run(withoutRemark(ana.next(), ana.thread(), ana.thread().id));
    QCOMPARE(ana.words(), "");
    QVERIFY(ana.blocks.blockAt(0)->formats.empty());
    // Its other half comes back, the thread does not.
    QVERIFY(ana.replica.undoStep(ana.replica.undoSteps(2).back().first).has_value());
    QCOMPARE(ana.text(), "abcdef");
    QCOMPARE(ana.words(), "");
    QVERIFY(projection::contentOf(ana.replica.log(), ana.replica.tracker(), merge::View::kEffect).comments.empty());
    QVERIFY(ana.isFollowed);
}

void CommentsTest::twoPeopleAtOnce() {
    Person ana(7, "ana");
    Person ben(8, "ben");
    ana.write(0, 0, "abcdef");
    exchange(ana, ben);
    ana.comment(0, 4, "mine");
    ben.clock.advance(5);
    ben.comment(2, 6, "no, mine");
    exchange(ana, ben);
    QCOMPARE(ana.words(), "0-4 ana: mine; 2-6 ben: no, mine");
    QCOMPARE(ben.words(), ana.words());
    // One deletes the thread while the other writes into it.
    ana.run(withoutThread(ana.next(), ana.thread(0)));
    ben.run(repliedTo(ben.next(), ben.thread(0), "stay"));
    ben.write(1, 1, "typed");
    exchange(ana, ben);
    QCOMPARE(ana.words(), "7-11 ben: no, mine");
    QCOMPARE(ben.words(), ana.words());
    QVERIFY(ana.replica.undo().has_value());
    exchange(ana, ben);
    QCOMPARE(ana.words(), "0-9 ana: mine | ben: stay; 7-11 ben: no, mine");
    QCOMPARE(ben.words(), ana.words());
    QVERIFY(ana.isFollowed && ben.isFollowed);
}

void CommentsTest::repliesByTimeThenId() {
    Person ana(7, "ana");
    Person ben(3, "ben");
    ana.write(0, 0, "abc");
    ana.comment(0, 3, "a");
    exchange(ana, ben);
    ben.clock.advance(ana.clock.nowMs() - ben.clock.nowMs());
    ana.run(repliedTo(ana.next(), ana.thread(), "second of two at once"));
    ben.run(repliedTo(ben.next(), ben.thread(), "first of two at once"));
    ana.run(repliedTo(ana.next(), ana.thread(), "later"));
    exchange(ana, ben);
    QCOMPARE(ana.words(), "0-3 ana: a | ben: first of two at once | ana: second of two at once | ana: later");
    QCOMPARE(ben.words(), ana.words());
}

void CommentsTest::pastMoments() {
    Person ana(7, "ana");
    ana.write(0, 0, "abcdef");
    ana.comment(2, 4, "here");
    ana.write(0, 6, "");
    const auto cursor = ana.replica.openHistory();
    const std::uint64_t end = ana.replica.timeline().eventCount();
    std::vector<std::size_t> counts;
    std::vector<bool> detached;
    projection::ObjectRegisters registers = ana.registers;
    projection::BlockSequence blocks = ana.blocks;
    Comments comments;
    const projection::MomentObjects objects(ana.replica.log(), *cursor);
    const Comments::Source source{blocks, registers, &objects, ana.replica.log()};
    comments.read(source);
    for (const std::uint64_t position : {end, std::uint64_t{8}, std::uint64_t{6}, std::uint64_t{8}, end}) {
        const document::DocumentPatch patch = cursor->moveToPosition(ana.replica.log(), position);
        registers.take(patch.registers);
        blocks.apply(patch.body);
        comments.take(patch, source);
        counts.push_back(comments.threads().size());
        detached.push_back(!comments.threads().empty() && comments.threads().front().isDetached());
    }
    QCOMPARE(counts, (std::vector<std::size_t>{1, 1, 0, 1, 1}));
    QCOMPARE(detached, (std::vector<bool>{true, false, false, false, true}));
}

void CommentsTest::hostileRegisters() {
    Person ana(7, "ana");
    ana.write(0, 0, "abc");
    StepBuilder builder(ana.next(), event::TransactionKind::kEdit);
    // Marks that are no threads: wrong values, ids of others, no ids.
    const std::string noThread = document::idText({{{7}}, {0}});
    builder.mark(event::WellKnownObject::kBody, {{0}, {3}}, "comment:" + noThread, std::string("x"));
    builder.markWithOwnId(event::WellKnownObject::kBody, {{0}, {3}}, "comment:", true);
    builder.mark(event::WellKnownObject::kBody, {{0}, {3}}, "comment:", std::string("x"));
    builder.mark(event::WellKnownObject::kBody, {{0}, {3}}, "comment:../../4294967296", std::string("x"));
    builder.set(event::EventId{{{7}}, {0}}, "text", std::string("not a thread"));
    // A thread with replies that are none, and with too many.
    const event::EventId id =
        builder.markWithOwnId(event::WellKnownObject::kBody, {{0}, {2}}, "comment:", std::string("real"));
    builder.set(id, "text", std::int64_t{3});
    builder.set(id, "resolved", std::string("yes"));
    builder.set(id, "reply:" + noThread, std::string("by somebody else"));
    builder.set(id, "reply:", std::string("by nobody"));
    builder.setWithOwnId(id, "reply:", std::int64_t{1});
    builder.setWithOwnId(event::WellKnownObject::kDocument, "reply:", std::string("elsewhere"));
    ana.apply(builder.finish());
    QCOMPARE(ana.words(), "0-2 ana: real");
    StepBuilder many(ana.next(), event::TransactionKind::kEdit);
    for (std::size_t index = 0; index < projection::kRepliesMax + 5; ++index)
        many.setWithOwnId(id, "reply:", std::string("again"));
    many.setWithOwnId(id, "reply:", std::string(100'000, 'x') + "ä");
    ana.apply(many.finish());
    QCOMPARE(ana.thread().remarks.size(), projection::kRepliesMax + 1);
    QCOMPARE(ana.thread().leftOutCount, std::size_t{6});
    StepBuilder longWords(ana.next(), event::TransactionKind::kEdit);
    longWords.set(id, "text", std::string(document::kRemarkSizeMax - 1, 'x') + "ä and more");
    ana.apply(longWords.finish());
    QCOMPARE(ana.thread().remarks.front().text, std::string(document::kRemarkSizeMax - 1, 'x') + "…");
    QVERIFY(ana.isFollowed);
}

void CommentsTest::importedThreads() {
    document::Content content;
    const std::string key = "comment:" + document::idText({{{9}}, {4}});
    content.blocks = {{{}, {{"some "}, {"text", attributesOf(key, std::string("a"))}}}};
    content.comments = {{key, {{"first", "eve", 5}, {"second", "", 6}}, true}};
    Person ana(7, "ana");
    ana.apply(importIntent(ana.next(), content));
    QCOMPARE(ana.words(), "5-9 ana: eve: first | ana: second (resolved)");
    ana.write(0, 9, "");
    QCOMPARE(ana.words(), "ana: eve: first | ana: second (resolved)");

    // In the cell of a table
    auto table = std::make_shared<document::Embed>();
    table->attributes = attributesOf("type", std::string("table"));
    table->columns.resize(1);
    table->rows.push_back({{}, {content.blocks}});
    content.blocks = {{{}, {{.text = {}, .marks = {}, .embed = table}}}};
    Person ben(8, "ben");
    ben.apply(importIntent(ben.next(), content));
    QCOMPARE(ben.words(), "5-9 ben: eve: first | ben: second (resolved)");
    QVERIFY(ben.thread().ranges.front().sequence != event::ObjectId{event::WellKnownObject::kBody});
}

void CommentsTest::randomWork() {
    const std::uint64_t seed = qEnvironmentVariableIsSet("SEED") ? qgetenv("SEED").toULongLong() : 20261121;
    const int operations = qEnvironmentVariableIsSet("OPERATIONS") ? qgetenv("OPERATIONS").toInt() : 300;
    std::fprintf(stderr, "SEED=%llu OPERATIONS=%d\n", static_cast<unsigned long long>(seed), operations);
    Random random(seed);
    Person ana(7, "ana");
    Person ben(8, "ben");
    ana.write(0, 0, "The quick brown fox\njumps over\nthe lazy dog 𝄞𝄞.");
    exchange(ana, ben);
    for (int operation = 0; operation < operations; ++operation) {
        Person& person = random.below(2) == 0 ? ana : ben;
        const auto count = person.blocks.count();
        const auto begin = static_cast<std::uint32_t>(random.below(count + 1));
        const auto end = begin + static_cast<std::uint32_t>(random.below(std::min(8U, count - begin) + 1));
        const std::size_t threadCount = person.comments.threads().size();
        const CommentThread thread = threadCount == 0 ? CommentThread() : person.thread(random.below(threadCount));
        switch (random.below(10)) {
            case 0:
            case 1:
                person.run(commentedOn(person.context(), {{begin}, {end}}, "words"));
                break;
            case 2:
                if (threadCount > 0) person.run(repliedTo(person.next(), thread, "reply"));
                break;
            case 3:
                if (threadCount > 0) person.run(withResolved(person.next(), thread, !thread.isResolved));
                break;
            case 4:
                if (threadCount > 5) person.run(withoutThread(person.next(), thread));
                break;
            case 5:
                (void)person.replica.undo();
                break;
            case 6:
                (void)person.replica.redo();
                break;
            case 7:
                exchange(ana, ben);
                break;
            default:
                if (random.below(2) == 0 || count > 200) {
                    if (begin < end) person.write(begin, end, "");
                } else {
                    person.write(begin, begin, random.below(4) == 0 ? "\n" : "ab𝄞");
                }
        }
        QVERIFY2(ana.isFollowed && ben.isFollowed, std::to_string(operation).c_str());
    }
    exchange(ana, ben);
    QCOMPARE(ana.words(), ben.words());
    QVERIFY(ana.isFollowed && ben.isFollowed);
}

QTEST_GUILESS_MAIN(CommentsTest)
#include "tst_comments.moc"
