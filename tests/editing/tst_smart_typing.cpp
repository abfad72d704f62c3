// Typing, letter by letter, and what becomes of it.
#include <QTest>

#include "editing/smart_typing.h"
#include "editing/typographic_quotes.h"

using namespace varve;
using namespace varve::editing;
using document::BlockAttributes;
using document::BlockType;

namespace {

/// What a block has after the keys were pressed one after the other.
QString typedText(const QString& keys, const QString& language) {
    QString text;
    for (const QChar key : keys) {
        const auto substitution = typographicSubstitution(text, QStringView(&key, 1), language);
        text += key;
        if (!substitution) continue;
        text.chop(substitution->removedCount);  // everything here is one unit a scalar
        text += substitution->text;
    }
    return text;
}

}  // namespace

class SmartTypingTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void typography_data();
    void typography();
    void countsFromTheCaret();
    void onlySingleCharactersChange();
    void languages_data();
    void languages();
    void blockShortcuts_data();
    void blockShortcuts();
    void noBlockShortcuts_data();
    void noBlockShortcuts();
    void rules();
};

void SmartTypingTest::typography_data() {
    QTest::addColumn<QString>("language");
    QTest::addColumn<QString>("keys");
    QTest::addColumn<QString>("text");
    const auto row = [](const char* language, const char* keys, const char* text) {
        QTest::addRow("%s %s", language, keys)
            << QString::fromLatin1(language) << QString::fromUtf8(keys) << QString::fromUtf8(text);
    };
    // Quotations
    row("en", "\"Yes,\" she said.", "“Yes,” she said.");
    row("en-GB", "'Yes,' she said.", "‘Yes,’ she said.");
    row("en", "\"He said 'no'.\"", "“He said ‘no’.”");
    row("en", "(\"a\") [\"b\"] \"c\"!", "(“a”) [“b”] “c”!");
    row("en", "\"'Twice'\"", "“‘Twice’”");
    row("en", "and/or \"x\"/\"y\"", "and/or “x”/“y”");
    row("en", "\"\" \"a \"b\" c\"", "“” “a “b” c”");
    row("de", "\"Ja\", sagte sie.", "„Ja“, sagte sie.");
    row("de", "\"\"", "„“");
    row("fr", "\"Il dit (\"oui\") ici\"", "«\u202fIl dit (“oui”) ici\u202f»");
    row("de-AT", "'Ja'", "‚Ja‘");
    row("de", "\"Er sagte 'nein'.\"", "„Er sagte ‚nein‘.“");
    row("de-CH", "\"Ja\" 'Nein'", "«Ja» ‹Nein›");
    row("fr", "\"Oui\"", "«\u202fOui\u202f»");
    row("fr-CH", "\"Oui\"", "«\u202fOui\u202f»");
    row("fr-CA", "\"Oui\"", "«\u00a0Oui\u00a0»");
    row("fr", "\"Oui \" dit-il, \"non\"", "«\u202fOui\u202f» dit-il, «\u202fnon\u202f»");
    row("es", "\"Hola\" ¿\"Qué\"?", "«Hola» ¿«Qué»?");
    row("it", "\"Ciao\"", "«Ciao»");
    row("nl", "\"Ja\" 'nee'", "“Ja” ‘nee’");
    row("pl", "\"Tak\" 'nie'", "„Tak” ‚nie’");
    row("sv", "\"Ja\" 'nej'", "”Ja” ’nej’");
    row("fi", "\"Joo\"", "”Joo”");
    row("da", "\"Ja\"", "“Ja”");
    row("nb", "\"Ja\"", "«Ja»");
    row("ru", "\"Да\" 'нет'", "«Да» ‚нет‘");
    row("cs", "\"Ano\"", "„Ano“");
    row("hu", "\"Igen\"", "„Igen”");
    row("ja", "\"はい\"", "「はい」");
    row("pt-PT", "\"Sim\"", "«Sim»");
    row("pt-BR", "\"Sim\"", "“Sim”");
    row("", "\"x\"", "“x”");
    // Dashes and what is quoted beside them
    row("en", "\"Well---\" he said---\"no\"", "“Well—” he said—“no”");
    row("de", "Ja -- nein", "Ja – nein");
    row("en", "1914--18", "1914–18");
    row("en", "word---word", "word—word");
    row("en", "a ---- b", "a —- b");
    row("en", "---", "---");
    row("en", "-- x", "-- x");
    row("en", "<!-- x -->", "<!-- x –>");
    row("en", "well-known", "well-known");
    // Apostrophes
    row("en", "don't", "don’t");
    row("en", "the dogs' bowls", "the dogs’ bowls");
    row("en", "the 1980's", "the 1980’s");
    row("de", "Hans' Haus, geht's?", "Hans’ Haus, geht’s?");
    row("fr", "l'homme d'aujourd'hui", "l’homme d’aujourd’hui");
    row("it", "l'amico", "l’amico");
    row("ru", "д'Артаньян", "д’Артаньян");
    row("de-CH", "geht's", "geht’s");
    row("sv", "'nej", "’nej");
    // Ellipses
    row("en", "wait...", "wait…");
    row("en", "...", "…");
    row("en", "wait....", "wait….");
    row("en", "../...", "../...");
    row("en", "a. b.. c", "a. b.. c");
    // French spaces
    row("fr", "Quoi ? Oui ! Non ; si : ah", "Quoi\u202f? Oui\u202f! Non\u202f; si\u00a0: ah");
    row("fr", "Quoi? 12:30", "Quoi? 12:30");
    row("fr", "a  ?", "a  ?");
    row("fr", " ?", " ?");
    row("en", "What ?", "What ?");
    row("fry", "Wat ?", "Wat ?");
}

