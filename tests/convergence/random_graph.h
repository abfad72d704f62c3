// Random histories of several authors, from a seed: the input of every convergence test. They branch, merge, undo,
// bring back, restore, type forwards and backwards in several scripts, format, comment, set properties, write in
// several texts, and crowd at the same places so that ties happen. Every offset is valid in its author's version, which
// the naive evaluator says, unless invalid ones are asked for.
#pragma once

#include <cstdint>
#include <vector>

#include "base/random.h"
#include "convergence/naive_evaluator.h"
#include "event/transaction.h"

namespace varve::convergence {

struct GraphOptions {
    std::uint32_t operationCount = 24;
    std::uint32_t agentCountMax = 4;
    std::uint32_t runCountMax = 5;  // scalars of one insert or delete
    std::uint32_t livenessPercent = 15;
    std::uint32_t deletePercent = 25;
    std::uint32_t markPercent = 15;
    std::uint32_t setPercent = 8;
    std::uint32_t elsewherePercent = 12;   // text and marks of other sequences than the body
    std::uint32_t breakPercent = 12;       // inserted text that begins or ends with a break, or is nothing else
    std::uint32_t mergePercent = 30;       // an author takes over what another one knows
    std::uint32_t branchAgainPercent = 3;  // an author goes on from an older version (a draft)
    std::uint32_t invalidPercent = 0;      // offsets outside the author's version
};

struct RandomGraph {
    std::vector<event::AgentRecord> agents;
    std::vector<event::Transaction> transactions;  // in a causal order
    NaiveEvaluator naive;                          // with all of them
};

/// Same seed and options, same graph, everywhere.
[[nodiscard]] RandomGraph makeRandomGraph(std::uint64_t seed, const GraphOptions& options = {});

/// A random agent id; some share their first bytes, so that the tie rule needs all of them.
[[nodiscard]] event::AgentId randomAgent(Random& random);
/// 1 to countMax scalars of mixed scripts, line breaks included.
[[nodiscard]] std::string randomText(Random& random, std::uint32_t countMax);

/// Indexes of `transactions` in a random order in which parents, predecessors and targets come first.
[[nodiscard]] std::vector<std::size_t> randomCausalOrder(const std::vector<event::Transaction>& transactions,
                                                         Random& random);

[[nodiscard]] std::string describe(const event::Operation& operation);
/// For a failed test: the transactions in words, one a line.
[[nodiscard]] std::string describe(const std::vector<event::Transaction>& transactions);

}  // namespace varve::convergence
