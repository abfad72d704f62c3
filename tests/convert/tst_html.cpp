// HTML as browsers and word processors put it on the clipboard and into files, and HTML made to do harm.
#include <QFile>
#include <QTest>
#include <cstdlib>
#include <ctime>

#include "convert/html.h"
#include "tests/convert/content_words.h"
#include "tests/convert/random_content.h"

using namespace varve;
using namespace varve::convert;

namespace {

std::uint64_t numberFrom(const char* name, std::uint64_t usual) {
    const char* text = std::getenv(name);
    return text != nullptr ? std::strtoull(text, nullptr, 10) : usual;
}

}  // namespace

class HtmlTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void reads_data();
    void reads();
    void readsClipboards_data();
    void readsClipboards();
    void encodings();
    void says_data();
    void says();
    void hostileIsBounded_data();
    void hostileIsBounded();
    void refuses();
    void cellsTogether();
    void writesAPage();
    void linksLeadToHeadings();
    void stylesAreClasses();
    void imagesComeAlong();
    void randomRoundTrip();
};

void HtmlTest::reads_data() {
    QTest::addColumn<QString>("html");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* name, const char* html, const char* words) {
        QTest::newRow(name) << QString::fromUtf8(html) << QString::fromUtf8(words);
    };
    row("nothing", "", "");
    row("text", "a  b\n c", "a b c");
    row("paragraphs", "<p> a <p>b</p>\n<div>c<div>d</div>e</div>", "a\nb\nc\nd\ne");
    row("headings", "<h1>A</h1><h6>B</h6><h1 class=title>C</h1>",
        "(level=1 type=heading)A\n(level=6 type=heading)B\n(type=title)C");
    row("marks", "<b>a</b><i>b</i><u>c</u><s>d</s><code>e</code><sup>f</sup><sub>g</sub><strong>h<em>i</em></strong>",
        "{bold:a}{italic:b}{underline:c}{strike:d}{code:e}{superscript:f}{subscript:g}{bold:h}{bold italic:i}");
    row("styles",
        "x x x x x <span style='font-weight:700;font-style:italic'>a</span><span style='color:rgb(200, 0,0); "
        "background:#FF0'>b</span>"
        "<span style='font-family:\"Noto Sans\",serif;font-size:16px'>c</span><span "
        "style='vertical-align:super'>d</span>"
        "<b style='font-weight:normal'>e</b>",
        "x x x x x {bold italic:a}{colour=#c80000 highlight=#ffff00:b}{font=Noto Sans size=1200:c}{superscript:d}e");
    row("blanks around marks", "a <b> b </b> c", "a {bold:b }c");
    row("line breaks", "<p>a<br>b<br></p><p><br></p><p>c<br><br>", "a↵b\n\nc↵");
    row("empty paragraphs", "<p></p><p>&nbsp;</p><p>a</p>", "\na");
    row("links", "<a href='https://x.org/?a=1&amp;b=2'>a</a> <a href='javascript:x()'>b</a> <a href='#c'>c</a>",
        "{link=https://x.org/?a=1&b=2:a} b {link=#c:c}");
    row("lists", "<ul><li>a<ol start=3><li>b<li>c</ol></li><li><p>d</p><p>e</p></ul>",
        "(type=bullet)a\n(indent=1 start=3 type=number)b\n(indent=1 type=number)c\n(type=bullet)d\n(indent=1)e");
    row("list beside its item", "<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>",
        "(type=bullet)a\n(indent=1 type=bullet)b\n(type=bullet)c");
    row("number of an item", "<ol><li>a<li value=7>b<li>c</ol>",
        "(type=number)a\n(start=7 type=number)b\n(type=number)c");
    row("boxes",
        "<ul><li><input type=checkbox checked> a<li><input type=checkbox>b<li role=checkbox aria-checked=true>c</ul>",
        "(checked type=check)a\n(type=check)b\n(checked type=check)c");
    row("empty item", "<ul><li></li><li>a</li></ul>", "(type=bullet)\n(type=bullet)a");
    row("quotes", "<blockquote>a<blockquote><p>b</blockquote>c</blockquote>d",
        "(type=quote)a\n(indent=1 type=quote)b\n(type=quote)c\nd");
    row("code", "<pre><code class='language-cpp'>int a;\n\n  <b>b</b>\n</code></pre>c",
        "(code-language=cpp type=code)int a;\n(code-language=cpp type=code)\n(code-language=cpp type=code)  b\nc");
    row("code with a line end in front", "<pre>\n\na</pre>", "(type=code)\n(type=code)a");
    row("rule", "a<hr>b", "a\n<type=rule>\nb");
    row("table", "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td><p>c</p><p>d</p></td></tr></table>",
        "<type=table /(header)a|b| /c¶d||>");
    row("spans",
        "<table><tr><td colspan=2>a</td><td>b</td></tr><tr><td "
        "rowspan=2>c</td><td>d</td><td>e</td></tr><tr><td>f<td>g</table>",
        "<type=table /a||b| /c|d|e| /|f|g|>");
    row("table to place something", "<table><tr><td><h2>a</h2>b</table>", "(level=2 type=heading)a\nb");
    row("table in a table", "<table><tr><td>a<table><tr><td>b<td>c</table></td><td>d</table>",
        "<type=table /a¶b¶c|d|>");
    row("alignment", "<p align=center>a</p><p style='text-align:right'>b</p><center>c</center><p dir=rtl>d",
        "(align=centre)a\n(align=right)b\n(align=centre)c\n(direction=rtl)d");
    row("indent",
        "<p style='margin-left:1in'>a</p><blockquote style='margin:0 0 0 40px;border:none;padding:0px'>b</blockquote>",
        "(indent=2)a\n(indent=1)b");
    row("page break", "a<p style='page-break-before:always'>b</p>", "a\n(page-break)b");
    row("hidden",
        "<p style='display:none'>a</p><span hidden>b</span><script>c</script><style>d</style><!-- e "
        "--><template>f</template>g",
        "g");
    row("kept blanks", "<p style='white-space:pre-wrap'>a  b\n c</p>", "a  b↵ c");
    row("unclosed", "<b>a<p>b<i>c</b>d", "{bold:a}\n{bold:b}{bold italic:cd}");
    row("ends of nothing", "</p></div></table></td>a</b></ul>", "a");
    row("entities", "&lt;&Auml;&hellip;&#x20ac;&bogus;&amp", "<Ä…€&bogus;&amp");
    row("not a tag", "a < b <3 <", "a < b <3 <");
    row("headings are bold anyway", "<h2><b><span style='color:#2f5496;font-size:13pt'>a</span></b></h2>x",
        "(level=2 type=heading)a\nx");
    row("the page's own look",
        "<div style='font-family:Arial;font-size:16px;color:#333'>aaaaaaaaaaaaaaa <span "
        "style='color:#c00;font-size:20px'>b</span>",
        "aaaaaaaaaaaaaaa {colour=#cc0000 size=1500:b}");
    row("figure", "<figure><figcaption>only a caption</figcaption></figure>", "only a caption");
    row("list as a caption",
        "<figure><img "
        "src='data:image/"
        "png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='><"
        "figcaption><ul><li>a<li>b</ul></figcaption></figure>",
        "<media=image/png pixel-height=1 pixel-width=1 type=image caption:a¶(type=bullet)b>");
    row("image elsewhere", "<img src='http://x/y.png' alt='a tree'>", "a tree");
}

