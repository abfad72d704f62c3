// Which spelling dictionaries this computer has: pairs of NAME.aff and NAME.dic as Hunspell reads them, named after
// their language. Looks at names only; a dictionary is read when somebody checks a word with it (lexicon.h).
#pragma once

#include <QString>
#include <QStringList>
#include <vector>

namespace varve::spelling {

struct Dictionary {
    QString language;  // BCP 47 tag, from the file's name: de-DE
    QString affixPath;
    QString wordsPath;
    friend bool operator==(const Dictionary&, const Dictionary&) = default;
};

class Dictionaries {
  public:
    Dictionaries() = default;
    /// Those in the folders, which need not exist; where two have the same name, that of the earlier folder counts.
    /// Other files are passed over. Cost: reads the folders.
    [[nodiscard]] static Dictionaries find(const QStringList& folders);
    /// The user's folder, then those of the system.
    [[nodiscard]] static QStringList standardFolders();

    /// By language.
    [[nodiscard]] const std::vector<Dictionary>& all() const { return m_dictionaries; }
    [[nodiscard]] bool isEmpty() const { return m_dictionaries.empty(); }
    /// The dictionary of a language tag; else one of the same language (and script, where the tag names one): without a
    /// region, of the language's main region, or the first. Null when there is none.
    [[nodiscard]] const Dictionary* nearest(const QString& language) const;

  private:
    std::vector<Dictionary> m_dictionaries;
};

}  // namespace varve::spelling
