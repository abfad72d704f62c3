// A folder with small dictionaries, so that no test needs one to be installed.
#pragma once

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include "spelling/dictionaries.h"

namespace varve::spelling::test {

class DictionaryFolder {
  public:
    [[nodiscard]] QString path(const QString& name = {}) const { return m_folder.filePath(name); }
    void write(const QString& name, const QByteArray& bytes) const {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) qFatal("cannot write a test file");
    }
    /// `words` without the line that counts them, in the encoding.
    Dictionary add(const QString& name, const QByteArray& encoding, const QByteArrayList& words) const {
        write(name + QStringLiteral(".aff"), "SET " + encoding +
                                                 "\nTRY esianrtolcdugmphbyfvkwz'\nWORDCHARS '\nSFX S Y 1\n"
                                                 "SFX S 0 s .\n");
        write(name + QStringLiteral(".dic"), QByteArray::number(words.size()) + "\n" + words.join('\n') + "\n");
        return {QString(name).replace(QLatin1Char('_'), QLatin1Char('-')), path(name + QStringLiteral(".aff")),
                path(name + QStringLiteral(".dic"))};
    }
    Dictionary addEnglish() const {
        return add(QStringLiteral("en_US"), "UTF-8",
                   {"hello/S", "world/S", "the", "cat/S", "don't", "caf\xc3\xa9/S", "London"});
    }
    [[nodiscard]] Dictionaries found() const { return Dictionaries::find({m_folder.path()}); }

  private:
    QTemporaryDir m_folder;
};

}  // namespace varve::spelling::test