void HtmlTest::reads() {
    QFETCH(QString, html);
    QFETCH(QString, words);
    const auto imported = importHtml(html.toStdString());
    QVERIFY(imported.has_value());
    QCOMPARE(QString::fromStdString(wordsOf(imported->content.blocks)), words);
}

void HtmlTest::readsClipboards_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"word", "libreoffice", "google_docs", "chrome", "firefox"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void HtmlTest::readsClipboards() {
    QFETCH(QString, name);
    const QString folder = QStringLiteral(VARVE_SOURCE_DIR "/tests/convert/data/");
    QFile html(folder + name + QStringLiteral(".html"));
    QFile words(folder + name + QStringLiteral(".words"));
    QVERIFY(html.open(QIODevice::ReadOnly) && words.open(QIODevice::ReadOnly));
    const auto imported = importHtml(html.readAll().toStdString());
    QVERIFY(imported.has_value());
    const auto actual = QString::fromStdString(wordsOf(imported->content.blocks) + "\n").split(QLatin1Char('\n'));
    const auto expected = QString::fromUtf8(words.readAll()).split(QLatin1Char('\n'));
    for (qsizetype line = 0; line < std::min(actual.size(), expected.size()); ++line)
        QCOMPARE(actual[line], expected[line]);
    QCOMPARE(actual.size(), expected.size());
}

