// The difference of two moments as words: how changes are cut and joined, what is counted, formats, blocks, cells; and
// at random, that it leads from the one text to the other whatever happened between.
#include <QTest>

#include "convergence/random_graph.h"
#include "history/history_cursor.h"
#include "history/rich_writer.h"
#include "projection/diff_words.h"
#include "projection/document_reader.h"
#include "projection/moment_diff.h"
#include "projection/moment_objects.h"
#include "projection/table_scribe.h"
#include "projection/text_diff.h"

using namespace varve;
using namespace varve::projection;
using test::TestReplica;

namespace {

constexpr auto kBody = event::WellKnownObject::kBody;

/// The later text with what came in {+ +} and what went in [- -].
QString marked(const TextDiff& diff, const std::string& after) {
    std::string text;
    std::uint32_t at = 0;
    for (const TextChange& change : diff.changes) {
        text += text::scalarSlice(after, at, change.range.begin.value - at);
        if (change.removedSize > 0) text += "[-" + std::string(diff.removed(change)) + "-]";
        if (!change.range.isEmpty())
            text += "{+" + std::string(text::scalarSlice(after, change.range.begin.value, change.range.count())) + "+}";
        at = change.range.end.value;
    }
    text += after.substr(text::byteIndexOfScalar(after, at));
    return QString::fromStdString(text);
}

/// A replica with all moments of its timeline.
struct Moments {
    explicit Moments(const TestReplica& ofReplica) : replica(ofReplica) {
        timeline.followLog(replica.log());
        cursor.emplace(replica.log(), replica.tracker(), timeline);
    }
    [[nodiscard]] const event::EventLog& log() const { return replica.log(); }
    std::string textAt(std::uint64_t position) {
        (void)cursor->moveToPosition(log(), position);
        return cursor->text(log());
    }
    [[nodiscard]] PatchPair patches(std::uint64_t from, std::uint64_t to) {
        return {cursor->patchBetween(log(), from, to), cursor->patchBetween(log(), to, from)};
    }
    TextDiff bodyDiff(std::uint64_t from, std::uint64_t to) {
        const PatchPair pair = patches(from, to);
        return textDiff(pair.forward.body, pair.back.body, textAt(to));
    }
    /// With everything beside the body; stays at `to`.
    MomentDiff diff(std::uint64_t from, std::uint64_t to) {
        const PatchPair pair = patches(from, to);
        const std::string body = textAt(to);
        const MomentObjects objects(log(), *cursor);
        merge::Tracker tracker = replica.tracker();
        tracker.movePrepareTo(log(), timeline.versionAt(log(), to));
        const ObjectRegisters registers(tracker.registers(log(), merge::View::kPrepare));
        const BlockSequence blocks = readBlocks(log(), tracker, merge::View::kPrepare, kBody, registers, {});
        TextsBeside beside;
        beside.begin(blocks, registers, &objects);
        while (!beside.readSome([] { return true; }, registers, &objects)) {
        }
        return momentDiff(pair, {body, beside, &objects, {}});
    }

    const TestReplica& replica;
    history::Timeline timeline;
    std::optional<history::HistoryCursor> cursor;
};

/// Scalars with their formats, of the moment shown.
std::vector<document::FormatPointer> formatsOf(const document::Patch& text) {
    std::vector<document::FormatPointer> formats;
    for (const document::PatchPiece& piece : text.pieces())
        formats.insert(formats.end(), piece.count, text.formatOf(piece));
    return formats;
}

}  // namespace

class MomentDiffTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void words_data();
    void words();
    void countsOfWords();
    void formats();
    void blocks();
    void settings();
    void cells();
    void wordsForPeople();
    void leadsFromTheOneTextToTheOther();
    void leadsAlsoThroughRichText();
};

namespace {

struct Edit {
    std::uint32_t offset;
    std::uint32_t removed;
    const char* inserted;
};
using Edits = std::vector<Edit>;

}  // namespace
Q_DECLARE_METATYPE(Edits)

