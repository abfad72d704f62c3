#include "bench/generated_history.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/random.h"

namespace varve::bench {

using event::EventBatch;
using event::EventId;

namespace {

/// Random bytes, so that the order of ids has nothing to do with the order of arrival.
event::AgentId randomAgent(Random& random) {
    event::AgentId agent;
    for (std::uint8_t& byte : agent.bytes)
        byte = static_cast<std::uint8_t>(random.next() >> 56);
    return agent;
}

std::string randomWords(Random& random, std::uint32_t count) {
    std::string text;
    for (; count > 0; --count)
        text += random.chance(18) ? (random.chance(8) ? '\n' : ' ') : static_cast<char>('a' + random.below(26));
    return text;
}

/// What one author knows and where it writes.
struct Author {
    event::AgentId agent;
    std::uint32_t unitCount = 0;
    std::vector<EventId> version;
    std::int64_t lengthMin = 0;  // of its text: deletions of others may hit what its own hit, never more
    std::uint32_t place = 0;
};

class HistoryMaker {
  public:
    explicit HistoryMaker(const HistoryOptions& options) : m_options(options), m_random(options.seed) {
        for (std::uint32_t index = 0; index < std::max(1U, options.authorCount); ++index)
            m_authors.emplace_back().agent = randomAgent(m_random);
    }

    EventBatch make() {
        Author* author = &m_authors.front();
        while (m_batch.unitCount() < m_options.eventCount) {
            if (m_random.below(std::max(1U, m_options.turnCountMean)) == 0)
                author = &m_authors[m_random.below(static_cast<std::uint32_t>(m_authors.size()))];
            write(*author);
        }
        return std::move(m_batch);
    }

  private:
    void write(Author& author) {
        if (m_random.chance(m_options.mergePercent)) {
            author.version = m_frontier;
            author.lengthMin = m_lengthMin;
        }
        const EventId first{author.agent, {author.unitCount}};
        m_timeMs += 1 + m_random.below(400);
        m_batch.beginTransaction(first, author.version, m_options.firstTimeMs + m_timeMs, event::TransactionKind::kEdit,
                                 false, {});
        const auto length = static_cast<std::uint32_t>(std::max<std::int64_t>(0, author.lengthMin));
        if (m_random.chance(m_options.jumpPercent) || author.place > length) author.place = m_random.below(length + 1);
        std::uint32_t count = 1 + m_random.below(m_options.runCountMax);
        std::int64_t growth = 0;
        if (author.place > 0 && m_random.chance(m_options.deletePercent)) {
            count = std::min(count, author.place);
            author.place -= count;
            growth = -static_cast<std::int64_t>(count);
            m_batch.addDelete(event::WellKnownObject::kBody, {author.place}, count, event::Direction::kBackward);
        } else {
            if (m_random.chance(m_options.pastePercent)) count *= 1 + m_random.below(100);
            m_batch.addInsert(event::WellKnownObject::kBody, {author.place}, randomWords(m_random, count));
            author.place += count;
            growth = count;
        }
        author.unitCount += count;
        author.lengthMin += growth;
        m_lengthMin += growth;
        const EventId last{author.agent, {author.unitCount - 1}};
        std::erase_if(m_frontier,
                      [&author](const EventId& head) { return std::ranges::binary_search(author.version, head); });
        m_frontier.insert(std::ranges::upper_bound(m_frontier, last), last);
        author.version.assign(1, last);
    }

    HistoryOptions m_options;
    Random m_random;
    EventBatch m_batch;
    std::vector<Author> m_authors;
    std::vector<EventId> m_frontier;  // of everything written; sorted
    std::int64_t m_lengthMin = 0;     // of the text of everything written
    std::int64_t m_timeMs = 0;
};

}  // namespace

EventBatch makeHistory(const HistoryOptions& options) {
    return HistoryMaker(options).make();
}

EventBatch makeBranches(std::uint32_t branchCount, std::uint32_t transactionCount) {
    Random random(1);
    EventBatch batch;
    const EventId root{randomAgent(random), {0}};
    batch.beginTransaction(root, {}, 0, event::TransactionKind::kEdit, false, {});
    batch.addInsert(event::WellKnownObject::kBody, {0}, "\n");
    for (std::uint32_t branch = 0; branch < branchCount; ++branch) {
        const event::AgentId agent = randomAgent(random);
        EventId previous = root;
        std::uint32_t unitCount = 0;
        for (std::uint32_t index = 0; index < transactionCount; ++index) {
            const std::string text = randomWords(random, 1 + random.below(6));
            batch.beginTransaction({agent, {unitCount}}, {&previous, 1}, 0, event::TransactionKind::kEdit, false, {});
            batch.addInsert(event::WellKnownObject::kBody, {random.below(unitCount + 2)}, text);
            unitCount += static_cast<std::uint32_t>(text.size());
            previous = {agent, {unitCount - 1}};
        }
    }
    return batch;
}

EventBatch makeInsertsAtOnePlace(std::uint32_t insertCount) {
    Random random(1);
    EventBatch batch;
    for (std::uint32_t index = 0; index < insertCount; ++index) {
        batch.beginTransaction({randomAgent(random), {0}}, {}, 0, event::TransactionKind::kEdit, false, {});
        batch.addInsert(event::WellKnownObject::kBody, {0}, randomWords(random, 1));
    }
    return batch;
}

EventBatch makeUndoPingPong(std::uint32_t switchCount) {
    Random random(1);
    EventBatch batch;
    const event::AgentId agent = randomAgent(random);
    constexpr std::uint32_t kTextCount = 100;
    batch.beginTransaction({agent, {0}}, {}, 0, event::TransactionKind::kEdit, false, {});
    batch.addInsert(event::WellKnownObject::kBody, {0}, randomWords(random, kTextCount));
    for (std::uint32_t index = 0; index < switchCount; ++index) {
        const EventId previous{agent, {kTextCount - 1 + index}};
        batch.beginTransaction({agent, {kTextCount + index}}, {&previous, 1}, 0,
                               index % 2 == 0 ? event::TransactionKind::kUndo : event::TransactionKind::kRedo, false,
                               EventId{agent, {0}});
        batch.addOperation(event::Liveness{{{{agent, {0}}, kTextCount}}, index % 2 == 1});
    }
    return batch;
}

}  // namespace varve::bench
