// Short ways to make ids and transactions in tests. Everything is a plain value; nothing here checks anything.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "event/event_log.h"

namespace varve::test {

/// The agent whose bytes are the big-endian number, so that agents are ordered as their numbers.
event::AgentId agent(std::uint32_t number);
event::EventId id(std::uint32_t agentNumber, std::uint32_t sequence);

event::Insert insertAt(std::uint32_t offset, std::string text);
event::Delete deleteAt(std::uint32_t offset, std::uint32_t count,
                       event::Direction direction = event::Direction::kForward);
event::Mark markOf(std::uint32_t begin, std::uint32_t end, std::string key, event::Value value = {});
event::Set setOf(event::ObjectId object, std::string key, event::Value value = {});
event::Liveness liveness(std::vector<event::EventSpan> targets, bool alive);

/// Parents are sorted here.
event::Transaction transaction(event::EventId first, std::vector<event::EventId> parents,
                               std::vector<event::Operation> operations, std::int64_t timeMs = 0);
/// The transaction that `agentNumber` would make next, having seen `version` of the log (the newest when left out).
event::Transaction next(const event::EventLog& log, std::uint32_t agentNumber, std::vector<event::Operation> operations,
                        std::int64_t timeMs = 0);
event::Transaction nextAt(const event::EventLog& log, std::uint32_t agentNumber, const event::Version& version,
                          std::vector<event::Operation> operations, std::int64_t timeMs = 0);

/// A number from the environment, printed to standard error so that a failing run can be repeated.
std::uint64_t numberFromEnvironment(const char* name, std::uint64_t fallback);

}  // namespace varve::test