void SmartTypingTest::typography() {
    QFETCH(QString, language);
    QFETCH(QString, keys);
    QFETCH(QString, text);
    QCOMPARE(typedText(keys, language), text);
}

void SmartTypingTest::countsFromTheCaret() {
    QCOMPARE(*typographicSubstitution(u"😀-", u"-", u"en"), (TypingSubstitution{2, QStringLiteral("–")}));
    QCOMPARE(*typographicSubstitution(u"😀..", u".", u"en"), (TypingSubstitution{3, QStringLiteral("…")}));
    QCOMPARE(*typographicSubstitution(u"😀", u"\"", u"en"), (TypingSubstitution{1, QStringLiteral("”")}));
    QCOMPARE(*typographicSubstitution(u"\ufffc", u"\"", u"en"), (TypingSubstitution{1, QStringLiteral("”")}));
}

void SmartTypingTest::onlySingleCharactersChange() {
    for (const QStringView typed : {u"", u"a", u"\"a\"", u"--", u"...", u" ", u"😀", u"\n"})
        QVERIFY(!typographicSubstitution(u"x-", typed, u"en").has_value());
}

void SmartTypingTest::languages_data() {
    QTest::addColumn<QString>("language");
    QTest::addColumn<QString>("marks");  // all four
    const auto row = [](const char* language, const char* marks) {
        QTest::addRow("“%s”", language) << QString::fromLatin1(language) << QString::fromUtf8(marks);
    };
    row("en", "“”‘’");
    row("EN-us", "“”‘’");
    row("de", "„“‚‘");
    row("de-DE", "„“‚‘");
    row("de-ch", "«»‹›");
    row("de-CH-1996", "«»‹›");
    row("den", "“”‘’");  // not German
    row("fr-FR", "«\u202f\u202f»‘’");
    row("pt", "“”‘’");
    row("zh-Hant-TW", "「」『』");
    row("zh-CN", "“”‘’");
    row("xx", "“”‘’");
    row("", "“”‘’");
}

void SmartTypingTest::languages() {
    QFETCH(QString, language);
    QFETCH(QString, marks);
    const TypographicQuotes& quotes = typographicQuotesOf(language);
    QCOMPARE(
        quotes.open.toString() + quotes.close.toString() + quotes.singleOpen.toString() + quotes.singleClose.toString(),
        marks);
}

