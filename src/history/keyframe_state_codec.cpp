#include "history/keyframe_state_codec.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <set>
#include <unordered_map>

#include "base/check.h"

namespace varve::history {

using event::AgentId;
using event::EventId;
using event::ObjectId;
using event::Value;
using event::WellKnownObject;

namespace {

constexpr std::uint64_t kNumberMax = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t kWellKnownCount = 3;  // an object's number from here on is that of its agent

enum ValueTag : std::uint8_t { kFalse = 1, kTrue = 2, kInteger = 3, kString = 4 };

/// The agents that a state names, in the order of their ids.
class AgentTable {
  public:
    explicit AgentTable(const DocumentState& state) {
        std::set<AgentId> agents;
        for (const EventId& head : state.version)
            agents.insert(head.agent);
        addFrom(state.body, agents);
        for (const SequenceState& sequence : state.sequences)
            addFrom(sequence, agents);
        for (const document::RegisterChange& value : state.registers)
            addFrom(value.object, agents);
        m_agents.assign(agents.begin(), agents.end());
    }
    [[nodiscard]] const std::vector<AgentId>& agents() const { return m_agents; }
    [[nodiscard]] std::uint64_t indexOf(const AgentId& agent) const {
        return static_cast<std::uint64_t>(std::ranges::lower_bound(m_agents, agent) - m_agents.begin());
    }

  private:
    static void addFrom(const ObjectId& object, std::set<AgentId>& agents) {
        if (const auto* id = std::get_if<EventId>(&object)) agents.insert(id->agent);
    }
    static void addFrom(const SequenceState& sequence, std::set<AgentId>& agents) {
        addFrom(sequence.sequence, agents);
        const AgentId* last = nullptr;
        for (const IdRun& run : sequence.runs) {
            if (last == nullptr || *last != run.events.first.agent) agents.insert(run.events.first.agent);
            last = &run.events.first.agent;
        }
    }

    std::vector<AgentId> m_agents;
};

void writeValue(ByteWriter& writer, const Value& value) {
    if (const auto* flag = std::get_if<bool>(&value)) {
        writer.writeByte(*flag ? kTrue : kFalse);
    } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
        writer.writeByte(kInteger);
        writer.writeSignedVarint(*number);
    } else {
        writer.writeByte(kString);
        writer.writeString(std::get<std::string>(value));
    }
}

Value readValue(ByteReader& reader) {
    switch (reader.readByte()) {
        case kFalse:
            return false;
        case kTrue:
            return true;
        case kInteger:
            return reader.readSignedVarint();
        case kString:
            return std::string(reader.readString(reader.remaining()));
        default:
            reader.fail();
            return {};
    }
}

void writeId(ByteWriter& writer, const AgentTable& table, const EventId& id) {
    writer.writeVarint(table.indexOf(id.agent));
    writer.writeVarint(id.sequence.value);
}

void writeObject(ByteWriter& writer, const AgentTable& table, const ObjectId& object) {
    if (const auto* id = std::get_if<EventId>(&object)) {
        writer.writeVarint(kWellKnownCount + table.indexOf(id->agent));
        writer.writeVarint(id->sequence.value);
    } else {
        writer.writeVarint(static_cast<std::uint64_t>(std::get<WellKnownObject>(object)));
    }
}

/// Four columns. A run's sequence number is told by how far it is from the end of the last run of the same agent.
void writeRuns(ByteWriter& writer, const AgentTable& table, const std::vector<IdRun>& runs, bool hasFormats) {
    writer.writeVarint(runs.size());
    std::vector<std::uint64_t> agents;
    agents.reserve(runs.size());
    for (const IdRun& run : runs) {
        agents.push_back(table.indexOf(run.events.first.agent));
        writer.writeVarint(agents.back());
    }
    std::vector<std::uint32_t> ends(table.agents().size());
    for (std::size_t index = 0; index < runs.size(); ++index) {
        const event::EventSpan& span = runs[index].events;
        std::uint32_t& end = ends[agents[index]];
        writer.writeSignedVarint(std::int64_t{span.first.sequence.value} - std::int64_t{end});
        end = span.first.sequence.value + span.count;
    }
    for (const IdRun& run : runs)
        writer.writeVarint(run.events.count);
    for (std::size_t index = 0; hasFormats && index < runs.size(); ++index)
        writer.writeVarint(runs[index].format);
}

/// Reads with the agents of the table at hand.
class StateReader {
  public:
    explicit StateReader(ByteReader& reader) : m_reader(reader) {
        const std::uint64_t count = readCount();
        for (std::uint64_t index = 0; index < count && !m_reader.failed(); ++index) {
            AgentId agent;
            const BytesView bytes = m_reader.readRaw(agent.bytes.size());
            if (bytes.size() == agent.bytes.size()) std::memcpy(agent.bytes.data(), bytes.data(), bytes.size());
            if (!m_agents.empty() && agent <= m_agents.back()) m_reader.fail();
            m_agents.push_back(agent);
        }
    }

    /// Of things that take at least one byte each.
    std::uint64_t readCount() { return m_reader.readVarintUpTo(m_reader.remaining()); }

