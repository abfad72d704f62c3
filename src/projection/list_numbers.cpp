#include "projection/list_numbers.h"

#include <utility>

namespace varve::projection {

namespace {

QString lettersOf(std::uint32_t number) {
    QString letters;
    for (; number > 0; number = (number - 1) / 26)
        letters.prepend(QChar(static_cast<char16_t>(u'a' + (number - 1) % 26)));
    return letters;
}

QString romanOf(std::uint32_t number) {
    static constexpr std::pair<std::uint32_t, const char16_t*> kDigits[] = {
        {1000, u"m"}, {900, u"cm"}, {500, u"d"}, {400, u"cd"}, {100, u"c"}, {90, u"xc"}, {50, u"l"},
        {40, u"xl"},  {10, u"x"},   {9, u"ix"},  {5, u"v"},    {4, u"iv"},  {1, u"i"}};
    QString roman;
    for (const auto& [value, digits] : kDigits) {
        for (; number >= value; number -= value)
            roman += QString::fromUtf16(digits);
    }
    return roman;
}

constexpr std::uint32_t kRomanMax = 3999;

}  // namespace

ListCounter listCounterBefore(const BlockSequence& blocks, std::uint32_t block) {
    std::uint32_t begin = block;
    const auto maySplitNoList = [&blocks](std::uint32_t index) {
        const document::BlockAttributes& attributes = blocks.blockAt(index)->shownAttributes();
        return attributes.isListItem() || attributes.indent > 0;
    };
    while (begin > 0 && maySplitNoList(begin - 1))
        --begin;
    ListCounter counter;
    for (; begin < block; ++begin)
        counter.pass(blocks.blockAt(begin)->shownAttributes());
    return counter;
}

QString listNumberText(std::uint32_t number, int indent) {
    const bool wantsRoman = indent % 3 == 2 && number <= kRomanMax && number > 0;
    const bool wantsLetters = indent % 3 == 1 && number > 0;
    const QString text = wantsRoman ? romanOf(number) : wantsLetters ? lettersOf(number) : QString::number(number);
    return text + u'.';
}

}  // namespace varve::projection
