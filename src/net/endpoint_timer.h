// The clock of an endpoint: lets it greet, offer its version vector and announce itself again every two seconds.
#pragma once

#include <QTimer>

#include "sync/sync_endpoint.h"

namespace varve::net {

class EndpointTimer : public QObject {
    Q_OBJECT
  public:
    /// `endpoint` must outlive the timer.
    explicit EndpointTimer(sync::SyncEndpoint& endpoint, int intervalMs = 2000, QObject* parent = nullptr);

  private:
    QTimer m_timer;
};

}  // namespace varve::net
