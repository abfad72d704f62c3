// Random operations of every kind, as one person might make them who knows a given version: the part of random
// histories that is about what is edited, not about who knows what. Few keys, few texts and few places, so that they
// compete; every offset is valid in that version unless invalid ones are asked for.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
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

struct Writer {
    event::AgentId agent;
    EventSet known;  // the version the writer works on
    std::uint32_t nextSequence = 0;
    std::map<event::ObjectId, std::uint32_t> carets;  // where the last own edit of each text ended
};

class OperationMaker {
  public:
    /// All three must outlive it; of the options it asks those about operations. `naive` holds everything that a writer
    /// knows.
    OperationMaker(Random& random, const GraphOptions& options, const NaiveEvaluator& naive)
        : m_random(random), m_options(options), m_naive(naive) {}

    /// One operation, or the two of a restore, for the next sequence number of the writer. Sets the kind where the
    /// operation is one that switches events.
    [[nodiscard]] std::vector<event::Operation> make(Writer& writer, event::TransactionKind& kind);

  private:
    [[nodiscard]] std::uint32_t invalidExtra();
    [[nodiscard]] event::ObjectId chooseSequence(const std::vector<UnitIndex>& known);
    [[nodiscard]] UnitIndex pick(const std::vector<UnitIndex>& units);
    [[nodiscard]] std::uint32_t choosePlace(std::uint32_t caret, std::uint32_t count);
    [[nodiscard]] event::Operation makeInsert(Writer& writer, const event::ObjectId& sequence, std::uint32_t count);
    [[nodiscard]] event::Operation makeDelete(Writer& writer, const event::ObjectId& sequence, std::uint32_t count);
    [[nodiscard]] event::Operation makeMark(Writer& writer, const event::ObjectId& sequence, std::uint32_t count);
    [[nodiscard]] event::Operation makeSet(const Writer& writer, const std::vector<UnitIndex>& known);
    [[nodiscard]] event::Operation makeLiveness(const Writer& writer, const std::vector<UnitIndex>& known);
    [[nodiscard]] std::vector<event::Operation> makeRestore(const Writer& writer, const std::vector<UnitIndex>& known);
    [[nodiscard]] event::Operation livenessOf(const std::set<UnitIndex>& units, bool alive) const;
    [[nodiscard]] std::size_t firstSwitched(const std::vector<UnitIndex>& known, std::size_t at) const;

    Random& m_random;
    const GraphOptions& m_options;
    const NaiveEvaluator& m_naive;
    std::vector<UnitIndex> m_sequences;  // the units that other texts than the body belong to
};

/// 1 to countMax scalars of mixed scripts, line breaks included.
[[nodiscard]] std::string randomText(Random& random, std::uint32_t countMax);

[[nodiscard]] std::string describe(const event::Operation& operation);

}  // namespace varve::convergence
