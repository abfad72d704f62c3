// What exporters say is lost, held against what is there when their files are read again: for every thing that a
// document may have, alone in a small document, a format either gives it back or says that it does not keep it.
#include <QtTest>

#include "convert/content_words.h"
#include "convert/export_losses.h"
#include "document/block_schema.h"
#include "document/embed_schema.h"
#include "document/style_schema.h"
#include "projection/named_styles.h"

using namespace varve;
using namespace varve::convert;
using document::Attributes;
using document::Content;
using document::ContentBlock;
using document::Embed;
using event::Value;

Q_DECLARE_METATYPE(varve::document::Content)

namespace {

Attributes with(std::string_view key, Value value) {
    Attributes attributes;
    document::setValue(attributes, key, std::move(value));
    return attributes;
}

/// A paragraph, one like `block`, and another paragraph.
Content around(ContentBlock block) {
    Content content;
    content.blocks = {{{}, {{"before", {}, {}}}}, std::move(block), {{}, {{"behind", {}, {}}}}};
    return content;
}
Content marked(std::string_view key, Value value) {
    return around({{}, {{"plain ", {}, {}}, {"marked", with(key, std::move(value)), {}}, {" plain", {}, {}}}});
}
Content blockWith(std::string_view key, Value value) {
    return around({with(key, std::move(value)), {{"words", {}, {}}}});
}
Content withEmbed(Embed embed) {
    return around({{}, {{{}, {}, std::make_shared<const Embed>(std::move(embed))}}});
}

/// The smallest picture there is: one transparent pixel.
Bytes picture() {
    return QByteArray::fromBase64("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7").toStdString();
}
Embed imageNamed(const std::string& alt, int width = 0) {
    document::ImageAttributes image;
    image.blob = std::string(64, 'a');
    image.media = "image/gif";
    image.pixelWidth = 1;
    image.pixelHeight = 1;
    image.width = width;
    image.alt = alt;
    Embed embed;
    embed.attributes = document::registersOf(image);
    return embed;
}
Embed table(std::vector<bool> headers, std::int64_t firstWidth = 0) {
    Embed embed;
    embed.attributes = with("type", std::string("table"));
    embed.columns.resize(2);
    if (firstWidth > 0) {
        embed.columns[0] = with("width", firstWidth);
        embed.columns[1] = with("width", firstWidth * 3);
    }
    for (const bool isHeader : headers) {
        document::TableRow row;
        if (isHeader) row.attributes = with("header", true);
        row.cells = {{{{}, {{"a", {}, {}}}}}, {{{}, {{"b", {}, {}}}}}};
        embed.rows.push_back(std::move(row));
    }
    return embed;
}

constexpr int kMarkdown = 1;
constexpr int kHtml = 2;
constexpr int kOdt = 4;
constexpr int kAll = kMarkdown | kHtml | kOdt;

/// The same with a style “Warning” of a kind, which has the id `warning`.
Content withStyle(Content content, const char* kind) {
    for (const auto& [property, value] : {std::pair<std::string_view, Value>{"name", std::string("Warning")},
                                          {"kind", std::string(kind)},
                                          {"colour", std::string("#aa0000")}})
        document::setValue(content.properties, document::styleKey("warning", property), value);
    return content;
}

/// What a document says, widths of columns as the share that the first one has.
std::string wordsOfAll(const Content& content) {
    std::string words = wordsOf(content.blocks);
    // Styles that somebody made have other ids wherever they go.
    const projection::NamedStyles styles(content.properties);
    for (const projection::NamedStyle& style : styles.all()) {
        const std::size_t at = style.isBuiltIn ? words.npos : words.find("style=" + style.id);
        if (at != words.npos) words.replace(at, 6 + style.id.size(), "style “" + style.name.toStdString() + "”");
    }
    for (const ContentBlock& block : content.blocks) {
        for (const document::Inline& part : block.inlines) {
            if (!part.embed || part.embed->columns.size() < 2) continue;
            const std::int64_t first = document::numberOf(part.embed->columns[0], "width");
            const std::int64_t second = document::numberOf(part.embed->columns[1], "width");
            words += " widths " + (second == 0 ? "none" : std::to_string(100 * first / (first + second)));
        }
    }
    return words;
}

std::string joined(const std::vector<std::string>& sentences) {
    std::string text;
    for (const std::string& sentence : sentences)
        text += sentence + "\n";
    return text;
}

}  // namespace

class ExportLossesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aFormatKeepsOrSays_data();
    void aFormatKeepsOrSays();
    void plainTextSaysAll();
    void whatIsNoPartOfTheText();
    void kindsAreCountedOnce();
    void missingImagesAreNamed();
};

void ExportLossesTest::aFormatKeepsOrSays_data() {
    QTest::addColumn<Content>("content");
    QTest::addColumn<int>("keptBy");
    QTest::addColumn<int>("readBy");
    // What is written for others, and not read here.
    const auto written = [](const char* name, const Content& content, int keptBy, int readBy) {
        QTest::newRow(name) << content << keptBy << readBy;
    };
    const auto row = [written](const char* name, const Content& content, int keptBy) {
        written(name, content, keptBy, keptBy);
    };
    row("nothing", around({{}, {{"words", {}, {}}}}), kAll);
    for (const char* look : {"bold", "italic", "underline", "strike", "superscript", "subscript", "code"})
        row(look, marked(look, true), kAll);
    row("colour", marked("colour", std::string("#aa0000")), kHtml | kOdt);
    row("highlight", marked("highlight", std::string("#ffee00")), kHtml | kOdt);
    row("font", marked("font", std::string("Carlito")), kHtml | kOdt);
    row("size", marked("size", std::int64_t{2000}), kHtml | kOdt);
    row("link", marked("link", std::string("https://example.org/")), kAll);
    row("link that is refused", marked("link", std::string("javascript:alert(1)")), 0);
    written("character style", withStyle(marked("style", std::string("warning")), "character"), kHtml | kOdt, kOdt);
    row("title", blockWith("type", std::string("title")), kHtml | kOdt);
    Content heading = blockWith("type", std::string("heading"));
    document::setValue(heading.blocks[1].attributes, "level", std::int64_t{2});
    row("heading", heading, kAll);
    for (const char* type : {"quote", "code", "bullet", "number", "check"})
        row(type, blockWith("type", std::string(type)), kAll);
    Content code = blockWith("type", std::string("code"));
    document::setValue(code.blocks[1].attributes, "code-language", std::string("c"));
    row("language of code", code, kMarkdown | kHtml);
    row("indent", blockWith("indent", std::int64_t{2}), kHtml | kOdt);
    row("alignment", blockWith("align", std::string("right")), kHtml | kOdt);
    row("line spacing", blockWith("line-spacing", std::int64_t{150}), kHtml | kOdt);
    row("space before", blockWith("space-before", std::int64_t{1200}), kHtml | kOdt);
    row("space behind", blockWith("space-after", std::int64_t{1200}), kHtml | kOdt);
    row("direction", blockWith("direction", std::string("rtl")), kHtml | kOdt);
    row("language", blockWith("language", std::string("de")), kHtml | kOdt);
    row("page break", blockWith("page-break", true), kHtml | kOdt);
    written("paragraph style", withStyle(blockWith("style", std::string("warning")), "paragraph"), kHtml | kOdt, kOdt);
    row("empty paragraph", around({}), kHtml | kOdt);
    written("formats in code",
            around({with("type", std::string("code")), {{"x", {}, {}}, {"y", with("bold", true), {}}}}), kOdt, 0);
    row("image", withEmbed(imageNamed("a dot")), kAll);
    row("image with a width", withEmbed(imageNamed("a dot", 6000)), kHtml | kOdt);
    Embed captioned = imageNamed("a dot");
    captioned.caption = {{{}, {{"A dot.", {}, {}}}}};
    row("caption", withEmbed(captioned), kHtml | kOdt);
    row("rule", withEmbed({with("type", std::string("rule")), {}, {}, {}}), kAll);
    row("table", withEmbed(table({true, false})), kAll);
    written("widths of columns", withEmbed(table({true, false}, 500)), kHtml | kOdt, kHtml);
    row("two header rows", withEmbed(table({true, true, false})), kHtml | kOdt);
    row("a header row below", withEmbed(table({true, false, true})), kHtml);
    row("an object of a newer version", withEmbed({with("type", std::string("hologram")), {}, {}, {}}), 0);
}

