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

}  // namespace varve::projection
