// A local socket as a transport: frames go out without blocking, bytes come in in small pieces so that a busy colleague
// never holds up the window. Deletes itself after its connection is over. GUI thread (or the only thread).
#pragma once

#include <QLocalSocket>
#include <QTimer>

#include "sync/transport.h"

namespace varve::net {

class LocalConnection : public QObject, public sync::Transport {
    Q_OBJECT
  public:
    /// Takes over a connected socket.
    explicit LocalConnection(QLocalSocket* socket, QObject* parent = nullptr);
    ~LocalConnection() override;

    void open(sync::TransportListener& listener) override;
    void send(Bytes frame) override;
    [[nodiscard]] std::size_t unsentSize() const override;
    void close() override;

  private:
    void readSome();
    void announceLoss();

    QLocalSocket* m_socket;  // child
    sync::TransportListener* m_listener = nullptr;
    QTimer m_resume;
    bool m_isOver = false;
};

}  // namespace varve::net
