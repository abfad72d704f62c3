#include <algorithm>
#include <array>

#include "event/interchange.h"
#include "event/interchange_names.h"

namespace varve::event {

namespace {

void appendString(std::string& line, std::string_view text) {
    static constexpr std::string_view kDigits = "0123456789abcdef";
    line += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            line += '\\';
            line += c;
        } else if (c == '\n') {
            line += "\\n";
        } else if (c == '\t') {
            line += "\\t";
        } else if (byte < 0x20 || byte == 0x7f) {
            line += "\\u00";
            line += kDigits[byte >> 4];
            line += kDigits[byte & 15];
        } else {
            line += c;
        }
    }
    line += '"';
}

/// One line at a time, in one buffer.
class LineWriter {
  public:
    LineWriter(const EventLog& log, const std::function<void(std::string_view)>& write) : m_log(log), m_write(write) {}

    void writeHeader(const InterchangeHeader& header) {
        m_line = R"({"format":"varve-events","version":)" + std::to_string(kInterchangeVersion) + R"(,"semantics":)" +
                 std::to_string(header.semantics) + R"(,"document":)";
        appendString(m_line, header.documentId);
        finishLine();
    }

    void writeAgent(const AgentRecord& record) {
        m_line = R"({"agent":")" + toHex(record.id) + R"(","user":)";
        appendString(m_line, record.user);
        m_line += R"(,"device":)";
        appendString(m_line, record.device);
        m_line += R"(,"time":)" + std::to_string(record.startedMs);
        finishLine();
    }

    void writeTransaction(std::size_t index, std::uint64_t number) {
        const Transaction transaction = m_log.transaction(index);
        EventId id = transaction.first;
        std::vector<EventId> parents = transaction.parents;
        for (const Operation& operation : transaction.operations) {
            m_line = R"({"id":)";
            appendId(id);
            m_line += R"(,"parents":[)";
            for (std::size_t k = 0; k < parents.size(); ++k) {
                if (k > 0) m_line += ',';
                appendId(parents[k]);
            }
            m_line += R"(],"time":)" + std::to_string(transaction.timeMs);
            m_line += R"(,"transaction":)" + std::to_string(number);
            if (transaction.kind != TransactionKind::kEdit) {
                m_line += R"(,"kind":")";
                m_line += kKindNames[static_cast<std::size_t>(transaction.kind)];
                m_line += '"';
            }
            if (id == transaction.first) appendStep(transaction);
            appendOperation(operation);
            finishLine();
            id.sequence = id.sequence + unitCount(operation);
            parents = {{id.agent, {id.sequence.value - 1}}};
        }
    }

  private:
    void finishLine() {
        m_line += "}\n";
        m_write(m_line);
    }

    void appendStep(const Transaction& transaction) {
        if (transaction.joinsPrevious) m_line += R"(,"joins":true)";
        if (transaction.reference) {
            m_line += R"(,"reference":)";
            appendId(*transaction.reference);
        }
    }

    void appendId(const EventId& id) {
        m_line += "[\"";
        m_line += hexOf(id.agent);
        m_line += "\",";
        m_line += std::to_string(id.sequence.value);
        m_line += ']';
    }

    void appendObject(const ObjectId& object) {
        if (const auto* id = std::get_if<EventId>(&object)) {
            appendId(*id);
        } else {
            m_line += '"';
            m_line += kObjectNames[static_cast<std::size_t>(std::get<WellKnownObject>(object))];
            m_line += '"';
        }
    }

    void appendSequence(const ObjectId& sequence) {
        if (sequence == ObjectId{WellKnownObject::kBody}) return;
        m_line += R"(,"sequence":)";
        appendObject(sequence);
    }

    void appendFlag(std::string_view name, bool value) {
        m_line += name;
        m_line += value ? "true" : "false";
    }

    void appendValue(const Value& value) {
        m_line += R"(,"value":)";
        if (std::holds_alternative<std::monostate>(value)) m_line += "null";
        if (const auto* flag = std::get_if<bool>(&value)) m_line += *flag ? "true" : "false";
        if (const auto* number = std::get_if<std::int64_t>(&value)) m_line += std::to_string(*number);
        if (const auto* text = std::get_if<std::string>(&value)) appendString(m_line, *text);
    }

    void appendOperation(const Operation& operation) {
        struct Visitor {
            LineWriter& writer;
            void operator()(const Insert& insert) const {
                writer.appendSequence(insert.sequence);
                writer.m_line += R"(,"op":{"type":"insert","offset":)" + std::to_string(insert.offset.value);
                writer.m_line += R"(,"text":)";
                appendString(writer.m_line, insert.text);
            }
            void operator()(const Delete& deletion) const {
                writer.appendSequence(deletion.sequence);
                writer.m_line += R"(,"op":{"type":"delete","offset":)" + std::to_string(deletion.offset.value);
                writer.m_line += R"(,"count":)" + std::to_string(deletion.count);
                writer.m_line += deletion.direction == Direction::kForward ? R"(,"direction":"forward")"
                                                                           : R"(,"direction":"backward")";
            }
            void operator()(const Mark& mark) const {
                writer.appendSequence(mark.sequence);
                writer.m_line += R"(,"op":{"type":"mark","begin":)" + std::to_string(mark.begin.value);
                writer.m_line += R"(,"end":)" + std::to_string(mark.end.value) + R"(,"key":)";
                appendString(writer.m_line, mark.key);
                writer.appendValue(mark.value);
                writer.appendFlag(R"(,"expandBegin":)", mark.expandBegin);
                writer.appendFlag(R"(,"expandEnd":)", mark.expandEnd);
            }
            void operator()(const Set& set) const {
                writer.m_line += R"(,"op":{"type":"set","object":)";
                writer.appendObject(set.object);
                writer.m_line += R"(,"key":)";
                appendString(writer.m_line, set.key);
                writer.appendValue(set.value);
            }
            void operator()(const Liveness& liveness) const {
                writer.m_line += R"(,"op":{"type":"liveness","targets":[)";
                for (std::size_t index = 0; index < liveness.targets.size(); ++index) {
                    const EventSpan& span = liveness.targets[index];
                    writer.m_line += index == 0 ? "[\"" : ",[\"";
                    writer.m_line += writer.hexOf(span.first.agent);
                    writer.m_line += "\"," + std::to_string(span.first.sequence.value) + ',';
                    writer.m_line += std::to_string(span.count) + ']';
                }
                writer.appendFlag(R"(],"alive":)", liveness.alive);
            }
        };
        std::visit(Visitor{*this}, operation);
        m_line += '}';
    }

    /// The same few agents come again and again.
    const std::string& hexOf(const AgentId& agent) {
        const auto [place, isNew] = m_hex.try_emplace(agent);
        if (isNew) place->second = toHex(agent);
        return place->second;
    }

    const EventLog& m_log;
    const std::function<void(std::string_view)>& m_write;
    std::string m_line;
    std::map<AgentId, std::string> m_hex;
};

