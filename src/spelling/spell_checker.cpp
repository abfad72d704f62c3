#include "spelling/spell_checker.h"

#include <QMetaObject>
#include <QThread>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <utility>

#include "spelling/check_queue.h"
#include "spelling/lexicon.h"
#include "spelling/user_words.h"

namespace varve::spelling {

namespace {

/// Answers are handed over together, so that a view draws once for many; but not late.
constexpr std::chrono::milliseconds kGatherMax{16};
/// Words between looks whether the block is still wanted.
constexpr std::uint32_t kWordsBetweenLooks = 256;

std::string sentenceWithout(const QString& language, bool hasAny) {
    if (!hasAny)
        return "No spelling dictionary is installed; packages that bring one are called hunspell- and the language.";
    return "No spelling dictionary for “" + language.toStdString() + "” is installed.";
}

}  // namespace

/// The thread, and everything that it shares with the GUI thread.
class SpellChecker::Worker {
  public:
    Worker(SpellChecker& checker, Dictionaries dictionaries, const QString& userWordsPath);
    ~Worker();

    template <typename Change>
    void change(const Change& change) {
        const std::lock_guard lock(m_mutex);
        change(*this);
        m_changed.notify_one();
    }

    const Dictionaries dictionaries;
    // Of the GUI thread.
    UserWords userWords;
    std::optional<Error> userWordsError;
    std::map<QString, Error> failures;  // by path of the dictionary

    // Guarded by the mutex; the GUI thread comes here through change().
    struct Question {
        std::uint64_t number = 0;
        QString word;
        QString language;
    };
    struct RightWords {
        QSet<QString> ofUser;
        QSet<QString> ofSession;
        QSet<QString> ofDocument;

        [[nodiscard]] bool has(const QString& word) const {
            return isListed(ofUser, word) || isListed(ofSession, word) || isListed(ofDocument, word);
        }
    };
    CheckQueue queue;
    std::optional<Question> question;
    std::uint64_t questionCount = 0;
    RightWords rightWords;
    bool isSkippingCapitals = true;

  private:
    using Clock = std::chrono::steady_clock;

    void run();
    void answerQuestion(std::unique_lock<std::mutex>& lock);
    void checkNext(std::unique_lock<std::mutex>& lock, CheckQueue::Task task);
    void handOver();
    [[nodiscard]] bool isWanted(const CheckQueue::Task& task);
    [[nodiscard]] Lexicon* lexiconFor(const QString& language);

    SpellChecker& m_checker;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_isStopping = false;  // guarded

