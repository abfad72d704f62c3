// Plain text in and out: encodings, line ends, hidden characters.
#include <QTest>

#include "convert/plain_text.h"
#include "document/block_schema.h"
#include "tests/convert/content_words.h"

using namespace varve;
using namespace varve::convert;

class PlainTextTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void reads_data();
    void reads();
    void refuses_data();
    void refuses();
    void saysWhatIsHidden();
    void writesLists();
    void stopsWhenCancelled();
};

void PlainTextTest::reads_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("nothing") << QByteArray() << QByteArray();
    QTest::newRow("one line") << QByteArray("a") << QByteArray("a");
    QTest::newRow("line end at the end") << QByteArray("a\n") << QByteArray("a");
    QTest::newRow("empty lines") << QByteArray("\n\na\n\n") << QByteArray("\n\na\n");
    QTest::newRow("all line ends") << QByteArray(
                                          "a\r\nb\rc\nd\xe2\x80\xa9"
                                          "e")
                                   << QByteArray("a\nb\nc\nd\ne");
    QTest::newRow("soft line break") << QByteArray(
                                            "a\xe2\x80\xa8"
                                            "b")
                                     << QByteArray("a↵b");
    QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbfä") << QByteArray("ä");
    QTest::newRow("UTF-16 little") << QByteArray("\xff\xfe\x61\x00\x3d\xd8\x00\xde\x0a\x00\x62\x00", 12)
                                   << QByteArray("a😀\nb");
    QTest::newRow("UTF-16 big") << QByteArray("\xfe\xff\x00\x61\x00\xe4", 6) << QByteArray("aä");
    QTest::newRow("controls") << QByteArray("a\x00\x1b\tb\x7f", 6) << QByteArray("a\tb");
    QTest::newRow("placeholder") << QByteArray(
                                        "a\xef\xbf\xbc"
                                        "b")
                                 << QByteArray("ab");
}

void PlainTextTest::reads() {
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, words);
    const auto imported = importText(bytes.toStdString());
    QVERIFY(imported.has_value());
    QCOMPARE(QByteArray::fromStdString(wordsOf(imported->content.blocks)), words);
    QVERIFY(!imported->content.blocks.empty());
}

void PlainTextTest::refuses_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("says");
    QTest::newRow("Latin 1") << QByteArray(
                                    "ab\nc\xe4"
                                    "d")
                             << QStringLiteral("byte 5 (line 2)");
    QTest::newRow("cut off") << QByteArray("ab\xc3") << QStringLiteral("byte 3 (line 1)");
    QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << QStringLiteral("byte 1 ");
    QTest::newRow("behind the mark") << QByteArray("\xef\xbb\xbf\xff") << QStringLiteral("byte 4 ");
    QTest::newRow("half a pair") << QByteArray("\xff\xfe\x3d\xd8\x61\x00", 6) << QStringLiteral("byte 3 ");
    QTest::newRow("odd UTF-16") << QByteArray("\xff\xfe\x61\x00\x61", 5) << QStringLiteral("byte 5 ");
}

void PlainTextTest::refuses() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, says);
    const auto imported = importText(bytes.toStdString());
    QVERIFY(!imported.has_value());
    QVERIFY(imported.error().code == ErrorCode::kMalformed);
    QVERIFY2(QString::fromStdString(imported.error().message).contains(says), imported.error().message.c_str());
}

void PlainTextTest::saysWhatIsHidden() {
    const auto plain = importText("a\nb");
    QVERIFY(plain.has_value() && plain->losses.empty());
    const auto hidden = importText(
        "a\xe2\x80\xae"
        "b\xe2\x81\xa6\x01");
    QVERIFY(hidden.has_value());
    QCOMPARE(hidden->losses.size(), std::size_t{2});
    QVERIFY(hidden->losses[0].starts_with("1 control character "));
    QVERIFY(hidden->losses[1].find("2 invisible characters") != std::string::npos);
    // Directional characters are text.
    QCOMPARE(wordsOf(hidden->content.blocks), std::string("a\xe2\x80\xae"
                                                          "b\xe2\x81\xa6"));
}

void PlainTextTest::writesLists() {
    document::Content content;
    const auto add = [&](document::BlockType type, int indent, const char* text, int start = -1) {
        document::BlockAttributes attributes;
        attributes.type = type;
        attributes.indent = indent;
        attributes.start = start;
        attributes.isChecked = type == document::BlockType::kCheck && indent == 1;
        content.blocks.push_back({.attributes = document::registersOf(attributes), .inlines = {{.text = text}}});
    };
    using enum document::BlockType;
    add(kNumber, 0, "one");
    add(kBullet, 1, "deeper");
    add(kNumber, 0, "two\xe2\x80\xa8lines");
    add(kParagraph, 0, "between");
    add(kNumber, 0, "one again");
    add(kNumber, 0, "seven", 7);
    add(kCheck, 1, "done");
    const auto text = exportText(content);
    QVERIFY(text.has_value());
    QCOMPARE(*text, std::string("1. one\n  • deeper\n2. two\nlines\nbetween\n1. one again\n7. seven\n  [x] done\n"));
}

void PlainTextTest::stopsWhenCancelled() {
    const Progress progress{.report = {}, .isCancelled = [] { return true; }};
    QVERIFY(!importText("a\nb", progress).has_value());
}

QTEST_GUILESS_MAIN(PlainTextTest)
#include "tst_plain_text.moc"
