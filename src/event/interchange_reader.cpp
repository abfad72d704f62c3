#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "event/interchange.h"
#include "event/interchange_names.h"

namespace varve::event {

namespace {

using Json = nlohmann::json;

constexpr std::uint32_t kUint32Max = std::numeric_limits<std::uint32_t>::max();

bool isUuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t index = 0; index < text.size(); ++index) {
        const char c = text[index];
        const bool isDash = index == 8 || index == 13 || index == 18 || index == 23;
        const bool isDigit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        if (isDash ? c != '-' : !isDigit) return false;
    }
    return true;
}

}  // namespace

/// One line on its way into the reader. The first thing wrong is kept; what is read after it does not matter.
class InterchangeLine {
  public:
    InterchangeLine(InterchangeReader& reader, const Json& line) : m_reader(reader), m_line(line) {}

    Result<void> read() {
        if (!m_line.is_object()) {
            fail("it is not a JSON object");
        } else if (!m_reader.m_hasHeader) {
            readHeader();
        } else if (m_line.contains("agent")) {
            readAgent();
        } else if (m_line.contains("id")) {
            readEvent();
        } else {
            fail("it is neither an agent nor an event");
        }
        if (m_error) return std::unexpected(std::move(*m_error));
        return {};
    }

  private:
    void fail(const std::string& why, ErrorCode code = ErrorCode::kMalformed) {
        if (m_error) return;
        m_error = Error{code, "Line " + std::to_string(m_reader.m_lineNumber) + " was not understood: " + why + "."};
    }
    static std::string quoted(std::string_view name) { return "\"" + std::string(name) + "\""; }

    const Json* member(const Json& object, const char* name) {
        const auto place = object.find(name);
        return place == object.end() ? nullptr : &*place;
    }
    std::uint32_t number(const Json* value, const char* name) {
        const bool isNumber = value != nullptr && value->is_number_unsigned();
        if (isNumber && value->get<std::uint64_t>() <= kUint32Max) return value->get<std::uint32_t>();
        fail("the field " + quoted(name) + " must be a number from 0 to 4294967295");
        return 0;
    }
    /// 0 when the field is missing.
    std::int64_t wideNumber(const Json& object, const char* name) {
        const Json* value = member(object, name);
        if (value == nullptr) return 0;
        if (isInt64(*value)) return value->get<std::int64_t>();
        fail("the field " + quoted(name) + " must be a whole number");
        return 0;
    }
    static bool isInt64(const Json& value) {
        if (value.is_number_unsigned()) return value.get<std::uint64_t>() <= std::numeric_limits<std::int64_t>::max();
        return value.is_number_integer();
    }
    std::string text(const Json* value, const char* name) {
        if (value != nullptr && value->is_string()) return value->get<std::string>();
        fail("the field " + quoted(name) + " must be a text");
        return {};
    }
    std::string textOrEmpty(const Json& object, const char* name) {
        const Json* value = member(object, name);
        return value == nullptr ? std::string() : text(value, name);
    }
    bool flag(const Json& object, const char* name) {
        const Json* value = member(object, name);
        if (value == nullptr) return false;
        if (value->is_boolean()) return value->get<bool>();
        fail("the field " + quoted(name) + " must be true or false");
        return false;
    }
    AgentId agentId(const Json& value) {
        const auto id = value.is_string() ? agentIdFromHex(value.get_ref<const std::string&>()) : std::nullopt;
        if (!id) fail("an agent must be 32 hexadecimal digits");
        return id.value_or(AgentId{});
    }
    EventId eventId(const Json& value) {
        if (!value.is_array() || value.size() != 2) {
            fail("an event id must be a pair of agent and sequence number");
            return {};
        }
        return {agentId(value[0]), {number(&value[1], "sequence number")}};
    }
    ObjectId objectId(const Json& value) {
        if (!value.is_string()) return eventId(value);
        const auto place = std::ranges::find(kObjectNames, value.get_ref<const std::string&>());
        if (place != kObjectNames.end()) return static_cast<WellKnownObject>(place - kObjectNames.begin());
        fail("there is no object " + quoted(value.get_ref<const std::string&>()));
        return {};
    }
    ObjectId sequence() {
        const Json* value = member(m_line, "sequence");
        return value == nullptr ? ObjectId{WellKnownObject::kBody} : objectId(*value);
    }
    Value value(const Json& operation) {
        const Json* found = member(operation, "value");
        if (found == nullptr || found->is_null()) return {};
        if (found->is_boolean()) return found->get<bool>();
        if (found->is_string()) return found->get<std::string>();
        if (isInt64(*found)) return found->get<std::int64_t>();
        fail("a value must be null, true, false, a whole number or a text");
        return {};
    }

