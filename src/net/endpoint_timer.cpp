#include "net/endpoint_timer.h"

namespace varve::net {

EndpointTimer::EndpointTimer(sync::SyncEndpoint& endpoint, int intervalMs, QObject* parent) : QObject(parent) {
    connect(&m_timer, &QTimer::timeout, this, [&endpoint] { endpoint.tick(); });
    m_timer.start(intervalMs);
}

}  // namespace varve::net
