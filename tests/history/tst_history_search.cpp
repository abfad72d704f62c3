// Search of all history against looking for the pattern in the text of every moment, one moment after the other.
#include <QTest>
#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "convergence/random_graph.h"
#include "history/history_search.h"
#include "history/moment_tails.h"
#include "history/rich_writer.h"
#include "history/test_replica.h"
#include "history/travel_index_builder.h"

using namespace varve;
using namespace varve::history;
using test::TestReplica;

class HistorySearchTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void typedDeletedAndTypedAgain();
    void wordsThatOnlyMetOnce();
    void undoneAndRedone();
    void caseAndWholeWords();
    void otherScripts();
    void overlappingPlaces();
    void boundsAndCancelling();
    void everyMomentOfRandomHistories();
    void everyMomentOfRichHistories();
    void backspacedAndDeletedForward();
    void severalPatterns();
    void surroundings();
    void excerptsOfRandomHistories();
    void numberSet();
};

namespace {

char32_t lowerCase(char32_t scalar) {
    return QChar::toCaseFolded(scalar);
}
bool isLetter(char32_t scalar) {
    return QChar::isLetterOrNumber(scalar);
}

/// Matches as the characters' insertions one by one, and the positions at which they were seen.
using Places = std::map<std::pair<event::ObjectId, std::vector<std::uint32_t>>, std::set<std::uint32_t>>;

struct Searched {
    explicit Searched(const TestReplica& replica) : log(replica.log()) {
        timeline.followLog(log);
        index = buildTravelIndex(log, replica.tracker(), timeline);
        CHECK(index);
    }
    [[nodiscard]] HistoryHits find(const TextPattern& pattern, const HistorySearchOptions& options = {}) const {
        return searchHistory(log, *index, std::span(&pattern, 1), options);
    }
    [[nodiscard]] HistoryHits find(std::u32string text) const { return find(TextPattern{std::move(text)}); }

    const event::EventLog& log;
    Timeline timeline;
    std::optional<TravelIndex> index;
};

Places placesOf(const HistoryHits& hits) {
    Places places;
    for (const HistoryHit& hit : hits.hits) {
        std::vector<std::uint32_t> characters;
        for (const InsertionRange& range : hit.characters) {
            for (std::uint32_t number = 0; number < range.count; ++number)
                characters.push_back(range.first + number);
        }
        std::set<std::uint32_t>& seen = places[{hit.sequence, characters}];
        for (const PositionRange& range : hit.shown) {
            for (std::uint32_t position = range.begin; position < range.end; ++position)
                seen.insert(position);
        }
    }
    return places;
}

std::u32string scalarsOf(std::string_view utf8) {
    std::u32string scalars;
    for (; !utf8.empty(); utf8.remove_prefix(text::sequenceSizeOf(utf8.front())))
        scalars.push_back(text::decodeScalar(utf8));
    return scalars;
}

/// The same by reading every moment.
Places naivePlaces(const Searched& searched, const TextPattern& pattern) {
    Places places;
    const auto folded = [&](char32_t scalar) { return pattern.fold != nullptr ? pattern.fold(scalar) : scalar; };
    const auto isBeside = [&](char32_t scalar) {
        return pattern.isWordScalar == nullptr || !pattern.isWordScalar(scalar);
    };
    const std::size_t size = pattern.scalars.size();
    for (std::uint32_t position = 0; position <= searched.index->end(); ++position) {
        searched.index->visitSequences([&](const event::ObjectId& sequence, const SequenceTravel& travel) {
            const SequenceTravel::Moment moment = travel.momentAt(position);
            const std::u32string text = scalarsOf(travel.text(searched.log, moment));
            std::vector<text::Offset> offsets;
            for (std::uint32_t offset = 0; offset < text.size(); ++offset)
                offsets.push_back({offset});
            const std::vector<std::uint32_t> insertions = travel.insertionsAt(moment, offsets);
            for (std::size_t at = 0; at + size <= text.size(); ++at) {
                bool isMatch =
                    (at == 0 || isBeside(text[at - 1])) && (at + size == text.size() || isBeside(text[at + size]));
                for (std::size_t i = 0; i < size; ++i)
                    isMatch = isMatch && folded(text[at + i]) == folded(pattern.scalars[i]);
                if (!isMatch) continue;
                const auto first = insertions.begin() + static_cast<std::ptrdiff_t>(at);
                places[{sequence, {first, first + static_cast<std::ptrdiff_t>(size)}}].insert(position);
            }
        });
    }
    return places;
}

bool isSame(const Searched& searched, const TextPattern& pattern) {
    const HistoryHits hits = searched.find(pattern);
    const Places expected = naivePlaces(searched, pattern);
    const bool isInOrder = std::ranges::is_sorted(
        hits.hits, [](const auto& a, const auto& b) { return a.shown.front().begin < b.shown.front().begin; });
    if (hits.isComplete && isInOrder && placesOf(hits) == expected && hits.hits.size() == expected.size()) return true;
    qWarning("pattern of %zu scalars (%u...): %zu hits, %zu expected", pattern.scalars.size(),
             static_cast<unsigned>(pattern.scalars[0]), hits.hits.size(), expected.size());
    return false;
}

/// Something that stands in the history, or stood in it for a moment.
std::u32string randomPattern(const Searched& searched, Random& random) {
    const std::uint32_t position = random.below(searched.index->end() + 1);
    std::u32string text;
    searched.index->visitSequences([&](const event::ObjectId&, const SequenceTravel& travel) {
        if (text.empty() || random.chance(30)) {
            const std::u32string here = scalarsOf(travel.text(searched.log, travel.momentAt(position)));
            if (!here.empty()) text = here;
        }
    });
    if (text.empty()) return U"a";
    const auto size = static_cast<std::uint32_t>(text.size());
    const std::uint32_t at = random.below(size);
    return text.substr(at, 1 + random.below(std::min(6U, size - at)));
}

TextPattern randomOptions(std::u32string text, Random& random) {
    return {std::move(text), random.chance(50) ? lowerCase : nullptr, random.chance(40) ? isLetter : nullptr};
}

/// One writer who mostly takes away what was written just before, in both directions.
void writeAndTakeAway(TestReplica& replica, Random& random) {
    const auto count = replica.tracker().count(merge::View::kEffect);
    const std::uint32_t dice = random.below(100);
    if (dice < 10 && !replica.stacks().undoSteps().empty()) {
        replica.undo();
    } else if (dice < 20 && !replica.stacks().redoSteps().empty()) {
        replica.redo();
    } else if (dice < 50 && count > 0) {
        const std::uint32_t at = random.below(count);
        replica.remove(at, 1 + random.below(count - at), random.chance(50),
                       random.chance(50) ? event::Direction::kForward : event::Direction::kBackward);
    } else {
        static constexpr std::array<std::string_view, 6> kTexts = {"aa", "ab a", "aab", "b", "Aé", "abaab"};
        replica.insert(random.below(count + 1), std::string(kTexts[random.below(kTexts.size())]), random.chance(50));
    }
}

}  // namespace

