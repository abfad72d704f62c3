#include "bench/rich_content.h"

#include <array>
#include <string>

#include "base/random.h"

namespace varve::bench {

namespace {

std::string words(Random& random, std::size_t size) {
    std::string text;
    while (text.size() < size) {
        for (std::uint32_t letters = 1 + random.below(10); letters > 0; --letters)
            text += static_cast<char>('a' + random.below(26));
        text += ' ';
    }
    return text;
}

}  // namespace

document::Content richContent(std::size_t size) {
    Random random(1);
    document::Content content;
    const std::array<const char*, 4> keys{"bold", "italic", "underline", "code"};
    for (std::size_t written = 0; written < size;) {
        document::ContentBlock block;
        const std::uint32_t kind = random.below(20);
        if (kind < 2) {
            document::setValue(block.attributes, "type", std::string("heading"));
            document::setValue(block.attributes, "level", std::int64_t{1 + kind});
        } else if (kind < 5) {
            document::setValue(block.attributes, "type", std::string("bullet"));
        }
        for (std::uint32_t stretch = 0; stretch < 4; ++stretch) {
            document::Attributes marks;
            if (stretch % 2 == 1) document::setValue(marks, keys[random.below(4)], true);
            std::string text = words(random, kind < 5 ? 15 : 100);
            written += text.size();
            document::appendInline(block, {std::move(text), std::move(marks), {}});
        }
        content.blocks.push_back(std::move(block));
    }
    return content;
}

}  // namespace varve::bench
