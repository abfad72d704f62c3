// How blobs travel: what the document names and is not here is asked for, piece by piece and from one connection at a
// time; what others ask for is given in parts. Only names that the document has are asked for, given or believed, and
// bytes count when they fit their name, so nobody can fill memory or disk. Whatever gets lost is asked for again.
// Pure: time comes as tick(). Called by SyncEndpoint. Rules: PROTOCOL.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "base/result.h"
#include "sync/blob_port.h"
#include "sync/messages.h"
#include "sync/presence_table.h"

namespace varve::sync {

class BlobExchange {
  public:
    /// `port`: null where there are no blobs; must outlive this otherwise.
    explicit BlobExchange(BlobPort* port) : m_port(port) {}

    void opened(ConnectionId id);
    void closed(ConnectionId id);
    /// What the port wants or holds has changed.
    void portChanged() { m_mayStart = true; }
    /// A message of an open conversation. Errors: kMalformed, what the other side did wrong, in a sentence.
    [[nodiscard]] Result<void> receive(ConnectionId from, const BlobMessage& message);
    /// Tells everybody that a blob is on disk here.
    void announce(const Hash& name);
    /// Asks again for what does not come.
    void tick();
    /// Decides what to ask for and whom; before next() is asked. Cost: O(1), amortised over what is wanted.
    void prepare();
    /// What is to be said to an open connection now, or nothing. Made on demand: at most one part at a time.
    [[nodiscard]] std::optional<BlobMessage> next(ConnectionId to);

    /// The other side said that the blob is on its disk.
    [[nodiscard]] bool otherHolds(ConnectionId id, const Hash& name) const;
    /// Somebody is connected, and nobody of them has it.
    [[nodiscard]] bool isLackedByAll(const Hash& name) const;

  private:
    /// What another one asked for and was not given yet.
    struct Serving {
        Hash name{};
        std::size_t offset = 0;
        std::size_t end = 0;
    };
    struct Other {
        std::set<Hash> holds;
        std::set<Hash> lacks;
        std::set<Hash> announcementsDue;
        std::optional<Serving> serving;
    };
    /// The one blob that is being asked for.
    struct Fetching {
        Hash name{};
        ConnectionId from;
        Bytes bytes;
        std::map<std::size_t, Bytes> early;  // parts that came before others, by offset
        std::string media;
        std::size_t size = 0;  // of the blob, once known
        std::size_t windowEnd = 0;
        bool isAskDue = true;
        bool hasProgressed = false;  // since the last tick
        bool isMixed = false;        // the bytes did not all come over this connection
        std::uint32_t idleTicks = 0;
        std::uint32_t windowTicks = 0;  // since the last new stretch was asked for
        std::uint32_t repeats = 0;
    };

    [[nodiscard]] bool isWanted(const Hash& name) const;
    [[nodiscard]] Result<void> takePart(ConnectionId from, const BlobPart& part);
    void takeEarlyParts();
    [[nodiscard]] Result<void> advance();
    void giveUpOn(ConnectionId id);
    /// Keeps what has come for whoever is asked next.
    void putAside();
    [[nodiscard]] bool startOn(const Hash& name);
    [[nodiscard]] std::optional<BlobMessage> ask();
    [[nodiscard]] std::optional<BlobMessage> serve(Other& other);

    BlobPort* m_port;
    std::map<ConnectionId, Other> m_others;
    std::optional<Fetching> m_fetching;
    std::optional<Fetching> m_aside;  // one that was broken off
    std::set<Hash> m_unmixable;  // wanted ones of which somebody gave wrong bytes: from one connection or not at all
    Hash m_lastTried{};
    bool m_mayStart = true;  // something has changed since nobody was found to be asked
    std::uint32_t m_ticks = 0;
};

}  // namespace varve::sync