void HistorySearchTest::typedDeletedAndTypedAgain() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "the budget ends");  // events 0 to 14
    ana.remove(4, 7);                  // events 15 to 21
    ana.insert(4, "budget ");          // events 22 to 28
    const Searched searched(ana);
    const HistoryHits hits = searched.find(U"budget");
    QVERIFY(hits.isComplete);
    QCOMPARE(hits.hits.size(), 2U);
    QCOMPARE(hits.hits[0].characters, (std::vector<InsertionRange>{{4, 6}}));
    QCOMPARE(hits.hits[0].shown, (std::vector<PositionRange>{{10, 16}}));
    QCOMPARE(hits.hits[1].characters, (std::vector<InsertionRange>{{22, 6}}));
    QCOMPARE(hits.hits[1].shown, (std::vector<PositionRange>{{28, 30}}));
    QVERIFY(searched.find(U"budgets").hits.empty());
    QVERIFY(TestReplica(2, "Ben").text().empty());
    QVERIFY(Searched(TestReplica(2, "Ben")).find(U"a").hits.empty());
}

void HistorySearchTest::wordsThatOnlyMetOnce() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "bud--get");  // events 0 to 7
    ana.remove(3, 2);           // events 8 and 9
    ana.insert(3, "!");         // event 10
    const Searched searched(ana);
    const HistoryHits hits = searched.find(U"budget");
    QCOMPARE(hits.hits.size(), 1U);
    QCOMPARE(hits.hits[0].characters, (std::vector<InsertionRange>{{0, 3}, {5, 3}}));
    QCOMPARE(hits.hits[0].shown, (std::vector<PositionRange>{{10, 11}}));
}

void HistorySearchTest::undoneAndRedone() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "word");  // events 0 to 3
    ana.undo();             // 4
    ana.redo();             // 5
    const HistoryHits hits = Searched(ana).find(U"word");
    QCOMPARE(hits.hits.size(), 1U);
    QCOMPARE(hits.hits[0].shown, (std::vector<PositionRange>{{4, 5}, {6, 7}}));
}

