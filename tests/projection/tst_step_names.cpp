// Names of steps as a person reads them, from the operations that the commands write.
#include <QTest>

#include "convergence/random_graph.h"
#include "history/test_replica.h"
#include "projection/step_names.h"

using namespace varve;
using event::TransactionKind;
using test::setOf;
using test::TestReplica;

namespace {

constexpr auto kFirstBlock = event::WellKnownObject::kFirstBlock;
constexpr auto kDocument = event::WellKnownObject::kDocument;

event::Value words(const char* text) {
    return std::string(text);
}
event::Value number(std::int64_t value) {
    return value;
}

/// What the newest step is called.
QString newestName(const TestReplica& replica) {
    const auto facts = history::UndoStacks::facts(replica.log(), replica.tracker(), replica.stacks().undoSteps().back(),
                                                  projection::kStepExcerptMax);
    return projection::stepName(facts);
}

/// "The budget of Ana", a break, "second": the break is the event with number 17.
TestReplica written() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "The budget of Ana\nsecond");
    return ana;
}
event::EventId secondBlock() {
    return test::id(1, 17);
}
event::EventId nextId(const TestReplica& replica, std::uint32_t later = 0) {
    return {replica.agentId(), replica.log().nextSequence(replica.agentId()) + later};
}

/// Text in another sequence than the body.
event::Insert textIn(const event::ObjectId& sequence, std::string text) {
    event::Insert insert = test::insertAt(0, std::move(text));
    insert.sequence = sequence;
    return insert;
}

/// A table of one column and one row, at the end of the text. Returns its id; row and column follow from it.
event::EventId writeTable(TestReplica& replica) {
    const event::EventId table = nextId(replica);
    const auto at = replica.tracker().count(merge::View::kEffect);
    // Ids: embed 0, type 1, columns 2, column 3, row 4, cell 5, text 6.
    replica.write({test::insertAt(at, "\uFFFC"), setOf(table, "type", words("table")), setOf(table, "columns:x", true),
                   textIn(nextId(replica, 2), "\uFFFC"), textIn(table, "\uFFFC"),
                   setOf(nextId(replica, 4), "cell:x", true), textIn(nextId(replica, 5), "cell")});
    return table;
}

}  // namespace

Q_DECLARE_METATYPE(std::vector<varve::event::Operation>)

class StepNamesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void formats_data();
    void formats() { compare(TransactionKind::kFormat); }
    void blocks_data();
    void blocks() { compare(TransactionKind::kFormat); }
    void documents_data();
    void documents() { compare(TransactionKind::kEdit); }
    void comments();
    void objects();
    void tables();
    void textComesFirst();
    void withoutATracker();
    void everyStepHasAName();

  private:
    using Operations = std::vector<event::Operation>;
    void compare(TransactionKind kind);
    static void row(const char* name, Operations operations, const char* expected);
};

void StepNamesTest::row(const char* name, Operations operations, const char* expected) {
    QTest::newRow(name) << std::move(operations) << QString::fromUtf8(expected);
}

void StepNamesTest::compare(TransactionKind kind) {
    QFETCH(Operations, operations);
    QFETCH(QString, expected);
    TestReplica ana = written();
    ana.write(operations, kind);
    QCOMPARE(newestName(ana), expected);
}

void StepNamesTest::formats_data() {
    QTest::addColumn<Operations>("operations");
    QTest::addColumn<QString>("expected");
    const auto mark = [](const char* key, event::Value value) { return test::markOf(4, 10, key, std::move(value)); };
    row("bold", {mark("bold", true)}, "Bold “budget”");
    row("not bold", {mark("bold", {})}, "Removed bold “budget”");
    row("not bold in a bold style", {mark("bold", false)}, "Removed bold “budget”");
    row("italic", {mark("italic", true)}, "Italic “budget”");
    row("underline", {mark("underline", true)}, "Underline “budget”");
    row("strike", {mark("strike", true)}, "Strikethrough “budget”");
    row("superscript takes subscript away", {mark("superscript", true), mark("subscript", {})}, "Superscript “budget”");
    row("subscript", {mark("subscript", true)}, "Subscript “budget”");
    row("colour", {mark("colour", words("#ff0000"))}, "Text colour “budget”");
    row("highlight", {mark("highlight", words("#ffff00"))}, "Highlight “budget”");
    row("font", {mark("font", words("DejaVu Serif"))}, "Font DejaVu Serif “budget”");
    row("no font", {mark("font", {})}, "Removed font “budget”");
    row("size", {mark("size", number(1450))}, "Text size 14.5 “budget”");
    row("character style", {mark("style", words("1/2"))}, "Character style “budget”");
    row("code", {mark("code", true)}, "Code “budget”");
    row("link", {mark("link", words("https://example.org"))}, "Link “budget”");
    row("no link", {mark("link", {})}, "Removed link “budget”");
    row("several", {mark("bold", true), mark("italic", true)}, "Formatting “budget”");
    row("cleared", {mark("bold", {}), mark("italic", {})}, "Cleared formatting “budget”");
    row("unknown", {mark("sparkle", true)}, "Formatting “budget”");
    row("two places", {test::markOf(0, 3, "bold", true), test::markOf(18, 24, "bold", true)}, "Bold “The”");
    row("long text", {test::markOf(0, 24, "bold", true)}, "Bold “The budget of Ana second”");
}

