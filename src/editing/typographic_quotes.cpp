#include "editing/typographic_quotes.h"

#include <algorithm>
#include <array>

namespace varve::editing {

namespace {

struct Row {
    QStringView language;
    TypographicQuotes quotes;
};

constexpr TypographicQuotes kHigh{u"“", u"”", u"‘", u"’"};
constexpr TypographicQuotes kLowHigh{u"„", u"“", u"‚", u"‘"};
constexpr TypographicQuotes kLowRight{u"„", u"”", u"‚", u"’"};
constexpr TypographicQuotes kAngles{u"«", u"»", u"‘", u"’"};
constexpr TypographicQuotes kAnglesTwice{u"«", u"»", u"‹", u"›"};
constexpr TypographicQuotes kAnglesLow{u"«", u"»", u"‚", u"‘"};
constexpr TypographicQuotes kRight{u"”", u"”", u"’", u"’"};
constexpr TypographicQuotes kFrench{u"«\u202f", u"\u202f»", u"‘", u"’"};
constexpr TypographicQuotes kCanadian{u"«\u00a0", u"\u00a0»", u"‘", u"’"};
constexpr TypographicQuotes kCorners{u"「", u"」", u"『", u"』"};
constexpr TypographicQuotes kArabic{u"”", u"“", u"’", u"‘"};

/// Regions before their language; what is not here is English.
constexpr std::array kRows = std::to_array<Row>({
    {u"ar", kArabic},         {u"be", kAnglesLow}, {u"bg", kLowHigh},     {u"bs", kLowRight},
    {u"ca", kAngles},         {u"cs", kLowHigh},   {u"da", kHigh},        {u"de-CH", kAnglesTwice},
    {u"de-LI", kAnglesTwice}, {u"de", kLowHigh},   {u"el", kAngles},      {u"es", kAngles},
    {u"et", kLowHigh},        {u"eu", kAngles},    {u"fa", kAnglesTwice}, {u"fi", kRight},
    {u"fr-CA", kCanadian},    {u"fr", kFrench},    {u"gl", kAngles},      {u"he", kRight},
    {u"hr", kLowHigh},        {u"hu", kLowRight},  {u"hy", kAngles},      {u"is", kLowHigh},
    {u"it-CH", kAnglesTwice}, {u"it", kAngles},    {u"ja", kCorners},     {u"ka", kLowHigh},
    {u"lt", kLowHigh},        {u"mk", kLowHigh},   {u"nb", kAngles},      {u"nl", kHigh},
    {u"nn", kAngles},         {u"no", kAngles},    {u"pl", kLowRight},    {u"pt-BR", kHigh},
    {u"pt-PT", kAngles},      {u"pt", kHigh},      {u"ro", kLowRight},    {u"ru", kAnglesLow},
    {u"sk", kLowHigh},        {u"sl", kLowHigh},   {u"sq", kAngles},      {u"sr", kLowHigh},
    {u"sv", kRight},          {u"uk", kAnglesLow}, {u"zh-HK", kCorners},  {u"zh-Hant", kCorners},
    {u"zh-TW", kCorners},
});

/// The tag itself, or one with more behind it: de for de-AT.
bool covers(QStringView row, QStringView tag) {
    return tag.startsWith(row, Qt::CaseInsensitive) &&
           (tag.size() == row.size() || tag[row.size()] == QLatin1Char('-'));
}

}  // namespace

const TypographicQuotes& typographicQuotesOf(QStringView language) {
    const auto row = std::ranges::find_if(kRows, [&](const Row& each) { return covers(each.language, language); });
    return row == kRows.end() ? kHigh : row->quotes;
}

}  // namespace varve::editing
