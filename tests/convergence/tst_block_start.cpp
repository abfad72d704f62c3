// What text gets that is typed at the start of a block, and around it: that of the block's text, not of the block
// above; and Enter in bold goes on in bold where there is no text yet.
#include <QTest>

#include "convergence/case_table.h"

using namespace varve;
using namespace varve::convergence;

namespace {

const Case kFirstWords[] = {
    {"first word of the document bold",
     [](Scenario& s) {
         s.ana.type(0, "Title¶text");
         s.ana.bold(0, 5);
         s.ana.type(0, "x");
     },
     "[bold: true|xTitle]¶text"},
    {"first word of a block bold",
     [](Scenario& s) {
         s.ana.type(0, "one¶two three");
         s.ana.bold(4, 7);
         s.ana.type(4, "x");
     },
     "one¶[bold: true|xtwo] three"},
    {"several letters before a bold first word",
     [](Scenario& s) {
         s.ana.type(0, "one¶two");
         s.ana.bold(4, 7);
         s.ana.type(4, "xyz");
     },
     "one¶[bold: true|xyztwo]"},
    {"letter by letter before a bold first word",
     [](Scenario& s) {
         s.ana.type(0, "one¶two");
         s.ana.bold(4, 7);
         s.ana.type(4, "x");
         s.ana.type(5, "y");
     },
     "one¶[bold: true|xytwo]"},
    {"before a plain first word below a bold block",
     [](Scenario& s) {
         s.ana.type(0, "one¶two");
         s.ana.bold(0, 3);
         s.ana.type(4, "x");
     },
     "[bold: true|one]¶xtwo"},
    {"before a plain first word below a bold break",
     [](Scenario& s) {
         s.ana.type(0, "one¶two");
         s.ana.bold(0, 4);
         s.ana.type(4, "x");
     },
     "[bold: true|one¶]xtwo"},
    {"bold above and here",
     [](Scenario& s) {
         s.ana.type(0, "one¶two");
         s.ana.bold(0, 7);
         s.ana.type(4, "x");
     },
     "[bold: true|one¶xtwo]"},
    {"two colours",
     [](Scenario& s) {
         s.ana.type(0, "one¶two");
         s.ana.colour(0, 4, "red");
         s.ana.colour(4, 7, "blue");
         s.ana.type(4, "x");
     },
     "[colour: red|one¶][colour: blue|xtwo]"},
    {"first word linked",
     [](Scenario& s) {
         s.ana.type(0, "one¶two");
         s.ana.link(4, 7, "a");
         s.ana.type(4, "x");
     },
     "one¶x[link: a|two]"},
    {"first word of the document linked",
     [](Scenario& s) {
         s.ana.type(0, "one");
         s.ana.link(0, 3, "a");
         s.ana.type(0, "x");
     },
     "x[link: a|one]"},
    {"linked across the break",
     [](Scenario& s) {
         s.ana.type(0, "one¶two");
         s.ana.link(0, 7, "a");
         s.ana.type(4, "x");
     },
     "[link: a|one¶xtwo]"},
    {"first word not linked any more",
     [](Scenario& s) {
         s.ana.type(0, "one¶two");
         s.ana.link(0, 7, "a");
         s.ana.unlink(4, 7);
         s.ana.type(4, "x");
     },
     "[link: a|one¶]xtwo"},
    {"an embed in bold comes first",
     [](Scenario& s) {
         s.ana.type(0, "one¶\uFFFCtwo");
         s.ana.bold(4, 5);
         s.ana.type(4, "x");
     },
     "one¶[bold: true|x\uFFFC]two"},
    {"typed while somebody makes the first word bold",
     [](Scenario& s) {
         s.ana.type(0, "one¶two");
         s.sync();
         s.ana.bold(4, 7);
         s.ben.type(4, "x");
     },
     "one¶x[bold: true|two]"},
    {"typed by somebody who knows that the first word is bold",
     [](Scenario& s) {
         s.ana.type(0, "one¶two");
         s.ana.bold(4, 7);
         s.sync();
         s.ana.type(7, "y");
         s.ben.type(4, "x");
     },
     "one¶[bold: true|xtwoy]"},
};

const Case kBreaks[] = {
    {"empty document", [](Scenario& s) { s.ana.type(0, "x"); }, "x"},
    {"empty block below a bold break",
     [](Scenario& s) {
         s.ana.type(0, "one¶¶two");
         s.ana.bold(0, 4);
         s.ana.type(4, "x");
     },
     "[bold: true|one¶x]¶two"},
    {"empty block below a plain break, above a bold one",
     [](Scenario& s) {
         s.ana.type(0, "one¶¶two");
         s.ana.bold(4, 8);
         s.ana.type(4, "x");
     },
     "one¶x[bold: true|¶two]"},
    {"empty last block below a bold break",
     [](Scenario& s) {
         s.ana.type(0, "one¶");
         s.ana.bold(0, 4);
         s.ana.type(4, "x");
     },
     "[bold: true|one¶x]"},
    {"empty first block",
     [](Scenario& s) {
         s.ana.type(0, "¶two");
         s.ana.bold(1, 4);
         s.ana.type(0, "x");
     },
     "x¶[bold: true|two]"},
    {"end of a bold block",
     [](Scenario& s) {
         s.ana.type(0, "one¶two");
         s.ana.bold(0, 3);
         s.ana.type(3, "x");
     },
     "[bold: true|onex]¶two"},
    {"Enter at the end of bold",
     [](Scenario& s) {
         s.ana.type(0, "one");
         s.ana.bold(0, 3);
         s.ana.type(3, "¶");
         s.ana.type(4, "x");
     },
     "[bold: true|one¶x]"},
    {"Enter at the end of a bold block above another one",
     [](Scenario& s) {
         s.ana.type(0, "one¶two");
         s.ana.bold(0, 3);
         s.ana.type(3, "¶");
         s.ana.type(4, "x");
     },
     "[bold: true|one¶x]¶two"},
    {"Enter inside bold",
     [](Scenario& s) {
         s.ana.type(0, "onetwo");
         s.ana.bold(0, 6);
         s.ana.type(3, "¶");
         s.ana.type(4, "x");
     },
     "[bold: true|one¶xtwo]"},
    {"Enter between bold and plain",
     [](Scenario& s) {
         s.ana.type(0, "onetwo");
         s.ana.bold(0, 3);
         s.ana.type(3, "¶");
         s.ana.type(4, "x");
     },
     "[bold: true|one¶]xtwo"},
    {"Enter between plain and bold",
     [](Scenario& s) {
         s.ana.type(0, "onetwo");
         s.ana.bold(3, 6);
         s.ana.type(3, "¶");
         s.ana.type(4, "x");
     },
     "one¶[bold: true|xtwo]"},
    {"Enter before a bold first word",
     [](Scenario& s) {
         s.ana.type(0, "one¶two");
         s.ana.bold(4, 7);
         s.ana.type(4, "¶");
     },
     "one¶[bold: true|¶two]"},
    {"Enter before a bold first word, then text above it",
     [](Scenario& s) {
         s.ana.type(0, "one¶two");
         s.ana.bold(4, 7);
         s.ana.type(4, "¶");
         s.ana.type(4, "x");
     },
     "one¶x[bold: true|¶two]"},
    {"pasted lines between bold and plain",
     [](Scenario& s) {
         s.ana.type(0, "onetwo");
         s.ana.bold(0, 3);
         s.ana.type(3, "a¶b¶c");
     },
     "[bold: true|onea¶]b¶ctwo"},
    {"pasted lines between plain and bold",
     [](Scenario& s) {
         s.ana.type(0, "onetwo");
         s.ana.bold(3, 6);
         s.ana.type(3, "a¶b¶c");
     },
     "onea¶[bold: true|b¶ctwo]"},
    {"pasted lines at the end of bold",
     [](Scenario& s) {
         s.ana.type(0, "one¶two");
         s.ana.bold(0, 3);
         s.ana.type(3, "a¶b¶c");
     },
     "[bold: true|onea¶b¶c]¶two"},
    {"pasted lines at the start of a bold block",
     [](Scenario& s) {
         s.ana.type(0, "one¶two");
         s.ana.bold(4, 7);
         s.ana.type(4, "a¶b");
     },
     "one¶[bold: true|a¶btwo]"},
    {"pasted lines between two links",
     [](Scenario& s) {
         s.ana.type(0, "onetwo");
         s.ana.link(0, 3, "a");
         s.ana.link(3, 6, "b");
         s.ana.type(3, "a¶b");
     },
     "[link: a|one]a¶b[link: b|two]"},
    {"the bold text behind the break is deleted",
     [](Scenario& s) {
         s.ana.type(0, "one¶two");
         s.ana.bold(4, 7);
         s.ana.erase(4, 3);
         s.ana.type(4, "x");
     },
     "one¶x"},
    {"the bold first letter is deleted",
     [](Scenario& s) {
         s.ana.type(0, "one¶two");
         s.ana.bold(4, 5);
         s.ana.erase(4, 1);
         s.ana.type(4, "x");
     },
     "one¶xwo"},
    {"the break is deleted",
     [](Scenario& s) {
         s.ana.type(0, "one¶two");
         s.ana.bold(0, 3);
         s.ana.erase(3, 1);
         s.ana.type(3, "x");
     },
     "[bold: true|onex]two"},
    {"the break above bold is deleted",
     [](Scenario& s) {
         s.ana.type(0, "one¶two");
         s.ana.bold(4, 7);
         s.ana.erase(3, 1);
         s.ana.type(3, "x");
     },
     "onex[bold: true|two]"},
    {"everything before a bold word is deleted",
     [](Scenario& s) {
         s.ana.type(0, "one two");
         s.ana.bold(4, 7);
         s.ana.erase(0, 4);
         s.ana.type(0, "x");
     },
     "[bold: true|xtwo]"},
    {"the break is deleted while somebody types behind it",
     [](Scenario& s) {
         s.ana.type(0, "one¶two");
         s.ana.bold(4, 7);
         s.sync();
         s.ana.erase(3, 1);
         s.ben.type(4, "x");
     },
     "one[bold: true|xtwo]"},
    {"a break comes while somebody types at its place",
     [](Scenario& s) {
         s.ana.type(0, "onetwo");
         s.ana.bold(0, 3);
         s.sync();
         s.ana.type(3, "¶");
         s.ben.type(3, "x");
     },
     "[bold: true|one¶x]two", "[bold: true|onex¶]two"},
};

}  // namespace

class BlockStartTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void firstWords_data() { addRows(kFirstWords); }
    void firstWords() { checkRow(kFirstWords); }
    void breaks_data() { addRows(kBreaks); }
    void breaks() { checkRow(kBreaks); }
    void otherTexts();
};

/// The start of a caption is a block start of its own, whatever stands around the embed that it belongs to.
void BlockStartTest::otherTexts() {
    Scenario scenario(false);
    scenario.ana.type(0, "\uFFFC");
    scenario.ana.bold(0, 1);
    const event::EventId embed{scenario.ana.lastEvent().agent, {0}};
    scenario.ana.goTo(embed);
    scenario.ana.type(0, "one¶two");
    scenario.ana.colour(0, 3, "red");
    scenario.ana.colour(4, 7, "blue");
    scenario.ana.type(4, "y");
    scenario.ana.type(0, "x");
    const DocumentState state = scenario.definedState();
    QCOMPARE(describe(textOf(state, embed)), std::string("[colour: red|xone]¶[colour: blue|ytwo]"));
    QCOMPARE(describe(textOf(state, kBody)), std::string("[bold: true|\uFFFC]"));
    QCOMPARE(scenario.trackerFailure(), std::string());
}

QTEST_GUILESS_MAIN(BlockStartTest)
#include "tst_block_start.moc"
