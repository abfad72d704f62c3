#include <QTest>

#include "spelling/dictionaries.h"
#include "tests/spelling/dictionary_folder.h"

using namespace varve::spelling;
using varve::spelling::test::DictionaryFolder;

class DictionariesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void findsPairsOfFiles();
    void passesOverOtherFiles();
    void earlierFoldersCount();
    void foldersNeedNotExist();
    void nearest_data();
    void nearest();
};

void DictionariesTest::findsPairsOfFiles() {
    const DictionaryFolder folder;
    const Dictionary german = folder.add(QStringLiteral("de_DE"), "UTF-8", {"Haus"});
    const Dictionary english = folder.addEnglish();
    QCOMPARE(folder.found().all(), (std::vector{german, english}));
    QVERIFY(!folder.found().isEmpty());
}

void DictionariesTest::passesOverOtherFiles() {
    const DictionaryFolder folder;
    for (const char* name : {"de_DE.aff", "en_US.dic", "hyph_de.aff", "hyph_de.dic", "a.aff", "a.dic", "READ ME.aff",
                             "en_.aff", "en_.dic"})
        folder.write(QString::fromLatin1(name), "1\nx\n");
    QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("fr_FR.aff")));
    QVERIFY(folder.found().isEmpty());
}

void DictionariesTest::earlierFoldersCount() {
    const DictionaryFolder first;
    const DictionaryFolder second;
    const Dictionary wanted = first.addEnglish();
    second.addEnglish();
    const Dictionary other = second.add(QStringLiteral("it"), "UTF-8", {"casa"});
    QCOMPARE(Dictionaries::find({first.path(), second.path()}).all(), (std::vector{wanted, other}));
}

void DictionariesTest::foldersNeedNotExist() {
    QVERIFY(Dictionaries::find({QStringLiteral("/nowhere/at/all")}).isEmpty());
    QVERIFY(Dictionaries::standardFolders().contains(QStringLiteral("/usr/share/hunspell")));
    QVERIFY(Dictionaries::standardFolders().contains(QStringLiteral("/usr/share/myspell")));
}

void DictionariesTest::nearest_data() {
    QTest::addColumn<QString>("installed");
    QTest::addColumn<QString>("wanted");
    QTest::addColumn<QString>("nearest");
    const auto row = [](const char* installed, const char* wanted, const char* nearest) {
        QTest::addRow("%s of %s", wanted, installed)
            << QString::fromLatin1(installed) << QString::fromLatin1(wanted) << QString::fromLatin1(nearest);
    };
    row("de_DE en_GB en_US", "en-GB", "en-GB");
    row("de_DE en_GB en_US", "en_us", "en-US");
    row("de_DE en_GB en_US", "en", "en-US");
    row("de_DE en_GB en_US", "en-AU", "en-US");
    row("de_AT de_CH de_DE", "de", "de-DE");
    row("de_AT de_CH", "de", "de-AT");
    row("pt_BR pt_PT", "pt-PT", "pt-PT");
    row("fr fr_CA", "fr-BE", "fr");
    row("en_GB_large en_US", "en-GB", "en-GB-large");
    row("sr sr_Latn_RS", "sr-Latn", "sr-Latn-RS");
    row("sr sr_Latn_RS", "sr", "sr");
    row("de_DE", "fr", "");
    row("de_DE", "", "");
    row("", "de", "");
}

void DictionariesTest::nearest() {
    QFETCH(QString, installed);
    QFETCH(QString, wanted);
    QFETCH(QString, nearest);
    const DictionaryFolder folder;
    for (const QString& name : installed.split(QLatin1Char(' '), Qt::SkipEmptyParts))
        folder.add(name, "UTF-8", {"a"});
    const Dictionaries dictionaries = folder.found();
    const Dictionary* found = dictionaries.nearest(wanted);
    QCOMPARE(found == nullptr ? QString() : found->language, nearest);
}

QTEST_GUILESS_MAIN(DictionariesTest)
#include "tst_dictionaries.moc"
