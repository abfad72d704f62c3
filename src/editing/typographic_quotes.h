// Which quotation marks a language uses. A table; typing is in smart_typing.h.
#pragma once

#include <QStringView>

namespace varve::editing {

/// For the keys " and '. With the spaces that belong to them.
struct TypographicQuotes {
    QStringView open;
    QStringView close;
    QStringView singleOpen;
    QStringView singleClose;
};

/// Those of a BCP 47 tag: of language and region, else of the language, else the English ones. Case does not matter.
/// Source: Unicode CLDR, delimiters; for the key ' single marks also where CLDR nests double ones; the French spaces by
/// the Imprimerie nationale, in Switzerland as well.
[[nodiscard]] const TypographicQuotes& typographicQuotesOf(QStringView language);

}  // namespace varve::editing
