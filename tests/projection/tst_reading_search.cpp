// The texts of a document as one, and searching in it: against searching each text by itself.
#include <QTest>
#include <algorithm>
#include <map>

#include "base/random.h"
#include "history/test_replica.h"
#include "projection/reading_search.h"
#include "projection/text_search.h"
#include "text/utf8.h"

using namespace varve;
using namespace varve::projection;
using event::ObjectId;

namespace {

constexpr auto kBody = event::WellKnownObject::kBody;
constexpr std::size_t kMany = 100'000;

/// A body with embeds, and texts of some of them.
struct Sample {
    std::string body;
    std::vector<TextsOfEmbed> embeds;
    std::map<ObjectId, std::string> texts;  // all of them

    [[nodiscard]] ReadingText reading() const { return ReadingText(text::Rope(body), embeds); }
    [[nodiscard]] SearchedTexts searched() const { return {text::Rope(body), embeds, {}}; }
};

std::string randomWords(Random& random, std::uint32_t countMax) {
    static const std::vector<std::string> kScalars = {"a", "b", " ", "\n", "ä", "\U0001F600"};
    std::string text;
    for (std::uint32_t count = random.below(countMax + 1); count > 0; --count)
        text += kScalars[random.below(static_cast<std::uint32_t>(kScalars.size()))];
    return text;
}

Sample randomSample(Random& random) {
    Sample sample;
    std::uint32_t number = 1;
    for (std::uint32_t part = random.below(5); part > 0; --part) {
        sample.body += randomWords(random, 12);
        const text::Offset offset{text::scalarCount(sample.body)};
        sample.body += "\xef\xbf\xbc";
        if (random.chance(30)) continue;
        TextsOfEmbed embed{test::id(1, number++), offset, {}, false};
        for (std::uint32_t text = random.below(4); text > 0; --text) {
            const ObjectId sequence = test::id(2, number++);
            sample.texts[sequence] = randomWords(random, 8);
            embed.texts.push_back({sequence, {}, std::make_shared<const std::string>(sample.texts[sequence])});
        }
        sample.embeds.push_back(std::move(embed));
    }
    sample.body += randomWords(random, 12);
    sample.texts[kBody] = sample.body;
    return sample;
}

SearchPattern patternOf(const char* text, bool isExpression) {
    auto pattern = SearchPattern::compile(text, {.isRegularExpression = isExpression});
    if (!pattern) qFatal("%s", pattern.error().message.c_str());
    return *pattern;
}

using Found = std::map<ObjectId, std::vector<text::Range>>;

Found grouped(const ReadingMatches& matches) {
    Found found;
    for (const TextRange& match : matches.ranges)
        found[match.sequence].push_back(match.range);
    return found;
}

std::map<ObjectId, std::string> replaced(const Sample& sample, const std::vector<PlacedReplacement>& replacements) {
    std::map<ObjectId, text::Rope> ropes;
    for (const auto& [sequence, text] : sample.texts)
        ropes.emplace(sequence, text::Rope(text));
    for (const PlacedReplacement& one : replacements)
        ropes.at(one.range.sequence).replace(one.range.range, one.text);
    std::map<ObjectId, std::string> texts;
    for (const auto& [sequence, rope] : ropes)
        texts[sequence] = rope.text();
    return texts;
}

}  // namespace

class ReadingSearchTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void findsInEachTextWhatIsInIt();
    void textsAreReadBehindTheirLine();
    void nothingReachesFromOneTextIntoTheNext();
    void scopes();
};

void ReadingSearchTest::findsInEachTextWhatIsInIt() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    const std::uint64_t count = test::numberFromEnvironment("GRAPHS", 400);
    // None of these can match a line break; lines of their own make the texts independent.
    const std::vector<SearchPattern> patterns = {patternOf("a", false), patternOf("ab", false), patternOf("a+b?", true),
                                                 patternOf("^a|b$", true)};
    std::size_t matchCount = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        Random random(seed + i);
        const Sample sample = randomSample(random);
        const ReadingText reading = sample.reading();
        for (const SearchPattern& pattern : patterns) {
            Found expected;
            std::map<ObjectId, std::string> replacedTexts;
            const auto replacement = SearchReplacement::compile("xyz", pattern);
            QVERIFY(replacement);
            for (const auto& [sequence, text] : sample.texts) {
                text::Rope rope(text);
                const text::Range whole{{0}, {rope.count()}};
                auto found = findAll(pattern, rope, whole, kMany);
                QVERIFY(found);
                matchCount += found->ranges.size();
                if (!found->ranges.empty()) expected[sequence] = found->ranges;
                const auto edits = replaceAll(pattern, *replacement, rope, whole);
                QVERIFY(edits);
                for (const TextReplacement& edit : *edits)
                    rope.replace(edit.range, edit.text);
                replacedTexts[sequence] = rope.text();
            }
            const auto found = findInTexts(pattern, sample.searched(), kMany);
            QVERIFY(found && found->isComplete);
            if (grouped(*found) != expected) qWarning("seed %zu", seed + i);
            QVERIFY(grouped(*found) == expected);
            const auto edits = replaceInTexts(pattern, *replacement, sample.searched());
            QVERIFY(edits);
            QVERIFY(replaced(sample, *edits) == replacedTexts);
        }
        // There and back.
        for (const auto& [sequence, text] : sample.texts) {
            const std::uint32_t scalars = text::scalarCount(text);
            const text::Offset begin{random.below(scalars + 1)};
            const TextRange range{sequence, {begin, begin + random.below(2)}};
            const auto place = reading.rangeOf(range);
            QVERIFY(place && place->end.value <= reading.rope().count());
            if (range.range.isEmpty() || range.range.end.value > scalars) continue;
            QVERIFY(reading.textRangeOf({place->begin, place->begin + 1}) == range);
        }
    }
    QVERIFY(matchCount > 0);
}

