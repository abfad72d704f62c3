// Two block sequences compared block by block, with a word on the first difference.
#pragma once

#include <QString>
#include <algorithm>
#include <cstdint>

#include "projection/block_sequence.h"

namespace varve::test {

/// The id of an embed without properties may not have been looked up.
inline bool isSameEmbed(const projection::BlockEmbed& a, const projection::BlockEmbed& b) {
    const bool isUnknown = !a.attributes && !b.attributes && (a.id == event::EventId() || b.id == event::EventId());
    if (isUnknown) return a.position == b.position;
    return a == b;
}

/// Empty when nothing differs.
template <std::size_t kFanoutA, std::size_t kFanoutB>
QString differenceOf(const projection::BasicBlockSequence<kFanoutA>& shown,
                     const projection::BasicBlockSequence<kFanoutB>& expected) {
    if (shown.blockCount() != expected.blockCount())
        return QStringLiteral("%1 blocks in place of %2").arg(shown.blockCount()).arg(expected.blockCount());
    for (std::uint32_t index = 0; index < shown.blockCount(); ++index) {
        const projection::Block& a = *shown.blockAt(index);
        const projection::Block& b = *expected.blockAt(index);
        const QString where = QStringLiteral("block %1: ").arg(index);
        if (a.text != b.text) return where + QStringLiteral("'%1' in place of '%2'").arg(a.text, b.text);
        if (a.count != b.count) return where + QStringLiteral("count");
        if (a.formats != b.formats) return where + QStringLiteral("formats of '%1'").arg(a.text);
        if (!document::isSameFormat(a.breakFormat, b.breakFormat))
            return where + QStringLiteral("format of the break before '%1'").arg(a.text);
        if (!projection::isSameAttributes(a.attributes, b.attributes))
            return where + QStringLiteral("properties of '%1'").arg(a.text);
        if (!std::ranges::equal(a.embeds, b.embeds, isSameEmbed))
            return where + QStringLiteral("embeds of '%1'").arg(a.text);
    }
    return {};
}

}  // namespace varve::test
