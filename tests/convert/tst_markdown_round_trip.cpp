// What is written as Markdown reads back as the same content: random documents of what Markdown can say, with texts
// made of everything that means something in it. SEED and OPERATIONS from the environment.
#include <QTest>
#include <array>
#include <cstdlib>

#include "base/random.h"
#include "convert/markdown.h"
#include "document/block_schema.h"
#include "document/embed_schema.h"
#include "document/mark_schema.h"
#include "tests/convert/content_words.h"

using namespace varve;
using namespace varve::convert;
using namespace varve::document;

namespace {

std::uint64_t numberFrom(const char* name, std::uint64_t usual) {
    const char* text = std::getenv(name);
    return text != nullptr ? std::strtoull(text, nullptr, 10) : usual;
}

class RandomContent {
  public:
    explicit RandomContent(Random& random) : m_random(random) {}

    ContentBlocks blocks() {
        ContentBlocks blocks;
        const std::uint32_t count = 1 + m_random.below(8);
        while (blocks.size() < count)
            addBlock(blocks);
        return blocks;
    }

  private:
    enum Words : std::uint8_t { kPlain, kWithBreaks };

    std::string word() {
        static constexpr std::array kWords{"a",          "word",  " ",       "  ",
                                           "\t",         "*",     "**",      "_",
                                           "__",         "`",     "``",      "~",
                                           "~~",         "[",     "]",       "(",
                                           ")",          "[x]",   "[ ]",     "<",
                                           ">",          "<b>",   "</b>",    "<!--",
                                           "&",          "&amp;", "#",       "# ",
                                           "-",          "- ",    "+",       "1.",
                                           "2) ",        "=",     "===",     "---",
                                           "|",          "|-|",   ":-",      "\\",
                                           "!",          "![",    "ä",       "\xe2\x80\x94",
                                           "\xc2\xa0",   "😀",     "€",       "http://x.y",
                                           "www.x.y",    "a@b.c", "ftp://a", ".",
                                           "snake_case", "a*b",   "\"",      "'",
                                           "{}",         "~~~",   "```",     "mailto:x",
                                           "0",          "<div>"};
        return kWords[m_random.below(kWords.size())];
    }
    std::string words() {
        std::string text;
        for (std::uint32_t count = 1 + m_random.below(4); count > 0; --count)
            text += word();
        return text;
    }
    Attributes marks() {
        using namespace mark_key;
        Attributes marks;
        for (const auto key : {kBold, kItalic, kStrike, kUnderline, kSuperscript, kSubscript, kCode})
            if (m_random.chance(key == kBold || key == kItalic ? 30 : 10)) setValue(marks, key, true);
        static constexpr std::array kLinks{"http://x.y",   "#top",       "https://a/b?c=d&e=(f)",
                                           "mailto:a@b.c", "http://a b", "ftp://\\<_*>|"};
        if (m_random.chance(15)) setValue(marks, kLink, std::string(kLinks[m_random.below(kLinks.size())]));
        return marks;
    }
    std::vector<Inline> inlines(Words kind) {
        ContentBlock block;
        for (std::uint32_t count = 1 + m_random.below(5); count > 0; --count) {
            std::string text = words();
            Attributes format = marks();
            // Code of two lines is two stretches with a plain break between them.
            const bool mayBreak = kind == kWithBreaks && !flagOf(format, mark_key::kCode);
            if (mayBreak && m_random.chance(20)) text += "\xe2\x80\xa8" + words();
            appendInline(block, {.text = text, .marks = std::move(format)});
        }
        return block.inlines;
    }
    static ContentBlock blockOf(const BlockAttributes& attributes, std::vector<Inline> inlines = {}) {
        return {.attributes = registersOf(attributes), .inlines = std::move(inlines)};
    }
    static EmbedPointer embedOf(std::string_view type) {
        Embed embed;
        setValue(embed.attributes, embed_key::kType, std::string(type));
        return std::make_shared<const Embed>(embed);
    }
    EmbedPointer table() {
        Embed embed;
        setValue(embed.attributes, embed_key::kType, std::string(kTableType));
        embed.columns.resize(1 + m_random.below(3));
        std::vector<Attributes> aligns;
        for (std::size_t column = 0; column < embed.columns.size(); ++column) {
            BlockAttributes attributes;
            attributes.align = static_cast<Alignment>(m_random.below(4));
            aligns.push_back(registersOf(attributes));
        }
        const bool hasHeader = m_random.chance(60);
        for (std::uint32_t count = 1 + m_random.below(3); count > 0; --count) {
            TableRow& row = embed.rows.emplace_back();
            if (hasHeader && embed.rows.size() == 1) setValue(row.attributes, embed_key::kHeader, true);
            for (const Attributes& align : aligns)
                row.cells.push_back({{.attributes = align,
                                      .inlines = m_random.chance(80) ? inlines(kWithBreaks) : std::vector<Inline>{}}});
        }
        // A header of nothing but empty cells stands for none.
        if (hasHeader && embed.rows.front().cells.front().front().inlines.empty())
            embed.rows.front().cells.front().front().inlines = {{.text = "h"}};
        return std::make_shared<const Embed>(std::move(embed));
    }
    void addList(ContentBlocks& blocks) {
        int depth = -1;
        BlockAttributes attributes;
        for (std::uint32_t count = 1 + m_random.below(6); count > 0; --count) {
            attributes.type =
                static_cast<BlockType>(static_cast<std::uint32_t>(BlockType::kBullet) + m_random.below(3));
            attributes.indent =
                static_cast<int>(m_random.below(static_cast<std::uint32_t>(std::min(depth + 2, kIndentMax + 1))));
            attributes.isChecked = attributes.type == BlockType::kCheck && m_random.chance(50);
            depth = attributes.indent;
            blocks.push_back(blockOf(attributes, inlines(kWithBreaks)));
            if (m_random.chance(20)) {
                BlockAttributes inside;
                inside.indent = depth + 1;
                if (inside.indent > kIndentMax) continue;
                inside.type = m_random.chance(40) ? BlockType::kCode : BlockType::kParagraph;
                blocks.push_back(inside.type == BlockType::kCode ? blockOf(inside, {{.text = word()}})
                                                                 : blockOf(inside, inlines(kWithBreaks)));
            }
        }
        // Else what follows could belong to the last item.
        blocks.push_back(blockOf({}, {{.text = "end"}}));
    }
    void addBlock(ContentBlocks& blocks) {
        BlockAttributes attributes;
        switch (m_random.below(7)) {
            case 0:
                addList(blocks);
                return;
            case 1:
                blocks.push_back(blockOf({}, {{.text = {}, .marks = {}, .embed = embedOf(kRuleType)}}));
                return;
            case 2:
                blocks.push_back(blockOf({}, {{.text = {}, .marks = {}, .embed = table()}}));
                return;
            case 3:
                attributes.type = BlockType::kCode;
                attributes.codeLanguage = m_random.chance(50) ? "c&amp;++" : "";
                for (std::uint32_t count = 1 + m_random.below(3); count > 0; --count)
                    blocks.push_back(blockOf(attributes, m_random.chance(80) ? std::vector<Inline>{{.text = words()}}
                                                                             : std::vector<Inline>{}));
                return;
            case 4:
                attributes.type = BlockType::kHeading;
                attributes.level = 1 + static_cast<int>(m_random.below(6));
                blocks.push_back(blockOf(attributes, inlines(kWithBreaks)));
                return;
            case 5:
                attributes.type = BlockType::kQuote;
                attributes.indent = static_cast<int>(m_random.below(3));
                blocks.push_back(blockOf(attributes, inlines(kWithBreaks)));
                return;
            default:
                blocks.push_back(blockOf({}, inlines(kWithBreaks)));
                return;
        }
    }