void ReadingSearchTest::textsAreReadBehindTheirLine() {
    const auto words = [](const char* text) { return std::make_shared<const std::string>(text); };
    const std::vector<TextsOfEmbed> embeds = {
        {test::id(1, 1), {2}, {{test::id(2, 1), {}, words("one")}, {test::id(2, 2), {}, words("two")}}, false},
        {test::id(1, 2), {4}, {{test::id(2, 3), {}, words("caption")}}, false}};
    const ReadingText reading(text::Rope("a\n\uFFFC\n\uFFFC b"), embeds);
    QCOMPARE(reading.rope().text(), std::string("a\n\uFFFC\none\ntwo\n\uFFFC b\ncaption"));
    QVERIFY(reading.rangeOf({kBody, {{2}, {3}}}) == (text::Range{{2}, {11}}));
    QVERIFY(!reading.rangeOf({test::id(9, 9), {{0}, {1}}}));
}

void ReadingSearchTest::nothingReachesFromOneTextIntoTheNext() {
    const auto words = [](const char* text) { return std::make_shared<const std::string>(text); };
    const SearchedTexts texts{
        text::Rope("\uFFFC\nend"),
        {{test::id(1, 1), {0}, {{test::id(2, 1), {}, words("one")}, {test::id(2, 2), {}, words("two")}}, false}},
        {}};
    const SearchPattern pattern = patternOf("e\nt", false);
    QVERIFY(findInTexts(pattern, texts, kMany)->ranges.empty());
    const auto replacement = SearchReplacement::compile("x", pattern);
    QVERIFY(replaceInTexts(pattern, *replacement, texts)->empty());
    QCOMPARE(findInTexts(patternOf("o", false), texts, 1)->isComplete, false);
}

void ReadingSearchTest::scopes() {
    const auto words = [](const char* text) { return std::make_shared<const std::string>(text); };
    const ObjectId cell = test::id(2, 1);
    SearchedTexts texts{text::Rope("a\n\uFFFCaa\na"), {{test::id(1, 1), {2}, {{cell, {}, words("a a")}}, false}}, {}};
    const SearchPattern pattern = patternOf("a", false);
    const auto countIn = [&](const TextRange& scope) {
        texts.scope = scope;
        return findInTexts(pattern, texts, kMany)->ranges.size();
    };
    QCOMPARE(countIn({kBody, {{0}, {2}}}), std::size_t{1});
    // the embed and what is in it, not what follows on its line
    QCOMPARE(countIn({kBody, {{2}, {3}}}), std::size_t{2});
    QCOMPARE(countIn({kBody, {{2}, {4}}}), std::size_t{3});
    // behind the embed, in its line
    QCOMPARE(countIn({kBody, {{3}, {5}}}), std::size_t{2});
    QCOMPARE(countIn({kBody, {{3}, {7}}}), std::size_t{3});
    QCOMPARE(countIn({cell, {{0}, {1}}}), std::size_t{1});
    QCOMPARE(countIn({test::id(9, 9), {{0}, {1}}}), std::size_t{0});
    texts.scope = TextRange{kBody, {{2}, {4}}};
    const auto replacement = SearchReplacement::compile("xy", pattern);
    const auto edits = replaceInTexts(pattern, *replacement, texts);
    QVERIFY(edits);
    QCOMPARE(edits->size(), std::size_t{3});
    QVERIFY(edits->front().range == (TextRange{kBody, {{3}, {4}}}));
}

QTEST_APPLESS_MAIN(ReadingSearchTest)
#include "tst_reading_search.moc"
