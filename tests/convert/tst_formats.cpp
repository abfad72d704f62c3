// Which format a file has, and those that are left to pandoc, where it is installed.
#include <QTest>
#include <algorithm>

#include "convert/formats.h"
#include "convert/markdown.h"
#include "convert/odt.h"
#include "convert/pandoc.h"
#include "tests/convert/content_words.h"

using namespace varve;
using namespace varve::convert;

class FormatsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void byName_data();
    void byName();
    void byBytes();
    void everyFormatHasFacts();
    void progressAndCancel_data();
    void progressAndCancel();
    void docxThroughPandoc();
    void withoutPandocOneSentence();
};

void FormatsTest::byName_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("format");
    const auto row = [](const char* name, std::optional<Format> format) {
        QTest::newRow(name) << QString::fromLatin1(name) << (format ? static_cast<int>(*format) : -1);
    };
    row("a.txt", Format::kText);
    row("/b.c/a.MD", Format::kMarkdown);
    row("a.tar.html", Format::kHtml);
    row("a.odt", Format::kOdt);
    row("a.docx", Format::kDocx);
    row("/x.md/a", std::nullopt);
    row("a.varve", std::nullopt);
    row("a.", std::nullopt);
    row("", std::nullopt);
}

void FormatsTest::byName() {
    QFETCH(QString, name);
    QFETCH(int, format);
    const auto found = formatOfFileName(name.toStdString());
    QCOMPARE(found ? static_cast<int>(*found) : -1, format);
}

void FormatsTest::byBytes() {
    document::Content content;
    content.blocks = {{{}, {{"a"}}}};
    QVERIFY(formatOfBytes(*exportOdt(content, {})) == Format::kOdt);
    QVERIFY(formatOfBytes("  <!DOCTYPE HTML><p>") == Format::kHtml);
    QVERIFY(formatOfBytes("{\\rtf1 a}") == Format::kRtf);
    QVERIFY(formatOfBytes("hello") == Format::kText);
    QVERIFY(formatOfBytes("\xff\xd8\xff") == std::nullopt);
}

void FormatsTest::everyFormatHasFacts() {
    for (const FormatFacts& facts : allFormats()) {
        QVERIFY(&factsOf(facts.format) == &facts);
        QVERIFY(formatNamed(facts.id) == facts.format);
        QVERIFY(!facts.name.empty() && !facts.keeps.empty() && !facts.mediaType.empty());
    }
    QCOMPARE(filePatterns(factsOf(Format::kMarkdown)), std::string("*.md *.markdown *.mkd"));
}

void FormatsTest::progressAndCancel_data() {
    QTest::addColumn<int>("format");
    for (const Format format : {Format::kText, Format::kMarkdown, Format::kHtml, Format::kOdt})
        QTest::newRow(factsOf(format).id.data()) << static_cast<int>(format);
}

void FormatsTest::progressAndCancel() {
    QFETCH(int, format);
    // Given a long document
    document::Content content;
    content.blocks.assign(20'000, {{}, {{"some words of a long document"}}});
    // When it is written and read, then the shares reported go up to the whole
    std::vector<double> shares;
    const Progress watched{.report = [&](double share) { shares.push_back(share); }, .isCancelled = {}};
    for (const bool isReading : {false, true}) {
        shares.clear();
        const auto bytes = exportAs(static_cast<Format>(format), content, {}, isReading ? Progress{} : watched);
        QVERIFY(bytes.has_value());
        if (isReading) QVERIFY(importAs(static_cast<Format>(format), bytes->bytes, watched).has_value());
        QVERIFY(shares.size() > 3);
        QVERIFY(std::ranges::is_sorted(shares));
        QVERIFY(shares.front() >= 0 && shares.front() < 0.5 && shares.back() > 0.5 && shares.back() <= 1);
        // And whoever stops half-way gets nothing but the word
        int questions = 0;
        const Progress stopped{.report = {}, .isCancelled = [&] { return ++questions > 3; }};
        const Error error = isReading ? importAs(static_cast<Format>(format), bytes->bytes, stopped).error()
                                      : exportAs(static_cast<Format>(format), content, {}, stopped).error();
        QCOMPARE(error.message, cancelled().error().message);
        QCOMPARE(questions, 4);
    }
}

void FormatsTest::docxThroughPandoc() {
    if (!hasPandoc()) QSKIP("pandoc is not installed");
    // Given a document with what most people write
    const auto written = importMarkdown(
        "# A\n\nb **c** *d* [e](https://x.org)\n\n- f\n  1. g\n- [x] done\n- [ ] open\n\n| h | i |\n| --- | --- |\n| j "
        "| k |\n");
    QVERIFY(written.has_value());
    // When it goes to Word's format and comes back
    const auto docx = exportAs(Format::kDocx, written->content, {});
    QVERIFY2(docx.has_value(), docx ? "" : docx.error().message.c_str());
    QVERIFY(formatOfBytes(docx->bytes) == Format::kDocx);
    const auto read = importAs(Format::kDocx, docx->bytes);
    QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
    // Then it is the same
    QCOMPARE(wordsOf(read->content.blocks), wordsOf(written->content.blocks));
    // And what is none is refused in one sentence
    const auto refused = importAs(Format::kDocx, "PK\x03\x04 no archive");
    QVERIFY(!refused.has_value());
    QVERIFY(refused.error().message.starts_with("pandoc could not convert this Word document"));
    // And who does not want to wait any more need not
    const Progress stopped{.report = {}, .isCancelled = [] { return true; }};
    QVERIFY(!importAs(Format::kDocx, docx->bytes, stopped).has_value());
}

void FormatsTest::withoutPandocOneSentence() {
    const QByteArray path = qgetenv("PATH");
    qputenv("PATH", "/nowhere");
    const auto refused = importAs(Format::kDocx, "x");
    qputenv("PATH", path);
    QVERIFY(!refused.has_value());
    QVERIFY(refused.error().code == ErrorCode::kUnsupported);
    QVERIFY(refused.error().message.find("install the package pandoc") != std::string::npos);
}

QTEST_GUILESS_MAIN(FormatsTest)
#include "tst_formats.moc"
