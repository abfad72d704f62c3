#include "storage/chain.h"

#include <algorithm>

namespace varve::storage {

namespace {

BytesView idBytes(const event::AgentId& id) {
    return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

}  // namespace

Hash rowHash(const Hash& previous, const RowHeader& header, BytesView body) {
    ByteWriter writer;
    writer.writeByte('R');
    writer.writeVarint(header.firstSeq);
    writer.writeRaw(idBytes(header.first.agent));
    writer.writeVarint(header.first.sequence.value);
    writer.writeVarint(header.eventCount);
    writer.writeSignedVarint(header.version);
    writer.writeString(body);
    return hashChained(previous, writer.bytes());
}

Hash chunkHash(const ChunkHeader& header, BytesView raw) {
    ByteWriter writer;
    writer.writeByte('C');
    writer.writeVarint(header.firstSeq);
    writer.writeVarint(header.lastSeq);
    writer.writeVarint(header.transactionCount);
    writer.writeSignedVarint(header.firstMs);
    writer.writeSignedVarint(header.lastMs);
    writer.writeSignedVarint(header.encoding);
    writer.writeSignedVarint(header.codec);
    writer.writeVarint(header.rawSize);
    writer.writeString(header.versionVector);
    writer.writeString(header.rowHash ? hashView(*header.rowHash) : BytesView());
    writer.writeString(raw);
    return hashChained(header.previousHash, writer.bytes());
}

Hash agentHash(const event::AgentId& id, const std::optional<event::AgentRecord>& record) {
    ByteWriter writer;
    writer.writeByte('A');
    writer.writeRaw(idBytes(id));
    writer.writeByte(record ? 1 : 0);
    if (record) {
        writer.writeString(record->user);
        writer.writeString(record->device);
        writer.writeSignedVarint(record->startedMs);
    }
    return hashBytes(writer.bytes());
}

Bytes encodeVersionVector(const AgentRanges& ranges) {
    ByteWriter writer;
    writer.writeVarint(ranges.size());
    for (const auto& [agent, range] : ranges) {
        writer.writeRaw(idBytes(agent));
        writer.writeVarint(range.begin);
        writer.writeVarint(range.end - range.begin);
    }
    return writer.take();
}

std::optional<AgentRanges> decodeVersionVector(BytesView bytes) {
    ByteReader reader(bytes);
    AgentRanges ranges;
    const std::uint64_t count = reader.readVarintUpTo(bytes.size());
    for (std::uint64_t i = 0; i < count && !reader.failed(); ++i) {
        event::AgentId agent;
        const BytesView id = reader.readRaw(agent.bytes.size());
        if (reader.failed()) break;
        std::copy(id.begin(), id.end(), reinterpret_cast<char*>(agent.bytes.data()));
        const auto begin = static_cast<std::uint32_t>(reader.readVarintUpTo(UINT32_MAX));
        const auto size = static_cast<std::uint32_t>(reader.readVarintUpTo(UINT32_MAX - begin));
        if (!ranges.emplace(agent, AgentRange{begin, begin + size}).second) reader.fail();
    }
    if (reader.failed() || !reader.atEnd()) return std::nullopt;
    return ranges;
}

}  // namespace varve::storage
