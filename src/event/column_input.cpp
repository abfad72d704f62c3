#include "event/column_input.h"

#include <algorithm>
#include <set>

#include "text/utf8.h"

namespace varve::event::columns {

namespace {

std::string readText(ByteReader& bytes) {
    const BytesView content = bytes.readString(bytes.remaining());
    if (!text::isValidUtf8(content)) bytes.fail();
    return std::string(content);
}

Value readValue(ByteReader& bytes) {
    switch (bytes.readByte()) {
        case 0:
            return {};
        case 1:
            return false;
        case 2:
            return true;
        case 3:
            return bytes.readSignedVarint();
        case 4:
            return readText(bytes);
        default:
            bytes.fail();
            return {};
    }
}

std::uint32_t readUint32(ByteReader& bytes) {
    return static_cast<std::uint32_t>(bytes.readVarintUpTo(static_cast<std::uint64_t>(kUint32Max)));
}

/// Whether an id is there twice. A message has one or two agents, which need no set.
bool hasRepeated(const std::vector<AgentId>& ids) {
    constexpr std::size_t kFew = 8;
    if (ids.size() > kFew) return std::set<AgentId>(ids.begin(), ids.end()).size() != ids.size();
    for (auto id = ids.begin(); id != ids.end(); ++id) {
        if (std::find(ids.begin(), id, *id) != id) return true;
    }
    return false;
}

}  // namespace

Error damaged(const std::string& what) {
    return {ErrorCode::kMalformed, "The events are damaged: " + what + "."};
}

Result<Columns> splitColumns(BytesView bytes) {
    Columns columns;
    ByteReader reader(bytes);
    std::uint64_t previous = 0;
    while (!reader.atEnd()) {
        const std::uint64_t tag = reader.readVarint();
        const BytesView content = reader.readString(reader.remaining());
        const std::uint64_t column = tag >> 1;
        const bool isOptional = (tag & 1) != 0;
        if (reader.failed() || column <= previous) return std::unexpected(damaged("the list of columns is not whole"));
        if (column < kColumnEnd && !isOptional) {
            columns[column] = content;
        } else if (!isOptional) {
            return failure(ErrorCode::kUnsupported,
                           "These events hold something that only a newer version of Varve understands.");
        }
        previous = column;
    }
    return columns;
}

Input::Input(const Columns& columns)
    : transactionAgents(columns[kTransactionAgents]),
      unitCounts(columns[kUnitCounts]),
      times(columns[kTimes]),
      kinds(columns[kKinds]),
      joins(columns[kJoins]),
      codes(columns[kOperationCodes]),
      counts(columns[kOperationCounts]),
      offsets(columns[kOffsets]),
      sequenceIndexes(columns[kSequenceIndexes]),
      firstSequences(columns[kFirstSequences]),
      parents(columns[kParents]),
      references(columns[kReferences]),
      sides(columns[kSideOperations]),
      text(columns[kText]) {}

std::optional<Error> Input::readHeads(const Columns& columns, const DecodeLimits& limits) {
    ByteReader bytes(columns[kCounts]);
    transactionCount = bytes.readVarint();
    unitCount = bytes.readVarint();
    if (bytes.failed() || !bytes.atEnd()) return damaged("their count is missing");
    if (transactionCount > limits.transactionCountMax) {
        return Error{ErrorCode::kLimitExceeded, "The events are refused: they are too many transactions at once."};
    }
    if (unitCount > limits.unitCountMax) {
        return Error{ErrorCode::kLimitExceeded, "The events are refused: they are too many at once."};
    }
    bytes = ByteReader(columns[kAgents]);
    while (!bytes.atEnd()) {
        AgentRecord record;
        const BytesView id = bytes.readRaw(record.id.bytes.size());
        const std::uint8_t hasRecord = bytes.readByte();
        if (!bytes.failed()) std::ranges::copy(id, record.id.bytes.begin());
        if (hasRecord == 1) {
            record.user = readText(bytes);
            record.device = readText(bytes);
            record.startedMs = bytes.readSignedVarint();
        }
        if (bytes.failed() || hasRecord > 1) return damaged("the list of authors is not whole");
        agentIds.push_back(record.id);
        if (hasRecord == 1) records.push_back(std::move(record));
    }
    if (hasRepeated(agentIds)) return damaged("the list of authors is not whole");
    states.resize(agentIds.size());
    bytes = ByteReader(columns[kSequences]);
    if (bytes.atEnd()) sequences.emplace_back(WellKnownObject::kBody);
    while (!bytes.atEnd()) {
        sequences.push_back(readObject(bytes));
        if (bytes.failed()) return damaged("the list of texts is not whole");
    }
    return std::nullopt;
}

ColumnId Input::readId(ByteReader& bytes, bool moves) {
    const std::uint64_t agent = bytes.readVarint();
    const std::int64_t distance = bytes.readSignedVarint();
    if (bytes.failed() || agent >= states.size() || distance < -kUint32Max - 1 || distance > kUint32Max) {
        bytes.fail();
        return {};
    }
    AgentState& state = states[agent];
    const std::int64_t sequence = state.nextSequence - 1 - distance;
    if (sequence < 0 || sequence > kUint32Max) {
        bytes.fail();
        return {};
    }
    if (moves) state.nextSequence = std::max(state.nextSequence, sequence + 1);
    return {static_cast<std::uint32_t>(agent), static_cast<std::uint32_t>(sequence)};
}

ObjectId Input::readObject(ByteReader& bytes) const {
    const std::uint64_t number = bytes.readVarint();
    if (number < kObjectAgentBegin) return static_cast<WellKnownObject>(number);
    const std::uint32_t sequence = readUint32(bytes);
    if (number - kObjectAgentBegin >= agentIds.size()) {
        bytes.fail();
        return {};
    }
    return EventId{agentIds[number - kObjectAgentBegin], {sequence}};
}

Operation Input::readSideOperation(std::uint8_t code) {
    if (code == kMarkCode) {
        Mark mark;
        mark.sequence = readObject(sides);
        mark.begin.value = readUint32(sides);
        mark.end.value = readUint32(sides);
        const std::uint8_t expands = sides.readByte();
        if (expands > 3) sides.fail();
        mark.expandBegin = (expands & 1) != 0;
        mark.expandEnd = (expands & 2) != 0;
        mark.key = readText(sides);
        mark.value = readValue(sides);
        return mark;
    }
    if (code == kSetCode) {
        Set set;
        set.object = readObject(sides);
        set.key = readText(sides);
        set.value = readValue(sides);
        return set;
    }
    Liveness liveness;
    const std::uint64_t header = sides.readVarint();
    liveness.alive = (header & 1) != 0;
    for (std::uint64_t k = 0; k < header >> 1 && !sides.failed(); ++k) {
        const ColumnId first = readId(sides, false);
        const std::uint32_t count = readUint32(sides);
        if (!sides.failed()) liveness.targets.push_back({idOf(first), count});
    }
    return liveness;
}

bool Input::isFinished() const {
    const bool integersFinished = transactionAgents.isFinished() && unitCounts.isFinished() && times.isFinished() &&
                                  kinds.isFinished() && joins.isFinished() && codes.isFinished() &&
                                  counts.isFinished() && offsets.isFinished() && sequenceIndexes.isFinished();
    const bool listsFinished = firstSequences.isFinished() && parents.isFinished() && references.isFinished();
    return integersFinished && listsFinished && !sides.failed() && sides.atEnd() && text.empty();
}

}  // namespace varve::event::columns
