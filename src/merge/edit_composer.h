// Composes edits that were made one after the other, none of them concurrent to another, into the one patch that they
// amount to, straight from the log's operation runs and without a tracker: what opening a document of one author and
// receiving what a colleague typed need. The text is an unrolled list of stretches, with the place of the last edit at
// hand, since edits are mostly near each other. Called by CurrentState.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "document/patch.h"
#include "event/event_log.h"

namespace varve::merge {

class EditComposer {
  public:
    /// Starts with an old text of `oldCount` scalars. `log` must outlive the composer.
    EditComposer(const event::EventLog& log, std::uint32_t oldCount);

    /// Applies `events`, each of which was made on the text that the one before left. Returns false when one is not an
    /// insert into the body or a deletion in it, has a place outside the text, or when so many places are so scattered
    /// that a tracker is the faster way; the composer is of no use then. Cost: O(operation runs), whatever they are:
    /// there are so many steps for each, and no more.
    [[nodiscard]] bool apply(event::LocalRange events);

    /// Leads from the old text to the new. Cost: O(stretches + text).
    [[nodiscard]] document::Patch patch() const;
    /// The new text, if the old one was empty (CHECKed). Cost: O(stretches + text).
    [[nodiscard]] std::string text() const;

  private:
    /// Neighbouring scalars, old or new, or old ones that went.
    struct Stretch {
        std::uint32_t count = 0;
        std::uint32_t run = 0;    // of operationRuns() for inserted scalars, else kRetained or kRemoved
        std::uint32_t begin = 0;  // inserted: the event of the first
    };
    static constexpr std::uint32_t kRetained = ~std::uint32_t{0};
    static constexpr std::uint32_t kRemoved = kRetained - 1;
    /// Of stretches in a row; `count` is of the new text.
    struct Block {
        std::uint32_t count = 0;
        std::vector<Stretch> stretches;
    };
    static constexpr std::size_t kBlockSize = 64;
    /// Steps over stretches and blocks, each about a nanosecond; a tracker takes some hundred for a run.
    static constexpr std::int64_t kStepsPerRun = 512;
    static constexpr std::int64_t kStepsFree = 1 << 16;

    /// Of the new text.
    static std::uint32_t countOf(const Stretch& stretch) { return stretch.run == kRemoved ? 0 : stretch.count; }
    /// The first `count` of the scalars of `stretch`; the rest stays in it.
    static Stretch cutFront(Stretch& stretch, std::uint32_t count);
    /// Returns false when there is no such place.
    [[nodiscard]] bool moveTo(std::uint32_t offset);
    /// Puts a stretch at the place, and the place behind it.
    void insert(const Stretch& stretch);
    /// Takes the next `count` scalars behind the place away; false when there are fewer.
    [[nodiscard]] bool erase(std::uint32_t count);
    void splitLongBlock();
    void dropEmptyBlock();
    [[nodiscard]] std::string_view textOf(const Stretch& stretch) const;
    template <typename Visit>
    void visit(Visit visit) const;

    const event::EventLog& m_log;
    std::vector<Block> m_blocks{Block{}};  // none but an only one is empty
    std::int64_t m_stepsLeft = kStepsFree;

    // The place of the last edit: before stretch m_index of block m_block.
    std::size_t m_block = 0;
    std::size_t m_index = 0;
    std::uint32_t m_blockStart = 0;  // scalars of the new text before the block,
    std::uint32_t m_offset = 0;      // and before the place
};

}  // namespace varve::merge