void HtmlTest::encodings() {
    const auto old = importHtml(
        "<meta charset=iso-8859-1><p>caf\xe9 \x93"
        "a\x94");
    QVERIFY(old.has_value());
    QCOMPARE(wordsOf(old->content.blocks), std::string("café “a”"));
    QVERIFY(importHtml("<meta charset=iso-8859-1><p>café")->content.blocks == importHtml("<p>café")->content.blocks);
    const auto unknown = importHtml("<p>caf\xe9");
    QVERIFY(!unknown.has_value());
    QVERIFY(unknown.error().message.find("byte 7 ") != std::string::npos);
    QVERIFY(!importHtml("<meta charset='utf-7'>\xff").has_value());
}

void HtmlTest::says_data() {
    QTest::addColumn<QByteArray>("html");
    QTest::addColumn<QByteArray>("loss");
    QTest::newRow("link") << QByteArray("<a href='file:///etc/passwd'>a</a>") << QByteArray("Links that are neither");
    QTest::newRow("image") << QByteArray("<img src=x.png>") << QByteArray("Images that lie elsewhere");
    QTest::newRow("span") << QByteArray("<table><tr><td colspan=2>a<tr><td>b<td>c</table>")
                          << QByteArray("Cells over several");
    QTest::newRow("nested table") << QByteArray("<table><tr><td>x<td><table><tr><td>a</table></table>")
                                  << QByteArray("Tables inside");
    QTest::newRow("deep") << QByteArray("<div>").repeated(300) << QByteArray("nested deeper than 256");
    QTest::newRow("huge image")
        << QByteArray(
               "<img "
               "src='data:image/"
               "png;base64,"
               "iVBORw0KGgoAAAANSUhEUgAA6mAAAOpgCAYAAADJZ0LFAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg=='>")
        << QByteArray("An image was left out: ");
}

void HtmlTest::says() {
    QFETCH(QByteArray, html);
    QFETCH(QByteArray, loss);
    const auto imported = importHtml(html.toStdString());
    QVERIFY(imported.has_value());
    QCOMPARE(imported->losses.size(), std::size_t{1});
    QVERIFY2(imported->losses.front().find(loss.toStdString()) != std::string::npos, imported->losses.front().c_str());
}

void HtmlTest::hostileIsBounded_data() {
    QTest::addColumn<QByteArray>("unit");
    for (const char* unit : {"<div>",
                             "<p>",
                             "<b>",
                             "<b>x",
                             "</p>",
                             "</x>",
                             "<",
                             "<a ",
                             "<a b=",
                             "<a b='",
                             "<a b='c' ",
                             "<!--",
                             "<!",
                             "&amp;",
                             "&",
                             "<table>",
                             "<table><tr><td>",
                             "<tr>",
                             "<td>",
                             "<tr><td rowspan=1000 colspan=1000>",
                             "<ul>",
                             "<li>",
                             "<ul><li>",
                             "<pre>",
                             "<pre>\n",
                             "<br>",
                             "<hr>",
                             "<title>",
                             "<script>",
                             "<svg>",
                             "<figure>",
                             "<figure><figcaption>",
                             "x",
                             " ",
                             "<font color=red>x",
                             "<span style='a:b;c:d'>x",
                             "<blockquote>",
                             "<img src='data:image/png;base64,AAAA'>",
                             "<h1>",
                             "<div></p>",
                             "<i></b>",
                             "<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1."}) {
        QTest::newRow(unit) << QByteArray(unit);
    }
}

void HtmlTest::hostileIsBounded() {
    QFETCH(QByteArray, unit);
    constexpr int kSize = 2'000'000;
    const std::string bytes = unit.repeated(kSize / static_cast<int>(unit.size())).toStdString();
    const std::clock_t begin = std::clock();
    const auto imported = importHtml(bytes);
    const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    QVERIFY2(seconds < 10, qPrintable(QString::number(seconds)));  // a second here; sanitizers are slow
    if (imported) QVERIFY(!imported->content.blocks.empty());
}

