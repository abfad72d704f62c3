// Languages as people and packages call them. Plain functions.
#pragma once

#include <QString>

namespace varve::ui {

/// Of a BCP 47 tag, in that language itself, with the region where the tag names one; the tag where nobody knows.
[[nodiscard]] QString languageName(const QString& tag);
/// The language of the desktop, as a tag that dictionaries are found by.
[[nodiscard]] QString systemLanguage();
/// The package of Debian and its relatives that brings a spelling dictionary for the language.
[[nodiscard]] QString dictionaryPackage(const QString& tag);

}  // namespace varve::ui
