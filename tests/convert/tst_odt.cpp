// OpenDocument texts: what is written reads back, what LibreOffice and pandoc wrote is understood, and archives made to
// do harm are refused within bounds.
#include <QFile>
#include <QTest>
#include <algorithm>
#include <cstdlib>
#include <ctime>

#include "convert/html.h"
#include "convert/odt.h"
#include "convert/zip_archive.h"
#include "projection/named_styles.h"
#include "tests/convert/content_words.h"
#include "tests/convert/random_content.h"

using namespace varve;
using namespace varve::convert;

namespace {

std::uint64_t numberFrom(const char* name, std::uint64_t usual) {
    const char* text = std::getenv(name);
    return text != nullptr ? std::strtoull(text, nullptr, 10) : usual;
}

/// An archive with this as its text.
Bytes odtOf(const std::string& body, const std::string& before = "") {
    ZipWriter zip;
    zip.add("mimetype", "application/vnd.oasis.opendocument.text", false);
    zip.add("content.xml",
            before +
                "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\" xmlns:table=\"b\" xmlns:draw=\"d\" "
                "xmlns:xlink=\"x\" xmlns:style=\"s\" xmlns:fo=\"f\"><office:body><office:text>" +
                body + "</office:text></office:body></office:document-content>");
    return *zip.finish();
}

QString repeated(const char* text, int count) {
    return QString::fromUtf8(text).repeated(count);
}

}  // namespace

class OdtTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void randomRoundTrip();
    void readsOthers_data();
    void readsOthers();
    void commentsAndImages();
    void namedStyles();
    void reads_data();
    void reads();
    void refuses_data();
    void refuses();
    void zipBombs();
    void bombsOfPictures();
    void sameBytesEachTime();
};

void OdtTest::randomRoundTrip() {
    const std::uint64_t seed = numberFrom("SEED", 5);
    const std::uint64_t count = numberFrom("OPERATIONS", 500);
    qInfo("SEED=%llu OPERATIONS=%llu", static_cast<unsigned long long>(seed), static_cast<unsigned long long>(count));
    Random random(seed);
    for (std::uint64_t index = 0; index < count; ++index) {
        document::Content content;
        content.blocks = RandomRichContent(random).blocks();
        // The language of code has no place in the format.
        for (document::ContentBlock& block : content.blocks)
            document::setValue(block.attributes, "code-language", {});
        const auto odt = exportOdt(content, {});
        QVERIFY(odt.has_value());
        const auto imported = importOdt(*odt);
        QVERIFY2(imported.has_value(), imported ? "" : imported.error().message.c_str());
        if (imported->content.blocks == content.blocks) continue;
        for (std::size_t block = 0; block < std::max(content.blocks.size(), imported->content.blocks.size()); ++block) {
            const std::string before = block < content.blocks.size() ? wordsOf({content.blocks[block]}) : "(none)";
            const std::string after =
                block < imported->content.blocks.size() ? wordsOf({imported->content.blocks[block]}) : "(none)";
            if (before != after) qInfo("block %zu was\n%s\nand is\n%s", block, before.c_str(), after.c_str());
        }
        const auto zip = ZipReader::open(*odt);
        qInfo("document %llu written as:\n%s", static_cast<unsigned long long>(index),
              (*zip->read("content.xml", 1 << 20))->c_str());
        QFAIL("what was written reads back differently");
    }
}

void OdtTest::readsOthers_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"pandoc", "libreoffice"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void OdtTest::readsOthers() {
    QFETCH(QString, name);
    const QString folder = QStringLiteral(VARVE_SOURCE_DIR "/tests/convert/data/");
    QFile odt(folder + name + QStringLiteral(".odt"));
    QFile words(folder + name + QStringLiteral("_odt.words"));
    QVERIFY(odt.open(QIODevice::ReadOnly) && words.open(QIODevice::ReadOnly));
    const auto imported = importOdt(odt.readAll().toStdString());
    QVERIFY2(imported.has_value(), imported ? "" : imported.error().message.c_str());
    const auto actual = QString::fromStdString(wordsOf(imported->content.blocks) + "\n").split(QLatin1Char('\n'));
    const auto expected = QString::fromUtf8(words.readAll()).split(QLatin1Char('\n'));
    for (qsizetype line = 0; line < std::min(actual.size(), expected.size()); ++line)
        QCOMPARE(actual[line], expected[line]);
    QCOMPARE(actual.size(), expected.size());
}

