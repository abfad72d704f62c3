// Checks spelling in the background. A view hands over the texts of its blocks, the visible ones first, and gets back
// where words are misspelt; what was superseded meanwhile is neither checked nor answered. A thread of its own reads
// the dictionaries and asks them, so that nothing here waits but adding a word, which writes a small file. Knows blocks
// only by the caller's keys. GUI thread.
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/result.h"
#include "spelling/dictionaries.h"
#include "spelling/utf16_range.h"
#include "spelling/word_splitter.h"

namespace varve::spelling {

struct CheckRequest {
    std::uint64_t key = 0;         // of the block, the caller's own
    std::uint64_t generation = 0;  // of its text, the caller's own: comes back with the answer
    QString text = {};
    QString language = {};               // BCP 47 tag
    std::vector<Utf16Range> skips = {};  // not to be checked: ascending, disjoint
    bool isVisible = false;              // before those that are not
};

struct CheckAnswer {
    std::uint64_t key = 0;
    std::uint64_t generation = 0;
    std::vector<Utf16Range> misspelt{};  // ascending
    friend bool operator==(const CheckAnswer&, const CheckAnswer&) = default;
};

class SpellChecker : public QObject {
    Q_OBJECT
  public:
    /// `userWordsPath`: see UserWords. When that file cannot be read the user's dictionary is empty, and userWordsError
    /// says why.
    SpellChecker(Dictionaries dictionaries, const QString& userWordsPath, QObject* parent = nullptr);
    /// Waits for the word that is being looked up.
    ~SpellChecker() override;

    /// Why nothing is checked in a language, in a sentence: there are no dictionaries at all, none for it, or the one
    /// for it turned out to be unusable. Nothing when it is checked.
    [[nodiscard]] std::optional<Error> unavailability(const QString& language) const;
    [[nodiscard]] const Dictionaries& dictionaries() const;
    [[nodiscard]] std::optional<Error> userWordsError() const;

    /// Takes requests over; each replaces a waiting or running one of the same key. Every one that is not replaced,
    /// forgotten or cancelled is answered, also when nothing can be checked in its language.
    void check(std::vector<CheckRequest> requests);
    void forget(std::uint64_t key);
    void cancelAll();
    /// For whatever is asked from now on.
    void setSkippingCapitals(bool isSkipping);

    /// Asks what a word may have been meant to be; `suggested` answers before anything else is checked. A newer
    /// question replaces one that waits. Result: the question's number.
    std::uint64_t suggest(const QString& word, const QString& language);

    /// The user's dictionary, of all documents. Errors: as UserWords.
    [[nodiscard]] Result<void> addToUserWords(const QString& word);
    [[nodiscard]] Result<void> removeFromUserWords(const QString& word);
    /// Right until the program ends.
    void ignore(const QString& word);
    /// The document's own dictionary.
    void setDocumentWords(const QStringList& words);

  Q_SIGNALS:
    /// Some blocks were checked, in the order in which that happened.
    void checked(const std::vector<varve::spelling::CheckAnswer>& answers);
    /// Most likely first; empty when nothing is near.
    void suggested(std::uint64_t question, const QString& word, const QStringList& suggestions);
    /// A dictionary turned out to be unusable; said once.
    void failed(const QString& language, const varve::Error& error);
    /// Other words are right than before: what was answered may be out of date.
    void wordsChanged();

  private:
    class Worker;

    void deliver(std::vector<std::pair<std::uint64_t, CheckAnswer>> answers);

    std::unique_ptr<Worker> m_worker;
};

}  // namespace varve::spelling
