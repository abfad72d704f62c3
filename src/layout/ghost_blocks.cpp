#include "layout/ghost_blocks.h"

#include <algorithm>
#include <utility>

#include "projection/block_builder.h"
#include "projection/input_text.h"

namespace varve::layout {

namespace {

constexpr std::size_t kKnownCountMax = 1024;

/// Without the blanks around it, which a line through them would make part of what went.
QTextLayout::FormatRange lookOf(const QString& text, int at, const QTextCharFormat& look) {
    qsizetype begin = 0;
    qsizetype end = text.size();
    while (begin < end && text.at(begin).isSpace())
        ++begin;
    while (end > begin && text.at(end - 1).isSpace())
        --end;
    if (begin == end) {
        begin = 0;
        end = text.size();
    }
    return {at + static_cast<int>(begin), static_cast<int>(end - begin), look};
}

}  // namespace

void GhostBlocks::setSource(GhostSource source, const QTextCharFormat& look) {
    m_source = std::move(source);
    m_look = look;
    m_known.clear();
}

const GhostBlocks::Shown& GhostBlocks::of(const projection::BlockPtr& block, std::uint32_t index) {
    const auto found = m_known.find(block.get());
    if (found != m_known.end()) return found->second;
    if (m_known.size() >= kKnownCountMax) m_known.clear();
    Shown& shown = m_known[block.get()];
    shown.original = block;
    shown.ghosts = m_source(index);
    if (shown.ghosts.empty()) return shown;
    projection::BlockBuilder builder(block->attributes, block->breakFormat);
    int before = 0;
    int shift = 0;
    for (const Ghost& ghost : shown.ghosts) {
        builder.appendPart(*block, before, ghost.at);
        builder.appendText(projection::toUtf8(ghost.text), block->formatAt(std::max(ghost.at - 1, 0)));
        shown.formats.append(lookOf(ghost.text, ghost.at + shift, m_look));
        before = ghost.at;
        shift += static_cast<int>(ghost.text.size());
    }
    builder.appendPart(*block, before, block->utf16Count());
    shown.block = builder.finish().front();
    return shown;
}

int GhostBlocks::displayPosition(const Shown& shown, int utf16, bool behind) {
    int display = utf16;
    for (const Ghost& ghost : shown.ghosts) {
        if (ghost.at > utf16 || (ghost.at == utf16 && !behind)) break;
        display += static_cast<int>(ghost.text.size());
    }
    return display;
}

int GhostBlocks::textPosition(const Shown& shown, int display) {
    int shift = 0;
    for (const Ghost& ghost : shown.ghosts) {
        if (display <= ghost.at + shift) break;
        const auto size = static_cast<int>(ghost.text.size());
        if (display < ghost.at + shift + size) return ghost.at;
        shift += size;
    }
    return display - shift;
}

}  // namespace varve::layout
