#include "bench/rich_history.h"

#include <memory>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "bench/measuring.h"
#include "bench/rich_content.h"
#include "editing/content_writer.h"
#include "replica/document_replica.h"

namespace varve::bench {

namespace {

constexpr std::int64_t kBeginMs = 1'700'000'000'000;
constexpr std::int64_t kNightMs = 14LL * 3600 * 1000;
constexpr std::uint32_t kTurnEventCount = 60'000;  // of one person's sitting

event::AgentRecord author(std::uint32_t turn) {
    constexpr const char* kNames[] = {"Ana", "Bo", "Cem"};
    event::AgentRecord record{.id = {}, .user = kNames[turn % 3], .device = "bench", .startedMs = kBeginMs};
    record.id.bytes[0] = 1;
    record.id.bytes[14] = static_cast<std::uint8_t>(turn >> 8U);
    record.id.bytes[15] = static_cast<std::uint8_t>(turn);
    return record;
}

/// One person at work.
class Sitting {
  public:
    Sitting(event::EventLog log, std::uint32_t turn, ManualClock& clock, Random& random)
        : m_replica({"00000000-0000-4000-8000-000000000001", merge::CurrentState(std::move(log))}, author(turn), clock),
          m_clock(clock),
          m_random(random) {}

    void writeUntil(std::uint32_t eventCount) {
        while (m_replica.log().end().value < eventCount) {
            if (m_random.chance(12)) m_place = {m_random.below(m_replica.text().count() + 1)};
            m_place = std::min(m_place, text::Offset{m_replica.text().count()});
            step();
            m_clock.advance(80 + m_random.below(m_random.chance(3) ? 60'000 : 400));
        }
    }
    [[nodiscard]] event::EventLog log() const { return m_replica.log(); }
    [[nodiscard]] replica::DocumentReplica& replica() { return m_replica; }

  private:
    void step() {
        const std::uint32_t dice = m_random.below(1000);
        const std::uint32_t count = m_replica.text().count();
        replica::EditIntent intent;
        if (dice < 4) {
            static_cast<void>(m_replica.undo());
            return;
        }
        if (dice < 7 && m_replica.canRedo()) {
            static_cast<void>(m_replica.redo());
            return;
        }
        if (dice < 20 && m_place.value + 40 < count) {
            intent.kind = event::TransactionKind::kFormat;
            intent.marks.push_back(
                {{m_place, m_place + (5 + m_random.below(30))}, dice < 14 ? "bold" : "italic", true});
        } else if (dice < 180 && m_place.value > 8) {
            const std::uint32_t erased = 1 + m_random.below(6);
            intent.kind = event::TransactionKind::kBackspace;
            intent.edits.push_back({{m_place - erased, m_place}, ""});
            m_place = m_place - erased;
        } else {
            std::string word;
            const std::uint32_t size = 1 + m_random.below(9);
            for (std::uint32_t letter = 0; letter < size; ++letter)
                word += static_cast<char>('a' + m_random.below(26));
            word += m_random.chance(2) ? '\n' : ' ';
            intent.kind = event::TransactionKind::kTyping;
            intent.edits.push_back({{m_place, m_place}, word});
            m_place = m_place + static_cast<std::uint32_t>(word.size());
        }
        orStop(m_replica.apply(intent));
    }

    replica::DocumentReplica m_replica;
    ManualClock& m_clock;
    Random& m_random;
    text::Offset m_place{};
};

}  // namespace

event::EventLog richHistory(std::uint32_t eventCount) {
    ManualClock clock(kBeginMs);
    Random random(11);
    event::EventLog log;
    {
        Sitting first({}, 0, clock, random);
        replica::DocumentReplica& replica = first.replica();
        orStop(replica.apply(editing::importIntent(replica.nextEventId(), richContent(eventCount / 10))));
        log = first.log();
    }
    for (std::uint32_t turn = 1; log.end().value < eventCount; ++turn) {
        clock.advance(kNightMs);
        Sitting sitting(std::move(log), turn, clock, random);
        sitting.writeUntil(std::min(eventCount, sitting.log().end().value + kTurnEventCount));
        log = sitting.log();
    }
    return log;
}

}  // namespace varve::bench