    EventId readId() { return readIdOf(m_reader.readVarint()); }

    ObjectId readObject() {
        const std::uint64_t number = m_reader.readVarint();
        if (number < kWellKnownCount) return static_cast<WellKnownObject>(number);
        return readIdOf(number - kWellKnownCount);
    }

    std::vector<IdRun> readRuns(std::string_view text, bool hasFormats) {
        // Each run shows a scalar at least.
        std::vector<IdRun> runs(m_reader.readVarintUpTo(std::min(m_reader.remaining(), text.size())));
        std::vector<std::uint32_t> ends(m_agents.size());
        std::vector<std::uint32_t> agents;
        agents.reserve(runs.size());
        for (IdRun& run : runs) {
            const std::uint64_t agent = m_reader.readVarint();
            if (agent >= m_agents.size()) m_reader.fail();
            if (m_reader.failed()) return {};
            run.events.first.agent = m_agents[agent];
            agents.push_back(static_cast<std::uint32_t>(agent));
        }
        std::vector<std::int64_t> steps(runs.size());
        for (std::int64_t& step : steps)
            step = m_reader.readSignedVarint();
        for (std::size_t index = 0; index < runs.size(); ++index) {
            event::EventSpan& span = runs[index].events;
            std::uint32_t& end = ends[agents[index]];
            const std::int64_t step = steps[index];
            const auto max = static_cast<std::int64_t>(kNumberMax);
            if (step < -max || step > max || end + step < 0 || end + step > max) m_reader.fail();
            if (m_reader.failed()) return {};
            span.first.sequence.value = static_cast<std::uint32_t>(end + step);
            span.count = static_cast<std::uint32_t>(m_reader.readVarintUpTo(kNumberMax - span.first.sequence.value));
            end = span.first.sequence.value + span.count;
        }
        for (std::size_t index = 0; hasFormats && index < runs.size(); ++index)
            runs[index].format = static_cast<std::uint32_t>(m_reader.readVarintUpTo(kNumberMax));
        return runs;
    }

  private:
    EventId readIdOf(std::uint64_t agent) {
        EventId id;
        id.sequence.value = static_cast<std::uint32_t>(m_reader.readVarintUpTo(kNumberMax));
        if (agent >= m_agents.size()) {
            m_reader.fail();
        } else {
            id.agent = m_agents[agent];
        }
        return id;
    }

    ByteReader& m_reader;
    std::vector<AgentId> m_agents;
};

}  // namespace

void writeState(ByteWriter& writer, const DocumentState& state) {
    const AgentTable table(state);
    const bool hasFormats = !state.formats.empty();
    writer.writeVarint(table.agents().size());
    for (const AgentId& agent : table.agents())
        writer.writeRaw({reinterpret_cast<const char*>(agent.bytes.data()), agent.bytes.size()});
    writer.writeVarint(state.version.size());
    for (const EventId& head : state.version)
        writeId(writer, table, head);
    writer.writeVarint(state.formats.size());
    for (const document::Format& format : state.formats) {
        writer.writeVarint(format.size());
        for (const auto& [key, value] : format) {
            writer.writeString(key);
            writeValue(writer, value);
        }
    }
    writeRuns(writer, table, state.body.runs, hasFormats);
    writer.writeVarint(state.sequences.size());
    for (const SequenceState& sequence : state.sequences) {
        writeObject(writer, table, sequence.sequence);
        writer.writeString(sequence.text);
        writeRuns(writer, table, sequence.runs, hasFormats);
    }
    writer.writeVarint(state.registers.size());
    for (const document::RegisterChange& value : state.registers) {
        writeObject(writer, table, value.object);
        writer.writeString(value.key);
        writeValue(writer, value.value);
    }
}

void readState(ByteReader& reader, DocumentState& state) {
    StateReader values(reader);
    for (std::uint64_t rest = values.readCount(); rest > 0 && !reader.failed(); --rest)
        state.version.push_back(values.readId());
    for (std::uint64_t rest = values.readCount(); rest > 0 && !reader.failed(); --rest) {
        document::Format format;
        for (std::uint64_t pairs = values.readCount(); pairs > 0 && !reader.failed(); --pairs) {
            std::string key(reader.readString(reader.remaining()));
            format.emplace_back(std::move(key), readValue(reader));
        }
        state.formats.push_back(std::move(format));
    }
    const bool hasFormats = !state.formats.empty();
    state.body.runs = values.readRuns(state.body.text, hasFormats);
    for (std::uint64_t rest = values.readCount(); rest > 0 && !reader.failed(); --rest) {
        SequenceState sequence;
        sequence.sequence = values.readObject();
        sequence.text = reader.readString(reader.remaining());
        sequence.runs = values.readRuns(sequence.text, hasFormats);
        state.sequences.push_back(std::move(sequence));
    }
    for (std::uint64_t rest = values.readCount(); rest > 0 && !reader.failed(); --rest) {
        document::RegisterChange value;
        value.object = values.readObject();
        value.key = reader.readString(reader.remaining());
        value.value = readValue(reader);
        state.registers.push_back(std::move(value));
    }
}

}  // namespace varve::history
