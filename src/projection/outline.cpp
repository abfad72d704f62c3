#include "projection/outline.h"

#include <algorithm>
#include <array>

namespace varve::projection {

Outline outlineOf(const BlockSequence& blocks) {
    Outline outline;
    for (std::uint32_t index = 0; index < blocks.blockCount(); ++index) {
        const BlockPtr& block = blocks.blockAt(index);
        const document::BlockAttributes& attributes = block->shownAttributes();
        const bool isTitle = attributes.type == document::BlockType::kTitle;
        if (!isTitle && !attributes.isHeading()) continue;
        QString words = block->text;
        words.remove(QChar(kEmbed));
        outline.push_back({blocks.startOf(index), index, isTitle ? 0 : attributes.level, words.simplified()});
    }
    return outline;
}

std::vector<int> outlineParents(const Outline& outline) {
    std::vector<int> parents;
    parents.reserve(outline.size());
    std::array<int, document::kHeadingLevelMax + 1> open{};  // the last heading of each level; -1: none is open
    open.fill(-1);
    for (std::size_t index = 0; index < outline.size(); ++index) {
        const int level = outline[index].level;
        int parent = -1;
        for (int above = level - 1; above >= 1 && parent < 0; --above)
            parent = open[static_cast<std::size_t>(above)];
        parents.push_back(parent);
        std::fill(open.begin() + level, open.end(), -1);
        open[static_cast<std::size_t>(level)] = static_cast<int>(index);
    }
    return parents;
}

Section sectionOf(const Outline& outline, std::size_t index, std::uint32_t blockCount) {
    const int level = outline[index].level;
    std::size_t next = index + 1;
    while (level > 0 && next < outline.size() && outline[next].level > level)
        ++next;
    return {outline[index].block, next < outline.size() ? outline[next].block : blockCount};
}

int outlineIndexAt(const Outline& outline, text::Offset place) {
    const auto next = std::partition_point(outline.begin(), outline.end(),
                                           [place](const OutlineEntry& entry) { return entry.offset <= place; });
    return static_cast<int>(next - outline.begin()) - 1;
}

}  // namespace varve::projection
