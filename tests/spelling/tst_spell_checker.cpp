// The speller as a view uses it. Nothing here sleeps: the tests wait for signals.
#include <QSignalSpy>
#include <QTest>
#include <ctime>
#include <map>

#include "spelling/check_queue.h"
#include "spelling/spell_checker.h"
#include "tests/spelling/dictionary_folder.h"

using namespace varve;
using namespace varve::spelling;
using varve::spelling::test::DictionaryFolder;

namespace {

const QString kEnglish = QStringLiteral("en");

Utf16Range range(std::uint32_t begin, std::uint32_t end) {
    return {{begin}, {end}};
}

/// Keeps what a checker answers, in order.
class Answers : public QObject {
  public:
    explicit Answers(SpellChecker& checker) {
        connect(&checker, &SpellChecker::checked, this,
                [this](const std::vector<CheckAnswer>& more) { all.insert(all.end(), more.begin(), more.end()); });
    }
    bool waitFor(std::size_t count) {
        return QTest::qWaitFor([&] { return all.size() >= count; }, 20'000);
    }
    std::vector<CheckAnswer> all;
};

/// A word of its own for each number.
QString letters(std::uint64_t number) {
    QString word;
    for (std::uint64_t rest = number + 26 * 26; rest > 0; rest /= 26)
        word += QChar(u'a' + static_cast<int>(rest % 26));
    return word;
}

double processCpuMs() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

}  // namespace

class SpellCheckerTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init();
    void saysWhereWordsAreMisspelt();
    void everyRequestIsAnswered();
    void visibleBlocksComeFirst();
    void newerRequestsReplaceOlderOnes();
    void forgottenBlocksAreNotAnswered();
    void queueKeepsTheNewest();
    void eachBlockHasItsLanguage();
    void missingDictionariesAreSaid();
    void brokenDictionariesAreSaid();
    void ownWordsAreRight();
    void userWordsAreKept();
    void unreadableUserWordsAreSaid();
    void capitals();
    void suggestions();
    void endsInTheMiddleOfWork();
    void aMegabyte();

  private:
    [[nodiscard]] QString userWordsPath() const { return m_folder->path(QStringLiteral("words.txt")); }
    /// The misspelt words of one block.
    static QStringList misspelt(SpellChecker& checker, const QString& text, const QString& language = kEnglish);

    std::unique_ptr<DictionaryFolder> m_folder;
};

void SpellCheckerTest::init() {
    m_folder = std::make_unique<DictionaryFolder>();
    m_folder->addEnglish();
}

QStringList SpellCheckerTest::misspelt(SpellChecker& checker, const QString& text, const QString& language) {
    Answers answers(checker);
    checker.check({{.key = 1, .text = text, .language = language}});
    if (!answers.waitFor(1)) qFatal("no answer");
    QStringList words;
    for (const Utf16Range& word : answers.all.front().misspelt)
        words.append(text.sliced(word.begin.value, word.end - word.begin));
    return words;
}

void SpellCheckerTest::saysWhereWordsAreMisspelt() {
    SpellChecker checker(m_folder->found(), userWordsPath());
    Answers answers(checker);
    checker.check({{.key = 7, .generation = 3, .text = QStringLiteral("😀 Hello wrold, helo!"), .language = kEnglish}});
    QVERIFY(answers.waitFor(1));
    QCOMPARE(answers.all, (std::vector<CheckAnswer>{{7, 3, {range(9, 14), range(16, 20)}}}));
    answers.all.clear();
    checker.check({{.key = 7,
                    .generation = 4,
                    .text = QStringLiteral("wrold helo"),
                    .language = kEnglish,
                    .skips = {range(0, 5)}}});
    QVERIFY(answers.waitFor(1));
    QCOMPARE(answers.all, (std::vector<CheckAnswer>{{7, 4, {range(6, 10)}}}));
    QVERIFY(!checker.unavailability(kEnglish).has_value());
}