void SmartTypingTest::blockShortcuts_data() {
    QTest::addColumn<QString>("keys");
    QTest::addColumn<BlockType>("type");  // before
    QTest::addColumn<BlockAttributes>("attributes");
    const auto row = [](const char* keys, BlockType type, const BlockAttributes& attributes) {
        QTest::addRow("%s in %d", keys, static_cast<int>(type)) << QString::fromUtf8(keys) << type << attributes;
    };
    constexpr auto kParagraph = BlockType::kParagraph;
    row("# ", kParagraph, {.type = BlockType::kHeading, .level = 1});
    row("## ", kParagraph, {.type = BlockType::kHeading, .level = 2});
    row("###### ", kParagraph, {.type = BlockType::kHeading, .level = 6});
    row("- ", kParagraph, {.type = BlockType::kBullet});
    row("* ", kParagraph, {.type = BlockType::kBullet});
    row("+ ", kParagraph, {.type = BlockType::kBullet});
    row("1. ", kParagraph, {.type = BlockType::kNumber});
    row("1) ", kParagraph, {.type = BlockType::kNumber});
    row("0. ", kParagraph, {.type = BlockType::kNumber, .start = 0});
    row("7) ", kParagraph, {.type = BlockType::kNumber, .start = 7});
    row("999999. ", kParagraph, {.type = BlockType::kNumber, .start = 999999});
    row("[ ] ", kParagraph, {.type = BlockType::kCheck});
    row("[] ", kParagraph, {.type = BlockType::kCheck});
    row("[x] ", kParagraph, {.type = BlockType::kCheck, .isChecked = true});
    row("[X] ", kParagraph, {.type = BlockType::kCheck, .isChecked = true});
    row("[ ] ", BlockType::kBullet, {.type = BlockType::kCheck});
    row("[x] ", BlockType::kNumber, {.type = BlockType::kCheck, .isChecked = true});
    row("> ", kParagraph, {.type = BlockType::kQuote});
    row("```", kParagraph, {.type = BlockType::kCode});
}

void SmartTypingTest::blockShortcuts() {
    QFETCH(QString, keys);
    QFETCH(BlockType, type);
    QFETCH(BlockAttributes, attributes);
    // Only the last key says something, and only when it is typed at the end.
    for (qsizetype count = 0; count + 1 < keys.size(); ++count) {
        const QString before = keys.first(count);
        QVERIFY(!blockShortcut(before, keys.sliced(count, 1), {.type = type}));
    }
    const auto shortcut = blockShortcut(keys.chopped(1), keys.last(1), {.type = type});
    QVERIFY(shortcut.has_value());
    QCOMPARE(shortcut->removedCount, static_cast<std::uint32_t>(keys.size()));
    QVERIFY(!shortcut->isRule);
    QVERIFY(document::blockAttributesOf(shortcut->attributes) == attributes);
    QVERIFY(shortcut->attributes == document::registersOf(attributes));
}

void SmartTypingTest::noBlockShortcuts_data() {
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<BlockType>("type");
    const auto row = [](const char* before, const char* typed, BlockType type = BlockType::kParagraph) {
        QTest::addRow("%s|%s in %d", before, *typed == '\n' ? "Enter" : typed, static_cast<int>(type))
            << QString::fromUtf8(before) << QString::fromUtf8(typed) << type;
    };
    row("", " ");
    row("####### ", " ");
    row("#######", " ");
    row("#a", " ");
    row(" #", " ");
    row("text -", " ");
    row("--", " ");
    row("1", " ");
    row("1.", "x");
    row("1.)", " ");
    row(".", " ");
    row("-1.", " ");
    row("1234567.", " ");
    row("٣.", " ");
    row("[y]", " ");
    row("[", " ");
    row("x [ ]", " ");
    row("`", "`");
    row("```", "`");
    row("a``", "`");
    row("--", "\n");
    row("----", "\n");
    row("--- ", "\n");
    row("\ufffc#", " ");
    row("#", "  ");
    row("#", "");
    for (const BlockType type : {BlockType::kTitle, BlockType::kHeading, BlockType::kQuote, BlockType::kCode,
                                 BlockType::kBullet, BlockType::kNumber, BlockType::kCheck}) {
        row("#", " ", type);
        row("-", " ", type);
        row("1.", " ", type);
        row("``", "`", type);
        row("---", "\n", type);
        row("---", " ", type);
    }
    for (const BlockType type :
         {BlockType::kTitle, BlockType::kHeading, BlockType::kQuote, BlockType::kCode, BlockType::kCheck})
        row("[ ]", " ", type);
}

void SmartTypingTest::noBlockShortcuts() {
    QFETCH(QString, before);
    QFETCH(QString, typed);
    QFETCH(BlockType, type);
    QVERIFY(!blockShortcut(before, typed, {.type = type}).has_value());
}

void SmartTypingTest::rules() {
    for (const QStringView rule : {u"---", u"***", u"___"})
        QVERIFY(blockShortcut(rule, u"\n", {}) == (BlockShortcut{3, {}, true}));
    QVERIFY(blockShortcut(u"---", u" ", {}) == (BlockShortcut{4, {}, true}));
}

QTEST_GUILESS_MAIN(SmartTypingTest)
#include "tst_smart_typing.moc"
