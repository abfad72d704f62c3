// Goes through the blocks of a document from a place on, once around, in the order in which they are read: those of
// the body, and where a table or a picture stands, those of its cells or its caption. A snapshot of nothing: whoever
// walks stops when the document changes. Texts beside the body are read when their turn comes. GUI thread.
#pragma once

#include <optional>
#include <vector>

#include "event/operation.h"
#include "projection/block_sequence.h"
#include "projection/texts_beside.h"

namespace varve::ui {

class EditorView;

class ReadingWalk {
  public:
    enum class Direction : std::uint8_t { kForward, kBackward };

    /// A block, or the part of it that is read at one go: between two tables, or on one side of where the walk began.
    struct Stop {
        event::ObjectId sequence;
        projection::BlockSequence blocks;  // of that text
        std::uint32_t index = 0;
        int begin = 0;  // UTF-16
        int end = 0;
        [[nodiscard]] const projection::BlockPtr& block() const { return blocks.blockAt(index); }
    };

    /// `view` must outlive it. What is read before `from` comes last when it goes forward, what is read behind it when
    /// it goes backward.
    ReadingWalk(EditorView& view, Direction direction, const projection::ReadingPlace& from);

    [[nodiscard]] Direction direction() const { return m_direction; }
    /// Nothing once it is around. Cost: O(log n), and the text beside the body that it comes to; for a block with
    /// embeds the number of their texts.
    [[nodiscard]] std::optional<Stop> next();

  private:
    /// Of a block of the body.
    struct Part {
        projection::ReadingPlace place;           // where it begins
        std::optional<event::ObjectId> sequence;  // nothing: a stretch of the block itself
        int begin = 0;                            // of that stretch, UTF-16
        int end = 0;
    };

    void enterBlock();
    void collectParts(const projection::Block& block);
    [[nodiscard]] std::optional<Stop> stopInBlock();
    [[nodiscard]] Stop stretch(const Part& part, bool isStart) const;
    void enterText(const Part& part, bool isStart);
    [[nodiscard]] Stop stopInText(const Part& part);
    void leavePart();
    /// Leaves out what is on the other side of a place.
    void cut(Stop& stop, int at) const;
    [[nodiscard]] bool isForward() const { return m_direction == Direction::kForward; }

    EditorView& m_view;
    Direction m_direction;
    projection::ReadingPlace m_from;
    std::uint32_t m_block = 0;      // of the body
    std::uint32_t m_stepCount = 0;  // blocks of the body left behind; where it began it comes twice
    bool m_isEntered = false;       // the parts are those of m_block
    bool m_isAtStart = true;        // in the part where it began
    std::vector<Part> m_parts;      // at least one
    std::size_t m_part = 0;
    std::optional<projection::BlockSequence> m_text;  // of the part that it is in, beside the body
    std::uint32_t m_index = 0;                        // next block of it
    std::optional<projection::BlockPosition> m_cut;   // where it began in that text
};

}  // namespace varve::ui