void SpellCheckerTest::everyRequestIsAnswered() {
    SpellChecker checker(m_folder->found(), userWordsPath());
    Answers answers(checker);
    std::vector<CheckRequest> requests;
    for (std::uint64_t key = 0; key < 5000; ++key) {
        requests.push_back({.key = key,
                            .generation = key * 2,
                            .text = key % 2 == 0 ? QStringLiteral("the cat") : QStringLiteral("teh cat"),
                            .language = kEnglish,
                            .isVisible = key % 3 == 0});
    }
    checker.check(std::move(requests));
    QVERIFY(answers.waitFor(5000));
    QCOMPARE(answers.all.size(), std::size_t{5000});
    std::map<std::uint64_t, CheckAnswer> byKey;
    for (const CheckAnswer& answer : answers.all)
        byKey[answer.key] = answer;
    QCOMPARE(byKey.size(), std::size_t{5000});
    for (const auto& [key, answer] : byKey) {
        QCOMPARE(answer.generation, key * 2);
        QCOMPARE(answer.misspelt.size(), std::size_t{key % 2});
    }
}

void SpellCheckerTest::visibleBlocksComeFirst() {
    SpellChecker checker(m_folder->found(), userWordsPath());
    Answers answers(checker);
    std::vector<CheckRequest> requests;
    for (std::uint64_t key = 0; key < 100; ++key)
        requests.push_back({.key = key, .text = QStringLiteral("cat"), .language = kEnglish, .isVisible = key >= 90});
    checker.check(std::move(requests));
    QVERIFY(answers.waitFor(100));
    for (std::uint64_t index = 0; index < 100; ++index)
        QCOMPARE(answers.all[index].key, index < 10 ? 90 + index : index - 10);
}