void StepNamesTest::blocks_data() {
    QTest::addColumn<Operations>("operations");
    QTest::addColumn<QString>("expected");
    const auto set = [](const char* key, event::Value value) { return setOf(secondBlock(), key, std::move(value)); };
    row("heading", {set("type", words("heading"))}, "Heading 1");
    row("second heading", {set("type", words("heading")), set("level", number(2))}, "Heading 2");
    row("another level", {set("level", number(4))}, "Heading 4");
    row("first block", {setOf(kFirstBlock, "type", words("title"))}, "Title");
    row("paragraph", {set("type", {}), set("level", {})}, "Paragraph");
    row("quote", {set("type", words("quote"))}, "Quote");
    row("code block", {set("type", words("code"))}, "Code block");
    row("bullets", {setOf(kFirstBlock, "type", words("bullet")), set("type", words("bullet"))}, "Bulleted list");
    row("numbers", {set("type", words("number")), set("level", {})}, "Numbered list");
    row("checks", {set("type", words("check"))}, "Checklist");
    row("checked", {set("checked", true)}, "Checked off");
    row("not checked", {set("checked", {})}, "Unchecked");
    row("indent", {set("indent", number(2))}, "Indentation");
    row("no indent", {set("indent", {})}, "Removed indentation");
    row("start", {set("start", number(7))}, "List numbering");
    row("left", {set("align", words("left"))}, "Aligned left");
    row("centre", {set("align", words("centre"))}, "Centred");
    row("right", {set("align", words("right"))}, "Aligned right");
    row("justified", {set("align", words("justify"))}, "Justified");
    row("usual alignment", {set("align", {})}, "Usual alignment");
    row("line spacing", {set("line-spacing", number(150))}, "Line spacing");
    row("space", {set("space-after", number(600))}, "Paragraph spacing");
    row("direction", {set("direction", words("rtl"))}, "Text direction");
    row("page break", {set("page-break", true)}, "Page break");
    row("no page break", {set("page-break", {})}, "Removed page break");
    row("style", {set("style", words("1/2"))}, "Paragraph style");
    row("several", {set("align", words("left")), set("line-spacing", number(150))}, "Paragraph format");
    row("all usual", {set("align", {}), set("line-spacing", {})}, "Usual paragraph format");
    row("unknown", {set("sparkle", true)}, "Paragraph format");
    // What typing "# " at the start of a block does.
    row("typed sign", {test::deleteAt(18, 2), set("type", words("heading"))}, "Heading 1");
}

void StepNamesTest::documents_data() {
    QTest::addColumn<Operations>("operations");
    QTest::addColumn<QString>("expected");
    const auto set = [](const char* key, event::Value value) { return setOf(kDocument, key, std::move(value)); };
    row("title", {set("title", words("Plan"))}, "Title of the document");
    row("language", {set("language", words("de"))}, "Language of the document");
    row("page", {set("page-size", words("a5"))}, "Page setup");
    row("margin", {set("margin-top", number(2000))}, "Page setup");
    row("word", {set("word:varve", true)}, "Dictionary of the document");
    row("paper", {set("page-size", words("a5")), set("margin-top", number(2000)), set("footer", words("{page}"))},
        "Page setup");
    row("several", {set("title", words("Plan")), set("language", words("de"))}, "Settings of the document");
    row("style", {set("style:heading2:bold", true)}, "Changed style “Heading 2”");
    row("paragraph style", {set("style:paragraph:font", words("Serif"))}, "Changed style “Paragraph”");
    row("own style", {set("style:1/2:name", words("Recipe")), set("style:1/2:bold", true)},
        "Renamed style to “Recipe”");
    row("usual name", {set("style:title:name", {})}, "Changed style “Title”");
    row("style without a name", {set("style:1/2:name", {}), set("style:1/2:bold", {})}, "Deleted style");
    row("several looks", {set("style:title:bold", true), set("style:title:size", std::int64_t{3000})},
        "Changed style “Title”");
    row("several styles", {set("style:title:bold", true), set("style:quote:italic", true)}, "Changed styles");
    row("of no known object", {setOf(test::id(1, 3), "type", words("heading"))}, "Changing properties");
}

