// Cells from and to spreadsheets: separated values, and HTML in the style of the programs that write it.
#include <QTest>

#include "base/random.h"
#include "convert/html.h"
#include "convert/tsv.h"
#include "document/table_schema.h"
#include "tests/convert/content_words.h"

using namespace varve;
using namespace varve::convert;

class TsvTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void reads_data();
    void reads();
    void looksLikeCells_data();
    void looksLikeCells();
    void otherSeparators();
    void refuses();
    void isLinear();
    void roundTrip();
    void spreadsheets_data();
    void spreadsheets();
};

void TsvTest::reads_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("words");
    const auto row = [](const char* name, const char* text, const char* words) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(words);
    };
    row("nothing", "", "<type=table /|>");
    row("one cell", "a", "<type=table /a|>");
    row("rows", "a\tb\nc\td\n", "<type=table /a|b| /c|d|>");
    row("line ends", "a\tb\r\nc\td\re\tf", "<type=table /a|b| /c|d| /e|f|>");
    row("empty rows", "\na\tb\n\n", "<type=table /|| /a|b| /||>");
    row("rows of different lengths", "a\nb\tc\td\ne\tf", "<type=table /a||| /b|c|d| /e|f||>");
    row("empty cells", "\t\n\t", "<type=table /|| /||>");
    row("separator at the end", "a\t", "<type=table /a||>");
    row("quoted", "\"a\"\t\"b\tc\"\n", "<type=table /a|b\tc|>");
    row("line end in a cell", "\"a\r\nb\"\tc\n\"\n\"\td", "<type=table /a¶b|c| /¶|d|>");
    row("quotation marks in a cell", "\"say \"\"hi\"\"\"\t\"\"\"\"\t\"\"", "<type=table /say \"hi\"|\"||>");
    row("a sign for inches", "5\" tape\t6\"", "<type=table /5\" tape|6\"|>");
    row("quoted words in front", "\"hi\" she said\tb", "<type=table /\"hi\" she said|b|>");
    row("never closed", "\"a\tb\nc\t\"d", "<type=table /\"a|b| /c|\"d|>");
    row("control and hidden characters", "a\x01\xef\xbf\xbc\tb", "<type=table /a|b|>");
    row("soft line break", "a\xe2\x80\xa8z\tb", "<type=table /a↵z|b|>");
}

void TsvTest::reads() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, words);
    const auto table = readCells(text.toStdString());
    QVERIFY(table.has_value());
    QCOMPARE(wordsOf(*table), words.toStdString());
    for (const document::TableRow& row : table->rows)
        QCOMPARE(row.cells.size(), table->columns.size());
}

void TsvTest::looksLikeCells_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("is");
    const auto row = [](const char* name, const char* text, bool is) { QTest::newRow(name) << QByteArray(text) << is; };
    row("nothing", "", false);
    row("lines", "a\nb", false);
    row("cells", "a\tb\nc\td\n", true);
    row("one row", "a\tb", true);
    row("empty cells", "a\t\n\tb\n", true);
    row("a cell with a line end", "\"a\nb\"\tc\nd\te", true);
    row("indented code", "if (x)\n\ty();\n\tz();\n", false);
    row("code, all of it indented", "\ta();\n\tb();\n", false);
    row("rows that differ", "a\tb\nc\n", false);
}

void TsvTest::looksLikeCells() {
    QFETCH(QByteArray, text);
    QFETCH(bool, is);
    QCOMPARE(convert::looksLikeCells(text.toStdString()), is);
}

void TsvTest::otherSeparators() {
    QCOMPARE(wordsOf(*readCells("a,\"b,c\"\n1;2,\"\"\"\"", Separator::kComma)), "<type=table /a|b,c| /1;2|\"|>");
    const auto table = readCells("a;b,c\tx", Separator::kSemicolon);
    QCOMPARE(wordsOf(*table), "<type=table /a|b,c\tx|>");
    QCOMPARE(writeCells(*table, Separator::kComma), "a,\"b,c\tx\"\n");
    QCOMPARE(writeCells(*table), "a\t\"b,c\tx\"\n");
}

void TsvTest::refuses() {
    QVERIFY(!readCells("a\xff").has_value());
    QVERIFY(readCells(std::string(document::kTableColumnsMax - 1, '\t')).has_value());
    const auto wide = readCells(std::string(document::kTableColumnsMax, '\t'));
    QCOMPARE(wide.error().code, ErrorCode::kLimitExceeded);
    // One wide row and many short ones.
    std::string long_(document::kTableColumnsMax - 1, '\t');
    long_.append(kImportedCellsMax / document::kTableColumnsMax, '\n');
    QVERIFY(readCells(long_).has_value());
    QVERIFY(!readCells(long_ + "\n\n").has_value());
    QVERIFY(!readCells("a\n" + long_ + "b").has_value());
}

