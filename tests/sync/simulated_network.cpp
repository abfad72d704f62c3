#include "sync/simulated_network.h"

#include <algorithm>
#include <utility>

namespace varve::test {

/// One end of a connection: the frames its endpoint sent and that have not arrived.
class SimulatedNetwork::Pipe final : public sync::Transport {
  public:
    struct Packet {
        std::uint64_t due = 0;
        Bytes bytes;
    };

    explicit Pipe(SimulatedNetwork& network) : m_network(network) {}

    void open(sync::TransportListener& opener) override { listener = &opener; }
    void send(Bytes frame) override { m_network.queue(*this, std::move(frame)); }
    std::size_t unsentSize() const override {
        std::size_t size = 0;
        for (const Packet& packet : packets)
            size += packet.bytes.size();
        return size;
    }
    void close() override {
        listener = nullptr;
        isClosed = true;
    }
    void lose() {
        packets.clear();
        if (sync::TransportListener* lost = std::exchange(listener, nullptr)) lost->connectionLost();
    }

    sync::TransportListener* listener = nullptr;
    std::deque<Packet> packets;
    bool isClosed = false;

  private:
    SimulatedNetwork& m_network;
};

SimulatedNetwork::SimulatedNetwork(std::uint64_t seed, NetworkFaults faults) : m_random(seed), m_faults(faults) {}

SimulatedNetwork::~SimulatedNetwork() {
    for (Link& link : m_links)
        cut(link);
}

void SimulatedNetwork::link(sync::SyncEndpoint& caller, sync::SyncEndpoint& called) {
    Link& link = m_links.emplace_back();
    link.caller = &caller;
    link.called = &called;
    connect(link);
}

void SimulatedNetwork::connect(Link& link) {
    link.callerEnd = std::make_unique<Pipe>(*this);
    link.calledEnd = std::make_unique<Pipe>(*this);
    link.called->attach(*link.calledEnd, sync::Role::kCalled);
    link.caller->attach(*link.callerEnd, sync::Role::kCaller);
}

void SimulatedNetwork::queue(Pipe& pipe, Bytes frame) {
    const auto due = [&] { return m_now + 1 + m_random.below(m_faults.delayStepsMax + 1); };
    if (m_faults.isStream) {
        const std::uint64_t notBefore = pipe.packets.empty() ? 0 : pipe.packets.back().due;
        pipe.packets.push_back({std::max(notBefore, due()), std::move(frame)});
        return;
    }
    if (m_random.chance(m_faults.dropPercent)) return;
    if (m_random.chance(m_faults.duplicatePercent)) pipe.packets.push_back({due(), frame});
    pipe.packets.push_back({due(), std::move(frame)});
}

void SimulatedNetwork::deliverFrom(Pipe& from, Pipe& to) {
    std::vector<Bytes> arriving;
    for (auto packet = from.packets.begin(); packet != from.packets.end();) {
        if (packet->due > m_now) {
            if (m_faults.isStream) break;
            ++packet;
            continue;
        }
        arriving.push_back(std::move(packet->bytes));
        packet = from.packets.erase(packet);
    }
    for (const Bytes& bytes : arriving) {
        BytesView rest = bytes;
        while (!rest.empty() && to.listener != nullptr) {
            const auto all = static_cast<std::uint32_t>(rest.size());
            const std::size_t size = m_faults.isStream ? 1 + m_random.below(all) : all;
            to.listener->bytesArrived(rest.substr(0, size));
            rest.remove_prefix(size);
        }
    }
    if (!arriving.empty() && from.listener != nullptr) from.listener->becameWritable();
}

void SimulatedNetwork::cut(Link& link) {
    if (link.callerEnd == nullptr) return;
    // What had left just before arrives in part: the frame ends in the middle.
    if (m_faults.isStream && !link.callerEnd->packets.empty() && link.calledEnd->listener != nullptr) {
        const Bytes bytes = link.callerEnd->packets.front().bytes;
        const std::uint32_t size = m_random.below(static_cast<std::uint32_t>(bytes.size()));
        link.calledEnd->listener->bytesArrived(BytesView(bytes).substr(0, size));
    }
    link.callerEnd->lose();
    link.calledEnd->lose();
    link.callerEnd.reset();
    link.calledEnd.reset();
    link.reconnectAt = m_now + m_faults.reconnectSteps;
    ++m_cutCount;
}

void SimulatedNetwork::deliver(Link& link) {
    deliverFrom(*link.callerEnd, *link.calledEnd);
    deliverFrom(*link.calledEnd, *link.callerEnd);
    const bool callerLeft = link.callerEnd->isClosed && link.callerEnd->packets.empty();
    const bool calledLeft = link.calledEnd->isClosed && link.calledEnd->packets.empty();
    if (callerLeft || calledLeft) cut(link);
}

void SimulatedNetwork::partition() {
    m_isPartitioned = true;
    for (Link& link : m_links)
        cut(link);
}

void SimulatedNetwork::heal() {
    m_isPartitioned = false;
}

void SimulatedNetwork::step() {
    ++m_now;
    for (Link& link : m_links) {
        if (link.callerEnd == nullptr) {
            if (!m_isPartitioned && m_now >= link.reconnectAt) connect(link);
            continue;
        }
        if (m_random.below(1000) < m_faults.cutPerThousand) {
            cut(link);
            continue;
        }
        deliver(link);
    }
}

bool SimulatedNetwork::isQuiet() const {
    return std::ranges::all_of(m_links, [](const Link& link) {
        return link.callerEnd != nullptr && link.callerEnd->packets.empty() && link.calledEnd->packets.empty();
    });
}

}  // namespace varve::test
