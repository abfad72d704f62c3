#include "cli/state_json.h"

#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/json_values.h"
#include "merge/run_text.h"
#include "text/utf8.h"

namespace varve::cli {

namespace {

using Json = nlohmann::ordered_json;

merge::Tracker trackerAt(const event::EventLog& log, const merge::Tracker& tracker, const event::Version& version) {
    merge::Tracker moved = tracker;
    moved.movePrepareTo(log, version);
    return moved;
}

/// The registers of a document by object, each as a JSON object with sorted keys. What was taken is not given again.
class RegisterTable {
  public:
    explicit RegisterTable(std::vector<document::RegisterChange> registers) {
        for (document::RegisterChange& one : registers)
            m_values.try_emplace(one.object, Json::object()).first->second[one.key] = valueJson(one.value);
    }

    Json take(const event::ObjectId& object) {
        auto values = m_values.extract(object);
        return values.empty() ? Json::object() : std::move(values.mapped());
    }
    /// One register of an object; null when it has no value.
    Json takeOne(const event::ObjectId& object, const std::string& key) {
        const auto values = m_values.find(object);
        if (values == m_values.end() || !values->second.contains(key)) return nullptr;
        Json value = std::move(values->second[key]);
        values->second.erase(key);
        if (values->second.empty()) m_values.erase(values);
        return value;
    }
    /// Everything that was not taken, by object.
    Json takeRest() {
        Json rest = Json::array();
        for (auto& [object, values] : std::exchange(m_values, {}))
            rest.push_back({{"object", objectJson(object)}, {"values", std::move(values)}});
        return rest;
    }

  private:
    std::map<event::ObjectId, Json> m_values;
};

/// Cuts visible text into blocks at its line ends, and blocks into spans of one format and single embeds.
class BlockWriter {
  public:
    BlockWriter(const event::EventLog& log, RegisterTable& registers, Json firstAttributes)
        : m_log(log), m_registers(registers), m_attributes(std::move(firstAttributes)) {}

    /// `events`: inserted by one operation.
    void add(event::LocalRange events, const document::FormatPointer& format) {
        const std::string_view text = m_log.insertedText(events);
        std::size_t begin = 0;
        std::size_t at = 0;
        for (event::LocalVersion unit = events.begin; at < text.size(); unit = unit + 1) {
            const std::size_t size = text::byteIndexOfScalar(text.substr(at), 1);
            const std::string_view scalar = text.substr(at, size);
            if (scalar == "\n" || scalar == kEmbed) {
                addText(text.substr(begin, at - begin), format);
                if (scalar == "\n") {
                    endBlock(m_log.idOf(unit));
                } else {
                    addEmbed(m_log.idOf(unit), format);
                }
                begin = at + size;
            }
            at += size;
        }
        addText(text.substr(begin), format);
    }
    Json finish() {
        endSpan();
        m_blocks.push_back(blockJson());
        return std::move(m_blocks);
    }

  private:
    static constexpr std::string_view kEmbed = "\xef\xbf\xbc";  // U+FFFC

    static Json marksJson(const document::FormatPointer& format) {
        Json marks = Json::object();
        if (!format) return marks;
        for (const auto& [key, value] : *format)
            marks[key] = valueJson(value);
        return marks;
    }
    void addText(std::string_view text, const document::FormatPointer& format) {
        if (text.empty()) return;
        if (!document::isSameFormat(m_format, format)) endSpan();
        m_format = format;
        m_text += text;
    }
    void addEmbed(const event::EventId& id, const document::FormatPointer& format) {
        endSpan();
        Json embed = {{"id", idJson(id)}, {"attributes", m_registers.take(id)}};
        m_spans.push_back({{"text", kEmbed}, {"marks", marksJson(format)}, {"embed", std::move(embed)}});
    }
    void endSpan() {
        if (!m_text.empty()) {
            m_spans.push_back({{"text", std::exchange(m_text, {})}, {"marks", marksJson(m_format)}});
        }
        m_format = nullptr;
    }
    Json blockJson() {
        return {{"id", std::move(m_id)},
                {"attributes", std::move(m_attributes)},
                {"spans", std::exchange(m_spans, Json::array())}};
    }
    void endBlock(const event::EventId& next) {
        endSpan();
        m_blocks.push_back(blockJson());
        m_id = idJson(next);
        m_attributes = m_registers.take(next);
    }

    const event::EventLog& m_log;
    RegisterTable& m_registers;
    Json m_blocks = Json::array();
    Json m_id = "first-block";
    Json m_attributes;
    Json m_spans = Json::array();
    std::string m_text;  // of the span at hand
    document::FormatPointer m_format;
};

Json blocksJson(const event::EventLog& log, const merge::Tracker& tracker, const event::ObjectId& sequence,
                RegisterTable& registers) {
    const bool isBody = sequence == event::ObjectId{event::WellKnownObject::kBody};
    BlockWriter blocks(log, registers, isBody ? registers.take(event::WellKnownObject::kFirstBlock) : Json::object());
    for (const merge::FormattedRun& run : tracker.formattedRuns(log, merge::View::kPrepare, sequence)) {
        // What stands side by side may come from several insertions that arrived one after the other.
        merge::forEachOperationRun(log, run.events, [&](event::LocalRange part) { blocks.add(part, run.format); });
    }
    return blocks.finish();
}

}  // namespace

std::string stateText(const event::EventLog& log, const merge::Tracker& tracker, const event::Version& version) {
    return trackerAt(log, tracker, version).text(log, merge::View::kPrepare);
}

std::string stateJson(const event::EventLog& log, const merge::Tracker& tracker, const event::Version& version) {
    const merge::Tracker moved = trackerAt(log, tracker, version);
    RegisterTable registers(moved.registers(log, merge::View::kPrepare));
    Json frontier = Json::array();
    for (const event::EventId& id : log.idsOf(version))
        frontier.push_back(idJson(id));
    Json state = {{"version", std::move(frontier)},
                  {"title", registers.takeOne(event::WellKnownObject::kDocument, "title")},
                  {"blocks", blocksJson(log, moved, event::WellKnownObject::kBody, registers)}};
    Json sequences = Json::array();
    for (const event::ObjectId& sequence : moved.sequences()) {
        if (moved.count(merge::View::kPrepare, sequence) == 0) continue;
        sequences.push_back({{"id", objectJson(sequence)}, {"blocks", blocksJson(log, moved, sequence, registers)}});
    }
    if (!sequences.empty()) state["sequences"] = std::move(sequences);
    Json rest = registers.takeRest();
    if (!rest.empty()) state["registers"] = std::move(rest);
    return state.dump() + "\n";
}

}  // namespace varve::cli
