// A network in memory for endpoints under test: seeded, in virtual steps, with the faults of real ones. As a stream it
// cuts bytes anywhere, delays them and breaks connections in the middle of a frame; as a broker it loses, repeats and
// reorders whole frames. Broken links are made anew after a while, partitioned ones when healed.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "base/random.h"
#include "sync/sync_endpoint.h"

namespace varve::test {

struct NetworkFaults {
    bool isStream = true;
    std::uint32_t delayStepsMax = 0;
    std::uint32_t dropPercent = 0;       // broker only
    std::uint32_t duplicatePercent = 0;  // broker only
    std::uint32_t cutPerThousand = 0;    // per link and step
    std::uint32_t reconnectSteps = 5;
};

class SimulatedNetwork {
  public:
    SimulatedNetwork(std::uint64_t seed, NetworkFaults faults);
    /// Ends every connection without a word.
    ~SimulatedNetwork();

    /// A link that is kept up: `caller` calls now and again whenever the connection was lost.
    void link(sync::SyncEndpoint& caller, sync::SyncEndpoint& called);
    /// Cuts every link, for good until heal().
    void partition();
    void heal();
    void setFaults(const NetworkFaults& faults) { m_faults = faults; }
    /// One unit of time: delivers what is due.
    void step();
    /// Nothing is on its way.
    [[nodiscard]] bool isQuiet() const;
    [[nodiscard]] std::uint64_t cutCount() const { return m_cutCount; }

  private:
    class Pipe;
    struct Link {
        sync::SyncEndpoint* caller = nullptr;
        sync::SyncEndpoint* called = nullptr;
        std::unique_ptr<Pipe> callerEnd;
        std::unique_ptr<Pipe> calledEnd;
        std::uint64_t reconnectAt = 0;
    };

    void connect(Link& link);
    void cut(Link& link);
    void deliver(Link& link);
    void deliverFrom(Pipe& from, Pipe& to);
    void queue(Pipe& pipe, Bytes frame);

    Random m_random;
    NetworkFaults m_faults;
    std::uint64_t m_now = 0;
    std::uint64_t m_cutCount = 0;
    bool m_isPartitioned = false;
    std::deque<Link> m_links;
};

}  // namespace varve::test
