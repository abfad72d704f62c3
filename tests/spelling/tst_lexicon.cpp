#include <QTest>

#include "spelling/lexicon.h"
#include "tests/spelling/dictionary_folder.h"

using namespace varve;
using namespace varve::spelling;
using varve::spelling::test::DictionaryFolder;

class LexiconTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void knowsWordsAndTheirForms();
    void encodings_data();
    void encodings();
    void suggestsWhatIsNear();
    void veryLongWords();
    void brokenFiles_data();
    void brokenFiles();
    void garbageIsSurvived();
    void installedDictionariesWork();
};

void LexiconTest::knowsWordsAndTheirForms() {
    const DictionaryFolder folder;
    const auto lexicon = Lexicon::read(folder.addEnglish()).value();
    for (const char* word : {"hello", "Hello", "HELLO", "hellos", "cats", "café", "cafés", "don't", "don’t", "London"})
        QVERIFY2(lexicon->isCorrect(QString::fromUtf8(word)), word);
    for (const char* word : {"helo", "london", "dont", "cafe", "の", "😀", "wo rld"})
        QVERIFY2(!lexicon->isCorrect(QString::fromUtf8(word)), word);
    QVERIFY(!lexicon->isCorrect(QStringLiteral("helo")));  // the second time from what is remembered
    QVERIFY(lexicon->isCorrect(QStringLiteral("hello")));
}

void LexiconTest::encodings_data() {
    QTest::addColumn<QByteArray>("encoding");
    QTest::addColumn<QByteArray>("encoded");
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("mistyped");
    QTest::newRow("UTF-8") << QByteArray("UTF-8") << QByteArray("gr\xc3\xbc\xc3\x9f") << QStringLiteral("grüß")
                           << QStringLiteral("grüss");
    QTest::newRow("Latin 1") << QByteArray("ISO8859-1") << QByteArray("gr\xfc\xdf") << QStringLiteral("grüß")
                             << QStringLiteral("grüa");
    QTest::newRow("Latin 2") << QByteArray("ISO8859-2") << QByteArray("\xb3\xf3\xbfko") << QStringLiteral("łóżko")
                             << QStringLiteral("łóżka");
    QTest::newRow("Latin 9") << QByteArray("ISO8859-15") << QByteArray("c\xbdur") << QStringLiteral("cœur")
                             << QStringLiteral("cœuur");
    QTest::newRow("KOI8-R") << QByteArray("KOI8-R") << QByteArray("\xcd\xc9\xd2") << QStringLiteral("мир")
                            << QStringLiteral("мирр");
    QTest::newRow("Windows 1251") << QByteArray("microsoft-cp1251") << QByteArray("\xec\xe8\xf0")
                                  << QStringLiteral("мир") << QStringLiteral("мирр");
    QTest::newRow("Thai") << QByteArray("TIS620-2533") << QByteArray("\xb9\xe9\xd3") << QStringLiteral("น้ำ")
                          << QStringLiteral("นำ");
}

void LexiconTest::encodings() {
    QFETCH(QByteArray, encoding);
    QFETCH(QByteArray, encoded);
    QFETCH(QString, word);
    QFETCH(QString, mistyped);
    const DictionaryFolder folder;
    const auto lexicon = Lexicon::read(folder.add(QStringLiteral("xx"), encoding, {encoded, "other"}));
    QVERIFY2(lexicon.has_value(), lexicon ? "" : lexicon.error().message.c_str());
    QVERIFY((*lexicon)->isCorrect(word));
    QVERIFY(!(*lexicon)->isCorrect(mistyped));
    QVERIFY(!(*lexicon)->isCorrect(QStringLiteral("日本")));  // mostly cannot be written there
    QVERIFY((*lexicon)->suggestionsFor(mistyped).contains(word));
    QVERIFY((*lexicon)->suggestionsFor(QStringLiteral("日本")).isEmpty());
}

void LexiconTest::suggestsWhatIsNear() {
    const DictionaryFolder folder;
    const auto lexicon = Lexicon::read(folder.addEnglish()).value();
    QCOMPARE(lexicon->suggestionsFor(QStringLiteral("helo")).value(0), QStringLiteral("hello"));
    QCOMPARE(lexicon->suggestionsFor(QStringLiteral("wrold")).value(0), QStringLiteral("world"));
    QVERIFY(lexicon->suggestionsFor(QStringLiteral("qqqqqqqqqqqqqqq")).isEmpty());
}