    void readHeader();
    void readAgent();
    void readEvent();
    std::vector<EventId> readParents();
    TransactionKind readKind();
    void continueTransaction(const EventId& id, const std::vector<EventId>& parents, std::int64_t timeMs,
                             TransactionKind kind);
    std::optional<Operation> readOperation();
    Operation readDelete(const Json& operation);
    Operation readMark(const Json& operation);
    Operation readLiveness(const Json& operation);

    InterchangeReader& m_reader;
    const Json& m_line;
    std::optional<Error> m_error;
};

void InterchangeLine::readHeader() {
    const Json* format = member(m_line, "format");
    if (format == nullptr || *format != "varve-events") {
        fail("the first line must be the header of a file of Varve events");
        return;
    }
    InterchangeHeader& header = m_reader.m_result.header;
    const std::uint32_t version = number(member(m_line, "version"), "version");
    header.semantics = number(member(m_line, "semantics"), "semantics");
    header.documentId = text(member(m_line, "document"), "document");
    if (version != kInterchangeVersion || header.semantics != kMergeSemantics) {
        fail("it was written by another version of Varve, which this one cannot read", ErrorCode::kUnsupported);
    }
    if (!isUuid(header.documentId)) fail("the document must be named by a UUID in lower case");
    m_reader.m_hasHeader = true;
}

void InterchangeLine::readAgent() {
    const AgentRecord record{agentId(m_line["agent"]), textOrEmpty(m_line, "user"), textOrEmpty(m_line, "device"),
                             wideNumber(m_line, "time")};
    auto& records = m_reader.m_result.batch.agents;
    const auto [place, isNew] = m_reader.m_recordIndexes.try_emplace(record.id, records.size());
    if (isNew) {
        records.push_back(record);
    } else if (records[place->second] != record) {
        fail("this agent was described differently in an earlier line");
    }
}

void InterchangeLine::readEvent() {
    const EventId id = eventId(m_line["id"]);
    const std::vector<EventId> parents = readParents();
    const std::int64_t timeMs = wideNumber(m_line, "time");
    const TransactionKind kind = readKind();
    const bool joins = flag(m_line, "joins");
    std::optional<EventId> reference;
    if (const Json* found = member(m_line, "reference")) reference = eventId(*found);
    std::optional<std::int64_t> transaction;
    if (m_line.contains("transaction")) transaction = wideNumber(m_line, "transaction");
    const std::optional<Operation> operation = readOperation();
    const std::uint32_t count = operation ? unitCount(*operation) : 0;
    if (count == 0 || count > kUint32Max - id.sequence.value) fail("it inserts or deletes nothing, or far too much");
    EventBatch& batch = m_reader.m_result.batch;
    const auto* insert = operation ? std::get_if<Insert>(&*operation) : nullptr;
    if (insert != nullptr && insert->text.size() > kUint32Max - batch.content().size()) {
        fail("there are more than four gigabytes of text");
    }
    if (m_error) return;

    const bool continues = transaction && m_reader.m_openNumber == transaction && m_reader.m_next.agent == id.agent;
    if (continues) {
        continueTransaction(id, parents, timeMs, kind);
        if (joins || reference) fail("only the first event of a transaction can join or refer to another");
    } else {
        const auto last = m_reader.m_lastNumbers.find(id.agent);
        if (transaction && last != m_reader.m_lastNumbers.end() && last->second == *transaction) {
            fail("the events of one transaction must follow each other");
        }
        batch.beginTransaction(id, parents, timeMs, kind, joins, reference);
        if (transaction) m_reader.m_lastNumbers[id.agent] = *transaction;
    }
    batch.addOperation(*operation);
    m_reader.m_openNumber = transaction;
    m_reader.m_next = {id.agent, id.sequence + count};
}

void InterchangeLine::continueTransaction(const EventId& id, const std::vector<EventId>& parents, std::int64_t timeMs,
                                          TransactionKind kind) {
    const EventBatch::TransactionEntry& open = m_reader.m_result.batch.transactions().back();
    const EventId previous{id.agent, {m_reader.m_next.sequence.value - 1}};
    if (id != m_reader.m_next) fail("the event numbers of its transaction have a gap");
    if (parents != std::vector{previous}) fail("inside a transaction the event before must be the only parent");
    if (m_line.contains("time") && timeMs != open.timeMs) fail("its time differs from that of its transaction");
    if (m_line.contains("kind") && kind != open.kind) fail("its kind differs from that of its transaction");
}