void MomentDiffTest::words_data() {
    QTest::addColumn<QString>("before");
    QTest::addColumn<Edits>("edits");
    QTest::addColumn<QString>("expected");
    QTest::newRow("nothing") << "one two" << Edits{} << "one two";
    QTest::newRow("a word comes") << "one three" << Edits{{4, 0, "two "}} << "one {+two +}three";
    QTest::newRow("a word goes") << "one two three" << Edits{{4, 4, ""}} << "one [-two -]three";
    QTest::newRow("the end") << "one" << Edits{{3, 0, " two"}} << "one{+ two+}";
    QTest::newRow("everything") << "one two" << Edits{{0, 7, ""}} << "[-one two-]";
    QTest::newRow("inside a word") << "the budget is" << Edits{{10, 0, "s"}} << "the [-budget-]{+budgets+} is";
    QTest::newRow("a letter in the middle") << "colour" << Edits{{4, 1, ""}} << "[-colour-]{+color+}";
    QTest::newRow("two letters of a word")
        << "a mstkae b" << Edits{{3, 0, "i"}, {6, 2, "ak"}} << "a [-mstkae-]{+mistake+} b";
    QTest::newRow("a word is cut") << "nowhere" << Edits{{3, 0, " "}} << "[-nowhere-]{+now here+}";
    QTest::newRow("words grow together") << "now here!" << Edits{{3, 1, ""}} << "[-now here-]{+nowhere+}!";
    QTest::newRow("a blank between") << "red blue sky" << Edits{{0, 3, "big"}, {4, 4, "dark"}}
                                     << "[-red blue-]{+big dark+} sky";
    QTest::newRow("a word between") << "red and blue sky" << Edits{{0, 3, "big"}, {8, 4, "dark"}}
                                    << "[-red-]{+big+} and [-blue-]{+dark+} sky";
    QTest::newRow("a break between does not join")
        << "red\nblue" << Edits{{0, 3, "big"}, {4, 4, "dark"}} << "[-red-]{+big+}\n[-blue-]{+dark+}";
    QTest::newRow("written again") << "one two three" << Edits{{4, 3, ""}, {4, 0, "two"}} << "one two three";
    QTest::newRow("written again with more")
        << "one two three" << Edits{{4, 3, ""}, {4, 0, "two and a half"}} << "one two{+ and a half+} three";
    QTest::newRow("written again but the middle")
        << "we met him today there" << Edits{{0, 22, "we met her today there"}} << "we met [-him-]{+her+} today there";
    QTest::newRow("half of a word again") << "walking" << Edits{{0, 7, "walked"}} << "[-walking-]{+walked+}";
    QTest::newRow("a paragraph is cut") << "one two" << Edits{{3, 1, "\n"}} << "one[- -]{+\n+}two";
    QTest::newRow("full stop") << "the end" << Edits{{7, 0, "."}} << "the end{+.+}";
    QTest::newRow("apostrophe") << "dont go" << Edits{{3, 0, "’"}} << "[-dont-]{+don’t+} go";
    QTest::newRow("umlauts") << "Größe zählt" << Edits{{6, 1, "w"}} << "Größe [-zählt-]{+wählt+}";
    QTest::newRow("beyond the first plane") << "a 😀 b" << Edits{{4, 1, "c"}} << "a 😀 [-b-]{+c+}";
    QTest::newRow("characters that are words") << "我喜歡茶" << Edits{{3, 1, "水"}} << "我喜歡[-茶-]{+水+}";
    QTest::newRow("combining mark") << "cafe ole" << Edits{{4, 0, "\u0301"}} << "[-cafe-]{+cafe\u0301+} ole";
    QTest::newRow("skin tone") << "hi 👍!" << Edits{{4, 0, "🏽"}} << "hi [-👍-]{+👍🏽+}!";
    QTest::newRow("another object is not the same")
        << "a\uFFFCb" << Edits{{1, 1, "\uFFFC"}} << "a[-\uFFFC-]{+\uFFFC+}b";
}

void MomentDiffTest::words() {
    QFETCH(QString, before);
    QFETCH(Edits, edits);
    QFETCH(QString, expected);
    TestReplica ana(1, "Ana");
    ana.insert(0, before.toStdString());
    const std::uint64_t from = ana.log().end().value;
    for (const Edit& edit : edits) {
        if (edit.removed > 0) ana.remove(edit.offset, edit.removed);
        if (*edit.inserted != '\0') ana.insert(edit.offset, edit.inserted);
    }
    Moments moments(ana);
    const std::uint64_t to = ana.log().end().value;
    QCOMPARE(marked(moments.bodyDiff(from, to), ana.text()), expected);
}

void MomentDiffTest::countsOfWords() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "The budget is large.");
    const std::uint64_t from = ana.log().end().value;
    ana.insert(10, "s of all years");
    ana.remove(25, 3);
    Moments moments(ana);
    const TextDiff diff = moments.bodyDiff(from, ana.log().end().value);
    QCOMPARE(marked(diff, ana.text()), QStringLiteral("The [-budget is-]{+budgets of all years+} large."));
    QCOMPARE(diff.words, (WordChange{4, 2}));
    const TextDiff back = moments.bodyDiff(ana.log().end().value, from);
    QCOMPARE(back.words, (WordChange{2, 4}));
}

