// convert and cat --format: documents out to other formats and back, losses told, refusals in one sentence.
#include <QTest>

#include "cli/command.h"
#include "cli_runner.h"

using namespace varve::cli;

class CliConvertTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init() { m_cli = std::make_unique<CliRunner>(); }

    void markdownThereAndBack() {
        // Given Markdown with most of what there is, and an image
        const QByteArray image =
            "data:image/"
            "png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5"
            "ErkJggg==";
        const QByteArray markdown =
            "# Plans\n\nIt is **so** [far](https://x.org).\n\n1. one\n   - [x] done\n2. two\n\n> said\n\n"
            "```c\nint a;\n```\n\n---\n\n| a | b |\n| --- | --: |\n| c | d |\n\n![tree](" +
            image + ")\n";
        m_cli->write(QStringLiteral("in.md"), markdown);
        // When it becomes a document
        QCOMPARE(m_cli->out(words("convert in.md a.varve")), QByteArray());
        // Then it comes out as it was, directly and through the other formats that say all of it
        QCOMPARE(m_cli->out(words("cat a.varve --format md")), markdown);
        QCOMPARE(m_cli->out(words("convert a.varve b.html")), QByteArray());
        QCOMPARE(m_cli->out(words("convert b.html b.varve")), QByteArray());
        QCOMPARE(m_cli->out(words("convert b.varve b.md")), QByteArray());
        QCOMPARE(m_cli->read(QStringLiteral("b.md")), markdown);
        QCOMPARE(m_cli->run(words("convert a.varve c.odt")).err,
                 QByteArray("Not kept in OpenDocument text: names of programming languages (1 paragraph).\n"));
        QCOMPARE(m_cli->out(words("convert c.odt c.md")), QByteArray());
        QCOMPARE(m_cli->read(QStringLiteral("c.md")), QByteArray(markdown).replace("```c\n", "```\n"));
        QVERIFY(m_cli->out(words("cat a.varve --format html")).contains("<h1 id=\"plans\">Plans</h1>"));
        QVERIFY(m_cli->out(words("verify a.varve")).size() > 0);
    }
    void momentsOfThePast() {
        QCOMPARE(m_cli->out(words("new a.varve")), QByteArray());
        m_cli->out(words("insert a.varve 0 one"));
        m_cli->out(words("insert a.varve 3 two"));
        QCOMPARE(m_cli->out(words("cat a.varve --format md --at #3")), QByteArray("one\n"));
        QCOMPARE(m_cli->out(words("convert a.varve b.txt --at #3")), QByteArray());
        QCOMPARE(m_cli->read(QStringLiteral("b.txt")), QByteArray("one\n"));
    }
    void lossesAreTold() {
        m_cli->write(QStringLiteral("a.html"), "<p>a <a href='x.html'>b</a> <img src='http://x/y.png' alt=c></p>");
        QCOMPARE(
            m_cli->run(words("convert a.html a.varve")).err,
            QByteArray(
                "Links that are neither web nor mail addresses were left out; their text is kept.\n"
                "Images that lie elsewhere were left out, because nothing is fetched; their descriptions are kept.\n"));
        QCOMPARE(m_cli->out(words("cat a.varve")), QByteArray("a b c"));
    }
    /// A line for each kind, on standard error, whichever way a document goes out.
    void lossesOfExportsAreTold() {
        m_cli->out(words("new a.varve"));
        m_cli->out(words("insert a.varve 0 colourful"));
        m_cli->out(words("mark a.varve 0 3 colour #aa0000"));
        m_cli->out(words("mark a.varve 4 6 colour #00aa00"));
        const QByteArray told = "Not kept in Markdown: colours of text and behind it (2 stretches).\n";
        const CliResult shown = m_cli->run(words("cat a.varve --format md"));
        QCOMPARE(shown.out, QByteArray("colourful\n"));
        QCOMPARE(shown.err, told);
        const CliResult written = m_cli->run(words("convert a.varve a.md"));
        QCOMPARE(written.exitCode, 0);
        QCOMPARE(written.err, told);
        QCOMPARE(m_cli->out(words("convert a.varve a.html")), QByteArray());
        QCOMPARE(m_cli->run(words("convert a.html b.md")).err, told);
    }
    void standardInput() {
        QCOMPARE(m_cli->out(words("convert - a.varve --from md"), "**a**"), QByteArray());
        QCOMPARE(m_cli->out(words("cat a.varve --format md")), QByteArray("**a**\n"));
    }
    void pdfs() {
        // Without a display, and whatever platform the environment asks for
        qputenv("QT_QPA_PLATFORM", "xcb");
        qunsetenv("DISPLAY");
        m_cli->write(QStringLiteral("in.md"), "# Plans\n\n| a | b |\n| - | - |\n| c | d |\n");
        QCOMPARE(m_cli->out(words("convert in.md a.varve")), QByteArray());
        QCOMPARE(m_cli->out(words("convert a.varve a.PDF")), QByteArray());
        QVERIFY(m_cli->read(QStringLiteral("a.PDF")).startsWith("%PDF-"));
        QCOMPARE(m_cli->out(words("convert in.md b --to pdf")), QByteArray());
        QVERIFY(m_cli->read(QStringLiteral("b")).endsWith("%%EOF\n"));
        QVERIFY(m_cli->run(words("convert b c.varve")).err.contains("say it with --from"));
        QVERIFY(m_cli->run(words("convert in.md a.PDF")).err.contains("already exists"));
        // A document without a word has a page
        QCOMPARE(m_cli->out(words("new e.varve")), QByteArray());
        QCOMPARE(m_cli->out(words("convert e.varve e.pdf")), QByteArray());
    }
    void pdfWithoutFonts() {
        // Given a computer on which fontconfig finds nothing
        m_cli->write(QStringLiteral("in.md"), "a\n");
        m_cli->write(QStringLiteral("fonts.conf"), "<fontconfig><dir>/nowhere</dir></fontconfig>");
        qputenv("FONTCONFIG_FILE", QFile::encodeName(*m_cli / QStringLiteral("fonts.conf")));
        const CliResult result = m_cli->run(words("convert in.md a.pdf"));
        qunsetenv("FONTCONFIG_FILE");
        QCOMPARE(result.exitCode, kExitFailed);
        QVERIFY2(result.err.contains("No font is installed"), result.err.constData());
        QCOMPARE(result.err.count('\n'), 1);
        QVERIFY(!m_cli->files().contains(QStringLiteral("a.pdf")));
    }
    void refusals_data() {
        QTest::addColumn<QString>("line");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char* line, int exitCode, const char* says) {
            QTest::newRow(line) << QString::fromUtf8(line) << exitCode << QByteArray(says);
        };
        row("convert text.md there.varve", kExitFailed, "already exists");
        row("convert text.md there.varve --replace", kExitFailed, "already exists");
        row("convert text.md out.xyz", kExitUsage, "does not tell a format");
        row("convert text.md out --to nothing", kExitUsage, "There is no format");
        row("convert latin.txt a.varve", kExitFailed, "byte 4 ");
        row("convert bad.odt a.varve", kExitFailed, "damaged");
        row("convert nowhere.md a.varve", kExitFailed, "cannot be read");
        row("cat there.varve --format odt", kExitUsage, "text, json, md and html are known");
    }
    void refusals() {
        QFETCH(QString, line);
        QFETCH(int, exitCode);
        QFETCH(QByteArray, says);
        m_cli->write(QStringLiteral("text.md"), "a");
        m_cli->write(QStringLiteral("latin.txt"), "caf\xe9");
        m_cli->write(QStringLiteral("bad.odt"), "PK\x03\x04nothing");
        m_cli->out(words("new there.varve"));
        const QStringList before = m_cli->files();
        const CliResult result = m_cli->run(line.split(QLatin1Char(' ')));
        QCOMPARE(result.exitCode, exitCode);
        QVERIFY2(result.err.contains(says), result.err.constData());
        QCOMPARE(result.err.count('\n'), 1);
        QVERIFY(result.out.isEmpty());
        QCOMPARE(m_cli->files(), before);
    }

  private:
    std::unique_ptr<CliRunner> m_cli;
};

QTEST_GUILESS_MAIN(CliConvertTest)
#include "tst_cli_convert.moc"
