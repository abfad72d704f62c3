// A whole document, at one version, as plain values without identities: what exporters read. The opposite of
// editing/content_writer.h. Registers may say anything: what is found is bounded, and no text is read twice.
#pragma once

#include "document/content.h"
#include "event/event_log.h"
#include "merge/tracker.h"
#include "projection/object_registers.h"
#include "projection/object_source.h"

namespace varve::projection {

/// The document as src/document/CONTENT.md reads its registers: tables with their cells (document::kTableCellsMax of
/// all tables together), captions, threads of comments on visible text with author and time, of which `log` knows.
/// `registers`: those of the version that `objects` speaks of. Names of moments are no part of it. Replicas with the
/// same events get the same. Cost: O(items + registers log registers).
[[nodiscard]] document::Content contentOf(const ObjectSource& objects, const ObjectRegisters& registers,
                                          const event::EventLog& log);
/// The same of what a tracker shows.
[[nodiscard]] document::Content contentOf(const event::EventLog& log, const merge::Tracker& tracker, merge::View view);

/// One embed with what belongs to it, whether it is visible or not. Cost: of what it holds.
[[nodiscard]] document::EmbedPointer embedContentOf(const ObjectSource& objects, const ObjectRegisters& registers,
                                                    const event::EventId& embed);

}  // namespace varve::projection
