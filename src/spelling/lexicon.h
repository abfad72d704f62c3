// One spelling dictionary in memory, read with Hunspell: asks for words in Qt's unit whatever the encoding of the files
// is. Remembers what it answered. Belongs to one thread; the spell checker has one for each language in use.
#pragma once

#include <QHash>
#include <QString>
#include <QStringList>
#include <memory>

#include "base/result.h"
#include "spelling/dictionaries.h"

class Hunspell;

namespace varve::spelling {

/// In UTF-16 units. Nobody writes longer words; whatever is longer is taken for none.
inline constexpr qsizetype kWordLengthMax = 90;

class Lexicon {
  public:
    /// Errors: a file cannot be read, is too large, or is no dictionary; its encoding is unknown. Cost: reads and
    /// arranges the files, up to some tenths of a second.
    [[nodiscard]] static Result<std::unique_ptr<Lexicon>> read(const Dictionary& dictionary);
    ~Lexicon();

    /// Words longer than kWordLengthMax are. A word that the encoding cannot write is not. Cost: microseconds, less for
    /// a word that was asked for before.
    [[nodiscard]] bool isCorrect(const QString& word);
    /// Most likely first; empty when there are none. Cost: up to tenths of a second.
    [[nodiscard]] QStringList suggestionsFor(const QString& word) const;

  private:
    class Encoding;

    Lexicon(std::unique_ptr<Hunspell> hunspell, std::unique_ptr<Encoding> encoding);
    [[nodiscard]] bool isInDictionary(const QString& word) const;

    std::unique_ptr<Hunspell> m_hunspell;
    std::unique_ptr<Encoding> m_encoding;
    QHash<QString, bool> m_answers;
};

}  // namespace varve::spelling
