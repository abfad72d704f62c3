#include "ui/spelling/reading_walk.h"

#include <algorithm>
#include <span>
#include <utility>

#include "projection/sequence_reader.h"
#include "ui/editor/editor_view.h"

namespace varve::ui {

using projection::ReadingPlace;

namespace {

constexpr auto kBody = event::WellKnownObject::kBody;

}  // namespace

ReadingWalk::ReadingWalk(EditorView& view, Direction direction, const ReadingPlace& from)
    : m_view(view), m_direction(direction), m_from(from), m_block(view.blocks().positionOf(from.body).block) {}

std::optional<ReadingWalk::Stop> ReadingWalk::next() {
    const std::uint32_t count = m_view.blocks().blockCount();
    while (m_stepCount <= count) {
        if (!m_isEntered) enterBlock();
        if (auto stop = stopInBlock()) return stop;
        ++m_stepCount;
        m_isEntered = false;
        if (isForward()) {
            m_block = m_block + 1 == count ? 0 : m_block + 1;
        } else {
            m_block = m_block == 0 ? count - 1 : m_block - 1;
        }
    }
    return std::nullopt;
}

void ReadingWalk::enterBlock() {
    m_isEntered = true;
    m_parts.clear();
    const projection::BlockPtr& block = m_view.blocks().blockAt(m_block);
    if (block->embeds.empty()) {
        m_parts.push_back({{}, std::nullopt, 0, block->utf16Count()});
    } else {
        collectParts(*block);
    }
    if (m_stepCount == 0) {
        const auto behind = std::ranges::upper_bound(m_parts, m_from, {}, &Part::place);
        m_part = behind == m_parts.begin() ? 0 : static_cast<std::size_t>(behind - m_parts.begin()) - 1;
    } else {
        m_part = isForward() ? 0 : m_parts.size() - 1;
    }
}

/// The block between its embeds, and their texts; without those in which nothing is written.
void ReadingWalk::collectParts(const projection::Block& block) {
    const text::Offset start = m_view.blocks().startOf(m_block);
    const std::span<const projection::TextsOfEmbed> embeds = m_view.textsBeside().embeds();
    ReadingPlace place{start, 0, {}};
    int begin = 0;
    for (auto embed = std::ranges::lower_bound(embeds, start, {}, &projection::TextsOfEmbed::offset);
         embed != embeds.end() && embed->offset < start + block.count; ++embed) {
        const int end = block.utf16Of(embed->offset - start) + 1;
        m_parts.push_back({place, std::nullopt, begin, end});
        for (std::size_t number = 0; number < embed->texts.size(); ++number) {
            const projection::TextBeside& text = embed->texts[number];
            if (!text.text->empty()) m_parts.push_back({{embed->offset, number + 1, {}}, text.sequence});
        }
        place = {embed->offset + 1, 0, {}};
        begin = end;
    }
    m_parts.push_back({place, std::nullopt, begin, block.utf16Count()});
}

std::optional<ReadingWalk::Stop> ReadingWalk::stopInBlock() {
    if (m_part >= m_parts.size()) return std::nullopt;
    const Part& part = m_parts[m_part];
    const bool isStart = std::exchange(m_isAtStart, false);
    if (part.sequence) {
        if (!m_text) enterText(part, isStart);
        return stopInText(part);
    }
    Stop stop = stretch(part, isStart);
    leavePart();
    return stop;
}

ReadingWalk::Stop ReadingWalk::stretch(const Part& part, bool isStart) const {
    Stop stop{kBody, m_view.blocks(), m_block, part.begin, part.end};
    // The place may be in a text that is left out behind this.
    if (isStart) cut(stop, m_from.text == 0 ? m_view.blocks().positionOf(m_from.body).utf16 : part.end);
    return stop;
}

void ReadingWalk::enterText(const Part& part, bool isStart) {
    m_text = projection::readSequence(*m_view.objects(), *part.sequence, m_view.registers());
    m_cut.reset();
    m_index = isForward() ? 0 : m_text->blockCount() - 1;
    if (!isStart) return;
    const bool isFrom = m_from.body == part.place.body && m_from.text == part.place.text;
    m_cut = m_text->positionOf(isFrom ? m_from.within : m_text->end());
    m_index = m_cut->block;
}

ReadingWalk::Stop ReadingWalk::stopInText(const Part& part) {
    Stop stop{*part.sequence, *m_text, m_index, 0, 0};
    stop.end = stop.block()->utf16Count();
    if (const auto place = std::exchange(m_cut, std::nullopt)) cut(stop, place->utf16);
    const bool isLast = isForward() ? m_index + 1 == m_text->blockCount() : m_index == 0;
    if (isLast) {
        leavePart();
    } else {
        m_index = isForward() ? m_index + 1 : m_index - 1;
    }
    return stop;
}

void ReadingWalk::leavePart() {
    m_text.reset();
    // Before the first one is beyond the last one, too.
    m_part = isForward() ? m_part + 1 : m_part - 1;
}

void ReadingWalk::cut(Stop& stop, int at) const {
    if (isForward()) {
        stop.begin = std::max(stop.begin, at);
    } else {
        stop.end = std::min(stop.end, at);
    }
}

}  // namespace varve::ui
