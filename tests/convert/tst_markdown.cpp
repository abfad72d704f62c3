// Markdown as people write it, what becomes of it, and input that was made to be slow.
#include <QTest>
#include <ctime>

#include "convert/markdown.h"
#include "tests/convert/content_words.h"

using namespace varve;
using namespace varve::convert;

class MarkdownTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void reads_data();
    void reads();
    void says_data();
    void says();
    void hostileIsNotSlow_data();
    void hostileIsNotSlow();
    void imagesComeAlong();
    void refusesTooMuch();
};

void MarkdownTest::reads_data() {
    QTest::addColumn<QString>("markdown");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* name, const char* markdown, const char* words) {
        QTest::newRow(name) << QString::fromUtf8(markdown) << QString::fromUtf8(words);
    };
    row("nothing", "", "");
    row("paragraphs", "one\ntwo\n\nthree", "one two\nthree");
    row("headings", "# A #\nB\n=\n###### C",
        "(level=1 type=heading)A\n(level=1 type=heading)B\n(level=6 type=heading)C");
    row("marks", "*a* **b** ~~c~~ `d` _**e**_", "{italic:a} {bold:b} {strike:c} {code:d} {bold italic:e}");
    row("elements", "<u>a</u> x<sup>2</sup><sub>3</sub> <b>c", "{underline:a} x{superscript:2}{subscript:3} {bold:c}");
    row("line breaks", "a  \nb\\\nc<br>d", "a↵b↵c↵d");
    row("links", "[a *b*](https://x.org 't') <http://y.org> www.z.org",
        "{link=https://x.org:a }{italic link=https://x.org:b} {link=http://y.org:http://y.org} "
        "{link=http://www.z.org:www.z.org}");
    row("references", "[a]\n\n[a]: #top", "{link=#top:a}");
    row("quotes", "> a\n>\n> > b\n\nc", "(type=quote)a\n(indent=1 type=quote)b\nc");
    row("code", "```cpp x\nint a;\n\n  b\n```",
        "(code-language=cpp type=code)int a;\n(code-language=cpp type=code)\n"
        "(code-language=cpp type=code)  b");
    row("indented code", "    a\n    b", "(type=code)a\n(type=code)b");
    row("rule", "a\n\n---\nb", "a\n<type=rule>\nb");
    row("list", "- a\n  - b\n    1. c\n- d",
        "(type=bullet)a\n(indent=1 type=bullet)b\n(indent=2 type=number)c\n(type=bullet)d");
    row("numbers", "3. a\n4. b\n\nx\n\n1. c", "(start=3 type=number)a\n(type=number)b\nx\n(type=number)c");
    row("a list of its own", "1. a\n2. b\n1) c", "(type=number)a\n(type=number)b\n(start=1 type=number)c");
    row("numbers go on around what is deeper", "1. a\n   - x\n\n   y\n2. b",
        "(type=number)a\n(indent=1 type=bullet)x\n(indent=1)y\n(type=number)b");
    row("tasks", "- [ ] a\n- [x] b\n- c", "(type=check)a\n(checked type=check)b\n(type=bullet)c");
    row("empty items", "-\n- - a", "(type=bullet)\n(type=bullet)\n(indent=1 type=bullet)a");
    row("code in an item", "- ```\n  x\n  ```", "(type=bullet)\n(indent=1 type=code)x");
    row("table", "|a|b|\n|-|:-:|\n|1|`x\\|y`|\n|2|",
        "<type=table /(header)a|(align=centre)b|"
        " /1|(align=centre){code:x|y}| /2|(align=centre)|>");
    row("table without header", "|||\n|-|-|\n|1|2|", "<type=table /1|2|>");
    row("line break in a cell", "|a|\n|-|\n|x<br>y|", "<type=table /(header)a| /x↵y|>");
    row("entities", "&auml; &#8232; &nbsp;x", "ä ↵ \xc2\xa0x");
    row("mail addresses stay text", "a@b.org", "a@b.org");
    row("script is no link", "[a](javascript:alert(1)) ![b](http://x/y.png)", "a b");
    row("HTML block", "a\n\n<div align=center>\n<b>b</b></div>\n\n<!-- c -->", "a\n(align=centre){bold:b}");
    row("Windows lines", "a\r\n\r\nb", "a\nb");
}

void MarkdownTest::reads() {
    QFETCH(QString, markdown);
    QFETCH(QString, words);
    const auto imported = importMarkdown(markdown.toStdString());
    QVERIFY(imported.has_value());
    QCOMPARE(QString::fromStdString(wordsOf(imported->content.blocks)), words);
}

