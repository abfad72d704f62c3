// Whatever bytes come in, what comes out keeps the rules of document/content.h: files of other programs and our own,
// damaged at random, through every reader. SEED and OPERATIONS from the environment.
#include <QDir>
#include <QFile>
#include <QTest>
#include <cstdlib>

#include "base/random.h"
#include "convert/formats.h"
#include "convert/zip_archive.h"
#include "document/embed_schema.h"
#include "text/utf8.h"

using namespace varve;
using namespace varve::convert;

namespace {

std::uint64_t numberFrom(const char* name, std::uint64_t usual) {
    const char* text = std::getenv(name);
    return text != nullptr ? std::strtoull(text, nullptr, 10) : usual;
}

Bytes fileNamed(const char* name) {
    QFile file(QStringLiteral(VARVE_SOURCE_DIR "/tests/convert/data/") + QString::fromLatin1(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : Bytes();
}

const char* faultOf(const document::Attributes& attributes) {
    for (std::size_t index = 0; index < attributes.size(); ++index) {
        const auto& [key, value] = attributes[index];
        if (index > 0 && attributes[index - 1].first >= key) return "keys are not ascending";
        if (key.empty() || std::holds_alternative<std::monostate>(value)) return "a key or value is nothing";
        const auto* text = std::get_if<std::string>(&value);
        if (!text::isValidUtf8(key) || (text != nullptr && !text::isValidUtf8(*text))) return "a value is no UTF-8";
    }
    return nullptr;
}

const char* faultOf(const document::ContentBlocks& blocks, int depth = 0);

const char* faultOf(const document::Embed& embed, int depth) {
    if (const char* fault = faultOf(embed.attributes)) return fault;
    if (!embed.caption.empty())
        if (const char* fault = faultOf(embed.caption, depth + 1)) return fault;
    for (const document::TableRow& row : embed.rows) {
        if (row.cells.size() != embed.columns.size()) return "a row has not as many cells as the table columns";
        for (const document::ContentBlocks& cell : row.cells)
            if (const char* fault = faultOf(cell, depth + 1)) return fault;
    }
    return nullptr;
}

const char* faultOf(const document::ContentBlocks& blocks, int depth) {
    if (blocks.empty()) return "there is no block";
    if (depth > 4) return "tables are nested deeply";
    for (const document::ContentBlock& block : blocks) {
        if (const char* fault = faultOf(block.attributes)) return fault;
        for (std::size_t index = 0; index < block.inlines.size(); ++index) {
            const document::Inline& part = block.inlines[index];
            if (part.text.empty() != (part.embed != nullptr)) return "a stretch is empty";
            if (part.text.find('\n') != part.text.npos) return "there is a line end in a text";
            if (part.text.find(document::kEmbedText) != part.text.npos) return "there is a placeholder in a text";
            if (!text::isValidUtf8(part.text)) return "a text is no UTF-8";
            if (const char* fault = faultOf(part.marks)) return fault;
            if (index > 0 && !part.embed && !block.inlines[index - 1].embed &&
                block.inlines[index - 1].marks == part.marks)
                return "neighbours are alike";
            if (part.embed)
                if (const char* fault = faultOf(*part.embed, depth)) return fault;
        }
    }
    return nullptr;
}

/// Bytes changed, left out, doubled and moved; pieces of markup put in.
void damage(Bytes& bytes, Random& random) {
    static constexpr std::array kPieces{"<table>",
                                        "<td>",
                                        "</td>",
                                        "<li>",
                                        "<ul>",
                                        "</table>",
                                        "<pre>",
                                        "<!--",
                                        "\"",
                                        "'",
                                        "&#0;",
                                        "&#10;",
                                        "&#xfffc;",
                                        "&#x85;",
                                        "\xff",
                                        "\n",
                                        "    - ",
                                        "> ",
                                        "|-|-|\n",
                                        "<figure>",
                                        "[a](#b",
                                        "```\n",
                                        "<p style='mso-list:l0 level2 lfo1'>",
                                        "<text:p>",
                                        "</text:p>",
                                        "<h9>",
                                        "<code class='language-\xc3\xa4'>",
                                        "\xef\xbf\xbc",
                                        "<br>",
                                        "<hr>"};
    for (std::uint32_t count = 1 + random.below(12); count > 0 && !bytes.empty(); --count) {
        const std::size_t at = random.below(static_cast<std::uint32_t>(bytes.size()));
        const std::size_t size =
            random.below(static_cast<std::uint32_t>(std::min<std::size_t>(bytes.size() - at, 200)) + 1);
        switch (random.below(4)) {
            case 0:
                bytes[at] = static_cast<char>(random.below(128));
                break;
            case 1:
                bytes.erase(at, size);
                break;
            case 2:
                bytes.insert(random.below(static_cast<std::uint32_t>(bytes.size())), bytes.substr(at, size));
                break;
            default:
                bytes.insert(at, kPieces[random.below(kPieces.size())]);
                break;
        }
    }
}

}  // namespace

class HostileInputTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    /// Marks may say anything: a colleague's program, or a script, wrote them.
    void noHarmfulLinkGetsOut() {
        document::Attributes marks;
        document::setValue(marks, "link", std::string("javascript:alert(1)"));
        document::Content content;
        content.blocks = {{{}, {{"click", marks, {}}}}};
        for (const Format format : {Format::kHtml, Format::kMarkdown}) {
            const auto bytes = exportAs(format, content, {});
            QVERIFY(bytes.has_value());
            QVERIFY(bytes->bytes.find("javascript") == std::string::npos);
            QVERIFY(bytes->bytes.find("click") != std::string::npos);
            QCOMPARE(bytes->losses.size(), 1U);
        }
    }
    void damagedFiles_data();
    void damagedFiles();
};

void HostileInputTest::damagedFiles_data() {
    QTest::addColumn<int>("format");
    QTest::addColumn<QByteArray>("file");
    for (const char* name : {"word.html", "libreoffice.html", "google_docs.html", "chrome.html", "firefox.html"}) {
        QTest::newRow(name) << static_cast<int>(Format::kHtml) << QByteArray(name);
        QTest::newRow((QByteArray(name) + " as Markdown").constData())
            << static_cast<int>(Format::kMarkdown) << QByteArray(name);
    }
    for (const char* name : {"pandoc.odt", "libreoffice.odt"})
        QTest::newRow(name) << static_cast<int>(Format::kOdt) << QByteArray(name);
}

void HostileInputTest::damagedFiles() {
    QFETCH(int, format);
    QFETCH(QByteArray, file);
    const std::uint64_t seed = numberFrom("SEED", 3);
    const std::uint64_t count = numberFrom("OPERATIONS", 150);
    qInfo("SEED=%llu OPERATIONS=%llu", static_cast<unsigned long long>(seed), static_cast<unsigned long long>(count));
    Random random(seed);
    const Bytes whole = fileNamed(file.constData());
    QVERIFY(!whole.empty());
    const bool isArchive = static_cast<Format>(format) == Format::kOdt;
    const auto archive = isArchive ? std::optional(ZipReader::open(whole)) : std::nullopt;
    for (std::uint64_t index = 0; index < count; ++index) {
        Bytes bytes = whole;
        if (isArchive && index % 4 != 0) {
            // What is in the archive, so that the damage gets to the reader of the text.
            Bytes content = **(*archive)->read("content.xml", 1 << 24);
            damage(content, random);
            ZipWriter zip;
            zip.add("content.xml", std::move(content));
            zip.add("styles.xml", **(*archive)->read("styles.xml", 1 << 24));
            bytes = *zip.finish();
        } else {
            damage(bytes, random);
        }
        const auto imported = importAs(static_cast<Format>(format), bytes);
        if (!imported) {
            QVERIFY(imported.error().message.ends_with('.'));
            continue;
        }
        const char* fault = faultOf(imported->content.blocks);
        if (fault == nullptr) fault = faultOf(imported->content.properties);
        QVERIFY2(fault == nullptr,
                 qPrintable(QStringLiteral("document %1: %2").arg(index).arg(QString::fromLatin1(fault))));
        for (const Format target : {Format::kText, Format::kMarkdown, Format::kHtml, Format::kOdt})
            QVERIFY(exportAs(target, imported->content, {}).has_value());
    }
}

QTEST_GUILESS_MAIN(HostileInputTest)
#include "tst_hostile_input.moc"
