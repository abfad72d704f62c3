#include "cli/state_json.h"

#include <nlohmann/json.hpp>

#include "text/utf8.h"

namespace varve::cli {

namespace {

using Json = nlohmann::ordered_json;

Json idJson(const event::EventId& id) { return Json::array({event::toHex(id.agent), id.sequence.value}); }

merge::Tracker trackerAt(const event::EventLog& log, const merge::Tracker& tracker, const event::Version& version) {
    merge::Tracker moved = tracker;
    moved.movePrepareTo(log, version);
    return moved;
}

Json blockJson(Json id, std::string text) {
    Json spans = Json::array();
    if (!text.empty()) spans.push_back({{"text", std::move(text)}, {"marks", Json::object()}});
    return {{"id", std::move(id)}, {"attributes", Json::object()}, {"spans", std::move(spans)}};
}

}  // namespace

std::string stateText(const event::EventLog& log, const merge::Tracker& tracker, const event::Version& version) {
    return trackerAt(log, tracker, version).text(log, merge::View::kPrepare);
}

std::string stateJson(const event::EventLog& log, const merge::Tracker& tracker, const event::Version& version) {
    const merge::Tracker moved = trackerAt(log, tracker, version);
    Json blocks = Json::array();
    Json blockId = "first-block";
    std::string blockText;
    for (const merge::VisibleRun& run : moved.visibleRuns(merge::View::kPrepare)) {
        std::string_view rest = log.insertedText(run.events);
        event::LocalVersion first = run.events.begin;
        for (std::size_t at = rest.find('\n'); at != std::string_view::npos; at = rest.find('\n')) {
            const std::string_view before = rest.substr(0, at);
            blockText += before;
            blocks.push_back(blockJson(std::move(blockId), std::move(blockText)));
            blockText.clear();
            const event::LocalVersion lineBreak = first + text::scalarCount(before);
            blockId = idJson(log.idOf(lineBreak));
            first = lineBreak + 1U;
            rest.remove_prefix(at + 1);
        }
        blockText += rest;
    }
    blocks.push_back(blockJson(std::move(blockId), std::move(blockText)));

    Json frontier = Json::array();
    for (const event::EventId& id : log.idsOf(version)) frontier.push_back(idJson(id));
    const Json state = {{"version", std::move(frontier)}, {"title", nullptr}, {"blocks", std::move(blocks)}};
    return state.dump() + "\n";
}

}  // namespace varve::cli
