#include "spelling/dictionaries.h"

#include <QDir>
#include <QFileInfo>
#include <QLocale>
#include <QRegularExpression>
#include <QStandardPaths>
#include <algorithm>
#include <utility>

namespace varve::spelling {

namespace {

/// Far more than anybody has, and a bound on what a strange folder may cost.
constexpr std::size_t kDictionaryCountMax = 1000;

/// de_DE, sr-Latn-RS, en_GB-large; nothing for other names.
QString languageOf(const QString& fileName) {
    static const QRegularExpression kName(QStringLiteral("^[A-Za-z]{2,3}([_-][A-Za-z0-9]{1,20}){0,4}$"));
    if (!kName.match(fileName).hasMatch()) return {};
    return QString(fileName).replace(QLatin1Char('_'), QLatin1Char('-'));
}

struct Tag {
    QString language;
    QString script;
    QString region;
};

Tag tagOf(const QString& text) {
    Tag tag;
    const QStringList parts = QString(text).replace(QLatin1Char('_'), QLatin1Char('-')).split(QLatin1Char('-'));
    tag.language = parts.first().toLower();
    for (const QString& part : parts.sliced(1)) {
        if (part.size() == 4 && tag.script.isEmpty() && tag.region.isEmpty()) tag.script = part.toLower();
        if (part.size() < 4 && tag.region.isEmpty()) tag.region = part.toUpper();
    }
    return tag;
}

QString mainRegionOf(const QString& language) {
    const QLocale locale(language);
    return locale.language() == QLocale::C ? QString() : QLocale::territoryToCode(locale.territory());
}

}  // namespace

QStringList Dictionaries::standardFolders() {
    QStringList folders;
    for (const char* name : {"hunspell", "myspell", "myspell/dicts"}) {
        for (const QString& data : QStandardPaths::standardLocations(QStandardPaths::GenericDataLocation))
            folders.append(data + QLatin1Char('/') + QLatin1String(name));
    }
    for (const char* folder :
         {"/usr/local/share/hunspell", "/usr/share/hunspell", "/usr/share/myspell", "/usr/share/myspell/dicts"})
        folders.append(QLatin1String(folder));
    folders.removeDuplicates();
    return folders;
}

Dictionaries Dictionaries::find(const QStringList& folders) {
    Dictionaries found;
    for (const QString& folder : folders) {
        const auto files = QDir(folder).entryInfoList({QStringLiteral("*.aff")}, QDir::Files, QDir::Name);
        for (const QFileInfo& affix : files) {
            const QString language = languageOf(affix.completeBaseName());
            const QFileInfo words(affix.dir(), affix.completeBaseName() + QStringLiteral(".dic"));
            const bool isKnown = std::ranges::any_of(
                found.m_dictionaries, [&](const Dictionary& known) { return known.language == language; });
            if (language.isEmpty() || isKnown || !words.isFile()) continue;
            if (found.m_dictionaries.size() == kDictionaryCountMax) break;
            found.m_dictionaries.push_back({language, affix.absoluteFilePath(), words.absoluteFilePath()});
        }
    }
    std::ranges::sort(found.m_dictionaries, {}, &Dictionary::language);
    return found;
}

const Dictionary* Dictionaries::nearest(const QString& language) const {
    const Tag wanted = tagOf(language);
    const QString mainRegion = mainRegionOf(wanted.language);
    const Dictionary* best = nullptr;
    int bestRank = 0;
    for (const Dictionary& dictionary : m_dictionaries) {
        const Tag tag = tagOf(dictionary.language);
        if (tag.language != wanted.language || (!wanted.script.isEmpty() && tag.script != wanted.script)) continue;
        int rank = 1;
        if (!mainRegion.isEmpty() && tag.region == mainRegion) rank = 2;
        if (tag.region.isEmpty()) rank = 3;
        if (tag.region == wanted.region) rank = 4;
        if (dictionary.language.compare(language, Qt::CaseInsensitive) == 0) rank = 5;
        if (rank > bestRank) {
            best = &dictionary;
            bestRank = rank;
        }
    }
    return best;
}

}  // namespace varve::spelling