    Random& m_random;
};

}  // namespace

class MarkdownRoundTripTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void randomContent();
    void writes_data();
    void writes();
};

void MarkdownRoundTripTest::randomContent() {
    const std::uint64_t seed = numberFrom("SEED", 4);
    const std::uint64_t count = numberFrom("OPERATIONS", 3000);
    qInfo("SEED=%llu OPERATIONS=%llu", static_cast<unsigned long long>(seed), static_cast<unsigned long long>(count));
    Random random(seed);
    for (std::uint64_t index = 0; index < count; ++index) {
        Content content;
        content.blocks = RandomContent(random).blocks();
        const auto markdown = exportMarkdown(content, {});
        QVERIFY(markdown.has_value());
        const auto imported = importMarkdown(*markdown);
        QVERIFY(imported.has_value());
        if (imported->content.blocks == content.blocks) continue;
        for (std::size_t block = 0; block < content.blocks.size(); ++block) {
            const std::string before = wordsOf({content.blocks[block]});
            const std::string after =
                block < imported->content.blocks.size() ? wordsOf({imported->content.blocks[block]}) : "";
            if (before != after) qInfo("block %zu was\n%s\nand is\n%s", block, before.c_str(), after.c_str());
        }
        qInfo("document %llu written as:\n%s", static_cast<unsigned long long>(index), markdown->c_str());
        QFAIL("what was written reads back differently");
    }
}

void MarkdownRoundTripTest::writes_data() {
    QTest::addColumn<QByteArray>("markdown");
    QTest::newRow("emphasis") << QByteArray("a **b _c_** ~~d~~ *e*\n");
    QTest::newRow("inside a word") << QByteArray("a**b**c snake_case 2 * 3\n").replace(" * ", " \\* ");
    QTest::newRow("blank at the edge") << QByteArray("<b>a </b>b\n");
    QTest::newRow("list") << QByteArray("- a\n  1. b\n  2. c\n\n     more\n\n- [x] d\n");
    QTest::newRow("two lists") << QByteArray("1. a\n2. b\n1) c\n");
    QTest::newRow("quote") << QByteArray("> a\n>\n> b\n>\n> > c\n\nd\n");
    QTest::newRow("code") << QByteArray("````c\n```\nx\n````\n");
    QTest::newRow("table") << QByteArray("| a | b |\n| --- | :-: |\n| x | y\\|z |\n");
    QTest::newRow("links") << QByteArray("[a **b**](https://x.org) <https://y.org>\n");
}

void MarkdownRoundTripTest::writes() {
    QFETCH(QByteArray, markdown);
    const auto imported = importMarkdown(markdown.toStdString());
    QVERIFY(imported.has_value());
    const auto written = exportMarkdown(imported->content, {});
    QVERIFY(written.has_value());
    QCOMPARE(QByteArray::fromStdString(*written), markdown);
}

QTEST_GUILESS_MAIN(MarkdownRoundTripTest)
#include "tst_markdown_round_trip.moc"