std::vector<EventId> InterchangeLine::readParents() {
    const Json* found = member(m_line, "parents");
    std::vector<EventId> parents;
    if (found == nullptr || !found->is_array()) {
        fail("the field \"parents\" must be a list of event ids");
        return parents;
    }
    parents.reserve(found->size());
    for (const Json& parent : *found)
        parents.push_back(eventId(parent));
    std::ranges::sort(parents);
    if (std::ranges::adjacent_find(parents) != parents.end()) fail("a parent is named twice");
    return parents;
}

TransactionKind InterchangeLine::readKind() {
    const Json* found = member(m_line, "kind");
    if (found == nullptr) return TransactionKind::kEdit;
    const std::string name = text(found, "kind");
    const auto place = std::ranges::find(kKindNames, name);
    if (place != kKindNames.end()) return static_cast<TransactionKind>(place - kKindNames.begin());
    fail("the kind " + quoted(name) + " is unknown to this version of Varve", ErrorCode::kUnsupported);
    return TransactionKind::kEdit;
}

std::optional<Operation> InterchangeLine::readOperation() {
    const Json* found = member(m_line, "op");
    if (found == nullptr || !found->is_object()) {
        fail("the field \"op\" must be an operation");
        return std::nullopt;
    }
    const Json& operation = *found;
    const std::string type = text(member(operation, "type"), "type");
    if (m_error) return std::nullopt;
    if (type == "insert") {
        return Insert{
            sequence(), {number(member(operation, "offset"), "offset")}, text(member(operation, "text"), "text")};
    }
    if (type == "delete") return readDelete(operation);
    if (type == "mark") return readMark(operation);
    if (type == "liveness") return readLiveness(operation);
    if (type == "set") {
        const Json* object = member(operation, "object");
        if (object == nullptr) fail("the field \"object\" is missing");
        return Set{object == nullptr ? ObjectId{} : objectId(*object), text(member(operation, "key"), "key"),
                   value(operation)};
    }
    fail("the operation " + quoted(type) + " is unknown to this version of Varve", ErrorCode::kUnsupported);
    return std::nullopt;
}

Operation InterchangeLine::readDelete(const Json& operation) {
    Delete deletion{sequence(),
                    {number(member(operation, "offset"), "offset")},
                    number(member(operation, "count"), "count"),
                    Direction::kForward};
    if (const Json* direction = member(operation, "direction")) {
        const std::string name = text(direction, "direction");
        if (name == "backward") deletion.direction = Direction::kBackward;
        if (name != "backward" && name != "forward") fail("a direction must be \"forward\" or \"backward\"");
    }
    return deletion;
}

Operation InterchangeLine::readMark(const Json& operation) {
    return Mark{.sequence = sequence(),
                .begin = {number(member(operation, "begin"), "begin")},
                .end = {number(member(operation, "end"), "end")},
                .key = text(member(operation, "key"), "key"),
                .value = value(operation),
                .expandBegin = flag(operation, "expandBegin"),
                .expandEnd = flag(operation, "expandEnd")};
}

Operation InterchangeLine::readLiveness(const Json& operation) {
    Liveness liveness;
    const Json* alive = member(operation, "alive");
    if (alive == nullptr) fail("the field \"alive\" is missing");
    liveness.alive = flag(operation, "alive");
    const Json* targets = member(operation, "targets");
    if (targets == nullptr || !targets->is_array()) {
        fail("the field \"targets\" must be a list of event spans");
        return liveness;
    }
    for (const Json& target : *targets) {
        if (!target.is_array() || target.size() != 3) {
            fail("a target must be an agent, a first sequence number and a count");
            break;
        }
        const EventId first{agentId(target[0]), {number(&target[1], "first sequence number")}};
        liveness.targets.push_back({first, number(&target[2], "count")});
    }
    return liveness;
}

Result<void> InterchangeReader::readLine(std::string_view line) {
    ++m_lineNumber;
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r'))
        line.remove_suffix(1);
    if (line.find_first_not_of(" \t") == std::string_view::npos) return {};
    const Json parsed = Json::parse(line, nullptr, false);
    if (parsed.is_discarded()) {
        return failure(ErrorCode::kMalformed, "Line " + std::to_string(m_lineNumber) + " is not valid JSON.");
    }
    return InterchangeLine(*this, parsed).read();
}

Result<Interchange> InterchangeReader::finish() {
    if (!m_hasHeader) return failure(ErrorCode::kMalformed, "There is no header of a file of Varve events.");
    return std::move(m_result);
}

Result<Interchange> readInterchange(std::string_view text) {
    InterchangeReader reader;
    while (!text.empty()) {
        const std::size_t size = std::min(text.find('\n'), text.size() - 1) + 1;
        if (auto read = reader.readLine(text.substr(0, size)); !read) return std::unexpected(read.error());
        text.remove_prefix(size);
    }
    return reader.finish();
}

}  // namespace varve::event
