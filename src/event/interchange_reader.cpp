#include <algorithm>
#include <limits>

#include "event/interchange.h"
#include "event/interchange_names.h"

namespace varve::event {

namespace {

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
    InterchangeLine(InterchangeReader& reader, const JsonValue& line) : m_reader(reader), m_line(line) {}

    Result<void> read() {
        if (m_line.kind != JsonKind::kObject) {
            fail("it is not a JSON object");
        } else if (!m_reader.m_hasHeader) {
            readHeader();
        } else if (m_line.member("agent") != nullptr) {
            readAgent();
        } else if (m_line.member("id") != nullptr) {
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

    static const JsonValue* member(const JsonValue& object, const char* name) { return object.member(name); }
    std::uint32_t number(const JsonValue* value, const char* name) {
        const bool isNumber = value != nullptr && value->kind == JsonKind::kUnsigned;
        if (isNumber && value->number <= kUint32Max) return static_cast<std::uint32_t>(value->number);
        fail("the field " + quoted(name) + " must be a number from 0 to 4294967295");
        return 0;
    }
    /// 0 when the field is missing.
    std::int64_t wideNumber(const JsonValue& object, const char* name) {
        const JsonValue* value = member(object, name);
        if (value == nullptr) return 0;
        if (isInt64(*value)) return static_cast<std::int64_t>(value->number);
        fail("the field " + quoted(name) + " must be a whole number");
        return 0;
    }
    static bool isInt64(const JsonValue& value) {
        if (value.kind == JsonKind::kUnsigned) return value.number <= std::numeric_limits<std::int64_t>::max();
        return value.kind == JsonKind::kNegative;
    }
    std::string text(const JsonValue* value, const char* name) {
        if (value != nullptr && value->kind == JsonKind::kText) return std::string(value->text);
        fail("the field " + quoted(name) + " must be a text");
        return {};
    }
    std::string textOrEmpty(const JsonValue& object, const char* name) {
        const JsonValue* value = member(object, name);
        return value == nullptr ? std::string() : text(value, name);
    }
    bool flag(const JsonValue& object, const char* name) {
        const JsonValue* value = member(object, name);
        if (value == nullptr) return false;
        if (value->kind == JsonKind::kBoolean) return value->flag;
        fail("the field " + quoted(name) + " must be true or false");
        return false;
    }
    AgentId agentId(const JsonValue& value) {
        const auto id = value.kind == JsonKind::kText ? agentIdFromHex(value.text) : std::nullopt;
        if (!id) fail("an agent must be 32 hexadecimal digits");
        return id.value_or(AgentId{});
    }
    EventId eventId(const JsonValue& value) {
        if (value.kind != JsonKind::kArray || value.size != 2) {
            fail("an event id must be a pair of agent and sequence number");
            return {};
        }
        return {agentId(*value.begin()), {number(value.begin()->next(), "sequence number")}};
    }
    ObjectId objectId(const JsonValue& value) {
        if (value.kind != JsonKind::kText) return eventId(value);
        const auto place = std::ranges::find(kObjectNames, value.text);
        if (place != kObjectNames.end()) return static_cast<WellKnownObject>(place - kObjectNames.begin());
        fail("there is no object " + quoted(value.text));
        return {};
    }
    ObjectId sequence() {
        const JsonValue* value = member(m_line, "sequence");
        return value == nullptr ? ObjectId{WellKnownObject::kBody} : objectId(*value);
    }
    Value value(const JsonValue& operation) {
        const JsonValue* found = member(operation, "value");
        if (found == nullptr || found->kind == JsonKind::kNull) return {};
        if (found->kind == JsonKind::kBoolean) return found->flag;
        if (found->kind == JsonKind::kText) return std::string(found->text);
        if (isInt64(*found)) return static_cast<std::int64_t>(found->number);
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
    Operation readDelete(const JsonValue& operation);
    Operation readMark(const JsonValue& operation);
    Operation readLiveness(const JsonValue& operation);

    InterchangeReader& m_reader;
    const JsonValue& m_line;
    std::optional<Error> m_error;
};

void InterchangeLine::readHeader() {
    const JsonValue* format = member(m_line, "format");
    if (format == nullptr || format->kind != JsonKind::kText || format->text != "varve-events") {
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
    const AgentRecord record{agentId(*m_line.member("agent")), textOrEmpty(m_line, "user"),
                             textOrEmpty(m_line, "device"), wideNumber(m_line, "time")};
    auto& records = m_reader.m_result.batch.agents;
    const auto [place, isNew] = m_reader.m_recordIndexes.try_emplace(record.id, records.size());
    if (isNew) {
        records.push_back(record);
    } else if (records[place->second] != record) {
        fail("this agent was described differently in an earlier line");
    }
}

void InterchangeLine::readEvent() {
    const EventId id = eventId(*m_line.member("id"));
    const std::vector<EventId> parents = readParents();
    const std::int64_t timeMs = wideNumber(m_line, "time");
    const TransactionKind kind = readKind();
    const bool joins = flag(m_line, "joins");
    std::optional<EventId> reference;
    if (const JsonValue* found = member(m_line, "reference")) reference = eventId(*found);
    std::optional<std::int64_t> transaction;
    if (m_line.member("transaction") != nullptr) transaction = wideNumber(m_line, "transaction");
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
    if (m_line.member("time") != nullptr && timeMs != open.timeMs)
        fail("its time differs from that of its transaction");
    if (m_line.member("kind") != nullptr && kind != open.kind) fail("its kind differs from that of its transaction");
}

std::vector<EventId> InterchangeLine::readParents() {
    const JsonValue* found = member(m_line, "parents");
    std::vector<EventId> parents;
    if (found == nullptr || found->kind != JsonKind::kArray) {
        fail("the field \"parents\" must be a list of event ids");
        return parents;
    }
    parents.reserve(found->size);
    for (const JsonValue* parent = found->begin(); parent != found->end(); parent = parent->next())
        parents.push_back(eventId(*parent));
    std::ranges::sort(parents);
    if (std::ranges::adjacent_find(parents) != parents.end()) fail("a parent is named twice");
    return parents;
}

TransactionKind InterchangeLine::readKind() {
    const JsonValue* found = member(m_line, "kind");
    if (found == nullptr) return TransactionKind::kEdit;
    const std::string name = text(found, "kind");
    const auto place = std::ranges::find(kKindNames, name);
    if (place != kKindNames.end()) return static_cast<TransactionKind>(place - kKindNames.begin());
    fail("the kind " + quoted(name) + " is unknown to this version of Varve", ErrorCode::kUnsupported);
    return TransactionKind::kEdit;
}

std::optional<Operation> InterchangeLine::readOperation() {
    const JsonValue* found = member(m_line, "op");
    if (found == nullptr || found->kind != JsonKind::kObject) {
        fail("the field \"op\" must be an operation");
        return std::nullopt;
    }
    const JsonValue& operation = *found;
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
        const JsonValue* object = member(operation, "object");
        if (object == nullptr) fail("the field \"object\" is missing");
        return Set{object == nullptr ? ObjectId{} : objectId(*object), text(member(operation, "key"), "key"),
                   value(operation)};
    }
    fail("the operation " + quoted(type) + " is unknown to this version of Varve", ErrorCode::kUnsupported);
    return std::nullopt;
}

Operation InterchangeLine::readDelete(const JsonValue& operation) {
    Delete deletion{sequence(),
                    {number(member(operation, "offset"), "offset")},
                    number(member(operation, "count"), "count"),
                    Direction::kForward};
    if (const JsonValue* direction = member(operation, "direction")) {
        const std::string name = text(direction, "direction");
        if (name == "backward") deletion.direction = Direction::kBackward;
        if (name != "backward" && name != "forward") fail("a direction must be \"forward\" or \"backward\"");
    }
    return deletion;
}

Operation InterchangeLine::readMark(const JsonValue& operation) {
    return Mark{.sequence = sequence(),
                .begin = {number(member(operation, "begin"), "begin")},
                .end = {number(member(operation, "end"), "end")},
                .key = text(member(operation, "key"), "key"),
                .value = value(operation),
                .expandBegin = flag(operation, "expandBegin"),
                .expandEnd = flag(operation, "expandEnd")};
}

Operation InterchangeLine::readLiveness(const JsonValue& operation) {
    Liveness liveness;
    const JsonValue* alive = member(operation, "alive");
    if (alive == nullptr) fail("the field \"alive\" is missing");
    liveness.alive = flag(operation, "alive");
    const JsonValue* targets = member(operation, "targets");
    if (targets == nullptr || targets->kind != JsonKind::kArray) {
        fail("the field \"targets\" must be a list of event spans");
        return liveness;
    }
    for (const JsonValue* target = targets->begin(); target != targets->end(); target = target->next()) {
        if (target->kind != JsonKind::kArray || target->size != 3) {
            fail("a target must be an agent, a first sequence number and a count");
            break;
        }
        const JsonValue* agent = target->begin();
        const JsonValue* sequence = agent->next();
        const EventId first{agentId(*agent), {number(sequence, "first sequence number")}};
        liveness.targets.push_back({first, number(sequence->next(), "count")});
    }
    return liveness;
}

Result<void> InterchangeReader::readLine(std::string_view line) {
    ++m_lineNumber;
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r'))
        line.remove_suffix(1);
    if (line.find_first_not_of(" \t") == std::string_view::npos) return {};
    const JsonValue* parsed = m_json.parse(line);
    if (parsed == nullptr) {
        return failure(ErrorCode::kMalformed, "Line " + std::to_string(m_lineNumber) + " is not valid JSON.");
    }
    return InterchangeLine(*this, *parsed).read();
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