void LexiconTest::veryLongWords() {
    const DictionaryFolder folder;
    const auto lexicon = Lexicon::read(folder.addEnglish()).value();
    QVERIFY(!lexicon->isCorrect(QString(90, QLatin1Char('x'))));
    QVERIFY(!lexicon->isCorrect(QString(90, QChar(0x4e2d))));
    QVERIFY(lexicon->isCorrect(QString(91, QLatin1Char('x'))));
    QVERIFY(lexicon->isCorrect(QString(100'000, QLatin1Char('x'))));
    QVERIFY(lexicon->suggestionsFor(QString(100'000, QLatin1Char('x'))).isEmpty());
}

void LexiconTest::brokenFiles_data() {
    QTest::addColumn<QByteArray>("affix");
    QTest::addColumn<QByteArray>("words");
    QTest::addColumn<QByteArray>("why");
    const QByteArray affix("SET UTF-8\n");
    const QByteArray count("its first line does not say how many words it has.");
    QTest::newRow("empty") << affix << QByteArray() << count;
    QTest::newRow("no number") << affix << QByteArray("hello\nworld\n") << count;
    QTest::newRow("nothing") << affix << QByteArray("0\n") << count;
    QTest::newRow("negative") << affix << QByteArray("-5\nhello\n") << count;
    QTest::newRow("a table for nothing") << affix << QByteArray("2000000000\nhello\n") << count;
    QTest::newRow("more digits than a number has") << affix << QByteArray("99999999999999999999999\na\n") << count;
    QTest::newRow("something else") << affix << QByteArray("\x89PNG\r\n\x1a\n\0\0", 10) << count;
    QTest::newRow("one long line") << affix << QByteArray(100'000, 'x') << count;
    QTest::newRow("unknown encoding") << QByteArray("SET KLINGON-1\n") << QByteArray("1\nhello\n")
                                      << QByteArray("its encoding “KLINGON-1” is unknown.");
}

void LexiconTest::brokenFiles() {
    QFETCH(QByteArray, affix);
    QFETCH(QByteArray, words);
    QFETCH(QByteArray, why);
    const DictionaryFolder folder;
    folder.write(QStringLiteral("xx.aff"), affix);
    folder.write(QStringLiteral("xx.dic"), words);
    const Dictionary dictionary = folder.found().all().front();
    const auto lexicon = Lexicon::read(dictionary);
    QVERIFY(!lexicon.has_value());
    QCOMPARE(lexicon.error().message, "The spelling dictionary “xx.dic” cannot be used: " + why.toStdString());

    QVERIFY(QFile::remove(dictionary.affixPath));
    QVERIFY(Lexicon::read(dictionary).error().message.ends_with("it cannot be read."));
}

void LexiconTest::garbageIsSurvived() {
    const DictionaryFolder folder;
    QByteArray garbage;
    for (int index = 0; index < 20'000; ++index)
        garbage.append(static_cast<char>(index * index / 7 + index));
    folder.write(QStringLiteral("xx.aff"), "SET UTF-8\nSFX A Y 99999\nPFX\nREP -1\n" + garbage);
    folder.write(QStringLiteral("xx.dic"), "3\nhello/\xff\xff\n" + garbage + "\nworld\n");
    const auto lexicon = Lexicon::read(folder.found().all().front());
    QVERIFY(lexicon.has_value());
    QVERIFY((*lexicon)->isCorrect(QStringLiteral("world")));
    QVERIFY(!(*lexicon)->isCorrect(QStringLiteral("moon")));
}

void LexiconTest::installedDictionariesWork() {
    const Dictionaries dictionaries = Dictionaries::find(Dictionaries::standardFolders());
    if (dictionaries.isEmpty()) QSKIP("no dictionary is installed");
    for (const Dictionary& dictionary : dictionaries.all()) {
        const auto lexicon = Lexicon::read(dictionary);
        QVERIFY2(lexicon.has_value(), lexicon ? "" : lexicon.error().message.c_str());
        QVERIFY2(!(*lexicon)->isCorrect(QStringLiteral("qzxwvk")), qUtf8Printable(dictionary.language));
    }
}

QTEST_GUILESS_MAIN(LexiconTest)
#include "tst_lexicon.moc"
