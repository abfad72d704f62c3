#include "projection/block.h"

#include <algorithm>

namespace varve::projection {

Block::Block(QString blockText) : text(std::move(blockText)) {
    std::uint32_t pairs = 0;
    for (const QChar unit : text)
        pairs += unit.isLowSurrogate() ? 1 : 0;
    count = static_cast<std::uint32_t>(text.size()) - pairs;
}

int Block::utf16Of(std::uint32_t scalar) const {
    if (scalar >= count) return utf16Count();
    if (count == static_cast<std::uint32_t>(text.size())) return static_cast<int>(scalar);
    int index = 0;
    for (; scalar > 0; --scalar)
        index += text[index].isHighSurrogate() ? 2 : 1;
    return index;
}

std::uint32_t Block::scalarOf(int utf16) const {
    utf16 = std::clamp(utf16, 0, utf16Count());
    if (count == static_cast<std::uint32_t>(text.size())) return static_cast<std::uint32_t>(utf16);
    std::uint32_t scalars = 0;
    for (int index = 0; index < utf16; ++index)
        scalars += text[index].isLowSurrogate() ? 0 : 1;
    const bool splitsPair = utf16 > 0 && utf16 < utf16Count() && text[utf16].isLowSurrogate();
    return splitsPair ? scalars - 1 : scalars;
}

const document::FormatPointer& Block::formatAt(int utf16) const {
    static const document::FormatPointer kNone;
    const auto run = std::ranges::upper_bound(formats, utf16, {}, &FormatRun::end);
    return run == formats.end() ? kNone : run->format;
}

const document::BlockAttributes& Block::shownAttributes() const {
    static const document::BlockAttributes kParagraph;
    return attributes ? *attributes : kParagraph;
}

bool isSameAttributes(const document::BlockAttributesPointer& a, const document::BlockAttributesPointer& b) {
    return a == b || (a && b && *a == *b);
}

bool operator==(const Block& a, const Block& b) {
    return a.text == b.text && a.formats == b.formats && a.embeds == b.embeds &&
           isSameAttributes(a.attributes, b.attributes) && document::isSameFormat(a.breakFormat, b.breakFormat);
}

}  // namespace varve::projection
