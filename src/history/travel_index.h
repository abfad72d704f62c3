// The travel index: what a document was at every moment of the timeline, and what differs between any two. It is a
// cache made from a tracker with everything applied; moments behind its end ask for a new one. Built by
// travel_index_builder.h, used by the history cursor. Values only; a copy may go to another thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "document/patch.h"
#include "event/event_log.h"
#include "history/sequence_travel.h"
#include "history/travel_formats.h"
#include "history/travel_registers.h"

namespace varve::history {

class TravelIndex {
  public:
    /// A moment on display.
    struct Moment {
        std::uint32_t position = 0;
        SequenceTravel::Moment body;
        std::vector<SequenceTravel::Moment> others;  // the other sequences, as in the index
    };
    struct Sequence {
        event::ObjectId id;
        SequenceTravel travel;
    };

    /// Of an empty history.
    TravelIndex() = default;
    /// `others` by id. Made by buildTravelIndex.
    TravelIndex(std::uint32_t end, TravelFormats formats, SequenceTravel body, std::vector<Sequence> others,
                TravelRegisters registers);

    /// Positions up to here can be asked for, this one included.
    [[nodiscard]] std::uint32_t end() const { return m_end; }
    [[nodiscard]] Moment momentAt(std::uint32_t position) const;
    /// Goes to `position` and returns the patch that leads there. `log` is the one the index was made from, or the same
    /// grown. Cost: SequenceTravel::move for every sequence, TravelRegisters::changes.
    document::DocumentPatch move(const event::EventLog& log, Moment& moment, std::uint32_t position) const;
    /// The patch between any two moments. Cost: SequenceTravel::patchBetween for every sequence.
    [[nodiscard]] document::DocumentPatch patchBetween(const event::EventLog& log, std::uint32_t from,
                                                       std::uint32_t to) const;
    /// The text of the body. Cost: SequenceTravel::text.
    [[nodiscard]] std::string text(const event::EventLog& log, const Moment& moment) const {
        return m_body.text(log, moment.body);
    }

    /// Which events inserted the visible scalars at `offsets` of a sequence, and where the scalar of an event is seen:
    /// as SequenceTravel::insertionsAt and offsetOf. A sequence that the index does not know is empty.
    [[nodiscard]] std::vector<std::uint32_t> insertionsAt(const Moment& moment, const event::ObjectId& sequence,
                                                          std::span<const text::Offset> offsets) const;
    [[nodiscard]] std::optional<text::Offset> offsetOf(const Moment& moment, const event::ObjectId& sequence,
                                                       std::uint32_t insertion) const;

    /// The text of a sequence with its formats, as a patch from nothing; empty for one that the index does not know.
    /// Cost: SequenceTravel::patchBetween.
    [[nodiscard]] document::Patch textOf(const event::EventLog& log, const Moment& moment,
                                         const event::ObjectId& sequence) const;

    /// Null for a sequence that the index does not know. Cost: O(log sequences).
    [[nodiscard]] const SequenceTravel* travelOf(const event::ObjectId& sequence) const;
    /// Calls `visit(id, travel)` for the body and then for every other sequence.
    template <typename Visit>
    void visitSequences(Visit visit) const {
        visit(event::ObjectId{event::WellKnownObject::kBody}, m_body);
        for (const Sequence& sequence : m_others)
            visit(sequence.id, sequence.travel);
    }
    /// What the sets of marks of the stretches mean, and what happened to the properties of objects.
    [[nodiscard]] const TravelFormats& formats() const { return m_formats; }
    [[nodiscard]] const TravelRegisters& registers() const { return m_registers; }
    /// In all sequences.
    [[nodiscard]] std::size_t stretchCount() const;
    [[nodiscard]] std::size_t memoryBytes() const;

  private:
    [[nodiscard]] std::optional<std::size_t> indexOf(const event::ObjectId& sequence) const;

    std::uint32_t m_end = 0;
    TravelFormats m_formats;
    SequenceTravel m_body;
    std::vector<Sequence> m_others;
    TravelRegisters m_registers;
};

}  // namespace varve::history
