// PDFs as other programs read them: what is on their pages, links, the outline. poppler-utils and qpdf read them; what
// needs one that is not installed says so and is skipped.
#include <QProcess>
#include <QProcessEnvironment>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "convert/markdown.h"
#include "print/pdf_finish.h"
#include "print/pdf_writer.h"

using namespace varve;
using namespace varve::print;

namespace {

constexpr std::int64_t kNoonMs = 1'763'726'400'000;  // 2025-11-21 12:00

std::string tableOf(int rows) {
    std::string markdown = "| a | b |\n| - | - |\n";
    for (int row = 0; row < rows; ++row)
        markdown += "| cell | cell |\n";
    return markdown;
}

document::Content contentOf(const std::string& markdown) {
    auto imported = convert::importMarkdown(markdown);
    return imported ? std::move(imported->content) : document::Content();
}

void setRegister(document::Content& content, std::string_view key, event::Value value) {
    document::setValue(content.properties, key, std::move(value));
}

}  // namespace

class PdfTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
    }

    void textCanBeSearched() {
        if (!has("pdftotext")) QSKIP("pdftotext is not installed");
        write(contentOf(
            "# The first heading\n\nEfficient offices find *flowers* in **fields**.\n\n- one item\n- [x] done\n\n"
            "3. third\n\n| Name | Size |\n| --- | --- |\n| lake | deep |\n\n```\nint main();\n```\n\nمرحبا\n"));
        const QString text = read("pdftotext", {QStringLiteral("-layout"), path(), QStringLiteral("-")});
        for (const char* part : {"The first heading", "Efficient offices find flowers in fields.", "one item", "done",
                                 "3. third", "Name", "lake", "deep", "int main();"})
            QVERIFY2(text.contains(QString::fromUtf8(part)), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("مرحبا")), qPrintable(text));
    }
    void everyFontIsEmbedded() {
        if (!has("pdffonts")) QSKIP("pdffonts is not installed");
        write(contentOf("Plain, **bold**, *italic* and `code`.\n"));
        const QStringList lines = read("pdffonts", {path()}).split(u'\n', Qt::SkipEmptyParts).mid(2);
        QVERIFY(lines.size() >= 4);
        for (const QString& line : lines)
            QVERIFY2(line.contains(QStringLiteral(" yes ")) && !line.contains(QStringLiteral("Type 3")),
                     qPrintable(line));
    }
    void saysWhatItIs() {
        if (!has("pdfinfo")) QSKIP("pdfinfo is not installed");
        document::Content content = contentOf("one\n");
        setRegister(content, "title", std::string("Über Seen"));
        setRegister(content, "language", std::string("de-AT"));
        setRegister(content, "page-size", std::string("a5"));
        setRegister(content, "page-landscape", true);
        write(content);
        const QString facts = read("pdfinfo", {QStringLiteral("-isodates"), path()});
        QVERIFY2(facts.contains(QStringLiteral("Über Seen")), qPrintable(facts));
        QVERIFY2(facts.contains(QStringLiteral("2025-11-21T12:00:00")), qPrintable(facts));
        QVERIFY2(facts.contains(QStringLiteral("595 x 420 pts")), qPrintable(facts));
        QVERIFY(m_pdf.find("/Lang") != Bytes::npos || has("qpdf"));
        if (has("qpdf")) QVERIFY(plainPdf().contains("/Lang (de-AT)"));
    }
    void headerAndFooterOnEveryPage() {
        if (!has("pdftotext")) QSKIP("pdftotext is not installed");
        document::Content content = contentOf("one\n\ntwo\n");
        document::setValue(content.blocks[1].attributes, "page-break", true);
        setRegister(content, "header", std::string("{title}\t{date}"));
        setRegister(content, "footer", std::string("page {page} of {pages} {other}"));
        setRegister(content, "title", std::string("Lakes"));
        write(content);
        for (const char* page : {"1", "2"}) {
            const QString number = QString::fromLatin1(page);
            const QString text = read(
                "pdftotext", {QStringLiteral("-f"), number, QStringLiteral("-l"), number, path(), QStringLiteral("-")});
            QVERIFY2(text.contains(QStringLiteral("Lakes")) && text.contains(QStringLiteral("21 November")),
                     qPrintable(text));
            QVERIFY2(text.contains(QStringLiteral("page %1 of 2 {other}").arg(number)), qPrintable(text));
        }
    }
    void linksAndOutline() {
        if (!has("qpdf")) QSKIP("qpdf is not installed");
        write(contentOf(
            "# Lakes\n\nSee [the web](https://example.org/a_(b)?c=d) and [below](#deep-water), not [there](#nowhere) "
            "or [that](ftp://x/y).\n\n## Deep water\n\ntext\n\n# Rivers\n"));
        const QByteArray pdf = plainPdf();
        QCOMPARE(pdf.count("/Subtype /Link"), 3);
        QVERIFY(pdf.contains("/URI (https://example.org/a_\\(b\\)?c=d)"));
        QVERIFY(pdf.contains("/URI (ftp://x/y)"));
        QVERIFY(pdf.contains("/Type /Outlines"));
        for (const char* title : {"/Title (Lakes)", "/Title (Deep water)", "/Title (Rivers)"})
            QVERIFY2(pdf.contains(title), title);
        // Three of the outline, one of the link
        QCOMPARE(pdf.count("/XYZ"), 4);
    }
    void isSound_data() {
        QTest::addColumn<QString>("markdown");
        QTest::newRow("nothing") << QString();
        QTest::newRow("words") << QStringLiteral("a\n");
        QTest::newRow("long line") << QString(300'000, u'x');
        QTest::newRow("wide table") << QStringLiteral("|") + QStringLiteral("a|").repeated(300) + u'\n' + u'|' +
                                           QStringLiteral("-|").repeated(300) + QStringLiteral("\n|b|\n");
        QTest::newRow("high cell") << QStringLiteral("|a|\n|-|\n|") + QStringLiteral("word ").repeated(8000) + u'|';
        QTest::newRow("harmful link") << QStringLiteral("[a](javascript:alert(1)) [b](https://a/\u202e\u0001)\n");
    }
    void isSound() {
        QFETCH(QString, markdown);
        write(contentOf(markdown.toStdString()));
        QVERIFY(m_pdf.starts_with("%PDF-"));
        QVERIFY(m_pdf.find("javascript") == Bytes::npos);
        if (!has("qpdf")) QSKIP("qpdf is not installed");
        const QString said = read("qpdf", {QStringLiteral("--check"), path()});
        QVERIFY2(said.contains(QStringLiteral("No syntax or stream encoding errors")), qPrintable(said));
    }
    void cellsGoOnOnTheNextPage() {
        if (!has("pdftotext")) QSKIP("pdftotext is not installed");
        std::string markdown = "| Head | Other |\n| --- | --- |\n|";
        for (int word = 0; word < 3000; ++word)
            markdown += " w" + std::to_string(word);
        write(contentOf(markdown + " | short |\n"));
        const QString text = read("pdftotext", {path(), QStringLiteral("-")});
        const QStringList found = text.split(QRegularExpression(QStringLiteral("\\s+")));
        for (int word = 0; word < 3000; ++word)
            QCOMPARE(found.count(QStringLiteral("w%1").arg(word)), 1);
        QVERIFY(found.count(QStringLiteral("Head")) > 1);
    }
    void sameDocumentSameBytes() {
        const document::Content content = contentOf("# a\n\n*b* **c** [d](https://e.org)\n\n- f\n");
        const PdfOptions options{.paper = {.title = "t", .date = "d"}, .timeMs = kNoonMs};
        QVERIFY(*writePdf(content, {}, options) == *writePdf(content, {}, options));
    }
    void sameBytesInAnotherProcess() {
        constexpr const char* kOutput = "VARVE_TEST_PDF";
        write(contentOf("# a\n\n*b* **c** `d` ***e*** [d](https://e.org)\n\nمرحبا\n"));
        if (qEnvironmentVariableIsSet(kOutput)) {
            QFile::copy(path(), qEnvironmentVariable(kOutput));
            return;
        }
        for (const char* name : {"1", "2"}) {
            const QString other = m_folder->filePath(QString::fromLatin1(name));
            QProcess process;
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert(QString::fromLatin1(kOutput), other);
            process.setProcessEnvironment(environment);
            process.start(QCoreApplication::applicationFilePath(), {QStringLiteral("sameBytesInAnotherProcess")});
            QVERIFY(process.waitForFinished(60'000));
            QFile file(other);
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY(file.readAll().toStdString() == m_pdf);
        }
    }
    void canBeCancelled() {
        int asked = 0;
        const convert::Progress progress{{}, [&asked] { return ++asked > 3; }};
        const auto pdf = writePdf(contentOf(std::string(200'000, 'x')), {}, {}, progress);
        QVERIFY(!pdf);
        QVERIFY(asked < 6);
        // In the middle of one paragraph, and of one table
        for (const std::string& text : {std::string(2'000'000, 'x'), tableOf(3000)}) {
            asked = 0;
            QVERIFY(!writePdf(contentOf(text), {}, {}, progress));
            QVERIFY(asked < 6);
        }
    }
    void formsOfLettersAreLetters() {
        QCOMPARE(searchableMap("<0000> <0000> <0000>\n<0001> <0004> [<FB01> <0009> <FEE3> <0062> ]"),
                 std::string("<0000> <0000> <0000>\n<0001> <0004> [<00660069> <0020> <0645> <0062> ]"));
        QCOMPARE(searchableMap("[<12"), std::string("[<12"));
    }

  private:
    [[nodiscard]] QString path() const { return m_folder->filePath(QStringLiteral("a.pdf")); }
    static bool has(const char* program) {
        return !QStandardPaths::findExecutable(QString::fromLatin1(program)).isEmpty();
    }
    void write(const document::Content& content) {
        const auto pdf = writePdf(content, {}, {.paper = {.title = "t", .date = "21 November"}, .timeMs = kNoonMs});
        QVERIFY2(pdf.has_value(), pdf ? "" : pdf.error().message.c_str());
        m_pdf = *pdf;
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(m_pdf.data(), static_cast<qint64>(m_pdf.size()));
    }
    static QByteArray output(const char* program, const QStringList& arguments) {
        QProcess process;
        process.start(QString::fromLatin1(program), arguments);
        return process.waitForFinished(60'000) ? process.readAllStandardOutput() : QByteArray();
    }
    static QString read(const char* program, const QStringList& arguments) {
        return QString::fromUtf8(output(program, arguments));
    }
    [[nodiscard]] QByteArray plainPdf() const {
        return output(
            "qpdf", {QStringLiteral("--qdf"), QStringLiteral("--object-streams=disable"), path(), QStringLiteral("-")});
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    Bytes m_pdf;
};

QTEST_MAIN(PdfTest)
#include "tst_pdf.moc"