void SpellCheckerTest::newerRequestsReplaceOlderOnes() {
    SpellChecker checker(m_folder->found(), userWordsPath());
    Answers answers(checker);
    const QString longText = QStringLiteral("wrold ").repeated(200'000);
    for (std::uint64_t generation = 0; generation < 200; ++generation)
        checker.check({{.key = 1, .generation = generation, .text = longText, .language = kEnglish}});
    checker.check({{.key = 1, .generation = 200, .text = QStringLiteral("cat"), .language = kEnglish}});
    checker.check({{.key = 2, .generation = 5, .text = QStringLiteral("teh"), .language = kEnglish}});
    QVERIFY(answers.waitFor(2));
    QCOMPARE(answers.all, (std::vector<CheckAnswer>{{1, 200, {}}, {2, 5, {range(0, 3)}}}));
}

void SpellCheckerTest::forgottenBlocksAreNotAnswered() {
    SpellChecker checker(m_folder->found(), userWordsPath());
    Answers answers(checker);
    checker.check({{.key = 1, .text = QStringLiteral("cat"), .language = kEnglish},
                   {.key = 2, .text = QStringLiteral("cat"), .language = kEnglish}});
    checker.forget(1);  // before its answer can be delivered, which takes the event loop
    QVERIFY(answers.waitFor(1));
    QCOMPARE(answers.all, (std::vector<CheckAnswer>{{2, 0, {}}}));
    answers.all.clear();
    checker.check({{.key = 3, .text = QStringLiteral("cat"), .language = kEnglish}});
    checker.cancelAll();
    checker.check({{.key = 4, .text = QStringLiteral("cat"), .language = kEnglish}});
    QVERIFY(answers.waitFor(1));
    QCOMPARE(answers.all, (std::vector<CheckAnswer>{{4, 0, {}}}));
}

void SpellCheckerTest::queueKeepsTheNewest() {
    CheckQueue queue;
    queue.add({.key = 1, .generation = 1});
    queue.add({.key = 2, .generation = 1});
    queue.add({.key = 1, .generation = 2});
    queue.add({.key = 3, .generation = 1, .isVisible = true});
    queue.add({.key = 3, .generation = 2});  // no longer visible
    const auto first = queue.take();
    QVERIFY(first && first->request.key == 2);
    QVERIFY(queue.isCurrent(2, first->ticket));
    queue.add({.key = 2, .generation = 2, .isVisible = true});
    QVERIFY(!queue.finish(2, first->ticket));
    const auto second = queue.take();
    QVERIFY(second && second->request.key == 2 && second->request.generation == 2);
    QVERIFY(queue.finish(2, second->ticket));
    QVERIFY(!queue.finish(2, second->ticket));
    const auto third = queue.take();
    QVERIFY(third && third->request.key == 1 && third->request.generation == 2);
    const auto fourth = queue.take();
    QVERIFY(fourth && fourth->request.key == 3 && fourth->request.generation == 2);
    QVERIFY(!queue.take().has_value());
    queue.clear();
    QVERIFY(!queue.isCurrent(1, third->ticket));
}

void SpellCheckerTest::eachBlockHasItsLanguage() {
    m_folder->add(QStringLiteral("de_DE"), "ISO8859-1",
                  {"Stra\xdf"
                   "e",
                   "Katze"});
    SpellChecker checker(m_folder->found(), userWordsPath());
    const QString text = QStringLiteral("Straße cat");
    QCOMPARE(misspelt(checker, text, QStringLiteral("de-AT")), QStringList{QStringLiteral("cat")});
    QCOMPARE(misspelt(checker, text, kEnglish), QStringList{QStringLiteral("Straße")});
}

void SpellCheckerTest::missingDictionariesAreSaid() {
    SpellChecker checker(m_folder->found(), userWordsPath());
    const QString french = QStringLiteral("fr-FR");
    QCOMPARE(checker.unavailability(french)->message, std::string("No spelling dictionary for “fr-FR” is installed."));
    QCOMPARE(misspelt(checker, QStringLiteral("teh"), french), QStringList());
    QCOMPARE(checker.dictionaries().all().size(), std::size_t{1});
    const SpellChecker without({}, userWordsPath());
    QVERIFY(without.unavailability(kEnglish)->message.starts_with("No spelling dictionary is installed"));
}

void SpellCheckerTest::brokenDictionariesAreSaid() {
    m_folder->write(QStringLiteral("en_US.dic"), "nonsense");
    SpellChecker checker(m_folder->found(), userWordsPath());
    QSignalSpy failures(&checker, &SpellChecker::failed);
    QVERIFY(!checker.unavailability(kEnglish).has_value());  // not yet known
    QCOMPARE(misspelt(checker, QStringLiteral("teh")), QStringList());
    QCOMPARE(misspelt(checker, QStringLiteral("teh")), QStringList());
    QCOMPARE(failures.size(), 1);
    QVERIFY(checker.unavailability(kEnglish)->message.find("cannot be used") != std::string::npos);
}

void SpellCheckerTest::ownWordsAreRight() {
    SpellChecker checker(m_folder->found(), userWordsPath());
    const QString text = QStringLiteral("varve Varve eskr drumlin");
    QCOMPARE(misspelt(checker, text).size(), 4);
    QSignalSpy changes(&checker, &SpellChecker::wordsChanged);
    QVERIFY(checker.addToUserWords(QStringLiteral("varve")).has_value());
    checker.ignore(QStringLiteral("eskr"));
    QCOMPARE(misspelt(checker, text), QStringList{QStringLiteral("drumlin")});
    checker.setDocumentWords({QStringLiteral("drumlin")});
    QCOMPARE(misspelt(checker, text), QStringList());
    QCOMPARE(changes.size(), 3);
    checker.setDocumentWords({QStringLiteral("drumlin")});
    QCOMPARE(changes.size(), 3);
    checker.setDocumentWords({});
    QVERIFY(checker.removeFromUserWords(QStringLiteral("varve")).has_value());
    QCOMPARE(misspelt(checker, text).size(), 3);
}

void SpellCheckerTest::userWordsAreKept() {
    {
        SpellChecker checker(m_folder->found(), userWordsPath());
        QVERIFY(checker.addToUserWords(QStringLiteral("e\u0301sker")).has_value());
        checker.ignore(QStringLiteral("eskr"));
    }
    SpellChecker checker(m_folder->found(), userWordsPath());
    QVERIFY(!checker.userWordsError().has_value());
    QCOMPARE(misspelt(checker, QStringLiteral("\u00e9sker eskr")), QStringList{QStringLiteral("eskr")});
}

void SpellCheckerTest::unreadableUserWordsAreSaid() {
    const SpellChecker checker(m_folder->found(), m_folder->path());  // a folder
    QVERIFY(checker.userWordsError().has_value());
}

void SpellCheckerTest::capitals() {
    SpellChecker checker(m_folder->found(), userWordsPath());
    QCOMPARE(misspelt(checker, QStringLiteral("NATO nato")), QStringList{QStringLiteral("nato")});
    checker.setSkippingCapitals(false);
    QCOMPARE(misspelt(checker, QStringLiteral("NATO nato")).size(), 2);
}

void SpellCheckerTest::suggestions() {
    SpellChecker checker(m_folder->found(), userWordsPath());
    QSignalSpy spy(&checker, &SpellChecker::suggested);
    const std::uint64_t question = checker.suggest(QStringLiteral("wrold"), kEnglish);
    QVERIFY(QTest::qWaitFor([&] { return spy.size() == 1; }, 20'000));
    QCOMPARE(spy[0][0].value<std::uint64_t>(), question);
    QCOMPARE(spy[0][1].toString(), QStringLiteral("wrold"));
    QVERIFY(spy[0][2].toStringList().contains(QStringLiteral("world")));
    const std::uint64_t other = checker.suggest(QStringLiteral("mnde"), QStringLiteral("fr"));
    QVERIFY(QTest::qWaitFor([&] { return spy.size() == 2; }, 20'000));
    QVERIFY(other != question);
    QVERIFY(spy[1][2].toStringList().isEmpty());
}

void SpellCheckerTest::endsInTheMiddleOfWork() {
    const QString longText = QStringLiteral("wrold helo cat ").repeated(300'000);
    const double begin = processCpuMs();
    for (int round = 0; round < 5; ++round) {
        SpellChecker checker(m_folder->found(), userWordsPath());
        std::vector<CheckRequest> requests;
        for (std::uint64_t key = 0; key < 50; ++key)
            requests.push_back({.key = key, .text = longText, .language = kEnglish});
        checker.check(std::move(requests));
        checker.suggest(QStringLiteral("wrold"), kEnglish);
    }
    QVERIFY(processCpuMs() - begin < 20'000);  // all of it would take minutes
}

void SpellCheckerTest::aMegabyte() {
    const Dictionaries installed = Dictionaries::find(Dictionaries::standardFolders());
    const bool hasEnglish = installed.nearest(kEnglish) != nullptr;
    SpellChecker checker(hasEnglish ? installed : m_folder->found(), userWordsPath());
    QCOMPARE(misspelt(checker, QStringLiteral("the")), QStringList());  // reads the dictionary
    std::vector<CheckRequest> requests;
    qsizetype size = 0;
    // Some ten thousand different words beside the usual ones, as a long book has; most of them wrong.
    for (std::uint64_t key = 0; size < 1'000'000; ++key) {
        QString text;
        for (std::uint64_t word = key * 20; text.size() < 500; ++word)
            text += QStringLiteral("the cats saw the dog, and ") + letters(word % 12'000) + QLatin1Char(' ');
        size += text.size();
        requests.push_back({.key = key, .text = text, .language = kEnglish});
    }
    const std::size_t count = requests.size();
    Answers answers(checker);
    const double begin = processCpuMs();
    checker.check(std::move(requests));
    QVERIFY(answers.waitFor(count));
    qInfo("%lld characters in %zu blocks with %s dictionary: %.0f ms of CPU", static_cast<long long>(size), count,
          hasEnglish ? "the installed" : "a small", processCpuMs() - begin);
    QVERIFY(processCpuMs() - begin < 10'000);  // a guard against another order of growth, not a benchmark
}

QTEST_GUILESS_MAIN(SpellCheckerTest)
#include "tst_spell_checker.moc"