void HistorySearchTest::caseAndWholeWords() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "Cat cats CAT");
    const Searched searched(ana);
    QCOMPARE(searched.find(U"cat").hits.size(), 1U);
    QCOMPARE(searched.find({U"cat", lowerCase}).hits.size(), 3U);
    QVERIFY(isSame(searched, {U"cat", lowerCase, isLetter}));
    // "cat" of "cats" was a word for as long as the s was not written.
    const HistoryHits words = searched.find({U"cat", lowerCase, isLetter});
    QCOMPARE(words.hits.size(), 3U);
    QCOMPARE(words.hits[1].shown, (std::vector<PositionRange>{{7, 8}}));
}

void HistorySearchTest::otherScripts() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "Größe und Ελλάδα 😀 ok");
    ana.remove(1, 3);
    const Searched searched(ana);
    QCOMPARE(searched.find(U"größe").hits.size(), 0U);
    QCOMPARE(searched.find({U"größe", lowerCase}).hits.size(), 1U);
    QCOMPARE(searched.find(U"😀 o").hits.size(), 1U);
    QCOMPARE(searched.find(U"Ge u").hits.size(), 1U);
    QVERIFY(isSame(searched, {U"ελλάδα", lowerCase, isLetter}));
}

void HistorySearchTest::overlappingPlaces() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "aaaa");
    ana.remove(1, 1);
    QCOMPARE(Searched(ana).find(U"aa").hits.size(), 4U);
    QVERIFY(isSame(Searched(ana), {U"aa"}));
    QVERIFY(isSame(Searched(ana), {U"aaa"}));
}

void HistorySearchTest::boundsAndCancelling() {
    TestReplica ana(1, "Ana");
    ana.insert(0, std::string(100, 'a'));
    const Searched searched(ana);
    const HistoryHits some = searched.find(TextPattern{U"a"}, {.hitCountMax = 10});
    QCOMPARE(some.hits.size(), 10U);
    QVERIFY(!some.isComplete);
    QCOMPARE(some.hits[9].characters, (std::vector<InsertionRange>{{9, 1}}));
    QVERIFY(searched.find(U"a").isComplete);
    const HistoryHits none = searched.find(TextPattern{U"a"}, {.isWanted = [] { return false; }});
    QVERIFY(!none.isComplete);
    QVERIFY(none.hits.empty());
}

void HistorySearchTest::everyMomentOfRandomHistories() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    qInfo("SEED=%zu", seed);
    for (std::uint64_t i = 0, count = test::numberFromEnvironment("GRAPHS", 60); i < count; ++i) {
        const auto graph = convergence::makeRandomGraph(seed + i, {.operationCount = 50, .livenessPercent = 15});
        TestReplica replica(99, "reader");
        for (const event::Transaction& transaction : graph.transactions)
            replica.receive(transaction);
        const Searched searched(replica);
        Random random(seed + i);
        for (int round = 0; round < 8; ++round) {
            const TextPattern pattern = randomOptions(randomPattern(searched, random), random);
            QVERIFY2(isSame(searched, pattern), std::to_string(seed + i).c_str());
        }
    }
}

void HistorySearchTest::everyMomentOfRichHistories() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    for (std::uint64_t i = 0, count = test::numberFromEnvironment("GRAPHS", 60); i < count; ++i) {
        Random random(seed + i);
        TestReplica ana(1, "Ana");
        TestReplica ben(2, "Ben");
        test::writeRichTogether(ana, ben, 60, random);
        const Searched searched(ana);
        for (int round = 0; round < 8; ++round) {
            const TextPattern pattern = randomOptions(randomPattern(searched, random), random);
            QVERIFY2(isSame(searched, pattern), std::to_string(seed + i).c_str());
        }
    }
}

void HistorySearchTest::backspacedAndDeletedForward() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    for (std::uint64_t i = 0, count = test::numberFromEnvironment("GRAPHS", 60); i < 2 * count; ++i) {
        Random random(seed + i);
        TestReplica ana(1, "Ana");
        for (int step = 0; step < 40; ++step)
            writeAndTakeAway(ana, random);
        const Searched searched(ana);
        for (const char32_t* text : {U"a", U"aa", U"ab", U"aab", U"abaab", U"a a", U"aé"}) {
            const TextPattern pattern = randomOptions(text, random);
            QVERIFY2(isSame(searched, pattern), std::to_string(seed + i).c_str());
        }
    }
}