struct Place {
    std::uint32_t depth = 0;  // longest chain of transactions before it; an agent's own one before it counts too
    std::uint32_t transaction = 0;
    EventId first;
    std::uint64_t number = 0;  // of the transaction among its agent's
};

/// In an order that is causal, keeps each agent's numbers ascending, and does not depend on arrival.
std::vector<Place> sortedTransactions(const EventLog& log) {
    std::vector<Place> places;
    std::vector<std::uint32_t> agentDepths(log.agents().size());
    std::vector<std::uint64_t> agentCounts(log.agents().size());
    places.reserve(log.transactionCount());
    for (std::uint32_t index = 0; index < log.transactionCount(); ++index) {
        const TransactionRecord record = log.transactionRecord(index);
        std::uint32_t depth = agentDepths[record.agent];
        for (const LocalVersion parent : log.graph().parentsOf(record.events.begin)) {
            depth = std::max(depth, places[log.transactionIndexOf(parent)].depth + 1);
        }
        agentDepths[record.agent] = depth + 1;
        places.push_back({depth, index, log.idOf(record.events.begin), agentCounts[record.agent]++});
    }
    std::ranges::sort(places, [](const Place& a, const Place& b) {
        return a.depth != b.depth ? a.depth < b.depth : a.first < b.first;
    });
    return places;
}

}  // namespace

void writeInterchange(const EventLog& log, const InterchangeHeader& header,
                      const std::function<void(std::string_view line)>& write) {
    LineWriter writer(log, write);
    writer.writeHeader(header);
    const auto agents = log.agents();
    std::vector<AgentRecord> records;
    for (std::uint32_t index = 0; index < agents.size(); ++index) {
        if (log.hasAgentRecord(index)) records.push_back(agents[index]);
    }
    std::ranges::sort(records, {}, &AgentRecord::id);
    for (const AgentRecord& record : records)
        writer.writeAgent(record);

    for (const Place& place : sortedTransactions(log)) {
        writer.writeTransaction(place.transaction, place.number);
    }
}

}  // namespace varve::event
