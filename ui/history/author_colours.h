// Which colour an author has, wherever one is shown: lanes of the timeline, letters on the page, the report, carets.
// The order in which authors first wrote decides, so that the first seven differ and nobody's colour depends on who is
// connected; whoever comes later shares the last, a grey. Indexes are for presenceColour(). Plain functions.
#pragma once

#include <QString>
#include <cstdint>
#include <optional>
#include <vector>

#include "session/document_session.h"
#include "ui/history/timeline_lanes.h"

namespace varve::ui {

/// Of a lane, which may be one that nobody has yet.
[[nodiscard]] std::uint32_t authorColourIndex(std::size_t lane);
/// Of an agent of the log; nothing when it wrote nothing, as far as the lanes know.
[[nodiscard]] std::optional<std::uint32_t> authorColourIndex(const TimelineLanes& lanes, std::uint32_t agent);
/// Colleagues with the colours of their names. Those who have not written yet get the ones that come next, by name.
[[nodiscard]] std::vector<session::Colleague> inAuthorColours(const TimelineLanes& lanes,
                                                              std::vector<session::Colleague> colleagues);

}  // namespace varve::ui
