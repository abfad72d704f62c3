#include "event/content_index.h"

#include <algorithm>

#include "text/utf8.h"

namespace varve::event {

void ContentIndex::appendText(RunStart run, LocalVersion begin, std::uint32_t contentBegin, std::string_view text) {
    const auto distance = [&](std::uint32_t event) { return event - m_checkpoints.back().event; };
    bool isWide =
        !m_checkpoints.empty() && m_checkpoints.back().event >= run.event.value && m_checkpoints.back().isWide == 1;
    if (text::isAscii(text)) {
        const auto count = static_cast<std::uint32_t>(text.size());
        if (isWide && distance(begin.value) + count > kDistance)
            m_checkpoints.push_back({begin.value, 0, contentBegin});
        return;
    }
    std::uint32_t event = begin.value;
    for (std::size_t index = 0; index < text.size(); ++event) {
        if (!isWide || distance(event) == kDistance) {
            m_checkpoints.push_back({event, 1, contentBegin + static_cast<std::uint32_t>(index)});
            isWide = true;
        }
        index += text::sequenceSizeOf(text[index]);
    }
}

void ContentIndex::rewind(LocalVersion end) {
    while (!m_checkpoints.empty() && m_checkpoints.back().event >= end.value)
        m_checkpoints.pop_back();
}

std::uint32_t ContentIndex::byteIndexOf(RunStart run, LocalVersion event, std::string_view content) const {
    const auto after =
        std::upper_bound(m_checkpoints.begin(), m_checkpoints.end(), event.value,
                         [](std::uint32_t value, const Checkpoint& checkpoint) { return value < checkpoint.event; });
    if (after == m_checkpoints.begin() || std::prev(after)->event < run.event.value) {
        return run.contentBegin + (event - run.event);
    }
    const Checkpoint& checkpoint = *std::prev(after);
    const std::uint32_t count = event.value - checkpoint.event;
    if (checkpoint.isWide == 0) return checkpoint.contentBegin + count;
    return checkpoint.contentBegin +
           static_cast<std::uint32_t>(text::byteIndexOfScalar(content.substr(checkpoint.contentBegin), count));
}

}  // namespace varve::event