void HistorySearchTest::severalPatterns() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "ab cd ab");
    const Searched searched(ana);
    const std::vector<TextPattern> patterns{{U"cd"}, {U"ab"}};
    const HistoryHits hits = searchHistory(searched.log, *searched.index, patterns);
    QCOMPARE(hits.hits.size(), 3U);
    QCOMPARE(hits.hits[1].characters, (std::vector<InsertionRange>{{3, 2}}));
}

void HistorySearchTest::surroundings() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "One\nthe größe budget ends\nTwo");
    ana.remove(4, 22);
    const Searched searched(ana);
    const HistoryHits hits = searched.find(U"budget");
    QCOMPARE(hits.hits.size(), 1U);
    const auto around = [&](std::uint32_t position, std::uint32_t count) {
        return surroundingsOf(searched.log, *searched.index, hits.hits[0], position, count);
    };
    const PositionRange shown = hits.hits[0].shown[0];
    QCOMPARE(around(shown.begin, 100), (HitSurroundings{"the größe ", "budget", ""}));
    QCOMPARE(around(29, 100), (HitSurroundings{"the größe ", "budget", " ends"}));
    QCOMPARE(around(29, 3), (HitSurroundings{"ße ", "budget", " en"}));
    // Deleting took away what stands in front of it first: one looks at it before the step.
    QCOMPARE(shown.end, 40U);
    QCOMPARE(lastMomentOf(searched.timeline, hits.hits[0], searched.index->end()), 29U);
    QCOMPARE(firstMomentOf(searched.timeline, hits.hits[0]), 29U);
    const HistoryHits standing = searched.find(U"One");
    QCOMPARE(lastMomentOf(searched.timeline, standing.hits[0], searched.index->end()), searched.index->end());
}

void HistorySearchTest::excerptsOfRandomHistories() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    for (std::uint64_t i = 0, count = test::numberFromEnvironment("GRAPHS", 60); i < count; ++i) {
        Random random(seed + i);
        TestReplica ana(1, "Ana");
        for (int step = 0; step < 60; ++step)
            writeAndTakeAway(ana, random);
        const Searched searched(ana);
        for (int round = 0; round < 20; ++round) {
            const std::uint32_t position = random.below(searched.index->end() + 1);
            searched.index->visitSequences([&](const event::ObjectId&, const SequenceTravel& travel) {
                const SequenceTravel::Moment moment = travel.momentAt(position);
                const std::u32string text = scalarsOf(travel.text(searched.log, moment));
                std::vector<std::uint32_t> insertions;
                for (const SequenceTravel::ShownRun& run : travel.shownRuns(position)) {
                    for (std::uint32_t number = 0; number < run.count; ++number)
                        insertions.push_back(run.first + number);
                }
                std::vector<text::Offset> offsets;
                for (std::uint32_t offset = 0; offset < text.size(); ++offset)
                    offsets.push_back({offset});
                QCOMPARE(insertions, travel.insertionsAt(moment, offsets));
                if (text.empty()) return;
                const std::uint32_t at = random.below(static_cast<std::uint32_t>(text.size()));
                const std::uint32_t before = random.below(5);
                const std::uint32_t behind = random.below(9);
                const auto excerpt = travel.excerptAt(searched.log, position, insertions[at], {before, behind});
                const std::uint32_t begin = at - std::min(at, before);
                QVERIFY(scalarsOf(excerpt.before) == text.substr(begin, at - begin));
                QVERIFY(scalarsOf(excerpt.behind) == text.substr(at, behind));
            });
        }
    }
}

void HistorySearchTest::numberSet() {
    Random random(test::numberFromEnvironment("SEED", 1));
    for (const std::uint32_t bound : {1U, 64U, 65U, 5000U, 300'000U}) {
        NumberSet set(bound);
        std::set<std::uint32_t> expected;
        for (int round = 0; round < 2000; ++round) {
            const std::uint32_t number = random.below(bound);
            if (random.chance(60)) {
                set.insert(number);
                expected.insert(number);
            } else {
                set.erase(number);
                expected.erase(number);
            }
            const std::uint32_t at = random.below(bound);
            const auto above = expected.lower_bound(at);
            QCOMPARE(set.atLeast(at), above == expected.end() ? NumberSet::kNone : *above);
            const auto behind = expected.upper_bound(at);
            QCOMPARE(set.atMost(at), behind == expected.begin() ? NumberSet::kNone : *std::prev(behind));
        }
    }
}

QTEST_GUILESS_MAIN(HistorySearchTest)
#include "tst_history_search.moc"
