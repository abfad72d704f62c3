#include "ui/history/author_colours.h"

#include <algorithm>
#include <map>

#include "ui/collaboration/presence_colours.h"

namespace varve::ui {

std::uint32_t authorColourIndex(std::size_t lane) {
    return static_cast<std::uint32_t>(std::min<std::size_t>(lane, kPresenceColourCount - 1));
}

std::optional<std::uint32_t> authorColourIndex(const TimelineLanes& lanes, std::uint32_t agent) {
    const auto lane = lanes.laneOf(agent);
    return lane ? std::optional(authorColourIndex(*lane)) : std::nullopt;
}

std::vector<session::Colleague> inAuthorColours(const TimelineLanes& lanes,
                                                std::vector<session::Colleague> colleagues) {
    std::map<QString, std::size_t> laneOf;
    for (std::size_t lane = 0; lane < lanes.count(); ++lane)
        laneOf.try_emplace(lanes.name(lane), lane);
    std::map<QString, std::size_t> newcomers;
    for (const session::Colleague& colleague : colleagues) {
        if (!laneOf.contains(colleague.name)) newcomers.try_emplace(colleague.name, 0);
    }
    std::size_t next = lanes.count();
    for (auto& [name, lane] : newcomers)
        lane = next++;
    laneOf.merge(newcomers);
    for (session::Colleague& colleague : colleagues)
        colleague.colourIndex = authorColourIndex(laneOf.at(colleague.name));
    return colleagues;
}

}  // namespace varve::ui
