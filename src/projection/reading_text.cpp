#include "projection/reading_text.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "text/utf8.h"

namespace varve::projection {

namespace {

constexpr auto kBody = event::WellKnownObject::kBody;

}  // namespace

ReadingText::ReadingText(text::Rope body, std::span<const TextsOfEmbed> embeds) : m_rope(body) {
    const text::Offset bodyEnd{body.count()};
    const auto lineEnd = [&](text::Offset offset) {
        const std::uint32_t line = body.lineOf(offset);
        return line == body.lineBreakCount() ? bodyEnd : body.lineStart(line + 1) - 1;
    };
    text::Offset own{0};
    text::Offset begin{0};
    const auto addBody = [&](text::Offset end) {
        m_bodyPieces.push_back(m_segments.size());
        m_segments.push_back({kBody, begin, own, end - own});
        begin = begin + (end - own);
        own = end;
    };
    for (const TextsOfEmbed& embed : embeds) {
        if (embed.texts.empty() || embed.offset >= bodyEnd) continue;
        if (const text::Offset end = lineEnd(embed.offset); end > own) addBody(end);
        const text::Offset place = begin;
        std::string added;
        for (const TextBeside& text : embed.texts) {
            added += '\n';
            added += *text.text;
            begin = begin + 1;
            m_beside.emplace(text.sequence, m_segments.size());
            m_segments.push_back({text.sequence, begin, {0}, text::scalarCount(*text.text)});
            begin = m_segments.back().end();
        }
        m_rope.insert(place, added);
    }
    addBody(bodyEnd);
}

text::Offset ReadingText::fromBody(text::Offset offset) const {
    // The last piece that begins at or before it: behind the line of an embed is behind its texts.
    const auto behind =
        std::ranges::upper_bound(m_bodyPieces, offset, {}, [this](std::size_t piece) { return m_segments[piece].own; });
    const Segment& segment = m_segments[*std::prev(behind)];
    return segment.begin + std::min(offset - segment.own, segment.count);
}

std::optional<text::Range> ReadingText::rangeOf(const TextRange& range) const {
    if (range.sequence == event::ObjectId{kBody})
        return text::Range{fromBody(range.range.begin), fromBody(range.range.end)};
    const auto found = m_beside.find(range.sequence);
    if (found == m_beside.end()) return std::nullopt;
    const Segment& segment = m_segments[found->second];
    return text::Range{segment.begin + std::min(range.range.begin.value, segment.count),
                       segment.begin + std::min(range.range.end.value, segment.count)};
}

std::optional<TextRange> ReadingText::textRangeOf(text::Range range) const {
    // The first that reaches to it: a place at the edge of two is the end of the one before.
    auto segment = std::ranges::lower_bound(m_segments, range.begin, {}, &Segment::end);
    if (segment == m_segments.end()) return std::nullopt;
    if (!range.isEmpty() && segment->end() == range.begin) {
        segment = std::ranges::upper_bound(m_segments, range.begin, {}, &Segment::end);
        if (segment == m_segments.end()) return std::nullopt;
    }
    if (range.begin < segment->begin || segment->end() < range.end) return std::nullopt;
    return TextRange{segment->sequence,
                     {segment->own + (range.begin - segment->begin), segment->own + (range.end - segment->begin)}};
}

}  // namespace varve::projection
