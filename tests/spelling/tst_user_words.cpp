#include <QDir>
#include <QFile>
#include <QLockFile>
#include <QTemporaryDir>
#include <QTest>

#include "spelling/user_words.h"

using namespace varve;
using namespace varve::spelling;

namespace {

void write(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

QByteArray bytesOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no file)");
}

}  // namespace

class UserWordsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void noFileIsNoError();
    void wordsAreKept();
    void strangeLinesArePassedOver();
    void othersMayAddAsWell();
    void whatCannotBeWrittenIsSaid();
    void whatCannotBeReadIsSaid();
    void noWords_data();
    void noWords();
    void listed_data();
    void listed();
};

void UserWordsTest::noFileIsNoError() {
    const QTemporaryDir folder;
    UserWords words(folder.filePath(QStringLiteral("words.txt")));
    QVERIFY(words.read().has_value());
    QVERIFY(words.words().isEmpty());
    QVERIFY(UserWords::standardPath().endsWith(QStringLiteral("/words.txt")));
}

void UserWordsTest::wordsAreKept() {
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("new/folder/words.txt"));
    UserWords words(path);
    QVERIFY(words.add(QStringLiteral(" varve ")).has_value());
    QVERIFY(words.add(QStringLiteral("Ångström")).has_value());
    QVERIFY(words.add(QStringLiteral("varve")).has_value());
    QCOMPARE(bytesOf(path), QByteArray("varve\nÅngström\n"));
    UserWords again(path);
    QVERIFY(again.read().has_value());
    QCOMPARE(again.words(), (QSet<QString>{QStringLiteral("varve"), QStringLiteral("Ångström")}));
    QVERIFY(again.remove(QStringLiteral("varve")).has_value());
    QCOMPARE(bytesOf(path), QByteArray("Ångström\n"));
    QCOMPARE(QDir(folder.filePath(QStringLiteral("new/folder"))).entryList(QDir::Files),
             QStringList{QStringLiteral("words.txt")});
}

void UserWordsTest::strangeLinesArePassedOver() {
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("words.txt"));
    write(path,
          "one\r\n\n  two  \nb\xff"
          "d\nnul\0l\nthree" +
              QByteArray("\n") + QByteArray(91, 'x'));
    UserWords words(path);
    QVERIFY(words.read().has_value());
    QVERIFY(words.words().contains(QStringLiteral("one")));
    QVERIFY(words.words().contains(QStringLiteral("two")));
    QVERIFY(!words.words().contains(QString()));
    for (const QString& word : words.words())
        QVERIFY(word.size() <= 90 && !word.contains(QChar(QChar::ReplacementCharacter)));
}

void UserWordsTest::othersMayAddAsWell() {
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("words.txt"));
    UserWords mine(path);
    UserWords theirs(path);
    QVERIFY(mine.read().has_value() && theirs.read().has_value());
    QVERIFY(mine.add(QStringLiteral("one")).has_value());
    QVERIFY(theirs.add(QStringLiteral("two")).has_value());
    QVERIFY(mine.add(QStringLiteral("three")).has_value());
    QCOMPARE(mine.words().size(), 3);
    QCOMPARE(bytesOf(path), QByteArray("one\nthree\ntwo\n"));
}

void UserWordsTest::whatCannotBeWrittenIsSaid() {
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("words.txt"));
    QLockFile lock(path + QStringLiteral(".lock"));
    QVERIFY(lock.lock());
    UserWords words(path);
    const auto added = words.add(QStringLiteral("one"));
    QVERIFY(!added.has_value());
    QVERIFY(added.error().message.find("another program") != std::string::npos);
    QVERIFY(words.words().isEmpty());
    write(folder.filePath(QStringLiteral("file")), "");
    UserWords elsewhere(folder.filePath(QStringLiteral("file/words.txt")));
    QVERIFY(!elsewhere.add(QStringLiteral("one")).has_value());
}

void UserWordsTest::whatCannotBeReadIsSaid() {
    const QTemporaryDir folder;
    UserWords words(folder.path());
    QVERIFY(!words.read().has_value());
    const QString path = folder.filePath(QStringLiteral("large.txt"));
    QFile large(path);
    QVERIFY(large.open(QIODevice::WriteOnly) && large.resize(20'000'001));
    UserWords tooMany(path);
    QCOMPARE(tooMany.read().error().code, ErrorCode::kLimitExceeded);
}

void UserWordsTest::noWords_data() {
    QTest::addColumn<QString>("word");
    QTest::newRow("empty") << QString();
    QTest::newRow("spaces") << QStringLiteral("  ");
    QTest::newRow("two lines") << QStringLiteral("a\nb");
    QTest::newRow("too long") << QString(91, QLatin1Char('x'));
}

void UserWordsTest::noWords() {
    QFETCH(QString, word);
    const QTemporaryDir folder;
    UserWords words(folder.filePath(QStringLiteral("words.txt")));
    QCOMPARE(words.add(word).error().code, ErrorCode::kInvalidInput);
}

void UserWordsTest::listed_data() {
    QTest::addColumn<QString>("word");
    QTest::addColumn<bool>("isListed");
    const auto row = [](const char* word, bool isListed) {
        QTest::newRow(word) << QString::fromUtf8(word) << isListed;
    };
    row("varve", true);
    row("Varve", true);
    row("VARVE", true);
    row("vArve", false);
    row("Kiel", true);
    row("KIEL", true);
    row("kiel", false);
    row("iPod", true);
    row("ipod", false);
    row("other", false);
    row("", false);
}

void UserWordsTest::listed() {
    QFETCH(QString, word);
    QFETCH(bool, isListed);
    const QSet<QString> words{QStringLiteral("varve"), QStringLiteral("Kiel"), QStringLiteral("iPod")};
    QCOMPARE(spelling::isListed(words, word), isListed);
}

QTEST_GUILESS_MAIN(UserWordsTest)
#include "tst_user_words.moc"
