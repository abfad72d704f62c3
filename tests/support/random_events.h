// Random transactions that a log takes: several agents and branches, every operation, several scripts. Their offsets
// mean nothing, so they test what carries events, not what applies them.
#pragma once

#include "base/random.h"
#include "event/event_log.h"

namespace varve::test {

/// One that `log` would take next.
event::Transaction randomTransaction(Random& random, const event::EventLog& log);
event::EventLog randomLog(std::uint64_t seed, std::uint64_t transactionCount);

}  // namespace varve::test