void TsvTest::isLinear() {
    // Quotation marks that are never closed, and some that nearly are: read again and again, these take hours.
    for (const std::string cell : {"\"a\n", "\"\"\"a\t\n", "\"\"a\n", "\"a\"b\n", "\"\"\"\"\n"}) {
        std::string text;
        while (text.size() < 200'000)
            text += cell;
        QVERIFY(readCells(text).has_value());
    }
}

void TsvTest::roundTrip() {
    Random random(7);
    static constexpr std::string_view kPieces[] = {"a", "\"", "\t", "\n", ",", " ", "ä", "\"\""};
    for (int round = 0; round < 300; ++round) {
        document::Embed table;
        document::setValue(table.attributes, "type", std::string("table"));
        table.columns.resize(1 + random.below(4));
        for (std::uint32_t row = 1 + random.below(4); row > 0; --row) {
            document::TableRow& added = table.rows.emplace_back();
            for (std::size_t column = 0; column < table.columns.size(); ++column) {
                document::ContentBlocks& cell = added.cells.emplace_back(1);
                for (std::uint32_t piece = random.below(5); piece > 0; --piece) {
                    const std::string_view text = kPieces[random.below(8)];
                    if (text == "\n") {
                        cell.emplace_back();
                    } else {
                        document::appendInline(cell.back(), {.text = std::string(text)});
                    }
                }
            }
        }
        for (const Separator separator : {Separator::kTab, Separator::kComma, Separator::kSemicolon}) {
            const auto read = readCells(writeCells(table, separator), separator);
            QVERIFY(read.has_value());
            QCOMPARE(wordsOf(*read), wordsOf(table));
        }
    }
}

void TsvTest::spreadsheets_data() {
    QTest::addColumn<QByteArray>("html");
    QTest::addColumn<QByteArray>("words");
    QTest::addColumn<bool>("loses");
    QTest::newRow("LibreOffice Calc")
        << QByteArray(
               "<!DOCTYPE html><html><head><meta http-equiv=\"content-type\" content=\"text/html; "
               "charset=utf-8\"/><title></title><meta name=\"generator\" content=\"LibreOffice 24.2 (Linux)\"/>"
               "<style type=\"text/css\">body,div,table,td,p { font-family:\"Liberation Sans\"; "
               "font-size:x-small }</style></head><body><table cellspacing=\"0\" border=\"0\">"
               "<colgroup width=\"85\"></colgroup><colgroup width=\"170\"></colgroup>"
               "<tr><td height=\"17\" align=\"left\"><b>Name</b></td><td align=\"right\" sdval=\"2.5\" "
               "sdnum=\"1033;\">2.5</td></tr>"
               "<tr><td align=\"left\" valign=bottom><br></td><td align=\"left\">two<br>lines</td></tr>"
               "</table></body></html>")
        << QByteArray(
               "<type=table /(align=left){bold:Name}|(align=right)2.5| "
               "/(align=left)|(align=left)two↵lines|>")
        << false;
    QTest::newRow("Excel")
        << QByteArray(
               "<html xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:x=\"urn:schemas-microsoft-com:office:"
               "excel\"><head><meta name=ProgId content=Excel.Sheet><style><!--table {mso-displayed-decimal-"
               "separator:\"\\.\";} td {padding-top:1px; color:black;} --></style></head><body link=\"#0563C1\">"
               "<table border=0 cellpadding=0 cellspacing=0 width=192 style='border-collapse:collapse'>"
               "<!--StartFragment--><col width=64 style='width:48pt'><col width=64><col width=64>"
               "<tr height=20 style='height:15.0pt'><td height=20 colspan=2 style='font-weight:700'>Both</td>"
               "<td rowspan=2>Down</td></tr>"
               "<tr height=20><td height=20 align=right>1</td><td>x</td></tr>"
               "<tr height=20><td>2</td><td>y</td><td>z</td></tr><!--EndFragment--></table></body></html>")
        << QByteArray("<type=table /{bold:Both}||Down| /(align=right)1|x|| /2|y|z|>") << true;
    QTest::newRow("Google Sheets")
        << QByteArray(
               "<meta charset='utf-8'><google-sheets-html-origin><style type=\"text/css\"><!--td {border: 1px "
               "solid #cccccc;}--></style><table xmlns=\"http://www.w3.org/1999/xhtml\" cellspacing=\"0\" "
               "dir=\"ltr\" border=\"1\" style=\"table-layout:fixed\" data-sheets-root=\"1\"><colgroup><col "
               "width=\"100\"/><col width=\"100\"/></colgroup><tbody><tr style=\"height:21px;\"><td "
               "style=\"overflow:hidden;padding:2px 3px;vertical-align:bottom;\" data-sheets-value=\"{&quot;1"
               "&quot;:2}\">a &amp; b</td><td style=\"text-align:right;\">7</td></tr><tr><td></td><td>"
               "<a class=\"in-cell-link\" target=\"_blank\" href=\"https://example.org/\">link</a></td></tr>"
               "</tbody></table>")
        << QByteArray("<type=table /a & b|(align=right)7| /|{link=https://example.org/:link}|>") << false;
    QTest::newRow("a cell of two rows at the end of its row")
        << QByteArray(
               "<table><tr><td>a</td><td rowspan=2>b</td></tr><tr><td>c</td></tr><tr><td>d</td><td>e</td></tr>"
               "</table>")
        << QByteArray("<type=table /a|b| /c|| /d|e|>") << true;
}

void TsvTest::spreadsheets() {
    QFETCH(QByteArray, html);
    QFETCH(QByteArray, words);
    QFETCH(bool, loses);
    const auto read = importHtml(html.toStdString());
    QVERIFY(read.has_value());
    const document::Embed* table = nullptr;
    for (const document::ContentBlock& block : read->content.blocks) {
        for (const document::Inline& part : block.inlines) {
            if (part.embed) table = part.embed.get();
        }
    }
    QVERIFY(table != nullptr);
    QCOMPARE(QString::fromStdString(wordsOf(*table)), QString::fromUtf8(words));
    QCOMPARE(!read->losses.empty(), loses);
}

QTEST_GUILESS_MAIN(TsvTest)
#include "tst_tsv.moc"