void OdtTest::commentsAndImages() {
    // Given a document with a title, an image with a caption and a comment over two stretches
    const std::string uri =
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5"
        "ErkJggg==";
    const auto page =
        importHtml("<meta name=generator content=Varve><title>T</title><p>It <b>was</b> so</p><figure><img src='" +
                   uri + "' alt='a tree' style='width:9pt'><figcaption>Caption</figcaption></figure>");
    QVERIFY(page.has_value());
    document::Content content = page->content;
    const std::string key = "comment:" + std::string(32, '0') + "/0";
    document::setValue(content.blocks[0].inlines[0].marks, key, std::string("comment"));
    document::setValue(content.blocks[0].inlines[1].marks, key, std::string("comment"));
    content.comments = {{key, {{"Really?", "Bob", 5000}, {"Yes.", "", 5000}}, false}};
    // When it is written and read
    const auto blobs = [&](std::string_view) -> std::optional<Bytes> { return page->images[0].bytes; };
    const auto odt = exportOdt(content, blobs);
    QVERIFY(odt.has_value());
    const auto imported = importOdt(*odt);
    QVERIFY(imported.has_value());
    // Then all of it is there
    QVERIFY(imported->losses.empty());
    QCOMPARE(wordsOf(imported->content.blocks), wordsOf(content.blocks));
    QVERIFY(imported->content == content);
    QVERIFY(imported->images == page->images);
}

/// Styles that somebody made come back as what they are; what the document says of others is in the file.
void OdtTest::namedStyles() {
    using Pairs = std::vector<std::pair<std::string, event::Value>>;
    document::Content content;
    for (const auto& [key, value] : Pairs{{"style:heading2:size", std::int64_t{3100}},
                                          {"style:paragraph:italic", true},
                                          {"style:7/1:name", std::string("Sum & <total>")},
                                          {"style:7/1:kind", std::string("character")},
                                          {"style:7/1:bold", true},
                                          {"style:7/1:underline", false},
                                          {"style:7/2:name", std::string("Chapter")},
                                          {"style:7/2:based-on", std::string("heading2")},
                                          {"style:7/2:align", std::string("centre")},
                                          {"style:7/2:space-before", std::int64_t{1450}},
                                          {"style:7/3:name", std::string("Small chapter")},
                                          {"style:7/3:based-on", std::string("7/2")},
                                          {"style:7/3:size", std::int64_t{900}}})
        document::setValue(content.properties, key, value);
    const auto with = [](const Pairs& pairs) {
        document::Attributes attributes;
        for (const auto& [key, value] : pairs)
            document::setValue(attributes, key, value);
        return attributes;
    };
    const document::Attributes heading =
        with({{"type", std::string("heading")}, {"level", std::int64_t{2}}, {"style", std::string("7/3")}});
    content.blocks = {{heading, {{"one"}}},
                      {with({{"style", std::string("7/2")}}), {{"a heading's style on a paragraph cannot be said"}}},
                      {with({{"align", std::string("right")}}),
                       {{"the "},
                        {"sum", with({{"style", std::string("7/1")}})},
                        {"x", with({{"code", true}, {"style", std::string("7/1")}})}}}};
    const auto bytes = exportOdt(content, {});
    QVERIFY(bytes.has_value());
    const auto archive = ZipReader::open(*bytes);
    const std::string styles = **archive->read("styles.xml", 1 << 20);
    for (const char* part :
         {"style:display-name=\"Sum &amp; &lt;total&gt;\"", "style:parent-style-name=\"Heading_20_2\"",
          "style:display-name=\"Small chapter\"", "fo:font-weight=\"bold\" fo:font-size=\"31pt\"",
          "style:name=\"Text_20_body\" style:display-name=\"Text body\" style:family=\"paragraph\" "
          "style:class=\"text\" style:parent-style-name=\"Standard\"><style:paragraph-properties/>"
          "<style:text-properties fo:font-style=\"italic\"/>"})
        QVERIFY2(styles.find(part) != std::string::npos, (part + ("\n" + styles)).c_str());
    const auto read = importOdt(*bytes);
    QVERIFY(read.has_value());
    const projection::NamedStyles known(read->content.properties);
    const auto named = [&](const QString& name) -> const projection::NamedStyle& {
        return *std::ranges::find(known.all(), name, &projection::NamedStyle::name);
    };
    const projection::NamedStyle& chapter = named(QStringLiteral("Chapter"));
    const projection::NamedStyle& small = named(QStringLiteral("Small chapter"));
    const projection::NamedStyle& sum = named(QStringLiteral("Sum & <total>"));
    QCOMPARE(chapter.basedOn, std::string("heading2"));
    QCOMPARE(small.basedOn, chapter.id);
    QVERIFY(sum.kind == document::StyleKind::kCharacter && small.kind == document::StyleKind::kParagraph);
    QCOMPARE(wordsOf(chapter.look), std::string("align=centre space-before=1450"));
    QCOMPARE(wordsOf(small.look), std::string("size=900"));
    QCOMPARE(wordsOf(sum.look), std::string("bold underline=no"));
    QCOMPARE(wordsOf(read->content.blocks),
             "(level=2 style=" + small.id + " type=heading)one\na heading's style on a paragraph cannot be said\n" +
                 "(align=right)the {style=" + sum.id + ":sum}{code style=" + sum.id + ":x}");
    // A file of another program may use such names for anything.
    const auto foreign = importOdt(odtOf("<text:p text:style-name=\"Made_1\">a</text:p>"));
    QCOMPARE(wordsOf(foreign->content.blocks), std::string("a"));
}