void ExportLossesTest::aFormatKeepsOrSays() {
    QFETCH(const Content, content);
    QFETCH(const int, keptBy);
    QFETCH(const int, readBy);
    const BlobSource blobs = [](std::string_view) { return std::optional(picture()); };
    for (const auto& [format, bit] :
         {std::pair{Format::kMarkdown, kMarkdown}, {Format::kHtml, kHtml}, {Format::kOdt, kOdt}}) {
        const bool isKept = (keptBy & bit) != 0;
        const auto exported = exportAs(format, content, blobs);
        QVERIFY(exported.has_value());
        const auto read = importAs(format, exported->bytes);
        QVERIFY(read.has_value());
        const std::string back = wordsOfAll(read->content);
        const std::string about = std::string(factsOf(format).id) + "\n" + joined(exported->losses) + back;
        QVERIFY2(exported->losses.empty() == isKept, about.c_str());
        QVERIFY2((back == wordsOfAll(content)) == ((readBy & bit) != 0), about.c_str());
    }
}

void ExportLossesTest::plainTextSaysAll() {
    Content content = marked("bold", true);
    content.blocks.push_back({with("type", std::string("heading")), {{"words", {}, {}}}});
    content.blocks.push_back({{}, {{{}, {}, std::make_shared<const Embed>(imageNamed("a dot"))}}});
    content.blocks.push_back({{}, {{{}, {}, std::make_shared<const Embed>(table({true, false}))}}});
    const auto exported = exportAs(Format::kText, content, {});
    QVERIFY(exported.has_value());
    QCOMPARE(joined(exported->losses),
             std::string("Not kept in Plain text: bold, italic and other looks (1 stretch).\n"
                         "Not kept in Plain text: titles, headings, quotes and code blocks as such (1 paragraph).\n"
                         "Not kept in Plain text: images, of which the descriptions are written (1 image).\n"
                         "Not kept in Plain text: tables, of which the cells are written with tabs (1 table).\n"));
}

void ExportLossesTest::whatIsNoPartOfTheText() {
    Content content = around({{}, {{"words", {}, {}}}});
    document::setValue(content.properties, "title", std::string("Varves"));
    QVERIFY(exportLosses(Format::kHtml, content).empty());
    document::setValue(content.properties, "footer", std::string("{page}"));
    document::setValue(content.properties, "page-size", std::string("a5"));
    document::setValue(content.properties, "style:quote:italic", true);
    document::setValue(content.properties, "word:varve", true);
    content.comments = {{"comment:1", {{"Why?", "Ana", 0}}, false}, {"comment:2", {{"Oh.", "Ben", 0}}, true}};
    QCOMPARE(joined(exportLosses(Format::kHtml, content)),
             std::string("Not kept in HTML: comments (2 comments).\n"
                         "Not kept in HTML: page size, margins, header and footer.\n"
                         "Not kept in HTML: words of the document's own dictionary (1 word).\n"));
    QVERIFY(joined(exportLosses(Format::kMarkdown, content)).find("named styles.\n") != std::string::npos);
    QCOMPARE(joined(exportLosses(Format::kOdt, content)),
             std::string("Not kept in OpenDocument text: which comments are resolved (1 comment).\n"
                         "Not kept in OpenDocument text: words of the document's own dictionary (1 word).\n"));
}

void ExportLossesTest::kindsAreCountedOnce() {
    Content content = marked("colour", std::string("#aa0000"));
    for (int more = 0; more < 11; ++more)
        content.blocks.push_back(content.blocks[1]);
    QCOMPARE(joined(exportLosses(Format::kMarkdown, content)),
             std::string("Not kept in Markdown: colours of text and behind it (12 stretches).\n"));
}

void ExportLossesTest::missingImagesAreNamed() {
    Content content = withEmbed(imageNamed("a lake"));
    const BlobSource nothing = [](std::string_view) { return std::nullopt; };
    for (const Format format : {Format::kMarkdown, Format::kHtml, Format::kOdt}) {
        const auto exported = exportAs(format, content, nothing);
        QVERIFY(exported.has_value());
        QCOMPARE(joined(exported->losses),
                 std::string("1 image is left out, because the bytes are not at hand: “a lake”.\n"));
    }
    for (int more = 0; more < 6; ++more)
        content.blocks.push_back({{}, {{{}, {}, std::make_shared<const Embed>(imageNamed(""))}}});
    const auto exported = exportAs(Format::kHtml, content, nothing);
    QVERIFY(exported.has_value());
    QCOMPARE(joined(exported->losses),
             std::string("7 images are left out, because the bytes are not at hand: “a lake”, number 2, number 3, "
                         "number 4, number 5 and 2 more.\n"));
    // Nothing of the kind where images are not written at all.
    QCOMPARE(exportAs(Format::kText, content, nothing)->losses.size(), 1U);
}

QTEST_GUILESS_MAIN(ExportLossesTest)
#include "tst_export_losses.moc"
