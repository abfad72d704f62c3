// The user's own dictionary: words that are right in every language, in a plain text file, one a line, UTF-8. Several
// windows and programs may share the file: adding reads it again, and writes it in one piece. One thread at a time.
#pragma once

#include <QSet>
#include <QString>

#include "base/result.h"

namespace varve::spelling {

inline constexpr qsizetype kUserWordCountMax = 200'000;

class UserWords {
  public:
    /// The file need not exist; its folder is made when a word is added.
    explicit UserWords(QString path) : m_path(std::move(path)) {}
    /// In the user's folder of settings.
    [[nodiscard]] static QString standardPath();

    [[nodiscard]] const QSet<QString>& words() const { return m_words; }
    /// Lines that are no words are passed over. Errors: the file cannot be read or is too large; the words stay as they
    /// were.
    [[nodiscard]] Result<void> read();
    /// Errors: no word, too many, or the file cannot be written; then nothing is changed. Cost: reads and writes the
    /// file.
    [[nodiscard]] Result<void> add(const QString& word);
    [[nodiscard]] Result<void> remove(const QString& word);

  private:
    template <typename Change>
    [[nodiscard]] Result<void> change(const Change& change);
    [[nodiscard]] Result<QSet<QString>> wordsOnDisk() const;
    [[nodiscard]] Result<void> write(const QSet<QString>& words) const;

    QString m_path;
    QSet<QString> m_words;
};

/// A word of a list also stands for its spellings with a capital first letter and all in capitals, not the other way
/// round. Cost: O(word).
[[nodiscard]] bool isListed(const QSet<QString>& words, const QString& word);

}  // namespace varve::spelling