void OdtTest::reads_data() {
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* name, const char* body, const char* words) {
        QTest::newRow(name) << QString::fromUtf8(body) << QString::fromUtf8(words);
    };
    row("nothing", "", "");
    row("blanks", "<text:p> a  b<text:s text:c='2'/>c <text:tab/>d\n</text:p>", "a b  c \td");
    row("empty paragraphs", "<text:p/><text:p>a</text:p><text:p/>", "\na\n");
    row("line breaks", "<text:p>a<text:line-break/>b<text:line-break/></text:p>", "a↵b↵");
    row("deleted text",
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>x</text:p></text:deletion></"
        "text:changed-region>"
        "</text:tracked-changes><text:p>a</text:p>",
        "a");
    row("footnote",
        "<text:p>a<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>b</text:p></"
        "text:note-body></text:note>c</text:p>",
        "a [b]c");
    row("field", "<text:p>page <text:page-number>3</text:page-number></text:p>", "page 3");
    row("numbered heading",
        "<text:list><text:list-item><text:h text:outline-level='2'>a</text:h></text:list-item></text:list>",
        "(level=2 type=heading)a");
    row("boxes",
        "<text:list><text:list-item><text:p>☐ a</text:p></text:list-item><text:list-item><text:p>☒ "
        "b</text:p></text:list-item></text:list>",
        "(type=check)a\n(checked type=check)b");
    row("covered cell",
        "<table:table><table:table-row><table:table-cell "
        "table:number-columns-spanned='2'><text:p>a</text:p></table:table-cell>"
        "<table:covered-table-cell/></table:table-row></table:table>",
        "<type=table /a||>");
    row("repeated cells",
        "<table:table><table:table-row><table:table-cell "
        "table:number-columns-repeated='3'/></table:table-row></table:table>",
        "<type=table /|||>");
    row("text box", "<text:p>a<draw:frame><draw:text-box><text:p>b</text:p></draw:text-box></draw:frame>c</text:p>",
        "a\nb\nc");
    row("link", "<text:p><text:a xlink:href='https://x'>a</text:a><text:a xlink:href='../b'>b</text:a></text:p>",
        "{link=https://x:a}b");
    row("section", "<text:section><text:p>a</text:p></text:section>", "a");
}

void OdtTest::reads() {
    QFETCH(QString, body);
    QFETCH(QString, words);
    const auto imported = importOdt(odtOf(body.toStdString()));
    QVERIFY2(imported.has_value(), imported ? "" : imported.error().message.c_str());
    QCOMPARE(QString::fromStdString(wordsOf(imported->content.blocks)), words);
}

