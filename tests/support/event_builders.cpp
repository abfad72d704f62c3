#include "support/event_builders.h"

#include <algorithm>
#include <cstdio>

namespace varve::test {

event::AgentId agent(std::uint32_t number) {
    event::AgentId result;
    for (std::size_t index = 0; index < 4; ++index) {
        result.bytes[index] = static_cast<std::uint8_t>(number >> (24 - 8 * index));
    }
    return result;
}

event::EventId id(std::uint32_t agentNumber, std::uint32_t sequence) {
    return {agent(agentNumber), {sequence}};
}

event::Insert insertAt(std::uint32_t offset, std::string text) {
    return {.offset = {offset}, .text = std::move(text)};
}

event::Delete deleteAt(std::uint32_t offset, std::uint32_t count, event::Direction direction) {
    return {.offset = {offset}, .count = count, .direction = direction};
}

event::Mark markOf(std::uint32_t begin, std::uint32_t end, std::string key, event::Value value) {
    return {.begin = {begin}, .end = {end}, .key = std::move(key), .value = std::move(value)};
}

event::Set setOf(event::ObjectId object, std::string key, event::Value value) {
    return {.object = object, .key = std::move(key), .value = std::move(value)};
}

event::Liveness liveness(std::vector<event::EventSpan> targets, bool alive) {
    return {.targets = std::move(targets), .alive = alive};
}

event::Transaction transaction(event::EventId first, std::vector<event::EventId> parents,
                               std::vector<event::Operation> operations, std::int64_t timeMs) {
    std::ranges::sort(parents);
    event::Transaction result;
    result.first = first;
    result.parents = std::move(parents);
    result.timeMs = timeMs;
    result.operations = std::move(operations);
    return result;
}

event::Transaction next(const event::EventLog& log, std::uint32_t agentNumber, std::vector<event::Operation> operations,
                        std::int64_t timeMs) {
    return nextAt(log, agentNumber, log.version(), std::move(operations), timeMs);
}

event::Transaction nextAt(const event::EventLog& log, std::uint32_t agentNumber, const event::Version& version,
                          std::vector<event::Operation> operations, std::int64_t timeMs) {
    const event::AgentId author = agent(agentNumber);
    return transaction({author, log.nextSequence(author)}, log.idsOf(version), std::move(operations), timeMs);
}

std::uint64_t numberFromEnvironment(const char* name, std::uint64_t fallback) {
    const char* text = std::getenv(name);
    const std::uint64_t number = text == nullptr ? fallback : std::strtoull(text, nullptr, 10);
    std::fprintf(stderr, "%s=%llu\n", name, static_cast<unsigned long long>(number));
    return number;
}

}  // namespace varve::test
