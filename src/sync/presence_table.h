// Who is here and where their carets are, gathered from all connections. The greatest counter of an agent wins, so
// presence may travel in circles; when a connection ends, everyone who was known through it is gone. Bounded, because
// everything in it comes from others. Pure; part of SyncEndpoint.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "sync/messages.h"

namespace varve::sync {

/// Names one connection of an endpoint; never used twice.
struct ConnectionId {
    std::uint64_t value = 0;
    friend auto operator<=>(const ConnectionId&, const ConnectionId&) = default;
};

class PresenceTable {
  public:
    static constexpr std::size_t kCountMax = 256;
    static constexpr std::uint32_t kSilentTickCountMax = 8;

    struct Entry {
        Presence presence;
        ConnectionId via;          // where it came from
        std::uint64_t number = 0;  // stays with the agent while present
        std::uint32_t silentTicks = 0;
    };

    /// Takes a received message. True when it was news, which is then to be passed on to every other connection.
    /// False for old ones and when the table is full. Cost: O(log people).
    bool take(const Presence& presence, ConnectionId via);
    /// Forgets everyone known through the connection; returns the messages that say so to the others.
    std::vector<Presence> forget(ConnectionId via);

    /// Time passes. Everyone announces themselves at each tick; who was silent for long is gone, even when the word
    /// that they left was lost.
    void tick();

    /// Everyone present, by agent id.
    [[nodiscard]] std::vector<Entry> present() const;

  private:
    bool makeRoom();

    std::map<event::AgentId, Entry> m_entries;  // the gone keep their counter, so that late messages stay old
    std::uint64_t m_nextNumber = 1;
};

}  // namespace varve::sync