void MomentDiffTest::formats() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "one two three");
    const std::uint64_t from = ana.log().end().value;
    ana.write({test::markOf(0, 7, "bold", true)}, event::TransactionKind::kFormat);
    ana.write({test::markOf(4, 13, "italic", true)}, event::TransactionKind::kFormat);
    Moments moments(ana);
    const TextDiff diff = moments.bodyDiff(from, ana.log().end().value);
    QVERIFY(diff.changes.empty());
    QCOMPARE(diff.formats.size(), 3UL);
    QCOMPARE(diff.formats[0].range, (text::Range{{0}, {4}}));
    QCOMPARE(formatChangeWords(diff.formats[0]), QStringLiteral("Bold"));
    QCOMPARE(formatChangeWords(diff.formats[1]), QStringLiteral("Bold, Italic"));
    QCOMPARE(formatChangeWords(diff.formats[2]), QStringLiteral("Italic"));
    const TextDiff back = moments.bodyDiff(ana.log().end().value, from);
    QCOMPARE(formatChangeWords(back.formats[1]), QStringLiteral("Removed bold, Removed italic"));
}

void MomentDiffTest::blocks() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "one\ntwo");
    const auto second = ana.log().idOf(ana.tracker().characterAt(merge::View::kEffect, {3}));
    const std::uint64_t from = ana.log().end().value;
    ana.write({test::setOf(event::WellKnownObject::kFirstBlock, "type", std::string("title"))});
    ana.write({test::setOf(second, "type", std::string("heading")), test::setOf(second, "level", std::int64_t{2})});
    ana.insert(7, "\nthree");
    const auto third = ana.log().idOf(ana.tracker().characterAt(merge::View::kEffect, {7}));
    ana.write({test::setOf(third, "type", std::string("quote"))});
    Moments moments(ana);
    const MomentDiff diff = moments.diff(from, ana.log().end().value);
    QCOMPARE(diff.objects.size(), 2UL);  // the third one is new altogether
    QVERIFY(diff.objects[0].isFirstBlock);
    QCOMPARE(objectDiffWords(diff.objects[0]), QStringLiteral("Title"));
    QCOMPARE(diff.objects[1].offset, text::Offset{3});
    QCOMPARE(objectDiffWords(diff.objects[1]), QStringLiteral("Heading 2"));
    const MomentDiff back = moments.diff(ana.log().end().value, from);
    QCOMPARE(objectDiffWords(back.objects[0]), QStringLiteral("Paragraph"));
    QCOMPARE(objectDiffWords(back.objects[1]), QStringLiteral("Paragraph"));
}

void MomentDiffTest::settings() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "one");
    const std::uint64_t from = ana.log().end().value;
    ana.write({test::setOf(event::WellKnownObject::kDocument, "title", std::string("Plans")),
               test::setOf(event::WellKnownObject::kDocument, "word:varve", true)});
    Moments moments(ana);
    const MomentDiff diff = moments.diff(from, ana.log().end().value);
    QCOMPARE(diff.settings.size(), 1UL);
    QCOMPARE(diff.settings[0].after, event::Value(std::string("Plans")));
    QCOMPARE(propertyChangeWords(diff.settings[0]), QStringLiteral("Title of the document"));
    QVERIFY(moments.diff(0, 0).isEmpty());
}

void MomentDiffTest::wordsForPeople() {
    QCOMPARE(wordChangeWords({120, 43}), QStringLiteral("+120 −43 words"));
    QCOMPARE(wordChangeWords({1, 0}), QStringLiteral("+1 word"));
    QCOMPARE(wordChangeWords({2, 1}), QStringLiteral("+2 −1 words"));
    QCOMPARE(wordChangeWords({0, 2}), QStringLiteral("−2 words"));
    QCOMPARE(wordChangeWords({}), QString());
}

void MomentDiffTest::cells() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "before");
    const event::EventId table = test::TableScribe::begin(ana);
    Random random(3);
    test::TableScribe scribe(ana);
    for (int step = 0; step < 30; ++step)
        scribe.scribble(table, random);
    const std::uint64_t from = ana.log().end().value;
    Moments moments(ana);
    const MomentDiff whole = moments.diff(0, from);
    QVERIFY(!whole.beside.empty());
    std::uint64_t words = whole.body.words.inserted;
    for (const TextBesideDiff& text : whole.beside) {
        QCOMPARE(text.embed, text::Offset{0});
        words += text.diff.words.inserted;
    }
    QCOMPARE(whole.words().inserted, words);
    // Without the table nobody sees what is in its cells.
    ana.remove(0, 1);
    Moments later(ana);
    const MomentDiff without = later.diff(0, ana.log().end().value);
    QVERIFY(without.beside.empty());
    QCOMPARE(marked(without.body, ana.text()), QStringLiteral("{+before+}"));
}

