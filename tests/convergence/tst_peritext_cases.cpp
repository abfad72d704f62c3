// Formatting by two people at the same time or one after the other: the cases of Peritext (Litt, Lim, Kleppmann, van
// Hardenberg, CSCW 2022) and of its tests, with both orders of the agents. Where both did the same at once, the greater
// agent wins, and a row says so by giving both results.
#include <QTest>

#include "convergence/case_table.h"

using namespace varve;
using namespace varve::convergence;

namespace {

/// "The " 0 to 4, "Peritext" 4 to 12, " " 12, "editor" 13 to 19.
void start(Scenario& s) {
    s.ana.type(0, "The Peritext editor");
    s.sync();
}

const Case kOverlaps[] = {
    {"bold and italic overlap",
     [](Scenario& s) {
         start(s);
         s.ana.bold(0, 12);
         s.ben.italic(4, 19);
     },
     "[bold: true|The ][bold: true, italic: true|Peritext][italic: true| editor]"},
    {"bold and bold overlap",
     [](Scenario& s) {
         start(s);
         s.ana.bold(0, 12);
         s.ben.bold(4, 19);
     },
     "[bold: true|The Peritext editor]"},
    {"all bold against all not bold",
     [](Scenario& s) {
         start(s);
         s.ana.bold(0, 19);
         s.ben.unbold(0, 19);
     },
     "The Peritext editor", "[bold: true|The Peritext editor]"},
    {"all bold against a word not bold",
     [](Scenario& s) {
         start(s);
         s.ana.bold(0, 19);
         s.ben.unbold(4, 12);
     },
     "[bold: true|The ]Peritext[bold: true| editor]", "[bold: true|The Peritext editor]"},
    {"all bold against a letter not bold",
     [](Scenario& s) {
         start(s);
         s.ana.bold(0, 19);
         s.ben.unbold(4, 5);
     },
     "[bold: true|The ]P[bold: true|eritext editor]", "[bold: true|The Peritext editor]"},
    {"a word made bold where all was made not bold before",
     [](Scenario& s) {
         start(s);
         s.ana.unbold(0, 19);
         s.sync();
         s.ben.bold(4, 12);
     },
     "The [bold: true|Peritext] editor"},
    {"two colours overlap",
     [](Scenario& s) {
         start(s);
         s.ana.colour(0, 12, "red");
         s.ben.colour(4, 19, "blue");
     },
     "[colour: red|The ][colour: blue|Peritext editor]", "[colour: red|The Peritext][colour: blue| editor]"},
    {"the later of two colours",
     [](Scenario& s) {
         start(s);
         s.ben.colour(4, 19, "blue");
         s.sync();
         s.ana.colour(0, 12, "red");
     },
     "[colour: red|The Peritext][colour: blue| editor]"},
    {"competing links",
     [](Scenario& s) {
         start(s);
         s.ana.link(4, 12, "a");
         s.ben.link(4, 12, "b");
     },
     "The [link: b|Peritext] editor", "The [link: a|Peritext] editor"},
    {"links that overlap",
     [](Scenario& s) {
         start(s);
         s.ana.link(0, 12, "a");
         s.ben.link(4, 19, "b");
     },
     "[link: a|The ][link: b|Peritext editor]", "[link: a|The Peritext][link: b| editor]"},
    {"comments of two people overlap",
     [](Scenario& s) {
         start(s);
         s.ana.comment(0, 12, "1");
         s.ben.comment(4, 19, "2");
     },
     "[comment:1: true|The ][comment:1: true, comment:2: true|Peritext][comment:2: true| editor]"},
    {"comments of one person overlap",
     [](Scenario& s) {
         start(s);
         s.ana.comment(0, 12, "1");
         s.ana.comment(4, 19, "2");
     },
     "[comment:1: true|The ][comment:1: true, comment:2: true|Peritext][comment:2: true| editor]"},
};

const Case kEdges[] = {
    {"text at the end, and all made bold",
     [](Scenario& s) {
         start(s);
         s.ana.bold(0, 19);
         s.ben.type(19, "!");
     },
     "[bold: true|The Peritext editor!]"},
    {"bold grows to the right",
     [](Scenario& s) {
         start(s);
         s.ana.bold(4, 12);
         s.sync();
         s.ben.type(12, "s");
     },
     "The [bold: true|Peritexts] editor"},
    {"bold grows to the right at the same time",
     [](Scenario& s) {
         start(s);
         s.ana.bold(4, 12);
         s.ben.type(12, "s");
     },
     "The [bold: true|Peritexts] editor"},
    {"bold does not grow to the left",
     [](Scenario& s) {
         start(s);
         s.ana.bold(4, 12);
         s.sync();
         s.ben.type(4, "x");
     },
     "The x[bold: true|Peritext] editor"},
    {"bold does not grow to the left at the same time",
     [](Scenario& s) {
         start(s);
         s.ana.bold(4, 12);
         s.ben.type(4, "x");
     },
     "The x[bold: true|Peritext] editor"},
    {"text inside bold is bold",
     [](Scenario& s) {
         start(s);
         s.ana.bold(4, 12);
         s.ben.type(6, "x");
         s.sync();
         s.ana.type(7, "y");
     },
     "The [bold: true|Pexyritext] editor"},
    {"a link grows neither way",
     [](Scenario& s) {
         start(s);
         s.ana.link(4, 12, "a");
         s.sync();
         s.ben.type(12, "s");
         s.ben.type(4, "x");
     },
     "The x[link: a|Peritext]s editor"},
    {"a link grows neither way at the same time",
     [](Scenario& s) {
         start(s);
         s.ana.link(4, 12, "a");
         s.ben.type(12, "s");
         s.ben.type(4, "x");
     },
     "The x[link: a|Peritext]s editor"},
    {"a comment grows neither way",
     [](Scenario& s) {
         start(s);
         s.ana.comment(4, 12, "1");
         s.ben.type(12, "s");
         s.sync();
         s.ana.type(4, "x");
     },
     "The x[comment:1: true|Peritext]s editor"},
    {"bold and a link end together",
     [](Scenario& s) {
         start(s);
         s.ana.bold(4, 12);
         s.ana.link(4, 12, "a");
         s.sync();
         s.ben.type(12, "s");
     },
     "The [bold: true, link: a|Peritext][bold: true|s] editor"},
    {"bold and a link end together at the same time",
     [](Scenario& s) {
         start(s);
         s.ana.bold(4, 12);
         s.ana.link(4, 12, "a");
         s.ben.type(12, "s");
     },
     "The [bold: true, link: a|Peritext][bold: true|s] editor"},
    {"bold and a link of two people end together",
     [](Scenario& s) {
         start(s);
         s.ana.bold(4, 12);
         s.ben.link(4, 12, "a");
         s.ben.type(12, "s");
     },
     "The [bold: true, link: a|Peritext][bold: true|s] editor"},
    {"between bold and not bold",
     [](Scenario& s) {
         start(s);
         s.ana.bold(0, 12);
         s.sync();
         s.ana.unbold(4, 12);
         s.sync();
         s.ben.type(4, "x");
     },
     "[bold: true|The x]Peritext editor"},
    {"between bold and not bold at the same time",
     [](Scenario& s) {
         start(s);
         s.ana.bold(0, 12);
         s.sync();
         s.ana.unbold(4, 12);
         s.ben.type(4, "x");
     },
     "[bold: true|The x]Peritext editor"},
    {"between not bold and bold",
     [](Scenario& s) {
         start(s);
         s.ana.bold(0, 19);
         s.sync();
         s.ana.unbold(4, 12);
         s.sync();
         s.ben.type(12, "s");
     },
     "[bold: true|The ]Peritexts[bold: true| editor]"},
    {"between not bold and bold at the same time",
     [](Scenario& s) {
         start(s);
         s.ana.bold(0, 19);
         s.sync();
         s.ana.unbold(4, 12);
         s.ben.type(12, "s");
     },
     "[bold: true|The ]Peritexts[bold: true| editor]"},
    {"between bold and not bold that somebody makes at the same time",
     [](Scenario& s) {
         start(s);
         s.ana.bold(0, 19);
         s.ana.unbold(4, 19);
         s.ben.type(4, "x");
     },
     "[bold: true|The x]Peritext editor"},
    {"between not bold and bold that somebody makes at the same time",
     [](Scenario& s) {
         start(s);
         s.ana.bold(0, 19);
         s.ana.unbold(0, 4);
         s.ben.type(4, "x");
     },
     "The x[bold: true|Peritext editor]"},
    {"a footnote where bold ends and italic begins at the same time",
     [](Scenario& s) {
         start(s);
         s.ana.bold(4, 12);
         s.ana.italic(12, 19);
         s.ben.type(12, "[1]");
     },
     "The [bold: true|Peritext[1]][italic: true| editor]"},
    {"one ends where another begins",
     [](Scenario& s) {
         start(s);
         s.ana.bold(0, 4);
         s.ben.italic(4, 12);
         s.sync();
         s.ana.type(4, "x");
     },
     "[bold: true|The x][italic: true|Peritext] editor"},
    {"one ends where another begins at the same time",
     [](Scenario& s) {
         start(s);
         s.ana.bold(0, 4);
         s.ana.type(4, "x");
         s.ben.italic(4, 12);
     },
     "[bold: true|The x][italic: true|Peritext] editor"},
    {"adjacent marks are one",
     [](Scenario& s) {
         start(s);
         s.ana.bold(0, 4);
         s.ben.bold(4, 12);
         s.sync();
         s.ana.type(4, "x");
     },
     "[bold: true|The xPeritext] editor"},
    {"between two colours",
     [](Scenario& s) {
         start(s);
         s.ana.colour(0, 4, "red");
         s.ben.colour(4, 12, "blue");
         s.sync();
         s.ana.type(4, "x");
     },
     "[colour: red|The x][colour: blue|Peritext] editor"},
    {"a part not linked, text at both edges",
     [](Scenario& s) {
         start(s);
         s.ana.link(0, 19, "a");
         s.sync();
         s.ana.unlink(4, 12);
         s.sync();
         s.ben.type(12, "y");
         s.ben.type(4, "x");
     },
     "[link: a|The ]xPeritexty[link: a| editor]"},
    {"a part not linked, text at both edges at the same time",
     [](Scenario& s) {
         start(s);
         s.ana.link(0, 19, "a");
         s.sync();
         s.ana.unlink(4, 12);
         s.ben.type(12, "y");
         s.ben.type(4, "x");
     },
     "[link: a|The ]xPeritexty[link: a| editor]"},
    {"a part not bold, text at both edges",
     [](Scenario& s) {
         start(s);
         s.ana.bold(0, 19);
         s.sync();
         s.ana.unbold(4, 12);
         s.sync();
         s.ben.type(12, "y");
         s.ben.type(4, "x");
     },
     "[bold: true|The x]Peritexty[bold: true| editor]"},
    {"a part not bold, text at both edges at the same time",
     [](Scenario& s) {
         start(s);
         s.ana.bold(0, 19);
         s.sync();
         s.ana.unbold(4, 12);
         s.ben.type(12, "y");
         s.ben.type(4, "x");
     },
     "[bold: true|The x]Peritexty[bold: true| editor]"},
};

const Case kHidden[] = {
    {"text inside the edges of bold that are deleted",
     [](Scenario& s) {
         s.ana.type(0, "The *Peritext* editor");
         s.sync();
         s.ana.bold(4, 14);
         s.ana.erase(4, 1);
         s.ana.erase(12, 1);
         s.ben.type(5, "_");
         s.ben.type(14, "_");
     },
     "The [bold: true|_Peritext_] editor"},
    {"a part of bold is replaced while all of it is deleted",
     [](Scenario& s) {
         start(s);
         s.ana.bold(4, 12);
         s.sync();
         s.ana.erase(4, 8);
         s.ben.erase(5, 3);
         s.ben.type(5, "ara");
     },
     "The [bold: true|ara] editor"},
    {"two links of which one letter is left",
     [](Scenario& s) {
         s.ana.type(0, "abcde");
         s.sync();
         s.ana.link(2, 4, "a");
         s.ana.erase(1, 2);
         s.ana.erase(2, 1);
         s.ben.link(3, 5, "a");
     },
     "a[link: a|d]"},
    {"the last bold letter is deleted",
     [](Scenario& s) {
         start(s);
         s.ana.bold(4, 12);
         s.ben.erase(11, 1);
         s.sync();
         s.ben.type(11, "s");
     },
     "The [bold: true|Peritexs] editor"},
    {"the first bold letter is deleted",
     [](Scenario& s) {
         start(s);
         s.ana.bold(4, 12);
         s.ben.erase(4, 1);
         s.sync();
         s.ben.type(4, "x");
     },
     "The x[bold: true|eritext] editor"},
    {"both ends of a link are deleted",
     [](Scenario& s) {
         start(s);
         s.ana.link(4, 12, "a");
         s.ben.erase(11, 1);
         s.ben.erase(4, 1);
         s.sync();
         s.ben.type(10, "s");
         s.ben.type(4, "x");
     },
     "The x[link: a|eritex]s editor"},
    {"text in bold that somebody deletes",
     [](Scenario& s) {
         start(s);
         s.ana.bold(4, 12);
         s.sync();
         s.ana.erase(4, 8);
         s.ben.type(8, "x");
     },
     "The [bold: true|x] editor"},
    {"text at the end of bold that somebody deletes",
     [](Scenario& s) {
         start(s);
         s.ana.bold(4, 12);
         s.sync();
         s.ana.erase(4, 8);
         s.ben.type(12, "x");
     },
     "The [bold: true|x] editor"},
    {"text where bold was deleted",
     [](Scenario& s) {
         start(s);
         s.ana.bold(4, 12);
         s.sync();
         s.ben.erase(4, 8);
         s.sync();
         s.ana.type(4, "x");
     },
     "The x editor"},
    {"deleted text made bold",
     [](Scenario& s) {
         start(s);
         s.ana.bold(4, 12);
         s.ben.erase(4, 8);
         s.sync();
         s.ana.type(4, "x");
     },
     "The x editor"},
    {"deleted text made bold comes back",
     [](Scenario& s) {
         start(s);
         s.ana.bold(4, 12);
         s.ben.erase(4, 8);
         s.sync();
         s.ben.undo();
     },
     "The [bold: true|Peritext] editor"},
    {"a link over deleted text and one letter",
     [](Scenario& s) {
         start(s);
         s.ana.link(4, 13, "a");
         s.ben.erase(4, 8);
         s.sync();
         s.ana.type(5, "y");
         s.ana.type(4, "x");
     },
     "The x[link: a| ]yeditor"},
    {"bold behind which text is deleted",
     [](Scenario& s) {
         start(s);
         s.ana.erase(12, 1);
         s.sync();
         s.ana.bold(4, 12);
         s.ben.type(12, "s");
     },
     "The [bold: true|Peritexts]editor"},
    {"a link behind which text is deleted",
     [](Scenario& s) {
         start(s);
         s.ana.erase(12, 1);
         s.sync();
         s.ana.link(4, 12, "a");
         s.ben.type(12, "s");
     },
     "The [link: a|Peritext]seditor"},
    {"bold before which text is deleted",
     [](Scenario& s) {
         start(s);
         s.ana.erase(3, 1);
         s.sync();
         s.ana.bold(3, 11);
         s.ben.type(3, "x");
     },
     "Thex[bold: true|Peritext] editor"},
    {"not linked, with deleted text at both edges",
     [](Scenario& s) {
         start(s);
         s.ana.link(0, 19, "a");
         s.ana.erase(12, 1);
         s.ana.erase(3, 1);
         s.sync();
         s.ana.unlink(3, 11);
         s.ben.type(11, "y");
         s.ben.type(3, "x");
     },
     "[link: a|The]xPeritexty[link: a|editor]"},
    {"bold to an end that somebody deletes",
     [](Scenario& s) {
         start(s);
         s.ana.bold(13, 19);
         s.ben.erase(16, 3);
         s.sync();
         s.ben.type(16, "x");
     },
     "The Peritext [bold: true|edix]"},
    {"bold to the visible end",
     [](Scenario& s) {
         start(s);
         s.ana.erase(12, 7);
         s.ana.bold(4, 12);
         s.ben.type(19, "!");
         s.sync();
         s.ana.type(13, "?");
     },
     "The [bold: true|Peritext!?]"},
    {"a link to the visible end",
     [](Scenario& s) {
         start(s);
         s.ana.erase(12, 7);
         s.ana.link(4, 12, "a");
         s.ben.type(19, "!");
     },
     "The [link: a|Peritext]!"},
};

const Case kUndone[] = {
    {"bold is undone",
     [](Scenario& s) {
         start(s);
         s.ana.italic(0, 19);
         s.ana.bold(4, 12);
         s.ana.undo();
     },
     "[italic: true|The Peritext editor]"},
    {"what is below shows when a colour is undone",
     [](Scenario& s) {
         start(s);
         s.ana.colour(0, 19, "red");
         s.sync();
         s.ben.colour(4, 12, "blue");
         s.ben.undo();
     },
     "[colour: red|The Peritext editor]"},
    {"typed at the end of bold while it was undone",
     [](Scenario& s) {
         start(s);
         s.ana.bold(4, 12);
         s.ana.undo();
         s.sync();
         s.ben.type(12, "s");
         s.sync();
         s.ana.redo();
     },
     "The [bold: true|Peritexts] editor"},
    {"typed at the end of bold while somebody undoes it",
     [](Scenario& s) {
         start(s);
         s.ana.bold(4, 12);
         s.sync();
         s.ana.undo();
         s.ben.type(12, "s");
     },
     "The Peritexts editor"},
};

}  // namespace

class PeritextCasesTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void overlaps_data() { addRows(kOverlaps); }
    void overlaps() { checkRow(kOverlaps); }
    void edges_data() { addRows(kEdges); }
    void edges() { checkRow(kEdges); }
    void hiddenText_data() { addRows(kHidden); }
    void hiddenText() { checkRow(kHidden); }
    void undone_data() { addRows(kUndone); }
    void undone() { checkRow(kUndone); }
};

QTEST_GUILESS_MAIN(PeritextCasesTest)
#include "tst_peritext_cases.moc"
