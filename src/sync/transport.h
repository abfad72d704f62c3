// The transport port: one connection to another replica as a pipe of bytes. Implementations: a local socket (src/net),
// the simulated network of the tests; TLS and a broker come later. It may lose, repeat or reorder whole frames (a
// message broker does); a byte stream does not.
#pragma once

#include <cstddef>
#include <string>

#include "base/bytes.h"

namespace varve::sync {

/// Called by a transport, never from within open(), send() or close() of that transport.
class TransportListener {
  public:
    virtual ~TransportListener() = default;
    /// Received bytes, cut anywhere.
    virtual void bytesArrived(BytesView bytes) = 0;
    /// unsentSize() has fallen; more may be sent.
    virtual void becameWritable() = 0;
    /// The connection has ended, not by close(). Nothing is called after it.
    virtual void connectionLost() = 0;
};

class Transport {
  public:
    virtual ~Transport() = default;
    /// Starts to deliver to `listener`, which lives until close() or connectionLost().
    virtual void open(TransportListener& listener) = 0;
    /// Hands over one whole frame. Never blocks; what cannot leave yet counts in unsentSize().
    virtual void send(Bytes frame) = 0;
    /// Bytes handed over that have not left yet.
    [[nodiscard]] virtual std::size_t unsentSize() const = 0;
    /// Sends what is unsent, then ends the connection. The listener is not called any more.
    virtual void close() = 0;
};

}  // namespace varve::sync
