// One sequence in the travel index: when every character ever written came and went, on the timeline, in document
// order. Characters never move, and every prefix of the timeline is a version, so the text of a moment and the
// difference between any two are one pass over flat arrays, whatever lies between them. Values only. Positions are
// numbers of events, as on the timeline.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "document/patch.h"
#include "event/event_log.h"
#include "history/travel_formats.h"
#include "text/position.h"

namespace varve::history {

/// A *stretch*: `count` scalars side by side that came one after the other, and went one after the other or all at
/// once. Scalars that undo and redo let come and go again have one stretch for each time, which follow each other; no
/// two of these ever show the same scalar.
struct Stretch {
    static constexpr std::int32_t kNever = std::numeric_limits<std::int32_t>::max();

    std::int32_t onPosition = 0;        // event that lets the first scalar come
    std::int32_t offPosition = kNever;  // event that lets the first to go go
    std::uint32_t count = 0;
    std::uint32_t textBegin = 0;  // byte in the log's content
    std::uint32_t marks = 0;      // set of marks, in the index's formats
    bool continues = false;       // the same scalars as the stretch before
    bool comesAtOnce = false;     // with one event; else from the first scalar on, one with each event
    bool goesAtOnce = false;      // with one event; else one with each event,
    bool goesBackward = false;    // from the last scalar on
    bool isWide = false;          // not all ASCII

    /// The scalars visible after the first `position` events: [first, second), empty as {0, 0}.
    [[nodiscard]] std::pair<std::uint32_t, std::uint32_t> visibleAt(std::int32_t position) const;
};

class SequenceTravel {
  public:
    /// A moment on display: what a short move needs to know of where it starts.
    struct Moment {
        std::uint32_t position = 0;
        std::uint32_t count = 0;                 // visible scalars
        std::vector<std::uint32_t> blockCounts;  // the same by block of stretches
    };

    /// Of an empty history.
    SequenceTravel() = default;
    /// Stretches in document order, which share no event but those that switch; `end` is the number of events.
    SequenceTravel(std::span<const Stretch> stretches, const TravelFormats& formats, std::uint32_t end);

    /// Positions up to here can be asked for, this one included.
    [[nodiscard]] std::uint32_t end() const { return m_end; }
    [[nodiscard]] Moment momentAt(std::uint32_t position) const;
    /// What the index was made from; the log may have grown.
    struct Source {
        const event::EventLog& log;
        const TravelFormats& formats;
    };
    /// Goes to `position` and returns the patch that leads there.
    /// Cost: near moments O(stretches changed) and a sum over the blocks; far ones one pass over the stretches.
    document::Patch move(const Source& source, Moment& moment, std::uint32_t position) const;
    /// The patch between any two moments. Cost: one pass over the stretches.
    [[nodiscard]] document::Patch patchBetween(const Source& source, std::uint32_t from, std::uint32_t to) const;
    /// The text of a moment. Cost: one pass over the stretches, and the text.
    [[nodiscard]] std::string text(const event::EventLog& log, const Moment& moment) const;

    /// Which events inserted the scalars at `offsets` (ascending, each below moment.count, CHECKed): their positions.
    /// Cost: a sum over the blocks, and O(1) with a block's stretches each.
    [[nodiscard]] std::vector<std::uint32_t> insertionsAt(const Moment& moment,
                                                          std::span<const text::Offset> offsets) const;
    /// Where the scalar that the event at position `insertion` inserted is seen; nothing when it is not, or when the
    /// event inserted nothing here. Cost: as for one offset.
    [[nodiscard]] std::optional<text::Offset> offsetOf(const Moment& moment, std::uint32_t insertion) const;