void StepNamesTest::comments() {
    TestReplica ana = written();
    const event::EventId comment = nextId(ana);
    const std::string key = "comment:" + event::nameOf(comment);
    ana.write({test::markOf(4, 10, key, words("Is this right?")), setOf(comment, "text", words("Is this right?"))});
    QCOMPARE(newestName(ana), QStringLiteral("Comment “Is this right?”"));
    ana.write({setOf(comment, "reply:1", words("Yes"))});
    QCOMPARE(newestName(ana), QStringLiteral("Reply “Yes”"));
    ana.write({setOf(comment, "text", words("Is this so?"))});
    QCOMPARE(newestName(ana), QStringLiteral("Edited comment “Is this so?”"));
    ana.write({setOf(comment, "resolved", true)});
    QCOMPARE(newestName(ana), QStringLiteral("Resolved comment"));
    ana.write({setOf(comment, "resolved", {})});
    QCOMPARE(newestName(ana), QStringLiteral("Reopened comment"));
    ana.write({setOf(comment, "deleted", true)});
    QCOMPARE(newestName(ana), QStringLiteral("Deleted comment"));
    ana.write({setOf(comment, "reply:1", {})});
    QCOMPARE(newestName(ana), QStringLiteral("Deleted reply"));
    ana.write({test::markOf(4, 10, key, {})});
    QCOMPARE(newestName(ana), QStringLiteral("Deleted comment"));
}

void StepNamesTest::objects() {
    TestReplica ana = written();
    const event::EventId image = nextId(ana);
    ana.write({test::insertAt(3, "\uFFFC"), setOf(image, "type", words("image"))}, TransactionKind::kPaste);
    QCOMPARE(newestName(ana), QStringLiteral("Inserted image"));
    ana.write({setOf(image, "width", number(9000))});
    QCOMPARE(newestName(ana), QStringLiteral("Resized image"));
    ana.write({setOf(image, "alt", words("A lake"))});
    QCOMPARE(newestName(ana), QStringLiteral("Image description"));
    ana.write({setOf(image, "blob", words("0123"))});
    QCOMPARE(newestName(ana), QStringLiteral("Changed image"));
    ana.remove(3, 1);
    QCOMPARE(newestName(ana), QStringLiteral("Deleted image"));
    ana.write({test::insertAt(3, "\n\uFFFC\n"), setOf(nextId(ana, 1), "type", words("rule"))});
    QCOMPARE(newestName(ana), QStringLiteral("Inserted rule"));
    ana.write({test::insertAt(0, "\uFFFC\uFFFC"), setOf(nextId(ana), "type", words("image")),
               setOf(nextId(ana, 1), "type", words("image"))});
    QCOMPARE(newestName(ana), QStringLiteral("Inserted 2 images"));
    ana.write({test::deleteAt(0, 2)}, TransactionKind::kCut);
    QCOMPARE(newestName(ana), QStringLiteral("Deleted 2 images"));
    ana.write({test::insertAt(0, "\uFFFC")});
    QCOMPARE(newestName(ana), QStringLiteral("Inserted object"));
}

void StepNamesTest::tables() {
    TestReplica ana = written();
    const event::EventId table = writeTable(ana);
    QCOMPARE(newestName(ana), QStringLiteral("Inserted table"));
    const event::EventId columns{table.agent, table.sequence + 2};
    const event::EventId column{table.agent, table.sequence + 3};
    const event::EventId tableRow{table.agent, table.sequence + 4};
    const event::EventId cell{table.agent, table.sequence + 5};
    ana.write({textIn(table, "\uFFFC")});
    QCOMPARE(newestName(ana), QStringLiteral("Inserted row"));
    ana.write({textIn(columns, "\uFFFC\uFFFC")});
    QCOMPARE(newestName(ana), QStringLiteral("Inserted 2 columns"));
    ana.write({textIn(cell, "word ")}, TransactionKind::kTyping);
    QCOMPARE(newestName(ana), QStringLiteral("Typing “word”"));
    ana.write({setOf(tableRow, "header", true)});
    QCOMPARE(newestName(ana), QStringLiteral("Header row"));
    ana.write({setOf(tableRow, "header", {})});
    QCOMPARE(newestName(ana), QStringLiteral("Removed header row"));
    ana.write({setOf(column, "width", number(2000))});
    QCOMPARE(newestName(ana), QStringLiteral("Column width"));
    ana.write({setOf(cell, "type", words("bullet"))});
    QCOMPARE(newestName(ana), QStringLiteral("Bulleted list"));
    event::Delete gone = test::deleteAt(0, 1);
    gone.sequence = table;
    ana.write({gone});
    QCOMPARE(newestName(ana), QStringLiteral("Deleted row"));
    ana.write({textIn(table, "\uFFFC"), setOf(nextId(ana), "row", words("1/2"))});
    QCOMPARE(newestName(ana), QStringLiteral("Moved row"));
    ana.write({textIn(columns, "\uFFFC"), setOf(nextId(ana), "column", words("1/2"))}, TransactionKind::kMove);
    QCOMPARE(newestName(ana), QStringLiteral("Moved column"));
}

