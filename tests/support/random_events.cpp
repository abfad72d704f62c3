#include "support/random_events.h"

#include "support/event_builders.h"

namespace varve::test {

event::Transaction randomTransaction(Random& random, const event::EventLog& log) {
    static constexpr const char* kTexts[] = {"a", "b", "xy", "é", "中文", "👍", "long enough to span"};
    event::Version version = log.version();
    if (log.end().value > 0 && random.chance(15)) version = {{random.below(log.end().value)}};
    std::vector<event::Operation> operations;
    const std::uint32_t offset = random.below(6);
    switch (random.below(8)) {
        case 0:
            operations = {deleteAt(offset, 1 + random.below(2)), insertAt(offset, "r")};
            break;
        case 1:
            operations = {deleteAt(offset, 1, event::Direction::kBackward)};
            break;
        case 2:
            operations = {markOf(offset, offset + 1, "bold", true)};
            break;
        case 3:
            if (!version.empty()) operations = {liveness({{log.idOf(version.front()), 1}}, random.chance(50))};
            break;
        default:
            break;
    }
    if (operations.empty()) operations = {insertAt(offset, kTexts[random.below(7)])};
    event::Transaction made = nextAt(log, random.below(3), version, operations, 1000 + random.below(5));
    if (random.chance(10)) made.kind = event::TransactionKind::kPaste;
    if (random.chance(10)) made.joinsPrevious = true;
    if (random.chance(5) && !version.empty()) made.reference = log.idOf(version.front());
    return made;
}

event::EventLog randomLog(std::uint64_t seed, std::uint64_t transactionCount) {
    Random random(seed);
    event::EventLog log;
    log.addAgent({agent(0), "Ana", "laptop", 1'700'000'000'000});
    log.addAgent({agent(1), "Žofie", "", -1});
    for (std::uint64_t step = 0; step < transactionCount; ++step)
        log.append(randomTransaction(random, log)).value();
    return log;
}

}  // namespace varve::test