void HtmlTest::refuses() {
    const auto pieces = importHtml(QByteArray("<p>x").repeated(2'500'000).toStdString());
    QVERIFY(!pieces.has_value() && pieces.error().code == ErrorCode::kLimitExceeded);
    const Progress progress{.report = {}, .isCancelled = [] { return true; }};
    QVERIFY(!importHtml(QByteArray("<p>x").repeated(10'000).toStdString(), progress).has_value());
    QVERIFY(importHtml(std::string(10'000'000, 'x')).has_value());
}

void HtmlTest::cellsTogether() {
    // Each cell is a text of its own in the document. Two tables with half of the bound each, then one cell more
    const QByteArray half =
        "<table>" + QByteArray("<tr><td>x<td>y").repeated(static_cast<int>(kImportedCellsMax / 4)) + "</table>";
    const auto imported = importHtml((half + half + "<table><tr><td>late<td>later</table>").toStdString());
    QVERIFY(imported.has_value());
    std::size_t cellCount = 0;
    for (const document::ContentBlock& block : imported->content.blocks) {
        for (const document::Inline& part : block.inlines) {
            for (const document::TableRow& row : part.embed ? part.embed->rows : std::vector<document::TableRow>())
                cellCount += row.cells.size();
        }
    }
    QCOMPARE(cellCount, kImportedCellsMax);
    QVERIFY(document::plainTextOf(imported->content.blocks).ends_with("late\nlater"));
    QCOMPARE(imported->losses, std::vector<std::string>{"Tables too large to be one were taken as paragraphs."});
}

void HtmlTest::writesAPage() {
    const auto imported = importHtml(
        "<html lang=de><title>T &amp; U</title><h2>A</h2><p align=right>b "
        "<b>c</b></p><ul><li>d<ol><li>e</ol></ul><blockquote>f</blockquote>"
        "<pre><code class=language-c>g\nh</code></pre>");
    QVERIFY(imported.has_value());
    const auto html = exportHtml(imported->content, {});
    QVERIFY(html.has_value());
    QVERIFY(html->starts_with("<!DOCTYPE html>\n<html lang=\"de\">\n"));
    QVERIFY(html->find("<title>T &amp; U</title>") != std::string::npos);
    const std::string body =
        "<h2 id=\"a\">A</h2>\n<p style=\"text-align:right\">b "
        "<strong>c</strong></p>\n<ul>\n<li>d<ol>\n<li>e</li>\n</ol>\n</li>\n</ul>\n"
        "<blockquote>\n<p>f</p>\n</blockquote>\n<pre><code class=\"language-c\">g\nh\n</code></pre>\n";
    QVERIFY2(html->find("<body>\n" + body + "</body>") != std::string::npos, html->c_str());
}

/// Headings have the names by which links in the window find them.
void HtmlTest::linksLeadToHeadings() {
    const auto imported = importHtml(
        "<h1 class=title>Über uns</h1><h2>Some <b>heading</b></h2><h2>Some heading</h2><table><tr><td><h2>Some "
        "heading</h2></td><td>x</td></tr></table><h3>Last</h3><p><a href='#some-heading-1'>b</a> <a "
        "href='#Some%20heading'>a</a> <a href='#nowhere'>c</a> <a href='https://a.b/#Last'>d</a></p>");
    QVERIFY(imported.has_value());
    const auto html = exportHtml(imported->content, {});
    QVERIFY(html.has_value());
    for (const char* part :
         {"<h1 id=\"über-uns\" class=\"title\">", "<h2 id=\"some-heading\">", "<h2 id=\"some-heading-1\">",
          "\n<h2>Some heading</h2>\n</td>", "<h3 id=\"last\">", "<a href=\"#some-heading-1\">b</a>",
          "<a href=\"#some-heading\">a</a>", "<a href=\"#nowhere\">c</a>", "<a href=\"https://a.b/#Last\">d</a>"})
        QVERIFY2(html->find(part) != std::string::npos, (part + ("\n" + *html)).c_str());
    // Of what is only copied nobody knows where it lands.
    QVERIFY(exportHtmlFragment(imported->content, {})->find("id=") == std::string::npos);
    const auto again = importHtml(*html);
    QVERIFY(again.has_value());
    QCOMPARE(wordsOf(again->content.blocks).substr(0, 40), wordsOf(imported->content.blocks).substr(0, 40));
}

void HtmlTest::stylesAreClasses() {
    document::Content content;
    for (const auto& [key, value] :
         std::vector<std::pair<std::string, event::Value>>{{"style:heading2:colour", std::string("#0000aa")},
                                                           {"style:1/2:name", std::string("Große Warnung")},
                                                           {"style:1/2:kind", std::string("character")},
                                                           {"style:1/2:bold", true},
                                                           {"style:1/2:font", std::string("Evil\"</style>")},
                                                           {"style:1/3:name", std::string("Grosse Warnung!")},
                                                           {"style:1/3:based-on", std::string("paragraph")},
                                                           {"style:1/3:space-after", std::int64_t{1250}},
                                                           {"style:1/4:name", std::string("Grosse Warnung")},
                                                           {"style:1/4:based-on", std::string("1/3")},
                                                           {"style:1/4:align", std::string("centre")}})
        document::setValue(content.properties, key, value);
    const auto with = [](const char* key, const std::string& value) {
        document::Attributes attributes;
        document::setValue(attributes, key, value);
        return attributes;
    };
    document::Attributes both = with("style", "1/2");
    document::setValue(both, "bold", false);
    content.blocks = {{with("style", "1/4"), {{"a"}, {"b", with("style", "1/2")}, {"c", both}}},
                      {with("style", "1/2"), {{"a style of characters says nothing of blocks"}}}};
    const auto html = exportHtml(content, {});
    QVERIFY(html.has_value());
    for (const char* part : {"h2 { color:#0000aa; }\n", ".style-gro-e-warnung { font-weight:bold; }\n",
                             ".style-grosse-warnung { text-align:center;margin-bottom:12.5pt; }\n",
                             ".style-grosse-warnung-2 { margin-bottom:12.5pt; }\n",
                             "<p class=\"style-grosse-warnung\">a<span class=\"style-gro-e-warnung\">b</span><span "
                             "class=\"style-gro-e-warnung\" style=\"font-weight:normal\">c</span></p>",
                             "<p>a style of"})
        QVERIFY2(html->find(part) != std::string::npos, (part + ("\n" + *html)).c_str());
    QVERIFY(exportHtmlFragment(content, {})->find("class=") == std::string::npos);
}

void HtmlTest::imagesComeAlong() {
    const std::string uri =
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5"
        "ErkJggg==";
    const auto imported = importHtml("<p>x <img src='" + uri + "' alt=a width=10></p><figure><img src='" + uri +
                                     "'><figcaption>b <i>c</i></figcaption></figure>");
    QVERIFY(imported.has_value());
    QCOMPARE(wordsOf(imported->content.blocks),
             std::string("x <alt=a media=image/png pixel-height=1 pixel-width=1 type=image width=750>\n"
                         "<media=image/png pixel-height=1 pixel-width=1 type=image caption:b {italic:c}>"));
    QCOMPARE(imported->images.size(), std::size_t{1});
    const auto blobs = [&](std::string_view) -> std::optional<Bytes> { return imported->images[0].bytes; };
    const auto again = importHtml(*exportHtmlFragment(imported->content, blobs));
    QVERIFY(again.has_value());
    QVERIFY(again->content.blocks == imported->content.blocks);
}

void HtmlTest::randomRoundTrip() {
    const std::uint64_t seed = numberFrom("SEED", 7);
    const std::uint64_t count = numberFrom("OPERATIONS", 2000);
    qInfo("SEED=%llu OPERATIONS=%llu", static_cast<unsigned long long>(seed), static_cast<unsigned long long>(count));
    Random random(seed);
    for (std::uint64_t index = 0; index < count; ++index) {
        document::Content content;
        content.blocks = RandomRichContent(random).blocks();
        const auto html = exportHtmlFragment(content, {});
        QVERIFY(html.has_value());
        const auto imported = importHtml(*html);
        QVERIFY(imported.has_value());
        if (imported->content.blocks == content.blocks) continue;
        for (std::size_t block = 0; block < std::max(content.blocks.size(), imported->content.blocks.size()); ++block) {
            const std::string before = block < content.blocks.size() ? wordsOf({content.blocks[block]}) : "(none)";
            const std::string after =
                block < imported->content.blocks.size() ? wordsOf({imported->content.blocks[block]}) : "(none)";
            if (before != after) qInfo("block %zu was\n%s\nand is\n%s", block, before.c_str(), after.c_str());
        }
        qInfo("document %llu written as:\n%s", static_cast<unsigned long long>(index), html->c_str());
        QFAIL("what was written reads back differently");
    }
}

QTEST_GUILESS_MAIN(HtmlTest)
#include "tst_html.moc"