void StepNamesTest::textComesFirst() {
    TestReplica ana = written();
    // Typing with a format that was chosen before.
    ana.write({test::insertAt(0, "New"), test::markOf(0, 3, "bold", true)}, TransactionKind::kTyping);
    QCOMPARE(newestName(ana), QStringLiteral("Typing “New”"));
    // Enter in a list.
    const event::EventId block = nextId(ana);
    ana.write({test::insertAt(3, "\n"), setOf(block, "type", words("bullet"))}, TransactionKind::kTyping);
    QCOMPARE(newestName(ana), QStringLiteral("New paragraph"));
    ana.write({test::insertAt(0, "\n"), setOf(nextId(ana), "page-break", true)}, TransactionKind::kTyping);
    QCOMPARE(newestName(ana), QStringLiteral("Page break"));
    ana.write({test::deleteAt(0, 1, event::Direction::kBackward), setOf(kFirstBlock, "type", {})},
              TransactionKind::kBackspace);
    QCOMPARE(newestName(ana), QStringLiteral("Joining paragraphs"));
    ana.write({test::insertAt(0, "one \uFFFC"), setOf(nextId(ana, 4), "type", words("image"))},
              TransactionKind::kPaste);
    QCOMPARE(newestName(ana), QStringLiteral("Pasting “one”"));
}

void StepNamesTest::withoutATracker() {
    // The timeline has none: it says what the operations say.
    TestReplica ana = written();
    const auto nameOf = [&ana] {
        const std::vector<std::uint32_t> last{static_cast<std::uint32_t>(ana.log().transactionCount() - 1)};
        return projection::changeName(history::changeOf(ana.log(), nullptr, last, projection::kStepExcerptMax));
    };
    QCOMPARE(nameOf(), QString());
    ana.write({test::markOf(4, 10, "bold", true)});
    QCOMPARE(nameOf(), QStringLiteral("Bold"));
    const event::EventId table = writeTable(ana);
    QCOMPARE(nameOf(), QStringLiteral("Inserted table"));
    ana.write({textIn(table, "\uFFFC")});
    QCOMPARE(nameOf(), QStringLiteral("Inserted row"));
    ana.remove(0, 2);
    QCOMPARE(nameOf(), QString());
    ana.write({setOf(kFirstBlock, "type", words("heading")), setOf(kFirstBlock, "level", number(3))});
    QCOMPARE(nameOf(), QStringLiteral("Heading 3"));
}

void StepNamesTest::everyStepHasAName() {
    // Whatever others wrote: quarantined, of unknown objects, on top of each other.
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    const std::uint64_t count = test::numberFromEnvironment("GRAPHS", 40);
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto graph = convergence::makeRandomGraph(seed + i, {.operationCount = 80,
                                                                   .markPercent = 25,
                                                                   .setPercent = 25,
                                                                   .elsewherePercent = 25,
                                                                   .invalidPercent = i % 2 == 0 ? 20U : 0U});
        TestReplica replica(99, "reader");
        for (const event::Transaction& transaction : graph.transactions)
            replica.receive(transaction);
        for (std::uint32_t index = 0; index < replica.log().transactionCount(); ++index) {
            history::UndoStep step;
            step.kind = replica.log().transactionRecord(index).kind;
            step.transactions = {index};
            const auto facts = history::UndoStacks::facts(replica.log(), replica.tracker(), step, 28);
            QVERIFY(!projection::stepName(facts).isEmpty());
        }
    }
}

QTEST_GUILESS_MAIN(StepNamesTest)
#include "tst_step_names.moc"