void MarkdownTest::says_data() {
    QTest::addColumn<QString>("markdown");
    QTest::addColumn<QString>("loss");
    QTest::newRow("link") << QStringLiteral("[a](file.md)") << QStringLiteral("Links that are neither");
    QTest::newRow("image") << QStringLiteral("![a](x.png)") << QStringLiteral("Images that lie elsewhere");
    QTest::newRow("damaged image") << QStringLiteral("![a](data:image/png;base64,!!!)") << QStringLiteral("damaged");
    QTest::newRow("no image") << QStringLiteral("![a](data:image/png;base64,YWJj)") << QStringLiteral("An image was");
    QTest::newRow("deep") << QStringLiteral("> ").repeated(500) + QLatin1Char('x')
                          << QStringLiteral("nested too deeply");
}

void MarkdownTest::says() {
    QFETCH(QString, markdown);
    QFETCH(QString, loss);
    const auto imported = importMarkdown(markdown.toStdString());
    QVERIFY(imported.has_value());
    QCOMPARE(imported->losses.size(), std::size_t{1});
    QVERIFY2(QString::fromStdString(imported->losses.front()).contains(loss), imported->losses.front().c_str());
}

void MarkdownTest::hostileIsNotSlow_data() {
    QTest::addColumn<QByteArray>("unit");
    QTest::addColumn<QByteArray>("before");
    for (const char* unit :
         {"*a ", "**a ", "a_",      "*a_ ",    "[",  "![",      "[a](", "<a ",       "<!--", "~~a ",   "> ",
          "- ",  "1. ",  "www.a",   "http://", "|",  "|\n",     "-|\n", "a|b\n-|\n", "-|",   ":-:|\n", "[]: b\n",
          "&a",  "]",    "- a\n\n", "`a``",    "\n", "\t- a\n", "<u>",  "a\n\n",     "x"}) {
        QTest::newRow(unit) << QByteArray(unit) << QByteArray();
    }
    QTest::newRow("references") << QByteArray("[a]") << QByteArray("[a]: b\n\n");
    QTest::newRow("blank lines in a deep list") << QByteArray("\n") << QByteArray("- ").repeated(1000);
    QByteArray wide = QByteArray("|a").repeated(190) + "\n" + QByteArray("|-").repeated(190) + "\n";
    QTest::newRow("wide table") << QByteArray("a\n") << wide;
}

void MarkdownTest::hostileIsNotSlow() {
    QFETCH(QByteArray, unit);
    QFETCH(QByteArray, before);
    constexpr int kSize = 1'000'000;
    const std::string bytes = (before + unit.repeated(kSize / static_cast<int>(unit.size()))).toStdString();
    const std::clock_t begin = std::clock();
    const auto imported = importMarkdown(bytes);
    const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    QVERIFY2(seconds < 10, qPrintable(QString::number(seconds)));  // a second here; sanitizers are slow
    if (imported) QVERIFY(!imported->content.blocks.empty());
}

void MarkdownTest::imagesComeAlong() {
    // A PNG of one pixel.
    const std::string uri =
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5"
        "ErkJggg==";
    const auto imported = importMarkdown("x ![*a* b](" + uri + ") ![c](" + uri + ")");
    QVERIFY(imported.has_value() && imported->losses.empty());
    QCOMPARE(imported->images.size(), std::size_t{1});
    QCOMPARE(imported->images[0].media, std::string("image/png"));
    QCOMPARE(wordsOf(imported->content.blocks),
             std::string("x <alt=a b media=image/png pixel-height=1 pixel-width=1 type=image>"
                         " <alt=c media=image/png pixel-height=1 pixel-width=1 type=image>"));
    const auto blobs = [&](std::string_view hash) -> std::optional<Bytes> {
        return hash == imported->images[0].hash ? std::optional(imported->images[0].bytes) : std::nullopt;
    };
    const auto markdown = exportMarkdown(imported->content, blobs);
    QVERIFY(markdown.has_value());
    QCOMPARE(*markdown, "x ![a b](" + uri + ") ![c](" + uri + ")\n");
    QCOMPARE(*exportMarkdown(imported->content, {}), std::string("x a b c\n"));
}

void MarkdownTest::refusesTooMuch() {
    QVERIFY(!importMarkdown(std::string(3'000'000, '\n')).has_value());
    QVERIFY(!importMarkdown(std::string(kInputSizeMax + 1, 'x')).has_value());
    const auto long10 = importMarkdown(std::string(10'000'000, 'x'));
    QVERIFY(long10.has_value());
    QCOMPARE(long10->content.blocks.size(), std::size_t{1});
}

QTEST_GUILESS_MAIN(MarkdownTest)
#include "tst_markdown.moc"
