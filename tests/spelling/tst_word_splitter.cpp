#include <QTest>

#include "spelling/word_splitter.h"

using namespace varve::spelling;

namespace {

QStringList wordsOf(const QString& text, const SplitOptions& options = {}, const std::vector<Utf16Range>& skips = {}) {
    QStringList words;
    forEachWord(text, skips, options, [&](Utf16Range range) {
        words.append(text.sliced(range.begin.value, range.end - range.begin));
        return true;
    });
    return words;
}

}  // namespace

class WordSplitterTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void words_data();
    void words();
    void capitalsCountOnRequest();
    void otherScriptsArePassedOver();
    void scripts_data();
    void scripts();
    void skipsArePassedOver();
    void stopsWhenToldTo();
    void spelledForms();
};

void WordSplitterTest::words_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("words");  // separated by |
    const auto row = [](const char* name, const char* text, const char* words) {
        QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(words);
    };
    row("nothing", "", "");
    row("spaces and signs", " \t… — !? ", "");
    row("a sentence", "The cat, (the “dog”) sat.", "The|cat|the|dog|sat");
    row("apostrophes", "don't o’clock 'quoted' dogs'", "don't|o’clock|quoted|dogs");
    row("hyphens separate", "well-known", "well|known");
    row("accents in both spellings", "caf\u00e9 cafe\u0301", "caf\u00e9|cafe\u0301");
    row("digits", "a1 2nd 1990s x86 12 word", "word");
    row("underscores", "snake_case _private word", "word");
    row("capitals", "NATO A I iPhone ÄÖÜ Xx", "iPhone|Xx");
    row("addresses", "see https://example.org/some-path?q=wrod, www.exmaple.com and", "see|and");
    row("addresses in brackets", "(https://exmaple.org) <mailto:jon@exmaple.org> after", "after");
    row("mail", "write to jon.smtih@exmaple.org now", "write|to|now");
    row("an at sign alone", "one @ two @", "one|two");
    row("paths", "in /usr/shrae/doc ~/fiels C:\\Wnidows and/or", "in|and|or");
    row("other alphabets", "мир κόσμος שלום", "мир|κόσμος|שלום");
    row("pairs", "\U00010330\U00010331\U00010332 😀smile", "\U00010330\U00010331\U00010332|smile");
    row("an embed separates", "one\ufffctwo", "one|two");
}

void WordSplitterTest::words() {
    QFETCH(QString, text);
    QFETCH(QString, words);
    QCOMPARE(wordsOf(text).join(QLatin1Char('|')), words);
}

void WordSplitterTest::capitalsCountOnRequest() {
    QCOMPARE(wordsOf(QStringLiteral("NATO x"), {.isSkippingCapitals = false}),
             (QStringList{QStringLiteral("NATO"), QStringLiteral("x")}));
}

void WordSplitterTest::otherScriptsArePassedOver() {
    const QString text = QStringLiteral("hello мир κόσμος 中文 café ไทย");
    QCOMPARE(wordsOf(text, {.script = QChar::Script_Latin}).join(QLatin1Char('|')), QStringLiteral("hello|café"));
    QCOMPARE(wordsOf(text, {.script = QChar::Script_Cyrillic}).join(QLatin1Char('|')), QStringLiteral("мир"));
}

void WordSplitterTest::scripts_data() {
    QTest::addColumn<QString>("language");
    QTest::addColumn<int>("script");
    QTest::newRow("English") << QStringLiteral("en-GB") << int{QChar::Script_Latin};
    QTest::newRow("German") << QStringLiteral("de") << int{QChar::Script_Latin};
    QTest::newRow("Russian") << QStringLiteral("ru-RU") << int{QChar::Script_Cyrillic};
    QTest::newRow("Greek") << QStringLiteral("el") << int{QChar::Script_Greek};
    QTest::newRow("Serbian") << QStringLiteral("sr") << int{QChar::Script_Cyrillic};
    QTest::newRow("Serbian in Latin letters") << QStringLiteral("sr-Latn") << int{QChar::Script_Latin};
    QTest::newRow("Japanese") << QStringLiteral("ja") << -1;
    QTest::newRow("unknown") << QStringLiteral("qq-XX") << -1;
    QTest::newRow("none") << QString() << -1;
}

void WordSplitterTest::scripts() {
    QFETCH(QString, language);
    QFETCH(int, script);
    const auto found = scriptOf(language);
    QCOMPARE(found ? int{*found} : -1, script);
}

void WordSplitterTest::skipsArePassedOver() {
    const QString text = QStringLiteral("one two three four");
    const std::vector<Utf16Range> skips{{{0}, {3}}, {{7}, {9}}, {{18}, {18}}};
    QCOMPARE(wordsOf(text, {}, skips).join(QLatin1Char('|')), QStringLiteral("two|four"));
    QCOMPARE(wordsOf(text, {}, {{{0}, {100}}}), QStringList());
}

void WordSplitterTest::stopsWhenToldTo() {
    int count = 0;
    forEachWord(QStringLiteral("one two three"), {}, {}, [&](Utf16Range) { return ++count < 2; });
    QCOMPARE(count, 2);
}

void WordSplitterTest::spelledForms() {
    QCOMPARE(spelledForm(u"cafe\u0301"), QStringLiteral("caf\u00e9"));
    QCOMPARE(spelledForm(u"syl\u00adla\u00adble"), QStringLiteral("syllable"));
}

QTEST_GUILESS_MAIN(WordSplitterTest)
#include "tst_word_splitter.moc"
