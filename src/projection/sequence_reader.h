// Reads one text of the version shown, present or past, out of an object source: the cell of a table, a caption, the
// rows and columns that tables are made of. Reading costs what the text holds. The whole body of a document that is
// opened is read by document_reader.h, which asks no questions about single objects.
#pragma once

#include <vector>

#include "event/ids.h"
#include "projection/block_sequence.h"
#include "projection/object_registers.h"
#include "projection/object_source.h"

namespace varve::projection {

/// `registers`: those of the version that `objects` speaks of. One empty block for an unknown sequence. Cost: O(text),
/// and a question about the breaks and embeds in it.
[[nodiscard]] BlockSequence readSequence(const ObjectSource& objects, const event::ObjectId& sequence,
                                         const ObjectRegisters& registers, const HeightEstimate& estimate = {});

/// An embed of a text.
struct PlacedEmbed {
    event::EventId id;
    text::Offset offset;
    friend bool operator==(const PlacedEmbed&, const PlacedEmbed&) = default;
};
/// Those of a text, in its order. Cost: as readSequence.
[[nodiscard]] std::vector<PlacedEmbed> embedsOf(const ObjectSource& objects, const event::ObjectId& sequence);

}  // namespace varve::projection