    // Of the thread.
    std::map<QString, std::unique_ptr<Lexicon>> m_lexicons;  // by path; null when unusable
    std::vector<std::pair<std::uint64_t, CheckAnswer>> m_answers;
    Clock::time_point m_firstAnswer;
    std::unique_ptr<QThread> m_thread;
};

SpellChecker::Worker::Worker(SpellChecker& checker, Dictionaries found, const QString& userWordsPath)
    : dictionaries(std::move(found)), userWords(userWordsPath), m_checker(checker) {
    if (const auto read = userWords.read(); !read) userWordsError = read.error();
    rightWords.ofUser = userWords.words();
    m_thread.reset(QThread::create([this] { run(); }));
    m_thread->setObjectName(QStringLiteral("spelling"));
    m_thread->start(QThread::LowPriority);
}

SpellChecker::Worker::~Worker() {
    change([](Worker& worker) { worker.m_isStopping = true; });
    m_thread->wait();
}

void SpellChecker::Worker::run() {
    std::unique_lock lock(m_mutex);
    while (!m_isStopping) {
        if (question) {
            answerQuestion(lock);
        } else if (auto task = queue.take()) {
            checkNext(lock, std::move(*task));
        } else {
            handOver();
            m_changed.wait(lock);
        }
    }
}

void SpellChecker::Worker::answerQuestion(std::unique_lock<std::mutex>& lock) {
    const Question asked = *std::exchange(question, std::nullopt);
    lock.unlock();
    Lexicon* lexicon = lexiconFor(asked.language);
    const QStringList suggestions =
        lexicon == nullptr ? QStringList() : lexicon->suggestionsFor(spelledForm(asked.word));
    QMetaObject::invokeMethod(
        &m_checker, [this, asked, suggestions] { Q_EMIT m_checker.suggested(asked.number, asked.word, suggestions); },
        Qt::QueuedConnection);
    lock.lock();
}

void SpellChecker::Worker::checkNext(std::unique_lock<std::mutex>& lock, CheckQueue::Task task) {
    const RightWords right = rightWords;  // shares until one changes
    const SplitOptions options{isSkippingCapitals, scriptOf(task.request.language)};
    lock.unlock();
    CheckAnswer answer{task.request.key, task.request.generation};
    bool isStillWanted = true;
    if (Lexicon* lexicon = lexiconFor(task.request.language)) {
        const QString& text = task.request.text;
        std::uint32_t wordCount = 0;
        forEachWord(text, task.request.skips, options, [&](Utf16Range range) {
            const QString word = spelledForm(QStringView(text).sliced(range.begin.value, range.end - range.begin));
            if (!lexicon->isCorrect(word) && !right.has(word)) answer.misspelt.push_back(range);
            if (++wordCount % kWordsBetweenLooks == 0) isStillWanted = isWanted(task);
            return isStillWanted;
        });
    }
    lock.lock();
    if (!isStillWanted) return;
    if (m_answers.empty()) m_firstAnswer = Clock::now();
    m_answers.emplace_back(task.ticket, std::move(answer));
    if (Clock::now() - m_firstAnswer >= kGatherMax) handOver();
}

bool SpellChecker::Worker::isWanted(const CheckQueue::Task& task) {
    const std::lock_guard lock(m_mutex);
    return !m_isStopping && queue.isCurrent(task.request.key, task.ticket);
}

void SpellChecker::Worker::handOver() {
    if (m_answers.empty()) return;
    QMetaObject::invokeMethod(
        &m_checker, [this, answers = std::exchange(m_answers, {})]() mutable { m_checker.deliver(std::move(answers)); },
        Qt::QueuedConnection);
}

/// Null where nothing can be checked.
Lexicon* SpellChecker::Worker::lexiconFor(const QString& language) {
    const Dictionary* dictionary = dictionaries.nearest(language);
    if (dictionary == nullptr) return nullptr;
    const auto known = m_lexicons.find(dictionary->wordsPath);
    if (known != m_lexicons.end()) return known->second.get();
    auto lexicon = Lexicon::read(*dictionary);
    if (!lexicon) {
        QMetaObject::invokeMethod(
            &m_checker,
            [this, path = dictionary->wordsPath, language, error = lexicon.error()] {
                failures.emplace(path, error);
                Q_EMIT m_checker.failed(language, error);
            },
            Qt::QueuedConnection);
    }
    auto& kept = m_lexicons[dictionary->wordsPath];
    kept = lexicon ? std::move(*lexicon) : nullptr;
    return kept.get();
}

SpellChecker::SpellChecker(Dictionaries dictionaries, const QString& userWordsPath, QObject* parent)
    : QObject(parent), m_worker(std::make_unique<Worker>(*this, std::move(dictionaries), userWordsPath)) {}

SpellChecker::~SpellChecker() = default;

std::optional<Error> SpellChecker::unavailability(const QString& language) const {
    const Dictionary* dictionary = m_worker->dictionaries.nearest(language);
    if (dictionary == nullptr)
        return Error{ErrorCode::kNotFound, sentenceWithout(language, !m_worker->dictionaries.isEmpty())};
    const auto failure = m_worker->failures.find(dictionary->wordsPath);
    return failure == m_worker->failures.end() ? std::nullopt : std::optional(failure->second);
}

const Dictionaries& SpellChecker::dictionaries() const {
    return m_worker->dictionaries;
}

std::optional<Error> SpellChecker::userWordsError() const {
    return m_worker->userWordsError;
}

void SpellChecker::check(std::vector<CheckRequest> requests) {
    m_worker->change([&](Worker& worker) {
        for (CheckRequest& request : requests)
            worker.queue.add(std::move(request));
    });
}

void SpellChecker::forget(std::uint64_t key) {
    m_worker->change([&](Worker& worker) { worker.queue.forget(key); });
}

void SpellChecker::cancelAll() {
    m_worker->change([](Worker& worker) { worker.queue.clear(); });
}

void SpellChecker::setSkippingCapitals(bool isSkipping) {
    m_worker->change([&](Worker& worker) { worker.isSkippingCapitals = isSkipping; });
}

std::uint64_t SpellChecker::suggest(const QString& word, const QString& language) {
    std::uint64_t number = 0;
    m_worker->change([&](Worker& worker) {
        number = ++worker.questionCount;
        worker.question = Worker::Question{number, word, language};
    });
    return number;
}

Result<void> SpellChecker::addToUserWords(const QString& word) {
    const auto added = m_worker->userWords.add(spelledForm(word));
    if (!added) return added;
    m_worker->change([](Worker& worker) { worker.rightWords.ofUser = worker.userWords.words(); });
    Q_EMIT wordsChanged();
    return {};
}

Result<void> SpellChecker::removeFromUserWords(const QString& word) {
    const auto removed = m_worker->userWords.remove(spelledForm(word));
    if (!removed) return removed;
    m_worker->change([](Worker& worker) { worker.rightWords.ofUser = worker.userWords.words(); });
    Q_EMIT wordsChanged();
    return {};
}

void SpellChecker::ignore(const QString& word) {
    m_worker->change([&](Worker& worker) { worker.rightWords.ofSession.insert(spelledForm(word)); });
    Q_EMIT wordsChanged();
}

void SpellChecker::setDocumentWords(const QStringList& words) {
    QSet<QString> set;
    for (const QString& word : words)
        set.insert(spelledForm(word));
    bool isChanged = false;
    m_worker->change([&](Worker& worker) {
        isChanged = worker.rightWords.ofDocument != set;
        worker.rightWords.ofDocument = std::move(set);
    });
    if (isChanged) Q_EMIT wordsChanged();
}

void SpellChecker::deliver(std::vector<std::pair<std::uint64_t, CheckAnswer>> answers) {
    std::vector<CheckAnswer> current;
    m_worker->change([&](Worker& worker) {
        for (auto& [ticket, answer] : answers) {
            if (worker.queue.finish(answer.key, ticket)) current.push_back(std::move(answer));
        }
    });
    if (!current.empty()) Q_EMIT checked(current);
}

}  // namespace varve::spelling