void OdtTest::refuses_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("says");
    const auto odt = [](const QString& body, const char* before = "") {
        return QByteArray::fromStdString(odtOf(body.toStdString(), before));
    };
    QTest::newRow("no archive") << QByteArray("hello") << QByteArray("damaged");
    QTest::newRow("cut off") << odt(repeated("<text:p>a</text:p>", 100)).left(300) << QByteArray("damaged");
    QTest::newRow("not well-formed") << odt(QStringLiteral("<text:p>")) << QByteArray("damaged or encrypted");
    QTest::newRow("deep") << odt(repeated("<text:section>", 100'000)) << QByteArray("damaged or encrypted");
    // A billion laughs, and a file from elsewhere.
    QTest::newRow("entities")
        << odt(QStringLiteral("<text:p>&d;</text:p>"),
               "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'><!ENTITY "
               "b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
               "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'>]>")
        << QByteArray("damaged or encrypted");
    ZipWriter empty;
    empty.add("other.txt", "x");
    QTest::newRow("other archive") << QByteArray::fromStdString(*empty.finish()) << QByteArray("no content.xml");
}

void OdtTest::refuses() {
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, says);
    const auto imported = importOdt(bytes.toStdString());
    QVERIFY(!imported.has_value());
    QVERIFY2(imported.error().message.find(says.toStdString()) != std::string::npos, imported.error().message.c_str());
}

void OdtTest::zipBombs() {
    // Given an archive that unpacks to a hundred times what is allowed at most to be read
    ZipWriter text;
    text.add("content.xml", std::string(100U << 20, ' '));
    const Bytes packed = *text.finish();
    QVERIFY(packed.size() < 1'000'000);
    const auto refused = importOdt(packed);
    QVERIFY(!refused.has_value() && refused.error().code == ErrorCode::kLimitExceeded);
    QVERIFY(refused.error().message.find("unpacks to more than 64 MB") != std::string::npos);
    // Few bytes of text that stand for many
    const std::string cells = "<table:table-cell table:number-columns-repeated='1000000'><text:p>" +
                              std::string(100, 'x') + "</text:p></table:table-cell>";
    std::string rows;
    for (int count = 0; count < 20'000; ++count)
        rows += "<table:table-row>" + cells + "</table:table-row>";
    const auto table = importOdt(odtOf("<table:table>" + rows + "</table:table>"));
    QVERIFY(!table.has_value() && table.error().code == ErrorCode::kLimitExceeded);
    const auto blanks = importOdt(odtOf("<text:p><text:s text:c='2000000000'/></text:p>"));
    QVERIFY(blanks.has_value());
    QVERIFY(blanks->content.blocks[0].inlines[0].text.size() <= 10'000);
    // Deep, but well-formed
    const auto deep = importOdt(
        odtOf(repeated("<text:section>", 10'000).toStdString() + repeated("</text:section>", 10'000).toStdString()));
    QVERIFY(deep.has_value());
    QCOMPARE(deep->losses.size(), std::size_t{1});
}

void OdtTest::bombsOfPictures() {
    const auto framesOf = [](const std::string& path, int count) {
        return repeated(("<draw:frame><draw:image xlink:href='" + path + "'/></draw:frame>").c_str(), count)
            .toStdString();
    };
    const auto odtWithPictures = [](const std::string& frames, const std::vector<std::string>& paths) {
        const Bytes large(31U << 20, '\0');
        ZipWriter zip;
        zip.add("content.xml",
                "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\" xmlns:draw=\"d\" xmlns:xlink=\"x\">"
                "<office:body><office:text><text:p>" +
                    frames + "</text:p></office:text></office:body></office:document-content>");
        for (const std::string& path : paths)
            zip.add(path, large);
        return *zip.finish();
    };
    // Given one large picture that is named ten thousand times: it is unpacked once (each time: minutes)
    const Bytes one = odtWithPictures(framesOf("a", 10'000), {"a"});
    const std::clock_t before = std::clock();
    const auto named = importOdt(one);
    const double seconds = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
    QVERIFY(named.has_value());
    QCOMPARE(named->losses.size(), std::size_t{1});
    QVERIFY2(seconds < 20, std::to_string(seconds).c_str());
    // Given many that would unpack to gigabytes: what comes after the bound is left alone
    std::string frames;
    std::vector<std::string> paths;
    for (int number = 0; number < 20; ++number) {
        paths.push_back(std::to_string(number));
        frames += framesOf(paths.back(), 1);
    }
    const auto many = importOdt(odtWithPictures(frames, paths));
    QVERIFY(many.has_value());
    const std::string says = "Some images were left out: all together they are more than a document takes.";
    QVERIFY(std::ranges::find(many->losses, says) != many->losses.end());
}

void OdtTest::sameBytesEachTime() {
    document::Content content;
    content.blocks = {{{}, {{"a"}}}};
    QVERIFY(*exportOdt(content, {}) == *exportOdt(content, {}));
    QVERIFY(exportOdt(content, {})->substr(30, 8) == "mimetype");
}

QTEST_GUILESS_MAIN(OdtTest)
#include "tst_odt.moc"
