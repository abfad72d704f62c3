// Random histories of several authors, from a seed: the input of every convergence test. They branch, merge, undo,
// bring back, restore, type forwards and backwards in several scripts, format, comment, set properties, write in
// several texts, and crowd at the same places so that ties happen. Every offset is valid in its author's version, which
// the naive evaluator says, unless invalid ones are asked for.
#pragma once

#include <cstdint>
#include <vector>

#include "base/random.h"
#include "convergence/naive_evaluator.h"
#include "convergence/random_operations.h"
#include "event/transaction.h"

namespace varve::convergence {

struct RandomGraph {
    std::vector<event::AgentRecord> agents;
    std::vector<event::Transaction> transactions;  // in a causal order
    NaiveEvaluator naive;                          // with all of them
};

/// Same seed and options, same graph, everywhere.
[[nodiscard]] RandomGraph makeRandomGraph(std::uint64_t seed, const GraphOptions& options = {});

/// A random agent id; some share their first bytes, so that the tie rule needs all of them.
[[nodiscard]] event::AgentId randomAgent(Random& random);

/// Indexes of `transactions` in a random order in which parents, predecessors and targets come first.
[[nodiscard]] std::vector<std::size_t> randomCausalOrder(const std::vector<event::Transaction>& transactions,
                                                         Random& random);

/// For a failed test: the transactions in words, one a line.
[[nodiscard]] std::string describe(const std::vector<event::Transaction>& transactions);

}  // namespace varve::convergence
