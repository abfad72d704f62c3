// A whole document, at one version, as plain values without identities: what exporters read. The opposite of
// editing/content_writer.h. Registers may say anything: what is found is bounded, and no text is read twice.
#pragma once

#include <string_view>

#include "document/content.h"
#include "event/event_log.h"
#include "merge/tracker.h"

namespace varve::projection {

/// Tables have at most so many columns and, all of a document together, so many cells; what is beyond is left out.
inline constexpr std::size_t kContentColumnsMax = 1000;
inline constexpr std::size_t kContentCellsMax = 1'000'000;

/// The document as src/document/CONTENT.md reads its registers: tables with their cells, captions, threads of comments
/// on visible text with author and time. Names of moments are no part of it. Replicas with the same events get the
/// same. Cost: O(items + registers log registers).
[[nodiscard]] document::Content contentOf(const event::EventLog& log, const merge::Tracker& tracker, merge::View view);

/// One embed with what belongs to it, whether it is visible or not. Cost: O(registers), and what it holds.
[[nodiscard]] document::EmbedPointer embedContentOf(const event::EventLog& log, const merge::Tracker& tracker,
                                                    merge::View view, const event::EventId& embed);

}  // namespace varve::projection
