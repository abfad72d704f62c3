#include "cli/state_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "text/utf8.h"

namespace varve::cli {

namespace {

using Json = nlohmann::ordered_json;

Json idJson(const event::EventId& id) {
    return Json::array({event::toHex(id.agent), id.sequence.value});
}

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

/// Cuts visible text into blocks at its line ends.
class BlockWriter {
  public:
    explicit BlockWriter(const event::EventLog& log) : m_log(log) {}

    /// `events`: inserted by one operation.
    void add(event::LocalRange events) {
        std::string_view rest = m_log.insertedText(events);
        event::LocalVersion first = events.begin;
        for (std::size_t at = rest.find('\n'); at != std::string_view::npos; at = rest.find('\n')) {
            const event::LocalVersion lineBreak = first + text::scalarCount(rest.substr(0, at));
            m_text += rest.substr(0, at);
            endBlock(idJson(m_log.idOf(lineBreak)));
            first = lineBreak + 1U;
            rest.remove_prefix(at + 1);
        }
        m_text += rest;
    }
    Json finish() {
        endBlock({});
        return std::move(m_blocks);
    }

  private:
    void endBlock(Json nextId) {
        m_blocks.push_back(blockJson(std::exchange(m_id, std::move(nextId)), std::exchange(m_text, {})));
    }

    const event::EventLog& m_log;
    Json m_blocks = Json::array();
    Json m_id = "first-block";
    std::string m_text;
};

}  // namespace

std::string stateText(const event::EventLog& log, const merge::Tracker& tracker, const event::Version& version) {
    return trackerAt(log, tracker, version).text(log, merge::View::kPrepare);
}

std::string stateJson(const event::EventLog& log, const merge::Tracker& tracker, const event::Version& version) {
    const merge::Tracker moved = trackerAt(log, tracker, version);
    BlockWriter blocks(log);
    for (const merge::VisibleRun& run : moved.visibleRuns(merge::View::kPrepare)) {
        // What stands side by side may come from several insertions that arrived one after the other.
        for (event::LocalVersion begin = run.events.begin; begin < run.events.end;) {
            const event::OperationRun& insertion = log.operationRuns()[log.operationRunIndexOf(begin)];
            const event::LocalVersion end = std::min(run.events.end, insertion.events.end);
            blocks.add({begin, end});
            begin = end;
        }
    }

    Json frontier = Json::array();
    for (const event::EventId& id : log.idsOf(version))
        frontier.push_back(idJson(id));
    const Json state = {{"version", std::move(frontier)}, {"title", nullptr}, {"blocks", blocks.finish()}};
    return state.dump() + "\n";
}

}  // namespace varve::cli
