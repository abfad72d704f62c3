#include "ui/spelling/language_names.h"

#include <QLocale>
#include <array>
#include <utility>

namespace varve::ui {

QString languageName(const QString& tag) {
    const QLocale locale(tag);
    if (locale.language() == QLocale::C) return tag;
    QString name = locale.nativeLanguageName();
    if (name.isEmpty()) name = QLocale::languageToString(locale.language());
    // What the tag does not say is not said: QLocale always knows a region.
    if (!tag.contains(QLatin1Char('-')) && !tag.contains(QLatin1Char('_'))) {
        const QString plain = QLocale::languageToString(locale.language());
        return locale.language() == QLocale::English ? plain : name;
    }
    // "American English" has its region in the name already.
    if (locale.language() == QLocale::English && name != QLocale::languageToString(QLocale::English)) return name;
    const QString region = locale.nativeTerritoryName();
    return region.isEmpty() ? name : QStringLiteral("%1 (%2)").arg(name, region);
}

QString systemLanguage() {
    const QLocale locale;
    return locale.language() == QLocale::C ? QStringLiteral("en-US") : QString(locale.name()).replace(u'_', u'-');
}

QString dictionaryPackage(const QString& tag) {
    const QString whole = QString(tag).replace(QLatin1Char('_'), QLatin1Char('-')).toLower();
    const QString language = whole.section(QLatin1Char('-'), 0, 0);
    // Languages whose packages are made by region, with the one that most people mean.
    static const std::array<std::pair<QString, QStringList>, 3> kByRegion{{
        {QStringLiteral("en"),
         {QStringLiteral("us"), QStringLiteral("gb"), QStringLiteral("au"), QStringLiteral("ca"),
          QStringLiteral("za")}},
        {QStringLiteral("de"), {QStringLiteral("de"), QStringLiteral("at"), QStringLiteral("ch")}},
        {QStringLiteral("pt"), {QStringLiteral("pt"), QStringLiteral("br")}},
    }};
    QString suffix = language;
    if (language == QLatin1String("nb") || language == QLatin1String("nn")) suffix = QStringLiteral("no");
    for (const auto& [known, regions] : kByRegion) {
        if (known != language) continue;
        const QString region = whole.section(QLatin1Char('-'), -1);
        suffix = language + QLatin1Char('-') + (regions.contains(region) ? region : regions.first());
    }
    return QStringLiteral("hunspell-") + suffix;
}

}  // namespace varve::ui
