#include "projection/section_text.h"

#include "base/check.h"

namespace varve::projection {

text::Range textOfSection(const Outline& outline, std::size_t index, const BlockSequence& blocks) {
    CHECK(index < outline.size());
    const Section section = sectionOf(outline, index, blocks.blockCount());
    const text::Offset end =
        section.end < blocks.blockCount() ? blocks.startOf(section.end) - 1U : text::Offset{blocks.count()};
    return {outline[index].offset, end};
}

}  // namespace varve::projection
