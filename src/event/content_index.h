// Where in the content a scalar lies. Plain ASCII needs nothing; other text gets a checkpoint every 64 scalars, so that
// a place in a long paste is found without reading it from its start. Private part of EventLog.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "event/ids.h"

namespace varve::event {

class ContentIndex {
  public:
    /// An insert run, which begins at byte `contentBegin` of the content.
    struct RunStart {
        LocalVersion event;
        std::uint32_t contentBegin = 0;
    };

    /// Units [begin, ...) of the insert run were appended to the content as `text` from byte `contentBegin` on.
    void append(RunStart run, LocalVersion begin, std::uint32_t contentBegin, std::string_view text) {
        const bool isWide = !m_checkpoints.empty() && m_checkpoints.back().event >= run.event.value;
        if (!isWide && text.size() == 1 && static_cast<unsigned char>(text.front()) < 0x80) return;
        appendText(run, begin, contentBegin, text);
    }
    /// Takes back everything about the events from `end` on.
    void rewind(LocalVersion end);
    /// Byte of the unit `event` of the run, or of the run's end. Cost: O(log checkpoints).
    [[nodiscard]] std::uint32_t byteIndexOf(RunStart run, LocalVersion event, std::string_view content) const;

    [[nodiscard]] std::size_t memoryBytes() const { return m_checkpoints.capacity() * sizeof(Checkpoint); }

  private:
    struct Checkpoint {
        std::uint32_t event : 31;
        std::uint32_t isWide : 1;  // what follows, up to the next checkpoint or the end of the run, is not all ASCII
        std::uint32_t contentBegin;
    };
    static constexpr std::uint32_t kDistance = 64;

    void appendText(RunStart run, LocalVersion begin, std::uint32_t contentBegin, std::string_view text);

    std::vector<Checkpoint> m_checkpoints;
};

}  // namespace varve::event
