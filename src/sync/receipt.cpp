#include "sync/receipt.h"

#include <algorithm>
#include <cstring>

namespace varve::sync {

bool covers(const event::VersionVector& receipt, const event::AgentId& agent, event::SequenceNumber end) {
    const auto entry = receipt.find(agent);
    return end.value == 0 || (entry != receipt.end() && entry->second >= end);
}

bool coversAll(const event::VersionVector& whole, const event::VersionVector& part) {
    return std::ranges::all_of(part, [&](const auto& entry) { return covers(whole, entry.first, entry.second); });
}

void raise(event::VersionVector& receipt, const event::AgentId& agent, event::SequenceNumber end) {
    if (end.value == 0) return;
    event::SequenceNumber& entry = receipt[agent];
    entry = std::max(entry, end);
}

void raiseAll(event::VersionVector& receipt, const event::VersionVector& other) {
    for (const auto& [agent, end] : other)
        raise(receipt, agent, end);
}

event::VersionVector grownSince(const event::VersionVector& now, const event::VersionVector& before) {
    event::VersionVector grown;
    for (const auto& [agent, end] : now) {
        if (!covers(before, agent, end)) grown.emplace_hint(grown.end(), agent, end);
    }
    return grown;
}

void writeReceipt(ByteWriter& writer, const event::VersionVector& receipt) {
    writer.writeVarint(receipt.size());
    for (const auto& [agent, end] : receipt) {
        for (const std::uint8_t byte : agent.bytes)
            writer.writeByte(byte);
        writer.writeVarint(end.value);
    }
}

event::VersionVector readReceipt(ByteReader& reader, std::size_t countMax) {
    event::VersionVector receipt;
    const std::uint64_t count = reader.readVarintUpTo(countMax);
    for (std::uint64_t index = 0; index < count && !reader.failed(); ++index) {
        const BytesView raw = reader.readRaw(16);
        const auto end = static_cast<std::uint32_t>(reader.readVarintUpTo(UINT32_MAX));
        if (reader.failed()) break;
        event::AgentId agent;
        std::memcpy(agent.bytes.data(), raw.data(), agent.bytes.size());
        const bool isAscending = receipt.empty() || receipt.rbegin()->first < agent;
        if (!isAscending || end == 0) {
            reader.fail();
            break;
        }
        receipt.emplace_hint(receipt.end(), agent, event::SequenceNumber{end});
    }
    return receipt;
}

}  // namespace varve::sync