    /// The text in front of a character, and from it on.
    struct Excerpt {
        std::string before;
        std::string behind;
    };
    struct ExcerptCounts {
        std::uint32_t before = 0;
        std::uint32_t behind = 0;
    };
    /// What is seen at `position` around the scalar that the event at position `insertion` inserted, so many scalars at
    /// most; less where that would take looking at too many stretches, nothing when the event inserted nothing here.
    /// Cost: O(stretches nearby), bounded.
    [[nodiscard]] Excerpt excerptAt(const event::EventLog& log, std::uint32_t position, std::uint32_t insertion,
                                    const ExcerptCounts& counts) const;

    /// Scalars that events which follow each other on the timeline inserted, from position `first` on.
    struct ShownRun {
        std::uint32_t first = 0;
        std::uint32_t count = 0;
        friend bool operator==(const ShownRun&, const ShownRun&) = default;
    };
    /// What is seen at `position`, in document order. Cost: one pass over the stretches.
    [[nodiscard]] std::vector<ShownRun> shownRuns(std::uint32_t position) const;

    [[nodiscard]] std::size_t stretchCount() const { return m_stretchCount; }
    /// In document order; `index` < stretchCount().
    [[nodiscard]] Stretch stretchAt(std::size_t index) const;
    [[nodiscard]] std::size_t memoryBytes() const;

  private:
    /// Stretches in a block. The arrays are filled up with stretches that never show.
    static constexpr std::size_t kBlock = 64;
    enum Flag : std::uint8_t {
        kContinues = 1,
        kComesAtOnce = 2,
        kGoesAtOnce = 4,
        kGoesBackward = 8,
        kWide = 16,
    };
    /// In m_touchBlock: the block is a number in m_touchLists, where a count and that many blocks stand.
    static constexpr std::uint32_t kList = 0x80000000U;

    class BlockSet;
    class Gatherer;
    class PatchWriter;
    struct BlockScan;

    void append(const Stretch& stretch);
    void indexTouches(std::span<const Stretch> stretches, const TravelFormats& formats);
    void addTouches(std::span<const std::pair<std::uint32_t, std::uint32_t>> touches);
    [[nodiscard]] std::size_t blockCount() const { return m_blockIsExact.size(); }
    [[nodiscard]] bool continues(std::size_t index) const { return (m_flags[index] & kContinues) != 0; }
    [[nodiscard]] std::string_view textOf(std::string_view content, std::size_t index, std::uint32_t begin,
                                          std::uint32_t end) const;
    [[nodiscard]] std::uint32_t blockOfEventBefore(std::uint32_t position) const;
    template <typename Visit>
    void visitVisible(std::size_t block, std::uint32_t position, Visit visit) const;
    void markTouched(std::uint32_t from, std::uint32_t to, BlockSet& touched) const;
    [[nodiscard]] document::Patch scan(const Source& source, std::uint32_t from, std::uint32_t to,
                                       const BlockSet& touched, std::span<std::uint32_t> blockCounts) const;
    std::uint32_t compareBlock(std::size_t block, std::uint32_t from, std::uint32_t to, BlockScan& scan) const;
    void writeBlock(std::size_t block, BlockScan& scan, PatchWriter& writer) const;
    std::uint32_t writeExactBlock(std::size_t block, std::uint32_t from, std::uint32_t to, PatchWriter& writer) const;

    std::uint32_t m_end = 0;
    std::size_t m_stretchCount = 0;
    // The stretches as columns, a whole number of blocks.
    std::vector<std::int32_t> m_on;
    std::vector<std::int32_t> m_off;
    std::vector<std::uint32_t> m_count;
    std::vector<std::uint32_t> m_textBegin;
    std::vector<std::uint8_t> m_flags;
    std::vector<std::uint32_t> m_marks;        // empty when no stretch has marks
    std::vector<std::uint8_t> m_blockIsExact;  // holds stretches that have marks, or come or go at once
    // Which blocks the events of the timeline change: runs of positions by their beginnings.
    std::vector<std::uint32_t> m_touchBegin;
    std::vector<std::uint32_t> m_touchBlock;
    std::vector<std::uint32_t> m_touchLists;
};

}  // namespace varve::history