namespace {

/// Every change said is one, nothing else is, and the words of the diff lead from `before` to `after`.
void checkLeads(const TextDiff& diff, const std::string& before, const std::string& after) {
    std::string made;
    std::uint32_t old = 0;
    std::uint32_t now = 0;
    bool isFirst = true;
    for (const TextChange& change : diff.changes) {
        QVERIFY(isFirst || change.range.begin.value > now);
        QVERIFY(!change.range.isEmpty() || !change.oldRange.isEmpty());
        QCOMPARE(change.oldRange.begin.value - old, change.range.begin.value - now);
        made += text::scalarSlice(before, old, change.oldRange.begin.value - old);
        const std::string_view removed =
            text::scalarSlice(before, change.oldRange.begin.value, change.oldRange.count());
        QCOMPARE(diff.removed(change), removed);
        const std::string_view inserted = text::scalarSlice(after, change.range.begin.value, change.range.count());
        QVERIFY(removed != inserted || removed.find("\uFFFC") != std::string_view::npos);
        made += inserted;
        old = change.oldRange.end.value;
        now = change.range.end.value;
        isFirst = false;
    }
    made += before.substr(text::byteIndexOfScalar(before, old));
    QCOMPARE(made, after);
}

/// Formats of characters that stayed, against those of both texts one by one.
void checkFormats(const TextDiff& diff, const document::Patch& patch, const document::Patch& before,
                  const document::Patch& after) {
    const auto was = formatsOf(before);
    const auto is = formatsOf(after);
    std::vector<FormatChange> expected;
    std::uint32_t old = 0;
    std::uint32_t now = 0;
    const auto stay = [&](std::uint32_t count) {
        for (std::uint32_t i = 0; i < count; ++i, ++old, ++now) {
            if (!document::isSameFormat(was[old], is[now])) expected.push_back({{{now}, {now + 1}}, was[old], is[now]});
        }
    };
    for (const document::PatchPiece& piece : patch.pieces()) {
        const bool stays = piece.oldCount() == piece.newCount();
        if (stays) stay(piece.count);
        if (!stays) old += piece.oldCount();
        if (!stays) now += piece.newCount();
    }
    std::vector<FormatChange> told;
    for (const FormatChange& change : diff.formats) {
        for (text::Offset at = change.range.begin; at < change.range.end; at = at + 1)
            told.push_back({{at, at + 1}, change.before, change.after});
    }
    QVERIFY(told == expected);
}

void checkManyMoments(Moments& moments, Random& random) {
    const auto end = static_cast<std::uint32_t>(moments.timeline.eventCount());
    for (int i = 0; i < 30; ++i) {
        const std::uint32_t from = random.below(end + 1);
        const std::uint32_t to = random.below(end + 1);
        const PatchPair pair = moments.patches(from, to);
        const std::string before = moments.textAt(from);
        const document::Patch formatsBefore = moments.cursor->textOf(moments.log(), kBody);
        const std::string after = moments.textAt(to);
        const TextDiff diff = textDiff(pair.forward.body, pair.back.body, after);
        checkLeads(diff, before, after);
        checkFormats(diff, pair.forward.body, formatsBefore, moments.cursor->textOf(moments.log(), kBody));
        if (QTest::currentTestFailed()) qFatal("from %u to %u", from, to);
    }
}

}  // namespace

void MomentDiffTest::leadsFromTheOneTextToTheOther() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    qInfo("SEED=%zu", seed);
    const auto operations = static_cast<std::uint32_t>(test::numberFromEnvironment("OPERATIONS", 60));
    for (std::uint64_t i = 0, count = test::numberFromEnvironment("GRAPHS", 60); i < count; ++i) {
        const auto graph = convergence::makeRandomGraph(seed + i, {.operationCount = operations});
        TestReplica replica(99, "reader");
        for (const event::Transaction& transaction : graph.transactions)
            replica.receive(transaction);
        Moments moments(replica);
        Random random(seed + i);
        checkManyMoments(moments, random);
        if (QTest::currentTestFailed()) qFatal("SEED=%zu", seed + i);
    }
}

void MomentDiffTest::leadsAlsoThroughRichText() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    qInfo("SEED=%zu", seed);
    const std::uint64_t steps = test::numberFromEnvironment("OPERATIONS", 60);
    for (std::uint64_t i = 0, count = test::numberFromEnvironment("GRAPHS", 30); i < count; ++i) {
        TestReplica ana(1, "Ana");
        Random random(seed + i);
        for (std::uint64_t step = 0; step < steps; ++step)
            test::writeRich(ana, random);
        Moments moments(ana);
        checkManyMoments(moments, random);
        const auto end = static_cast<std::uint32_t>(moments.timeline.eventCount());
        for (int pair = 0; pair < 5; ++pair)
            (void)moments.diff(random.below(end + 1), random.below(end + 1));
        if (QTest::currentTestFailed()) qFatal("SEED=%zu", seed + i);
    }
}

QTEST_APPLESS_MAIN(MomentDiffTest)
#include "tst_moment_diff.moc"
